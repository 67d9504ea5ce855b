"""Likelihood: cross-entropy is the likelihood of the labels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lib.figures.flipbook import LiveFigure
from lib.lessons.likelihood.coins import coin_tosses
from lib.lessons.likelihood.curves import ones_first, three_curves
from lib.lessons.likelihood.logistic import MOST, REACH, turning_curve
from lib.words import parsing
from lib.words.state import Choice, Lesson, Text


def _labels(text: str) -> tuple[int, ...]:
    return tuple(parsing.labels(text))


def _feature(text: str) -> tuple[float, ...]:
    return tuple(parsing.numbers(text, -REACH, REACH, (1, MOST)))


GIVEN = Choice("given", "Data as", {"labels": "labels", "counts": "counts"})
LABELS = Text("labels", "Labels y", "1011101", _labels)
COUNTS = Text("counts", "Ones k of labels n", "5 of 7", parsing.counts)
X0 = Text("x0", "x where y = 0", "0.5, 1, 1.5, 3", _feature)
X1 = Text("x1", "x where y = 1", "1.2, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6", _feature)


def settled(values: dict[str, Any]) -> dict[str, Any]:
    """With `y`, the labels that were typed one by one or counted."""
    typed = values["given"] == "labels"
    return {**values, "y": values["labels"] if typed else ones_first(*values["counts"])}


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state."""
    return {
        "three_curves": three_curves(state.y),
        "coin_tosses": coin_tosses(),
        "turning_curve": turning_curve(state.x0, state.x1),
    }


LESSON = Lesson(
    "likelihood",
    (GIVEN, LABELS, COUNTS, X0, X1),
    ("theta", "coins", "step"),
    figures,
    settled,
)
