"""A rare disease: weights move the probability, a threshold makes the alarm, some are missed."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.scoring import AlarmOutcome, alarm_outcome, weighted_optimum
from lib.words.text import comparison

DISTANCE = 2.0  # of the mean scores of the ill and of the healthy, in their common deviation
PEOPLE = 1000
COMMON, RARE = 0.5, 0.01  # shares of ill people, before and after the prediction
PLAIN = "rare and plain"
SCORES = np.linspace(-3.5, 5.5, 181)
TAIL = np.linspace(0, 1, 12)
RISKS = np.concatenate([np.geomspace(5e-4, 0.1, 22), np.linspace(0.1, 1, 20)[1:]])
PREVALENCES = tuple(float(f"{p:.3g}") for p in np.geomspace(0.001, 0.5, 201))
WEIGHTS = tuple(float(f"{w:.3g}") for w in np.geomspace(1, 500, 201))


def outcome(prevalence: ArrayLike, weight: ArrayLike, threshold: ArrayLike) -> AlarmOutcome:
    """What an alarm at a weighted probability does to a thousand people, DISTANCE apart."""
    return alarm_outcome(prevalence, weight, threshold, DISTANCE, PEOPLE)


@cache
def figure() -> LiveFigure:
    """The scores of the ill and the healthy with the alarm between, and the shift by the weight."""

    def frames(share: ArrayLike, weight: ArrayLike, alarm: ArrayLike) -> Frames:
        # Only the weight bends the curve: the books of the other sliders leave it out.
        bent = {"asked for": {"y": weighted_optimum(RISKS, np.asarray(weight)[..., None])}}
        bent = bent if np.ndim(weight) else {}
        prevalence, weight, threshold = np.broadcast_arrays(share, weight, alarm)
        seen = outcome(prevalence, weight, threshold)
        at, risk = seen.at, seen.risk
        return Frames(
            traces={
                "alarm": {"x": np.stack([at, at], -1)},
                "missed": _area(SCORES[0], at, DISTANCE),
                "false alarms": _area(at, SCORES[-1], 0.0),
                **bent,
                "threshold": {"y": np.stack([threshold, threshold], -1)},
                "turning point": {"x": risk[..., None], "y": threshold[..., None]},
            },
            readouts={
                "missed": numbers.texts(seen.missed, ".2f"),
                "ill": numbers.texts(seen.ill, ".4g"),
                "sensitivity": numbers.texts(seen.sensitivity, ".1%"),
                "specificity": numbers.texts(seen.specificity, ".2%"),
                "false_alarms": numbers.texts(seen.false_alarms, ".1f"),
                "right": numbers.texts(seen.right, ".1%"),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _scores(),
                "Two bell curves of test scores, the healthy left and the ill right, with the line "
                "where the alarm begins; the ill below it are missed.",
                height=210,
            ),
            Panel(
                _shift(),
                "What the weighted loss asks the model to say, over the honest risk: weights bend "
                "the curve above the diagonal.",
                height=210,
            ),
        ],
        sliders=[
            Slider(
                "share",
                "Share of ill people",
                0.001,
                0.5,
                0.001,
                COMMON,
                ".2%",
                positions=PREVALENCES,
            ),
            Slider("weight", "Weight of the ill", 1, 500, 1, 1.0, ".3g", positions=WEIGHTS),
            Slider("alarm", "Alarm at", 0.01, 0.99, 0.0049, 0.5, ".1%"),
        ],
        frames=frames,
        readouts=[
            Readout("missed", f"missed, of {PEOPLE} people", "loss", main=True),
            Readout("ill", "of them ill", "truth"),
            Readout("sensitivity", "of the ill, found", "truth"),
            Readout("specificity", "of the healthy, left in peace", "model"),
            Readout("false_alarms", "false alarms", "model"),
            Readout("right", "judged rightly", "text"),
        ],
        presets={
            "half are ill": {"share": COMMON, "weight": 1.0, "alarm": 0.5},
            PLAIN: {"share": RARE, "weight": 1.0, "alarm": 0.5},
            "weight 99": {"share": RARE, "weight": 99.0, "alarm": 0.5},
            "threshold 1% instead": {"share": RARE, "weight": 1.0, "alarm": 0.01},
        },
    )


def _area(low: ArrayLike, high: ArrayLike, mean: float) -> dict[str, NDArray]:
    """The part of a bell curve between two scores, kept in the picture."""
    low, high = np.broadcast_arrays(*(np.clip(s, SCORES[0], SCORES[-1]) for s in (low, high)))
    x = low[..., None] + (high - low)[..., None] * TAIL
    return {"x": x, "y": norm.pdf(x, mean)}


def _scores() -> Figure:
    panel = style.figure("test score", "density", (-3.5, 5.5), (0, 0.52))
    for name, mean, color, dash in (
        ("healthy", 0.0, style.MODEL, "dash"),
        ("ill", DISTANCE, style.TRUTH, "solid"),
    ):
        panel.add_trace(style.curve(SCORES, norm.pdf(SCORES, mean), name, color, dash=dash))
        outside = {"xanchor": "left", "xshift": 6} if mean else {"xanchor": "right", "xshift": -6}
        at = mean + (1 if mean else -1)
        panel.add_annotation(style.label(at, norm.pdf(1), name, color, yshift=8, **outside))
    for name, color in (("false alarms", style.MODEL), ("missed", style.LOSS)):
        line = {"width": 0, "color": color, "shape": "spline"}
        area = {"mode": "lines", "fill": "tozeroy", "line": line}
        panel.add_trace(style.moving(name, opacity=0.5, **area))
    corner = {"xref": "paper", "yref": "paper", "yanchor": "top"}
    panel.add_annotation(style.label(0, 1, "▒ false alarms", style.MODEL, **corner))
    panel.add_annotation(style.label(1, 1, "▒ missed", style.LOSS, **corner, xanchor="right"))
    line = {"color": style.TEXT, "width": 3}
    panel.add_trace(style.moving("alarm", y=[0, 0.5], mode="lines", line=line))
    return panel


def _shift() -> Figure:
    panel = style.figure("honest risk of being ill", "model says", (0, 1), (0, 1.02))
    for axis in (panel.update_xaxes, panel.update_yaxes):
        axis(tickformat=".0%", tickvals=[0, 0.25, 0.5, 0.75, 1])
    panel.add_traces(
        [
            style.curve([0, 1], [0, 1], "honest", style.TRUTH, dash="dot", width=2),
            style.moving(
                "asked for",
                x=RISKS,
                mode="lines",
                line={"color": style.MODEL, "width": 4, "simplify": False},
            ),
            style.moving(
                "threshold", x=[0, 1], mode="lines", line={"color": style.TEXT, "width": 2}
            ),
            style.marker("turning point", style.LOSS, "diamond", 13),
        ]
    )
    panel.add_annotation(style.label(0.98, 0.06, "honest: weight 1", style.TRUTH, xanchor="right"))
    return panel


def fields(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    here = outcome(values["share"], values["weight"], values["alarm"])
    plain, weighted = outcome(RARE, 1.0, 0.5), outcome(RARE, 99.0, 0.5)
    lower = outcome(RARE, 1.0, 0.01)
    return {
        "missed": numbers.text(here.missed, ".2f"),
        "risk": numbers.text(here.risk, ".2%"),
        "threshold": numbers.text(values["alarm"], ".1%"),
        "weight": f"{values['weight']:g}",
        "share": f"{values['share']:.10g}",
        "alarm": f"{values['alarm']:.10g}",
        "right": numbers.text(plain.right, ".1%"),
        "plain_missed": numbers.text(plain.missed, ".1f"),
        "ill": numbers.text(plain.ill, "g"),
        "weighted_missed": numbers.text(weighted.missed, ".1f"),
        "weighted_alarms": numbers.text(weighted.false_alarms, ".0f"),
        "lower_missed": numbers.text(lower.missed, ".1f"),
        "lower_alarms": numbers.text(lower.false_alarms, ".0f"),
        "says": numbers.text(weighted_optimum(RARE, 99.0), ".0%"),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: how many of the rare ill, in per cent, are found."""
    plain = outcome(RARE, 1.0, 0.5)
    truth = 100 * float(plain.sensitivity)
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(truth, ".1f"),
        "comparison": comparison(guess, truth),
        "right": numbers.text(plain.right, ".1%"),
        "press": figure().press(PLAIN),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of that, as the line from which an alarm would find so many."""
    share = np.clip(guess / 100, 1e-12, 1 - 1e-12)
    at = np.clip(DISTANCE + norm.isf(share), SCORES[0], SCORES[-1])
    side = {"xanchor": "left", "xshift": 4} if at < 3 else {"xanchor": "right", "xshift": -4}
    free = {"y": 0.79, "yanchor": "bottom"}  # above the curves
    return ghost.level(float(at), f"{guess:g}%", SCORES[-1], "x", **free, **side)
