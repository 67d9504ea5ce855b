"""Losses of K logits z, by way of the probabilities q = softmax(z)."""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_distributions, as_labels, as_logits
from lib.maths.formulas import checked, labels_fit
from lib.maths.losses._softmax import (
    cost,
    cost_of_labels,
    probabilities,
    pull,
    pull_of_labels,
    sum_of_others,
)
from lib.maths.losses.record import Loss


@checked(as_logits, as_distributions)
def softmax_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of q = softmax(z): the sum of -y ln q over the classes.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
        Adding a constant to all of an example changes nothing.
    y : array_like of shape (..., K)
        Target: a distribution over the last axis.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, or their shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108. The sum without its largest
    term: Blanchard et al. (2021), Accurately Computing the Log-Sum-Exp and Softmax Functions.

    Examples
    --------
    >>> f"{softmax_cross_entropy([40.0, 0.0], [1, 0]):.2e}"
    '4.25e-18'
    """
    return cost(z, y)


@checked(as_logits, as_distributions)
def softmax_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each logit: q - y with q = softmax(z); Bishop (2006), eq. 4.109.

    Parameters and errors as for `softmax_cross_entropy`. Result shaped as z, in nats.

    >>> softmax_cross_entropy_grad([0.0, 0.0], [1, 0])
    array([-0.5,  0.5])
    """
    return pull(z, y)


@checked(as_logits, as_labels, fit=labels_fit)
def softmax_cross_entropy_with_integer_labels(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Cross-entropy of q = softmax(z): -ln q[label].

    It is `softmax_cross_entropy` of the one-hot target, and has the same source.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    labels : array_like of shape (...) or (), integers in [0, K)

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, a label is no class, or their shapes differ.

    Examples
    --------
    >>> round(float(softmax_cross_entropy_with_integer_labels([2.0, 1.0, 0.1], 0)), 4)
    0.417
    """
    return cost_of_labels(z, labels)


@checked(as_logits, as_labels, fit=labels_fit)
def softmax_cross_entropy_with_integer_labels_grad(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Derivative over each logit: softmax(z), less 1 at the label.

    Parameters and errors as for `softmax_cross_entropy_with_integer_labels`.
    Result shaped as z, in nats.

    >>> softmax_cross_entropy_with_integer_labels_grad([0.0, 0.0], 1)
    array([ 0.5, -0.5])
    """
    return pull_of_labels(z, labels)


@checked(as_logits, as_distributions)
def softmax_squared_error(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of q = softmax(z): the sum of (q - y)^2 over the classes, without a half.

    Parameters and errors as for `softmax_cross_entropy`.

    Returns
    -------
    ndarray of shape (...)
        Without a unit, from 0 to 2. For hard labels the relative error is at most 8 units in the
        last place, times 1 + the range of the logits, and K / 10 more: a square doubles that of its
        base.

    References
    ----------
    Brier (1950), Verification of Forecasts Expressed in Terms of Probability.

    Examples
    --------
    >>> float(softmax_squared_error([0.0, 0.0], [1, 0]))
    0.5
    """
    q, rest, _ = probabilities(z)
    error = q * (1 - y) - rest * y
    return np.einsum("...k,...k->...", error, error)


@checked(as_logits, as_distributions)
def softmax_squared_error_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each logit k: 2 q_k (e_k - the sum of e_i q_i), with e = q - y.

    It is computed as 2 q_k (e_k (1 - q_k) - the sum of e_i q_i over i other than k). For hard
    labels the true class has terms of one sign and full relative accuracy; another class can have
    terms of both signs, and its error is a few roundings of the largest term.

    Parameters and errors as for `softmax_cross_entropy`. Result shaped as z, without a unit.

    >>> softmax_squared_error_grad([0.0, 0.0], [1, 0])
    array([-0.5,  0.5])
    """
    q, rest, top = probabilities(z)
    error = q * (1 - y) - rest * y
    return 2 * q * (error * rest - sum_of_others(error * q, top))


LOSSES: dict[str, Loss] = {
    "softmax-cross-entropy": Loss(
        "Cross-entropy",
        "cross-entropy",
        softmax_cross_entropy,
        softmax_cross_entropy_grad,
        r"\ln \sum_k e^{z_k} - \sum_k y_k z_k",
        r"q_k - y_k, \quad q = \operatorname{softmax}(z)",
        "Bishop (2006), Pattern Recognition and Machine Learning, equations 4.108 and 4.109",
        takes="logits",
    ),
    "softmax-squared-error": Loss(
        "Squared error",
        "squared error",
        softmax_squared_error,
        softmax_squared_error_grad,
        r"\sum_k (q_k - y_k)^2, \quad q = \operatorname{softmax}(z)",
        r"2 q_k \Big(q_k - y_k - \sum_i (q_i - y_i)\, q_i\Big)",
        "Brier (1950), Verification of Forecasts Expressed in Terms of Probability",
        takes="logits",
    ),
    "softmax-cross-entropy-labels": Loss(
        "Cross-entropy",
        "cross-entropy",
        softmax_cross_entropy_with_integer_labels,
        softmax_cross_entropy_with_integer_labels_grad,
        r"\ln \sum_k e^{z_k} - z_c",
        r"q_k - [k = c], \quad q = \operatorname{softmax}(z)",
        "Bishop (2006), Pattern Recognition and Machine Learning, equations 4.108 and 4.109",
        takes="logits and labels",
    ),
}
