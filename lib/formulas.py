"""Keeps formulas free of everything but mathematics: checks stand before them, types behind.

`checked` and `checked_labels` decorate a formula of a prediction and a target; the fits say which
shapes belong together.
"""

from collections.abc import Callable
from functools import wraps
from inspect import signature

import numpy as np
from numpy.typing import ArrayLike

from lib.checks import (
    check_classes,
    check_labels,
    check_same_shape,
    floating,
)

Formula = Callable[..., np.ndarray]
Check = Callable[[str, ArrayLike], np.ndarray]
Fit = Callable[[str, np.ndarray, str, np.ndarray], None]


def elements_fit(prediction: str, x: np.ndarray, target: str, y: np.ndarray) -> None:
    """Refuse a target that has neither the shape of the prediction nor the shape ().

    Parameters
    ----------
    prediction, target : str
        What the message calls them.
    x, y : ndarray

    Raises
    ------
    ValueError
        If the shapes differ; the message has both.

    Examples
    --------
    >>> elements_fit("q", np.zeros((2, 3)), "y", np.zeros(()))
    """
    check_same_shape(f"{prediction} and {target}", x.shape, y.shape or x.shape)


def labels_fit(prediction: str, x: np.ndarray, target: str, y: np.ndarray) -> None:
    """Refuse labels that are not one for each example, or one for all, or name no class.

    Parameters
    ----------
    prediction, target : str
        What the message calls them.
    x : ndarray of shape (..., K)
    y : ndarray of shape (...) or (), integers

    Raises
    ------
    ValueError
        If the shapes do not fit, or where a label is outside [0, K).

    Examples
    --------
    >>> labels_fit("z", np.zeros((4, 3)), "labels", np.array(2))
    """
    names = f"{prediction} without its last axis and {target}"
    check_same_shape(names, x.shape[:-1], y.shape or x.shape[:-1])
    check_labels(target, y, 0, x.shape[-1])


def checked(
    *as_arguments: Check, fit: Fit = elements_fit, **as_parameters: Check
) -> Callable[[Formula], Formula]:
    """Keep a formula of a prediction and a target free of everything but mathematics.

    The arguments are checked before it; it runs in float32 or better and without warnings, and its
    result takes the type of the prediction. Integers that a check returns stay integers.

    Parameters
    ----------
    *as_arguments : callable
        Checks such as `as_floats`, for the first argument, the prediction, and for the second, the
        target, if the formula has one.
    fit : callable
        Refuses a target that does not fit the prediction: `elements_fit` or `labels_fit`.
    **as_parameters : callable
        Checks for the formula's further parameters, all of them, by name.

    Returns
    -------
    callable
        The decorator. What it returns raises ValueError where a check or the fit does.

    Examples
    --------
    >>> from lib.checks import as_hard_labels, as_probabilities
    >>> distance = checked(as_probabilities, as_hard_labels)(lambda q, y: abs(q - y))
    >>> distance([0.25, 1], 1)
    array([0.75, 0.  ])
    """

    def decorate(formula: Formula) -> Formula:
        parameters = signature(formula)
        names = [*parameters.parameters][: len(as_arguments)]
        checks = {**dict(zip(names, as_arguments, strict=True)), **as_parameters}

        @wraps(formula)
        def run(*args: ArrayLike, **keywords: ArrayLike) -> np.ndarray:
            bound = parameters.bind(*args, **keywords)
            bound.apply_defaults()
            values = {name: check(name, bound.arguments[name]) for name, check in checks.items()}
            prediction, *targets = ((name, values[name]) for name in names)
            for target in targets:
                fit(*prediction, *target)
            own = prediction[1].dtype
            working = np.promote_types(own, np.float32)
            with np.errstate(all="ignore"):
                result = formula(**{name: _cast(each, working) for name, each in values.items()})
                return (result + 0).astype(own, copy=False)  # + 0: never a negative zero

        return run

    return decorate


def _cast(values: np.ndarray, kind: np.dtype) -> np.ndarray:
    """Return floats in a floating type, and integers as they are."""
    floating = np.issubdtype(values.dtype, np.floating)
    return values.astype(kind, copy=False) if floating else values


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
        z, labels = floating(z), np.asarray(labels)
        check_classes("z", z)
        check_same_shape("z without its last axis and labels", z.shape[:-1], labels.shape)
        check_labels("labels", labels, 0, z.shape[-1])
        with np.errstate(all="ignore"):
            result = formula(z.reshape(-1, z.shape[-1]), labels.ravel())
        return result.reshape(labels.shape + result.shape[1:])[()]

    return run
