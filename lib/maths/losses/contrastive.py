"""Losses that compare: what belongs together is to be closer than what does not."""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import (
    as_finite,
    as_labels,
    as_logits,
    as_non_negative,
    as_positive,
    check_classes,
    check_same_shape,
)
from lib.maths.formulas import checked, elements_fit, examples_fit, labels_fit
from lib.maths.losses._softmax import cost_of_labels, pull_of_labels
from lib.maths.losses.record import Loss, Parameter
from lib.maths.rounding import two_sum

# ---- InfoNCE: find the positive among N items ----------------------------------------------------


@checked(as_logits, as_labels, fit=labels_fit, temperature=(as_positive, examples_fit))
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
    temperature : array_like of shape (...), positive
        One for each example, or a shape that broadcasts: (G,) sweeps G temperatures over
        similarities of shape (N,), and the result then has an axis for them.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity; ln N where all are equally similar. For hard labels the relative
        error is at most 4 units in the last place, times 1 + range of similarities / temperature,
        and N / 10 more.

    Raises
    ------
    ValueError
        If a similarity is NaN or the largest infinite, the positive is no item, the temperature is
        not positive, or their shapes do not fit.

    References
    ----------
    Van den Oord, Li and Vinyals (2018), Representation Learning with Contrastive Predictive Coding,
    eq. 4. With a temperature: Chen et al. (2020), A Simple Framework for Contrastive Learning of
    Visual Representations.

    Examples
    --------
    >>> round(float(info_nce([0.0] * 256, 0)), 3)
    5.545
    """
    return cost_of_labels(_scaled(similarities, temperature), positive)


@checked(as_logits, as_labels, fit=labels_fit, temperature=(as_positive, examples_fit))
def info_nce_grad(
    similarities: ArrayLike, positive: ArrayLike, temperature: ArrayLike = 0.1
) -> np.ndarray:
    """Derivative over each similarity: (q - [item is the positive]) / temperature.

    Parameters and errors as for `info_nce`. Result shaped as the similarities, in nats.

    >>> info_nce_grad([0.0, 0.0], 0, temperature=0.5)
    array([-1.,  1.])
    """
    return pull_of_labels(_scaled(similarities, temperature), positive) / temperature[..., None]


def _scaled(similarities: np.ndarray, temperature: np.ndarray) -> np.ndarray:
    """Logits of the items, 0 for the most similar: so none of them can overflow."""
    return (similarities - similarities.max(axis=-1, keepdims=True)) / temperature[..., None]


# ---- Triplet: nearer to the positive than to the negative, by a margin --------------------------


def squared_distance(a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """Squared Euclidean distance: |a - b|^2.

    Parameters
    ----------
    a, b : array_like of shape (..., D)

    Returns
    -------
    ndarray of shape (...), in squared units of a, from 0 to infinity

    Raises
    ------
    ValueError
        If a value is infinite or NaN, there is no axis, or the shapes differ.

    Examples
    --------
    >>> float(squared_distance([0.0, 1.0], [3.0, 5.0]))
    25.0
    """
    a, b = as_finite("a", a), as_finite("b", b)
    check_same_shape("a and b", a.shape, b.shape)
    check_classes("a", a, "dimensions")
    with np.errstate(over="ignore", under="ignore"):
        return ((a - b) ** 2).sum(axis=-1)


@checked(
    as_finite,
    as_finite,
    axes=1,
    negative=(as_finite, elements_fit),
    margin=(as_non_negative, examples_fit),
)
def triplet(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: ArrayLike = 0.2
) -> np.ndarray:
    """Triplet loss: max(0, |a - p|^2 - |a - n|^2 + margin), of squared distances.

    The difference of the squares is computed as (n - p) . (2 a - p - n), each factor as if it were
    exact and then rounded. The terms of this product, one a dimension, can have both signs: the
    error is a few roundings of the sum of their sizes and of the margin.

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


@checked(
    as_finite,
    as_finite,
    axes=1,
    negative=(as_finite, elements_fit),
    margin=(as_non_negative, examples_fit),
)
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
    """Return |a - p|^2 - |a - n|^2 + margin, through factors scaled where they could overflow."""
    far = max(np.abs(each).max(initial=0) for each in (a, p, n))
    if far < np.sqrt(np.finfo(a.dtype).max / (8 * max(a.shape[-1], 1))):
        return np.einsum("...d,...d->...", n - p, _sum(a, -p, a, -n)) + margin
    a, p, n = np.broadcast_arrays(a, p, n)
    across, k = _scaled_sum(n, -p)
    twice, more = _scaled_sum(a, -p, a, -n)
    return np.ldexp((across * twice).sum(axis=-1), k + more) + margin


def _sum(first: np.ndarray, *terms: np.ndarray) -> np.ndarray:
    """Return the sum, rounded once."""
    total, lost = first, 0
    for term in terms:
        total, error = two_sum(term, total)
        lost = lost + error
    return total + lost


def _scaled_sum(*terms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return their sum, rounded once, as a vector of entries below 1 and its power of 2."""
    info = np.finfo(terms[0].dtype)
    _, exponent = np.frexp(np.abs(terms).max(axis=(0, -1)))
    # Only what could overflow is made smaller: the rest keeps its digits.
    spare = np.maximum(exponent - (info.maxexp - 4), 0)
    total = _sum(*(np.ldexp(term, -spare[..., None]) for term in terms))
    _, exponent = np.frexp(np.abs(total).max(axis=-1))
    return np.ldexp(total, -exponent[..., None]), exponent + spare


LOSSES: dict[str, Loss] = {
    "info-nce": Loss(
        "InfoNCE",
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
        "triplet",
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
