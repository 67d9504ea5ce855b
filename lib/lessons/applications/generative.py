"""Generative models: real and fake numbers, the best discriminator, and how it pulls a fake."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit
from scipy.stats import norm

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, Part
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.adversary import (
    discriminator_cross_entropy,
    jensen_shannon_divergence,
    optimal_logit,
    optimal_logit_grad,
)
from lib.maths.losses import (
    gan_discriminator,
    gan_generator_non_saturating_grad,
    gan_generator_saturating_grad,
)

LEFT, RIGHT = -4.0, 8.0
GRID = np.linspace(LEFT, RIGHT, 49)
FARTHEST = 5.0  # mean of the fakes
FAKE = style.RIVALS[2]
WEAK = style.RIVALS[1]
NUDGE = 0.03  # of a name, off its curve
HALF = 0.5  # width of the fakes of the prediction
ALIKE = "too little variety"
TOP = 1.22
CHANCE = float(gan_discriminator([0.0, 0.0]))  # 2 ln 2: two coin tosses


def _pulls(mean: ArrayLike, width: ArrayLike) -> np.ndarray:
    """How hard each loss pulls the fake at the mean towards the real, (2, ...): ln(1 − D), −ln D.

    The chain rule through the discriminator's logit, which stands still meanwhile.
    """
    z, slope = optimal_logit(mean, mean, width), optimal_logit_grad(mean, mean, width)
    weak, strong = gan_generator_saturating_grad(z), gan_generator_non_saturating_grad(z)
    return np.stack(np.broadcast_arrays(weak * slope, strong * slope))


@cache
def figure() -> LiveFigure:
    """Two densities and the best discriminator between them, what it pays, and its two pulls."""

    def frames(mean: ArrayLike, width: ArrayLike) -> Frames:
        mean, width = np.broadcast_arrays(np.asarray(mean, float), width)
        column, spread = mean[..., None], width[..., None]
        fakes = norm.pdf(GRID, column, spread)
        D = expit(optimal_logit(GRID, column, spread))
        cost, js = discriminator_cross_entropy(mean, width), jensen_shannon_divergence(mean, width)
        weak, strong = _pulls(mean, width)
        return Frames(
            traces={
                "fakes": {"y": fakes},
                "D": {"y": D},
                "D name": {"y": D[:, :1] + NUDGE},
                "fakes name": {"x": column, "y": norm.pdf(column, column, spread) + NUDGE},
                "pays": {"x": cost[:, None]},
                "gap": {"x": 2 * js[:, None]},
                "pulls": {"x": np.stack([weak, strong], axis=-1)},
            },
            readouts={
                "cost": numbers.texts(cost),
                "js": numbers.texts(js),
                "D": numbers.texts(expit(optimal_logit(mean, mean, width)), ".3f"),
                "strong": numbers.fines(strong, 3),
                "weak": numbers.fines(weak, 3),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _densities(),
                "The densities of real and fake numbers, and D, the best discriminator's "
                "probability that a number is real: one half everywhere if they are alike.",
                height=235,
                wide=True,
            ),
            Panel(
                _cost(),
                "A bar: what the discriminator pays, and twice the Jensen-Shannon divergence, "
                f"which together are always 2 ln 2, {CHANCE:.4f} nats.",
                height=170,
            ),
            Panel(
                _pull(),
                "Bars: how hard the fake at the centre is pulled towards the real ones, by each "
                "of the generator's two losses.",
                height=170,
            ),
        ],
        sliders=[
            Slider("mean", "Fakes’ mean (real: 0)", 0, FARTHEST, 0.025, 2.0, ".2f"),
            Slider("width", "Fakes’ width (real: 1)", 0.5, 2, 0.0075, 1.0, ".2f"),
        ],
        frames=frames,
        readouts=[
            Readout("cost", "discriminator’s cross-entropy", "loss", main=True, unit="nats"),
            Readout("js", "JS divergence", "gradient", unit="nats"),
            Readout("D", "D at the fakes’ centre", "model"),
            Readout("strong", "pull there, −ln D", "loss"),
            Readout("weak", "pull there, ln(1 − D)", "rival-2"),
        ],
        presets={
            "perfect fakes": {"mean": 0.0, "width": 1.0},
            ALIKE: {"mean": 0.0, "width": HALF},
            "bad fakes": {"mean": FARTHEST, "width": 1.0},
        },
        beside=True,
    )


def _densities() -> Figure:
    figure = style.figure("a number", "density; D", (LEFT, RIGHT), (0, TOP))
    figure.update_layout(margin={"l": 58, "r": 12, "t": 6, "b": 54})
    figure.update_yaxes(tickvals=[0, 0.5, 1], showgrid=False)
    figure.update_xaxes(title_standoff=10, showgrid=False)
    fine = np.linspace(LEFT, RIGHT, 241)
    line = {"shape": "spline", "simplify": False}
    fakes = {**line, "color": FAKE, "width": 3, "dash": style.DASHES[0]}
    figure.add_traces(
        [
            style.curve(fine, norm.pdf(fine), "real", style.TRUTH),
            style.moving("fakes", x=GRID, mode="lines", line=fakes),
            style.moving(
                "D", x=GRID, mode="lines", line={**line, "color": style.MODEL, "width": 4}
            ),
            _name("D name", "D, called real", LEFT, style.MODEL, "top right"),
            _name("fakes name", "╌╌ fakes", 0, FAKE, "top center"),
        ]
    )
    figure.add_annotation(style.label(-0.9, 0.31, "real", style.TRUTH, xanchor="right"))
    return figure


def _name(name: str, words: str, x: float, color: str, side: str) -> Part:
    place = {"x": [x], "text": [words], "textposition": side}
    return style.moving(name, mode="text", textfont={"color": color}, cliponaxis=False, **place)


def _bars(title: str, x_range: tuple, margin: int) -> Figure:
    figure = style.figure(title, "", x_range, (-0.6, 1.6), barmode="stack")
    figure.update_layout(margin={"l": margin, "r": 12, "t": 6, "b": 54})
    figure.update_yaxes(ticks="", showgrid=False, automargin=False)
    return figure.update_xaxes(title_standoff=10, showgrid=False)


def _bar(name: str, color: str, hollow: bool) -> Part:
    bar = style.bars(name, color, [0], [0], "", hollow=hollow, orientation="h", width=0.8)
    return bar.update(texttemplate="", hovertemplate="%{x:.4f} nats<extra></extra>")


def _cost() -> Figure:
    figure = _bars("nats", (-0.02, 1.5), 12)
    figure.update_yaxes(showticklabels=False).update_xaxes(
        tickvals=[0, 0.5, 1, CHANCE], ticktext=["0", "0.5", "1", "2 ln 2"]
    )
    figure.add_traces([_bar("pays", style.LOSS, False), _bar("gap", style.GRADIENT, True)])
    figure.add_shape(style.strokes([([CHANCE] * 2, [-0.6, 0.75])], style.TEXT, width=2, dash="dot"))
    figure.add_annotation(style.label(0, 1, "■ it pays", style.LOSS))
    figure.add_annotation(style.label(CHANCE, 1, "□ 2 JS", style.GRADIENT, xanchor="right"))
    return figure


def _pull() -> Figure:
    figure = _bars("pull on the central fake", (0, 1.45 * FARTHEST), 78)
    figure.update_yaxes(tickvals=[0, 1], ticktext=["ln(1 − D)", "−ln D"])
    bars = style.bars("pulls", style.LOSS, [0, 0], [0, 1], ".3f", orientation="h", width=0.7)
    bars.update(texttemplate="%{x:.3f}", textfont={"color": style.TEXT})
    return figure.add_trace(bars.update(marker={"color": [WEAK, style.LOSS]}))


def fields(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    mean, width = values["mean"], values["width"]
    cost, js = discriminator_cross_entropy(mean, width), jensen_shannon_divergence(mean, width)
    weak, strong = _pulls(mean, width)
    paid, twice, chance = numbers.balanced([float(cost), float(2 * js)])
    places = len(twice.partition(".")[2])
    return {
        "mean": numbers.text(mean, ".2f"),
        "width": numbers.text(width, ".2f"),
        "mean_exact": f"{mean:.10g}",
        "width_exact": f"{width:.10g}",
        "cost": paid,
        "js": numbers.carrying(float(js), lambda half: 2 * half, places, places),
        "twice": twice,
        "chance": chance,
        "D": numbers.fine(expit(optimal_logit(mean, mean, width)), 3),
        "strong": numbers.fine(strong, 3),
        "weak": numbers.fine(weak, 3),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: D of the central fake where all fakes are too alike."""
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(expit(optimal_logit(0.0, 0.0, HALF)), ".3f"),
        "press": figure().press(ALIKE),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of that, as a ring over the centre of the real numbers."""
    return ghost.point(0.0, guess, f"D = {guess:g}", TOP)
