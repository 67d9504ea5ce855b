"""The words as HTML: Markdown as Streamlit writes it, formulas as MathML, which needs no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

# What the converter makes of 11,068: the 11, a comma, the 068.
_THOUSANDS = re.compile(r"<mn>(\d{1,3}(?:,\d{3})*)</mn><mo>&#x0002C;</mo><mn>(?=\d{3}\b)")
_LISTED = re.compile(r"(\d), (?=\d)")  # 1, 234 is no number of thousands
_SAID_OTHERWISE = {"\N{MINUS SIGN}": "-", r"\big\|": r"\|"}  # which it does not know
_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
Href = Callable[[str], str]  # from an address as the words state it to one that works in the file


def html(text: str, href: Href = str) -> str:
    r"""A text as HTML; HTML in it is shown as it was typed.

    Parameters
    ----------
    text : str
        Markdown with formulas between dollars.
    href : callable
        What becomes of the address of a link.

    Examples
    --------
    >>> html("**q** is [here](glossary?term=q)", lambda address: "#" + address)
    '<p><strong>q</strong> is <a href="#glossary?term=q">here</a></p>\n'
    """
    return "".join(blocks(text, href))


@lru_cache(maxsize=4096)
def blocks(text: str, href: Href = str) -> tuple[str, ...]:
    r"""The paragraphs, lists, tables and formulas of a text, each as HTML.

    Examples
    --------
    >>> blocks("One.\n\nTwo.")
    ('<p>One.</p>\n', '<p>Two.</p>\n')
    """
    reader, env = _reader(), {"href": href}
    parts, part = [], []
    for token in reader.parse(text, env):
        part.append(token)
        if token.level == 0 and token.nesting != 1:
            parts.append(reader.renderer.render(part, reader.options, env))
            part = []
    return tuple(parts)


def inline(text: str, href: Href = str) -> str:
    """A label: a text of one line, without a paragraph around it."""
    return _reader().renderInline(text, {"href": href})


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.use(dollarmath_plugin, renderer=_formula, allow_digits=True)
    reader.core.ruler.push("addresses", _address)
    return reader


def _address(state: object) -> None:
    """Send every link where the file has what it names; one that leads nowhere is plain text."""
    for token in state.tokens:
        nowhere = False
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", state.env["href"](child.attrGet("href")))
                nowhere = not child.attrGet("href")
            if nowhere and child.type in ("link_open", "link_close"):
                child.type, child.nesting, child.content = "text", 0, ""


def _formula(latex: str, options: dict) -> str:
    return _mathml(latex, "block" if options["display_mode"] else "inline")


@lru_cache(maxsize=4096)
def _mathml(latex: str, display: str) -> str:
    """A formula; a number of thousands stays one number, and a minus is an operator."""
    for said, known in _SAID_OTHERWISE.items():
        latex = latex.replace(said, known)
    latex = _LISTED.sub(r"\1,\\, ", latex)
    written = convert(latex, display=display).replace(_NAMESPACE, "")
    while written != (written := _THOUSANDS.sub(r"<mn>\1,", written)):
        pass
    return written
