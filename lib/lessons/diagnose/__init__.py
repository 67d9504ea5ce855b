"""My loss: whether it is good, what is wrong with it, and which of two is better."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lib.figures.flipbook import LiveFigure
from lib.lessons.diagnose import typed
from lib.lessons.diagnose.figure import standing
from lib.words.state import Choice, Lesson, Text
from lib.words.text import symptoms

ASK = Choice(
    "ask",
    "What do you want to know?",
    {"good": "Is it good?", "wrong": "What is wrong with it?", "which": "Which of two models?"},
)
SYMPTOM = Choice(
    "symptom", "What do you see?", {key: each["title"] for key, each in symptoms().items()}
)
LOSS = Text("loss", "Your mean loss", "0.62", typed.loss)
UNIT = Choice("unit", "Unit", {"nats": "nats", "bits": "bits"})
CLASSES = Text("classes", "Classes K", "5", typed.classes)
RATES = Text("rates", "Base rates, if known", "", typed.rates)


def settle(values: dict[str, Any]) -> dict[str, Any]:
    """A unit that was typed behind the loss counts, and is kept as `said`."""
    loss = values["loss"]
    return {**values, "loss": loss.number, "unit": loss.unit or values["unit"], "said": loss.unit}


def known(state: SimpleNamespace) -> tuple[float, ...]:
    """The base rates, where there are as many as classes."""
    return state.rates if len(state.rates) == state.classes else ()


def as_many(rates: tuple[float, ...]) -> dict[str, str]:
    """Base rates say how many classes there are."""
    return {CLASSES.name: f"{len(rates)}"} if rates else {}


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure, where the question is whether a loss is good."""
    if state.ask != "good":
        return {}
    return {"standing": standing(state.loss, state.unit, state.classes, known(state))}


LESSON = Lesson("diagnose", (ASK, SYMPTOM, LOSS, UNIT, CLASSES, RATES), ("at",), figures, settle)
