"""From which probability on to act, when a false alarm and a miss cost differently."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.score.study import Study, shared
from lib.maths.decisions import Cheapest, Decisions, right_threshold

START = 0.5  # the threshold at first sight, which is right where both mistakes cost the same
DEARER = 10.0  # how much more one mistake costs than the other, in the presets
# Finer where a rare class, or a sure model, has its probabilities.
FINE, BETWEEN = np.linspace(0, 0.14, 71), np.linspace(0.14, 0.86, 73)
THRESHOLDS = tuple(np.unique(np.concatenate([FINE, BETWEEN, 1 - FINE]).round(4)).tolist())
AT = np.concatenate([FINE[::2], BETWEEN[1:-1], 1 - FINE[::-2]]).round(4)  # of the curve
FEW = 150  # different values of q that all have a step in the curve
RATIOS = tuple(float(f"{r:.3g}") for r in np.geomspace(0.01, 100, 201))
WAYS = ("here", "calibrated", "cheapest", "never", "always")
TOP = 1.6  # of the axis: the cheaper of never and always costs 1
HEIGHT = 320


def best_at(found: Cheapest) -> NDArray:
    """A threshold between those that cost least; that of never acting lies at 1."""
    return (np.clip(found.low, 0, 1) + np.clip(found.high, 0, 1)) / 2


def named(found: Cheapest) -> list[str]:
    """The threshold that costs least, or what is done there."""
    at = numbers.texts(best_at(found), ".3f")
    never, always = np.isinf(found.high), np.isinf(found.low)
    return [
        "never" if n else "always" if a else t
        for n, a, t in zip(*map(np.atleast_1d, (never, always)), at, strict=True)
    ]


def steps(of: Decisions) -> NDArray:
    """Thresholds between which the curve is level.

    The cost changes at the values that q has. Where they are few, the curve has them all; else a
    grid, and for every ratio of the slider both ends of where it is cheapest, so that the marker
    there lies on it however near they are.
    """
    best = of.cheapest(RATIOS)
    places = [[0, 1], of.said] if of.said.size <= FEW else [AT, best.low, best.high]
    found = np.concatenate(places)
    return np.unique(found[(found >= 0) & (found <= 1)])


@shared
def costs(study: Study) -> LiveFigure:
    """The cost of a row over the threshold, and what it is made of."""
    of = study.decisions
    at = steps(of)

    def frames(threshold: ArrayLike, ratio: ArrayLike) -> Frames:
        # Only what mistakes cost bends the curve: the book of the threshold leaves it out.
        dragged = np.ndim(ratio) > 0
        t, r = np.broadcast_arrays(threshold, np.asarray(ratio, dtype=float))
        right, best = right_threshold(r), of.cheapest(r)
        places = np.stack([t, right, best.high, np.full(t.shape, np.inf), np.zeros(t.shape)], -1)
        ways = of.at(places, r[..., None])
        never, always = ways.cost[..., 3], ways.cost[..., 4]
        cheaper = np.minimum(never, always)
        # Where one class alone came, one of the two costs nothing, and the other is 1.
        one = np.where(cheaper > 0, cheaper, np.maximum(never, always))[..., None]

        def drawn(cost: NDArray) -> NDArray:
            return np.minimum(cost / one, 2 * TOP)

        marks = np.stack([right, best_at(best)], -1)
        heights = drawn(ways.cost)
        # A bar of no height has a line.
        alarms = np.where(ways.alarms > 0, drawn(r[..., None] * ways.alarms), np.nan)
        still = {
            "curve": {"y": drawn(of.at(at, r[..., None]).cost)},
            "marks": {"x": marks, "y": heights[..., 1:3]},
        }
        return Frames(
            traces={
                **(still if dragged else {}),
                "here": {"x": t[..., None], "y": np.minimum(heights[..., :1], TOP)},
                "false alarms": {"y": alarms},
                "misses": {"y": drawn(ways.misses)},
            },
            readouts={
                "cost": numbers.fines(ways.cost[..., 0], 4),
                "alarms": _shares(ways.alarms[..., 0]),
                "misses": _shares(ways.misses[..., 0]),
                "calibrated": _of(ways.cost[..., 1], numbers.texts(right, ".3f")),
                "best": _of(best.cost, named(best)),
                "never": numbers.fines(never, 4),
                "always": numbers.fines(always, 4),
            },
        )

    alone = min(study.summary.base_rates) == 0
    unit = "never or always acting" if alone else "the cheaper of never and always acting"
    return LiveFigure(
        panels=[
            Panel(
                _over_threshold(at, unit),
                "A curve: what a row costs over the threshold from which on one acts, and a point "
                "where the slider stands. A square marks the threshold that is right for "
                "calibrated probabilities, a diamond the one that costs least on these rows. The "
                f"dashed line at 1: {unit}.",
                height=HEIGHT,
            ),
            Panel(
                _parts(),
                "Bars: what a row costs at your threshold, at the calibrated one, at the cheapest "
                "one, never acting and always acting. Filled parts are misses, hollow ones false "
                "alarms; the dashed line is that of the curve.",
                height=HEIGHT,
            ),
        ],
        sliders=[
            Slider("threshold", "Act from q = t on", 0, 1, 0.01, START, ".3f", THRESHOLDS),
            Slider(
                "ratio",
                "A false alarm costs so many misses, r",
                RATIOS[0],
                RATIOS[-1],
                0.01,
                1 / DEARER,
                ".3g",
                RATIOS,
            ),
        ],
        frames=frames,
        readouts=[
            Readout("cost", "a row costs", "loss", main=True, unit="misses"),
            Readout("alarms", "false alarms", "model"),
            Readout("misses", "misses", "truth"),
            Readout("calibrated", "■ if calibrated", "gradient"),
            Readout("best", "◆ cheapest"),
            Readout("never", "never acting"),
            Readout("always", "always acting"),
        ],
        presets={
            label: {"ratio": r, "threshold": round(float(right_threshold(r)), 3)}
            for label, r in (
                ("both cost the same", 1.0),
                ("a miss costs ten times as much", 1 / DEARER),
                ("a false alarm costs ten times as much", DEARER),
            )
        },
    )


def _shares(parts: NDArray) -> list[str]:
    return [f"{each}%" for each in numbers.texts(100 * parts, ".2f")]


def _of(cost: NDArray, where: list[str]) -> list[str]:
    costs_ = numbers.fines(cost, 4)
    joined = [" at " if place[0].isdigit() else ": " for place in where]
    return [*map("".join, zip(costs_, joined, where, strict=True))]


def _over_threshold(at: NDArray, unit: str) -> Figure:
    figure = _figure("threshold t", (-0.02, 1.02))
    above = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(style.label(0, 1, f"{style.DASH_SIGNS[0]} {unit}", style.TEXT, **above))
    line = {"color": style.LOSS, "width": 3, "simplify": False, "shape": "vh"}
    figure.add_trace(style.moving("curve", x=at, mode="lines", line=line))
    colors, symbols = [style.GRADIENT, style.TEXT], ["square", "diamond"]
    figure.add_trace(style.marker("marks", colors, symbols, size=13))
    figure.add_trace(style.marker("here", style.LOSS))
    return figure


def _parts() -> Figure:
    figure = _figure("", (-0.5, len(WAYS) - 0.5), barmode="stack")
    figure.update_xaxes(
        tickvals=[*range(len(WAYS))],
        ticktext=["here", "■ calib-<br>rated", "◆ cheap-<br>est", "never", "always"],
        tickangle=0,
    )
    nothing = [0] * len(WAYS)
    for name, color, hollow in (
        ("misses", style.TRUTH, False),
        ("false alarms", style.MODEL, True),
    ):
        bars = style.bars(name, color, range(len(WAYS)), nothing, "", hollow)
        figure.add_trace(bars.update(texttemplate="", cliponaxis=True, hoverinfo="skip"))
    style.name_above(figure, ("■ misses", style.TRUTH), ("□ false alarms", style.MODEL))
    return figure


def _figure(x_title: str, ends: tuple[float, float], **layout: object) -> Figure:
    """An empty figure of costs with the level that costs 1."""
    figure = style.figure(x_title, "cost", ends, (0, TOP), **layout)
    figure.update_layout(margin={"l": 58, "r": 24, "t": 30, "b": 52})  # room for what is above
    figure.add_shape(style.strokes([(ends, [1, 1])], style.TEXT, width=1.5, dash="dash"))
    return figure
