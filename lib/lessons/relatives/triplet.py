"""Triplet loss: an anchor on a plane between its positive and a negative."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, Part
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.losses import (
    bradley_terry,
    bradley_terry_grad,
    squared_distance,
    triplet,
    triplet_grad,
)

POSITIVE, NEGATIVE = np.array([1.0, 0.5]), np.array([-1.0, -0.5])
WIDE, HIGH = 3.2, 1.5  # half the plane that is drawn
STEP = 0.2  # of the gradient, as the arrow shows it
SPAN, TOP = 13.0, 17.5  # of the difference of squared distances, and of the loss over it
COLOR = style.RIVALS[1]
ASKED = -2.0  # the difference of the squared distances in the prediction, twice the margin of 1
SAFE = "twice the margin"


def _points(x: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray, NDArray]:
    """The anchor at every position, with a positive and a negative for each."""
    a = np.stack(np.broadcast_arrays(x, y), axis=-1).astype(float)
    return a, np.broadcast_to(POSITIVE, a.shape), np.broadcast_to(NEGATIVE, a.shape)


def _boundary(margin: ArrayLike) -> tuple[NDArray, NDArray]:
    """Ends of the line beyond which the loss is 0: it is square to the way from n to p."""
    way = POSITIVE - NEGATIVE
    middle = (POSITIVE + NEGATIVE) / 2
    shift = np.asarray(margin)[..., None] / (2 * way @ way)
    y = np.array([-HIGH, HIGH])
    foot = middle + shift * way
    return foot[..., :1] - (y - foot[..., 1:]) * way[1] / way[0], y + 0 * shift


@cache
def figure() -> LiveFigure:
    """The plane with the anchor, and the loss over the difference of the squared distances."""

    def frames(across: ArrayLike, up: ArrayLike, margin: ArrayLike) -> Frames:
        a, p, n = _points(*np.broadcast_arrays(across, up, margin)[:2])
        margin = np.broadcast_to(margin, a.shape[:-1])
        near, far = squared_distance(a, p), squared_distance(a, n)
        loss, pull = triplet(a, p, n, margin), triplet_grad(a, p, n, margin)
        soft = bradley_terry(-near, -far)
        tip = np.where(loss[..., None] > 0, a - STEP * pull, np.nan)
        edge_x, edge_y = _boundary(margin)
        gap = near - far
        return Frames(
            traces={
                "anchor": {"x": a[..., :1], "y": a[..., 1:]},
                "to positive": _line(a, p),
                "to negative": _line(a, n),
                "step": _line(a, tip),
                "tip": {"x": tip[..., :1], "y": tip[..., 1:]},
                "edge": {"x": edge_x, "y": edge_y},
                "triplet": {
                    "x": np.stack([0 * margin - SPAN, -margin, 0 * margin + SPAN], axis=-1),
                    "y": np.stack([0 * margin, 0 * margin, SPAN + margin], axis=-1),
                },
                "here": {"x": np.stack([gap, gap], -1), "y": np.stack([soft, loss], -1)},
            },
            readouts={
                "loss": numbers.texts(loss, ".3f"),
                "near": numbers.texts(near, ".3f"),
                "far": numbers.texts(far, ".3f"),
                "soft": numbers.texts(soft),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _plane(),
                "A plane with a positive on the right, a negative on the left, and the anchor. "
                "Right of a line the loss is 0; left of it an arrow shows where it is pulled.",
                height=235,
                wide=True,
            ),
            Panel(
                _curves(),
                "The triplet loss over the difference of the squared distances: 0, then a straight "
                "line. Cross-entropy bends smoothly beside it and never reaches 0.",
                height=165,
                wide=True,
            ),
        ],
        sliders=[
            Slider("across", "Anchor, across", -2.5, 2.5, 0.02, -0.6, "z.2f", play=False),
            Slider("up", "Anchor, up", -1.1, 1.1, 0.01, 0.8, "z.2f", play=False),
            Slider("margin", "Margin α", 0, 4, 0.02, 1.0, ".2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "╌╌ triplet loss", "rival-2", main=True),
            Readout("near", "|a − p|²", "truth"),
            Readout("far", "|a − n|²", "model"),
            Readout("soft", "cross-entropy instead", "loss", unit="nats"),
        ],
        presets={
            "half-way": {"across": 0.0, "up": 0.0},
            "on the wrong side": {"across": -2.0, "up": 0.0},
            SAFE: {"across": 0.5, "up": 0.0, "margin": 1.0},
            "no margin": {"margin": 0.0},
        },
        beside=True,
    )


def _line(a: NDArray, b: NDArray) -> dict[str, NDArray]:
    return {axis: np.stack([a[..., i], b[..., i]], axis=-1) for i, axis in enumerate("xy")}


def _plane() -> Figure:
    plane = style.figure("", "", (-WIDE, WIDE), (-HIGH, HIGH))
    plane.update_layout(margin={"l": 30, "r": 10, "t": 6, "b": 28})
    plane.update_xaxes(constrain="domain")
    plane.update_yaxes(scaleanchor="x", constrain="domain", automargin=False)
    way = POSITIVE - NEGATIVE
    turn = float(np.degrees(np.arctan2(way[0], way[1])))  # from straight up, clockwise
    thin = {"mode": "lines"}
    plane.add_traces(
        [
            style.moving("edge", **thin, line={"color": COLOR, "width": 2, "dash": "dash"}),
            style.moving("to positive", **thin, line={"color": style.TRUTH, "width": 2}),
            style.moving(
                "to negative", **thin, line={"color": style.MODEL, "width": 2, "dash": "dot"}
            ),
            style.moving("step", **thin, line={"color": style.GRADIENT, "width": 5}),
            style.marker("tip", style.GRADIENT, "triangle-up", 16).update(
                marker={"angle": turn, "line": {"width": 0}}
            ),
            _named("positive", POSITIVE, style.TRUTH, "square", "bottom right"),
            _named("negative", NEGATIVE, style.MODEL, "diamond", "middle left"),
            style.marker("anchor", style.TEXT, "circle", 16),
        ]
    )
    for x, y, text, side in (
        (WIDE, HIGH, "no loss here", "right"),
        (-WIDE, -HIGH, "loss above 0", "left"),
    ):
        at = {"xanchor": side, "yanchor": "bottom" if y < 0 else "top", "xshift": -6 * np.sign(x)}
        plane.add_annotation(style.label(x, y, text, COLOR, **at))
    return plane


def _named(name: str, at: NDArray, color: str, symbol: str, side: str) -> Part:
    mark = style.marker(name, color, symbol, 15)
    return mark.update(
        x=[at[0]],
        y=[at[1]],
        mode="markers+text",
        text=[name],
        textposition=side,
        textfont={"color": color},
    )


def _curves() -> Figure:
    gap = np.linspace(-SPAN, SPAN, 200)
    curves = style.figure("|a − p|² − |a − n|²", "loss", (-SPAN, SPAN), (-0.8, TOP))
    curves.update_layout(margin={"l": 58, "r": 24, "t": 6, "b": 50})
    curves.update_xaxes(title_standoff=6)
    dashed = {"color": COLOR, "width": 3, "dash": style.DASHES[0]}
    curves.add_traces(
        [
            style.curve(gap, bradley_terry(-gap, 0), "cross-entropy", style.LOSS, width=4),
            style.moving("triplet", mode="lines", line=dashed),
            style.marker("here", [style.LOSS, COLOR], ["circle", "diamond"], 14),
        ]
    )
    curves.add_annotation(style.label(-12.5, 9.5, "╌╌ triplet: a hinge", COLOR))
    curves.add_annotation(style.label(-12.5, 14, "cross-entropy of the same two", style.LOSS))
    return curves


def inside(across: float, up: float, margin: float) -> tuple[NDArray, NDArray]:
    """Minus the squared distances as scores of the positive and of the negative; the target."""
    a, p, n = _points(across, up)
    return -np.array([squared_distance(a, p), squared_distance(a, n)]), np.array([1.0, 0.0])


def fields(across: float, up: float, margin: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    a, p, n = _points(across, up)
    near, far = squared_distance(a, p), squared_distance(a, n)
    return {
        "own": numbers.text(triplet(a, p, n, margin), ".3f"),
        "margin": f"{margin:g}",
        "near": numbers.text(near, ".3f"),
        "far": numbers.text(far, ".3f"),
        "gap": numbers.text(near - far, ".3f"),
        "soft": numbers.text(bradley_terry(-near, -far)),
        "slope": numbers.text(abs(bradley_terry_grad(-near, -far)), ".3f"),
        "grad": numbers.listed(triplet_grad(a, p, n, margin), "g"),
        "own_pulls": _pulls(triplet(a, p, n, margin)),
        "anchor": repr(a.tolist()),
        "positive": repr(p.tolist()),
        "negative": repr(n.tolist()),
    }


def _pulls(loss: float) -> str:
    """The loss's slope over the two scores, minus the squared distances: a step, not q − y."""
    slope = float(loss > 0)
    return numbers.listed([-slope, slope], "g")


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: nothing, where cross-entropy still costs something."""
    return {
        "guess": f"{guess:g}",
        "soft": numbers.text(bradley_terry(-ASKED, 0)),
        "share": numbers.text(abs(bradley_terry_grad(-ASKED, 0)), ".1%"),
        "press": figure().press(SAFE),
    }


def gap_section(guess: float) -> str:
    """Which answer a guess gets."""
    return "gap_triplet_right" if guess < 0.01 else "gap_triplet"


def guess_of(guess: float) -> Ghost:
    """A guess of the loss, right by twice the margin, as a ring."""
    side = {"xanchor": "right", "xshift": -15, "yshift": 12}
    return ghost.point(ASKED, guess, f"{guess:g}", TOP, panel=1, **side)
