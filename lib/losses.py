"""The value and the gradient of every loss, side by side.

Symbols: `z` is a logit, `q` the model's probability (sigmoid(z) or softmax(z)), `y` the target and
`labels` class indices. The prediction comes first, then the target.

- Unprefixed functions take probabilities; `sigmoid_`, `softmax_` and `hinge` take logits.
- Binary losses work elementwise on `q` or `z` of any shape, with a `y` of the same shape or one `y`
  for all. Multi-class losses take `(..., K)` arrays and give one loss for each example; their `y`
  is a distribution over the K classes, one-hot or soft. The caller takes the mean.
- `<name>_grad` is the derivative over the first argument, for each element or each class. It takes
  the arguments of `<name>` and refuses the same ones.
- The result has the floating type of the first argument; integers count as float64.
- 0 ln 0 is 0. What is infinite is returned as infinity, never clipped.

A tiny loss or gradient is as accurate as a large one, because 1 - q is never a subtraction: it is
sigmoid(-z), or the sum of the other classes. For hard labels the relative error in float64 is at
most 4 units in the last place, times 1 + the range of the logits for softmax.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_expit, softmax, xlog1py, xlogy

from lib.checks import (
    Formula,
    as_distributions,
    as_floats,
    as_hard_labels,
    as_logits,
    as_probabilities,
    checked,
    checked_labels,
)

# ---- Binary: from a probability -----------------------------------------------------------------


@checked(as_probabilities, as_probabilities)
def binary_cross_entropy(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of a probability: -y ln q - (1 - y) ln(1 - q).

    Parameters
    ----------
    q, y : array_like of shape (...), in [0, 1]
        Probability of a 1, and its target; one y may stand for all.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity: infinite where q rules out what happened.

    Raises
    ------
    ValueError
        If q or y is outside [0, 1] or NaN, or their shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.90.

    Examples
    --------
    >>> float(binary_cross_entropy(0.5, 1))
    0.6931471805599453
    """
    return -xlogy(y, q) - xlog1py(1 - y, -q)


@checked(as_probabilities, as_probabilities)
def binary_cross_entropy_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: -y/q + (1 - y)/(1 - q), which is (q - y) / (q (1 - q)).

    Parameters and errors as for `binary_cross_entropy`. Result shaped as q, in nats.

    >>> float(binary_cross_entropy_grad(0.25, 1))
    -4.0
    """
    return np.where(y < 1, (1 - y) / (1 - q), 0) - np.where(y > 0, y / q, 0)


@checked(as_probabilities, as_probabilities)
def squared_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of a probability: (q - y)^2, without a half.

    Parameters and errors as for `binary_cross_entropy`.

    Returns
    -------
    ndarray of shape (...), without a unit, from 0 to 1

    References
    ----------
    Brier (1950), Verification of Forecasts Expressed in Terms of Probability, for one class.

    Examples
    --------
    >>> float(squared_error(0.5, 1))
    0.25
    """
    return (q - y) ** 2


@checked(as_probabilities, as_probabilities)
def squared_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: 2 (q - y).

    Parameters and errors as for `binary_cross_entropy`. Result shaped as q, without a unit.

    >>> float(squared_error_grad(0.5, 1))
    -1.0
    """
    return 2 * (q - y)


@checked(as_probabilities, as_probabilities)
def absolute_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Absolute error of a probability: |q - y|.

    Parameters and errors as for `binary_cross_entropy`.

    Returns
    -------
    ndarray of shape (...), without a unit, from 0 to 1

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 10.6.

    Examples
    --------
    >>> float(absolute_error(0.25, 1))
    0.75
    """
    return np.abs(q - y)


@checked(as_probabilities, as_probabilities)
def absolute_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: the sign of q - y, and 0 at the kink q = y.

    Parameters and errors as for `binary_cross_entropy`. Result shaped as q, without a unit.

    >>> float(absolute_error_grad(0.25, 1))
    -1.0
    """
    return np.sign(q - y)


@checked(as_probabilities, as_hard_labels)
def zero_one_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Whether the prediction is wrong: 1 or 0, where q > 0.5 predicts 1.

    Parameters and errors as for `binary_cross_entropy`, but y must be 0 or 1.

    Returns
    -------
    ndarray of shape (...), without a unit

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 2.4.

    Examples
    --------
    >>> zero_one_error([0.49, 0.51], 1)
    array([1., 0.])
    """
    return (q > 0.5) != y


@checked(as_probabilities, as_hard_labels)
def zero_one_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over q: 0 on both sides of the jump at 0.5, so nothing to learn from.

    Parameters and errors as for `zero_one_error`. Result shaped as q, without a unit.

    >>> float(zero_one_error_grad(0.49, 1))
    0.0
    """
    return 0 * q


# ---- Binary: from a logit -----------------------------------------------------------------------


# With e = exp(-|z|), q = exp(min(z, 0)) / (1 + e) and 1 - q = exp(min(-z, 0)) / (1 + e). A product
# of them is therefore one exponential over a power of 1 + e: nothing cancels, roundings stay few,
# and tiny probabilities survive that `expit` flushes to 0.


@checked(as_floats, as_probabilities)
def sigmoid_binary_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of q = sigmoid(z): -y ln sigmoid(z) - (1 - y) ln sigmoid(-z).

    Parameters
    ----------
    z : array_like of shape (...), any logit
    y : array_like of shape (...) or (), in [0, 1]

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z is NaN, y is outside [0, 1] or NaN, or their shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.90.

    Examples
    --------
    >>> float(sigmoid_binary_cross_entropy(-1000.0, 1))
    1000.0
    """
    return -np.where(y > 0, y * log_expit(z), 0) - np.where(y < 1, (1 - y) * log_expit(-z), 0)


@checked(as_floats, as_probabilities)
def sigmoid_binary_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over z: q - y with q = sigmoid(z); Bishop (2006), eq. 4.91.

    Parameters and errors as for `sigmoid_binary_cross_entropy`. Result shaped as z, in nats.

    >>> float(sigmoid_binary_cross_entropy_grad(0.0, 1))
    -0.5
    """
    error = (1 - y) * np.exp(np.minimum(z, 0)) - y * np.exp(np.minimum(-z, 0))
    return error / (1 + np.exp(-abs(z)))


@checked(as_floats, as_probabilities)
def sigmoid_squared_error(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of q = sigmoid(z): (q - y)^2, without a half.

    Parameters and errors as for `sigmoid_binary_cross_entropy`.

    Returns
    -------
    ndarray of shape (...)
        Without a unit, from 0 to 1. For soft labels its error is a few units of 1e-16 of that
        range, not of the loss.

    References
    ----------
    Rumelhart et al. (1986), Learning Representations by Back-propagating Errors, who halve it.

    Examples
    --------
    >>> float(sigmoid_squared_error(0.0, 1))
    0.25
    """
    # The mean square over hard labels drawn with probability y, less their variance.
    e = np.exp(-abs(z))
    mean = (1 - y) * np.exp(np.minimum(2 * z, 0)) + y * np.exp(np.minimum(-2 * z, 0))
    return np.maximum(mean / (1 + e * (2 + e)) - y * (1 - y), 0)  # 1 + e (2 + e) is (1 + e)^2


@checked(as_floats, as_probabilities)
def sigmoid_squared_error_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over z: 2 (q - y) q (1 - q) with q = sigmoid(z).

    Parameters and errors as for `sigmoid_binary_cross_entropy`. Result shaped as z, without a unit.

    >>> float(sigmoid_squared_error_grad(0.0, 1))
    -0.25
    """
    e = np.exp(-abs(z))
    pull = (1 - y) * np.exp(np.minimum(z, 0) - abs(z)) - y * np.exp(np.minimum(-z, 0) - abs(z))
    return 2 * pull / (1 + e * (3 + e * (3 + e)))  # (1 + e)^3


@checked(as_floats, as_hard_labels)
def hinge(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Hinge loss: max(0, 1 - m) for the margin m = (2 y - 1) z.

    Parameters and errors as for `sigmoid_binary_cross_entropy`, but y must be 0 or 1.

    Returns
    -------
    ndarray of shape (...)
        In units of z, from 0 to infinity; a margin of 1 or more costs nothing.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 12.3.2.

    Examples
    --------
    >>> hinge([-1.0, 0.5, 3.0], 1)
    array([2. , 0.5, 0. ])
    """
    return np.maximum(0, 1 - (2 * y - 1) * z)


@checked(as_floats, as_hard_labels)
def hinge_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over z: -(2 y - 1) below the margin 1, and 0 from the kink on.

    Parameters and errors as for `hinge`. Result shaped as z, without a unit.

    >>> hinge_grad([-1.0, 0.5, 3.0], 1)
    array([-1., -1.,  0.])
    """
    return np.where((2 * y - 1) * z < 1, 1 - 2 * y, 0)


# ---- Multi-class: from probabilities ------------------------------------------------------------


@checked(as_distributions, as_distributions)
def categorical_cross_entropy(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of a distribution: the sum of -y ln q over the classes.

    Parameters
    ----------
    q, y : array_like of shape (..., K)
        Probabilities of the classes, and their target: distributions over the last axis.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity: infinite where q rules out what y allows.

    Raises
    ------
    ValueError
        If q or y is no distribution, or their shapes differ.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108.

    Examples
    --------
    >>> float(categorical_cross_entropy([0.25, 0.5, 0.25], [0, 1, 0]))
    0.6931471805599453
    """
    return -xlogy(y, q).sum(axis=-1)


@checked(as_distributions, as_distributions)
def categorical_cross_entropy_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each probability, as if it were free of the others: -y / q.

    Parameters and errors as for `categorical_cross_entropy`. Result shaped as q, in nats.

    >>> categorical_cross_entropy_grad([0.25, 0.5, 0.25], [0, 1, 0])
    array([ 0., -2.,  0.])
    """
    return np.where(y > 0, -y / q, 0)


# ---- Multi-class: from logits -------------------------------------------------------------------


def _sum_of_others(x: np.ndarray) -> np.ndarray:
    """For each entry the sum of the other entries over the last axis, even where it is tiny.

    Subtracting an entry from the total is accurate unless that entry is most of the total; the
    others of the largest are therefore summed by themselves.
    """
    largest = np.abs(x).argmax(axis=-1, keepdims=True)
    others = x.copy()
    np.put_along_axis(others, largest, 0, axis=-1)
    rest = others.sum(axis=-1, keepdims=True)
    sums = (rest + np.take_along_axis(x, largest, axis=-1)) - x
    np.put_along_axis(sums, largest, rest, axis=-1)
    return sums


def _softmax_error(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return q = softmax(z), 1 - q and q - y, the last two without cancellation for hard labels."""
    q = softmax(z, axis=-1)
    rest = _sum_of_others(q)
    return q, rest, (1 - y) * q - y * rest


@checked(as_logits, as_distributions)
def softmax_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of q = softmax(z): the sum of -y ln q over the classes.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
        Adding a constant to all of an example changes nothing.
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
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.108. The sum without its largest
    term: Blanchard et al. (2021), Accurately Computing the Log-Sum-Exp and Softmax Functions.

    Examples
    --------
    >>> f"{softmax_cross_entropy([40.0, 0.0], [1, 0]):.2e}"
    '4.25e-18'
    """
    largest = z.argmax(axis=-1, keepdims=True)
    gap = np.take_along_axis(z, largest, axis=-1) - z
    others = np.exp(-gap)
    np.put_along_axis(others, largest, 0, axis=-1)
    surprisal = gap + np.log1p(others.sum(axis=-1, keepdims=True))  # two non-negative terms
    return np.where(y > 0, y * surprisal, 0).sum(axis=-1)


@checked(as_logits, as_distributions)
def softmax_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each logit: q - y with q = softmax(z); Bishop (2006), eq. 4.109.

    Parameters and errors as for `softmax_cross_entropy`. Result shaped as z, in nats.

    >>> softmax_cross_entropy_grad([0.0, 0.0], [1, 0])
    array([-0.5,  0.5])
    """
    return _softmax_error(z, y)[2]


def _blocks(z: np.ndarray, labels: np.ndarray) -> Iterator[tuple]:
    """Yield for a few rows at a time: the rows, where each label is, and the exponentials.

    With m the largest logit of a row and c its label, the exponentials are exp(z - m), classes
    first and the label's own left out (0); `gap` is m - z[c] and `others` their sum. Blocks that
    fit the cache with the classes first are what makes this several times as fast.
    """
    n, K = z.shape
    size = max(64, 2**15 // K)
    for rows in (slice(start, start + size) for start in range(0, n, size)):
        exponentials = z[rows].T.astype(np.promote_types(z.dtype, np.float32), order="C")
        label = labels[rows], np.arange(exponentials.shape[1])
        exponentials -= exponentials.max(axis=0)
        gap = -exponentials[label]
        np.exp(exponentials, out=exponentials)
        exponentials[label] = 0
        others = exponentials.sum(axis=0)
        if np.isnan(gap + others).any():
            raise ValueError("z must not contain NaN and must have a finite largest logit")
        yield rows, label, exponentials, gap, others


@checked_labels
def softmax_cross_entropy_with_integer_labels(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Cross-entropy of q = softmax(z): -ln q[label].

    It is `softmax_cross_entropy` of the one-hot target, and has the same source.

    Parameters
    ----------
    z : array_like of shape (..., K), any logits
    labels : array_like of shape (...), integers in [0, K)

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, a label is no class, or their shapes differ.

    Examples
    --------
    >>> round(float(softmax_cross_entropy_with_integer_labels([2.0, 1.0, 0.1], 0)), 4)
    0.417
    """
    loss = np.empty(labels.shape, z.dtype)
    for rows, _, _, gap, others in _blocks(z, labels):
        loss[rows] = np.where(gap > 0, gap + np.log(np.exp(-gap) + others), np.log1p(others))
    return loss


@checked_labels
def softmax_cross_entropy_with_integer_labels_grad(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Derivative over each logit: softmax(z), less 1 at the label.

    Parameters and errors as for `softmax_cross_entropy_with_integer_labels`.
    Result shaped as z, in nats.

    >>> softmax_cross_entropy_with_integer_labels_grad([0.0, 0.0], 1)
    array([ 0.5, -0.5])
    """
    grad = np.empty(z.shape, z.dtype)
    for rows, label, exponentials, gap, others in _blocks(z, labels):
        exponentials[label] = 0 - others  # never a negative zero
        exponentials /= np.exp(-gap) + others
        grad[rows] = exponentials.T
    return grad


@checked(as_logits, as_distributions)
def softmax_squared_error(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of q = softmax(z): the sum of (q - y)^2 over the classes, without a half.

    Parameters and errors as for `softmax_cross_entropy`.

    Returns
    -------
    ndarray of shape (...), without a unit, from 0 to 2

    References
    ----------
    Brier (1950), Verification of Forecasts Expressed in Terms of Probability.

    Examples
    --------
    >>> float(softmax_squared_error([0.0, 0.0], [1, 0]))
    0.5
    """
    return (_softmax_error(z, y)[2] ** 2).sum(axis=-1)


@checked(as_logits, as_distributions)
def softmax_squared_error_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over each logit k: 2 q_k (e_k - the sum of e_i q_i), with e = q - y.

    It is computed as 2 q_k (e_k (1 - q_k) - the sum of e_i q_i over i other than k). For hard
    labels the true class has terms of one sign and full relative accuracy; another class can have
    terms of both signs, and its error is a few roundings of the largest term.

    Parameters and errors as for `softmax_cross_entropy`. Result shaped as z, without a unit.

    >>> softmax_squared_error_grad([0.0, 0.0], [1, 0])
    array([-0.5,  0.5])
    """
    q, rest, error = _softmax_error(z, y)
    return 2 * q * (error * rest - _sum_of_others(error * q))


# ---- The registry -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """A loss as one row of every comparison.

    Attributes
    ----------
    name : str
    value, grad : callable
        The loss, and its gradient over the first argument.
    latex, grad_latex, source : str
        The formulas of both, and where they come from.
    takes : str
        Names the arguments, so that a page or a test can pick the rows that fit its axis:
        "probability" (q, y) and "logit" (z, y) are binary, "probabilities" (q, y), "logits" (z, y)
        and "logits and labels" (z, labels) multi-class.
    soft_labels : bool
        Whether y may lie between 0 and 1.
    """

    name: str
    value: Formula
    grad: Formula
    latex: str
    grad_latex: str
    source: str
    takes: str
    soft_labels: bool = True


LOSSES: dict[str, Loss] = {
    "cross-entropy": Loss(
        "Cross-entropy",
        binary_cross_entropy,
        binary_cross_entropy_grad,
        r"-y \ln q - (1 - y) \ln(1 - q)",
        r"\frac{q - y}{q (1 - q)}",
        "Bishop (2006), Pattern Recognition and Machine Learning, equation 4.90",
        takes="probability",
    ),
    "squared-error": Loss(
        "Squared error",
        squared_error,
        squared_error_grad,
        r"(q - y)^2",
        r"2 (q - y)",
        "Brier (1950), Verification of Forecasts Expressed in Terms of Probability",
        takes="probability",
    ),
    "absolute-error": Loss(
        "Absolute error",
        absolute_error,
        absolute_error_grad,
        r"|q - y|",
        r"\operatorname{sign}(q - y)",
        "Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, sec. 10.6",
        takes="probability",
    ),
    "zero-one": Loss(
        "0-1 error",
        zero_one_error,
        zero_one_error_grad,
        r"[\, [q > 0.5] \ne y \,]",
        r"0",
        "Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, sec. 2.4",
        takes="probability",
        soft_labels=False,
    ),
    "sigmoid-cross-entropy": Loss(
        "Cross-entropy",
        sigmoid_binary_cross_entropy,
        sigmoid_binary_cross_entropy_grad,
        r"-y \ln \sigma(z) - (1 - y) \ln \sigma(-z)",
        r"\sigma(z) - y",
        "Bishop (2006), Pattern Recognition and Machine Learning, equations 4.90 and 4.91",
        takes="logit",
    ),
    "sigmoid-squared-error": Loss(
        "Squared error",
        sigmoid_squared_error,
        sigmoid_squared_error_grad,
        r"(\sigma(z) - y)^2",
        r"2 (\sigma(z) - y)\, \sigma(z)\, \sigma(-z)",
        "Rumelhart et al. (1986), Learning Representations by Back-propagating Errors",
        takes="logit",
    ),
    "hinge": Loss(
        "Hinge",
        hinge,
        hinge_grad,
        r"\max(0,\, 1 - (2 y - 1) z)",
        r"-(2 y - 1)\, [(2 y - 1) z < 1]",
        "Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, sec. 12.3",
        takes="logit",
        soft_labels=False,
    ),
    "categorical-cross-entropy": Loss(
        "Cross-entropy",
        categorical_cross_entropy,
        categorical_cross_entropy_grad,
        r"-\sum_k y_k \ln q_k",
        r"-\frac{y_k}{q_k}",
        "Bishop (2006), Pattern Recognition and Machine Learning, equation 4.108",
        takes="probabilities",
    ),
    "softmax-cross-entropy": Loss(
        "Cross-entropy",
        softmax_cross_entropy,
        softmax_cross_entropy_grad,
        r"\ln \sum_k e^{z_k} - \sum_k y_k z_k",
        r"q_k - y_k, \quad q = \operatorname{softmax}(z)",
        "Bishop (2006), Pattern Recognition and Machine Learning, equations 4.108 and 4.109",
        takes="logits",
    ),
    "softmax-squared-error": Loss(
        "Squared error",
        softmax_squared_error,
        softmax_squared_error_grad,
        r"\sum_k (q_k - y_k)^2, \quad q = \operatorname{softmax}(z)",
        r"2 q_k \Big(q_k - y_k - \sum_i (q_i - y_i)\, q_i\Big)",
        "Brier (1950), Verification of Forecasts Expressed in Terms of Probability",
        takes="logits",
    ),
    "softmax-cross-entropy-labels": Loss(
        "Cross-entropy",
        softmax_cross_entropy_with_integer_labels,
        softmax_cross_entropy_with_integer_labels_grad,
        r"\ln \sum_k e^{z_k} - z_c",
        r"q_k - [k = c], \quad q = \operatorname{softmax}(z)",
        "Bishop (2006), Pattern Recognition and Machine Learning, equations 4.108 and 4.109",
        takes="logits and labels",
    ),
}
