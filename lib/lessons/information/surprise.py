"""The surprise of one event, from certain to one in a hundred million."""

from __future__ import annotations

from functools import cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure, scatter
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.maths.information import surprisal, to_bits

RAREST = 1e-8
EVENTS = {
    "a fair coin": 1 / 2,
    "a die’s six": 1 / 6,
    "a coin on its edge": 1 / 6000,
    "a lottery, 6 of 49": 1 / comb(49, 6),
}
BESIDE = (("right", -16), ("center", 34), ("right", -16), ("left", 12))  # where each name stands
COINS = 28  # the rarest event needs 26
ROW = 7
TICKS = {1: "certain", 1e-2: "1 in 100", 1e-4: "1 in 10⁴", 1e-6: "1 in 10⁶", 1e-8: "1 in 10⁸"}


def one_in(q: float) -> str:
    """A probability as odds.

    Examples
    --------
    >>> one_in(1 / 6000), one_in(0.4)
    ('6,000', '2.5')
    """
    odds = 1 / q
    return f"{odds:,.0f}" if odds >= 100 else f"{odds:.3g}"


@cache
def rare_event() -> LiveFigure:
    """Surprisal over probability, and the same as fair coins that all fall heads."""
    place = np.arange(COINS)
    column, row = place % ROW, -(place // ROW)

    def frames(chance: NDArray) -> Frames:
        bits = to_bits(surprisal(chance))
        heads = np.where(place < np.floor(bits + 1e-9)[:, None], row, np.nan)
        return Frames(
            traces={
                "here": {"x": chance[:, None], "y": bits[:, None]},
                "height": {"x": np.stack([chance] * 2, -1), "y": np.stack([0 * bits, bits], -1)},
                "heads": {"y": heads},
            },
            readouts={
                "bits": numbers.texts(bits, ".3f"),
                "nats": numbers.texts(surprisal(chance)),
                "odds": [one_in(q) for q in chance],
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _line(),
                "Surprisal in bits over the probability of an event, on a logarithmic axis: a "
                "straight line from 0 for what is certain up to 27 for one in a hundred million.",
                height=270,
            ),
            Panel(
                _coins(column, row),
                "Coins: as many show heads as the surprisal has whole bits.",
                height=270,
            ),
        ],
        sliders=[
            Slider(
                "chance",
                "Probability of the event",
                RAREST,
                1.0,
                1.0,
                0.5,
                ".3g",
                positions=tuple(float(f"{q:.4g}") for q in np.geomspace(RAREST, 1, 321)),
            )
        ],
        frames=frames,
        readouts=[
            Readout("bits", "surprisal", "loss", main=True, unit="bits"),
            Readout("nats", "in nats", "loss", unit="nats"),
            Readout("odds", "happens once in", "model"),
        ],
        presets={name: {"chance": q} for name, q in EVENTS.items()},
    )


def _line() -> Figure:
    q = np.geomspace(RAREST, 1, 3)
    top = float(to_bits(surprisal(RAREST)))
    figure = style.figure(
        "probability of the event", "surprisal (bits)", (np.log10(RAREST), 0.05), (-4, top + 1)
    )
    figure.update_xaxes(type="log", tickvals=list(TICKS), ticktext=list(TICKS.values()))
    figure.update_yaxes(tickvals=[0, 10, 20])
    events = np.array(list(EVENTS.values()))
    bits = to_bits(surprisal(events))
    figure.add_traces(
        [
            style.curve(q, to_bits(surprisal(q)), "surprisal", style.LOSS, width=4),
            style.moving(
                "height", mode="lines", line={"color": style.LOSS, "width": 10}, opacity=0.3
            ),
            scatter(
                x=events,
                y=bits,
                mode="markers",
                marker={"color": style.TRUTH, "size": 10, "symbol": "diamond"},
                hoverinfo="skip",
                name="events",
            ),
            style.marker("here", style.MODEL),
        ]
    )
    for name, x, y, (side, shift) in zip(EVENTS, np.log10(events), bits, BESIDE, strict=True):
        place = {"xanchor": side, "yshift": shift, "xshift": 8 if side == "left" else 0}
        figure.add_annotation(style.label(float(x), float(y), name, style.TRUTH, **place))
    return figure


def _coins(column: NDArray, row: NDArray) -> Figure:
    figure = style.figure("", "", (-0.6, ROW - 0.4), (0.6 - COINS / ROW, 0.6))
    figure.update_layout(margin={"l": 24, "r": 24, "t": 30, "b": 8})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    above = {"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "bottom"}
    figure.add_annotation(
        style.label(0.5, 1, "as surprising as so many heads in a row", style.LOSS, **above)
    )
    size = 34
    ring = {"color": "rgba(0,0,0,0)", "size": size, "line": {"color": style.FAINT, "width": 2}}
    figure.add_traces(
        [
            scatter(x=column, y=row, mode="markers", marker=ring, hoverinfo="skip", name="coins"),
            style.moving(
                "heads",
                x=column,
                mode="markers+text",
                marker={"color": style.LOSS, "size": size},
                text=["H"] * len(column),
                textfont={"color": style.BACKGROUND},
            ),
        ]
    )
    return figure
