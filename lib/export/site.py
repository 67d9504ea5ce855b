"""The whole course as a folder of files, for any host of files or none.

python -m lib.export.site build/site --app https://example.org/course
"""

from __future__ import annotations

import argparse
import logging
import shutil
from hashlib import sha256
from html import escape
from pathlib import Path

from lib.export import document
from lib.export.links import ordered, texts_in
from lib.export.pictures import draw
from lib.export.states import Page, Reading
from lib.lessons.registry import lessons
from lib.web.packed import BUNDLE
from lib.words import text as words
from lib.words.text import APP

ROOM = 1_500_000  # bytes, deflated, of the states that a page fetches when one is asked for
MOST = 24  # states of a page with figures, beside those that links lead to


class Site:
    """The course, read page by page until every link between its pages has its state.

    Parameters
    ----------
    app : str
        Address of the running app; empty where there is none.
    most : int
        States of a page, beside those that links lead to.
    """

    def __init__(self, app: str = "", most: int = MOST) -> None:
        self.app = app.rstrip("/")
        self._asked: dict[tuple[str, str], None] = {}  # page and link, in the order of asking
        self._readings = {name: Reading(name, self._href) for name in lessons()}
        for name, reading in self._readings.items():
            reading.require("")
            # Words alone are quickly read: the whole glossary, every question.
            reading.grow(ROOM, most if lessons()[name].has_figures else MOST)
        done = 0
        while done < len(self._asked):
            for name, link in list(self._asked)[done:]:
                self._readings[name].require(link)
                done += 1

    @property
    def pages(self) -> list[Page]:
        """The pages in the course's order."""
        return [reading.page for reading in self._readings.values()]

    def _href(self, address: str) -> str:
        """Where the site has an address of the app, and a note that its state is to be read."""
        name, _, link = address.partition("?")
        if name not in lessons():
            return address
        link = ordered(lessons()[name], texts_in(link))
        self._asked[name, link] = None
        return f"{file_of(name)}{'#' * bool(link)}{link}"

    def write(self, folder: Path) -> None:
        """Write the site; what is in the folder goes.

        Parameters
        ----------
        folder : Path
            Where to.
        """
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        bundle = BUNDLE.rpartition("/")[2]
        self._put(folder, bundle, document.bundle())
        script = self._put(folder, "course.js", document.scripts())
        self._put(folder, "favicon.svg", document.text_of("favicon.svg"))
        for page in self.pages:
            name = page.lesson
            states = document.script_text(document.states_of(page))
            later = self._put(folder, f"{name}-states.js", f"course.arrived({states});\n")
            first = document.script_text(document.first_of(page))
            starts = _START % {"bundle": bundle, "states": later, "first": first}
            scripts = [bundle, script, self._put(folder, f"{name}.js", starts)]
            self._put(folder, file_of(name), self._document(page, scripts), keep=True)

    def _put(self, folder: Path, name: str, text: str, keep: bool = False) -> str:
        """Write a file; its name has a hash of what is in it, so that a browser may keep it."""
        stem, _, kind = name.rpartition(".")
        if not keep and name != BUNDLE.rpartition("/")[2] and kind == "js":
            name = f"{stem}-{sha256(text.encode()).hexdigest()[:8]}.js"
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        return name

    def _document(self, page: Page, scripts: list[str]) -> str:
        live = f"{self.app}/{page.lesson}" if self.app else ""
        head = f'<link rel="icon" href="favicon.svg"><style>{document.styles()}</style>' + "".join(
            f'<script defer src="{name}"></script>' for name in scripts
        )
        content = document.body(page, live, _bar(page.lesson))
        return document.document(words.page_title(page.lesson), head, content)


# `course.load` asks for the other states when one of them is wanted.
_START = """course.bundle = new URL("%(bundle)s", document.baseURI);
course.load = () => new Promise((arrived, lost) => {
  course.arrived = arrived;
  const script = document.createElement("script");
  document.head.append(Object.assign(script, { src: "%(states)s", onerror: lost }));
});
course.start(%(first)s);
"""


_HERE = ' aria-current="page"'


def file_of(lesson: str) -> str:
    """The file of a page."""
    return f"{'index' if lesson == 'home' else lesson}.html"


def _bar(here: str) -> str:
    """The way to every page."""
    groups = []
    for group in words.course():
        links = "".join(
            f'<li><a href="{file_of(name)}"{_HERE * (name == here)}>{escape(title)}</a></li>'
            for name, title in group["pages"].items()
        )
        title = f"<p>{escape(group['title'])}</p>" if group["title"] else ""
        groups.append(f"<div>{title}<ul>{links}</ul></div>")
    return (
        f'<a href="index.html">{escape(APP)}</a>'
        f"<details><summary>All pages</summary><nav>{''.join(groups)}</nav></details>"
    )


def main() -> None:
    """Write the site into a folder."""
    logging.disable()  # Streamlit's, about running without a server
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--app", default="", help="address of the running app")
    parser.add_argument("--most", type=int, default=MOST, help="states of a page with figures")
    asked = parser.parse_args()
    Site(asked.app, asked.most).write(asked.folder)
    draw(asked.folder)


if __name__ == "__main__":
    main()
