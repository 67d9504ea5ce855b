"""Two models start at one logit and descend, one for each loss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib.figures import numbers, style
from lib.figures.drawing import Figure, scatter
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.maths.losses import LOSSES
from lib.maths.training import path_until
from lib.words.parsing import number

TARGET = 0.9
LIMIT = 15_000
LOWEST, HIGHEST = -20.0, 2.0  # start; above, the target is passed already
SLOWEST, FASTEST = 0.01, 100_000.0  # rate
DENSE, SPARSE, LAST = 50, 330, 60  # positions: every step at first, then even ratios
STARTS = (0.0, -5.0, -10.0)
RUNNERS = {"entropy": "sigmoid-cross-entropy", "square": "sigmoid-squared-error"}
NAMES = {"entropy": "cross-entropy", "square": "squared error"}
COLORS = {"entropy": style.LOSS, "square": style.RIVALS[0]}
ROLES = {"entropy": "loss", "square": "rival-1"}
HEIGHTS = {"entropy": 0.97, "square": 1.09}  # of the labels of the finish marks


def start_of(text: str) -> float:
    """The logit that a student types, or a `ValueError` that says what was wrong."""
    return number(text, LOWEST, HIGHEST, "a logit; above 2.2 both have arrived before they start")


def rate_of(text: str) -> float:
    """The rate that a student types, or a `ValueError` that says what was wrong."""
    return number(text, SLOWEST, FASTEST, "a learning rate")


@dataclass(frozen=True)
class Run:
    """One model's probability of the truth after each step, and the step at which it arrived."""

    q: NDArray
    finish: int | None

    @property
    def last(self) -> int:
        """The last step that was computed."""
        return self.q.size - 1

    @property
    def count(self) -> str:
        """How long it took, in words."""
        if self.finish is None:
            return f"not within {LIMIT:,} steps"
        return "1 step" if self.finish == 1 else f"{self.finish:,} steps"

    def at(self, step: ArrayLike) -> NDArray:
        """The step at which the model stands: it rests once it has arrived."""
        return np.minimum(np.rint(step).astype(int), self.last)


@lru_cache(maxsize=64)
def run(runner: str, start: float, rate: float) -> Run:
    """Gradient descent on one logit until q > 0.9, at most `LIMIT` steps."""
    path = path_until(LOSSES[RUNNERS[runner]].grad, start, rate, TARGET, LIMIT)
    q = expit(path)
    return Run(q, path.size - 1 if q[-1] > TARGET else None)


def steps(last: int, also: tuple[int, ...] = ()) -> NDArray:
    """Steps worth a look: all of the first, then at about even ratios up to the last."""
    first = np.arange(min(DENSE, last) + 1)
    rest = np.geomspace(DENSE, max(DENSE, last), SPARSE)
    return np.unique(np.concatenate([first, np.rint(rest[rest <= last]), [last], also]).astype(int))


def _place(step: ArrayLike) -> NDArray:
    """Where a step stands on the axis: its logarithm, with room for step 0 before step 1."""
    return np.log10(np.maximum(step, 0.5))


@lru_cache(maxsize=16)
def race(start: float, rate: float) -> LiveFigure:
    """The probability of the truth over the steps of both models, from one logit at one rate."""
    runs = {runner: run(runner, start, rate) for runner in RUNNERS}
    last = max(run.last for run in runs.values())
    finishes = {key: run.finish for key, run in runs.items() if run.finish is not None}

    def frames(step: NDArray) -> Frames:
        now = _place(np.rint(step))[:, None]
        traces = {"now": {"x": np.hstack([now, now]), "y": np.tile([0.0, 1.0], (step.size, 1))}}
        readouts = {"step": [f"{value:,.0f}" for value in step]}
        for key, run in runs.items():
            at = run.at(step)
            traces[f"{key} here"] = {"x": _place(at)[:, None], "y": run.q[at][:, None]}
            readouts[f"{key}.q"] = numbers.fines(run.q[at], 4)
            readouts[f"{key}.finish"] = [_progress(run, value) for value in step]
        return Frames(traces, readouts)

    return LiveFigure(
        panels=[
            Panel(
                _panel(runs, last),
                f"The probability of the truth over the steps of gradient descent, from z = "
                f"{numbers.text(start, 'g')} at rate {rate:g}. Cross-entropy passes 0.9: "
                f"{runs['entropy'].count}. Squared error: {runs['square'].count}.",
            )
        ],
        sliders=[
            Slider(
                "step",
                "Step",
                0,
                last,
                1,
                runs["entropy"].last,
                ",.0f",
                positions=tuple(steps(last, tuple(finishes.values())).astype(float)),
            )
        ],
        frames=frames,
        readouts=[
            Readout("step", "step", main=True),
            Readout("entropy.q", "cross-entropy: q", "loss"),
            Readout("entropy.finish", "it passes 0.9", "loss"),
            Readout("square.q", "╌╌ squared error: q", "rival-1"),
            Readout("square.finish", "it passes 0.9", "rival-1"),
        ],
        presets={
            "the start": {"step": 0.0},
            **{f"{NAMES[key]} arrives": {"step": float(at)} for key, at in finishes.items()},
        },
    )


def _progress(run: Run, step: float) -> str:
    if run.finish is not None and step >= run.finish:
        return f"at step {run.finish:,}"
    return run.count if run.finish is None and step >= run.last else "not yet"


def _panel(runs: dict[str, Run], last: int) -> Figure:
    right = float(_place(last)) + 0.06 * (float(_place(last)) + 1)
    figure = style.figure(
        "step of gradient descent",
        "q of the truth",
        (float(_place(0)) - 0.08, right),
        (-0.03, 1.17),
    )
    within = (1, 2, 5) if last < 200 else (1,)
    marks = [0, *(m * 10**power for power in range(5) for m in within if m * 10**power <= last)]
    figure.update_xaxes(tickvals=_place(marks).tolist(), ticktext=[f"{m:,}" for m in marks])
    figure.update_yaxes(tickvals=[0, 0.3, 0.6, TARGET])
    figure.add_trace(
        style.curve([-1, right], [TARGET, TARGET], "target", style.TRUTH, dash="dash", width=2)
    )
    line = {"color": style.TEXT, "width": 1, "dash": "dot"}
    figure.add_trace(style.moving("now", mode="lines", line=line))
    for key, run in reversed(runs.items()):
        _add_run(figure, key, run, right)
    return figure


def _add_run(figure: Figure, key: str, run: Run, right: float) -> None:
    # The end is steep on a logarithmic axis: it needs every step.
    shown = steps(run.last, tuple(range(max(0, run.last - LAST), run.last + 1)))
    dash = "solid" if key == "entropy" else style.DASHES[0]
    curve = style.curve(_place(shown), run.q[shown], NAMES[key], COLORS[key], dash=dash, width=4)
    curve.update(
        customdata=shown.tolist(),
        hovertemplate=f"step %{{customdata:,}}, q = %{{y:.4g}}<extra>{NAMES[key]}</extra>",
    )
    symbol = "circle" if key == "entropy" else style.SYMBOLS[0]
    figure.add_traces([curve, style.marker(f"{key} here", COLORS[key], symbol)])
    end = float(_place(run.last))
    if run.finish is not None:
        mark = {"color": COLORS[key], "size": 18, "symbol": "star-open", "line": {"width": 2}}
        figure.add_trace(
            scatter(
                x=[end],
                y=[float(run.q[-1])],
                mode="markers",
                marker=mark,
                name=f"{key} finish",
                hoverinfo="skip",
            )
        )
    early = end - float(_place(0)) < (right - float(_place(0))) / 2
    figure.add_annotation(
        style.label(
            end,
            HEIGHTS[key],
            f"{NAMES[key]}: {run.count}",
            COLORS[key],
            xanchor="left" if early else "right",
            xshift=14 if early else 10,
            yanchor="bottom",
        )
    )
