"""Eight films and who clicks: the loss asks for honest numbers, the list only for their order."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.maths import calibration
from lib.maths.scoring import ndcg, precision_at
from lib.words.text import comparison

# Invented: eight films shown to one visitor, the model's logits and what was clicked.
NAMES = tuple("ABCDEFGH")
LOGITS = np.array([1.6, 1.1, 0.7, 0.2, -0.3, -0.8, -1.4, -2.0])
CLICKS = np.array([1, 0, 1, 0, 0, 1, 0, 0])
CLICKED = np.flatnonzero(CLICKS)
BESIDE = 1.3  # where a diamond says so, right of every bar
MOVED = NAMES.index("F")
OWN = float(LOGITS[MOVED])
SHIFTS = np.linspace(-4, 4, 81)
TOP = 2.8
ASKED = 2.0  # the shift of the prediction
HOPEFUL = "too hopeful"
FIRST = 3  # places of the list that are seen without scrolling


def logits(shift: ArrayLike, film: ArrayLike) -> NDArray:
    """The logits of the eight films, (..., 8): film F's own, and a shift of all."""
    shift, film = np.broadcast_arrays(np.asarray(shift, float), np.asarray(film, float))
    own = np.where(np.arange(len(NAMES)) == MOVED, film[..., None], LOGITS)
    return own + shift[..., None]


def loss(shift: ArrayLike, film: ArrayLike) -> NDArray:
    """Mean binary cross-entropy of the clicks, in nats."""
    return calibration.shifted_loss(logits(shift, film), CLICKS)


@lru_cache(maxsize=512)  # a link may state any logit
def best_shift(film: float) -> float:
    """The shift of least loss: where as many clicks are promised as came."""
    return calibration.best_shift(logits(0.0, film), CLICKS)


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

    def frames(shift: ArrayLike, film: ArrayLike) -> Frames:
        # Only film F moves the valley: the book of the shift leaves it out.
        moved = _valley(np.asarray(film)) if np.ndim(film) else {}
        shift, film = np.broadcast_arrays(*map(np.float64, (shift, film)))
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
                "loss": numbers.texts(cost),
                "promised": numbers.texts(q.sum(axis=-1), ".2f"),
                "came": [str(CLICKS.sum())] * cost.size,
                "ndcg": numbers.texts(gain, ".3f"),
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
                answers=True,
            ),
        ],
        sliders=[
            Slider("shift", "Added to every logit", -4, 4, 0.04, 0.0, "z.2f"),
            Slider("film", "Logit of film F", -4, 4, 0.04, OWN, "z.2f"),
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
            "no shift": {"shift": 0.0, "film": OWN},
            HOPEFUL: {"shift": ASKED, "film": OWN},
            "too gloomy": {"shift": -3.0, "film": OWN},
            "F goes up": {"shift": 0.0, "film": 2.0},
        },
    )


def _films() -> Figure:
    panel = style.figure("probability of a click", "film", (0, 1.6), (len(NAMES) - 0.5, -0.5))
    panel.update_xaxes(tickvals=[0, 0.25, 0.5, 0.75, 1], showgrid=False)
    panel.update_yaxes(tickvals=list(range(len(NAMES))), ticktext=NAMES, showgrid=False, ticks="")
    bars = style.bars("model", style.MODEL, [0] * len(NAMES), range(len(NAMES)), ".3f")
    form = {"texttemplate": "%{x:.3f}", "hovertemplate": "%{x:.4f}<extra></extra>"}
    panel.add_trace(bars.update(orientation="h", constraintext="none", **form))
    clicked = style.marker("clicked", style.TRUTH, "diamond", 13)
    clicked.update(text=["clicked"] * CLICKED.size)
    text = {"textposition": "middle right", "textfont": {"color": style.TRUTH}}
    panel.add_trace(clicked.update(mode="markers+text", cliponaxis=False, **text))
    return panel


def _over_shift() -> Figure:
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


def fields(values: dict[str, float]) -> dict[str, str]:
    """The numbers of the words where the sliders stand."""
    shift, film = values["shift"], values["film"]
    best = best_shift(film)
    gain, _ = order(shift, film)
    return {
        "loss": numbers.text(loss(shift, film)),
        "shift": numbers.text(shift, "g"),
        "best_shift": numbers.text(best, ".2f"),
        "best": numbers.text(loss(best, film)),
        "ndcg": numbers.text(gain, ".3f"),
        "clicks": str(CLICKS.sum()),
        "order": numbers.text(order(0.0, OWN)[0], ".3f"),
        "order_before": numbers.text(loss(0.0, OWN)),
        "order_after": numbers.text(loss(ASKED, OWN)),
        "z": repr(logits(shift, film).round(10).tolist()),
        "y": repr(CLICKS.tolist()),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the loss where every logit is raised by 2."""
    truth = float(loss(ASKED, OWN))
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth, ".3f"),
        "comparison": comparison(guess, truth),
        "promised": numbers.text(expit(logits(ASKED, OWN)).sum(), ".1f"),
        "clicks": str(CLICKS.sum()),
        "press": figure().press(HOPEFUL),
    }


def guess_of(guess: float) -> Ghost:
    """A guess of that, as a line across the valley."""
    said, free = numbers.unit(f"{guess:g}", "nat"), {}
    if guess > 1.4:
        free = {"x": 0, "xanchor": "left"}
    elif guess > 0.3:
        free = {"yanchor": "top"}
    return ghost.level(guess, said, TOP, panel=1, **free)
