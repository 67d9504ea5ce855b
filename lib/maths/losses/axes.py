"""Any binary or K-class loss on one axis, so that different losses can stand side by side.

The axes are "q", the probability of a yes (y = 1), "z", its logit, and "margin", (2 y - 1) z: how
far the model is on the right side. A K-class loss sees two classes, no and yes, with the logits
(0, z) or the probabilities (1 - q, q) and a one-hot label.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, log_expit, logit

from lib.maths.checks import as_floats, as_hard_labels, as_probabilities
from lib.maths.losses.record import Loss

AXES = ("q", "margin", "z")
_OF_A_LOGIT = ("logit", "logits", "logits and labels")
_PAIRED = ("probabilities", "logits", "logits and labels")
_STANDARD = ("probability", "probabilities", *_OF_A_LOGIT)


def comparable(losses: Mapping[str, Loss]) -> list[str]:
    """Keys of the losses that stand on these axes, each name once.

    Where several rows bear one name (a formula of a logit, of a probability, of K classes) it is
    that of the logit, the most exact.

    Parameters
    ----------
    losses : mapping of key to Loss

    Returns
    -------
    list of str
        In the order of the mapping.

    Examples
    --------
    >>> row = Loss("A", "a", abs, abs, "", "", "", "probability")
    >>> comparable({"a": row, "b": Loss("A", "a", abs, abs, "", "", "", "logit")})
    ['b']
    """
    order = ("logit", "logits", "probability", "probabilities", "logits and labels")
    standard = [key for key, loss in losses.items() if loss.takes in order]
    best = {}
    for key in sorted(standard, key=lambda key: order.index(losses[key].takes)):
        best.setdefault(losses[key].name, key)
    return [key for key in standard if key in best.values()]


def value_over(
    axis: str, loss: Loss, x: ArrayLike, y: ArrayLike, **numbers: ArrayLike
) -> np.ndarray:
    """Loss of a point of an axis.

    Parameters
    ----------
    axis : {"q", "margin", "z"}
    loss : Loss
        A row that takes one of the five standard kinds.
    x : array_like of shape (...)
        Points of the axis; probabilities in [0, 1].
    y : array_like of shape (...) or (), 0 or 1
    **numbers : array_like
        The loss's parameters as its sliders have them; those left out stand at their start. Their
        shapes broadcast against x: of shape (g, 1), with x of shape (n,), they give (g, n) losses.

    Returns
    -------
    ndarray
        As exact as the row; one of a probability knows z only through sigmoid(z), which is 1 from
        about z = 37 on. At q = 0 and 1 the logit is infinite and the loss its limit, if the row
        takes a lone logit or a probability.

    Raises
    ------
    ValueError
        If the axis is unknown, the loss takes something else, y is neither 0 nor 1, q is outside
        [0, 1], or 0 or 1 for a loss of K logits.

    Examples
    --------
    >>> from lib.maths.losses import LOSSES
    >>> value_over("margin", LOSSES["hinge"], [-1.0, 3.0], 0)
    array([2., 0.])
    """
    prediction, target = _arguments(axis, loss, x, y)
    return loss.value(prediction, target, **loss.arguments(**numbers))


def grad_over(
    axis: str, loss: Loss, x: ArrayLike, y: ArrayLike, **numbers: ArrayLike
) -> np.ndarray:
    """Derivative of `value_over` over the axis, by the chain rule.

    Parameters and errors as for `value_over`, but at q = 0 and 1 every loss of logits is refused:
    its slope there is a product of dz/dq, which is infinite, and of what may be 0. So is an
    infinite z or margin for a loss of probabilities, by the same reason the other way round.

    Examples
    --------
    >>> from lib.maths.losses import LOSSES
    >>> round(float(grad_over("q", LOSSES["sigmoid-cross-entropy"], 0.25, 1)), 9)
    -4.0
    """
    factor = _chain(axis, loss, as_floats(axis, x), as_hard_labels("y", y))
    prediction, target = _arguments(axis, loss, x, y)
    grad = loss.grad(prediction, target, **loss.arguments(**numbers))
    if loss.takes in _PAIRED:
        # Of the logits (0, z) only the second moves; the probabilities (1 - q, q) both do.
        grad = grad[..., 1] - (grad[..., 0] if loss.takes == "probabilities" else 0)
    return grad * factor


def best_prediction(loss: Loss, p: float, **numbers: float) -> float:
    """Probability that a loss asks for: the q of least mean loss when a yes has probability p.

    Parameters
    ----------
    loss : Loss
        As for `value_over`.
    p : float
        How often the answer is yes, in [0, 1].
    **numbers : float
        The loss's parameters as its sliders have them.

    Returns
    -------
    float
        sigmoid(z) of the best logit z in [-40, 40], so never quite 0 or 1. It is p for
        cross-entropy and every other strictly proper loss. NaN where the mean loss is the same for
        every z, so that nothing is asked.

    Raises
    ------
    ValueError
        If p is outside [0, 1], or as `value_over`.

    References
    ----------
    Gneiting and Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation.

    Examples
    --------
    >>> from lib.maths.losses import LOSSES
    >>> round(best_prediction(LOSSES["sigmoid-cross-entropy"], 0.7), 6)
    0.7
    """
    p = float(as_probabilities("p", p))

    def mean(z: ArrayLike) -> np.ndarray:
        yes, no = (value_over("z", loss, z, y, **numbers) for y in (1, 0))
        return p * yes + (1 - p) * no

    grid = np.linspace(-40, 40, 4001)  # a mean need not be convex, so the valley is looked for
    means = mean(grid)
    if np.ptp(means) <= 1e-12 * np.abs(means).max():
        return np.nan
    for _ in range(3):  # where the valley lies, each time a hundred times as closely
        at = int(means.argmin())
        grid = np.linspace(grid[max(at - 1, 0)], grid[min(at + 1, grid.size - 1)], 201)
        means = mean(grid)
    return float(expit(grid[means.argmin()]))


def _arguments(axis: str, loss: Loss, x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """What the loss takes for a point of the axis, and its target."""
    if axis not in AXES:
        raise ValueError(f"axis must be one of {', '.join(AXES)}; got {axis}")
    if loss.takes not in _STANDARD:
        raise ValueError(f"a loss that takes {loss.takes} does not stand on the axis {axis}")
    x = (as_probabilities if axis == "q" else as_floats)(axis, x)
    y = np.broadcast_to(as_hard_labels("y", y), x.shape)
    point = _to(loss.takes in _OF_A_LOGIT, axis, x, y)
    if loss.takes not in _PAIRED:
        return point, y
    other = np.zeros_like(point) if loss.takes in _OF_A_LOGIT else _complement(axis, x, y)
    pair = np.stack([other, point], axis=-1)
    return pair, y.astype(int) if "labels" in loss.takes else np.stack([1 - y, y], axis=-1)


def _to(as_logit: bool, axis: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The point as a logit or as a probability."""
    with np.errstate(all="ignore"):
        if axis == "q":
            return logit(x) if as_logit else x
        z = x if axis == "z" else (2 * y - 1) * x
        return z if as_logit else expit(z)


def _complement(axis: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The probability of a no, without a subtraction where the axis is a logit."""
    return 1 - x if axis == "q" else _to(False, axis, -x, y)


def _chain(axis: str, loss: Loss, x: np.ndarray, y: np.ndarray) -> np.ndarray | float:
    """Derivative of what the loss takes over the axis: dq/dz, dz/dq or a sign."""
    sign = 2 * y - 1 if axis == "margin" else 1.0
    if (loss.takes in _OF_A_LOGIT) == (axis != "q"):
        return sign
    if axis == "q" and ((x == 0) | (x == 1)).any():
        raise ValueError("q must lie strictly between 0 and 1 for the slope of a loss of logits")
    if axis != "q" and np.isinf(x).any():
        raise ValueError(f"{axis} must be finite for the slope of a loss of probabilities")
    with np.errstate(all="ignore"):
        return 1 / (x * (1 - x)) if axis == "q" else sign * np.exp(log_expit(x) + log_expit(-x))
