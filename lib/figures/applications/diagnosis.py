"""A rare disease: weights move the probability, a threshold makes the alarm, some are missed."""

from __future__ import annotations

from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.scoring import alarm_rates, score_of_risk, weighted_optimum

DISTANCE = 2.0  # of the mean scores of the ill and of the healthy, in their common deviation
PEOPLE = 1000
SCORES = np.linspace(-3.5, 5.5, 181)
TAIL = np.linspace(0, 1, 12)
RISKS = np.concatenate([np.geomspace(5e-4, 0.1, 22), np.linspace(0.1, 1, 20)[1:]])
PREVALENCES = tuple(float(f"{p:.3g}") for p in np.geomspace(0.001, 0.5, 201))
WEIGHTS = tuple(float(f"{w:.3g}") for w in np.geomspace(1, 500, 201))


def outcome(prevalence: ArrayLike, weight: ArrayLike, threshold: ArrayLike) -> dict[str, NDArray]:
    """What an alarm at a weighted probability `threshold` does to a thousand people.

    The model is the best one: it gives what the weighted loss asks for at every score.
    """
    # The honest risk whose weighted probability is the threshold: the same shift, taken back.
    risk = weighted_optimum(threshold, 1 / np.asarray(weight, dtype=float))
    at = score_of_risk(risk, prevalence, DISTANCE)
    sensitivity, specificity = alarm_rates(at, DISTANCE)
    ill = PEOPLE * np.asarray(prevalence, dtype=float)
    missed, alarms = ill * (1 - sensitivity), (PEOPLE - ill) * (1 - specificity)
    return {
        "risk": risk,
        "at": at,
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ill": ill,
        "missed": missed,
        "false_alarms": alarms,
        "right": 1 - (missed + alarms) / PEOPLE,
    }


@cache
def figure() -> LiveFigure:
    """The scores of the ill and the healthy with the alarm between, and the shift by the weight."""

    def frames(ill_share: ArrayLike, ill_weight: ArrayLike, ill_alarm: ArrayLike) -> Frames:
        # Only the weight bends the curve: the books of the other sliders leave it out.
        bent = {"asked for": {"y": weighted_optimum(RISKS, np.asarray(ill_weight)[..., None])}}
        bent = bent if np.ndim(ill_weight) else {}
        prevalence, weight, threshold = np.broadcast_arrays(ill_share, ill_weight, ill_alarm)
        seen = outcome(prevalence, weight, threshold)
        at, risk = seen["at"], seen["risk"]
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
                "missed": style.texts(seen["missed"], ".2f"),
                "ill": style.texts(seen["ill"], ".4g"),
                "sensitivity": style.texts(seen["sensitivity"], ".1%"),
                "specificity": style.texts(seen["specificity"], ".2%"),
                "false_alarms": style.texts(seen["false_alarms"], ".1f"),
                "right": style.texts(seen["right"], ".1%"),
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
                "ill_share",
                "Share of ill people",
                0.001,
                0.5,
                0.001,
                0.01,
                ".2%",
                positions=PREVALENCES,
            ),
            Slider("ill_weight", "Weight of the ill", 1, 500, 1, 1.0, ".3g", positions=WEIGHTS),
            Slider("ill_alarm", "Alarm at", 0.01, 0.99, 0.0049, 0.5, ".1%"),
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
            "rare and plain": {"ill_share": 0.01, "ill_weight": 1.0, "ill_alarm": 0.5},
            "weight 99": {"ill_share": 0.01, "ill_weight": 99.0, "ill_alarm": 0.5},
            "threshold 1% instead": {"ill_share": 0.01, "ill_weight": 1.0, "ill_alarm": 0.01},
            "half are ill": {"ill_share": 0.5, "ill_weight": 1.0, "ill_alarm": 0.5},
        },
    )


def _area(low: ArrayLike, high: ArrayLike, mean: float) -> dict[str, NDArray]:
    """The part of a bell curve between two scores, kept in the picture."""
    low, high = np.broadcast_arrays(*(np.clip(s, SCORES[0], SCORES[-1]) for s in (low, high)))
    x = low[..., None] + (high - low)[..., None] * TAIL
    return {"x": x, "y": norm.pdf(x, mean)}


def _scores() -> go.Figure:
    panel = style.figure("test score", "density", (-3.5, 5.5), (0, 0.52))
    for name, mean, color, dash in (
        ("healthy", 0.0, style.MODEL, "dash"),
        ("ill", DISTANCE, style.TRUTH, "solid"),
    ):
        panel.add_trace(style.curve(SCORES, norm.pdf(SCORES, mean), name, color, dash=dash))
        panel.add_annotation(
            style.label(mean, norm.pdf(0), name, color, xanchor="center", yanchor="bottom")
        )
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


def _shift() -> go.Figure:
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


def numbers(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    here = outcome(values["ill_share"], values["ill_weight"], values["ill_alarm"])
    plain, weighted = outcome(0.01, 1.0, 0.5), outcome(0.01, 99.0, 0.5)
    lower = outcome(0.01, 1.0, 0.01)
    return {
        "missed": style.text(here["missed"], ".2f"),
        "risk": style.text(here["risk"], ".2%"),
        "threshold": style.text(values["ill_alarm"], ".1%"),
        "weight": f"{values['ill_weight']:g}",
        "right": style.text(plain["right"], ".1%"),
        "plain_missed": style.text(plain["missed"], ".1f"),
        "ill": style.text(plain["ill"], "g"),
        "weighted_missed": style.text(weighted["missed"], ".1f"),
        "weighted_alarms": style.text(weighted["false_alarms"], ".0f"),
        "lower_missed": style.text(lower["missed"], ".1f"),
        "lower_alarms": style.text(lower["false_alarms"], ".0f"),
        "says": style.text(weighted_optimum(0.01, 99.0), ".0%"),
    }
