"""CTC: every way in which three frames can spell a word, and what they cost together."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax, softmax

from lib.figures import bars, ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.losses import ctc_alignments, ctc_loss, ctc_loss_grad, ctc_occupancy
from lib.words.text import comparison

SYMBOLS = "–ab"  # the blank first
WORDS = {"ab": [1, 2], "a": [1], "aa": [1, 1], "aba": [1, 2, 1], "aab": [1, 1, 2]}
FRAMES = 3
ASKED = "ab"  # the word of the prediction, every symbol being equally probable
ALIKE = "all alike"


def _logits(sharp: ArrayLike, a: ArrayLike, b: ArrayLike) -> NDArray:
    """Logits (..., frames, symbols): the first frame hears an a, the last a b, as sharply."""
    sharp, a, b = np.broadcast_arrays(np.asarray(sharp, float), a, b)
    none = 0 * sharp
    frames = [[none, sharp, none], [none, a, b], [none, none, sharp]]
    return np.stack([np.stack(symbols, axis=-1) for symbols in frames], axis=-2)


def _each(z: NDArray, labels: list[int]) -> NDArray:
    """Probability of every alignment that spells the labels, (..., alignments)."""
    log_q, paths = log_softmax(z, axis=-1), ctc_alignments(labels, FRAMES)
    return np.exp(log_q[..., np.arange(FRAMES), paths].sum(axis=-1))


def _spelling(alignment: NDArray) -> str:
    return "".join(SYMBOLS[k] for k in alignment)


@cache
def figure(word: str) -> LiveFigure:
    """The symbols of each frame, and the probability of each alignment of a word."""
    labels = WORDS[word]
    paths = [_spelling(each) for each in ctc_alignments(labels, FRAMES)]

    def frames(ends: ArrayLike, middle_a: ArrayLike, middle_b: ArrayLike) -> Frames:
        z = _logits(ends, middle_a, middle_b)
        lead = z.shape[:-2]
        each, loss = _each(z, labels), ctc_loss(z, labels)
        total = np.exp(-loss)
        given = np.where(np.isinf(loss)[..., None, None], np.nan, ctc_occupancy(z, labels))
        with np.errstate(divide="ignore"):
            alone = 0 - np.log(each.max(axis=-1, initial=0))
        return Frames(
            traces={
                "target": {"y": given.reshape(*lead, -1)},
                "model": {"y": softmax(z, axis=-1).reshape(*lead, -1)},
                "alignments": {"y": np.concatenate([each, np.nan * total[..., None]], axis=-1)},
                "sum": {"y": np.stack([*[np.nan * total] * len(paths), total], axis=-1)},
            },
            readouts={
                "loss": numbers.steady(loss),
                "p": numbers.texts(total),
                "alone": numbers.texts(alone),
                "count": [f"{len(paths)} of {len(SYMBOLS) ** FRAMES}"] * np.size(loss),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _frames(word),
                "Bars: each frame's probabilities of the blank, a and b, inside hollow bars for "
                f"the same given that the result spells {word}.",
                height=200,
                wide=True,
            ),
            Panel(
                _alignments([*paths, "sum"]),
                f"Bars: the probability of each alignment that spells {word}, {len(paths)} in all, "
                "and their sum.",
                height=185,
                wide=True,
            ),
        ],
        sliders=[
            Slider("ends", "Ends: logit of a, b", 0, 8, 0.04, 1.0, ".2f"),
            Slider("middle_a", "Middle: logit of a", -5, 5, 0.05, 0.5, "z.2f", play=False),
            Slider("middle_b", "Middle: logit of b", -5, 5, 0.05, 0.0, "z.2f", play=False),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "CTC", "loss", main=True, unit="nats"),
            Readout("p", "p, the sum", "model"),
            Readout("count", "alignments", "text"),
            Readout("alone", "the best alone would cost", "rival-2"),
        ],
        presets={
            ALIKE: {"ends": 0.0, "middle_a": 0.0, "middle_b": 0.0},
            "blank in the middle": {"ends": 4.0, "middle_a": -4.0, "middle_b": -4.0},
            "a or b?": {"ends": 4.0, "middle_a": 4.0, "middle_b": 4.0},
        },
        beside=True,
    )


def _frames(word: str) -> Figure:
    figure = bars.beliefs(
        list(SYMBOLS) * FRAMES, "frames 1, 2 and 3", f"given that it spells {word}", numbered=False
    )
    size = len(SYMBOLS)
    edges = (([size * t - 0.5] * 2, [0, 1.05]) for t in range(1, FRAMES))
    figure.add_shape(style.strokes(edges, style.TEXT, width=1, dash="dot"))
    return figure


def _alignments(names: list[str]) -> Figure:
    figure = bars.beliefs(names, "alignments", "")
    figure.update_layout(annotations=None)
    if len(names) == 1:
        figure.add_annotation(
            style.label(0, 0.6, "three frames are too few", style.TEXT, xanchor="center")
        )
    places = list(range(len(names)))
    nothing = [None] * len(names)
    figure.data.clear()
    figure.add_traces(
        [
            style.bars("alignments", style.MODEL, places, nothing, ".3f", hollow=True, width=0.6),
            style.bars("sum", style.MODEL, places, nothing, ".3f", width=0.6),
        ]
    )
    return figure


def inside(word: str, ends: float, middle_a: float, middle_b: float) -> tuple[NDArray, NDArray]:
    """Logarithms of the probability to spell the word and not to; the target is to spell it."""
    loss = ctc_loss(_logits(ends, middle_a, middle_b), WORDS[word])
    return np.array([-loss, np.log(-np.expm1(-loss))]), np.array([1.0, 0.0])


def fields(word: str, ends: float, middle_a: float, middle_b: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    z, labels = _logits(ends, middle_a, middle_b), WORDS[word]
    each, loss = _each(z, labels), ctc_loss(z, labels)
    return {
        "own": numbers.text(loss),
        "word": word,
        "count": str(each.size),
        "spell": f"{each.size or 'none'} of them {'spells' if each.size == 1 else 'spell'} {word}",
        "all": str(len(SYMBOLS) ** FRAMES),
        "p": numbers.text(np.exp(-loss)),
        "sum": numbers.text(each.sum()) if each.size else "0",
        "needed": str(len(labels) + sum(a == b for a, b in pairwise(labels))),
        "middle": numbers.listed(softmax(z, axis=-1)[1], ".3f"),
        "given": numbers.listed(ctc_occupancy(z, labels)[1], ".3f"),
        "pull": numbers.listed(ctc_loss_grad(z, labels)[1], ".3f"),
        "z": repr(z.tolist()),
        "labels": repr(labels),
    }


def can_spell(word: str) -> bool:
    """Whether any alignment of the frames spells the word."""
    return len(ctc_alignments(WORDS[word], FRAMES)) > 0


@cache
def beliefs() -> dict[str, str]:
    """One alignment of a against all, where every symbol of every frame is equally probable."""
    z = _logits(0, 0, 0)
    each = _each(z, WORDS["a"])
    return {
        "ctc_all": numbers.text(ctc_loss(z, WORDS["a"])),
        "ctc_one": numbers.text(-np.log(each.max())),
        "ctc_count": str(each.size),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the loss of ab where all symbols are equally probable."""
    z = _logits(0, 0, 0)
    truth, each = float(ctc_loss(z, WORDS[ASKED])), _each(z, WORDS[ASKED])
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth),
        "comparison": comparison(guess, truth),
        "one": numbers.text(-np.log(each.max())),
        "count": str(each.size),
        "all": str(len(SYMBOLS) ** FRAMES),
        "press": figure(ASKED).press(ALIKE),
    }


def guess_of(guess: float, word: str) -> Ghost | None:
    """A guess of the loss as the sum that it stands for, where the word is the one asked about."""
    if word != ASKED:
        return None
    place = len(ctc_alignments(WORDS[ASKED], FRAMES))
    said = numbers.unit(f"{guess:g}", "nat")
    side = {"xanchor": "right", "xshift": 30}
    return ghost.bar(place, np.exp(-guess), said, (0, 1.3), panel=1, width=0.6, **side)
