"""The surprise of each character of a text, and what the model expected in its place."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.lessons.language.reading import Reading, of_usual, quoted, shared, shown
from lib.maths.information import perplexity, surprisal, to_bits
from lib.maths.ngrams import MOST_BEFORE, next_characters, surprisals

FORM = ".3f"
LONGEST = 300  # characters along the axis
BARS = 20  # characters with a bar of their own: those that the model expects most in this text
LOW, HIGH = 8.0, 14.0  # bits: the axis ends between them, unless the mean is higher
HEIGHT = 300
HERE = 20  # the character where the slider stands at first


@of_usual
def bits_of(reading: Reading, message: str) -> NDArray:
    """Surprise of every character in bits, for every order, (6, n); read only."""
    bits = to_bits(surprisals(reading.model, message))
    bits.setflags(write=False)
    return bits


def uniform_bits(reading: Reading) -> float:
    """What a character costs with code words of one length for the characters of the text."""
    return float(to_bits(surprisal(1 / len(reading.model.alphabet))))


@shared
def surprise(reading: Reading, message: str) -> LiveFigure:
    """Stems of surprise along a text with their running mean, and bars of what was expected."""
    bits, uniform = bits_of(reading, message), uniform_bits(reading)
    mean, text = bits.mean(axis=-1), message[:LONGEST]
    n = len(text)
    bits = bits[:, :n]
    running = bits.cumsum(axis=-1) / np.arange(1, n + 1)
    q = next_characters(reading.model, text)[:, :n]
    likely = np.argsort(-q.sum(axis=(0, 1)), kind="stable")[:BARS]
    letters = "".join(reading.model.letters[i] for i in likely)
    q = q[..., likely]
    bars = np.concatenate([q, 1 - q.sum(axis=-1, keepdims=True)], axis=-1)
    place = np.array([(letters + c).index(c) for c in text])
    own = np.take_along_axis(bars, place[None, :, None], axis=-1)[..., 0]
    own = np.where(place < len(letters), own, np.exp2(-bits))
    top = max(LOW, min(HIGH, bits.max()), 1.1 * mean.max())

    def frames(order: ArrayLike, at: ArrayLike) -> Frames:
        moved = {}
        if np.ndim(order):  # the other slider's book leaves the stems where they are
            k = np.asarray(order, dtype=int)
            stems = np.stack([0 * bits[k], bits[k], np.nan * bits[k]], axis=-1)
            moved = {
                "surprise": {"y": np.minimum(stems, 1.2 * top).reshape(len(k), -1)},
                "running mean": {"y": np.minimum(running[k], 1.2 * top)},
            }
        k, i = (np.atleast_1d(np.asarray(v, dtype=int)) for v in np.broadcast_arrays(order, at))
        i = np.clip(i, 1, n) - 1
        x = (i + 1)[:, None]
        return Frames(
            traces={
                **moved,
                "stem": {
                    "x": np.concatenate([x, x], -1),
                    "y": np.minimum(np.stack([0 * bits[k, i], bits[k, i]], -1), 1.2 * top),
                },
                "here": {"x": x, "y": np.minimum(running[k, i], 1.2 * top)[:, None]},
                "expected": {"y": bars[k, i]},
                "came": {"x": place[i][:, None], "y": own[k, i][:, None]},
            },
            readouts={
                "mean": numbers.texts(mean[k], FORM),
                "perplexity": numbers.significant(perplexity(mean[k] / to_bits(1.0)), 3),
                "character": [_character(text, j, each) for j, each in zip(i, k, strict=True)],
                "cost": numbers.texts(bits[k, i], ".2f"),
                "running": numbers.texts(running[k, i], FORM),
            },
        )

    part = "" if len(message) == n else f"the first {n} characters of "
    return LiveFigure(
        panels=[
            Panel(
                _along(n, top, uniform, mean[0]),
                f"A line for each character of {part}your text, as high as its surprise in bits, "
                "and a curve: the mean of all surprises so far. Dashed lines: "
                f"{uniform:.2f} bits for code words of one length, {mean[0]:.2f} for the whole "
                "text letter by letter.",
                height=HEIGHT,
            ),
            Panel(
                _expected(letters),
                "Bars: the probability that the model gave to each of some "
                "characters at this place, and to all others together. A diamond stands at the "
                "character that came.",
                height=HEIGHT,
            ),
        ],
        sliders=[
            Slider("at", "Place in the text", 1, n, 1, min(HERE, n), play=n > 1),
            Slider("order", "Characters that it looks back", 0, MOST_BEFORE, 1, 0),
        ],
        frames=frames,
        readouts=[
            Readout("mean", "a character of your text", "loss", main=True, unit="bits"),
            Readout("perplexity", "perplexity", "loss"),
            Readout("running", "mean up to here", "model", unit="bits"),
            Readout("cost", "surprise here", "gradient", unit="bits"),
            Readout("character", "here came", "truth"),
        ],
        presets={
            "letters one by one": {"order": 0},
            "2 characters back": {"order": 2},
            "5 characters back": {"order": 5},
        },
    )


def guess_of(guess: float, figure: LiveFigure) -> Ghost:
    """The student's guess in bits, as a level of the first panel."""
    top = figure.panels[0].figure.layout.yaxis.range[1]
    return ghost.level(guess, f"{guess:g} bits", top)


def _character(text: str, i: int, order: int) -> str:
    before = text[max(0, i - order) : i]
    return f"{quoted(text[i])} after {quoted(before)}" if before else quoted(text[i])


def _along(n: int, top: float, uniform: float, letters: float) -> Figure:
    figure = style.figure("place in the text", "bits", (0.4, n + 0.6), (0, top))
    figure.add_traces(
        [
            style.moving(
                "surprise",
                x=np.repeat(np.arange(1, n + 1), 3),
                mode="lines",
                line={"color": style.GRADIENT, "width": 1.5, "simplify": False},
                opacity=0.7,
            ),
            style.moving(
                "running mean",
                x=np.arange(1, n + 1),
                mode="lines",
                line={"color": style.MODEL, "width": 4, "simplify": False},
            ),
            style.moving("stem", mode="lines", line={"color": style.GRADIENT, "width": 5}),
            style.marker("here", style.MODEL),
        ]
    )
    lower = uniform < letters
    for level, words, above in (
        (uniform, f"one length for all: {uniform:.2f}", not lower),
        (letters, f"one by one: {letters:.2f}", lower),
    ):
        figure.add_shape(
            style.strokes([([0.4, n + 0.6], [level, level])], style.TEXT, width=1, dash="dash")
        )
        side = {"xanchor": "right", "yanchor": "bottom" if above else "top"}
        figure.add_annotation(
            style.label(
                n + 0.6, level, words, style.TEXT, bgcolor=style.BACKGROUND, opacity=0.85, **side
            )
        )
    return figure


def _expected(letters: str) -> Figure:
    names = [*map(shown, letters), "…"]
    figure = style.figure(
        "the character that comes next", "probability", (-0.6, len(names) - 0.4), (0, 1.05)
    )
    figure.update_xaxes(
        tickvals=list(range(len(names))), ticktext=names, ticks="", showgrid=False, tickangle=0
    )
    bars = style.bars("expected", style.MODEL, range(len(names)), [0] * len(names), ".3f")
    bars.update(texttemplate="", hovertemplate="%{y:.3f}<extra></extra>")
    figure.add_traces([bars, style.marker("came", style.TRUTH, "diamond", 13)])
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    figure.add_annotation(style.label(1, 1, "◆ what came", style.TRUTH, **corner))
    return figure
