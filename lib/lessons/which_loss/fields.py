"""The numbers of the words, and what the code of each recommendation prints."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit

from lib.figures import numbers
from lib.lessons.which_loss.cases import BATCH, CASES, CLASSES, FRAMES, TRUE_TAGS, VOTES
from lib.maths.information import entropy, surprisal
from lib.maths.likelihood import squared_residual
from lib.maths.losses import (
    LOSSES,
    bradley_terry,
    ctc_loss,
    forward_corrected_cross_entropy,
    generalised_cross_entropy,
    hinge,
    info_nce,
    listnet_top_one,
    logit_adjusted_cross_entropy,
    multi_label_cross_entropy,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_focal_loss,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
    smoothed_cross_entropy,
    softmax_cross_entropy,
    softmax_cross_entropy_with_integer_labels,
    weighted_softmax_cross_entropy,
)
from lib.maths.scoring import weighted_optimum

_SMOOTHED = np.array([0.91] + [0.01] * (CLASSES - 1))  # ten classes, epsilon = 0.1


@cache
def shared() -> dict[str, str]:
    """Every section and every recommendation."""
    one = numbers.text
    strong, weak = (
        abs(float(grad(-10.0, 1)))
        for grad in (sigmoid_binary_cross_entropy_grad, sigmoid_squared_error_grad)
    )
    flips, exponent, rare = (
        LOSSES[key].parameters[0].start
        for key in ("forward-correction", "generalised", "logit-adjustment")
    )
    undecided = np.zeros(1)
    return {
        "ln_two": _guess(2),
        "ln_ten": _guess(10),
        "ln_three": _guess(int(TRUE_TAGS.sum())),
        "ln_batch": _guess(256),
        "candidates": str(BATCH),
        "ln_candidates": _guess(BATCH),
        "soft_floor": one(entropy([VOTES, 1 - VOTES])),
        "soft_logit": one(logit(VOTES), ".2f"),
        "smooth_floor": one(entropy(_SMOOTHED)),
        "smooth_logit": one(np.log(_SMOOTHED[0] / _SMOOTHED[1]), ".2f"),
        "weighted_tenth": one(weighted_optimum(0.1, 10), ".0%"),
        "weighted_hundredth": one(weighted_optimum(0.01, 99), ".0%"),
        "prior_shift": one(-logit(rare), ".2f"),
        "focal_hard": one(_kept(0.1), ".0%"),
        "focal_easy": one(_kept(0.9), ".0%"),
        "gce_top": one(1 / exponent, ".2f"),
        "forward_top": one(surprisal(flips)),
        "forward_floor": one(surprisal(1 - flips)),
        "frames": str(FRAMES),
        "ctc_undecided": one(CASES["ctc"].loss.value(undecided)[0]),
        "ctc_single": one(CASES["ctc"].other.value(undecided)[0]),
        "gauss_floor": one(CASES["squared"].other.value(undecided)[0]),
        "far_cross_entropy": one(sigmoid_binary_cross_entropy(-10.0, 1), ".5f"),
        "far_squared": one(sigmoid_squared_error(-10.0, 1), ".5f"),
        "far_pull": one(strong, ".5f"),
        "far_squared_pull": numbers.fine(weak),
        "times": one(strong / weak, ",.0f"),
    }


def _guess(K: int) -> str:
    """What guessing among K classes costs."""
    return numbers.text(softmax_cross_entropy_with_integer_labels(np.zeros(K), 0))


def _kept(q: float) -> float:
    """The share of its cross-entropy that focal loss leaves an example at q."""
    return float(sigmoid_focal_loss(logit(q), 1) / sigmoid_binary_cross_entropy(logit(q), 1))


# ---- What the code prints ------------------------------------------------------------------------

_Z2 = np.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
_HOT = np.eye(3)
_NOISE = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]
_CTC = [[0.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 2.0], [2.0, 0.0, 1.0]]


def printed(key: str) -> float:
    """The mean loss over the tiny data in the code of a recommendation, which it prints first."""
    return float(np.mean(_EXAMPLES[key]()))


def _of_a_pair(z: ArrayLike) -> NDArray:
    """Two logits for one: of no, which is 0, and of yes."""
    return np.stack([np.zeros(np.shape(z)), z], axis=-1)


def _similarities() -> NDArray:
    u, v = np.array([[1, 0], [0, 1], [1, 1.0]]), np.array([[1, 0.2], [0.1, 1], [1, 0.8]])
    lengths = np.linalg.norm(u, axis=-1)[:, None] * np.linalg.norm(v, axis=-1)
    return u @ v.T / lengths


_EXAMPLES = {
    "bce": lambda: sigmoid_binary_cross_entropy([2.0, -1.0, 0.5], [1, 0, 1]),
    "softmax": lambda: softmax_cross_entropy_with_integer_labels(_Z2, [0, 1]),
    "soft": lambda: softmax_cross_entropy(_Z2, [[0.7, 0.2, 0.1], [0.1, 0.9, 0.0]]),
    "multilabel": lambda: multi_label_cross_entropy(
        [[2.0, 1.5, -1.0], [-0.5, 1.0, -2.0]], [[1, 1, 0], [0, 1, 0]]
    ),
    "weighted": lambda: weighted_softmax_cross_entropy(
        _of_a_pair([-1.0, -2.0, 0.5, -3.0]), np.eye(2)[[1, 0, 0, 0]], [1, 3]
    ),
    "logit-adjustment": lambda: logit_adjusted_cross_entropy(
        [[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]], _HOT[[1, 2]], [0.90, 0.09, 0.01]
    ),
    "focal": lambda: sigmoid_focal_loss([2.0, -3.0, -4.0, -1.0], [1, 0, 0, 1], 2.0),
    "smoothing": lambda: smoothed_cross_entropy(_Z2, _HOT[[0, 1]], 0.1),
    "gce": lambda: generalised_cross_entropy(np.vstack([_Z2, [3.0, 0, 0]]), _HOT, 0.7),
    "forward": lambda: forward_corrected_cross_entropy(_Z2, _HOT[[0, 2]], _NOISE),
    "hinge": lambda: hinge([2.0, -1.0, 0.5], [1, 0, 0]),
    "bradley-terry": lambda: bradley_terry([1.2, 0.3, 2.0], [0.2, 0.8, -1.0]),
    "listnet": lambda: listnet_top_one([[0.5, 1.0, -0.5]], [[2.0, 1.0, 0.0]]),
    "infonce": lambda: info_nce(_similarities(), [0, 1, 2], 0.1),
    "ctc": lambda: ctc_loss(_CTC, [1, 2]),
    "squared": lambda: squared_residual([2.5, 0.0, 2.0], [3.0, -0.5, 2.0]),
}
