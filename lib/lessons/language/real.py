"""A real model's surprise: the log-probabilities that its interface returned."""

from __future__ import annotations

import math

import numpy as np

from lib.figures import numbers
from lib.lessons.language.marks import pieces
from lib.lessons.language.reading import shown
from lib.maths.information import perplexity, to_bits
from lib.words.logprobs import MOST, Logprobs, read

START = "The\t-2.10\n cat\t-6.30\n sat\t-1.20\n on\t-0.35\n the\t-0.22\n mat\t-1.90\n.\t-0.65"
BASES = {"e": math.e, "ten": 10.0, "two": 2.0}
DEAREST = 8  # tokens of the table
RATHER = 3  # of what the model would have said instead
MOST_MARKED = 2_000  # tokens
UNSEEN = "▢"  # a token without text


def answer(text: str) -> str:
    """What was pasted, as it is, once it can be read.

    Raises
    ------
    ValueError
        What it looks like instead.
    """
    read(text)
    return text


def found(text: str, logarithm: str, most: int = MOST) -> Logprobs:
    """The tokens of what was pasted, or of a file of at most so many characters."""
    return read(text, BASES[logarithm], most)


def fields(answer: Logprobs) -> dict[str, str]:
    """Cross-entropy by token, character and byte, and what was left out."""
    nats = np.array([-token.nats for token in answer.tokens if token.nats is not None])
    bits, data = float(to_bits(nats.sum())), answer.data
    left_out = [f"{count} × {why}" for why, count in answer.left_out.items()]
    (effective,) = numbers.significant(perplexity(nats.mean()), 3)
    return {
        "kind": answer.kind,
        "tokens": numbers.unit(f"{len(nats):,}", "token"),
        "of": f"{len(answer.tokens):,}",
        "nats": numbers.text(nats.mean()),
        "each": numbers.text(bits / len(nats), ".3f"),
        "bits": numbers.unit(numbers.text(bits, ",.1f"), "bit"),
        "perplexity": effective,
        "left_out": ", ".join(left_out),
        "notes": " ".join(answer.notes),
        "table": _table(answer),
        **(_of_text(bits, data) if data else {}),
    }


def told(answer: Logprobs) -> list[tuple[str, dict[str, str]]]:
    """The sections on what was pasted, with their fields."""
    numbers_ = fields(answer)
    return [(name, numbers_) for name in section(answer)]


def section(answer: Logprobs) -> list[str]:
    """The sections that hold of what was pasted."""
    text = "real_text" if answer.data else "real_numbers"
    return ["real_found", text, "real_left_out" if answer.left_out else "real_whole", "real_table"]


def _of_text(bits: float, data: bytes) -> dict[str, str]:
    characters = len(data.decode(errors="replace"))
    return {
        "characters": numbers.unit(f"{characters:,}", "character"),
        "bytes": numbers.unit(f"{len(data):,}", "byte"),
        "a_character": numbers.text(bits / characters, ".3f"),
        "a_byte": numbers.text(bits / len(data), ".3f"),
    }


def _table(answer: Logprobs) -> str:
    """The dearest tokens and what the model would rather have said, as Markdown."""
    known = [(i, token) for i, token in enumerate(answer.tokens, 1) if token.nats is not None]
    known.sort(key=lambda pair: pair[1].nats)
    rows = []
    for place, token in known[:DEAREST]:
        others = [each for each in token.others if each[0] != token.text][:RATHER]
        rather = ", ".join(f"{span(t)} {numbers.percent(math.exp(v), 1)}" for t, v in others)
        bits = numbers.text(float(to_bits(-token.nats)), ".2f")
        rows.append(f"| {place:,} | {span(token.text)} | {bits} | {rather or 'not told'} |")
    return "\n".join(["| place | token | bits | rather |", "|--:|:--|--:|:--|", *rows])


def span(text: str) -> str:
    """A token in a table, as code: nothing in it means anything, and no bar ends its cell."""
    seen = "".join(map(shown, text[:40])).replace("|", "¦").replace("`", "ˋ")
    return f"`{seen}`" if seen else "(no text)"


def tokens(answer: Logprobs) -> list[list]:
    """The tokens in shades of their surprise; one without a number says why."""
    marked = answer.tokens[:MOST_MARKED]
    known = [token for token in marked if token.nats is not None]
    bits = [float(to_bits(-token.nats)) for token in known]
    told = iter(pieces([token.text or UNSEEN for token in known], bits))
    return [
        [token.text or UNSEEN, 0, f"left out: {token.why}"] if token.nats is None else next(told)
        for token in marked
    ]
