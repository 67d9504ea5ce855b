"""Lesson 8: the numbers of the prose, every one computed in the types it speaks of."""

from __future__ import annotations

from functools import cache

import numpy as np

from lib.figures import style
from lib.figures.floats import said, tex
from lib.figures.stability import METHODS, breaks, first_break, losses
from lib.stability import (
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
    naive_cross_entropy_grad,
    naive_sigmoid,
    rounds_to_one,
)
from lib.words import comparison

FAR, SMALL = 1000.0, 40.0  # the logits that the beliefs and the section on small losses speak of


def numbers(z: float, y: int, naive: str) -> dict[str, str]:
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
        "z_shown": f"{z:.5g}",
        "y": str(y),
        "loss": tex(loss),
        "true": said(loss),
        "q32": str(naive_sigmoid(np.float32(z))),
    }


def _from(naive: str, y: int, kind: str) -> str:
    marks = sorted((m for m in breaks(naive, y) if m.kind == kind), key=lambda m: m.place)
    return ", ".join(f"{mark.becomes} from {mark.shown}" for mark in marks)


def limits() -> dict[str, str]:
    """What each type can hold, and the logits at which it gives up."""
    found = {
        "digits": lambda kind: f"{np.finfo(kind).nmant + 1}",
        "largest": lambda kind: tex(float(np.finfo(kind).max), 5),
        "rounds": lambda kind: f"{rounds_to_one(kind):.2f}",
        "overflows": lambda kind: f"{exp_overflows(kind):.2f}",
        "underflows": lambda kind: f"{exp_underflows(kind):.2f}",
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
        "truth": f"{truth:.2f}",
        "comparison": comparison(guess, truth),
        "loss": said(exact_cross_entropy(truth, 0)),
        "half": f"{place['float16']:.4g}",
        "double": f"{place['float64']:.2f}",
    }


@cache
def facts() -> dict[str, str]:
    """The numbers of the corrected beliefs, of the check and of the section on small losses."""
    far, wide = np.float32(FAR), np.float64(SMALL)
    zero = {
        f"usual_{name[5:]}": f"{first_number(_usual_is_zero, kind):.2f}"
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
        "low_ten": style.text(low),
        "high_ten": style.text(high),
        "low_two": style.text(double_softmax_band(2)[0]),
        "high_two": style.text(double_softmax_band(2)[1]),
    }


def _usual_is_zero(z: np.ndarray) -> np.ndarray:
    return log_softmax_cross_entropy(z, 1) == 0
