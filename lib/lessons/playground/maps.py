"""What two networks believe all over the plane, epoch by epoch, and how much they get right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, scatter
from lib.figures.flipbook import Frames, LiveFigure, Panel, Raster, Readout, Slider
from lib.figures.ghost import Ghost
from lib.lessons.built import built
from lib.lessons.playground.training import EPOCHS, KEPT, SIDES, Training
from lib.maths.points import HEIGHT, WIDTH

TALL = 285  # pixels
START = 20  # the epoch at first sight
COLORS = (style.LOSS, style.BACKGROUND, style.MODEL)  # of a zero, of half, of a one
SIGNS = ("circle", "diamond")  # of the left and the right run
DASHES = {"left": "solid", "right": "dash"}
INK = {"left": style.TRUTH, "right": style.GRADIENT}
EDITING = (
    " Points can be edited: cursor keys move a cross (with Shift further), 0 and 1 add a point of "
    "that class, C changes the class of the nearest, Delete removes it."
)


@built
def maps(training: Training) -> LiveFigure:
    """Two maps of q with the points on them, and the share that is correct over the epochs."""
    right = [shares(training, side) for side in range(2)]
    pull = [pulls(training, side) for side in range(2)]
    films = {side: training.film(i) for i, side in enumerate(SIDES)}

    def frames(epoch: NDArray) -> Frames:
        at = np.searchsorted(KEPT, epoch)
        x = np.asarray(epoch, dtype=float)[:, None]
        return Frames(
            traces={
                "now": {"x": x, "y": right[0][at][:, None]},
                "then": {"x": x, "y": right[1][at][:, None]},
            },
            readouts={
                **{s: numbers.texts(right[i][at], ".1f") for i, s in enumerate(SIDES)},
                **{f"{s}_pull": numbers.texts(pull[i][at]) for i, s in enumerate(SIDES)},
            },
            rasters=films,
        )

    names = training.names
    return LiveFigure(
        panels=[
            *(_map(training, i, names[i]) for i in range(2)),
            Panel(
                _over_epochs(right, names),
                "Two curves over the epochs: the share of the points that lie on the side of their "
                f"class. Left run, {names[0]}: a solid line. Right run, {names[1]}: a dashed one.",
                height=TALL,
                answers=True,
            ),
        ],
        sliders=[
            Slider("epoch", "Epochs trained", 0, EPOCHS, 1, START, positions=tuple(KEPT)),
        ],
        frames=frames,
        readouts=[
            Readout("left", "left run: correct", "truth", main=True, unit="%"),
            Readout("right", "right run: correct", "gradient", unit="%"),
            Readout("left_pull", "left run: slope at the ringed point", "truth"),
            Readout("right_pull", "right run: slope there", "gradient"),
        ],
        presets={"start": {"epoch": 0}, "epoch 5": {"epoch": 5}, "end": {"epoch": EPOCHS}},
    )


def guess_of(guess: float) -> Ghost:
    """The student's guess, a number of epochs, as a line across the last panel."""
    said = numbers.unit(f"{guess:g}", "epoch")
    beside = {"xanchor": "right", "xshift": -4} if guess > EPOCHS / 2 else {"xshift": 4}
    return ghost.level(guess, said, EPOCHS, "x", panel=2, **beside)


def shares(training: Training, side: int) -> NDArray:
    """Per cent of the points that a run gets right, at every kept epoch; the last one stays."""
    records = training.runs[side].records
    return np.array(
        [100 * records[min(epoch, len(records) - 1)].training.accuracy for epoch in KEPT]
    )


def pulls(training: Training, side: int) -> NDArray:
    """Slope of a run's loss over the logit of the ringed point, at every kept epoch."""
    loss, z = training.runs[side].objectives[0], training.logits(side)
    labels = np.full(len(z), training.points.labels[training.ringed])
    return loss.grads(z[:, None], labels)[:, 0]


def _map(training: Training, side: int, name: str) -> Panel:
    figure = style.figure("", "", (-WIDTH, WIDTH), (-HEIGHT, HEIGHT))
    figure.update_layout(margin={"l": 55, "r": 8, "t": 26, "b": 26})
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showgrid=False)
    x, labels = training.points
    for label, color, symbol in ((0, style.LOSS, "circle"), (1, style.MODEL, "diamond")):
        own = x[labels == label].round(3)
        figure.add_trace(
            scatter(
                x=own[:, 0].tolist(),
                y=own[:, 1].tolist(),
                name=f"class {label}",
                mode="markers",
                marker={
                    "color": color,
                    "symbol": symbol,
                    "size": 7,
                    "line": {"color": style.BACKGROUND, "width": 1},
                },
                hoverinfo="skip",
            )
        )
    ring = x[training.ringed].round(3).tolist()
    figure.add_trace(
        scatter(
            x=ring[:1],
            y=ring[1:],
            name="ringed",
            mode="markers",
            marker={
                "symbol": "circle-open",
                "size": 17,
                "color": style.TEXT,
                "line": {"width": 3},
            },
            hoverinfo="skip",
        )
    )
    title = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    figure.add_annotation(style.label(0, 1, f"{SIDES[side]}: {name}", INK[SIDES[side]], **title))
    return Panel(
        figure,
        f"A map of the plane, the {SIDES[side]} run, learning from {name}: at every place the "
        "probability q of class 1 that the network gives, from orange for 0 to blue for 1. On it "
        f"the points: {int((labels == 0).sum())} circles of class 0 and "
        f"{int((labels == 1).sum())} diamonds of class 1; one of them has a ring."
        + (EDITING if side == 0 else ""),
        height=TALL,
        raster=Raster(SIDES[side], "q", COLORS, edited=side == 0),
    )


def _over_epochs(right: list[NDArray], names: list[str]) -> Figure:
    figure = style.figure("epochs", "% of points correct", (0, EPOCHS), (-3, 103))
    figure.update_layout(margin={"l": 52, "r": 12, "t": 26, "b": 44})
    for side, share in zip(SIDES, right, strict=True):
        line = {"shape": "linear", "dash": DASHES[side]}
        figure.add_trace(style.curve(KEPT, share, f"the {side} run", INK[side], **line))
    for i, (name, side) in enumerate(zip(("now", "then"), SIDES, strict=True)):
        figure.add_trace(style.marker(name, INK[side], SIGNS[i]).update(cliponaxis=False))
    corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(style.label(0, 1, "━ left", INK["left"], **corner))
    figure.add_annotation(
        style.label(1, 1, "╌╌ right", INK["right"], **{**corner, "xanchor": "right"})
    )
    return figure
