"""A text in pieces as they are coloured: each character with its accents, and its surprise."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from lib.figures import numbers
from lib.lessons.language.reading import Reading, of_usual, quoted
from lib.lessons.language.surprise import bits_of
from lib.maths.ngrams import MOST_BEFORE

MOST_MARKED = 2_000  # characters
STEPS = (1, 2, 4, 8)  # bits: where the next shade begins
LEGEND = [f"below {STEPS[0]} bit", "1 to 2", "2 to 4", "4 to 8", f"{STEPS[-1]} bits and more"]
SHADED = LEGEND, "Walk through the characters"  # what stands with a shaded text
TOKENS = LEGEND, "Walk through the tokens"


@of_usual
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
    joins = {c: unicodedata.category(c).startswith("M") or c == "\u200d" for c in set(text)}
    seen: list[str] = []
    costs: list[float] = []
    for character, each in zip(text, bits.tolist(), strict=True):
        if joins[character] and seen:
            seen[-1] += character
            costs[-1] += each
        else:
            seen.append(character)
            costs.append(each)
    return pieces(seen, costs)


def pieces(seen: Sequence[str], bits: Sequence[float]) -> list[list]:
    """Of each piece what is seen, its shade, and its surprise in words."""
    names = {each: quoted(each) for each in set(seen)}
    shares = numbers.fines([100 * 2.0**-each for each in bits], 1)
    return [
        [each, bisect_right(STEPS, cost), f"{names[each]}: {written} bits, q = {share}%"]
        for each, cost, written, share in zip(
            seen, bits, numbers.texts(bits, ".2f"), shares, strict=True
        )
    ]
