"""Every loss against arithmetic with hundreds of digits, scikit-learn and the identities it obeys."""

import inspect
import re
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf
from scipy.special import expit, softmax
from sklearn.metrics import log_loss

from lib import losses
from lib.losses import LOSSES

EPS = np.finfo(float).eps
DIGITS = 450  # 1 - q can be as small as 1e-330: plain formulas then still have 50 digits and more

# ---- The oracles: each formula as the textbooks write it, in mpmath -----------------------------


def _sigmoid(z):
    return 1 / (1 + mp.exp(-z))


def _softmax(z):
    total = mp.fsum(mp.exp(x) for x in z)
    return [mp.exp(x) / total for x in z]


def _bce(q, y):
    return -mp.log(q if y else 1 - q)


def _bce_grad(q, y):
    return (q - y) / (q * (1 - q))


def _cce(q, y):
    return -mp.log(q[y.index(1)])


def _softmax_grad(z, y):
    return [q - t for q, t in zip(_softmax(z), y, strict=True)]


def _softmax_squared_error_grad(z, y):
    q = _softmax(z)
    pull = mp.fsum((q[i] - y[i]) * q[i] for i in range(len(q)))
    return [2 * q[k] * (q[k] - y[k] - pull) for k in range(len(q))]


def _softmax_squared_error_terms(z, y):
    """Size of the terms that a component of the gradient is the sum of."""
    q, e = _softmax(z), [abs(x) for x in _softmax_grad(z, y)]
    total = mp.fsum(e[i] * q[i] for i in range(len(q)))
    return [2 * q[k] * (e[k] * (1 - q[k]) + total - e[k] * q[k]) for k in range(len(q))]


ORACLES = {
    "cross-entropy": (_bce, _bce_grad),
    "squared-error": (lambda q, y: (q - y) ** 2, lambda q, y: 2 * (q - y)),
    "absolute-error": (lambda q, y: abs(q - y), lambda q, y: mp.sign(q - y)),
    "zero-one": (lambda q, y: mpf((q > 0.5) != y), lambda q, y: mpf(0)),
    "sigmoid-cross-entropy": (
        lambda z, y: _bce(_sigmoid(z), y),
        lambda z, y: _sigmoid(z) - y,
    ),
    "sigmoid-squared-error": (
        lambda z, y: (_sigmoid(z) - y) ** 2,
        lambda z, y: 2 * (_sigmoid(z) - y) * _sigmoid(z) * (1 - _sigmoid(z)),
    ),
    "hinge": (
        lambda z, y: max(mpf(0), 1 - (2 * y - 1) * z),
        lambda z, y: -(2 * y - 1) * mpf((2 * y - 1) * z < 1),
    ),
    "categorical-cross-entropy": (
        _cce,
        lambda q, y: [-t / x for x, t in zip(q, y, strict=True)],
    ),
    "softmax-cross-entropy": (lambda z, y: _cce(_softmax(z), y), _softmax_grad),
    "softmax-squared-error": (
        lambda z, y: mp.fsum(e**2 for e in _softmax_grad(z, y)),
        _softmax_squared_error_grad,
    ),
    "softmax-cross-entropy-labels": (lambda z, y: _cce(_softmax(z), y), _softmax_grad),
}

# ---- The points on which they are compared ------------------------------------------------------


def _probabilities() -> np.ndarray:
    rng = np.random.default_rng(1)
    small = 10.0 ** np.r_[-300, -100, -17, rng.uniform(-16, 0, 40)]
    return np.r_[small, 1 - small[small > 1e-17], 1e-16, 1 - 1e-16, 0.5, rng.uniform(size=40)]


def _binary_logits() -> np.ndarray:
    rng = np.random.default_rng(2)
    edges = np.array([0, 1e-300, 1e-17, 1e-8, 1, 16.6, 36.7, 37, 40, 88.7, 354.9, 372.5, 700])
    flush = np.array([708.4, 709.8, 720, 744, 745.2, 746, 1000, 1e4])  # exp(-z) is subnormal or 0
    drawn = np.r_[rng.uniform(0, 3, 60), rng.uniform(0, 40, 40), rng.uniform(0, 745, 20)]
    z = np.r_[edges, flush, drawn]
    return np.r_[z, -z]


def _multiclass_logits() -> Iterator[np.ndarray]:
    rng = np.random.default_rng(3)
    yield from map(np.array, ([40.0, 0.0], [0.0, 0.0, 0.0, 1.0], [2.0, 1.0, 0.1], [5.0] * 10))
    yield from map(np.array, ([0.0, -745.0, -709.0], [1e4, -1e4, 0.0], [300.0, 300.0, 0.0]))
    for K in (2, 3, 10):
        for scale in (1e-9, 1, 10, 100, 1000):
            yield from rng.normal(scale=scale, size=(2, K))


def _distributions() -> Iterator[np.ndarray]:
    yield from map(np.array, ([0.7, 0.2, 0.1], [1 - 1e-16, 1e-16], [1e-300, 1.0]))
    yield from map(softmax, _multiclass_logits())


def points(loss_key: str) -> Iterator[tuple]:
    """Pairs of a prediction and its hard target, over the whole range that is promised."""
    takes = LOSSES[loss_key].takes
    if takes in ("probability", "logit"):
        for x in _probabilities() if takes == "probability" else _binary_logits():
            yield from ((x, 0), (x, 1))
        return
    for x in _distributions() if takes == "probabilities" else _multiclass_logits():
        for label in range(min(x.size, 4)):
            yield x, label if takes == "logits and labels" else np.eye(x.size)[label]


def _one_hot(x, y) -> list[int] | int:
    if np.ndim(x) == 0:
        return y
    label = y if np.ndim(y) == 0 else int(np.argmax(y))
    return [int(k == label) for k in range(x.size)]


def worst_ulp(loss_key: str, part: str = "value", function=None) -> tuple[float, float]:
    """Worst error against the oracle over all points.

    In units in the last place of the true value, and the same for each unit of 1 + the range of the
    logits. `part` is "value" or "grad"; `function` another implementation of it. Where terms of
    both signs add up, the last place is the one of the terms.
    """
    function = function or getattr(LOSSES[loss_key], part)
    oracle = ORACLES[loss_key][part == "grad"]
    mixed = part == "grad" and loss_key == "softmax-squared-error"
    worst = worst_for_range = 0.0
    with mp.workdps(DIGITS):
        for x, y in points(loss_key):
            exact, target = mp.matrix(x) if np.ndim(x) else mpf(float(x)), _one_hot(x, y)
            exact = list(exact) if np.ndim(x) else exact
            if takes_zero(exact, target, loss_key):
                continue
            truths = np.atleast_1d(np.array(oracle(exact, target), dtype=object))
            terms = _softmax_squared_error_terms(exact, target) if mixed else truths
            found = np.atleast_1d(function(x, y))
            ulps = max(_ulps(*each) for each in zip(found, truths, terms, strict=True))
            logits = LOSSES[loss_key].takes.startswith("logits")
            worst = max(worst, ulps)
            worst_for_range = max(worst_for_range, ulps / (1 + np.ptp(x) if logits else 1))
    return worst, worst_for_range
