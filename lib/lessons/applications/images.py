"""A thousand classes of pictures: what the loss sees while the accuracy stands still."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import ghost, numbers, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.information import perplexity
from lib.maths.losses import softmax_cross_entropy_with_integer_labels
from lib.maths.training import synthetic
from lib.maths.training.synthetic import CLASSES, mean_loss
from lib.words.text import comparison

TRAINING = np.linspace(0, 1, 41)
TOP = 8.5
SURE = "trained, too sure"


accuracy = lru_cache(maxsize=512)(synthetic.accuracy)


@lru_cache(maxsize=512)
def over_training(sharp: float) -> NDArray:
    """The mean loss along `TRAINING`."""
    return mean_loss(TRAINING, sharp)


@cache
def untrained() -> float:
    """Loss of a classifier whose logits are all 0: ln 1000."""
    return float(softmax_cross_entropy_with_integer_labels(np.zeros(CLASSES), 0))


@cache
def figure() -> LiveFigure:
    """The loss and the two accuracies over a training of synthetic pictures."""

    def frames(training: ArrayLike, factor: ArrayLike) -> Frames:
        progress, sharp = np.broadcast_arrays(*map(np.float64, (training, factor)))
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
                "loss": numbers.texts(loss),
                "as_if": numbers.texts(perplexity(loss), ",.1f"),
                **{f"top{k}": numbers.texts(top[k], ".1%") for k in (1, 5)},
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _losses(),
                "Mean loss over the training, for logits times the factor of the slider, beside "
                "the dotted line of a model that knows nothing, ln 1000.",
                height=240,
            ),
            Panel(
                _accuracies(),
                "Top-1 and top-5 accuracy over the training: both rise; no factor changes them.",
                height=240,
            ),
        ],
        sliders=[
            Slider("training", "Training", 0, 1, 0.005, 0.5, ".1%"),
            Slider("factor", "Logits times", 0.1, 4, 0.015, 1.0, ".2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "mean loss", "loss", main=True, unit="nats"),
            Readout("as_if", "as unsure as among", "loss", unit="classes"),
            Readout("top1", "right at once (top-1)", "model"),
            Readout("top5", "among the first five (top-5)", "rival-1"),
        ],
        presets={
            "untrained": {"training": 0.0, "factor": 1.0},
            "half trained": {"training": 0.5, "factor": 1.0},
            "trained": {"training": 1.0, "factor": 1.0},
            SURE: {"training": 1.0, "factor": 4.0},
            "trained, too shy": {"training": 1.0, "factor": 0.25},
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
    panel.update_layout(margin={"l": 76, "t": 12})
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


def fields(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    progress, sharp = values["training"], values["factor"]
    return {
        "loss": numbers.text(mean_loss(progress, sharp)),
        "top1": numbers.text(accuracy(progress, 1), ".1%"),
        **_ends(),
    }


@cache
def _ends() -> dict[str, str]:
    """The numbers before and after the training."""
    factors = np.arange(0.1, 4, 0.005)
    over_sharp = mean_loss(1.0, factors)
    return {
        "start": numbers.text(untrained()),
        "trained": numbers.text(mean_loss(1.0, 1.0)),
        "trained_top1": numbers.text(accuracy(1.0, 1), ".1%"),
        "sure": numbers.text(mean_loss(1.0, 4.0)),
        "best_sharp": numbers.text(factors[over_sharp.argmin()], ".2f"),
        "best": numbers.text(over_sharp.min()),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the loss after training with all logits times 4."""
    truth = float(mean_loss(1.0, 4.0) / mean_loss(1.0, 1.0))
    return {
        "guess": numbers.unit(f"{guess:g}", "time"),
        "truth": numbers.text(truth, ".2f"),
        "comparison": comparison(guess, truth),
        "press": figure().press(SURE),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of that factor, as a ring at the end of the training."""
    at = guess * float(mean_loss(1.0, 1.0))
    side = {"xanchor": "right", "xshift": -15}
    return ghost.point(1.0, at, f"× {guess:g}", TOP, named_above=3.2, **side)
