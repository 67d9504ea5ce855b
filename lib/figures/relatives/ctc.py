"""CTC: every way in which three frames can spell a word, and what they cost together."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax, softmax

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.relatives import bars
from lib.losses import ctc_alignments, ctc_loss, ctc_loss_grad, ctc_occupancy

SYMBOLS = "–ab"  # the blank first
WORDS = {"ab": [1, 2], "a": [1], "aa": [1, 1], "aba": [1, 2, 1], "aab": [1, 1, 2]}
FRAMES = 3


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

    def frames(ctc_sharp: ArrayLike, ctc_a: ArrayLike, ctc_b: ArrayLike) -> Frames:
        z = _logits(ctc_sharp, ctc_a, ctc_b)
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
                "loss": bars.steady(loss),
                "p": style.texts(total),
                "alone": style.texts(alone),
                "count": [f"{len(paths)} of {len(SYMBOLS) ** FRAMES}"] * np.size(loss),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _frames(word),
                "Bars: each frame's probabilities of the blank, a and b, inside hollow bars for "
                f"the same given that the result spells {word}.",
                height=225,
                wide=True,
            ),
            Panel(
                _alignments([*paths, "sum"]),
                f"Bars: the probability of each of the {len(paths)} alignments that spell {word}, "
                "and their sum.",
                height=205,
                wide=True,
            ),
        ],
        sliders=[
            Slider("ctc_sharp", "Ends: logit of a, b", 0, 8, 0.04, 1.0, ".2f"),
            Slider("ctc_a", "Middle: logit of a", -5, 5, 0.05, 0.5, "z.2f", play=False),
            Slider("ctc_b", "Middle: logit of b", -5, 5, 0.05, 0.0, "z.2f", play=False),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "CTC", "loss", main=True, unit="nats"),
            Readout("p", "p, the sum", "model"),
            Readout("count", "alignments", "text"),
            Readout("alone", "the best alone would cost", "rival-2"),
        ],
        presets={
            "all alike": {"ctc_sharp": 0.0, "ctc_a": 0.0, "ctc_b": 0.0},
            "blank in the middle": {"ctc_sharp": 4.0, "ctc_a": -4.0, "ctc_b": -4.0},
            "a or b?": {"ctc_sharp": 4.0, "ctc_a": 4.0, "ctc_b": 4.0},
        },
        beside=True,
    )


def _frames(word: str) -> go.Figure:
    figure = bars.beliefs(
        list(SYMBOLS) * FRAMES, "frames 1, 2 and 3", f"given that it spells {word}", numbered=False
    )
    size = len(SYMBOLS)
    edges = (([size * t - 0.5] * 2, [0, 1.05]) for t in range(1, FRAMES))
    figure.add_shape(style.strokes(edges, style.TEXT, width=1, dash="dot"))
    return figure


def _alignments(names: list[str]) -> go.Figure:
    figure = bars.beliefs(names, "alignments", "")
    figure.layout.annotations = ()
    if len(names) == 1:
        figure.add_annotation(
            style.label(0, 0.6, "three frames are too few", style.TEXT, xanchor="center")
        )
    places = list(range(len(names)))
    nothing = [None] * len(names)
    figure.data = ()
    figure.add_traces(
        [
            style.bars("alignments", style.MODEL, places, nothing, ".3f", hollow=True, width=0.6),
            style.bars("sum", style.MODEL, places, nothing, ".3f", width=0.6),
        ]
    )
    return figure


def disguise(word: str, ctc_sharp: float, ctc_a: float, ctc_b: float) -> tuple[NDArray, NDArray]:
    """Logarithms of the probability to spell the word and not to; the target is to spell it."""
    loss = ctc_loss(_logits(ctc_sharp, ctc_a, ctc_b), WORDS[word])
    return np.array([-loss, np.log(-np.expm1(-loss))]), np.array([1.0, 0.0])


def numbers(word: str, ctc_sharp: float, ctc_a: float, ctc_b: float) -> dict[str, str]:
    """The numbers of the prose where the sliders stand."""
    z, labels = _logits(ctc_sharp, ctc_a, ctc_b), WORDS[word]
    each, loss = _each(z, labels), ctc_loss(z, labels)
    return {
        "own": style.text(loss),
        "word": word,
        "count": str(each.size),
        "all": str(len(SYMBOLS) ** FRAMES),
        "p": style.text(np.exp(-loss)),
        "sum": style.text(each.sum()),
        "needed": str(len(labels) + sum(a == b for a, b in pairwise(labels))),
        "middle": style.listed(softmax(z, axis=-1)[1], ".3f"),
        "given": style.listed(ctc_occupancy(z, labels)[1], ".3f"),
        "pull": style.listed(ctc_loss_grad(z, labels)[1], ".3f"),
        "z": repr(z.tolist()),
        "labels": repr(labels),
    }


def can_spell(word: str) -> bool:
    """Whether any alignment of the frames spells the word."""
    return len(ctc_alignments(WORDS[word], FRAMES)) > 0


def beliefs() -> dict[str, str]:
    """One alignment against all of them, where every symbol of every frame is equally probable."""
    z = _logits(0, 0, 0)
    return {
        "ctc_all": style.text(ctc_loss(z, WORDS["ab"])),
        "ctc_one": style.text(-np.log(_each(z, WORDS["ab"]).max())),
        "ctc_count": str(_each(z, WORDS["ab"]).size),
    }
