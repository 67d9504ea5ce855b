"""Drives the real app: a fresh server, headless Chromium, a hand on a slider, what it painted."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, ElementHandle, Locator, Page

from tests.app import FIGURELESS

ROOT = Path(__file__).parents[2]
# First the one without windows: what a whole Chromium draws around a page that nobody sees costs as
# much as half the page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

# Records every input event of a slider and, for every frame, what the marks looked like in it. They
# are read after all that is drawn in the frame, Plotly's own turn among it, and before the paint:
# that is when a change of size is told.
WATCH = """
(input) => {
  const root = input.closest(".live-figure");
  const layers = ".scatterlayer path, .scatterlayer text, .barlayer path, canvas.raster";
  const look = (e) =>
    e.toDataURL?.() ?? (e.getAttribute("transform") ?? "") + (e.getAttribute("d") ?? "");
  const marks = () => [...root.querySelectorAll(layers)].map(look).join("|");
  const watch = (window.watched = { inputs: [], frames: [], marks, running: true });
  input.addEventListener("input", (e) => watch.inputs.push([e.timeStamp, +input.value]));
  const clock = document.createElement("div");
  clock.style.cssText = "position: fixed; visibility: hidden; height: 1px; width: 1px";
  document.body.append(clock);
  new ResizeObserver(() => {
    const seen = marks();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => watch.frames.push([performance.now(), seen]); // after the paint
    port2.postMessage(0);
  }).observe(clock);
  const turn = () => {
    if (!watch.running) return clock.remove();
    clock.style.width = clock.style.width === "1px" ? "2px" : "1px";
    requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn);
}
"""

# Adds up how far what is seen jumps while a page loads.
SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""

# Playwright waits for functions by evaluating text, which the app's policy forbids to all.
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "bypass_csp": True}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "bypass_csp": True,
}

# What each position looks like when there is all the time in the world.
REPLAY = """
async (input) => {
  watched.running = false;
  const frame = () => new Promise(requestAnimationFrame);
  const looks = {};
  for (const value of new Set(watched.inputs.map(([, v]) => v))) {
    input.value = value;
    input.dispatchEvent(new Event("input"));
    await frame(); await frame();
    looks[value] = watched.marks();
  }
  return { inputs: watched.inputs, frames: watched.frames, looks };
}
"""


def free_port() -> int:
    """A port no one listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def serve(script: Path = ROOT / "app.py") -> Iterator[str]:
    """A fresh server of an app; yields its address."""
    with started(script) as (address, _):
        yield address


@contextmanager
def started(script: Path = ROOT / "app.py") -> Iterator[tuple[str, int]]:
    """A fresh server of an app; yields its address and the number of its process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    with subprocess.Popen(
        command, cwd=script.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            address = f"http://localhost:{port}"
            _await_health(f"{address}/_stcore/health")
            yield address, server.pid
        finally:
            server.terminate()


def _await_health(address: str) -> None:
    for _ in range(900):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no answer from {address}")


def launch(chromium: BrowserType, *flags: str) -> Browser:
    """The system's Chromium, else Playwright's own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    return chromium.launch(executable_path=path, args=[*FLAGS, *flags])


def forget(page: Page, address: str) -> None:
    """Let the browser know nothing of an earlier visitor; what it has fetched it may keep."""
    cdp = page.context.new_cdp_session(page)
    kept = {"origin": address, "storageTypes": "cookies,local_storage"}
    cdp.send("Storage.clearDataForOrigin", kept)
    cdp.detach()


def open_page(page: Page, address: str) -> None:
    """Go to a page and wait until every live figure on it is drawn and the script has ended."""
    page.goto(address)
    ready(page)


def ready(page: Page) -> None:
    """Wait until the page's words are there, its figures are drawn and the script has ended."""
    page.get_by_role("heading").first.wait_for()
    if urlsplit(page.url).path.rpartition("/")[2] not in FIGURELESS:
        page.locator(".live-figure .main-svg").first.wait_for()
    idle(page)


def path_of(lesson: str) -> str:
    """Where a page stands below the app's address; a query may follow the name."""
    return "" if lesson == "home" else lesson


def draw_all(page: Page) -> None:
    """Scroll to every live figure, and wait until each is drawn."""
    for figure in page.locator(".live-figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".main-svg").first.wait_for()


def painted(page: Page) -> None:
    """Wait until what has changed is on the screen."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def idle(page: Page) -> None:
    """Wait until Streamlit has run the page to its end."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def swipe(page: Page, slider: Locator, across: float = 0, down: float = 0, at: float = 0.5) -> None:
    """A finger put on a slider, moved by so many pixels in as many steps as a hand would take."""
    box, cdp = slider.bounding_box(), page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] * at, box["y"] + box["height"] / 2

    def touch(kind: str, *points: dict) -> None:
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 13):
        touch("touchMove", {"x": x + across * step / 12, "y": y + down * step / 12})
    touch("touchEnd")


def sweep(page: Page, slider: ElementHandle, moves: int = 120) -> float:
    """Drag a slider's thumb from its left end to its right; the seconds it took."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    left, right = box["x"] + 8, box["x"] + box["width"] - 8
    page.mouse.move(left, y)
    page.mouse.down()
    took = steady(page, left, right, y, moves)
    page.mouse.up()
    return took


def steady(
    page: Page, left: float, right: float, y: float, moves: int = 120, seconds: float = 2.0
) -> float:
    """Move the pointer with a steady hand; the seconds it took."""
    began = time.perf_counter()
    for i in range(1, moves + 1):
        page.mouse.move(left + (right - left) * i / moves, y)
        time.sleep(max(0.0, began + seconds * i / moves - time.perf_counter()))
    return time.perf_counter() - began


def felt(page: Page, slider: ElementHandle) -> dict[str, float]:
    """Sweep a slider and compare what was painted with what each position looks like.

    Returns
    -------
    dict
        `positions` passed, the share of them `painted`, the 95th percentile of the `delay` from
        input to painted frame in milliseconds, and the `seconds` the drag took.
    """
    slider.evaluate(WATCH)
    seconds = sweep(page, slider)
    page.wait_for_timeout(100)
    seen = slider.evaluate(REPLAY)
    looks, frames = seen["looks"], seen["frames"]
    delays = {}
    for when, value in seen["inputs"]:
        shown = next((t for t, marks in frames if t >= when and marks == looks[str(value)]), None)
        if shown is not None:
            delays.setdefault(value, shown - when)
    rank = sorted(delays.values())
    return {
        "positions": len(looks),
        "painted": len(delays) / len(looks),
        "delay": rank[int(0.95 * (len(rank) - 1))] if rank else float("inf"),
        "seconds": seconds,
    }


def grave(
    page: Page, options: dict | None = None, context: dict | None = None
) -> list[tuple[str, list[str]]]:
    """What axe finds serious on a page: its rule, and the elements that break it."""
    options = {"resultTypes": ["violations"], **(options or {})}  # of what passes, nothing is told
    return [
        (found["id"], [node["html"][:200] for node in found["nodes"]])
        for found in Axe().run(page, context=context, options=options).response["violations"]
        if found["impact"] in ("serious", "critical")
    ]
