"""InfoNCE: the positive among negatives, and what the temperature does to the pull."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import bars, ghost, numbers
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.losses import info_nce, info_nce_grad, softmax_cross_entropy
from lib.words.text import comparison

ASKED = 256  # items of the prediction
MOST = ASKED - 2  # negatives beside the hardest one and the positive
EASY = 0.0  # their similarity
ALIKE = f"{ASKED}, all alike"
NAMES = ["positive", "hardest", "all others"]


def _similarities(positive: ArrayLike, hardest: ArrayLike, others: ArrayLike) -> NDArray:
    """Of 256 items, the positive first and the hardest negative second; absent ones are -inf."""
    positive, hardest, others = np.broadcast_arrays(positive, hardest, others)
    crowd = np.where(np.arange(MOST) < others[..., None], EASY, -np.inf)
    return np.concatenate([positive[..., None], hardest[..., None], crowd], axis=-1)


def _three(items: NDArray) -> NDArray:
    """The positive's, the hardest negative's, and the sum of all the others'."""
    return np.stack([items[..., 0], items[..., 1], items[..., 2:].sum(axis=-1)], axis=-1)


@cache
def figure() -> LiveFigure:
    """Similarities through a softmax with a temperature, and the gradient over them."""

    def frames(
        positive: ArrayLike,
        hardest: ArrayLike,
        temperature: ArrayLike,
        others: ArrayLike,
    ) -> Frames:
        s = _similarities(positive, hardest, others)
        t = np.asarray(temperature)[..., None]
        scores = s / t
        error = info_nce_grad(scores, 0, 1)  # q - y, of each item
        q = _three(error) + np.eye(3)[0]
        alike = info_nce(np.where(np.isfinite(s), 0, s), 0, 1)
        return Frames(
            traces={"model": {"y": q}, "pull": {"y": _three(error)}},
            readouts={
                "loss": numbers.steady(info_nce(scores, 0, 1)),
                "alike": numbers.texts(alike),
                "pulled": numbers.texts((error / t)[..., 0], ".3f"),
                "hardest": numbers.texts(error[..., 1] / -error[..., 0], ".1%"),
            },
        )

    belief = bars.beliefs(NAMES, "softmax(s/τ)", "the truth")
    belief.trace("target").update(y=[1, None, None])
    cold = tuple(float(t) for t in np.round(np.geomspace(0.02, 2, 241), 4))
    return LiveFigure(
        panels=[
            Panel(
                belief,
                "Bars: the softmax's probability that each item is the positive: of the positive, "
                "of the hardest negative, and of all other negatives together.",
                height=195,
                wide=True,
            ),
            Panel(
                bars.pulls(NAMES, "gradient over s/τ: q − y", 1.0),
                "Bars: the gradient over the scaled similarities. The positive's is negative, and "
                "the negatives' balance it.",
                height=180,
                wide=True,
            ),
        ],
        sliders=[
            Slider("positive", "Positive s₊", -1, 1, 0.01, 0.6, "z.2f", play=False),
            Slider("hardest", "Hardest negative", EASY, 1, 0.005, 0.4, ".3f", play=False),
            Slider("temperature", "Temperature τ", 0.02, 2, 0.01, 0.1, ".3g", positions=cold),
            Slider("others", "Others, at s = 0", 0, MOST, 1, 6, ".0f", play=False),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "InfoNCE", "loss", main=True, unit="nats"),
            Readout("alike", "if all were alike", "truth", unit="nats"),
            Readout("pulled", "gradient over s₊", "gradient"),
            Readout("hardest", "the hardest’s share of the push", "gradient"),
        ],
        presets={
            "cold: τ = 0.02": {"temperature": 0.02},
            "warm: τ = 2": {"temperature": 2.0},
            "two items": {"others": 0.0},
            ALIKE: {
                "positive": 0.0,
                "hardest": 0.0,
                "others": float(MOST),
            },
        },
        beside=True,
    )


def inside(
    positive: float, hardest: float, temperature: float, others: float
) -> tuple[NDArray, NDArray]:
    """Scores of the positive, the hardest negative and all others as one candidate; the target."""
    scores = np.array([positive, hardest]) / temperature
    if others:  # so many equal candidates count as one, by as much more
        scores = np.append(scores, EASY / temperature + np.log(others))
    return scores, np.eye(scores.size)[0]


def fields(positive: float, hardest: float, temperature: float, others: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    s = _similarities(positive, hardest, others)
    s, t = s[np.isfinite(s)], temperature
    over_s = info_nce_grad(s / t, 0, 1) / t
    return {
        "own": numbers.text(info_nce(s / t, 0, 1)),
        "N": str(s.size),
        "batch": numbers.unit(str(s.size), "item"),
        "temperature": f"{t:g}",
        "by_softmax": numbers.text(softmax_cross_entropy(s / t, np.eye(s.size)[0])),
        "pulled": numbers.text(over_s[0], ".3f"),
        "pushed": numbers.text(over_s[1], ".3f"),
        "share": numbers.text(over_s[1] / -over_s[0], ".1%"),
        "s": repr([float(each) for each in s]),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of the loss as the probability that it leaves to the positive."""
    return ghost.bar(0, np.exp(-guess), numbers.unit(f"{guess:g}", "nat"), (0, 1.3))


def alike(size: int) -> NDArray:
    """What one positive among equally similar items costs."""
    return info_nce(np.zeros(size), 0)


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: 1 positive and 255 negatives, all equally similar."""
    truth = float(alike(ASKED))
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth, ".3f"),
        "comparison": comparison(guess, truth),
        "press": figure().press(ALIKE),
        "ln2": numbers.text(alike(2)),
    }
