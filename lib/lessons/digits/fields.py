"""The numbers in the words of digits: a function for each section, or for some together."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers
from lib.lessons.digits import Study
from lib.lessons.digits.curves import FORM, PLACES, compared, differences, unit_of
from lib.lessons.digits.experiments import (
    EARLY,
    EXPONENT,
    FOCUS,
    MEASURES,
    RARE,
    SMOOTHING,
    Arm,
)
from lib.lessons.digits.tempering import Tempered, tempered
from lib.lessons.digits.training import BATCH, MOMENTUM
from lib.maths.paired import paired, sign_test
from lib.words.text import LESSONS

Fields = dict[str, str]
LUCK = 1 / 16  # how often luck may bring what is called a difference
COOLED = "at the fitted temperature", "as trained"
FEWEST = 5  # seeds that can show one: that all of them agree is so much luck
# Seconds of a processor for one epoch of one network, by its hidden units, where it was measured.
COST = {(): 0.003, (32,): 0.0045, (64,): 0.007}


# ---- before it starts ---------------------------------------------------------------------------


def about(study: Study) -> Fields:
    """What is trained, on what, and what that takes."""
    setting, data = study.setting, study.parts(0)
    epochs, arms = study.experiment.epochs, study.experiment.arms
    seconds = study.networks * epochs * COST[setting.hidden]
    sizes = [data.learnt.x.shape[1], *setting.hidden, 1 if data.classes == 2 else data.classes]
    return {
        "networks": numbers.unit(str(study.networks), "network"),
        "sizes": "-".join(map(str, sizes)),
        "layers": _layers(sizes),
        "epochs": numbers.unit(str(epochs), "epoch"),
        "seeds": numbers.unit(str(setting.seeds), "seed"),
        "losses": numbers.unit(str(len(arms)), "loss|losses"),
        "shares": numbers.unit(str(len(study.experiment.shares)), "share"),
        "learnt": str(len(data.learnt.labels)),
        "unseen": str(len(data.unseen.labels)),
        "rare_learnt": str(int(data.learnt.labels.sum())),
        "rare_unseen": str(int(data.unseen.labels.sum())),
        "rate": f"{setting.rate:g}",
        "momentum": f"{MOMENTUM:g}",
        "batch": str(BATCH),
        "seconds": "less than a second of a processor"
        if seconds < 1
        else f"about {numbers.unit(f'{math.ceil(seconds)}', 'second')} of a processor",
        "share": f"{100 * RARE:.0f}",
        "focus": f"{FOCUS:g}",
        "exponent": f"{EXPONENT:g}",
        "smoothing": f"{SMOOTHING:g}",
        "early": str(EARLY),
        "done": str(study.done),
    }


def _layers(sizes: list[int]) -> str:
    """How many numbers go into a network, through it and out of it."""
    inputs, *hidden, outputs = sizes
    inside = f"{hidden[0]} hidden units" if hidden else "no hidden units"
    return f"{inputs} inputs, {inside}, {numbers.unit(str(outputs), 'output')}"


def progress_section(study: Study, going: bool) -> str:
    """Which section says how far an experiment is that is not over."""
    return ("growing" if going else "stopped") + ("" if study.done else "_first")


def intro_section(slug: str) -> str:
    """Which section says what to drag."""
    return {"flipped": "intro_flipped", "temperature": "intro_temperature"}.get(slug, "intro")


def pictures_section(state: SimpleNamespace) -> str:
    """Which section says what is seen inside the networks."""
    if state.experiment == "flipped":
        return "pictures_flipped"
    tumours = state.experiment == "rare" and state.kind == "tumours"
    return "pictures_tumours" if tumours else "pictures"


# ---- results ------------------------------------------------------------------------------------


def share_at(study: Study, share: float) -> int:
    """Place of a share of wrong labels among those that are tried."""
    shares = study.experiment.shares
    return int(np.searchsorted(shares, share).clip(0, len(shares) - 1))


def _written(measure: str, values: NDArray) -> str:
    """Median, lowest and highest over the seeds."""
    form = FORM[MEASURES[measure].unit]
    middle, low, high = (numbers.text(f(values), form) for f in (np.median, np.min, np.max))
    return f"{middle} ({low} to {high})"


def results(study: Study, share: float) -> Fields:
    """A table of what every loss ended with: medians and ranges over the seeds that are through."""
    i = share_at(study, share)
    measures = dict.fromkeys(
        line.measure for view in study.experiment.views for line in view.lines
    ) | dict.fromkeys(study.experiment.compared)
    heads = [f"{MEASURES[m].short}, {MEASURES[m].unit}" for m in measures]
    lines = [
        "| trained with | " + " | ".join(heads) + " |",
        "|:--|" + "--:|" * len(heads),
    ]
    for j, arm in enumerate(study.experiment.arms):
        cells = [_written(m, study.rows(m, i)[j, :, -1]) for m in measures]
        lines.append(f"| {arm.name} | " + " | ".join(cells) + " |")
    return {
        "table": "\n".join(lines),
        "epochs": numbers.unit(str(study.experiment.epochs), "epoch"),
        "seeds": numbers.unit(str(study.done), "seed"),
        "wrong": str(study.experiment.shares[i]),
    }


def _verdict(measure: str, more: NDArray, ours: str, theirs: str) -> tuple[str, Fields]:
    """The section that says whether a difference is seen, and its numbers.

    `more` is what ours has more than theirs of the measure, seed by seed.
    """
    found = paired(more, np.zeros_like(more))
    n, unit = len(more), unit_of(measure, difference=True)
    form = FORM[MEASURES[measure].unit]
    middle, low, high = numbers.signed([found.median, found.low, found.high], form)
    up, down = (found.higher, found.lower)[:: 1 if MEASURES[measure].more else -1]
    told = {
        "Ours": _capital(ours),
        "theirs": theirs,
        "what": MEASURES[measure].name,
        "seeds": numbers.unit(str(n), "seed"),
        "median": f"{middle} {unit}",
        "low": low,
        "high": high,
        "better": str(up),
        "worse": str(down),
        "ties": str(found.ties),
    }
    if n < FEWEST:
        return "verdict_few", told
    if found.ties == n:
        return "verdict_same", told
    if found.chance > LUCK:
        return "verdict_none", told
    return "verdict_better" if up > down else "verdict_worse", told


def verdicts(study: Study, share: float) -> Iterator[tuple[str, Fields]]:
    """For each loss and measure, whether it differs from the first: a section and its numbers."""
    i, arms = share_at(study, share), study.experiment.arms
    for measure in study.experiment.compared:
        each = differences(study, i, measure)[:, :, -1]
        for arm, more in zip(compared(study), each, strict=True):
            yield _verdict(measure, more, *_names(study, arm, arms[0]))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _names(study: Study, arm: Arm, first: Arm) -> tuple[str, str]:
    if len(study.experiment.arms) == 1:
        epochs = study.experiment.epochs
        return f"after {epochs} epochs", f"after {EARLY}"
    return arm.name, first.name


def tempered_verdicts(found: Tempered) -> Iterator[tuple[str, Fields]]:
    """The same of the fitted temperature, on the half to which it was not fitted."""
    for k, measure in enumerate(("loss", "calibration")):
        more = found.after[k] - found.before[k]
        yield _verdict(measure, more, *COOLED)


def tempered_results(study: Study, found: Tempered) -> Fields:
    """What was fitted, and what it came to."""
    return {
        "seeds": numbers.unit(str(study.done), "seed"),
        "fitted": _listed(found.fitted, ".2f"),
        "before": _listed(found.before[0], ".3f"),
        "after": _listed(found.after[0], ".3f"),
        "error_before": _listed(found.before[1], ".1f"),
        "error_after": _listed(found.after[1], ".1f"),
    }


def _listed(values: NDArray, form: str) -> str:
    middle, low, high = numbers.texts([np.median(values), values.min(), values.max()], form)
    return f"{middle} ({low} to {high})"


def found(study: Study, slug: str, share: float) -> Iterator[tuple[str, Fields]]:
    """All that is said of what came out, section by section; nothing before a seed is through."""
    if not study.done:
        return
    if slug == "temperature":
        cooled = tempered(study)
        yield "results_temperature", tempered_results(study, cooled)
        yield from tempered_verdicts(cooled)
    else:
        section = "results_flipped" if slug == "flipped" else "results"
        yield section, results(study, share)
        yield from verdicts(study, share)
    if study.done >= FEWEST:
        yield "chance", chance(study)


def reported(study: Study, slug: str, share: float) -> list[dict[str, str]]:
    """Rows of a table: what is measured here beside what others report, each with its setting."""
    setting = study.setting
    sizes = about(study)["sizes"]
    data = {"tumours": "tumours", "eights": "digits"}.get(setting.kind, "digits")
    here = f"{sizes} on {about(study)['learnt']} {data}, rate {setting.rate:g}"
    return [
        {
            "": "measured here",
            "what": _measured(study, slug, share),
            "setting": f"{here}, median of {numbers.unit(str(study.done), 'seed')}",
            "source": "this page, as it stands",
        },
        *(
            {
                "": "reported elsewhere",
                "what": row["says"],
                "setting": row["setting"],
                "source": row["source"],
            }
            for row in _reported()[slug]
        ),
    ]


def _measured(study: Study, slug: str, share: float) -> str:
    """The main number of every loss, in one line."""
    if not study.done:
        return "nothing yet: the first seed is not through"
    if slug == "temperature":
        cooled = tempered(study)
        before, after = (
            numbers.text(np.median(each[1]), ".1f") for each in (cooled.before, cooled.after)
        )
        return f"Calibration error from {before}% to {after}%"
    i, main = share_at(study, share), study.experiment.main
    unit, arms = MEASURES[main].unit, study.experiment.arms
    rows = np.median(study.rows(main, i), axis=1)
    form = FORM[unit]
    sign = "%" if unit == "%" else f" {unit}"
    if len(arms) == 1:
        right = np.median(study.rows("right")[0], axis=0)
        pairs = [(rows[0], sign, form), (right, "%", ".1f")]
        (loss, later), (had, has) = (
            [numbers.text(row[at], f) + u for at in (EARLY, -1)] for row, u, f in pairs
        )
        return (
            f"From epoch {EARLY} to {study.experiment.epochs} cross-entropy on unseen digits goes "
            f"from {loss} to {later}, the share that is right from {had} to {has}"
        )
    each = ", ".join(
        f"{arm.name} {numbers.text(row[-1], form)}{sign}"
        for arm, row in zip(arms, rows, strict=True)
    )
    wrong = f"{study.experiment.shares[i]}% wrong: " if slug == "flipped" else ""
    name = MEASURES[main].name
    return f"{wrong or _capital(name) + ': '}{each}"


@cache
def _reported() -> dict[str, list[dict[str, str]]]:
    path = LESSONS / "digits" / "reported.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def chance(study: Study) -> Fields:
    """How many seeds have to agree, and how often they would if there were no difference."""
    n = study.done
    needed = next(k for k in range(n // 2 + 1, n + 1) if sign_test(k, n - k) <= LUCK)
    return {
        "seeds": numbers.unit(str(n), "seed"),
        "needed": "all" if needed == n else str(needed),
        "chance": numbers.percent(sign_test(needed, n - needed), 1),
    }


# ---- the prediction -----------------------------------------------------------------------------


def gap(study: Study, slug: str, guess: float) -> tuple[str, Fields]:
    """The section that answers a guess, and its numbers; it waits for the first seed."""
    told = {"guess": f"{guess:g}".replace("-", "−"), "seeds": numbers.unit(str(study.done), "seed")}
    if not study.done:
        return "gap_wait", told
    return f"gap_{slug}", {**told, **_TRUTHS[slug](study)}


def _spread(values: NDArray, form: str, signed: bool = False) -> Fields:
    write = numbers.signed if signed else numbers.texts
    middle, low, high = write([np.median(values), values.min(), values.max()], form)
    return {"truth": middle, "low": low, "high": high}


def _by_measure(measure: str, arm: int) -> Callable[[Study], Fields]:
    def truth(study: Study) -> Fields:
        return _spread(study.rows(measure)[arm, :, -1], FORM[MEASURES[measure].unit])

    return truth


def _least(study: Study) -> Fields:
    return _spread(study.rows("loss")[0].argmin(axis=-1), "g")


def _fitted(study: Study) -> Fields:
    return _spread(tempered(study).fitted, ".2f")


_TRUTHS = {
    "losses": lambda study: _spread(differences(study)[0, :, -1], ".1f", signed=True),
    "rare": _by_measure("rare", 0),
    "flipped": _by_measure("right", 0),
    "smoothing": _by_measure("calibration", 1),
    "long": _least,
    "temperature": _fitted,
}


# ---- the derivation, the code -------------------------------------------------------------------


def standing(study: Study, slug: str) -> Fields:
    """The first comparison, seed by seed, in digits that carry its differences."""
    measure, arms = study.experiment.main, study.experiment.arms
    places = PLACES[MEASURES[measure].unit] + 1
    rows, names = study.rows(measure), _names(study, compared(study)[0], arms[0])
    if slug == "temperature" and study.done:
        cooled, names = tempered(study), COOLED
        ours, theirs = cooled.after[0], cooled.before[0]
    elif len(arms) > 1:
        ours, theirs = rows[1, :, -1], rows[0, :, -1]
    else:
        ours, theirs = rows[0, :, -1], rows[0, :, EARLY]
    form = f".{places}f"
    apart = [numbers.beyond(*pair, places) for pair in zip(ours, theirs, strict=True)]
    found = paired(list(map(numbers.read, apart)), np.zeros(len(apart)))
    return {
        "Ours": _capital(names[0]),
        "Theirs": _capital(names[1]),
        "what": MEASURES[measure].name,
        "unit": unit_of(measure, difference=True),
        "first": numbers.listed(ours, form),
        "second": numbers.listed(theirs, form),
        "apart": ", ".join(apart),
        "one": numbers.text(ours[0], form),
        "other": numbers.text(theirs[0], form),
        "difference": apart[0],
        "median": numbers.text(found.median, form),
        "signs": str(found.higher + found.lower),
        "rarer": str(min(found.higher, found.lower)),
        "chance": numbers.text(found.chance, ".4f"),
        "seeds": numbers.unit(str(len(apart)), "seed"),
    }


def code(study: Study, epoch: float) -> Fields:
    """How often the first network was right and wrong, where the slider of the pictures stands."""
    at = int(min(max(epoch, 0), study.experiment.epochs, len(study.weights[0]) - 1))
    counts = study.confusions[study.at, 0, 0, at]
    rows = ",\n    ".join(str(row) for row in counts.tolist())
    return {"epoch": str(at), "matrix": f"[\n    {rows},\n]"}
