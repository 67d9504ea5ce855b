"""Opening page: 80% cat, 20% dog, and what a model pays for saying otherwise."""

from __future__ import annotations

from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.information import cross_entropy, entropy, kl_divergence, to_bits

TRUTH = np.array([0.8, 0.2])
NAMES = ["cat", "dog"]
TOP = 2.4


def _pair(q: NDArray) -> NDArray:
    return np.stack([q, 1 - q], axis=-1)


@cache
def cat_and_dog() -> LiveFigure:
    """The truth beside the model, and the cross-entropy of every model between 0 and 1."""

    def frames(cat: NDArray) -> Frames:
        model = _pair(cat)
        cost = cross_entropy(TRUTH, model)
        wasted = kl_divergence(TRUTH, model)
        floor = np.full_like(cost, entropy(TRUTH))
        return Frames(
            traces={
                "model": {"y": model},
                "waste": {"x": np.stack([cat, cat], -1), "y": np.stack([floor, cost], -1)},
                "here": {"x": cat[:, None], "y": cost[:, None]},
            },
            readouts={
                "cost": style.texts(cost),
                "floor": style.texts(floor),
                "waste": style.texts(wasted),
                "bits": style.texts(to_bits(cost)),
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
        sliders=[Slider("cat", "The model says: cat", 0.01, 0.99, 0.0025, 0.3, ".1%")],
        frames=frames,
        readouts=[
            Readout("cost", "cross-entropy H(p, q)", "loss", main=True, unit="nats"),
            Readout("floor", "entropy H(p), the floor", "truth"),
            Readout("waste", "wasted, KL(p‖q)", "gradient"),
            Readout("bits", "in bits", "loss", unit="bits"),
        ],
        presets={
            "coin toss: 50%": {"cat": 0.5},
            "the truth: 80%": {"cat": 0.8},
            "too sure: 99%": {"cat": 0.99},
            "sure of a dog: 1%": {"cat": 0.01},
        },
    )


def _bars() -> go.Figure:
    figure = style.figure("", "probability", (-0.5, 1.5), (0, 1.08))
    figure.update_yaxes(tickformat=".0%")
    figure.update_xaxes(tickvals=[0, 1], ticktext=NAMES, ticks="")
    figure.add_traces(
        [
            style.bars("truth", style.TRUTH, [0, 1], TRUTH, ".1%", hollow=True),
            style.bars("model", style.MODEL, [0, 1], [0, 0], ".1%"),
        ]
    )
    return figure


def _curve() -> go.Figure:
    q = np.linspace(0.003, 0.997, 500)
    cost = cross_entropy(TRUTH, _pair(q))
    floor = float(entropy(TRUTH))
    figure = style.figure(
        "the model's probability of a cat", "cross-entropy (nats)", (0, 1), (0, TOP)
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
    figure.add_annotation(style.label(0.02, floor - 0.13, "entropy of the truth", style.TRUTH))
    return figure


def truth() -> dict[str, str]:
    """The number that the introduction promises."""
    return {"truth": f"{TRUTH[0]:.0%}", "floor": style.text(entropy(TRUTH))}


def numbers(cat: float) -> dict[str, str]:
    """The sum in the prose, where the slider stands."""
    model = _pair(np.float64(cat))
    return {
        "floor": style.text(entropy(TRUTH)),
        "waste": style.text(kl_divergence(TRUTH, model)),
        "cost": style.text(cross_entropy(TRUTH, model)),
    }
