"""Gradients: why not squared error? The same mistake, and how hard two losses pull on it."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.gradients import curves, pulls, race
from lib.words.state import Choice, Choices, Lesson, Text

Y = Choice("y", "Truth y", {"1": "1 (yes)", "0": "0 (no)"}, value=int)
SHOW = Choices("show", "Also show", {key: curves.rival_name(key) for key in curves.rival_keys()})
START = Text("start", "Both start at z =", "-10", race.start_of)
RATE = Text("rate", "Rate", "1", race.rate_of)
TRUE = Choice("true", "True class", {str(k): str(k) for k in range(pulls.CLASSES)}, value=int)


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The curves, the race and the three classes."""
    return {
        "curves": curves.gradient_curves(state.y, state.show),
        "race": race.race(state.start, state.rate),
        "classes": pulls.softmax_pulls(state.true),
    }


LESSON = Lesson("gradients", (Y, SHOW, START, RATE, TRUE), ("z", "step", *pulls.KEYS), figures)
