"""Two classes: a sigmoid of one logit beside a softmax of two, the same number twice."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, softmax

from lib.figures import numbers, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.bce_vs_cce import bars
from lib.lessons.logits import REACH
from lib.maths.losses import sigmoid_binary_cross_entropy, softmax_cross_entropy

LOSSES_PANEL = 2
ASKED = {"logits 2, 1": (2.0, 1.0), "logits 5, 4": (5.0, 4.0)}  # of the prediction, z0 and z1


@cache  # two figures
def binary(y: int) -> LiveFigure:
    """A sigmoid of one logit beside a softmax of two, linked by z = z₁ − z₀; `y` is true."""

    def frames(z: ArrayLike, z0: ArrayLike, z1: ArrayLike, **_: ArrayLike) -> Frames:
        if np.ndim(z):  # the single logit is in the hand: z₁ follows, and z₀ where z₁ has no room
            z1 = np.clip(z0 + z, -REACH, REACH)
            z0 = z1 - z
        two = bars.logits_of_sliders({"z0": z0, "z1": z1}, 2)
        z = two[..., 1] - two[..., 0]
        q = expit(z)
        one_number = sigmoid_binary_cross_entropy(z, y)
        two_numbers = softmax_cross_entropy(two, bars.one_hot(y, two))
        return Frames(
            traces={
                "sigmoid": {"y": np.stack([expit(-z), q], axis=-1)},
                "softmax": {"y": softmax(two, axis=-1)},
                "losses": {"x": np.stack([one_number, two_numbers], axis=-1)},
            },
            readouts={
                "bce": bars.read(one_number),
                "cce": bars.read(two_numbers),
                "z": numbers.texts(z, ".2f"),
                "q": numbers.fines(q, 4),
            },
            sliders={"z": z, "z0": two[..., 0], "z1": two[..., 1]},
        )

    names = ["no", "yes"]
    return LiveFigure(
        panels=[
            Panel(
                bars.probabilities(names, [y], "sigmoid", "sigmoid of one logit"),
                f"Bars: the sigmoid's probability of no and of yes; {names[y]} is true.",
                height=290,
                pick=True,
            ),
            Panel(
                bars.probabilities(names, [y], "softmax", "softmax of two logits"),
                "Bars: the softmax's probability of no and of yes, always equal to the sigmoid's; "
                f"{names[y]} is true.",
                height=290,
                pick=True,
            ),
            Panel(
                bars.losses(["binary", "categorical"], [style.LOSS, style.LOSS]),
                "Bars: binary and categorical cross-entropy, always of the same length"
                + bars.BEYOND,
                height=160,
                wide=True,
            ),
        ],
        sliders=[
            Slider("z", "z = z₁ − z₀", -2 * REACH, 2 * REACH, 0.1, -1.0, "z.2f", derived=True),
            *bars.sliders(names),
        ],
        frames=frames,
        readouts=[
            Readout("bce", "binary cross-entropy", "loss", main=True, unit="nats"),
            Readout("cce", "categorical cross-entropy", "loss", unit="nats"),
            Readout("z", "z = z₁ − z₀", "model"),
            Readout("q", "q, probability of “yes”", "model"),
        ],
        presets={
            **{name: _of(*pair) for name, pair in ASKED.items()},
            "fifty-fifty": _of(0.0, 0.0),
            "sure of yes": _of(-2.0, 3.0),
            "sure of no": _of(4.0, -1.0),
        },
        beside=True,
        settle=lambda values: {**values, **_of(values["z0"], values["z1"])},
    )


def _of(z0: float, z1: float) -> dict[str, float]:
    return {"z0": z0, "z1": z1, "z": round(z1 - z0, 12)}
