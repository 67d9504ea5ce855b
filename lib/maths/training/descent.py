"""Gradient descent on one logit: how fast a loss lets a model learn one answer."""

from collections.abc import Callable, Iterator
from inspect import unwrap
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from lib.maths.checks import as_floats, as_hard_labels

Gradient = Callable[[ArrayLike, ArrayLike], np.ndarray]


def _descent(grad: Gradient, start: ArrayLike, rate: ArrayLike, y: float) -> Iterator[np.ndarray]:
    """Yield the logit at the start and after each step."""
    formula = unwrap(grad)  # thousands of tiny steps: check the arguments once, not in every step
    z, rate = np.broadcast_arrays(as_floats("start", start), as_floats("rate", rate))
    z, rate, y = z[()], rate[()], float(as_hard_labels("y", y))
    while True:
        yield z
        z = z - rate * formula(z, y)


def gradient_descent(
    grad: Gradient, start: ArrayLike, rate: ArrayLike, steps: int, y: float = 1
) -> np.ndarray:
    """Return the iterates of plain gradient descent on a logit: z <- z - rate grad(z, y).

    Parameters
    ----------
    grad : callable
        Gradient of a loss of a logit, from `lib.maths.losses`.
    start, rate : array_like of shape (...)
        First logit and step size; several run side by side.
    steps : int, at least 0
    y : 0 or 1
        Target.

    Returns
    -------
    ndarray of shape (steps + 1, ...)
        Logits, the start first.

    Raises
    ------
    ValueError
        If start or rate is NaN, y is not 0 or 1, or steps is negative.

    Examples
    --------
    >>> from lib.maths.losses import sigmoid_binary_cross_entropy_grad
    >>> gradient_descent(sigmoid_binary_cross_entropy_grad, 0.0, 1.0, 1)
    array([0. , 0.5])
    """
    if steps < 0:
        raise ValueError(f"steps must not be negative; got {steps}")
    with np.errstate(all="ignore"):
        return np.array(list(islice(_descent(grad, start, rate, y), steps + 1)))


def path_until(
    grad: Gradient, start: float, rate: float, target: float, limit: int, y: float = 1
) -> np.ndarray:
    """Return the iterates of `gradient_descent`, the start first, until the model has learned.

    Parameters
    ----------
    grad, start, rate, y
        As for `gradient_descent`, with a single start and rate.
    target : float, in (0, 1)
        Probability of the true label above which the model has learned.
    limit : int
        Steps after which it is given up.

    Returns
    -------
    ndarray of shape (m,)
        Logits. The last is the first whose probability is above target, or the one after `limit`
        steps.

    Raises
    ------
    ValueError
        If start or rate is NaN, y is not 0 or 1, or target is outside (0, 1).

    Examples
    --------
    >>> from lib.maths.losses import sigmoid_binary_cross_entropy_grad
    >>> path_until(sigmoid_binary_cross_entropy_grad, 0.0, 1.0, target=0.6, limit=100)
    array([0. , 0.5])
    """
    if not 0 < target < 1:
        raise ValueError(f"target must lie in (0, 1); got {target}")
    threshold, sign, path = logit(target), 2 * y - 1, []
    with np.errstate(all="ignore"):
        for z in islice(_descent(grad, start, rate, y), limit + 1):
            path.append(z)
            if sign * z > threshold:
                break
    return np.array(path)


def steps_until(
    grad: Gradient, start: float, rate: float, target: float, limit: int, y: float = 1
) -> int | None:
    """Count the steps until the model has learned.

    Parameters and errors as for `path_until`.

    Returns
    -------
    int or None
        None if `limit` steps are too few.

    Examples
    --------
    >>> from lib.maths.losses import sigmoid_binary_cross_entropy_grad
    >>> steps_until(sigmoid_binary_cross_entropy_grad, 0.0, 1.0, target=0.9, limit=100)
    10
    """
    path = path_until(grad, start, rate, target, limit, y)
    return path.size - 1 if (2 * y - 1) * path[-1] > logit(target) else None
