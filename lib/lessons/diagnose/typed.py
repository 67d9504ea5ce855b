"""What a visitor types about a loss: the number, how many classes, how often each occurs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from lib.words import parsing

MOST = 100  # of a mean loss, in either unit: beyond it a sum was typed
MOST_CLASSES = 1_000_000
MOST_RATES = 100
_UNIT = re.compile(r"(nat|bit)s?\s*$", re.IGNORECASE)
_NO_NUMBER = {"nan", "inf", "+inf", "-inf", "−inf", "infinity", "infinite", "∞", "-∞", "−∞"}


@dataclass(frozen=True)
class Loss:
    """A loss as it was typed: the number, and its unit, "nats" or "bits", if that was typed too."""

    number: float
    unit: str = ""


def loss(text: str) -> Loss:
    """A mean log loss, with or without its unit.

    Raises
    ------
    ValueError
        When it is no number from 0 to 100; NaN, infinity and what is below 0 are explained.

    Examples
    --------
    >>> loss("0,62"), loss("ln 5 nats"), loss("2 bits")
    (Loss(number=0.62, unit=''), Loss(number=1.6094379124341003, unit='nats'), \
Loss(number=2.0, unit='bits'))
    """
    if text.strip().casefold() in _NO_NUMBER:
        raise ValueError(
            f"{text.strip()} cannot be compared with anything. "
            "See “What is wrong with it?” above for where it comes from."
        )
    found = _UNIT.search(text)
    unit = f"{found[1].casefold()}s" if found else ""
    try:
        number = parsing.number(text, 0, MOST, "a mean loss", unit)
    except ValueError:
        _explain(text, unit)
        raise
    return Loss(number, unit)


def _explain(text: str, unit: str) -> None:
    """Say more of a number that is none of a mean loss."""
    try:
        number = parsing.number(text, unit=unit)
    except ValueError:
        return
    if number < 0:
        raise ValueError(
            "A probability is at most 1, so its −ln is never below 0, and no mean log loss of "
            "classes is. See “What is wrong with it?” above for what can be."
        ) from None
    raise ValueError(
        f"This field takes the mean loss of one example, 0 to {MOST}. "
        "A sum must be divided by the number of examples first."
    ) from None


def classes(text: str) -> int:
    """How many classes there are.

    Raises
    ------
    ValueError
        When it is no whole number from 2 to 1,000,000.

    Examples
    --------
    >>> classes("5"), classes("50,257"), classes("10 classes")
    (5, 50257, 10)
    """
    what = f"how many classes there are, a whole number from 2 to {MOST_CLASSES:,}"
    said = re.sub(r"\s*class(es)?\s*$", "", text, flags=re.IGNORECASE)
    number = parsing.number(said, what=what)
    if not number.is_integer() or not 2 <= number <= MOST_CLASSES:
        raise ValueError(f"{parsing.short(text.strip())} is none. This field takes {what}.")
    return int(number)


def rates(text: str) -> tuple[float, ...]:
    """How often each class occurs; nothing where that is not known.

    Of a yes and a no, one is enough.

    Raises
    ------
    ValueError
        Which entry is wrong, what the sum is, or that one class has all of it.

    Examples
    --------
    >>> rates("0.9, 0.1"), rates("25%"), rates("")
    ((0.9, 0.1), (0.25, 0.75), ())
    """
    if not text.strip():
        return ()
    values = parsing.numbers(text, 0, 1, (1, MOST_RATES), "base rates")
    if len(values) == 1:
        values = [values[0], 1 - values[0]]
    else:
        values = parsing.probabilities(text, (2, MOST_RATES), zero=True)
    if max(values) >= 1:
        raise ValueError(
            "With one class at 100% there is nothing to guess, and saying so costs nothing. "
            "Two base rates at least must be above 0."
        )
    total = math.fsum(values)
    return tuple(value / total for value in values)
