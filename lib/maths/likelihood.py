"""From the likelihood of coin flips to the binary cross-entropy; of numbers, to squared error.

Symbols: `theta` is the Bernoulli parameter, the probability of a 1, a number or an array of any
shape `(...)`; `y` holds the `n` observed labels, 0 or 1. Results have the shape of theta.
Logarithms are natural; 0 ln 0 is 0. Source: Bishop (2006), Pattern Recognition and Machine
Learning, section 2.1.
"""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_finite, as_hard_labels, as_positive, as_probabilities
from lib.maths.formulas import broadcast_fit, checked
from lib.maths.losses import binary_cross_entropy


def _as_observations(y: ArrayLike) -> np.ndarray:
    """Return a vector of at least one label, each 0 or 1."""
    y = as_hard_labels("y", y)
    if y.ndim != 1 or y.size == 0:
        raise ValueError(f"y must be a non-empty sequence of labels; got shape {y.shape}")
    return y


def _costs(theta: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the cross-entropy of every observation, on a last axis of length n."""
    theta = as_probabilities("theta", theta)
    return binary_cross_entropy(*np.broadcast_arrays(theta[..., np.newaxis], _as_observations(y)))


def bernoulli_likelihood(theta: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Probability of the observations: the product of theta^y (1 - theta)^(1 - y).

    Parameters
    ----------
    theta : array_like of shape (...), in [0, 1]
        Probability of a 1.
    y : array_like of shape (n,), 0 or 1
        The observations, at least one.

    Returns
    -------
    ndarray of shape (...)
        From 0 to 1, the plain product. With many observations it is too small for a floating
        number and becomes 0: that is why one takes logarithms.

    Raises
    ------
    ValueError
        If theta is outside [0, 1] or NaN, or y is empty or holds anything but 0 and 1.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 2.5.

    Examples
    --------
    >>> float(bernoulli_likelihood(0.5, [1, 0, 1]))
    0.125
    """
    theta, y = as_probabilities("theta", theta)[..., np.newaxis], _as_observations(y)
    with np.errstate(under="ignore"):
        return np.where(y == 1, theta, 1 - theta).prod(axis=-1)


def bernoulli_log_likelihood(theta: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Logarithm of the likelihood: the sum of y ln theta + (1 - y) ln(1 - theta).

    Each term is minus the binary cross-entropy of its observation.

    Parameters and errors as for `bernoulli_likelihood`.

    Returns
    -------
    ndarray of shape (...)
        Nats, at most 0; -inf where theta rules out an observation.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 2.6.

    Examples
    --------
    >>> round(float(bernoulli_log_likelihood(0.5, [1, 0, 1])), 4)
    -2.0794
    """
    return 0 - _costs(theta, y).sum(axis=-1)  # 0 - x: a certain outcome has 0, not -0


def negative_log_likelihood(theta: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Negative log-likelihood per example: the mean of -y ln theta - (1 - y) ln(1 - theta).

    It is the mean binary cross-entropy.

    Parameters and errors as for `bernoulli_likelihood`.

    Returns
    -------
    ndarray of shape (...)
        Nats, from the entropy of k/n, for k ones among the n labels, to infinity.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.90, divided by n.

    Examples
    --------
    >>> round(float(negative_log_likelihood(0.5, [1, 0, 1])), 4)
    0.6931
    """
    return _costs(theta, y).mean(axis=-1)


def bernoulli_mle(y: ArrayLike) -> float:
    """Theta under which the observations are most likely: k/n, the share of ones.

    Parameters
    ----------
    y : array_like of shape (n,), 0 or 1
        The observations, at least one, of which k are 1.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        If y is empty or holds anything but 0 and 1.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eqs. 2.7 and 2.8.

    Examples
    --------
    >>> bernoulli_mle([1, 0, 1, 1])
    0.75
    """
    return float(_as_observations(y).mean(dtype=np.float64))


def first_underflow(theta: float = 0.5, kind: type[np.floating] = np.float64) -> int:
    """Count the observations of probability theta whose likelihood is first 0 in a floating type.

    The product is built up one factor at a time, as a program would.

    Parameters
    ----------
    theta : float, in (0, 0.5]
    kind : floating type of NumPy

    Returns
    -------
    int
        Number of observations.

    Raises
    ------
    ValueError
        If theta is outside (0, 0.5]. Above 0.5 the product never becomes 0: the smallest positive
        number times theta is rounded back to itself.

    Examples
    --------
    >>> first_underflow(1e-200), first_underflow(1e-20, np.float32)
    (2, 3)
    """
    if not 0 < theta <= 0.5:
        raise ValueError(f"theta must lie in (0, 0.5]; got {theta}")
    product, factor, count = kind(1), kind(theta), 0
    with np.errstate(under="ignore"):
        while product > 0:
            product, count = product * factor, count + 1
    return count


@checked(as_finite, as_finite)
def squared_residual(f: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of a number: (f - y)^2, without a half.

    It is twice what `gaussian_negative_log_likelihood` with sigma = 1 adds to its floor. That of a
    probability is `lib.maths.losses.squared_error`.

    Parameters
    ----------
    f, y : array_like of shape (...)
        The prediction and the target.

    Returns
    -------
    ndarray of shape (...), in squared units of y, from 0 to infinity

    Raises
    ------
    ValueError
        If f or y is infinite or NaN, or the shapes differ.

    Examples
    --------
    >>> float(squared_residual(3.0, 1.0))
    4.0
    """
    return (f - y) ** 2


@checked(as_finite, as_finite)
def squared_residual_grad(f: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over the prediction: 2 (f - y).

    Parameters and errors as for `squared_residual`. Result shaped as f, in units of y.

    >>> float(squared_residual_grad(3.0, 1.0))
    4.0
    """
    return 2 * (f - y)


@checked(as_finite, as_finite, sigma=(as_positive, broadcast_fit))
def gaussian_negative_log_likelihood(
    f: ArrayLike, y: ArrayLike, sigma: ArrayLike = 1.0
) -> np.ndarray:
    """Negative log-likelihood of a number: (f - y)^2 / (2 sigma^2) + ln(sigma sqrt(2 pi)).

    For a fixed sigma it is the squared error, up to a factor and a constant.

    Parameters
    ----------
    f, y : array_like of shape (...)
        The prediction, which is the mean of the Gaussian, and the target.
    sigma : array_like of shape (...) or (), positive
        Its standard deviation.

    Returns
    -------
    ndarray of shape (...)
        Nats. Of a density, so it can be negative.

    Raises
    ------
    ValueError
        If f or y is infinite or NaN, sigma is not positive, or the shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, chapter 1.

    Examples
    --------
    >>> round(float(gaussian_negative_log_likelihood(2.0, 2.0)), 4)
    0.9189
    """
    return ((f - y) / sigma) ** 2 / 2 + (np.log(sigma) + np.log(2 * np.pi) / 2)


@checked(as_finite, as_finite, sigma=(as_positive, broadcast_fit))
def gaussian_negative_log_likelihood_grad(
    f: ArrayLike, y: ArrayLike, sigma: ArrayLike = 1.0
) -> np.ndarray:
    """Derivative over the prediction: (f - y) / sigma^2.

    Parameters and errors as for `gaussian_negative_log_likelihood`. Result shaped as f.

    >>> float(gaussian_negative_log_likelihood_grad(3.0, 1.0))
    2.0
    """
    return (f - y) / sigma / sigma  # the square could be 0 or infinite
