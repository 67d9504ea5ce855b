"""Speech: a word of three letters in seven frames, and every alignment that spells it."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_softmax

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, Part
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths.losses import (
    ctc_alignments,
    ctc_loss,
    ctc_occupancy,
    softmax_cross_entropy_with_integer_labels,
)
from lib.words.text import comparison

SYMBOLS = "–cat"  # the blank first
WORD = [1, 2, 3]
FRAMES = 7
MIDDLE = 4  # the frame in which the second letter is spoken, when the word is on time
MARKED = np.array([0, 1, 0, 2, 0, 3, 0])  # how someone marked the frames of a slow, punctual word
SPREAD = 0.6  # of a letter's sound, in frames
ROW = 1.3  # height of a symbol's row, whose probabilities reach 1
CLEAR, SLOW = 6.0, 2.0  # clearness, and frames from letter to letter, of the prediction
LATE = "a frame late"
DEAREST = 22.0  # nats
BEST = style.RIVALS[1]
FIXED = style.RIVALS[2]


def _logits(clear: ArrayLike, late: ArrayLike, gap: ArrayLike) -> NDArray:
    """Synthetic logits (..., frames, symbols): each letter is a bump in time, the blank is flat."""
    clear, late, gap = np.broadcast_arrays(np.asarray(clear, float), late, gap)
    centre = MIDDLE + late[..., None, None] + gap[..., None, None] * np.array([-1, 0, 1])
    away = (np.arange(1, FRAMES + 1)[:, None] - centre) / SPREAD
    letters = np.exp(-(away**2) / 2)
    blank = np.full((*letters.shape[:-1], 1), 0.5)
    return clear[..., None, None] * np.concatenate([blank, letters], axis=-1)


@cache
def _alignments() -> NDArray:
    return ctc_alignments(WORD, FRAMES)


def _likelihoods(z: NDArray) -> NDArray:
    """The log-probability of every alignment that spells the word."""
    return log_softmax(z, axis=-1)[..., np.arange(FRAMES), _alignments()].sum(axis=-1)


def _best(z: NDArray) -> tuple[NDArray, NDArray]:
    """The most probable alignment that spells the word, and what it alone would cost."""
    each = _likelihoods(z)
    return _alignments()[each.argmax(axis=-1)], 0 - each.max(axis=-1)


def _marked(z: NDArray) -> NDArray:
    """What the one alignment that someone marked costs: ordinary cross-entropy, frame by frame."""
    labels = np.broadcast_to(MARKED, z.shape[:-1])
    return softmax_cross_entropy_with_integer_labels(z, labels).sum(axis=-1)


@cache
def figure() -> LiveFigure:
    """What the frames hear, what they must have been, and the price with and without a timing."""

    def frames(clearness: ArrayLike, late: ArrayLike, spacing: ArrayLike) -> Frames:
        z = _logits(clearness, late, spacing)
        loss, marked = ctc_loss(z, WORD), _marked(z)
        path, alone = _best(z)
        rows = (z.shape[0], -1)
        return Frames(
            traces={
                "given": {"y": ctc_occupancy(z, WORD).swapaxes(-1, -2).reshape(rows)},
                "model": {"y": np.exp(log_softmax(z, axis=-1)).swapaxes(-1, -2).reshape(rows)},
                "best": {"y": ROW * path + 0.5},
                "costs": {"x": np.stack([marked, alone, loss], axis=-1)},
            },
            readouts={
                "loss": numbers.texts(loss),
                "p": numbers.texts(np.exp(-loss)),
                "alone": numbers.fines(np.exp(-alone), 4),
                "marked": numbers.fines(np.exp(-marked), 4),
            },
        )

    count = len(_alignments())
    return LiveFigure(
        panels=[
            Panel(
                _frames(),
                "Bars in a row for each of blank, c, a and t, over seven frames: what the model "
                "hears, inside hollow bars for the same given that the word is cat. A dashed line "
                "is the most probable alignment.",
                height=275,
                wide=True,
            ),
            Panel(
                _costs(),
                "Bars: the cost in nats of all alignments together, of the best one alone, and of "
                "one timing that was marked beforehand.",
                height=155,
                wide=True,
            ),
        ],
        sliders=[
            Slider("late", "Spoken late by (frames)", -2, 2, 0.02, 0.0, "z.2f"),
            Slider("spacing", "Letter to letter (frames)", 0, 3, 0.015, SLOW, ".2f"),
            Slider("clearness", "Clearness", 0, 12, 0.06, CLEAR, ".2f", play=False),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "CTC loss", "loss", main=True, unit="nats"),
            Readout("p", f"p, all {count} alignments", "model"),
            Readout("alone", "◇ p, the best alone", "rival-2"),
            Readout("marked", "p, the marked timing", "rival-3"),
        ],
        presets={
            "on time": {"late": 0.0, "spacing": SLOW, "clearness": CLEAR},
            LATE: {"late": 1.0, "spacing": SLOW, "clearness": CLEAR},
            "too fast": {"late": 0.0, "spacing": 0.3},
            "only noise": {"clearness": 0.0},
        },
        beside=True,
    )


def _frames() -> Figure:
    rows = ROW * np.arange(len(SYMBOLS))
    top = rows[-1] + 1.05
    figure = style.figure("frame", "", (0.4, FRAMES + 0.6), (-0.05, top + 0.55), barmode="overlay")
    figure.update_layout(margin={"l": 34, "r": 8, "t": 4, "b": 54})
    figure.update_xaxes(tickvals=list(range(1, FRAMES + 1)), showgrid=False, title_standoff=10)
    figure.update_yaxes(tickvals=rows + 0.4, ticktext=list(SYMBOLS), ticks="", showgrid=False)
    lines = (([0.4, FRAMES + 0.6], [row] * 2) for row in rows)
    figure.add_shape(style.strokes(lines, style.FAINT, width=1))
    dashed = {"color": BEST, "width": 2, "dash": style.DASHES[0]}
    diamonds = {"color": style.BACKGROUND, "size": 9, "symbol": "diamond"}
    figure.add_traces(
        [
            _rows("given", style.TRUTH, True, 0.84),
            _rows("model", style.MODEL, False, 0.6),
            style.moving(
                "best",
                x=np.arange(1, FRAMES + 1),
                mode="lines+markers",
                line=dashed,
                marker={**diamonds, "line": {"color": BEST, "width": 2}},
            ),
        ]
    )
    for x, words, color, side in (
        (0.45, "■ heard", style.MODEL, "left"),
        (4.0, "□ given “cat”", style.TRUTH, "center"),
        (FRAMES + 0.55, "╌◇ the best", BEST, "right"),
    ):
        figure.add_annotation(style.label(x, top + 0.3, words, color, xanchor=side))
    return figure


def _rows(name: str, color: str, hollow: bool, width: float) -> Part:
    x = np.tile(np.arange(1, FRAMES + 1), len(SYMBOLS))
    base = np.repeat(ROW * np.arange(len(SYMBOLS)), FRAMES)
    bars = style.bars(name, color, x, [0] * x.size, "", hollow=hollow, width=width)
    bars.update(texttemplate="", base=base, hoverinfo="skip", hovertemplate=None)
    return bars.update(marker_line_width=2) if hollow else bars


def _costs() -> Figure:
    figure = style.figure("nats", "", (0, DEAREST), (-0.6, 2.6), bargap=0.3)
    figure.update_layout(margin={"l": 150, "r": 8, "t": 2, "b": 54})
    names = ["marked timing", "◇ the best alone", "all: CTC"]
    figure.update_yaxes(
        tickvals=[0, 1, 2], ticktext=names, ticks="", showgrid=False, automargin=False
    )
    figure.update_xaxes(title_standoff=10)
    bars = style.bars("costs", style.LOSS, [0] * 3, range(3), ".3f", orientation="h")
    bars.update(texttemplate="%{x:.3f}", textfont={"color": style.TEXT})
    return figure.add_trace(bars.update(marker={"color": [FIXED, BEST, style.LOSS]}))


def fields(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    z = _logits(values["clearness"], values["late"], values["spacing"])
    loss, marked = ctc_loss(z, WORD), _marked(z)
    path, alone = _best(z)
    ties = np.isclose(_likelihoods(z), -alone, rtol=0, atol=1e-9).sum()
    return {
        "best": "The best one" if ties == 1 else f"One of the {ties} best",
        "count": str(len(_alignments())),
        "all": f"{len(SYMBOLS) ** FRAMES:,}",
        "loss": numbers.text(loss),
        "p": numbers.text(np.exp(-loss)),
        "path": "".join(SYMBOLS[k] for k in path),
        "alone": numbers.text(alone),
        "share": numbers.text(np.exp(loss - alone), ".1%"),
        "marked_path": "".join(SYMBOLS[k] for k in MARKED),
        "marked": numbers.text(marked),
        "z": repr(z.tolist()),
        "labels": repr(list(WORD)),
        "frames": str(FRAMES),
        "symbols": str(len(SYMBOLS)),
    }


def sections(values: dict[str, float]) -> tuple[str, ...]:
    """What holds where the sliders stand: in noise all alignments are alike, and none is best."""
    heard = "speech_heard" if values["clearness"] > 0 else "speech_noise"
    return (heard, "speech_result")


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: what CTC charges for a word spoken a frame late."""
    z = _logits(CLEAR, 1.0, SLOW)
    truth, (path, _) = float(ctc_loss(z, WORD)), _best(z)
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth, ".2f"),
        "comparison": comparison(guess, truth),
        "path": "".join(SYMBOLS[k] for k in path),
        "press": figure().press(LATE),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of that, as a line across the costs."""
    said = numbers.unit(f"{guess:g}", "nat")
    side = {"xanchor": "left" if guess < DEAREST / 2 else "right", "y": 0.5, "yanchor": "middle"}
    return ghost.level(guess, said, DEAREST, "x", panel=1, **side)
