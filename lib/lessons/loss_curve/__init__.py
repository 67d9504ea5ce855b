"""Loss curve: one label, one probability, and the price of it."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.loss_curve.figure import loss_curve
from lib.maths.losses import LOSSES
from lib.words.state import Choice, Choices, Lesson

RIVALS = ("squared-error", "absolute-error", "zero-one")

Y = Choice("y", "Truth y", {"1": "1 (yes)", "0": "0 (no)"}, value=int)
AXIS = Choice("axis", "Horizontal axis", {"q": "q", "z": "z"})
SHOW = Choices(
    "show",
    "Also show",
    {"ladder": "ladder of halvings", **{key: LOSSES[key].short for key in RIVALS}},
)


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure of a state."""
    rivals = tuple(key for key in state.show if key in RIVALS)
    return {"curve": loss_curve(state.y, state.axis, rivals, "ladder" in state.show)}


LESSON = Lesson("loss_curve", (Y, AXIS, SHOW), ("q",), figures, linked=("z",))
