"""The best discriminator against a generator, where real and fake examples are normal.

The real ones have mean 0 and standard deviation 1, the fakes any `mean` and `width`. Both densities
are known, so the best discriminator is too, and no training stands between it and its loss.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from lib.checks import as_finite, as_positive
from lib.losses import sigmoid_binary_cross_entropy

REACH = 10.0  # standard deviations; the normal density is below 1e-22 there
POINTS = 801


def optimal_logit(x: ArrayLike, mean: ArrayLike, width: ArrayLike = 1.0) -> np.ndarray:
    """Logit of the best discriminator: ln p_real(x) - ln p_fake(x).

    Its sigmoid is D = p_real / (p_real + p_fake), the probability that x is real when half of what
    it sees is.

    Parameters
    ----------
    x : array_like, finite
        Example, in standard deviations of the real ones.
    mean, width : array_like, broadcast against x
        Mean and standard deviation of the fakes, finite; the width is positive.

    Returns
    -------
    ndarray of their broadcast shape

    Raises
    ------
    ValueError
        If an argument is infinite or NaN, or the width is not positive.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, proposition 1.

    Examples
    --------
    >>> float(optimal_logit(1.0, mean=2.0))
    0.0
    """
    x, mean, width = _checked(x, mean, width)
    return norm.logpdf(x) - norm.logpdf(x, mean, width)


def optimal_logit_grad(x: ArrayLike, mean: ArrayLike, width: ArrayLike = 1.0) -> np.ndarray:
    """Derivative of `optimal_logit` over x: (x - mean) / width^2 - x.

    Parameters, shape and errors as for `optimal_logit`. Per standard deviation of the real ones.

    >>> float(optimal_logit_grad(2.0, mean=2.0))
    -2.0
    """
    x, mean, width = _checked(x, mean, width)
    return (x - mean) / width**2 - x


def discriminator_cross_entropy(mean: ArrayLike, width: ArrayLike = 1.0) -> np.ndarray:
    """What the best discriminator pays on average for a real example and a fake, together.

    It is E_real[-ln D] + E_fake[-ln(1 - D)], by `expectation`: 2 ln 2 where the fakes are
    distributed as the real ones, and towards 0 the farther they are.

    Parameters
    ----------
    mean, width : array_like, broadcast
        Mean and standard deviation of the fakes, finite; the width is positive.

    Returns
    -------
    ndarray of their broadcast shape, nats from 0 to 2 ln 2

    Raises
    ------
    ValueError
        If an argument is infinite or NaN, or the width is not positive.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, theorem 1: it is 2 ln 2 less twice the
    Jensen-Shannon divergence.

    Examples
    --------
    >>> round(float(discriminator_cross_entropy(0.0)), 4)
    1.3863
    """
    mean, width = _columns(mean, width)

    def on_real(x: np.ndarray) -> np.ndarray:
        return sigmoid_binary_cross_entropy(optimal_logit(x, mean, width), 1)

    def on_fake(x: np.ndarray) -> np.ndarray:
        return sigmoid_binary_cross_entropy(optimal_logit(x, mean, width), 0)

    return expectation(on_real, 0 * mean, 0 * width + 1) + expectation(on_fake, mean, width)


def jensen_shannon_divergence(mean: ArrayLike, width: ArrayLike = 1.0) -> np.ndarray:
    """Half of KL(p_real || m) + KL(p_fake || m), with m the even mixture of both.

    Parameters, shape and errors as for `discriminator_cross_entropy`. By `expectation`.

    Returns
    -------
    ndarray, nats from 0 to ln 2

    References
    ----------
    Lin (1991), Divergence Measures Based on the Shannon Entropy, IEEE Transactions on Information
    Theory 37(1).

    Examples
    --------
    >>> round(float(jensen_shannon_divergence(100.0)), 4)  # as far apart as can be: ln 2
    0.6931
    """
    mean, width = _columns(mean, width)

    def logs(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        real, fake = norm.logpdf(x), norm.logpdf(x, mean, width)
        return real, fake, np.logaddexp(real, fake) - np.log(2)

    def of_real(x: np.ndarray) -> np.ndarray:
        real, _, mixed = logs(x)
        return real - mixed

    def of_fake(x: np.ndarray) -> np.ndarray:
        _, fake, mixed = logs(x)
        return fake - mixed

    twice = expectation(of_real, 0 * mean, 0 * width + 1) + expectation(of_fake, mean, width)
    return twice / 2


def expectation(
    value: Callable[[np.ndarray], np.ndarray], mean: np.ndarray, width: np.ndarray
) -> np.ndarray:
    """Mean of value(x) over a normal x, by the trapezoidal rule over REACH widths either way.

    The integrand is analytic and has died away at both ends, so the error falls faster than any
    power of the step (Trefethen and Weideman, 2014, The Exponentially Convergent Trapezoidal Rule).

    Parameters
    ----------
    value : callable of ndarray of shape (..., m) to the same
    mean, width : ndarray of shape (..., 1)

    Returns
    -------
    ndarray of shape (...)

    Examples
    --------
    >>> one = np.ones(1)
    >>> round(float(expectation(np.square, 3 * one, 2 * one)), 12)  # 3^2 + 2^2
    13.0
    """
    u, step = np.linspace(-REACH, REACH, POINTS, retstep=True)
    return (value(mean + width * u) * norm.pdf(u)).sum(axis=-1) * step


def _columns(mean: ArrayLike, width: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """The fakes' parameters with an axis for the points of an integral."""
    _, mean, width = _checked(0.0, mean, width)
    mean, width = np.broadcast_arrays(mean, width)
    return mean[..., None], width[..., None]


def _checked(*arguments: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, mean, width = arguments
    return as_finite("x", x), as_finite("mean", mean), as_positive("width", width)
