"""Relatives: losses with other names that are cross-entropy inside."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.figures.ghost import Ghost
from lib.lessons.relatives import ctc
from lib.lessons.relatives.cases import MODULES, TITLES
from lib.words.state import Choice, Lesson

CASE = Choice("case", "Relative, from the closest to the most distant", TITLES)
WORD = Choice("word", "To spell", {word: word for word in ctc.WORDS})


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure of a state: one relative's."""
    figure = MODULES[state.case].figure
    return {state.case: figure(state.word) if state.case == "ctc" else figure()}


def ghost_of(state: SimpleNamespace, guess: float | None) -> Ghost | None:
    """A guess on the figure of the relative that it is about."""
    if guess is None:
        return None
    more = (state.word,) if state.case == "ctc" else ()
    return MODULES[state.case].guess_of(guess, *more)


def gap_section(case: str) -> str | Callable[[float], str]:
    """The section that answers a guess, or from the guess to it."""
    return getattr(MODULES[case], "gap_section", f"gap_{case}")


LESSON = Lesson(
    "relatives",
    (CASE, WORD),
    tuple(
        slider.key
        for case in MODULES
        for figure in figures(SimpleNamespace(case=case, word=ctc.ASKED)).values()
        for slider in figure.sliders
    ),
    figures,
)
