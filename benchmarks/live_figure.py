"""How the lessons feel and load, side by side with the plain way to show the same figures.

For each lesson, in one headless Chromium: a pointer drags the main slider through 120 moves in two
seconds, and what a move costs the browser's main thread is its own account of processor time; a new
visitor comes with an empty cache, on a desk and on a slow phone, beside one of a page with a line
of text; the page is reloaded; and how far what is seen jumps while it loads is added up.
Run as `python -m benchmarks.live_figure`, or with the names of some lessons. `BEFORE=folder` takes
the app of another working copy along.
"""

import os
import statistics
import sys
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from lib.lessons import registry
from tests.browser import driver

RELOADS = 9
VISITS = 3
MOVES = 120
PATIENCE = 120_000  # milliseconds
PLAIN, EMPTY = (driver.ROOT / "benchmarks" / name for name in ("plain.py", "empty.py"))

# The time at which the first frame with a drawn chart has been painted.
FIRST_CHART = """
const drawn = (root) => root.querySelector(".scatterlayer path, .barlayer path") ||
  [...root.querySelectorAll("*")].some((e) => e.shadowRoot && drawn(e.shadowRoot));
const turn = () => {
  if (document.body && drawn(document)) setTimeout(() => (window.firstChart = performance.now()));
  else requestAnimationFrame(turn);
};
requestAnimationFrame(turn);
"""

# The time at which the line of text of the empty page has been painted.
FIRST_TEXT = FIRST_CHART.replace("drawn(document)", "document.querySelector('.stMarkdown p')")
SCREENS = (driver.DESKTOP, driver.PHONE)
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 2e5}


def new_page(browser: Browser) -> Page:
    """A page for a visitor at a desk, and patience with a busy machine."""
    page = browser.new_page(**driver.DESKTOP)
    page.set_default_timeout(PATIENCE)
    return page


def layout_shift(browser: Browser, address: str, screen: dict) -> float:
    """The layout shift of a first visit, until the page stands still."""
    context = browser.new_context(**screen)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(driver.SHIFTS)
    driver.open_page(page, address)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("shift")
    context.close()
    return shift


def first_charts(browser: Browser, addresses: list[str]) -> list[float]:
    """Median milliseconds from a reload to the first chart; the addresses take turns."""
    contexts = [browser.new_context(viewport={"width": 1280, "height": 800}) for _ in addresses]
    pages = [context.new_page() for context in contexts]
    times = [[] for _ in addresses]
    for page, address in zip(pages, addresses, strict=True):
        page.set_default_timeout(PATIENCE)
        page.add_init_script(FIRST_CHART)
        page.goto(address)
    for _ in range(RELOADS):
        for page, mine in zip(pages, times, strict=True):
            page.bring_to_front()
            page.reload()
            page.wait_for_function("() => window.firstChart")
            mine.append(page.evaluate("window.firstChart"))
            driver.idle(page)
    for context in contexts:
        context.close()
    return [statistics.median(mine) for mine in times]


def first_visit(
    browser: Browser, address: str, seen: str = FIRST_CHART, slow: bool = False
) -> tuple[float, int]:
    """Seconds until a new visitor sees the chart, and bytes until the page stands still.

    Parameters
    ----------
    browser : Browser
        Where the visitor has never been.
    address : str
        Of the page.
    seen : str
        The script that notes the time.
    slow : bool
        On a phone with 1.6 Mbit/s, 150 ms away, whose processor is four times slower.
    """
    context = browser.new_context(**(driver.PHONE if slow else driver.DESKTOP))
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    if slow:
        cdp.send("Network.emulateNetworkConditions", SLOW)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    total = []
    cdp.on("Network.loadingFinished", lambda e: total.append(e["encodedDataLength"]))
    cdp.on(
        "Network.webSocketFrameReceived",
        lambda e: total.append(len(e["response"]["payloadData"]) * 3 // 4),  # base64
    )
    page.add_init_script(seen)
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.firstChart")
    driver.idle(page)
    page.wait_for_load_state("networkidle")
    seconds = page.evaluate("window.firstChart") / 1000
    context.close()
    return seconds, int(sum(total))


def first_visits(browser: Browser, visits: list[tuple[str, str]], slow: bool) -> list[list[float]]:
    """Seconds and bytes of first visits, medians; the pages take turns."""
    seen = [[first_visit(browser, *visit, slow) for visit in visits] for _ in range(VISITS)]
    return [
        [statistics.median(each) for each in zip(*page, strict=True)]
        for page in zip(*seen, strict=True)
    ]


def drag_live(browser: Browser, address: str, rate: float = 1) -> dict[str, float]:
    """What a drag paints on a live figure, with a processor so many times slower."""
    page = new_page(browser)
    driver.open_page(page, address)
    page.wait_for_timeout(500)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    felt = driver.felt(page, page.locator(".slider input").first.element_handle())
    page.close()
    return felt


def cost_of_a_move(browser: Browser, address: str, sweeps: int = 3) -> float:
    """Milliseconds of the main thread's processor time a move of the hand, of the best sweep."""
    page = new_page(browser)
    cdp = page.context.new_cdp_session(page)
    # Its processor time: the time on the clock is also that of whoever else runs.
    cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    driver.open_page(page, address)
    slider = page.locator(".slider input").first.element_handle()

    def spent() -> float:
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "TaskDuration")

    costs = []
    for _ in range(sweeps):
        driver.idle(page)
        page.wait_for_timeout(500)
        before = spent()
        driver.sweep(page, slider, moves=MOVES)
        costs.append(1000 * (spent() - before) / MOVES)
    page.close()
    return min(costs)


def drag_plain(browser: Browser, address: str) -> tuple[int, float]:
    """How many different pictures a drag of st.slider paints before the release, and its time."""
    page = new_page(browser)
    page.goto(address)
    page.locator(".main-svg").first.wait_for()
    driver.idle(page)
    page.evaluate(
        """() => {
          window.pictures = new Set();
          const marks = () => [...document.querySelectorAll(".scatterlayer path, .barlayer path")]
            .map((e) => (e.getAttribute("transform") ?? "") + e.getAttribute("d")).join();
          window.start = marks();
          const turn = () => { window.pictures.add(marks()); requestAnimationFrame(turn); };
          turn();
        }"""
    )
    value = page.locator("[data-testid=stSliderThumbValue]").first
    thumb = value.locator("xpath=..").bounding_box()
    track = page.locator("[data-testid=stSlider]").first.bounding_box()
    y = thumb["y"] + thumb["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, y)
    page.mouse.down()
    before = value.inner_text()
    seconds = driver.steady(page, track["x"] + 8, track["x"] + track["width"] - 8, y)
    assert value.inner_text() != before, "the plain slider did not move"
    pictures = page.evaluate("pictures.size - 1")
    page.mouse.up()
    page.close()
    return pictures, seconds


def main() -> None:
    """Print one table a measure."""
    lessons = sys.argv[1:] or list(registry.leading())
    pages = sys.argv[1:] or list(registry.lessons())
    with sync_playwright() as playwright, ExitStack() as servers:
        live, plain, empty = (
            servers.enter_context(driver.serve(script))
            for script in (driver.ROOT / "app.py", PLAIN, EMPTY)
        )
        apps = {"now": live}
        if "BEFORE" in os.environ:
            before = Path(os.environ["BEFORE"]) / "app.py"
            apps = {"before": servers.enter_context(driver.serve(before)), **apps}
        browser = driver.launch(playwright.chromium)
        for server in (*apps.values(), plain):  # the first visit pays for the imports
            first_visit(browser, server)
        for app, server in apps.items():
            drags(browser, f"{app}, ", server, plain, lessons)
        for slow in (False, True):
            visits(browser, apps, plain, empty, lessons, slow)
        reloads(browser, apps, plain, lessons)
        print("\n| page | layout shift, desktop | phone |\n|---|---|---|")
        for lesson in pages:
            shifts = [layout_shift(browser, address_of(live, lesson), each) for each in SCREENS]
            print(f"| {lesson} | " + " | ".join(f"{shift:.3f}" for shift in shifts) + " |")
        browser.close()


def drags(browser: Browser, app: str, live: str, plain: str, lessons: list[str]) -> None:
    """What is seen of a drag, and what it costs."""
    print(
        f"\n| {app}lesson | processor time a move | positions passed | painted | 95% of delays "
        "| drag | painted, 4 times slower | plain: painted, drag |"
    )
    print("|---" * 8 + "|")
    for lesson in lessons:
        cost = cost_of_a_move(browser, address_of(live, lesson))
        felt = drag_live(browser, address_of(live, lesson))
        slowly = drag_live(browser, address_of(live, lesson), 4)
        pictures, seconds = drag_plain(browser, address_of(plain, lesson))
        print(
            f"| {lesson} | {cost:.1f} ms | {felt['positions']} | {felt['painted']:.0%} "
            f"| {felt['delay']:.0f} ms | {felt['seconds']:.2f} s | {slowly['painted']:.0%} "
            f"| {pictures}, {seconds:.2f} s |",
            flush=True,
        )


def visits(
    browser: Browser,
    apps: dict[str, str],
    plain: str,
    empty: str,
    lessons: list[str],
    slow: bool,
) -> None:
    """First visits: seconds to the chart, beside an empty page's text, and bytes."""
    where = "first visit, slow phone" if slow else "first visit"
    print(f"\n| {where} | {' | '.join([*apps, 'plain', 'empty page'])} | bytes to plain's |")
    print("|---" * (len(apps) + 4) + "|")
    for lesson in lessons:
        asked = [(address_of(server, lesson), FIRST_CHART) for server in (*apps.values(), plain)]
        seen = first_visits(browser, [*asked, (empty, FIRST_TEXT)], slow)
        cells = [f"{seconds:.2f} s, {size / 1e6:.2f} MB" for seconds, size in seen]
        ratio = seen[len(apps) - 1][1] / seen[len(apps)][1]
        print(f"| {lesson} | {' | '.join(cells)} | {ratio:.2f} |", flush=True)


def reloads(browser: Browser, apps: dict[str, str], plain: str, lessons: list[str]) -> None:
    """Reloads: milliseconds to the chart."""
    print(f"\n| reload | {' | '.join([*apps, 'plain'])} | now to plain |")
    print("|---" * (len(apps) + 3) + "|")
    for lesson in lessons:
        charts = first_charts(
            browser, [address_of(server, lesson) for server in (*apps.values(), plain)]
        )
        cells = " | ".join(f"{chart:.0f} ms" for chart in charts)
        print(f"| {lesson} | {cells} | {charts[-2] / charts[-1]:.2f} |", flush=True)


def address_of(server: str, lesson: str) -> str:
    """A lesson's address; the opening page has none of its own."""
    return f"{server}/" if lesson == "home" else f"{server}/{lesson}"


if __name__ == "__main__":
    main()
