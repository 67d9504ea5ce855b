"""One loss in three floating types, computed naively and with care, until it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure, Part, bar
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.figures.numbers import all_said, said
from lib.maths.losses import sigmoid_binary_cross_entropy, softmax_cross_entropy
from lib.maths.stability import (
    NAIVE,
    TYPES,
    clipped_cross_entropy_grad,
    correct_digits,
    exact_cross_entropy,
    exp_overflows,
    exp_underflows,
    first_number,
    is_clipped,
    last_number,
    log_softmax_cross_entropy,
    naive_cross_entropy_grad,
    rounds_to_one,
    two_logits,
)

LOWEST, HIGHEST, START = 0.5, 1000.0, 5.0  # of the logit
EVEN = 300  # positions at even ratios, before the telling places come in
NAIVE_COLOR, USUAL_COLOR = style.RIVALS[2], style.RIVALS[3]
FORMULAS = {
    ("sigmoid", 0): "−ln(1 − q)",
    ("sigmoid", 1): "−ln q",
    ("clipped", 0): "−ln(1 − q), q clipped",
    ("clipped", 1): "−ln q, q clipped",
    ("softmax", 0): "−ln(1 / (e<sup>z</sup> + 1))",
    ("softmax", 1): "−ln(e<sup>z</sup> / (e<sup>z</sup> + 1))",
    ("log-sum-exp", 0): "ln(e<sup>z</sup> + 1)",
    ("log-sum-exp", 1): "ln(e<sup>z</sup> + 1) − z",
}
UNSTEADY = ("softmax", "log-sum-exp")  # their small losses are 0 now and then before they stay 0
GRADIENTS = {"sigmoid": naive_cross_entropy_grad, "clipped": clipped_cross_entropy_grad}
SYMBOLS = dict(zip(TYPES, ("square-open", "diamond-open", "circle-open"), strict=True))
SIZES = dict(zip(TYPES, (20, 18, 9), strict=True))
FLAG = 0.95  # width of a mark's words, on the axis of log z
_AXIS_START = float(np.log10(LOWEST))
DIGITS = 17.5  # right end of the bars' axis
METHODS = ("naive", "log-softmax", "lib")
BAR_ROWS = {"naive": (11, 10, 9), "log-softmax": (7, 6, 5), "lib": (3, 2, 1)}


@dataclass(frozen=True)
class Mark:
    """The first number of a type at which a naive formula breaks, and into what."""

    kind: str
    place: float
    becomes: str
    is_sharp: bool = True  # else the formula gives here and there another number beyond it

    @property
    def shown(self) -> str:
        """The place in significant digits."""
        return numbers.text(self.place, ".4g") if self.is_sharp else f"≈{self.place:.3g}"


@dataclass(frozen=True)
class Scale:
    """How a loss becomes a height, so that the true one is a straight line over log z."""

    ticks: dict[float, str]
    rows: tuple[float, float, float]  # one for each type, where what is broken goes
    range: tuple[float, float]
    edge: float  # between the losses and the rows


SCALES = {
    0: Scale({0: "1", 1: "10", 2: "100", 3: "1000"}, (4.26, 3.84, 3.42), (-0.15, 4.5), 3.18),
    1: Scale({0: "0.1", -1: "10⁻¹⁰", -2: "10⁻¹⁰⁰"}, (-2.98, -3.34, -3.7), (-3.9, 0.65), -2.76),
}


def height(power: NDArray, y: int) -> NDArray:
    """Where a loss of 10^power is drawn: a large one at its power, a small one by its zeros."""
    with np.errstate(all="ignore"):
        return power if y == 0 else -np.log10(-power)


# ---- where it breaks ----------------------------------------------------------------------------


@cache
def breaks(naive: str, y: int) -> tuple[Mark, ...]:
    """Every number of each type from which a naive loss is 0, infinite, NaN or clipped."""
    events = {
        "0": lambda z: NAIVE[naive](z, y) == 0,
        "∞": lambda z: np.isinf(NAIVE[naive](z, y)),
        "NaN": lambda z: np.isnan(NAIVE[naive](z, y)),
        "stuck": lambda z: is_clipped(z) if naive == "clipped" else np.zeros(z.shape, bool),
    }
    found = []
    for name, kind in TYPES.items():
        for becomes, happens in events.items():
            place = first_number(happens, kind, LOWEST, HIGHEST)
            unsteady = becomes == "0" and naive in UNSTEADY
            if place is not None and unsteady:
                # The loss is 0 here and there before it stays 0, until an exponential overflows.
                finite = float(np.nextafter(kind(exp_overflows(kind)), kind(0)))
                above = partial(_above_zero, naive, y)
                place = last_number(above, kind, LOWEST, finite, tried=2**18)
            if place is not None:
                found.append(Mark(name, place, becomes, is_sharp=not unsteady))
    return tuple(found)


def _above_zero(naive: str, y: int, z: NDArray) -> NDArray:
    return NAIVE[naive](z, y) > 0


def first_break(naive: str, y: int, kind: str) -> Mark:
    """The mark of a type with the smallest logit."""
    return min((m for m in breaks(naive, y) if m.kind == kind), key=lambda m: m.place)


@cache
def positions() -> tuple[float, ...]:
    """Logits worth a stop. All are numbers of float16, so the three types get exactly the same."""
    even = np.geomspace(LOWEST, HIGHEST, EVEN).astype(np.float16)
    limits = (rounds_to_one, exp_overflows, exp_underflows)
    telling = np.array([f(kind) for kind in TYPES.values() for f in limits], np.float16)
    near = [np.nextafter(telling, np.float16(end)) for end in (0, HIGHEST)]
    whole = np.array([START, 20, 40, HIGHEST], np.float16)
    kept = np.unique(np.concatenate([even, telling, *near, whole]))
    return tuple(kept[(kept >= LOWEST) & (kept <= HIGHEST)].astype(float).tolist())


def at_or_above(place: float) -> float:
    """The first number of float16 at which what happens at a place has happened."""
    z = np.float16(place)
    return float(z if float(z) >= place else np.nextafter(z, np.float16(np.inf)))


# ---- the figure ---------------------------------------------------------------------------------


def losses(z: NDArray, naive: str, y: int) -> dict[str, dict[str, NDArray]]:
    """The loss by each method in each type: method to type to array."""
    typed = {name: z.astype(kind) for name, kind in TYPES.items()}
    return {
        "naive": {name: NAIVE[naive](v, y) for name, v in typed.items()},
        "log-softmax": {name: log_softmax_cross_entropy(v, y) for name, v in typed.items()},
        "lib": {name: _fused(v, naive, y) for name, v in typed.items()},
    }


def _fused(z: NDArray, naive: str, y: int) -> NDArray:
    if naive in ("sigmoid", "clipped"):
        return sigmoid_binary_cross_entropy(z, y)
    logits = two_logits(z)
    return softmax_cross_entropy(logits, np.broadcast_to(np.eye(2)[1 - y], logits.shape))


@cache
def breaking(naive: str, y: int) -> LiveFigure:
    """One logit up to 1000, and what becomes of its loss in float16, float32 and float64.

    Parameters
    ----------
    naive : str
        A key of `NAIVE`: how the naive loss is computed.
    y : {0, 1}
        The truth. The logit says 1, so with 0 the loss is large and with 1 it is small.
    """
    marks = breaks(naive, y)
    scale = SCALES[y]
    rows = dict(zip(TYPES, scale.rows, strict=True))

    def frames(z: NDArray) -> Frames:
        by = losses(z, naive, y)
        exact = [exact_cross_entropy(float(each), y) for each in z]
        here = np.log10(z)
        true = height(np.array([float(e.log10()) for e in exact]), y)
        reached = z[:, None] >= np.array([m.place for m in marks])
        return Frames(
            traces={
                "truth here": {"x": here[:, None], "y": true[:, None]},
                "naive here": {
                    "x": np.stack([here] * 3, axis=-1),
                    "y": np.stack([_ride(by["naive"][k], y, rows[k]) for k in TYPES], axis=-1),
                },
                "broken": _trails(here, naive, y, rows),
                "breaks": {
                    "x": np.where(reached, np.log10([m.place for m in marks]), np.nan),
                    "y": np.where(reached, [rows[m.kind] for m in marks], np.nan),
                },
                **{f"{m} digits": {"x": _digits(z, by[m], y)} for m in METHODS},
            },
            readouts={
                "naive": all_said(by["naive"]["float32"]),
                "true": [_true(e) for e in exact],
                "naive16": all_said(by["naive"]["float16"]),
                "naive64": all_said(by["naive"]["float64"]),
                "lib16": all_said(by["lib"]["float16"]),
                "lib32": all_said(by["lib"]["float32"]),
                "lib64": all_said(by["lib"]["float64"]),
                **_gradient(z, naive, y),
            },
        )

    gradient = [Readout("slope", "its gradient", "rival-3")]
    return LiveFigure(
        panels=[
            Panel(
                _loss_panel(naive, y, marks),
                f"The loss over the logit z for y = {y}: a straight line, as both axes are drawn. "
                "A mark for each floating type rides on it until the naive formula breaks; then "
                "it jumps to the row of its type, where the first broken number is marked.",
                height=310,
            ),
            Panel(
                _digits_panel(naive, y),
                "Bars: how many decimal digits of the loss are right, in each floating type, for "
                "the naive formula, for log-softmax and for this app's own function.",
                height=310,
            ),
        ],
        sliders=[Slider("z", "Logit z", LOWEST, HIGHEST, 1, START, ".5g", positions=positions())],
        frames=frames,
        readouts=[
            Readout("naive", "naive loss in float32", "rival-3", main=True),
            *(gradient if naive in GRADIENTS else []),
            Readout("true", "the true loss, in nats", "loss"),
            Readout("naive16", "naive in float16", "rival-3"),
            Readout("naive64", "naive in float64", "rival-3"),
            Readout("lib16", "lib in float16", "loss"),
            Readout("lib32", "lib in float32", "loss"),
            Readout("lib64", "lib in float64", "loss"),
        ],
        presets=_presets(marks),
    )


def guess_of(guess: float) -> Ghost:
    """A guess of the logit at which float32 breaks, as a line across the figure."""
    at = np.log10(np.clip(guess, LOWEST, HIGHEST))
    return ghost.level(float(at), f"z = {guess:g}", np.log10(HIGHEST), "x")


def _presets(marks: tuple[Mark, ...]) -> dict[str, dict[str, float]]:
    stops = {f"{m.kind}: {m.becomes}": {"z": at_or_above(m.place)} for m in marks}
    return {**stops, "z = 40": {"z": 40.0}, "z = 1000": {"z": HIGHEST}}


def _true(loss: object) -> str:
    return numbers.text(loss) if loss >= 1e-3 else said(loss)


def _gradient(z: NDArray, naive: str, y: int) -> dict[str, list[str]]:
    if naive not in GRADIENTS:
        return {}
    return {"slope": all_said(GRADIENTS[naive](z.astype(np.float32), y))}


def _digits(z: NDArray, values: dict[str, NDArray], y: int) -> NDArray:
    """Correct digits of each type, (n, 3), measured at the number that the type made of z."""
    right = []
    for name, kind in TYPES.items():
        exact = [exact_cross_entropy(v, y) for v in z.astype(kind).tolist()]
        right.append(correct_digits(values[name], exact))
    return np.stack(right, axis=-1)


def _ride(value: NDArray, y: int, row: float) -> NDArray:
    """The height of a loss while it is a number, and the row of its type when it is none."""
    with np.errstate(all="ignore"):
        power = np.log10(value.astype(np.float64))
    return np.where(np.isfinite(power), height(power, y), row)


def _trails(here: NDArray, naive: str, y: int, rows: dict[str, float]) -> dict[str, NDArray]:
    """In each type's row a line from its first mark to the hand, with gaps between the lines."""
    x, heights = [], []
    for kind, row in rows.items():
        first, *later = sorted((m for m in breaks(naive, y) if m.kind == kind), key=_place)
        begin, end = _place(first), here
        for mark in later:
            # The second mark ends the line, and its words stand on one side of it.
            stop = _place(mark) - (FLAG if _side(mark, (first, mark)) == "middle left" else 0)
            end = np.where(here >= _place(mark), stop, end)
        past = here >= begin
        nothing = np.full(here.shape, np.nan)
        x += [np.where(past, begin, np.nan), np.where(past, end, np.nan), nothing]
        heights += [np.where(past, row, np.nan)] * 2 + [nothing]
    return {"x": np.stack(x, axis=-1), "y": np.stack(heights, axis=-1)}


# ---- panels -------------------------------------------------------------------------------------


def _place(mark: Mark) -> float:
    return float(np.log10(mark.place))


def _loss_panel(naive: str, y: int, marks: tuple[Mark, ...]) -> Figure:
    scale = SCALES[y]
    figure = style.figure("z, the logit", "loss (nats)", (_AXIS_START, 3.04), scale.range)
    figure.update_xaxes(tickvals=[0, 1, 2, 3], ticktext=["1", "10", "100", "1000"])
    figure.update_layout(margin={"l": 86, "t": 26})  # room for a guess, and for words at the axis
    figure.update_yaxes(
        tickvals=[*scale.ticks, *scale.rows], ticktext=[*scale.ticks.values(), *TYPES]
    )
    figure.add_hline(scale.edge, line={"color": style.TEXT, "width": 1})
    z = np.array(positions())
    power = np.array([float(exact_cross_entropy(v, y).log10()) for v in z])
    line = {"color": NAIVE_COLOR, "width": 5}
    figure.add_traces(
        [
            style.curve(np.log10(z), height(power, y), "the true loss", style.LOSS, width=4),
            style.moving("broken", mode="lines", line=line, opacity=0.55),
            style.moving(
                "breaks",
                mode="markers+text",
                cliponaxis=False,
                marker={"color": NAIVE_COLOR, "symbol": "star", "size": 15},
                text=[_flag(m, marks) for m in marks],
                textposition=[_side(m, marks) for m in marks],
                textfont={"color": NAIVE_COLOR},
            ),
            style.marker("truth here", style.LOSS, size=11),
            style.moving(
                "naive here",
                mode="markers",
                cliponaxis=False,
                marker={
                    "color": NAIVE_COLOR,
                    "symbol": list(SYMBOLS.values()),
                    "size": list(SIZES.values()),
                    "opacity": 1,
                    "line": {"width": 3, "color": NAIVE_COLOR},
                },
            ),
        ]
    )
    return figure


def _is_later(mark: Mark, marks: tuple[Mark, ...]) -> bool:
    return any(m.kind == mark.kind and m.place < mark.place for m in marks)


def _flag(mark: Mark, marks: tuple[Mark, ...]) -> str:
    between = " " if _is_later(mark, marks) else " from "
    return f" {mark.becomes}{between}{mark.shown} "


def _side(mark: Mark, marks: tuple[Mark, ...]) -> str:
    """To the left; the later one of two marks that are close has room only to the right."""
    return "middle right" if _is_later(mark, marks) and mark.place < 100 else "middle left"


def _digits_panel(naive: str, y: int) -> Figure:
    figure = style.figure("correct digits of the loss", "", (0, DIGITS), (0.3, 12.6), bargap=0.2)
    figure.update_layout(margin_l=79)
    figure.update_yaxes(
        tickvals=[row for method in METHODS for row in BAR_ROWS[method]],
        ticktext=[*TYPES] * 3,
        ticks="",
        showgrid=False,
    )
    colors = dict(zip(METHODS, (NAIVE_COLOR, USUAL_COLOR, style.LOSS), strict=True))
    titles = {
        "naive": f"naive: {FORMULAS[naive, y]}",
        "log-softmax": "log-softmax, the usual remedy",
        "lib": "lib, with log1p",
    }
    for method in METHODS:
        figure.add_trace(_bars(method, colors[method]))
        figure.add_annotation(
            style.label(0, BAR_ROWS[method][0] + 1, f"<b>{titles[method]}</b>", colors[method])
        )
    return figure


def _bars(method: str, color: str) -> Part:
    hollow = method == "log-softmax"
    return bar(
        x=[0] * 3,
        y=list(BAR_ROWS[method]),
        orientation="h",
        name=f"{method} digits",
        marker={
            "color": "rgba(0,0,0,0)" if hollow else color,
            "line": {"color": color, "width": 3 if hollow else 0},
        },
        texttemplate="%{x:.1f}",
        textposition="outside",
        constraintext="none",
        textfont={"color": color},
        cliponaxis=False,
        hovertemplate=f"{method}: %{{x:.1f}} digits<extra></extra>",
    )
