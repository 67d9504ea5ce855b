"""Cross-entropy by other names: KL divergence, and the negative log-likelihood of labels."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import hyp1f1

from lib.checks import as_distributions, as_floats, as_labels, as_logits
from lib.formulas import checked, labels_fit
from lib.losses._softmax import softmax_error, surprisals
from lib.losses.record import Loss

# ---- KL divergence -------------------------------------------------------------------------------


@checked(as_logits, as_distributions)
def softmax_kl_divergence(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """KL divergence of q = softmax(z) from the target: the sum of y (ln y - ln q).

    It is cross-entropy less the entropy of y, which no model can change: 0 where q is y, and
    cross-entropy itself for hard labels. Each term is taken less y - q; that sums to 0, leaves
    terms of one sign, and keeps the accuracy for q next to y, as far as the rounding of the
    logits does.

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
    log_q = -surprisals(z)
    d = log_q - np.log(y)
    near = y * d * d / 2 * hyp1f1(1, 3, np.clip(d, -1, 1))  # y (e^d - 1 - d), nothing cancelled
    far = np.exp(log_q) - y - y * d
    terms = np.where(np.abs(d) < 0.5, near, far)
    return np.where(y > 0, terms, np.exp(log_q)).sum(axis=-1)


@checked(as_logits, as_distributions)
def softmax_kl_divergence_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each logit: q - y, the same as cross-entropy's.

    Parameters and errors as for `softmax_kl_divergence`. Result shaped as z, in nats.

    >>> softmax_kl_divergence_grad([0.0, 0.0], [0.75, 0.25])
    array([-0.25,  0.25])
    """
    return softmax_error(z, y)[2]


# ---- Negative log-likelihood ---------------------------------------------------------------------


def _as_log_probabilities(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as floats that can be logarithms of probabilities, over the last axis."""
    array = as_floats(name, values)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise ValueError(f"{name} must have a last axis over the classes; got shape {array.shape}")
    if (array > 0).any():
        fault = array[array > 0][0]
        raise ValueError(f"{name} must be logarithms of probabilities, at most 0; got {fault}")
    return array


@checked(_as_log_probabilities, as_labels, fit=labels_fit)
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
    return -_at_labels(log_q, labels)


@checked(_as_log_probabilities, as_labels, fit=labels_fit)
def log_softmax_nll_grad(log_q: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Derivative over each log-probability, as if it were free of the others: -1 at the label.

    That the true class's log-probability can only rise at the expense of the others is the
    log-softmax's knowledge. Its derivative turns this into q - y over the logits.

    Parameters and errors as for `log_softmax_nll`. Result shaped as log_q, in nats for each nat.

    >>> log_softmax_nll_grad(np.log([0.7, 0.2, 0.1]), 0)
    array([-1.,  0.,  0.])
    """
    return 0 - (np.arange(log_q.shape[-1]) == labels[..., None]) * np.ones_like(log_q)


def _at_labels(x: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The entry of each example at its label; one label may stand for all."""
    index = np.broadcast_to(labels, x.shape[:-1])[..., None]
    return np.take_along_axis(x, index, axis=-1)[..., 0]


LOSSES: dict[str, Loss] = {
    "softmax-kl-divergence": Loss(
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
        log_softmax_nll,
        log_softmax_nll_grad,
        r"-\ln q_c",
        r"-[k = c] \quad \text{over } \ln q_k",
        "Goodfellow, Bengio and Courville (2016), Deep Learning, section 5.5",
        takes="log-probabilities and labels",
        example=(np.log([[0.7, 0.2, 0.1], [0.25, 0.25, 0.5]]), np.array([0, 2])),
    ),
}
