"""Language: how surprised a model is by what one types."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

from lib.figures.flipbook import LiveFigure
from lib.lessons.language import beside, real, rivals
from lib.lessons.language.curves import orders
from lib.lessons.language.following import following
from lib.lessons.language.languages import languages
from lib.lessons.language.reading import OTHER, START, message, own, reading
from lib.lessons.language.surprise import surprise
from lib.maths.texts import DECLARATIONS
from lib.words.state import Choice, Count, Lesson, Text

OWN = "I scream, you scream, we all scream for ice cream. " * 4

READ = Choice(
    "read",
    "The model has read",
    {"gospels": "the Gospels", "declaration": "the Declaration", "own": "a text of yours"},
)
LANGUAGE = Choice("language", "in", DECLARATIONS, "en")
MESSAGE = Text("message", "Your own text", START, message)
SMOOTHING = Choice(
    "smoothing", "Counts", {"mixed": "mixed with shorter runs", "alone": "taken as they are"}
)
SEED = Count("seed", "Sample", 1, 99, 1)
TEXT_TO_LEARN = Text("own", "A text to learn from", OWN, own)

BESIDE = Choice("beside", "Compare", {"models": "two models", "texts": "two texts"})
SECOND_READ = Choice(
    "second",
    "The second model has read",
    {
        "same": "the same as the first",
        "gospels": "the Gospels",
        **{slug: f"the Declaration in {name}" for slug, name in DECLARATIONS.items()},
    },
)
SECOND_TEXT = Text("other", "A second text", OTHER, message)

ANSWER = Text("answer", "Log-probabilities of a model", real.START, real.answer)
BASES = {"e": "natural", "ten": "base 10", "two": "base 2"}
LOGARITHM = Choice("logarithm", "Their logarithms", BASES)
RIVAL = Choice("rival", "Compare it", {"none": "with nothing", "log": "with another model's"})
RIVAL_ANSWER = Text("rival_answer", "Of the other, on the same text", rivals.START, real.answer)
RIVAL_LOGARITHM = Choice("rival_logarithm", "Logarithms of the other", BASES)
LOGS = (ANSWER, LOGARITHM), (RIVAL_ANSWER, RIVAL_LOGARITHM)


def logs(state: SimpleNamespace) -> tuple:
    """The controls of each log that is shown: a text and its logarithms."""
    return LOGS if state.rival == "log" else LOGS[:1]


def standing(state: SimpleNamespace, kept: Callable[..., Any]) -> SimpleNamespace:
    """A state with its figures and what its model has read, which is `kept` for the visitor."""
    source = state.read, state.language, state.own if state.read == "own" else ""
    state.reading = kept("reading", source, partial(reading, *source))
    state.figures = figures(state)
    return state


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state; its `reading` may be made already."""
    what = getattr(state, "reading", None) or reading(state.read, state.language, state.own)
    if state.beside == "models":
        second = beside.second_reading(what, state.second)
        pair = beside.models(what, second, state.message)
    else:
        pair = beside.texts(what, state.message, state.other)
    return {
        "surprise": surprise(what, state.message),
        "languages": languages(state.message),
        "beside": pair,
        "following": following(what, state.message),
        "orders": orders(what, state.smoothing),
    }


LESSON = Lesson(
    "language",
    (
        *(READ, LANGUAGE, MESSAGE, BESIDE, SECOND_READ, SECOND_TEXT, SMOOTHING, SEED),
        *(TEXT_TO_LEARN, ANSWER, LOGARITHM, RIVAL, RIVAL_ANSWER, RIVAL_LOGARITHM),
    ),
    ("order", "at", "one", "two", "place", "temperature", "back", "size"),
    figures,
)
