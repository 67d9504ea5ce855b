"""How far probabilities are from true, without bins: the smooth calibration error and its curve.

Predictions are laid out on a grid of cells, each between the two cells next to it, and smoothed
there: a Gaussian kernel that the ends of [0, 1] reflect only scales the cosine transform.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import dct, idct
from scipy.optimize.elementwise import find_root

from lib.maths.checks import (
    as_hard_labels,
    as_non_negative,
    as_positive,
    as_probabilities,
    check_same_shape,
)

CELLS = 2048  # of the grid; no bandwidth is narrower than one of them
_CLOSE = 1e-8  # how well the bandwidth is found
_WIDE = np.sqrt(2 * np.pi)  # widths of a Gaussian kernel as heavy as its peak is high


class Layout(NamedTuple):
    """Predictions on the grid: all that smoothing needs of them.

    Attributes
    ----------
    weight, hits : ndarray of shape (..., 2048)
        Share of the weight in each cell, and of that with the outcome 1.
    residual : ndarray of shape (..., 2048)
        Outcome less prediction, in shares of the weight.
    squares, square_hits : ndarray of shape (..., 2048)
        Sums of the squared shares of single predictions, and of those with the outcome 1.
    """

    weight: NDArray
    hits: NDArray
    residual: NDArray
    squares: NDArray
    square_hits: NDArray


def cells() -> NDArray:
    """Middles of the cells of the grid, from 0 to 1.

    >>> cells().size, float(cells()[0] + cells()[-1])
    (2048, 1.0)
    """
    return (np.arange(CELLS) + 0.5) / CELLS


def layout(
    confidence: ArrayLike,
    hits: ArrayLike,
    weights: ArrayLike | None = None,
    squares: ArrayLike | None = None,
) -> Layout:
    """Lay predictions out on the grid.

    Each is shared between the two nearest cells so that its mean place stays, which changes a
    smoothed value by a share of about (cell / bandwidth)^2 / 8.

    Parameters
    ----------
    confidence : array_like of shape (n,), in [0, 1]
    hits : array_like of shape (n,), 0 or 1
    weights : array_like of shape (n,), optional
        Not negative, not all 0; all alike if left out.
    squares : array_like of shape (n,), optional
        Sum of the squares of the weights that each stands for, where it stands for several.

    Returns
    -------
    Layout
        With arrays of shape (2048,).

    Raises
    ------
    ValueError
        If a confidence is no probability, a hit neither 0 nor 1, a weight negative or all are 0,
        the shapes differ, or there is no prediction.

    Examples
    --------
    >>> found = layout([0.25, 0.75], [0, 1])
    >>> round(float(found.weight.sum()), 9), round(float(found.residual.sum()), 9)
    (1.0, 0.0)
    """
    confidence = as_probabilities("confidence", confidence).astype(np.float64, copy=False)
    hits = as_hard_labels("hits", hits)
    check_same_shape("confidence and hits", confidence.shape, hits.shape)
    if confidence.ndim != 1 or not confidence.size:
        shape = confidence.shape
        raise ValueError(f"confidence and hits must be non-empty sequences; got shape {shape}")
    if weights is None:
        share = np.full(confidence.shape, 1 / confidence.size)
    else:
        share = as_non_negative("weights", weights)
        check_same_shape("confidence and weights", confidence.shape, share.shape)
        if not share.any():
            raise ValueError("weights must not all be 0")
        total = share.sum()
        share = share / total
        if squares is not None:
            squares = as_non_negative("squares", squares) / total**2
    squares = share**2 if squares is None else squares
    place = confidence * CELLS - 0.5
    low = np.floor(place).astype(np.intp)
    right = place - low
    low, high = np.maximum(low, 0), np.minimum(low + 1, CELLS - 1)  # an end reflects

    def laid(amounts: NDArray) -> NDArray:
        return np.bincount(low, amounts * (1 - right), CELLS) + np.bincount(
            high, amounts * right, CELLS
        )

    parts = (share, share * hits, share * (hits - confidence), squares, squares * hits)
    return Layout(*map(laid, parts))


def smoothed(values: NDArray, bandwidth: ArrayLike) -> NDArray:
    """Smooth what lies on the grid with a Gaussian kernel that the ends reflect.

    The n-th cosine is multiplied by exp(-(pi n bandwidth)^2 / 2), which is what a Gaussian on the
    line does to it once the line is folded into [0, 1].

    Parameters
    ----------
    values : ndarray of shape (..., 2048)
    bandwidth : array_like of shape (...), positive
        Standard deviation of the kernel.

    Returns
    -------
    ndarray of shape (..., 2048)
        With the same sum.

    Raises
    ------
    ValueError
        If a bandwidth is not positive.

    References
    ----------
    Błasiok and Nakkiran (2023), Smooth ECE: Principled Reliability Diagrams via Kernel Smoothing,
    the reflected Gaussian kernel.

    Examples
    --------
    >>> spike = np.zeros(2048)
    >>> spike[0] = 1
    >>> round(float(smoothed(spike, 0.1).sum()), 9)
    1.0
    """
    return _filtered(dct(values, axis=-1), as_positive("bandwidth", bandwidth))


def _filtered(cosines: NDArray, bandwidth: NDArray) -> NDArray:
    n = np.arange(CELLS)
    with np.errstate(under="ignore"):
        return idct(cosines * np.exp(-((np.pi * n * bandwidth[..., None]) ** 2) / 2), axis=-1)


def smooth_calibration_error(laid: Layout) -> NDArray:
    """SmoothECE: the integral of |smoothed outcome less prediction|, at its own bandwidth.

    With the residuals y - f smoothed at a bandwidth s, smECE_s is the integral over t of
    |E[K_s(t, f) (y - f)]|. It never rises with s, so there is one s that equals it; that is the
    SmoothECE, and no bandwidth has to be chosen.

    Parameters
    ----------
    laid : Layout
        Predictions on the grid.

    Returns
    -------
    ndarray of shape (...), in [0, 1]
        The bandwidth that equals its error. Where that would be narrower than a cell, the error at
        a bandwidth of one cell, which is less.

    References
    ----------
    Błasiok and Nakkiran (2023), Smooth ECE: Principled Reliability Diagrams via Kernel Smoothing,
    the definition of smECE and of its fixed point.

    Examples
    --------
    >>> round(float(smooth_calibration_error(layout([0.9] * 10, [1] * 6 + [0] * 4))), 3)
    0.3
    """
    cosines = dct(laid.residual, axis=-1).reshape(-1, CELLS)

    def excess(bandwidth: NDArray, row: NDArray) -> NDArray:
        return np.abs(_filtered(cosines[row], bandwidth)).sum(axis=-1) - bandwidth

    rows = np.arange(len(cosines))
    least = excess(np.full(rows.shape, 1 / CELLS), rows) + 1 / CELLS
    own = rows[least > 1 / CELLS]  # the others have their bandwidth below a cell
    ends = np.full(own.shape, 1 / CELLS), np.full(own.shape, 2.0)
    least[own] = find_root(excess, ends, args=(own,), tolerances={"xatol": _CLOSE}).x
    return np.minimum(least, 1).reshape(laid.residual.shape[:-1])


class Curve(NamedTuple):
    """A reliability diagram without bins.

    Attributes
    ----------
    share : ndarray of shape (..., m)
        Smoothed share of the outcome 1 among predictions near each place; NaN where there is
        hardly one.
    spread : ndarray of shape (..., m)
        Its standard error, for independent rows and the bandwidth as given.
    density : ndarray of shape (..., m)
        Of the predictions; its integral over [0, 1] is 1.
    """

    share: NDArray
    spread: NDArray
    density: NDArray


def reliability_curve(
    laid: Layout, bandwidth: ArrayLike, at: ArrayLike, fewest: float = 1.0
) -> Curve:
    """How often what was said with each probability came: a kernel regression over predictions.

    The share at t is E[K(t, f) y] / E[K(t, f)], its standard error that of a mean with the kernel's
    weights, and K is the kernel of `smoothed`.

    Parameters
    ----------
    laid : Layout
    bandwidth : array_like of shape (...), positive
        `smooth_calibration_error` is the one that belongs to it.
    at : array_like of shape (m,), in [0, 1]
    fewest : float
        As many rows, weighted by the kernel's height as a share of its peak, must be near a place
        for the share there to be told.

    Returns
    -------
    Curve

    Raises
    ------
    ValueError
        If the bandwidth is not positive or a place outside [0, 1].

    References
    ----------
    Błasiok and Nakkiran (2023), Smooth ECE: Principled Reliability Diagrams via Kernel Smoothing.

    Examples
    --------
    >>> found = reliability_curve(layout([0.9] * 10, [1] * 6 + [0] * 4), 0.1, [0.1, 0.9])
    >>> found.share.round(3)
    array([nan, 0.6])
    """
    at = as_probabilities("at", at)
    bandwidth = np.maximum(as_positive("bandwidth", bandwidth), 1 / CELLS)
    middle = np.minimum((at * CELLS).astype(np.intp), CELLS - 1)
    weight, hits = (
        np.maximum(smoothed(part, bandwidth)[..., middle] * CELLS, 0)
        for part in (laid.weight, laid.hits)
    )
    # The square of a Gaussian is one as wide as 1 / sqrt 2 of it, times a number.
    narrow = np.maximum(bandwidth / np.sqrt(2), 1 / CELLS)
    squares, square_hits = (
        np.maximum(smoothed(part, narrow)[..., middle] * CELLS, 0)
        for part in (laid.squares, laid.square_hits)
    )
    rows = laid.squares.sum(axis=-1)[..., None]  # 1 / n where all weigh the same
    wide = _WIDE * bandwidth[..., None]
    with np.errstate(all="ignore"):
        share = np.where(weight * wide > fewest * rows, np.clip(hits / weight, 0, 1), np.nan)
        variance = square_hits * (1 - 2 * share) + squares * share**2
        spread = np.sqrt(np.maximum(variance, 0) / (wide * np.sqrt(2))) / weight
    return Curve(share, np.where(np.isnan(share), np.nan, spread), weight)
