"""GAN: what the discriminator pays, and the two losses of the generator."""

from __future__ import annotations

from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.relatives import bars
from lib.losses import (
    gan_discriminator,
    gan_generator_non_saturating,
    gan_generator_non_saturating_grad,
    gan_generator_saturating,
    gan_generator_saturating_grad,
    sigmoid_binary_cross_entropy,
)

REACH = 8.0
COLOR = style.RIVALS[1]
ROWS = ["generator: ln(1 − D)", "generator: −ln D", "discriminator: fake", "discriminator: real"]


@cache
def figure() -> LiveFigure:
    """What everyone pays for one real and one fake, and how hard the fake's logit is pulled."""

    def frames(gan_real: ArrayLike, gan_fake: ArrayLike) -> Frames:
        real, fake = np.broadcast_arrays(np.asarray(gan_real, float), gan_fake)
        kept, lost = gan_generator_non_saturating(fake), gan_generator_saturating(fake)
        strong, weak = gan_generator_non_saturating_grad(fake), gan_generator_saturating_grad(fake)
        on_real, on_fake = sigmoid_binary_cross_entropy(real, 1), -lost
        return Frames(
            traces={
                "losses": {"x": np.stack([lost, kept, on_fake, on_real], axis=-1)},
                "here": {"x": np.stack([fake, fake], -1), "y": np.stack([weak, strong], -1)},
            },
            readouts={
                "loss": bars.steady(gan_discriminator(np.stack([real, fake], axis=-1))),
                "D": [
                    f"{style.text(a, '.3f')}, {style.text(b, '.3f')}"
                    for a, b in zip(
                        np.atleast_1d(expit(real)), np.atleast_1d(expit(fake)), strict=True
                    )
                ],
                "strong": style.fines(strong, 3),
                "weak": style.fines(weak, 3),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _losses(),
                "Bars: the discriminator's loss on a real example and on a fake, and the two "
                "losses of the generator, of which the saturating one is negative.",
                height=215,
                wide=True,
            ),
            Panel(
                _gradients(),
                "The generator's gradient over the fake's logit. The saturating loss's vanishes "
                "where the fake is spotted; the other's is strongest there.",
                height=225,
                wide=True,
            ),
        ],
        sliders=[
            Slider("gan_fake", "Logit of a fake", -REACH, REACH, 0.05, -3.0, "z.2f"),
            Slider("gan_real", "Logit of a real one", -REACH, REACH, 0.05, 2.0, "z.2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "discriminator pays", "loss", main=True, unit="nats"),
            Readout("D", "D(real), D(fake)", "model"),
            Readout("strong", "generator’s gradient", "loss"),
            Readout("weak", "╌╌ saturating", "rival-2"),
        ],
        presets={
            "cannot tell: D = 1/2": {"gan_real": 0.0, "gan_fake": 0.0},
            "fake spotted": {"gan_fake": -6.0},
            "fake believed": {"gan_fake": 6.0},
        },
        beside=True,
    )


def _losses() -> go.Figure:
    figure = style.figure("loss (nats)", "", (-8.6, 8.6), (-0.6, 3.6), bargap=0.3)
    figure.update_layout(margin={"l": 58, "r": 24, "t": 6, "b": 50})
    figure.update_yaxes(tickvals=list(range(4)), ticktext=ROWS, ticks="", showgrid=False)
    figure.update_xaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1, title_standoff=6)
    bar = style.bars("losses", style.LOSS, [0] * 4, range(4), "", orientation="h")
    bar.update(texttemplate="", hovertemplate="%{x:.4f} nats<extra></extra>")
    figure.add_trace(bar.update(marker={"color": [COLOR, *[style.LOSS] * 3]}))
    return figure


def _gradients() -> go.Figure:
    z = np.linspace(-REACH, REACH, 300)
    span = (-1.04 * REACH, 1.04 * REACH)
    figure = style.figure("logit of a fake", "gradient", span, (-1.12, 0.12))
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
    figure.add_annotation(style.label(8, -0.8, "╌╌ ln(1 − D), saturating", COLOR, xanchor="right"))
    figure.add_annotation(style.label(-8, -0.8, "−ln D", style.LOSS))
    return figure


def disguise(gan_real: float, gan_fake: float) -> tuple[NDArray, NDArray]:
    """The fake's logit against 0, as the generator wants it: called real."""
    return np.array([gan_fake, 0.0]), np.array([1.0, 0.0])


def numbers(gan_real: float, gan_fake: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    kept, lost = gan_generator_non_saturating(gan_fake), gan_generator_saturating(gan_fake)
    return {
        "own": style.text(kept),
        "discriminator": style.text(gan_discriminator([gan_real, gan_fake])),
        "on_real": style.text(sigmoid_binary_cross_entropy(gan_real, 1)),
        "on_fake": style.text(sigmoid_binary_cross_entropy(gan_fake, 0)),
        "kept": style.text(kept),
        "lost": style.text(lost),
        "strong": style.fine(gan_generator_non_saturating_grad(gan_fake), 3),
        "weak": style.fine(gan_generator_saturating_grad(gan_fake), 3),
        "optimum": style.text(gan_discriminator([0.0, 0.0])),
        "real": repr(float(gan_real)),
        "fake": repr(float(gan_fake)),
    }


def beliefs() -> dict[str, str]:
    """The two pulls on a fake that is spotted."""
    return {
        "gan_strong": style.fine(abs(gan_generator_non_saturating_grad(-6.0)), 3),
        "gan_weak": style.fine(abs(gan_generator_saturating_grad(-6.0)), 3),
        "gan_optimum": style.text(gan_discriminator([0.0, 0.0])),
    }
