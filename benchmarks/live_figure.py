"""How the lessons feel and load, side by side with the plain way to show the same figures.

For each lesson, in one headless Chromium: a pointer drags the main slider through 120 moves in two
seconds; the page is reloaded until its first chart is painted; a new visitor's bytes are counted.
Run as `python -m benchmarks.live_figure`, or with the names of some lessons.
"""

import statistics
import sys

from playwright.sync_api import Browser, sync_playwright

from benchmarks.lessons import FIGURES
from tests.browser import driver

RELOADS = 9
PLAIN = driver.ROOT / "benchmarks" / "plain.py"

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


def first_charts(browser: Browser, addresses: list[str]) -> list[float]:
    """Median milliseconds from a reload to the first chart; the addresses take turns."""
    contexts = [browser.new_context(viewport={"width": 1280, "height": 800}) for _ in addresses]
    pages = [context.new_page() for context in contexts]
    times = [[] for _ in addresses]
    for page, address in zip(pages, addresses, strict=True):
        page.add_init_script(FIRST_CHART)
        page.goto(address)
    for _ in range(RELOADS):
        for page, mine in zip(pages, times, strict=True):
            page.bring_to_front()
            page.reload()
            page.wait_for_function("window.firstChart")
            mine.append(page.evaluate("window.firstChart"))
            driver.idle(page)
    for context in contexts:
        context.close()
    return [statistics.median(mine) for mine in times]


def first_visit_bytes(browser: Browser, address: str) -> int:
    """Bytes over the network until a new visitor's page stands still."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    total = []
    cdp.on("Network.loadingFinished", lambda e: total.append(e["encodedDataLength"]))
    cdp.on(
        "Network.webSocketFrameReceived",
        lambda e: total.append(len(e["response"]["payloadData"]) * 3 // 4),  # base64
    )
    page.add_init_script(FIRST_CHART)
    page.goto(address)
    page.wait_for_function("window.firstChart")
    driver.idle(page)
    page.wait_for_load_state("networkidle")
    context.close()
    return int(sum(total))


def drag_live(browser: Browser, address: str) -> dict[str, float]:
    """What a drag paints on a live figure."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    driver.open_page(page, address)
    page.wait_for_timeout(500)
    felt = driver.felt(page, page.locator(".slider input").first.element_handle())
    page.close()
    return felt


def drag_plain(browser: Browser, address: str) -> tuple[int, float]:
    """How many different pictures a drag of st.slider paints before the release, and its time."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
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
    lessons = sys.argv[1:] or list(FIGURES)
    with sync_playwright() as playwright, driver.serve() as live, driver.serve(PLAIN) as plain:
        browser = driver.launch(playwright)
        for server in (live, plain):  # the first visit pays for the imports
            first_visit_bytes(browser, server)
        print(
            "| lesson | positions passed | painted | 95% of delays | drag | plain: painted, drag |"
        )
        print("|---|---|---|---|---|---|")
        for lesson in lessons:
            felt = drag_live(browser, address_of(live, lesson))
            pictures, seconds = drag_plain(browser, address_of(plain, lesson))
            print(
                f"| {lesson} | {felt['positions']} | {felt['painted']:.0%} "
                f"| {felt['delay']:.0f} ms | {felt['seconds']:.2f} s "
                f"| {pictures}, {seconds:.2f} s |"
            )
        print("\n| lesson | first chart | plain | ratio | first visit | plain | ratio |")
        print("|---|---|---|---|---|---|---|")
        for lesson in lessons:
            ours, theirs = address_of(live, lesson), address_of(plain, lesson)
            chart, plain_chart = first_charts(browser, [ours, theirs])
            size, plain_size = first_visit_bytes(browser, ours), first_visit_bytes(browser, theirs)
            print(
                f"| {lesson} | {chart:.0f} ms | {plain_chart:.0f} ms | {chart / plain_chart:.2f} "
                f"| {size / 1e6:.2f} MB | {plain_size / 1e6:.2f} MB | {size / plain_size:.2f} |"
            )
        browser.close()


def address_of(server: str, lesson: str) -> str:
    """A lesson's address; the opening page has none of its own."""
    return f"{server}/" if lesson == "home" else f"{server}/{lesson}"


if __name__ == "__main__":
    main()
