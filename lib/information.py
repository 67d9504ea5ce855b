"""How much there is to learn: surprisal, entropy, cross-entropy, divergence, perplexity.

Symbols: `p` is the true distribution, `q` the model's; both hold a distribution over their last
axis, of shape `(..., K)`, and the results have shape `(...)`. Everything is in nats unless its name
says bits. 0 ln 0 is 0; what is infinite is returned as infinity.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, hyp2f1, rel_entr

from lib.losses import (
    as_distributions,
    as_floats,
    as_probabilities,
    categorical_cross_entropy,
    check_same_shape,
)

NATS_PER_BIT = math.log(2)


def surprisal(q: ArrayLike) -> np.ndarray:
    """Surprisal of an event of probability q: -ln q, in nats.

    Elementwise, from 0 (certain) to infinity (impossible). Source: Cover and Thomas (2006),
    Elements of Information Theory, section 2.1.

    Raises
    ------
    ValueError
        If q is outside [0, 1] or NaN.

    Examples
    --------
    >>> float(to_bits(surprisal(0.125)))
    3.0
    """
    q = as_probabilities("q", q)
    with np.errstate(divide="ignore"):
        return 0 - np.log(q)  # 0 - x: certainty costs 0, not -0


def entropy(p: ArrayLike) -> np.ndarray:
    """Entropy, the mean surprisal: H(p) = the sum of -p ln p, in nats.

    From 0 (one certain outcome) to ln K (all alike). Source: Shannon (1948), A Mathematical Theory
    of Communication, section 6.

    Raises
    ------
    ValueError
        If p is not a distribution over its last axis.

    Examples
    --------
    >>> float(to_bits(entropy([0.5, 0.25, 0.25])))
    1.5
    """
    p = as_distributions("p", p)
    with np.errstate(under="ignore"):
        return entr(p).sum(axis=-1).astype(p.dtype)


def cross_entropy(p: ArrayLike, q: ArrayLike) -> np.ndarray:
    """Mean surprisal of a model q about the truth p: H(p, q) = the sum of -p ln q, in nats.

    It is the loss `categorical_cross_entropy` with the target p, hence infinite where q rules out
    what p allows; never below H(p). Source: Cover and Thomas (2006), Elements of Information
    Theory, theorem 5.4.3, where it is the price of the wrong code.

    Raises
    ------
    ValueError
        If p or q is not a distribution over its last axis, or their shapes differ.

    Examples
    --------
    >>> float(to_bits(cross_entropy([0.5, 0.5], [0.25, 0.75]))) > 1
    True
    """
    p, q = as_distributions("p", p), as_distributions("q", q)
    check_same_shape("p and q", p.shape, q.shape)
    return categorical_cross_entropy(q, p)


def kl_divergence(p: ArrayLike, q: ArrayLike) -> np.ndarray:
    """Cost of believing q when p is true: KL(p||q) = the sum of p ln(p/q), in nats.

    Equal to H(p, q) - H(p), non-negative, 0 only where q is p, and not symmetric. Accurate even for
    q next to p, where the terms p ln(p/q) cancel: each is taken less p - q, which sums to 0 and
    leaves terms of one sign. Source: Kullback and Leibler (1951), On Information and Sufficiency,
    Annals of Mathematical Statistics 22(1).

    Raises
    ------
    ValueError
        If p or q is not a distribution over its last axis, or their shapes differ.

    Examples
    --------
    >>> float(kl_divergence([0.5, 0.5], [0.5, 0.5]))
    0.0
    """
    p, q = as_distributions("p", p), as_distributions("q", q)
    check_same_shape("p and q", p.shape, q.shape)
    with np.errstate(all="ignore"):
        r = (q - p) / p
        near = p * r * r / 2 * hyp2f1(1, 2, 3, -r)  # = p (r - ln(1 + r)), without its cancellation
        far = rel_entr(p, q) - p + q
        return np.where(np.abs(r) < 0.5, near, far).sum(axis=-1).astype(q.dtype)


def perplexity(nats: ArrayLike) -> np.ndarray:
    """Perplexity: exp(nats), the number of equally likely choices with that entropy.

    Elementwise and without a unit. Source: Jelinek, Mercer, Bahl and Baker (1977), Perplexity: a
    measure of the difficulty of speech recognition tasks, Journal of the Acoustical Society of
    America 62.

    Raises
    ------
    ValueError
        If nats is NaN.

    Examples
    --------
    >>> round(float(perplexity(entropy([1 / 6] * 6))), 12)
    6.0
    """
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(as_floats("nats", nats))


def to_bits(nats: ArrayLike) -> np.ndarray:
    """Convert nats to bits: nats / ln 2.

    Raises
    ------
    ValueError
        If nats is NaN.

    Examples
    --------
    >>> float(to_bits(NATS_PER_BIT))
    1.0
    """
    with np.errstate(over="ignore", under="ignore"):
        return as_floats("nats", nats) / NATS_PER_BIT
