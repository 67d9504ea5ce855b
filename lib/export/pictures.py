"""The first picture of each page, drawn when the site is built: seen before any script has come.

A browser draws it with the page's own script; what it drew goes into the page as HTML, once for a
wide screen and once for a narrow one. Its colours become the theme's, so both themes share it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lib.export import document

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS = {"wide": (1280, 800), "narrow": (360, 740)}
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PLACE = re.compile(r'(<div class="figure"[^>]*>)')
_DRAWN = """
() => {
  const root = document.querySelector(".figure").shadowRoot;
  const plots = [...(root?.querySelectorAll(".plot") ?? [])];
  return plots.length > 0 && plots.every((plot) => plot.querySelector(".main-svg"));
}
"""
# Plotly names what it draws by chance; the same site is the same to the byte.
_DICE = """
let last = 1;
Math.random = () => (last = (last * 48271) % 2147483647) / 2147483647;
"""


def draw(folder: Path) -> None:
    """Draw the first picture into every page of a site that has one.

    Parameters
    ----------
    folder : Path
        Where the site was written.
    """
    from playwright.sync_api import sync_playwright  # only who builds a site needs a browser

    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, _BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        draw_with(browser, folder)
        browser.close()


def draw_with(browser: Browser, folder: Path) -> None:
    """Draw with a browser that runs already."""
    pages = [path for path in sorted(folder.glob("*.html")) if _PLACE.search(_text(path))]
    drawn: dict[Path, dict[str, str]] = {path: {} for path in pages}
    for name, (width, height) in SCREENS.items():
        context = browser.new_context(viewport={"width": width, "height": height})
        context.add_init_script(_DICE)
        for path in pages:
            page = context.new_page()
            page.goto(path.absolute().as_uri())
            page.wait_for_function(_DRAWN)
            drawn[path][name] = page.evaluate(document.text_of("export/picture.js"))
            page.close()
        context.close()
    for path, pictures in drawn.items():
        path.write_text(_with(_text(path), pictures), encoding="utf-8", newline="\n")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _with(page: str, pictures: Mapping[str, str]) -> str:
    """A page with pictures of its first figure in that figure's place."""
    boards = "".join(
        f'{_seen(name, "hidden")}<div class="live-figure still {name}" inert>'
        f"{_themed(board, name)}</div>{_seen(name, 'visible')}"
        for name, board in pictures.items()
    )
    styles = f"<style>{document.figure_styles()}</style>"
    shade = f'<template shadowrootmode="open">{styles}{boards}</template>'
    return _PLACE.sub(lambda found: found[1] + shade, page, count=1)


def _seen(name: str, how: str) -> str:
    """A board is seen when all of it has come: panels that stand would give way to the next one."""
    return f"<style>.still.{name} {{ visibility: {how}; }}</style>"


def _themed(board: str, name: str) -> str:
    """A board whose colours are those of the theme, and whose names are its own."""
    for color, variable in document.colors().items():
        board = board.replace(color, f"var({variable})")
    return re.sub(r'(id="|url\(#|href="#)(?=\w)', rf"\g<1>{name}-", board)
