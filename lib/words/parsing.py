"""What a student types, read strictly: a value, or a message that says what was wrong.

Every parser takes the text of one field and raises `ValueError` with a sentence for the student.
Numbers are read as people write them: 5%, 1/20, ln 100, e^-2, 11,014, 2,5, "4.6 nats".
"""

from __future__ import annotations

import math
import re
from functools import partial

from lib.words import arithmetic

# What a number may count, and how people write that behind it.
_UNITS = {
    "a number of nats": ("nats", "nat"),
    "a number of bits": ("bits", "bit"),
    "a percentage": ("%", "per cent", "percent"),
    "a factor": ("times", "x", "×", "fold"),
    "a number of updates": ("updates", "update"),
    "a number of points": ("points", "point"),
    "a number of epochs": ("epochs", "epoch"),
}
_WHAT = {spelling: what for what, spellings in _UNITS.items() for spelling in spellings}
_WITH_UNIT = re.compile(
    rf"(?P<number>.*?[\d.,)e])\s*-?(?P<unit>{'|'.join(map(re.escape, _WHAT))})",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def number(
    text: str,
    low: float = -math.inf,
    high: float = math.inf,
    what: str = "",
    unit: str = "",
) -> float:
    """One finite number in a range.

    Parameters
    ----------
    text : str
        What was typed: a number, or a small sum.
    low, high : float
        The range. A comma before three digits is a decimal comma where only that lies in it.
    what : str
        What the field takes, as its messages say; "a number" or what its unit says.
    unit : {"", "nats", "bits", "%", "times", "updates", "points", "epochs"}
        What the number counts, which may be typed behind it. Without one, 5% is 0.05; where a
        percentage is asked for, 1/20 is 5.

    Raises
    ------
    ValueError
        When the field is empty, no number, not finite, in another unit or outside [low, high].

    Examples
    --------
    >>> number("2,5"), number("5%"), number("ln 100 nats", unit="nats"), number("2,303", 0, 1000)
    (2.5, 0.05, 4.605170185988092, 2.303)
    """
    text = text.strip()
    takes = f"This field takes {what or _WHAT.get(unit, 'a number')}."
    if not text:
        raise ValueError(f"This field is empty. {takes}")
    typed = text.lstrip("~≈= ")
    said = _without_unit(typed, unit, takes)
    try:
        values = [arithmetic.value(said, thousands) for thousands in (True, False)]
    except arithmetic.UnreadableError as error:
        raise ValueError(f"“{short(text)}” {error}. {takes}") from None
    if unit == "%" and "/" in said and said == typed:  # a fraction is a share of 1
        values = [100 * value for value in values]
    fitting = [value for value in values if low <= value <= high]
    if not fitting:
        raise ValueError(f"{short(text)} is outside {_range(low, high)}. {takes}")
    return fitting[0]


nats = partial(number, low=0, high=1000, unit="nats")
"""What a loss is said to be."""


def numbers(
    text: str, low: float, high: float, count: tuple[int, int], what: str = "numbers"
) -> list[float]:
    """Several numbers, separated by semicolons, commas, spaces or lines, in brackets or not.

    Raises
    ------
    ValueError
        Which entry is wrong and why, or that there are too few or too many.

    Examples
    --------
    >>> numbers("[2.0, 1.0, 0.1]", -10, 10, (2, 10))
    [2.0, 1.0, 0.1]
    >>> numbers("1/2; 0,3; 20 %", 0, 1, (2, 10))
    [0.5, 0.3, 0.2]
    """
    fewest, most = count
    text = re.sub(r"\s+%", "%", _unwrapped(text.strip())).strip(" ,;\t\n")
    if not text:
        raise ValueError(f"This field is empty. It takes {fewest} to {most} {what}.")
    refused = None
    for separator in _separators(text):
        parts = [part for part in re.split(separator, text) if part.strip()]
        try:
            return _entries(parts, low, high, count, what)
        except ValueError as error:
            refused = refused or error
    raise refused


def probabilities(text: str, count: tuple[int, int], zero: bool = False) -> list[float]:
    """A distribution: numbers in (0, 1] that sum to 1 to within a rounding of the last digit typed.

    With `zero`, an outcome may be impossible.

    Raises
    ------
    ValueError
        Which entry is wrong, or what the sum is.

    Examples
    --------
    >>> probabilities("70%, 20%, 10%", (2, 10))
    [0.7, 0.2, 0.1]
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
    """Binary labels, such as 1011101; brackets, spaces and commas between them are allowed.

    Raises
    ------
    ValueError
        The first character that is neither 0 nor 1 and where it stands.

    Examples
    --------
    >>> labels("[1, 0, 1]")
    [1, 0, 1]
    """
    kept = [(place, c) for place, c in enumerate(text, 1) if c not in " ,;\t\n[](){}"]
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
    >>> counts("5 of 7"), counts("[5, 7]"), counts("1,000 of 1,200")
    ((5, 7), (5, 7), (1000, 1200))
    """
    wanted = "This field takes two whole numbers, ones of labels, such as 5 of 7."
    said = _unwrapped(text.strip())
    if not said:
        raise ValueError(f"This field is empty. {wanted}")
    whole = r"(\d{1,3}(?:,\d{3})+|\d{1,9})"
    pair = re.fullmatch(rf"{whole}\s*(?:of|out of|/|,|;|\s)\s*{whole}", said)
    if pair is None:
        raise ValueError(f"“{short(text.strip())}” cannot be read. {wanted}")
    k, n = (int(each.replace(",", "")) for each in pair.groups())
    if n == 0:
        raise ValueError(f"Of 0 labels nothing can be learnt; there must be at least 1. {wanted}")
    if n > most:
        raise ValueError(f"This field takes at most {most:,} labels; there are {n:,} here.")
    if k > n:
        raise ValueError(f"{k:,} of {n:,} labels cannot be 1: there are only {n:,}. {wanted}")
    return k, n


def _without_unit(text: str, wanted: str, takes: str) -> str:
    """The text before a unit that fits; one that does not is refused by name."""
    found = _WITH_UNIT.fullmatch(text)
    if found is None:
        return text
    said = _WHAT[found["unit"].casefold()]
    if said == _WHAT.get(wanted):
        return found["number"]
    if said == _WHAT["%"] and not wanted:
        return f"({found['number']})%"
    raise ValueError(f"“{short(text)}” is {said}. {takes}")


def _entries(
    parts: list[str], low: float, high: float, count: tuple[int, int], what: str
) -> list[float]:
    fewest, most = count
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


def _separators(text: str) -> tuple[str, ...]:
    """What may separate the entries of a list, the likeliest first: a comma may be decimal."""
    anything = r"[\s,;]+"
    if ";" in text:
        return r"[;\n]+", anything
    if "," not in text:
        return (r"\s+",)
    spaced = r",\s+|,?\n" if re.search(r",\s", text) else r"\s+"
    parts = [part for part in re.split(spaced, text) if part]
    decimal = len(parts) > 1 and all("," in part for part in parts)
    return (spaced, anything) if decimal else (r"[,\n]+", anything, spaced)


def _unwrapped(text: str) -> str:
    """The text without brackets, or two pairs of them, that enclose the whole of it."""
    for _ in range(2):
        if not text or _BRACKETS.get(text[0]) != text[-1]:
            break
        depth = 0
        for place, character in enumerate(text):
            depth += (character in _BRACKETS) - (character in _BRACKETS.values())
            if depth == 0 and place < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text


def short(text: str) -> str:
    """A text as a message repeats it.

    Examples
    --------
    >>> short("abc"), short("x" * 100)
    ('abc', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…')
    """
    return text if len(text) <= 30 else text[:30] + "…"


def _range(low: float, high: float) -> str:
    return f"{low:g} to {high:g}".replace("-", "−")
