"""The preference loss of a reward model: two scores, of which only the difference counts."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib.figures import bars, ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.losses import bradley_terry, bradley_terry_grad, sigmoid_binary_cross_entropy
from lib.words.text import comparison

REACH = 5.0
TOP = 10.8
EQUAL = "equal"


@cache
def figure() -> LiveFigure:
    """The loss over the difference of the scores, and its gradient over both of them."""

    def frames(chosen: ArrayLike, rejected: ArrayLike) -> Frames:
        chosen, rejected = np.broadcast_arrays(np.asarray(chosen, float), rejected)
        loss, pull = bradley_terry(chosen, rejected), bradley_terry_grad(chosen, rejected)
        gap = chosen - rejected
        return Frames(
            traces={
                "here": {"x": gap[..., None], "y": loss[..., None]},
                "price": {"x": np.stack([gap, gap], -1), "y": np.stack([0 * loss, loss], -1)},
                "pull": {"y": np.stack([pull, -pull], axis=-1)},
            },
            readouts={
                "loss": numbers.steady(loss),
                "gap": numbers.texts(gap, ".2f"),
                "q": numbers.texts(expit(gap)),
                "pull": numbers.texts(pull, ".3f"),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _curve(),
                "The loss over the difference of the scores: nearly 0 where the chosen one is far "
                "ahead, a straight line where it is far behind.",
                height=210,
                wide=True,
            ),
            Panel(
                bars.pulls(["chosen", "rejected"], "gradient over the score", 1.0),
                "Bars: the gradient over the chosen score is negative, over the rejected one it is "
                "positive and of the same size.",
                height=175,
                wide=True,
            ),
        ],
        sliders=[
            Slider("chosen", "Score of the chosen", -REACH, REACH, 0.05, 1.0, "z.2f"),
            Slider("rejected", "Score of the rejected", -REACH, REACH, 0.05, 2.0, "z.2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "preference loss", "loss", main=True, unit="nats"),
            Readout("gap", "chosen − rejected", "text"),
            Readout("q", "q(chosen is better)", "model"),
            Readout("pull", "gradient over chosen", "gradient"),
        ],
        presets={
            EQUAL: {"chosen": 0.0, "rejected": 0.0},
            "2 against 1": {"chosen": 2.0, "rejected": 1.0},
            "5 against 4: the same": {"chosen": 5.0, "rejected": 4.0},
            "the wrong way round": {"chosen": -2.0, "rejected": 2.0},
        },
        beside=True,
    )


def _curve() -> Figure:
    gap = np.linspace(-2.1 * REACH, 2.1 * REACH, 300)
    span = (-2.1 * REACH, 2.1 * REACH)
    figure = style.figure("chosen − rejected", "loss (nats)", span, (-0.4, TOP))
    figure.update_layout(margin={"l": 58, "r": 24, "t": 6, "b": 50})
    figure.add_traces(
        [
            style.curve(gap, bradley_terry(gap, 0), "preference loss", style.LOSS, width=4),
            style.moving("price", mode="lines", line={"color": style.LOSS, "width": 12}).update(
                opacity=0.3
            ),
            style.marker("here", style.MODEL),
        ]
    )
    for x, y, text, side in ((-6.2, 8.6, "wrong order", "left"), (10, 1.6, "right order", "right")):
        figure.add_annotation(style.label(x, y, text, style.TEXT, xanchor=side))
    return figure


def inside(chosen: float, rejected: float) -> tuple[NDArray, NDArray]:
    """The two scores, of which the first should win."""
    return np.array([chosen, rejected]), np.array([1.0, 0.0])


def fields(chosen: float, rejected: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    gap = chosen - rejected
    return {
        "own": numbers.text(bradley_terry(chosen, rejected)),
        "chosen": repr(float(chosen)),
        "rejected": repr(float(rejected)),
        "gap": numbers.text(gap, ".2f"),
        "win": numbers.text(expit(gap)),
        "binary": numbers.text(sigmoid_binary_cross_entropy(gap, 1)),
        "pull": numbers.text(bradley_terry_grad(chosen, rejected), ".3f"),
        "opposite": numbers.text(-bradley_terry_grad(chosen, rejected), ".3f"),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the loss of two equal scores."""
    truth = float(bradley_terry(0, 0))
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth),
        "comparison": comparison(guess, truth),
        "press": figure().press(EQUAL),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of the loss where both scores are equal."""
    return ghost.point(0, guess, numbers.unit(f"{guess:g}", "nat"), TOP)
