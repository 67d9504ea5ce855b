"""Cross-entropy by other names: KL divergence, and the negative log-likelihood of labels."""

import numpy as np
from numpy.polynomial.polynomial import polyval
from numpy.typing import ArrayLike
from scipy.special import factorial

from lib.maths.checks import (
    as_distributions,
    as_floats,
    as_labels,
    as_logits,
    beyond_rounding,
    check_classes,
    floating,
)
from lib.maths.formulas import checked, labels_fit
from lib.maths.losses._softmax import apart, pull
from lib.maths.losses.record import Loss

# ---- KL divergence -------------------------------------------------------------------------------

_REST_OF_EXP = 1 / factorial(np.arange(2, 16))  # (e^d - 1 - d) / d^2, to the last digit for d < 1/2


@checked(as_logits, as_distributions)
def softmax_kl_divergence(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """KL divergence of q = softmax(z) from the target: the sum of y (ln y - ln q).

    It is cross-entropy less the entropy of y, which no model can change: 0 where q is y, and
    cross-entropy itself for hard labels. Each term is taken less y - q; that leaves terms of one
    sign, and keeps the accuracy for q next to y, as far as the rounding of the logits does. What
    was taken is 0 in all, or what y misses 1 by.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
        Logarithms of probabilities will do: they are logits of these.
    y : array_like of shape (..., K)
        Target: a distribution over the last axis.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, or their shapes differ.

    References
    ----------
    Kullback and Leibler (1951), On Information and Sufficiency. As a loss of targets that another
    model gives: Hinton, Vinyals and Dean (2015), Distilling the Knowledge in a Neural Network,
    section 2, up to that constant.

    Examples
    --------
    >>> round(float(softmax_kl_divergence([0.0, 0.0], [0.75, 0.25])), 4)
    0.1308
    """
    lead, e, top, others = apart(z)
    q, log_q = (e + top) / (1 + others), lead - np.log1p(others)
    d = log_q - np.log(y)
    near = y * d * d * polyval(d, _REST_OF_EXP)  # y (e^d - 1 - d), nothing cancelled
    far = (q - y) - y * d
    terms = np.where(y > 0, np.where(np.abs(d) < 0.5, near, far), q)
    return terms.sum(axis=-1) + beyond_rounding(y.sum(axis=-1) - 1)


@checked(as_logits, as_distributions)
def softmax_kl_divergence_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each logit: q - y, the same as cross-entropy's.

    Parameters and errors as for `softmax_kl_divergence`. Result shaped as z, in nats.

    >>> softmax_kl_divergence_grad([0.0, 0.0], [0.75, 0.25])
    array([-0.25,  0.25])
    """
    return pull(z, y)


# ---- Negative log-likelihood ---------------------------------------------------------------------


def _as_log_probabilities(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as floats that can be logarithms of probabilities, over the last axis."""
    array = floating(name, values)
    check_classes(name, array)
    if not array.max(initial=0) <= 0:  # a NaN is not
        fault = as_floats(name, array)[array > 0][0]
        raise ValueError(f"{name} must be logarithms of probabilities, at most 0; got {fault}")
    return array


@checked(_as_log_probabilities, as_labels, fit=labels_fit, axes=1)
def log_softmax_nll(log_q: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Negative log-likelihood of labels under given log-probabilities: -log_q[label].

    The logarithm is taken by the log-softmax that comes before; this loss only picks and negates.
    Both together are softmax cross-entropy.

    Parameters
    ----------
    log_q : array_like of shape (..., K), at most 0
        Logarithms of the probabilities of the classes. That the probabilities sum to 1 is taken on
        trust, as everywhere this loss is offered.
    labels : array_like of shape (...) or (), integers in [0, K)

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If log_q is above 0 (it then holds logits, or probabilities) or NaN, a label is no class, or
        their shapes do not fit.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.5.

    Examples
    --------
    >>> round(float(log_softmax_nll(np.log([0.7, 0.2, 0.1]), 0)), 4)
    0.3567
    """
    return -log_q[_places(log_q, labels)]


@checked(_as_log_probabilities, as_labels, fit=labels_fit, axes=1)
def log_softmax_nll_grad(log_q: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Derivative over each log-probability, as if it were free of the others: -1 at the label.

    That the true class's log-probability can only rise at the expense of the others is the
    log-softmax's knowledge. Its derivative turns this into q - y over the logits.

    Parameters and errors as for `log_softmax_nll`. Result shaped as log_q, in nats for each nat.

    >>> log_softmax_nll_grad(np.log([0.7, 0.2, 0.1]), 0)
    array([-1.,  0.,  0.])
    """
    grad = np.zeros_like(log_q)
    grad[_places(log_q, labels)] = -1
    return grad


def _places(x: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, ...]:
    """Index of the entry of each example at its label; one label may stand for all."""
    return *np.indices(x.shape[:-1], sparse=True), labels


LOSSES: dict[str, Loss] = {
    "softmax-kl-divergence": Loss(
        "KL divergence",
        "KL divergence",
        softmax_kl_divergence,
        softmax_kl_divergence_grad,
        r"\sum_k y_k \ln \frac{y_k}{q_k}, \quad q = \operatorname{softmax}(z)",
        r"q_k - y_k",
        "Kullback and Leibler (1951), On Information and Sufficiency",
        takes="logits",
    ),
    "log-softmax-nll": Loss(
        "Negative log-likelihood",
        "NLL",
        log_softmax_nll,
        log_softmax_nll_grad,
        r"-\ln q_c",
        r"-[k = c] \quad \text{over } \ln q_k",
        "Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.5",
        takes="log-probabilities and labels",
        example=(np.log([[0.7, 0.2, 0.1], [0.25, 0.25, 0.5]]), np.array([0, 2])),
    ),
}
