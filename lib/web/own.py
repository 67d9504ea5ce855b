"""A student's own table: pasted or uploaded, kept for this visit alone, its columns given roles.

Widgets here are no declared controls: what they hold is in no link.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from lib.web import state, tables
from lib.web.held import ACCOUNT, MB, FullError
from lib.web.limits import LARGEST_UPLOAD
from lib.words.state import Choice, Text

LARGEST_LOG = 10  # MB of a log of log-probabilities
LOG = 10  # times as much as its file is kept of a log
NONE = ""


def forget() -> None:
    """Let go of the table and of what was made of it."""
    for name in ("table", "study"):
        state.forget(name)


def pasted(start: str) -> tables.Table | None:
    """Draw a field for a pasted table; a refusal stands below it."""
    text = st.text_area(
        "Your table",
        start,
        key=f"{state.name()}.pasted",
        height=150,
        persist_state="session",
    )
    return _read(("pasted", text), lambda: text.encode(errors="replace"), "")


def _warn() -> None:
    """Say before a file is sent that there may be no room for it; a browser says it in a code."""
    if not ACCOUNT.has_room(LARGEST_UPLOAD * MB):
        st.caption(
            "The server holds nearly as many files as it may. One that is marked red is not taken "
            "now: take it away and send it again in a few minutes."
        )


def uploaded() -> tables.Table | None:
    """Draw a field for a file; a refusal stands below it."""
    _warn()
    file = st.file_uploader(
        "Your file",
        type=list(tables.KINDS),
        key=f"{state.name()}.file",
        max_upload_size=LARGEST_UPLOAD,
    )
    if file is None:
        forget()
        return None
    return _read(("file", file.file_id), file.getvalue, file.name)


def log(typed: Text, logarithm: Choice, read: Callable[..., Any]) -> Any:  # noqa: ANN401
    """Draw a field for a pasted log of log-probabilities, one for its file, and their logarithm.

    Returns what is read of the file, or while there is none, or none that can be read, of the
    field. A refusal stands below the file.

    Parameters
    ----------
    typed, logarithm : controls
    read : callable
        From a text, the slug of its logarithm and, for a file, the most characters that it may
        have; a ValueError says what is wrong.
    """
    state.typed(typed, tall=True, height=150)
    state.choice(logarithm)
    _warn()
    now = state.now()
    base = getattr(now, logarithm.name)
    file = st.file_uploader(
        f"{typed.label}, as a file",
        type=["json", "txt", "tsv"],
        key=f"{state.name()}.{typed.name}.file",
        max_upload_size=LARGEST_LOG,
    )
    if file is not None:
        try:
            return state.kept(
                typed.name, (file.file_id, base), lambda: _log(file, base, read), "Reading …"
            )
        except ValueError as error:
            _refuse(error)
    state.forget(typed.name)
    return read(getattr(now, typed.name), base)


def logs(
    controls: Sequence[tuple[Text, Choice]], read: Callable[..., Any]
) -> Iterator[tuple[Any, str]]:
    """Draw fields for logs side by side, and below each what is drawn before the next is asked for.

    Yields what `log` reads, and the name of its field.
    """
    for side, (typed, logarithm) in zip(st.columns(len(controls)), controls, strict=True):
        with side:
            yield log(typed, logarithm, read), typed.name


def _log(file: Any, base: str, read: Callable[..., Any]) -> Any:  # noqa: ANN401
    """What is read of a file, of which no more is decoded than a browser lets through."""
    if file.size > LARGEST_LOG * 2**20:
        size = f"{file.size / 2**20:,.1f} MB"
        raise ValueError(f"This file has {size}; at most {LARGEST_LOG} MB are taken.")
    try:
        text = file.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("This file is not text in UTF-8, as JSON is.") from None
    found = read(text, base, len(text))
    ACCOUNT.hold(found, LOG * file.size)
    return found


def _read(key: tuple, data: Callable[[], bytes], name: str) -> tables.Table | None:
    def steps() -> Generator[float, None, tables.Table]:
        table = yield from tables.reading(data(), name)
        ACCOUNT.hold(table, table.size)
        return table

    try:
        return state.made("table", key, steps, "Reading")
    except ValueError as error:
        forget()
        _refuse(error)
        return None


def _refuse(error: ValueError) -> None:
    """Say what was wrong; where there was only no room for it, a press tries again."""
    state.refuse(error)
    if isinstance(error, FullError):
        st.button("Try again", key=f"{state.name()}.room")


def roles(table: tables.Table, guessed: Any, values: Callable[[Any], Sequence[str]]) -> Any:  # noqa: ANN401
    """Draw what each column is, as guessed and to be corrected.

    Parameters
    ----------
    table : Table
    guessed : dataclass
        With `label`, `chances`, `kind`, `positive`, `weight`, `group`, `rival`, `scaled`.
    values : callable
        From a column to its different values as texts.

    Returns
    -------
    dataclass
        The same with what was chosen.
    """
    names = list(table.columns)
    key = _key(table)
    shown = {name: _short(name) for name in names}

    def one(label: str, at: str, what: str) -> str:
        options = names if what == "label" else [NONE, *names]
        return st.selectbox(
            label,
            options,
            options.index(at),
            format_func=lambda name: shown.get(name, "none"),
            key=f"{key}.{what}",
            width=180,
            persist_state="session",
        )

    def some(label: str, at: Sequence[str], what: str) -> tuple[str, ...]:
        return tuple(
            st.multiselect(
                label,
                names,
                at,
                format_func=shown.get,
                key=f"{key}.{what}",
                width=420,
                persist_state="session",
            )
        )

    with st.container(horizontal=True):
        label = one("What came", guessed.label, "label")
        chances = some("Its probability, or a column a class", guessed.chances, "chances")
        kind = st.segmented_control(
            "They are",
            ["probabilities", "logits"],
            default=guessed.kind,
            required=True,
            key=f"{key}.kind",
            persist_state="session",
        )
        about = NONE
        if len(chances) == 1 and (found := values(table.columns[label])):
            if len(found) == 1:  # the label that the column is about may never have come
                found = list(dict.fromkeys([*found, guessed.positive]))
            at = found.index(guessed.positive) if guessed.positive in found else len(found) - 1
            about = st.selectbox(
                "It is the probability of",
                found,
                at,
                format_func=_short,
                key=f"{key}.about.{label}",
                width=180,
                persist_state="session",
            )
    with st.container(horizontal=True):
        weight = one("Weight of a row", guessed.weight, "weight")
        group = one("Group", guessed.group, "group")
        rival = some("The same of a second model", guessed.rival, "rival")
    scaled = bool(st.session_state.get(f"{key}.scaled"))
    if scaled:
        scaling(table)  # so that it can be taken back
    return replace(
        guessed,
        label=label,
        chances=chances,
        kind=kind,
        positive=about,
        weight=weight,
        group=group,
        rival=rival,
        scaled=scaled,
    )


def scaling(table: tables.Table) -> None:
    """Offer to scale each row to sum to 1."""
    label = "Scale each row to sum to 1"
    st.checkbox(label, key=f"{_key(table)}.scaled", persist_state="session")


def _key(table: tables.Table) -> str:
    """Widgets of a table with other columns are others."""
    return f"{state.name()}.{hash(tuple(table.columns)):x}"


def _short(text: str) -> str:
    """A student's text on a button or in a list."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:40] + "…"


def downloads(files: Sequence[tuple[str, str, str, Callable[[], bytes]]]) -> None:
    """Draw buttons that make a file when they are pressed: label, name, kind, and what makes it."""
    with st.container(horizontal=True):
        for label, name, kind, make in files:
            st.download_button(
                label, make, name, kind, key=f"{state.name()}.{name}", on_click="ignore"
            )
