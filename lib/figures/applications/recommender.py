"""Eight films and who clicks: the loss asks for honest numbers, the list only for their order."""

from __future__ import annotations

from functools import cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import expit

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.losses import sigmoid_binary_cross_entropy, sigmoid_binary_cross_entropy_grad
from lib.scoring import ndcg, precision_at

# Invented: eight films shown to one visitor, the model's logits and what was clicked.
NAMES = tuple("ABCDEFGH")
LOGITS = np.array([1.6, 1.1, 0.7, 0.2, -0.3, -0.8, -1.4, -2.0])
CLICKS = np.array([1, 0, 1, 0, 0, 1, 0, 0])
CLICKED = np.flatnonzero(CLICKS)
BESIDE = 1.3  # where a diamond says so, right of every bar
MOVED = NAMES.index("F")
SHIFTS = np.linspace(-4, 4, 81)
TOP = 2.8
FIRST = 3  # places of the list that are seen without scrolling


def logits(shift: ArrayLike, film: ArrayLike) -> NDArray:
    """The logits of the eight films, (..., 8): film F's own, and a shift of all."""
    shift, film = np.broadcast_arrays(np.asarray(shift, float), np.asarray(film, float))
    own = np.where(np.arange(len(NAMES)) == MOVED, film[..., None], LOGITS)
    return own + shift[..., None]


def loss(shift: ArrayLike, film: ArrayLike) -> NDArray:
    """Mean binary cross-entropy of the clicks, in nats."""
    z = logits(shift, film)
    return sigmoid_binary_cross_entropy(z, np.broadcast_to(CLICKS, z.shape)).mean(axis=-1)


@cache
def best_shift(film: float) -> float:
    """The shift of least loss: where the slopes over the logits cancel."""

    def slope(shift: float) -> float:
        return float(sigmoid_binary_cross_entropy_grad(logits(shift, film), CLICKS).sum())

    return float(brentq(slope, -20, 20))


def _valley(film: NDArray) -> dict[str, dict[str, NDArray]]:
    best = np.array([best_shift(float(z)) for z in film])[..., None]
    return {
        "loss over the shift": {"y": loss(SHIFTS, film[..., None])},
        "lowest": {"x": best, "y": loss(best, film[..., None])},
    }


def order(shift: ArrayLike, film: ArrayLike) -> tuple[NDArray, NDArray]:
    """NDCG of the list, and the share of clicks among its first three films."""
    z = logits(shift, film)
    clicks = np.broadcast_to(CLICKS, z.shape)
    return ndcg(z, clicks), precision_at(z, clicks, FIRST)


@cache
def figure() -> LiveFigure:
    """The click probabilities beside the clicks, and the loss over the shift."""

    def frames(rec_shift: ArrayLike, rec_film: ArrayLike) -> Frames:
        # Only film F moves the valley: the book of the shift leaves it out.
        moved = _valley(np.asarray(rec_film)) if np.ndim(rec_film) else {}
        shift, film = np.broadcast_arrays(*map(np.float64, (rec_shift, rec_film)))
        q, cost = expit(logits(shift, film)), loss(shift, film)
        gain, hits = order(shift, film)
        return Frames(
            traces={
                "model": {"x": q},
                # It stands still, but Plotly takes away marks that stand still among moving bars.
                "clicked": {
                    "x": np.full((cost.size, CLICKED.size), BESIDE),
                    "y": np.broadcast_to(CLICKED, (cost.size, CLICKED.size)),
                },
                **moved,
                "here": {"x": shift[..., None], "y": cost[..., None]},
            },
            readouts={
                "loss": style.texts(cost),
                "promised": style.texts(q.sum(axis=-1), ".2f"),
                "came": [str(CLICKS.sum())] * cost.size,
                "ndcg": style.texts(gain, ".3f"),
                "hits": [f"{round(share * FIRST)} of {FIRST}" for share in hits.flat],
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _films(),
                "Bars: the probability of a click on each of eight films; a diamond marks those "
                "that were clicked.",
                height=240,
            ),
            Panel(
                _over_shift(),
                "The mean loss over the shift of all logits: a valley whose lowest point is where "
                "the promised clicks are as many as the real ones.",
                height=240,
            ),
        ],
        sliders=[
            Slider("rec_shift", "Added to every logit", -4, 4, 0.04, 2.0, "z.2f"),
            Slider("rec_film", "Logit of film F", -4, 4, 0.04, -0.8, "z.2f"),
        ],
        frames=frames,
        readouts=[
            Readout("loss", "loss of the clicks", "loss", main=True, unit="nats"),
            Readout("promised", "clicks promised", "model"),
            Readout("came", "clicks that came", "truth"),
            Readout("ndcg", "order, NDCG", "rival-1"),
            Readout("hits", "clicked, in the first three", "rival-1"),
        ],
        presets={
            "too hopeful": {"rec_shift": 2.0, "rec_film": -0.8},
            "no shift": {"rec_shift": 0.0, "rec_film": -0.8},
            "too gloomy": {"rec_shift": -3.0, "rec_film": -0.8},
            "F goes up": {"rec_shift": 0.0, "rec_film": 2.0},
        },
    )


def _films() -> go.Figure:
    panel = style.figure("probability of a click", "film", (0, 1.6), (len(NAMES) - 0.5, -0.5))
    panel.update_xaxes(tickvals=[0, 0.25, 0.5, 0.75, 1])
    panel.update_yaxes(tickvals=list(range(len(NAMES))), ticktext=NAMES, showgrid=False, ticks="")
    bars = style.bars("model", style.MODEL, [0] * len(NAMES), range(len(NAMES)), ".3f")
    form = {"texttemplate": "%{x:.3f}", "hovertemplate": "%{x:.4f}<extra></extra>"}
    panel.add_trace(bars.update(orientation="h", constraintext="none", **form))
    clicked = style.marker("clicked", style.TRUTH, "diamond", 13)
    clicked.update(text=["clicked"] * CLICKED.size)
    text = {"textposition": "middle right", "textfont": {"color": style.TRUTH}}
    panel.add_trace(clicked.update(mode="markers+text", cliponaxis=False, **text))
    return panel


def _over_shift() -> go.Figure:
    panel = style.figure("added to every logit", "mean loss (nats)", (-4.2, 4.2), (0, TOP))
    line = {"color": style.LOSS, "width": 4, "simplify": False}
    panel.add_traces(
        [
            style.moving("loss over the shift", x=SHIFTS, mode="lines", line=line),
            style.marker("lowest", style.TRUTH, "diamond", 13).update(
                mode="markers+text",
                text=["promised = came"],
                textposition="bottom center",
                textfont={"color": style.TRUTH},
            ),
            style.marker("here", style.MODEL),
        ]
    )
    return panel


def numbers(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    shift, film = values["rec_shift"], values["rec_film"]
    best = best_shift(film)
    gain, _ = order(shift, film)
    return {
        "loss": style.text(loss(shift, film)),
        "shift": style.text(shift, "g"),
        "best_shift": style.text(best, ".2f"),
        "best": style.text(loss(best, film)),
        "ndcg": style.text(gain, ".3f"),
        "clicks": str(CLICKS.sum()),
        "z": repr(logits(shift, film).round(10).tolist()),
        "y": repr(CLICKS.tolist()),
    }
