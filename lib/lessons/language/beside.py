"""Two letter models on the same text, or two texts under the same model, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.language.reading import Reading, declared, gospels, quoted, shared
from lib.lessons.language.surprise import FORM, HIGH, LONGEST, LOW, bits_of
from lib.maths.ngrams import MOST_BEFORE

HEIGHT = 300
FIRST, SECOND = 1, 4  # characters that the two look back at first; five are asked for above
MOST_APART = 12.0  # bits: the axis of the differences ends there
CLEAR = 1.0  # bits: who is ahead by less is so by chance
BACK = "looks back"
EACH = (
    Readout("first", "first, a character", "model", unit="bits"),
    Readout("second", "second, a character", "truth", unit="bits"),
)


def second_reading(first: Reading, second: str) -> Reading:
    """What the second model has read: the same as the first, the Gospels, or a declaration."""
    if second == "same":
        return first
    return gospels() if second == "gospels" else declared(second)


def ahead(first: float, second: float) -> tuple[dict[str, str], bool]:
    """Which of two needs fewer bits and how many fewer, as they are written, and if that is clear.

    Examples
    --------
    >>> ahead(18.42, 19.61)
    ({'which': 'first', 'margin': '1.2 bits'}, True)
    """
    margin = numbers.beyond(max(first, second), min(first, second), 1)
    which = "second" if second < first else "first"
    said = {"which": which, "margin": numbers.unit(margin, "bit")}
    return said, numbers.read(margin) >= CLEAR


def _less(second: NDArray, first: NDArray, places: int) -> list[str]:
    """What the second has beyond the first, as both are written."""
    return numbers.signed(second.round(places) - first.round(places), f",.{places}f")


def _running(bits: NDArray) -> NDArray:
    """Means of the first 1, 2, … characters, up to as many as the axis has, of every order."""
    bits = bits[:, :LONGEST]
    return bits.cumsum(axis=-1) / np.arange(1, bits.shape[-1] + 1)


def _top(running: Sequence[NDArray]) -> float:
    """Where the axis of running means ends: above their second halves, whatever comes first."""
    high = max(each.max() for each in running)
    late = max(each[:, each.shape[-1] // 2 :].max() for each in running)
    return max(LOW, min(HIGH, high), 1.1 * late)


def draw_names(figure: Figure, what: str = "") -> None:
    """Name the solid and the dashed line above a plot."""
    second = f"╌╌ second{what}", style.TRUTH
    style.name_above(figure, (f"━ first{what}", style.MODEL), second)


@shared
def models(first: Reading, second: Reading, message: str) -> LiveFigure:
    """Running means of two models on one text, and where the second pays more or less."""
    one_bits, two_bits = bits_of(first, message), bits_of(second, message)
    totals = one_bits.sum(axis=-1), two_bits.sum(axis=-1)
    means = one_bits.mean(axis=-1), two_bits.mean(axis=-1)
    running = _running(one_bits), _running(two_bits)
    text = message[:LONGEST]
    n = len(text)
    top = _top(running)
    apart = two_bits[None, :, :n] - one_bits[:, None, :n]  # (first's order, second's order, place)
    reach = float(np.clip(np.abs(apart).max(), 1, MOST_APART))

    def frames(one: ArrayLike, two: ArrayLike, place: ArrayLike) -> Frames:
        a, b, i = (
            np.atleast_1d(np.asarray(each, dtype=int))
            for each in np.broadcast_arrays(one, two, place)
        )
        i = np.clip(i, 1, n) - 1
        moved = {}
        if not np.ndim(place):
            gap = np.clip(apart[a, b], -1.2 * reach, 1.2 * reach)
            stems = np.stack([0 * gap, gap, np.nan * gap], axis=-1).reshape(len(a), -1)
            moved["apart"] = {"y": stems}
        if np.ndim(one):
            moved["first"] = {"y": np.minimum(running[0][a], 1.2 * top)}
        if np.ndim(two):
            moved["second"] = {"y": np.minimum(running[1][b], 1.2 * top)}
        x, here = (i + 1)[:, None], np.clip(apart[a, b, i], -1.2 * reach, 1.2 * reach)
        ends = np.stack([0 * here, here], axis=-1)
        return Frames(
            traces={**moved, "here": {"x": np.concatenate([x, x], -1), "y": ends}},
            readouts={
                "more": _less(totals[1][b], totals[0][a], 1),
                "first": numbers.texts(means[0][a], FORM),
                "second": numbers.texts(means[1][b], FORM),
                "here": [
                    f"{quoted(text[j])}: {x} and {y}"
                    for j, x, y in zip(
                        i,
                        numbers.texts(one_bits[a, i], ".2f"),
                        numbers.texts(two_bits[b, i], ".2f"),
                        strict=True,
                    )
                ],
            },
        )

    part = "" if len(message) == n else f"the first {n} characters of "
    return LiveFigure(
        panels=[
            Panel(
                _means((n, n), top, "model"),
                f"Two curves along {part}your text: the mean surprise so far under the first model "
                "(solid) and under the second (dashed).",
                height=HEIGHT,
            ),
            Panel(
                _apart(n, reach),
                f"A line for each character of {part}your text: how many bits more, or below 0 how "
                "many fewer, it costs under the second model.",
                height=HEIGHT,
            ),
        ],
        sliders=[
            Slider("place", "Place in the text", 1, n, 1, min(20, n), play=n > 1),
            Slider("one", f"The first {BACK}", 0, MOST_BEFORE, 1, FIRST),
            Slider("two", f"The second {BACK}", 0, MOST_BEFORE, 1, SECOND),
        ],
        frames=frames,
        readouts=[
            Readout("more", "second less first, in all", "loss", main=True, unit="bits"),
            *EACH,
            Readout("here", "here", "gradient", unit="bits"),
        ],
    )


@shared
def texts(reading: Reading, first: str, second: str) -> LiveFigure:
    """Running means of two texts under one model."""
    bits = bits_of(reading, first), bits_of(reading, second)
    sizes = [len(text.encode()) for text in (first, second)]
    running = tuple(map(_running, bits))
    means = tuple(each.mean(axis=-1) for each in bits)
    each_byte = tuple(each.sum(axis=-1) / n for each, n in zip(bits, sizes, strict=True))
    top = _top(running)

    def frames(one: ArrayLike) -> Frames:
        k = np.atleast_1d(np.asarray(one, dtype=int))
        drawn, readouts = {}, {"more": _less(means[1][k], means[0][k], 3)}
        for i, name in enumerate(("first", "second")):
            drawn[name] = {"y": np.minimum(running[i][k], 1.2 * top)}
            readouts[name] = numbers.texts(means[i][k], FORM)
            readouts[f"{name}_byte"] = numbers.texts(each_byte[i][k], FORM)
        return Frames(drawn, readouts)

    return LiveFigure(
        panels=[
            Panel(
                _means([len(text[:LONGEST]) for text in (first, second)], top, "text"),
                "Two curves: the mean surprise so far along the first text (solid) and along the "
                f"second (dashed), up to {LONGEST} characters of each.",
                height=HEIGHT,
                wide=True,
            )
        ],
        sliders=[Slider("one", f"The model {BACK}", 0, MOST_BEFORE, 1, FIRST)],
        frames=frames,
        readouts=[
            Readout("more", "second less first, a character", "loss", main=True, unit="bits"),
            *EACH,
            Readout("first_byte", "first, a byte", "model", unit="bits"),
            Readout("second_byte", "second, a byte", "truth", unit="bits"),
        ],
    )


def _means(sizes: ArrayLike, top: float, what: str) -> Figure:
    longest = max(sizes)
    figure = style.figure(
        "place in the text", "bits a character so far", (0.4, longest + 0.6), (0, top)
    )
    for name, n, color, dash in zip(
        ("first", "second"), sizes, (style.MODEL, style.TRUTH), ("solid", "dash"), strict=True
    ):
        line = {"color": color, "width": 4, "dash": dash, "simplify": False}
        # A text of one character has no line.
        mode = "lines" if n > 1 else "markers"
        figure.add_trace(style.moving(name, x=np.arange(1, n + 1), mode=mode, line=line))
    draw_names(figure, f" {what}")
    return figure


def _apart(n: int, reach: float) -> Figure:
    ends = (-1.05 * reach, 1.05 * reach)
    figure = style.figure("place in the text", "bits, second less first", (0.4, n + 0.6), ends)
    figure.add_shape(style.strokes([([0.4, n + 0.6], [0, 0])], style.TEXT, width=1))
    line = {"color": style.GRADIENT, "simplify": False}
    figure.add_traces(
        [
            style.moving(
                "apart",
                x=np.repeat(np.arange(1, n + 1), 3),
                mode="lines",
                line={**line, "width": 1.5},
                opacity=0.7,
            ),
            style.moving("here", mode="lines", line={**line, "width": 5}),
        ]
    )
    more, less = "▲ the second pays more", "▼ it pays less"
    style.name_above(figure, (more, style.TEXT), (less, style.TEXT))
    return figure
