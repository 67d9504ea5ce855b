"""The numbers in the words of the likelihood: a function for each section, or for some together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers
from lib.lessons.likelihood.coins import COINS
from lib.lessons.likelihood.curves import ASKED, floor_of, ones_first
from lib.lessons.likelihood.logistic import Numbers, fit, last_step, one_theta
from lib.maths.information import surprisal
from lib.maths.likelihood import (
    bernoulli_log_likelihood,
    bernoulli_mle,
    first_underflow,
    negative_log_likelihood,
)
from lib.maths.losses import binary_cross_entropy_grad
from lib.words.text import comparison, prose

BELIEVED = (5, 7)  # ones and labels of the corrected beliefs
CHECKED = (30, 40)  # and of the check, which no figure shows at first
FACTORS = 8  # the most that the derivation writes out
PLACES = 4


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the lowest mean loss on the labels asked about."""
    k, n = ASKED
    best = k / n
    truth = floor_of(best)
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth),
        "comparison": comparison(guess, truth),
        "best": f"{best:g}",
        "k": f"{k}",
        "n": f"{n}",
        "of_one": numbers.text(surprisal(best)),
        "of_zero": numbers.text(surprisal(1 - best)),
    }


def standing(theta: float, y: Sequence[int]) -> dict[str, str]:
    """The explanation, the derivation and the code, where the slider stands."""
    n, k, best = len(y), sum(y), bernoulli_mle(y)
    of_one, of_zero = f"{theta:.4g}", f"{1 - theta:.4g}"
    log, loss = float(bernoulli_log_likelihood(theta, y)), float(negative_log_likelihood(theta, y))
    of_ones, of_zeros, total = _sum(-surprisal([theta, 1 - theta]) * [k, n - k], n)
    fields = {
        "n": f"{n}",
        "k": f"{k}",
        "zeros": f"{n - k}",
        "ones_said": numbers.unit(f"{k}", "one"),
        "zeros_said": numbers.unit(f"{n - k}", "zero"),
        "theta": of_one,
        "theta_exact": f"{theta:.10g}",
        "other": of_zero,
        "labels": _some([str(label) for label in y], r",\,", r"\ldots"),
        "factors": _some([of_one if label else of_zero for label in y], r" \cdot ", r"\cdots"),
        "likelihood": numbers.probability_tex(log),
        "of_ones": of_ones,
        "of_zeros": of_zeros.replace("−", ""),
        "log": total,
        "nll": total.replace("−", ""),
        "bce": numbers.text(loss),
        "best": f"{best:.4g}",
        "slope": numbers.text(binary_cross_entropy_grad(theta, best), ".4g"),
        "floor": numbers.text(floor_of(best)),
        "waste": numbers.beyond(loss, floor_of(best)),
    }
    alike = k in (0, n)
    sections = {
        "above": "above_alike" if alike else "above_mixed",
        "lowest": "lowest_mixed" if not alike else "lowest_ones" if k else "lowest_zeros",
        "left": "left_alike" if alike else "left_mixed",
    }
    return {
        **fields,
        **{name: prose("likelihood", section, **fields) for name, section in sections.items()},
    }


def _sum(parts: NDArray, n: int) -> list[str]:
    """Two parts and their sum, with the decimals that make sum and mean right as they stand."""
    for places in range(PLACES, 15):
        written = numbers.texts([*parts, parts.sum()], f".{places}f")
        mean = numbers.carrying(parts.sum(), lambda total: total / n, places, PLACES)
        if written[-1] == mean and written == numbers.adding(parts, places):
            break
    return written


@cache
def logs() -> dict[str, str]:
    """Why logarithms: where the product becomes 0, and the sum that does not."""
    fields = {}
    for short, kind in (("single", np.float32), ("double", np.float64)):
        end = first_underflow(kind=kind)
        smallest = -float(surprisal(float(np.finfo(kind).smallest_subnormal)))
        fields[f"{short}_end"] = f"{end:,}"
        fields[f"{short}_last"] = f"{end - 1:,}"
        fields[f"{short}_smallest"] = numbers.probability(smallest)
    labels = ones_first(0, COINS)
    return {
        **fields,
        "coins": f"{COINS:,}",
        "sum": numbers.text(bernoulli_log_likelihood(0.5, labels), ".3f"),
        "mean": numbers.text(-negative_log_likelihood(0.5, labels)),
    }


def fitted(zeros: Numbers, ones: Numbers) -> tuple[str, dict[str, str]]:
    """The section that tells where the fit ended, beside the model that knows no x, and its fields.

    The classes can be told apart, or the fit gains something, or x says nothing about them.
    """
    result, floor = fit(zeros, ones), one_theta(zeros, ones)
    loss = float(result.losses[-1])
    gain = numbers.beyond(floor, loss)
    says_nothing = float(gain) == 0
    section = "separable" if result.separable else "flat" if says_nothing else "optimum"
    return section, {
        "k": f"{len(ones)}",
        "n": f"{len(zeros) + len(ones)}",
        "floor": numbers.text(floor),
        "loss": numbers.fine(loss, PLACES),
        "gain": gain,
        "steps": numbers.unit(f"{last_step(zeros, ones)}", "step"),
        "w": numbers.text(result.weights[-1, 0], ".4g"),
        "b": numbers.text(result.weights[-1, 1], ".4g"),
    }


@cache
def beliefs() -> dict[str, str]:
    """The corrected beliefs."""
    return _counted(*BELIEVED)


@cache
def check() -> dict[str, str]:
    """The question after the drag."""
    return _counted(*CHECKED)


def _counted(k: int, n: int) -> dict[str, str]:
    """What n labels of which k are 1 leave to every single theta."""
    best = k / n
    return {
        "k": f"{k}",
        "n": f"{n}",
        "zeros": f"{n - k}",
        "best": f"{best:.4g}",
        "floor": numbers.text(floor_of(best)),
        "errors": f"{1 - best:.4g}",
        "coin": numbers.text(floor_of(0.5)),
    }


def _some(items: Sequence[str], between: str, dots: str) -> str:
    """All items, or the first few and the last."""
    if len(items) > FACTORS:
        items = [*items[: FACTORS - 2], dots, items[-1]]
    return between.join(items)
