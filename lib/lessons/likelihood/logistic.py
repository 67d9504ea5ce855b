"""Each example its own probability: a logistic regression finds its curve."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from lib.figures import numbers, style
from lib.figures.drawing import Part, scatter
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.likelihood.curves import floor_of
from lib.maths.likelihood import bernoulli_mle
from lib.maths.losses import sigmoid_binary_cross_entropy
from lib.maths.training import LogisticFit, logistic_regression

MOST = 30  # values of x for each class
REACH = 1000.0  # of x, either way
POSITIONS = 240  # at least so many, so that a slow hand sees no step
CURVE = 60  # points of the moving curve
TOP = 0.8  # nats: every fit starts at ln 2

Numbers = tuple[float, ...]


@lru_cache(maxsize=64)
def fit(zeros: Numbers, ones: Numbers) -> LogisticFit:
    """The fit to the values of x where y = 0 and where y = 1."""
    return logistic_regression(zeros + ones, _labels(zeros, ones))


def _labels(zeros: Numbers, ones: Numbers) -> list[int]:
    return [0] * len(zeros) + [1] * len(ones)


def one_theta(zeros: Numbers, ones: Numbers) -> float:
    """The lowest loss of a model that gives every example the same probability."""
    return floor_of(bernoulli_mle(_labels(zeros, ones)))


def last_step(zeros: Numbers, ones: Numbers) -> int:
    """How many steps the optimiser took."""
    return len(fit(zeros, ones).losses) - 1


@lru_cache(maxsize=64)
def turning_curve(zeros: Numbers, ones: Numbers) -> LiveFigure:
    """The sigmoid beside its loss while SciPy's optimiser fits it.

    Between two iterates the slider follows the straight line on which the optimiser searched.
    """
    x, y = np.array(zeros + ones), np.array(_labels(zeros, ones))
    path = fit(zeros, ones).weights
    last = max(last_step(zeros, ones), 1)  # a fit that starts at its optimum has one iterate
    left, right = _range(x)
    grid = np.linspace(left, right, CURVE)
    floor = one_theta(zeros, ones)

    def weights(step: NDArray) -> tuple[NDArray, NDArray]:
        at = np.arange(len(path))
        return tuple(np.interp(step, at, column)[:, None] for column in path.T)

    def loss_at(step: NDArray) -> NDArray:
        w, b = weights(step)
        return sigmoid_binary_cross_entropy(*np.broadcast_arrays(w * x + b, y)).mean(axis=-1)

    def frames(step: NDArray) -> Frames:
        (w, b), loss = weights(step), loss_at(step)
        return Frames(
            traces={
                "sigmoid": {"y": expit(w * grid + b)},
                "own q": {"y": expit(w * x + b)},
                "fit here": {"x": step[:, None], "y": loss[:, None]},
            },
            readouts={
                "fit_loss": numbers.fines(loss, 4),
                "one_theta": [numbers.text(floor)] * step.size,
                "w": numbers.texts(w[:, 0], "#.4g"),
                "b": numbers.texts(b[:, 0], "#.4g"),
            },
        )

    steps = np.unique(np.round(np.linspace(0, last, last * -(-POSITIONS // last) + 1), 4))
    return LiveFigure(
        panels=[
            _data_panel(zeros, ones, grid),
            _loss_panel(steps, loss_at(steps), fit(zeros, ones).losses, floor),
        ],
        sliders=[Slider("step", "Step of the optimiser", 0, last, 1, 0, ".2f", tuple(steps))],
        frames=frames,
        readouts=[
            Readout("fit_loss", "mean binary cross-entropy", "loss", main=True, unit="nats"),
            Readout("one_theta", "lowest with one θ for all", "truth"),
            Readout("w", "slope w", "model"),
            Readout("b", "intercept b", "model"),
        ],
        presets={
            "start: w = b = 0": {"step": 0},
            "one step": {"step": 1},
            "where it stopped": {"step": last},
        },
    )


def _range(x: NDArray) -> tuple[float, float]:
    """Ends of the horizontal axis: the data with some room, also where all are one number."""
    room = 0.08 * (x.max() - x.min()) or 1.0
    return float(x.min() - room), float(x.max() + room)


def _data_panel(zeros: Numbers, ones: Numbers, grid: NDArray) -> Panel:
    figure = style.figure("x", "probability that y = 1", (grid[0], grid[-1]), (-0.24, 1.24))
    figure.update_yaxes(tickvals=[0, 0.5, 1])
    figure.add_traces(
        [
            _points("y = 0", zeros, 0, "square-open"),
            _points("y = 1", ones, 1, "diamond"),
            style.moving("sigmoid", x=grid, mode="lines", line={"color": style.MODEL, "width": 4}),
            style.moving(
                "own q",
                x=[*zeros, *ones],
                mode="markers",
                marker={"color": style.MODEL, "size": 9},
            ),
        ]
    )
    for words, height in (("y = 0", -0.14), ("y = 1", 1.14)):
        figure.add_annotation(style.label(grid[0], height, words, style.TRUTH, xshift=4))
    return Panel(
        figure,
        "Examples at y = 0 (hollow squares) and y = 1 (diamonds) over x, and the model's "
        "probability as a sigmoid curve, which turns as the optimiser goes on.",
        height=300,
    )


def _points(name: str, x: Numbers, y: int, symbol: str) -> Part:
    return scatter(
        x=list(x),
        y=[y] * len(x),
        name=name,
        mode="markers",
        marker={
            "color": style.TRUTH,
            "size": 13,
            "symbol": symbol,
            "line": {"width": 2, "color": style.TRUTH},
        },
        hovertemplate="x = %{x:.4g}<extra>" + name + "</extra>",
    )


def _loss_panel(steps: NDArray, loss: NDArray, iterates: NDArray, floor: float) -> Panel:
    last = steps[-1]
    figure = style.figure(
        "step of the optimiser", "mean cross-entropy (nats)", (-0.02 * last, 1.02 * last), (0, TOP)
    )
    figure.add_traces(
        [
            style.curve([0, last], [floor, floor], "one θ", style.TRUTH, dash="dash", width=2),
            style.curve(steps, loss, "mean cross-entropy", style.LOSS, width=4),
            scatter(
                x=np.arange(len(iterates)),
                y=iterates,
                mode="markers",
                marker={"color": style.LOSS, "size": 7},
                hovertemplate="step %{x}: %{y:.4f} nats<extra></extra>",
                name="iterates",
            ),
            style.marker("fit here", style.MODEL),
        ]
    )
    figure.add_annotation(
        style.label(
            last, floor, "lowest with one θ for all", style.TRUTH, xanchor="right", yanchor="bottom"
        )
    )
    return Panel(
        figure,
        f"Mean cross-entropy after each step of the optimiser. It falls from {loss[0]:.4f} to "
        f"{loss[-1]:.4g} nats; one probability for all examples cannot go below {floor:.4f}.",
        height=300,
    )
