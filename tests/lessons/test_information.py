"""Information: a sum that stays 1, bars that add up, surprise, dice as hard to foresee."""

import json
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.information import LESSON, fields, loaded_die, shares, surprise
from lib.lessons.information import pair as lesson
from lib.lessons.registry import states
from lib.words.text import prose

COUNTS = range(shares.FEWEST, shares.MOST + 1)
parts = st.lists(st.integers(0, 1000), min_size=2, max_size=10).filter(any)
distributions = parts.map(shares.rounded)


def state(figure, p=(), q=()):
    typed = {**shares.by_slider("p", p), **shares.by_slider("q", q)}
    return figure.settle({**figure.start, **typed})


def now(figure, values, key):
    """The frame at one place, on the slider of one key."""
    return figure.frames(**{**values, key: np.array([values[key]])})


# ---- sliders that share 1 -----------------------------------------------------------------------


@given(parts)
def test_rounding_keeps_the_sum_and_misses_by_less_than_one_part(weights):
    p = shares.rounded(weights)
    assert sum(round(10_000 * v) for v in p) == 10_000
    assert np.abs(p - np.array(weights) / sum(weights)).max() < 1e-4 + 1e-12


@given(distributions)
def test_rounding_leaves_what_is_rounded(p):
    assert (shares.rounded(p) == p).all()


@given(distributions, st.data())
def test_a_moved_outcome_leaves_the_others_in_proportion(p, data):
    at = data.draw(st.integers(0, len(p) - 1))
    to = data.draw(st.integers(0, 200)) / 200
    (moved,) = shares.moved(p, at, [to])
    assert sum(round(10_000 * v) for v in moved) == 10_000
    assert moved[at] == to
    rest, before = np.delete(moved, at), np.delete(p, at)
    if before.any():
        # Ten-thousandths that keep the possible possible: one for each of up to nine outcomes.
        assert np.abs(rest - before / before.sum() * (1 - to)).max() <= 1e-3
        assert not rest[before == 0].any()
    else:
        assert np.ptp(rest) <= 1e-4 + 1e-12


@given(distributions, st.data())
def test_an_outcome_moved_nowhere_changes_nothing(p, data):
    at = data.draw(st.integers(0, len(p) - 1))
    assert (shares.moved(p, at, [p[at]])[0] == p).all()


def test_what_is_possible_stays_possible_while_the_others_are_squeezed():
    p = shares.rounded([0.5, 0.499, 0.001])
    squeezed = shares.moved(p, 0, np.arange(0, 0.9951, 0.005))
    assert (squeezed[1:] > 0).all()


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_whatever_a_link_states_becomes_a_distribution_and_stays_it(stated):
    sliders = shares.sliders("p", (0.7, 0.2, 0.1), ".3f", hidden=False)
    values = shares.by_slider("p", stated)
    settled = shares.settled(values, sliders)
    assert sum(round(10_000 * v) for v in settled.values()) == 10_000
    assert shares.settled(settled, sliders) == settled


def test_a_link_that_states_one_probability_is_kept_and_the_others_make_room():
    figure = lesson.truth_and_model(3, "q", "nats")
    values = figure.settle({**figure.start, "pA": 0.4})
    assert [values[k] for k in ("pA", "pB", "pC")] == [0.4, 0.4, 0.2]
    assert [values[k] for k in ("qA", "qB", "qC")] == [0.4, 0.3, 0.3]


def test_every_slider_of_every_state_can_be_in_a_link():
    for each in states(LESSON):
        for figure in LESSON.figures(each).values():
            assert {slider.key for slider in figure.sliders} <= set(LESSON.sliders)


# ---- the four quantities ------------------------------------------------------------------------


ln = math.log
SUM = ("cross", "floor", "waste")


@pytest.mark.parametrize(
    ("case", "cost"),
    [
        ("too flat", 0.7 * ln(10 / 4) + 0.3 * ln(10 / 3)),
        ("equal", 0.7 * ln(10 / 7) + 0.2 * ln(5) + 0.1 * ln(10)),
        ("confidently wrong", 0.9 * ln(20) + 0.1 * ln(10 / 9)),
    ],
)
def test_the_three_predictions(case, cost):
    figure = lesson.truth_and_model(3, "q", "nats")
    p, q = lesson.cases(3)[case]
    told = now(figure, state(figure, p, q), "qA").readouts
    assert told["cross"] == [f"{cost:.4f}"]
    assert told["floor"] == [f"{stats.entropy(p):.4f}"] == ["0.8018"]
    assert told["waste"] == [f"{stats.entropy(p, q):.4f}"]
    assert told["back"] == [f"{stats.entropy(q, p):.4f}"]


@given(
    st.integers(2, 10)
    .flatmap(lambda k: st.tuples(*[st.lists(st.integers(0, 1000), min_size=k, max_size=k)] * 2))
    .filter(lambda pair: any(pair[0]) and any(pair[1])),
    st.sampled_from(["nats", "bits"]),
    st.booleans(),
)
def test_floor_and_waste_make_up_the_cross_entropy_as_they_are_written(weights, unit, light):
    p, q = map(shares.rounded, weights)
    told = {k: t for k, (t,) in lesson.written(lesson.costs(p, q), unit, light).items()}
    cross, floor, waste = (Decimal(told[k].replace("∞", "Infinity")) for k in SUM)
    assert floor + waste == cross
    base = {"nats": math.e, "bits": 2}[unit]
    assert told["floor"] == format(stats.entropy(p, base=base), "z.2f" if light else "z.4f")
    if cross.is_finite():
        assert float(waste) == pytest.approx(
            stats.entropy(p, q, base=base), abs=1.001 * (0.01 if light else 1e-4)
        )


@given(
    st.integers(2, 10).flatmap(
        lambda k: st.tuples(*[st.lists(st.integers(1, 1000), min_size=k, max_size=k)] * 2)
    ),
    st.booleans(),
)
def test_perplexities_multiply_as_they_are_written(weights, light):
    p, q = map(shares.rounded, weights)
    told = {k: t for k, (t,) in lesson.written(lesson.costs(p, q), "perplexity", light).items()}
    cross, floor, waste = (Decimal(told[k].replace(",", "")) for k in SUM)
    assert abs(floor * waste - cross) <= Decimal(5).scaleb(cross.as_tuple().exponent - 1)
    exact = math.exp(-(p[p > 0] * np.log(q[p > 0])).sum()) if (q[p > 0] > 0).all() else math.inf
    assert float(cross) == pytest.approx(exact, rel=6e-3 if light else 6e-4)


def test_an_equal_model_pays_exactly_the_entropy():
    for count in COUNTS:
        figure = lesson.truth_and_model(count, "q", "nats")
        told = now(figure, state(figure, *lesson.cases(count)["equal"]), "qA").readouts
        assert told["cross"] == told["floor"]
        assert float(told["waste"][0]) == 0


@given(
    st.integers(2, 10).flatmap(
        lambda k: st.tuples(*[st.lists(st.integers(1, 1000), min_size=k, max_size=k)] * 2)
    ),
    st.sampled_from("pq"),
    st.sampled_from(["nats", "bits"]),
)
def test_the_bars_add_up_to_the_cross_entropies(weights, shaped, unit):
    p, q = map(shares.rounded, weights)
    figure = lesson.truth_and_model(len(p), shaped, unit)
    values = state(figure, p, q)
    frames = figure.frames(**{**values, f"{shaped}B": np.array([0.1, values[f"{shaped}B"]])})
    panel = figure.panels(**values)[1].figure
    still = "q" if shaped == "p" else "p"
    (static,) = (t.x[0] for t in panel.data if t.name == f"H({still})")
    moving = frames.traces[f"H({shaped})"]["x"][-1, 0]
    back, waste = frames.traces["KL"]["x"][-1]
    own, floor = (moving, static) if shaped == "q" else (static, moving)
    base = {"nats": math.e, "bits": 2}[unit]
    if (q > 0).all():
        assert floor + waste == pytest.approx(-np.dot(p, np.log(q)) / math.log(base))
    if (p > 0).all():
        assert own + back == pytest.approx(-np.dot(q, np.log(p)) / math.log(base))


def test_perplexities_multiply_and_stand_on_a_doubling_axis():
    figure = lesson.truth_and_model(3, "q", "perplexity")
    p, q = lesson.cases(3)["confidently wrong"]
    values = state(figure, p, q)
    told = now(figure, values, "qA").readouts
    cost, floor, waste = (float(told[key][0]) for key in SUM)
    assert cost == pytest.approx(math.exp(-np.dot(p, np.log(q))), abs=0.05)
    assert floor * waste == pytest.approx(cost, rel=0.01)
    axis = figure.panels(**values)[1].figure.layout.xaxis
    assert [int(text) for text in axis.ticktext] == [2**k for k in axis.tickvals]


def test_a_divergence_is_far_from_symmetric():
    for count in COUNTS:
        p, q = lesson.cases(count)["lopsided KL"]
        known = fields.beliefs(lesson.truth_and_model(count, "q", "nats"), count)
        assert float(known["there"]) == pytest.approx(stats.entropy(p, q), abs=1e-4)
        assert known["back"] == f"{stats.entropy(q, p):.4f}"
        assert float(known["there"]) > 3.5 * float(known["back"])
        assert [float(known[k]) for k in ("even", "likely", "unlikely")] == [p[1], q[0], q[1]]
        assert p[0] == p[1]
        assert float(known["term_there"]) == pytest.approx(p[1] * ln(p[1] / q[1]), abs=5e-4)
        back = float(known["term_back"].replace("−", "-"))
        assert back == pytest.approx(q[1] * ln(q[1] / p[1]), abs=5e-4)
        assert abs(p[1] - 0.5) < 0.006, "the check says half of all cases"


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("shaped", "pq")
@pytest.mark.parametrize("unit", lesson.UNITS)
def test_every_preset_that_words_name_stands_on_the_figure(count, shaped, unit):
    figure = lesson.truth_and_model(count, shaped, unit)
    known = fields.beliefs(figure, count)
    assert known["rules_out"].strip("*").split()[1] == "ABCDEFGHIJ"[count - 1]
    assert {known[k].strip("*") for k in ("lopsided", "rules_out")} <= set(figure.presets)
    see = fields.gap(figure, 1)["see"]
    assert see.startswith("Press") == ("fair die" in figure.presets) == (count == 6)


def test_the_fair_die_of_the_prediction_stands_on_the_bars():
    figure = lesson.truth_and_model(6, "q", "nats")
    told = now(figure, figure.settle({**figure.start, **figure.presets["fair die"]}), "qA")
    assert told.readouts["cross"] == [fields.gap(figure, 1)["truth"]] == ["1.7918"]


def test_a_bar_that_leaves_the_picture_is_marked():
    for count in COUNTS:
        figure = lesson.truth_and_model(count, "q", "nats")
        narrow = [*[0.0] * (count - 2), 0.9999, 1e-4]
        p, q = shares.rounded([*[0.0] * (count - 1), 1.0]), shares.rounded(narrow)
        values = state(figure, p, q)
        top = figure.panels(**values)[1].figure.layout.xaxis.range[1]
        marks = now(figure, values, "qA").traces.get("goes on")
        assert top > ln(10_000) if marks is None else marks["x"][0, 1] < top
        assert (marks is None) == (count > lesson.BUDGET)
        start = now(figure, figure.start, "qA").traces.get("goes on")
        assert start is None or np.isnan(start["x"]).all()


def test_a_certain_truth_is_explained_without_a_floor():
    figure = lesson.truth_and_model(3, "q", "nats")
    certain, usual = (state(figure, p, (0.4, 0.3, 0.3)) for p in ((0, 1, 0), (0.7, 0.3, 0)))
    assert fields.why(certain, 3) == "why_certain"
    assert fields.why(usual, 3) == "why"
    told = fields.standing(certain, 3)
    assert told["floor"] == "0.0000"
    assert told["cross"] == told["waste"] == f"{-ln(0.3):.4f}"
    assert prose("information", "why_certain", **told)


def test_what_the_model_rules_out_costs_without_end():
    figure = lesson.truth_and_model(3, "q", "bits")
    values = state(figure, *lesson.cases(3)["rules C out"])
    frames = now(figure, values, "qA")
    assert frames.readouts["cross"] == frames.readouts["waste"] == ["∞"]
    back, waste = frames.traces["endless"]["x"][0]
    panel = figure.panels(**values)[1].figure
    assert back == 0
    assert waste > panel.layout.xaxis.range[1]
    assert frames.traces["KL"]["x"][0, 1] == 0
    assert fields.standing(values, 3)["cross"] == "∞"


def test_every_bar_that_ends_has_room():
    for count in COUNTS:
        for unit, base in (("nats", math.e), ("bits", 2), ("perplexity", 2)):
            figure = lesson.truth_and_model(count, "q", unit)
            room = figure.panels(**figure.start)[1].figure.layout.xaxis.range[1]
            for name, (p, q) in lesson.cases(count).items():
                if "out" not in name:
                    assert -np.dot(p, np.log(q)) / math.log(base) < room


@pytest.mark.parametrize("unit", lesson.UNITS)
@pytest.mark.parametrize("shaped", "pq")
@pytest.mark.parametrize("count", [3, lesson.BUDGET, shares.MOST])
def test_books_are_light_and_finite_in_every_case(count, shaped, unit):
    figure = lesson.truth_and_model(count, shaped, unit)
    for case in lesson.cases(count).values():
        data = flipbook(figure, state(figure, *case))
        assert len(json.dumps(data["sliders"])) <= 150_000
        for slider in data["sliders"]:
            for name, _, packed in slider["book"]["traces"]:
                assert np.isfinite(unpack(packed)).all() or name == "goes on"


@given(st.data())
def test_every_slider_shows_the_same_present(data):
    weights = st.lists(st.integers(0, 100), min_size=4, max_size=4).filter(any)
    p, q = (shares.rounded(data.draw(weights)) for _ in "pq")
    figure = lesson.truth_and_model(4, "p", "nats")
    values = state(figure, p, q)
    first, *others = (now(figure, values, key) for key in shares.keys("p", 4))
    for other in others:
        assert other.readouts == first.readouts
        assert (other.traces["target"]["y"] == p).all()


def test_linked_sliders_follow_in_the_digits_of_a_link():
    figure = lesson.truth_and_model(3, "q", "nats")
    slider = flipbook(figure, state(figure, (0.7, 0.2, 0.1), (0.4, 0.35, 0.25)))["sliders"][0]
    name, attribute, column = slider["book"]["sliders"]["qC"]
    packed = next(p for t, a, p in slider["book"]["traces"] if (t, a) == (name, attribute))
    followed = unpack(packed).reshape(len(slider["values"]), -1)
    assert (followed[:, 0] == slider["values"]).all()
    sums = np.round(followed * 10_000).sum(axis=1)
    assert (sums == 10_000).all()
    assert followed[slider["at"], column] == 0.25


def test_a_typed_distribution_may_rule_outcomes_out_but_not_almost():
    assert shares.distribution("0.5, 0.5, 0") == [0.5, 0.5, 0]
    assert shares.distribution("0.333 0.333 0.333") == [0.3334, 0.3333, 0.3333]
    with pytest.raises(ValueError, match="Entry 2 is too small"):
        shares.distribution("0.99999, 0.00001")


def test_the_gap_is_the_logarithm_of_six():
    figure = lesson.truth_and_model(3, "q", "nats")
    gap = fields.gap(figure, 1)
    assert gap["truth"] == f"{math.log(6):.4f}"
    assert gap["guess"] == "1 nat"
    assert fields.gap(figure, 0.5)["guess"] == "0.5 nats"


@pytest.mark.parametrize("unit", lesson.UNITS)
def test_a_guess_stands_where_a_cost_of_that_size_would_end(unit):
    figure = lesson.truth_and_model(3, "q", unit)
    room = figure.panels(**figure.start)[1].figure.layout.xaxis.range[1]
    base = math.e if unit == "nats" else 2
    (line,) = lesson.guess_of(2.0, 3, unit).shapes
    assert line["x0"] == line["x1"] == pytest.approx(2 / math.log(base))
    far = lesson.guess_of(50.0, 3, unit)
    assert far.shapes[0]["x0"] == room
    assert far.annotations[0]["text"].endswith("→")


def test_the_units_of_the_derivation_agree():
    told = fields.standing(lesson.truth_and_model(3, "q", "nats").start, 3)
    assert float(told["choices"]) == pytest.approx(2 ** float(told["bits"]), abs=1e-3)
    assert float(told["choices"]) == pytest.approx(math.exp(float(told["cross"])), abs=1e-3)


# ---- the surprise of a rare event ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "bits", "heads"),
    [
        ("a fair coin", "1.000", 1),
        ("a die’s six", "2.585", 2),
        ("a coin on its edge", "12.551", 12),
    ],
)
def test_surprise_of_the_named_events(event, bits, heads):
    q = surprise.EVENTS[event]
    frames = surprise.rare_event().frames(np.array([q]))
    assert frames.readouts["bits"] == [bits] == [f"{math.log2(1 / q):.3f}"]
    assert np.isfinite(frames.traces["heads"]["y"]).sum() == heads


def test_surprise_in_the_prose():
    assert fields.surprise() == {
        "six": f"{math.log2(6):.3f}",
        "edge": "12.55",
        "edge_odds": "6,000",
        "lottery": f"{math.log2(13_983_816):.2f}",
        "lottery_odds": "13,983,816",
    }


def test_probabilities_of_the_surprise_are_logarithmic_and_many():
    (slider,) = surprise.rare_event().sliders
    positions = slider.values()
    assert len(positions) >= 200
    assert np.ptp(np.diff(np.log(positions))) < 1e-3
    assert (positions[0], positions[-1]) == (1e-8, 1.0)


def test_the_coins_suffice_for_the_rarest_event():
    assert math.log2(1 / surprise.RAREST) < surprise.COINS


# ---- perplexity as the sides of a fair die ------------------------------------------------------


@pytest.mark.parametrize(
    ("six", "choices"), [(1 / 6, 6), (0.0, 5), (1.0, 1), (0.5, 2 * math.sqrt(5))]
)
def test_the_loaded_die_has_the_sides_of_a_fair_one(six, choices):
    frames = loaded_die.fair_die().frames(np.array([six]))
    assert frames.readouts["choices"] == [f"{choices:.3f}"]


@given(st.floats(1, 6))
def test_the_outline_of_the_fair_die_has_area_one(choices):
    x, y = (line[0] for line in loaded_die.outline(choices))
    assert np.trapezoid(y, x) == pytest.approx(1)
    assert (x[0], y[0], y[-1]) == (0, 0, 0)
    assert x.max() == choices
    assert y.max() == pytest.approx(1 / choices)


def test_equally_good_guesses_may_differ_in_perplexity():
    told = fields.same_guess()
    assert told["accuracy"] == "50%"
    assert told["coin_choices"] == "2"
    assert told["loaded_choices"] == f"{2 * math.sqrt(5):.2f}"


@pytest.mark.parametrize("figure", [surprise.rare_event(), loaded_die.fair_die()])
def test_small_figures_are_light_and_their_marks_have_a_panel(figure):
    data = flipbook(figure, figure.start)
    assert len(json.dumps(data["sliders"])) <= 150_000
    drawn = {t["name"] for panel in data["panels"] for t in panel["figure"]["data"]}
    (slider,) = data["sliders"]
    assert {name for name, *_ in slider["book"]["traces"]} <= drawn
    for name, _, packed in slider["book"]["traces"]:
        assert np.isfinite(unpack(packed)).all() or name == "heads"
