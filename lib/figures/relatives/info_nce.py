"""InfoNCE: the positive among negatives, and what the temperature does to the pull."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.relatives import bars
from lib.losses import info_nce, info_nce_grad, softmax_cross_entropy
from lib.words import comparison

MOST = 254  # negatives beside the hardest one: with it and the positive they are 256
EASY = 0.0  # their similarity
NAMES = ["positive", "hardest negative", "all others together"]


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
        nce_positive: ArrayLike,
        nce_hardest: ArrayLike,
        nce_temperature: ArrayLike,
        nce_others: ArrayLike,
    ) -> Frames:
        s = _similarities(nce_positive, nce_hardest, nce_others)
        t = np.asarray(nce_temperature)[..., None]
        over_s = info_nce_grad(s, 0, t)
        error = over_s * t  # q - y, of each item
        q = _three(error) + np.eye(3)[0]
        alike = info_nce(np.where(np.isfinite(s), 0, s), 0, t)
        return Frames(
            traces={"model": {"y": q}, "pull": {"y": _three(error)}},
            readouts={
                "loss": bars.steady(info_nce(s, 0, t)),
                "alike": style.texts(alike),
                "pulled": style.texts(over_s[..., 0], ".3f"),
                "hardest": style.texts(error[..., 1] / -error[..., 0], ".1%"),
            },
        )

    belief = bars.beliefs(NAMES, "softmax(s/τ)", "the truth")
    belief.update_traces(y=[1, None, None], selector={"name": "target"})
    cold = tuple(float(t) for t in np.round(np.geomspace(0.02, 2, 241), 4))
    return LiveFigure(
        panels=[
            Panel(
                belief,
                "Bars: the softmax's probability that each item is the positive: of the positive, "
                "of the hardest negative, and of all other negatives together.",
                height=215,
                wide=True,
            ),
            Panel(
                bars.pulls(NAMES, "gradient over s/τ: q − y", 1.0),
                "Bars: the gradient over the scaled similarities. The positive's is negative, and "
                "the negatives' balance it.",
                height=215,
                wide=True,
            ),
        ],
        sliders=[
            Slider("nce_positive", "Positive s₊", -1, 1, 0.01, 0.6, "z.2f", play=False),
            Slider("nce_hardest", "Hardest negative", -1, 1, 0.01, 0.4, "z.2f", play=False),
            Slider("nce_temperature", "Temperature τ", 0.02, 2, 0.01, 0.1, ".3g", positions=cold),
            Slider("nce_others", "Others, at s = 0", 0, MOST, 1, 6, ".0f", play=False),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "InfoNCE", "loss", main=True, unit="nats"),
            Readout("alike", "all alike: ln N", "truth"),
            Readout("pulled", "gradient over s₊", "gradient"),
            Readout("hardest", "the hardest’s share of the push", "gradient"),
        ],
        presets={
            "cold: τ = 0.02": {"nce_temperature": 0.02},
            "warm: τ = 2": {"nce_temperature": 2.0},
            "two items": {"nce_others": 0.0},
            "256, all alike": {
                "nce_positive": 0.0,
                "nce_hardest": 0.0,
                "nce_others": float(MOST),
            },
        },
        beside=True,
    )


def disguise(
    nce_positive: float, nce_hardest: float, nce_temperature: float, nce_others: float
) -> tuple[NDArray, NDArray]:
    """Scores of the positive, the hardest negative and all others as one candidate; the target."""
    scores = np.array([nce_positive, nce_hardest, EASY]) / nce_temperature
    with np.errstate(divide="ignore"):
        scores[2] += np.log(nce_others)  # so many equal candidates count as one, by as much more
    return scores, np.array([1.0, 0.0, 0.0])


def numbers(
    nce_positive: float, nce_hardest: float, nce_temperature: float, nce_others: float
) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    s = _similarities(nce_positive, nce_hardest, nce_others)
    s, t = s[np.isfinite(s)], nce_temperature
    over_s = info_nce_grad(s, 0, t)
    return {
        "own": style.text(info_nce(s, 0, t)),
        "N": str(s.size),
        "tau": f"{t:g}",
        "by_softmax": style.text(softmax_cross_entropy(s / t, np.eye(s.size)[0])),
        "pulled": style.text(over_s[0], ".3f"),
        "pushed": style.text(over_s[1], ".3f"),
        "share": style.text(over_s[1] / -over_s[0], ".1%"),
        "s": repr([float(each) for each in s]),
    }


def alike(size: int) -> NDArray:
    """What one positive among equally similar items costs."""
    return info_nce(np.zeros(size), 0)


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: 1 positive and 255 negatives, all equally similar."""
    truth = float(alike(256))
    return {
        "guess": f"{guess:g}",
        "truth": style.text(truth, ".3f"),
        "comparison": comparison(guess, truth),
        "double": style.text(alike(512), ".3f"),
        "ln2": style.text(alike(2)),
    }
