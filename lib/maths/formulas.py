"""Keeps formulas free of everything but mathematics: checks stand before them, types behind.

`checked` decorates a formula of a prediction and a target; the fits say which shapes belong
together, and name what does not.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.blocks import SMALL, in_blocks
from lib.maths.checks import (
    as_distributions,
    as_logits,
    can_broadcast,
    check_broadcast,
    check_labels,
    check_same_shape,
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


def broadcast_fit(prediction: str, x: np.ndarray, parameter: str, values: np.ndarray) -> None:
    """Refuse a parameter that does not broadcast against the prediction, element by element.

    Parameters
    ----------
    prediction, parameter : str
        What the message calls them.
    x : ndarray of shape (...)
    values : ndarray

    Raises
    ------
    ValueError
        If the shapes do not broadcast; the message has both.

    Examples
    --------
    >>> broadcast_fit("z", np.zeros(3), "gamma", np.zeros((2, 1)))
    """
    check_broadcast(**{prediction: x, parameter: values})


def examples_fit(prediction: str, x: np.ndarray, parameter: str, values: np.ndarray) -> None:
    """Refuse a parameter that does not broadcast against the examples.

    Parameters and errors as for `broadcast_fit`, but x has shape (..., K).

    >>> examples_fit("z", np.zeros((4, 3)), "tau", np.zeros(4))
    """
    _trailing_fit(prediction, x, parameter, values, 0)


def classes_fit(prediction: str, x: np.ndarray, parameter: str, values: np.ndarray) -> None:
    """Refuse a parameter that is neither a number nor has one for each class, on its last axis.

    Parameters and errors as for `examples_fit`. Axes before the last broadcast against the
    examples.

    >>> classes_fit("z", np.zeros((4, 3)), "weights", np.zeros(3))
    """
    _trailing_fit(prediction, x, parameter, values, 1)


def pairs_fit(prediction: str, x: np.ndarray, parameter: str, values: np.ndarray) -> None:
    """Refuse a parameter that is neither a number nor has one for each pair of classes.

    Parameters and errors as for `examples_fit`. The pairs are the last two axes; those before them
    broadcast against the examples.

    >>> pairs_fit("z", np.zeros((4, 3)), "noise", np.zeros((3, 3)))
    """
    _trailing_fit(prediction, x, parameter, values, 2)


def _trailing_fit(
    prediction: str, x: np.ndarray, parameter: str, values: np.ndarray, axes: int
) -> None:
    """Refuse a parameter that lacks so many axes of K at its end, unless it is a number."""
    if values.ndim == 0:
        return
    *examples, K = x.shape
    end = values.ndim - axes
    if values.shape[max(end, 0) :] != (K,) * axes:
        last = {1: "last axis", 2: "last two axes"}[axes]
        wanted = ", ".join([str(K)] * axes)
        raise ValueError(
            f"{parameter} must be a number or have the {last} ({wanted}), the classes of "
            f"{prediction}; got shape {values.shape}"
        )
    if not can_broadcast(tuple(examples), values.shape[:end]):
        raise ValueError(
            f"{parameter} must have a shape that broadcasts against the examples of {prediction}, "
            f"{tuple(examples)}; got {values.shape}"
        )


def checked(
    *as_arguments: Check,
    fit: Fit = elements_fit,
    axes: int | None = None,
    **as_parameters: tuple[Check, Fit],
) -> Callable[[Formula], Formula]:
    """Keep a formula of a prediction and a target free of everything but mathematics.

    The arguments are checked before it; it runs in float32 or better and without warnings, and its
    result takes the type of the prediction. Integers that a check returns stay integers. A large
    batch is checked and computed a few examples at a time, so the formula must treat each example
    by itself, whatever stands beside it.

    Parameters
    ----------
    *as_arguments : callable
        Checks such as `as_floats`, for the first argument, the prediction, and for the second, the
        target, if the formula has one.
    fit : callable
        Refuses a target that does not fit the prediction: `elements_fit` or `labels_fit`.
    axes : int, optional
        How many of the prediction's last axes are one example. By default 1 for logits and
        distributions, which have one over the classes, and else 0.
    **as_parameters : tuple of two callables
        Of each further parameter of the formula, by name: its check, and how its shape has to fit
        the prediction, such as `examples_fit`.

    Returns
    -------
    callable
        The decorator. What it returns raises ValueError where a check or the fit does.

    Examples
    --------
    >>> from lib.maths.checks import as_hard_labels, as_probabilities
    >>> distance = checked(as_probabilities, as_hard_labels)(lambda q, y: abs(q - y))
    >>> distance([0.25, 1], 1)
    array([0.75, 0.  ])
    """
    if axes is None:
        axes = int(as_arguments[0] in (as_logits, as_distributions))

    def decorate(formula: Formula) -> Formula:
        parameters = signature(formula)
        names = [*parameters.parameters][: len(as_arguments)]
        checks = dict(zip(names, as_arguments, strict=True))
        checks |= {name: check for name, (check, _) in as_parameters.items()}
        fits = dict.fromkeys(names[1:], fit)
        fits |= {name: fit for name, (_, fit) in as_parameters.items()}
        own_axes = {names[0]: axes} | {name: _AXES.get(fit, axes) for name, fit in fits.items()}

        def values_of(given: Mapping[str, ArrayLike]) -> dict[str, np.ndarray]:
            return {name: checks[name](name, each) for name, each in given.items()}

        def refuse_what_does_not_fit(values: Mapping[str, np.ndarray]) -> None:
            for name, fits_it in fits.items():
                fits_it(names[0], values[names[0]], name, values[name])

        def result_of(values: Mapping[str, np.ndarray]) -> np.ndarray:
            own = values[names[0]].dtype
            working = np.promote_types(own, np.float32)
            result = formula(**{name: _cast(each, working) for name, each in values.items()})
            return result.astype(own, copy=False) + own.type(0)  # never a negative zero

        @wraps(formula)
        def run(*args: ArrayLike, **keywords: ArrayLike) -> np.ndarray:
            bound = parameters.bind(*args, **keywords)
            bound.apply_defaults()
            given = {name: np.asarray(bound.arguments[name]) for name in checks}
            batch = _batch(given, own_axes)
            with np.errstate(all="ignore"):
                if not batch:
                    values = values_of(given)
                    refuse_what_does_not_fit(values)
                    return result_of(values)
                refuse_what_does_not_fit(given)
                same = values_of({name: given[name] for name in given if name not in batch})

                def of_a_few(*rows: np.ndarray) -> np.ndarray:
                    return result_of(values_of(dict(zip(batch, rows, strict=True))) | same)

                result = in_blocks(of_a_few, *batch.values())
            x = given[names[0]]
            return result.reshape(x.shape[: x.ndim - axes] + result.shape[1:])

        return run

    return decorate


_AXES = {labels_fit: 0, broadcast_fit: 0, examples_fit: 0, classes_fit: 1, pairs_fit: 2}


def _batch(given: Mapping[str, np.ndarray], axes: Mapping[str, int]) -> dict[str, np.ndarray]:
    """Return what differs between the examples of a large batch, as arrays of shape (n, ...).

    The prediction comes first and is always among it. Nothing is returned where the batch is small
    or an argument broadcasts against the examples.
    """
    x, *_ = given.values()
    examples = x.shape[: x.ndim - axes[next(iter(given))]]
    if x.size < SMALL or not examples:
        return {}
    batch = {}
    for name, each in given.items():
        lead = each.shape[: max(each.ndim - axes[name], 0)]
        if lead == examples:
            batch[name] = each.reshape(-1, *each.shape[len(lead) :])
        elif lead:
            return {}
    return batch


def _cast(values: np.ndarray, kind: np.dtype) -> np.ndarray:
    """Return floats in a floating type, and integers as they are."""
    floating = np.issubdtype(values.dtype, np.floating)
    return values.astype(kind, copy=False) if floating else values
