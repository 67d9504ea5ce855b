"""Where the names of curves go: beside their curve, off the other curves and off each other.

Everything is in shares of the panel: (0, 0) is its lower left corner, (1, 1) its upper right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LINE = 0.085  # height of a line of text
LETTER = 0.0165  # width of a letter, with some air; on a phone the letters are wider
GAP = 0.012
STATIONS = 40  # places along a curve that are tried
NEAR = 0.2  # further away is no better
COVER = 0.3  # what a covered point costs, beside the gain of standing well apart
TRIES = 5  # orders in which names are placed, until none touches another
SIDES = {"left": 0.0, "center": 0.5, "right": 1.0}  # which share of a text is left of its place
_EDGE = 0.005
_HAIR = 1e-9  # lines of text that follow each other do not touch
_FAR = np.array([[9.0, 9.0]])
# Beside, above, below and across the corners: steps in gaps and half lines, and the text's side.
_AROUND = (
    *((1, 0, "left"), (-1, 0, "right"), (0, 1.3, "center"), (0, -1.3, "center")),
    *((1, 1, "left"), (-1, 1, "right"), (1, -1, "left"), (-1, -1, "right")),
)


class Place(NamedTuple):
    """Where a label stands: its point, and which end of the text is there ("left", "center"...)."""

    x: float
    y: float
    side: str


class Box(NamedTuple):
    """A rectangle that holds text; or many of them, as arrays."""

    left: ArrayLike
    bottom: ArrayLike
    right: ArrayLike
    top: ArrayLike

    def overlaps(self, other: Box) -> ArrayLike:
        """Whether two texts would touch."""
        beside = (other.right - self.left > _HAIR) & (self.right - other.left > _HAIR)
        return beside & (other.top - self.bottom > _HAIR) & (self.top - other.bottom > _HAIR)


def box_of(place: Place, letters: int, letter: float = LETTER) -> Box:
    """The rectangle that a text of so many letters fills."""
    return _boxes(place.x, place.y, SIDES[place.side], letters * letter)


def _boxes(x: ArrayLike, y: ArrayLike, share: ArrayLike, width: float) -> Box:
    left = x - share * width
    return Box(left, y - LINE / 2, left + width, y + LINE / 2)


class _Options(NamedTuple):
    """Places that are tried, as arrays; `share` of the text is left of each."""

    x: NDArray
    y: NDArray
    share: NDArray

    def inside(self, width: float) -> _Options:
        """Those at which a text of a width is inside the panel."""
        left, bottom, right, top = _boxes(*self, width)
        kept = (left >= _EDGE) & (right <= 1 - _EDGE) & (bottom >= 0) & (top <= 1)
        return self.kept(kept)

    def kept(self, which: NDArray) -> _Options:
        """Some of them."""
        return _Options(*(each[which] for each in self))

    def place(self, i: int) -> Place:
        """One of them."""
        side = next(side for side, share in SIDES.items() if share == self.share[i])
        return Place(float(self.x[i]), float(self.y[i]), side)


def _along(curve: NDArray) -> _Options:
    """Around the points of a curve that are seen."""
    seen = curve[(curve[:, 1] >= 0.02) & (curve[:, 1] <= 0.98)]
    if not len(seen):
        return _Options(*np.empty((3, 0)))
    # Evenly along what is seen of the curve, not evenly in x: steep parts count.
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(seen, axis=0).T))])
    at = np.linspace(0, way[-1], STATIONS)
    x, y = (np.interp(at, way, each)[:, None] for each in seen.T)
    right, above, side = zip(*_AROUND, strict=True)
    share = np.broadcast_to([SIDES[each] for each in side], (STATIONS, len(side)))
    points = x + GAP * np.array(right), y + LINE / 2 * np.array(above), share
    return _Options(*(each.ravel() for each in points))


def _anywhere(step: float) -> _Options:
    """Places all over the panel, in columns a step apart."""
    x, y = np.meshgrid(np.arange(_EDGE, 1, step), np.arange(LINE / 2, 1 - LINE / 2, LINE))
    return _Options(x.ravel(), y.ravel(), 0 * x.ravel())


def hits(box: Box, points: NDArray) -> NDArray:
    """How many of the points a text covers, for each of many."""
    left, bottom, right, top = (np.asarray(each)[..., None] for each in box)
    x, y = points.T
    inside = x > left
    inside &= x < right
    inside &= y > bottom
    inside &= y < top
    return np.count_nonzero(inside, axis=-1)


def apart(box: Box, points: NDArray, most: float = NEAR) -> NDArray:
    """How far the nearest of the points is from a text; beyond `most` all are alike."""
    left, bottom, right, top = (np.asarray(each)[..., None] for each in box)
    x, y = points.T
    across = np.maximum(np.maximum(left - x, x - right), 0)
    up = np.maximum(np.maximum(bottom - y, y - top), 0)
    # Squares first, then one root a text: `hypot` of every pair takes ten times as long.
    return np.minimum(np.sqrt((across * across + up * up).min(axis=-1)), most)


def _cheapest(cost: NDArray, more: float) -> NDArray:
    """Which cost least, or at most so much more."""
    return np.flatnonzero(cost <= cost.min() + more)


@dataclass(frozen=True)
class _Ground:
    """What is in a panel already when a name looks for its place."""

    boxes: list[Box]
    own: NDArray
    others: NDArray
    faint: NDArray
    faintness: float

    def touched(self, box: Box) -> NDArray:
        """How many texts each of many texts would touch."""
        touched = np.zeros(np.shape(box.left), dtype=int)
        for other in self.boxes:
            touched += box.overlaps(other)
        return touched

    def best(self, width: float, columns: bool) -> tuple[Place, Box]:
        """The best place beside the curve for a text, else the nearest that is free anywhere.

        In columns there is room for most names, but they are further from their curves.
        """
        near = _along(self.own).inside(width)
        near = near.kept(self.touched(_boxes(*near, width)) == 0)
        free = _anywhere(0.98 / 3 if columns else 0.02).inside(width)
        if len(near.x) and not columns:
            box = _boxes(*near, width)
            covered = hits(box, self.others) + hits(box, self.own)
            covered = covered + self.faintness * hits(box, self.faint)
            # To stand apart gains 1 at most, so only the cheapest need be looked at.
            some = _cheapest(covered * COVER, 1)
            near = near.kept(some)
            cost = covered[some] * COVER - apart(_boxes(*near, width), self.others) / NEAR
            return self._chosen(near, int(cost.argmin()), width)
        free = free.kept(_cheapest(self.touched(_boxes(*free, width)), 0))
        cost = apart(_boxes(*free, width), self.own, 2.0)
        return self._chosen(free, int(cost.argmin()), width)

    @staticmethod
    def _chosen(options: _Options, i: int, width: float) -> tuple[Place, Box]:
        return options.place(i), Box(*(float(each[i]) for each in _boxes(*options, width)))


def places(
    curves: Sequence[NDArray],
    names: Sequence[str],
    taken: Sequence[Box] = (),
    also: Sequence[NDArray] = (),
    letter: float = LETTER,
) -> list[Place]:
    """A place for every name: no text on text, then off the curves and away from the others.

    Parameters
    ----------
    curves : sequence of ndarray of shape (n, 2)
        Points along each curve; those outside the panel count for nothing.
    names : sequence of str
        What stands beside each.
    taken : sequence of Box
        Where other text stands.
    also : sequence of ndarray of shape (n, 2)
        Curves that are there now and then: a name may rather cover one of these.
    letter : float
        Width of a letter.
    """
    lines = [_dense(curve) for curve in curves]
    faint = np.concatenate([_dense(curve) for curve in also] or [_FAR])
    # The shortest curve has the fewest places, so it comes first.
    order = sorted(range(len(curves)), key=lambda i: len(lines[i]))
    for attempt in range(TRIES):
        found: dict[int, Place] = {}
        boxes, touching = list(taken), []
        for i in order:
            others = np.concatenate([line for j, line in enumerate(lines) if j != i] or [_FAR])
            ground = _Ground(boxes, lines[i], others, faint, 2 / max(len(also), 2))
            found[i], box = ground.best(len(names[i]) * letter, attempt == TRIES - 1)
            if ground.touched(box):
                touching.append(i)
            boxes.append(box)
        if not touching:
            break
        order = touching + [i for i in order if i not in touching]
    return [found[i] for i in range(len(curves))]


def _dense(curve: NDArray) -> NDArray:
    """Points all along what is seen of a curve, so close that no text slips between two of them."""
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(np.clip(curve, -1, 2), axis=0).T))])
    at = np.arange(0, way[-1], LINE / 6)
    points = np.stack([np.interp(at, way, curve[:, 0]), np.interp(at, way, curve[:, 1])], axis=-1)
    seen = points[(points[:, 1] >= 0) & (points[:, 1] <= 1)]
    return seen if len(seen) else _FAR
