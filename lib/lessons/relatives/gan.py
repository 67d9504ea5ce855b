"""GAN: what the discriminator pays, and the two losses of the generator."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.losses import (
    gan_discriminator,
    gan_generator_non_saturating,
    gan_generator_non_saturating_grad,
    gan_generator_saturating,
    gan_generator_saturating_grad,
    sigmoid_binary_cross_entropy,
)
from lib.words.text import comparison

REACH = 8.0
ASKED = -6.0  # logit of the fake in the prediction
BELIEF = -4.0  # and in the corrected beliefs
BOTTOM = -1.12  # of the gradient's axis
SPOTTED = "fake spotted"
COLOR = style.RIVALS[1]
ROWS = ["generator: ln(1 − D)", "generator: −ln D", "discriminator: fake", "discriminator: real"]


@cache
def figure() -> LiveFigure:
    """What everyone pays for one real and one fake, and how hard the fake's logit is pulled."""

    def frames(real: ArrayLike, fake: ArrayLike) -> Frames:
        real, fake = np.broadcast_arrays(np.asarray(real, float), fake)
        kept, lost = gan_generator_non_saturating(fake), gan_generator_saturating(fake)
        strong, weak = gan_generator_non_saturating_grad(fake), gan_generator_saturating_grad(fake)
        on_real, on_fake = sigmoid_binary_cross_entropy(real, 1), -lost
        return Frames(
            traces={
                "losses": {"x": np.stack([lost, kept, on_fake, on_real], axis=-1)},
                "here": {"x": np.stack([fake, fake], -1), "y": np.stack([weak, strong], -1)},
            },
            readouts={
                "loss": numbers.steady(gan_discriminator(np.stack([real, fake], axis=-1))),
                "D": [
                    f"{numbers.text(a, '.3f')}, {numbers.text(b, '.3f')}"
                    for a, b in zip(
                        np.atleast_1d(expit(real)), np.atleast_1d(expit(fake)), strict=True
                    )
                ],
                "strong": numbers.fines(strong, 4),
                "weak": numbers.fines(weak, 4),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _losses(),
                "Bars: the discriminator's loss on a real example and on a fake, and the two "
                "losses of the generator, of which the saturating one is negative.",
                height=190,
                wide=True,
            ),
            Panel(
                _gradients(),
                "The generator's gradient over the fake's logit. The saturating loss's vanishes "
                "where the fake is spotted; the other's is strongest there.",
                height=195,
                wide=True,
            ),
        ],
        sliders=[
            Slider("fake", "Logit of a fake", -REACH, REACH, 0.05, -3.0, "z.2f"),
            Slider("real", "Logit of a real one", -REACH, REACH, 0.05, 2.0, "z.2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "discriminator pays", "loss", main=True, unit="nats"),
            Readout("D", "D(real), D(fake)", "model"),
            Readout("strong", "generator’s gradient", "loss"),
            Readout("weak", "╌╌ saturating", "rival-2"),
        ],
        presets={
            "cannot tell: D = 1/2": {"real": 0.0, "fake": 0.0},
            SPOTTED: {"fake": ASKED},
            "fake believed": {"fake": 6.0},
        },
        beside=True,
    )


def _losses() -> Figure:
    figure = style.figure("loss (nats)", "", (-8.6, 8.6), (-0.6, 3.6), bargap=0.3)
    figure.update_layout(margin={"l": 58, "r": 24, "t": 6, "b": 50})
    figure.update_yaxes(tickvals=list(range(4)), ticktext=ROWS, ticks="", showgrid=False)
    figure.update_xaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1, title_standoff=6)
    bar = style.bars("losses", style.LOSS, [0] * 4, range(4), "", orientation="h")
    bar.update(texttemplate="", hovertemplate="%{x:.4f} nats<extra></extra>")
    figure.add_trace(bar.update(marker={"color": [COLOR, *[style.LOSS] * 3]}))
    return figure


def _gradients() -> Figure:
    z = np.linspace(-REACH, REACH, 300)
    span = (-1.04 * REACH, 1.04 * REACH)
    figure = style.figure("logit of a fake", "gradient", span, (BOTTOM, 0.12))
    figure.update_layout(margin={"l": 58, "r": 24, "t": 6, "b": 50})
    figure.update_xaxes(title_standoff=6)
    weak, strong = gan_generator_saturating_grad(z), gan_generator_non_saturating_grad(z)
    figure.add_traces(
        [
            style.curve(z, weak, "saturating", COLOR, dash=style.DASHES[0]),
            style.curve(z, strong, "non-saturating", style.LOSS, width=4),
            style.marker("here", [COLOR, style.LOSS], ["diamond", "circle"], 14),
        ]
    )
    figure.add_annotation(style.label(8, -0.3, "╌╌ ln(1 − D)", COLOR, xanchor="right"))
    figure.add_annotation(style.label(-8, -0.7, "−ln D", style.LOSS))
    return figure


def inside(real: float, fake: float) -> tuple[NDArray, NDArray]:
    """The fake's logit against 0, as the generator wants it: called real."""
    return np.array([fake, 0.0]), np.array([1.0, 0.0])


def fields(real: float, fake: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    kept, lost = gan_generator_non_saturating(fake), gan_generator_saturating(fake)
    on_real, on_fake = (sigmoid_binary_cross_entropy(z, y) for z, y in ((real, 1), (fake, 0)))
    paid_real, paid_fake, paid = numbers.balanced([float(on_real), float(on_fake)])
    return {
        "own": numbers.text(kept),
        "discriminator": paid,
        "on_real": paid_real,
        "on_fake": paid_fake,
        "kept": numbers.text(kept),
        "lost": numbers.text(lost),
        "D": numbers.fine(expit(fake), 3),
        "strong": numbers.fine(gan_generator_non_saturating_grad(fake), 4),
        "weak": numbers.fine(gan_generator_saturating_grad(fake), 4),
        "optimum": numbers.text(gan_discriminator([0.0, 0.0])),
        "real": repr(float(real)),
        "fake": repr(float(fake)),
    }


@cache
def beliefs() -> dict[str, str]:
    """The two pulls on a fake that is spotted."""
    return {
        "gan_logit": numbers.text(BELIEF, "g"),
        "gan_strong": numbers.fine(abs(gan_generator_non_saturating_grad(BELIEF)), 3),
        "gan_weak": numbers.fine(abs(gan_generator_saturating_grad(BELIEF)), 3),
        "gan_optimum": numbers.text(gan_discriminator([0.0, 0.0])),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: how hard ln(1 − D) pulls at a fake that is spotted."""
    truth = abs(float(gan_generator_saturating_grad(ASKED)))
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(truth, ".6f"),
        "comparison": comparison(guess, truth),
        "strong": numbers.fine(gan_generator_non_saturating_grad(ASKED), 4),
        "press": figure().press(SPOTTED),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of the size of the saturating gradient, which is negative, as a ring."""
    above = 14 if guess > 0.8 else 0  # the curve of −ln D runs through a label down there
    return ghost.point(ASKED, max(-guess, BOTTOM), f"{guess:g}", 0, panel=1, yshift=above)
