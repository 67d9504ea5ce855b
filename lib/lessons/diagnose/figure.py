"""A mean loss as a probability, beside what guessing costs."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.maths.information import NATS_PER_BIT, entropy, perplexity, surprisal, to_bits

POSITIONS = 400
OTHER = {"nats": "bits", "bits": "nats"}
LOGARITHM = {"nats": "ln", "bits": "log₂"}


def in_nats(loss: ArrayLike, unit: str) -> NDArray[np.float64]:
    """A loss in nats, from "nats" or "bits"."""
    return np.asarray(loss, dtype=float) * (NATS_PER_BIT if unit == "bits" else 1)


def in_unit(nats: ArrayLike, unit: str) -> NDArray[np.float64]:
    """A loss in "nats" or "bits", from nats."""
    return to_bits(nats) if unit == "bits" else np.asarray(nats, dtype=float)


def alike(classes: int) -> float:
    """What it costs, in nats, to call all classes equally probable: ln K."""
    return float(surprisal(1 / classes))


def guessing(classes: int, rates: tuple[float, ...]) -> float:
    """What the cheapest guess costs, in nats: the base rates where they are known, or all alike."""
    return float(entropy(rates)) if rates else alike(classes)


def saved(nats: float, guess: float) -> str:
    """The share of a guess's cost that a loss saves; below 0 where guessing is cheaper."""
    share = 100 * (1 - nats / guess)
    return numbers.text(share, ".1f" if abs(share) < 1000 else ",.0f") + "%"


@lru_cache(maxsize=64)
def standing(loss: float, unit: str, classes: int, rates: tuple[float, ...]) -> LiveFigure:
    """The curve of the mean probability exp(-loss), a loss on it, and the marks of two guesses.

    Parameters
    ----------
    loss : float
        The visitor's, where the slider starts.
    unit : {"nats", "bits"}
        Of the loss, the slider and the axis.
    classes : int
        How many there are.
    rates : tuple of float
        How often each occurs; empty where that is not known.
    """
    even, guess = (in_unit(n, unit) for n in (alike(classes), guessing(classes, rates)))
    top = _end(max(1.2 * loss, 2.4 * even))

    def frames(at: NDArray) -> Frames:
        nats = in_nats(at, unit)
        q = 1 / perplexity(nats)
        return Frames(
            traces={
                "saved": {
                    "x": np.stack([at, np.full_like(at, guess)], -1),
                    "y": np.stack([q, q], -1),
                },
                "here": {"x": at[:, None], "y": q[:, None]},
            },
            readouts={
                "loss": numbers.fines(at, 4),
                "mean": [numbers.probability(-n) for n in nats],
                "perplexity": [numbers.choices(n) for n in nats],
                "other": numbers.fines(in_unit(nats, OTHER[unit]), 4),
                "saved": [saved(n, guessing(classes, rates)) for n in nats],
            },
        )

    marks = {"base rates": float(guess)} if rates else {}
    return LiveFigure(
        panels=[
            Panel(
                _panel(unit, classes, top, float(even), marks),
                "The mean probability of what happened over the mean loss: 1 at a loss of 0, and "
                f"1/{classes:,} where all classes are called alike. Marks say what guessing costs.",
                height=270,
            )
        ],
        sliders=[Slider("at", f"mean loss ({unit})", 0, top, top / POSITIONS, loss, ".4f")],
        frames=frames,
        readouts=[
            Readout("loss", "mean loss", "loss", main=True, unit=unit),
            Readout("mean", "mean probability, exp(−nats)", "model"),
            Readout("perplexity", "perplexity, exp(nats)", "model"),
            Readout("other", f"in {OTHER[unit]}", "loss"),
            Readout("saved", "saved of what guessing costs", "gradient"),
        ],
        presets={
            "your loss": {"at": loss},
            "perfect": {"at": 0.0},
            **{name: {"at": place} for name, place in marks.items()},
            f"all {classes:,} alike": {"at": float(even)},
        },
    )


def _end(least: float) -> float:
    """The end of an axis: two digits, and not before `least`."""
    size = 10.0 ** (math.floor(math.log10(least)) - 1)
    return round(math.ceil(least / size) * size, 10)


def _panel(unit: str, classes: int, top: float, even: float, marks: dict[str, float]) -> Figure:
    x = np.linspace(0, top, 500)
    figure = style.figure(
        f"mean loss ({unit})", "mean probability", (-0.025 * top, 1.025 * top), (-0.06, 1.2)
    )
    figure.update_yaxes(tickvals=[0, 0.25, 0.5, 0.75, 1])
    figure.update_layout(margin_l=67)
    named = f"{LOGARITHM[unit]} {classes:,}"
    # The taller mark is the one further left, so that its name clears the other.
    heights = {**dict.fromkeys(marks, 1.04), named: 0.84}
    looks = {**dict.fromkeys(marks, (style.TRUTH, "dash")), named: (style.TEXT, "dot")}
    for name, place in {**marks, named: even}.items():
        color, dash = looks[name]
        figure.add_shape(
            {"type": "line", "x0": place, "x1": place, "y0": 0, "y1": heights[name]},
            line={"color": color, "width": 3, "dash": dash},
            layer="below",
        )
        # To the right of its mark: the bar of what is saved comes from the left, or lies lower.
        text, side = f"{name}: {numbers.fine(place, 3)}", {"yanchor": "bottom", "xshift": 4}
        figure.add_annotation(style.label(place, heights[name], text, color, **side))
    figure.add_traces(
        [
            style.curve(x, 1 / perplexity(in_nats(x, unit)), "mean probability", style.LOSS),
            style.moving(
                "saved", mode="lines", line={"color": style.GRADIENT, "width": 8}, opacity=0.6
            ),
            style.marker("here", style.MODEL),
        ]
    )
    return figure
