"""How numbers are written: decimals, the minus sign, units, sums that add up, powers of ten, LaTeX.

Everything that shows a number asks here, so the same number looks the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def text(number: float, form: str = ".4f", unit: str = "") -> str:
    """A number as it is read out, with a true minus sign and the infinity sign.

    Examples
    --------
    >>> text(-1.25, ".2f", "nats")
    '−1.25 nats'
    """
    # "z" turns a rounded minus zero into zero.
    digits = format(float(number), "z" + form).replace("-", "−").replace("inf", "∞")
    return f"{digits} {unit}" if unit else digits


def texts(numbers: ArrayLike, form: str = ".4f", unit: str = "") -> list[str]:
    """Every number as `text` writes it."""
    # One pass over all of them: a flipbook has thousands.
    spec, end = "z" + form, f" {unit}" if unit else ""
    numbers = np.atleast_1d(numbers).astype(float).tolist()
    return _signed([format(number, spec) for number in numbers], end)


def _signed(digits: list[str], end: str = "") -> list[str]:
    """The same with the signs that are shown, all at once, and something behind each."""
    lines = "\n".join(digits).replace("-", "−").replace("inf", "∞")
    return (lines.replace("\n", f"{end}\n") + end).split("\n") if digits else []


def signed(numbers: ArrayLike, form: str = ".4f") -> list[str]:
    """Every number as `texts` writes it, with a plus sign where it is written as more than 0.

    Examples
    --------
    >>> signed([0.25, -0.25, 0.0001], ".2f")
    ['+0.25', '−0.25', '0.00']
    """
    written = texts(numbers, form)
    return [w if w[0] == "−" or not w.strip("0.") else f"+{w}" for w in written]


def listed(numbers: ArrayLike, form: str) -> str:
    """Numbers in a row, as `text` writes each."""
    return ", ".join(texts(numbers, form))


def fine(number: float, places: int = 5) -> str:
    """A number in `places` decimals, or as many as three significant digits take.

    Examples
    --------
    >>> fine(10.00005), fine(-0.0000908), fine(0.0)
    ('10.00005', '−0.0000908', '0')
    """
    if number == 0:
        return "0"
    return text(number, f".{max(places, 2 - math.floor(math.log10(abs(number))))}f")


def fines(numbers: ArrayLike, places: int = 5) -> list[str]:
    """Every number as `fine` writes it."""
    values = np.atleast_1d(numbers).astype(float)
    # Those that `places` decimals suffice for, nearly all of a flipbook, are written in one pass.
    plain = np.abs(values) >= 10.0 ** (2 - places)
    written = iter(texts(values[plain], f".{places}f"))
    return [
        next(written) if is_plain else fine(value, places)
        for value, is_plain in zip(values.tolist(), plain.tolist(), strict=True)
    ]


def unit(number: str, name: str) -> str:
    """A written number with its unit, singular where the number is written as 1.

    Examples
    --------
    >>> unit("1", "nat"), unit("0.7", "nat"), unit("1.00", "bit"), unit("1", "loss|losses")
    ('1 nat', '0.7 nats', '1.00 bits', '1 loss')
    """
    one, _, many = name.partition("|")
    return f"{number} {one if number in ('1', '−1') else many or one + 's'}"


def adding(parts: ArrayLike, places: int = 4) -> list[str]:
    """Parts (n,) of a sum and then the sum, all written so that the line adds up as it stands.

    The sum is rounded as usual; where the rounded parts miss it, those parts give way whose
    rounding it changes least.

    Examples
    --------
    >>> adding([0.33336, 0.33336, 0.33336])
    ['0.3333', '0.3334', '0.3334', '1.0001']
    """
    parts = np.asarray(parts, dtype=float)
    if not np.isfinite(parts).all():
        return texts([*parts, parts.sum()], f".{places}f")
    scaled = parts * 10.0**places
    units = np.round(scaled)
    missing = int(np.round(scaled.sum()) - units.sum())
    order = np.argsort((units - scaled) * np.sign(missing), kind="stable")
    units[order[: abs(missing)]] += np.sign(missing)
    return texts(np.append(units, units.sum()) / 10.0**places, f".{places}f")


def carrying(
    value: float, function: Callable[[float], float], places: int = 4, result: int = 4
) -> str:
    """A value in as many decimals, at least `places`, as carry what is computed from it.

    So a line such as ln 0.30 = -1.2040 holds for the digits that it shows: `function` of the
    written value rounds to the same `result` decimals as `function` of the value.

    Examples
    --------
    >>> carrying(1 / 3, lambda x: 3 * x, places=2, result=4)
    '0.33333'
    """
    wanted = round(float(function(value)), result)
    for digits in range(places, 17):
        if round(float(function(round(value, digits))), result) == wanted:
            break
    return text(value, f".{digits}f")


def beyond(whole: float, part: float, places: int = 4) -> str:
    """What a whole has beyond a part, so that part + this = whole as all three are written.

    For a part that stands still while the whole moves; `adding` lets any part give way.

    Examples
    --------
    >>> text(1.38629), text(0.50036), beyond(1.38629, 0.50036)
    ('1.3863', '0.5004', '0.8859')
    """
    form = f".{places}f"
    return text(float(format(whole, form)) - float(format(part, form)), f",{form}")


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


def tex(number: float | Decimal, digits: int = 6, before_power: int = 2) -> str:
    r"""A result in LaTeX, with fewer digits before a power of ten; infinity and NaN are themselves.

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
    mantissa, power = _power(number, before_power).split("e")
    factor = "" if float(mantissa) == 1 else rf"{mantissa} \times "
    return rf"{factor}10^{{{power}}}"


def _power(number: float | Decimal, digits: int = 2) -> str:
    """Some digits and a power of ten, which has no leading zeros and no plus sign."""
    mantissa, power = f"{number:.{digits - 1}e}".split("e")
    return f"{mantissa}e{int(power)}"


def percent(share: float, places: int = 2) -> str:
    """A share in per cent, in three significant digits where it is tiny.

    Examples
    --------
    >>> percent(0.1812), percent(0.0000361)
    ('18.12%', '0.00361%')
    """
    return f"{fine(100 * share, places)}%"


def probability(nats: float) -> str:
    """The probability e^nats as a power of ten, however small; from a tenth on, as a decimal.

    Examples
    --------
    >>> probability(-4.78), probability(-2000.0), probability(0.0)
    ('8.40 × 10⁻³', '2.58 × 10⁻⁸⁶⁹', '1.000')
    """
    mantissa, power = _mantissa_and_power(nats)
    return f"{math.exp(nats):.3f}" if power >= -1 else f"{mantissa} × 10{superscript(power)}"


def probability_tex(nats: float) -> str:
    """The same in LaTeX."""
    mantissa, power = _mantissa_and_power(nats)
    return rf"{mantissa} \times 10^{{{power}}}" if power < -1 else probability(nats)


def choices(nats: float) -> str:
    """The perplexity e^nats in four significant digits; from a million on, as a power of ten.

    Examples
    --------
    >>> choices(0.0), choices(1.609438), choices(10.82), choices(100.0)
    ('1.000', '5.000', '50,010', '2.69 × 10⁴³')
    """
    if nats < math.log(1e6):
        return significant([math.exp(nats)], 4)[0]
    mantissa, power = _mantissa_and_power(nats)
    return f"{mantissa} × 10{superscript(power)}"


def superscript(power: int) -> str:
    """An exponent as it stands above the line."""
    return str(power).translate(_SUPERSCRIPTS)


def _mantissa_and_power(nats: float) -> tuple[str, int]:
    """Three digits and the power of ten of e^nats, which may be too small for a float."""
    log10 = nats / math.log(10)
    power = math.floor(log10)
    mantissa = round(10 ** (log10 - power), 2)
    return (f"{mantissa / 10:.2f}", power + 1) if mantissa >= 10 else (f"{mantissa:.2f}", power)


def balanced(parts: ArrayLike, places: int = 4) -> list[str]:
    """Parts (n,) of a sum and then the sum, each rounded as usual, where the line holds so.

    It does in the fewest decimals, from `places` on, in which the rounded parts add up to the
    rounded sum. For numbers that stand elsewhere too, which `adding` may round otherwise.

    Examples
    --------
    >>> balanced([0.33336, 0.33336, 0.33336])
    ['0.33336', '0.33336', '0.33336', '1.00008']
    """
    parts = np.asarray(parts, dtype=float)
    for each in range(places, 13):
        scaled = parts * 10.0**each
        if np.round(scaled).sum() == np.round(scaled.sum()):
            return texts([*parts, parts.sum()], f".{each}f")
    return adding(parts, places)


def telling(
    inputs: Iterable[float],
    result: Callable[..., float],
    write: Callable[[float], str] = fine,
    digits: int = 4,
) -> list[str]:
    """Inputs in the fewest significant digits, from `digits` on, that tell the shown result.

    Parameters
    ----------
    inputs : iterable of float
        The numbers of a line.
    result : callable
        What the line computes from them.
    write : callable
        How the result is written.
    digits : int
        Fewest significant digits.

    Examples
    --------
    >>> telling([0.00033535], lambda q: -math.log(q), write=text)
    ['0.00033535']
    """
    inputs = [float(number) for number in inputs]
    wanted = write(result(*inputs))
    for each in range(digits, 17):
        shown = [_significant(number, each) for number in inputs]
        if write(result(*map(float, shown))) == wanted:
            break
    return [number.replace("-", "−") for number in shown]


def _significant(number: float, digits: int) -> str:
    """A number in significant digits, without a power of ten."""
    size = math.floor(math.log10(abs(number))) if number else 0
    return format(number, f"z.{max(digits - 1 - size, 0)}f")


def significant(numbers: ArrayLike, digits: int) -> list[str]:
    """Numbers in so many significant digits, so that all of them are about equally long.

    Examples
    --------
    >>> significant([2.22962, 1234.567, 9999.96, math.inf], 5)
    ['2.2296', '1,234.6', '10,000', '∞']
    """
    spec = f".{digits - 1}e"

    def one(number: float) -> str:
        if number == 0 or not math.isfinite(number):
            return format(number, "z.0f")
        rounded, _, power = format(number, spec).partition("e")
        return format(float(f"{rounded}e{power}"), f",.{max(digits - 1 - int(power), 0)}f")

    return _signed([one(number) for number in np.atleast_1d(numbers).astype(float).tolist()])


def read(written: str) -> float:
    """The number that one of these functions wrote.

    Examples
    --------
    >>> read("−12,345.5"), read("∞")
    (-12345.5, inf)
    """
    return float(written.replace("−", "-").replace("∞", "inf").replace(",", ""))


def times(ratio: float) -> str:
    """A factor in three digits, or in whole numbers where it has more.

    Examples
    --------
    >>> times(3), times(99.97), times(11013.9), times(-0.5)
    ('3.00', '100', '11,014', '−0.500')
    """
    digits = f"{ratio:#.3g}".rstrip(".") if abs(ratio) < 999.5 else f"{ratio:,.0f}"
    return digits.replace("-", "−")


def scaled(ratio: float) -> str:
    """A factor as what it multiplies by, or divides by.

    Examples
    --------
    >>> scaled(3), scaled(0.01), scaled(-0.5), scaled(1e-12)
    ('× 3.00', '÷ 100', '× −0.500', '× 0')
    """
    if abs(ratio) <= 1e-9:
        return "× 0"
    return f"÷ {times(1 / ratio)}" if 0 < ratio < 0.9995 else f"× {times(ratio)}"


def product(first: float, second: float, places: int = 4) -> tuple[str, str, str]:
    """Two factors and their product, the factors in as many decimals as make the line true.

    Examples
    --------
    >>> product(0.09, 0.35667494), product(0.99203, 5.52146)
    (('0.0900', '0.3567', '0.0321'), ('0.99203', '5.52146', '5.4775'))
    """
    whole = text(first * second, f".{places}f")
    for more in range(places, 13):
        one, other = (text(number, f".{more}f") for number in (first, second))
        if text(read(one) * read(other), f".{places}f") == whole:
            break
    return one, other, whole


def steady(values: ArrayLike) -> list[str]:
    """Numbers in as many decimals as leave all of them equally wide, so that nothing jumps.

    Examples
    --------
    >>> steady([0.13994, 5.0, 99.99999])
    ['0.1399', '5.0000', '100.00']
    """
    values = np.atleast_1d(values)
    size = np.abs(np.round(values, 3))
    return [
        text(number, f".{4 - (s >= 10) - (s >= 100)}f")
        for number, s in zip(values, size, strict=True)
    ]


def apart(one: float, other: float, form: str = ".1%") -> tuple[str, str]:
    """Two different numbers in as few decimals, `form`'s at least, as show that they differ.

    Examples
    --------
    >>> apart(0.3, 0.4), apart(0.98511, 0.98512), apart(0.5, 0.5)
    (('30.0%', '40.0%'), ('98.511%', '98.512%'), ('50.0%', '50.0%'))
    """
    fewest, kind = int(form[1:-1]), form[-1]
    for places in range(fewest, 15):
        first, second = (text(number, f".{places}{kind}") for number in (one, other))
        if first != second:
            return first, second
    return text(one, form), text(other, form)


def sums(one: ArrayLike, other: ArrayLike) -> tuple[list[str], list[str], list[str]]:
    """Two parts and their sum at every position, adding up as shown, the sum of one width.

    Examples
    --------
    >>> sums([0.33336, 5.0], [0.33336, 5.00004])
    (['0.3333', '5.000'], ['0.3334', '5.000'], ['0.6667', '10.000'])
    """
    parts = np.stack([np.atleast_1d(one), np.atleast_1d(other)], axis=-1)
    rows = [adding(row, 4 if np.abs(np.round(row.sum(), 4)) < 10 else 3) for row in parts]
    return tuple(map(list, zip(*rows, strict=True)))
