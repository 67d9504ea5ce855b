"""The numbers in the words of playground: a function for each section, or for some together."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from scipy.special import expit

from lib.figures import numbers
from lib.lessons.playground import CASES, DATA, LESSON, UNITS, training
from lib.lessons.playground.maps import pulls
from lib.lessons.playground.training import NAMES, SIDES, Training
from lib.maths.losses import sigmoid_binary_cross_entropy_grad, sigmoid_squared_error_grad
from lib.words.text import comparison

HALF = 0.5
Fields = dict[str, str]


def usual() -> Training:
    """What a visitor meets first, trained."""
    return training(LESSON.values({})).finished()


def awake(done: Training, side: int) -> int | None:
    """The first epoch after which more than half of the points are correct, if there is one."""
    records = done.runs[side].records
    return next((r.epoch for r in records if r.training.accuracy > HALF), None)


def beliefs() -> Fields:
    """When each loss has half of the points correct, in what a visitor meets first."""
    return {side: str(awake(usual(), i)) for i, side in enumerate(SIDES)}


def gap(guess: float) -> Fields:
    """The prediction beside the truth: epochs that squared error sleeps."""
    left, right = (awake(usual(), side) for side in range(2))
    return {
        "guess": f"{guess:g}",
        "truth": str(right),
        "entropy": str(left),
        "comparison": comparison(guess, float(right)),
    }


def about(state: SimpleNamespace, done: Training) -> Fields:
    """What is trained, on what."""
    s, (x, labels) = done.setting, done.points
    layers = " and ".join(map(str, s.hidden))
    ones = int(labels.sum())
    return {
        "points": numbers.unit(str(len(x)), "point"),
        "data": DATA.options[state.data],
        "zeros": str(len(x) - ones),
        "ones": str(ones),
        **dict(zip(SIDES, done.names, strict=True)),
        "model": f"a network with {layers} hidden units ({UNITS.options[s.activation]})"
        if s.hidden
        else "a logistic regression: no hidden units, a straight border",
        "steps": _steps(len(x), min(s.batch, len(x))),
    }


def _steps(points: int, batch: int) -> str:
    """The steps of an epoch; what does not fill a batch makes a smaller one at the end."""
    full, rest = divmod(points, batch)
    if full == 1 and not rest:
        return "one step, with all points"
    each = f"with {numbers.unit(str(batch), 'point')} each"
    steps = numbers.unit(str(full + bool(rest)), "step")
    return f"{steps} {each}, but for {rest} in the last one" if rest else f"{steps} {each}"


def about_section(done: Training) -> str:
    """Which section says whose the points are."""
    return "about_own" if done.private else "about"


def notes(done: Training) -> list[tuple[str, Fields]]:
    """Sections on what is special about the losses or the points, with their numbers."""
    told = [("hinge", {})] if "hinge" in done.setting.losses else []
    x, labels = done.points
    both = {tuple(each) for each in x[labels == 0]} & {tuple(each) for each in x[labels == 1]}
    if both:
        told.append(("both", {"places": numbers.unit(str(len(both)), "place")}))
    return told


def result(done: Training) -> Fields:
    """How both runs ended."""
    told = {"epochs": numbers.unit(str(done.epochs), "epoch")}
    for side, run in zip(SIDES, done.runs, strict=True):
        last = run.records[-1]
        told[side] = NAMES[run.recipe.loss]
        told[f"{side}_share"] = numbers.text(100 * last.training.accuracy, ".1f")
        told[f"{side}_epoch"] = numbers.unit(str(last.epoch), "epoch")
        if last.validation is not None:
            told[f"{side}_fresh"] = numbers.text(100 * last.validation.accuracy, ".1f")
    return told


def woke(done: Training) -> tuple[str, Fields]:
    """The section on when each run gets more than half of the points correct, and its numbers."""
    when = [awake(done, side) for side in range(2)]
    told = dict(zip(SIDES, done.names, strict=True))
    for side, epoch in zip(SIDES, when, strict=True):
        told[f"{side}_epoch"] = numbers.unit(str(epoch), "epoch")
    if when == [0, 0]:
        return "woke_before", told
    if None not in when:
        return "woke_both", told
    if when == [None, None]:
        return "woke_none", told
    slow = when.index(None)
    return "woke_one", {
        "fast": told[SIDES[1 - slow]],
        "fast_side": SIDES[1 - slow],
        "fast_epoch": told[f"{SIDES[1 - slow]}_epoch"],
        "slow": told[SIDES[slow]],
        "slow_side": SIDES[slow],
        "epochs": numbers.unit(str(len(done.runs[slow].records) - 1), "epoch"),
    }


def broken(done: Training) -> list[Fields]:
    """For each run that broke off, where and which number was the first to go."""
    what = {
        "hidden": "the activations of a hidden layer",
        "logits": "the logits",
        "slopes": "the slopes of the loss",
        "gradient": "the gradient of a weight",
        "weights": "a weight",
    }
    why = {
        "overflow": "too large for any floating-point number",
        "undefined": "undefined (infinity minus infinity, or 0 times infinity)",
        "too large": "larger than 10⁹⁰",
    }
    return [
        {
            "side": side,
            "loss": NAMES[run.recipe.loss],
            "epoch": str(run.divergence.epoch),
            "batch": str(run.divergence.batch),
            "what": what[run.divergence.what],
            "why": why[run.divergence.why],
        }
        for side, run in zip(SIDES, done.runs, strict=True)
        if run.divergence
    ]


def layers(done: Training) -> Fields:
    """How hard both losses pull at the start at the first and at the last layer of a network."""
    told = dict(zip(SIDES, done.names, strict=True))
    for side, run in zip(SIDES, done.runs, strict=True):
        first, *_, last = run.records[0].gradient_norms
        told[f"{side}_first"], told[f"{side}_last"] = numbers.significant([first, last], 3)
    return told


def case(state_texts: dict[str, str], done: Training) -> tuple[str, Fields] | None:
    """The section of the case that a state is, and its numbers; None for any other state."""
    if not done.over or broken(done):
        return None
    for slug, (_, texts) in CASES.items():
        if texts == state_texts:
            return f"case_{slug}", {**result(done), **_OWN.get(slug, lambda _: {})(done)}
    return None


def _asleep(done: Training) -> Fields:
    first = [pulls(done, side)[0] for side in range(2)]
    return {
        "strong": numbers.text(first[0]),
        "weak": numbers.fine(float(first[1]), 6),
        "times": numbers.times(float(first[0] / first[1])),
    }


def _outlier(done: Training) -> Fields:
    told = {}
    for side, run in zip(SIDES, done.runs, strict=True):
        z = run.network.logits(run.weights, done.points.x)
        each = run.objectives[0].values(z, done.points.labels)
        told[f"{side}_outlier"] = numbers.text(each[0], ".2f")
        told[f"{side}_part"] = numbers.percent(each[0] / each.sum(), 0)
    return told


def _rare(done: Training) -> Fields:
    told = {}
    x, labels = done.points
    for side, run in zip(SIDES, done.runs, strict=True):
        z = run.network.logits(run.weights, x)[:, 0]
        told[f"{side}_found"] = str(int(((z > 0) & (labels == 1)).sum()))
        told[f"{side}_false"] = str(int(((z > 0) & (labels == 0)).sum()))
    return {**told, "rare": str(int(labels.sum())), "always": f"{100 * np.mean(labels == 0):.0f}"}


_OWN = {"asleep": _asleep, "outlier": _outlier, "rare": _rare}


def ringed(done: Training, epoch: int) -> Fields:
    """The ringed point, where the slider stands: the derivation and the code."""
    at = done.ringed
    place, y = done.points.x[at], int(done.points.labels[at])
    z = [done.logit(side, epoch) for side in range(2)]
    q = float(expit(z[1]))
    entropy = float(sigmoid_binary_cross_entropy_grad(z[1], y))
    square = float(sigmoid_squared_error_grad(z[1], y))
    return {
        "x": ", ".join(numbers.texts(place, ".2f")),
        "y": str(y),
        "epoch": str(epoch),
        "epochs": numbers.unit(str(epoch), "epoch"),
        "z_left": repr(z[0]),
        "z_right": repr(z[1]),
        "z": numbers.text(z[1]),
        "q": numbers.text(q, ".6f"),
        "error": numbers.tex(entropy, 4),
        "square": numbers.tex(square, 4),
        "wide": numbers.times(entropy / square) if square else "∞",
    }
