"""A classifier of a thousand classes in training, made so that luck plays no part.

What speaks for a class is a normal number, evenly spread over its quantiles instead of drawn. At
progress t, from 0 to 1, the 999 wrong classes of every picture stand at standard normal quantiles
and the right one at 5 t + sqrt(1 + (1.5 t)^2) e, with e a quantile for each picture: how easy it
is. The logits are 3 t times these numbers, times the sharpness.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp
from scipy.stats import norm

from lib.maths.checks import as_finite, as_probabilities, check_broadcast
from lib.maths.losses import sigmoid_binary_cross_entropy
from lib.maths.scoring import top_k_accuracy

CLASSES = 1000
PICTURES = 500
LEARNT, SPREAD = 5.0, 1.5  # what training adds to the right class: its mean and its deviation
SCALE = 3.0  # how far training spreads the logits


def _quantiles(count: int) -> np.ndarray:
    return norm.ppf((np.arange(count) + 0.5) / count)


_WRONG, _EASE = _quantiles(CLASSES - 1), _quantiles(PICTURES)


def _right(progress: np.ndarray) -> np.ndarray:
    """What speaks for the right class of every picture, (..., PICTURES)."""
    t = progress[..., None]
    return t * LEARNT + np.hypot(1, t * SPREAD) * _EASE


def mean_loss(progress: ArrayLike, sharpness: ArrayLike = 1.0) -> np.ndarray:
    """Mean softmax cross-entropy over the pictures.

    The wrong classes are the same for every picture, so their log-sum-exp is taken once, and the
    loss is that of a yes whose logit is the right class's lead over it.

    Parameters
    ----------
    progress : array_like of shape (...), in [0, 1]
    sharpness : array_like of shape (...), finite
        Factor of all logits.

    Returns
    -------
    ndarray of shape (...), nats; ln 1000 untrained

    Raises
    ------
    ValueError
        If the progress is outside [0, 1], the sharpness infinite or NaN, or the shapes do not
        broadcast.

    Examples
    --------
    >>> round(float(mean_loss(0.0)), 4)
    6.9078
    """
    progress, sharpness = as_probabilities("progress", progress), as_finite("sharpness", sharpness)
    check_broadcast(progress=progress, sharpness=sharpness)
    factor = (SCALE * sharpness * progress)[..., None]
    lead = factor * _right(progress) - logsumexp(factor * _WRONG, axis=-1, keepdims=True)
    return sigmoid_binary_cross_entropy(lead, 1).mean(axis=-1)


def accuracy(progress: float, k: int) -> float:
    """Share of the pictures whose class is among the k first; no sharpness changes it.

    Parameters
    ----------
    progress : float, in [0, 1]
        Before any training the classes are tied, and a hit is luck: k in 1000.
    k : int
        From 1 to 999.

    Returns
    -------
    float, in [0, 1]

    Raises
    ------
    ValueError
        If the progress is outside [0, 1] or k is none of these.

    Examples
    --------
    >>> accuracy(0.0, 5)
    0.005
    """
    progress = as_probabilities("progress", progress)
    if k not in range(1, CLASSES):
        raise ValueError(f"k must be a whole number from 1 to {CLASSES - 1}; got {k}")
    if progress == 0:
        return k / CLASSES
    # Only the k strongest wrong classes can stand in the way.
    rivals = np.broadcast_to(_WRONG[-k:], (PICTURES, k))
    scores = np.concatenate([_right(progress)[:, None], rivals], axis=-1)
    return float(top_k_accuracy(scores, 0, k).mean())
