"""What the three modes' figures are made of: bars of probabilities and of losses, logits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, bar
from lib.figures.flipbook import Slider
from lib.figures.ghost import Ghost
from lib.lessons.logits import REACH

MOST = 10  # classes
WIDE = 5  # classes whose bars have room for three decimals
TOP = 8.0  # end of the axis of losses, in nats: above ln 1000
STARTS = (2.0, 1.0, 0.1)
BEYOND = f"; an arrow says that a bar goes on beyond {TOP:g} nats."


def sliders(names: Sequence[str]) -> list[Slider]:
    """The sliders of as many logits as there are names, and the other ones, which stay hidden.

    They keep their values, and a link's, until there are more logits again.
    """
    shown = [slider(k, name) for k, name in enumerate(names)]
    return [*shown, *(replace(slider(k), hidden=True) for k in range(len(shown), MOST))]


def slider(k: int, name: str = "") -> Slider:
    """The slider of the k-th logit."""
    start = STARTS[k] if k < len(STARTS) else 0.0
    index = str(k).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return Slider(
        f"z{k}", f"z{index} {name}".strip(), -REACH, REACH, 0.1, start, "z.4g", play=False
    )


def by_slider(logits: Sequence[float]) -> dict[str, float]:
    """Logits by the keys of their sliders."""
    return {f"z{k}": float(z) for k, z in enumerate(logits)}


def logits_of_sliders(values: Mapping[str, ArrayLike], classes: int) -> NDArray:
    """The logits of all classes at every position, (..., K)."""
    return np.stack(np.broadcast_arrays(*(values[f"z{k}"] for k in range(classes))), axis=-1)


def one_hot(true: int, like: NDArray) -> NDArray:
    """The target with its only 1 at the true class, in the shape of the logits."""
    return np.broadcast_to(np.eye(like.shape[-1])[true], like.shape)


def probabilities(names: Sequence[str], true: Sequence[int], trace: str, title: str) -> Figure:
    """The moving bars of q, in hollow ones of the target; what is true is named on the axis."""
    count = len(names)
    figure = style.figure(
        title,
        "probability",
        (-0.55, count - 0.45),
        (0, 1.12),
        barmode="overlay",
        margin={"l": 58, "r": 24, "t": 10, "b": 70},
    )
    ticks = [f"<b>{name}</b><br>true" if k in true else name for k, name in enumerate(names)]
    places = list(range(count))
    figure.update_xaxes(tickvals=places, ticktext=ticks, ticks="", showgrid=False)
    figure.update_yaxes(tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1])
    target = [1.0 if k in true else None for k in places]
    truth = style.bars("truth", style.TRUTH, places, target, ".0f", hollow=True, width=0.86)
    truth.update(texttemplate="", hovertemplate="target %{y:.0f}<extra></extra>")
    form = ".3f" if count <= WIDE else ".2f"
    model = style.bars(trace, style.MODEL, places, [0] * count, form, width=0.62)
    # A tall bar has its number inside: above it the hollow bar's edge would cross it.
    inside = {"insidetextfont": {"color": style.BACKGROUND}, "constraintext": "none"}
    model.update(textposition="auto", textangle=0, **inside)
    figure.add_traces([truth, model])
    return figure


def losses(names: Sequence[str], colors: Sequence[str]) -> Figure:
    """The moving bars "losses", from top to bottom, with an arrow where one is cut at the end."""
    places = list(range(len(names)))
    figure = style.figure(
        "loss (nats)",
        "",
        (0, TOP),
        (len(names) - 0.4, -0.6),
        bargap=0.3,
        margin={"l": 110, "r": 24, "t": 26, "b": 52},
    )
    figure.update_yaxes(tickvals=places, ticktext=list(names), ticks="", showgrid=False)
    bars = bar(
        x=[0] * len(names),
        y=places,
        orientation="h",
        name="losses",
        marker={"color": list(colors)},
        hovertemplate="%{x:.3f} nats<extra></extra>",
    )
    figure.add_trace(bars)
    for place in places:
        figure.add_shape(_arrow(place))
    return figure


def _arrow(place: float) -> dict:
    """At the end of the axis, in the background's colour: seen only where a bar lies under it."""
    left, right, half = 0.965 * TOP, 0.99 * TOP, 0.2
    return {
        "type": "path",
        "path": f"M{left},{place - half} L{right},{place} L{left},{place + half} Z",
        "fillcolor": style.BACKGROUND,
        "line": {"width": 0},
        "layer": "above",
    }


def read(losses: NDArray, places: int = 4) -> list[str]:
    """Losses as they are read out: none that is above 0 reads as 0."""
    return numbers.fines(losses, places)


def guess_of(guess: float, panel: int, note: str = "") -> Ghost:
    """The student's guess of a loss, as a line across the bars."""
    return ghost.level(guess, numbers.unit(f"{guess:g}", "nat") + note, TOP, axis="x", panel=panel)
