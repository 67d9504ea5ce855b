"""Several labels at once: a sigmoid for each tag, and each pays for itself."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from lib.figures import numbers, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout
from lib.lessons.bce_vs_cce import bars
from lib.maths.losses import multi_label_cross_entropy, sigmoid_binary_cross_entropy

LOSSES_PANEL = 1
TAGS = ("cat", "tiger", "feline")
BOTH = "tiger and feline"


@cache  # eight figures
def multi_label(true: tuple[str, ...]) -> LiveFigure:
    """One sigmoid a tag: every tag pays for itself, and several may be true."""
    y = target(true)

    def frames(**values: ArrayLike) -> Frames:
        z = bars.logits_of_sliders(values, len(TAGS))
        targets = np.broadcast_to(y, z.shape)
        each, total = (
            sigmoid_binary_cross_entropy(z, targets),
            multi_label_cross_entropy(z, targets),
        )
        return Frames(
            traces={
                "model": {"y": expit(z)},
                "losses": {"x": np.concatenate([each, total[..., None]], axis=-1)},
            },
            readouts={
                "sum": bars.read(total),
                "mean": bars.read(each.mean(axis=-1)),
                "total": numbers.texts(expit(z).sum(axis=-1), ".3f"),
            },
        )

    said = " and ".join(true) or "none of them"
    return LiveFigure(
        panels=[
            Panel(
                bars.probabilities(TAGS, np.flatnonzero(y).tolist(), "model", "a sigmoid each"),
                "Bars: a probability for each of cat, tiger and feline; they need not sum to 1. "
                f"True: {said}.",
                height=245,
                wide=True,
            ),
            Panel(
                bars.losses([*TAGS, "all three"], [style.LOSS] * (len(TAGS) + 1)),
                "Bars: the binary cross-entropy that each tag pays, and their sum" + bars.BEYOND,
                height=190,
                wide=True,
            ),
        ],
        sliders=bars.sliders(TAGS),
        frames=frames,
        readouts=[
            Readout("sum", "multi-label cross-entropy, the sum", "loss", main=True, unit="nats"),
            Readout("mean", "its mean (PyTorch, Keras)", "loss", unit="nats"),
            Readout("total", "the three q sum to", "model"),
        ],
        presets={
            "undecided": bars.by_slider([0, 0, 0]),
            BOTH: bars.by_slider([-3, 3, 3]),
            "all three": bars.by_slider([3, 3, 3]),
            "none": bars.by_slider([-3, -3, -3]),
        },
        beside=True,
    )


def target(true: tuple[str, ...]) -> np.ndarray:
    """The label of each tag, 1 where it is among the true ones."""
    return np.isin(TAGS, true).astype(float)
