"""Losses that compare: what belongs together is to be closer than what does not."""

import numpy as np
from numpy.typing import ArrayLike

from lib.checks import (
    as_finite,
    as_labels,
    as_logits,
    as_non_negative,
    as_positive,
    check_same_shape,
)
from lib.formulas import checked, labels_fit
from lib.losses.multiclass import (
    softmax_cross_entropy_with_integer_labels,
    softmax_cross_entropy_with_integer_labels_grad,
)
from lib.losses.record import Loss, Parameter

# ---- InfoNCE: find the positive among N items ----------------------------------------------------


@checked(as_logits, as_labels, fit=labels_fit, temperature=as_positive)
def info_nce(
    similarities: ArrayLike, positive: ArrayLike, temperature: ArrayLike = 0.1
) -> np.ndarray:
    """Cross-entropy of finding the positive among N items: -ln softmax(s / temperature)[positive].

    Parameters
    ----------
    similarities : array_like of shape (..., N)
        Of the anchor to each item, the positive among them.
    positive : array_like of shape (...) or (), integers in [0, N)
        Index of the positive.
    temperature : array_like, positive, broadcast against the similarities
        Shape (G, 1) sweeps G temperatures over similarities of shape (N,).

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity; ln N where all are equally similar

    Raises
    ------
    ValueError
        If a similarity is NaN or the largest infinite, the positive is no item, the temperature is
        not positive, or their shapes do not fit.

    References
    ----------
    Van den Oord, Li and Vinyals (2018), Representation Learning with Contrastive Predictive Coding,
    eq. 4. With a temperature: Chen et al. (2020), A Simple Framework for Contrastive Learning of
    Visual Representations, eq. 1.

    Examples
    --------
    >>> round(float(info_nce([0.0] * 256, 0)), 3)
    5.545
    """
    z = _scaled(similarities, temperature)
    labels = np.broadcast_to(positive, z.shape[:-1])
    return softmax_cross_entropy_with_integer_labels(z, labels)


@checked(as_logits, as_labels, fit=labels_fit, temperature=as_positive)
def info_nce_grad(
    similarities: ArrayLike, positive: ArrayLike, temperature: ArrayLike = 0.1
) -> np.ndarray:
    """Derivative over each similarity: (q - [item is the positive]) / temperature.

    Parameters and errors as for `info_nce`. Result shaped as the similarities, in nats.

    >>> info_nce_grad([0.0, 0.0], 0, temperature=0.5)
    array([-1.,  1.])
    """
    z = _scaled(similarities, temperature)
    labels = np.broadcast_to(positive, z.shape[:-1])
    return softmax_cross_entropy_with_integer_labels_grad(z, labels) / temperature


def _scaled(similarities: np.ndarray, temperature: np.ndarray) -> np.ndarray:
    """Logits of the items, 0 for the most similar: so none of them can overflow."""
    return (similarities - similarities.max(axis=-1, keepdims=True)) / temperature


# ---- Triplet: nearer to the positive than to the negative, by a margin --------------------------


@checked(as_finite, as_finite, negative=as_finite, margin=as_non_negative)
def triplet(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: ArrayLike = 0.2
) -> np.ndarray:
    """Triplet loss: max(0, |a - p|^2 - |a - n|^2 + margin), of squared distances.

    The difference of the squares is computed as (n - p) . (2 a - p - n), which cancels nothing
    where p is next to n. Its terms, one a dimension, can have both signs: the error is a few
    roundings of the largest of them and of the margin.

    Parameters
    ----------
    anchor, positive, negative : array_like of shape (..., D)
        Embeddings.
    margin : array_like of shape (...), not negative

    Returns
    -------
    ndarray of shape (...), in squared units of the embedding, from 0 to infinity

    Raises
    ------
    ValueError
        If a value is infinite or NaN, the margin is negative, or the shapes differ.

    References
    ----------
    Schroff, Kalenichenko and Philbin (2015), FaceNet: a Unified Embedding for Face Recognition and
    Clustering, eq. 3.

    Examples
    --------
    >>> float(triplet([0.0, 0.0], [1.0, 0.0], [0.0, 2.0], margin=4))
    1.0
    """
    return np.maximum(0, _violation(anchor, positive, negative, margin))


@checked(as_finite, as_finite, negative=as_finite, margin=as_non_negative)
def triplet_grad(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: ArrayLike = 0.2
) -> np.ndarray:
    """Derivative over the anchor: 2 (n - p) where the loss is above 0, and 0 from the kink on.

    Parameters and errors as for `triplet`. Result shaped as the anchor.

    >>> triplet_grad([0.0, 0.0], [1.0, 0.0], [0.0, 2.0], margin=4)
    array([-2.,  4.])
    """
    active = _violation(anchor, positive, negative, margin) > 0
    return np.where(active[..., None], 2 * (negative - positive), 0)


def _violation(a: np.ndarray, p: np.ndarray, n: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Return |a - p|^2 - |a - n|^2 + margin, through factors scaled so that none overflows."""
    check_same_shape("anchor and negative", a.shape, n.shape or a.shape)
    factors = np.broadcast_arrays(n - p, (a - p) + (a - n))
    _, exponent = np.frexp(np.abs(factors).max(axis=(0, -1)))
    u, v = (np.ldexp(factor, -exponent[..., None]) for factor in factors)
    return np.ldexp((u * v).sum(axis=-1), 2 * exponent) + margin


LOSSES: dict[str, Loss] = {
    "info-nce": Loss(
        "InfoNCE",
        info_nce,
        info_nce_grad,
        r"-\ln \frac{e^{s_+ / \tau}}{\sum_j e^{s_j / \tau}}",
        r"\frac{q_j - [j = +]}{\tau}, \quad q = \operatorname{softmax}(s / \tau)",
        "Van den Oord, Li and Vinyals (2018), Contrastive Predictive Coding, equation 4",
        takes="similarities and the index of the positive",
        parameters=(Parameter("temperature", "τ", "temperature", 0.02, 2, 0.1),),
        example=(np.array([[0.9, 0.2, -0.3], [0.1, 0.5, 0.4]]), np.array([0, 2])),
    ),
    "triplet": Loss(
        "Triplet",
        triplet,
        triplet_grad,
        r"\max(0,\, |a - p|^2 - |a - n|^2 + \alpha)",
        r"2 (n - p) \text{ where the loss is above 0}",
        "Schroff, Kalenichenko and Philbin (2015), FaceNet, equation 3",
        takes="embeddings of an anchor, a positive and a negative",
        parameters=(Parameter("margin", "α", "margin", 0, 2, 0.2),),
        example=(
            np.array([[0.0, 0.5], [1.0, 1.0]]),
            np.array([[1.0, 0.0], [-1.0, 0.2]]),
            np.array([[0.2, 0.9], [0.5, -0.5]]),
        ),
    ),
}
