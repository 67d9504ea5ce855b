"""Language: how surprised a model is by what one types."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.language import real
from lib.lessons.language.curves import orders
from lib.lessons.language.following import following
from lib.lessons.language.languages import languages
from lib.lessons.language.reading import message, own, reading
from lib.lessons.language.surprise import surprise
from lib.maths.texts import DECLARATIONS
from lib.words.state import Choice, Count, Lesson, Text

START = (  # Acts 27:20, which the Gospels do not have
    "And when neither sun nor stars in many days appeared, and no small tempest lay on us, "
    "all hope that we should be saved was then taken away"
)
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

ANSWER = Text("answer", "Log-probabilities of a model", real.START, real.answer)
LOGARITHM = Choice(
    "logarithm", "Their logarithms", {"e": "natural", "ten": "base 10", "two": "base 2"}
)


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state; its `reading` may be made already."""
    what = getattr(state, "reading", None) or reading(state.read, state.language, state.own)
    return {
        "surprise": surprise(what, state.message),
        "languages": languages(state.message),
        "following": following(what, state.message),
        "orders": orders(what, state.smoothing),
    }


LESSON = Lesson(
    "language",
    (READ, LANGUAGE, MESSAGE, SMOOTHING, SEED, TEXT_TO_LEARN, ANSWER, LOGARITHM),
    ("order", "at", "temperature", "back", "size"),
    figures,
)
