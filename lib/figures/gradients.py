"""Lesson 3: how hard a loss pulls on one logit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.logits import REACH
from lib.losses import (
    LOSSES,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
    squared_error_grad,
)
from lib.words import comparison

PAIR = ("sigmoid-cross-entropy", "sigmoid-squared-error")
SPAN = (-1.04 * REACH, 1.04 * REACH)  # drawn: a point at the end is whole
HIGHEST, STEEPEST = 30.0, 3.0  # of a rival loss that is drawn in full
PEAK = 1 / 3  # the truth's probability at which squared error pulls hardest
TANGENTS = np.array([-1.8, 1.8, np.nan, -1.8, 1.8])  # ends of two, in units of z, with a gap
OF_PAIR = [0, 0, 0, 1, 1]  # which loss each end belongs to
_GRID = np.linspace(-REACH, REACH, 401)


def rival_keys() -> list[str]:
    """Every registered loss of a logit, other than the two that the lesson compares."""
    return [key for key, loss in LOSSES.items() if loss.takes == "logit" and key not in PAIR]


def rival_name(key: str) -> str:
    """What the button of a rival says."""
    return LOSSES[key].name.lower()


def weaker(z: ArrayLike, y: int) -> NDArray:
    """How many times smaller squared error's gradient is than cross-entropy's."""
    return sigmoid_binary_cross_entropy_grad(z, y) / sigmoid_squared_error_grad(z, y)


def times(factor: float) -> str:
    """A factor in three digits, or in whole numbers from 100 on."""
    return f"{factor:#.3g}" if factor < 100 else f"{factor:,.0f}"


# ---- one logit ----------------------------------------------------------------------------------


@cache
def gradient_curves(y: int, rivals: tuple[str, ...] = ()) -> LiveFigure:
    """Loss and gradient over the logit, side by side, for the pair and any rivals.

    Parameters
    ----------
    y : {0, 1}
        The label.
    rivals : tuple of str
        Keys in `LOSSES` of further losses of a logit.
    """
    keys = (*PAIR, *rivals)
    sign = 2 * y - 1

    def frames(logit: NDArray) -> Frames:
        x = logit[:, None]
        value = np.stack([LOSSES[key].value(logit, y) for key in keys], axis=-1)
        slope = np.stack([LOSSES[key].grad(logit, y) for key in keys], axis=-1)
        here = np.broadcast_to(x, value.shape)
        readouts = {
            "weaker": [times(factor) for factor in weaker(logit, y)],
            "q": style.fines(expit(logit)),
        }
        for i, key in enumerate(keys):
            if key in PAIR:
                readouts[f"{key}.loss"] = style.fines(value[:, i])
                readouts[f"{key}.grad"] = style.fines(slope[:, i])
            else:
                both = zip(style.fines(value[:, i], 2), style.fines(slope[:, i], 2), strict=True)
                readouts[key] = [", ".join(pair) for pair in both]
        return Frames(
            traces={
                "losses": {"x": here, "y": value[:, ::-1]},
                "gradients": {"x": here, "y": slope[:, ::-1]},
                "tangents": {
                    "x": x + TANGENTS,
                    "y": value[:, OF_PAIR] + slope[:, OF_PAIR] * TANGENTS,
                },
                **{
                    f"{key} pull": {"x": np.hstack([x, x]), "y": np.stack([0 * logit, pull], -1)}
                    for key, pull in zip(PAIR, slope.T, strict=False)
                },
            },
            readouts=readouts,
        )

    wrong, peak = -sign * REACH, round(sign * float(logit(PEAK)), 10)
    return LiveFigure(
        panels=[
            Panel(
                _losses_panel(y, keys),
                f"Two losses over the logit z for y = {y}. Cross-entropy rises in a straight line "
                "as the model becomes sure of the opposite; squared error flattens out below 1.",
            ),
            Panel(
                _gradients_panel(y, keys),
                f"Their gradients over z for y = {y}. Cross-entropy's grows towards 1 in size as "
                "the model becomes sure of the opposite; squared error's shrinks to nothing, with "
                "its peak of 8/27 where the truth has probability 1/3.",
            ),
        ],
        sliders=[Slider("logit", "Logit z", -REACH, REACH, 0.05, -5.0 * sign, "z.2f")],
        frames=frames,
        readouts=[
            Readout(
                "weaker", "squared error pulls weaker than cross-entropy", "gradient", True, "times"
            ),
            Readout("q", "q", "model"),
            Readout(f"{PAIR[0]}.loss", "cross-entropy: loss", "loss", unit="nats"),
            Readout(f"{PAIR[0]}.grad", "its gradient", "loss"),
            Readout(f"{PAIR[1]}.loss", f"{style.DASH_SIGNS[0]} squared error: loss", "rival-1"),
            Readout(f"{PAIR[1]}.grad", "its gradient", "rival-1"),
            *(
                Readout(
                    key,
                    f"{_of(style.DASH_SIGNS, i)} {rival_name(key)}: loss, gradient",
                    f"rival-{_color(i) + 1}",
                )
                for i, key in enumerate(rivals, 1)
            ),
        ],
        presets={
            f"sure and wrong: z = {style.text(wrong, 'g')}": {"logit": wrong},
            f"z = {style.text(wrong / 2, 'g')}": {"logit": wrong / 2},
            f"squared error's peak: q = {'1/3' if y else '2/3'}": {"logit": peak},
            "undecided: z = 0": {"logit": 0.0},
            f"sure and right: z = {style.text(-wrong, 'g')}": {"logit": -wrong},
        },
    )


def _of(series: Sequence[str], i: int) -> str:
    return series[i % len(series)]


def _color(i: int) -> int:
    """Which of the rivals' colours the i-th takes; the first is squared error's alone."""
    return 0 if i == 0 else 1 + (i - 1) % (len(style.RIVALS) - 1)


def _look(i: int) -> tuple[str, str, str]:
    """Colour, dash and symbol of the i-th loss, cross-entropy first."""
    if i == 0:
        return style.LOSS, "solid", "circle"
    i -= 1
    return style.RIVALS[_color(i)], _of(style.DASHES, i), _of(style.SYMBOLS, i)


def _losses_panel(y: int, keys: tuple[str, ...]) -> go.Figure:
    values = [LOSSES[key].value(_GRID, y) for key in keys]
    top = 1.05 * min(np.max(values), HIGHEST)
    figure = style.figure("z, the logit of q", "loss", SPAN, (0, top))
    _add_curves(figure, values, keys, 0.85 * top, y)
    line = {"color": style.GRADIENT, "width": 4}
    figure.add_traces(
        [style.moving("tangents", mode="lines", line=line), _points("losses", len(keys))]
    )
    side, near, far = (-1, "right", "left") if y else (1, "left", "right")
    for x, height, text, color, anchors in (
        (3.6, 2.6, "cross-entropy", style.LOSS, {"xanchor": near}),
        (9.7, 1, "squared error", style.RIVALS[0], {"xanchor": far, "yanchor": "bottom"}),
    ):
        figure.add_annotation(style.label(side * x, height, text, color, **anchors))
    return figure


def _gradients_panel(y: int, keys: tuple[str, ...]) -> go.Figure:
    values = [LOSSES[key].grad(_GRID, y) for key in keys]
    span = np.clip([np.min(values), np.max(values)], -STEEPEST, STEEPEST) * 1.08 + [-0.06, 0.06]
    figure = style.figure("z, the logit of q", "gradient over z", SPAN, tuple(span))
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    side, near, far = (-1, "right", "left") if y else (1, "left", "right")
    _add_curves(figure, values, keys, 0.6 * side, y)
    for i, key in enumerate(PAIR):
        line = {"color": _look(i)[0], "width": 14 - 6 * i}
        figure.add_trace(style.moving(f"{key} pull", mode="lines", line=line, opacity=0.4))
    peak, color = -side * float(logit(PEAK)), style.RIVALS[0]
    mark = style.marker("peak", color, "diamond-open", 12)
    figure.add_trace(mark.update(x=[peak], y=[float(sigmoid_squared_error_grad(peak, y))]))
    figure.add_trace(_points("gradients", len(keys)))
    at_peak = f"peak 8/27<br>at q = {'1/3' if y else '2/3'}"
    for x, height, text, color, anchor in (
        (9.7, 0.87, "cross-entropy", style.LOSS, far),
        (9.7, 0.07, "squared error", style.RIVALS[0], far),
        (side * peak + 0.9, 0.4, at_peak, style.RIVALS[0], near),
    ):
        figure.add_annotation(style.label(side * x, side * height, text, color, xanchor=anchor))
    return figure


def _points(name: str, count: int) -> go.Scatter:
    """The moving points of all losses in one trace, drawn at once; cross-entropy last, on top."""
    colors, _, symbols = zip(*map(_look, reversed(range(count))), strict=True)
    return style.marker(name, list(colors), list(symbols))


def _add_curves(
    figure: go.Figure, values: list[NDArray], keys: tuple[str, ...], height: float, y: int
) -> None:
    """The losses, cross-entropy on top; a rival's name stands where it crosses a height."""
    for i, (key, value) in reversed(list(enumerate(zip(keys, values, strict=True)))):
        color, dash, _ = _look(i)
        figure.add_trace(
            style.curve(_GRID, value, LOSSES[key].name, color, dash=dash, width=3 if i else 4)
        )
    side = {"xanchor": "left", "xshift": 12} if y else {"xanchor": "right", "xshift": -12}
    for i, (key, value) in enumerate(zip(keys[2:], values[2:], strict=True)):
        level = height * 0.8**i
        crossing = int(np.abs(np.diff(np.sign(value - level))).argmax())
        name, color = rival_name(key), _look(i + 2)[0]
        figure.add_annotation(style.label(float(_GRID[crossing]), level, name, color, **side))


# ---- numbers of the prose -----------------------------------------------------------------------


def numbers(z: float, y: int) -> dict[str, str]:
    """The numbers of the prose and of the code where the slider stands."""
    q = expit(z)
    return {
        "z": repr(float(z)),
        "z_shown": style.text(z, ".4g"),
        "y": f"{y}",
        "q": style.fine(q),
        "entropy": style.fine(sigmoid_binary_cross_entropy(z, y)),
        "square": style.fine(sigmoid_squared_error(z, y)),
        "error": style.fine(sigmoid_binary_cross_entropy_grad(z, y)),
        "weak": style.fine(sigmoid_squared_error_grad(z, y)),
        "weak_size": style.fine(abs(sigmoid_squared_error_grad(z, y))),
        "square_over_q": style.fine(squared_error_grad(q, y)),
        "steepness": style.fine(expit(z) * expit(-z)),
        "weaker": times(weaker(z, y)).replace(",", "{,}"),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the ratio of the gradients at z = -10."""
    truth = float(weaker(-10.0, 1))
    return {
        "guess": f"{guess:,g}",
        "truth": times(truth),
        "comparison": comparison(guess, truth),
        "five": times(weaker(-5.0, 1)),
        "growth": style.text(truth / weaker(-9.0, 1), ".2f"),
    }


def facts() -> dict[str, str]:
    """The numbers of the corrected beliefs and of the check."""
    peak, half, far = float(logit(PEAK)), -5.0, -10.0
    losses, pulls = sigmoid_squared_error, sigmoid_squared_error_grad
    return {
        "peak_loss": style.text(losses(peak, 1), ".3f"),
        "peak_pull": style.text(abs(pulls(peak, 1)), ".4f"),
        "far_loss": style.fine(losses(far, 1)),
        "far_pull": style.fine(abs(pulls(far, 1))),
        "far_slope": style.fine(pulls(far, 1)),
        "half_entropy": style.fine(sigmoid_binary_cross_entropy(half, 1)),
        "half_error": style.fine(abs(sigmoid_binary_cross_entropy_grad(half, 1))),
        "far_entropy": style.fine(sigmoid_binary_cross_entropy(far, 1)),
        "far_error": style.fine(abs(sigmoid_binary_cross_entropy_grad(far, 1))),
        "weaker": times(weaker(far, 1)),
    }
