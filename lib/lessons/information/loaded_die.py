"""A loaded die, and the fair die of perhaps 4.47 sides that is as hard to foresee."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure, bar
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.maths.information import entropy, perplexity, to_bits

SIDES = 6


def loaded(six: ArrayLike) -> NDArray:
    """The die that shows a six with probability `six`, the other sides alike: (..., 6).

    Examples
    --------
    >>> loaded(0.5).tolist()
    [0.5, 0.1, 0.1, 0.1, 0.1, 0.1]
    """
    six = np.asarray(six, dtype=float)[..., None]
    return np.concatenate([six, np.repeat((1 - six) / (SIDES - 1), SIDES - 1, axis=-1)], axis=-1)


def outline(choices: ArrayLike) -> tuple[NDArray, NDArray]:
    """A line around equally likely sides of total area 1: x and y, (n, 3 * 6 + 1).

    The last side is as narrow as its share of a side.
    """
    choices = np.atleast_1d(choices)[:, None]
    edges = np.minimum(np.arange(SIDES + 1), choices)
    x = np.repeat(edges, 3, axis=-1)[:, 1:-1]
    y = np.tile([0.0, 1.0, 1.0], SIDES + 1)[None, : x.shape[1]] / choices
    return x, y


@cache
def fair_die() -> LiveFigure:
    """The loaded die's bars, and around them the fair die with the same entropy."""

    def frames(six: NDArray) -> Frames:
        p = loaded(six)
        nats = entropy(p)
        x, y = outline(perplexity(nats))
        return Frames(
            traces={"loaded": {"y": p}, "fair": {"x": x, "y": y}},
            readouts={
                "choices": numbers.texts(perplexity(nats), ".3f"),
                "nats": numbers.texts(nats),
                "bits": numbers.texts(to_bits(nats)),
                "best": numbers.texts(p.max(axis=-1), ".1%"),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _dice(),
                "Bars: the probabilities of a loaded die's six sides. Around them the outline of a "
                "fair die with the same entropy; it has as many sides as the perplexity says.",
                height=280,
            )
        ],
        sliders=[Slider("six", "Probability of a six", 0.0, 1.0, 0.004, 0.5, ".1%")],
        frames=frames,
        readouts=[
            Readout("choices", "perplexity", "truth", main=True, unit="choices"),
            Readout("nats", "entropy", "truth", unit="nats"),
            Readout("bits", "in bits", "truth", unit="bits"),
            Readout("best", "the best guess is right in", "model"),
        ],
        presets={
            "fair": {"six": 1 / SIDES},
            "half sixes": {"six": 0.5},
            "never a six": {"six": 0.0},
            "always a six": {"six": 1.0},
        },
    )


def _dice() -> Figure:
    figure = style.figure("", "probability", (-0.1, SIDES + 0.1), (0, 1.06))
    middle = np.arange(SIDES) + 0.5
    names = ["a six", *(f"a {side}" for side in range(1, SIDES))]
    figure.update_xaxes(tickvals=middle, ticktext=names, ticks="", showgrid=False)
    figure.update_yaxes(tickvals=[0, 0.5, 1], showgrid=False)  # no line through the labels
    figure.update_layout(margin={"l": 58, "r": 14, "t": 8, "b": 34})
    figure.add_traces(
        [
            bar(
                x=middle,
                y=[0] * SIDES,
                name="loaded",
                width=0.9,
                marker={"color": style.MODEL},
                hovertemplate="%{y:.1%}<extra></extra>",
            ),
            style.moving("fair", mode="lines", line={"color": style.TRUTH, "width": 3}),
        ]
    )
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    figure.add_annotation(style.label(1, 1, "■ loaded die", style.MODEL, **corner))
    fair = "□ fair die, equally hard to foresee"
    figure.add_annotation(style.label(1, 1, fair, style.TRUTH, **corner, yshift=-24))
    return figure
