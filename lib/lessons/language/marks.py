"""A text in pieces as they are coloured: each character with its accents, and its surprise."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right

from lib.figures import numbers
from lib.lessons.language.reading import Reading, quoted
from lib.lessons.language.surprise import bits_of
from lib.maths.ngrams import MOST_BEFORE

MOST_MARKED = 2_000  # characters
STEPS = (1, 2, 4, 8)  # bits: where the next shade begins
LEGEND = [f"below {STEPS[0]} bit", "1 to 2", "2 to 4", "4 to 8", f"{STEPS[-1]} bits and more"]


def marks(reading: Reading, text: str, order: int, before: str = "") -> list[list]:
    """Pieces of a text: what is seen, its shade from 0 to 4, and its surprise in words.

    A character and the accents and joiners that follow it are one piece; their bits add up.

    Parameters
    ----------
    text : str
        Of which the first 2,000 characters are marked.
    order : int
        How many characters the model looks back.
    before : str
        What the text follows.
    """
    before = before[-MOST_BEFORE:]
    text = text[:MOST_MARKED]
    bits = bits_of(reading, before + text)[order, len(before) :]
    pieces: list[list] = []
    for character, each in zip(text, bits, strict=True):
        joins = unicodedata.category(character).startswith("M") or character == "\u200d"
        if joins and pieces:
            pieces[-1][0] += character
            pieces[-1][1] += each
        else:
            pieces.append([character, each])
    return [piece(seen, each) for seen, each in pieces]


def piece(seen: str, bits: float) -> list:
    """What is seen, its shade, and its surprise in words."""
    return [seen, bisect_right(STEPS, bits), _says(seen, bits)]


def _says(seen: str, bits: float) -> str:
    q = numbers.fine(100 * 2.0**-bits, 1)
    return f"{quoted(seen)}: {numbers.text(bits, '.2f')} bits, q = {q}%"
