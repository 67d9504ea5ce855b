"""The numbers in the words of the gradients: the curves, the race, the three classes."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import expit, logit

from lib.figures import ghost, numbers
from lib.figures.flipbook import LiveFigure
from lib.figures.ghost import Ghost
from lib.lessons.gradients import pulls
from lib.lessons.gradients.curves import PEAK, ends_of_gradients, presets, weaker
from lib.lessons.gradients.race import LIMIT, RUNNERS, STARTS, run
from lib.lessons.logits import REACH
from lib.maths.losses import (
    categorical_cross_entropy_grad,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    softmax_squared_error,
    softmax_squared_error_grad,
    squared_error_grad,
)
from lib.words.text import comparison

ASKED = (-8.0, -1.0)  # logits of the check
LEAST = 0.01  # factor that can be guessed


def standing(figure: LiveFigure, z: float, y: int) -> dict[str, str]:
    """Why, derivation and code, where the slider stands."""
    q, steepness = float(expit(z)), float(expit(z) * expit(-z))
    error = float(sigmoid_binary_cross_entropy_grad(z, y))
    weak = float(sigmoid_squared_error_grad(z, y))
    names = presets(y)
    places = max(_places(numbers.fine(number)) for number in (q, error))
    *_, q_line = numbers.balanced([error, y], places)
    over_q, steep_line = numbers.telling(
        [float(squared_error_grad(q, y)), steepness], lambda a, b: a * b, digits=5
    )
    return {
        "z": repr(float(z)),
        "z_shown": numbers.text(z, ".4g"),
        "y": f"{y}",
        "peak": figure.press(names["peak"]),
        "wrong": figure.press(names["wrong"]),
        "q_line": q_line,
        "error_line": numbers.text(error, f".{_places(q_line)}f"),
        "error": numbers.fine(error),
        "steepness": numbers.fine(steepness),
        "steep_line": steep_line,
        "square_over_q": over_q,
        "weak": numbers.fine(weak),
        "weak_size": numbers.fine(abs(weak)),
        "half_line": numbers.telling([steepness], lambda s: 1 / (2 * s), numbers.times, 5)[0],
        "weaker": numbers.times(weaker(z, y)).replace(",", "{,}"),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the ratio of the gradients at z = -10."""
    truth = float(weaker(-REACH, 1))
    return {
        "guess": numbers.unit(f"{guess:,g}", "time"),
        "truth": numbers.times(truth),
        "comparison": comparison(guess, truth),
        "five": numbers.times(weaker(-REACH / 2, 1)),
    }


def guess_of(guess: float, y: int, rivals: tuple[str, ...]) -> Ghost:
    """Where squared error's pull would end at z = -10 if the guess were right, as a line."""
    entropy = float(sigmoid_binary_cross_entropy_grad((1 - 2 * y) * REACH, y))
    bottom, top = ends_of_gradients(y, rivals)
    pull, said = entropy / max(guess, LEAST), numbers.unit(f"{guess:,g}", "time")
    if pull < bottom:
        pull, said = bottom, f"{said} ↓"
    free = {"yanchor": "top"} if y else {"x": 0, "xanchor": "left"}
    return ghost.level(pull, said, top, panel=1, **free)


@cache
def facts() -> dict[str, str]:
    """The corrected beliefs."""
    peak, half, far = float(logit(PEAK)), -REACH / 2, -REACH
    losses, slopes = sigmoid_squared_error, sigmoid_squared_error_grad
    return {
        **race_counts(),
        "peak_loss": numbers.text(losses(peak, 1), ".3f"),
        "peak_pull": numbers.text(abs(slopes(peak, 1)), ".4f"),
        "far_loss": numbers.fine(losses(far, 1)),
        "far_pull": numbers.fine(abs(slopes(far, 1))),
        "far_slope": numbers.fine(slopes(far, 1)),
        "half_entropy": numbers.fine(sigmoid_binary_cross_entropy(half, 1)),
        "half_error": numbers.fine(abs(sigmoid_binary_cross_entropy_grad(half, 1))),
        "far_entropy": numbers.fine(sigmoid_binary_cross_entropy(far, 1)),
        "far_error": numbers.fine(abs(sigmoid_binary_cross_entropy_grad(far, 1))),
    }


@cache
def check() -> dict[str, str]:
    """The check: two examples under squared error, one far out and one near."""
    far, near = (abs(float(sigmoid_squared_error_grad(z, 1))) for z in ASKED)
    return {
        "far_pull": numbers.fine(far),
        "near_pull": numbers.fine(near),
        "far_loss": numbers.fine(sigmoid_squared_error(ASKED[0], 1)),
        "near_loss": numbers.fine(sigmoid_squared_error(ASKED[1], 1)),
        "factor": numbers.times(near / far),
        "far_error": numbers.fine(sigmoid_binary_cross_entropy_grad(ASKED[0], 1)),
        "near_error": numbers.fine(sigmoid_binary_cross_entropy_grad(ASKED[1], 1)),
    }


@cache
def race_counts() -> dict[str, str]:
    """Steps of both models from the starts at rate 1, and from the farthest at rate 10."""
    finishes = {
        (runner, start): run(runner, start, 1.0).finish for runner in RUNNERS for start in STARTS
    }
    ten = {runner: run(runner, STARTS[-1], 10.0).finish for runner in RUNNERS}
    return {
        **{f"{r}_from_{abs(start):g}": f"{count:,}" for (r, start), count in finishes.items()},
        **{f"{runner}_fast": f"{count:,}" for runner, count in ten.items()},
        "limit": f"{LIMIT:,}",
    }


def classes(figure: LiveFigure, true: int) -> dict[str, str]:
    """The three classes: two presets to press, and what squared error does in each."""
    names = pulls.presets(true)
    y = np.eye(pulls.CLASSES)[0]
    sure, odd = (softmax_squared_error_grad(np.log(q), y) for q in (pulls.SURE, pulls.ODD))
    entropy = softmax_cross_entropy_grad(np.log(pulls.SURE), y)
    return {
        "sure": figure.press(names["sure"]),
        "odd": figure.press(names["odd"]),
        "sure_entropy": numbers.text(entropy[0], ".3f"),
        "sure_square": numbers.fine(sure[0], 3),
        "odd_square": numbers.text(odd[2], ".3f"),
    }


@cache
def fair() -> dict[str, str]:
    """Two losses of the same predictions, and their gradients over z and over q; truth first."""
    return {f"{key}_{i}": text for i, q in enumerate(pulls.FAIREST) for key, text in _fair(q)}


def _fair(q: tuple[float, ...]) -> list[tuple[str, str]]:
    z, y = np.log(q), np.eye(pulls.CLASSES)[0]
    return [
        ("entropy", numbers.text(softmax_cross_entropy(z, y))),
        ("square", numbers.text(softmax_squared_error(z, y), ".2f")),
        ("entropy_z", numbers.listed(softmax_cross_entropy_grad(z, y), ".1f")),
        ("entropy_first", numbers.text(softmax_cross_entropy_grad(z, y)[0], ".1f")),
        ("square_z", numbers.listed(softmax_squared_error_grad(z, y), ".3f")),
        ("entropy_q", numbers.text(categorical_cross_entropy_grad(q, y)[0], ".3f")),
        ("square_q", numbers.text(squared_error_grad(q[0], 1), ".1f")),
    ]


def _places(text: str) -> int:
    """Decimals of a written number."""
    return len(text.partition(".")[2])
