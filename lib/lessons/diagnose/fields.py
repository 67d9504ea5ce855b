"""The numbers of the words about a loss, and which of the sections is true of it."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.stats import norm

from lib.figures import numbers
from lib.lessons.diagnose.figure import LOGARITHM, alike, guessing, in_nats, in_unit, saved
from lib.maths.information import entropy, most_mistakes, surprisal
from lib.maths.losses import (
    binary_cross_entropy,
    label_smoothing_floor,
    sigmoid_binary_cross_entropy,
)
from lib.maths.stability import double_softmax_band, exp_overflows, rounds_to_one

NEAR = 0.05  # a share of what guessing costs: so near is about the same
FAR = 2  # times what equal probabilities cost: so far is worth a look at the number itself
MANY = 1000  # classes: a vocabulary rather than a list
UNEVEN = (0.9, 0.1)


def section(nats: float, classes: int, rates: tuple[float, ...]) -> str:
    """Where a mean loss stands, as the section that says it."""
    guess, even = guessing(classes, rates), alike(classes)
    if nats == 0:
        return "stands_perfect"
    if abs(nats / guess - 1) <= NEAR:
        return "stands_guess"
    if nats < guess:
        return "stands_below" if rates else "stands_below_alike"
    if nats <= even:
        return "stands_between"
    return "stands_above" if nats <= FAR * even else "stands_far"


def accuracy(nats: float, classes: int) -> str:
    """What a mean loss leaves open about the accuracy, as the section that says it."""
    if nats < surprisal(0.5):
        return "accuracy_bounded"
    return "accuracy_open" if nats < alike(classes) else "accuracy_not_all"


def sections(at: float, unit: str, classes: int, rates: tuple[float, ...]) -> list[str]:
    """Everything that is true of a loss that stands `at`, in its unit, from top to bottom."""
    nats = float(in_nats(at, unit))
    found = [section(nats, classes, rates), "means", *guesses(classes, rates)]
    return [*found, *([accuracy(nats, classes), "next"] if nats > 0 else [])]


def guesses(classes: int, rates: tuple[float, ...]) -> list[str]:
    """The sections about what guessing costs."""
    return ["guess_rates" if rates else "guess_alike", *(["many"] if classes >= MANY else [])]


def standing(at: float, unit: str, classes: int, rates: tuple[float, ...]) -> dict[str, str]:
    """The numbers of all sections about a loss that stands `at`, in its unit."""
    nats = float(in_nats(at, unit))
    guess, even = guessing(classes, rates), alike(classes)
    uneven = float(entropy(UNEVEN))
    return {
        "loss": said(nats, unit),
        "guess": said(guess, unit),
        "even": said(even, unit),
        "log": LOGARITHM[unit],
        "K": f"{classes:,}",
        "classes": "both classes" if classes == 2 else f"all {classes:,} classes",
        "share": numbers.percent(1 / classes),
        "mean": numbers.probability(-nats),
        "perplexity": numbers.choices(nats),
        "saved": saved(nats, guess),
        "Saves": _saves(nats, guess),
        "half": said(float(surprisal(0.5)), unit),
        "times": numbers.times(nats / guess),
        "times_even": numbers.times(nats / even),
        "near": f"{NEAR:.0%}",
        "uneven": said(uneven, unit),
        "uneven_even": said(alike(2), unit),
        **_mistakes(nats),
    }


def said(nats: float, unit: str) -> str:
    """A loss as the page writes it, with its unit."""
    return numbers.unit(numbers.fine(float(in_unit(nats, unit)), 4), unit.removesuffix("s"))


def _saves(nats: float, guess: float) -> str:
    """What a loss saves of a guess about as dear, or costs beyond it."""
    share = f"{abs(100 * (1 - nats / guess)):.1f}%"
    if share == "0.0%":
        return "It saves next to nothing of that."
    return f"It saves {share} of that." if nats < guess else f"It costs {share} more than that."


def _mistakes(nats: float) -> dict[str, str]:
    """The most mistakes that a loss allows, rounded up, and the least accuracy."""
    wrong = math.ceil(float(most_mistakes(nats)) * 1000) / 10
    return {"wrong": f"{wrong:.1f}%", "right": f"{100 - wrong:.1f}%"}


def mismatch(classes: int, rates: tuple[float, ...]) -> str:
    """What to say where there are not as many base rates as classes; nothing where there are."""
    if not rates or len(rates) == classes:
        return ""
    found = numbers.unit(f"{len(rates)}", "base rate")
    return f"{found} and {classes:,} classes: the base rates count when there are as many."


@cache
def symptoms() -> dict[str, str]:
    """Every number that a symptom states."""
    low, high = double_softmax_band(10)
    density = norm.pdf(0, scale=0.1)
    return {
        "overflow_32": numbers.text(exp_overflows(np.float32), ".2f"),
        "overflow_16": numbers.text(exp_overflows(np.float16), ".2f"),
        "largest_16": numbers.text(np.finfo(np.float16).max, ",.0f"),
        "one_32": numbers.text(rounds_to_one(np.float32), ".2f"),
        "far": numbers.text(sigmoid_binary_cross_entropy(-1000, 1), "g"),
        "clipped": numbers.text(surprisal(np.finfo(np.float64).eps), ".2f"),
        "ln_two": numbers.text(alike(2)),
        "ln_ten": numbers.text(alike(10)),
        "twice_low": numbers.text(low),
        "twice_high": numbers.text(high),
        "half_one": numbers.text(binary_cross_entropy(0.51, 1)),
        "sure": numbers.text(binary_cross_entropy(0.99, 1)),
        "smooth": numbers.text(label_smoothing_floor(10, 0.1)),
        "density": numbers.text(density, ".2f"),
        "density_loss": numbers.text(-np.log(density), ".2f"),
    }
