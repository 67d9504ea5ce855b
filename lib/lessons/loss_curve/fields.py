"""The numbers in the words of the loss curve: one function for the sections that share them."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import logit

from lib.figures import numbers
from lib.figures.flipbook import LiveFigure
from lib.lessons.loss_curve.figure import ASKED, mirrored, preset
from lib.maths.information import to_bits
from lib.maths.losses import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
)
from lib.words.text import comparison


@cache
def stakes() -> dict[str, str]:
    """What a nat is in bits."""
    return {"bits": numbers.text(to_bits(1.0), ".3f")}


def standing(q: float, y: int) -> dict[str, str]:
    """The derivation and the code, where the slider stands."""
    loss = binary_cross_entropy(q, y)
    q = float(f"{q:.6g}")
    truth = mirrored(q, y)
    digits = 3 if truth == round(truth, 3) else 6
    return {
        "q": f"{q:g}",
        "y": f"{y}",
        "z": repr(float(logit(q))),
        "q_y": numbers.carrying(truth, lambda t: binary_cross_entropy(t, 1), digits),
        "loss": numbers.text(loss),
        "nats": numbers.carrying(loss, to_bits),
        "bits": numbers.text(to_bits(loss)),
        "over_q": numbers.text(binary_cross_entropy_grad(q, y), ".4g"),
        "over_z": numbers.text(sigmoid_binary_cross_entropy_grad(logit(q), y), ".4g"),
    }


def why(figure: LiveFigure, q: float, y: int, axis: str) -> dict[str, str]:
    """The explanation: three presets, each a tenth of the one before, and the slopes here."""
    tenth, hundredth, thousandth = (figure.press(preset(mirrored(t, y))) for t in (0.1, 0.01, 1e-3))
    return {
        **standing(q, y),
        "tenth": tenth,
        "hundredth": hundredth,
        "thousandth": thousandth,
        "steps": "shrink to almost nothing" if axis == "q" else "are nearly alike",
        "ln10": numbers.text(_of_a_yes(0.1)),
        "slope": "-1/q" if y == 1 else "1/(1 - q)",
        "softplus": "-z" if y == 1 else "z",
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the loss at q = 0.01."""
    truth = _of_a_yes(ASKED)
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth),
        "comparison": comparison(guess, truth),
        "ln2": numbers.text(_of_a_yes(0.5)),
        "halvings": numbers.text(to_bits(truth - _of_a_yes(0.5)), ".1f"),
    }


@cache
def beliefs() -> dict[str, str]:
    """The corrected beliefs and the check."""
    return {
        "small_q": f"{ASKED:g}",
        "small_loss": numbers.text(_of_a_yes(ASKED)),
        "half": numbers.text(_of_a_yes(0.5)),
        "quarter": numbers.text(_of_a_yes(0.25)),
        "one_at": numbers.text(np.exp(-1), ".3f"),
        "thousandth": numbers.text(_of_a_yes(1e-3)),
        "millionth": numbers.text(_of_a_yes(1e-6)),
        "far_z": numbers.text(-1000, "g"),
        "far_loss": numbers.text(sigmoid_binary_cross_entropy(-1000, 1), "g"),
    }


def _of_a_yes(q: float) -> float:
    return float(binary_cross_entropy(q, 1))
