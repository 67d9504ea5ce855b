"""Why one takes logarithms: a fair coin is tossed until a floating number gives up."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.maths.information import surprisal
from lib.maths.likelihood import first_underflow

COINS = 1200
PRESETS = (10, 149, 150, 1074, 1075)
DEPTH = -345.0  # where the picture says that a product is 0, below its last power of ten


@cache
def coin_tosses() -> LiveFigure:
    """The product of n probabilities 1/2 as computers compute it, beside the sum of their logs."""
    factors = np.full(COINS, 0.5)
    product, total = np.cumprod(factors), -np.cumsum(surprisal(factors))
    single = np.cumprod(factors.astype(np.float32))
    alive = product > 0
    power = np.log10(product, where=alive, out=np.full(COINS, np.nan))

    def frames(coins: NDArray) -> Frames:
        at = coins.astype(int) - 1
        here = (at + 1)[:, None]
        return Frames(
            traces={
                "power here": {"x": here, "y": power[at, None]},
                "nothing": {"x": here, "y": np.where(alive[at], np.nan, DEPTH)[:, None]},
                "total here": {"x": here, "y": total[at, None]},
            },
            readouts={
                "computed": _computed(total[at], product[at]),
                "single": _computed(total[at], single[at]),
                "sum": numbers.texts(total[at], ".3f"),
                "mean": numbers.texts(-total[at] / (at + 1)),
            },
        )

    return LiveFigure(
        panels=[_product_panel(power[alive]), _sum_panel(total)],
        sliders=[Slider("coins", "n, fair-coin labels seen", 1, COINS, 1, 100, ",.0f")],
        frames=frames,
        readouts=[
            Readout("computed", "product of n factors ½, in float64", "model", main=True),
            Readout("single", "the same in float32", "model"),
            Readout("sum", "sum of n logarithms", "model", unit="nats"),
            Readout("mean", "minus the sum, divided by n", "loss", unit="nats"),
        ],
        presets={f"n = {count:,}": {"coins": count} for count in PRESETS},
    )


def _computed(nats: NDArray, product: NDArray) -> list[str]:
    """Products e^nats as they were computed: some are 0."""
    return [
        numbers.probability(each) if computed else "0"
        for each, computed in zip(nats, product, strict=True)
    ]


def _product_panel(power: NDArray) -> Panel:
    ends = {"float32": first_underflow(kind=np.float32), "float64": first_underflow()}
    figure = style.figure(
        "n, number of labels", "log₁₀ of the product", (-20, 1.04 * COINS), (-370, 12)
    )
    figure.add_traces(
        [
            style.curve(_counted(power), power, "log₁₀ of the product", style.MODEL, width=4),
            style.marker("power here", style.MODEL),
            style.moving(
                "nothing",
                mode="markers",
                marker={"color": style.TEXT, "size": 14, "symbol": "x"},
            ),
        ]
    )
    for (kind, end), dash, at, side in zip(
        ends.items(), ("dot", "dash"), (-342, -20), ("left", "right"), strict=True
    ):
        line = {"color": style.TEXT, "width": 2, "dash": dash}
        figure.add_vline(end, name=f"{kind} underflows", line=line)
        words = f"{kind}: 0 from {end:,} on"
        shift = 6 if side == "left" else -6
        figure.add_annotation(style.label(end, at, words, style.TEXT, xanchor=side, xshift=shift))
    return Panel(
        figure,
        "Power of ten of the product of n halves, computed in float64: a falling line that breaks "
        f"off at n = {ends['float64']:,}, where the product has become 0; in float32 it is 0 from "
        f"n = {ends['float32']:,} on.",
        height=260,
    )


def _sum_panel(total: NDArray) -> Panel:
    figure = style.figure(
        "n, number of labels", "sum of the logs (nats)", (-20, 1.04 * COINS), (-900, 30)
    )
    figure.add_traces(
        [
            style.curve(_counted(total), total, "sum of the logs", style.MODEL, width=4),
            style.marker("total here", style.MODEL),
        ]
    )
    alt = "Sum of n logarithms of one half: a straight falling line that never breaks off."
    return Panel(figure, alt, height=260)


def _counted(values: NDArray) -> NDArray:
    return np.arange(1, values.size + 1)
