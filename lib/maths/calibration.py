"""Whether probabilities are true on average, and how to make them so: a shift, a temperature.

Neither changes the order of the logits; the loss asks for the one at which the probabilities are
true on average.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq, minimize_scalar
from scipy.special import log_softmax, logit, softmax

from lib.maths.checks import (
    as_finite,
    as_hard_labels,
    as_logits,
    as_non_negative,
    as_positive,
    as_probabilities,
    check_broadcast,
    check_classes,
    check_same_shape,
)
from lib.maths.losses import (
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_with_integer_labels,
)


def _as_answers(z: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return finite logits and labels that fit their last axis."""
    z, y = as_finite("z", z), as_hard_labels("y", y)
    check_classes("z", z, "examples")
    check_same_shape("the last axis of z and y", z.shape[-1:], y.shape)
    return z, y


def shifted_loss(z: ArrayLike, y: ArrayLike, shift: ArrayLike = 0.0) -> np.ndarray:
    """Mean binary cross-entropy of n answers once a shift is added to all their logits.

    Parameters
    ----------
    z : array_like of shape (..., n), finite
    y : array_like of shape (n,), 0 or 1
    shift : array_like of shape (...), finite
        In units of z.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z or the shift is infinite or NaN, y is neither 0 nor 1, or their shapes do not fit.

    Examples
    --------
    >>> round(float(shifted_loss([2.0, 0.0], [1, 0], shift=-1.0)), 4)
    0.3133
    """
    z, y = _as_answers(z, y)
    shift = as_finite("shift", shift)
    check_broadcast(**{"the examples of z": z[..., 0], "shift": shift})
    z = z + shift[..., None]
    return sigmoid_binary_cross_entropy(z, np.broadcast_to(y, z.shape)).mean(axis=-1)


def best_shift(z: ArrayLike, y: ArrayLike) -> float:
    """Shift of least `shifted_loss`: where as many ones are promised as came.

    The loss is convex in the shift and its slope is the mean of sigmoid(z + shift) - y, so the
    least is where the probabilities sum to the number of ones: calibration in the large.

    Parameters
    ----------
    z : array_like of shape (n,), finite
    y : array_like of shape (n,), 0 or 1
        Some of each, or larger shifts would always fit better.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        As for `shifted_loss`, or if y lacks one of the classes.

    References
    ----------
    Cox (1958), Two Further Applications of a Model for Binary Regression.

    Examples
    --------
    >>> round(best_shift([3.0, 1.0], [1, 0]), 9)
    -2.0
    """
    z, y = _as_answers(z, y)
    check_same_shape("z and y", z.shape, y.shape)
    if y.min() == y.max():
        raise ValueError(f"y must contain both classes, 0 and 1; got only {y[0]:.0f}")

    def slope(shift: float) -> float:
        return float(sigmoid_binary_cross_entropy_grad(z + shift, y).sum())

    # At these two every probability is at most, or at least, the share of ones.
    low, high = logit(y.mean()) - z.max(), logit(y.mean()) - z.min()
    return float(brentq(slope, low - 1, high + 1))


def tempered_cross_entropy(z: ArrayLike, temperature: ArrayLike) -> np.ndarray:
    """Mean loss of softmax(z / temperature) where the truth is softmax(z): their cross-entropy.

    It is least at temperature 1, where it is the entropy of softmax(z).

    Parameters
    ----------
    z : array_like of shape (K,), finite logits
    temperature : array_like of shape (...), positive

    Returns
    -------
    ndarray of shape (...), nats from the entropy of softmax(z) to infinity

    Raises
    ------
    ValueError
        If z is no vector, a logit is infinite or NaN, or a temperature is not positive.

    References
    ----------
    Guo et al. (2017), On Calibration of Modern Neural Networks, who fit the temperature
    to labels.

    Examples
    --------
    >>> round(float(tempered_cross_entropy([0.0, 0.0], 0.5)), 4)
    0.6931
    """
    z, temperature = as_finite("z", z), as_positive("temperature", temperature)
    if z.ndim != 1 or z.size == 0:
        raise ValueError(f"z must be a non-empty vector of logits; got shape {z.shape}")
    tempered = log_softmax(z, axis=-1) / temperature[..., None]  # at most 0: none overflows
    return softmax_cross_entropy(tempered, np.broadcast_to(softmax(z), tempered.shape))


class Reliability(NamedTuple):
    """How often a model is right that says how sure it is, bin by bin.

    Attributes
    ----------
    counts : ndarray of shape (bins,)
        Predictions in each bin.
    confidence, accuracy : ndarray of shape (bins,)
        Their mean confidence, and the share that is right; NaN where there is none.
    """

    counts: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray


def reliability(confidence: ArrayLike, hits: ArrayLike, bins: int = 10) -> Reliability:
    """Reliability diagram: predictions sorted into bins by how sure the model is of them.

    Bin m of M, from 1, holds confidences above (m - 1) / M and up to m / M; 0 is in the first.

    Parameters
    ----------
    confidence : array_like of shape (n,), in [0, 1]
        Probability that the model gives to what it says.
    hits : array_like of shape (n,), 0 or 1
        Whether that is right.
    bins : int, at least 1

    Returns
    -------
    Reliability

    Raises
    ------
    ValueError
        If a confidence is outside [0, 1] or NaN, a hit is neither 0 nor 1, their shapes differ,
        there are none, or there is no bin.

    References
    ----------
    Guo et al. (2017), On Calibration of Modern Neural Networks, section 2.

    Examples
    --------
    >>> reliability([0.6, 0.8, 1.0], [0, 1, 1], bins=2)[1:]
    (array([nan, 0.8]), array([       nan, 0.66666667]))
    """
    confidence, hits, bin_of = _binned(confidence, hits, bins)
    counts = np.bincount(bin_of, minlength=bins)
    with np.errstate(invalid="ignore"):
        means = (np.bincount(bin_of, each, bins) / counts for each in (confidence, hits))
        return Reliability(counts, *means)


def calibration_error(confidence: ArrayLike, hits: ArrayLike, bins: int = 10) -> float:
    """Expected calibration error: mean distance of confidence and accuracy of the bins.

    Each bin of `reliability` weighs as many as it holds. Parameters and errors as there.

    Returns
    -------
    float
        In [0, 1]; 0 where every bin is right as often as it says. With few predictions it is above
        0 by luck alone.

    References
    ----------
    Guo et al. (2017), On Calibration of Modern Neural Networks, eq. 3.

    Examples
    --------
    >>> round(calibration_error([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0]), 9)
    0.0
    """
    confidence, hits, bin_of = _binned(confidence, hits, bins)
    return float(np.abs(np.bincount(bin_of, confidence - hits)).sum() / confidence.size)


def _binned(
    confidence: ArrayLike, hits: ArrayLike, bins: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return both as arrays, and the bin of each prediction."""
    confidence = as_probabilities("confidence", confidence)
    hits = as_hard_labels("hits", hits)
    check_same_shape("confidence and hits", confidence.shape, hits.shape)
    if confidence.ndim != 1 or not confidence.size:
        shape = confidence.shape
        raise ValueError(f"confidence and hits must be non-empty sequences; got shape {shape}")
    if bins < 1:
        raise ValueError(f"bins must be at least 1; got {bins}")
    return confidence, hits, np.maximum(np.ceil(confidence * bins).astype(int) - 1, 0)


def best_temperature(z: ArrayLike, labels: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Temperature T of least mean softmax cross-entropy of z / T.

    The loss is convex in 1 / T.

    Parameters
    ----------
    z : array_like of shape (n, K)
        Minus infinity for a class that is ruled out, but not for one that came.
    labels : array_like of shape (n,)
        True classes.
    weights : array_like of shape (n,), optional
        Not negative, not all 0; all alike if left out.

    Returns
    -------
    float
        Positive, within a factor of 1e4 of 1. At that bound, if every class that came has the
        largest logit (colder is always better), or if the logits say less than nothing.

    Raises
    ------
    ValueError
        If a logit is NaN or no largest one is finite, a label is no class or one that is ruled
        out, a weight is negative or all are 0, or their shapes differ.

    References
    ----------
    Guo et al. (2017), On Calibration of Modern Neural Networks, section 4.2.

    Examples
    --------
    >>> z = np.log([[0.8, 0.2]] * 5)
    >>> round(best_temperature(3 * z, [0, 0, 0, 0, 1]), 4)
    3.0
    """
    z = as_logits("z", z)
    if np.isinf(softmax_cross_entropy_with_integer_labels(z, labels)).any():
        raise ValueError("labels must not be classes that z rules out")
    if weights is not None:
        weights = as_non_negative("weights", weights)
        check_same_shape("labels and weights", np.shape(labels), weights.shape)
        if not weights.any():
            raise ValueError("weights must not all be 0")

    def loss(log_temperature: float) -> float:
        tempered = z * np.exp(-log_temperature)
        nats = softmax_cross_entropy_with_integer_labels(tempered, labels)
        return float(np.average(nats, weights=weights))

    bounds = (-np.log(1e4), np.log(1e4))
    options = {"xatol": 1e-9}
    return float(np.exp(minimize_scalar(loss, bounds=bounds, options=options).x))
