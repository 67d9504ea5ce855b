"""One look for every figure: colours by role, fonts, axes.

Colours are CSS variables. The browser resolves them when it draws, so a figure follows the
reader's theme without being computed again.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from lib.figures.drawing import Figure, Part, bar, scatter

MODEL = "var(--model)"
TRUTH = "var(--truth)"
LOSS = "var(--loss)"
GRADIENT = "var(--gradient)"
RIVALS = ("var(--rival-1)", "var(--rival-2)", "var(--rival-3)", "var(--rival-4)")
DASHES = ("dash", "dot", "dashdot", "longdash")
DASH_SIGNS = ("╌╌", "┈┈", "╌┈", "━ ━")
SYMBOLS = ("square", "diamond", "triangle-up", "cross")
TEXT = "var(--text)"
FAINT = "var(--faint)"
BACKGROUND = "var(--background)"


def figure(x_title: str, y_title: str, x_range: tuple, y_range: tuple, **layout: object) -> Figure:
    """An empty figure with fixed axes, in the one look."""
    axis = {
        "fixedrange": True,
        "gridcolor": FAINT,
        "zeroline": False,
        "linecolor": TEXT,
        "ticks": "outside",
        "tickcolor": FAINT,
    }
    return Figure(
        **{
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": TEXT},
            "margin": {"l": 58, "r": 24, "t": 10, "b": 52},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "bargap": 0.25,
            "xaxis": {**axis, "title": {"text": x_title, "standoff": 12}, "range": list(x_range)},
            "yaxis": {
                **axis,
                "automargin": True,
                "title": {"text": y_title, "standoff": 12},
                "range": list(y_range),
            },
            **layout,
        },
    )


def curve(x: ArrayLike, y: ArrayLike, name: str, color: str, **line: object) -> Part:
    """A curve drawn once. float32 is finer than any screen and half the bytes."""
    return scatter(
        x=np.asarray(x, dtype=np.float32),
        y=np.asarray(y, dtype=np.float32),
        name=name,
        mode="lines",
        line={"color": color, "width": 3, "simplify": False, **line},
        hovertemplate="%{x:.3g}, %{y:.4g}<extra>" + name + "</extra>",
    )


def strokes(lines: Iterable[tuple[ArrayLike, ArrayLike]], color: str, **line: object) -> dict:
    """Lines through points (x, y), drawn once as a layout shape: no frame pays for them."""
    points = (" L".join(f"{a:.6g},{b:.6g}" for a, b in zip(x, y, strict=True)) for x, y in lines)
    path = " ".join(f"M{stroke}" for stroke in points)
    return {"type": "path", "path": path, "line": {"color": color, "width": 3, **line}}


def moving(name: str, **properties: object) -> Part:
    """A trace whose coordinates come from the flipbook."""
    drawn = {"x": [], "y": [], "name": name, "hoverinfo": "skip", **properties}
    return scatter(**drawn)


def marker(
    name: str, color: str | list[str], symbol: str | list[str] = "circle", size: int = 15
) -> Part:
    """The moving point under the student's hand, or several, each with a colour and a symbol."""
    line = {"color": BACKGROUND, "width": 2}
    return moving(
        name, mode="markers", marker={"color": color, "size": size, "symbol": symbol, "line": line}
    )


def bars(
    name: str,
    color: str,
    x: ArrayLike,
    y: ArrayLike,
    form: str,
    hollow: bool = False,
    **more: object,
) -> Part:
    """Bars with their values above them; hollow ones are told apart without colour."""
    return bar(
        x=list(x),
        y=list(y),
        name=name,
        marker={
            "color": "rgba(0,0,0,0)" if hollow else color,
            "line": {"color": color, "width": 3 if hollow else 0},
        },
        texttemplate=f"%{{y:{form}}}",
        textposition="outside",
        textfont={"color": color},
        cliponaxis=False,
        hovertemplate=f"{name}: %{{y:{form}}}<extra></extra>",
        **more,
    )


def name_above(figure: Figure, left: tuple[str, str], right: tuple[str, str]) -> None:
    """Labels, each a text and its color, above a plot at its two ends, where no mark lies."""
    place = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.update_layout(margin_t=30)
    figure.add_annotation(label(0, 1, *left, **place))
    figure.add_annotation(label(1, 1, *right, **{**place, "xanchor": "right"}))


def label(x: float, y: float, text: str, color: str, **properties: object) -> dict:
    """A direct label: an annotation without an arrow."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "font": {"color": color},
        "xanchor": "left",
        **properties,
    }
