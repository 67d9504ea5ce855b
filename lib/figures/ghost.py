"""A guess on a figure: what a student said before the drag, drawn beside what is so.

A ghost is laid over a figure that all students share, so no cache grows with guesses. So is a veil,
over what would answer before a guess.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lib.figures import style

RADIUS = 9  # pixels
VEIL = ("This picture shows the answer.", "Guess first, or skip.")


@dataclass(frozen=True)
class Ghost:
    """A guess as it is drawn.

    Attributes
    ----------
    says : str
        The same in words, for those who cannot see it.
    shapes, annotations : tuple of dict
        What plotly adds to the layout: dotted, hollow, in the colour of text.
    panel : int
        On which panel of the figure.
    """

    says: str
    shapes: tuple[dict, ...]
    annotations: tuple[dict, ...]
    panel: int = 0


def point(
    x: float,
    y: float,
    guess: str,
    top: float,
    panel: int = 0,
    bottom: float = -math.inf,
    named_above: float = -math.inf,
    **label: object,
) -> Ghost:
    """A guess at a place of a panel whose vertical axis ends at `top`; beyond, at its edge.

    Parameters
    ----------
    x, y : float
        Where it lies, in the units of the axes.
    guess : str
        The guess as it is written, with its unit.
    top, bottom : float
        The ends of the vertical axis.
    named_above : float
        Where what is written beside the ring is clear of curves.
    """
    beyond = " ↑" if y > top else " ↓" if y < bottom else ""
    at = max(min(y, top), bottom)
    inside = RADIUS * ((at <= bottom) - (at >= top))  # at an edge the whole ring is in the picture
    ring = {
        "type": "circle",
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": x,
        "yanchor": at,
        "x0": -RADIUS,
        "x1": RADIUS,
        "y0": inside - RADIUS,
        "y1": inside + RADIUS,
        "line": {"color": style.TEXT, "width": 2, "dash": "dot"},
    }
    text = f"your guess: {guess}{beyond}"
    side = {"xshift": RADIUS + 6, "yshift": inside, **label}
    name = style.label(x, max(at, named_above), text, style.TEXT, **side)
    return Ghost(f" Your guess, {guess}, is marked by a dotted ring.", (ring,), (name,), panel)


def level(
    value: float, guess: str, top: float, axis: str = "y", panel: int = 0, **label: object
) -> Ghost:
    """A guess as a dotted line across a panel, at a value of its `axis`, "x" or "y"."""
    at, other = min(value, top), "x" if axis == "y" else "y"
    line = {
        "type": "line",
        f"{axis}0": at,
        f"{axis}1": at,
        f"{other}ref": "paper",
        f"{other}0": 0,
        f"{other}1": 1,
        "line": {"color": style.TEXT, "width": 2, "dash": "dot"},
    }
    text = f"your guess: {guess}" + ((" ↑" if axis == "y" else " →") if value > top else "")
    place = {axis: at, other: 1}
    name = {
        **style.label(0, 0, text, style.TEXT),
        **{"xanchor": "right", "yanchor": "bottom"},
        **place,
        f"{other}ref": "paper",
        **label,
    }
    return Ghost(f" Your guess, {guess}, is a dotted line.", (line,), (name,), panel)


def bar(
    place: float,
    value: float,
    guess: str,
    ends: tuple[float, float],
    panel: int = 0,
    width: float = 0.86,
    **label: object,
) -> Ghost:
    """A guess as a hollow bar of a panel whose vertical axis goes from `ends[0]` to `ends[1]`.

    Parameters
    ----------
    place, value : float
        Where the bar stands, and how high it is, in the units of the axes.
    guess : str
        The guess as it is written, with its unit.
    """
    low, high = ends
    at = min(max(value, low), high)
    box = {
        "type": "rect",
        "x0": place - width / 2,
        "x1": place + width / 2,
        "y0": 0,
        "y1": at,
        "line": {"color": style.TEXT, "width": 2, "dash": "dot"},
    }
    beyond = " ↑" if value > high else " ↓" if value < low else ""
    # At the top: beside the bar's end stand the numbers of what is so.
    edge = {"xanchor": "center", "yanchor": "top", **label}
    name = style.label(place, high, f"your guess: {guess}{beyond}", style.TEXT, **edge)
    return Ghost(f" Your guess, {guess}, is a dotted bar.", (box,), (name,), panel)


def haunted(book: Mapping, ghost: Ghost | None) -> dict:
    """A flipbook with a guess laid over one of its panels; the book itself stays as it is."""
    if ghost is None:
        return dict(book)
    panels = list(book["panels"])
    panel = panels[ghost.panel]
    layout = panel["figure"]["layout"]
    layout = {
        **layout,
        "shapes": [*layout.get("shapes", ()), *ghost.shapes],
        "annotations": [*layout.get("annotations", ()), *ghost.annotations],
    }
    panels[ghost.panel] = {
        **panel,
        "figure": {**panel["figure"], "layout": layout},
        "alt": panel["alt"] + ghost.says,
    }
    return {**book, "panels": panels}


def veiled(book: Mapping) -> dict:
    """A flipbook without the pictures that answer the prediction; each keeps its place."""
    panels = [
        {**p, "figure": _veil(), "alt": " ".join(VEIL)} if p["answers"] else p
        for p in book["panels"]
    ]
    return {**book, "panels": panels}


@cache
def _veil() -> dict:
    """An empty picture that says why."""
    figure = style.figure("", "", (0, 1), (0, 1))
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    middle = {"xanchor": "center", "yanchor": "middle"}
    figure.add_annotation(style.label(0.5, 0.5, "<br>".join(VEIL), style.TEXT, **middle))
    return figure.json
