"""What people measure beside the loss: hits among the top k, order of a list, errors of an alarm.

Items with the same score stand in random order, so a place among them is worth the mean of theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit
from scipy.stats import norm

from lib.maths.checks import (
    as_finite,
    as_floats,
    as_hard_labels,
    as_labels,
    as_non_negative,
    as_positive,
    as_probabilities,
    check_broadcast,
    check_classes,
    check_labels,
    check_same_shape,
)
from lib.maths.formulas import elements_fit, labels_fit

# ---- Places in a ranking -------------------------------------------------------------------------


def top_k_accuracy(z: ArrayLike, labels: ArrayLike, k: int = 1) -> np.ndarray:
    """Whether the true class is among the k of largest score.

    Parameters
    ----------
    z : array_like of shape (..., K)
        Scores or logits; infinite ones have their place in the order too.
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
        If a score is NaN, a label is no class, the shapes differ, or k is no whole number from 1
        to K.

    Examples
    --------
    >>> top_k_accuracy([[0.1, 2.0, 1.0], [0.0, 0.0, 0.0]], [2, 0], k=2).round(4)
    array([1.    , 0.6667])
    """
    z, labels = _as_scores("z", z), as_labels("labels", labels)
    labels_fit("z", z, "labels", labels)
    _check_place(k, z.shape[-1])
    own = np.take_along_axis(z, np.broadcast_to(labels, z.shape[:-1])[..., None], axis=-1)[..., 0]
    above, equal = np.zeros((2, *own.shape), dtype=np.int32)
    for each in np.moveaxis(z, -1, 0):  # class by class: sums over few of them are slow
        above += each > own
        equal += each == own
    return np.clip((k - above) / equal, 0, 1)  # its places up to the k-th, of those that it shares


def confusion_matrix(labels: ArrayLike, said: ArrayLike, classes: int) -> NDArray:
    """How often each class was said of each: row i, column j counts what is i and was called j.

    Parameters
    ----------
    labels, said : array_like of shape (n,), whole numbers in [0, classes)
        True classes, and those that a model says.
    classes : int, at least 1

    Returns
    -------
    ndarray of int of shape (classes, classes)
        Its diagonal counts what is right.

    Raises
    ------
    ValueError
        If a class is none of these, or the shapes differ.

    Examples
    --------
    >>> confusion_matrix([0, 0, 1], [0, 1, 1], 2)
    array([[1, 1],
           [0, 1]])
    """
    labels, said = as_labels("labels", labels), as_labels("said", said)
    check_same_shape("labels and said", labels.shape, said.shape)
    if classes < 1:
        raise ValueError(f"classes must be at least 1; got {classes}")
    for name, each in (("labels", labels), ("said", said)):
        check_labels(name, each, 0, classes)
    return count_pairs(labels.ravel(), said.ravel(), classes)


def count_pairs(labels: NDArray, said: NDArray, classes: int) -> NDArray:
    """The same, unchecked, for one look after each epoch of a training."""
    counts = np.bincount(classes * labels + said, minlength=classes * classes)
    return counts.reshape(classes, classes)


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
        If a score is NaN, a relevance is neither 0 nor 1, the shapes differ, or k is no whole
        number from 1 to N.

    References
    ----------
    Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, section 8.4.

    Examples
    --------
    >>> float(precision_at([3.0, 2.0, 1.0, 0.0], [1, 0, 0, 1], k=2))
    0.5
    """
    relevant = as_hard_labels("relevant", relevant)
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
    relevances = as_non_negative("relevances", relevances)
    with np.errstate(all="ignore"):
        return _gained(scores, relevances, _discount) / _gained(relevances, relevances, _discount)


def _as_scores(name: str, values: ArrayLike) -> NDArray:
    """Return scores that can be compared, infinite ones too."""
    scores = as_floats(name, values)
    check_classes(name, scores, "items")
    return scores


def _check_place(k: int, n: int) -> None:
    if k not in range(1, n + 1):
        raise ValueError(f"k must be a whole number from 1 to {n}; got {k}")


def _first(k: int, n: int) -> NDArray:
    _check_place(k, n)
    return (np.arange(n) < k).astype(float)


def _discount(n: int) -> NDArray:
    return 1 / np.log2(np.arange(n) + 2)


def _worth(of_place: NDArray, above: NDArray, equal: NDArray) -> NDArray:
    """Mean worth of the `equal` places that follow `above` others."""
    total = np.concatenate([[0.0], np.cumsum(of_place)])
    return (total[above + equal] - total[above]) / equal


def _gained(
    scores: ArrayLike,
    relevances: NDArray,
    of_place: Callable[[int], NDArray],
    name: str = "relevances",
) -> NDArray:
    scores = _as_scores("scores", scores)
    elements_fit("scores", scores, name, relevances)
    mine, other = scores[..., :, None], scores[..., None, :]
    above, equal = (other > mine).sum(axis=-1), (other == mine).sum(axis=-1)
    return (relevances * _worth(of_place(scores.shape[-1]), above, equal)).sum(axis=-1)


# ---- Alarms --------------------------------------------------------------------------------------


@np.errstate(all="ignore")
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
        If p is outside [0, 1], a weight is not positive, or the shapes do not broadcast.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, section 3, for a changed base rate.

    Examples
    --------
    >>> float(weighted_optimum(0.01, 99.0))
    0.5
    """
    p, weight = as_probabilities("p", p), as_positive("weight", weight)
    check_broadcast(p=p, weight=weight)
    # Both are divided by the larger of weight and 1, so that none overflows.
    yes, no = p * np.minimum(weight, 1), (1 - p) / np.maximum(weight, 1)
    return yes / (yes + no)


@np.errstate(all="ignore")
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
        If the prevalence is outside [0, 1], another argument is infinite or NaN, or the shapes do
        not broadcast.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.65 to 4.67.

    Examples
    --------
    >>> float(risk_of_score(1.0, 0.5, 2.0))
    0.5
    """
    x, distance = as_finite("x", x), as_finite("distance", distance)
    prevalence = as_probabilities("prevalence", prevalence)
    check_broadcast(x=x, prevalence=prevalence, distance=distance)
    # Finite, so that no score speaks against a prevalence of 0 or 1.
    evidence = np.nan_to_num(distance * (x - distance / 2))
    return expit(logit(prevalence) + evidence)


@np.errstate(all="ignore")
def score_of_risk(q: ArrayLike, prevalence: ArrayLike, distance: ArrayLike) -> np.ndarray:
    """Score at which the probability of being ill is q: the inverse of `risk_of_score` over x.

    Parameters and errors as for `risk_of_score`, but the distance is positive, and a prevalence of
    0 or 1 is refused: the risk is then the same at every score. That of a risk of 0 is -inf, that
    of 1 is inf.

    >>> float(score_of_risk(0.5, 0.5, 2.0))
    1.0
    """
    q, distance = as_probabilities("q", q), as_positive("distance", distance)
    prevalence = as_probabilities("prevalence", prevalence)
    check_broadcast(q=q, prevalence=prevalence, distance=distance)
    certain = prevalence[(prevalence == 0) | (prevalence == 1)]
    if certain.size:
        raise ValueError(f"prevalence must lie strictly between 0 and 1; got {certain[0]}")
    return (logit(q) - logit(prevalence)) / distance + distance / 2


def alarm_rates(at: ArrayLike, distance: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Sensitivity and specificity of an alarm for scores from `at` upwards.

    They are 1 - Phi(at - d) and Phi(at), for the scores of `risk_of_score`.

    Parameters
    ----------
    at : array_like of shape (...)
        Infinite where it always or never goes off.
    distance : array_like of shape (...), finite

    Returns
    -------
    sensitivity : ndarray of shape (...)
        Share of the ill who set it off.
    specificity : ndarray of shape (...)
        Share of the healthy who do not.

    Raises
    ------
    ValueError
        If an argument is NaN, the distance is infinite, or the shapes do not broadcast.

    Examples
    --------
    >>> sensitivity, specificity = alarm_rates(1.0, 2.0)
    >>> round(float(sensitivity), 4), round(float(specificity), 4)
    (0.8413, 0.8413)
    """
    at, distance = as_floats("at", at), as_finite("distance", distance)
    check_broadcast(at=at, distance=distance)
    return norm.sf(at - distance), norm.cdf(at)


class AlarmOutcome(NamedTuple):
    """What an alarm does to people.

    Attributes
    ----------
    risk, at : ndarray of shape (...)
        The true probability of being ill, and the score, from which it goes off.
    sensitivity, specificity : ndarray of shape (...)
        Shares of the ill, and of the healthy, as `alarm_rates` has them.
    ill, missed, false_alarms : ndarray of shape (...)
        How many are ill, how many of them have no alarm, and how many of the healthy have one.
    right : ndarray of shape (...)
        Share of all who are judged rightly.
    """

    risk: np.ndarray
    at: np.ndarray
    sensitivity: np.ndarray
    specificity: np.ndarray
    ill: np.ndarray
    missed: np.ndarray
    false_alarms: np.ndarray
    right: np.ndarray


def alarm_outcome(
    prevalence: ArrayLike,
    weight: ArrayLike,
    threshold: ArrayLike,
    distance: ArrayLike,
    people: float = 1,
) -> AlarmOutcome:
    """What an alarm from a weighted probability upwards does to the ill and the healthy.

    The scores are those of `risk_of_score`, and the model says at every score what cross-entropy
    with this weight of the ill asks for: `weighted_optimum`.

    Parameters
    ----------
    prevalence : array_like of shape (...)
        Share of the ill, in (0, 1).
    weight : array_like of shape (...)
        What one who is ill counts in the loss, above 0.
    threshold : array_like of shape (...)
        Probability, as the model says it, from which the alarm goes off, in [0, 1].
    distance : array_like of shape (...)
        Of the mean scores of the ill and of the healthy, in their common deviation; above 0.
    people : float
        How many there are; 1 gives shares.

    Returns
    -------
    AlarmOutcome

    Raises
    ------
    ValueError
        If the prevalence is outside (0, 1), the threshold outside [0, 1], another argument not
        positive, or the shapes do not broadcast.

    Examples
    --------
    >>> found = alarm_outcome(0.01, 99.0, 0.5, 2.0)
    >>> round(float(found.risk), 4), round(float(found.sensitivity), 4)
    (0.01, 0.8413)
    """
    # The honest risk whose weighted probability is the threshold: the same shift, taken back.
    threshold, weight = as_probabilities("threshold", threshold), as_positive("weight", weight)
    with np.errstate(all="ignore"):
        risk = weighted_optimum(threshold, 1 / weight)
    at = score_of_risk(risk, prevalence, distance)
    sensitivity, specificity = alarm_rates(at, distance)
    ill = as_probabilities("prevalence", prevalence)
    missed, alarms = ill * (1 - sensitivity), (1 - ill) * (1 - specificity)
    counts = (people * share for share in (ill, missed, alarms))
    return AlarmOutcome(risk, at, sensitivity, specificity, *counts, 1 - (missed + alarms))
