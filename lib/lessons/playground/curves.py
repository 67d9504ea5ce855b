"""Both losses on both runs, and how hard they pull at each layer, over the epochs."""

from __future__ import annotations

from itertools import count

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.built import built
from lib.lessons.playground.maps import DASHES, INK, SIGNS
from lib.lessons.playground.training import EPOCHS, KEPT, SIDES, Training

TALL = 300  # pixels
LEAST = 1e-6  # what lies below is drawn at the edge
# The layers whose gradients are drawn, and how they are called: of a single one, and of several.
LAYERS = ({0: "gradient"}, {0: "gradient, first layer", -1: "gradient, last layer"})


@built
def curves(training: Training) -> LiveFigure:
    """Panels for the left run's loss on both runs, the right run's on both, and the gradients."""
    names, layers = training.names, LAYERS[bool(training.setting.hidden)]
    rows = [losses(training, loss) for loss in range(2)]
    rows += [pulls(training, layer) for layer in layers]
    told = [*names, *layers.values()]

    def frames(at: NDArray) -> Frames:
        i = np.searchsorted(KEPT, at)
        x = np.asarray(at, dtype=float)[:, None]
        return Frames(
            traces={
                f"{side} {panel}": {"x": x, "y": np.maximum(rows[panel][s][i], LEAST)[:, None]}
                for panel in range(len(rows))
                for s, side in enumerate(SIDES)
            },
            readouts={
                f"{side}_{panel}": numbers.significant(rows[panel][s][i], 3)
                for panel in range(len(rows))
                for s, side in enumerate(SIDES)
            },
        )

    return LiveFigure(
        panels=[_panel(*each) for each in zip(rows, count(), told, strict=False)],
        sliders=[Slider("at", "Epochs trained", 0, EPOCHS, 1, EPOCHS, positions=tuple(KEPT))],
        frames=frames,
        readouts=[
            Readout(f"{side}_{panel}", f"{what}, {side}", role, main=not panel and side == "left")
            for panel, what in enumerate(told)
            for side, role in (("left", "truth"), ("right", "gradient"))
        ],
    )


def losses(training: Training, loss: int) -> list[NDArray]:
    """A loss as both runs read it, the left and the right one's, at every kept epoch."""
    # Each run reads its own loss first.
    return [
        _kept([record.training.losses[loss ^ side] for record in run.records])
        for side, run in enumerate(training.runs)
    ]


def pulls(training: Training, layer: int) -> list[NDArray]:
    """Length of a layer's gradient, of both runs at every kept epoch."""
    return [
        _kept([record.gradient_norms[layer] for record in run.records]) for run in training.runs
    ]


def _kept(each: list[float]) -> NDArray:
    return np.array([each[min(epoch, len(each) - 1)] for epoch in KEPT])


def _panel(rows: list[NDArray], i: int, title: str) -> Panel:
    seen = np.maximum(np.concatenate(rows), LEAST)
    low, high = np.log10(seen.min()), np.log10(seen.max(where=np.isfinite(seen), initial=LEAST))
    room = 0.08 * max(high - low, 0.5)
    figure = style.figure("epochs", "", (0, EPOCHS), (low - room, high + room))
    figure.update_layout(margin={"l": 56, "r": 12, "t": 28, "b": 44})
    figure.update_yaxes(type="log", exponentformat="power", dtick=1 if high - low > 1.5 else None)
    for side, row, sign in zip(SIDES, rows, SIGNS, strict=True):
        line = {"dash": DASHES[side]}
        shown = np.maximum(row, LEAST)
        figure.add_trace(style.curve(KEPT, shown, f"the {side} run", INK[side], **line))
        figure.add_trace(style.marker(f"{side} {i}", INK[side], sign).update(cliponaxis=False))
    corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(style.label(0, 1, title, style.TEXT, **corner))
    return Panel(
        figure,
        f"Two curves over the epochs, on a logarithmic axis: {title}. The left run is a solid "
        "line, the right one a dashed line.",
        height=TALL,
    )
