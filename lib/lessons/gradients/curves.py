"""Two losses over one logit, and how hard each of them pulls on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from lib.figures import labels, numbers, style
from lib.figures.drawing import Figure, Part
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.logits import REACH
from lib.maths.losses import (
    LOSSES,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_squared_error_grad,
)

PAIR = ("sigmoid-cross-entropy", "sigmoid-squared-error")
SPAN = (-1.04 * REACH, 1.04 * REACH)  # drawn: a point at the end is whole
HIGHEST, STEEPEST = 30.0, 3.0  # of a rival loss that is drawn in full
CUT = " An arrow beside a curve's name says that it goes on beyond the axis."
LETTER = 0.02  # width of a letter as a share of a panel's, of which two stand side by side
PHONE_LETTER = 0.029  # and of a phone's, where there is room for it
PEAK = 1 / 3  # the truth's probability at which squared error pulls hardest
TANGENTS = np.array([-1.8, 1.8, np.nan, -1.8, 1.8])  # ends of two, in units of z, with a gap
OF_PAIR = [0, 0, 0, 1, 1]  # which loss each end belongs to
_GRID = np.linspace(-REACH, REACH, 401)


def rival_keys() -> list[str]:
    """Every registered loss of a logit, other than the two that the lesson compares."""
    return [key for key, loss in LOSSES.items() if loss.takes == "logit" and key not in PAIR]


def rival_name(key: str) -> str:
    """What the button of a rival says."""
    return LOSSES[key].short


def weaker(z: ArrayLike, y: int) -> NDArray:
    """How many times smaller squared error's gradient is than cross-entropy's."""
    return sigmoid_binary_cross_entropy_grad(z, y) / sigmoid_squared_error_grad(z, y)


def places_of(y: int) -> dict[str, float]:
    """Where the presets stand: sure of the opposite, half as sure, squared error's peak, ..."""
    places = {
        "wrong": -REACH,
        "half": -REACH / 2,
        "peak": round(float(logit(PEAK)), 10),
        "undecided": 0.0,
        "right": REACH,
    }
    return {key: place if y == 1 else 0.0 - place for key, place in places.items()}


def presets(y: int) -> dict[str, str]:
    """What the presets' buttons say."""
    at = {key: f"z = {numbers.text(place, 'g')}" for key, place in places_of(y).items()}
    return {
        "wrong": f"sure and wrong: {at['wrong']}",
        "half": at["half"],
        "peak": f"squared error's peak: q = {'1/3' if y else '2/3'}",
        "undecided": f"undecided: {at['undecided']}",
        "right": f"sure and right: {at['right']}",
    }


# ---- one logit ----------------------------------------------------------------------------------


@lru_cache(maxsize=16)  # 32 sets of rivals
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

    def frames(z: NDArray) -> Frames:
        x = z[:, None]
        value = np.stack([LOSSES[key].value(z, y) for key in keys], axis=-1)
        slope = np.stack([LOSSES[key].grad(z, y) for key in keys], axis=-1)
        here = np.broadcast_to(x, value.shape)
        readouts = {
            "weaker": [numbers.times(factor) for factor in weaker(z, y)],
            "q": numbers.fines(expit(z)),
        }
        for i, key in enumerate(keys):
            if key in PAIR:
                readouts[f"{key}.loss"] = numbers.fines(value[:, i])
                readouts[f"{key}.grad"] = numbers.fines(slope[:, i])
            else:
                both = zip(
                    numbers.fines(value[:, i], 2), numbers.fines(slope[:, i], 2), strict=True
                )
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
                    f"{key} pull": {"x": np.hstack([x, x]), "y": np.stack([0 * z, pull], -1)}
                    for key, pull in zip(PAIR, slope.T, strict=False)
                },
            },
            readouts=readouts,
        )

    names = presets(y)
    return LiveFigure(
        panels=[
            Panel(
                _losses_panel(y, keys),
                f"Two losses over the logit z for y = {y}. Cross-entropy rises in a straight line "
                "as the model becomes sure of the opposite; squared error flattens out below 1."
                + CUT
                * bool(rivals),
            ),
            Panel(
                _gradients_panel(y, keys),
                f"Their gradients over z for y = {y}. Cross-entropy's grows towards 1 in size as "
                "the model becomes sure of the opposite; squared error's shrinks to nothing, with "
                "its peak of 8/27 where the truth has probability 1/3." + CUT * bool(rivals),
            ),
        ],
        sliders=[Slider("z", "z, logit of q", -REACH, REACH, 0.05, -5.0 * sign, "z.2f")],
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
        presets={names[key]: {"z": place} for key, place in places_of(y).items()},
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


def _losses_panel(y: int, keys: tuple[str, ...]) -> Figure:
    values = [LOSSES[key].value(_GRID, y) for key in keys]
    top = 1.05 * min(np.max(values), HIGHEST)
    figure = style.figure("z, the logit of q", "loss", SPAN, (0, top))
    _add_curves(figure, values, keys)
    line = {"color": style.GRADIENT, "width": 4}
    figure.add_traces(
        [style.moving("tangents", mode="lines", line=line), _points("losses", len(keys))]
    )
    _add_names(figure, _named(values, keys))
    return figure


def ends_of_gradients(y: int, rivals: tuple[str, ...]) -> tuple[float, float]:
    """The ends of the axis of gradients."""
    values = [LOSSES[key].grad(_GRID, y) for key in (*PAIR, *rivals)]
    low, high = np.clip([np.min(values), np.max(values)], -STEEPEST, STEEPEST) * 1.08
    return float(low) - 0.06, float(high) + 0.06


def _gradients_panel(y: int, keys: tuple[str, ...]) -> Figure:
    values = [LOSSES[key].grad(_GRID, y) for key in keys]
    ends = ends_of_gradients(y, keys[len(PAIR) :])
    figure = style.figure("z, the logit of q", "gradient over z", SPAN, ends)
    figure.update_layout(margin_l=67)
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    _add_curves(figure, values, keys)
    for i, key in enumerate(PAIR):
        line = {"color": _look(i)[0], "width": 14 - 6 * i}
        figure.add_trace(style.moving(f"{key} pull", mode="lines", line=line, opacity=0.4))
    peak = places_of(y)["peak"]
    height = float(sigmoid_squared_error_grad(peak, y))
    mark = style.marker("peak", style.RIVALS[0], "diamond-open", 12)
    figure.add_trace(mark.update(x=[peak], y=[height]))
    figure.add_trace(_points("gradients", len(keys)))
    at_peak = f"8/27 at q = {'1/3' if y else '2/3'}"
    around = np.array([[peak - 0.2, height], [peak + 0.2, height]])
    _add_names(figure, [*_named(values, keys), (at_peak, style.RIVALS[0], around)])
    return figure


def _points(name: str, count: int) -> Part:
    """The moving points of all losses in one trace, drawn at once; cross-entropy last, on top."""
    colors, _, symbols = zip(*map(_look, reversed(range(count))), strict=True)
    return style.marker(name, list(colors), list(symbols))


def _add_curves(figure: Figure, values: list[NDArray], keys: tuple[str, ...]) -> None:
    """The losses, cross-entropy on top."""
    for i, (key, value) in reversed(list(enumerate(zip(keys, values, strict=True)))):
        color, dash, _ = _look(i)
        figure.add_trace(
            style.curve(_GRID, value, LOSSES[key].name, color, dash=dash, width=3 if i else 4)
        )


def _named(values: list[NDArray], keys: tuple[str, ...]) -> list[tuple[str, str, NDArray]]:
    """Name, colour and points (n, 2) of every curve."""
    return [
        (rival_name(key), _look(i)[0], np.stack([_GRID, value], axis=-1))
        for i, (key, value) in enumerate(zip(keys, values, strict=True))
    ]


def _add_names(figure: Figure, named: list[tuple[str, str, NDArray]]) -> None:
    """A name beside every curve, off the others and off each other; an arrow where it is cut."""
    low, high = figure.layout.yaxis.range
    corner = np.array([SPAN[0], low])
    size = np.array([SPAN[1], high]) - corner
    texts, colors, curves = zip(*named, strict=True)
    names = [
        text + " ↑" * bool(curve[:, 1].max() > high) + " ↓" * bool(curve[:, 1].min() < low)
        for text, curve in zip(texts, curves, strict=True)
    ]
    letter = PHONE_LETTER if len(curves) <= len(PAIR) else LETTER
    found = labels.places([(curve - corner) / size for curve in curves], names, letter=letter)
    for (x, y, side), name, color in zip(found, names, colors, strict=True):
        place = style.label(x, y, name, color, xanchor=side, yanchor="middle")
        figure.add_annotation({**place, "xref": "paper", "yref": "paper"})
