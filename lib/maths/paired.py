"""Two ways of doing the same thing, tried with several seeds, and whether they differ.

What two runs share (their data, start and batches) drops out of the difference of their results, so
differences are taken seed by seed, and only then summed up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr

from lib.maths.checks import as_finite, check_same_shape


class Paired(NamedTuple):
    """The differences of pairs, first less second, summed up.

    Attributes
    ----------
    median, low, high : float
        Of the differences, the last two their range.
    higher, lower, ties : int
        How many are above 0, below it, and 0.
    chance : float
        `sign_test` of the two counts.
    """

    median: float
    low: float
    high: float
    higher: int
    lower: int
    ties: int
    chance: float


def paired(first: ArrayLike, second: ArrayLike) -> Paired:
    """Sum up the differences of pairs.

    Parameters
    ----------
    first, second : array_like of shape (n,), finite
        The results of each pair, at least one.

    Returns
    -------
    Paired

    Raises
    ------
    ValueError
        If a result is infinite or NaN, there is none, or the shapes differ.

    Examples
    --------
    >>> paired([3.0, 5.0, 4.0], [1.0, 2.0, 3.0])
    Paired(median=2.0, low=1.0, high=3.0, higher=3, lower=0, ties=0, chance=0.25)
    """
    first, second = as_finite("first", first).astype(float), as_finite("second", second)
    check_same_shape("first and second", first.shape, second.shape)
    if first.ndim != 1 or not first.size:
        raise ValueError(f"first and second must be non-empty sequences; got shape {first.shape}")
    d = first - second
    higher, lower = int((d > 0).sum()), int((d < 0).sum())
    ties = d.size - higher - lower
    middle, low, high = float(np.median(d)), float(d.min()), float(d.max())
    return Paired(middle, low, high, higher, lower, ties, sign_test(higher, lower))


def sign_test(higher: int, lower: int) -> float:
    """How probable so uneven a count, or a more uneven one, is if both signs are as likely.

    With n signs and k of the rarer one it is twice the sum of C(n, i) / 2^n for i up to k, at
    most 1. If all n agree that is 2^(1 - n).

    Parameters
    ----------
    higher, lower : int, not negative
        Differences above and below 0; those that are 0 are left out.

    Returns
    -------
    float, in (0, 1]

    Raises
    ------
    ValueError
        If a count is negative.

    References
    ----------
    Dixon and Mood (1946), The Statistical Sign Test, Journal of the American Statistical
    Association 41(236).

    Examples
    --------
    >>> sign_test(5, 0), sign_test(4, 1), sign_test(0, 0)
    (0.0625, 0.375, 1.0)
    """
    if min(higher, lower) < 0:
        raise ValueError(f"counts must not be negative; got {higher} and {lower}")
    return float(min(1.0, 2 * bdtr(min(higher, lower), higher + lower, 0.5)))
