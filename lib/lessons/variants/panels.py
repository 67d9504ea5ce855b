"""The two panels: curves of losses, or of their slopes, each named beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib.figures import style
from lib.figures.drawing import Figure
from lib.figures.labels import GAP, LETTER, LINE, NEAR, Box, apart, hits, places
from lib.maths.losses import LOSSES
from lib.maths.losses.axes import grad_over, value_over

TOP = 5.0  # of the losses
STATIC_POINTS, ROUGH = 160, 30
AT_ONCE = 8  # places of a name that are looked at together
HAIR = 1e-9
PHONE_LETTER = 0.022  # and between that and the width on a phone, where there is room
# Where plotly puts a text beside its point, and how many widths and heights that is away.
_SIDES = {
    "middle right": (1, 0),
    "middle left": (-1, 0),
    "top center": (0, 1),
    "bottom center": (0, -1),
    "top right": (1, 1),
    "top left": (-1, 1),
    "bottom right": (1, -1),
    "bottom left": (-1, -1),
}
BASE = "sigmoid-cross-entropy"
BASE_NAME, SQUARE_NAME = "Cross-entropy", "Squared error"
_COLORS = ("rival-3", "rival-4", "model", "rival-2", "truth")


class Axis(NamedTuple):
    """What stands below a panel, how far it reaches, and how far the slopes reach for y = 1."""

    title: str
    reach: tuple[float, float]
    slopes: tuple[float, float]
    mirrored: bool  # whether the slopes of y = 0 are those of y = 1, mirrored

    def ranges(self, part: str, y: int) -> tuple[float, float]:
        """How far the vertical axis of a panel reaches."""
        if part == "value":
            return 0.0, TOP
        low, high = self.slopes
        return (-high, -low) if self.mirrored and y == 0 else (low, high)


AXES = {
    "q": Axis("q, the model's probability of a yes", (0.0, 1.0), (-6.0, 1.0), True),
    "margin": Axis("margin (2y − 1) z", (-6.2, 6.2), (-2.2, 0.5), False),
    "z": Axis("z, the logit of q", (-6.2, 6.2), (-2.2, 0.5), True),
}


class Look(NamedTuple):
    """How a loss is told from the others: colour, line and symbol."""

    role: str
    dash: str
    symbol: str
    sign: str

    @property
    def color(self) -> str:
        """The colour of the role."""
        return f"var(--{self.role})"


def look(key: str, keys: tuple[str, ...]) -> Look:
    """The look of a loss among those that are shown.

    Cross-entropy and squared error have their own colour in the whole app; the others take turns,
    and the pattern changes with every turn.
    """
    if LOSSES[key].name == BASE_NAME:
        return Look("loss", "solid", "circle", "━●")
    if LOSSES[key].name == SQUARE_NAME:
        return _look("rival-1", 3)
    i = [k for k in keys if LOSSES[k].name not in (BASE_NAME, SQUARE_NAME)].index(key)
    return _look(_COLORS[i % len(_COLORS)], i % 4)  # 5 colours, 4 patterns: 20 looks


def _look(role: str, turn: int) -> Look:
    sign = style.DASH_SIGNS[turn] + "■◆▲✚"[turn]
    return Look(role, style.DASHES[turn], style.SYMBOLS[turn], sign)


class Spot(NamedTuple):
    """Where the name of the tuned curve stands: at one x, on one side of the curve."""

    at: float
    side: str
    swept: Box


@dataclass(frozen=True)
class Scene:
    """One panel: what is on its axes."""

    axis: str
    y: int
    part: str

    @property
    def height(self) -> tuple[float, float]:
        """The range of its vertical axis."""
        return AXES[self.axis].ranges(self.part, self.y)

    def of(self, key: str, x: ArrayLike, numbers: Mapping[str, ArrayLike]) -> NDArray:
        """The loss or its slope at points of the axis."""
        part = value_over if self.part == "value" else grad_over
        return part(self.axis, LOSSES[key], x, self.y, **numbers)

    def clipped(self, heights: NDArray) -> NDArray:
        """Heights far outside the panel brought nearer: they are packed in 16 bits."""
        low, high = self.height
        span = high - low
        return np.clip(heights, low - 2 * span, high + 2 * span)

    def kept_in(self, heights: NDArray) -> NDArray:
        """Heights of a name beside its curve, never outside the panel."""
        low, high = self.height
        room = LINE * (high - low)
        return np.clip(heights, low + room, high - room)

    def shares(self, x: NDArray, heights: NDArray) -> NDArray:
        """Points as shares of the panel's width and height."""
        (left, right), (low, high) = AXES[self.axis].reach, self.height
        across = (x - left) / (right - left)
        return np.stack(np.broadcast_arrays(across, (heights - low) / (high - low)), axis=-1)

    def floor(self, x: NDArray) -> list[NDArray]:
        """The line of zero where it is drawn, as a curve in shares."""
        return [] if self.part == "value" else [self.shares(x, 0 * x)]

    def tuned_place(self, key: str, keys: tuple[str, ...]) -> Spot:
        """Where the tuned curve's name moves up and down, among the curves that are shown."""
        return _tuned_place(key, keys, self)


@cache
def _fine(axis: str) -> NDArray:
    """A grid as fine as anyone can see, without the ends of q, where a logit is infinite."""
    if axis == "q":
        return np.union1d(expit(np.linspace(-8, 8, 1201)), np.linspace(0.0005, 0.9995, 1200))
    return np.union1d(np.linspace(*AXES[axis].reach, 2400), [-1e-6, 1e-6])


def _corners(key: str) -> list[dict[str, float]]:
    """The parameters at the ends of their sliders and, where they are few, in between."""
    parameters = LOSSES[key].parameters
    each = max(2, 5 - len(parameters))
    names = [p.key for p in parameters]
    ranges = [np.linspace(p.low, p.high, each) for p in parameters]
    return [dict(zip(names, corner, strict=True)) for corner in product(*ranges)]


@lru_cache(maxsize=512)
def sampled(key: str, scene: Scene, points: int) -> NDArray:
    """Where a curve is drawn: closest where it bends most, whatever its parameters are."""
    x = _fine(scene.axis)
    curves = np.stack([np.broadcast_to(scene.of(key, x, c), x.shape) for c in _corners(key)])
    return _where_it_bends(x, scene.shares(x, scene.clipped(curves)), points)


def _where_it_bends(x: NDArray, curves: NDArray, points: int) -> NDArray:
    across, up = curves[0, :, 0], curves[..., 1]
    steps = np.diff(across)
    turn = np.abs(np.diff(np.diff(up) / steps)) / ((steps[1:] + steps[:-1]) / 2)
    seen = (up[:, 1:-1] > -0.3) & (up[:, 1:-1] < 1.3)
    # A polyline is off by its bend times the square of its step: steps go with the inverse root.
    density = np.sqrt((turn * seen).max(axis=0)) + 0.3
    mass = np.concatenate([[0], np.cumsum(density * steps[1:]), [0]])
    mass[-1] = mass[-2]
    return np.unique(np.r_[x[0], np.interp(np.linspace(0, mass[-2], points - 1), mass[:-1], x[1:])])


@lru_cache(maxsize=256)
def _tuned_place(key: str, keys: tuple[str, ...], scene: Scene) -> Spot:
    """The x and the side at which the tuned curve's name is in the way at fewest parameters."""
    tried = _tried(key, scene)
    others = [_coarse(each, scene) for each in keys if each != key]
    still = np.concatenate([*others, *scene.floor(_fine(scene.axis)[::18])])
    best, found = np.inf, []
    for first in range(0, len(tried.least), AT_ONCE):
        some = np.arange(first, min(first + AT_ONCE, len(tried.least)))
        if tried.least[first] > best:
            break  # no other is better, wherever the curves are
        covered = hits(Box(*(end[:, some] for end in tried.boxes)), still) / 3
        near = tried.least[some] + covered.mean(axis=0) < best + HAIR
        some, more = some[near], (tried.own[:, some] + covered)[:, near]
        boxes = Box(*(end[:, some] for end in tried.boxes))
        cost = tried.alone[some]
        for corner in more - apart(boxes, still):
            cost = cost + corner / len(more)
        for i, costs, *ends in zip(some, cost.tolist(), *(end.T for end in boxes), strict=True):
            left, bottom, right, top = ends
            around = Box(*map(float, (left[0], bottom.min(), right[0], top.max())))
            found.append((costs, Spot(tried.at[i], tried.sides[i], around)))
        best = min([best, *cost.tolist()])
    return min(found)[1]


class Tried(NamedTuple):
    """Places of the tuned curve's name, those first that cost least whatever else is shown.

    Attributes
    ----------
    at, sides : list
        The x and the side of each of n.
    boxes : Box of ndarrays of shape (corners, n)
        The name's rectangle at each corner of the parameters.
    alone : ndarray of shape (n,)
        What the place costs at all of them.
    own : ndarray of shape (corners, n)
        What it costs where the curve itself is out of sight or below the name.
    least : ndarray of shape (n,)
        What it costs in all, if no other curve is near; rising.
    """

    at: list[float]
    sides: list[str]
    boxes: Box
    alone: NDArray
    own: NDArray
    least: NDArray


@lru_cache(maxsize=64)
def _tried(key: str, scene: Scene) -> Tried:
    x, tried = _fine(scene.axis)[::6], slice(10, -10, 8)
    curves = [np.broadcast_to(scene.of(key, x, c), x.shape) for c in _corners(key)]
    ups = np.stack([scene.shares(x, curve) for curve in curves])
    seen = ups[:, tried]
    boxes = [
        np.concatenate(end, -1)
        for end in zip(*(_beside(seen, s, key) for s in _SIDES), strict=True)
    ]
    left, bottom, right, top = (np.broadcast_to(end, boxes[1].shape) for end in boxes)
    beyond = (left[0] < 0.01) | (right[0] > 0.99)
    swept = np.ptp(np.clip(seen[..., 1], 0, 1), axis=0)
    alone = np.tile(swept / 2, len(_SIDES)) + 99 * beyond
    rows = zip(left, bottom, right, top, ups, strict=True)
    covered = np.stack([np.minimum(hits(Box(*row[:4]), row[4]), 1) for row in rows])
    unseen = (seen[..., 1] < 0.02) | (seen[..., 1] > 0.98)
    own = np.tile(2 * unseen, len(_SIDES)) + covered
    least = alone + own.mean(axis=0) - NEAR
    order = np.argsort(least, kind="stable")
    count = seen.shape[1]
    sides = [side for side in _SIDES for _ in range(count)]
    return Tried(
        np.tile(x[tried], len(_SIDES))[order].tolist(),
        [sides[i] for i in order],
        Box(*(end[:, order] for end in (left, bottom, right, top))),
        alone[order],
        own[:, order],
        least[order],
    )


@lru_cache(maxsize=256)
def _coarse(key: str, scene: Scene) -> NDArray:
    """Points of a curve whose parameters are those at first sight, in shares."""
    x = _fine(scene.axis)[::18]
    return scene.shares(x, scene.of(key, x, {}))


@lru_cache(maxsize=64)
def _swept(key: str, scene: Scene) -> list[NDArray]:
    """Curves, in shares, that the tuned one is at some parameters."""
    x, corners = sampled(key, scene, STATIC_POINTS), _corners(key)
    return [
        scene.shares(x, np.broadcast_to(scene.of(key, x, corner), x.shape))
        for corner in corners[:: max(1, len(corners) // 4)]
    ]


def _beside(points: NDArray, side: str, key: str) -> Box:
    """The rectangles of the tuned curve's name beside points of it, the line being wide."""
    right, above = _SIDES[side]
    share = (1 - right) / 2  # of the text that is left of its place
    x = points[..., 0] + right * 2 * GAP
    y = np.clip(points[..., 1], LINE, 1 - LINE) + (0.75 if right else 0.9) * LINE * above
    width = len(LOSSES[key].short) * PHONE_LETTER
    left = x - share * width
    return Box(left, y - LINE / 2, left + width, y + LINE / 2)


@dataclass(frozen=True)
class Drawn:
    """What the panels show: the losses, the one under the hand, and the others' parameters."""

    keys: tuple[str, ...]
    tuned: str | None
    points: int
    numbers: Mapping[str, Mapping[str, float]]
    few: int


def panel(scene: Scene, drawn: Drawn) -> Figure:
    """The curves with their names; the tuned one and the markers get theirs from the flipbook."""
    titles = {"value": "loss", "slope": f"slope over {scene.axis}"}
    axis = AXES[scene.axis]
    figure = style.figure(axis.title, titles[scene.part], axis.reach, scene.height)
    figure.update_layout(margin_t=20)
    if scene.part == "slope":
        figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    still = [key for key in drawn.keys if key != drawn.tuned]
    curves = {key: _curve(key, scene, tuple(drawn.numbers[key].items())) for key in still}
    figure.add_trace(
        style.moving(
            f"{scene.part} line", mode="lines", line={"color": style.TEXT, "width": 1}, opacity=0.5
        )
    )
    _add_tuned(figure, scene, drawn)
    for key in reversed(still):
        shape = look(key, drawn.keys)
        x, heights = curves[key]
        width = 4 if shape.role == "loss" else 2.5
        figure.add_trace(
            style.curve(x, heights, LOSSES[key].name, shape.color, dash=shape.dash, width=width)
        )
    _add_markers(figure, scene, drawn, still)
    _add_tuned_name(figure, scene, drawn)
    for note in _names(scene, drawn, curves):
        figure.add_annotation(note)
    return figure


@lru_cache(maxsize=256)
def _curve(key: str, scene: Scene, numbers: tuple) -> tuple[NDArray, NDArray]:
    x = sampled(key, scene, STATIC_POINTS)
    return x, scene.clipped(np.broadcast_to(scene.of(key, x, dict(numbers)), x.shape))


def _add_tuned(figure: Figure, scene: Scene, drawn: Drawn) -> None:
    if drawn.tuned is None:
        return
    shape = look(drawn.tuned, drawn.keys)
    # It is the widest and lies below the others, so that it is seen where it is one with them. A
    # curve of few points is rounded off between them.
    form = "linear" if drawn.points > ROUGH else "spline"
    line = {"color": shape.color, "width": 8, "shape": form, "simplify": False}
    figure.add_trace(
        style.moving(
            f"tuned {scene.part}",
            x=sampled(drawn.tuned, scene, drawn.points),
            mode="lines",
            line=line,
            opacity=0.75,
        )
    )


def _add_tuned_name(figure: Figure, scene: Scene, drawn: Drawn) -> None:
    if drawn.tuned is None:
        return
    spot = scene.tuned_place(drawn.tuned, drawn.keys)
    figure.add_trace(
        style.moving(
            f"tuned {scene.part} name",
            x=[spot.at],
            mode="text",
            text=[f"<b>\u2002{LOSSES[drawn.tuned].short}\u2002</b>"],
            textposition=spot.side,
            textfont={"color": look(drawn.tuned, drawn.keys).color},
        )
    )


def _add_markers(figure: Figure, scene: Scene, drawn: Drawn, still: list[str]) -> None:
    if len(drawn.keys) <= drawn.few and still:
        looks = [look(key, drawn.keys) for key in still]
        colors, symbols = [each.color for each in looks], [each.symbol for each in looks]
        figure.add_trace(style.marker(f"{scene.part} here", colors, symbols, 11))
    if drawn.tuned is not None:
        shape = look(drawn.tuned, drawn.keys)
        figure.add_trace(style.marker(f"tuned {scene.part} here", shape.color, shape.symbol))


def _names(scene: Scene, drawn: Drawn, curves: Mapping[str, tuple[NDArray, NDArray]]) -> list[dict]:
    """The names of the curves that stand still, off each other and off the moving name."""
    shares = [scene.shares(*curve) for curve in curves.values()]
    texts = [LOSSES[key].short for key in curves]
    taken, also = [], scene.floor(np.array(AXES[scene.axis].reach))
    if drawn.tuned:
        taken = [scene.tuned_place(drawn.tuned, drawn.keys).swept]
        also += _swept(drawn.tuned, scene)
    letter = PHONE_LETTER if len(curves) <= 4 else LETTER
    (left, right), (low, high) = AXES[scene.axis].reach, scene.height
    return [
        style.label(
            left + place.x * (right - left),
            low + place.y * (high - low),
            text,
            look(key, drawn.keys).color,
            xanchor=place.side,
            yanchor="middle",
        )
        for key, text, place in zip(
            curves, texts, places(shares, texts, taken, also, letter), strict=True
        )
    ]
