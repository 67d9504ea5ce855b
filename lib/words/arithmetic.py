"""Reads a small sum as people write one: 1/20, ln 100, e^-2, 11,014, 5 %. Nothing is executed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

LONGEST = 60  # characters; a sum that a student types is shorter
FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {"ln": math.log, "log2": math.log2, "log10": math.log10, "exp": math.exp, "sqrt": math.sqrt}
)
CONSTANTS = MappingProxyType({"e": math.e, "pi": math.pi})
_SPELLINGS = str.maketrans(
    {**dict.fromkeys("−–", "-"), **dict.fromkeys("×·⋅", "*"), "÷": "/", "⁄": "/", "π": "pi"}
    | {"₂": "2", "½": "(1/2)", "⅓": "(1/3)", "¼": "(1/4)", "√": "sqrt ", "’": "'", "∞": "inf"}
)
_GROUPING = r"[ '\u00a0\u202f\u2009](?=\d{3}(?!\d))"  # a space or apostrophe between thousands
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>(?:\d(?:[\d.,]|{_GROUPING})*|[.,]\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>log2(?!\d)|log10|[^\W\d_]+)|(?P<sign>\*\*|[-+*/^%()]))"
)


class UnreadableError(ValueError):
    """What in a text is no arithmetic, as a part of a sentence."""


@lru_cache(maxsize=512)  # a page reads its fields again in every run
def value(text: str, thousands: bool = True) -> float:
    """The value of a sum.

    Parameters
    ----------
    text : str
        The sum. Decimal points and commas are read, and thousands grouped by commas, points,
        spaces or apostrophes.
    thousands : bool
        What a lone comma before exactly three digits means, as in 2,303: thousands, or decimals.

    Raises
    ------
    UnreadableError
        What cannot be read, or has no value.

    Examples
    --------
    >>> value("1/20"), value("log2 8"), value("2^10"), value("5 %"), value("11,014")
    (0.05, 3.0, 1024.0, 0.05, 11014.0)
    >>> value("2,303"), value("2,303", thousands=False), value("2,5")
    (2303.0, 2.303, 2.5)
    """
    if len(text) > LONGEST:
        raise UnreadableError("is too long for a number")
    return _Reader(text.translate(_SPELLINGS), thousands).whole()


class _Reader:
    """Goes through the tokens of one text, a method a rule of the grammar.

    ::

        sum     = product {("+" | "-") product}
        product = signed {("*" | "/") signed}
        signed  = ("-" | "+") signed | power
        power   = percent ["^" signed]
        percent = atom ["%"]
        atom    = number | "e" | "pi" | "(" sum ")" | function signed
    """

    def __init__(self, text: str, thousands: bool) -> None:
        self.text, self.at, self.thousands = text.strip(), 0, thousands

    def whole(self) -> float:
        try:
            result = self._sum()
        except ZeroDivisionError:
            raise UnreadableError("divides by 0") from None
        except OverflowError:
            raise UnreadableError("is not a finite number") from None
        if self.at < len(self.text):
            raise UnreadableError(f"cannot be read from “{self.text[self.at :].strip()[:20]}” on")
        if isinstance(result, complex):
            raise UnreadableError("is a root of a negative number")
        if not math.isfinite(result):
            raise UnreadableError("is not a finite number")
        return float(result)

    def _match(self) -> re.Match | None:
        return _TOKEN.match(self.text, self.at)

    def _sign(self, *wanted: str) -> str | None:
        """The next token, taken, if it is one of these signs."""
        found = self._match()
        if found is None or found["sign"] not in wanted:
            return None
        self.at = found.end()
        return found["sign"]

    def _sum(self) -> float:
        result = self._product()
        while sign := self._sign("+", "-"):
            other = self._product()
            result = result + other if sign == "+" else result - other
        return result

    def _product(self) -> float:
        result = self._signed()
        while sign := self._sign("*", "/"):
            other = self._signed()
            result = result * other if sign == "*" else result / other
        return result

    def _signed(self) -> float:
        sign = self._sign("-", "+")
        result = self._signed() if sign else self._power()
        return -result if sign == "-" else result

    def _power(self) -> float:
        result = self._percent()
        return result ** self._signed() if self._sign("^", "**") else result

    def _percent(self) -> float:
        result = self._atom()
        return result / 100 if self._sign("%") else result

    def _atom(self) -> float:
        if self._sign("("):
            result = self._sum()
            if not self._sign(")"):
                raise UnreadableError("lacks a closing bracket")
            return result
        found = self._match()
        if found is None or found["sign"]:
            rest = self.text[self.at :].strip()[:20]
            raise UnreadableError(
                f"has no number where “{rest}” stands" if rest else "ends too early"
            )
        self.at = found.end()
        return self._named(found["name"]) if found["name"] else self._numeral(found["number"])

    def _named(self, name: str) -> float:
        word = name.casefold()
        if word in CONSTANTS:
            return CONSTANTS[word]
        if word in ("inf", "infinity", "infinite", "nan"):
            raise UnreadableError("is not a finite number")
        if word == "log":
            raise UnreadableError("says “log”, which has no base here: write ln, log2 or log10")
        if word not in FUNCTIONS:
            raise UnreadableError("is not a number")
        of = self._signed()
        try:
            return FUNCTIONS[word](of)
        except ValueError:
            raise UnreadableError(f"asks for {word} of {of:g}".replace("-", "−")) from None

    def _numeral(self, text: str) -> float:
        digits = re.sub(_GROUPING, "", text)
        commas, points = digits.count(","), digits.count(".")
        if commas and points:  # the last of the two is the decimal sign
            group = "," if digits.rfind(".") > digits.rfind(",") else "."
        elif commas > 1 or points > 1:
            group = "," if commas else "."
        else:
            lone = self.thousands and re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits)
            group = "," if lone else ""
        if group:
            whole = r"\d{1,3}(?:" + re.escape(group) + r"\d{3})+"
            if not re.fullmatch(whole + r"(?:[.,]\d*)?(?:[eE].*)?", digits):
                raise UnreadableError("is not a number")
            digits = digits.replace(group, "")
        return float(digits.replace(",", "."))
