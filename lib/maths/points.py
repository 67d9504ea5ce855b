"""Points of two classes in the plane, for the playground: presets that a seed settles."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from lib.maths.checks import as_finite, as_hard_labels, check_same_shape
from lib.maths.datasets import flipped
from lib.maths.draws import Draws

WIDTH, HEIGHT = 4.0, 3.0  # the plane reaches so far to each side
MOST = 500
RARE, WRONG = 0.1, 0.2  # share of the rare class, and of labels that are flipped
_TAIL = 0.005  # of a normal distribution, cut off on each side


class Points(NamedTuple):
    """Points and their classes.

    Attributes
    ----------
    x : ndarray of shape (n, 2)
        Within 4 of the middle from left to right, 3 from bottom to top.
    labels : ndarray of shape (n,), integers 0 and 1
    """

    x: NDArray
    labels: NDArray


def as_points(x: ArrayLike, labels: ArrayLike) -> Points:
    """Points of one's own, or what is wrong with them.

    Parameters
    ----------
    x : array_like of shape (n, 2)
    labels : array_like of shape (n,), 0 or 1

    Returns
    -------
    Points

    Raises
    ------
    ValueError
        If there are none or more than 500, a coordinate is NaN or beyond the plane, or a label is
        neither 0 nor 1.

    Examples
    --------
    >>> as_points([[1, 2], [3, -1]], [0, 1]).labels
    array([0, 1])
    """
    x, labels = as_finite("x", x).astype(float), as_hard_labels("labels", labels).astype(int)
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"x must have shape (n, 2); got {x.shape}")
    check_same_shape("x and labels", x.shape[:1], labels.shape)
    if not 1 <= len(x) <= MOST:
        raise ValueError(f"there must be from 1 to {MOST} points; got {len(x)}")
    beyond = (np.abs(x) > [WIDTH, HEIGHT]).any(axis=1)
    if beyond.any():
        at = int(beyond.argmax())
        point = f"({x[at, 0]:g}, {x[at, 1]:g})"
        raise ValueError(f"points must lie within ±{WIDTH:g}, ±{HEIGHT:g}; got {point} at {at}")
    return Points(x, labels)


def plane(columns: int = 48, rows: int = 36) -> NDArray:
    """Middles of the cells of a map over the plane, row by row, from the bottom left.

    Parameters
    ----------
    columns, rows : int, at least 1

    Returns
    -------
    ndarray of shape (rows * columns, 2)

    Raises
    ------
    ValueError
        If there is no column or no row.

    Examples
    --------
    >>> plane(2, 1)
    array([[-2.,  0.],
           [ 2.,  0.]])
    """
    if min(columns, rows) < 1:
        raise ValueError(f"columns and rows must be at least 1; got {columns} and {rows}")
    across, up = (
        (2 * np.arange(count) + 1 - count) / count * reach
        for count, reach in ((columns, WIDTH), (rows, HEIGHT))
    )
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def _spread(draws: Draws, n: int, deviation: float) -> NDArray:
    """Normal numbers of shape (n, 2), their far tails cut off."""
    return deviation * ndtri(_TAIL + (1 - 2 * _TAIL) * draws.uniform(n, 2))


def _halves(n: int) -> NDArray:
    return (np.arange(n) >= n // 2).astype(int)


def _around_two(draws: Draws, labels: NDArray, distance: float, deviation: float) -> Points:
    centres = np.array([[-0.8, -0.6], [0.8, 0.6]]) * distance
    return Points(centres[labels] + _spread(draws, labels.size, deviation), labels)


def _blobs(draws: Draws, n: int, noise: float) -> Points:
    return _around_two(draws, _halves(n), 1.5, 0.7 * noise)


def _moons(draws: Draws, n: int, noise: float) -> Points:
    labels = _halves(n)
    angle, side = np.pi * draws.uniform(n), 1 - 2 * labels
    x = side[:, None] * np.stack([2 * np.cos(angle) - 1, 2 * np.sin(angle) - 0.5], axis=-1)
    return Points(x + _spread(draws, n, 0.25 * noise), labels)


def _circles(draws: Draws, n: int, noise: float) -> Points:
    labels = _halves(n)
    angle, radius = 2 * np.pi * draws.uniform(n), np.where(labels, 0.8, 2.2)
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return Points(x + _spread(draws, n, 0.25 * noise), labels)


def _exclusive_or(draws: Draws, n: int, noise: float) -> Points:
    labels = _halves(n)
    size, right = 0.3 + 2.2 * draws.uniform(n, 2), draws.uniform(n) < 0.5
    signs = np.stack([np.where(right, 1, -1), np.where(right == labels, -1, 1)], axis=-1)
    return Points(signs * size + _spread(draws, n, 0.1 * noise), labels)


def _spiral(draws: Draws, n: int, noise: float) -> Points:
    labels = _halves(n)
    along = np.sqrt(0.02 + 0.98 * draws.uniform(n))  # as many for each length of the arm
    angle, radius = 3 * np.pi * along + np.pi * labels, 2.6 * along
    x = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return Points(x + _spread(draws, n, 0.1 * noise), labels)


def _rare(draws: Draws, n: int, noise: float) -> Points:
    ones = max(round(RARE * n), 1)
    return _around_two(draws, (np.arange(n) >= n - ones).astype(int), 1.2, 0.9 * noise)


def _outlier(draws: Draws, n: int, noise: float) -> Points:
    x, labels = _around_two(draws, _halves(n), 1.7, 0.5 * noise)
    x[0] = 3.7, 2.7  # a zero, far on the side of the ones
    return Points(x, labels)


PRESETS: dict[str, Callable[[Draws, int, float], Points]] = {
    "blobs": _blobs,
    "moons": _moons,
    "circles": _circles,
    "xor": _exclusive_or,
    "spiral": _spiral,
    "rare": _rare,
    "outlier": _outlier,
    "flipped": _blobs,
}


def preset(name: str, n: int = 300, seed: int = 0, noise: float = 1.0) -> Points:
    """Points of one of the presets.

    Two blobs, moons, circles, exclusive or, spiral, one class rare (a tenth), one far outlier (a
    zero behind the ones), or two blobs of which a fifth of the labels is flipped. Zeros come first.

    Parameters
    ----------
    name : str
        One of `PRESETS`.
    n : int
        From 2 to 500.
    seed : int, not negative
    noise : float, from 0 to 3
        How far the points stray, as a multiple of the usual. Points never leave the plane: those
        that would stand at its edge.

    Returns
    -------
    Points

    Raises
    ------
    ValueError
        If the name is unknown, there are too few or too many points, the noise is outside [0, 3],
        or the seed is no whole number, or negative.

    Examples
    --------
    >>> int(preset("rare", 50).labels.sum())
    5
    """
    if name not in PRESETS:
        raise ValueError(f"name must be one of {', '.join(PRESETS)}; got {name}")
    if n not in range(2, MOST + 1):
        raise ValueError(f"n must be from 2 to {MOST}; got {n}")
    if not 0 <= noise <= 3:
        raise ValueError(f"noise must lie in [0, 3]; got {noise}")
    x, labels = PRESETS[name](Draws(seed, f"points {name}"), n, noise)
    if name == "flipped":
        labels = flipped(labels, WRONG, 2, seed)
    return Points(np.clip(x, [-WIDTH, -HEIGHT], [WIDTH, HEIGHT]), labels)
