"""Sliders that are the probabilities of one distribution: one moves, the others share the rest.

Every probability is a whole number of ten-thousandths, and the sum is 1 exactly. So a link states
what it means in four decimals, and what is shown during a drag is what is there after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures.flipbook import Slider
from lib.words import parsing

NAMES = "ABCDEFGHIJ"
FEWEST, MOST = 2, len(NAMES)
_PARTS = 10_000
LEAST = 1 / _PARTS  # what is possible has at least this


def keys(letter: str, count: int) -> list[str]:
    """The sliders' keys of a distribution of `count` outcomes, such as pA, pB."""
    return [letter + name for name in NAMES[:count]]


def sliders(letter: str, start: ArrayLike, form: str, hidden: bool) -> list[Slider]:
    """A slider for each outcome, standing at `start` at first sight."""
    return [
        Slider(key, f"{letter}({key[1:]})", 0, 1, 0.005, value, form, play=False, hidden=hidden)
        for key, value in zip(keys(letter, len(start)), start, strict=True)
    ]


def absent(count: int) -> list[Slider]:
    """The sliders of outcomes beyond `count`: never shown, so that links do not state them."""
    return [
        Slider(key, key, 0, 1, 0.005, 0.0, play=False, derived=True, hidden=True)
        for letter in "pq"
        for key in keys(letter, MOST)[count:]
    ]


def by_slider(letter: str, p: Sequence[float]) -> dict[str, float]:
    """Probabilities by the keys of their sliders."""
    return dict(zip(keys(letter, len(p)), map(float, p), strict=True))


def standing(letter: str, values: Mapping[str, float], count: int) -> NDArray:
    """The distribution where the sliders stand, (count,)."""
    return np.array([values[key] for key in keys(letter, count)])


def distribution(text: str) -> list[float]:
    """A typed distribution, in ten-thousandths.

    Raises
    ------
    ValueError
        Which entry is wrong or too small, or what the sum is.
    """
    typed = parsing.probabilities(text, (FEWEST, MOST), zero=True)
    for place, p in enumerate(typed, 1):
        if 0 < p < LEAST:
            raise ValueError(
                f"Entry {place} is too small for this picture: use 0, or 0.0001 or more."
            )
    return rounded(typed).tolist()


def rounded(weights: ArrayLike) -> NDArray:
    """The distribution in proportion to weights (K,), in ten-thousandths that sum to 1 exactly.

    Raises
    ------
    ValueError
        When all weights are 0.

    Examples
    --------
    >>> rounded([1, 1, 1]).tolist()
    [0.3334, 0.3333, 0.3333]
    """
    weights = np.asarray(weights, dtype=float)
    if not weights.any():
        raise ValueError("At least one of the weights must be above 0.")
    # Rounded first: what is already in ten-thousandths must come back as it went in.
    exact = np.round(weights / weights.sum() * _PARTS, 6)
    return _in_order(np.floor(exact).astype(int), exact % 1, _PARTS) / _PARTS


def moved(p: NDArray, at: int, to: ArrayLike) -> NDArray:
    """The distributions (n, K) in which one outcome has probability `to` (n,).

    The others keep their proportions, or share alike when none of them had anything. What was
    possible stays possible as long as there is room.

    Examples
    --------
    >>> moved(np.array([0.5, 0.25, 0.25]), 0, [0.5, 0.8]).tolist()
    [[0.5, 0.25, 0.25], [0.8, 0.1, 0.1]]
    """
    parts = np.round(p * _PARTS).astype(int)
    own = np.round(np.atleast_1d(to) * _PARTS).astype(int)
    parts[at] = 0
    if not parts.any():
        parts = np.ones_like(parts)
        parts[at] = 0
    rest = (_PARTS - own)[:, None]
    whole, remainder = np.divmod(parts * rest, parts.sum())
    result = _in_order(whole, remainder, rest)
    # Rounded down to 0, an outcome would make the cross-entropy infinite.
    possible = np.count_nonzero(parts)
    lost = (result == 0) & (parts > 0) & (rest > 5 * possible)
    result += lost
    result[np.arange(len(own)), result.argmax(axis=-1)] -= lost.sum(axis=-1)
    result[:, at] = own
    return result / _PARTS


def _in_order(whole: NDArray, remainder: NDArray, total: ArrayLike) -> NDArray:
    """Whole parts, one more for those of the largest remainder until they make up the total."""
    missing = total - whole.sum(axis=-1, keepdims=True)
    rank = np.argsort(np.argsort(-remainder, axis=-1, kind="stable"), axis=-1)
    return whole + (rank < missing)


def settled(values: Mapping[str, float], sliders: Sequence[Slider]) -> dict[str, float]:
    """Values that are a distribution, whatever a link states.

    What is stated stays, and the outcomes still at their start share the rest. Where that leaves
    them nothing, all are scaled alike.
    """
    stated = np.array([values[slider.key] for slider in sliders], dtype=float)
    start = np.array([slider.start for slider in sliders])
    free = stated == start
    rest = 1 - stated[~free].sum()
    if abs(stated.sum() - 1) > 1e-9 and rest > 0 and start[free].any():
        stated[free] *= rest / start[free].sum()
    result = rounded(stated if stated.any() else start)
    return {slider.key: float(p) for slider, p in zip(sliders, result, strict=True)}
