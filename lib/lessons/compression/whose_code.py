"""The languages in the order in which their codes suit a text."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Part, bar
from lib.figures.flipbook import LiveFigure, Panel
from lib.lessons.compression.boxes import language_name
from lib.maths.letters import fold, likely_languages


@lru_cache(maxsize=32)
def shortest_code(text: str) -> LiveFigure:
    """Bits a letter of the text with the ideal code of each language, the fewest on top."""
    ranking = likely_languages(text)
    names = [language_name(language) for language, _ in ranking]
    bits = np.array([each for _, each in ranking])
    more = bits - bits[0]
    in_all = len(fold(text)[0]) * more
    figure = style.figure("bits a letter", "", (0, bits[-1] * 1.3), (len(names) - 0.4, -0.6))
    figure.update_layout(barmode="stack")
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, ticks="", showgrid=False)
    figure.add_traces(
        [
            _side_bars(
                "fewest",
                np.full(len(bits), bits[0]),
                style.LOSS,
                text=[f"{each:.3f}" for each in bits],
                textposition="inside",
                insidetextanchor="end",
                hollow=True,
            ),
            _side_bars(
                "more",
                more,
                style.GRADIENT,
                text=["fewest", *(f"+{bits_in_all(extra)}" for extra in in_all[1:])],
                textposition="outside",
            ),
        ]
    )
    return LiveFigure(
        panels=[
            Panel(
                figure,
                f"Bars: bits a letter of the text with each language's code; {names[0]} takes the "
                f"fewest, {bits[0]:.3f}, before {names[1]} with {bits[1]:.3f}.",
                height=400,
            )
        ]
    )


def _side_bars(name: str, x: NDArray, color: str, hollow: bool = False, **text: object) -> Part:
    return bar(
        x=x,
        y=np.arange(len(x)),
        orientation="h",
        name=name,
        marker={
            "color": "rgba(0,0,0,0)" if hollow else color,
            "line": {"color": color, "width": 1.5},
        },
        textfont={"color": style.TEXT, "size": 13},
        cliponaxis=False,
        constraintext="none",
        hoverinfo="skip",
        **text,
    )


def bits_in_all(bits: float) -> str:
    """How many bits more a text takes, with their unit; two codes may be nearly alike."""
    return numbers.unit(f"{bits:,.1f}" if bits >= 0.95 else numbers.fine(bits, 2), "bit")
