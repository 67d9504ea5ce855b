"""ListNet: a list of three results, and who should come first."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from lib.figures import bars, ghost, numbers
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.information import entropy
from lib.maths.losses import (
    bradley_terry,
    listnet_top_one,
    listnet_top_one_grad,
    softmax_kl_divergence,
)

RELEVANCES = np.array([2.0, 1.0, 0.0])
KEYS = ("a", "b", "c")
ASKED = 10.0  # how many times the relevances, in the prediction
SURE = "only A counts"
NAMES = ["A, relevance 2", "B, relevance 1", "C, relevance 0"]


def _arguments(sharp: ArrayLike, scores: dict[str, ArrayLike]) -> tuple[NDArray, NDArray]:
    """Scores and relevances of the list at every position."""
    *s, sharp = np.broadcast_arrays(*(scores[key] for key in KEYS), sharp)
    return np.stack(s, axis=-1).astype(float), np.asarray(sharp)[..., None] * RELEVANCES


@cache
def figure() -> LiveFigure:
    """Two softmaxes, of the relevances and of the scores, and the gradient between them."""

    def frames(sharp: ArrayLike, **scores: ArrayLike) -> Frames:
        s, r = _arguments(sharp, scores)
        top = softmax(r, axis=-1)
        floor, waste = entropy(top), softmax_kl_divergence(s, top)
        floors, wastes, losses = numbers.sums(floor, waste)
        return Frames(
            traces={
                "target": {"y": top},
                "model": {"y": softmax(s, axis=-1)},
                "pull": {"y": listnet_top_one_grad(s, r)},
            },
            readouts={
                "loss": losses,
                "floor": floors,
                "waste": wastes,
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                bars.beliefs(NAMES, "softmax(scores)", "softmax(relevances)"),
                "Bars: the probability of each result to come first, by the model's scores, inside "
                "frames for the same by the relevances.",
                height=195,
                wide=True,
            ),
            Panel(
                bars.pulls(NAMES, "gradient over the score", 1.0),
                "Bars: the gradient over each score, the difference of the two softmaxes.",
                height=180,
                wide=True,
            ),
        ],
        sliders=[
            *(
                Slider(key, f"Score of {key[-1].upper()}", -6, 6, 0.05, start, "z.2f", play=False)
                for key, start in zip(KEYS, (0.5, 1.5, -0.5), strict=True)
            ),
            Slider("sharp", "Relevances times", 0, ASKED, 0.05, 1.0, ".2f"),
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
                "sharp": 1.0,
            },
            "upside down": dict(zip(KEYS, RELEVANCES[::-1].tolist(), strict=True)),
            SURE: {"sharp": ASKED},
            "nothing is known": {"sharp": 0.0},
        },
        beside=True,
    )


def inside(sharp: float, **scores: float) -> tuple[NDArray, NDArray]:
    """The scores, and the softmax of the relevances."""
    s, r = _arguments(sharp, scores)
    return s, softmax(r)


def fields(sharp: float, **scores: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    s, r = _arguments(sharp, scores)
    floor, waste = entropy(softmax(r)), softmax_kl_divergence(s, softmax(r))
    floors, wastes, losses = numbers.sums(floor, waste)
    return {
        "own": losses[0],
        "floor": floors[0],
        "waste": wastes[0],
        "sharp": f"{sharp:g}",
        "own_pulls": numbers.listed(listnet_top_one_grad(s, r), ".4f"),
        "two": numbers.text(listnet_top_one(s[:2], [0, -np.inf])),
        "pair": numbers.text(bradley_terry(s[0], s[1])),
        "s": repr(s.tolist()),
        "r": repr(r.tolist()),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: how probable A should come first, all but certain."""
    of_a, *_ = softmax(ASKED * RELEVANCES)
    ratio, lead = RELEVANCES[0] / RELEVANCES[1], ASKED * (RELEVANCES[0] - RELEVANCES[1])
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(of_a, ".5f"),
        "times": f"{ASKED:g}",
        "ratio": f"{ratio:g}",
        "lead": f"{lead:g}",
        "odds": numbers.text(np.exp(lead), ",.0f"),
        "press": figure().press(SURE),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of A's probability to come first."""
    return ghost.bar(0, guess, f"{guess:g}", (0, 1.3))
