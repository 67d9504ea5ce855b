"""Binary losses of a logit z, by way of the probability q = sigmoid(z)."""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_floats, as_probabilities
from lib.maths.formulas import checked
from lib.maths.losses import _sigmoid
from lib.maths.losses.record import Loss


@checked(as_floats, as_probabilities)
def sigmoid_binary_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of q = sigmoid(z): -y ln sigmoid(z) - (1 - y) ln sigmoid(-z).

    Parameters
    ----------
    z : array_like of shape (...), any logit
    y : array_like of shape (...) or (), in [0, 1]

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z is NaN, y is outside [0, 1] or NaN, or their shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.90.

    Examples
    --------
    >>> float(sigmoid_binary_cross_entropy(-1000.0, 1))
    1000.0
    """
    return _sigmoid.cost(z, y)


@checked(as_floats, as_probabilities)
def sigmoid_binary_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over z: q - y with q = sigmoid(z); Bishop (2006), eq. 4.91.

    Parameters and errors as for `sigmoid_binary_cross_entropy`. Result shaped as z, in nats.

    >>> float(sigmoid_binary_cross_entropy_grad(0.0, 1))
    -0.5
    """
    return _sigmoid.pull(z, y)


@checked(as_floats, as_probabilities)
def sigmoid_squared_error(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of q = sigmoid(z): (q - y)^2, without a half.

    Parameters and errors as for `sigmoid_binary_cross_entropy`.

    Returns
    -------
    ndarray of shape (...)
        Without a unit, from 0 to 1. For soft labels q - y is as accurate as the larger of the two.

    References
    ----------
    Rumelhart et al. (1986), Learning Representations by Back-propagating Errors, up to a factor.

    Examples
    --------
    >>> float(sigmoid_squared_error(0.0, 1))
    0.25
    """
    e = np.exp(-np.abs(z))
    return _sigmoid.scaled_pull(z, y, e) ** 2 / (1 + e * (2 + e))  # (1 + e)^2


@checked(as_floats, as_probabilities)
def sigmoid_squared_error_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over z: 2 (q - y) q (1 - q) with q = sigmoid(z).

    Parameters and errors as for `sigmoid_binary_cross_entropy`. Result shaped as z, without a unit.

    >>> float(sigmoid_squared_error_grad(0.0, 1))
    -0.25
    """
    e = np.exp(-np.abs(z))
    slope = e * _sigmoid.scaled_pull(z, y, e)
    return 2 * slope / (1 + e * (3 + e * (3 + e)))  # (1 + e)^3


LOSSES: dict[str, Loss] = {
    "sigmoid-cross-entropy": Loss(
        "Cross-entropy",
        "cross-entropy",
        sigmoid_binary_cross_entropy,
        sigmoid_binary_cross_entropy_grad,
        r"-y \ln \sigma(z) - (1 - y) \ln \sigma(-z)",
        r"\sigma(z) - y",
        "Bishop (2006), Pattern Recognition and Machine Learning, equations 4.90 and 4.91",
        takes="logit",
    ),
    "sigmoid-squared-error": Loss(
        "Squared error",
        "squared error",
        sigmoid_squared_error,
        sigmoid_squared_error_grad,
        r"(\sigma(z) - y)^2",
        r"2 (\sigma(z) - y)\, \sigma(z)\, \sigma(-z)",
        "Rumelhart et al. (1986), Learning Representations by Back-propagating Errors",
        takes="logit",
    ),
}
