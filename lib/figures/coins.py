"""Lesson 4: why one takes logarithms. A fair coin is tossed until float64 gives up."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.likelihood import ones_first, scientific
from lib.information import surprisal
from lib.likelihood import bernoulli_log_likelihood, first_underflow, negative_log_likelihood

COINS = 1200
PRESETS = (10, 100, 1074, 1075)
DEPTH = -345.0  # where the picture says that a product is 0, below its last power of ten


@cache
def coin_tosses() -> LiveFigure:
    """The product of n probabilities 1/2 as float64 computes it, beside the sum of their logs."""
    factors = np.full(COINS, 0.5)
    product, total = np.cumprod(factors), -np.cumsum(surprisal(factors))
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
                "computed": [
                    scientific(nats) if computed else "0"
                    for nats, computed in zip(total[at], product[at], strict=True)
                ],
                "sum": style.texts(total[at], ".3f"),
                "mean": style.texts(-total[at] / (at + 1)),
            },
        )

    return LiveFigure(
        panels=[_product_panel(power[alive]), _sum_panel(total)],
        sliders=[Slider("coins", "n, fair-coin labels seen", 1, COINS, 1, 100, ",.0f")],
        frames=frames,
        readouts=[
            Readout("computed", "product of n factors ½, in float64", "model", main=True),
            Readout("sum", "sum of n logarithms", "model", unit="nats"),
            Readout("mean", "minus the sum, divided by n", "loss", unit="nats"),
        ],
        presets={f"n = {count:,}": {"coins": count} for count in PRESETS},
    )


def _product_panel(power: NDArray) -> Panel:
    end = first_underflow()
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
    figure.add_vline(end, name="underflow", line={"color": style.TEXT, "width": 2, "dash": "dash"})
    figure.add_annotation(
        style.label(end, 0, f"from {end:,} on: 0", style.TEXT, xanchor="right", xshift=-6)
    )
    return Panel(
        figure,
        "Power of ten of the product of n halves, computed in float64: a falling line that breaks "
        f"off at n = {end:,}, where the product has become 0.",
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


def logs() -> dict[str, str]:
    """The numbers of the section on logarithms."""
    end = first_underflow()
    smallest = -float(surprisal(np.finfo(np.float64).smallest_subnormal))
    return {
        "underflow": f"{end:,}",
        "last": f"{end - 1:,}",
        "smallest": scientific(smallest),
        "coins": f"{COINS:,}",
        "sum": style.text(bernoulli_log_likelihood(0.5, ones_first(0, COINS)), ".1f"),
        "mean": style.text(negative_log_likelihood(0.5, ones_first(0, COINS))),
    }
