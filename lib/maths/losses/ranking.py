"""Losses of scores that are only compared with each other."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from lib.maths.checks import as_finite, as_logits
from lib.maths.formulas import checked
from lib.maths.losses._sigmoid import miss, surprisal
from lib.maths.losses._softmax import cost, pull
from lib.maths.losses.record import Loss
from lib.maths.rounding import finite, two_sum


@checked(as_finite, as_finite)
def bradley_terry(chosen: ArrayLike, rejected: ArrayLike) -> np.ndarray:
    """Preference loss: -ln sigmoid(chosen - rejected).

    It is binary cross-entropy of the difference, whose label is always 1.

    Parameters
    ----------
    chosen, rejected : array_like of shape (...)
        Scores of what was preferred and of what was not; one `rejected` may stand for all.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity; ln 2 where the scores are equal

    Raises
    ------
    ValueError
        If a score is infinite or NaN, or the shapes differ.

    References
    ----------
    Bradley and Terry (1952), Rank Analysis of Incomplete Block Designs. As the loss of a reward
    model: Ouyang et al. (2022), Training Language Models to Follow Instructions with Human
    Feedback, eq. 1.

    Examples
    --------
    >>> round(float(bradley_terry(2.0, 1.0)), 4)
    0.3133
    """
    lead, lost = two_sum(chosen, -rejected)
    e = np.exp(-np.abs(lead))
    return surprisal(lead, e) - finite(lost) * miss(lead, e)


@checked(as_finite, as_finite)
def bradley_terry_grad(chosen: ArrayLike, rejected: ArrayLike) -> np.ndarray:
    """Derivative over the chosen score: -sigmoid(rejected - chosen); over the other its negative.

    Parameters and errors as for `bradley_terry`. Result shaped as the chosen scores, in nats.

    >>> float(bradley_terry_grad(1.0, 1.0))
    -0.5
    """
    lead, lost = two_sum(chosen, -rejected)
    slope = -miss(lead, np.exp(-np.abs(lead)))
    # The slope's own slope is q (1 - q), so it changes by the share q = 1 + slope.
    return slope * (1 - finite(lost) * (1 + slope))


@checked(as_logits, as_logits)
def listnet_top_one(scores: ArrayLike, relevances: ArrayLike) -> np.ndarray:
    """ListNet, top one: cross-entropy of softmax(scores) with the target softmax(relevances).

    Each softmax says how probable every item is to be ranked first.

    Parameters
    ----------
    scores : array_like of shape (..., N)
        The model's scores of the items of a list.
    relevances : array_like of shape (..., N)
        How relevant each item is. A relevance of -inf never comes first.

    Returns
    -------
    ndarray of shape (...)
        Nats, from the entropy of softmax(relevances), its floor, to infinity.

    Raises
    ------
    ValueError
        If a value is NaN, the largest of a list is infinite, or the shapes differ.

    References
    ----------
    Cao, Qin, Liu, Tsai and Li (2007), Learning to Rank: from Pairwise Approach to Listwise
    Approach.

    Examples
    --------
    >>> round(float(listnet_top_one([2.0, 1.0], [5.0, -np.inf])), 4)
    0.3133
    """
    return cost(scores, softmax(relevances, axis=-1))


@checked(as_logits, as_logits)
def listnet_top_one_grad(scores: ArrayLike, relevances: ArrayLike) -> np.ndarray:
    """Derivative over each score: softmax(scores) - softmax(relevances).

    Parameters and errors as for `listnet_top_one`. Result shaped as the scores, in nats.

    >>> listnet_top_one_grad([1.0, 1.0], [0.0, -np.inf])
    array([-0.5,  0.5])
    """
    return pull(scores, softmax(relevances, axis=-1))


LOSSES: dict[str, Loss] = {
    "bradley-terry": Loss(
        "Preference (Bradley-Terry)",
        "Bradley-Terry",
        bradley_terry,
        bradley_terry_grad,
        r"-\ln \sigma(r_{\text{chosen}} - r_{\text{rejected}})",
        r"-\sigma(r_{\text{rejected}} - r_{\text{chosen}}) \quad \text{over } r_{\text{chosen}}",
        "Bradley and Terry (1952), Rank Analysis of Incomplete Block Designs",
        takes="scores of the chosen and of the rejected",
        example=(np.array([1.5, -0.2, 0.4]), np.array([0.3, 1.1, 0.4])),
    ),
    "listnet-top-one": Loss(
        "ListNet, top one",
        "ListNet",
        listnet_top_one,
        listnet_top_one_grad,
        r"-\sum_i \operatorname{softmax}(r)_i \ln \operatorname{softmax}(s)_i",
        r"\operatorname{softmax}(s)_i - \operatorname{softmax}(r)_i",
        "Cao, Qin, Liu, Tsai and Li (2007), Learning to Rank: from Pairwise Approach to Listwise "
        "Approach",
        takes="scores and relevances of a list",
        example=(np.array([[1.2, 0.1, -0.7], [0.0, 2.0, 0.5]]), np.array([[2.0, 1, 0], [0, 1, 3]])),
    ),
}
