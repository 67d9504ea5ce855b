"""The numbers in the words of score: a function for each section, or for some together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lib.figures import numbers
from lib.lessons.score.calibration import best
from lib.lessons.score.costs import named
from lib.lessons.score.study import Study, example
from lib.maths.decisions import SAME, Cheapest, right_threshold
from lib.maths.forecasts import by_group
from lib.maths.information import entropy, perplexity, to_bits
from lib.words.text import comparison

ASKED = 2.0  # the temperature of the prediction
CLEAR = 0.002  # nats that a temperature must gain on other rows to be worth a word
NAMED = 5  # rows that a sentence names
TEMPERED = 0.1  # how far from 1 the fitted temperature must be
COMMON = 0.5  # share of the dearest rows that must have something in common
TIMES = 1.5  # how much more often than in all rows
SUMMED_UP = 12  # classes or groups in a table
QUOTED = 40  # characters of a cell


# ---- how things are written ---------------------------------------------------------------------


def nats(loss: float) -> str:
    """A loss in nats."""
    return numbers.unit(numbers.text(loss), "nat")


def share(part: float) -> str:
    """A share in per cent, or a dash where there is none."""
    return numbers.percent(round(part, 9), 1).replace("-", "−") if np.isfinite(part) else "–"


def cell(text: object) -> str:
    """A text of the student's in a table, as code: nothing in it means anything."""
    seen = " ".join(str(text).split())
    seen = seen if len(seen) <= QUOTED else seen[:QUOTED] + "…"
    return f"`{seen.replace('|', '¦').replace('`', 'ˋ')}`" if seen else "(empty)"


def table(header: Sequence[str], align: str, rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; `align` has l or r for each column."""
    rule = [":--" if side == "l" else "--:" for side in align]
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, rule, *rows))


def rows_of(count: int) -> str:
    """So many rows."""
    return numbers.unit(f"{count:,}", "row")


# ---- opening ------------------------------------------------------------------------------------


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the loss of the example that is too sure, at T = 2."""
    found = example("sure")
    truth = float(found.swept(np.array([ASKED])).losses[0])
    return {
        "guess": f"{guess:g}",
        "truth": numbers.text(truth),
        "comparison": comparison(guess, truth),
    }


def why() -> dict[str, str]:
    """How often the example that is too sure is right."""
    return {"accuracy": share(example("sure").summary.accuracy)}


def about(study: Study) -> dict[str, str]:
    """What the table is."""
    return {"rows": rows_of(study.rows)}


def intro(study: Study) -> dict[str, str]:
    """Where the slider is best, if that can be told."""
    fitted = best(study)
    if fitted is None:
        said = "There are too few rows to fit a temperature to."
    elif fitted == 1:
        said = "The temperature that fits best is 1: it stands there."
    else:
        said = "Press *what fits best* for the temperature of least loss."
    few = len(study.few.labels)
    if study.forecasts.classes > 2 and few < study.rows:
        said += (
            f" The figure is drawn of {few:,} rows, taken by chance; the numbers below are of all."
        )
    return {"fit": said}


# ---- the numbers --------------------------------------------------------------------------------


def figures(study: Study) -> dict[str, str]:
    """The table of numbers, each with its sentence and its formula."""
    s, of = study.summary, study.forecasts
    K = of.classes
    loss = s.finite_loss
    chance = study.interval
    between = "–"
    if chance is not None and np.isfinite(chance.low):
        between = f"{numbers.text(chance.low)} to {numbers.text(chance.high)}"
    how = "resampled rows" if chance is not None and chance.resampled else "the normal distribution"
    commonest = float(s.base_rates.max())
    rows = [
        ["log loss L", nats(s.log_loss), "What a row costs: the mean of −ln q of what came."],
    ]
    if s.infinite and np.isfinite(loss):
        rows.append(["L of the other rows", nats(loss), "Without those of infinite loss."])
    if np.isfinite(loss):
        rows += [
            ["in bits", numbers.text(float(to_bits(loss))), "The same, L / ln 2."],
            ["how sure that is", between, f"About 95 in 100 such hold the true L; by {how}."],
        ]
    rows += [
        [
            "guessing, H",
            nats(s.guessing),
            "Saying the base rates p in every row costs their entropy, −Σ p ln p.",
        ],
        [
            f"ln {K}",
            nats(s.uniform),
            "Holding all classes alike costs the logarithm of their number.",
        ],
        [
            "skill",
            share(s.skill),
            "The share of what guessing costs that the model saves, 1 − L / H.",
        ],
        [
            "perplexity",
            *numbers.significant(float(perplexity(s.log_loss)), 4),
            "As unsure as among so many classes that are all alike, exp(L).",
        ],
        [
            "Brier score",
            numbers.text(s.brier),
            "Mean of (q − y)² of the second class; y is 1 where it came, else 0."
            if K == 2
            else "Mean of the sum of (q − y)² over the classes; y is 1 for what came, else 0.",
        ],
        [
            "accuracy",
            share(s.accuracy),
            f"How often its likeliest class came; always naming the commonest: {share(commonest)}.",
        ],
        [
            "SmoothECE",
            numbers.text(study.smooth_error),
            "How far what came is from what was said, on average, smoothed: 0 is calibrated.",
        ],
    ]
    rows += _split(study)
    if study.tempering is not None:
        T, _, after = study.tempering
        rows.append(
            [
                "with one temperature",
                nats(after),
                f"L with T fitted to other rows (5 parts in turn); T = {numbers.text(T, '.3f')} "
                "fits all best.",
            ]
        )
    return {
        "rows": f"**{rows_of(study.rows)}**",
        "classes": numbers.unit(str(K), "class|classes"),
        "infinite": infinite(study),
        "table": table(["number", "here", "what it says"], "lrl", rows),
    }


def _split(study: Study) -> list[list[str]]:
    """The parts of the log loss, which add up to it."""
    if study.split is None or not np.isfinite(study.split.calibration):
        return [["calibration, refinement", "–", "No finite parts add up to an infinite L."]]
    *written, _ = numbers.adding([*study.split])
    if len(written) == 2:
        says = [
            (
                "calibration part",
                "What the best rising function of q takes off L (isotonic regression; with few "
                "rows partly luck).",
            ),
            ("refinement part", "What is left of L then."),
        ]
    else:
        says = [
            (
                "calibration part",
                "What the best rising function of the likeliest class's q takes off L, the others "
                "scaled to what it leaves (isotonic regression; with few rows partly luck).",
            ),
            ("refinement part", "What it costs then to tell whether the likeliest class came."),
            (
                "which other",
                "What it costs to tell which, where another came. How calibrated the others are is "
                "not asked; a temperature changes that too.",
            ),
        ]
    return [
        [name, numbers.unit(part, "nat"), text]
        for (name, text), part in zip(says, written, strict=True)
    ]


def infinite(study: Study) -> str:
    """Which rows cost infinitely much, if any."""
    s = study.summary
    if not s.infinite:
        return ""
    of = study.forecasts
    where = np.flatnonzero(np.isinf(of.losses) & (of.weights > 0)) + 1
    named = ", ".join(f"{row:,}" for row in where[:NAMED]) + (", …" if len(where) > NAMED else "")
    rest = (
        f"The mean of the others is {nats(s.finite_loss)}; that of all depends on what the model "
        "would say instead of 0."
        if np.isfinite(s.finite_loss)
        else "There is no other row."
    )
    return (
        f"**The log loss is infinite:** {rows_of(s.infinite)} ({named}) gave what came a "
        f"probability of exactly 0. {rest}"
    )


# ---- answers ------------------------------------------------------------------------------------


def answers(study: Study) -> dict[str, str]:
    """The questions that people bring, answered of this table."""
    return {
        "good": _good(study),
        "sure": _sure(study),
        "cheaper": _cheaper(study),
        "common": common(study),
    }


def _good(study: Study) -> str:
    s = study.summary
    if not np.isfinite(s.log_loss):
        return "Not while it rules out what comes: one such row makes the loss infinite."
    geometric = share(float(np.exp(-s.log_loss)))
    said = (
        f"On geometric average it gave {geometric} to what came, where holding all classes alike "
        f"gives {share(1 / len(s.base_rates))}."
    )
    if np.isnan(s.skill):
        return said + " All rows have the same label, so there is nothing to compare it with."
    if share(s.skill).startswith("−"):
        return (
            f"{said} Where guessing is 0% and knowing 100% it stands at {share(s.skill)}: to say "
            "the base rates in every row would be better."
        )
    return (
        f"{said} Between guessing (0%) and knowing (100%) it stands at {share(s.skill)}. Whether "
        "that is enough depends on what is decided by it, and on what others reach on these rows."
    )


def _sure(study: Study) -> str:
    found = study.tempering
    if found is None:
        return "With so few rows of finite loss that cannot be told."
    T, before, after = found
    gain = before - after
    how = f"The temperature that fits best is {numbers.text(T, '.2f')}"
    if gain < CLEAR or abs(np.log(T)) < TEMPERED:
        return f"Neither too sure nor not sure enough, as far as one number tells. {how}."
    takes = (
        f"on rows that it was not fitted to it takes {numbers.text(gain, '.4f')} nats off the loss"
    )
    if T > 1:
        return f"Yes, too sure. {how}, above 1: {takes}."
    return f"No, it is not sure enough. {how}, below 1: {takes}."


def _cheaper(study: Study) -> str:
    s = study.summary
    if np.isnan(s.skill):
        return "All rows have the same label: whoever says only that pays nothing."
    if not np.isfinite(s.log_loss):
        return f"Yes: guessing costs {nats(s.guessing)}, the model infinitely much."
    if nats(s.log_loss) == nats(s.guessing):
        return f"Neither: guessing and the model both cost {nats(s.guessing)}."
    if s.log_loss < s.guessing:
        return f"No: guessing costs {nats(s.guessing)}, the model {nats(s.log_loss)}."
    calm = study.tempering
    hope = (
        f" With a temperature it pays {nats(calm.after)}."
        if calm is not None and calm.after < s.guessing
        else ""
    )
    return f"Yes: guessing costs {nats(s.guessing)}, the model {nats(s.log_loss)}.{hope}"


def common(study: Study) -> str:
    """What the dearest rows share more often than all rows do."""
    rows, _ = study.dearest
    of, reading = study.forecasts, study.reading
    said = of.q.argmax(axis=1)
    traits = [("have the label", of.labels, reading.classes)]
    traits.append(("were held to be", said, reading.classes))
    if reading.groups is not None:
        traits.append((f"have {cell(study.roles.group)}", reading.groups, reading.names))
    found = []
    for what, codes, names in traits:
        code, count = max(
            ((code, int((codes[rows] == code).sum())) for code in set(codes[rows].tolist())),
            key=lambda pair: pair[1],
        )
        everywhere = float((codes == code).mean())
        if count >= COMMON * len(rows) and count / len(rows) > TIMES * everywhere:
            found.append(
                f"{count} of {len(rows)} {what} {cell(names[code])}, "
                f"against {share(everywhere)} of all rows"
            )
    if not found:
        return "Nothing in their class, in what they were held to be or in their group stands out."
    return "; ".join(found) + "."


# ---- rows, classes, groups ----------------------------------------------------------------------


def dearest(study: Study) -> dict[str, str]:
    """The rows that cost most."""
    rows, part = study.dearest
    of, reading = study.forecasts, study.reading
    said = of.q.argmax(axis=1)
    grouped = reading.groups is not None
    header = ["row", "came", "had", "likeliest was", "loss in nats"]
    lines = []
    for i in rows:
        line = [
            f"{i + 1:,}",
            cell(reading.classes[of.labels[i]]),
            numbers.percent(float(of.q[i, of.labels[i]])),
            f"{cell(reading.classes[said[i]])} with {numbers.percent(float(of.q[i, said[i]]))}",
            numbers.text(float(of.losses[i])),
        ]
        lines.append([*line, cell(reading.names[reading.groups[i]])] if grouped else line)
    if grouped:
        header.append(cell(study.roles.group))
    return {
        "part": _part(len(rows), part, study.summary.log_loss),
        "table": table(header, "rlrlr" + "l" * grouped, lines),
    }


def _part(count: int, part: float, loss: float) -> str:
    """What share of the whole loss so many rows make up."""
    if not np.isfinite(part):
        whole = "infinite" if np.isinf(loss) else "0"
        return f"What share of the loss the dearest rows have cannot be told: the whole is {whole}."
    if count == 1:
        return f"The dearest row has {share(part)} of the whole loss."
    return f"The {count} dearest rows have {share(part)} of the whole loss."


def groups(study: Study) -> dict[str, str]:
    """Loss by class, and by group where there is one."""
    of, reading = study.forecasts, study.reading
    parts = [("class", of.labels, reading.classes)]
    if reading.groups is not None:
        parts.append((cell(study.roles.group), reading.groups, reading.names))
    written = []
    for what, codes, names in parts:
        found = by_group(of, codes, len(names))
        order = np.argsort(-np.nan_to_num(found.share * found.rows.clip(0, 1)), kind="stable")
        lines = [
            [
                cell(names[i]),
                f"{found.rows[i]:,}",
                share(found.rows[i] / found.rows.sum()),
                numbers.text(float(found.loss[i])),
                share(float(found.share[i])),
            ]
            for i in order[:SUMMED_UP]
            if found.rows[i]
        ]
        header = [what, "rows", "of all rows", "mean loss in nats", "of the loss"]
        written.append(table(header, "lrrrr", lines))
    return {"table": "\n\n".join(written)}


def rivals(study: Study) -> tuple[str, dict[str, str]]:
    """The section on the second model, and its fields."""
    found = study.rivals
    if found is None:
        return "rivals_none", {}
    gap, low, high, _ = found.difference
    first, second = (cell(", ".join(c[:3])) for c in (study.roles.chances, study.roles.rival))
    size = f"{numbers.text(abs(gap))} nats a row"
    if np.isnan(low):
        verdict = f"With one row nothing can be told; they differ by {size}."
    elif low > 0:
        verdict = f"**The first, {first}:** the second, {second}, costs {size} more"
    elif high < 0:
        verdict = f"**The second, {second}:** it costs {size} less than the first, {first}"
    else:
        verdict = (
            f"**Chance could explain it:** the second, {second}, differs from {first} by {size}"
        )
    if not np.isnan(low):
        verdict += f" (second less first: {numbers.text(low)} to {numbers.text(high)})."
    one, other, of = study.forecasts, study.reading.rival, study.reading
    lines = [
        [
            f"{i + 1:,}",
            cell(of.classes[one.labels[i]]),
            numbers.percent(float(one.q[i, one.labels[i]])),
            numbers.percent(float(other.q[i, one.labels[i]])),
            numbers.text(float(other.losses[i] - one.losses[i])),
        ]
        for i in found.apart
    ]
    left = f"Left out, for infinite loss: {rows_of(found.left_out)}. " if found.left_out else ""
    header = ["row", "came", "had by the first", "had by the second", "second less first"]
    return "rivals", {
        "verdict": verdict,
        "left_out": f"{left}The rows on which they part most:",
        "table": table(header, "rlrrr", lines),
    }


# ---- decisions ----------------------------------------------------------------------------------


def verdict(study: Study, values: Mapping[str, float]) -> tuple[str, dict[str, str]]:
    """The section on what mistakes cost where the sliders stand, and its fields."""
    of = study.decisions
    if of is None:
        return "verdict_many", {}
    threshold, ratio = values["threshold"], values["ratio"]
    right, best = float(right_threshold(ratio)), of.cheapest(ratio)
    here = of.at(threshold, ratio)
    return "verdict", {
        "ratio": numbers.unit(f"{ratio:.3g}", "miss|misses"),
        "right": numbers.text(right, ".3f"),
        "threshold": numbers.text(threshold, ".3f"),
        "cost": in_misses(float(here.cost)),
        "alarms": share(float(here.alarms)),
        "misses": share(float(here.misses)),
        "here": _here(float(here.cost), float(best.cost)),
        "gap": _gap(study, ratio, best),
    }


def in_misses(cost: float) -> str:
    """A cost in what one miss costs."""
    return numbers.unit(numbers.fine(cost, 4), "miss|misses")


def _here(cost: float, least: float) -> str:
    if cost - least <= SAME:
        return "On these rows no threshold costs less."
    return f"The least that a threshold costs on these rows is {in_misses(least)}."


def _gap(study: Study, ratio: float, best: Cheapest) -> str:
    """What the calibrated threshold costs more than the best one of these rows, and why."""
    of = study.decisions
    if min(study.summary.base_rates) == 0:
        way = "always" if np.isinf(best.low) else "never"
        return (
            "All rows have the same label, so only one kind of mistake can be made, and "
            f"{way} acting costs nothing. Where a threshold belongs, such rows cannot tell."
        )
    (where,) = named(best)
    way = f"{where} acting" if where in ("never", "always") else f"the threshold {where}"
    found = float(of.at(right_threshold(ratio), ratio).cost)
    also = " Thresholds elsewhere cost as little." if best.tied else ""
    more = found - float(best.cost)
    if more <= SAME * (1 + ratio):
        acts = f", which here means {way}," if where in ("never", "always") else ""
        return (
            f"**The calibrated threshold{acts} is the cheapest there is on these rows:** no rising "
            f"function that calibrates q would save this decision anything on them.{also}"
        )
    return (
        f"**Cheapest on these rows is {way}:** the calibrated threshold costs "
        f"{in_misses(more)} a row more, {share(more / found)} of what is paid there. No rising "
        "function that calibrates q could save this decision more on these rows. All or a part of "
        "it is luck: the cheapest was chosen by looking at these very rows, and for calibrated "
        f"probabilities too it would seldom come out exactly there.{also}"
    )


def scores(study: Study) -> list[tuple[str, dict[str, str]]]:
    """What is said of a table wherever sliders stand, section by section."""
    return [
        ("numbers", figures(study)),
        ("answers", answers(study)),
        ("spread", dearest(study)),
        ("dearest", dearest(study)),
        ("groups", groups(study)),
        *([("costs", {})] if study.decisions else []),
    ]


# ---- derivation, beliefs, check, code -----------------------------------------------------------


def standing(study: Study) -> dict[str, str]:
    """The derivation."""
    s = study.summary
    loss = numbers.text(s.finite_loss)
    geometric = np.exp(-s.finite_loss)
    (g,) = numbers.telling([geometric], lambda q: 1 / q, lambda x: numbers.text(x, ".3f"))
    return {
        "loss": loss,
        "geometric": g,
        "perplexity": numbers.text(1 / geometric, ".3f"),
        "guessing": numbers.text(s.guessing),
        "K": str(len(s.base_rates)),
        "uniform": numbers.text(s.uniform),
        "skill": numbers.text(
            1 - numbers.read(loss) / numbers.read(numbers.text(s.guessing)), ".3f"
        )
        if numbers.read(numbers.text(s.guessing))
        else r"\text{not to be told}",
        "smooth": numbers.text(study.smooth_error),
    }


def beliefs() -> dict[str, str]:
    """Numbers of the examples."""
    rare, sure = example("rare"), example("sure")
    T, before, after = sure.tempering
    return {
        "two": numbers.text(float(entropy([0.5, 0.5]))),
        "five": numbers.text(float(entropy([0.2] * 5))),
        "fifty": numbers.text(float(entropy([0.02, 0.98]))),
        "commonest": share(float(rare.summary.base_rates.max())),
        "rare_accuracy": share(rare.summary.accuracy),
        "rare_skill": share(rare.summary.skill),
        "temperature": numbers.text(T, ".2f"),
        "before": numbers.text(before),
        "after": numbers.text(after),
    }


def check() -> dict[str, str]:
    """A log loss of 0.62 on five classes."""
    guessing = float(entropy([0.2] * 5))
    return {
        "geometric": share(float(np.exp(-0.62))),
        "skill": share(1 - 0.62 / guessing),
        "uniform": numbers.text(guessing),
    }


def code(study: Study, temperature: float) -> dict[str, str]:
    """The temperature at which other libraries score the example that is too sure."""
    return {"T": f"{temperature if study is example('sure') else 1.0:.10g}"}
