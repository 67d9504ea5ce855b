"""Any losses of the registry on one axis, and one of them under the hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from lib.figures import ghost, numbers, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.lessons.variants.panels import AXES, BASE, TOP, Drawn, Scene, look, panel, sampled
from lib.maths.losses import LOSSES
from lib.maths.losses.axes import comparable, grad_over, value_over

# The losses that may stand beside cross-entropy, in groups: the label of each, and its keys.
GROUPS = {
    "plain": (
        "Other penalties",
        (
            "sigmoid-squared-error",
            "absolute-error",
            "zero-one",
            "brier",
            "hinge",
            "squared-hinge",
            "softmax-kl-divergence",
        ),
    ),
    "rare": (
        "For easy or rare examples",
        ("focal", "balanced-focal", "weighted", "logit-adjustment"),
    ),
    "noise": (
        "For labels in doubt",
        (
            "label-smoothing",
            "label-smoothing-wrong",
            "generalised",
            "symmetric",
            "forward-correction",
        ),
    ),
}
START = ("focal", "label-smoothing", "generalised")
FEW, MOST = 6, 12  # losses with markers and four decimals, and losses with numbers at all
# What the books of a figure take, in bytes of JSON, of the 150,000 that a figure may have.
ROOM, POSITION, NUMBERS, MARKER, PARAMETER, POINT = 147_000, 9_500, 5_300, 2_700, 16_500, 1_100
POSITIONS = 200  # of a parameter's slider, less one
Q = 0.7  # of a yes, at first
LAST = 5.5  # the largest logit or margin on a slider; its probability is on q's slider too
PLACES = {
    "q": ("q", "Probability q of a yes", 0.004, 0.996, 0.004, ".3f"),
    "margin": ("margin", "Margin (2y − 1) z", -LAST, LAST, 0.05, "z.2f"),
    "z": ("z", "Logit z", -LAST, LAST, 0.05, "z.2f"),
}
# What a link calls the parameters; those of other losses are called by the loss as well.
SLIDERS = {
    ("focal", "gamma"): "gamma",
    ("balanced-focal", "gamma"): "balanced_gamma",
    ("balanced-focal", "alpha"): "balanced_alpha",
    ("label-smoothing", "epsilon"): "epsilon",
    ("label-smoothing-wrong", "epsilon"): "wrong_epsilon",
    ("weighted", "weights"): "weight",
    ("logit-adjustment", "priors"): "prior",
    ("logit-adjustment", "tau"): "tau",
    ("generalised", "exponent"): "kappa",
    ("symmetric", "alpha"): "alpha",
    ("symmetric", "beta"): "beta",
    ("symmetric", "log_zero"): "log_zero",
    ("forward-correction", "noise"): "rho",
}
EASY = 0.9  # the probability of the prediction
AT = {EASY: "easy", 0.5: "undecided", 0.1: "wrong"}  # the truth's probability
CODE = float(np.log(1e-4))  # what stands for ln 0 in the code of symmetric cross-entropy's authors
CLIPPED = f"A = {numbers.text(CODE, '.2f')}"
PRESETS = {
    "focal": {"γ = 0": {"gamma": 0.0}, "γ = 2": {"gamma": 2.0}},
    "balanced-focal": {"γ = 0": {"gamma": 0.0}, "α = 1/2": {"alpha": 0.5}},
    "generalised": {"κ = 0": {"exponent": 0.0}, "κ = 1": {"exponent": 1.0}},
    "label-smoothing": {"ε = 0": {"epsilon": 0.0}, "ε = 0.1": {"epsilon": 0.1}},
    "label-smoothing-wrong": {"ε = 0": {"epsilon": 0.0}, "ε = 0.1": {"epsilon": 0.1}},
    "weighted": {"w = 1": {"weights": 1.0}},
    "logit-adjustment": {"τ = 0": {"tau": 0.0}, "π = 1/2": {"priors": 0.5}},
    "symmetric": {
        "β = 0": {"beta": 0.0},
        "A = −2": {"log_zero": -2.0},
        CLIPPED: {"log_zero": CODE},
    },
    "forward-correction": {"ρ = 0": {"noise": 0.0}, "ρ = 1/2": {"noise": 0.5}},
}


def rival_keys() -> list[str]:
    """Every loss of the registry that stands on the axes, but for cross-entropy, the base."""
    return [key for key in comparable(LOSSES) if key != BASE]


def tunable(keys: Iterable[str]) -> list[str]:
    """Those losses that have parameters."""
    return [key for key in keys if LOSSES[key].parameters]


def slider_key(key: str, parameter: str) -> str:
    """Name of a parameter's slider, which is also what a link calls it."""
    return SLIDERS.get((key, parameter), f"{key}_{parameter}".replace("-", "_"))


def parameters(key: str, values: dict[str, ArrayLike]) -> dict[str, ArrayLike]:
    """The numbers of a loss's parameters where the sliders stand."""
    return {p.key: values[slider_key(key, p.key)] for p in LOSSES[key].parameters}


def places(q: float, y: int) -> dict[str, float]:
    """Where a probability of a yes is on each axis."""
    z = round(float(logit(q)), 10)
    return {"q": q, "z": z, "margin": z if y else -z}


def _sliders(axis: str, y: int, tuned: str | None) -> list[Slider]:
    """The position on the axis, and every parameter of every loss; only the tuned one's show.

    There is one position, which links state as q.
    """
    position = [
        Slider(
            key,
            label,
            low,
            high,
            step,
            places(Q, y)[each],
            form,
            derived=each != "q",
            same_as="" if each == "q" else "q",
            hidden=each != axis,
        )
        for each, (key, label, low, high, step, form) in PLACES.items()
    ]
    return position + [
        Slider(
            slider_key(key, p.key),
            f"{p.symbol}, {p.meaning}",
            p.low,
            p.high,
            (p.high - p.low) / POSITIONS,
            p.start,
            "z.3g" if p.high > 1 else "z.4g",
            hidden=key != tuned,
        )
        for key in rival_keys()
        for p in LOSSES[key].parameters
    ]


def _settle(y: int, values: dict[str, float]) -> dict[str, float]:
    return {**values, **places(values["q"], y)}


def _released(axis: str, y: int, values: dict[str, float]) -> dict[str, float]:
    """Over z or the margin the hand moved that; links state q."""
    if axis == "q" or axis not in values:
        return {}
    side = 1 if axis == "z" or y else -1
    return {"q": round(float(expit(side * values[axis])), 10)}


def factor(part: ArrayLike, whole: ArrayLike) -> list[str]:
    """What the whole is multiplied by to give the part, as "× 3.00" or "÷ 11.1"."""
    ratios = np.divide(part, whole, out=np.zeros_like(whole), where=np.not_equal(whole, 0))
    return [numbers.scaled(ratio) for ratio in np.atleast_1d(ratios)]


@lru_cache(maxsize=64)  # students choose among 2**16 sets of losses
def compared(axis: str, y: int, rivals: tuple[str, ...], tuned: str | None) -> LiveFigure:
    """Losses and their slopes over one axis, side by side.

    Parameters
    ----------
    axis : {"q", "margin", "z"}
    y : {0, 1}
        The label.
    rivals : tuple of str
        Keys of losses to stand beside cross-entropy, from `rival_keys`.
    tuned : str or None
        The one of them whose parameters are on sliders.
    """
    keys = (BASE, *rivals)
    sliders = _sliders(axis, y, tuned)
    place = PLACES[axis][0]
    lead = tuned or (rivals[0] if rivals else BASE)
    told = _told(keys, tuned)
    points = _points_for(len(told), len(LOSSES[tuned].parameters) if tuned else 0)
    forms = (".4f", ".3f") if len(keys) <= FEW else (".3f", ".2f")

    def at(part: object, key: str, **values: ArrayLike) -> NDArray:
        """A loss or its slope at the position, for whichever slider is an array."""
        given = {k: np.reshape(v, (-1, 1)) for k, v in parameters(key, values).items()}
        return np.ravel(part(axis, LOSSES[key], np.atleast_1d(values[place]), y, **given))

    def frames(**values: ArrayLike) -> Frames:
        n = max(np.size(value) for value in values.values())
        moving = told if np.ndim(values[place]) else (tuned,)
        cost, slope = (
            {key: np.broadcast_to(at(part, key, **values), n) for key in {*moving, lead, BASE}}
            for part in (value_over, grad_over)
        )
        x = np.broadcast_to(values[place], n)[:, None]
        traces = _curves(axis, y, keys, tuned, points, values) if moving == (tuned,) else {}
        traces |= _markers(x, cost, slope, axis, y, tuned, moving)
        both = {
            key: zip(*map(numbers.texts, (cost[key], slope[key]), forms), strict=True)
            for key in moving
        }
        return Frames(
            traces=traces,
            readouts={
                "beside": factor(cost[lead], cost[BASE])
                if lead != BASE
                else numbers.texts(cost[BASE]),
                **({"pull": factor(slope[lead], slope[BASE])} if lead != BASE else {}),
                **{key: [", ".join(pair) for pair in pairs] for key, pairs in both.items()},
            },
        )

    def panels(**values: float) -> list[Panel]:
        given = {key: parameters(key, values) for key in keys if key != tuned}
        settled = tuple((k, tuple(sorted(v.items()))) for k, v in given.items())
        return _panels(axis, y, keys, tuned, points, settled)

    return LiveFigure(
        panels=panels,
        sliders=sliders,
        frames=frames,
        readouts=_readouts(keys, told, lead),
        presets=_presets(axis, y, tuned),
        settle=partial(_settle, y),
        release=partial(_released, axis, y),
    )


def guess_of(guess: float, axis: str, y: int) -> Ghost:
    """The student's guess of what focal loss divides by at q = 0.9, as the curve it belongs to.

    The factor there is 0.1 to the power gamma, so the guess says how large gamma is. Below 1 no
    focal loss does that, and the guess is a ring.
    """
    scene = Scene(axis, y, "value")
    if guess < 1:
        x = places(EASY if y else 1 - EASY, y)[axis]
        height = float(scene.of(BASE, x, {})) / guess if guess > 0 else np.inf
        return ghost.point(x, height, f"÷ {guess:g}", TOP, xanchor="right", xshift=-15)
    x = sampled("focal", scene, 60)
    heights = scene.of("focal", x, {"gamma": np.log10(guess)})
    seen = heights <= TOP
    said = f"÷ {guess:,g}"
    stroke = style.strokes([(x[seen], heights[seen])], style.TEXT, width=2, dash="dot")
    right = y == 1 or axis == "margin"
    corner = {"xref": "paper", "yref": "paper", "yanchor": "top"}
    place = {"x": float(right), "xanchor": "right" if right else "left"}
    note = {**style.label(0, 1, f"┈┈ your guess: {said}", style.TEXT, **corner), **place}
    says = f" Your guess, {said} at q = 0.9, is the dotted curve of the focal loss it belongs to."
    return Ghost(says, (stroke,), (note,))


def _told(keys: tuple[str, ...], tuned: str | None) -> tuple[str, ...]:
    """The losses whose numbers are shown: all but those that would be too many to read."""
    first = keys[:MOST] if tuned in (None, *keys[:MOST]) else (*keys[: MOST - 1], tuned)
    return tuple(first)


def _points_for(told: int, sliders: int) -> int:
    """Points of the tuned curve that the books have room for."""
    read_outs = told * (NUMBERS + MARKER * (told <= FEW))
    room = ROOM - POSITION - read_outs - sliders * PARAMETER
    return int(np.clip(room / (max(sliders, 1) * POINT), 10, 60))


def _presets(axis: str, y: int, tuned: str | None) -> dict[str, dict[str, float]]:
    spots = {}
    for truth, word in AT.items():
        at = places(truth if y else round(1 - truth, 10), y)
        sign = {"q": "q", "z": "z", "margin": "m"}[axis]
        spots[f"{word}: {sign} = {numbers.text(at[axis], '.3g')}"] = {
            key: at[key] for key in (axis, "q")
        }
    told = {
        label: {slider_key(tuned, k): v for k, v in to.items()}
        for label, to in PRESETS.get(tuned, {}).items()
    }
    return {**told, **spots}


def _readouts(keys: tuple[str, ...], told: tuple[str, ...], lead: str) -> list[Readout]:
    looks = {key: look(key, keys) for key in keys}
    if lead != BASE and LOSSES[lead].parameters:
        looks[lead] = looks[lead]._replace(sign="▬" + looks[lead].sign[-1])
    main = (
        [Readout("beside", "cross-entropy", "loss", True, "nats")]
        if lead == BASE
        else [
            Readout(
                "beside", f"{LOSSES[lead].short} is cross-entropy", looks[lead].role, main=True
            ),
            Readout("pull", "its slope is cross-entropy's", "gradient"),
        ]
    )
    return main + [
        Readout(
            key,
            f"{looks[key].sign} {LOSSES[key].short}{': loss, slope' * (key == BASE)}",
            looks[key].role,
        )
        for key in told
    ]


def _curves(
    axis: str,
    y: int,
    keys: tuple[str, ...],
    tuned: str,
    points: int,
    values: dict[str, ArrayLike],
) -> dict[str, dict[str, NDArray]]:
    """The tuned curve in both panels and the heights of its two names, for each position."""
    numbers = {k: np.reshape(v, (-1, 1)) for k, v in parameters(tuned, values).items()}
    traces = {}
    for part in ("value", "slope"):
        scene = Scene(axis, y, part)
        x = sampled(tuned, scene, points)
        traces[f"tuned {part}"] = {"y": scene.clipped(scene.of(tuned, x, numbers))}
        height = scene.of(tuned, np.array([scene.tuned_place(tuned, keys).at]), numbers)
        traces[f"tuned {part} name"] = {"y": scene.kept_in(height)}
    return traces


def _markers(
    x: NDArray,
    cost: dict[str, NDArray],
    slope: dict[str, NDArray],
    axis: str,
    y: int,
    tuned: str | None,
    moving: tuple[str, ...],
) -> dict[str, dict[str, NDArray]]:
    """The points on the curves, and a line through them where they all move."""
    traces = {}
    for part, found in (("value", cost), ("slope", slope)):
        scene = Scene(axis, y, part)
        others = [key for key in moving if key != tuned] if len(moving) <= FEW else []
        if tuned:
            traces[f"tuned {part} here"] = {"x": x, "y": scene.clipped(found[tuned][:, None])}
        if others:
            heights = np.stack([found[key] for key in others], axis=-1)
            here = np.broadcast_to(x, heights.shape)
            traces[f"{part} here"] = {"x": here, "y": scene.clipped(heights)}
        if moving != (tuned,):
            low, high = AXES[axis].ranges(part, y)
            ends = np.broadcast_to([low, high], (len(x), 2))
            traces[f"{part} line"] = {"x": np.hstack([x, x]), "y": ends}
    return traces


@lru_cache(maxsize=64)  # the parameters of what stands still are anyone's
def _panels(
    axis: str, y: int, keys: tuple[str, ...], tuned: str | None, points: int, settled: tuple
) -> list[Panel]:
    drawn = Drawn(keys, tuned, points, {key: dict(numbers) for key, numbers in settled}, FEW)
    names = ", ".join(LOSSES[key].short for key in keys)
    over = AXES[axis].title
    return [
        Panel(
            panel(Scene(axis, y, "value"), drawn),
            f"Losses of a label y = {y} over {over}: {names}.",
            height=300,
        ),
        Panel(
            panel(Scene(axis, y, "slope"), drawn),
            f"Their slopes over {over}: the slope of a loss says how hard it pulls there.",
            height=300,
        ),
    ]
