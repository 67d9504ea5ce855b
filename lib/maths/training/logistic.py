"""Logistic regression on one feature, every iterate of it, and whether it has an end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import OptimizeResult, minimize

from lib.maths.checks import as_floats, as_hard_labels, check_same_shape
from lib.maths.losses import sigmoid_binary_cross_entropy, sigmoid_binary_cross_entropy_grad

_NARROW = 1e-290  # a feature that varies less would need weights beyond float64


@dataclass(frozen=True)
class LogisticFit:
    """Every iterate of a fit, from zero weights to the last.

    Attributes
    ----------
    weights : ndarray of shape (m, 2)
        Slope w and intercept b, so that q = sigmoid(w x + b).
    losses : ndarray of shape (m,)
        Mean binary cross-entropy, in nats.
    separable : bool
        Whether one threshold on x tells the classes apart. Then larger weights always fit better:
        there is no finite optimum, and the last iterate is only where the fit was stopped.
    """

    weights: np.ndarray
    losses: np.ndarray
    separable: bool


def _as_data(x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return one feature and labels of both classes, or say what is missing."""
    x, y = as_floats("x", x).astype(np.float64), as_hard_labels("y", y)
    check_same_shape("x and y", x.shape, y.shape)
    if x.ndim != 1 or x.size == 0:
        raise ValueError(f"x and y must be non-empty sequences; got shape {x.shape}")
    if not np.isfinite(x).all():
        raise ValueError(f"x must be finite; got {x[~np.isfinite(x)][0]}")
    with np.errstate(all="ignore"):
        apart = x.max() - x.min()  # infinite for the largest numbers there are
    if 0 < apart < _NARROW:
        raise ValueError(f"x must not differ by less than {_NARROW:g}; got {apart}")
    if y.min() == y.max():
        raise ValueError(f"y must contain both classes, 0 and 1; got only {y[0]:.0f}")
    return x, y


def is_separable(x: ArrayLike, y: ArrayLike) -> bool:
    """Whether logistic regression on one feature has no finite optimum.

    In one dimension exactly when the classes lie on two sides of a threshold. They may touch in it
    (quasi-complete separation), unless there is no other value.

    Parameters
    ----------
    x : array_like of shape (n,), finite
        The feature, in any unit.
    y : array_like of shape (n,), 0 or 1
        The labels, some of each.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If x and y are empty or differ in shape, x is not finite or varies by less than 1e-290, or
        y lacks one of the classes.

    References
    ----------
    Albert and Anderson (1984), On the Existence of Maximum Likelihood Estimates in Logistic
    Regression Models, Biometrika 71(1).

    Examples
    --------
    >>> is_separable([1, 2, 3, 4], [0, 0, 1, 1]), is_separable([1, 2, 3, 4], [0, 1, 0, 1])
    (True, False)
    """
    x, y = _as_data(x, y)
    zeros, ones = x[y == 0], x[y == 1]
    apart = zeros.max() <= ones.min() or ones.max() <= zeros.min()
    return bool(apart and x.min() < x.max())


@np.errstate(under="ignore")
def logistic_regression(x: ArrayLike, y: ArrayLike, limit: int = 100) -> LogisticFit:
    """Fit q = sigmoid(w x + b) to labels by SciPy's BFGS, from w = b = 0.

    The loss is the mean binary cross-entropy, its gradient that of `lib.maths.losses`. BFGS sees x
    shifted and scaled to [-1, 1], so that the path does not depend on the unit of x.

    Parameters
    ----------
    x, y
        As for `is_separable`, with the same errors.
    limit : int
        Most iterations.

    Returns
    -------
    LogisticFit
        Its weights are those of x itself.

    Examples
    --------
    >>> fit = logistic_regression([1, 2, 3, 4], [0, 1, 0, 1])
    >>> round(float(fit.losses[0]), 4), fit.separable
    (0.6931, False)
    """
    x, y = _as_data(x, y)
    centre, half_range = x.max() / 2 + x.min() / 2, x.max() / 2 - x.min() / 2
    scale = half_range or 1.0
    features = np.column_stack([(x - centre) / scale, np.ones_like(x)])

    def loss(weights: np.ndarray) -> float:
        return sigmoid_binary_cross_entropy(features @ weights, y).mean()

    def grad(weights: np.ndarray) -> np.ndarray:
        return features.T @ sigmoid_binary_cross_entropy_grad(features @ weights, y) / y.size

    path = [(np.zeros(2), loss(np.zeros(2)))]

    def record(intermediate_result: OptimizeResult) -> None:
        path.append((intermediate_result.x.copy(), intermediate_result.fun))

    options = {"gtol": 1e-8, "maxiter": limit}
    minimize(loss, np.zeros(2), jac=grad, method="BFGS", callback=record, options=options)
    scaled, losses = (np.array(column) for column in zip(*path, strict=True))
    w = scaled[:, 0] / scale
    weights = np.column_stack([w, scaled[:, 1] - w * centre])
    return LogisticFit(weights, losses, is_separable(x, y))
