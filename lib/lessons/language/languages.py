"""Whose model is least surprised: the same declaration in many languages, a model each."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lib.figures import style
from lib.figures.drawing import bar
from lib.figures.flipbook import LiveFigure, Panel
from lib.lessons.language.reading import KEPT, declared
from lib.maths.information import to_bits
from lib.maths.ngrams import surprisals
from lib.maths.texts import DECLARATIONS

ORDER = 2  # characters that they look back: more than that a declaration hardly teaches
HEIGHT = 520


@lru_cache(maxsize=KEPT)
def ranking(message: str) -> list[tuple[str, float]]:
    """Every language with the bits a character that its model pays for a text, fewest first."""
    bits = {
        language: float(to_bits(surprisals(declared(language).model, message)[ORDER].mean()))
        for language in DECLARATIONS
    }
    return sorted(bits.items(), key=lambda pair: pair[1])


@lru_cache(maxsize=KEPT)
def languages(message: str) -> LiveFigure:
    """Bars of bits a character under the model of each language, the fewest on top."""
    found = ranking(message)
    names = [DECLARATIONS[language] for language, _ in found]
    bits = np.array([each for _, each in found])
    figure = style.figure("bits a character", "", (0, bits[-1] * 1.12), (len(names) - 0.4, -0.6))
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, ticks="", showgrid=False)
    figure.update_yaxes(tickfont={"size": 12})
    figure.add_trace(
        bar(
            x=bits,
            y=np.arange(len(names)),
            orientation="h",
            name="bits",
            marker={"color": [style.LOSS] + [style.GRADIENT] * (len(names) - 1)},
            text=[f"{each:.2f}" for each in bits],
            textposition="outside",
            textfont={"color": style.TEXT, "size": 12},
            cliponaxis=False,
            constraintext="none",
            hoverinfo="skip",
        )
    )
    return LiveFigure(
        panels=[
            Panel(
                figure,
                f"Bars: bits a character of the text with each language's model; {names[0]} takes "
                f"the fewest, {bits[0]:.2f}, before {names[1]} with {bits[1]:.2f}.",
                height=HEIGHT,
            )
        ]
    )
