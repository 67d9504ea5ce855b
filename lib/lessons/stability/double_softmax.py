"""A softmax given to a loss that takes logits, so that it is applied twice."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.maths.losses import softmax_cross_entropy, softmax_cross_entropy_grad
from lib.maths.stability import (
    double_softmax_band,
    double_softmax_cross_entropy,
    double_softmax_cross_entropy_grad,
)

REACH = 6.0
FEWEST, MOST = 2, 10
TWICE_COLOR = style.RIVALS[2]
_GRID = np.linspace(-REACH, REACH, 241)
LOSSES = {
    "once": (softmax_cross_entropy, softmax_cross_entropy_grad),
    "twice": (double_softmax_cross_entropy, double_softmax_cross_entropy_grad),
}
COLORS = {"once": style.LOSS, "twice": TWICE_COLOR}


def logits(t: ArrayLike, K: int) -> NDArray:
    """Class 0, the true one, has the logit t, one rival has -t, and the others have 0."""
    t = np.atleast_1d(t)
    return np.stack([t, -t, *np.zeros((K - 2, t.size))], axis=-1)


def loss_and_pull(which: str, t: ArrayLike, K: int) -> tuple[NDArray, NDArray]:
    """The loss by one softmax or two, and its gradient over the true class's logit."""
    z = logits(t, K)
    truth = np.broadcast_to(np.eye(K)[0], z.shape)
    value, grad = LOSSES[which]
    return value(z, truth), grad(z, truth)[:, 0]


@cache
def double_softmax(K: int) -> LiveFigure:
    """Loss and gradient over the true class's logit, with one softmax and with two."""
    low, high = double_softmax_band(K)

    def frames(lead: NDArray) -> Frames:
        once, pull = loss_and_pull("once", lead, K)
        twice, rest = loss_and_pull("twice", lead, K)
        x = np.stack([lead, lead], axis=-1)
        return Frames(
            traces={
                "losses here": {"x": x, "y": np.stack([once, twice], axis=-1)},
                "pulls here": {"x": x, "y": np.stack([pull, rest], axis=-1)},
            },
            readouts={
                "twice": numbers.texts(twice),
                "once": numbers.texts(once),
                "pull": numbers.fines(pull, 4),
                "rest": numbers.fines(rest, 4),
                "weaker": [
                    f"{f:,.1f} times" if f < 100 else f"{f:,.0f} times" for f in pull / rest
                ],
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _loss_panel(K, low, high),
                f"The loss over the true class's logit with {K} classes. With one softmax it "
                "falls from 12 towards 0; with two it stays in a band exactly 1 nat high, from "
                f"{low:.4f} to {high:.4f}.",
                height=300,
            ),
            Panel(
                _pull_panel(K),
                "The gradient over the true class's logit. With one softmax it tends to −1 as "
                "the model becomes sure of a wrong class; with two it vanishes there.",
                height=300,
            ),
        ],
        sliders=[Slider("lead", "Logit of the true class", -REACH, REACH, 0.05, -4.0, "z.2f")],
        frames=frames,
        readouts=[
            Readout("twice", "loss after two softmaxes", "rival-3", main=True, unit="nats"),
            Readout("once", "after one, as it should be", "loss", unit="nats"),
            Readout("rest", "gradient after two softmaxes", "rival-3"),
            Readout("pull", "gradient after one", "loss"),
            Readout("weaker", "two pull weaker than one", "gradient"),
        ],
        presets={
            "sure and wrong": {"lead": -REACH},
            "undecided": {"lead": 0.0},
            "sure and right": {"lead": REACH},
        },
    )


def _loss_panel(K: int, low: float, high: float) -> Figure:
    top = 2 * REACH + 0.6
    figure = style.figure("logit of the true class", "loss (nats)", _span(), (0, top))
    across = {"type": "rect", "x0": 0, "x1": 1, "xref": "x domain", "y0": low, "y1": high}
    figure.add_shape(across, yref="y", fillcolor=TWICE_COLOR, opacity=0.18, line={"width": 0})
    _add(figure, [loss_and_pull(which, _GRID, K)[0] for which in LOSSES], "losses here")
    band = f"two: {low:.4f} to {high:.4f}"
    for x, y, text, color, side in (
        (-2.6, 6.6, "one softmax", style.LOSS, "left"),
        (REACH, high + 0.75, band, TWICE_COLOR, "right"),
    ):
        figure.add_annotation(style.label(x, y, text, color, xanchor=side))
    return figure


def _pull_panel(K: int) -> Figure:
    figure = style.figure("logit of the true class", "gradient", _span(), (-1.08, 0.12))
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    _add(figure, [loss_and_pull(which, _GRID, K)[1] for which in LOSSES], "pulls here")
    for x, y, text, color, side in (
        (1.7, -0.85, "one softmax", style.LOSS, "left"),
        (-REACH, -0.11, "two softmaxes", TWICE_COLOR, "left"),
    ):
        figure.add_annotation(style.label(x, y, text, color, xanchor=side))
    return figure


def _span() -> tuple[float, float]:
    return -1.04 * REACH, 1.04 * REACH


def _add(figure: Figure, curves: list[NDArray], points: str) -> None:
    for which, values in zip(LOSSES, curves, strict=True):
        dash = "dash" if which == "twice" else "solid"
        figure.add_trace(
            style.curve(_GRID, values, f"{which}: softmax", COLORS[which], dash=dash, width=4)
        )
    figure.add_trace(style.marker(points, [*COLORS.values()], ["circle", "square"]))
