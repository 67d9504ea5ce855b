"""Inside the first seed's networks, epoch by epoch: weights, mistakes, promises, dearest digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import numbers, raster, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Raster, Readout, Slider
from lib.lessons.built import built
from lib.lessons.digits.experiments import Arm
from lib.lessons.digits.inside import LEVELS, dearest, promises, weights
from lib.lessons.digits.training import Study

TALL = 300  # pixels
MOST = 10.0  # per cent of a class that are mistaken, where the colour is full
PAPER = style.BACKGROUND
DIVERGING = (style.LOSS, PAPER, style.MODEL)
INKED = (PAPER, style.FAINT, style.TEXT)
MISTAKEN = (PAPER, style.RIVALS[0], style.LOSS)


@built
def pictures(study: Study, of: str) -> LiveFigure:
    """A picture for each loss, over the epochs, of what `of` names."""
    arms, epochs = study.experiment.arms, study.experiment.epochs
    panels, moving = _OF[of](study)
    right = _held(study, study.rows("right")[:, 0])
    pulls = study.pulls()

    def frames(at: ArrayLike) -> Frames:
        i = np.clip(np.rint(np.atleast_1d(at)), 0, epochs).astype(int)
        found = moving(i)
        told = {
            key: texts
            for j in range(len(arms))
            for key, texts in (
                (f"right_{j}", numbers.texts(right[j, i], ".1f")),
                (f"pull_{j}", _pulls(pulls[:, j, i], bool(study.setting.hidden))),
            )
        }
        return Frames(found.traces, {**told, **found.readouts}, rasters=found.rasters)

    layers = "both layers" if study.setting.hidden else "its layer"
    extra = [
        Readout(f"dear_{j}", f"{arm.name}: dearest, truth → said", _role(j))
        for j, arm in enumerate(arms)
        if of == "dearest"
    ]
    return LiveFigure(
        panels=panels,
        sliders=[Slider("at", "Epochs trained (pictures)", 0, epochs, 1, epochs)],
        frames=frames,
        readouts=[
            *(
                Readout(f"right_{j}", f"{arm.name}, seed 1: right", _role(j), j == 0, "%")
                for j, arm in enumerate(arms)
            ),
            *(
                Readout(f"pull_{j}", f"{arm.name}: gradient of {layers}", _role(j))
                for j, arm in enumerate(arms)
            ),
            *extra,
        ],
    )


def _role(j: int) -> str:
    return f"rival-{j}" if j else "loss"


def _pulls(pulls: NDArray, both: bool) -> list[str]:
    """The lengths of the gradients, (2, positions), or of the only layer's."""
    rows = [numbers.significant(row, 2) for row in (pulls if both else pulls[:1])]
    return [", ".join(each) for each in zip(*rows, strict=True)]


def _held(study: Study, rows: NDArray) -> NDArray:
    """After what there is of the first seed, its last value stays."""
    last = min(len(study.weights[0]), rows.shape[-1]) - 1
    rows = rows.copy()
    rows[..., last + 1 :] = rows[..., last : last + 1]
    return rows


def _framed(title: str, arm: Arm, columns: float, rows: float, **axes: object) -> Figure:
    """An empty picture of so many columns and rows, with the name of its loss."""
    figure = style.figure("", "", (0, columns), (0, rows))
    figure.update_layout(margin={"l": 34, "r": 10, "t": 28, "b": 34})
    figure.update_xaxes(showgrid=False, showticklabels=False, ticks="", **axes)
    figure.update_yaxes(showgrid=False, showticklabels=False, ticks="", **axes)
    corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(style.label(0, 1, f"{arm.name}{title}", arm.color, **corner))
    return figure


# ---- weights ------------------------------------------------------------------------------------


def _weights(study: Study) -> tuple:
    arms, hidden = study.experiment.arms, study.setting.hidden
    films, panels = dict(zip((arm.key for arm in arms), study.seen(weights), strict=True)), []
    for arm in arms:
        figure = _framed("", arm, 1, 1)
        what = (
            f"the weights of each of its {hidden[0]} hidden units"
            if hidden
            else "what each input says for each class"
        )
        panels.append(
            Panel(
                figure,
                f"{arm.name}: {what}, as a small picture with a cell for each input: blue where "
                "it speaks for, orange where it speaks against.",
                height=TALL,
                raster=Raster(arm.key, "weight", DIVERGING, crisp=True),
            )
        )
    return panels, lambda i: Frames(rasters={k: _chosen(film, i) for k, film in films.items()})


def _chosen(film: dict, i: NDArray) -> dict:
    """A packed film at the positions of a slider, which are all its states or a few of them."""
    if len(i) == film["shape"][0] and (i == np.arange(len(i))).all():
        return film
    return raster.pack(raster.unpack(film)[i], film["low"], film["high"], film["levels"])


# ---- mistakes -----------------------------------------------------------------------------------


def mistakes(study: Study) -> NDArray:
    """Per cent of each true class (row) that was said to be another (column), over all seeds.

    Returns
    -------
    ndarray of shape (arms, epochs + 1, K, K)
        0 where what is said is right.
    """
    counts = study.confused()
    share = 100 * counts / counts.sum(axis=-1, keepdims=True)
    return share * (1 - np.eye(counts.shape[-1]))


def _confusion(study: Study) -> tuple:
    arms, share = study.experiment.arms, mistakes(study)
    K = share.shape[-1]
    films, panels = {}, []
    for j, arm in enumerate(arms):
        seen = np.minimum(share[j], MOST)[:, ::-1]  # the lowest row first
        films[arm.key] = raster.pack(seen, 0, MOST, 2 * LEVELS + 1)
        figure = _framed(": true ↓ said →", arm, K, K)
        names = [str(k) for k in range(K)]
        middles = [k + 0.5 for k in range(K)]
        figure.update_xaxes(showticklabels=True, tickvals=middles, ticktext=names)
        figure.update_yaxes(showticklabels=True, tickvals=middles, ticktext=names[::-1])
        seeds = numbers.unit(str(study.counted), "seed")
        panels.append(
            Panel(
                figure,
                f"{arm.name}: a table of mistakes over {seeds}, the true class in rows from the "
                "top, what is said in columns: the deeper the colour, the larger the share of "
                f"the class; from {MOST:g}% on it is full. The diagonal, what is right, is blank.",
                height=TALL,
                raster=Raster(arm.key, "mistaken, % (up to 10)", MISTAKEN, crisp=True),
            )
        )
    return panels, lambda i: Frames(rasters={k: _chosen(film, i) for k, film in films.items()})


# ---- promises and the dearest -------------------------------------------------------------------


def _reliability(study: Study) -> tuple:
    curves, panels = study.seen(promises), []
    for j, arm in enumerate(study.experiment.arms):
        figure = style.figure("how sure", "share right", (-0.02, 1.02), (-0.02, 1.02))
        figure.update_layout(margin={"l": 52, "r": 14, "t": 28, "b": 54})
        figure.add_trace(style.curve([0, 1], [0, 1], "as sure as right", style.FAINT, width=2))
        figure.add_trace(
            style.moving(
                f"bins {j}",
                mode="lines+markers",
                line={"color": arm.color, "width": 3, "dash": arm.dash, "simplify": False},
                marker={"color": arm.color, "size": 9, "symbol": arm.sign},
                cliponaxis=False,
            )
        )
        corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
        figure.add_annotation(style.label(0, 1, arm.name, arm.color, **corner))
        panels.append(
            Panel(
                figure,
                f"{arm.name}, seed 1: of the unseen examples of which it is about so sure, the "
                "share that is right. On the diagonal it is as sure as it is right; below it too "
                "sure, above it not sure enough.",
                height=TALL,
            )
        )

    def moving(i: NDArray) -> Frames:
        return Frames({f"bins {j}": {"x": c[i, 0], "y": c[i, 1]} for j, c in enumerate(curves)})

    return panels, moving


def _dearest(study: Study) -> tuple:
    films, said, panels = {}, [], []
    found = study.seen(dearest)
    for arm, (film, told) in zip(study.experiment.arms, found, strict=True):
        films[arm.key] = film
        said.append(told)
        panels.append(
            Panel(
                _framed(": dearest first", arm, 1, 1),
                f"{arm.name}, seed 1: pictures of the twelve unseen examples that cost it most, "
                "the dearest at the top left.",
                height=TALL,
                raster=Raster(arm.key, "ink", INKED, crisp=True),
            )
        )

    def moving(i: NDArray) -> Frames:
        return Frames(
            readouts={f"dear_{j}": [told[n] for n in i] for j, told in enumerate(said)},
            rasters={k: _chosen(film, i) for k, film in films.items()},
        )

    return panels, moving


_OF = {
    "weights": _weights,
    "confusion": _confusion,
    "reliability": _reliability,
    "dearest": _dearest,
}
