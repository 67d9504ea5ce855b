"""The numbers in the words of compression: a function for each section, or for some together."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers
from lib.lessons.compression.boxes import (
    PAIR,
    PLACES,
    bill,
    costs,
    distribution,
    language_name,
    visible,
)
from lib.lessons.compression.huffman import FIXED, PLAIN, beginning, code_of
from lib.lessons.compression.whose_code import bits_in_all
from lib.maths.coding import decode, encode, expected_length, kraft_sum, shannon_code_lengths
from lib.maths.information import surprisal, to_bits
from lib.maths.letters import (
    ALPHABET,
    LANGUAGES,
    fold,
    letter_bits,
    letter_distribution,
    letter_mixture,
    likely_languages,
)
from lib.words.text import comparison, prose

BELIEVED = ("nl", "pl")  # the languages of the corrected beliefs
CHECKED = ("en", "fi")  # and of the check: none of them answers another question
FORM = f".{PLACES}f"
ZERO_WIDTH = "\u200b"  # a space that is not seen, where a line may break
QUOTED = 200  # letters of a text that the prose repeats
MOST_SKIPPED = 12  # different characters that the prose names
CLEAR = 1.0  # bits: a language that wins by less wins by chance


# ---- the price of the wrong code ----------------------------------------------------------------


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: English with the code for French, in per cent."""
    price = costs(*PAIR, 1)
    truth = float(100 * price["waste"] / price["floor"])
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(truth, ".1f"),
        "comparison": comparison(guess, truth),
        **_one(bill(price)),
    }


def swap(language: str, other: str) -> dict[str, str]:
    """Both ways round: each language written with the code for the other one."""
    there, back = (_one(bill(costs(*pair, 1))) for pair in ((language, other), (other, language)))
    p, r = distribution(language), distribution(other)
    at = _dearest(language, other)
    return {
        "text": language_name(language),
        "code": language_name(other),
        **{f"there_{key}": text for key, text in there.items()},
        **{f"back_{key}": text for key, text in back.items()},
        "letter": visible(ALPHABET[at]),
        "often": numbers.percent(p[at]),
        "expected": numbers.percent(r[at]),
        "length": numbers.text(to_bits(surprisal(r[at])), ".2f"),
        "own_length": numbers.text(to_bits(surprisal(p[at])), ".2f"),
    }


def why(language: str, other: str) -> dict[str, str]:
    """The section of the explanation and the budget that it speaks of."""
    section = "why_same" if language == other else "why"
    return {"section": section, "budget": prose("compression", "budget")}


def standing(language: str, other: str, blend: float) -> dict[str, str]:
    """The derivation and the code, where the slider stands."""
    p, q = distribution(language), letter_mixture(language, other, blend)
    at = _dearest(language, other)
    price = costs(language, other, blend)
    nats = costs(language, other, blend, "nats")["cost"]
    return {
        "text": language_name(language),
        "letter": visible(ALPHABET[at]),
        "q_letter": numbers.carrying(q[at], lambda x: to_bits(surprisal(x)), 4, 2),
        "length": numbers.text(to_bits(surprisal(q[at])), ".2f"),
        **_one(bill(price)),
        "bits": numbers.carrying(price["cost"], lambda x: x / to_bits(1.0), PLACES, PLACES),
        "nats": numbers.text(nats, FORM),
        "p": _per_million(p),
        "q": _per_million(q),
    }


@cache
def beliefs() -> dict[str, str]:
    """The corrected beliefs."""
    bits, nats = costs(*BELIEVED, 1), costs(*BELIEVED, 1, "nats")
    floor, cost = (
        numbers.carrying(bits[key], lambda x: x / to_bits(1.0), PLACES, PLACES)
        for key in ("floor", "cost")
    )
    return {
        **swap(*BELIEVED),
        "bits": cost,
        "floor_bits": floor,
        "nats": numbers.text(nats["cost"], FORM),
        "floor_nats": numbers.text(nats["floor"], FORM),
        "ratio": numbers.text(bits["cost"] / bits["floor"], FORM),
    }


@cache
def check() -> dict[str, str]:
    """The question after the drag."""
    return swap(*CHECKED)


def _one(texts: dict[str, list[str]]) -> dict[str, str]:
    return {key: each for key, (each,) in texts.items()}


def _dearest(language: str, other: str) -> int:
    """The place of the letter that adds most to the waste of the other language's code."""
    p, r = distribution(language), distribution(other)
    return int(np.argmax(p * (surprisal(r) - surprisal(p))))


def _per_million(p: NDArray) -> str:
    """A distribution as a list that fits a page of code."""
    rows = (", ".join(f"{1e6 * value:.1f}" for value in row) for row in p.reshape(3, -1))
    return "[\n    " + ",\n    ".join(rows) + ",\n]"


# ---- a real code --------------------------------------------------------------------------------


def code(language: str) -> dict[str, str]:
    """How good the code is: expected lengths, entropy and Kraft sums."""
    p = letter_distribution(language)
    lengths = {letter: len(word) for letter, word in code_of(language).items()}
    shannon = shannon_code_lengths(p)
    floor = float(costs(language, language, 0)["floor"])
    average = expected_length(p, lengths)
    return {
        "language": language_name(language),
        "average": numbers.text(average, FORM),
        "floor": numbers.text(floor, FORM),
        "excess": numbers.beyond(average, floor, PLACES),
        "kraft": str(kraft_sum(lengths)),
        "shannon": numbers.text(expected_length(p, shannon), FORM),
        "shannon_kraft": numbers.text(kraft_sum(shannon), FORM),
        "fixed": str(FIXED),
        "shortest": str(min(lengths.values())),
        "longest": str(max(lengths.values())),
    }


def code_tables(language: str) -> list[str]:
    """The code in three Markdown tables, the shortest code words first."""
    p = letter_distribution(language)
    rows = [
        f"| {visible(letter)} | {_percent(p[letter])} | `{_breakable(word)}` | {len(word)} "
        f"| {float(to_bits(surprisal(p[letter]))):.2f} |"
        for letter, word in code_of(language).items()
    ]
    head = ["| s | p, % | code | bits | ideal |", "|:-:|-:|:-|-:|-:|"]
    third = len(rows) // 3
    return ["\n".join([*head, *rows[i : i + third]]) for i in range(0, len(rows), third)]


def _percent(probability: float) -> str:
    return numbers.fine(100 * probability, 1 if probability >= 0.1 else 2)


def _breakable(word: str) -> str:
    """A code word that may go on in the next line of a narrow column."""
    return ZERO_WIDTH.join(word[i : i + 6] for i in range(0, len(word), 6))


@cache
def single_letters() -> dict[str, str]:
    """What zip is compared with: the entropy of the letters of English."""
    return {"english": numbers.text(costs(*PAIR, 0)["floor"], FORM)}


# ---- the student's text -------------------------------------------------------------------------


def message(text: str, language: str) -> dict[str, str]:
    """What the whole text takes, what it becomes, and what was skipped."""
    code = code_of(language)
    letters, skipped = fold(text)
    bits = encode(letters, code)
    ideal = float(letter_bits(letters, language).sum())
    n, read = len(letters), len(beginning(letters, code))
    return {
        "language": language_name(language),
        "letters": f"{n:,}",
        "on_slider": "all of them" if read == n else f"the first {read:,}",
        "bits": numbers.unit(f"{len(bits):,}", "bit"),
        "per_letter": numbers.text(len(bits) / n, FORM),
        "ideal": numbers.unit(numbers.text(ideal, ",.1f"), "bit"),
        "ideal_per_letter": numbers.text(ideal / n, FORM),
        "fixed": numbers.unit(f"{FIXED * n:,}", "bit"),
        "plain": f"{PLAIN * n:,}",
        "words": " ".join(code[letter] for letter in letters[:12]) + (" …" if n > 12 else ""),
        "decoded": letters_quoted(decode(bits, code)),
        "skipped": f"{skipped.total():,}" if skipped else "",
        "characters": _listed(skipped),
    }


def letters_quoted(letters: str) -> str:
    """The beginning of a text that is long."""
    return letters if len(letters) <= QUOTED else letters[:QUOTED] + " …"


def _listed(skipped: Counter[str]) -> str:
    named = [f"{_code_span(c)} × {count}" for c, count in skipped.most_common(MOST_SKIPPED)]
    rest = sum(count for _, count in skipped.most_common()[MOST_SKIPPED:])
    return ", ".join([*named, f"others × {rest}"] if rest else named)


def _code_span(character: str) -> str:
    """A character that is shown as itself, whatever Markdown would make of it."""
    if not character.isprintable():
        return f"`U+{ord(character):04X}`"
    return "`` ` ``" if character == "`" else f"`{character}`"


@lru_cache(maxsize=64)
def likeliest(text: str) -> tuple[str, dict[str, str]]:
    """The section on the language whose code is shortest, and its fields: clearly or hardly."""
    (first, least), (second, less), *_ = likely_languages(text)
    margin = len(fold(text)[0]) * (less - least)
    return "likeliest" if margin >= CLEAR else "tied", {
        "first": language_name(first),
        "second": language_name(second),
        "least": numbers.text(least, FORM),
        "margin": bits_in_all(margin),
        "power": f"{margin:,.1f}",
        "times": f"{2**margin:.3g}" if margin < CLEAR else "",
        "languages": str(len(LANGUAGES)),
    }
