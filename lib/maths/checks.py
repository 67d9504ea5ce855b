"""What an argument must be: the checks that every formula shares.

`as_` functions take the name of an argument and its values and return an array; `check_` functions
return nothing. Each raises `ValueError` with the name, the requirement and what came instead.
"""

import numpy as np
from numpy.typing import ArrayLike

_FLOATS = (np.float16, np.float32, np.float64)


def floating(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array.

    Parameters and result as for `as_floats`, which also looks for NaN.

    Raises
    ------
    ValueError
        If the values are complex, of a type wider than float64, or no numbers.

    Examples
    --------
    >>> floating("z", [True, False]).dtype
    dtype('float64')
    """
    array = np.asarray(values)
    if array.dtype in _FLOATS:
        return array
    if array.dtype.kind not in "biu":
        requirement = "real numbers of at most 64 bits"
        raise ValueError(f"{name} must be {requirement}; got {array.dtype}")
    return array.astype(np.float64)


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
        If a value is NaN, or the values are complex, wider than float64, or no numbers.

    Examples
    --------
    >>> as_floats("z", [0, 1])
    array([0., 1.])
    """
    array = floating(name, values)
    if np.isnan(array.min(initial=np.inf)):  # which a NaN is, wherever it stands
        raise ValueError(f"{name} must not contain NaN")
    return array


def as_finite(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of finite numbers.

    Parameters and result as for `as_floats`.

    Raises
    ------
    ValueError
        If a value is infinite or NaN.

    Examples
    --------
    >>> as_finite("r", [1, -2])
    array([ 1., -2.])
    """
    array = floating(name, values)
    if np.isfinite(array).all():
        return array
    infinite = as_floats(name, array)[np.isinf(array)]
    if infinite.size:
        raise ValueError(f"{name} must be finite; got {infinite[0]}")
    return array


def as_positive(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of finite numbers above 0.

    Parameters and result as for `as_floats`.

    Raises
    ------
    ValueError
        If a value is 0, negative, infinite or NaN.

    Examples
    --------
    >>> as_positive("temperature", 0.1)
    array(0.1)
    """
    array = as_finite(name, values)
    if (array <= 0).any():
        raise ValueError(f"{name} must be positive; got {array[array <= 0][0]}")
    return array


def as_non_negative(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of finite numbers of at least 0.

    Parameters and result as for `as_floats`.

    Raises
    ------
    ValueError
        If a value is negative, infinite or NaN.

    Examples
    --------
    >>> as_non_negative("margin", [0, 2])
    array([0., 2.])
    """
    array = as_finite(name, values)
    if (array < 0).any():
        raise ValueError(f"{name} must not be negative; got {array[array < 0][0]}")
    return array


def as_negative(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of finite numbers below 0.

    Parameters and result as for `as_floats`.

    Raises
    ------
    ValueError
        If a value is 0, positive, infinite or NaN.

    Examples
    --------
    >>> as_negative("log_zero", -4)
    array(-4.)
    """
    array = as_finite(name, values)
    if (array >= 0).any():
        raise ValueError(f"{name} must be negative; got {array[array >= 0][0]}")
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
    array = floating(name, values)
    if array.min(initial=0) >= 0 and array.max(initial=1) <= 1:  # neither holds of a NaN
        return array
    outside = as_floats(name, array)[(array < 0) | (array > 1)]
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
    array = floating(name, values)
    hard = (array == 0) | (array == 1)
    if hard.all():
        return array
    soft = as_floats(name, array)[~hard]
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
    array = floating(name, values)
    requirement = f"{name} must be non-negative and sum to 1"
    if array.ndim == 0:
        raise ValueError(f"{requirement} over its last axis; got shape ()")
    if not array.min(initial=0) >= 0:  # a NaN is not
        raise ValueError(f"{requirement}; got {as_floats(name, array)[array < 0][0]}")
    sums = np.einsum("...k->...", array, dtype=np.float64)  # thrice as fast as sum for small K
    # Distributions that were computed in float32 are off by about 1e-7, in float16 by 1e-3.
    tolerance = max(1e-6, 8 * float(np.finfo(array.dtype).eps))
    if sums.min(initial=1) >= 1 - tolerance and sums.max(initial=1) <= 1 + tolerance:
        return array
    wrong = sums[np.abs(sums - 1) > tolerance]
    if wrong.size:
        raise ValueError(f"{requirement}; got sum {wrong[0]:.10g}")
    return array


def beyond_rounding(difference: np.ndarray) -> np.ndarray:
    """Return by how much sums of distributions differ, 0 where that can be their rounding.

    So a distribution that is one up to a tolerance is taken as it is, and one that is as exact as
    its numbers can be is taken for exact.

    Parameters
    ----------
    difference : ndarray
        Floats of the type that the sums were added up in.

    Returns
    -------
    ndarray

    Examples
    --------
    >>> beyond_rounding(np.array([4e-7, -2e-16]))
    array([4.e-07, 0.e+00])
    """
    return np.where(np.abs(difference) > 32 * np.finfo(difference.dtype).eps, difference, 0)


def as_stochastic_matrices(name: str, values: ArrayLike) -> np.ndarray:
    """Return the values as a floating array of square matrices whose rows are distributions.

    Parameters and result as for `as_distributions`, of shape (..., K, K).

    Raises
    ------
    ValueError
        If a row is no distribution, or the last two axes are not alike.

    Examples
    --------
    >>> as_stochastic_matrices("noise", [[0.75, 0.25], [0, 1]])
    array([[0.75, 0.25],
           [0.  , 1.  ]])
    """
    array = as_distributions(name, values)
    if array.ndim < 2 or array.shape[-2] != array.shape[-1]:
        raise ValueError(f"{name} must hold square matrices; got shape {array.shape}")
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
    z = floating(name, values)
    check_classes(name, z)
    if not np.isfinite(z).all() and not np.isfinite(as_floats(name, z).max(axis=-1)).all():
        raise ValueError(f"{name} must have a finite largest logit in every example")
    return z


def as_labels(name: str, values: ArrayLike) -> np.ndarray:
    """Return class indices as an array of integers; whether each is a class, `labels_fit` sees.

    Parameters
    ----------
    name : str
        What the message calls them.
    values : array_like of shape (...)

    Returns
    -------
    ndarray of shape (...), integers

    Raises
    ------
    ValueError
        If the values are not integers.

    Examples
    --------
    >>> as_labels("labels", [2, 0])
    array([2, 0])
    """
    labels = np.asarray(values)
    if not labels.size:
        labels = labels.astype(np.intp)  # an empty list has no type of its own
    if not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"{name} must be integers; got {labels.dtype}")
    return labels


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


def check_broadcast(**arrays: np.ndarray) -> None:
    """Refuse arrays whose shapes do not broadcast.

    Parameters
    ----------
    **arrays : ndarray
        By the names that the message has for them.

    Raises
    ------
    ValueError
        If there is no shape that all can be stretched to.

    Examples
    --------
    >>> check_broadcast(p=np.zeros(3), weight=np.zeros((2, 1)))
    """
    shapes = [array.shape for array in arrays.values()]
    if not can_broadcast(*shapes):
        names = " and ".join(arrays)
        raise ValueError(f"{names} must broadcast; got {' and '.join(map(str, shapes))}")


def can_broadcast(*shapes: tuple[int, ...]) -> bool:
    """Whether there is a shape that all of these can be stretched to.

    >>> can_broadcast((3,), (2, 1)), can_broadcast((3,), (2,))
    (True, False)
    """
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        return False
    return True


def check_labels(name: str, labels: np.ndarray, low: int, high: int) -> None:
    """Refuse labels that are not integers in [low, high).

    Parameters
    ----------
    name : str
        What the message calls them.
    labels : ndarray of shape (...)
    low, high : int

    Raises
    ------
    ValueError
        If they are no integers, or which one is outside, and where.

    Examples
    --------
    >>> check_labels("labels", np.array([1, 2]), 0, 3)
    """
    as_labels(name, labels)
    outside = (labels < low) | (labels >= high)
    if outside.any():
        index = tuple(int(i) for i in np.argwhere(outside)[0])
        where = f" at index {index}" if index else ""
        raise ValueError(f"{name} must lie in [{low}, {high}); got {labels[index]}{where}")


def check_classes(name: str, z: np.ndarray, members: str = "classes") -> None:
    """Refuse values without an axis over at least one class, or whatever else its members are."""
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"{name} must have a last axis over the {members}; got shape {z.shape}")
