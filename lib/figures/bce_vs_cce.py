"""Lesson 2: one logit through a sigmoid, K through a softmax, K through a sigmoid each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, log_softmax, logsumexp, softmax

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.logits import REACH, logits_of
from lib.losses import (
    categorical_cross_entropy,
    sigmoid_binary_cross_entropy,
    softmax_cross_entropy,
    softmax_cross_entropy_with_integer_labels,
)
from lib.words import comparison

MOST = 10
TOP = 6.0  # of the loss bars, in nats
ANIMALS = ("cat", "tiger", "feline")
EXAMPLES = {
    3: {"2, 1, 0.1": (2.0, 1.0, 0.1)},
    4: {"0, 0, 0, 1": (0.0, 0.0, 0.0, 1.0)},
    10: {
        "70% on class 3": logits_of([0.05, 0.02, 0.08, 0.70, 0.03, 0.04, 0.02, 0.03, 0.02, 0.01]),
        "5% on class 3": logits_of([0.15, 0.10, 0.35, 0.05, 0.10, 0.08, 0.07, 0.05, 0.03, 0.02]),
    },
}
START = {0: 2.0, 1: 1.0, 2: 0.1}
UNIFORM = (2, 3, 10, 1000, 50257)
BAR_COLORS = {"categorical": style.LOSS, "binary": style.RIVALS[1]}


def _logits(values: dict[str, ArrayLike], classes: int) -> NDArray:
    """The logits of all classes at every position, (n, K)."""
    return np.stack(np.broadcast_arrays(*(values[f"z{k}"] for k in range(classes))), axis=-1)


def _one_hot(label: int, like: NDArray) -> NDArray:
    return np.broadcast_to(np.eye(like.shape[-1])[label], like.shape)


def _logit_slider(k: int, name: str) -> Slider:
    start = START.get(k, 0.0)
    return Slider(f"z{k}", f"z{_subscript(k)} {name}", -REACH, REACH, 0.1, start, ".4g", play=False)


def _subscript(k: int) -> str:
    return str(k).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


# ---- two classes: the same number twice ---------------------------------------------------------


@cache
def binary(label: int) -> LiveFigure:
    """A sigmoid of one logit beside a softmax of two, linked by z = z₁ − z₀."""

    def frames(z: ArrayLike, z0: ArrayLike, z1: ArrayLike) -> Frames:
        if np.ndim(z):  # the single logit is in the hand: z₁ follows, and z₀ where z₁ has no room
            z1 = np.clip(z0 + z, -REACH, REACH)
            z0 = z1 - z
        two = _logits({"z0": z0, "z1": z1}, 2)
        z = two[..., 1] - two[..., 0]
        q = expit(z)
        one_number = sigmoid_binary_cross_entropy(z, label)
        two_numbers = softmax_cross_entropy(two, _one_hot(label, two))
        return Frames(
            traces={
                "sigmoid": {"y": np.stack([expit(-z), q], axis=-1)},
                "softmax": {"y": softmax(two, axis=-1)},
                "losses": {"x": np.stack([two_numbers, one_number], axis=-1)},
            },
            readouts={
                "bce": style.texts(one_number),
                "cce": style.texts(two_numbers),
                "z": style.texts(z, ".2f"),
                "q": style.texts(q),
            },
            sliders={"z": z, "z0": two[..., 0], "z1": two[..., 1]},
        )

    names = ["no", "yes"]
    return LiveFigure(
        panels=[
            Panel(
                _probabilities(names, [label], "sigmoid", "sigmoid of one logit"),
                "Bars: the sigmoid's probability of no and of yes.",
                height=300,
                pick=True,
            ),
            Panel(
                _probabilities(names, [label], "softmax", "softmax of two logits"),
                "Bars: the softmax's probability of no and of yes, always equal to the sigmoid's.",
                height=300,
                pick=True,
            ),
            Panel(
                _losses(["categorical", "binary"], [style.LOSS, style.LOSS], "losses"),
                "Bars: binary and categorical cross-entropy, always of the same length.",
                height=150,
                wide=True,
            ),
        ],
        sliders=[
            Slider("z", "z = z₁ − z₀", -2 * REACH, 2 * REACH, 0.1, -1.0, ".2f", derived=True),
            _logit_slider(0, "no"),
            _logit_slider(1, "yes"),
        ],
        frames=frames,
        readouts=[
            Readout("bce", "binary cross-entropy", "loss", main=True, unit="nats"),
            Readout("cce", "categorical cross-entropy", "loss"),
            Readout("z", "z = z₁ − z₀", "model"),
            Readout("q", "q(yes)", "model"),
        ],
        presets={
            "fifty-fifty": {"z0": 0.0, "z1": 0.0, "z": 0.0},
            "sure of yes": {"z0": -2.0, "z1": 3.0, "z": 5.0},
            "sure of no": {"z0": 4.0, "z1": -1.0, "z": -5.0},
        },
        beside=True,
        settle=_settle_difference,
    )


def _settle_difference(values: dict[str, float]) -> dict[str, float]:
    return {**values, "z": round(values["z1"] - values["z0"], 12)}


# ---- K classes, one of them true ----------------------------------------------------------------


@cache
def single_label(classes: int, label: int) -> LiveFigure:
    """Softmax bars of K logits, their categorical cross-entropy and that of K sigmoids.

    With two wrong classes or more, one more slider moves mass among them: the true class's
    probability stays as it is.
    """
    first, *rest = (k for k in range(classes) if k != label)

    def frames(share: ArrayLike = 0.0, **values: ArrayLike) -> Frames:
        z = _logits(values, classes)
        if np.ndim(share):
            z = _shared_out(z, first, rest, share)
        single = softmax_cross_entropy(z, _one_hot(label, z))
        multi = sigmoid_binary_cross_entropy(z, _one_hot(label, z)).sum(axis=-1)
        q = softmax(z, axis=-1)
        linked = {f"z{k}": z[..., k] for k in range(classes)} if np.ndim(share) else {}
        if rest and not np.ndim(share):
            linked["share"] = _share(z, first, rest)
        return Frames(
            traces={
                "model": {"y": q},
                "losses": {"x": np.stack([multi, single], axis=-1)},
            },
            readouts={
                "cce": style.texts(single),
                "multi": style.texts(multi, ".3f"),
            },
            sliders=linked,
        )

    sliders = [_logit_slider(k, "") for k in range(classes)]
    if rest:
        sliders.append(
            Slider("share", f"wrong mass on {first}", 0.02, 0.98, 0.0048, 0.5, ".2f", derived=True)
        )
    names = [str(k) for k in range(classes)]
    presets = {"all equal": (0.0,) * classes, **EXAMPLES.get(classes, {})}
    return LiveFigure(
        panels=[
            Panel(
                _probabilities(names, [label], "model", "softmax"),
                f"Bars: the softmax probabilities of {classes} classes; class {label} is true.",
                height=290,
                wide=True,
                pick=True,
            ),
            Panel(
                _losses(
                    ["multi-label binary", "categorical"], list(BAR_COLORS.values())[::-1], "losses"
                ),
                "Bars: categorical cross-entropy and the sum of the classes' binary ones.",
                height=150,
                wide=True,
            ),
        ],
        sliders=sliders,
        frames=frames,
        readouts=[
            Readout("cce", "categorical cross-entropy", "loss", main=True, unit="nats"),
            Readout("multi", "as multi-label binary", "rival-2"),
        ],
        presets={name: by_slider(logits) for name, logits in presets.items()},
        settle=partial(_settle_share, classes, first, rest),
        beside=True,
    )


def _share(z: NDArray, first: int, rest: list[int]) -> NDArray:
    """Which part of the wrong classes' mass the first of them holds."""
    return expit(z[..., first] - logsumexp(z[..., rest], axis=-1))


def _shared_out(z: NDArray, first: int, rest: list[int], share: ArrayLike) -> NDArray:
    """The logits after the wrong classes' mass is shared out anew; the true class's q is kept."""
    wrong = logsumexp(z[..., [first, *rest]], axis=-1)
    share = np.asarray(share)
    z = np.broadcast_to(z, (*share.shape, z.shape[-1])).copy()
    z[..., rest] = (wrong + np.log1p(-share))[..., None] + log_softmax(z[..., rest], axis=-1)
    z[..., first] = wrong + np.log(share)
    return np.clip(z, -REACH, REACH)


def _settle_share(
    classes: int, first: int, rest: list[int], values: dict[str, float]
) -> dict[str, float]:
    if not rest:
        return values
    share = float(_share(_logits(values, classes), first, rest))
    # Exact, even beyond the slider's grid: its book must show what the logits say.
    return {**values, "share": round(share, 12)}


# ---- several labels at once ---------------------------------------------------------------------


@cache
def multi_label(true: tuple[str, ...]) -> LiveFigure:
    """One sigmoid a class: every class pays for itself, and several may be true."""
    y = np.isin(ANIMALS, true).astype(float)

    def frames(**values: ArrayLike) -> Frames:
        z = _logits(values, len(ANIMALS))
        each = sigmoid_binary_cross_entropy(z, np.broadcast_to(y, z.shape))
        return Frames(
            traces={"model": {"y": expit(z)}, "losses": {"x": each[..., ::-1]}},
            readouts={
                "sum": style.texts(each.sum(axis=-1)),
                "mean": style.texts(each.mean(axis=-1)),
                "total": style.texts(expit(z).sum(axis=-1), ".3f"),
            },
        )

    return LiveFigure(
        panels=[
            Panel(
                _probabilities(
                    ANIMALS, [ANIMALS.index(name) for name in true], "model", "a sigmoid each"
                ),
                "Bars: a probability for each of cat, tiger and feline; they need not sum to 1.",
                height=270,
                wide=True,
            ),
            Panel(
                _losses(list(ANIMALS[::-1]), [style.LOSS] * 3, "losses"),
                "Bars: the binary cross-entropy that each class pays.",
                height=180,
                wide=True,
            ),
        ],
        sliders=[_logit_slider(k, name) for k, name in enumerate(ANIMALS)],
        frames=frames,
        readouts=[
            Readout("sum", "multi-label BCE, the sum", "loss", main=True, unit="nats"),
            Readout("mean", "its mean, the default of most libraries", "loss"),
            Readout("total", "probabilities sum to", "model"),
        ],
        presets={
            "undecided": {"z0": 0.0, "z1": 0.0, "z2": 0.0},
            "all three": {"z0": 3.0, "z1": 3.0, "z2": 3.0},
            "none": {"z0": -3.0, "z1": -3.0, "z2": -3.0},
        },
        beside=True,
    )


# ---- panels -------------------------------------------------------------------------------------


def _probabilities(names: list[str], true: list[int], trace: str, title: str) -> go.Figure:
    count = len(names)
    figure = style.figure(title, "probability", (-0.55, count - 0.45), (0, 1.12), barmode="overlay")
    figure.update_xaxes(tickvals=list(range(count)), ticktext=list(names), ticks="", showgrid=False)
    target = [1.0 if k in true else None for k in range(count)]
    places = list(range(count))
    truth = style.bars("truth", style.TRUTH, places, target, ".0f", hollow=True, width=0.86)
    truth.update(texttemplate="", hovertemplate="target %{y:.0f}<extra></extra>")
    model = style.bars(trace, style.MODEL, places, [0] * count, ".3f", width=0.62)
    figure.add_traces([truth, model])
    for k in true:
        figure.add_annotation(
            style.label(k, 1.0, "true", style.TRUTH, xanchor="center", yanchor="bottom")
        )
    return figure


def _losses(names: list[str], colors: list[str], trace: str) -> go.Figure:
    figure = style.figure("loss (nats)", "", (0, TOP), (-0.6, len(names) - 0.4), bargap=0.3)
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, ticks="", showgrid=False)
    figure.add_trace(
        go.Bar(
            x=[0] * len(names),
            y=list(range(len(names))),
            orientation="h",
            name=trace,
            marker={"color": colors},
            hovertemplate="%{x:.3f} nats<extra></extra>",
        )
    )
    return figure


# ---- numbers of the prose -----------------------------------------------------------------------


def uniform() -> dict[str, str]:
    """What guessing uniformly costs, by the number of classes, and the costs of the beliefs."""
    costs = {f"uniform_{k}": style.text(_cost(np.zeros(k), 0)) for k in UNIFORM}
    mixed = np.log([0.7, 0.2, 0.1]), np.log([0.7, 0.1, 0.2])
    return {
        **costs,
        "perfect": style.text(_cost(np.array([0.0, 0.0, 0.0, 1.0]), 3)),
        "perfect_q": style.text(softmax([0.0, 0.0, 0.0, 1.0])[3], ".3f"),
        "kept": style.text(_cost(mixed[0], 0)),
        "kept_too": style.text(_cost(mixed[1], 0)),
        "far": style.text(_cost(np.array([0.0, 0.0, 0.0, 10.0]), 3), ".6f"),
    }


def by_slider(logits: Sequence[float]) -> dict[str, float]:
    """Logits by the keys of their sliders."""
    return {f"z{k}": float(z) for k, z in enumerate(logits)}


def numbers(values: dict[str, float], label: int) -> dict[str, str]:
    """The numbers of the derivation and of the code, where the sliders stand."""
    classes = sum(key in values for key in by_slider(range(MOST)))
    z = _logits(values, classes)
    one_hot = np.eye(classes)[label]
    q = softmax(z)
    return {
        "classes": str(classes),
        "label": str(label),
        "logits": style.listed(z, "g"),
        "z": repr([float(v) for v in z]),
        "q": style.listed(q, ".4f"),
        "q_list": repr([float(v) for v in q]),
        "one_hot": style.listed(one_hot, "g"),
        "one_hot_list": repr([float(v) for v in one_hot]),
        "q_true": style.text(q[label]),
        "loss": style.text(_cost(z, label)),
        "loss_one_hot": style.text(softmax_cross_entropy(z, one_hot)),
        "loss_q": style.text(categorical_cross_entropy(q, one_hot)),
        "log_sum": style.text(logsumexp(z)),
        "z_true": style.text(z[label], "g"),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: a uniform guess over 1,000 classes."""
    truth = float(_cost(np.zeros(1000), 0))
    return {
        "guess": f"{guess:g}",
        "truth": style.text(truth),
        "comparison": comparison(guess, truth),
        "ten": style.text(_cost(np.zeros(10), 0)),
        "two": style.text(_cost(np.zeros(2), 0)),
    }


def _cost(z: NDArray, label: int) -> NDArray:
    return softmax_cross_entropy_with_integer_labels(z, label)
