"""Applications: what cross-entropy does in seven kinds of work."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.applications.cases import CASES
from lib.words.state import Choice, Lesson

CASE = Choice("case", "Case", {key: case.name for key, case in CASES.items()})
SLIDERS = (
    *("training", "factor"),  # images
    *("temperature", "word"),  # language
    *("share", "weight", "alarm"),  # diagnosis
    *("shift", "film"),  # recommender
    *("updates", "habit", "pay"),  # reinforcement
    *("mean", "width"),  # generative
    *("late", "spacing", "clearness"),  # speech
)


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure of the chosen case."""
    return {f"case_{state.case}": CASES[state.case].figure()}


LESSON = Lesson("applications", (CASE,), SLIDERS, figures)
