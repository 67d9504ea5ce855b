"""KL divergence and negative log-likelihood: cross-entropy less its floor, and in two steps."""

from __future__ import annotations

from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax, softmax

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.relatives import bars
from lib.information import entropy
from lib.losses import (
    log_softmax_nll,
    log_softmax_nll_grad,
    softmax_cross_entropy,
    softmax_kl_divergence,
    softmax_kl_divergence_grad,
)

NAMES = ["cat", "dog", "fox"]
OTHERS = np.array([0.0, 0.7, 0.3])  # how the dog and the fox share what the cat does not get
TOP = 6.5


def _arguments(cat: ArrayLike, dog: ArrayLike, soft: ArrayLike) -> tuple[NDArray, NDArray]:
    """Logits of the three animals (the fox's is 0) and their target at every position."""
    cat, dog, soft = np.broadcast_arrays(cat, dog, soft)
    soft = soft[..., None]
    return np.stack([cat, dog, 0 * cat], axis=-1).astype(float), (1 - soft) * np.eye(3)[
        0
    ] + soft * OTHERS


@cache
def figure() -> LiveFigure:
    """A soft target and a model; entropy plus KL divergence beside the log-likelihood."""

    def frames(kl_cat: ArrayLike, kl_dog: ArrayLike, kl_soft: ArrayLike) -> Frames:
        z, y = _arguments(kl_cat, kl_dog, kl_soft)
        kl, floor, cost = softmax_kl_divergence(z, y), entropy(y), softmax_cross_entropy(z, y)
        likelihood = log_softmax_nll(log_softmax(z, axis=-1), 0)
        none = 0 * kl
        return Frames(
            traces={
                "target": {"y": y},
                "model": {"y": softmax(z, axis=-1)},
                "entropy": {"x": np.stack([none, floor], axis=-1)},
                "KL": {"x": np.stack([none, kl], axis=-1)},
                "NLL": {"x": np.stack([likelihood, none], axis=-1)},
            },
            readouts={
                "kl": style.texts(kl),
                "cost": style.texts(cost),
                "floor": style.texts(floor),
                "likelihood": style.texts(likelihood),
                "pull": style.texts(softmax_kl_divergence_grad(z, y)[..., 0], ".3f"),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                bars.beliefs(NAMES, "softmax(z)", "the target y"),
                "Bars: the model's probabilities of cat, dog and fox, and hollow the target's.",
                height=235,
                wide=True,
            ),
            Panel(
                _sums(),
                "Bars: cross-entropy as the entropy of the target plus the KL divergence, and the "
                "negative log-likelihood of a cat.",
                height=185,
                wide=True,
            ),
        ],
        sliders=[
            Slider("kl_cat", "Logit of the cat", -3, 3, 0.03, 0.6, "z.2f", play=False),
            Slider("kl_dog", "Logit of the dog", -3, 3, 0.03, 0.9, "z.2f", play=False),
            Slider("kl_soft", "Target: dog and fox", 0, 0.9, 0.004, 0.3, ".1%"),
        ],
        frames=frames,
        readouts=[
            Readout("kl", "KL divergence", "gradient", main=True, unit="nats"),
            Readout("cost", "cross-entropy", "loss"),
            Readout("floor", "entropy of the target", "truth"),
            Readout("likelihood", "NLL of a cat", "loss"),
            Readout("pull", "gradient, cat: of both", "gradient"),
        ],
        presets={
            "a hard label": {"kl_soft": 0.0},
            "a soft target": {"kl_soft": 0.3},
            "q = y": {"kl_cat": _match(0), "kl_dog": _match(1), "kl_soft": 0.3},
        },
        beside=True,
    )


def _match(k: int) -> float:
    """The logit at which the model says what the soft target does."""
    y = _arguments(0, 0, 0.3)[1]
    return round(float(np.log(y[k] / y[2])), 10)


def _sums() -> go.Figure:
    figure = style.figure("nats", "", (0, TOP), (-0.6, 1.9), barmode="stack", bargap=0.35)
    figure.update_layout(margin={"l": 58, "r": 24, "t": 6, "b": 50})
    names = ["NLL of a cat", "cross-entropy"]
    figure.update_yaxes(tickvals=[0, 1], ticktext=names, ticks="", showgrid=False)
    for name, color, hollow in (
        ("entropy", style.TRUTH, True),
        ("KL", style.GRADIENT, False),
        ("NLL", style.LOSS, False),
    ):
        bar = style.bars(name, color, [0, 0], [0, 1], "", hollow, orientation="h")
        figure.add_trace(bar.update(texttemplate="", hovertemplate="%{x:.4f}<extra></extra>"))
    corner = {"yanchor": "bottom", "yref": "paper"}
    figure.add_annotation(style.label(0.05, 0.87, "□ entropy of y", style.TRUTH, **corner))
    figure.add_annotation(style.label(2.0, 0.87, "■ KL divergence", style.GRADIENT, **corner))
    return figure


def disguise(kl_cat: float, kl_dog: float, kl_soft: float) -> tuple[NDArray, NDArray]:
    """The logits and the soft target themselves."""
    return _arguments(kl_cat, kl_dog, kl_soft)


def numbers(kl_cat: float, kl_dog: float, kl_soft: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    z, y = _arguments(kl_cat, kl_dog, kl_soft)
    log_q = log_softmax(z)
    return {
        "own": style.text(softmax_kl_divergence(z, y)),
        "cost": style.text(softmax_cross_entropy(z, y)),
        "floor": style.text(entropy(y)),
        "likelihood": style.text(log_softmax_nll(log_q, 0)),
        "of_label": style.text(softmax_cross_entropy(z, np.eye(3)[0])),
        "over_log_q": style.listed(log_softmax_nll_grad(log_q, 0), "g"),
        "log_q": style.listed(log_q, ".3f"),
        "both": style.listed(softmax_kl_divergence_grad(z, y), ".3f"),
    }
