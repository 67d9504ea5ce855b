"""Stability: a right formula, a wrong number."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.figures.ghost import Ghost
from lib.lessons.stability import curve, double_softmax, log_sum_exp
from lib.maths.stability import NAIVE
from lib.words.state import Choice, Count, Lesson

Y = Choice("y", "Truth y", {"0": "0 (no)", "1": "1 (yes)"}, value=int)
METHOD = Choice("naive", "Computed naively by", {name: name for name in NAIVE})
CLASSES = Count(
    "classes", "Classes K", double_softmax.FEWEST, double_softmax.MOST, double_softmax.MOST
)


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The three live figures of a state."""
    return {
        "breaking": curve.breaking(state.naive, state.y),
        "trick": log_sum_exp.log_sum_exp(),
        "twice": double_softmax.double_softmax(state.classes),
    }


def ghost_of(state: SimpleNamespace, guess: float | None) -> Ghost | None:
    """A guess on the figure of the formula that it is about."""
    asked = (state.naive, state.y) == ("sigmoid", 0)
    return curve.guess_of(guess) if asked and guess is not None else None


LESSON = Lesson("stability", (Y, METHOD, CLASSES), ("z", *log_sum_exp.KEYS, "lead"), figures)
