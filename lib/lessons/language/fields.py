"""The numbers in the words of language: a function for each section, or for some together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from lib.figures import numbers
from lib.figures.ghost import Ghost
from lib.lessons.language.beside import CLEAR, ahead, second_reading
from lib.lessons.language.curves import curves
from lib.lessons.language.following import expected
from lib.lessons.language.languages import ORDER, ranking
from lib.lessons.language.marks import MOST_MARKED, marks
from lib.lessons.language.reading import KEPT, START, Reading, gospels, of_usual, shown
from lib.lessons.language.surprise import FORM, LONGEST, bits_of, guess_of, uniform_bits
from lib.maths.information import entropy, perplexity, to_bits
from lib.maths.letters import letter_distribution
from lib.maths.ngrams import (
    CHARACTERS,
    MOST_BEFORE,
    at_temperature,
    evidence,
    next_characters,
    sample,
    surprisals,
    train,
)
from lib.maths.texts import DECLARATIONS, compressed_bytes
from lib.words.text import comparison

SAMPLED = 240  # characters of a sample
PARTED = 3  # characters that the prose names
MOST_STRANGERS = 12  # different characters that the prose names
QUOTED = 40  # characters of a text that a sentence repeats
KNOWN = 32_768  # characters of what was read that zlib may know: all that it looks back
STRANGER = "海"  # a character that the Gospels do not have
SHOWN = [train, surprisals, next_characters, to_bits]  # functions that drew the lesson
Sections = list[tuple[str, dict[str, str]]]


# ---- opening, prediction ------------------------------------------------------------------------


def english() -> str:
    """The entropy of single English letters, as in the lesson on compression."""
    return numbers.text(to_bits(entropy([*letter_distribution("en").values()])), FORM)


def stakes() -> dict[str, str]:
    """What lesson 5 found."""
    return {"english": english()}


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the first sentence, five characters back, in bits."""
    mean = bits_of(gospels(), START).mean(axis=-1)
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(mean[MOST_BEFORE], FORM),
        "one": numbers.text(mean[0], FORM),
        "comparison": comparison(guess, float(mean[MOST_BEFORE])),
    }


def ghost_of(guess: Any, now: SimpleNamespace) -> Ghost | None:  # noqa: ANN401
    """The `value` of a guess in the first figure, where that shows what was asked."""
    asked = now.read == "gospels" and now.message == START
    return guess_of(guess.value, now.figures["surprise"]) if asked and guess.value else None


# ---- the text -----------------------------------------------------------------------------------


def span(text: str) -> str:
    """Characters of the student's in Markdown: as code, so that none of them means anything."""
    seen = "".join(map(shown, text))
    return f"`` {seen} ``" if "`" in seen else f"`{seen}`"


def shaded(now: SimpleNamespace, order: int) -> list[list]:
    """The typed text in shades."""
    return marks(now.reading, now.message, order)


def opened(now: SimpleNamespace, order: int) -> Sections:
    """The sections on the typed text and on what the model has read."""
    return [
        ("typed", typed(now.reading, now.message, order)),
        strangers(now.reading, now.message),
        ("intro", {}),
        (f"about_{now.read}", about(now.reading)),
    ]


def about(reading: Reading) -> dict[str, str]:
    """What was read, and how much."""
    runs = len(reading.model.grams[MOST_BEFORE - 1].counts) - 1
    return {
        "what": reading.what,
        "rest": reading.rest,
        "characters": numbers.unit(f"{len(reading.text):,}", "character"),
        "held_out": numbers.unit(f"{len(reading.held_out):,}", "character"),
        "different": f"{len(reading.model.alphabet):,}",
        "runs": f"{runs:,}",
        "each": numbers.fine((len(reading.text) - MOST_BEFORE + 1) / runs, 1),
    }


@of_usual
def typed(reading: Reading, message: str, order: int) -> dict[str, str]:
    """What the whole text costs, and its dearest characters."""
    bits = bits_of(reading, message)
    mean, n = bits.mean(axis=-1), len(message)
    dear = np.argsort(-bits[order], kind="stable")[:3]
    return {
        "n": numbers.unit(f"{n:,}", "character"),
        "marked": "" if n <= MOST_MARKED else f" The first {MOST_MARKED:,} are shown.",
        "back": numbers.unit(str(order), "character"),
        "mean": numbers.text(mean[order], FORM),
        "perplexity": _perplexity(mean[order]),
        "one": numbers.text(mean[0], FORM),
        "one_length": _one_length(reading, message),
        "english": english(),
        "dearest": ", ".join(
            f"{span(message[i])} at place {i + 1:,} with {numbers.text(bits[order, i], '.2f')} bits"
            for i in dear
        ),
    }


def _one_length(reading: Reading, message: str) -> str:
    """What code words of one length take, which there are for what the model has read."""
    known = numbers.unit(f"{len(reading.model.alphabet):,}", "character")
    code = f"code words of one length for the {known} that the model knows"
    if set(message) - reading.letters:
        return f"{code} cannot write it"
    return f"with {code}, {numbers.text(uniform_bits(reading), FORM)}"


def _perplexity(bits: float) -> str:
    (written,) = numbers.significant(perplexity(bits / to_bits(1.0)), 3)
    return written


def strangers(reading: Reading, message: str) -> tuple[str, dict[str, str]]:
    """The section on characters that the model has never read, and its fields."""
    unread = dict.fromkeys(c for c in message if c not in reading.letters)
    named = ", ".join(map(span, list(unread)[:MOST_STRANGERS]))
    return "strangers" if unread else "strangers_none", {
        "strangers": named + (", …" if len(unread) > MOST_STRANGERS else ""),
        "unicode": f"{CHARACTERS:,}",
        "uniform": numbers.text(np.log2(CHARACTERS), ".2f"),
    }


@of_usual
def standing(reading: Reading, message: str, order: int, at: int) -> dict[str, str]:
    """The derivation and the code, where the sliders stand."""
    i = min(at, len(message)) - 1
    bits = bits_of(reading, message)
    found = evidence(reading.model, message[:i], message[i], order)
    c, N, T = found.c, found.N, found.T
    cost = numbers.text(bits[order, i], ".2f")
    (written,) = numbers.telling([found.q], lambda x: -np.log2(x), lambda b: numbers.text(b, ".2f"))
    form = f".{len(written.partition('.')[2])}f"
    (shorter,) = numbers.telling(
        [found.shorter], lambda x: (c + T * x) / (N + T), lambda q: numbers.text(q, form), 3
    )
    total, n = float(bits[order].sum()), len(message)
    mean = total / n
    return {
        "at": f"{i + 1:,}",
        "character": span(message[i]),
        "run": f"after {span(found.run)}" if found.run else "anywhere",
        "c": str(c),
        "N": str(N),
        "T": str(T),
        "shorter": shorter,
        "q": written,
        "cost": cost,
        "n": f"{n}",
        "total": numbers.carrying(total, lambda x: x / n, 2, 3),
        "mean": numbers.text(mean, FORM),
        "perplexity": _perplexity(mean),
        "order": str(order),
        "shown": numbers.unit(str(min(n, LONGEST)), "character"),
        "probabilities": _listed(np.exp2(-bits[order, :LONGEST])),
    }


def _listed(q: np.ndarray) -> str:
    """Probabilities as a list that fits a page of code."""
    rows = [", ".join(f"{each:.6g}" for each in q[i : i + 8]) for i in range(0, len(q), 8)]
    return "[\n    " + ",\n    ".join(rows) + ",\n]"


# ---- side by side -------------------------------------------------------------------------------


def sides(now: SimpleNamespace, stood: Mapping[str, float]) -> tuple[Sections, list[list[list]]]:
    """The sections on two models or two texts, and both texts in shades, where sliders stand."""
    one, reading = int(stood["one"]), now.reading
    if now.beside == "texts":
        sections = two_texts(reading, now.message, now.other, one)
        return sections, [marks(reading, text, one) for text in (now.message, now.other)]
    second, two = second_reading(reading, now.second), int(stood["two"])
    sections = two_models(reading, second, now.message, one, two)
    return sections, [marks(reading, now.message, one), marks(second, now.message, two)]


def two_models(first: Reading, second: Reading, text: str, one: int, two: int) -> Sections:
    """The sections on two models and one text, with their fields."""
    bits = bits_of(first, text)[one], bits_of(second, text)[two]
    lead, clear = ahead(*(float(each.sum()) for each in bits))
    gap = np.abs(bits[1] - bits[0]).round(9)
    places = np.argsort(-gap, kind="stable")[:PARTED]
    found = {
        "first_read": first.what,
        "second_read": second.what,
        "one": numbers.unit(str(one), "character"),
        "two": numbers.unit(str(two), "character"),
        **lead,
        "apart": ", ".join(
            f"{span(text[i])} at place {i + 1:,} ({numbers.fine(bits[0][i], 2)} against "
            f"{numbers.fine(bits[1][i], 2)})"
            for i in places
            if gap[i]
        ),
        **_in_all(("first", text, bits[0]), ("second", text, bits[1])),
    }
    if not gap.any():
        return [("two_models", found), ("models_same", {})]
    return [("two_models", found), ("models_apart" if clear else "models_tied", found)]


def two_texts(reading: Reading, first: str, second: str, one: int) -> Sections:
    """The sections on one model and two texts, with their fields."""
    bits = bits_of(reading, first)[one], bits_of(reading, second)[one]
    means = [numbers.text(each.mean(), FORM) for each in bits]
    found = {
        "back": numbers.unit(str(one), "character"),
        "what": reading.what,
        "which": "second" if bits[1].mean() > bits[0].mean() else "first",
        "gap": numbers.beyond(max(map(numbers.read, means)), min(map(numbers.read, means)), 3),
        **_in_all(("first", first, bits[0]), ("second", second, bits[1])),
    }
    return [("two_texts", found), ("texts_tied" if means[0] == means[1] else "texts_apart", found)]


def _in_all(*rows: tuple[str, str, np.ndarray]) -> dict[str, str]:
    """What texts cost in all, by character and by byte, under the name of each."""
    found = {}
    for name, text, bits in rows:
        size = len(text.encode())
        found |= {
            f"{name}_characters": f"{len(text):,}",
            f"{name}_bytes": f"{size:,}",
            f"{name}_bits": numbers.text(bits.sum(), ",.1f"),
            f"{name}_character": numbers.text(bits.mean(), FORM),
            f"{name}_byte": numbers.text(bits.sum() / size, FORM),
        }
    return found


# ---- whose model, and zip -----------------------------------------------------------------------


def likeliest(message: str) -> tuple[str, dict[str, str]]:
    """The section on the language whose model is least surprised, and its fields."""
    (first, least), (second, less), *_, (last, most) = ranking(message)
    margin = len(message) * (less - least)
    return "likeliest" if margin >= CLEAR else "tied", {
        "first": DECLARATIONS[first],
        "second": DECLARATIONS[second],
        "last": DECLARATIONS[last],
        "least": numbers.text(least, ".2f"),
        "most": numbers.text(most, ".2f"),
        "margin": numbers.unit(numbers.fine(margin, 1) if margin else "0", "bit"),
        "order": str(ORDER),
        "languages": str(len(DECLARATIONS)),
    }


@of_usual
def packed(reading: Reading, message: str, order: int) -> dict[str, str]:
    """Bits a character of the typed text and of the unread one, by whatever code."""
    unread_size, characters = _unread(reading)
    sizes = _zipped(reading, message), unread_size
    lengths = len(message), len(reading.held_out)
    typed = bits_of(reading, message).mean(axis=-1)
    unread = curves(reading, "mixed")[len(reading.text)][1]
    models = [(uniform_bits(reading),) * 2, (typed[0], unread[0]), (typed[order], unread[order])]
    zips = [
        tuple(8 * size[name] / n for size, n in zip(sizes, lengths, strict=True))
        for name in ("utf-8", "zlib", "zlib knowing", "lzma")
    ]
    names = ("plain", "zlib", "knowing", "lzma", "uniform", "letters", "model")
    none = {
        f"uniform_{which}": "–"
        for which, has in (("typed", set(message)), ("unread", characters))
        if has - reading.letters
    }
    return {
        **{
            f"{name}_{which}": numbers.text(pair[j], ".2f")
            for name, pair in zip(names, [*zips, *models], strict=True)
            for j, which in enumerate(("typed", "unread"))
        },
        **none,
        "order": str(order),
        "n": f"{lengths[0]:,}",
        "held_out": f"{lengths[1]:,}",
        "rest": reading.rest,
        "alphabet": numbers.unit(f"{len(reading.model.alphabet):,}", "character"),
    }


def _unread(reading: Reading) -> tuple[dict[str, int], frozenset[str]]:
    """What zip programs make of the text that is held out, and its characters."""
    if "unread" not in reading.known:
        text = reading.held_out
        reading.known["unread"] = _zipped(reading, text), frozenset(text)
    return reading.known["unread"]


def _zipped(reading: Reading, text: str) -> dict[str, int]:
    return compressed_bytes(text, reading.text[-KNOWN:])


# ---- what comes next ----------------------------------------------------------------------------


def sampled(reading: Reading, message: str, seed: int, temperature: float, back: int) -> str:
    """A text that the model draws after the student's."""
    draw = _sampled.__wrapped__ if reading.private else _sampled
    return draw(reading, message[-MOST_BEFORE:], seed, temperature, back)


@lru_cache(maxsize=KEPT)
def _sampled(reading: Reading, before: str, seed: int, temperature: float, back: int) -> str:
    return sample(reading.model, before, SAMPLED, back, temperature, seed)


def end_of(message: str) -> dict[str, str]:
    """How a text ends."""
    return {"end": span(message[-MOST_BEFORE:])}


def next_one(now: SimpleNamespace, stood: Mapping[str, float]) -> tuple[dict[str, str], list[list]]:
    """What temperature does to the likeliest character, and a sample in shades."""
    reading, temperature, back = now.reading, stood["temperature"], int(stood["back"])
    q = expected(reading, now.message)[back]
    learnt, tempered = at_temperature(q, 1.0), at_temperature(q, temperature)
    at = int(learnt.argmax())
    return {
        "temperature": f"{temperature:g}",
        "back": numbers.unit(str(back), "character"),
        "first": span(reading.model.letters[at]),
        "q": numbers.percent(learnt[at], 1),
        "tempered": numbers.percent(tempered[at], 1),
        "drawn": str(SAMPLED),
    }, _drawn(reading, now.message, now.seed, temperature, back)


@of_usual
def _drawn(reading: Reading, text: str, seed: int, temperature: float, back: int) -> list[list]:
    """What the model draws after a text, in shades."""
    drawn = sampled(reading, text, seed, temperature, back)
    return marks(reading, drawn, back, text)


# ---- over the order -----------------------------------------------------------------------------


def over_order(reading: Reading, smoothing: str) -> tuple[str, dict[str, str]]:
    """The section on the two curves when everything is read, and its fields."""
    training, held_out = curves(reading, smoothing)[len(reading.text)]
    if smoothing == "alone":
        finite = np.isfinite(held_out)
        section = "alone" if not finite.all() else "alone_finite"
        infinite = int(np.argmin(finite)) if section == "alone" else 0
        return section, {
            "rest": reading.rest,
            "order": str(infinite),
            "training": numbers.text(training[-1], FORM),
        }
    best = int(held_out.argmin())
    section = "best_last" if best == MOST_BEFORE else "best_before"
    return section, {
        "best": str(best),
        "least": numbers.text(held_out[best], FORM),
        "held_out": numbers.text(held_out[-1], FORM),
        "training": numbers.text(training[-1], FORM),
        "gap": numbers.beyond(held_out[-1], training[-1], 3),
        "what": reading.what,
        "rest": reading.rest,
    }


# ---- beliefs, check -----------------------------------------------------------------------------


@cache
def beliefs() -> dict[str, str]:
    """The corrected beliefs, about the model that has read the Gospels."""
    _, held_out = curves(gospels(), "mixed")[len(gospels().text)]
    best = int(held_out.argmin())
    nats = held_out[best] / to_bits(1.0)
    before = START[:10]
    stranger = bits_of(gospels(), before + STRANGER)[MOST_BEFORE, -1]
    return {
        "best": str(best),
        "least": numbers.carrying(held_out[best], lambda x: x / to_bits(1.0), 3, 3),
        "most": numbers.text(held_out[-1], FORM),
        "nats": numbers.text(nats, FORM),
        "perplexity": numbers.text(perplexity(nats), ".2f"),
        "stranger": STRANGER,
        "before": span(before),
        "cost": numbers.text(stranger, ".1f"),
        "uniform": numbers.text(np.log2(CHARACTERS), ".1f"),
    }


def check() -> dict[str, str]:
    """The question after the drag, about five characters back."""
    training, held_out = curves(gospels(), "mixed")[len(gospels().text)]
    alone = curves(gospels(), "alone")[len(gospels().text)][0]
    return {
        "training": numbers.text(training[-1], ".2f"),
        "held_out": numbers.text(held_out[-1], ".2f"),
        "alone": numbers.text(alone[-1], ".2f"),
        "letters": numbers.text(held_out[0], ".2f"),
    }
