"""ListNet: a list of three results, and who should come first."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.relatives import bars
from lib.information import entropy
from lib.losses import (
    bradley_terry,
    listnet_top_one,
    listnet_top_one_grad,
    softmax_kl_divergence,
)

RELEVANCES = np.array([2.0, 1.0, 0.0])
KEYS = ("rank_a", "rank_b", "rank_c")
NAMES = ["A, relevance 2", "B, relevance 1", "C, relevance 0"]


def _arguments(sharp: ArrayLike, scores: dict[str, ArrayLike]) -> tuple[NDArray, NDArray]:
    """Scores and relevances of the list at every position."""
    *s, sharp = np.broadcast_arrays(*(scores[key] for key in KEYS), sharp)
    return np.stack(s, axis=-1).astype(float), np.asarray(sharp)[..., None] * RELEVANCES


@cache
def figure() -> LiveFigure:
    """Two softmaxes, of the relevances and of the scores, and the gradient between them."""

    def frames(rank_sharp: ArrayLike, **scores: ArrayLike) -> Frames:
        s, r = _arguments(rank_sharp, scores)
        top = softmax(r, axis=-1)
        return Frames(
            traces={
                "target": {"y": top},
                "model": {"y": softmax(s, axis=-1)},
                "pull": {"y": listnet_top_one_grad(s, r)},
            },
            readouts={
                "loss": bars.steady(listnet_top_one(s, r)),
                "floor": style.texts(entropy(top)),
                "waste": style.texts(softmax_kl_divergence(s, top)),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                bars.beliefs(NAMES, "softmax(scores)", "softmax(relevances)"),
                "Bars: the probability of each result to come first, by the model's scores, inside "
                "frames for the same by the relevances.",
                height=215,
                wide=True,
            ),
            Panel(
                bars.pulls(NAMES, "gradient over the score", 1.0),
                "Bars: the gradient over each score, the difference of the two softmaxes.",
                height=215,
                wide=True,
            ),
        ],
        sliders=[
            *(
                Slider(key, f"Score of {key[-1].upper()}", -6, 6, 0.05, start, "z.2f", play=False)
                for key, start in zip(KEYS, (0.5, 1.5, -0.5), strict=True)
            ),
            Slider("rank_sharp", "Relevances times", 0, 10, 0.05, 1.0, ".2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "ListNet, top one", "loss", main=True, unit="nats"),
            Readout("floor", "its floor, the entropy", "truth"),
            Readout("waste", "above it, KL", "gradient"),
        ],
        presets={
            "scores = relevances": {
                **dict(zip(KEYS, RELEVANCES.tolist(), strict=True)),
                "rank_sharp": 1.0,
            },
            "upside down": dict(zip(KEYS, RELEVANCES[::-1].tolist(), strict=True)),
            "only A counts": {"rank_sharp": 10.0},
            "nothing is known": {"rank_sharp": 0.0},
        },
        beside=True,
    )


def disguise(rank_sharp: float, **scores: float) -> tuple[NDArray, NDArray]:
    """The scores, and the softmax of the relevances."""
    s, r = _arguments(rank_sharp, scores)
    return s, softmax(r)


def numbers(rank_sharp: float, **scores: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    s, r = _arguments(rank_sharp, scores)
    return {
        "own": style.text(listnet_top_one(s, r)),
        "floor": style.text(entropy(softmax(r))),
        "waste": style.text(softmax_kl_divergence(s, softmax(r))),
        "two": style.text(listnet_top_one(s[:2], [0, -np.inf])),
        "pair": style.text(bradley_terry(s[0], s[1])),
        "s": repr(s.tolist()),
        "r": repr(r.tolist()),
    }
