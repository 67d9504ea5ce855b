"""Whether what is said comes as often, and what a temperature does to that and to the loss."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.lessons.score.study import Study, shared
from lib.maths.forecasts import CONFIDENCE, losses_at
from lib.maths.information import to_bits
from lib.maths.smooth_calibration import reliability_curve

LOW, HIGH = 0.2, 5.0
TEMPERATURES = tuple(np.round(np.geomspace(LOW, HIGH, 201), 4).tolist())
AT = np.linspace(0, 1, 51)
NARROWEST = 0.01  # bandwidth: half of what is between two places
ENOUGH, SHARE = 8, 20  # rows near a place where the curve is drawn, or one in so many if fewer
HEIGHT = 300
TALL = 0.22  # how high the density reaches
LEAST = 0.01  # nats at the end of the axis of the loss
FORM = ".4f"


def best(study: Study) -> float | None:
    """The fitted temperature, as the slider can take it."""
    found = study.tempering
    return None if found is None else float(np.clip(round(found.temperature, 2), LOW, HIGH))


@shared
def calibration(study: Study) -> LiveFigure:
    """A reliability curve with the density under it, and the loss over the temperature."""
    few, two = study.few, study.forecasts.classes == 2
    over_all = losses_at(few, TEMPERATURES)
    levels = [over_all.min(), study.summary.guessing, float(losses_at(few, [1.0])[0])]
    top = max(1.15 * max(levels), LEAST)
    fewest = np.clip(study.rows / SHARE, 1, ENOUGH)
    z = norm.ppf((1 + CONFIDENCE) / 2)

    def frames(temperature: ArrayLike) -> Frames:
        T = np.atleast_1d(np.asarray(temperature, dtype=float))
        return study.remembered("frames", T, drawn)

    def drawn(T: NDArray) -> Frames:
        found = study.swept(T)
        curve = reliability_curve(found.laid, np.maximum(found.errors, NARROWEST), AT, fewest)
        reach = z * curve.spread
        most = curve.density.max(axis=-1, keepdims=True)
        return Frames(
            traces={
                "curve": {"y": curve.share},
                "low": {"y": np.clip(curve.share - reach, 0, 1)},
                "high": {"y": np.clip(curve.share + reach, 0, 1)},
                "density": {"y": TALL * curve.density / np.where(most > 0, most, 1)},
                "here": {"x": T[:, None], "y": np.minimum(found.losses, 1.2 * top)[:, None]},
            },
            readouts={
                "loss": numbers.texts(found.losses),
                "bits": numbers.texts(to_bits(found.losses)),
                "error": numbers.texts(found.errors, FORM),
                "stands": [_stands(study, each) for each in found.losses],
            },
        )

    said = "the second class" if two else "the likeliest class"
    presets = {"as it is": {"temperature": 1.0}}
    fitted = best(study)
    if fitted is not None and fitted != 1:
        presets["what fits best"] = {"temperature": fitted}
    return LiveFigure(
        panels=[
            Panel(
                _reliability(study),
                f"A curve: how often what was said came, over the probability given to {said}. On "
                "the dashed diagonal it came as often as it was said. Two thin lines beside it "
                "are 1.96 standard errors away; a hill at the bottom shows how many predictions "
                "there are.",
                height=HEIGHT,
            ),
            Panel(
                _over_temperature(study, over_all, top),
                "A curve: the log loss of all rows over the temperature, and a point where the "
                "slider stands. A dashed line: what guessing the base rates costs.",
                height=HEIGHT,
                answers=not study.private,
            ),
        ],
        sliders=[
            Slider(
                "temperature",
                "Temperature T",
                LOW,
                HIGH,
                0.01,
                1.0,
                ".2f",
                TEMPERATURES,
            )
        ],
        frames=frames,
        readouts=[
            Readout("loss", "log loss", "loss", main=True, unit="nats"),
            Readout("bits", "in bits", "loss", unit="bits"),
            Readout("error", "SmoothECE", "gradient"),
            Readout("stands", "against guessing", "truth"),
        ],
        presets=presets,
    )


def _stands(study: Study, loss: float) -> str:
    """How much less, or more, than guessing the base rates."""
    guessing = study.summary.guessing
    if not guessing:
        return "not comparable"
    share = 1 - loss / guessing
    return f"{numbers.percent(abs(share), 1)} {'cheaper' if share >= 0 else 'dearer'}"


def _reliability(study: Study) -> Figure:
    two = study.forecasts.classes == 2
    x = (
        f"probability that it gave to “{_short(study.reading.classes[1])}”"
        if two
        else "probability of the class it held likeliest"
    )
    figure = style.figure(x, "how often that came", (0, 1), (0, 1))
    figure.update_layout(margin={"l": 62, "t": 20})
    figure.add_shape(style.strokes([([0, 1], [0, 1])], style.TEXT, width=1.5, dash="dash"))
    thin = {"color": style.MODEL, "width": 1.5, "simplify": False, "dash": "dot"}
    figure.add_traces(
        [
            style.moving(
                "density",
                x=AT,
                mode="lines",
                fill="tozeroy",
                line={"color": style.FAINT, "width": 1, "simplify": False},
            ),
            style.moving("low", x=AT, mode="lines", line=thin),
            style.moving("high", x=AT, mode="lines", line=thin),
            style.moving(
                "curve",
                x=AT,
                mode="lines",
                line={"color": style.MODEL, "width": 4, "simplify": False},
            ),
        ]
    )
    above, below = ("too low", "too high") if two else ("not sure enough", "too sure")
    ends = {"bgcolor": style.BACKGROUND, "opacity": 0.85}
    figure.add_annotation(
        style.label(0.03, 0.97, f"above the line: {above}", style.TEXT, yanchor="top", **ends)
    )
    figure.add_annotation(
        style.label(0.97, 0.28, f"below: {below}", style.TEXT, xanchor="right", **ends)
    )
    return figure


def _short(text: str) -> str:
    """A class's name for an axis: what Plotly would take for markup is taken out."""
    text = " ".join(text.replace("<", "‹").replace("&", "＆").split())
    return text if len(text) <= 24 else text[:24] + "…"


def _over_temperature(study: Study, losses: NDArray, top: float) -> Figure:
    ends = np.log10([LOW, HIGH])
    figure = style.figure("temperature T", "log loss in nats", tuple(ends), (0, top))
    figure.update_xaxes(
        type="log", tickvals=[0.2, 0.5, 1, 2, 5], ticktext=["0.2", "0.5", "1", "2", "5"]
    )
    shown = np.where(np.isfinite(losses) & (losses < 2 * top), losses, np.nan)
    figure.add_trace(style.curve(TEMPERATURES, shown, "log loss", style.LOSS))
    guessing = study.summary.guessing
    if guessing:
        figure.add_shape(
            style.strokes([([LOW, HIGH], [guessing] * 2)], style.TRUTH, width=2, dash="dash")
        )
        # At the bottom, which the curve does not reach.
        corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
        words = f"{style.DASH_SIGNS[0]} guessing the base rates: {numbers.text(guessing, '.3f')}"
        figure.add_annotation(style.label(0.03, 0.03, words, style.TRUTH, **corner))
    figure.add_trace(style.marker("here", style.LOSS))
    return figure


def guess_of(guess: float, figure: LiveFigure) -> Ghost:
    """The student's guess in nats, as a level of the second panel."""
    top = figure.panels[1].figure.layout.yaxis.range[1]
    left = {"x": 0, "xanchor": "left"}  # where the curve is seldom
    return ghost.level(guess, f"{guess:g} nats", top, panel=1, **left)
