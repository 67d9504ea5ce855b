"""Opening page: 80% cat, 20% dog, and what a model pays for saying otherwise."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.maths.information import cross_entropy, entropy, to_bits

TRUTH = np.array([0.8, 0.2])
NAMES = ["cat", "dog"]
TOP = 3.95  # above the cost at the slider's end


def pair(q: ArrayLike) -> NDArray:
    """The model's distribution over cat and dog, (..., 2), from its probability of a cat."""
    q = np.asarray(q, dtype=float)
    return np.stack([q, 1 - q], axis=-1)


@cache
def cat_and_dog() -> LiveFigure:
    """The truth beside the model, and the cross-entropy of every model between 0 and 1."""

    def frames(q: NDArray) -> Frames:
        model = pair(q)
        cost = cross_entropy(TRUTH, model)
        floor = np.full_like(cost, entropy(TRUTH))
        return Frames(
            traces={
                "model": {"y": model},
                "waste": {"x": np.stack([q, q], -1), "y": np.stack([floor, cost], -1)},
                "here": {"x": q[:, None], "y": cost[:, None]},
            },
            readouts={
                "cost": numbers.texts(cost),
                "floor": numbers.texts(floor),
                "waste": [numbers.beyond(c, f) for c, f in zip(cost, floor, strict=True)],
                "bits": numbers.texts(to_bits(cost)),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _bars(), "Bars: the truth is 80% cat and 20% dog; beside it what the model says."
            ),
            Panel(
                _curve(),
                "Cross-entropy over the model's probability of a cat: lowest, and equal to the "
                "entropy of the truth, where the model says 80%.",
            ),
        ],
        sliders=[Slider("q", "q, probability of a cat", 0.01, 0.99, 0.0025, 0.3, ".1%")],
        frames=frames,
        readouts=[
            Readout("cost", "cross-entropy H(p, q)", "loss", main=True, unit="nats"),
            Readout("floor", "entropy H(p), the floor", "truth"),
            Readout("waste", "wasted, KL(p‖q)", "gradient"),
            Readout("bits", "in bits", "loss", unit="bits"),
        ],
        presets={
            "coin toss: 50%": {"q": 0.5},
            "the truth: 80%": {"q": 0.8},
            "too sure: 99%": {"q": 0.99},
            "sure of a dog: 1%": {"q": 0.01},
        },
    )


def _bars() -> Figure:
    figure = style.figure("", "probability", (-0.5, 1.5), (0, 1.24))
    figure.update_layout(margin_l=76)
    figure.update_yaxes(tickformat=".0%", tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1])
    figure.update_xaxes(tickvals=[0, 1], ticktext=NAMES, ticks="")
    figure.add_traces(
        [
            style.bars("truth", style.TRUTH, [0, 1], TRUTH, ".1%", hollow=True),
            style.bars("model", style.MODEL, [0, 1], [0, 0], ".1%"),
        ]
    )
    for bars in figure.data:  # each says whose it is, so that colour is not all that tells
        bars.update(texttemplate=f"{bars.name}<br>{bars.texttemplate}")
    return figure


def _curve() -> Figure:
    q = np.linspace(0.001, 0.999, 500)
    cost = cross_entropy(TRUTH, pair(q))
    floor = float(entropy(TRUTH))
    figure = style.figure(
        "q, the model's probability of a cat", "cross-entropy (nats)", (-0.015, 1.015), (0, TOP)
    )
    figure.update_xaxes(tickformat=".0%")
    figure.add_traces(
        [
            style.curve([0, 1], [floor, floor], "entropy", style.TRUTH, dash="dash"),
            style.curve(q, cost, "cross-entropy", style.LOSS, width=4),
            style.moving(
                "waste", mode="lines", line={"color": style.GRADIENT, "width": 8}, opacity=0.6
            ),
            style.marker("here", style.MODEL),
        ]
    )
    figure.add_annotation(style.label(0.02, floor / 2, "entropy of the truth", style.TRUTH))
    return figure
