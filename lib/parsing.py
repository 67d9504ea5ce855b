"""What a student types, read strictly: a value, or a message that says what was wrong.

Every parser takes the text of one field and raises `ValueError` with a sentence for the student.
"""

from __future__ import annotations

import math
import re


def number(
    text: str, low: float = -math.inf, high: float = math.inf, what: str = "a number"
) -> float:
    """One finite number in a range.

    Raises
    ------
    ValueError
        When the field is empty, no number, not finite or outside [low, high].

    Examples
    --------
    >>> number("2,5")
    2.5
    """
    text = text.strip()
    if not text:
        raise ValueError(f"This field is empty. It takes {what}.")
    # A lone comma is a decimal comma, as most of the world writes it.
    text = text.replace("−", "-")
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 else text)
    except ValueError:
        raise ValueError(f"“{_short(text)}” is not a number. This field takes {what}.") from None
    if not math.isfinite(value):
        raise ValueError(f"“{_short(text)}” is not a finite number. This field takes {what}.")
    if not low <= value <= high:
        raise ValueError(f"{_short(text)} is outside {_range(low, high)}. This field takes {what}.")
    return value


def numbers(
    text: str, low: float, high: float, count: tuple[int, int], what: str = "numbers"
) -> list[float]:
    """Several numbers, separated by commas, semicolons or spaces.

    Raises
    ------
    ValueError
        Which entry is wrong and why, or that there are too few or too many.

    Examples
    --------
    >>> numbers("2.0, 1.0, 0.1", -10, 10, (2, 10))
    [2.0, 1.0, 0.1]
    """
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    fewest, most = count
    if not parts:
        raise ValueError(f"This field is empty. It takes {fewest} to {most} {what}.")
    if not fewest <= len(parts) <= most:
        wanted = str(most) if fewest == most else f"{fewest} to {most}"
        raise ValueError(f"This field takes {wanted} {what}; there are {len(parts):,} here.")
    values = []
    for place, part in enumerate(parts, 1):
        try:
            values.append(number(part, low, high, f"{what} in {_range(low, high)}"))
        except ValueError as error:
            raise ValueError(f"Entry {place}: {error}") from None
    return values


def probabilities(text: str, count: tuple[int, int], zero: bool = False) -> list[float]:
    """A distribution: numbers in (0, 1] that sum to 1 to within a rounding of the last digit typed.

    With `zero`, an outcome may be impossible.

    Raises
    ------
    ValueError
        Which entry is wrong, or what the sum is.
    """
    values = numbers(text, 0, 1, count, "probabilities")
    if 0 in values and not zero:
        raise ValueError(
            f"Entry {values.index(0) + 1} is 0: a softmax gives every class a little. "
            "Each probability must be above 0."
        )
    if abs(math.fsum(values) - 1) > 5e-3:
        raise ValueError(f"Probabilities must sum to 1; these sum to {math.fsum(values):.4g}.")
    return values


def labels(text: str, most: int = 2000) -> list[int]:
    """Binary labels, such as 1011101; spaces and commas between them are allowed.

    Raises
    ------
    ValueError
        The first character that is neither 0 nor 1 and where it stands.
    """
    kept = [(place, c) for place, c in enumerate(text, 1) if c not in " ,;\t\n"]
    if not kept:
        raise ValueError("This field is empty. It takes labels 0 and 1, such as 1011101.")
    if len(kept) > most:
        raise ValueError(f"This field takes at most {most:,} labels; there are {len(kept):,} here.")
    for place, character in kept:
        if character not in "01":
            raise ValueError(
                f"“{character}” at position {place} is not a label. "
                "This field takes only 0 and 1, such as 1011101."
            )
    return [int(character) for _, character in kept]


def counts(text: str, most: int = 2000) -> tuple[int, int]:
    """How many labels are 1, of how many: the pair (k, n).

    Raises
    ------
    ValueError
        When there are no two whole numbers, no labels, too many labels, or more ones than labels.

    Examples
    --------
    >>> counts("5 of 7"), counts("5/7")
    ((5, 7), (5, 7))
    """
    wanted = "This field takes two whole numbers, ones of labels, such as 5 of 7."
    if not text.strip():
        raise ValueError(f"This field is empty. {wanted}")
    pair = re.fullmatch(r"(\d{1,9})\s*(?:of|/|,|;|\s)\s*(\d{1,9})", text.strip())
    if pair is None:
        raise ValueError(f"“{_short(text.strip())}” cannot be read. {wanted}")
    k, n = map(int, pair.groups())
    if n == 0:
        raise ValueError(f"Of 0 labels nothing can be learnt; there must be at least 1. {wanted}")
    if n > most:
        raise ValueError(f"This field takes at most {most:,} labels; there are {n:,} here.")
    if k > n:
        raise ValueError(f"{k:,} of {n:,} labels cannot be 1: there are only {n:,}. {wanted}")
    return k, n


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"


def _range(low: float, high: float) -> str:
    return f"{low:g} to {high:g}".replace("-", "−")
