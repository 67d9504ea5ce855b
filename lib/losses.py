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
- `ValueError` names the argument and its fault: NaN, a value out of range, a distribution that
  does not sum to 1, shapes that do not fit.

A tiny loss or gradient is as accurate as a large one, because 1 - q is never a subtraction: it is
sigmoid(-z), or the sum of the other classes. For hard labels the relative error in float64 is at
most 4 units in the last place, times 1 + the range of the logits for softmax.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from inspect import signature

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_expit, softmax, xlog1py, xlogy

Formula = Callable[[ArrayLike, ArrayLike], np.ndarray]
Check = Callable[[str, ArrayLike], np.ndarray]

# ---- What the arguments must be -----------------------------------------------------------------


def _floating(values: ArrayLike) -> np.ndarray:
    """Return the values as an array, integers as float64."""
    array = np.asarray(values)
    return array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)


def as_floats(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array; refuse NaN.

    >>> as_floats("z", [0, 1])
    array([0., 1.])
    """
    array = _floating(values)
    if np.isnan(array).any():
        raise ValueError(f"{name} must not contain NaN")
    return array


def as_probabilities(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array; refuse any outside [0, 1].

    >>> as_probabilities("theta", 0.5)
    array(0.5)
    """
    array = as_floats(name, values)
    outside = array[(array < 0) | (array > 1)]
    if outside.size:
        raise ValueError(f"{name} must lie in [0, 1]; got {outside[0]}")
    return array


def as_hard_labels(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array; refuse any other than 0 and 1.

    >>> as_hard_labels("y", [True, False])
    array([1., 0.])
    """
    array = as_floats(name, values)
    soft = array[(array != 0) & (array != 1)]
    if soft.size:
        raise ValueError(f"{name} must be 0 or 1; got {soft[0]}")
    return array


def as_distributions(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array; refuse what is no distribution over the last axis.

    >>> as_distributions("p", [0.25, 0.75])
    array([0.25, 0.75])
    """
    array = as_floats(name, values)
    requirement = f"{name} must be non-negative and sum to 1"
    if array.ndim == 0:
        raise ValueError(f"{requirement} over its last axis; got shape ()")
    if (array < 0).any():
        raise ValueError(f"{requirement}; got {array[array < 0][0]}")
    sums = array.sum(axis=-1, dtype=np.float64)
    # Distributions that were computed in float32 are off by about 1e-7, in float16 by 1e-3.
    wrong = sums[np.abs(sums - 1) > max(1e-6, 8 * np.finfo(array.dtype).eps)]
    if wrong.size:
        raise ValueError(f"{requirement}; got sum {wrong[0]:.10g}")
    return array


def check_same_shape(names: str, first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """Refuse two shapes that differ.

    >>> check_same_shape("q and y", (3,), (3,))
    """
    if first != second:
        raise ValueError(f"{names} must have the same shape; got {first} and {second}")


def _check_classes(z: np.ndarray) -> None:
    """Refuse logits without an axis over at least one class."""
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must have a last axis over the classes; got shape {z.shape}")


def _as_logits(name: str, values: ArrayLike) -> np.ndarray:
    """Return logits that have a softmax; -inf is one of them and rules its class out."""
    z = as_floats(name, values)
    _check_classes(z)
    if not np.isfinite(z.max(axis=-1)).all():
        raise ValueError(f"{name} must have a finite largest logit in every example")
    return z


def _checked(as_prediction: Check, as_target: Check) -> Callable[[Formula], Formula]:
    """Keep a formula free of everything but mathematics.

    The arguments are checked before it; it runs in float32 or better and without warnings, and its
    result takes the type of the prediction.
    """

    def decorate(formula: Formula) -> Formula:
        parameters = signature(formula)
        prediction, target = parameters.parameters

        @wraps(formula)
        def checked(*args: ArrayLike, **keywords: ArrayLike) -> np.ndarray:
            x, y = parameters.bind(*args, **keywords).args
            x, y = as_prediction(prediction, x), as_target(target, y)
            check_same_shape(f"{prediction} and {target}", x.shape, y.shape or x.shape)
            working = np.promote_types(x.dtype, np.float32)
            with np.errstate(all="ignore"):
                result = formula(x.astype(working, copy=False), y.astype(working, copy=False))
                return (result + 0).astype(x.dtype, copy=False)  # + 0: never a negative zero

        return checked

    return decorate


_of_probability = _checked(as_probabilities, as_probabilities)
_of_probability_and_hard_label = _checked(as_probabilities, as_hard_labels)
_of_logit = _checked(as_floats, as_probabilities)
_of_logit_and_hard_label = _checked(as_floats, as_hard_labels)
_of_distribution = _checked(as_distributions, as_distributions)
_of_logits = _checked(_as_logits, as_distributions)


def _check_labels(labels: np.ndarray, K: int) -> None:
    """Refuse labels that are not integers in [0, K)."""
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be integers; got {labels.dtype}")
    outside = (labels < 0) | (labels >= K)
    if outside.any():
        index = tuple(int(i) for i in np.argwhere(outside)[0])
        raise ValueError(f"labels must lie in [0, {K}); got {labels[index]} at index {index}")


def _of_logits_and_labels(formula: Formula) -> Formula:
    """Check logits and class indices; hand them to the formula as a matrix and a vector."""

    @wraps(formula)
    def checked(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
        z, labels = _floating(z), np.asarray(labels)
        _check_classes(z)
        check_same_shape("z without its last axis and labels", z.shape[:-1], labels.shape)
        _check_labels(labels, z.shape[-1])
        with np.errstate(all="ignore"):
            result = formula(z.reshape(-1, z.shape[-1]), labels.ravel())
        return result.reshape(labels.shape + result.shape[1:])[()]

    return checked


# ---- Binary: from a probability -----------------------------------------------------------------


@_of_probability
def binary_cross_entropy(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of a probability: -y ln q - (1 - y) ln(1 - q), in nats.

    Elementwise, from 0 to infinity: it is infinite where q rules out what happened. Raises
    ValueError unless q and y lie in [0, 1] and have one shape. Source: Bishop (2006), eq. 4.90.

    >>> float(binary_cross_entropy(0.5, 1))
    0.6931471805599453
    """
    return -xlogy(y, q) - xlog1py(1 - y, -q)


@_of_probability
def binary_cross_entropy_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over q: -y/q + (1 - y)/(1 - q), which is (q - y) / (q (1 - q)).

    >>> float(binary_cross_entropy_grad(0.25, 1))
    -4.0
    """
    return np.where(y < 1, (1 - y) / (1 - q), 0) - np.where(y > 0, y / q, 0)


@_of_probability
def squared_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of a probability: (q - y)^2, without a half.

    Elementwise, from 0 to 1, without a unit. Raises ValueError unless q and y lie in [0, 1] and
    have one shape. Source: Brier (1950), for one of the two classes.

    >>> float(squared_error(0.5, 1))
    0.25
    """
    return (q - y) ** 2


@_of_probability
def squared_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over q: 2 (q - y).

    >>> float(squared_error_grad(0.5, 1))
    -1.0
    """
    return 2 * (q - y)


@_of_probability
def absolute_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Absolute error of a probability: |q - y|.

    Elementwise, from 0 to 1, without a unit. Raises ValueError unless q and y lie in [0, 1] and
    have one shape. Source: Hastie, Tibshirani and Friedman (2009), section 10.6.

    >>> float(absolute_error(0.25, 1))
    0.75
    """
    return np.abs(q - y)


@_of_probability
def absolute_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over q: the sign of q - y, and 0 at the kink q = y.

    >>> float(absolute_error_grad(0.25, 1))
    -1.0
    """
    return np.sign(q - y)


@_of_probability_and_hard_label
def zero_one_error(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Whether the prediction is wrong: 1 or 0, where q > 0.5 predicts 1.

    Elementwise. Raises ValueError unless q lies in [0, 1], y is 0 or 1 and both have one shape.
    Source: Hastie, Tibshirani and Friedman (2009), section 2.4.

    >>> zero_one_error([0.49, 0.51], 1)
    array([1., 0.])
    """
    return (q > 0.5) != y


@_of_probability_and_hard_label
def zero_one_error_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over q: 0 on both sides of the jump at 0.5, so nothing to learn from.

    >>> float(zero_one_error_grad(0.49, 1))
    0.0
    """
    return 0 * q


# ---- Binary: from a logit -----------------------------------------------------------------------


# With e = exp(-|z|), q = exp(min(z, 0)) / (1 + e) and 1 - q = exp(min(-z, 0)) / (1 + e). A product
# of them is therefore one exponential over a power of 1 + e: nothing cancels, roundings stay few,
# and tiny probabilities survive that `expit` flushes to 0.


@_of_logit
def sigmoid_binary_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of sigmoid(z): -y ln sigmoid(z) - (1 - y) ln sigmoid(-z), in nats.

    Elementwise, from 0 to infinity, for any logit. Raises ValueError unless y lies in [0, 1] and
    has the shape of z. Source: Bishop (2006), eq. 4.90.

    >>> float(sigmoid_binary_cross_entropy(-1000.0, 1))
    1000.0
    """
    return -np.where(y > 0, y * log_expit(z), 0) - np.where(y < 1, (1 - y) * log_expit(-z), 0)


@_of_logit
def sigmoid_binary_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over z: q - y with q = sigmoid(z). Source: Bishop (2006), eq. 4.91.

    >>> float(sigmoid_binary_cross_entropy_grad(0.0, 1))
    -0.5
    """
    error = (1 - y) * np.exp(np.minimum(z, 0)) - y * np.exp(np.minimum(-z, 0))
    return error / (1 + np.exp(-abs(z)))


@_of_logit
def sigmoid_squared_error(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of sigmoid(z): (q - y)^2, without a half.

    Elementwise, from 0 to 1, without a unit, for any logit. For soft labels the error is a few
    units of 1e-16 of the loss's range, not of the loss. Raises ValueError unless y lies in [0, 1]
    and has the shape of z. Source: Rumelhart, Hinton and Williams (1986), who halve it.

    >>> float(sigmoid_squared_error(0.0, 1))
    0.25
    """
    # The mean square over hard labels drawn with probability y, less their variance.
    e = np.exp(-abs(z))
    mean = (1 - y) * np.exp(np.minimum(2 * z, 0)) + y * np.exp(np.minimum(-2 * z, 0))
    return np.maximum(mean / (1 + e * (2 + e)) - y * (1 - y), 0)  # 1 + e (2 + e) is (1 + e)^2


@_of_logit
def sigmoid_squared_error_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over z: 2 (q - y) q (1 - q) with q = sigmoid(z).

    >>> float(sigmoid_squared_error_grad(0.0, 1))
    -0.25
    """
    e = np.exp(-abs(z))
    pull = (1 - y) * np.exp(np.minimum(z, 0) - abs(z)) - y * np.exp(np.minimum(-z, 0) - abs(z))
    return 2 * pull / (1 + e * (3 + e * (3 + e)))  # (1 + e)^3


@_of_logit_and_hard_label
def hinge(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Hinge loss: max(0, 1 - m) for the margin m = (2 y - 1) z.

    Elementwise, from 0 to infinity, in units of z; a margin of 1 or more costs nothing. Raises
    ValueError unless y is 0 or 1 and has the shape of z. Source: Hastie, Tibshirani and Friedman
    (2009), section 12.3.2.

    >>> hinge([-1.0, 0.5, 3.0], 1)
    array([2. , 0.5, 0. ])
    """
    return np.maximum(0, 1 - (2 * y - 1) * z)


@_of_logit_and_hard_label
def hinge_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over z: -(2 y - 1) below the margin 1, and 0 from the kink on.

    >>> hinge_grad([-1.0, 0.5, 3.0], 1)
    array([-1., -1.,  0.])
    """
    return np.where((2 * y - 1) * z < 1, 1 - 2 * y, 0)


# ---- Multi-class: from probabilities ------------------------------------------------------------


@_of_distribution
def categorical_cross_entropy(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of a distribution: the sum of -y ln q over the classes, in nats.

    q and y of shape (..., K) give losses of shape (...), from 0 to infinity. Raises ValueError
    unless both are distributions of one shape. Source: Bishop (2006), eq. 4.108.

    >>> float(categorical_cross_entropy([0.25, 0.5, 0.25], [0, 1, 0]))
    0.6931471805599453
    """
    return -xlogy(y, q).sum(axis=-1)


@_of_distribution
def categorical_cross_entropy_grad(q: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over each probability, as if it were free of the others: -y / q.

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


@_of_logits
def softmax_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of softmax(z): the sum of -y ln softmax(z) over the classes, in nats.

    z and y of shape (..., K) give losses of shape (...), from 0 to infinity; adding a constant to
    every logit changes nothing. Raises ValueError unless y is a distribution of the shape of z.
    Sources: Bishop (2006), eq. 4.108; for the sum without the largest term, Blanchard, Higham and
    Higham (2021).

    >>> f"{softmax_cross_entropy([40.0, 0.0], [1, 0]):.2e}"
    '4.25e-18'
    """
    largest = z.argmax(axis=-1, keepdims=True)
    gap = np.take_along_axis(z, largest, axis=-1) - z
    others = np.exp(-gap)
    np.put_along_axis(others, largest, 0, axis=-1)
    surprisal = gap + np.log1p(others.sum(axis=-1, keepdims=True))  # two non-negative terms
    return np.where(y > 0, y * surprisal, 0).sum(axis=-1)


@_of_logits
def softmax_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over each logit: q - y with q = softmax(z).

    Source: Bishop (2006), eq. 4.109.

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


@_of_logits_and_labels
def softmax_cross_entropy_with_integer_labels(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Cross-entropy of softmax(z): -ln softmax(z)[label], in nats.

    z of shape (..., K) and integer labels of shape (...) give losses of shape (...): those of
    `softmax_cross_entropy` for the one-hot target. Raises ValueError for labels outside [0, K).

    >>> round(float(softmax_cross_entropy_with_integer_labels([2.0, 1.0, 0.1], 0)), 4)
    0.417
    """
    loss = np.empty(labels.shape, z.dtype)
    for rows, _, _, gap, others in _blocks(z, labels):
        loss[rows] = np.where(gap > 0, gap + np.log(np.exp(-gap) + others), np.log1p(others))
    return loss


@_of_logits_and_labels
def softmax_cross_entropy_with_integer_labels_grad(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Return the derivative over each logit: softmax(z), less 1 at the label.

    >>> softmax_cross_entropy_with_integer_labels_grad([0.0, 0.0], 1)
    array([ 0.5, -0.5])
    """
    grad = np.empty(z.shape, z.dtype)
    for rows, label, exponentials, gap, others in _blocks(z, labels):
        exponentials[label] = 0 - others  # never a negative zero
        exponentials /= np.exp(-gap) + others
        grad[rows] = exponentials.T
    return grad


@_of_logits
def softmax_squared_error(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared error of softmax(z): the sum of (q - y)^2 over the classes, without a half.

    z and y of shape (..., K) give losses of shape (...), from 0 to 2, without a unit. Raises
    ValueError unless y is a distribution of the shape of z. Source: Brier (1950).

    >>> float(softmax_squared_error([0.0, 0.0], [1, 0]))
    0.5
    """
    return (_softmax_error(z, y)[2] ** 2).sum(axis=-1)


@_of_logits
def softmax_squared_error_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Return the derivative over each logit k: 2 q_k (e_k - the sum of e_i q_i), with e = q - y.

    It is computed as 2 q_k (e_k (1 - q_k) - the sum of e_i q_i over i other than k). For hard
    labels the true class has terms of one sign and full relative accuracy; another class can have
    terms of both signs, and its error is a few roundings of the largest term.

    >>> softmax_squared_error_grad([0.0, 0.0], [1, 0])
    array([-0.5,  0.5])
    """
    q, rest, error = _softmax_error(z, y)
    return 2 * q * (error * rest - _sum_of_others(error * q))


# ---- The registry -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """A loss as one row of every comparison.

    `takes` names the arguments of `value` and `grad`, so that a page or a test can pick the rows
    that fit its axis: "probability" (q, y) and "logit" (z, y) are binary, "probabilities" (q, y),
    "logits" (z, y) and "logits and labels" (z, labels) multi-class. `latex` and `grad_latex` are
    the value and its gradient over the first argument.
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
