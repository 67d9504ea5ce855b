"""The best discriminator against a generator, where real and fake examples are normal.

The real ones have mean 0 and standard deviation 1, the fakes any `mean` and `width`. Both densities
are known, so the best discriminator is too, and no training stands between it and its loss.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from lib.maths.checks import as_finite, as_positive, check_broadcast
from lib.maths.losses import sigmoid_binary_cross_entropy

REACH = 10.0  # standard deviations; the normal density is below 1e-22 there
POINTS = 801
NARROWEST = 0.1  # of the two densities beside the other, which the points still see


@np.errstate(all="ignore")
def optimal_logit(x: ArrayLike, mean: ArrayLike, width: ArrayLike = 1.0) -> np.ndarray:
    """Logit of the best discriminator: ln p_real(x) - ln p_fake(x).

    For the two normal densities that is ((x - mean) / width)^2 / 2 - x^2 / 2 + ln width. Its
    sigmoid is D = p_real / (p_real + p_fake), the probability that x is real when half of what it
    sees is.

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
        If an argument is infinite or NaN, the width is not positive, or they do not broadcast.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, proposition 1.

    Examples
    --------
    >>> float(optimal_logit(1.0, mean=2.0))
    0.0
    """
    x, mean, width = _checked(x, mean, width)
    # Half the difference of two squares, as a product: for width 1 only the mean is left of the
    # first factor. Halves, and the scale, keep both from overflowing where the logit does not.
    scale = np.maximum(width, 1)
    less, more = (x / 2 * ((1 + s * width) / scale) - mean / 2 / scale for s in (-1, 1))
    squares = 2 * (less / (width / scale)) * (more / (width / scale))
    return np.where((less == 0) | (more == 0), 0, squares) + np.log(width)


@np.errstate(all="ignore")
def optimal_logit_grad(x: ArrayLike, mean: ArrayLike, width: ArrayLike = 1.0) -> np.ndarray:
    """Derivative of `optimal_logit` over x: (x - mean) / width^2 - x.

    Parameters, shape and errors as for `optimal_logit`. Per standard deviation of the real ones.

    >>> float(optimal_logit_grad(2.0, mean=2.0))
    -2.0
    """
    x, mean, width = _checked(x, mean, width)
    return (x - mean) / width / width - x


def discriminator_cross_entropy(mean: ArrayLike, width: ArrayLike = 1.0) -> np.ndarray:
    """What the best discriminator pays on average for a real example and a fake, together.

    It is E_real[-ln D] + E_fake[-ln(1 - D)], by `expectation`: 2 ln 2 where the fakes are
    distributed as the real ones, and towards 0 the farther they are. Its error is below 1e-12.

    Parameters
    ----------
    mean, width : array_like, broadcast
        Mean and standard deviation of the fakes, the mean finite, the width in [0.1, 10]: what is
        narrower, or what the real ones are narrow beside, would fall between the points of the sum.

    Returns
    -------
    ndarray of their broadcast shape, nats from 0 to 2 ln 2

    Raises
    ------
    ValueError
        If an argument is infinite or NaN, the width is outside [0.1, 10], or they do not broadcast.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets: it is 2 ln 2 less twice the
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
    wrong = width[(width < NARROWEST) | (width > 1 / NARROWEST)]
    if wrong.size:
        raise ValueError(f"width must lie in [{NARROWEST:g}, {1 / NARROWEST:g}]; got {wrong[0]}")
    mean, width = np.broadcast_arrays(mean, width)
    return mean[..., None], width[..., None]


def _checked(*arguments: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, mean, width = arguments
    x, mean, width = as_finite("x", x), as_finite("mean", mean), as_positive("width", width)
    check_broadcast(x=x, mean=mean, width=width)
    return x, mean, width
