"""What an argument must be: the checks that every formula shares.

`as_` functions take the name of an argument and its values and return an array; `check_` functions
return nothing; `checked` and `checked_labels` put them before a formula. Each raises `ValueError`
with the name, the requirement and what came instead.
"""

from collections.abc import Callable
from functools import wraps
from inspect import signature

import numpy as np
from numpy.typing import ArrayLike

Formula = Callable[..., np.ndarray]
Check = Callable[[str, ArrayLike], np.ndarray]


def _floating(values: ArrayLike) -> np.ndarray:
    """Return the values as an array, integers as float64."""
    array = np.asarray(values)
    return array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)


def as_floats(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array.

    Parameters
    ----------
    name : str
        What the message calls them.
    values : array_like of shape (...)

    Returns
    -------
    ndarray of shape (...)
        Of the floating type of the values; integers and booleans become float64.

    Raises
    ------
    ValueError
        If a value is NaN.

    Examples
    --------
    >>> as_floats("z", [0, 1])
    array([0., 1.])
    """
    array = _floating(values)
    if np.isnan(array).any():
        raise ValueError(f"{name} must not contain NaN")
    return array


def as_probabilities(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array in [0, 1].

    Parameters and result as for `as_floats`.

    Raises
    ------
    ValueError
        If a value is outside [0, 1] or NaN.

    Examples
    --------
    >>> as_probabilities("theta", 0.5)
    array(0.5)
    """
    array = as_floats(name, values)
    outside = array[(array < 0) | (array > 1)]
    if outside.size:
        raise ValueError(f"{name} must lie in [0, 1]; got {outside[0]}")
    return array


def as_hard_labels(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of 0 and 1.

    Parameters and result as for `as_floats`.

    Raises
    ------
    ValueError
        If a value is neither 0 nor 1.

    Examples
    --------
    >>> as_hard_labels("y", [True, False])
    array([1., 0.])
    """
    array = as_floats(name, values)
    soft = array[(array != 0) & (array != 1)]
    if soft.size:
        raise ValueError(f"{name} must be 0 or 1; got {soft[0]}")
    return array


def as_distributions(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of distributions over the last axis.

    Parameters and result as for `as_floats`, of shape (..., K). A sum may miss 1 by 1e-6, or by
    more where the floating type is coarser.

    Raises
    ------
    ValueError
        If a value is negative or NaN, a sum is not 1, or there is no axis.

    Examples
    --------
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


def as_logits(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of logits that have a softmax over the last axis.

    Parameters and result as for `as_floats`, of shape (..., K) with K at least 1. A logit of -inf
    is one of them and rules its class out.

    Raises
    ------
    ValueError
        If a value is NaN, the largest logit of an example is infinite, or there are no classes.

    Examples
    --------
    >>> as_logits("z", [2, 1, 0])
    array([2., 1., 0.])
    """
    z = as_floats(name, values)
    _check_classes(z)
    if not np.isfinite(z.max(axis=-1)).all():
        raise ValueError(f"{name} must have a finite largest logit in every example")
    return z


def check_same_shape(names: str, first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """Refuse two shapes that differ.

    Parameters
    ----------
    names : str
        What the message calls the two.
    first, second : tuple of int

    Raises
    ------
    ValueError
        If the shapes differ; the message has both.

    Examples
    --------
    >>> check_same_shape("q and y", (3,), (3,))
    """
    if first != second:
        raise ValueError(f"{names} must have the same shape; got {first} and {second}")


def _check_classes(z: np.ndarray) -> None:
    """Refuse logits without an axis over at least one class."""
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z must have a last axis over the classes; got shape {z.shape}")


def _check_labels(labels: np.ndarray, K: int) -> None:
    """Refuse labels that are not integers in [0, K)."""
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels must be integers; got {labels.dtype}")
    outside = (labels < 0) | (labels >= K)
    if outside.any():
        index = tuple(int(i) for i in np.argwhere(outside)[0])
        raise ValueError(f"labels must lie in [0, {K}); got {labels[index]} at index {index}")


def checked(
    as_prediction: Check, as_target: Check, **as_parameters: Check
) -> Callable[[Formula], Formula]:
    """Keep a formula of a prediction and a target free of everything but mathematics.

    The arguments are checked before it; it runs in float32 or better and without warnings, and its
    result takes the type of the prediction.

    Parameters
    ----------
    as_prediction, as_target : callable
        Checks such as `as_floats`, for the first and the second argument.
    **as_parameters : callable
        Checks for the formula's further parameters, all of them, by name.

    Returns
    -------
    callable
        The decorator. What it returns raises ValueError where a check does, or where the target
        has neither the shape of the prediction nor the shape ().

    Examples
    --------
    >>> distance = checked(as_probabilities, as_hard_labels)(lambda q, y: abs(q - y))
    >>> distance([0.25, 1], 1)
    array([0.75, 0.  ])
    """

    def decorate(formula: Formula) -> Formula:
        parameters = signature(formula)
        prediction, target, *_ = parameters.parameters

        @wraps(formula)
        def run(*args: ArrayLike, **keywords: ArrayLike) -> np.ndarray:
            bound = parameters.bind(*args, **keywords)
            bound.apply_defaults()
            x, y, *_ = bound.arguments.values()
            x, y = as_prediction(prediction, x), as_target(target, y)
            more = {
                name: check(name, bound.arguments[name]) for name, check in as_parameters.items()
            }
            check_same_shape(f"{prediction} and {target}", x.shape, y.shape or x.shape)
            working = np.promote_types(x.dtype, np.float32)
            more = {name: each.astype(working, copy=False) for name, each in more.items()}
            with np.errstate(all="ignore"):
                result = formula(
                    x.astype(working, copy=False), y.astype(working, copy=False), **more
                )
                return (result + 0).astype(x.dtype, copy=False)  # + 0: never a negative zero

        return run

    return decorate


def checked_labels(formula: Formula) -> Formula:
    """Check logits and class indices, and hand them to the formula as a matrix and a vector.

    Whether the logits have a softmax is left to the formula: it can see that for less than another
    pass over them costs.

    Parameters
    ----------
    formula : callable
        Of `z`, shape (n, K), and `labels`, shape (n,); returns an array of n rows.

    Returns
    -------
    callable
        Of `z`, shape (..., K), and `labels`, shape (...). It raises ValueError if these do not
        fit, or where a label is no integer in [0, K).

    Examples
    --------
    >>> pick = checked_labels(lambda z, labels: z[np.arange(labels.size), labels])
    >>> pick([[2, 1, 0], [5, 6, 7]], [0, 2])
    array([2., 7.])
    """

    @wraps(formula)
    def run(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
        z, labels = _floating(z), np.asarray(labels)
        _check_classes(z)
        check_same_shape("z without its last axis and labels", z.shape[:-1], labels.shape)
        _check_labels(labels, z.shape[-1])
        with np.errstate(all="ignore"):
            result = formula(z.reshape(-1, z.shape[-1]), labels.ravel())
        return result.reshape(labels.shape + result.shape[1:])[()]

    return run
