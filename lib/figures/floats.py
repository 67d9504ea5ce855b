"""How results of floating-point arithmetic are written: what is broken is said in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal


def said(number: float | Decimal, digits: int = 4) -> str:
    """A result in significant digits, or the word for what it is instead of a number.

    Examples
    --------
    >>> [said(x) for x in (20.0000001, 0.25, 4.2e-18, 0.0, math.inf, math.nan)]
    ['20.00', '0.2500', '4.2e−18', 'zero', 'infinite', 'NaN']
    >>> said(Decimal("5.08e-435")), said(Decimal(20))
    ('5.1e−435', '20.00')
    """
    number = float(number) if not isinstance(number, Decimal) else number
    if number != number:
        return "NaN"
    if number in (math.inf, -math.inf):
        return "infinite" if number > 0 else "−infinite"
    if number == 0:
        return "zero"
    if abs(number) >= 1e-3:
        return f"{float(number):#.{digits}g}".removesuffix(".").replace("-", "−")
    return _power(number).replace("-", "−")


def all_said(numbers: Iterable[float | Decimal], digits: int = 4) -> list[str]:
    """Every result as `said` writes it."""
    return [said(number, digits) for number in numbers]


def tex(number: float | Decimal, digits: int = 6) -> str:
    r"""A result in LaTeX, where infinity and NaN stand for themselves.

    Examples
    --------
    >>> tex(4.2e-18), tex(1e-7), tex(math.inf), tex(2.5)
    ('4.2 \\times 10^{-18}', '10^{-7}', '\\infty', '2.5')
    """
    number = float(number) if not isinstance(number, Decimal) else number
    if number != number:
        return r"\text{NaN}"
    if abs(number) == math.inf:
        return r"\infty" if number > 0 else r"-\infty"
    if number == 0 or 1e-3 <= abs(number) < 1e6:
        return f"{float(number):.{digits}g}"
    mantissa, power = _power(number).split("e")
    factor = "" if mantissa == "1.0" else rf"{mantissa} \times "
    return rf"{factor}10^{{{power}}}"


def _power(number: float | Decimal) -> str:
    """Two digits and a power of ten, which has no leading zeros and no plus sign."""
    mantissa, power = f"{number:.1e}".split("e")
    return f"{mantissa}e{int(power)}"
