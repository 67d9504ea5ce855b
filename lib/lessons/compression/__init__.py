"""Compression: the price of the wrong code."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.compression.boxes import PAIR, UNITS, wrong_code
from lib.lessons.compression.huffman import decoding, message
from lib.lessons.compression.whose_code import shortest_code
from lib.maths.letters import LANGUAGES
from lib.words.state import Choice, Lesson, Text

START = (
    "Common letters get short words, and rare ones must queue for long words. "
    "That is how a message shrinks!"
)

LANGUAGE = Choice("language", "Text in", LANGUAGES, PAIR[0])
OTHER = Choice("other", "Code for", LANGUAGES, PAIR[1])
UNIT = Choice("unit", "Unit", {unit: unit for unit in UNITS})
HUFFMAN = Choice("huffman", "Huffman code for", LANGUAGES, "en")
MESSAGE = Text("message", "Your own text", START, message)


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state."""
    return {
        "wrong_code": wrong_code(state.language, state.other, state.unit),
        "decoding": decoding(state.message, state.huffman),
        "shortest_code": shortest_code(state.message),
    }


LESSON = Lesson("compression", (LANGUAGE, OTHER, UNIT, HUFFMAN, MESSAGE), ("blend", "bit"), figures)
