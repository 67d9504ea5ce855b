"""A lesson as one file that needs no server and no network.

python -m lib.export.offline gradients --link y=0 --app https://example.org > gradients.html
"""

from __future__ import annotations

import argparse
import base64
import logging
import os
import sys
import zlib
from html import escape

from lib.export import document
from lib.export.states import Page, Reading
from lib.lessons.registry import lessons
from lib.words import text as words
from lib.words.text import APP

LARGEST = 2_000_000  # bytes of a file
MOST = 40  # states with figures
# What a browser unpacks by itself; the text is that of `zlib`, in letters. They are not fetched: an
# address of data takes a way through the browser's other processes. The library that draws comes
# first: a script with an address is compiled beside the page, which goes on. Who puts the file on a
# server may have forbidden such addresses; then it is compiled in its place.
_UNPACK = """
const unpack = (id) => {
  const letters = document.getElementById(id).textContent;
  const slow = () => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt());
  const packed = Uint8Array.fromBase64?.(letters) ?? slow();
  return new Response(new Response(packed).body.pipeThrough(new DecompressionStream("deflate")));
};
const bundle = unpack("bundle").arrayBuffer().then((text) => new Promise((onload) => {
  const run = (by) => document.head.append(Object.assign(document.createElement("script"), by));
  const onerror = () => onload(run({ textContent: new TextDecoder().decode(text) }));
  run({ src: URL.createObjectURL(new Blob([text])), onload, onerror });
}));
"""
_START = """
course.bundle = bundle;
const read = new Promise((whole) => addEventListener("DOMContentLoaded", whole));
course.load = async () => {
  await read;
  return unpack("states").json();
};
course.start(JSON.parse(document.getElementById("first").textContent));
"""
# Nothing is shown before the figures stand in their places: they would push away what is read.
_WAIT = '<link rel="expect" href="#placed" blocking="render">'


def offline(lesson: str, link: str = "", app: str = "") -> str:
    """A lesson as one HTML file, in the state that a link states.

    Parameters
    ----------
    lesson : str
        The page's name.
    link : str
        The query of its link.
    app : str
        Address of the running app, to which the file leads back; empty where there is none.

    Returns
    -------
    str
        The file, at most `LARGEST` bytes.
    """

    def href(address: str) -> str:
        return f"{app.rstrip('/')}/{address.removeprefix('home')}" if app else ""

    live = href(lesson)
    reading = Reading(lesson, href)
    reading.require(link)
    bundle = _packed(document.bundle())
    room = LARGEST - len(_file(reading.page, live, bundle).encode())
    # What is deflated is written in letters, a third longer.
    reading.grow(room * 3 // 4 * 9 // 10, MOST)
    while len(file := _file(reading.page, live, bundle).encode()) > LARGEST:
        reading.page.states.pop()
    return file.decode()


def _file(page: Page, live: str, bundle: str) -> str:
    bar = f'<a href="{escape(live)}">{APP}: the running app</a>' if live else f"<span>{APP}</span>"
    first = document.script_text(document.first_of(page))
    states = _packed(document.script_text(document.states_of(page)))
    head = [
        _WAIT,
        f"<style>{document.styles()}</style>",
        f'<script type="text/plain" id="bundle">{bundle}</script>',
        f"<script>{_UNPACK}</script>",
    ]
    content = [
        document.body(page, live, bar),
        f'<script type="application/json" id="first">{first}</script>',
        f'<script>{document.scripts()}{_START}</script><i id="placed" hidden></i>',
        f'<script type="text/plain" id="states">{states}</script>',
    ]
    title = words.page_title(page.lesson)
    return document.document(title, "".join(head), "".join(content))


def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def main() -> None:
    """Write a lesson to the standard output."""
    logging.disable()  # Streamlit's, about running without a server
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lesson", choices=list(lessons()))
    parser.add_argument("--link", default="", help="the query of the state that comes first")
    parser.add_argument("--app", default="", help="address of the running app")
    parser.add_argument("--behind", action="store_true", help="let other processes go first")
    asked = parser.parse_args()
    if asked.behind and hasattr(os, "nice"):
        os.nice(5)
    sys.stdout.write(offline(asked.lesson, asked.link, asked.app))


if __name__ == "__main__":
    main()
