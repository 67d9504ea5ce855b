"""The log-sum-exp of three logits, as it is written and with the largest taken out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure, Part, bar
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.numbers import all_said
from lib.maths.stability import TYPES, naive_log_sum_exp, shifted_log_sum_exp

REACH = 1000.0  # of each logit, either way
KEYS = ("z1", "z2", "z3")
NAMES = ("z₁", "z₂", "z₃")
START = (100.0, 99.0, 98.0)
EXAMPLES = (
    (1.0, 0.0, -1.0),
    (80.0, 79.0, 78.0),
    START,
    (1000.0, 999.0, 998.0),
    (-1000.0, -999.0, -998.0),
)
NAIVE_COLOR = style.RIVALS[2]
SYMBOLS = ("circle", "square", "diamond")
ROWS = {"naive": (7.0, 6.0, 5.0), "shifted": (3.0, 2.0, 1.0)}  # one for each logit
SPAN = (-3.05, 2.85)


def _positions() -> tuple[float, ...]:
    """Logits to one decimal, denser in the middle."""
    t = np.linspace(-4, 4, 401)
    return tuple(np.unique(np.round(REACH * np.sinh(t) / np.sinh(4), 1)).tolist())


def _place(power: ArrayLike) -> NDArray:
    """Where a number 10^power stands: 10^-300, 1 and 10^300 fit on one axis."""
    return np.sign(power) * np.log10(1 + np.abs(power))


def by_slider(logits: Sequence[float]) -> dict[str, float]:
    """Logits by the keys of their sliders."""
    return dict(zip(KEYS, map(float, logits), strict=True))


@cache
def log_sum_exp() -> LiveFigure:
    """Three logits, their exponentials beside the limits of the types, and what comes out."""

    def frames(**logits: ArrayLike) -> Frames:
        z = np.stack(np.broadcast_arrays(*(np.atleast_1d(logits[key]) for key in KEYS)), axis=-1)
        m = z.max(axis=-1, keepdims=True)
        of = {name: z.astype(kind) for name, kind in TYPES.items()}
        rows = {"naive": z, "shifted": z - m}
        return Frames(
            traces={
                trace: {"x": _place(exponent / np.log(10))}
                for name, exponent in rows.items()
                for trace in (name, f"{name} stems")
            },
            readouts={
                "naive": all_said(naive_log_sum_exp(of["float32"]), 7),
                "shifted": all_said(shifted_log_sum_exp(of["float32"]), 7),
                "naive16": all_said(naive_log_sum_exp(of["float16"])),
                "shifted16": all_said(shifted_log_sum_exp(of["float16"])),
                "naive64": all_said(naive_log_sum_exp(of["float64"]), 7),
                "shifted64": all_said(shifted_log_sum_exp(of["float64"]), 7),
            },
        )

    grid = _positions()
    return LiveFigure(
        panels=[
            Panel(
                _panel(),
                "Two rows of three marks on an axis of sizes from 10 to the −1000 to 10 to the "
                "500, with the largest and smallest number of each floating type. Above, the "
                "exponentials of the logits, which leave a type's range when a logit is large. "
                "Below, those of the logits less their largest: one is always 1, none is larger.",
                height=290,
            )
        ],
        sliders=[
            Slider(key, name, -REACH, REACH, 1, start, ".5g", positions=grid, play=i == 0)
            for i, (key, name, start) in enumerate(zip(KEYS, NAMES, START, strict=True))
        ],
        frames=frames,
        readouts=[
            Readout("naive", "naive, float32", "rival-3", main=True),
            Readout("shifted", "shifted, float32", "loss"),
            Readout("naive16", "naive, float16", "rival-3"),
            Readout("shifted16", "shifted, float16", "loss"),
            Readout("naive64", "naive, float64", "rival-3"),
            Readout("shifted64", "shifted, float64", "loss"),
        ],
        presets={numbers.listed(logits, "g"): by_slider(logits) for logits in EXAMPLES},
    )


def _panel() -> Figure:
    figure = style.figure("size of the number", "", SPAN, (0.3, 8.4))
    ticks = (-300, -30, 0, 30, 300)
    figure.update_xaxes(
        tickvals=_place(np.array(ticks)).tolist(),
        ticktext=["1" if power == 0 else f"10<sup>{power}</sup>" for power in ticks],
        tickangle=0,
    )
    figure.update_yaxes(
        tickvals=[row for rows in ROWS.values() for row in rows],
        ticktext=[*(f"exp {z}" for z in NAMES), *(f"exp({z} − m)" for z in NAMES)],
        ticks="",
    )
    for (name, kind), dash in zip(TYPES.items(), ("dot", "dash", "solid"), strict=True):
        info = np.finfo(kind)
        limits = np.log10(np.array([info.smallest_subnormal, info.max], dtype=np.float64))
        sides = (("right", -4), ("left", 4))
        for place, (side, shift) in zip(_place(limits).tolist(), sides, strict=True):
            figure.add_vline(place, line={"color": style.TRUTH, "width": 2, "dash": dash})
            figure.add_annotation(
                style.label(place, 8.0, name[5:], style.TRUTH, xanchor=side, xshift=shift)
            )
    for name, color in (("naive", NAIVE_COLOR), ("shifted", style.LOSS)):
        figure.add_traces(_sizes(name, color))
    return figure


def _sizes(name: str, color: str) -> list[Part]:
    """A stem from 1 to each number, and a mark at its end."""
    rows = list(ROWS[name])
    stem = bar(
        x=[0] * 3,
        y=rows,
        width=0.3,
        orientation="h",
        name=f"{name} stems",
        marker={"color": color, "opacity": 0.5},
        hoverinfo="skip",
    )
    return [stem, style.marker(name, color, list(SYMBOLS), 15).update(x=[0] * 3, y=rows)]
