"""What people measure beside the loss: hits among the top k, order of a list, errors of an alarm.

Items with the same score stand in random order, so a place among them is worth the mean of theirs.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from scipy.stats import norm

from lib.checks import (
    as_finite,
    as_labels,
    as_logits,
    as_non_negative,
    as_positive,
    as_probabilities,
)
from lib.formulas import elements_fit, labels_fit

# ---- Places in a ranking -------------------------------------------------------------------------


def top_k_accuracy(z: ArrayLike, labels: ArrayLike, k: int = 1) -> np.ndarray:
    """Whether the true class is among the k of largest score.

    Parameters
    ----------
    z : array_like of shape (..., K)
        Scores or logits.
    labels : array_like of shape (...) or ()
        Class indices in [0, K).
    k : int
        From 1 to K.

    Returns
    -------
    ndarray of shape (...)
        1 for a hit, 0 for a miss, the chance of a hit where the k-th place is shared. The caller
        takes the mean.

    Raises
    ------
    ValueError
        If a score is NaN, a label is no class, the shapes differ, or k is outside 1 to K.

    Examples
    --------
    >>> top_k_accuracy([[0.1, 2.0, 1.0], [0.0, 0.0, 0.0]], [2, 0], k=2).round(4)
    array([1.    , 0.6667])
    """
    z, labels = as_logits("z", z), as_labels("labels", labels)
    labels_fit("z", z, "labels", labels)
    own = np.take_along_axis(z, np.broadcast_to(labels, z.shape[:-1])[..., None], axis=-1)
    above, equal = (z > own).sum(axis=-1), (z == own).sum(axis=-1)
    return _worth(_first(k, z.shape[-1]), above, equal)


def precision_at(scores: ArrayLike, relevant: ArrayLike, k: int) -> np.ndarray:
    """Share of relevant items among the k of largest score.

    Parameters
    ----------
    scores : array_like of shape (..., N)
    relevant : array_like of shape (..., N)
        1 for a relevant item, 0 for another.
    k : int
        From 1 to N.

    Returns
    -------
    ndarray of shape (...), in [0, 1]

    Raises
    ------
    ValueError
        If a score is NaN, a relevance is negative, the shapes differ, or k is outside 1 to N.

    References
    ----------
    Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, section 8.4.

    Examples
    --------
    >>> float(precision_at([3.0, 2.0, 1.0, 0.0], [1, 0, 0, 1], k=2))
    0.5
    """
    return _gained(scores, relevant, lambda n: _first(k, n), "relevant") / k


def ndcg(scores: ArrayLike, relevances: ArrayLike) -> np.ndarray:
    """Normalised discounted cumulative gain: what the order is worth, as a share of the best one.

    An item at place i, from 1, gains its relevance / log2(i + 1).

    Parameters
    ----------
    scores : array_like of shape (..., N)
        Only their order counts.
    relevances : array_like of shape (..., N)
        Gains, not negative.

    Returns
    -------
    ndarray of shape (...)
        From above 0 to 1, the best order; NaN if nothing is relevant.

    Raises
    ------
    ValueError
        If a score is NaN, a relevance is negative or infinite, or the shapes differ.

    References
    ----------
    Järvelin and Kekäläinen (2002), Cumulated Gain-Based Evaluation of IR Techniques, section 2,
    with the discount log2(i + 1) that is usual today.

    Examples
    --------
    >>> round(float(ndcg([2.0, 1.0, 0.0], [0, 1, 0])), 4)
    0.6309
    """
    with np.errstate(invalid="ignore"):
        return _gained(scores, relevances, _discount) / _gained(relevances, relevances, _discount)


def _first(k: int, n: int) -> NDArray:
    if not 1 <= k <= n:
        raise ValueError(f"k must be from 1 to {n}; got {k}")
    return (np.arange(n) < k).astype(float)


def _discount(n: int) -> NDArray:
    return 1 / np.log2(np.arange(n) + 2)


def _worth(of_place: NDArray, above: NDArray, equal: NDArray) -> NDArray:
    """Mean worth of the `equal` places that follow `above` others."""
    total = np.concatenate([[0.0], np.cumsum(of_place)])
    return (total[above + equal] - total[above]) / equal


def _gained(
    scores: ArrayLike,
    relevances: ArrayLike,
    of_place: Callable[[int], NDArray],
    name: str = "relevances",
) -> NDArray:
    scores = as_logits("scores", scores)
    relevances = as_non_negative(name, relevances)
    elements_fit("scores", scores, name, relevances)
    mine, other = scores[..., :, None], scores[..., None, :]
    above, equal = (other > mine).sum(axis=-1), (other == mine).sum(axis=-1)
    return (relevances * _worth(of_place(scores.shape[-1]), above, equal)).sum(axis=-1)


# ---- Alarms --------------------------------------------------------------------------------------


def weighted_optimum(p: ArrayLike, weight: ArrayLike) -> np.ndarray:
    """Probability that weighted binary cross-entropy asks for: w p / (w p + 1 - p).

    The loss is -(w y ln q + (1 - y) ln(1 - q)): a yes counts w times. Its least mean is not at the
    true probability p of a yes, but where the odds are w times as large.

    Parameters
    ----------
    p : array_like of shape (...)
        True probability of a yes.
    weight : array_like of shape (...)
        What a yes counts, above 0.

    Returns
    -------
    ndarray of shape (...), in [0, 1]

    Raises
    ------
    ValueError
        If p is outside [0, 1] or a weight is not positive.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, theorem 2, for a changed base rate.

    Examples
    --------
    >>> float(weighted_optimum(0.01, 99.0))
    0.5
    """
    p, weight = as_probabilities("p", p), as_positive("weight", weight)
    return weight * p / (weight * p + (1 - p))


def risk_of_score(x: ArrayLike, prevalence: ArrayLike, distance: ArrayLike) -> np.ndarray:
    """Probability of being ill at a score x, which is N(0, 1) in the healthy, N(d, 1) in the ill.

    By Bayes' theorem it is sigmoid(logit(prevalence) + d x - d^2 / 2).

    Parameters
    ----------
    x : array_like of shape (...)
    prevalence : array_like of shape (...)
        Share of the ill, in [0, 1].
    distance : array_like of shape (...)
        Distance d of the two means.

    Returns
    -------
    ndarray of shape (...), in [0, 1]

    Raises
    ------
    ValueError
        If the prevalence is outside [0, 1], or another argument is infinite or NaN.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.65 to 4.67.

    Examples
    --------
    >>> float(risk_of_score(1.0, 0.5, 2.0))
    0.5
    """
    x, distance = as_finite("x", x), as_finite("distance", distance)
    return expit(_log_odds(prevalence) + distance * x - distance**2 / 2)


def score_of_risk(q: ArrayLike, prevalence: ArrayLike, distance: ArrayLike) -> np.ndarray:
    """Score at which the probability of being ill is q: the inverse of `risk_of_score` over x.

    Parameters and errors as for `risk_of_score`; the distance is positive.

    >>> float(score_of_risk(0.5, 0.5, 2.0))
    1.0
    """
    distance = as_positive("distance", distance)
    return (logit(as_probabilities("q", q)) - _log_odds(prevalence)) / distance + distance / 2


def alarm_rates(at: ArrayLike, distance: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Sensitivity and specificity of an alarm for scores from `at` upwards.

    They are 1 - Phi(at - d) and Phi(at), for the scores of `risk_of_score`.

    Parameters
    ----------
    at, distance : array_like of shape (...)

    Returns
    -------
    sensitivity : ndarray of shape (...)
        Share of the ill who set it off.
    specificity : ndarray of shape (...)
        Share of the healthy who do not.

    Raises
    ------
    ValueError
        If an argument is infinite or NaN.

    Examples
    --------
    >>> sensitivity, specificity = alarm_rates(1.0, 2.0)
    >>> round(float(sensitivity), 4), round(float(specificity), 4)
    (0.8413, 0.8413)
    """
    at, distance = as_finite("at", at), as_finite("distance", distance)
    return norm.sf(at - distance), norm.cdf(at)


def _log_odds(prevalence: ArrayLike) -> NDArray:
    return logit(as_probabilities("prevalence", prevalence))
