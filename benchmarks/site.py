"""How the course comes as files: bytes, the first picture, when it is live, and what jumps.

Each page is opened with an empty cache from a plain server of files that compresses texts, a few
times, in turns with another page if one is named. A lesson as one file is opened from the disk,
with the network off. Run as `python -m benchmarks.site build/site`; `--beside FOLDER` takes another
built page along, such as the `gh-pages` branch of tensorflow/playground, and `--files` makes and
opens each lesson as one file.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import logging
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Browser, sync_playwright

from lib.export.offline import offline
from lib.export.site import file_of
from lib.words import text as words
from tests.app import FIGURED
from tests.browser import driver

TIMES = 9
PATIENCE = 120_000  # milliseconds
_TEXTS = (".html", ".js", ".css", ".svg")

# When the page first painted, when a picture was there, and when it was live.
WATCH = (
    """
const seen = (find) => new Promise((done) => {
  const there = () => document.body && find();
  const say = () => setTimeout(() => done(performance.now()));
  const turn = () => (there() ? say() : requestAnimationFrame(turn));
  turn();
});
const shade = () => document.querySelector(".figure")?.shadowRoot;
window.times = {};
const live = () => shade().querySelector(".main-svg .subplot") && !shade().querySelector(".still");
const theirs = () => document.querySelector("#heatmap canvas, #network svg .link");
const picture = () => (shade() ? shade().querySelector("svg")?.clientHeight : theirs());
seen(picture).then((time) => (times.picture = time));
seen(() => (shade() ? live() : theirs())).then((time) => (times.live = time));
"""
    + driver.SHIFTS
)


class _Files(http.server.SimpleHTTPRequestHandler):
    """Serves files, texts compressed, each compressed once."""

    protocol_version = "HTTP/1.1"
    packed: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        text = path.suffix in _TEXTS
        if str(path) not in self.packed:
            body = path.read_bytes()
            self.packed[str(path)] = gzip.compress(body, 9) if text else body
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(self.packed[str(path)])))
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(self.packed[str(path)])

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A plain server of a folder; yields its address."""
    handler = functools.partial(_Files, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def visited(browser: Browser, address: str, **options: object) -> dict[str, float]:
    """One visit with an empty cache: milliseconds, layout shift, bytes and requests."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH)
    sizes = []
    page.on("response", lambda r: sizes.append(int(r.headers.get("content-length", 0))))
    page.goto(address)
    page.wait_for_function("times.picture && times.live")
    page.wait_for_timeout(200)
    times = page.evaluate("times")
    shift = page.evaluate("shift")
    context.close()
    return {**times, "shift": shift, "bytes": sum(sizes), "requests": len(sizes)}


def middle(visits: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: statistics.median(visit[name] for visit in visits) for name in visits[0]}


def site(browser: Browser, folder: Path, beside: Path | None) -> None:
    """Print a line for each page of a site, and one for what it is compared with."""
    print("page | KB, compressed, before the first picture | before it is live | for a next page")
    print("| first picture ms | live ms | layout shift | KB of the other states")
    with served(folder) as address:
        for lesson in FIGURED:
            name = Path(file_of(lesson)).stem
            page = len(gzip.compress((folder / file_of(lesson)).read_bytes(), 9))
            own = sum(_packed(folder, f"{lesson}-????????.js"))
            states = sum(_packed(folder, f"{lesson}-states-*.js"))
            seen = middle([visited(browser, f"{address}/{name}.html") for _ in range(TIMES // 3)])
            print(
                f"{words.page_title(lesson):45} {page / 1e3:6.0f} {seen['bytes'] / 1e3:6.0f}"
                f" {(page + own) / 1e3:6.0f} {seen['picture']:6.0f} {seen['live']:6.0f}"
                f" {seen['shift']:7.4f} {states / 1e3:6.0f}"
            )
        if beside is None:
            return
        with served(beside) as other:
            pairs = [
                (visited(browser, f"{address}/index.html"), visited(browser, f"{other}/"))
                for _ in range(TIMES)
            ]
    for name, visits in zip(("this course", beside.name), zip(*pairs, strict=True), strict=True):
        seen = middle(list(visits))
        print(
            f"{name:20} picture {seen['picture']:5.0f} ms, live {seen['live']:5.0f} ms,"
            f" {seen['bytes'] / 1e3:5.0f} KB in {seen['requests']:.0f} requests"
        )


def _packed(folder: Path, pattern: str) -> list[int]:
    return [len(gzip.compress(path.read_bytes(), 9)) for path in folder.glob(pattern)]


def files(browser: Browser) -> None:
    """Print size and first chart of each lesson as one file, opened without a network."""
    print("lesson as one file | MB | states | first chart ms, median of", TIMES)
    with tempfile.TemporaryDirectory() as folder:
        for lesson in FIGURED:
            path = Path(folder) / f"{lesson}.html"
            path.write_text(offline(lesson, app="https://example.org"), encoding="utf-8")
            visits = [visited(browser, path.as_uri(), offline=True) for _ in range(TIMES)]
            size = path.stat().st_size / 1e6
            print(f"{lesson:20} {size:5.2f} {middle(visits)['live']:6.0f}")


def main() -> None:
    """Print everything that is asked for."""
    logging.disable()  # Streamlit's, about running without a server
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--files", action="store_true")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = driver.launch(playwright.chromium)
        site(browser, asked.folder, asked.beside)
        if asked.files:
            files(browser)
        browser.close()


if __name__ == "__main__":
    main()
