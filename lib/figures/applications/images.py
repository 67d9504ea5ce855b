"""A thousand classes of pictures: what the loss sees while the accuracy stands still."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp
from scipy.stats import norm

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.information import perplexity
from lib.losses import sigmoid_binary_cross_entropy, softmax_cross_entropy_with_integer_labels
from lib.scoring import top_k_accuracy

CLASSES = 1000
PICTURES = 500
LEARNT, SPREAD = 5.0, 1.5  # what training adds to the right class: its mean and its deviation
SCALE = 3.0  # how far training spreads the logits
TRAINING = np.linspace(0, 1, 41)
TOP = 8.5


def _quantiles(count: int) -> NDArray:
    """So many standard normal numbers, evenly spread instead of drawn: no luck in the picture."""
    return norm.ppf((np.arange(count) + 0.5) / count)


# What speaks for the 999 wrong classes of every picture, and how easy each picture is.
WRONG, EASE = _quantiles(CLASSES - 1), _quantiles(PICTURES)


def _right(progress: ArrayLike) -> NDArray:
    """What speaks for the right class of every picture, (..., PICTURES)."""
    t = np.asarray(progress, dtype=float)[..., None]
    return t * LEARNT + np.hypot(1, t * SPREAD) * EASE


@cache
def accuracy(progress: float, k: int) -> float:
    """Share of the pictures whose class is among the k first; no factor on the logits changes it.

    Only the k strongest wrong classes can stand in the way.
    """
    right = _right(progress)[:, None]
    rivals = np.broadcast_to(WRONG[-k:], (PICTURES, k))
    scores = np.concatenate([right, rivals], axis=-1) if progress else np.zeros((1, CLASSES))
    return float(top_k_accuracy(scores, np.zeros(len(scores), dtype=int), k).mean())


def mean_loss(progress: ArrayLike, sharp: ArrayLike) -> NDArray:
    """Mean softmax cross-entropy over the pictures, in nats.

    The wrong classes are the same for every picture, so their log-sum-exp is taken once, and the
    loss is that of a yes whose logit is the right class's lead over it.
    """
    progress, sharp = np.broadcast_arrays(np.asarray(progress, float), np.asarray(sharp, float))
    factor = (SCALE * sharp * progress)[..., None]
    lead = factor * _right(progress) - logsumexp(factor * WRONG, axis=-1, keepdims=True)
    return sigmoid_binary_cross_entropy(lead, 1).mean(axis=-1)


@cache
def over_training(sharp: float) -> NDArray:
    """The mean loss along `TRAINING`."""
    return mean_loss(TRAINING, sharp)


def untrained() -> float:
    """Loss of a classifier whose logits are all 0: ln 1000."""
    return float(softmax_cross_entropy_with_integer_labels(np.zeros(CLASSES), 0))


@cache
def figure() -> LiveFigure:
    """The loss and the two accuracies over a training of synthetic pictures."""

    def frames(img_training: ArrayLike, img_sharp: ArrayLike) -> Frames:
        progress, sharp = np.broadcast_arrays(*map(np.float64, (img_training, img_sharp)))
        loss = mean_loss(progress, sharp)
        top = {k: np.array([accuracy(float(t), k) for t in progress.flat]) for k in (1, 5)}
        x = progress[..., None]
        return Frames(
            traces={
                "loss here": {"x": x, "y": loss[..., None]},
                "loss over training": {
                    "y": np.stack([over_training(float(s)) for s in sharp.flat])
                },
                **{f"top-{k} here": {"x": x, "y": top[k][..., None]} for k in (1, 5)},
            },
            readouts={
                "loss": style.texts(loss),
                "as_if": style.texts(perplexity(loss), ",.1f"),
                **{f"top{k}": style.texts(top[k], ".1%") for k in (1, 5)},
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _losses(),
                "Mean loss over the training: it starts at ln 1000 and falls; made sharper, the "
                "same logits cost more although they name the same classes.",
                height=240,
            ),
            Panel(
                _accuracies(),
                "Top-1 and top-5 accuracy over the training: both rise, whatever the sharpness.",
                height=240,
            ),
        ],
        sliders=[
            Slider("img_training", "Training", 0, 1, 0.005, 0.5, ".1%"),
            Slider("img_sharp", "Logits times", 0.1, 4, 0.015, 1.0, ".2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "mean loss", "loss", main=True, unit="nats"),
            Readout("as_if", "as unsure as among", "loss", unit="classes"),
            Readout("top1", "right at once (top-1)", "model"),
            Readout("top5", "among the first five (top-5)", "rival-1"),
        ],
        presets={
            "untrained": {"img_training": 0.0, "img_sharp": 1.0},
            "half trained": {"img_training": 0.5, "img_sharp": 1.0},
            "trained": {"img_training": 1.0, "img_sharp": 1.0},
            "trained, too sure": {"img_training": 1.0, "img_sharp": 4.0},
            "trained, too shy": {"img_training": 1.0, "img_sharp": 0.25},
        },
    )


def _losses() -> object:
    panel = style.figure("training", "mean loss (nats)", (-0.03, 1.03), (0, TOP))
    panel.update_xaxes(tickformat=".0%")
    start = untrained()
    panel.add_traces(
        [
            style.curve([0, 1], [start, start], "knows nothing", style.TRUTH, width=2, dash="dot"),
            style.moving(
                "loss over training",
                x=TRAINING,
                mode="lines",
                line={"color": style.LOSS, "width": 4, "simplify": False},
            ),
            style.marker("loss here", style.MODEL),
        ]
    )
    panel.add_annotation(
        style.label(1, start, "knows nothing", style.TRUTH, xanchor="right", yanchor="bottom")
    )
    return panel


def _accuracies() -> object:
    panel = style.figure("training", "accuracy", (-0.03, 1.03), (0, 1.04))
    panel.update_xaxes(tickformat=".0%")
    panel.update_yaxes(tickformat=".0%")
    for k, color, dash, symbol in (
        (5, style.RIVALS[0], "dash", "square"),
        (1, style.MODEL, "solid", "circle"),
    ):
        shares = [accuracy(float(t), k) for t in TRAINING]
        panel.add_trace(style.curve(TRAINING, shares, f"top-{k}", color, dash=dash))
        panel.add_trace(style.marker(f"top-{k} here", color, symbol))
        at = 19 if k == 5 else 27
        side = {"xanchor": "right", "xshift": -10} if k == 5 else {"xshift": 10, "yshift": -10}
        panel.add_annotation(
            style.label(float(TRAINING[at]), shares[at], f"top-{k}", color, **side)
        )
    return panel


def numbers(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    progress, sharp = values["img_training"], values["img_sharp"]
    factors = np.arange(0.1, 4, 0.005)
    over_sharp = mean_loss(1.0, factors)
    return {
        "loss": style.text(mean_loss(progress, sharp)),
        "start": style.text(untrained()),
        "top1": style.text(accuracy(progress, 1), ".1%"),
        "trained": style.text(mean_loss(1.0, 1.0)),
        "trained_top1": style.text(accuracy(1.0, 1), ".1%"),
        "sure": style.text(mean_loss(1.0, 4.0)),
        "shy": style.text(mean_loss(1.0, 0.25)),
        "best_sharp": style.text(factors[over_sharp.argmin()], ".2f"),
        "best": style.text(over_sharp.min()),
    }
