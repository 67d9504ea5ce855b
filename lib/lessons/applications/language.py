"""The next word: ten candidates, a temperature, and the price of the word that came."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.calibration import tempered_cross_entropy
from lib.maths.information import entropy, perplexity, surprisal, to_bits
from lib.maths.losses import softmax_cross_entropy_with_integer_labels
from lib.words.text import comparison

# Invented, for “The cat sat on the …”: the scores of ten words that could follow.
SCORES = {
    "mat": 4.0,
    "sofa": 3.2,
    "floor": 2.9,
    "roof": 2.1,
    "bed": 1.9,
    "table": 1.4,
    "keyboard": 0.8,
    "fence": 0.5,
    "moon": -1.5,
    "logarithm": -4.0,
}
WORDS = tuple(SCORES)
LOGITS = np.array([*SCORES.values()])
TEMPERATURES = np.geomspace(0.1, 4, 80)
GPT2_TOKENS = 50_257  # Radford et al. (2019), section 2.3
TOP = 8.0
ASKED = 0.5  # the temperature of the prediction
COLD = "mat, cold"


def model(temperature: ArrayLike) -> NDArray:
    """Probabilities of the words, softmax of the scores over the temperature, (..., 10)."""
    return softmax(_logits(temperature), axis=-1)


def _logits(temperature: ArrayLike) -> NDArray:
    return LOGITS / np.asarray(temperature, dtype=float)[..., None]


def loss(temperature: ArrayLike, word: ArrayLike) -> NDArray:
    """Cross-entropy of the word that came, by its number from 1, in nats."""
    temperature, word = np.broadcast_arrays(temperature, word)
    labels = np.asarray(word).astype(int) - 1
    return softmax_cross_entropy_with_integer_labels(_logits(temperature), labels)


def _curve(word: NDArray) -> NDArray:
    """The loss along `TEMPERATURES`; what is far above the picture would cost it its digits."""
    height = loss(TEMPERATURES, word[..., None])
    return np.where(height < 1.5 * TOP, height, np.nan)


def mean_loss(temperature: ArrayLike) -> NDArray:
    """Mean loss over a language that speaks as the model does at temperature 1, in nats."""
    return tempered_cross_entropy(LOGITS, temperature)


@cache
def figure() -> LiveFigure:
    """The probabilities of the ten words, and the loss of the true one over the temperature."""

    def frames(temperature: ArrayLike, word: ArrayLike) -> Frames:
        # Only another word moves the curve: the temperature's book leaves it out.
        moved = {"one word": {"y": _curve(np.asarray(word))}} if np.ndim(word) else {}
        temperature, word = np.broadcast_arrays(np.float64(temperature), word)
        q, cost = model(temperature), loss(temperature, word)
        row = word.astype(int)[..., None] - 1
        own = np.take_along_axis(q, row, axis=-1)
        here = temperature[..., None]
        return Frames(
            traces={
                "model": {"x": q},
                "true word": {"y": row},
                **moved,
                "here": {"x": here, "y": cost[..., None]},
                "mean here": {"x": here, "y": mean_loss(here)},
            },
            readouts={
                "loss": numbers.texts(cost),
                "bits": numbers.texts(to_bits(cost)),
                "perplexity": numbers.texts(perplexity(cost), ",.4g"),
                "truth": [
                    f"{WORDS[i]}, q = {numbers.fine(p, 3)}"
                    for i, p in zip(row.flat, own.flat, strict=True)
                ],
                "mean": numbers.texts(mean_loss(temperature)),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _words(),
                "Bars: the model's probability of each of ten words after “The cat sat on the”, "
                "with a diamond on the word that came.",
                height=250,
            ),
            Panel(
                _over_temperature(),
                "The loss of the word that came, over the temperature, and the mean loss if the "
                "words really come as often as the model says at temperature 1.",
                height=250,
                answers=True,
            ),
        ],
        sliders=[
            Slider("temperature", "Temperature", 0.1, 4, 0.0195, 1.0, ".2f"),
            Slider("word", "The word that came, by rank", 1, len(WORDS), 1, 1),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "loss of this word", "loss", main=True, unit="nats"),
            Readout("bits", "the same in bits", "loss", unit="bits"),
            Readout("perplexity", "perplexity", "loss"),
            Readout("truth", "the word that came", "truth"),
            Readout("mean", "mean over all words", "truth", unit="nats"),
        ],
        presets={
            "mat": {"word": 1.0, "temperature": 1.0},
            COLD: {"word": 1.0, "temperature": ASKED},
            "keyboard": {"word": 7.0, "temperature": 1.0},
            "moon": {"word": 9.0, "temperature": 1.0},
            "moon, cold": {"word": 9.0, "temperature": ASKED},
            "moon, hot": {"word": 9.0, "temperature": 4.0},
        },
    )


def _words() -> Figure:
    rows = (len(WORDS) - 0.5, -0.5)
    panel = style.figure("probability", "The cat sat on the …", (0, 1.6), rows)
    panel.update_xaxes(tickvals=[0, 0.25, 0.5, 0.75, 1], showgrid=False)
    panel.update_yaxes(tickvals=list(range(len(WORDS))), ticktext=WORDS, showgrid=False, ticks="")
    bars = style.bars("model", style.MODEL, [0] * len(WORDS), range(len(WORDS)), ".3f")
    form = {"texttemplate": "%{x:.3f}", "hovertemplate": "%{x:.4f}<extra></extra>"}
    panel.add_trace(bars.update(orientation="h", constraintext="none", **form))
    came = style.marker("true word", style.TRUTH, "diamond", 13).update(x=[1.3], text=["came"])
    text = {"textposition": "middle right", "textfont": {"color": style.TRUTH}}
    panel.add_trace(came.update(mode="markers+text", cliponaxis=False, **text))
    return panel


def _over_temperature() -> Figure:
    panel = style.figure("temperature", "loss (nats)", (0, 4.1), (0, TOP))
    line = {"color": style.LOSS, "width": 4, "simplify": False}
    panel.add_traces(
        [
            style.curve(TEMPERATURES, mean_loss(TEMPERATURES), "mean", style.TRUTH, dash="dash"),
            style.moving("one word", x=TEMPERATURES, mode="lines", line=line),
            style.marker("mean here", style.TRUTH, "square", 11),
            style.marker("here", style.MODEL),
        ]
    )
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    panel.add_annotation(style.label(1, 1, "━ the word that came", style.LOSS, **corner))
    panel.add_annotation(
        style.label(1, 1, "╌╌ mean over all words", style.TRUTH, yshift=-20, **corner)
    )
    return panel


def fields(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    temperature, word = values["temperature"], values["word"]
    fine = np.linspace(0.1, 4, 391)
    cost = loss(temperature, word)
    moon = WORDS.index("moon") + 1
    return {
        "word": WORDS[int(word) - 1],
        "loss": numbers.text(cost),
        "bits": numbers.text(to_bits(cost)),
        "perplexity": numbers.text(perplexity(cost), ",.4g"),
        "best_temperature": f"{fine[mean_loss(fine).argmin()]:g}",
        "entropy": numbers.text(entropy(model(1.0))),
        "mean_cold": numbers.text(mean_loss(0.5)),
        "mat_warm": numbers.text(loss(1.0, 1)),
        "mat_cold": numbers.text(loss(0.5, 1)),
        "moon_warm": numbers.text(loss(1.0, moon)),
        "moon_cold": numbers.text(loss(0.5, moon)),
        "gpt2": numbers.text(surprisal(1 / GPT2_TOKENS)),
        "temperature": f"{temperature:g}",
        "logits": repr(LOGITS.tolist()),
        "label": str(int(word) - 1),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the mean loss at a low temperature."""
    truth = float(mean_loss(ASKED))
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth, ".2f"),
        "comparison": comparison(guess, truth),
        "others": numbers.text(1 - model(1.0)[0], ".0%"),
        "press": figure().press(COLD),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of that, as a ring over the low temperature."""
    said = numbers.unit(f"{guess:g}", "nat")
    return ghost.point(ASKED, guess, said, TOP, panel=1, named_above=2.8)
