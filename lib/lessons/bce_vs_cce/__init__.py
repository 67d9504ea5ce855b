"""Binary and categorical: one formula or two, and labels that do not exclude each other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lib.figures.flipbook import LiveFigure
from lib.lessons.bce_vs_cce.bars import MOST
from lib.lessons.bce_vs_cce.one_of_many import single_label
from lib.lessons.bce_vs_cce.tags import TAGS, multi_label
from lib.lessons.bce_vs_cce.two_classes import binary
from lib.words.state import Choice, Choices, Count, Lesson

MODE = Choice(
    "mode", "Labels", {"binary": "binary", "single": "single label", "multi": "multi-label"}
)
Y = Choice("y", "Truth y", {"0": "0 (no)", "1": "1 (yes)"}, start="1", value=int)
CLASSES = Count("classes", "Classes K", 2, MOST, 3)
TRUE = Choice("true", "True class", {str(k): str(k) for k in range(MOST)}, value=int)
TRUE_TAGS = Choices("tags", "True tags", {tag: tag for tag in TAGS}, ("tiger", "feline"))


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure of a state's mode."""
    if state.mode == "binary":
        return {"binary": binary(state.y)}
    if state.mode == "single":
        return {"single": single_label(state.classes, state.true)}
    return {"multi": multi_label(state.tags)}


def settle(values: dict[str, Any]) -> dict[str, Any]:
    """The true class is one of the K classes, else the first."""
    return {**values, "true": values["true"] if values["true"] < values["classes"] else 0}


LESSON = Lesson(
    "bce_vs_cce",
    (MODE, Y, CLASSES, TRUE, TRUE_TAGS),
    tuple(f"z{k}" for k in range(MOST)),
    figures,
    settle,
    linked=("z", "share"),
)
