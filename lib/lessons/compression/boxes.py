"""Letters as boxes of width p and height code length, and the price of another language's code."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.information import cross_entropy, entropy, kl_divergence, surprisal, to_bits
from lib.maths.letters import ALPHABET, LANGUAGES, letter_distribution, letter_mixture

UNITS = {"bits": to_bits, "nats": np.asarray}
PAIR = ("en", "fr")  # the languages of the text and of the code that the prediction asks about
PLACES = 3  # decimals of every cost
HEIGHT = 320
CORNERS = np.array([0, 1, 1, 0])  # of a box, as shares of its height
ROOM = 1.12  # above the highest box, for its letter
LEAST_CLIMB = 0.07  # of the floor is always in sight: languages nearly alike look nearly alike
LABELLED = 0.007  # a narrower box has no room for its letter
NARROW = 0.03  # the letters of narrower boxes stand on three levels


def language_name(language: str) -> str:
    """What the selectors say."""
    return LANGUAGES[language]


def visible(letter: str) -> str:
    """A letter as it is shown: a space one can see."""
    return "␣" if letter == " " else letter


def distribution(language: str) -> NDArray:
    """The letter probabilities of a language, in the order of the alphabet."""
    return np.array([*letter_distribution(language).values()])


def costs(language: str, other: str, blend: ArrayLike, unit: str = "bits") -> dict[str, NDArray]:
    """Price, floor and waste of a letter of `language`, coded for a mixture with `other`.

    Parameters
    ----------
    language, other : str
        Keys of `LANGUAGES`: the text's and the one that the code leans to.
    blend : array_like, shape (...)
        The share of `other` in the mixture.
    unit : {"bits", "nats"}
        Of the results.

    Returns
    -------
    dict
        `cost` H(p, q), `floor` H(p), `waste` KL(p||q), each of shape (...).
    """
    q = letter_mixture(language, other, blend)
    p = np.broadcast_to(distribution(language), q.shape)
    into = UNITS[unit]
    return {
        "cost": into(cross_entropy(p, q)),
        "floor": into(entropy(p)),
        "waste": into(kl_divergence(p, q)),
    }


def bill(costs: dict[str, NDArray]) -> dict[str, list[str]]:
    """Price, floor and waste as they are written everywhere: floor + waste = price as shown."""
    pairs = zip(np.atleast_1d(costs["cost"]), np.atleast_1d(costs["floor"]), strict=True)
    return {
        "cost": numbers.texts(costs["cost"], f".{PLACES}f"),
        "floor": numbers.texts(costs["floor"], f".{PLACES}f"),
        "waste": [numbers.beyond(cost, floor, PLACES) for cost, floor in pairs],
    }


@lru_cache(maxsize=64)
def wrong_code(language: str, other: str, unit: str) -> LiveFigure:
    """Boxes of area p times code length, and the cost of a letter over the code's mixture.

    Parameters
    ----------
    language, other : str
        Keys of `LANGUAGES`: the text's, and that of the code at the slider's end.
    unit : {"bits", "nats"}
        Of lengths and costs.
    """
    order = np.argsort(-distribution(language))
    above = _levels(language, other, unit)
    rising = _rising(language, other)[order]
    span = _span(language, other, unit)

    def frames(blend: NDArray) -> Frames:
        price = costs(language, other, blend, unit)
        cost, floor = price["cost"], price["floor"]
        # A gap lower than its name has none.
        middle = np.where(price["waste"] > 0.15 * span, (floor + cost) / 2, np.nan)
        lengths = UNITS[unit](surprisal(letter_mixture(language, other, blend)))[:, order]
        return Frames(
            traces={
                "boxes": {"y": (lengths[..., None] * CORNERS).reshape(len(blend), -1)},
                "rising letters": {"y": (lengths + above)[:, rising]},
                "gap": {
                    "x": np.stack([blend] * 3, -1),
                    "y": np.stack([floor, middle, cost], -1),
                },
            },
            readouts={
                **bill(price),
                "longer": numbers.texts(price["waste"] / floor, ".1%"),
            },
        )

    text, code = language_name(language), language_name(other)
    climb = "rising ever faster" if language != other else "so the line is level"
    return LiveFigure(
        panels=[
            Panel(
                _boxes(language, other, unit, order),
                f"A box for each letter of {text} text: its width is the letter's probability, its "
                "height the length of its ideal code word, so its area is what the letter costs. "
                "An outline shows the same boxes for the text's own best code.",
                height=HEIGHT,
            ),
            Panel(
                _climb(language, other, unit),
                f"Cost of a letter of {text} text over the share of {code} in the code: "
                f"equal to the entropy of {text} without any, and {climb}.",
                height=HEIGHT,
                answers=True,
            ),
        ],
        sliders=[Slider("blend", f"Share of {code} in the code", 0.0, 1.0, 0.005, 0.0, ".1%")],
        frames=frames,
        readouts=[
            Readout("cost", "a letter costs H(p, q)", "loss", main=True, unit=unit),
            Readout("floor", "floor: entropy H(p)", "truth", unit=unit),
            Readout("waste", "wasted: KL(p‖q)", "gradient", unit=unit),
            Readout("longer", "longer than need be", "gradient"),
        ],
        presets={
            f"code for {text}": {"blend": 0.0},
            "for half and half": {"blend": 0.5},
            f"code for {code}": {"blend": 1.0},
        }
        if language != other
        else {},
    )


def guess_of(guess: float, language: str, other: str, unit: str) -> Ghost | None:
    """The student's guess, in per cent, as a ring over the code for French; None elsewhere."""
    if (language, other) != PAIR:
        return None
    panel = wrong_code(language, other, unit).panels[1]
    cost = float(costs(language, other, 1, unit)["floor"]) * (1 + guess / 100)
    low, top = panel.figure.layout.yaxis.range
    side = {"xanchor": "right", "xshift": -ghost.RADIUS - 6, "bgcolor": style.BACKGROUND}
    return ghost.point(1, cost, f"{guess:g}%", top, panel=1, bottom=low, **side)


def _span(language: str, other: str, unit: str) -> float:
    """The height of the climb that the second panel shows."""
    end = costs(language, other, 1, unit)
    return max(float(end["waste"]), LEAST_CLIMB * float(end["floor"]))


def _lengths(language: str, unit: str) -> NDArray:
    return UNITS[unit](surprisal(distribution(language)))


def _tallest(language: str, other: str, unit: str) -> float:
    return float(max(_lengths(language, unit).max(), _lengths(other, unit).max()))


def _levels(language: str, other: str, unit: str) -> NDArray:
    """How far above its box a letter stands: narrow neighbours keep out of each other's way."""
    widths = np.sort(distribution(language))[::-1]
    level = np.where(widths < NARROW, np.arange(len(widths)) % 3, 0)
    return level * _tallest(language, other, unit) * 0.055


def _rising(language: str, other: str) -> NDArray:
    """Which letters have a name that rises in sight; each moving name costs a part of a frame."""
    rise = _lengths(other, "bits") - _lengths(language, "bits")
    named = distribution(language) > LABELLED
    return named & (rise > 0.05 * _tallest(language, other, "bits"))


def _boxes(language: str, other: str, unit: str, order: NDArray) -> Figure:
    p = distribution(language)[order]
    edges = np.concatenate([[0], np.cumsum(p)])
    own, theirs = _lengths(language, unit)[order], _lengths(other, unit)[order]
    top = _tallest(language, other, unit) * ROOM
    figure = style.figure("probability p of each letter", f"code length ({unit})", (0, 1), (0, top))
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showgrid=False)
    figure.add_shape(
        style.strokes([(np.repeat(edges, 2)[1:-1], np.repeat(own, 2))], style.TRUTH, width=2.5)
    )
    # All boxes are one line, up and down again: a frame moves one path, not 27 bars.
    figure.add_trace(
        style.moving(
            "boxes",
            mode="lines",
            x=np.stack([edges[:-1], edges[:-1], edges[1:], edges[1:]], -1).ravel(),
            fill="tozeroy",
            line={"color": style.LOSS, "width": 1, "simplify": False},
        )
    )
    rising = _rising(language, other)[order]
    still = (p > LABELLED) & ~rising
    height = np.maximum(own, theirs) + _levels(language, other, unit)
    for name, chosen in (("letters", still), ("rising letters", rising)):
        figure.add_trace(
            style.moving(
                name,
                mode="text",
                x=(edges[:-1] + edges[1:])[chosen] / 2,
                y=height[chosen],
                text=["space" if ALPHABET[i] == " " else ALPHABET[i] for i in order[chosen]],
                textposition="top center",
                textfont={"color": style.TEXT, "size": np.where(p[chosen] > NARROW, 15, 12)},
                cliponaxis=False,
            )
        )
    for place, words, color in (
        (0.97, "boxes: width × height = cost", style.LOSS),
        (0.89, f"outline: the code for {language_name(language)}", style.TRUTH),
    ):
        figure.add_annotation(style.label(0.02, place * top, words, color))
    return figure


def _climb(language: str, other: str, unit: str) -> Figure:
    blend = np.linspace(0, 1, 201)
    price = costs(language, other, blend, unit)
    cost, floor = price["cost"], float(price["floor"][0])
    span = _span(language, other, unit)
    figure = style.figure(
        "the code is built for",
        f"{unit} a letter",
        (-0.06, 1.12),
        (floor - 0.25 * span, floor + 1.15 * span),
    )
    figure.update_xaxes(
        tickvals=[0, 0.5, 1], ticktext=[language_name(language), "half", language_name(other)]
    )
    figure.add_traces(
        [
            style.curve(blend, cost, "cost", style.LOSS, width=4),
            # The bar, its name and the point are one trace: each trace costs a part of every frame.
            style.moving(
                "gap",
                mode="lines+markers+text",
                connectgaps=True,
                line={"color": style.GRADIENT, "width": 8},
                text=["", "KL", ""],
                cliponaxis=False,
                textposition="middle right",
                textfont={"color": style.GRADIENT},
                marker={
                    "color": style.MODEL,
                    "size": 15,
                    "opacity": [0, 0, 1],
                    "line": {"color": style.BACKGROUND, "width": 2},
                },
            ),
        ]
    )
    figure.add_shape(
        style.strokes([([0, 1], [floor, floor])], style.TRUTH, dash="dash"), layer="below"
    )
    figure.add_annotation(
        style.label(0, floor, "floor H(p)", style.TRUTH, yanchor="top", yshift=-4)
    )
    figure.add_annotation(
        style.label(0.72, float(cost[144]), "H(p, q)", style.LOSS, xanchor="right", yshift=18)
    )
    return figure
