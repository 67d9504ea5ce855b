"""Which loss when: a few questions lead to one recommendation."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.which_loss.figure import compared
from lib.words import advice
from lib.words.state import Choice, Lesson

QUESTIONS = {
    asked.key: Choice(asked.key, asked.asks, asked.options) for asked in advice.questions()
}
COMPARE = Choice(
    "compare",
    "Compare",
    {
        "bce-cce": "binary and categorical",
        "ce-squared": "cross-entropy and squared error",
        "ce-hinge": "cross-entropy and hinge",
        "ce-nll": "cross-entropy and likelihood",
        "all": "all losses",
    },
)


def answers(state: SimpleNamespace) -> dict[str, str]:
    """The answers to those questions that matter, in the order in which they are asked."""
    given: dict[str, str] = {}
    while asked := advice.next_question(given):
        given[asked.key] = getattr(state, asked.key)
    return given


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure of the recommended loss."""
    return {"which": compared(advice.advise(answers(state)).key)}


LESSON = Lesson("which_loss", (*QUESTIONS.values(), COMPARE), ("ahead",), figures)
