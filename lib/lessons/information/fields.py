"""The numbers in the words of the information lesson: one function for sections that share them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from lib.figures import numbers
from lib.figures.flipbook import LiveFigure
from lib.lessons.information import shares
from lib.lessons.information.loaded_die import loaded
from lib.lessons.information.pair import (
    DIE,
    EQUAL,
    FAIR,
    LOPSIDED,
    UNITS,
    cases,
    costs,
    rules_out,
    written,
)
from lib.lessons.information.surprise import EVENTS, one_in
from lib.maths.information import cross_entropy, entropy, perplexity, surprisal, to_bits
from lib.words.text import comparison, prose

COIN = np.full(2, 0.5)


def standing(values: Mapping[str, float], count: int) -> dict[str, str]:
    """The explanation, the derivation and the code, where the sliders stand."""
    p, q = (shares.standing(letter, values, count) for letter in "pq")
    cost = costs(p, q)
    nats, bits, choices = ({k: t for k, (t,) in written(cost, u).items()} for u in UNITS)
    return {
        "count": str(count),
        "p": numbers.listed(p, "g"),
        "q": numbers.listed(q, "g"),
        "p_list": repr(p.tolist()),
        "q_list": repr(q.tolist()),
        "surprise_p": numbers.listed(surprisal(p), ".3f"),
        "surprise_q": numbers.listed(surprisal(q), ".3f"),
        "bits": bits["cross"],
        "choices": choices["cross"],
        "floor_choices": choices["floor"],
        "factor": choices["waste"],
        **nats,
    }


def why(values: Mapping[str, float], count: int) -> str:
    """Which explanation is true: a certain truth has no floor."""
    return "why_certain" if 1.0 in shares.standing("p", values, count) else "why"


def gap(figure: LiveFigure, guess: float) -> dict[str, str]:
    """The prediction beside the truth: a fair die and a model that knows it."""
    truth = float(cross_entropy(DIE, DIE))
    see = "die_stands" if FAIR in figure.presets else "die_elsewhere"
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth),
        "comparison": comparison(guess, truth),
        "see": prose("information", see, fair=f"*{FAIR}*", sides=str(DIE.size)),
    }


@cache
def predictions() -> dict[str, str]:
    """The table of three models against one truth."""
    lines = {}
    for name, case in (("flat", "too flat"), ("equal", EQUAL), ("wrong", "confidently wrong")):
        told = written(costs(*cases(3)[case]), "nats")
        lines |= {f"{name}_{key}": told[key][0] for key in ("floor", "waste", "cross")}
    return lines


def beliefs(figure: LiveFigure, count: int) -> dict[str, str]:
    """The corrected beliefs and the check, with the cases of so many outcomes."""
    p, q = cases(count)[LOPSIDED]
    there, back = (_term(*pair) for pair in ((p[1], q[1]), (q[1], p[1])))
    told = written(costs(p, q), "nats")
    return {
        **same_guess(),
        "lopsided": figure.press(LOPSIDED),
        "rules_out": figure.press(rules_out(count)),
        "even": f"{p[0]:g}",
        "likely": f"{q[0]:g}",
        "unlikely": f"{q[1]:g}",
        "there": told["waste"][0],
        "back": told["back"][0],
        "term_there": numbers.text(there, ".3f"),
        "term_back": numbers.text(back, ".3f"),
        "coin": numbers.text(entropy(COIN)),
    }


def _term(first: float, second: float) -> float:
    """What one outcome adds to a divergence, first ln(first / second)."""
    return first * float(surprisal(second) - surprisal(first))


@cache
def surprise() -> dict[str, str]:
    """The surprisal of the named events, in bits."""
    _, six, edge, lottery = (to_bits(surprisal(q)) for q in EVENTS.values())
    return {
        "six": numbers.text(six, ".3f"),
        "edge": numbers.text(edge, ".2f"),
        "edge_odds": one_in(EVENTS["a coin on its edge"]),
        "lottery": numbers.text(lottery, ".2f"),
        "lottery_odds": one_in(EVENTS["a lottery, 6 of 49"]),
    }


def die(six: float) -> dict[str, str]:
    """The words below the loaded die, where its slider stands."""
    p = loaded(six)
    return {
        "six": numbers.text(six, ".1%"),
        "nats": numbers.text(entropy(p)),
        "choices": numbers.text(perplexity(entropy(p)), ".3f"),
        "best": numbers.text(p.max(), ".1%"),
    }


@cache
def same_guess() -> dict[str, str]:
    """Two distributions whose best guess is right equally often, and their perplexities."""
    p = loaded(0.5)
    return {
        "loaded_choices": numbers.text(perplexity(entropy(p)), ".2f"),
        "coin_choices": numbers.text(perplexity(entropy(COIN)), "g"),
        "accuracy": numbers.text(p.max(), ".0%"),
    }
