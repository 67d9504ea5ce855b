"""Two real models on the same bytes: the logs of both, compared where both have numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.flipbook import LiveFigure, Panel
from lib.lessons.language.beside import ahead, draw_names
from lib.lessons.language.real import span
from lib.maths.information import to_bits
from lib.maths.tokens import side_by_side
from lib.words.logprobs import Logprobs

# The text of the reader's example, cut into other tokens; made up too.
START = "\n".join(
    f"{token}\t{nats:.2f}"
    for token, nats in zip(
        ["The", " c", "at", " sat", " on", " the", " m", "at", "."],
        [-2.31, -3.90, -1.60, -1.45, -0.41, -0.25, -1.60, -1.40, -0.68],
        strict=True,
    )
)
PARTED = 8  # pieces of the table
AROUND = 12  # bytes that are shown of where two texts part
DRAWN = 400  # places of the curves
HEIGHT = 280
FORM = ".3f"


@dataclass(frozen=True)
class Compared:
    """Two logs on the bytes that they share.

    Attributes
    ----------
    text : bytes
        Of the second log.
    cuts : ndarray of integers of shape (m + 1,)
        Where its pieces begin and end.
    first, second : ndarray of shape (m,)
        Bits of a piece; NaN where a token of it has no log-probability.
    ends : tuple of two arrays of integers
        Where the tokens of each end, in bytes of `text`.
    sizes : tuple of two integers
        Bytes of each text.
    textless : int
        Tokens of both that have a log-probability, but no text.
    """

    text: bytes
    cuts: NDArray
    first: NDArray
    second: NDArray
    ends: tuple[NDArray, NDArray]
    sizes: tuple[int, int]
    textless: int

    @property
    def known(self) -> NDArray:
        """The pieces for which both have numbers."""
        return np.isfinite(self.first) & np.isfinite(self.second)

    @property
    def bytes(self) -> int:
        """How many bytes these have."""
        return int(np.diff(self.cuts)[self.known].sum())


def compared(first: Logprobs, second: Logprobs) -> Compared:
    """Lay two logs beside each other.

    Raises
    ------
    ValueError
        A sentence in Markdown that says why they do not compare.
    """
    logs_ = _cut("first", first), _cut("second", second)
    texts, sizes, costs = zip(*logs_, strict=True)
    shift = _shift(*texts)
    found = side_by_side(sizes[0], costs[0], sizes[1], costs[1], shift)
    ends = tuple(np.cumsum(each) + by for each, by in zip(sizes, (shift, 0), strict=True))
    whole = Compared(
        texts[1],
        found.cuts,
        found.first,
        found.second,
        ends,
        (len(texts[0]), len(texts[1])),
        sum(not t.data and t.nats is not None for log in (first, second) for t in log.tokens),
    )
    if not whole.known.any():
        raise ValueError(
            "There is no run of bytes that both cut out and for which both have log-probabilities."
        )
    return whole


def _cut(which: str, log: Logprobs) -> tuple[bytes, list[int], NDArray]:
    """The text of a log, how many bytes each token has and how many bits it cost."""
    if any(token.data is None for token in log.tokens):
        raise ValueError(
            f"There is no text with the numbers of the {which}, or not with all, so nobody can "
            "tell whether both are about the same bytes."
        )
    tokens = [token for token in log.tokens if token.data]  # what has no bytes says nothing of them
    if not tokens:
        raise ValueError(f"The tokens of the {which} have no text.")
    costs = np.full(len(tokens), np.nan)
    known = [token.nats is not None for token in tokens]
    costs[known] = to_bits(np.array([-t.nats for t in tokens if t.nats is not None], dtype=float))
    return b"".join(token.data for token in tokens), [len(token.data) for token in tokens], costs


def _shift(first: bytes, second: bytes) -> int:
    """Where the first text begins in the second, or lies around it."""
    if first in second:
        return _place("first", first, second)
    if second in first:
        return -_place("second", second, first)
    pairs = zip(first, second, strict=False)
    at = next(i for i, (a, b) in enumerate(pairs) if a != b)
    one, other = (
        span(text[max(0, at - AROUND) : at + AROUND].decode(errors="ignore"))
        for text in (first, second)
    )
    where = f"up to byte {at:,} they are the same, then" if at else "at the beginning"
    raise ValueError(
        f"These are two texts: {where} the first has {one} and the second {other}. Bits of "
        "different texts do not compare; let both models score one text."
    )


def _place(which: str, part: bytes, whole: bytes) -> int:
    """Where a text lies in the other: of several places, at the end, as what a prompt precedes."""
    if whole.endswith(part):
        return len(whole) - len(part)
    at = whole.find(part)
    if at != whole.rfind(part):
        raise ValueError(
            f"What the {which} has comes in the other more than once, so nobody can tell which is "
            "meant."
        )
    return at


def _seen(data: bytes) -> str:
    return span(data.decode(errors="replace"))


def shown(*pair: Logprobs) -> tuple[list[tuple[str, dict[str, str]]], list[LiveFigure]]:
    """The sections on two logs with their fields, and their figure; nothing of one alone."""
    if len(pair) < 2:
        return [], []
    try:
        of = compared(*pair)
    except ValueError as error:
        return [("logs_not", {"why": str(error)})], []
    numbers_ = fields(of)
    return [(name, numbers_) for name in section(of)], [logs(of)]


def section(of: Compared) -> list[str]:
    """The sections that hold of two logs."""
    whole = of.sizes == (of.bytes, of.bytes)
    pieces = int(of.known.sum())
    alike = all(_tokens(of, ends) == pieces for ends in of.ends)
    return [
        "logs",
        "logs_apart" if ahead(*_bits(of))[1] else "logs_tied",
        "logs_same_tokens" if alike else "logs_other_tokens",
        "logs_whole" if whole else "logs_part",
        *(["logs_textless"] if of.textless else []),
        "logs_table" if len(_parted(of)) else "logs_alike",
    ]


def _bits(of: Compared) -> list[float]:
    """What each paid for the pieces for which both have numbers."""
    return [float(each[of.known].sum()) for each in (of.first, of.second)]


def fields(of: Compared) -> dict[str, str]:
    """Both models in bits, by token, character and byte, and where they part."""
    size, bits = of.bytes, _bits(of)
    characters = sum(_characters(piece) for piece, is_known in _pieces(of) if is_known)
    found = {
        "first_bytes": numbers.unit(f"{of.sizes[0]:,}", "byte"),
        "second_bytes": numbers.unit(f"{of.sizes[1]:,}", "byte"),
        "bytes": numbers.unit(f"{size:,}", "byte"),
        "characters": numbers.unit(f"{characters:,}", "character"),
        "textless": numbers.unit(f"{of.textless:,}", "token"),
        **ahead(*bits)[0],
        "table": _table(of),
    }
    for name, total, ends in zip(("first", "second"), bits, of.ends, strict=True):
        count = _tokens(of, ends)
        found |= {
            f"{name}_tokens": f"{count:,}",
            f"{name}_bits": numbers.text(total, ",.1f"),
            f"{name}_token": numbers.text(total / count, FORM),
            f"{name}_character": numbers.text(total / characters, FORM) if characters else "–",
            f"{name}_byte": numbers.text(total / size, FORM),
        }
    return found


def _pieces(of: Compared) -> list[tuple[bytes, bool]]:
    """The bytes of every piece, and whether both have numbers for it."""
    return [
        (of.text[a:b], bool(is_known))
        for a, b, is_known in zip(of.cuts[:-1], of.cuts[1:], of.known, strict=True)
    ]


def _characters(data: bytes) -> int:
    """How many characters begin in some bytes of UTF-8."""
    return sum(byte & 0xC0 != 0x80 for byte in data)


def _tokens(of: Compared, ends: NDArray) -> int:
    """How many tokens of one of them the pieces have for which both have numbers."""
    piece = np.searchsorted(of.cuts, ends) - 1
    inside = (piece >= 0) & (piece < of.known.size)
    return int(of.known[piece[inside]].sum())


def _parted(of: Compared) -> NDArray:
    """The pieces on which the two part most; none on which they do not, as they are written."""
    gap = np.where(of.known, np.abs(of.second.round(2) - of.first.round(2)), 0).round(9)
    most = np.argsort(-gap, kind="stable")[:PARTED]
    return most[gap[most] > 0]


def _table(of: Compared) -> str:
    """The pieces on which the two part most, as Markdown."""
    rows = [
        f"| {of.cuts[i] + 1:,} | {_seen(of.text[of.cuts[i] : of.cuts[i + 1]])}"
        f" | {numbers.text(of.first[i], '.2f')} | {numbers.text(of.second[i], '.2f')} |"
        for i in _parted(of)
    ]
    head = ["| byte | both cut out | first, bits | second, bits |", "|--:|:--|--:|--:|"]
    return "\n".join([*head, *rows])


def logs(of: Compared) -> LiveFigure:
    """What both have paid so far, along the bytes for which both have numbers."""
    size = np.diff(of.cuts)[of.known]
    x = np.concatenate([[0], np.cumsum(size)])
    every = np.unique(np.linspace(0, len(x) - 1, DRAWN).round().astype(int))
    paid = [np.concatenate([[0], np.cumsum(each[of.known])]) for each in (of.first, of.second)]
    top = 1.05 * max(float(paid[0][-1]), float(paid[1][-1]), 1.0)
    figure = style.figure(
        "bytes for which both have numbers", "bits so far", (0, int(x[-1])), (0, top)
    )
    for name, total, color, dash in zip(
        ("first", "second"), paid, (style.MODEL, style.TRUTH), ("solid", "dash"), strict=True
    ):
        figure.add_trace(style.curve(x[every], total[every], name, color, width=4, dash=dash))
    draw_names(figure)
    return LiveFigure(
        panels=[
            Panel(
                figure,
                "Two curves that rise along the text: the bits that the first model (solid) and "
                f"the second (dashed) have paid so far, {paid[0][-1]:.1f} and {paid[1][-1]:.1f} in "
                "all. Where one is steeper its model pays more a byte.",
                height=HEIGHT,
                wide=True,
            )
        ],
        private=True,
    )
