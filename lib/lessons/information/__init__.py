"""Information: what even the best model pays, what a wrong one pays on top, and in which unit."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.information import shares
from lib.lessons.information.loaded_die import fair_die
from lib.lessons.information.pair import SHAPED, UNITS, truth_and_model
from lib.lessons.information.surprise import rare_event
from lib.words.state import Choice, Count, Lesson

SHAPE = Choice("shape", "The sliders shape", {"q": "model q", "p": "truth p"})
OUTCOMES = Count("classes", "Outcomes K", shares.FEWEST, shares.MOST, 3)
UNIT = Choice("unit", "Unit", {unit: unit for unit in UNITS})


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state."""
    return {
        "pair": truth_and_model(state.classes, state.shape, state.unit),
        "surprise": rare_event(),
        "die": fair_die(),
    }


LESSON = Lesson(
    "information",
    (SHAPE, OUTCOMES, UNIT),
    (*(key for letter in SHAPED for key in shares.keys(letter, shares.MOST)), "chance", "six"),
    figures,
)
