"""The loss over the model's probability or its logit, with the point under the hand."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, scatter
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.information import to_bits
from lib.maths.losses import (
    LOSSES,
    binary_cross_entropy,
    binary_cross_entropy_grad,
    sigmoid_binary_cross_entropy_grad,
)

TOP = 7.3  # above the loss at the slider's end
RANGES = {"q": (-0.015, 1.015), "z": (-7.2, 7.2)}  # the point at either end is seen whole
PRESETS = (0.9, 0.51, 0.5, 0.1, 0.01, 0.001)
TANGENT = 0.16  # half its length, as a share of the figure's width
RISE = 0.4  # height of the plot as a share of its width, for the tangent's length only
RUNGS = 8
START = 0.7
ASKED = 0.01  # the probability of the prediction
FORMULAS = {
    ("q", 1): "−ln q",
    ("q", 0): "−ln(1 − q)",
    ("z", 1): "ln(1 + e<sup>−z</sup>)",
    ("z", 0): "ln(1 + e<sup>z</sup>)",
}


def verdict(q: float, y: int) -> str:
    """What a probability says about the model, in words."""
    truth = q if y == 1 else 1 - q
    if truth <= 0.1:
        return "confidently wrong"
    if truth < 0.4:
        return "wrong, but unsure"
    if truth <= 0.6:
        return "hesitant"
    return "right, but unsure" if truth < 0.9 else "confidently right"


@cache  # 64 figures at most
def loss_curve(y: int, axis: str, rivals: tuple[str, ...] = (), ladder: bool = False) -> LiveFigure:
    """The cross-entropy of one label `y` over "q" or "z", with rival losses and the ladder of ln 2.

    Parameters
    ----------
    y : {0, 1}
        The label.
    axis : {"q", "z"}
        Probability or logit on the horizontal axis.
    rivals : tuple of str
        Keys in `LOSSES` of losses of a probability.
    ladder : bool
        Whether to draw the stairs on which each halving rises by ln 2.
    """
    presets = [mirrored(q, y) for q in PRESETS]

    def frames(q: ArrayLike, z: ArrayLike) -> Frames:
        q = np.atleast_1d(q if axis == "q" else expit(z))
        loss = binary_cross_entropy(q, y)
        over_q = binary_cross_entropy_grad(q, y)
        over_z = sigmoid_binary_cross_entropy_grad(logit(q), y)
        x, slope = (q, over_q) if axis == "q" else (logit(q), over_z)
        ends = _tangent(slope, axis)
        others = {key: LOSSES[key].value(q, y) for key in rivals}
        return Frames(
            traces={
                "penalty": {"x": np.stack([x, x], -1), "y": np.stack([0 * loss, loss], -1)},
                "tangent": {"x": x[:, None] + ends, "y": loss[:, None] + slope[:, None] * ends},
                "here": {"x": x[:, None], "y": loss[:, None]},
                **{f"{k} here": {"x": x[:, None], "y": v[:, None]} for k, v in others.items()},
            },
            readouts={
                "loss": numbers.texts(loss),
                "bits": numbers.texts(to_bits(loss)),
                "over_q": numbers.texts(over_q, ".3f"),
                "over_z": numbers.texts(over_z, ".3f"),
                "verdict": [verdict(value, y) for value in q],
                **{key: numbers.texts(value) for key, value in others.items()},
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _panel(y, axis, rivals, ladder),
                f"Cross-entropy of a label y = {y} over {axis}: it falls to 0 as the model becomes "
                "sure of the truth and rises without bound as it becomes sure of the opposite.",
                height=350,
            )
        ],
        sliders=[
            Slider(
                "q",
                "q, probability of “yes”",
                0.001,
                0.999,
                0.001,
                START,
                ".3f",
                hidden=axis == "z",
            ),
            Slider(
                "z",
                "z, logit of q",
                -_logit(0.999),
                _logit(0.999),
                0.05,
                _logit(START),
                ".2f",
                positions=(
                    -_logit(0.999),
                    *np.round(np.arange(-6.9, 6.91, 0.05), 10),
                    _logit(0.999),
                ),
                derived=True,
                same_as="q",
                hidden=axis == "q",
            ),
        ],
        frames=frames,
        settle=lambda values: {**values, "z": _logit(values["q"])},
        release=_released,
        readouts=[
            Readout("loss", "loss", "loss", main=True, unit="nats"),
            Readout("bits", "the same in bits", "loss", unit="bits"),
            Readout("over_q", "slope over q", "gradient"),
            Readout("over_z", "slope over z", "gradient"),
            Readout("verdict", "the model is", "model"),
            *(
                Readout(key, f"{sign} {LOSSES[key].short}", f"rival-{i}")
                for i, (key, sign) in enumerate(zip(rivals, style.DASH_SIGNS, strict=False), 1)
            ),
        ],
        presets={preset(q): {"q": q} if axis == "q" else {"z": _logit(q), "q": q} for q in presets},
    )


def mirrored(q: float, y: int) -> float:
    """The probability of “yes” that gives what happened, `y`, the probability q."""
    return q if y == 1 else round(1 - q, 10)


def preset(q: float) -> str:
    """What the button of a preset says."""
    return f"q = {q:g}"


def guess_of(guess: float, y: int, axis: str) -> Ghost:
    """The student's guess of the loss at q = 0.01, as a ring on the figure."""
    q = mirrored(ASKED, y)
    side = {"xanchor": "left"} if (y == 1) else {"xanchor": "right", "xshift": -15}
    return ghost.point(
        q if axis == "q" else _logit(q), guess, numbers.unit(f"{guess:g}", "nat"), TOP, **side
    )


def _logit(q: float) -> float:
    return round(float(logit(q)), 6)


def _released(values: dict[str, float]) -> dict[str, float]:
    """Over z the hand moved z; links state q."""
    return {"q": round(float(expit(values["z"])), 10)} if "z" in values else {}


def _tangent(slope: NDArray, axis: str) -> NDArray:
    """Where a tangent of one visible length ends, left and right of its point."""
    low, high = RANGES[axis]
    steepness = slope * (high - low) / TOP * RISE
    reach = (high - low) * TANGENT / np.hypot(1, steepness)
    return np.stack([-reach, reach], axis=-1)


def _panel(y: int, axis: str, rivals: tuple[str, ...], ladder: bool) -> Figure:
    z = np.linspace(-7.6, 7.6, 400)
    q = expit(z)
    x = q if axis == "q" else z
    title = "q, the model's probability that y = 1" if axis == "q" else "z, the logit of q"
    figure = style.figure(title, "loss (nats)", RANGES[axis], (0, TOP))
    if ladder:
        _add_ladder(figure, y, axis)
    for i, key in enumerate(rivals):
        color, name = style.RIVALS[i], LOSSES[key].name
        figure.add_traces(
            [
                style.curve(x, LOSSES[key].value(q, y), name, color, dash=style.DASHES[i]),
                style.marker(f"{key} here", color, style.SYMBOLS[i], 11),
            ]
        )
    loss = binary_cross_entropy(q, y)
    figure.add_traces(
        [
            style.curve(x, loss, "cross-entropy", style.LOSS, width=4),
            style.moving(
                "penalty", mode="lines", line={"color": style.LOSS, "width": 12}, opacity=0.3
            ),
            style.moving("tangent", mode="lines", line={"color": style.GRADIENT, "width": 4}),
            style.marker("here", style.MODEL),
        ]
    )
    at = int(np.abs(loss - 6.8).argmin())
    side = "left" if y == 1 else "right"
    figure.add_annotation(
        style.label(
            float(x[at]), 6.9, FORMULAS[axis, y], style.LOSS, xanchor=side, xshift=12 if y else -12
        )
    )
    return figure


def _add_ladder(figure: Figure, y: int, axis: str) -> None:
    truth = 0.5 ** np.arange(RUNGS + 1)
    q = truth if y == 1 else 1 - truth
    height = binary_cross_entropy(q, y)
    x = q if axis == "q" else logit(np.clip(q, 1e-4, 1 - 1e-4))
    figure.add_trace(
        style.curve(x, height, "halvings", style.TRUTH, shape="hv", width=1.5, dash="dot")
    )
    figure.add_trace(
        scatter(
            x=x[1:],
            y=height[1:],
            mode="markers+text",
            marker={"color": style.TRUTH, "size": 8, "symbol": "diamond"},
            text=[f"q = 1/{2**k}" if y == 1 else f"1 − q = 1/{2**k}" for k in range(1, RUNGS + 1)],
            textposition="top right" if y == 1 else "top left",
            textfont={"color": style.TRUTH},
            hoverinfo="skip",
            name="rungs",
        )
    )
