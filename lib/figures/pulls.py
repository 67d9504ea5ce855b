"""Lesson 3: how hard two losses pull on the logits of three classes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from scipy.special import softmax

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.logits import REACH, logits_of
from lib.losses import (
    categorical_cross_entropy_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    softmax_squared_error,
    softmax_squared_error_grad,
    squared_error_grad,
)

KEYS = ("za", "zb", "zc")
FAIREST = {"0.7, 0.2, 0.1": (0.7, 0.2, 0.1), "0.4, 0.3, 0.3": (0.4, 0.3, 0.3)}


@cache
def softmax_pulls(label: int) -> LiveFigure:
    """Three classes: what the model says, and the gradients of two losses over its logits."""

    def frames(za: ArrayLike, zb: ArrayLike, zc: ArrayLike) -> Frames:
        z = np.stack(np.broadcast_arrays(za, zb, zc), axis=-1)
        y = np.broadcast_to(np.eye(3)[label], z.shape)
        entropy, square = softmax_cross_entropy_grad(z, y), softmax_squared_error_grad(z, y)
        return Frames(
            traces={
                "model": {"x": softmax(z, axis=-1)},
                "cross-entropy": {"x": entropy},
                "squared error": {"x": square},
            },
            readouts={
                "pull": style.texts(entropy[..., label], ".3f"),
                "others": style.texts(np.delete(entropy, label, axis=-1).sum(axis=-1), ".3f"),
                "weak": style.fines(square[..., label], 3),
                "entropy": style.texts(softmax_cross_entropy(z, y)),
                "square": style.texts(softmax_squared_error(z, y)),
            },
        )

    starts = logits_of(FAIREST["0.7, 0.2, 0.1"])
    presets = {
        **{f"q = {name}": values for name, values in FAIREST.items()},
        "sure of class 1": (0.001, 0.998, 0.001),
        "all equal": (1 / 3, 1 / 3, 1 / 3),
    }
    return LiveFigure(
        panels=[
            Panel(
                _probabilities(label),
                f"Bars: the model's probabilities of three classes; class {label} is true.",
                height=290,
            ),
            Panel(
                _pulls(label),
                "Bars: the gradient over each logit, of cross-entropy and of squared error. The "
                "true class's is negative, and the gradients of each loss sum to zero.",
                height=290,
            ),
        ],
        sliders=[
            Slider(key, f"Logit of class {k}", -REACH, REACH, 0.05, starts[k], "z.2f", play=False)
            for k, key in enumerate(KEYS)
        ],
        frames=frames,
        readouts=[
            Readout("pull", "cross-entropy's gradient, true class", "loss", main=True),
            Readout("others", "the other classes together", "loss"),
            Readout("weak", "□ squared error's, true class", "rival-1"),
            Readout("entropy", "cross-entropy: loss", "loss", unit="nats"),
            Readout("square", "□ squared error (sum): loss", "rival-1"),
        ],
        presets={name: by_slider(logits_of(values)) for name, values in presets.items()},
    )


def _class_panel(title: str, span: tuple[float, float], label: int, **layout: object) -> go.Figure:
    figure = style.figure(title, "class", span, (2.6, -0.6), **layout)
    names = [f"{k} (true)" if k == label else f"{k}" for k in range(3)]
    figure.update_yaxes(tickvals=[0, 1, 2], ticktext=names, ticks="", showgrid=False)
    return figure


def _bars(name: str, color: str, hollow: bool = False, **more: object) -> go.Bar:
    bars = style.bars(name, color, [0] * 3, range(3), "", hollow, orientation="h", **more)
    return bars.update(texttemplate="%{x:.3f}", hovertemplate=f"{name}: %{{x:.4f}}<extra></extra>")


def _probabilities(label: int) -> go.Figure:
    figure = _class_panel("probability", (0, 1.16), label, barmode="overlay")
    truth = _bars("truth", style.TRUTH, hollow=True, width=0.8)
    truth.update(x=[1.0 if k == label else None for k in range(3)], texttemplate="")
    figure.add_traces([truth, _bars("model", style.MODEL, width=0.5)])
    return figure


def _pulls(label: int) -> go.Figure:
    figure = _class_panel("gradient over the logit", (-1.5, 1.5), label)
    figure.update_xaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    entropy = _bars("cross-entropy", style.LOSS)
    figure.add_traces([entropy, _bars("squared error", style.RIVALS[0], hollow=True)])
    at = {"x": 1.5, "xanchor": "right"}
    for text, height, color in (
        ("■ cross-entropy", label - 0.18, style.LOSS),
        ("□ squared error", label + 0.18, style.RIVALS[0]),
    ):
        figure.add_annotation(style.label(y=height, text=text, color=color, **at))
    return figure


def by_slider(logits: Sequence[float]) -> dict[str, float]:
    """Three logits by the keys of their sliders."""
    return dict(zip(KEYS, logits, strict=True))


def fair() -> dict[str, str]:
    """Two losses of the same predictions, class 0 true, and their gradients over z and over q."""
    return {f"{key}_{i}": text for i, q in enumerate(FAIREST.values()) for key, text in _fair(q)}


def _fair(q: tuple[float, ...]) -> list[tuple[str, str]]:
    """Two losses of one prediction, class 0 true, and their gradients over z and over q."""
    z, y = np.log(q), np.eye(3)[0]
    return [
        ("entropy", style.text(softmax_cross_entropy(z, y))),
        ("square", style.text(softmax_squared_error(z, y), ".2f")),
        ("entropy_z", style.listed(softmax_cross_entropy_grad(z, y), ".1f")),
        ("entropy_first", style.text(softmax_cross_entropy_grad(z, y)[0], ".1f")),
        ("square_z", style.listed(softmax_squared_error_grad(z, y), ".3f")),
        ("entropy_q", style.text(categorical_cross_entropy_grad(q, y)[0], ".3f")),
        ("square_q", style.text(squared_error_grad(q[0], 1), ".1f")),
    ]
