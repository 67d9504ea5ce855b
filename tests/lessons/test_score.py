"""Score: tables read with the row of what is wrong, true words about them, and nothing kept."""

import csv
import gc
import io
import math
import random
import re
import weakref
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss

from assets.predictions import derive
from lib.figures import flipbook as books
from lib.figures.flipbook import flipbook
from lib.lessons.score import PASTED, fields, figures, take
from lib.lessons.score.columns import Roles, SumsError, guess, read, values_of
from lib.lessons.score.costs import FEW, RATIOS, THRESHOLDS
from lib.lessons.score.study import EXAMPLES, FOLDER, SCORES, Study, example
from lib.web import state, tables
from lib.words import text as words
from tests.app import figures as drawn
from tests.app import open_page, said, without_books
from tests.arithmetic import untrue


def table(text):
    return tables.read(text.encode()).columns


def study(text, private=True, **roles):
    columns = table(text)
    guessed = guess(columns)
    return Study.of(columns, Roles(**{**vars(guessed), **roles}), private)


def everything(of, threshold=0.5, ratio=0.1):
    """All the words of a table, filled."""
    pairs = [
        *fields.scores(of),
        fields.verdict(of, {"threshold": threshold, "ratio": ratio}),
        fields.rivals(of),
        ("intro", fields.intro(of)),
        ("derivation", fields.standing(of)),
    ]
    return [words.prose("score", name, **numbers) for name, numbers in pairs]


# ---- examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_what_their_script_makes(name):
    header, rows = derive.TABLES[name]()
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    assert (FOLDER / f"{name}.csv").read_text(encoding="utf-8") == file.getvalue()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_reads_as_the_same_file_uploaded_does(name):
    uploaded = tables.read((FOLDER / f"{name}.csv").read_bytes(), f"{name}.csv").columns
    known = example(name)
    assert guess(uploaded) == known.roles
    for column, values in uploaded.items():
        assert known.columns[column].tolist() == values.tolist()


def test_the_numbers_of_the_examples_are_scikit_learns():
    sure = example("sure")
    names = list(sure.roles.chances)
    q = np.stack([sure.columns[name] for name in names], axis=-1)
    labels = [names.index(each) for each in sure.columns["animal"]]
    assert sure.summary.log_loss == pytest.approx(log_loss(labels, q), abs=1e-12)
    rain = example("weather")
    y, q = rain.columns["rain"] == "yes", rain.columns["p_rain"]
    assert rain.summary.log_loss == pytest.approx(log_loss(y, q), abs=1e-12)
    assert rain.summary.brier == pytest.approx(brier_score_loss(y, q), abs=1e-12)
    gap = log_loss(y, rain.columns["p_rain_rival"]) - log_loss(y, q)
    assert rain.rivals.difference.mean == pytest.approx(gap, abs=1e-12)
    assert rain.rivals.difference.low > 0


def test_the_examples_show_what_is_said_of_them():
    assert "Neither too sure" in fields.answers(example("weather"))["sure"]
    assert fields.answers(example("sure"))["sure"].startswith("Yes, too sure")
    rare = example("rare").summary
    assert rare.accuracy == pytest.approx(rare.base_rates.max(), abs=0.002)
    assert rare.skill > 0.2
    text = words.sections("score")["why"]
    at = example("sure").swept(np.array([1.0, 2.0])).losses
    assert "fall by a fifth" in text
    assert 1 - at[1] / at[0] == pytest.approx(0.2, abs=0.03)
    losses = np.sort(example("sure").forecasts.losses)[::-1]
    assert "a tenth of the rows" in text
    assert losses[: len(losses) // 10].sum() > 0.5 * losses.sum()
    assert "2.2 times" in words.sections("score")["about_sure"]
    asked = words.questions("score")["predict"]["prompt"]
    assert f"{example('sure').summary.log_loss:.2f}" in asked


# ---- columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "row", "wanted"),
    [
        ("y_true;y_prob", "1;0,5", ("y_true", ("y_prob",))),
        ("id;target;prediction", "7;1;0,5", ("target", ("prediction",))),
        ("p;label", "0,5;1", ("label", ("p",))),
        ("score;Outcome;weight", "0,5;1;2", ("Outcome", ("score",))),
        ("actual;logit", "1;-2,5", ("actual", ("logit",))),
    ],
)
def test_columns_are_guessed_by_their_names(header, row, wanted):
    other = row.replace(";1;", ";0;") if ";1;" in row else row[::-1].replace("1", "0", 1)[::-1]
    found = guess(table(f"{header}\n{row}\n{other}"))
    assert (found.label, found.chances) == wanted
    assert found.weight == ("weight" if "weight" in header else "")
    assert found.kind == ("logits" if "logit" in header else "probabilities")


def test_a_column_a_class_is_found_by_name_or_by_the_end_of_it():
    for prefix in ("", "p_", "prob "):
        text = (
            f"animal;{prefix}cat;{prefix}dog;{prefix}fox\ncat;0,5;0,25;0,25\ndog;0;1;0\nfox;0;0;1"
        )
        found = guess(table(text))
        assert found.chances == tuple(f"{prefix}{each}" for each in ("cat", "dog", "fox"))
        reading = read(table(text), found)
        assert reading.classes == ("cat", "dog", "fox")
        assert reading.forecasts.losses == pytest.approx([math.log(2), 0, 0])


def test_labels_may_be_numbers_words_or_true_and_false():
    for yes, no in (("1", "0"), ("yes", "no"), ("True", "False"), ("pos", "neg"), ("2", "1")):
        of = study(f"y;p\n{yes};0,8\n{no};0,2\n{yes};0,9")
        assert of.roles.positive == yes
        assert of.forecasts.labels.tolist() == [1, 0, 1]
    never = study("y;p\n0;0,25\n0;0,5")
    assert never.reading.classes == ("0", "1")
    assert never.forecasts.losses == pytest.approx([-math.log(0.75), math.log(2)])
    numbered = study("y;a;b;c\n0;0,5;0,25;0,25\n2;0;0;1", label="y", chances=("a", "b", "c"))
    assert numbered.reading.classes == ("a", "b", "c")
    assert numbered.forecasts.labels.tolist() == [0, 2]


def test_logits_weights_and_groups_are_taken():
    of = study("y;z;w;g\n1;-2;1;a\n0;3;2;b\n1;0,5;1;a", chances=("z",), kind="logits", weight="w")
    z, y = np.array([-2, 3, 0.5]), np.array([1, 0, 1])
    wanted = log_loss(y, 1 / (1 + np.exp(-z)), sample_weight=[1, 2, 1])
    assert of.summary.log_loss == pytest.approx(wanted, abs=1e-12)
    assert of.reading.names == ("a", "b")
    assert of.reading.groups.tolist() == [0, 1, 0]


WRONG = [
    (
        "y;p\n1;0,5\n0;1,25\n1;2",
        {},
        r"Column “p”, row 2 \(and 1 more\): 1.25 is not between 0 and 1",
    ),
    ("y;p\n1;0,5\n0;-0,1", {}, "row 2: −0.1 is not between 0 and 1. If these are logits"),
    ("y;p\n1;50\n0;99", {}, "Are they per cent"),
    ("y;p\n1;0,5\n0;abc", {"chances": ("p",)}, "Column “p”, row 2: “abc” is no number"),
    ("y;p\n1;0,5\n0;", {}, "Column “p”, row 2: the cell is empty"),
    ("y;p\n1;0.5\n0;inf", {}, "infinite is no number"),
    ("y;p\n1;0,5\n;0,5", {}, "Column “y”, row 2: the label is empty"),
    ("y;p\na;0,5\nb;0,5\nc;0,5", {"label": "y", "chances": ("p",)}, "a probability for each"),
    ("y;a;b\na;0,5;0,5\nlynx;0,5;0,5", {"label": "y", "chances": ("a", "b")}, "row 2: .*“lynx”"),
    ("y;p;w\n1;0,5;1\n0;0,5;-1", {"weight": "w"}, "row 2: a weight of −1 is below 0"),
    ("y;p;w\n1;0,5;0\n0;0,5;0", {"weight": "w"}, "all weights are 0"),
    ("y;p\n1;0,5\n0;0,5", {"chances": ()}, "Choose the column"),
    ("y;p\n1;0,5\n0;0,5", {"chances": ("y",)}, "chosen for two things"),
    ("y;p\n1;0,5\n0;0,5", {"positive": "x"}, "“x” is none of the labels"),
    ("y;p;r\n1;0,5;2\n0;0,5;0", {"rival": ("r",)}, "Column “r”, row 1: 2 is not between"),
    ("y;p\n1;0\n0;1", {}, "Every row gave what came a probability of exactly 0"),
]


@pytest.mark.parametrize(("text", "roles", "why"), WRONG)
def test_what_is_wrong_is_said_with_its_column_and_row(text, roles, why):
    with pytest.raises(ValueError, match=why) as refused:
        study(text, **roles)
    assert len(str(refused.value)) < 300


def test_rows_that_do_not_sum_to_1_are_scaled_only_where_that_is_asked():
    text = "y;a;b;c\na;0,5;0,25;0,25\nb;0,2;0,2;0,2\nc;0,5;0,5;1"
    with pytest.raises(SumsError, match=r"row 2 \(and 1 more\) sum to 0.6, not to 1"):
        study(text)
    assert study(text, scaled=True).forecasts.q[2].tolist() == [0.25, 0.25, 0.5]
    with pytest.raises(ValueError, match="row 1 are all 0"):
        study("y;a;b\na;0;0\nb;0,5;0,5", scaled=True)


def test_many_labels_or_groups_are_refused_by_number():
    rows = "\n".join(f"l{i};0,5;g{i}" for i in range(101))
    with pytest.raises(ValueError, match="101 different labels"):
        study(f"y;p;g\n{rows}", label="y", chances=("p",))
    rows = "\n".join(f"{i % 2};0,5;g{i}" for i in range(51))
    with pytest.raises(ValueError, match="51 groups; at most 50"):
        study(f"y;p;g\n{rows}", group="g")
    assert values_of(np.arange(20_000.0)) == []


# ---- words --------------------------------------------------------------------------------------


def test_an_infinite_loss_is_named_with_its_rows_and_the_mean_of_the_others():
    of = study("y;p\n1;0\n1;0,5\n0;0,5\n1;0")
    numbers = fields.figures(of)
    assert "2 rows (1, 4)" in numbers["infinite"]
    assert "The mean of the others is 0.6931 nats" in numbers["infinite"]
    assert "∞ nats" in numbers["table"]
    assert "No finite parts" in numbers["table"]
    several = study("y;a;b;c\na;0;0,5;0,5\nb;0,2;0,5;0,3\nc;0,2;0,5;0,3")
    assert "No finite parts" in fields.figures(several)["table"]
    assert "No finite parts" not in fields.figures(study("y;p\n1;0,5\n0;0,5"))["table"]
    assert of.dearest[0].tolist()[:2] == [0, 3]
    assert "rules out" in fields.answers(of)["good"]


def test_one_class_alone_is_scored_and_has_nothing_to_be_compared_with():
    of = study("y;p\n1;0,5\n1;0,25")
    assert of.reading.classes == ("not 1", "1")
    assert "same label" in fields.answers(of)["good"]
    assert all(text for text in everything(of))


def random_table(dice):
    """A table of any kind, with zeros, ones, few rows, weights, groups and a rival."""
    n, K = dice.choice([2, 5, 60, 300]), dice.choice([1, 2, 4])
    names = ["p"] if K == 1 else [f"c{i}" for i in range(K)]
    header = ["y", *names, "w", "g", *(["p_rival"] if K == 1 else [])]
    rows = []
    for i in range(n):
        if K == 1:
            q = [dice.choice([dice.random(), dice.random(), 0, 1])]
        else:
            q = [dice.choice([dice.random(), 0.0]) + 0.001 for _ in range(K)]
            q = [each / sum(q) for each in q]
        label = str(i % 2) if K == 1 else names[dice.randrange(K)]
        rival = [repr(dice.uniform(0.01, 0.99))] if K == 1 else []
        rows.append(
            [label, *map(repr, q), str(dice.randrange(3)), f"|`*{dice.randrange(3)}", *rival]
        )
    rows[0][1:2], rows[0][1 + K] = (["0.25"], "1") if K == 1 else (rows[0][1:2], "1")
    return "\n".join("\t".join(row) for row in [header, *rows])


@pytest.mark.parametrize("seed", range(25))
def test_the_words_of_any_table_are_filled_and_true_and_every_figure_is_sound(seed):
    dice = random.Random(seed)
    of = study(random_table(dice))
    for said_ in everything(of, dice.choice(THRESHOLDS), dice.choice(RATIOS)):
        assert not re.search(r"\bnan\b|\[\[|\bNone\b|array\(|-inf", said_), said_
        assert not untrue(said_), untrue(said_)
    for figure in figures(SimpleNamespace(data="paste", study=of)).values():
        book = flipbook(figure, figure.start)
        for slider in book["sliders"]:
            assert "nan" not in str(slider["book"]["readouts"])


def test_the_answers_agree_with_the_numbers():
    worse = study(PASTED)
    assert worse.summary.skill < 0
    assert fields.answers(worse)["cheaper"].startswith("Yes: guessing costs")
    assert "Between guessing" not in fields.answers(worse)["good"]
    alike = study("y;p\n" + "1;0,3\n" * 3 + "0;0,3\n" * 7)
    assert fields.answers(alike)["cheaper"].startswith("Neither")
    assert "stands at 0%. Whether" in fields.answers(alike)["good"]
    dull = study(
        "y;p\n"
        + "\n".join(f"{int(i % 10 < (1, 9)[i % 2])};{(0.4, 0.6)[i % 2]}" for i in range(200))
    )
    assert dull.tempering.temperature < 1
    assert "not sure enough" in fields.answers(dull)["sure"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_parts_of_the_loss_add_up_to_it_as_they_are_written(name):
    rows = fields.figures(example(name))["table"].splitlines()
    parts = [r.split("|")[2].split()[0] for r in rows if " part |" in r or "| which other" in r]
    assert len(parts) == (3 if name == "sure" else 2)
    whole = next(row.split("|")[2].split()[0] for row in rows if "log loss L" in row)
    assert round(sum(map(float, parts)), 4) == float(whole)


def test_what_the_dearest_rows_share_is_named():
    rows = [f"{i % 2};{(0.1, 0.9)[i % 2]};good" for i in range(190)] + ["1;0,05;bad"] * 10
    found = fields.common(study("y;p;g\n" + "\n".join(rows).replace(".", ",")))
    assert "9 of 10" not in found
    assert "10 of 10 have `g` `bad`, against 5.00% of all rows" in found


# ---- figures ------------------------------------------------------------------------------------


def test_the_read_outs_at_1_are_the_headline_and_the_least_is_where_the_temperature_fits():
    for name in EXAMPLES:
        of = example(name)
        figure = figures(SimpleNamespace(data=name))["calibration"]
        T = figure.presets["what fits best"]["temperature"]
        at = figure.frames(temperature=np.array([1.0, T - 0.1, T, T + 0.1]))
        loss = [float(each) for each in at.readouts["loss"]]
        assert loss[0] == pytest.approx(of.summary.log_loss, abs=5e-5)
        assert float(at.readouts["error"][0]) == pytest.approx(of.smooth_error, abs=5e-5)
        assert loss[2] <= min(loss)


def test_the_curve_of_honest_forecasts_holds_the_diagonal_within_its_errors():
    figure = figures(SimpleNamespace(data="weather"))["calibration"]
    traces = figure.frames(temperature=np.array([1.0])).traces
    low, high = traces["low"]["y"][0], traces["high"]["y"][0]
    at = np.linspace(0, 1, 51)
    inside = (low <= at) & (at <= high)
    assert inside[np.isfinite(low)].mean() > 0.85
    sure = figures(SimpleNamespace(data="sure"))["calibration"]
    assert sure.frames(temperature=np.array([1.0])).traces["high"]["y"][0][-1] < 1


def test_the_bars_of_the_histogram_sum_to_1():
    for name in EXAMPLES:
        rows, cost = figures(SimpleNamespace(data=name))["spread"].panels[0].figure.data
        assert sum(rows.y) == pytest.approx(1)
        assert sum(cost.y) == pytest.approx(1)


# ---- thresholds and costs -----------------------------------------------------------------------


def costs_of(name):
    return figures(SimpleNamespace(data=name))["costs"]


def by_hand(of, t, r):
    """False alarms, misses and cost of a row, from the table itself."""
    q, y = of.forecasts.q[:, 1], of.forecasts.labels
    alarms = np.average((q >= t) & (y == 0), weights=of.forecasts.weights)
    misses = np.average((q < t) & (y == 1), weights=of.forecasts.weights)
    return alarms, misses, r * alarms + misses


@pytest.mark.parametrize("name", ["weather", "rare"])
def test_the_threshold_and_its_costs_are_read_out_as_the_table_has_them(name):
    of, figure = example(name), costs_of(name)
    seen = figure.frames(threshold=np.array(THRESHOLDS), ratio=0.2)
    assert "curve" not in seen.traces, "the threshold bends no curve, so its book has none"
    for i in range(0, len(THRESHOLDS), 20):
        alarms, misses, cost = by_hand(of, THRESHOLDS[i], 0.2)
        assert float(seen.readouts["cost"][i]) == pytest.approx(cost, abs=1e-4)
        assert float(seen.readouts["alarms"][i][:-1]) == pytest.approx(100 * alarms, abs=6e-3)
        assert float(seen.readouts["misses"][i][:-1]) == pytest.approx(100 * misses, abs=6e-3)
    best = float(seen.readouts["best"][0].split(" at ")[0])
    every = [by_hand(of, t, 0.2)[2] for t in [*np.unique(of.forecasts.q[:, 1]), np.inf]]
    assert best == pytest.approx(min(every), abs=1e-4)
    right = float(seen.readouts["calibrated"][0].split(" at ")[0])
    assert right == pytest.approx(by_hand(of, 1 / 6, 0.2)[2], abs=1e-4)
    positive = of.summary.base_rates[1]
    assert float(seen.readouts["never"][0]) == pytest.approx(positive, abs=1e-4)
    assert float(seen.readouts["always"][0]) == pytest.approx(0.2 * (1 - positive), abs=1e-4)


@pytest.mark.parametrize("name", ["weather", "rare"])
def test_the_parts_add_up_to_the_points_and_no_point_lies_below_the_cheapest(name):
    seen = costs_of(name).frames(threshold=0.3, ratio=np.array(RATIOS)).traces
    bars = np.nan_to_num(seen["false alarms"]["y"]) + seen["misses"]["y"]
    shown = bars[:, 1:3] < 3
    assert seen["marks"]["y"][shown] == pytest.approx(bars[:, 1:3][shown])
    assert np.all(seen["marks"]["y"][:, 1] <= seen["curve"]["y"].min(axis=1) + 1e-9)
    assert np.all(seen["marks"]["y"][:, 1] <= 1 + 1e-9), "never or always acting is a threshold too"
    assert np.minimum(bars[:, 3], bars[:, 4]) == pytest.approx(1)


def level(curve, thresholds):
    """How high a drawn curve lies at thresholds: it is level up to the next of its places."""
    at = np.asarray(curve["x"]).searchsorted(thresholds)
    return np.take_along_axis(np.asarray(curve["y"]), at, axis=-1)


NARROW = "y;p\n0;0,301\n1;0,3015\n1;0,3017\n0;0,302\n0;0,97\n1;0,5\n1;0,0001"


@pytest.mark.parametrize("which", ["weather", "rare", PASTED, NARROW])
def test_every_marker_lies_on_the_curve_however_narrow_the_step(which):
    of = example(which) if which in EXAMPLES else study(which)
    figure = figures(SimpleNamespace(data="", study=of))["costs"]
    x = figure.panels[0].figure.data[0].x
    seen = figure.frames(threshold=0.3, ratio=np.array(RATIOS)).traces
    drawn_at = {"x": x, "y": seen["curve"]["y"]}
    height, shown = level(drawn_at, seen["marks"]["x"]), seen["marks"]["y"] <= 1.6
    off = np.where(shown, np.abs(height - seen["marks"]["y"]), 0)
    assert off[:, 1].max() < 1e-12, "the cheapest"
    assert off[:, 0].max() < 0.1, "a grid has what lies between two of its places"
    if len(of.decisions.said) <= FEW:
        assert off.max() < 1e-12
        curve = figure.frames(threshold=0.3, ratio=np.array([0.1])).traces["curve"]["y"]
        between = np.random.default_rng(0).uniform(size=(1, 500))
        exact = [by_hand(of, t, 0.1)[2] for t in between[0]]
        one = min(by_hand(of, t, 0.1)[2] for t in (0, 2))
        drawn_there = level({"x": x, "y": curve}, between)[0]
        assert drawn_there == pytest.approx(np.minimum(np.array(exact) / one, 3.2))


def test_each_preset_stands_where_calibrated_probabilities_are_acted_on():
    for preset in costs_of("rare").presets.values():
        r = preset["ratio"]
        assert preset["threshold"] == pytest.approx(r / (r + 1), abs=5e-4)


def gap_of(text, ratio=1.0, threshold=0.5, **roles):
    _, found = fields.verdict(study(text, **roles), {"threshold": threshold, "ratio": ratio})
    return found["gap"], found["here"]


def test_the_verdict_tells_which_threshold_is_cheapest_and_by_how_much():
    apart = "y;p\n0;0,1\n0;0,2\n1;0,8\n1;0,9"
    gap, here = gap_of(apart)
    assert gap.startswith("**The calibrated threshold is the cheapest there is")
    assert "Thresholds elsewhere" not in gap
    assert here == "On these rows no threshold costs less."
    gap, here = gap_of(apart, threshold=0.95)
    assert here == "The least that a threshold costs on these rows is 0 misses."
    shy = "y;p\n0;0,1\n0;0,2\n1;0,3\n1;0,4"
    gap, here = gap_of(shy)
    assert "Cheapest on these rows is the threshold 0.250:" in gap
    assert "costs 0.5000 misses a row more, 100.0% of what is paid there" in gap
    assert "0 misses" in here
    upside_down = "y;p\n1;0,1\n1;0,2\n0;0,8\n0;0,8\n0;0,9"
    assert "Cheapest on these rows is never acting" in gap_of(upside_down)[0]
    assert "Cheapest on these rows is always acting" in gap_of(upside_down, 0.3)[0]
    assert "which here means never acting, is the cheapest" in gap_of(upside_down, 20)[0]
    tied = gap_of("y;p\n0;0,8\n1;0,8\n1;0,2\n0;0,2")[0]
    assert tied.startswith("**The calibrated threshold is the cheapest")
    assert tied.endswith("Thresholds elsewhere cost as little.")


def test_one_class_alone_tells_no_threshold_and_many_classes_have_none():
    assert "always acting costs nothing" in gap_of("y;p\n1;0,5\n1;0,25")[0]
    assert "never acting costs nothing" in gap_of("y;p\n0;0,5\n0;0,25")[0]
    assert fields.verdict(example("sure"), {})[0] == "verdict_many"
    assert "costs" not in figures(SimpleNamespace(data="sure"))
    assert "costs" not in dict(fields.scores(example("sure")))


def test_weights_count_in_what_mistakes_cost():
    text = "y;p;w\n0;0,9;3\n1;0,6;1\n1;0,4;1\n0;0,1;0"
    _, found = fields.verdict(study(text, weight="w"), {"threshold": 0.5, "ratio": 2.0})
    assert (found["alarms"], found["misses"]) == ("60.0%", "20.0%")
    assert found["cost"] == "1.4000 misses"


def test_the_page_draws_the_threshold_and_says_what_it_costs():
    at = open_page("score", data="rare", threshold="0.02", ratio="0.05")
    assert not at.exception
    _, found = fields.verdict(example("rare"), {"threshold": 0.02, "ratio": 0.05})
    text = " ".join(said(at))
    assert f"Acting from 0.020 on, a row costs {found['cost']}" in text
    assert found["gap"] in text
    keys = {slider["key"] for figure in drawn(at) for slider in figure["sliders"]}
    assert {"threshold", "ratio"} <= keys
    many = open_page("score", data="sure", threshold="0.02")
    assert not many.exception
    assert "Thresholds are for two classes" in " ".join(said(many))


# ---- to take along ------------------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}


HOSTILE = "<script>alert(1)</script>"


def test_a_report_has_no_scripts_and_nothing_of_the_students_is_read_as_html():
    evil = f"y;p;g\n{HOSTILE};0,5;<img src=x onerror=alert(1)>\nb;0,25;=1+1\nb;0,5;*x*"
    of = study(evil, group="g")
    report = take.summed_up(everything(of)).decode()
    found = Tags()
    found.feed(report)
    assert not found.tags & {"script", "img", "iframe", "link", "a"}
    assert found.attributes <= {"lang", "charset"}
    assert "&lt;script&gt;" in report


def test_every_row_is_exported_with_its_loss_and_no_cell_is_a_formula():
    of = study("y;p;g\n=1+1;0,5;@x\nb;0,25;-2+3\nb;0,5;\tx\nb;0;+y", positive="b", group="g")
    rows = [*csv.reader(io.StringIO(take.rows(of).decode("utf-8-sig")))]
    assert len(rows) == 5
    assert [float(row[3]) for row in rows[1:]] == pytest.approx(of.forecasts.losses)
    assert rows[1][1] == "'=1+1"
    assert [row[-1] for row in rows[1:]] == ["'@x", "'-2+3", "x", "'+y"]


# ---- the student's own --------------------------------------------------------------------------


def kept():
    return [cache.cache_info() for cache in (books._leaf, books._panels_text)]


def test_a_students_table_is_kept_in_no_cache_that_others_share():
    example("sure")
    before = kept()
    of = study(PASTED)
    built = figures(SimpleNamespace(data="paste", study=of))
    for figure in built.values():
        assert figure.private
        flipbook(figure, figure.start)
    everything(of)
    take.rows(of)
    gone = weakref.ref(of)
    assert kept() == before
    del of, built, figure
    gc.collect()
    assert gone() is None, "nothing holds it when its session is gone"


def test_what_is_pasted_is_in_no_link_and_on_no_disk(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    at = open_page("score", data="paste")
    at.text_area(key="score.pasted").set_value("label;p;secret\n1;0,5;hush\n0;0,25;hush").run()
    assert not at.exception
    assert any("**2 rows**" in line for line in said(at))
    assert dict(at.query_params) == {"data": "paste"}
    assert not list(tmp_path.iterdir())
    assert "hush" not in caplog.text
    assert any("not on its disk, not in the link" in line for line in said(at))


def test_whoever_goes_back_to_an_example_keeps_nothing_of_the_table():
    at = open_page("score", data="paste")
    assert at.session_state["score.study.kept"][1].private
    at.selectbox(key="score.data").set_value("rare").run()
    assert not at.exception
    assert "score.study.kept" not in at.session_state
    assert "score.table.kept" not in at.session_state


def test_a_table_that_is_refused_leaves_nothing_of_the_one_before():
    with without_books():
        at = open_page("score", data="paste")
        at.text_area(key="score.pasted").set_value("y;p\n1;0,5\n0;7").run()
        assert "score.study.kept" not in at.session_state
        at.text_area(key="score.pasted").set_value("nothing").run()
        assert "score.table.kept" not in at.session_state


@pytest.mark.parametrize(
    "text",
    ["", "   ", "x" * 100_000, "1e999, nan", HOSTILE, "y;p\n1;0,5\n0;7", "y,p\n1", "a,b\n=1,<b>"],
)
def test_a_pasted_text_that_is_no_table_is_refused_beside_its_field_and_stays(text):
    with without_books():
        at = open_page("score", data="paste")
        at.text_area(key="score.pasted").set_value(text).run()
    assert not at.exception
    assert len(at.error) == 1
    assert len(at.error[0].value) < 400
    assert at.text_area(key="score.pasted").value == text
    assert not any("What the numbers say" in line for line in said(at)), "nothing partial is shown"


def test_a_study_that_is_made_step_by_step_is_the_same_and_says_how_far_it_is():
    columns = table(PASTED)
    steps, shares = Study.steps(columns, guess(columns)), []
    try:
        while True:
            shares.append(next(steps))
    except StopIteration as end:
        found = end.value
    assert shares == sorted(shares)
    assert (shares[0], len(shares)) == (0, len(SCORES) + 1)
    assert shares[-1] < 1
    assert found.private
    assert set(SCORES) <= vars(found).keys(), "nothing that takes long is left for later"
    assert everything(found) == everything(study(PASTED))


def test_long_work_says_how_far_it_is_and_what_is_overtaken_keeps_nothing(monkeypatch):
    monkeypatch.setattr(state, "TOLD", 0)
    told = []
    monkeypatch.setattr(state, "_tell", lambda bar, share, *_: told.append(share))
    with without_books():
        at = open_page("score", data="paste")
        assert not at.exception
        assert len(set(told)) > len(SCORES)

        def overtaken(*_):
            raise RuntimeError

        monkeypatch.setattr(state, "_tell", overtaken)
        at.text_area(key="score.pasted").set_value("y;p\n1;0,5\n0;0,25").run()
    assert at.exception
    assert "score.study.kept" not in at.session_state


def test_columns_can_be_corrected_and_rows_scaled_on_the_page():
    with without_books():
        at = open_page("score", data="paste")
        field = at.text_area(key="score.pasted")
        field.set_value("y;a;b\na;0,5;0,25\nb;0,25;0,25\na;1;1").run()
        assert "sum to 0" in at.error[0].value
        at.checkbox[0].check().run()
        assert not at.error
        assert any("**3 rows**" in line for line in said(at))
        at.checkbox[0].uncheck().run()
        assert len(at.error) == 1
        at.multiselect[0].set_value(["a"]).run()
    assert not at.exception
    assert not at.error


def test_without_a_file_the_page_waits_for_one():
    at = open_page("score", data="upload")
    assert not at.exception
    assert not at.error
    assert any("up to 50 MB" in line for line in said(at))
