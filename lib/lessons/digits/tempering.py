"""One number after training: the temperature that all logits are divided by."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.lessons.built import built
from lib.lessons.digits.curves import EDGE, MAIN, TALL, ranges
from lib.lessons.digits.inside import HIGH, LOW, TEMPERATURES
from lib.lessons.digits.training import Study

COLORS = (style.LOSS, style.RIVALS[0])


class Tempered(NamedTuple):
    """What a temperature makes of the digits that none was fitted to, for each seed.

    Attributes
    ----------
    fitted : ndarray of shape (seeds,)
        The temperature of least loss on one half of the unseen digits.
    losses, errors : ndarray of shape (seeds, 201)
        Cross-entropy and calibration error (in per cent) of the other half, over `TEMPERATURES`.
    before, after : ndarray of shape (2, seeds)
        Loss and calibration error of the other half, as trained and at the fitted temperature.
    """

    fitted: NDArray
    losses: NDArray
    errors: NDArray
    before: NDArray
    after: NDArray


def tempered(study: Study) -> Tempered | None:
    """Fit on one half and judge on the other, for each seed that is through; None before one is."""
    if not study.done:
        return None
    # One that is just trained may be cooled before it is counted.
    fitted, curves, ends = map(np.array, zip(*study.cooled[: study.done], strict=True))
    before, after = np.moveaxis(ends, (1, 2), (0, 1))
    return Tempered(fitted, curves[..., 0], curves[..., 1], before, after)


@built
def tempering(study: Study) -> LiveFigure:
    """Loss and calibration error over the temperature, and what it changes, seed by seed."""
    found = tempered(study)
    seeds = 0 if found is None else len(found.fitted)
    nothing = np.full((1, len(TEMPERATURES)), np.nan)
    losses = nothing if found is None else found.losses
    errors = nothing if found is None else found.errors
    T = np.array(TEMPERATURES)

    def frames(temperature: ArrayLike) -> Frames:
        at = np.clip(np.atleast_1d(np.asarray(temperature, dtype=float)), LOW, HIGH)
        loss, error = (_between(at, T, rows) for rows in (losses, errors))
        more = loss - _between(np.ones(1), T, losses)
        x = at[:, None]
        return Frames(
            traces={
                "loss": {"x": x, "y": np.median(loss, axis=1)[:, None]},
                "error": {"x": x, "y": np.median(error, axis=1)[:, None]},
                "seeds": {"y": more},
            },
            readouts={
                "loss": _told(np.median(loss, axis=1), ".3f"),
                "error": _told(np.median(error, axis=1), ".1f"),
                "more": ranges(more, ".3f") if seeds else ["–"] * len(at),
            },
        )

    presets = {"as trained": {"temperature": 1.0}}
    if found is not None:
        best = float(np.clip(round(float(np.median(found.fitted)), 2), LOW, HIGH))
        presets["fitted"] = {"temperature": best}
    heard = numbers.unit(str(seeds), "seed")
    return LiveFigure(
        panels=[
            Panel(
                _over_temperature(errors, "calibration error, %", "error", 1),
                "A curve over the temperature: the calibration error on the half of the unseen "
                f"digits to which no temperature was fitted, median of {heard} and range.",
                height=TALL,
            ),
            Panel(
                _over_temperature(losses, "cross-entropy, nats", "loss", 0),
                "A curve over the temperature: cross-entropy on the half of the unseen digits to "
                f"which no temperature was fitted, median of {heard} and range.",
                height=TALL,
                answers=True,
            ),
            Panel(
                _by_seed(losses, max(seeds, 1)),
                f"A mark for each of {heard}: how much the temperature changes the "
                "cross-entropy, in nats. Below zero it is better than as trained.",
                height=TALL,
                answers=True,
            ),
        ],
        sliders=[Slider("temperature", "Temperature", LOW, HIGH, 0.01, 1.0, ".2f", TEMPERATURES)],
        frames=frames,
        readouts=[
            Readout("loss", "cross-entropy, unseen half", "loss", True, "nats"),
            Readout("error", "calibration error", "rival-1", unit="%"),
            Readout("more", "more than as trained by", "loss", unit="nats"),
        ],
        presets=presets,
    )


def guessed_temperature(guess: float) -> Ghost:
    """The student's guess, a temperature, as a line across the first panel."""
    at = max(guess, LOW)
    # Plotly takes a line's place on a logarithmic axis as it is, and that of a text as a logarithm.
    place = {"x": float(np.log10(min(at, HIGH)))}
    return ghost.level(at, f"{guess:g}", HIGH, "x", panel=MAIN, **place)


def _told(row: NDArray, form: str) -> list[str]:
    return ["–" if np.isnan(each) else numbers.text(each, form) for each in row]


def _between(at: NDArray, T: NDArray, rows: NDArray) -> NDArray:
    """Rows over T read off between two of its places, (positions, seeds)."""
    return np.array([np.interp(at, T, row) for row in rows]).T


def _span(rows: NDArray) -> tuple[float, float]:
    if np.isnan(rows).all():
        return 0.0, 1.0
    middle = rows[:, abs(np.log(TEMPERATURES)) < np.log(2.5)]
    low, high = float(middle.min()), float(middle.max())
    room = EDGE * (high - low)
    return low - room, high + room


def _over_temperature(rows: NDArray, title: str, name: str, k: int) -> Figure:
    figure = style.figure("temperature", "", (np.log10(LOW), np.log10(HIGH)), _span(rows))
    figure.update_layout(margin={"l": 52, "r": 14, "t": 28, "b": 54})
    ticks = {0.25: "¼", 0.5: "½", 1: "1", 2: "2", 4: "4"}
    figure.update_xaxes(type="log", tickvals=list(ticks), ticktext=list(ticks.values()))
    for summed, width in ((np.min, 1), (np.max, 1), (np.median, 3)):
        y = summed(rows, axis=0)
        curve = style.curve(TEMPERATURES, y, name, COLORS[k], width=width)
        figure.add_trace(curve.update(name=f"{name} drawn"))
    figure.add_trace(style.marker(name, COLORS[k]).update(cliponaxis=False))
    corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(style.label(0, 1, title, style.TEXT, **corner))
    return figure


def _by_seed(losses: NDArray, seeds: int) -> Figure:
    reach = 0.1
    if not np.isnan(losses).all():
        middle = losses[:, abs(np.log(TEMPERATURES)) < np.log(2)]
        at_one = losses[:, [int(np.argmin(np.abs(np.log(TEMPERATURES))))]]
        reach = 1.15 * max(float(np.abs(middle - at_one).max()), 1e-3)
    figure = style.figure("seed", "", (0.4, seeds + 0.6), (-reach, reach))
    figure.update_layout(margin={"l": 52, "r": 14, "t": 28, "b": 54})
    figure.update_xaxes(tickvals=list(range(1, seeds + 1)), showgrid=False)
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=2)
    marks = style.marker("seeds", style.LOSS, "circle", 12)
    figure.add_trace(marks.update(x=list(range(1, seeds + 1))))
    corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(style.label(0, 1, "more than as trained, nats", style.TEXT, **corner))
    return figure
