"""One theta for all labels: three curves that say how well it explains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.information import entropy
from lib.maths.likelihood import (
    bernoulli_likelihood,
    bernoulli_log_likelihood,
    bernoulli_mle,
    negative_log_likelihood,
)

THETA = Slider("theta", "θ, the probability of a 1", 0.005, 0.995, 0.0025, 0.5, ".4g")
PRESETS = (0.5, 0.9, 0.99, 0.01)
_FAINTEST = 1e-321  # below it a float64 has no digits left to draw a curve with
ASKED = (9, 10)  # ones and labels of the question before the drag
_TRUTH_LINE = {"color": style.TRUTH, "width": 2, "dash": "dash"}


def ones_first(k: int, n: int) -> tuple[int, ...]:
    """Return `n` labels, `k` of them 1; their order does not change how likely they are."""
    return (1,) * k + (0,) * (n - k)


@lru_cache(maxsize=64)
def three_curves(y: tuple[int, ...]) -> LiveFigure:
    """Likelihood, log-likelihood and mean binary cross-entropy of the labels `y` over theta."""
    best = bernoulli_mle(y)
    floor = floor_of(best)
    unit = _unit(float(bernoulli_likelihood(best, y)))
    panels = _three_panels(y, unit)
    lows = [panel.figure.layout.yaxis.range[0] for panel in panels]

    def frames(theta: NDArray) -> Frames:
        product, log = bernoulli_likelihood(theta, y), bernoulli_log_likelihood(theta, y)
        loss = negative_log_likelihood(theta, y)
        first, second, third = map(partial(_upright, theta), lows, (product / unit, log, loss))
        return Frames(
            traces={
                "likelihood here": first,
                "log-likelihood here": second,
                "loss here": third,
                "waste": _upright(theta, floor, loss),
            },
            readouts={
                "bce": numbers.texts(loss),
                "product": [
                    numbers.probability(nats) + ("; float64: 0" if computed == 0 else "")
                    for nats, computed in zip(log, product, strict=True)
                ],
                "log": numbers.texts(log, ".2f"),
                "best": [f"{sum(y)}/{len(y)} = {best:.4g}"] * theta.size,
                "floor": [numbers.text(floor)] * theta.size,
                "waste": [numbers.beyond(each, floor) for each in loss],
            },
        )

    reachable = {"the best θ": {"theta": best}} if THETA.low <= best <= THETA.high else {}
    return LiveFigure(
        panels=panels,
        sliders=[THETA],
        frames=frames,
        readouts=[
            Readout("bce", "mean binary cross-entropy", "loss", main=True, unit="nats"),
            Readout("best", "best θ = k/n", "truth"),
            Readout("floor", "floor: entropy", "truth"),
            Readout("waste", "above the floor", "gradient"),
            Readout("log", "log-likelihood", "model", unit="nats"),
            Readout("product", "likelihood", "model"),
        ],
        presets={**reachable, **{f"θ = {theta:g}": {"theta": theta} for theta in PRESETS}},
    )


def _upright(theta: NDArray, low: float, high: NDArray) -> dict[str, NDArray]:
    """Upright lines at theta."""
    return {"x": np.stack([theta, theta], -1), "y": np.stack([np.full_like(high, low), high], -1)}


def floor_of(share: float) -> float:
    """The lowest mean loss that one theta reaches: the entropy of the share of ones."""
    return float(entropy([share, 1 - share]))


def _unit(peak: float) -> float:
    """Power of ten in which the likelihood is drawn; 1 where it needs none or can have none."""
    return 10.0 ** np.floor(np.log10(peak)) if _FAINTEST < peak < 0.1 else 1.0


def _three_panels(y: Sequence[int], unit: float) -> list[Panel]:
    n, best = len(y), bernoulli_mle(y)
    theta = np.union1d(THETA.values()[::2], best)
    product = bernoulli_likelihood(theta, y) / unit
    log, loss = bernoulli_log_likelihood(theta, y), negative_log_likelihood(theta, y)
    reach = 1.05 * negative_log_likelihood(np.array([THETA.low, THETA.high]), y).max()
    peak, power = product.max(), round(np.log10(unit))
    unseen = peak < _FAINTEST
    title = f", in units of 10{numbers.superscript(power)}" if power else ""
    first = _panel(f"likelihood{title}", (0, 1 if unseen else 1.18 * peak), best)
    second = _panel("log-likelihood (nats)", (-n * reach, 0.15 * n * reach), best)
    third = _panel("mean cross-entropy (nats)", (-0.15 * reach, reach), best)
    _add_curve(first, theta, product, "likelihood", style.MODEL)
    _add_curve(second, theta, log, "log-likelihood", style.MODEL)
    _add_floor(third, best)
    _add_curve(third, theta, loss, "loss", style.LOSS)
    if unseen:
        first.add_annotation(_underflow_note())
    ones, labels = numbers.unit(f"{sum(y)}", "one"), numbers.unit(f"{n}", "label")
    where = f" over θ, for {ones} among {labels}; "
    return [
        Panel(first, f"Likelihood{where}highest at θ = {best:.4g}.", height=320),
        Panel(second, f"Log-likelihood{where}highest at the same θ = {best:.4g}.", height=320),
        Panel(
            third,
            f"Mean cross-entropy{where}lowest at the same θ = {best:.4g}, and there it is "
            f"{floor_of(best):.4f} nats, the entropy of the labels.",
            height=320,
        ),
    ]


def _panel(title: str, heights: tuple[float, float], best: float) -> Figure:
    """Axes over theta with the best theta as a dashed line."""
    figure = style.figure("θ", title, (-0.02, 1.02), heights)
    figure.update_layout(margin_l=64)
    figure.update_xaxes(dtick=0.2)
    # A shape and not a trace: each trace makes every step of a drag slower, moving or not.
    figure.add_vline(best, name="best θ", line=_TRUTH_LINE)
    left = best > 0.5
    figure.add_annotation(
        style.label(
            best,
            1,
            "best θ",
            style.TRUTH,
            yref="paper",
            yanchor="top",
            xanchor="right" if left else "left",
            xshift=-4 if left else 4,
            bgcolor=style.BACKGROUND,
        )
    )
    return figure


def _add_curve(figure: Figure, x: NDArray, y: NDArray, name: str, color: str) -> None:
    """Draw a curve, and the moving point with a line down to its theta."""
    here = style.marker(f"{name} here", style.MODEL)
    here.update(
        mode="lines+markers",
        line={"color": style.MODEL, "width": 1.5, "dash": "dot"},
        marker={
            "size": [0, here.marker.size],
            "line": {"width": [0, here.marker.line.width]},
            "opacity": 1,
        },
    )
    figure.add_traces([style.curve(x, y, name, color, width=4), here])


def _add_floor(figure: Figure, best: float) -> None:
    floor = floor_of(best)
    figure.add_hline(floor, name="floor", line=_TRUTH_LINE)
    figure.add_trace(
        style.moving("waste", mode="lines", line={"color": style.GRADIENT, "width": 8}, opacity=0.6)
    )
    figure.add_annotation(
        style.label(
            0 if best > 0.5 else 1,
            floor,
            "floor",
            style.TRUTH,
            xanchor="left" if best > 0.5 else "right",
            yanchor="top",
        )
    )


def _underflow_note() -> dict:
    return style.label(
        0.5,
        0.5,
        "too small for a float64:<br>computed as a product,<br>it is 0 at every θ",
        style.TEXT,
        xanchor="center",
        bgcolor=style.BACKGROUND,
    )


def guess_of(guess: float, y: tuple[int, ...]) -> Ghost:
    """The student's guess of the lowest mean loss, as a line across the third curve."""
    k, n = ASKED
    asked = "" if bernoulli_mle(y) == k / n else f" for {k} of {n}"
    top = three_curves(y).panels[2].figure.layout.yaxis.range[1]
    line = ghost.level(guess, numbers.unit(f"{guess:g}", "nat") + asked, top, panel=2)
    # Near the line its name would lie on the curve; below the name of the best theta is room.
    place = {"y": 1, "yref": "paper", "yanchor": "top", "yshift": -22}
    (name,) = line.annotations
    return replace(line, annotations=({**name, **place, "bgcolor": style.BACKGROUND},))
