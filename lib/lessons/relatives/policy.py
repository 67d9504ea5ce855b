"""The policy gradient: the pull of cross-entropy, scaled and turned by the advantage."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit, softmax

from lib.figures import bars, ghost, numbers, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.losses import policy_gradient, policy_gradient_grad

NAMES = ["left", "stay", "right (taken)"]
TAKEN = 2
LEFT, STAY = 0.5, -0.5  # their logits
MOST = 2.0  # of the advantage, either way
ASKED = 0.4  # the policy's probability of the action in the prediction
BAD = "A = −2: a bad surprise"


def _logits(taken: ArrayLike) -> NDArray:
    taken = np.asarray(taken, dtype=float)
    return np.stack([LEFT + 0 * taken, STAY + 0 * taken, taken], axis=-1)


@cache
def figure() -> LiveFigure:
    """The policy before and after one step, and the gradient that it follows."""

    def frames(advantage: ArrayLike, taken: ArrayLike) -> Frames:
        advantage, taken = np.broadcast_arrays(np.asarray(advantage, float), taken)
        z = _logits(taken)
        pull = policy_gradient_grad(z, TAKEN, advantage)
        return Frames(
            traces={
                "target": {"y": softmax(z - pull, axis=-1)},
                "model": {"y": softmax(z, axis=-1)},
                "pull": {"y": pull},
            },
            readouts={
                "loss": numbers.texts(policy_gradient(z, TAKEN, advantage)),
                "surprise": numbers.texts(policy_gradient(z, TAKEN)),
                "pull": numbers.texts(pull[..., TAKEN], ".3f"),
                "verdict": [verdict(each) for each in advantage],
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                bars.beliefs(NAMES, "policy π = softmax(z)", "after one step", style.RIVALS[2]),
                "Bars: the policy's probability of each action; frames show it after one step of "
                "gradient descent at rate 1.",
                height=195,
                wide=True,
            ),
            Panel(
                bars.pulls(NAMES, "gradient over the logit: A (π − y)", MOST),
                "Bars: the gradient over each logit. With a positive advantage the action taken is "
                "pulled up, with a negative one it is pushed down.",
                height=180,
                wide=True,
            ),
        ],
        sliders=[
            Slider("advantage", "Advantage A", -MOST, MOST, 0.02, 1.0, "z.2f"),
            Slider("taken", "Logit of the taken", -5, 5, 0.05, 0.0, "z.2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "policy-gradient loss", "loss", main=True),
            Readout("surprise", "cross-entropy, A = 1", "loss", unit="nats"),
            Readout("pull", "gradient, taken", "gradient"),
            Readout("verdict", "the action will be", "model"),
        ],
        presets={
            "A = 1: cross-entropy": {"advantage": 1.0},
            "A = 0: as expected": {"advantage": 0.0},
            BAD: {"advantage": -MOST, "taken": _asked()},
            "a rare action": {"taken": -3.0},
        },
        beside=True,
    )


def _asked() -> float:
    """The logit at which the policy gives the action its probability in the prediction."""
    others = np.logaddexp(LEFT, STAY)
    return round(float(others + logit(ASKED)), 10)


def verdict(advantage: float) -> str:
    """What a step does to the action that was taken."""
    return "likelier" if advantage > 0 else "rarer" if advantage < 0 else "left alone"


def inside(advantage: float, taken: float) -> tuple[NDArray, NDArray]:
    """The policy's logits, and the action taken as the label."""
    return _logits(taken), np.eye(3)[TAKEN]


def fields(advantage: float, taken: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    z = _logits(taken)
    pull = policy_gradient_grad(z, TAKEN, advantage)
    before, after = numbers.apart(softmax(z)[TAKEN], softmax(z - pull)[TAKEN], ".2%")
    return {
        "own": numbers.text(policy_gradient(z, TAKEN, advantage)),
        "A": numbers.text(advantage, "g"),
        "advantage": repr(float(advantage)),
        "surprise": numbers.text(policy_gradient(z, TAKEN)),
        "own_pulls": numbers.listed(pull, ".4f"),
        "before": before,
        "after": after,
        "verdict": verdict(advantage),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the gradient at A = −2, where q − y is −0.6."""
    return {
        "guess": numbers.text(guess, "g"),
        "truth": numbers.text(-MOST * (ASKED - 1), ".1f"),
        "plain": numbers.text(ASKED - 1, ".1f"),
        "A": numbers.text(-MOST, "g"),
        "press": figure().press(BAD),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of the gradient over the action taken, as a hollow bar."""
    ends = (-1.6 * MOST, 1.6 * MOST)
    return ghost.bar(TAKEN, guess, numbers.text(guess, "g"), ends, panel=1, width=0.62)
