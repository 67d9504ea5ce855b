"""The parts of a lesson's page: opening, prediction, prose, derivation, check, code."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from lib.web import memory, state
from lib.words import text as words

Fields = dict[str, object]


def opening(lesson: str, section: str = "stakes", **fields: object) -> None:
    """The first lines of a page: where one is, the question, what is at stake and the symbols."""
    with st.container(gap=None):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"
        ):
            st.header(words.prose(lesson, "question"), anchor=False, width="content")
            st.caption(words.place(lesson), width="content")
        prose(lesson, section, **fields)
    if asked := state.stated("task"):
        with st.container(key="task", gap=None):
            st.caption("A question for you")
            st.text(asked)  # never as Markdown: it may come from anywhere


def prose(lesson: str, section: str, **fields: object) -> None:
    """One section of the lesson's words, with its numbers filled in."""
    st.markdown(words.prose(lesson, section, **fields))


def sections(lesson: str, told: Sequence[tuple[str, Fields]]) -> None:
    """Sections of the lesson's words, one below the other, each with its numbers."""
    for section, fields in told:
        prose(lesson, section, **fields)


@dataclass(frozen=True)
class Guess:
    """What a student said before the drag.

    Attributes
    ----------
    value : float or None
        The number; None while there is none.
    revealed : bool
        Whether the answer may be shown: after a guess or a skip.
    """

    value: float | None
    revealed: bool


def prediction(
    lesson: str,
    parse: Callable[[str], float],
    gap: Callable[[float], Fields],
    case: str = "",
    section: Callable[[float], str] | str = "gap",
) -> Guess:
    """Ask for a number before the drag, and answer beside the field.

    Parameters
    ----------
    lesson : str
        Whose question; its text is `predict` (and the `case`) in the lesson's questions.
    parse : callable
        From text to the number; a ValueError says what is wrong.
    gap : callable
        From the guess to the fields of the answer.
    case : str
        Which of several predictions of a page, each for its own tab: `predict_<case>`.
    section : str or callable
        The answer's section, or from the guess to it.
    """
    if state.hidden("prediction"):
        return Guess(None, revealed=True)
    asked = words.questions(lesson)["_".join(filter(None, ("predict", case)))]
    key = ".".join(filter(None, (lesson, "guess", case)))
    good, skipped = f"{key}.good", f"{key}.skipped"

    def said() -> None:
        text = st.session_state[key]
        if not text.strip():
            st.session_state[good] = None
            return
        try:
            st.session_state[good] = parse(text)
        except ValueError:
            return  # said below the field, when it is drawn

    def skip() -> None:
        st.session_state[skipped] = True

    value = st.session_state.get(good)
    revealed = value is not None or bool(st.session_state.get(skipped)) or state.projected()
    with st.container(width=640, gap="xxsmall"):
        st.markdown(asked["prompt"])
        # The answer stands in the field's own row, so that it pushes the figure down but little.
        with st.container(horizontal=True, vertical_alignment="top", gap="small"):
            text = st.text_input(
                asked["prompt"],
                key=key,
                placeholder=asked["placeholder"],
                on_change=said,
                persist_state="session",
                label_visibility="collapsed",
                width="stretch" if value is None else 160,
            )
            if not revealed:
                st.button("Skip", on_click=skip, key=f"{key}.skip")
            if value is not None:
                name = section(value) if callable(section) else section
                st.markdown(words.prose(lesson, name, **gap(value)), width=460)
        if text.strip():
            try:
                parse(text)
            except ValueError as error:
                state.refuse(error)
    return Guess(value, revealed)


def why(lesson: str, section: str = "why", **fields: object) -> None:
    """A prompt to explain, with the explanation folded below it."""
    if state.hidden("explanation"):
        return
    prompt, _, explanation = words.prose(lesson, section, **fields).partition("\n\n")
    st.markdown(f"**Why?** {prompt}")
    with folded("Compare your explanation", f"{lesson}.why") as is_open:
        if is_open:
            st.markdown(explanation)


def fold(
    lesson: str,
    section: str,
    title: str,
    fields: Callable[[], Fields] = dict,
    rows: Callable[[], Sequence[dict[str, str]]] | None = None,
) -> None:
    """A section whose numbers are computed only while it is open, with a wide table below it."""
    with folded(title, f"{lesson}.{section}.fold") as is_open:
        if not is_open:
            return
        prose(lesson, section, **fields())
        if rows is not None:
            st.table(rows(), hide_index=True)


def beliefs(lesson: str, section: str = "beliefs", **fields: object) -> None:
    """What many believe, and what is true."""
    with folded("Beliefs worth correcting", f"{lesson}.beliefs") as is_open:
        if is_open:
            prose(lesson, section, **fields)


def check(lesson: str, **fields: object) -> None:
    """A question with a few options in a stable shuffle, each with its own explanation."""
    if state.hidden("check"):
        return
    asked = words.question(lesson, "check", **fields)
    with folded("Check yourself", f"{lesson}.question") as is_open:
        if not is_open:
            return
        options = {option["text"]: option for option in shuffled(asked["options"], lesson)}
        picked = st.radio(
            asked["question"], options, index=None, key=f"{lesson}.check", persist_state="session"
        )
        if picked is None:
            return
        right = options[picked].get("right", False)
        verdict(right, options[picked]["because"])
        if right and lesson not in memory.solved():
            memory.solve(lesson)
            state.again()  # the marks of the navigation and below the page are outside the fragment


def shuffled(options: Sequence[dict], question: str) -> list[dict]:
    """The options of a question in the order in which this visitor meets them."""
    visitor = st.session_state.setdefault("visitor", secrets.token_hex(8))
    return words.shuffled(options, f"{visitor} {question}")


def verdict(right: bool, because: str) -> None:
    """Whether an answer is right, and why."""
    show = st.success if right else st.warning
    show(f"**{'Right.' if right else 'Not quite.'}** {because}")


@contextmanager
def folded(title: str, key: str) -> Iterator[bool]:
    """A part that is computed and sent only while it is open, so that the figure comes first."""
    with st.expander(title, key=key, on_change="rerun") as box:
        yield bool(box.open)


def derivation(lesson: str, section: str = "derivation", **fields: object) -> None:
    """The derivation, one line at a time, with the figure's numbers in it."""
    if state.hidden("derivation"):
        return
    steps = words.steps(lesson, section, **fields)
    key = f"{lesson}.step"

    def to(step: int) -> None:
        st.session_state[key] = step

    with folded("Derivation, step by step", f"{lesson}.steps") as is_open:
        if not is_open:
            return
        shown = min(st.session_state.get(key, 1), len(steps))
        # The buttons stay the same ones in the same place whatever is pressed, so the focus stays
        # where the hand is.
        with st.container():
            for line in steps[:shown]:
                st.markdown(line)
        with st.container(horizontal=True):
            for label, name, step, over in (
                ("Next line", "next", shown + 1, shown >= len(steps)),
                ("All lines", "all", len(steps), shown >= len(steps)),
                ("Start again", "again", 1, shown <= 1),
            ):
                st.button(label, on_click=to, args=(step,), disabled=over, key=f"{lesson}.{name}")
            st.markdown(f"Line {shown} of {len(steps)}")


def code(lesson: str, functions: Sequence[Callable], part: str = "", **fields: object) -> None:
    """The functions that drew the lesson, as they run, and the same number in other libraries."""
    if state.hidden("code"):
        return
    with folded("The code behind it", f"{lesson}.code") as is_open:
        if not is_open:
            return
        others = words.snippets(lesson, part)
        tabs = st.tabs(["NumPy, as it runs here", *others])
        with tabs[0]:
            st.code("\n\n".join(map(source, functions)), language="python")
        for tab, text in zip(tabs[1:], others.values(), strict=True):
            with tab:
                st.code(words.fill(text, fields), language="python")


def closing(
    lesson: str, believed: Fields, asked: Fields, shown: Sequence[Callable], numbers: Fields
) -> None:
    """The end of a page: beliefs, the check, the code with its numbers, and the sources."""
    beliefs(lesson, **believed)
    check(lesson, **asked)
    code(lesson, shown, **numbers)
    prose(lesson, "sources")


@lru_cache(maxsize=256)
def source(function: Callable) -> str:
    """A function as it is written; it is looked for once, as Python reads the whole file for it."""
    return inspect.getsource(function)
