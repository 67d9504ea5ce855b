"""KL divergence and negative log-likelihood: cross-entropy less its floor, and in two steps."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax, softmax

from lib.figures import bars, ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.information import entropy
from lib.maths.losses import (
    log_softmax_nll,
    log_softmax_nll_grad,
    softmax_cross_entropy,
    softmax_kl_divergence,
    softmax_kl_divergence_grad,
)
from lib.words.text import comparison

NAMES = ["cat", "dog", "fox"]
OTHERS = np.array([0.0, 0.7, 0.3])  # how the dog and the fox share what the cat does not get
TOP = 6.5
ASKED = 0.4  # what the target of the prediction leaves to dog and fox
EQUAL, HARD = "q = y", "a hard label"


def _arguments(cat: ArrayLike, dog: ArrayLike, soft: ArrayLike) -> tuple[NDArray, NDArray]:
    """Logits of the three animals (the fox's is 0) and their target at every position."""
    cat, dog, soft = np.broadcast_arrays(cat, dog, soft)
    soft = soft[..., None]
    y = (1 - soft) * np.eye(3)[0] + soft * OTHERS
    return np.stack([cat, dog, 0 * cat], axis=-1).astype(float), y


@cache
def figure() -> LiveFigure:
    """A soft target and a model; entropy plus KL divergence beside the log-likelihood."""

    def frames(cat: ArrayLike, dog: ArrayLike, soft: ArrayLike) -> Frames:
        z, y = _arguments(cat, dog, soft)
        kl, floor = softmax_kl_divergence(z, y), entropy(y)
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
                "kl": numbers.texts(kl),
                "cost": numbers.texts(_sum(floor, kl)),
                "floor": numbers.texts(floor),
                "likelihood": numbers.texts(likelihood),
                "pull": numbers.texts(softmax_kl_divergence_grad(z, y)[..., 0], ".3f"),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                bars.beliefs(NAMES, "softmax(z)", "the target y"),
                "Bars: the model's probabilities of cat, dog and fox, and hollow the target's.",
                height=200,
                wide=True,
            ),
            Panel(
                _sums(),
                "Bars: cross-entropy as the entropy of the target plus the KL divergence, and the "
                "negative log-likelihood of a cat.",
                height=172,
                wide=True,
            ),
        ],
        sliders=[
            Slider("cat", "Logit of the cat", -3, 3, 0.03, 0.6, "z.2f", play=False),
            Slider("dog", "Logit of the dog", -3, 3, 0.03, 0.9, "z.2f", play=False),
            Slider("soft", "Target: dog and fox", 0, 0.9, 0.004, 0.3, ".1%"),
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
            HARD: {"soft": 0.0},
            "a soft target": {"soft": 0.3},
            EQUAL: {"cat": _match(0), "dog": _match(1), "soft": ASKED},
        },
        beside=True,
    )


def _sum(floor: ArrayLike, kl: ArrayLike) -> NDArray:
    """Cross-entropy as the sum of its parts as they are shown, so that the line adds up."""
    return np.round(floor, 4) + np.round(kl, 4)


def _match(k: int) -> float:
    """The logit at which the model says what the soft target does."""
    y = _arguments(0, 0, ASKED)[1]
    return round(float(np.log(y[k] / y[2])), 10)


def _sums() -> Figure:
    figure = style.figure("nats", "", (0, TOP), (-0.6, 1.9), barmode="stack", bargap=0.35)
    figure.update_layout(margin={"l": 129, "r": 24, "t": 24, "b": 50})  # room for a guess
    names = ["NLL of a cat", "cross-entropy"]
    figure.update_yaxes(tickvals=[0, 1], ticktext=names, ticks="", showgrid=False)
    for name, color, hollow in (
        ("entropy", style.TRUTH, True),
        ("KL", style.GRADIENT, False),
        ("NLL", style.LOSS, False),
    ):
        bar = style.bars(name, color, [0, 0], [0, 1], "", hollow, orientation="h")
        figure.add_trace(bar.update(texttemplate="", hovertemplate="%{x:.4f}<extra></extra>"))
    for x, side, text, color in (
        (0.01, "left", "□ entropy of y", style.TRUTH),
        (1, "right", "■ KL divergence", style.GRADIENT),
    ):
        figure.add_annotation(style.label(x, 1.65, text, color, xref="paper", xanchor=side))
    return figure


def inside(cat: float, dog: float, soft: float) -> tuple[NDArray, NDArray]:
    """The logits and the soft target themselves."""
    return _arguments(cat, dog, soft)


def fields(cat: float, dog: float, soft: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    z, y = _arguments(cat, dog, soft)
    log_q = log_softmax(z)
    floor, kl = entropy(y), softmax_kl_divergence(z, y)
    return {
        "own": numbers.text(kl),
        "cost": numbers.text(_sum(floor, kl)),
        "floor": numbers.text(floor),
        "likelihood": numbers.text(log_softmax_nll(log_q, 0)),
        "of_label": numbers.text(softmax_cross_entropy(z, np.eye(3)[0])),
        "over_log_q": numbers.listed(log_softmax_nll_grad(log_q, 0), "g"),
        "log_q": numbers.listed(log_q, ".3f"),
        "hard": figure().press(HARD),
        "both": numbers.listed(softmax_kl_divergence_grad(z, y), ".3f"),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the cross-entropy of a model that says the target."""
    truth = float(entropy(_arguments(0, 0, ASKED)[1]))
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth),
        "comparison": comparison(guess, truth),
        "press": figure().press(EQUAL),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of the cross-entropy, as a line across the bars."""
    return ghost.level(guess, numbers.unit(f"{guess:g}", "nat"), TOP, "x", panel=1)
