"""What a page's script shows, element by element, as HTML.

A page is read from the messages that Streamlit would send to a browser. A kind of element that has
no function here ends the export with its name, so nothing of a page is lost in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Protocol

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from lib.export import markdown
from lib.web.navigation import MARKS
from lib.web.share import PLACE as SHARE
from lib.web.visit import Node
from lib.words import text as words
from lib.words.state import Choice, Choices, Control, Count, Text

# Buttons whose effect the file has without a state of its own: a part of a key, what page.js does.
_PRESSED = {"next": "next", "all": "all", "again": "again", "skip": "reveal"}
_COLLAPSED = 2  # of a label: it is heard and not seen


class UnknownElementError(Exception):
    """A page shows something that the export does not know."""


class Surroundings(Protocol):
    """What elements ask of the page and the file that they stand in."""

    def href(self, address: str) -> str:
        """Where an address of the app, page?query, is to be found; empty where nowhere."""

    def control(self, key: str) -> Control | None:
        """The declared control that a widget draws."""

    def stated(self, control: Control) -> str:
        """The text of a control."""

    def leads(self, control: Control, text: str) -> str:
        """The link of the state with another text of a control."""

    def pressed(self, key: str) -> str | None:
        """The link of the state that a button leads to; None where it does not change the link."""

    def answers(self, radio: Node) -> list[tuple[str, list[str]]]:
        """The options of a question, each with the HTML that answers it."""

    def texts_of(self, control: Text) -> list[str]:
        """Texts of a field whose states are in the file."""

    def figure(self, key: str, data: dict) -> str:
        """Take a live figure into the file; its name there."""


def tokens(block: Node, around: Surroundings) -> Iterator[str]:
    """The HTML of what is in a block, in pieces of which many are the same in other states.

    Raises
    ------
    UnknownElementError
        For an element that has no HTML; its message names the kind.
    """
    for node in block.children.values():
        show = _SHOWN.get(node.type)
        if show is None:
            raise UnknownElementError(f"{node.type}: an element without HTML")
        yield from show(node, around)


def _lessons() -> list[str]:
    return [lesson for group in words.course() for lesson in group["pages"]]


# ---- blocks -------------------------------------------------------------------------------------


def _flex(node: Node, around: Surroundings) -> Iterator[str]:
    if node.proto.id.endswith(SHARE):
        return  # a file is what was shared
    if node.proto.id.endswith(MARKS):
        checks = " ".join(lesson for lesson in _lessons() if words.has_check(lesson))
        yield f'<p class="marks" data-checks="{checks}"></p>'
        return
    flex = node.proto.flex_container
    across = flex.direction == flex.Direction.HORIZONTAL
    kind = "row" if across else "stack"
    if flex.justify == flex.Justify.SPACE_BETWEEN:
        kind += " apart"
    yield f'<div class="{kind}">'
    yield from tokens(node, around)
    yield "</div>"


def _within(tag: str, closing: str) -> Any:  # noqa: ANN401
    def show(node: Node, around: Surroundings) -> Iterator[str]:
        yield tag
        yield from tokens(node, around)
        yield closing

    return show


def _expander(node: Node, around: Surroundings) -> Iterator[str]:
    part = (node.key or "").rpartition(".")[2]
    yield f'<details class="fold {escape(part)}"><summary>{escape(node.proto.label)}</summary>'
    yield from tokens(node, around)
    yield "</details>"


def _tabs(node: Node, around: Surroundings) -> Iterator[str]:
    labels = [escape(tab.proto.label) for tab in node.children.values()]
    buttons = [
        f'<button type="button" role="tab" aria-selected="{str(i == 0).lower()}">{label}</button>'
        for i, label in enumerate(labels)
    ]
    yield f'<div class="tabs"><div role="tablist">{"".join(buttons)}</div>'
    for place, (tab, label) in enumerate(zip(node.children.values(), labels, strict=True)):
        hidden = " hidden" if place else ""
        yield f'<div role="tabpanel" aria-label="{label}"{hidden}>'
        yield from tokens(tab, around)
        yield "</div>"
    yield "</div>"


# ---- words --------------------------------------------------------------------------------------


def _heading(node: Node, around: Surroundings) -> Iterator[str]:
    # The page's question is its first heading.
    tag = {"h2": "h1"}.get(node.proto.tag, "h2")
    yield f"<{tag}>{markdown.inline(node.proto.body, around.href)}</{tag}>"


def _markdown(node: Node, around: Surroundings) -> Iterator[str]:
    yield '<div class="words">'
    yield from markdown.blocks(node.proto.body, around.href)
    yield "</div>"


def _caption(node: Node, around: Surroundings) -> Iterator[str]:
    yield f'<div class="words small">{markdown.html(node.proto.body, around.href)}</div>'


def _text(node: Node, around: Surroundings) -> Iterator[str]:
    yield f'<p class="text">{escape(node.proto.body)}</p>'


def _divider(node: Node, around: Surroundings) -> Iterator[str]:
    yield "<hr>"


def _alert(node: Node, around: Surroundings) -> Iterator[str]:
    said = markdown.html(node.value, around.href)
    yield f'<div class="alert {node.type}" role="status">{said}</div>'


def _code(node: Node, around: Surroundings) -> Iterator[str]:
    lines = _colored(node.proto.code_text)
    copy = '<button type="button" class="copy">Copy</button>'
    yield f'<div class="code"><pre tabindex="0"><code>{lines}</code></pre>{copy}</div>'


@lru_cache(maxsize=1024)
def _colored(code: str) -> str:
    return highlight(code, PythonLexer(), HtmlFormatter(nowrap=True))


def _page_link(node: Node, around: Surroundings) -> Iterator[str]:
    proto = node.proto
    address = around.href("?".join(filter(None, (proto.page or "home", proto.query_string))))
    label = markdown.inline(proto.label.replace("  \n", "\\\n"))
    yield f'<a class="way" href="{escape(address)}">{label}</a>' if address else f"<p>{label}</p>"


def _table(node: Node, around: Surroundings) -> Iterator[str]:
    frame = node.value
    head = "".join(f"<th>{markdown.inline(str(name))}</th>" for name in frame.columns)
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{markdown.inline(str(cell), around.href)}</td>" for cell in row)
        + "</tr>"
        for row in frame.itertuples(index=False)
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    yield f'<div class="words">{table}</div>'


# ---- widgets ------------------------------------------------------------------------------------


def _label(node: Node) -> str:
    seen = "" if node.proto.label_visibility.value != _COLLAPSED else ' class="unseen"'
    return f"<span{seen}>{markdown.inline(node.proto.label)}</span>"


def _kept(node: Node) -> str:
    """What locks a widget that a link keeps where it stands."""
    return " disabled" if node.proto.disabled else ""


def _slugs(node: Node, control: Choice | Choices, labels: Sequence[str]) -> list[tuple[str, str]]:
    """The options that a widget shows, as a link states them, each with its words."""
    slug_of = {label: slug for slug, label in control.options.items()}
    return [(slug_of[label], label) for label in labels]


def _buttons(node: Node, around: Surroundings) -> Iterator[str]:
    control = around.control(node.key)
    if control is None:
        yield from _in_app_only(node, around)
        return
    labels = [option.content for option in node.proto.options]
    shown = []
    for slug, label in _slugs(node, control, labels):
        text = around.stated(control)
        if isinstance(control, Choices):
            chosen = control.read(text)
            pressed = slug in chosen
            to = control.write(set(chosen) ^ {slug})
        else:
            pressed, to = slug == text, slug
        link = escape(around.leads(control, to))
        shown.append(
            f'<button type="button" aria-pressed="{str(pressed).lower()}" data-to="{link}"'
            f"{_kept(node)}>"
            f"{markdown.inline(label)}</button>"
        )
    name = escape(node.proto.label)
    yield (
        f'<div class="control"><span aria-hidden="true">{_label(node)}</span>'
        f'<div class="buttons" role="group" aria-label="{name}">{"".join(shown)}</div></div>'
    )


def _select(node: Node, around: Surroundings) -> Iterator[str]:
    control = around.control(node.key)
    if control is None:
        yield _still(node, str(node.proto.raw_value or node.proto.options[node.proto.default]))
        return
    pairs = _slugs(node, control, node.proto.options)
    yield _list(node, around, control, pairs)


def _number(node: Node, around: Surroundings) -> Iterator[str]:
    control = around.control(node.key)
    if not isinstance(control, Count):
        yield _still(node, f"{node.value:g}")
        return
    numbers = [str(number) for number in range(control.low, control.high + 1)]
    yield _list(node, around, control, [(number, number) for number in numbers])


def _list(
    node: Node, around: Surroundings, control: Control, pairs: Sequence[tuple[str, str]]
) -> str:
    text = around.stated(control)
    options = "".join(
        f'<option value="{escape(around.leads(control, slug))}"{" selected" * (slug == text)}>'
        f"{escape(label)}</option>"
        for slug, label in pairs
    )
    return f'<label class="control">{_label(node)}<select{_kept(node)}>{options}</select></label>'


def _typed(node: Node, around: Surroundings) -> Iterator[str]:
    tail = (node.key or "").partition(".")[2]
    name = escape(node.proto.label)
    if tail.partition(".")[0] == "guess":
        hint = escape(node.proto.placeholder)
        yield (
            f'<label class="guess"><span class="unseen">{name}</span>'
            f'<input placeholder="{hint}"></label>'
        )
        return
    control = around.control(node.key)
    known = around.texts_of(control) if isinstance(control, Text) else []
    if not known:
        yield _still(node, node.value or "")
        return
    offered = "".join(
        f'<option value="{escape(text)}" data-to="{escape(around.leads(control, text))}">'
        for text in known
    )
    hint = escape(node.proto.placeholder)
    yield (
        f'<label class="control find">{_label(node)}'
        f'<input name="{control.name}" list="known" placeholder="{hint}"'
        f' value="{escape(node.value or "")}">'
        f'<datalist id="known">{offered}</datalist></label>'
    )


def _still(node: Node, text: str) -> str:
    """A field that only the running app can answer: what is in it, as words."""
    if not text:
        return f'<div class="control still">{_label(node)}<span>in the running app</span></div>'
    return f'<div class="control still">{_label(node)}<output>{escape(text)}</output></div>'


def _button(node: Node, around: Surroundings) -> Iterator[str]:
    name = (node.key or "").rpartition(".")[2]
    label = markdown.inline(node.proto.label)
    alone = name == "skip" or node.proto.disabled
    link = None if alone else around.pressed(node.key)
    if link is not None:
        yield f'<button type="button" data-to="{escape(link)}">{label}</button>'
    elif name in _PRESSED:
        yield f'<button type="button" data-does="{_PRESSED[name]}">{label}</button>'


def _radio(node: Node, around: Surroundings) -> Iterator[str]:
    key = escape(node.key)
    asked = markdown.inline(node.proto.label)
    yield f'<fieldset class="asked" data-key="{key}"><legend>{asked}</legend>'
    for option, answer in around.answers(node):
        yield (
            f'<label><input type="radio" name="{key}">'
            f"<span>{markdown.inline(option)}</span></label>"
            f'<div class="answer" hidden>{"".join(answer)}</div>'
        )
    yield "</fieldset>"


def _in_app_only(node: Node, around: Surroundings) -> Iterator[str]:
    yield _still(node, "")


def _download(node: Node, around: Surroundings) -> Iterator[str]:
    label = markdown.inline(node.proto.label)
    yield f'<div class="control still"><span>{label}</span><span>in the running app</span></div>'


# ---- components ---------------------------------------------------------------------------------


def _component(node: Node, around: Surroundings) -> Iterator[str]:
    proto = node.proto
    data = json.loads(proto.bytes or proto.json)
    if proto.component_name == "live_figure":
        key = proto.id.rpartition("-")[2]
        said = " ".join(panel["alt"] for panel in data["panels"])
        name = around.figure(key, data)
        yield (
            f'<div class="figure" data-key="{escape(key)}" data-figure="{name}">'
            f"<noscript>{escape(said)}</noscript></div>"
        )
    elif proto.component_name == "marked_text":
        said = escape(json.dumps(data, ensure_ascii=False))
        yield f'<div class="marked" data-marked="{said}"></div>'
    elif proto.component_name != "memory":  # what is solved, the file's own script remembers
        raise UnknownElementError(f"{proto.component_name}: a component without HTML")


def _nothing(node: Node, around: Surroundings) -> Iterator[str]:
    yield from ()


_SHOWN = {
    "flex_container": _flex,
    "container": _within('<div class="stack">', "</div>"),
    "column": _within('<div class="column">', "</div>"),
    "expander": _expander,
    "tab_container": _tabs,
    "header": _heading,
    "subheader": _heading,
    "markdown": _markdown,
    "caption": _caption,
    "text": _text,
    "html": _nothing,  # the app hides its navigation so
    "divider": _divider,
    "success": _alert,
    "warning": _alert,
    "info": _alert,
    "error": _alert,
    "code": _code,
    "page_link": _page_link,
    "table": _table,
    "button_group": _buttons,
    "selectbox": _select,
    "number_input": _number,
    "text_input": _typed,
    "text_area": _typed,
    "checkbox": _in_app_only,
    "multiselect": _in_app_only,
    "file_uploader": _in_app_only,
    "button": _button,
    "download_button": _download,
    "radio": _radio,
    "bidi_component": _component,
    "empty": _nothing,
}
