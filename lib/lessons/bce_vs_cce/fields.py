"""The numbers in the words of the three modes, and of what they share."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace

import numpy as np
from scipy.special import expit, softmax

from lib.figures import numbers
from lib.figures.flipbook import LiveFigure
from lib.figures.ghost import Ghost
from lib.lessons.bce_vs_cce import bars, one_of_many, tags, two_classes
from lib.maths.losses import (
    categorical_cross_entropy,
    multi_label_cross_entropy,
    multi_label_cross_entropy_grad,
    sigmoid_binary_cross_entropy,
    softmax_cross_entropy,
)
from lib.maths.losses import (
    softmax_cross_entropy_with_integer_labels as softmax_cost,
)
from lib.words.text import comparison

UNIFORM = (2, 3, 10, 1000, 50257)
MANY = 1000  # classes of the prediction


def section(name: str, state: SimpleNamespace) -> str:
    """Which intro or why there is: with two classes there is no mass to move among the wrong."""
    two = state.mode == "single" and state.classes == 2
    return f"{name}_two" if two else f"{name}_{state.mode}"


def intro(state: SimpleNamespace) -> dict[str, str]:
    """What to do: the number of classes, and the slider to drag."""
    return {"classes": f"{state.classes}", "wrong_mass": one_of_many.wrong_mass(state.true)}


def standing(
    state: SimpleNamespace, figure: LiveFigure, values: Mapping[str, float]
) -> dict[str, str]:
    """Why, derivation and code of the mode, where the sliders stand."""
    if state.mode == "binary":
        return _binary(figure, values, state.y)
    if state.mode == "single":
        return _single(values, state.classes, state.true)
    return _multi(figure, values, state.tags)


def _binary(figure: LiveFigure, values: Mapping[str, float], y: int) -> dict[str, str]:
    z0, z1 = values["z0"], values["z1"]
    z = z1 - z0
    loss = float(sigmoid_binary_cross_entropy(z, y))
    of_truth = expit(z if y else -z)
    shown = _loss(loss)
    first, difference, second = map(_short, numbers.balanced([z0, z]))
    _, z_y, log_sum = numbers.balanced([loss, values[f"z{y}"]], _places(shown))
    return {
        **_presses(figure),
        "y": f"{y}",
        "z0": repr(float(z0)),
        "z1": repr(float(z1)),
        "minus_z0": _bracketed(first),
        "z1_shown": second,
        "z": difference,
        "q": numbers.fine(expit(z), 4),
        "q_y": numbers.telling([of_truth], _price, _loss)[0],
        "z_y": _bracketed(_short(z_y)),
        "log_sum": log_sum,
        "loss": shown,
        "loss_line": numbers.text(loss, f".{_places(log_sum)}f"),
        "softplus": "-z" if y else "z",
    }


def _single(values: Mapping[str, float], classes: int, true: int) -> dict[str, str]:
    z = bars.logits_of_sliders(values, classes)
    one_hot = np.eye(classes)[true]
    q = softmax(z)
    loss = float(softmax_cost(z, true))
    shown = _loss(loss)
    _, z_true, log_sum = numbers.balanced([loss, z[true]], _places(shown))
    return {
        "classes": f"{classes}",
        "true": f"{true}",
        "logits": numbers.listed(z, "g"),
        "z": repr(z.tolist()),
        "q": ", ".join(numbers.fines(q, 4)),
        "q_list": repr(q.tolist()),
        "one_hot": numbers.listed(one_hot, "g"),
        "one_hot_list": repr(one_hot.tolist()),
        "q_true": numbers.telling([q[true]], _price, _loss)[0],
        "loss": shown,
        "loss_one_hot": _loss(softmax_cross_entropy(z, one_hot)),
        "loss_q": _loss(categorical_cross_entropy(q, one_hot)),
        "log_sum": log_sum,
        "z_true": _bracketed(_short(z_true)),
        "loss_line": numbers.text(loss, f".{_places(log_sum)}f"),
    }


def _multi(
    figure: LiveFigure, values: Mapping[str, float], true: tuple[str, ...]
) -> dict[str, str]:
    z, y = bars.logits_of_sliders(values, len(tags.TAGS)), tags.target(true)
    q, each = expit(z), sigmoid_binary_cross_entropy(z, y)
    total = float(multi_label_cross_entropy(z, y))
    *costs, whole = numbers.balanced(each, _places(_loss(total)))
    places = _places(whole)
    prices = [
        _price_of_tag(tag, q_k, y_k == 1, places)
        for tag, q_k, y_k in zip(tags.TAGS, q, y, strict=True)
    ]
    return {
        "both": figure.press(tags.BOTH),
        "half": numbers.text(softmax_cost(np.zeros(2), 0)),
        "z": repr(z.tolist()),
        "y": repr(y.tolist()),
        "logits": numbers.listed(z, "g"),
        "target": numbers.listed(y, "g"),
        "q": ", ".join(numbers.fines(q, 4)),
        "prices": "\n".join(prices),
        "costs": " + ".join(costs),
        "loss_line": whole,
        "for_mean": numbers.telling([total], lambda sum_: sum_ / len(z), _loss, 5)[0],
        "mean": _loss(total / len(z)),
        "pulls": ", ".join(numbers.fines(multi_label_cross_entropy_grad(z, y), 4)),
    }


def gap(mode: str) -> Callable[[float], dict[str, str]]:
    """The prediction of a mode beside its truth."""
    return {"binary": _gap_binary, "single": _gap_single, "multi": _gap_multi}[mode]


def _gap_binary(guess: float) -> dict[str, str]:
    before, after = (softmax_cost(np.array(pair), 1) for pair in two_classes.ASKED.values())
    return {
        **_against(guess, after),
        "before": numbers.text(before),
        **_presses(two_classes.binary(1)),
    }


def _gap_single(guess: float) -> dict[str, str]:
    return _against(guess, softmax_cost(np.zeros(MANY), 0))


def _gap_multi(guess: float) -> dict[str, str]:
    undecided = np.zeros(len(tags.TAGS))
    return {
        **_against(guess, multi_label_cross_entropy(undecided, undecided)),
        "undecided": tags.multi_label(()).press("undecided"),
    }


def _against(guess: float, truth: float) -> dict[str, str]:
    return {
        "guess": numbers.unit(f"{guess:g}", "nat"),
        "truth": numbers.text(truth),
        "comparison": comparison(guess, float(truth)),
    }


def guess_of(guess: float, state: SimpleNamespace) -> Ghost | None:
    """The guess of a mode as a line across the losses, None where the figure shows another case."""
    if state.mode == "binary":
        return bars.guess_of(guess, two_classes.LOSSES_PANEL) if state.y == 1 else None
    if state.mode == "single":
        return bars.guess_of(guess, one_of_many.LOSSES_PANEL, f" for {MANY:,} classes")
    return bars.guess_of(guess, tags.LOSSES_PANEL)


@cache
def uniform() -> dict[str, str]:
    """What equal probabilities cost, by the number of classes."""
    return {f"uniform_{k}": numbers.text(softmax_cost(np.zeros(k), 0)) for k in UNIFORM}


@cache
def beliefs() -> dict[str, str]:
    """The corrected beliefs."""
    one, other = np.log([0.7, 0.2, 0.1]), np.log([0.7, 0.1, 0.2])
    perfect = np.array([0.0, 0.0, 0.0, 1.0])
    return {
        "kept": numbers.text(softmax_cost(one, 0)),
        "kept_too": numbers.text(softmax_cost(other, 0)),
        "perfect": numbers.text(softmax_cost(perfect, 3)),
        "perfect_q": numbers.text(softmax(perfect)[3], ".3f"),
        "far": numbers.fine(softmax_cost(10 * perfect, 3)),
    }


@cache
def check() -> dict[str, str]:
    """The check: what adding 5 does to logits 0, 0 of which the first is true."""
    zeros, y = np.zeros(2), np.array([1.0, 0.0])
    return {
        "softmax": numbers.text(softmax_cross_entropy(zeros, y)),
        "softmax_moved": numbers.text(softmax_cross_entropy(zeros + 5, y)),
        "sigmoids": numbers.text(multi_label_cross_entropy(zeros, y)),
        "sigmoids_moved": numbers.text(multi_label_cross_entropy(zeros + 5, y)),
    }


def _presses(figure: LiveFigure) -> dict[str, str]:
    before, after = map(figure.press, two_classes.ASKED)
    return {"press_before": before, "press_after": after}


def _price(q: float) -> float:
    return -math.log(q) if q > 0 else math.inf


def _price_of_no(q: float) -> float:
    return -math.log1p(-q) if q < 1 else math.inf


def _price_of_tag(tag: str, q: float, true: bool, places: int) -> str:
    """A line of Markdown: a tag, the probability of what is so, and its price in decimals."""

    def write(loss: float) -> str:
        return numbers.text(loss, f".{places}f")

    price = _price if true else _price_of_no
    (shown,) = numbers.telling([q], price, write)
    so = shown if true else f"(1 - {shown})"
    return rf"- {tag}, {'true' if true else 'not true'}: $-\ln {so} = {write(price(q))}$"


def _loss(loss: float) -> str:
    return bars.read(loss)[0]


def _places(text: str) -> int:
    """Decimals of a written number."""
    return len(text.partition(".")[2])


def _short(text: str) -> str:
    """A written number without the zeros at its end."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bracketed(text: str) -> str:
    """A written number as it stands after a minus sign."""
    return f"({text})" if text.startswith("−") else text
