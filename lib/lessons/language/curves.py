"""What a model costs on what it has read and on what it has not, over its order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.language.reading import Reading, shared
from lib.maths.information import to_bits
from lib.maths.ngrams import MOST_BEFORE, learning_curves

LEAST, TIMES = 500, 2  # the first size of what is read, and how many times the next one is as much
HEIGHT = 330
ORDERS = np.arange(MOST_BEFORE + 1)
FORM = ".3f"


def sizes(reading: Reading) -> list[int]:
    """How many characters are read: each size twice the one before, and last all of them."""
    whole = len(reading.text)
    each, found = min(LEAST, max(1, whole // TIMES)), []
    while each < whole:
        found.append(each)
        each *= TIMES
    return [*found, whole]


def costs(reading: Reading, read: list[int], smoothing: str) -> tuple[NDArray, NDArray]:
    """Bits a character of what was read and of what was not, (sizes, 6) each."""
    pair = learning_curves(reading.text, reading.held_out, read, smoothing == "mixed")
    return to_bits(pair[0]), to_bits(pair[1])


def curves(reading: Reading, smoothing: str) -> dict[int, tuple[NDArray, NDArray]]:
    """The costs of every size of the slider, computed once for a reading."""
    if smoothing not in reading.known:
        grid = sizes(reading)
        pairs = zip(*costs(reading, grid, smoothing), strict=True)
        reading.known[smoothing] = dict(zip(grid, pairs, strict=True))
    return reading.known[smoothing]


@shared
def orders(reading: Reading, smoothing: str) -> LiveFigure:
    """Two curves over the order that part, and how far with how little is read."""
    known = curves(reading, smoothing)
    grid = list(known)
    everything = [cost for pair in known.values() for cost in pair]
    top = 1.05 * max(float(np.max(cost, where=np.isfinite(cost), initial=1)) for cost in everything)

    def frames(size: NDArray) -> Frames:
        asked = [int(each) for each in size]
        # A link may say any size; those of the slider are known.
        rows = [known.get(each) or _pair(reading, each, smoothing) for each in asked]
        training, held_out = (np.stack(part) for part in zip(*rows, strict=True))
        best = held_out.argmin(axis=-1)
        return Frames(
            traces={"training": {"y": training}, "held out": {"y": held_out}},
            readouts={
                "best": numbers.texts(held_out.min(axis=-1), FORM),
                "order": [str(each) for each in best],
                "training": numbers.texts(training[:, -1], FORM),
                "held_out": numbers.texts(held_out[:, -1], FORM),
                "gap": [_gap(*pair) for pair in zip(held_out[:, -1], training[:, -1], strict=True)],
            },
        )

    whole = grid[-1]
    return LiveFigure(
        panels=[
            Panel(
                _lines(top),
                "Two curves over the order: what a character costs in the text that the model has "
                "read, falling, and in one that it has not, falling first and then no more. "
                "Where there is no point, the cost is infinite.",
                height=HEIGHT,
            )
        ],
        sliders=[
            Slider(
                "size", "Characters read", grid[0], whole, 1, whole, ",.0f", tuple(map(float, grid))
            )
        ],
        frames=frames,
        readouts=[
            Readout("best", "least on unread text", "truth", main=True, unit="bits"),
            Readout("order", "at order", "truth"),
            Readout("held_out", f"unread, order {MOST_BEFORE}", "truth", unit="bits"),
            Readout("training", f"read, order {MOST_BEFORE}", "model", unit="bits"),
            Readout("gap", "gap", "gradient", unit="bits"),
        ],
    )


def _pair(reading: Reading, size: int, smoothing: str) -> tuple[NDArray, NDArray]:
    training, held_out = costs(reading, [size], smoothing)
    return training[0], held_out[0]


def _gap(held_out: float, training: float) -> str:
    return numbers.beyond(held_out, training, 3) if np.isfinite(held_out) else "∞"


def _lines(top: float) -> Figure:
    figure = style.figure(
        "order: characters that it looks back", "bits a character", (-0.2, 5.9), (0, top)
    )
    figure.update_xaxes(tickvals=list(ORDERS))
    for name, color, dash, symbol in (
        ("training", style.MODEL, "dash", "square"),
        ("held out", style.TRUTH, "solid", "circle"),
    ):
        figure.add_trace(
            style.moving(
                name,
                x=ORDERS,
                mode="lines+markers",
                line={"color": color, "width": 4, "dash": dash, "simplify": False},
                marker={"color": color, "size": 11, "symbol": symbol},
                cliponaxis=False,
            )
        )
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    figure.add_annotation(style.label(1, 1, "● text that it has not read", style.TRUTH, **corner))
    figure.add_annotation(
        style.label(1, 1, "■ text that it has read", style.MODEL, yshift=-22, **corner)
    )
    return figure
