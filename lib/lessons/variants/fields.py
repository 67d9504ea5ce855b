"""The numbers in the words of the variants: a function for the sections that share them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from scipy.special import expit, logit

from lib.figures import numbers
from lib.figures.flipbook import LiveFigure
from lib.lessons.variants.comparison import CODE, EASY, parameters, rival_keys, slider_key
from lib.lessons.variants.panels import BASE
from lib.maths.information import entropy
from lib.maths.losses import (
    LOSSES,
    generalised_cross_entropy,
    label_smoothing_floor,
    multi_label_cross_entropy,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_focal_loss,
    sigmoid_focal_loss_grad,
    smoothed_cross_entropy,
    softmax_cross_entropy,
    symmetric_cross_entropy,
    weighted_softmax_cross_entropy,
    weighted_softmax_cross_entropy_mean,
)
from lib.maths.losses.axes import best_prediction, grad_over
from lib.words.text import comparison, prose, questions

GAMMA = 2.0  # of the prediction
SHARE = 0.9  # how often a yes comes where losses are asked what they aim at
RARE, WEIGHT = 0.1, 9.0
ANSWERS = ((0, 0.1), (0, 0.2), (0, 0.3), (1, 0.4))  # label and probability of a yes
YES_WEIGHT = 3.0
REDRAWN = 0.1  # share of the labels of ten classes that are drawn anew, all classes alike
LABELS = (("cat", 0, -1.0), ("tiger", 1, 2.0), ("feline", 1, 0.5))  # label and logit
MARGINS = ("hinge", "squared-hinge", "zero-one")  # losses that ask for no probability


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def formula(key: str) -> dict[str, str]:
    """The words below the picture: what the tuned loss is."""
    loss = LOSSES[key]
    return {
        "name": loss.name,
        "latex": loss.latex,
        "grad_latex": loss.grad_latex,
        "source": loss.source,
    }


def standing(y: int, values: Mapping[str, float]) -> dict[str, str]:
    """The numbers of the derivation and of the code, where the sliders stand."""
    z, gamma = float(logit(values["q"])), values[slider_key("focal", "gamma")]
    cost, focal = sigmoid_binary_cross_entropy(z, y), sigmoid_focal_loss(z, y, gamma)
    side = 2 * y - 1
    weight, ce, whole = numbers.product(focal / cost, cost)
    return {
        "z": repr(z),
        "y": f"{y}",
        "q": repr(float(expit(z))),
        "truth": repr(float(expit(side * z))),
        "p_t": f"{expit(side * z):.6g}",
        "gamma": f"{gamma:.4g}",
        "ce": ce,
        "weight": weight,
        "focal": whole,
        "slope": numbers.text(side * sigmoid_focal_loss_grad(z, y, gamma)),
        "ce_slope": numbers.text(side * sigmoid_binary_cross_entropy_grad(z, y)),
    }


def _easier(q: float) -> float:
    """How many times less focal loss charges a yes of probability q."""
    z = logit(q)
    return float(sigmoid_binary_cross_entropy(z, 1) / sigmoid_focal_loss(z, 1, GAMMA))


def gap(figure: LiveFigure, guess: float) -> dict[str, str]:
    """The prediction beside the truth: how many times less an easy example costs."""
    truth = _easier(EASY)
    easy = next(label for label in figure.presets if label.startswith("easy"))
    tuned = f"γ = {GAMMA:g}"
    see = "focal_tuned" if tuned in figure.presets else "focal_elsewhere"
    return {
        "guess": f"{guess:,g}",
        "truth": f"{truth:.3g}",
        "comparison": comparison(guess, truth),
        "hard": f"{_easier(0.5):.3g}",
        "see": prose("variants", see, tuned=f"*{tuned}*", easy=figure.press(easy)),
    }


@cache
def known() -> dict[str, str]:
    """The limits that the papers state, and the numbers of beliefs and check."""
    q, y = 0.7, np.array([0, 1])
    z = np.array([0.0, logit(q)])
    one, hard, easy = numbers.text, logit(0.2), logit(EASY)
    certain = np.log([0.9999, *[0.0001 / 9] * 9])
    pulls = [float(grad_over("z", LOSSES[k], logit(0.01), 1)) for k in (BASE, "absolute-error")]
    return {
        "ce": one(softmax_cross_entropy(z, y)),
        "focal": one(sigmoid_focal_loss(z[1], 1, GAMMA)),
        "near_zero": one(generalised_cross_entropy(z, y, 1e-3)),
        "at_zero": one(generalised_cross_entropy(z, y, 0)),
        "at_one": one(generalised_cross_entropy(z, y, 1)),
        "twice": one(2 * generalised_cross_entropy(z, y, 1)),
        "reverse": one(symmetric_cross_entropy(z, y, alpha=0, beta=1, log_zero=-2)),
        "floor": one(label_smoothing_floor(10, 0.1)),
        "floor_noisy": one(entropy([1 - REDRAWN * 0.9, *[REDRAWN / 10] * 9])),
        "code": one(CODE, ".2f"),
        "floor_wrong": one(label_smoothing_floor(10, 0.1, wrong_only=True)),
        "certain": one(smoothed_cross_entropy(certain, np.eye(10)[0], 0.1)),
        "focal_slope": one(sigmoid_focal_loss_grad(hard, 1, GAMMA), ".3f"),
        "ce_slope": one(sigmoid_binary_cross_entropy_grad(hard, 1), ".3f"),
        "weaker": one(
            sigmoid_binary_cross_entropy_grad(easy, 1) / sigmoid_focal_loss_grad(easy, 1, GAMMA),
            ".1f",
        ),
        "focal_asks": one(best_prediction(LOSSES["focal"], SHARE, gamma=GAMMA), ".2f"),
        "weighted_asks": one(best_prediction(LOSSES["weighted"], RARE, weights=WEIGHT), ".2f"),
        "adjusted_asks": one(best_prediction(LOSSES["logit-adjustment"], RARE, priors=RARE), ".2f"),
        "shift": one(np.log(WEIGHT), ".2f"),
        "deaf": one(pulls[0] / pulls[1], ".0f"),
    }


def asks(values: Mapping[str, float]) -> dict[str, str]:
    """What each loss aims at where a yes comes with one known probability."""
    asked = {
        key: best_prediction(LOSSES[key], SHARE, **parameters(key, values))
        for key in (BASE, *rival_keys())
        if key not in MARGINS
    }
    told = {key: "anything" if np.isnan(q) else numbers.text(q, ".3f") for key, q in asked.items()}
    return {
        "p": f"{SHARE:.0%}",
        "table": table(("loss", "asks for q ="), [(LOSSES[k].short, q) for k, q in told.items()]),
        "honest": str(sum(q == numbers.text(SHARE, ".3f") for q in told.values())),
        "count": str(len(told)),
        "forward": _behind(values[slider_key("forward-correction", "noise")]),
    }


def _behind(rho: float) -> str:
    """What forward correction asks for where a share rho of the labels is wrong."""
    given = {"p": f"{SHARE:g}", "rho": f"{rho:.4g}", "most": f"{1 - SHARE:.4g}"}
    if rho == 0.5:
        return prose("variants", "forward_anything", **given)
    share = (SHARE - rho) / (1 - 2 * rho)
    section = "forward_share" if share <= 1 + 1e-9 else "forward_none"
    return prose("variants", section, **given, share=numbers.text(share, ".3f"))


@cache
def weighted() -> dict[str, str]:
    """Four answers, their weighted losses, and the two means."""
    labels, q = np.array(ANSWERS).T
    y, z = np.eye(2)[labels.astype(int)], np.log(np.stack([1 - q, q], axis=-1))
    weights = np.array([1.0, YES_WEIGHT])
    each, costs = weights[labels.astype(int)], weighted_softmax_cross_entropy(z, y, weights)
    *told, total = numbers.adding(costs)
    rows = zip(
        (["no", "yes"][int(label)] for label in labels),
        (f"{number:g}" for number in q),
        numbers.texts(softmax_cross_entropy(z, y)),
        (f"{number:g}" for number in each),
        told,
        strict=True,
    )
    return {
        "table": table(("truth", "q", "loss", "w", "w · loss"), rows),
        "total": total,
        "count": f"{len(costs)}",
        "plain": numbers.text(costs.mean()),
        "weight_sum": f"{each.sum():g}",
        "mean": numbers.text(weighted_softmax_cross_entropy_mean(z, y, weights)),
    }


@cache
def several() -> dict[str, str]:
    """Three labels of one photo, their losses, the sum and the mean."""
    names, labels, logits = zip(*LABELS, strict=True)
    y, z = np.array(labels), np.array(logits)
    costs = sigmoid_binary_cross_entropy(z, y)
    *told, total = numbers.adding(costs)
    rows = zip(
        names,
        (["no", "yes"][label] for label in labels),
        numbers.texts(z, ".1f"),
        numbers.texts(expit(z), ".3f"),
        told,
        strict=True,
    )
    return {
        "table": table(("label", "truth", "z", "q", "loss"), rows),
        "total": total,
        "mean": numbers.text(multi_label_cross_entropy(z, y) / len(y)),
    }


@cache
def every_loss() -> list[dict[str, str]]:
    """All rows of the registry, each name once: formula, limit and source."""
    limits, seen = questions("variants")["limits"], {}
    for key, loss in LOSSES.items():
        seen.setdefault(loss.name, key)
    return [
        {
            "loss": name,
            # The space keeps a last subscript inside its cell, which would else have to scroll.
            "formula": rf"${LOSSES[key].latex}\;$",
            "limit": limits.get(key, ""),
            "source": LOSSES[key].source,
        }
        for name, key in seen.items()
    ]
