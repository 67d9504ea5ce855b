"""Lesson 3: how hard a loss pulls: on one logit, and on the logits of three classes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, softmax

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.losses import (
    LOSSES,
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
from lib.words import comparison

PAIR = ("sigmoid-cross-entropy", "sigmoid-squared-error")
REACH = 10.0  # of the logits, either way
HIGHEST, STEEPEST = 30.0, 3.0  # of a rival loss that is drawn in full
PEAK = 1 / 3  # the truth's probability at which squared error pulls hardest
TANGENT = 1.8  # half its width, in units of z
FAIREST = {"0.7, 0.2, 0.1": (0.7, 0.2, 0.1), "0.4, 0.3, 0.3": (0.4, 0.3, 0.3)}
SMALLEST = 5e-5  # probability whose logarithm a slider of the softmax figure still reaches


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
        traces, readouts = {}, {"q": style.fines(expit(logit)), "weaker": []}
        readouts["weaker"] = [times(factor) for factor in weaker(logit, y)]
        x, zero = logit[:, None], 0 * logit[:, None]
        for key in keys:
            value, grad = LOSSES[key].value(logit, y), LOSSES[key].grad(logit, y)
            height, slope = value[:, None], grad[:, None]
            traces[f"{key} loss"] = {"x": x, "y": height}
            traces[f"{key} gradient"] = {"x": x, "y": slope}
            if key in PAIR:
                ends = np.array([-TANGENT, TANGENT])
                traces[f"{key} tangent"] = {"x": x + ends, "y": height + slope * ends}
                traces[f"{key} pull"] = {"x": np.hstack([x, x]), "y": np.hstack([zero, slope])}
            readouts[f"{key}.loss"] = style.fines(value)
            readouts[f"{key}.grad"] = style.fines(grad)
        return Frames(traces, readouts)

    wrong, peak = -sign * REACH, round(sign * float(logit(PEAK)), 10)
    return LiveFigure(
        panels=[
            Panel(
                _losses_panel(y, rivals),
                f"Two losses over the logit z for y = {y}. Cross-entropy rises in a straight line "
                "as the model becomes sure of the opposite; squared error flattens out below 1.",
            ),
            Panel(
                _gradients_panel(y, rivals),
                f"Their gradients over z for y = {y}. Cross-entropy's grows towards 1 in size as "
                "the model becomes sure of the opposite; squared error's shrinks to nothing, with "
                "its peak of 8/27 where the truth has probability 1/3.",
            ),
        ],
        sliders=[Slider("logit", "Logit z", -REACH, REACH, 0.05, -5.0 * sign, ".2f")],
        frames=frames,
        readouts=[
            Readout(
                "weaker", "squared error pulls weaker than cross-entropy", "gradient", True, "times"
            ),
            Readout("q", "q", "model"),
            Readout(f"{PAIR[0]}.loss", "cross-entropy: loss", "loss", unit="nats"),
            Readout(f"{PAIR[0]}.grad", "its gradient", "loss"),
            *(
                Readout(f"{key}.{part}", label, f"rival-{_rival(i) + 1}")
                for i, key in enumerate(keys[1:])
                for part, label in (
                    ("loss", f"{_rotate(style.DASH_SIGNS, i)} {rival_name(key)}: loss"),
                    ("grad", "its gradient"),
                )
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


def _rotate(series: Sequence[str], i: int) -> str:
    return series[i % len(series)]


def _rival(i: int) -> int:
    """Which of the rivals' colours the i-th takes; the first is squared error's alone."""
    return 0 if i == 0 else 1 + (i - 1) % (len(style.RIVALS) - 1)


def _losses_panel(y: int, rivals: tuple[str, ...]) -> go.Figure:
    z = _grid()
    values = [LOSSES[key].value(z, y) for key in (*PAIR, *rivals)]
    top = 1.05 * min(np.max(values), HIGHEST)
    figure = style.figure("z, the logit of q", "loss", (-REACH, REACH), (0, top))
    _add_losses(figure, values, rivals, "loss")
    for key in PAIR:
        line = {"color": style.GRADIENT, "width": 4}
        figure.add_trace(style.moving(f"{key} tangent", mode="lines", line=line))
    _add_markers(figure, rivals, "loss")
    side = -1 if y else 1
    inner, outer = ("right", "left") if y else ("left", "right")
    figure.add_annotation(style.label(side * 3.6, 2.6, "cross-entropy", style.LOSS, xanchor=inner))
    figure.add_annotation(
        style.label(
            side * 9.7, 1, "squared error", style.RIVALS[0], xanchor=outer, yanchor="bottom"
        )
    )
    _label_rivals(figure, z, values[2:], rivals, 0.85 * top, y)
    return figure


def _gradients_panel(y: int, rivals: tuple[str, ...]) -> go.Figure:
    z = _grid()
    values = [LOSSES[key].grad(z, y) for key in (*PAIR, *rivals)]
    low = max(np.min(values), -STEEPEST) * 1.08 - 0.06
    high = min(np.max(values), STEEPEST) * 1.08 + 0.06
    figure = style.figure("z, the logit of q", "gradient over z", (-REACH, REACH), (low, high))
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    _add_losses(figure, values, rivals, "gradient")
    for key, color, width in zip(PAIR, (style.LOSS, style.RIVALS[0]), (14, 8), strict=True):
        line = {"color": color, "width": width}
        figure.add_trace(style.moving(f"{key} pull", mode="lines", line=line, opacity=0.4))
    _add_peak(figure, y)
    _add_markers(figure, rivals, "gradient")
    side, outer = (-1, "left") if y else (1, "right")
    for text, height, color in (
        ("cross-entropy", 0.87, style.LOSS),
        ("squared error", 0.07, style.RIVALS[0]),
    ):
        figure.add_annotation(
            style.label(side * 9.7, side * height, text, color, xanchor=outer, yanchor="middle")
        )
    _label_rivals(figure, z, values[2:], rivals, side * 0.6, y)
    return figure


def _grid() -> NDArray:
    return np.linspace(-REACH, REACH, 401)


def _add_losses(
    figure: go.Figure, values: list[NDArray], rivals: tuple[str, ...], what: str
) -> None:
    z = _grid()
    for i, (key, value) in enumerate(zip((PAIR[1], *rivals), values[1:], strict=True)):
        name = f"{LOSSES[key].name}: {what}"
        color, dash = style.RIVALS[_rival(i)], _rotate(style.DASHES, i)
        figure.add_trace(style.curve(z, value, name, color, dash=dash))
    figure.add_trace(style.curve(z, values[0], f"Cross-entropy: {what}", style.LOSS, width=4))


def _add_markers(figure: go.Figure, rivals: tuple[str, ...], what: str) -> None:
    for i, key in reversed(list(enumerate((PAIR[1], *rivals)))):
        symbol = _rotate(style.SYMBOLS, i)
        figure.add_trace(style.marker(f"{key} {what}", style.RIVALS[_rival(i)], symbol, 13))
    figure.add_trace(style.marker(f"{PAIR[0]} {what}", style.LOSS))


def _add_peak(figure: go.Figure, y: int) -> None:
    side = 1 if y else -1
    at = side * float(logit(PEAK))
    figure.add_trace(
        go.Scatter(
            x=[at],
            y=[float(sigmoid_squared_error_grad(at, y))],
            mode="markers",
            marker={"color": style.RIVALS[0], "size": 12, "symbol": "diamond-open"},
            name="squared error's peak",
            hovertemplate="%{y:.4f}<extra>squared error's peak</extra>",
        )
    )
    text = f"peak 8/27<br>at q = {'1/3' if y else '2/3'}"
    figure.add_annotation(
        style.label(
            at - side * 0.9, -side * 0.4, text, style.RIVALS[0], xanchor="right" if y else "left"
        )
    )


def _label_rivals(
    figure: go.Figure,
    z: NDArray,
    values: list[NDArray],
    rivals: tuple[str, ...],
    height: float,
    y: int,
) -> None:
    for i, (key, value) in enumerate(zip(rivals, values, strict=True), 1):
        crossing = int(np.abs(np.diff(np.sign(value - height))).argmax())
        text, color = rival_name(key), style.RIVALS[_rival(i)]
        side = {"xanchor": "left", "xshift": 12} if y else {"xanchor": "right", "xshift": -12}
        figure.add_annotation(style.label(float(z[crossing]), height, text, color, **side))
        height *= 0.8


# ---- the logits of three classes ----------------------------------------------------------------


@cache
def softmax_pulls(label: int) -> LiveFigure:
    """Three classes: what the model says, and the gradients of two losses over its logits."""

    def frames(za: ArrayLike, zb: ArrayLike, zc: ArrayLike) -> Frames:
        z = np.stack(np.broadcast_arrays(za, zb, zc), axis=-1)
        y = np.broadcast_to(np.eye(3)[label], z.shape)
        entropy, square = softmax_cross_entropy_grad(z, y), softmax_squared_error_grad(z, y)
        return Frames(
            traces={
                "model": {"x": softmax(z, axis=-1)},
                "cross-entropy": {"x": entropy},
                "squared error": {"x": square},
            },
            readouts={
                "pull": style.texts(entropy[..., label], ".3f"),
                "others": style.texts(np.delete(entropy, label, axis=-1).sum(axis=-1), ".3f"),
                "weak": style.fines(square[..., label], 3),
                "entropy": style.texts(softmax_cross_entropy(z, y)),
                "square": style.texts(softmax_squared_error(z, y)),
            },
        )

    starts = np.log(FAIREST["0.7, 0.2, 0.1"]).round(10)
    presets = {
        **{f"q = {name}": values for name, values in FAIREST.items()},
        "sure of class 1": (0.001, 0.998, 0.001),
        "all equal": (1 / 3, 1 / 3, 1 / 3),
    }
    return LiveFigure(
        panels=[
            Panel(
                _probabilities(label),
                f"Bars: the model's probabilities of three classes; class {label} is true.",
                height=290,
            ),
            Panel(
                _pulls(label),
                "Bars: the gradient over each logit, of cross-entropy and of squared error. The "
                "true class's is negative, and the gradients of each loss sum to zero.",
                height=290,
            ),
        ],
        sliders=[
            Slider(key, f"Logit of class {k}", -REACH, REACH, 0.05, starts[k], ".2f", play=False)
            for k, key in enumerate(("za", "zb", "zc"))
        ],
        frames=frames,
        readouts=[
            Readout("pull", "cross-entropy's gradient, true class", "loss", main=True),
            Readout("others", "the other classes together", "loss"),
            Readout("weak", "□ squared error's, true class", "rival-1"),
            Readout("entropy", "cross-entropy: loss", "loss", unit="nats"),
            Readout("square", "□ squared error (sum): loss", "rival-1"),
        ],
        presets={
            name: by_slider(np.log(values).round(10).tolist()) for name, values in presets.items()
        },
    )


def _class_panel(title: str, span: tuple[float, float], label: int, **layout: object) -> go.Figure:
    figure = style.figure(title, "class", span, (2.6, -0.6), **layout)
    names = [f"{k} (true)" if k == label else f"{k}" for k in range(3)]
    figure.update_yaxes(tickvals=[0, 1, 2], ticktext=names, ticks="", showgrid=False)
    return figure


def _bars(name: str, color: str, hollow: bool = False, **more: object) -> go.Bar:
    bars = style.bars(name, color, [0] * 3, range(3), "", hollow, orientation="h", **more)
    return bars.update(texttemplate="%{x:.3f}", hovertemplate=f"{name}: %{{x:.4f}}<extra></extra>")


def _probabilities(label: int) -> go.Figure:
    figure = _class_panel("probability", (0, 1.16), label, barmode="overlay")
    truth = _bars("truth", style.TRUTH, hollow=True, width=0.8)
    truth.update(x=np.eye(3)[label].tolist(), texttemplate="")
    figure.add_traces([truth, _bars("model", style.MODEL, width=0.5)])
    return figure


def _pulls(label: int) -> go.Figure:
    figure = _class_panel("gradient over the logit", (-1.5, 1.5), label)
    figure.update_xaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    entropy = _bars("cross-entropy", style.LOSS)
    figure.add_traces([entropy, _bars("squared error", style.RIVALS[0], hollow=True)])
    at = {"x": 1.5, "xanchor": "right"}
    for text, height, color in (
        ("■ cross-entropy", label - 0.18, style.LOSS),
        ("□ squared error", label + 0.18, style.RIVALS[0]),
    ):
        figure.add_annotation(style.label(y=height, text=text, color=color, **at))
    return figure


def by_slider(logits: Sequence[float]) -> dict[str, float]:
    """Three logits by the keys of their sliders."""
    return dict(zip(("za", "zb", "zc"), logits, strict=True))


def logits_of(probabilities: Sequence[float]) -> list[float]:
    """The logits ln q of probabilities, or a message when one is too small for its slider.

    Raises
    ------
    ValueError
        Which entry is too small.
    """
    if min(probabilities) < SMALLEST:
        place = int(np.argmin(probabilities)) + 1
        raise ValueError(f"Entry {place} is too small for this picture: 0.00005 is the smallest.")
    return np.log(probabilities).tolist()


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
    """The numbers of the corrected beliefs, of the check and of the fair comparison."""
    peak = float(logit(PEAK))
    losses, pulls = sigmoid_squared_error, sigmoid_squared_error_grad
    return {
        "peak_loss": style.text(losses(peak, 1), ".3f"),
        "peak_pull": style.text(pulls(peak, 1), ".4f"),
        "half_loss": style.text(losses(-5.0, 1), ".3f"),
        "half_pull": style.fine(pulls(-5.0, 1)),
        "far_loss": style.fine(losses(-10.0, 1)),
        "far_pull": style.fine(pulls(-10.0, 1)),
        "half_entropy": style.fine(sigmoid_binary_cross_entropy(-5.0, 1)),
        "half_error": style.fine(sigmoid_binary_cross_entropy_grad(-5.0, 1)),
        "far_entropy": style.fine(sigmoid_binary_cross_entropy(-10.0, 1)),
        "far_error": style.fine(sigmoid_binary_cross_entropy_grad(-10.0, 1)),
        "weaker": times(weaker(-10.0, 1)),
        **{f"{key}_{i}": text for i, q in enumerate(FAIREST.values()) for key, text in _fair(q)},
    }


def _fair(q: tuple[float, ...]) -> list[tuple[str, str]]:
    """Two losses of one prediction, class 0 true, and their gradients over z and over q."""
    z, y = np.log(q), np.eye(3)[0]
    return [
        ("entropy", style.text(softmax_cross_entropy(z, y))),
        ("square", style.text(softmax_squared_error(z, y), ".2f")),
        ("entropy_z", _listed(softmax_cross_entropy_grad(z, y), ".1f")),
        ("square_z", _listed(softmax_squared_error_grad(z, y), ".3f")),
        ("entropy_q", style.text(categorical_cross_entropy_grad(q, y)[0], ".3f")),
        ("square_q", style.text(squared_error_grad(q[0], 1), ".1f")),
    ]


def _listed(numbers: ArrayLike, form: str) -> str:
    return ", ".join(style.texts(numbers, form))
