"""Label smoothing: cross-entropy against a label that is not quite certain.

epsilon broadcasts against the examples: z of shape (n, K) and epsilon of shape (g, 1) give (g, n)
losses.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr

from lib.maths.checks import as_distributions, as_logits, as_probabilities
from lib.maths.formulas import checked, examples_fit
from lib.maths.losses._softmax import cost, pull
from lib.maths.losses.record import Loss, Parameter


def _smooth(y: np.ndarray, epsilon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the targets and their sum."""
    total = (1 - epsilon) * y.sum(axis=-1) + epsilon
    epsilon = epsilon[..., None]
    return (1 - epsilon) * y + epsilon / y.shape[-1], total


def _smooth_wrong(y: np.ndarray, epsilon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the targets and their sum."""
    K, sums = y.shape[-1], y.sum(axis=-1)
    each = epsilon / max(K - 1, 1)
    total = (1 - epsilon) * sums + each * (K - sums)
    return (1 - epsilon)[..., None] * y + each[..., None] * (1 - y), total


@checked(as_logits, as_distributions, epsilon=(as_probabilities, examples_fit))
def smoothed_cross_entropy(z: ArrayLike, y: ArrayLike, epsilon: ArrayLike = 0.1) -> np.ndarray:
    """Label smoothing: cross-entropy against (1 - epsilon) y + epsilon / K, so over all K classes.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    y : array_like of shape (..., K)
        Target: a distribution over the last axis.
    epsilon : array_like of shape (...), in [0, 1]
        The share of the target that is spread evenly; 0 is plain cross-entropy.

    Returns
    -------
    ndarray of shape (...)
        Nats, from `label_smoothing_floor(K, epsilon)` to infinity.

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, their shapes differ, or
        epsilon is outside [0, 1].

    References
    ----------
    Szegedy et al. (2016), Rethinking the Inception Architecture for Computer Vision, section 7.
    PyTorch's CrossEntropyLoss(label_smoothing=...) is the same.

    Examples
    --------
    >>> z = np.log([0.91] + [0.01] * 9)
    >>> round(float(smoothed_cross_entropy(z, np.eye(10)[0])), 4)
    0.5003
    """
    return cost(z, *_smooth(y, epsilon))


@checked(as_logits, as_distributions, epsilon=(as_probabilities, examples_fit))
def smoothed_cross_entropy_grad(z: ArrayLike, y: ArrayLike, epsilon: ArrayLike = 0.1) -> np.ndarray:
    """Derivative over each logit: q less the smoothed label.

    It has terms of both signs, which cancel at the optimum: its error is a few roundings of the
    larger one.

    Parameters and errors as for `smoothed_cross_entropy`. Result shaped as z, in nats.

    >>> smoothed_cross_entropy_grad([0.0, 0.0], [1, 0], epsilon=0.5)
    array([-0.25,  0.25])
    """
    return pull(z, *_smooth(y, epsilon))


@checked(as_logits, as_distributions, epsilon=(as_probabilities, examples_fit))
def smoothed_wrong_cross_entropy(
    z: ArrayLike, y: ArrayLike, epsilon: ArrayLike = 0.1
) -> np.ndarray:
    """Label smoothing with epsilon spread over the K - 1 wrong classes.

    The target is (1 - epsilon) y + epsilon (1 - y) / (K - 1). Over all K classes an epsilon larger
    by the factor K / (K - 1) gives the same target.

    Parameters, result and errors as for `smoothed_cross_entropy`, but the floor is
    `label_smoothing_floor(K, epsilon, wrong_only=True)`.

    References
    ----------
    Vaswani et al. (2018), Tensor2Tensor for Neural Machine Translation: smoothing_cross_entropy in
    its code.

    Examples
    --------
    >>> z = np.log([0.9] + [0.1 / 9] * 9)
    >>> round(float(smoothed_wrong_cross_entropy(z, np.eye(10)[0])), 4)
    0.5448
    """
    return cost(z, *_smooth_wrong(y, epsilon))


@checked(as_logits, as_distributions, epsilon=(as_probabilities, examples_fit))
def smoothed_wrong_cross_entropy_grad(
    z: ArrayLike, y: ArrayLike, epsilon: ArrayLike = 0.1
) -> np.ndarray:
    """Derivative over each logit: q less the smoothed label, accurate as in the other convention.

    Parameters and errors as for `smoothed_cross_entropy`. Result shaped as z, in nats.

    >>> smoothed_wrong_cross_entropy_grad([0.0, 0.0], [1, 0], epsilon=0.25)
    array([-0.25,  0.25])
    """
    return pull(z, *_smooth_wrong(y, epsilon))


def label_smoothing_floor(K: int, epsilon: ArrayLike, wrong_only: bool = False) -> np.ndarray:
    """Smallest loss that label smoothing allows: the entropy of the smoothed label.

    Parameters
    ----------
    K : int
        Number of classes.
    epsilon : array_like of shape (...), in [0, 1]
    wrong_only : bool
        Whether epsilon is spread over the K - 1 wrong classes.

    Returns
    -------
    ndarray of shape (...), nats from 0 to ln K

    Raises
    ------
    ValueError
        If epsilon is outside [0, 1].

    Examples
    --------
    >>> round(float(label_smoothing_floor(10, 0.1)), 4)
    0.5003
    >>> round(float(label_smoothing_floor(10, 0.1, wrong_only=True)), 4)
    0.5448
    """
    smooth = _smooth_wrong if wrong_only else _smooth
    with np.errstate(under="ignore"):
        targets, _ = smooth(np.eye(K)[0], as_probabilities("epsilon", epsilon))
        return entr(targets).sum(axis=-1)


LOSSES: dict[str, Loss] = {
    "label-smoothing": Loss(
        "Label smoothing",
        "label smoothing",
        smoothed_cross_entropy,
        smoothed_cross_entropy_grad,
        r"-\sum_k \Big((1 - \varepsilon)\, y_k + \frac{\varepsilon}{K}\Big) \ln q_k",
        r"q_k - (1 - \varepsilon)\, y_k - \frac{\varepsilon}{K}",
        "Szegedy et al. (2016), Rethinking the Inception Architecture, section 7",
        takes="logits",
        parameters=(Parameter("epsilon", "ε", "share of the label that is spread", 0, 0.5, 0.1),),
    ),
    "label-smoothing-wrong": Loss(
        "Label smoothing (wrong classes)",
        "smoothing (wrong)",
        smoothed_wrong_cross_entropy,
        smoothed_wrong_cross_entropy_grad,
        r"-\sum_k \Big((1 - \varepsilon)\, y_k + \frac{\varepsilon (1 - y_k)}{K - 1}\Big) \ln q_k",
        r"q_k - (1 - \varepsilon)\, y_k - \frac{\varepsilon (1 - y_k)}{K - 1}",
        "Vaswani et al. (2018), Tensor2Tensor for Neural Machine Translation",
        takes="logits",
        parameters=(Parameter("epsilon", "ε", "share of the label that is spread", 0, 0.5, 0.1),),
    ),
}
