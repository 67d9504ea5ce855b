"""How much there is to learn: surprisal, entropy, cross-entropy, divergence, perplexity.

Symbols: `p` is the true distribution, `q` the model's; both hold a distribution over their last
axis, of shape `(..., K)`, and the results have shape `(...)`. Everything is in nats unless its name
says bits. 0 ln 0 is 0; what is infinite is returned as infinity.
"""

import math
from contextlib import suppress

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, hyp2f1, rel_entr

from lib.maths.checks import as_distributions, as_floats, as_probabilities, beyond_rounding
from lib.maths.losses import categorical_cross_entropy

NATS_PER_BIT = math.log(2)


def _as_pair(p: ArrayLike, q: ArrayLike) -> tuple[np.ndarray, ...]:
    """Return p and q as distributions of one shape, the one repeated for all of the other."""
    p, q = as_distributions("p", p), as_distributions("q", q)
    if p.shape[-1] == q.shape[-1]:  # else a single outcome would be taken for each of K
        with suppress(ValueError):
            return np.broadcast_arrays(p, q)
    raise ValueError(f"p and q must have the same shape; got {p.shape} and {q.shape}")


def surprisal(q: ArrayLike) -> np.ndarray:
    """Surprisal of an event of probability q: -ln q.

    Parameters
    ----------
    q : array_like of shape (...), in [0, 1]

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 (certain) to infinity (impossible).

    Raises
    ------
    ValueError
        If q is outside [0, 1] or NaN.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, where its mean is the entropy.

    Examples
    --------
    >>> float(to_bits(surprisal(0.125)))
    3.0
    """
    q = as_probabilities("q", q)
    with np.errstate(divide="ignore"):
        return 0 - np.log(q)  # 0 - x: certainty costs 0, not -0


def entropy(p: ArrayLike) -> np.ndarray:
    """Entropy, the mean surprisal: H(p) = the sum of -p ln p.

    Parameters
    ----------
    p : array_like of shape (..., K)
        Distributions over the last axis.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 (one certain outcome) to ln K (all alike).

    Raises
    ------
    ValueError
        If p is not a distribution over its last axis.

    References
    ----------
    Shannon (1948), A Mathematical Theory of Communication.

    Examples
    --------
    >>> float(to_bits(entropy([0.5, 0.25, 0.25])))
    1.5
    """
    p = as_distributions("p", p)
    with np.errstate(under="ignore"):
        return entr(p).sum(axis=-1).astype(p.dtype)


def cross_entropy(p: ArrayLike, q: ArrayLike) -> np.ndarray:
    """Mean surprisal of a model q about the truth p: H(p, q) = the sum of -p ln q.

    It is the loss `categorical_cross_entropy` with the target p.

    Parameters
    ----------
    p, q : array_like of shape (..., K)
        Distributions over the last axis; one p may stand for all q, and one q for all p.

    Returns
    -------
    ndarray of shape (...)
        Nats, from H(p) to infinity: infinite where q rules out what p allows.

    Raises
    ------
    ValueError
        If p or q is not a distribution over its last axis, or their shapes do not fit.

    References
    ----------
    Cover and Thomas (2006), Elements of Information Theory, theorem 5.4.3, where it is the price
    of the wrong code.

    Examples
    --------
    >>> to_bits(cross_entropy([0.5, 0.5], [[0.5, 0.5], [0.125, 0.875]])).round(3)
    array([1.   , 1.596])
    """
    p, q = _as_pair(p, q)
    return categorical_cross_entropy(q, p)


def kl_divergence(p: ArrayLike, q: ArrayLike) -> np.ndarray:
    """Cost of believing q when p is true: KL(p||q) = the sum of p ln(p/q).

    It is H(p, q) - H(p), and not symmetric. It is accurate even for q next to p, where the terms
    p ln(p/q) cancel: each is taken less p - q, which leaves terms of one sign. What was taken is 0
    in all, or what the sums of p and q differ by.

    Parameters and errors as for `cross_entropy`.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 (only where q is p) to infinity. Below 0 only where the sums differ.

    References
    ----------
    Kullback and Leibler (1951), On Information and Sufficiency, Annals of Mathematical Statistics
    22(1).

    Examples
    --------
    >>> float(kl_divergence([0.5, 0.5], [0.5, 0.5]))
    0.0
    """
    p, q = _as_pair(p, q)
    kind = q.dtype
    p, q = p.astype(np.float64), q.astype(np.float64)
    with np.errstate(all="ignore"):
        change = q - p
        r = change / p
        near = p * r * r / 2 * hyp2f1(1, 2, 3, -r)  # = p (r - ln(1 + r)), without its cancellation
        terms = np.where(np.abs(r) < 0.5, near, rel_entr(p, q) + change).sum(axis=-1)
        return (terms - beyond_rounding(change.sum(axis=-1))).astype(kind)


def perplexity(nats: ArrayLike) -> np.ndarray:
    """Perplexity: exp(nats), the number of equally likely choices with that entropy.

    Parameters
    ----------
    nats : array_like of shape (...)
        An entropy or cross-entropy.

    Returns
    -------
    ndarray of shape (...)
        Without a unit.

    Raises
    ------
    ValueError
        If nats is NaN.

    References
    ----------
    Jelinek, Mercer, Bahl and Baker (1977), Perplexity: a Measure of the Difficulty of Speech
    Recognition Tasks, Journal of the Acoustical Society of America 62(S1).

    Examples
    --------
    >>> round(float(perplexity(entropy([1 / 6] * 6))), 12)
    6.0
    """
    with np.errstate(over="ignore", under="ignore"):
        return np.exp(as_floats("nats", nats))


def to_bits(nats: ArrayLike) -> np.ndarray:
    """Convert nats to bits: nats / ln 2.

    Parameters
    ----------
    nats : array_like of shape (...)

    Returns
    -------
    ndarray of shape (...)
        Bits.

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


def most_mistakes(nats: ArrayLike) -> np.ndarray:
    """Largest share of examples that can be mistaken at a mean log loss: min(1, nats / ln 2).

    An example is mistaken where its class is not the most probable one. Its probability is then at
    most 1/2, so it costs at least ln 2, and the mean of all is at least ln 2 times the share.

    Parameters
    ----------
    nats : array_like of shape (...), not below 0
        Mean of -ln q of what happened.

    Returns
    -------
    ndarray of shape (...)
        Shares, from 0 to 1; reached where every mistake is a tie of two and all else is certain.

    Raises
    ------
    ValueError
        If nats is NaN or below 0.

    References
    ----------
    Markov's inequality: Boucheron, Lugosi and Massart (2013), Concentration Inequalities,
    section 2.1.

    Examples
    --------
    >>> float(most_mistakes(NATS_PER_BIT / 4)), float(most_mistakes(3.0))
    (0.25, 1.0)
    """
    nats = as_floats("nats", nats)
    if np.any(nats < 0):
        raise ValueError(f"nats must not be below 0; got {np.min(nats)}")
    return np.minimum(to_bits(nats), 1)
