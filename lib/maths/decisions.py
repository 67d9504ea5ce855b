"""Acting on a probability from a threshold on: the two kinds of mistake, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression

from lib.maths.checks import (
    as_finite,
    as_floats,
    as_hard_labels,
    as_non_negative,
    as_probabilities,
    check_same_shape,
)

SAME = 1e-12  # two costs, or two shares, that differ by less differ by rounding alone


def right_threshold(ratio: ArrayLike) -> NDArray:
    """The threshold that costs least if the probabilities are calibrated.

    Acting at q costs a false alarm with probability 1 - q, not acting a miss with q; so one acts
    from q = c_fa / (c_fa + c_miss) = r / (r + 1) on.

    Parameters
    ----------
    ratio : array_like, positive
        What a false alarm costs, in misses: r = c_fa / c_miss.

    Returns
    -------
    ndarray, in (0, 1)

    Raises
    ------
    ValueError
        If a ratio is not positive and finite.

    References
    ----------
    Elkan (2001), The Foundations of Cost-Sensitive Learning, IJCAI, section 1.3, for right
    decisions that cost nothing.

    Examples
    --------
    >>> right_threshold([1.0, 0.25])
    array([0.5, 0.2])
    """
    ratio = _as_ratio(ratio)
    return ratio / (ratio + 1)


class Grouped(NamedTuple):
    """Rows of one q taken together.

    Attributes
    ----------
    said : ndarray of shape (m,)
        The different values that q has, rising.
    weight, came : ndarray of shape (m,)
        The weight of their rows, of 1 in all, and of those with label 1.
    """

    said: NDArray
    weight: NDArray
    came: NDArray


class Mistakes(NamedTuple):
    """Mistakes at thresholds, as shares of all rows by their weight, and the cost of a row.

    Attributes
    ----------
    alarms : ndarray
        Rows that are acted on, and nothing came.
    misses : ndarray
        Rows that are not acted on, and it came.
    cost : ndarray, in misses
        r times `alarms`, plus `misses`.
    """

    alarms: NDArray
    misses: NDArray
    cost: NDArray


class Cheapest(NamedTuple):
    """The thresholds that cost least on the rows: all t with low < t <= high.

    Attributes
    ----------
    low, high : ndarray
        Two neighbouring values that q has; minus infinity and the least one where always acting is
        cheapest, the largest one and infinity where never acting is.
    cost : ndarray, in misses
    tied : ndarray of bool
        Whether thresholds elsewhere cost as little. Those nearest to the one that is right for
        calibrated probabilities are given; it is among them if none costs less.
    """

    low: NDArray
    high: NDArray
    cost: NDArray
    tied: NDArray


@dataclass(frozen=True, eq=False)
class Decisions:
    """Mistakes at every threshold.

    Attributes
    ----------
    said : ndarray of shape (m,)
        The different values that q has, rising.
    alarms, misses : ndarray of shape (m + 1,)
        As in `Mistakes`, where the rows from said[i] on are acted on; the last is never to act.
    corners : ndarray of integers of shape (v + 1,)
        The i that can be cheapest at all, whatever mistakes cost: those on the hull.
    shares : ndarray of shape (v,), strictly rising
        How often it came between two corners: the isotonic regression of y on q.
    """

    said: NDArray
    alarms: NDArray
    misses: NDArray
    corners: NDArray
    shares: NDArray

    def at(self, threshold: ArrayLike, ratio: ArrayLike) -> Mistakes:
        """The mistakes of acting where q >= t; above every q one never acts.

        Parameters
        ----------
        threshold : array_like
            Any number; infinity is never to act.
        ratio : array_like, positive
            See `right_threshold`. Broadcasts with the thresholds.

        Examples
        --------
        >>> found = decisions([0.1, 0.4, 0.9], [0, 1, 1])
        >>> [part.round(4).tolist() for part in found.at([0.0, 0.5, np.inf], 0.5)]
        [[0.3333, 0.0, 0.0], [0.0, 0.3333, 0.6667], [0.1667, 0.3333, 0.6667]]
        """
        index = self.said.searchsorted(as_floats("threshold", threshold))
        return self._of(index, _as_ratio(ratio))

    def cheapest(self, ratio: ArrayLike) -> Cheapest:
        """The thresholds that cost least on these rows.

        Where it came more often than `right_threshold` says, acting is cheaper; the hull says from
        which q on.

        Parameters
        ----------
        ratio : array_like, positive
            See `right_threshold`.

        Examples
        --------
        >>> found = decisions([0.1, 0.4, 0.9], [0, 1, 1]).cheapest(1.0)
        >>> float(found.low), float(found.high), float(found.cost)
        (0.1, 0.4, 0.0)
        """
        ratio = _as_ratio(ratio)
        right = right_threshold(ratio)
        first, last = (self.corners[self.shares.searchsorted(right + d)] for d in (-SAME, SAME))
        ends = np.concatenate([[-np.inf], self.said, [np.inf]])
        # Of two corners that cost the same, the one whose thresholds lie nearer.
        near = ends[last] - right < right - ends[first + 1]
        best = np.where(near, last, first)
        own = self.said.searchsorted(right)
        cost = self._of(best, ratio).cost
        best = np.where(self._of(own, ratio).cost <= cost + SAME * (1 + ratio), own, best)
        return Cheapest(ends[best], ends[best + 1], cost, first < last)

    def _of(self, index: NDArray, ratio: NDArray) -> Mistakes:
        alarms, misses = self.alarms[index], self.misses[index]
        return Mistakes(alarms, misses, ratio * alarms + misses)


def decisions(q: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> Decisions:
    """The mistakes of acting from a threshold on, for every threshold: one sort and running sums.

    Parameters
    ----------
    q : array_like of shape (n,), in [0, 1]
        Probability of the second class.
    y : array_like of shape (n,), 0 or 1
    weights : array_like of shape (n,), optional
        Not negative, not all 0; all alike if left out.

    Returns
    -------
    Decisions

    Raises
    ------
    ValueError
        If q is no probability, y neither 0 nor 1, a weight negative or all are 0, the shapes
        differ, or there is no row.

    References
    ----------
    Fawcett and Niculescu-Mizil (2007), PAV and the ROC convex hull, Machine Learning 68, for the
    corners.

    Examples
    --------
    >>> decisions([0.2, 0.2, 0.7], [0, 1, 1]).misses.round(4)
    array([0.    , 0.3333, 0.6667])
    """
    return decided(grouped(q, y, weights))


def decided(rows: Grouped) -> Decisions:
    """The decisions of rows that are grouped already."""
    said, weight, came = rows
    misses, spared = np.zeros((2, said.size + 1))
    np.cumsum(came, out=misses[1:])
    np.cumsum(weight - came, out=spared[1:])
    fit = isotonic_regression(came / weight, weights=weight)
    shares = fit.x[fit.blocks[:-1]]
    rising = np.concatenate([[True], np.diff(shares) > SAME, [True]])
    return Decisions(said, spared[-1] - spared, misses, fit.blocks[rising], shares[rising[:-1]])


def grouped(q: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> Grouped:
    """Rows of one q taken together, as they are acted on together.

    Parameters and errors as for `decisions`.

    Returns
    -------
    Grouped

    Examples
    --------
    >>> grouped([0.5, 0.25, 0.5, 0.5], [1, 0, 0, 1])
    Grouped(said=array([0.25, 0.5 ]), weight=array([0.25, 0.75]), came=array([0. , 0.5]))
    """
    q, y = np.array(as_probabilities("q", q), dtype=np.float64), as_hard_labels("y", y) == 1
    check_same_shape("q and y", q.shape, y.shape)
    if q.ndim != 1 or not q.size:
        raise ValueError(f"q must be a non-empty sequence; got shape {q.shape}")
    if weights is not None:
        weights = as_non_negative("weights", weights)
        check_same_shape("q and weights", q.shape, weights.shape)
        if not weights.any():
            raise ValueError("weights must not all be 0")
        weights = weights / weights.sum()
        if not weights.all():
            q, y, weights = (each[weights > 0] for each in (q, y, weights))
    if weights is None or weights.min() == weights.max():
        return _grouped_alike(q, y)
    order = np.argsort(q)
    q, weights = q[order], weights[order]
    (starts,) = np.nonzero(np.concatenate([[True], q[1:] > q[:-1]]))
    weight, came = (np.add.reduceat(each, starts) for each in (weights, weights * y[order]))
    return Grouped(q[starts], weight, came)


def _grouped_alike(q: NDArray, y: NDArray) -> Grouped:
    """The groups of rows that weigh the same; q is overwritten.

    What a float between 0 and 1 is in bits rises with it and leaves the two highest ones free, so q
    and y are sorted as one whole number, in place: a tenth of the time and the memory of an order.
    """
    q += 0.0  # which takes the sign off a zero
    both = q.view(np.int64)
    both <<= 1
    both |= y
    both.sort()
    came = (both & 1).astype(np.int8)
    both >>= 1
    (starts,) = np.nonzero(np.concatenate([[True], both[1:] > both[:-1]]))
    count = np.diff(starts, append=q.size)
    return Grouped(q[starts], count / q.size, np.add.reduceat(came, starts, dtype=np.intp) / q.size)


def _as_ratio(ratio: ArrayLike) -> NDArray:
    ratio = as_finite("ratio", ratio).astype(np.float64)
    if not (ratio > 0).all():
        raise ValueError("ratio must be positive")
    return ratio
