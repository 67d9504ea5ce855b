"""Reads the equations in a text and finds those that do not hold for the numbers as shown."""

from __future__ import annotations

import ast
import math
import operator
import re
from functools import lru_cache
from itertools import pairwise

NUMBER = r"\d[\d,]*(?:\.\d+)?"
FUNCTIONS = {"ln": math.log, "exp": math.exp, "log1p": math.log1p, "sqrt": math.sqrt}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def untrue(text: str) -> list[str]:
    """Equations of a text whose sides are numbers, as they stand, and do not agree.

    Each side is computed from the digits shown; they agree when they differ by at most half a unit
    of the last digit of the side that is one number.
    """
    return [each for part in _parts(text) for each in _untrue(part)]


@lru_cache(maxsize=50_000)  # most sentences stand in many texts, and few have other numbers
def _untrue(part: str) -> tuple[str, ...]:
    """The same of one formula or plain sentence."""
    found = []
    for left, right in pairwise(_python(part).split("=")):
        shown = _first_number(right)
        if shown is None or not _is_expression(left):
            continue
        try:
            computed = _value(_last_expression(left))
        except (ValueError, SyntaxError, ZeroDivisionError, OverflowError, TypeError):
            continue
        value, unit = shown
        if abs(computed - value) > 0.5000001 * unit + 1e-9 * abs(value):
            found.append(f"{left.strip()} = {right.strip()} (it is {computed:.8g})")
    return tuple(found)


def _parts(text: str) -> list[str]:
    """The formulas of a text, and its plain sentences."""
    maths = re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", text, flags=re.DOTALL)
    plain = re.sub(r"\$\$.+?\$\$|\$[^$\n]+\$", " ; ", text, flags=re.DOTALL)
    sentences = re.split(r"[;:\n]|\. |, |\*\*|\||\(|\)", plain)
    return [part for pair in maths for part in pair if part] + sentences


def _python(text: str) -> str:
    """A formula or sentence in the signs of Python."""
    text = text.replace("−", "-").replace("×", "*").replace("·", "*").replace("&", " ")
    for _ in range(3):
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        text = re.sub(r"\\t?text\{([^{}]*)\}", r" \1 ", text)
        text = re.sub(r"\^\{([^{}]*)\}", r"**(\1)", text)
    text = re.sub(r"\\(?:cdot|times)", "*", text)
    text = re.sub(r"\\(?:big|Big|left|right|,|;|!|quad|qquad)", " ", text).replace("\\", "")
    text = re.sub(r"\bln\s*\(", "ln(", text)
    text = re.sub(rf"\bln\s+({NUMBER})", r"ln(\1)", text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return text.replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")")


def _first_number(side: str) -> tuple[float, float] | None:
    """A side that is one number (a unit may follow), and the unit of its last digit."""
    match = re.match(r"^\s*(-?\d+(?:\.(\d+))?)\s*(%|[a-z]*|[.,]?)\s*$", side)
    if match is None or match[3] == "%":
        return None
    return float(match[1]), 10.0 ** -len(match[2] or "")


def _is_expression(side: str) -> bool:
    return bool(re.search(r"[-+*/(]", side.strip()[1:])) and bool(re.search(r"\d", side))


def _last_expression(side: str) -> str:
    """What stands right before the sign of equality, in numbers and signs only."""
    pattern = r"(?:[\d.\s+*/()-]|ln|exp|log1p|sqrt)+$"
    match = re.search(pattern, side)
    before = side[: match.start()].strip() if match else side
    if match is None or (before and not re.search(r"\b[a-z]{2,}$", before)):
        raise ValueError(side)
    return match[0].strip()


def _value(text: str) -> float:
    def compute(node: ast.AST) -> float:
        if isinstance(node, ast.Expression):
            return compute(node.body)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](compute(node.left), compute(node.right))
        if isinstance(node, ast.UnaryOp):
            return OPERATORS[type(node.op)](compute(node.operand))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return FUNCTIONS[node.func.id](compute(node.args[0]))
        raise ValueError(ast.dump(node))

    return compute(ast.parse(text, mode="eval"))
