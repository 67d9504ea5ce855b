"""The numbers in the words of stability, every one computed in the types it speaks of."""

from __future__ import annotations

from functools import cache

import numpy as np

from lib.figures import numbers
from lib.figures.numbers import said, tex
from lib.lessons.stability import double_softmax, log_sum_exp
from lib.lessons.stability.curve import METHODS, breaks, first_break, losses
from lib.maths.losses import softmax_cross_entropy_with_integer_labels
from lib.maths.stability import (
    EPSILON,
    TYPES,
    clipped_cross_entropy,
    clipped_cross_entropy_grad,
    double_softmax_band,
    exact_cross_entropy,
    exp_overflows,
    exp_underflows,
    first_number,
    log_softmax_cross_entropy,
    naive_cross_entropy,
    naive_cross_entropy_grad,
    naive_log_sum_exp,
    naive_sigmoid,
    quietly,
    rounds_to_one,
    shifted_log_sum_exp,
)
from lib.words.text import comparison

ASKED = 200.0  # the logit of the check
FAR, SMALL = 1000.0, 40.0  # the logits that the beliefs and the section on small losses speak of


def standing(z: float, y: int, naive: str) -> dict[str, str]:
    """The numbers of the table, the explanation and the code where the slider stands."""
    by = losses(np.array([z]), naive, y)
    cells = {
        f"{method.replace('-', '_')}_{kind[5:]}": said(by[method][kind][0])
        for method in METHODS
        for kind in TYPES
    }
    loss = exact_cross_entropy(float(z), y)
    return {
        **cells,
        **{f"from_{kind[5:]}": _from(naive, y, kind) for kind in TYPES},
        "z": repr(float(z)),
        "z_shown": numbers.text(z, ".5g"),
        "y": str(y),
        "loss": tex(loss),
        "true": said(loss),
        "q32": str(naive_sigmoid(np.float32(z))),
    }


def _from(naive: str, y: int, kind: str) -> str:
    marks = sorted((m for m in breaks(naive, y) if m.kind == kind), key=lambda m: m.place)
    return ", ".join(f"{mark.becomes} from {mark.shown}" for mark in marks)


@cache
def limits() -> dict[str, str]:
    """What each type can hold, and the logits at which it gives up."""
    found = {
        "digits": lambda kind: f"{np.finfo(kind).nmant + 1}",
        "largest": lambda kind: tex(float(np.finfo(kind).max), 5),
        "rounds": lambda kind: numbers.text(rounds_to_one(kind), ".2f"),
        "overflows": lambda kind: numbers.text(exp_overflows(kind), ".2f"),
        "underflows": lambda kind: numbers.text(exp_underflows(kind), ".2f"),
    }
    return {
        f"{what}_{name[5:]}": show(kind)
        for what, show in found.items()
        for name, kind in TYPES.items()
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: where −ln(1 − q) becomes infinite in float32."""
    place = {kind: first_break("sigmoid", 0, kind).place for kind in TYPES}
    truth = place["float32"]
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(truth, ".2f"),
        "comparison": comparison(guess, truth),
        "loss": said(exact_cross_entropy(truth, 0)),
        "half": numbers.text(place["float16"], ".4g"),
        "double": numbers.text(place["float64"], ".2f"),
    }


@cache
def known() -> dict[str, str]:
    """The numbers of the corrected beliefs, of the check and of the section on small losses."""
    far, wide = np.float32(FAR), np.float64(SMALL)
    zero = {
        f"usual_{name[5:]}": numbers.text(first_number(_usual_is_zero, kind), ".4g")
        for name, kind in TYPES.items()
    }
    low, high = double_softmax_band(10)
    return {
        **limits(),
        **zero,
        "far": f"{FAR:g}",
        "far_true": said(exact_cross_entropy(FAR, 0)),
        "far_clipped": said(clipped_cross_entropy(far, 0)),
        "far_clipped_64": said(clipped_cross_entropy(np.float64(FAR), 0)),
        "far_slope": said(clipped_cross_entropy_grad(far, 0)),
        "far_naive_slope": said(naive_cross_entropy_grad(far, 0)),
        "clipped_16": said(clipped_cross_entropy(np.float16(FAR), 0)),
        "epsilon": tex(EPSILON),
        "kept_16": f"{float(np.float16(1 - EPSILON)):g}",
        "small_z": f"{SMALL:g}",
        "small": tex(exact_cross_entropy(SMALL, 1)),
        "small_usual": said(log_softmax_cross_entropy(wide, 1)),
        **_asked(),
        "low_ten": numbers.text(low),
        "high_ten": numbers.text(high),
        "low_two": numbers.text(double_softmax_band(2)[0]),
        "high_two": numbers.text(double_softmax_band(2)[1]),
    }


@quietly
def _asked() -> dict[str, str]:
    """The check: four formulas of one loss at one logit, each computed in float32."""
    z = np.float32(ASKED)
    return {
        "asked": f"{ASKED:g}",
        "asked_naive": said(naive_cross_entropy(z, 0)),
        "asked_clipped": said(clipped_cross_entropy(z, 0)),
        "asked_over": said(np.log(1 + np.exp(z))),
        "asked_right": said(z + np.log1p(np.exp(-z))),
    }


def _usual_is_zero(z: np.ndarray) -> np.ndarray:
    return log_softmax_cross_entropy(z, 1) == 0


def band(K: int) -> dict[str, str]:
    """Two softmaxes: the limits of the band, for the chosen number of classes and for 2 and 10."""
    limits = {"here": K, "two": double_softmax.FEWEST, "ten": double_softmax.MOST}
    bands = {name: double_softmax_band(k) for name, k in limits.items()}
    once, twice = (
        [float(each[0]) for each in double_softmax.loss_and_pull(which, -double_softmax.REACH, K)]
        for which in ("once", "twice")
    )
    return {
        "K": str(K),
        "K_wrong": str(K - 1),
        **{f"low_{name}": numbers.text(ends[0]) for name, ends in bands.items()},
        **{f"high_{name}": numbers.text(ends[1]) for name, ends in bands.items()},
        "far_once": numbers.text(once[0], ".2f"),
        "far_twice": numbers.text(twice[0]),
        "far_pull": numbers.fine(once[1], 4),
        "far_rest": numbers.fine(twice[1], 4),
    }


@quietly
def trick(values: dict[str, float], label: int = 0) -> dict[str, str]:
    """The derivation, computed in float32, class 1 being true; each line holds as it stands."""
    z = np.array([values[key] for key in log_sum_exp.KEYS], np.float32)
    m = z.max()
    naive, shifted = np.exp(z), np.exp(z - m)
    rest = float(np.delete(shifted, z.argmax()).sum())
    above = float(np.log1p(np.float32(rest)))
    loss = float(softmax_cross_entropy_with_integer_labels(z, label))
    result, apart = float(shifted_log_sum_exp(z)), float(shifted_log_sum_exp(z) - z[label])
    # As many decimals as float32 has of the result, and of the sum those that carry its logarithm.
    places = int(np.clip(6 - np.floor(np.log10(max(abs(result), 1e-9))), 3, 5))
    *sizes, total = numbers.adding(shifted.astype(float), 7)
    _, log_total, whole = numbers.adding([float(m), above], places)
    return {
        **{f"z{k}": tex(v) for k, v in enumerate(z, 1)},
        **_naive_sum(naive),
        **{f"d{k}": tex(v) for k, v in enumerate(z - m, 1)},
        **{
            f"s{k}": size if float(size) or not v else tex(v)
            for k, (v, size) in enumerate(zip(shifted, sizes, strict=True), 1)
        },
        "m": tex(m),
        "naive_result": tex(naive_log_sum_exp(z), 7),
        "total": total,
        "log_total": log_total,
        "result": whole.replace("−", "-"),
        "difference": _small(apart, numbers.text(apart, f".{places}f")),
        "loss": _small(loss, numbers.text(loss, f".{places}f")),
        "rest": _small(rest, numbers.text(rest, ".7f")),
        "last": _small(above, numbers.text(above, f".{places}f")),
    }


def _naive_sum(naive: np.ndarray) -> dict[str, str]:
    """The exponentials and their sum, in as many digits as let the line add up as it stands.

    Where the type of the exponentials can hold their sum, it is rounded only when it is written.
    """
    parts = naive.astype(float)
    total = float(parts.sum() if np.isfinite(naive.sum()) else np.inf)
    for digits in range(6, 12):
        *shown, whole = (float(f"{each:.{digits}g}") for each in (*parts, total))
        if whole in (np.inf, float(f"{sum(shown):.{digits}g}")):
            break
    told = {f"e{k}": tex(each, digits, digits) for k, each in enumerate(parts, 1)}
    return told | {"naive_total": tex(total, digits, digits)}


def _small(number: float, written: str) -> str:
    """A number as it is written, or as a power of ten where that would leave no digit of it."""
    return tex(number) if 0 < abs(number) < 1e-3 else written.replace("−", "-")
