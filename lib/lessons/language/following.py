"""What may come next, sharper or flatter with the temperature."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.language.reading import Reading, of_usual, quoted, shared, shown
from lib.maths.information import entropy, perplexity, to_bits
from lib.maths.ngrams import MOST_BEFORE, at_temperature, next_characters

BARS = 20
COLD, HOT = 0.1, 3.0
AT_FIRST = 3  # characters that it looks back
HEIGHT = 260


@of_usual
def expected(reading: Reading, message: str) -> NDArray:
    """Probabilities of the characters of the alphabet, for every order, (6, V); read only."""
    q = next_characters(reading.model, message[-MOST_BEFORE:])[:, -1]
    q.setflags(write=False)
    return q


@shared
def following(reading: Reading, message: str) -> LiveFigure:
    """Bars of the characters that may follow the text, over the temperature."""
    q = expected(reading, message)
    letters = reading.model.letters
    likely = np.argsort(-q.max(axis=0), kind="stable")[:BARS]

    def frames(temperature: ArrayLike, back: ArrayLike) -> Frames:
        if np.ndim(back):
            tempered = np.stack([at_temperature(q[int(k)], temperature) for k in back])
        else:
            tempered = at_temperature(q[int(back)], np.atleast_1d(temperature))
        nats = entropy(tempered)
        first = tempered.argmax(axis=-1)
        chosen = tempered[:, likely]
        return Frames(
            traces={
                "next": {
                    "y": np.concatenate([chosen, 1 - chosen.sum(axis=-1, keepdims=True)], axis=-1)
                }
            },
            readouts={
                "entropy": numbers.texts(to_bits(nats), ".3f"),
                "perplexity": numbers.significant(perplexity(nats), 3),
                "first": [
                    f"{quoted(letters[i])}, {numbers.percent(row[i], 1)}"
                    for i, row in zip(first, tempered, strict=True)
                ],
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _bars([letters[i] for i in likely]),
                f"Bars: the probability of the {len(likely)} characters that are likeliest after "
                f"{quoted(message[-MOST_BEFORE:])}, and of all others together.",
                height=HEIGHT,
            )
        ],
        sliders=[
            Slider("temperature", "Temperature", COLD, HOT, 0.01, 1.0, ".2f"),
            Slider("back", "Characters that it looks back", 0, MOST_BEFORE, 1, AT_FIRST),
        ],
        frames=frames,
        readouts=[
            Readout("entropy", "entropy of what comes next", "loss", main=True, unit="bits"),
            Readout("perplexity", "as many equal choices", "loss"),
            Readout("first", "likeliest", "model"),
        ],
        presets={
            "cold: 0.3": {"temperature": 0.3},
            "as learnt: 1": {"temperature": 1.0},
            "hot: 2": {"temperature": 2.0},
        },
    )


def _bars(letters: list[str]) -> Figure:
    names = [*map(shown, letters), "…"]
    figure = style.figure("the next character", "probability", (-0.6, len(names) - 0.4), (0, 1.05))
    figure.update_xaxes(
        tickvals=list(range(len(names))), ticktext=names, ticks="", showgrid=False, tickangle=0
    )
    bars = style.bars("next", style.MODEL, range(len(names)), [0] * len(names), ".3f")
    figure.add_trace(bars.update(texttemplate="", hovertemplate="%{y:.3f}<extra></extra>"))
    return figure
