"""How hard two losses pull on the logits of three classes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from lib.figures import numbers, style
from lib.figures.drawing import Figure, Part
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.logits import REACH, logits_of
from lib.maths.losses import (
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    softmax_squared_error,
    softmax_squared_error_grad,
)

KEYS = ("z0", "z1", "z2")
NAMES = ("z₀", "z₁", "z₂")
CLASSES = len(KEYS)
FAIREST = ((0.7, 0.2, 0.1), (0.4, 0.3, 0.3))  # the true class's probability first, as in SURE, ODD
SURE = (0.001, 0.998, 0.001)
ODD = (0.01, 0.6, 0.39)  # squared error pulls the last, a wrong class, up


@cache  # three figures
def softmax_pulls(true: int) -> LiveFigure:
    """Three classes: what the model says, and the gradients of two losses over its logits."""

    def frames(z0: ArrayLike, z1: ArrayLike, z2: ArrayLike) -> Frames:
        z = np.stack(np.broadcast_arrays(z0, z1, z2), axis=-1)
        y = np.broadcast_to(np.eye(CLASSES)[true], z.shape)
        entropy, square = softmax_cross_entropy_grad(z, y), softmax_squared_error_grad(z, y)
        return Frames(
            traces={
                "model": {"x": softmax(z, axis=-1)},
                "cross-entropy": {"x": entropy},
                "squared error": {"x": square},
            },
            readouts={
                "pull": numbers.texts(entropy[..., true], ".3f"),
                "others": numbers.texts(np.delete(entropy, true, axis=-1).sum(axis=-1), ".3f"),
                "weak": numbers.fines(square[..., true], 3),
                "entropy": numbers.texts(softmax_cross_entropy(z, y)),
                "square": numbers.texts(softmax_squared_error(z, y)),
            },
        )

    starts = logits_of(_placed(FAIREST[0], 0))
    names = presets(true)
    places = {
        "fair": FAIREST[0],
        "fair_too": FAIREST[1],
        "sure": SURE,
        "odd": ODD,
        "equal": (1 / 3, 1 / 3, 1 / 3),
    }
    return LiveFigure(
        panels=[
            Panel(
                _probabilities(true),
                f"Bars: the model's probabilities of three classes; class {true} is true.",
                height=290,
            ),
            Panel(
                _pulls(true),
                "Bars: the gradient over each logit, of cross-entropy and of squared error. The "
                f"one of class {true}, the true one, is negative, and the gradients of each loss "
                "sum to zero.",
                height=290,
            ),
        ],
        sliders=[
            Slider(
                key,
                f"z{'₀₁₂'[k]}, logit of class {k}",
                -REACH,
                REACH,
                0.05,
                starts[k],
                "z.2f",
                play=False,
            )
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
        presets={names[key]: by_slider(logits_of(_placed(q, true))) for key, q in places.items()},
    )


def _class_panel(title: str, span: tuple[float, float], true: int, **layout: object) -> Figure:
    figure = style.figure(title, "class", span, (2.6, -0.6), **layout)
    names = [f"{k} (true)" if k == true else f"{k}" for k in range(3)]
    figure.update_yaxes(tickvals=[0, 1, 2], ticktext=names, ticks="", showgrid=False)
    return figure


def _bars(name: str, color: str, hollow: bool = False, **more: object) -> Part:
    bars = style.bars(name, color, [0] * 3, range(3), "", hollow, orientation="h", **more)
    return bars.update(texttemplate="%{x:.3f}", hovertemplate=f"{name}: %{{x:.4f}}<extra></extra>")


def _probabilities(true: int) -> Figure:
    figure = _class_panel("probability", (0, 1.16), true, barmode="overlay")
    truth = _bars("truth", style.TRUTH, hollow=True, width=0.8)
    truth.update(x=[1.0 if k == true else None for k in range(CLASSES)], texttemplate="")
    figure.add_traces([truth, _bars("model", style.MODEL, width=0.5)])
    return figure


def _pulls(true: int) -> Figure:
    figure = _class_panel("gradient over the logit", (-1.5, 1.5), true)
    figure.update_xaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    entropy = _bars("cross-entropy", style.LOSS)
    figure.add_traces([entropy, _bars("squared error", style.RIVALS[0], hollow=True)])
    at = {"x": 1.5, "xanchor": "right"}
    for text, height, color in (
        ("■ cross-entropy", true - 0.18, style.LOSS),
        ("□ squared error", true + 0.18, style.RIVALS[0]),
    ):
        figure.add_annotation(style.label(y=height, text=text, color=color, **at))
    return figure


def presets(true: int) -> dict[str, str]:
    """What the presets' buttons say; the wrong classes are named by their numbers."""
    _, wrong, other = _order(true)
    return {
        "fair": "q = 0.7 for the truth",
        "fair_too": "q = 0.4 for the truth",
        "sure": f"sure of class {wrong}",
        "odd": f"class {other}, wrong, is pulled up",
        "equal": "all equal",
    }


def _order(true: int) -> list[int]:
    """The true class, and the wrong ones after it."""
    return [true, *(k for k in range(CLASSES) if k != true)]


def _placed(q: Sequence[float], true: int) -> list[float]:
    """Probabilities by class, given with the true class's first."""
    return [q[_order(true).index(k)] for k in range(CLASSES)]


def by_slider(logits: Sequence[float]) -> dict[str, float]:
    """Three logits by the keys of their sliders."""
    return dict(zip(KEYS, logits, strict=True))
