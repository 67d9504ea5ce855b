"""One text cut into tokens in two ways: what both models paid, on the bytes that they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.maths.checks import as_labels, check_same_shape, floating


class SideBySide(NamedTuple):
    """The smallest pieces of a text whose two ends both ways of cutting have.

    Attributes
    ----------
    cuts : ndarray of integers of shape (m + 1,), rising
        Bytes of the second one's text at which the pieces begin, and where the last one ends.
    first, second : ndarray of shape (m,)
        What each paid for the tokens of a piece; NaN where that of one of them is missing.
    """

    cuts: NDArray
    first: NDArray
    second: NDArray


def side_by_side(
    first_sizes: ArrayLike,
    first: ArrayLike,
    second_sizes: ArrayLike,
    second: ArrayLike,
    shift: int = 0,
) -> SideBySide:
    """What two models paid for the same bytes, which they cut into other tokens.

    By the chain rule what a model pays for a run of bytes is the sum over its tokens, so the two
    compare on every run that begins and ends between tokens of both. Where a token of one reaches
    over the end of what both have, the bytes of that token belong to no piece.

    Parameters
    ----------
    first_sizes, second_sizes : array_like of positive integers, of shapes (n,) and (k,)
        Bytes of the tokens, in the order of the text.
    first, second : array_like of shapes (n,) and (k,)
        What each token cost, in any unit; NaN where that is missing.
    shift : int
        Byte of the second one's text at which the first one's begins; negative where it begins
        before it.

    Returns
    -------
    SideBySide
        Without a piece where no two places are shared.

    Raises
    ------
    ValueError
        If a size is no such integer, a cost infinite, or the shapes differ.

    Examples
    --------
    >>> found = side_by_side([2, 3], [1.0, 2.0], [2, 1, 2], [0.5, 0.5, 0.75])
    >>> found.cuts.tolist(), found.first.tolist(), found.second.tolist()
    ([0, 2, 5], [1.0, 2.0], [0.5, 1.25])
    """
    (one, first), (other, second) = (
        _tokens(name, sizes, costs)
        for name, sizes, costs in (("first", first_sizes, first), ("second", second_sizes, second))
    )
    one = one + shift
    cuts = np.intersect1d(one, other, assume_unique=True)
    return SideBySide(cuts, _sums(one, first, cuts), _sums(other, second, cuts))


def _tokens(name: str, sizes: ArrayLike, costs: ArrayLike) -> tuple[NDArray, NDArray]:
    """The places between tokens, both ends among them, and what the tokens cost."""
    sizes, costs = as_labels(f"{name}_sizes", sizes), floating(name, costs)
    check_same_shape(f"{name}_sizes and {name}", sizes.shape, costs.shape)
    if sizes.ndim != 1 or (sizes < 1).any():
        raise ValueError(f"{name}_sizes must be a sequence of positive integers")
    if np.isinf(costs).any():
        raise ValueError(f"{name} must be finite, or NaN where a cost is missing")
    return np.concatenate([[0], np.cumsum(sizes)]), costs


def _sums(places: NDArray, costs: NDArray, cuts: NDArray) -> NDArray:
    """What the tokens between every two cuts cost; all cuts are places."""
    index = np.searchsorted(places, cuts)
    if index.size < 2:
        return np.empty(0)
    return np.add.reduceat(costs[: index[-1]], index[:-1])
