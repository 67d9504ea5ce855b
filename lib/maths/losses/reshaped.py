"""Cross-entropy reshaped: classes weighted, priors in the logits, several labels at once.

A parameter with a number for each example broadcasts against the examples `(...)`; one with a
number for each class has the classes as its last axis, and its leading axes broadcast. So z of
shape (n, K) and tau of shape (g, 1) or priors of shape (g, 1, K) give (g, n) losses.
"""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import (
    as_distributions,
    as_logits,
    as_non_negative,
    as_positive,
    as_probabilities,
    check_same_shape,
)
from lib.maths.formulas import checked, classes_fit, examples_fit
from lib.maths.losses import _sigmoid
from lib.maths.losses._softmax import cost, pull
from lib.maths.losses.record import Loss, Parameter

# ---- Weighted classes ----------------------------------------------------------------------------


@checked(as_logits, as_distributions, weights=(as_non_negative, classes_fit))
def weighted_softmax_cross_entropy(
    z: ArrayLike, y: ArrayLike, weights: ArrayLike = 1.0
) -> np.ndarray:
    """Class-weighted cross-entropy of q = softmax(z): the sum of -w y ln q over the classes.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    y : array_like of shape (..., K)
        Target: a distribution over the last axis.
    weights : array_like of shape (..., K) or ()
        What a surprise by each class counts; 1 for all is plain cross-entropy.

    Returns
    -------
    ndarray of shape (...), weighted nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, their shapes differ, or a
        weight is negative or infinite.

    References
    ----------
    King and Zeng (2001), Logistic Regression in Rare Events Data, for two classes.

    Examples
    --------
    >>> float(weighted_softmax_cross_entropy([0.0, 0.0], [0, 1], weights=[1, 2]))
    1.3862943611198906
    """
    return cost(z, y * weights)


@checked(as_logits, as_distributions, weights=(as_non_negative, classes_fit))
def weighted_softmax_cross_entropy_grad(
    z: ArrayLike, y: ArrayLike, weights: ArrayLike = 1.0
) -> np.ndarray:
    """Derivative over each logit: (sum of w y) q_k - w_k y_k, for a hard label w (q - y).

    Parameters and errors as for `weighted_softmax_cross_entropy`. Result shaped as z, in nats.

    >>> weighted_softmax_cross_entropy_grad([0.0, 0.0], [0, 1], weights=[1, 2])
    array([ 1., -1.])
    """
    return pull(z, y * weights)


def weighted_softmax_cross_entropy_mean(z: ArrayLike, y: ArrayLike, weights: ArrayLike) -> float:
    """Weighted mean of a batch: the sum of the weighted losses over the sum of the weights.

    An example weighs what its class does. This is what PyTorch's CrossEntropyLoss(weight=...) gives
    with reduction='mean' and class indices; for targets that are distributions PyTorch divides by
    the number of examples instead, which is `weighted_softmax_cross_entropy(z, y, weights).mean()`.

    Parameters
    ----------
    z, y : array_like of shape (..., K)
    weights : array_like of shape (K,)

    Returns
    -------
    float
        Nats, the same for weights that are twice as large. NaN if no example has a weight.

    Raises
    ------
    ValueError
        As for `weighted_softmax_cross_entropy`.

    Examples
    --------
    >>> z, y = [[0.0, 0.0], [2.0, 0.0]], [[1, 0], [0, 1]]
    >>> round(weighted_softmax_cross_entropy_mean(z, y, [1, 3]), 4)
    1.7685
    """
    weights = as_non_negative("weights", weights)
    check_same_shape("weights and the classes of z", weights.shape, np.shape(z)[-1:])
    total = weighted_softmax_cross_entropy(z, y, weights).sum()
    with np.errstate(invalid="ignore"):
        return float(total / np.multiply(y, weights).sum())


# ---- Priors in the logits ------------------------------------------------------------------------


def _adjusted(z: np.ndarray, priors: np.ndarray, tau: np.ndarray) -> np.ndarray:
    # The largest logit becomes 0 first, so that large logits do not swallow the adjustment.
    return (z - z.max(axis=-1, keepdims=True)) + tau[..., None] * np.log(priors)


@checked(
    as_logits,
    as_distributions,
    priors=(as_positive, classes_fit),
    tau=(as_non_negative, examples_fit),
)
def logit_adjusted_cross_entropy(
    z: ArrayLike, y: ArrayLike, priors: ArrayLike = 1.0, tau: ArrayLike = 1.0
) -> np.ndarray:
    """Cross-entropy of softmax(z + tau ln prior): rare classes must win by a larger margin.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    y : array_like of shape (..., K)
        Target: a distribution over the last axis.
    priors : array_like of shape (..., K) or ()
        How frequent each class is. Only ratios count, so counts do; all alike change nothing.
    tau : array_like of shape (...), at least 0
        Strength of the adjustment; 0 is plain cross-entropy.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, their shapes differ, a
        prior is not positive or tau is negative.

    References
    ----------
    Menon et al. (2021), Long-Tail Learning via Logit Adjustment, eq. 10.

    Examples
    --------
    >>> loss = logit_adjusted_cross_entropy([0.0, 0.0], [0, 1], priors=[0.75, 0.25])
    >>> bool(np.isclose(loss, np.log(4)))
    True
    """
    return cost(_adjusted(z, priors, tau), y)


@checked(
    as_logits,
    as_distributions,
    priors=(as_positive, classes_fit),
    tau=(as_non_negative, examples_fit),
)
def logit_adjusted_cross_entropy_grad(
    z: ArrayLike, y: ArrayLike, priors: ArrayLike = 1.0, tau: ArrayLike = 1.0
) -> np.ndarray:
    """Derivative over each logit: softmax(z + tau ln prior) - y.

    Parameters and errors as for `logit_adjusted_cross_entropy`. Result shaped as z, in nats.

    >>> logit_adjusted_cross_entropy_grad([0.0, 0.0], [0, 1], priors=[3, 1])
    array([ 0.75, -0.75])
    """
    return pull(_adjusted(z, priors, tau), y)


# ---- Several labels at once ----------------------------------------------------------------------


@checked(as_logits, as_probabilities)
def multi_label_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of K independent yes-or-no labels: the sum of their binary cross-entropies.

    PyTorch's BCEWithLogitsLoss takes the mean over the labels (and the batch) instead.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    y : array_like of shape (..., K), in [0, 1]
        Any number of the labels may be 1.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is outside [0, 1] or their shapes differ.

    References
    ----------
    Nam et al. (2014), Large-Scale Multi-Label Text Classification: Revisiting Neural Networks.

    Examples
    --------
    >>> float(multi_label_cross_entropy([0.0, 0.0, 0.0], [1, 0, 1]))
    2.0794415416798357
    """
    return _sigmoid.cost(z, y).sum(axis=-1)


@checked(as_logits, as_probabilities)
def multi_label_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each logit: sigmoid(z) - y, whatever the other labels are.

    Parameters and errors as for `multi_label_cross_entropy`. Result shaped as z, in nats.

    >>> multi_label_cross_entropy_grad([0.0, 0.0, 0.0], [1, 0, 1])
    array([-0.5,  0.5, -0.5])
    """
    return _sigmoid.pull(z, y)


def _two_classes(yes: ArrayLike, no: ArrayLike) -> np.ndarray:
    """One number for each of two classes, as the last axis."""
    return np.stack(np.broadcast_arrays(no, yes), axis=-1)


LOSSES: dict[str, Loss] = {
    "weighted": Loss(
        "Weighted cross-entropy",
        "weighted",
        weighted_softmax_cross_entropy,
        weighted_softmax_cross_entropy_grad,
        r"-\sum_k w_k y_k \ln q_k",
        r"\Big(\sum_i w_i y_i\Big) q_k - w_k y_k",
        "King and Zeng (2001), Logistic Regression in Rare Events Data",
        takes="logits",
        parameters=(
            Parameter(
                *("weights", "w", "weight of a yes; a no weighs 1", 0, 10, 3),
                argument=lambda w: _two_classes(w, 1.0),
            ),
        ),
    ),
    "logit-adjustment": Loss(
        "Logit adjustment",
        "logit adjustment",
        logit_adjusted_cross_entropy,
        logit_adjusted_cross_entropy_grad,
        r"-\sum_k y_k \ln \operatorname{softmax}(z + \tau \ln \pi)_k",
        r"\operatorname{softmax}(z + \tau \ln \pi)_k - y_k",
        "Menon et al. (2021), Long-Tail Learning via Logit Adjustment, equation 10",
        takes="logits",
        parameters=(
            Parameter(
                *("priors", "π", "how frequent a yes is", 0.01, 0.99, 0.1),
                argument=lambda p: _two_classes(p, 1 - np.asarray(p)),
            ),
            Parameter("tau", "τ", "strength of the adjustment", 0, 2, 1),
        ),
    ),
    "multi-label": Loss(
        "Multi-label cross-entropy",
        "multi-label",
        multi_label_cross_entropy,
        multi_label_cross_entropy_grad,
        r"-\sum_k \big[\, y_k \ln \sigma(z_k) + (1 - y_k) \ln \sigma(-z_k) \,\big]",
        r"\sigma(z_k) - y_k",
        "Nam et al. (2014), Large-Scale Multi-Label Text Classification",
        takes="independent logits",
        example=([[2.0, -1.0, 0.5], [0.3, 0.1, -2.2]], [[1, 0, 1], [0, 0, 1]]),
    ),
}
