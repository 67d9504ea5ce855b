"""The recommended loss beside another one."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.which_loss.cases import CASES, Case, Side

REACH, START = 6.0, -2.0  # of the slider
NAMED = 1.5  # the names stand within, either way
HEIGHT = 224  # the questions above leave no more of the first screen
ROLES = {
    style.LOSS: "loss",
    style.RIVALS[0]: "rival-1",
    style.RIVALS[3]: "rival-4",
}
LINES = {"loss": {"width": 4}, "other": {"width": 3, "dash": "dash"}}
SYMBOLS = {"loss": "circle", "other": "square"}


@cache
def compared(key: str) -> LiveFigure:
    """The loss of a recommendation beside another, over its slider: value and slope.

    Parameters
    ----------
    key : str
        Of a recommendation, in `CASES`.
    """
    case = CASES[key]
    sides = {"loss": case.loss, "other": case.other}

    def frames(ahead: NDArray) -> Frames:
        values = {name: side.value(ahead) for name, side in sides.items()}
        slopes = {name: side.slope(ahead) for name, side in sides.items()}
        x = ahead[:, None]
        return Frames(
            traces={
                **{f"{name} here": {"x": x, "y": v[:, None]} for name, v in values.items()},
                **{f"{name} slope here": {"x": x, "y": v[:, None]} for name, v in slopes.items()},
            },
            readouts={
                **{name: numbers.texts(v) for name, v in values.items()},
                **{f"{name}_slope": numbers.texts(v, ".3f") for name, v in slopes.items()},
                **({"chance": numbers.texts(case.chance(ahead), ".3f")} if case.chance else {}),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _panel(case, "value", "loss"),
                f"Two losses over one slider ({case.axis}): {case.loss.name}, and "
                f"{case.other.name} dashed, each with a mark where the slider stands.",
                HEIGHT,
            ),
            Panel(
                _panel(case, "slope", "slope of the loss"),
                f"The slopes of both losses over the same slider: {case.loss.name}, and "
                f"{case.other.name} dashed.",
                HEIGHT,
            ),
        ],
        sliders=[Slider("ahead", case.axis, -REACH, REACH, 0.05, START, ".2f")],
        frames=frames,
        readouts=[
            _readout("loss", case.loss, "", main=True),
            _readout("other", case.other, f"{style.DASH_SIGNS[0]} "),
            Readout("loss_slope", "its slope", ROLES[case.loss.color]),
            Readout("other_slope", f"{style.DASH_SIGNS[0]} slope", ROLES[case.other.color]),
            *([Readout("chance", "q, the sigmoid", "model")] if case.chance else []),
        ],
        presets={label: {"ahead": x} for label, x in case.presets.items()},
    )


def _readout(key: str, side: Side, sign: str, main: bool = False) -> Readout:
    return Readout(key, sign + side.name, ROLES[side.color], main, side.unit)


def _panel(case: Case, what: str, title: str) -> Figure:
    x = np.linspace(-REACH, REACH, 481)
    sides = {"loss": case.loss, "other": case.other}
    curves = {name: getattr(side, what)(x) for name, side in sides.items()}
    low, high = (f([f(y) for y in curves.values()]) for f in (np.min, np.max))
    room = 0.1 * (high - low)
    figure = style.figure(case.axis.lower(), title, (-REACH, REACH), (low - room, high + room))
    figure.update_layout(margin_l=67)
    if low < -room:
        figure.add_hline(y=0, line={"color": style.FAINT, "width": 2}, layer="below")
    suffix = "" if what == "value" else " slope"
    for name, side in reversed(sides.items()):
        figure.add_trace(style.curve(x, curves[name], side.name, side.color, **LINES[name]))
        figure.add_trace(
            style.marker(
                f"{name}{suffix} here", side.color, SYMBOLS[name], 14 - 2 * (name != "loss")
            )
        )
    if what == "value":
        _add_names(figure, case, x, curves)
    return figure


def _add_names(figure: Figure, case: Case, x: NDArray, curves: dict[str, NDArray]) -> None:
    """The name of each curve, the upper one above and the lower one below, clear of both."""
    apart = np.abs(curves["loss"] - curves["other"])
    at = int(np.where(np.abs(x) <= NAMED, apart, -1).argmax())
    if case.named is not None:
        at = int(np.abs(x - case.named).argmin())
    sides = {"loss": case.loss, "other": case.other}
    upper = max(curves, key=lambda name: curves[name][at])
    for name, side in sides.items():
        falling, above = curves[name][at + 1] < curves[name][at], name == upper
        right = falling == above
        figure.add_annotation(
            style.label(
                x[at],
                float(curves[name][at]),
                side.short or side.name,
                side.color,
                xanchor="left" if right else "right",
                yanchor="bottom" if above else "top",
                xshift=8 if right else -8,
                yshift=5 if above else -5,
                bgcolor=style.BACKGROUND,
                borderpad=0,
            )
        )
