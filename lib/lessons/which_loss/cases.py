"""What each recommendation is compared with, along one slider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from lib.figures import style
from lib.maths.likelihood import (
    gaussian_negative_log_likelihood,
    gaussian_negative_log_likelihood_grad,
    squared_residual,
    squared_residual_grad,
)
from lib.maths.losses import (
    LOSSES,
    bradley_terry,
    bradley_terry_grad,
    ctc_loss,
    ctc_loss_grad,
    hinge,
    hinge_grad,
    info_nce,
    info_nce_grad,
    listnet_top_one,
    listnet_top_one_grad,
    multi_label_cross_entropy,
    multi_label_cross_entropy_grad,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    smoothed_cross_entropy,
    smoothed_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    softmax_cross_entropy_with_integer_labels,
    softmax_cross_entropy_with_integer_labels_grad,
    softmax_squared_error,
    softmax_squared_error_grad,
)
from lib.maths.losses.axes import grad_over, value_over

VOTES = 0.7  # share of the soft target
CLASSES = 10  # under label smoothing
BATCH = 8  # of InfoNCE in the figure
TEMPERATURE = 0.1
FRAMES = 3  # of CTC
CHOICES = 3  # of the softmax, and items of a list
TRUE_TAGS = np.array([1, 1, 1, 0])
GRADES = np.array([2.0, 1.0, 0.0])

Curve = Callable[[NDArray], NDArray]
PRESETS = {"badly wrong": -5.0, "undecided": 0.0, "right": 2.0, "sure and right": 5.0}


@dataclass(frozen=True)
class Side:
    """A loss along the slider: its name, value, slope, colour, unit, and its name at the curve."""

    name: str
    value: Curve
    slope: Curve
    color: str = style.LOSS
    unit: str = "nats"
    short: str = ""


@dataclass(frozen=True)
class Case:
    """A recommended loss beside another one.

    Attributes
    ----------
    loss, other : Side
    axis : str
        What the slider moves.
    functions : tuple of callable
        The code behind the recommended loss.
    chance : callable, optional
        The sigmoid of the slider, where that is a logit.
    presets : mapping of label to position
    named : float, optional
        Where the names stand; by itself, where the curves are furthest apart near the middle.
    """

    loss: Side
    other: Side
    axis: str
    functions: tuple[Callable, ...]
    chance: Curve | None = None
    presets: dict[str, float] = field(default_factory=lambda: PRESETS)
    named: float | None = None


def _row(name: str, key: str, color: str, unit: str = "nats", short: str = "") -> Side:
    """A row of the registry over the margin, its parameters where their sliders start."""
    row = LOSSES[key]
    value, slope = (partial(_over, f, row) for f in (value_over, grad_over))
    return Side(name, value, slope, color, unit, short)


def _over(function: Callable, row: object, x: NDArray) -> NDArray:
    return function("margin", row, x, 1)


def _along(
    name: str,
    value: Callable,
    grad: Callable,
    direction: NDArray,
    target: NDArray,
    color: str = style.LOSS,
    unit: str = "nats",
    short: str = "",
    **more: object,
) -> Side:
    """A loss of several logits, which the slider moves in one direction from 0."""
    return Side(
        name,
        lambda x: value(x[..., None] * direction, _for(x, target), **more),
        lambda x: grad(x[..., None] * direction, _for(x, target), **more) @ direction,
        color,
        unit,
        short,
    )


def _for(x: NDArray, target: NDArray) -> NDArray:
    """The target of every position."""
    return np.broadcast_to(target, (*x.shape, *np.shape(target)))


def _frames(x: NDArray) -> NDArray:
    """Logits of frames that all give a letter x more than the blank."""
    letter = np.broadcast_to(x[..., None], (*x.shape, FRAMES))
    return np.stack([0 * letter, letter], axis=-1)


def _first(n: int) -> NDArray:
    return np.eye(n)[0]


RECOMMENDED = style.RIVALS[3]
CROSS_ENTROPY = _row("cross-entropy", "sigmoid-cross-entropy", style.LOSS)
SQUARED = _row("squared error", "sigmoid-squared-error", style.RIVALS[0], "")
LOGIT = "Logit of the truth"


def _of_two_classes(
    name: str, short: str, key: str, unit: str = "nats", chance: Curve | None = expit
) -> Case:
    """A row of the registry beside cross-entropy."""
    row = LOSSES[key]
    side = _row(name, key, RECOMMENDED, unit, short)
    return Case(side, CROSS_ENTROPY, LOGIT, (row.value, row.grad), chance)


def _soft(function: Callable, x: NDArray) -> NDArray:
    return function(x, VOTES)


CASES = {
    "bce": Case(
        CROSS_ENTROPY,
        SQUARED,
        LOGIT,
        (sigmoid_binary_cross_entropy, sigmoid_binary_cross_entropy_grad),
        expit,
    ),
    "softmax": Case(
        _along(
            "softmax cross-entropy",
            softmax_cross_entropy_with_integer_labels,
            softmax_cross_entropy_with_integer_labels_grad,
            _first(CHOICES),
            np.array(0),
            short="softmax",
        ),
        _along(
            "squared error",
            softmax_squared_error,
            softmax_squared_error_grad,
            _first(CHOICES),
            _first(CHOICES),
            style.RIVALS[0],
            unit="",
        ),
        "True class's logit, others 0",
        (
            softmax_cross_entropy_with_integer_labels,
            softmax_cross_entropy_with_integer_labels_grad,
        ),
    ),
    "soft": Case(
        Side(
            "votes 70 to 30",
            partial(_soft, sigmoid_binary_cross_entropy),
            partial(_soft, sigmoid_binary_cross_entropy_grad),
            RECOMMENDED,
            short="votes",
        ),
        Side("majority takes all", CROSS_ENTROPY.value, CROSS_ENTROPY.slope, short="majority"),
        "Logit of the majority's class",
        (softmax_cross_entropy, softmax_cross_entropy_grad),
        expit,
    ),
    "multilabel": Case(
        _along(
            "a sigmoid for each tag",
            multi_label_cross_entropy,
            multi_label_cross_entropy_grad,
            2.0 * TRUE_TAGS - 1,
            TRUE_TAGS,
            short="sigmoids",
        ),
        _along(
            "one softmax for all",
            softmax_cross_entropy,
            softmax_cross_entropy_grad,
            2.0 * TRUE_TAGS - 1,
            TRUE_TAGS / TRUE_TAGS.sum(),
            RECOMMENDED,
            short="softmax",
        ),
        "Logit of every true tag",
        (multi_label_cross_entropy, multi_label_cross_entropy_grad),
    ),
    "weighted": _of_two_classes("weight 3 on a yes", "weight 3", "weighted"),
    "logit-adjustment": _of_two_classes("logit-adjusted, 10% yes", "adjusted", "logit-adjustment"),
    "focal": _of_two_classes("focal loss, γ = 2", "focal", "focal"),
    "smoothing": Case(
        _along(
            "label smoothing, ε = 0.1",
            smoothed_cross_entropy,
            smoothed_cross_entropy_grad,
            _first(CLASSES),
            _first(CLASSES),
            RECOMMENDED,
            short="smoothed",
        ),
        _along(
            "cross-entropy",
            softmax_cross_entropy,
            softmax_cross_entropy_grad,
            _first(CLASSES),
            _first(CLASSES),
        ),
        "True class's logit, others 0",
        (smoothed_cross_entropy, smoothed_cross_entropy_grad),
    ),
    "gce": _of_two_classes("generalised, κ = 0.7", "generalised", "generalised", ""),
    "forward": _of_two_classes("corrected for 20% flips", "corrected", "forward-correction"),
    "hinge": _of_two_classes("hinge", "hinge", "hinge", "", None),
    "bradley-terry": Case(
        Side(
            "Bradley-Terry",
            lambda x: bradley_terry(x, 0 * x),
            lambda x: bradley_terry_grad(x, 0 * x),
        ),
        Side(
            "hinge on the pair",
            lambda x: hinge(x, 1),
            lambda x: hinge_grad(x, 1),
            RECOMMENDED,
            "",
            "hinge",
        ),
        "Lead of the better score",
        (bradley_terry, bradley_terry_grad),
        expit,
    ),
    "listnet": Case(
        _along(
            "ListNet, grades 2, 1, 0",
            listnet_top_one,
            listnet_top_one_grad,
            GRADES - GRADES.mean(),
            GRADES,
            RECOMMENDED,
            short="ListNet",
        ),
        _along(
            "only the best counts",
            softmax_cross_entropy,
            softmax_cross_entropy_grad,
            GRADES - GRADES.mean(),
            _first(CHOICES),
            short="best only",
        ),
        "Distance between scores",
        (listnet_top_one, listnet_top_one_grad),
        presets={"upside down": -3.0, "all alike": 0.0, "as the grades": 1.0, "too far": 4.0},
    ),
    "infonce": Case(
        _along(
            f"InfoNCE, {BATCH} candidates",
            info_nce,
            info_nce_grad,
            TEMPERATURE * _first(BATCH),
            np.array(0),
            RECOMMENDED,
            short="InfoNCE",
            temperature=TEMPERATURE,
        ),
        Side("one against one", CROSS_ENTROPY.value, CROSS_ENTROPY.slope, short="1 against 1"),
        "Partner's lead, in temperatures",
        (info_nce, info_nce_grad),
        presets={"strangers nearer": -4.0, "all alike": 0.0, "nearer": 2.0, "found": 5.0},
    ),
    "ctc": Case(
        Side(
            f"CTC, “a” in {FRAMES} frames",
            lambda x: ctc_loss(_frames(x), [1]),
            lambda x: ctc_loss_grad(_frames(x), [1])[..., 1].sum(axis=-1),
            RECOMMENDED,
            short="CTC",
        ),
        Side(
            "one alignment, “aaa”",
            lambda x: FRAMES * sigmoid_binary_cross_entropy(x, 1),
            lambda x: FRAMES * sigmoid_binary_cross_entropy_grad(x, 1),
            short="“aaa” only",
        ),
        "Logit of “a” in every frame",
        (ctc_loss, ctc_loss_grad),
        presets={"blank": -5.0, "undecided": 0.0, "rather “a”": 2.0, "surely “a”": 5.0},
        named=-3.5,
    ),
    "squared": Case(
        Side(
            "squared error",
            lambda f: squared_residual(f, 0 * f),
            lambda f: squared_residual_grad(f, 0 * f),
            style.RIVALS[0],
            "",
        ),
        Side(
            "−ln Gaussian density, σ = 1",
            lambda f: gaussian_negative_log_likelihood(f, 0 * f),
            lambda f: gaussian_negative_log_likelihood_grad(f, 0 * f),
            short="Gaussian",
        ),
        "Prediction minus target",
        (gaussian_negative_log_likelihood, gaussian_negative_log_likelihood_grad),
        presets={"far below": -4.0, "1 below": -1.0, "exact": 0.0, "2 above": 2.0},
        named=3.0,
    ),
}
