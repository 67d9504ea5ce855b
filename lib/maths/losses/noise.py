"""Losses for labels that are sometimes wrong.

A parameter with a number for each example broadcasts against the examples `(...)`; a matrix has its
two class axes last, and its leading axes broadcast. So z of shape (n, K) and an exponent of shape
(g, 1), or matrices of shape (g, 1, K, K), give (g, n) losses.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import exprel

from lib.maths.checks import (
    as_distributions,
    as_logits,
    as_negative,
    as_non_negative,
    as_probabilities,
    as_stochastic_matrices,
)
from lib.maths.formulas import checked, examples_fit, pairs_fit
from lib.maths.losses._softmax import (
    apart,
    cost,
    probabilities,
    pull,
    pull_apart,
    sum_of_others,
    surprisals,
    weighted_sum,
)
from lib.maths.losses.record import Loss, Parameter

# ---- Between cross-entropy and absolute error ----------------------------------------------------


@checked(as_logits, as_distributions, exponent=(as_probabilities, examples_fit))
def generalised_cross_entropy(z: ArrayLike, y: ArrayLike, exponent: ArrayLike = 0.7) -> np.ndarray:
    """Generalised cross-entropy of q = softmax(z): the sum of y (1 - q^exponent) / exponent.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    y : array_like of shape (..., K)
        Target: a distribution over the last axis. A soft one is a mean over hard ones.
    exponent : array_like of shape (...), in [0, 1]
        0, a limit, is cross-entropy; 1 is 1 - q of the true class, half of the sum of the absolute
        errors of all classes.

    Returns
    -------
    ndarray of shape (...)
        From 0 to 1 / exponent. For hard labels the relative error of value and gradient is at most
        8 units in the last place, times 1 + the range of the logits, and K / 10 more.

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, their shapes differ, or
        the exponent is outside [0, 1].

    References
    ----------
    Zhang and Sabuncu (2018), Generalized Cross Entropy Loss for Training Deep Neural Networks with
    Noisy Labels.

    Examples
    --------
    >>> generalised_cross_entropy([[0.0, 0.0]] * 2, [[1, 0]] * 2, exponent=[0, 1])
    array([0.69314718, 0.5       ])
    """
    exponent, surprisal = exponent[..., None], surprisals(z)
    each = surprisal * exprel(-exponent * surprisal)
    if not np.isfinite(surprisal).all():
        each = np.where(surprisal < np.inf, each, np.reciprocal(exponent))
    return weighted_sum(y, each)


@checked(as_logits, as_distributions, exponent=(as_probabilities, examples_fit))
def generalised_cross_entropy_grad(
    z: ArrayLike, y: ArrayLike, exponent: ArrayLike = 0.7
) -> np.ndarray:
    """Derivative over each logit: that of cross-entropy, times q^exponent of the true class.

    For a soft target it is the mean over hard ones, whose terms have both signs.

    Parameters and errors as for `generalised_cross_entropy`. Result shaped as z.

    >>> generalised_cross_entropy_grad([0.0, 0.0], [1, 0], exponent=1)
    array([-0.25,  0.25])
    """
    lead, *_, others = parts = apart(z)
    power = np.fmin(exponent[..., None] * (lead - np.log1p(others)), 0)  # 0 times infinity is 0
    return pull_apart(parts, y * np.exp(power))


# ---- Cross-entropy in both directions ------------------------------------------------------------


def _reverse_cost(y: np.ndarray, log_zero: np.ndarray) -> np.ndarray:
    """What a class's probability costs in reverse cross-entropy, less what a wrong class costs."""
    return np.where(y > 0, log_zero[..., None] - np.log(y), 0)


@checked(
    as_logits,
    as_distributions,
    alpha=(as_non_negative, examples_fit),
    beta=(as_non_negative, examples_fit),
    log_zero=(as_negative, examples_fit),
)
def symmetric_cross_entropy(
    z: ArrayLike,
    y: ArrayLike,
    alpha: ArrayLike = 0.1,
    beta: ArrayLike = 1.0,
    log_zero: ArrayLike = -4.0,
) -> np.ndarray:
    """Cross-entropy of y and q = softmax(z) both ways: alpha H(y, q) + beta H(q, y), ln 0 a number.

    For a hard label the second is -log_zero (1 - q) of the true class: absolute error, scaled.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    y : array_like of shape (..., K)
        Target: a distribution over the last axis.
    alpha, beta : array_like of shape (...), at least 0
        alpha = 1 and beta = 0 is plain cross-entropy.
    log_zero : array_like of shape (...), negative
        What stands for ln 0. At -2 H(q, y) is the sum of the absolute errors of all classes.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity. For hard labels the relative error of value and gradient is at
        most 8 units in the last place, times 1 + the range of the logits, and K / 10 more.

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, their shapes differ, alpha
        or beta is negative, or log_zero is not.

    References
    ----------
    Wang et al. (2019), Symmetric Cross Entropy for Robust Learning with Noisy Labels.

    Examples
    --------
    >>> float(symmetric_cross_entropy([0.0, 0.0], [1, 0], alpha=0))
    2.0
    """
    q, _, _ = probabilities(z)
    wrong = np.where(y > 0, -np.log(y), -log_zero[..., None])
    backward = beta * (q * wrong).sum(axis=-1)
    return np.where(alpha > 0, alpha * cost(z, y), 0) + backward


@checked(
    as_logits,
    as_distributions,
    alpha=(as_non_negative, examples_fit),
    beta=(as_non_negative, examples_fit),
    log_zero=(as_negative, examples_fit),
)
def symmetric_cross_entropy_grad(
    z: ArrayLike,
    y: ArrayLike,
    alpha: ArrayLike = 0.1,
    beta: ArrayLike = 1.0,
    log_zero: ArrayLike = -4.0,
) -> np.ndarray:
    """Derivative over each logit, for a hard label: (q - y) (alpha - beta log_zero q_true).

    Parameters and errors as for `symmetric_cross_entropy`. Result shaped as z, in nats.

    >>> symmetric_cross_entropy_grad([0.0, 0.0], [1, 0], alpha=0)
    array([-1.,  1.])
    """
    q, rest, top = probabilities(z)
    # A constant added to the cost of every class changes no slope; this one spares a cancellation.
    wrong = _reverse_cost(y, log_zero)
    backward = q * (wrong * rest - sum_of_others(wrong * q, top))
    return pull(z, alpha[..., None] * y) + beta[..., None] * backward


# ---- A known rate of errors ----------------------------------------------------------------------


def _as_noise(name: str, values: ArrayLike) -> np.ndarray:
    """Return stochastic matrices, or the number 1 that stands for the identity."""
    if np.ndim(values):
        return as_stochastic_matrices(name, values)
    return as_distributions(name, [values])[0]


def _matrix(z: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return matrices of the K classes of z."""
    return noise if noise.ndim else np.eye(z.shape[-1], dtype=z.dtype)


def _times(rows: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return each row times its matrix; one matrix may be for all."""
    return rows @ matrix if matrix.ndim == 2 else (rows[..., None, :] @ matrix)[..., 0, :]


def _paths(
    z: np.ndarray, matrix: np.ndarray, y: np.ndarray, r: np.ndarray
) -> Iterator[tuple[tuple[int, ...], np.ndarray, np.ndarray]]:
    """Yield each example with a label that is too improbable for r, and logarithms for it.

    These are the least surprisal of a true class and the noisy label j, and, over i and j, how
    probable i is beside the class that leads to j most probably.
    """
    limits = np.finfo(r.dtype)
    lost = ((y > 0) & (r < limits.tiny / limits.eps)).any(axis=-1)
    logits, matrices = (
        np.broadcast_to(x, lost.shape + x.shape[-axes:]) for x, axes in ((z, 1), (matrix, 2))
    )
    for example in map(tuple, np.argwhere(lost)):
        surprisal = surprisals(logits[example])[:, None] - np.log(matrices[example])
        least = surprisal.min(axis=0)
        yield example, least, np.where(least < np.inf, np.exp(least - surprisal), 0)


@checked(as_logits, as_distributions, noise=(_as_noise, pairs_fit))
def forward_corrected_cross_entropy(
    z: ArrayLike, y: ArrayLike, noise: ArrayLike = 1.0
) -> np.ndarray:
    """Cross-entropy of the noisy label: the sum of -y ln(T' q), with q = softmax(z), T' transposed.

    The model q speaks of the true class; the matrix T adds the known mistakes of the labels.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    y : array_like of shape (..., K)
        The noisy target: a distribution over the last axis.
    noise : array_like of shape (..., K, K) or ()
        T[i, j] is the probability that an example of class i is labelled j, so rows sum to 1. The
        number 1 stands for the identity: plain cross-entropy.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, y is no distribution, their shapes differ, or
        noise has rows that are no distributions of the K classes.

    References
    ----------
    Patrini et al. (2017), Making Deep Neural Networks Robust to Label Noise: A Loss Correction
    Approach.

    Examples
    --------
    >>> loss = forward_corrected_cross_entropy([99, 0], [0, 1], noise=[[0.75, 0.25], [0, 1]])
    >>> bool(np.isclose(loss, np.log(4)))
    True
    """
    matrix, (q, _, _) = _matrix(z, noise), probabilities(z)
    # How probable each noisy label is, and how improbable; T counts as it is, whatever it sums to.
    r, miss = _times(q, matrix), _times(q, 1 - matrix)
    # Where the noisy label is nearly certain its surprisal is told from what is missing.
    each, near = -np.log(r), miss < 0.5
    each[near] = -np.log1p(-miss[near])
    for example, least, ways in _paths(z, matrix, y, r):
        each[example] = least - np.log(
            np.maximum(ways.sum(axis=0), 1)
        )  # one is 1, or there is none
    return weighted_sum(y, each)


@checked(as_logits, as_distributions, noise=(_as_noise, pairs_fit))
def forward_corrected_cross_entropy_grad(
    z: ArrayLike, y: ArrayLike, noise: ArrayLike = 1.0
) -> np.ndarray:
    """Derivative over each logit: q less the probability of the true class, given the noisy label.

    It has terms of both signs: its error is a few roundings of the larger one. Where noise makes a
    label impossible the loss is infinite for every z, and the derivative is called q.

    Parameters and errors as for `forward_corrected_cross_entropy`. Result shaped as z, in nats.

    >>> forward_corrected_cross_entropy_grad([0.0, 0.0], [1, 0], noise=[[0.75, 0.25], [0.25, 0.75]])
    array([-0.25,  0.25])
    """
    matrix, (_, e, top, others) = _matrix(z, noise), (parts := apart(z))
    q = (e + top) / (1 + others)
    r = _times(q, matrix)
    true = q * _times(np.fmax(y / r, 0), matrix.mT)  # of a label with y = 0 even where r is 0
    targets = np.broadcast_to(y, r.shape)
    for example, _, ways in _paths(z, matrix, y, r):
        true[example] = (ways / np.maximum(ways.sum(axis=0), 1)) @ targets[example]
    return pull_apart(parts, true)


def _flips(rate: ArrayLike) -> np.ndarray:
    """The noise of two classes that are taken for each other at one rate."""
    rate = np.asarray(rate, dtype=float)[..., None, None]
    return np.where(np.eye(2) > 0, 1 - rate, rate)


LOSSES: dict[str, Loss] = {
    "generalised": Loss(
        "Generalised cross-entropy",
        "generalised",
        generalised_cross_entropy,
        generalised_cross_entropy_grad,
        r"\sum_k y_k \frac{1 - q_k^{\,\kappa}}{\kappa}",
        r"\sum_i y_i\, q_i^{\,\kappa}\, (q_k - [k = i])",
        "Zhang and Sabuncu (2018), Generalized Cross Entropy Loss",
        takes="logits",
        parameters=(Parameter("exponent", "κ", "exponent", 0, 1, 0.7),),
    ),
    "symmetric": Loss(
        "Symmetric cross-entropy",
        "symmetric",
        symmetric_cross_entropy,
        symmetric_cross_entropy_grad,
        r"-\alpha \sum_k y_k \ln q_k - \beta \sum_k q_k \ln y_k, \quad \ln 0 := A",
        r"(q_k - y_k)(\alpha - \beta A\, q_c) \text{ for class } c",
        "Wang et al. (2019), Symmetric Cross Entropy for Robust Learning with Noisy Labels",
        takes="logits",
        parameters=(
            Parameter("alpha", "α", "share of cross-entropy", 0, 2, 0.1),
            Parameter("beta", "β", "share of the reverse", 0, 2, 1),
            Parameter("log_zero", "A", "what stands for ln 0", -10, -1, -4),
        ),
    ),
    "forward-correction": Loss(
        "Forward correction",
        "forward correction",
        forward_corrected_cross_entropy,
        forward_corrected_cross_entropy_grad,
        r"-\sum_k y_k \ln \big(T^{\mathsf T} q\big)_k",
        r"q_k - \sum_j y_j \frac{T_{kj}\, q_k}{(T^{\mathsf T} q)_j}",
        "Patrini et al. (2017), Making Deep Neural Networks Robust to Label Noise",
        takes="logits",
        parameters=(
            Parameter("noise", "ρ", "share of wrong labels", 0, 0.5, 0.2, argument=_flips),
        ),
    ),
}
