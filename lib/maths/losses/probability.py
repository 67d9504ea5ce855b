"""Losses of probabilities: of one class, or of a distribution over K classes."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlog1py, xlogy

from lib.maths.checks import as_distributions, as_hard_labels, as_probabilities
from lib.maths.formulas import checked
from lib.maths.losses.record import Loss


@checked(as_probabilities, as_probabilities)
def binary_cross_entropy(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of a probability: -y ln q - (1 - y) ln(1 - q).

    Parameters
    ----------
    q, y : array_like of shape (...), in [0, 1]
        Probability of a 1, and its target; one y may stand for all.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity: infinite where q rules out what happened.

    Raises
    ------
    ValueError
        If q or y is outside [0, 1] or NaN, or their shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.90.

    Examples
    --------
    >>> float(binary_cross_entropy(0.5, 1))
    0.6931471805599453
    """
    return -xlogy(y, q) - xlog1py(1 - y, -q)


@checked(as_probabilities, as_probabilities)
def binary_cross_entropy_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: -y/q + (1 - y)/(1 - q), which is (q - y) / (q (1 - q)).

    Parameters and errors as for `binary_cross_entropy`. Result shaped as q, in nats.

    >>> float(binary_cross_entropy_grad(0.25, 1))
    -4.0
    """
    return np.where(y < 1, (1 - y) / (1 - q), 0) - np.where(y > 0, y / q, 0)


@checked(as_probabilities, as_probabilities)
def squared_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of a probability: (q - y)^2, without a half.

    Parameters and errors as for `binary_cross_entropy`.

    Returns
    -------
    ndarray of shape (...), without a unit, from 0 to 1

    References
    ----------
    Brier (1950), Verification of Forecasts Expressed in Terms of Probability, for one class.

    Examples
    --------
    >>> float(squared_error(0.5, 1))
    0.25
    """
    return (q - y) ** 2


@checked(as_probabilities, as_probabilities)
def squared_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: 2 (q - y).

    Parameters and errors as for `binary_cross_entropy`. Result shaped as q, without a unit.

    >>> float(squared_error_grad(0.5, 1))
    -1.0
    """
    return 2 * (q - y)


@checked(as_probabilities, as_probabilities)
def absolute_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Absolute error of a probability: |q - y|.

    Parameters and errors as for `binary_cross_entropy`.

    Returns
    -------
    ndarray of shape (...), without a unit, from 0 to 1

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 10.6.

    Examples
    --------
    >>> float(absolute_error(0.25, 1))
    0.75
    """
    return np.abs(q - y)


@checked(as_probabilities, as_probabilities)
def absolute_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: the sign of q - y, and 0 at the kink q = y.

    Parameters and errors as for `binary_cross_entropy`. Result shaped as q, without a unit.

    >>> float(absolute_error_grad(0.25, 1))
    -1.0
    """
    return np.sign(q - y)


@checked(as_probabilities, as_hard_labels)
def zero_one_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Whether the prediction is wrong: 1 or 0, where q > 0.5 predicts 1.

    Parameters and errors as for `binary_cross_entropy`, but y must be 0 or 1.

    Returns
    -------
    ndarray of shape (...), without a unit

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning.

    Examples
    --------
    >>> zero_one_error([0.49, 0.51], 1)
    array([1., 0.])
    """
    return (q > 0.5) != y


@checked(as_probabilities, as_hard_labels)
def zero_one_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: 0 on both sides of the jump at 0.5, so nothing to learn from.

    Parameters and errors as for `zero_one_error`. Result shaped as q, without a unit.

    >>> float(zero_one_error_grad(0.49, 1))
    0.0
    """
    return 0 * q


# ---- A distribution over K classes ---------------------------------------------------------------


@checked(as_distributions, as_distributions)
def categorical_cross_entropy(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of a distribution: the sum of -y ln q over the classes.

    Parameters
    ----------
    q, y : array_like of shape (..., K)
        Probabilities of the classes, and their target: distributions over the last axis.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity: infinite where q rules out what y allows.

    Raises
    ------
    ValueError
        If q or y is no distribution, or their shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108.

    Examples
    --------
    >>> float(categorical_cross_entropy([0.25, 0.5, 0.25], [0, 1, 0]))
    0.6931471805599453
    """
    return -xlogy(y, q).sum(axis=-1)


@checked(as_distributions, as_distributions)
def categorical_cross_entropy_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each probability, as if it were free of the others: -y / q.

    Parameters and errors as for `categorical_cross_entropy`. Result shaped as q, in nats.

    >>> categorical_cross_entropy_grad([0.25, 0.5, 0.25], [0, 1, 0])
    array([ 0., -2.,  0.])
    """
    return np.where(y > 0, -y / q, 0)


@checked(as_distributions, as_distributions)
def brier(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Brier score: the sum of (q - y)^2 over the classes.

    For two classes it is twice the squared error of either.

    Parameters and errors as for `categorical_cross_entropy`.

    Returns
    -------
    ndarray of shape (...), without a unit, from 0 to 2

    References
    ----------
    Brier (1950), Verification of Forecasts Expressed in Terms of Probability.

    Examples
    --------
    >>> float(brier([0.25, 0.5, 0.25], [0, 1, 0]))
    0.375
    """
    return ((q - y) ** 2).sum(axis=-1)


@checked(as_distributions, as_distributions)
def brier_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each probability, as if it were free of the others: 2 (q - y).

    Parameters and errors as for `categorical_cross_entropy`. Result shaped as q, without a unit.

    >>> brier_grad([0.25, 0.5, 0.25], [0, 1, 0])
    array([ 0.5, -1. ,  0.5])
    """
    return 2 * (q - y)


LOSSES: dict[str, Loss] = {
    "cross-entropy": Loss(
        "Cross-entropy",
        "cross-entropy",
        binary_cross_entropy,
        binary_cross_entropy_grad,
        r"-y \ln q - (1 - y) \ln(1 - q)",
        r"\frac{q - y}{q (1 - q)}",
        "Bishop (2006), Pattern Recognition and Machine Learning, equation 4.90",
        takes="probability",
    ),
    "squared-error": Loss(
        "Squared error",
        "squared error",
        squared_error,
        squared_error_grad,
        r"(q - y)^2",
        r"2 (q - y)",
        "Brier (1950), Verification of Forecasts Expressed in Terms of Probability",
        takes="probability",
    ),
    "absolute-error": Loss(
        "Absolute error",
        "absolute error",
        absolute_error,
        absolute_error_grad,
        r"|q - y|",
        r"\operatorname{sign}(q - y)",
        "Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, sec. 10.6",
        takes="probability",
    ),
    "zero-one": Loss(
        "0-1 error",
        "0-1 error",
        zero_one_error,
        zero_one_error_grad,
        r"[\, [q > 0.5] \ne y \,]",
        r"0",
        "Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning",
        takes="probability",
        soft_labels=False,
    ),
    "categorical-cross-entropy": Loss(
        "Cross-entropy",
        "cross-entropy",
        categorical_cross_entropy,
        categorical_cross_entropy_grad,
        r"-\sum_k y_k \ln q_k",
        r"-\frac{y_k}{q_k}",
        "Bishop (2006), Pattern Recognition and Machine Learning, equation 4.108",
        takes="probabilities",
    ),
    "brier": Loss(
        "Brier score",
        "Brier",
        brier,
        brier_grad,
        r"\sum_k (q_k - y_k)^2",
        r"2 (q_k - y_k)",
        "Brier (1950), Verification of Forecasts Expressed in Terms of Probability",
        takes="probabilities",
    ),
}
