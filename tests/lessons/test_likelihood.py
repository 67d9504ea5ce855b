"""The likelihood: three curves over theta, a coin tossed too often, a fit step by step, words."""

import contextlib
import io
import json
import math

import mpmath
import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from lib.figures import numbers
from lib.figures.flipbook import flipbook, unpack
from lib.lessons.likelihood import LESSON, coins, fields, logistic
from lib.lessons.likelihood import curves as likelihood
from lib.maths.likelihood import bernoulli_likelihood
from lib.words import parsing
from lib.words import text as words

SEVEN = (1, 0, 1, 1, 1, 0, 1)
FAILED = (0.5, 1.0, 1.5, 3.0)
PASSED = (1.2, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0)
DATA = {
    "seven": SEVEN,
    "a single label": (1,),
    "all zeros": (0,) * 5,
    "all ones": (1,) * 5,
    "a thousand": likelihood.ones_first(650, 1000),
    "hardly a float64": likelihood.ones_first(533, 1066),
    "underflowing": likelihood.ones_first(1300, 2000),
    "zeros first": (0,) * 800 + (1,) * 1200,
    "two thousand ones": (1,) * 2000,
}
FITS = {
    "mixed": (FAILED, PASSED),
    "separable": ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)),
    "touching": ((1.0, 2.0), (2.0, 3.0)),
    "best at the start": ((1.0, 2.0), (1.0, 2.0)),
    "one number": ((2.0, 2.0), (2.0,)),
    "falling": ((5.0, 6.0, 3.0), (1.0, 2.0, 4.0)),
    "as many as fit": (tuple(np.arange(30.0) / 7), tuple(np.arange(30.0) / 7 + 1)),
    "far out": ((-1000.0, 999.0), (1000.0, -999.0, 3.0)),
}
FIGURES = {
    **{f"three curves, {name}": likelihood.three_curves(y) for name, y in DATA.items()},
    "coin tosses": coins.coin_tosses(),
    **{f"fit, {name}": logistic.turning_curve(*data) for name, data in FITS.items()},
}

THETAS = st.sampled_from([*likelihood.THETA.values(), 5 / 7, 1 / 3])

every_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())
every_data = pytest.mark.parametrize("y", DATA.values(), ids=DATA.keys())
every_fit = pytest.mark.parametrize(("zeros", "ones"), FITS.values(), ids=FITS.keys())


def at(figure, value):
    """The read-outs where the one slider stands at a value."""
    return {k: v[0] for k, v in figure.frames(np.array([value])).readouts.items()}


def seen(figure):
    """Every moving coordinate along the slider, as the browser unpacks it."""
    slider = flipbook(figure, figure.start)["sliders"][0]
    count = len(slider["values"])
    return {
        (name, attribute): unpack(packed).reshape(count, -1)
        for name, attribute, packed in slider["book"]["traces"]
    }


def trace(panel, name):
    return next(t for t in panel.figure.data if t.name == name)


def entropy(share):
    return scipy.stats.entropy([share, 1 - share])


# ---- every figure -------------------------------------------------------------------------------


@every_figure
def test_a_figure_travels_in_its_budget_and_is_plain_json(figure):
    data = flipbook(figure, figure.start)
    json.dumps(data, allow_nan=False)
    assert len(json.dumps(data["sliders"])) <= 150_000


@every_figure
def test_every_moving_trace_is_drawn_and_every_read_out_has_a_place(figure):
    frames = figure.frames(**{figure.sliders[0].key: figure.sliders[0].values()})
    assert set(frames.traces) <= {t.name for p in figure.panels for t in p.figure.data}
    assert set(frames.readouts) == {r.key for r in figure.readouts}
    assert sum(r.main for r in figure.readouts) == 1


@every_figure
def test_every_moving_coordinate_is_a_number_or_a_deliberate_gap(figure):
    for (name, _), moved in seen(figure).items():
        if name not in ("power here", "nothing"):
            assert np.isfinite(moved).all(), name


@every_figure
def test_every_marker_stays_inside_its_axes(figure):
    moved = seen(figure)
    for panel in figure.panels:
        low, high = panel.figure.layout.yaxis.range
        for drawn in panel.figure.data:
            heights = moved.get((drawn.name, "y"), np.array([low]))
            slack = 1e-3 * (high - low)
            assert np.nanmin(heights) >= low - slack
            assert np.nanmax(heights) <= high + slack


@every_figure
def test_a_slow_hand_never_sees_a_step(figure):
    assert figure.sliders[0].values().size >= 200


@every_figure
def test_presets_stand_on_the_slider(figure):
    slider = figure.sliders[0]
    for preset in figure.presets.values():
        assert slider.low <= preset[slider.key] <= slider.high


# ---- one theta, three curves --------------------------------------------------------------------


def test_read_outs_of_seven_labels_under_a_fair_coin():
    shown = at(likelihood.three_curves(SEVEN), 0.5)
    assert shown == {
        "bce": f"{math.log(2):.4f}",
        "product": "7.81 × 10⁻³",  # 2⁻⁷ = 0.0078125
        "log": f"{7 * math.log(0.5):.2f}".replace("-", "−"),
        "best": "5/7 = 0.7143",
        "floor": f"{entropy(5 / 7):.4f}",
        "waste": "0.0948",  # 0.6931 - 0.5983
    }


@pytest.mark.parametrize("theta", [0.005, 0.25, 0.7, 0.995])
def test_the_main_number_is_the_log_loss_of_scikit_learn(theta):
    shown = at(likelihood.three_curves(SEVEN), theta)["bce"]
    assert float(shown) == pytest.approx(log_loss(SEVEN, [theta] * 7), abs=5e-5)


def test_at_the_best_theta_the_loss_is_its_floor():
    shown = at(likelihood.three_curves(SEVEN), 5 / 7)
    assert shown["bce"] == shown["floor"] == f"{entropy(5 / 7):.4f}"
    assert shown["waste"] == "0.0000"


def test_markers_stand_at_the_closed_forms():
    theta = np.array([0.1, 0.5, 0.8])
    traces = likelihood.three_curves(SEVEN).frames(theta).traces
    log = 5 * np.log(theta) + 2 * np.log1p(-theta)
    product = theta**5 * (1 - theta) ** 2
    assert traces["likelihood here"]["y"][:, 1] == pytest.approx(product / 1e-2)
    assert traces["log-likelihood here"]["y"][:, 1] == pytest.approx(log)
    assert traces["loss here"]["y"][:, 1] == pytest.approx(-log / 7)
    for name in ("likelihood here", "log-likelihood here", "loss here"):
        assert traces[name]["x"][:, 1].tolist() == theta.tolist()


@every_data
def test_the_best_theta_is_marked_at_the_same_place_in_every_panel(y):
    for panel in likelihood.three_curves(y).panels:
        line = next(shape for shape in panel.figure.layout.shapes if shape.name == "best θ")
        assert line.x0 == line.x1 == pytest.approx(sum(y) / len(y))
        assert any(note.text == "best θ" for note in panel.figure.layout.annotations)


@pytest.mark.parametrize("name", ["seven", "a single label", "all zeros", "all ones", "a thousand"])
def test_every_curve_is_best_at_the_share_of_ones(name):
    y = DATA[name]
    first, second, third = likelihood.three_curves(y).panels
    for panel, curve, best in (
        (first, "likelihood", np.argmax),
        (second, "log-likelihood", np.argmax),
        (third, "loss", np.argmin),
    ):
        drawn = trace(panel, curve)
        assert drawn.x[best(drawn.y)] == pytest.approx(sum(y) / len(y), abs=1e-6)


def test_the_likelihood_is_drawn_in_units_that_can_be_read():
    thousand, fair = likelihood.three_curves(DATA["a thousand"]), likelihood.three_curves((1,))
    title = thousand.panels[0].figure.layout.yaxis.title.text
    assert title == "likelihood, in units of 10⁻²⁸²"
    peak = mpmath.mpf("0.65") ** 650 * mpmath.mpf("0.35") ** 350 * mpmath.mpf(10) ** 282
    assert max(trace(thousand.panels[0], "likelihood").y) == pytest.approx(float(peak), rel=1e-6)
    assert fair.panels[0].figure.layout.yaxis.title.text == "likelihood"


def test_an_underflowing_likelihood_is_explained_in_words_and_still_read_out():
    figure = likelihood.three_curves(DATA["underflowing"])
    first = figure.panels[0].figure
    assert any("it is 0 at every θ" in note.text for note in first.layout.annotations)
    assert not np.any(trace(figure.panels[0], "likelihood").y)
    mantissa = mpmath.mpf("0.65") ** 1300 * mpmath.mpf("0.35") ** 700 * mpmath.mpf(10) ** 563
    shown = at(figure, 0.65)
    assert shown["product"] == f"{float(mantissa):.2f} × 10⁻⁵⁶³; float64: 0"
    assert shown["bce"] == f"{entropy(0.65):.4f}"


@pytest.mark.parametrize("name", ["seven", "all zeros", "a thousand"])
def test_a_likelihood_that_can_be_drawn_has_no_note(name):
    notes = likelihood.three_curves(DATA[name]).panels[0].figure.layout.annotations
    assert [note.text for note in notes] == ["best θ"]


def test_the_order_of_the_labels_does_not_matter():
    other = likelihood.three_curves(likelihood.ones_first(5, 7))
    assert at(likelihood.three_curves(SEVEN), 0.31) == at(other, 0.31)


@pytest.mark.parametrize(("y", "offered"), [(SEVEN, True), ((0, 0), False), ((1, 1), False)])
def test_the_best_theta_is_offered_where_the_slider_reaches_it(y, offered):
    assert ("the best θ" in likelihood.three_curves(y).presets) == offered


@given(st.floats(-5000, -2.4))
def test_a_tiny_probability_is_written_to_half_a_percent(nats):
    mantissa, _, power = numbers.probability(nats).partition(" × 10")
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    assert 1 <= float(mantissa) < 10
    written = mpmath.mpf(mantissa) * mpmath.mpf(10) ** int(power.translate(digits))
    assert abs(written / mpmath.e**nats - 1) < 0.0051


@pytest.mark.parametrize(
    ("probability", "text"), [(1.0, "1.000"), (0.125, "0.125"), (9.999e-5, "1.00 × 10⁻⁴")]
)
def test_a_probability_is_written_as_one_reads_it(probability, text):
    assert numbers.probability(math.log(probability)) == text


# ---- the coin -----------------------------------------------------------------------------------


def test_the_product_is_0_at_1075_tosses_and_the_sum_is_not():
    figure = coins.coin_tosses()
    last, gone = at(figure, 1074), at(figure, 1075)
    assert last["computed"] == "4.94 × 10⁻³²⁴"  # 2⁻¹⁰⁷⁴, the smallest positive float64
    assert gone["computed"] == "0"
    assert gone["sum"] == f"{1075 * math.log(0.5):.3f}".replace("-", "−")
    assert last["mean"] == gone["mean"] == f"{math.log(2):.4f}"
    assert fields.logs()["double_end"] == "1,075"


def test_in_float32_the_product_is_0_at_150_tosses():
    figure = coins.coin_tosses()
    assert at(figure, 149)["single"] == "1.40 × 10⁻⁴⁵"  # 2⁻¹⁴⁹, the smallest positive float32
    assert at(figure, 150)["single"] == "0"
    assert at(figure, 150)["computed"] == "7.01 × 10⁻⁴⁶"
    assert fields.logs()["single_end"] == "150"


@pytest.mark.parametrize("count", [1, 700, 1074, 1075, 1200])
def test_the_marker_is_the_likelihood_of_so_many_tosses_and_vanishes_with_it(count):
    power = coins.coin_tosses().frames(np.array([count])).traces["power here"]["y"][0, 0]
    product = float(bernoulli_likelihood(0.5, [1] * count))
    assert product == math.prod([0.5] * count)
    assert math.isnan(power) if product == 0 else power == pytest.approx(math.log10(product))


def test_a_cross_takes_the_place_of_the_vanished_marker():
    traces = coins.coin_tosses().frames(np.arange(1, coins.COINS + 1)).traces
    marker, cross = np.isfinite(traces["power here"]["y"]), np.isfinite(traces["nothing"]["y"])
    assert (marker != cross).all()
    assert cross.sum() == coins.COINS - 1074


# ---- each example its own probability -----------------------------------------------------------


def test_the_fit_ends_where_scikit_learn_ends():
    x = np.array(FAILED + PASSED)[:, None]
    y = [0] * len(FAILED) + [1] * len(PASSED)
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(x, y)
    figure = logistic.turning_curve(FAILED, PASSED)
    shown = at(figure, figure.sliders[0].high)
    assert float(shown["w"]) == pytest.approx(model.coef_[0, 0], abs=2e-3)
    assert float(shown["b"].replace("−", "-")) == pytest.approx(model.intercept_[0], abs=2e-3)
    assert float(shown["fit_loss"]) == pytest.approx(log_loss(y, model.predict_proba(x)), abs=6e-5)


@every_fit
def test_the_fit_starts_at_ln_2_and_only_falls(zeros, ones):
    assert at(logistic.turning_curve(zeros, ones), 0)["fit_loss"] == f"{math.log(2):.4f}"
    assert (np.diff(logistic.fit(zeros, ones).losses) <= 0).all()


def test_between_two_steps_the_weights_are_in_between():
    traces = logistic.turning_curve(FAILED, PASSED).frames(np.array([2.5])).traces
    w, b = logistic.fit(FAILED, PASSED).weights[2:4].mean(axis=0)
    own = 1 / (1 + np.exp(-(w * np.array(FAILED + PASSED) + b)))
    assert traces["own q"]["y"][0] == pytest.approx(own)
    y = [0] * len(FAILED) + [1] * len(PASSED)
    assert traces["fit here"]["y"][0, 0] == pytest.approx(log_loss(y, own))


@every_fit
def test_the_dashed_line_is_the_entropy_of_the_share_of_ones(zeros, ones):
    floor = entropy(len(ones) / (len(zeros) + len(ones)))
    figure = logistic.turning_curve(zeros, ones)
    assert trace(figure.panels[1], "one θ").y == pytest.approx([floor] * 2)
    assert at(figure, 0)["one_theta"] == fields.fitted(zeros, ones)[1]["floor"]
    assert logistic.fit(zeros, ones).losses[-1] <= floor + 1e-9


def test_a_feature_that_says_nothing_is_worth_nothing():
    section, said = fields.fitted((2.0, 2.0), (2.0,))
    assert (section, said["gain"], said["loss"]) == ("flat", "0.0000", said["floor"])


def test_the_examples_of_the_two_classes_differ_in_more_than_colour():
    panel = logistic.turning_curve(FAILED, PASSED).panels[0]
    assert trace(panel, "y = 0").marker.symbol != trace(panel, "y = 1").marker.symbol
    assert list(trace(panel, "y = 0").x) == list(FAILED)
    assert list(trace(panel, "y = 1").x) == list(PASSED)


# ---- the words ----------------------------------------------------------------------------------


def value(text):
    return float(text.replace("−", "-"))


@every_data
def test_every_field_of_the_words_has_a_number(y):
    said = fields.standing(0.5, y)
    words.prose("likelihood", "why", **said)
    words.steps("likelihood", **said)
    words.prose("likelihood", "gap", **fields.gap(0.5))
    words.prose("likelihood", "beliefs", **fields.beliefs())
    words.question("likelihood", "check", **fields.check())
    words.prose("likelihood", "logs", **fields.logs())
    assert all(len(text) < 500 for text in said.values())


@every_fit
def test_where_the_fit_ended_is_told_by_one_of_three_sections(zeros, ones):
    section, said = fields.fitted(zeros, ones)
    told = words.prose("likelihood", section, **said)
    assert ("no finite optimum" in told) == logistic.fit(zeros, ones).separable
    assert (" 1 steps" in told) is False
    # What the curve saves is the difference as it is shown.
    assert value(said["gain"]) == pytest.approx(
        value(said["floor"]) - value(said["loss"]), abs=6e-5
    )


def test_reversed_classes_grow_in_size_and_not_upwards():
    section, said = fields.fitted((5.0, 6.0), (1.0, 2.0))
    assert section == "separable"
    assert said["w"].startswith("−")
    assert "w would grow in size" in words.sections("likelihood")["separable"]


def test_a_feature_is_not_worth_more_than_these_examples_show():
    section, said = fields.fitted((1.0, 3.0, 3.5), (2.0, 4.0))
    assert section == "optimum"
    told = words.prose("likelihood", section, **said)
    assert "overlap" not in told
    assert "the examples it was fitted to" in told


def test_the_derivation_writes_out_the_students_own_factors():
    said = fields.standing(0.3, SEVEN)
    assert said["factors"] == r"0.3 \cdot 0.7 \cdot 0.3 \cdot 0.3 \cdot 0.3 \cdot 0.7 \cdot 0.3"
    assert said["likelihood"] == rf"{0.3**5 * 0.7**2 / 1e-3:.2f} \times 10^{{-3}}"
    assert said["slope"] == f"{(0.3 - 5 / 7) / 0.21:.4g}".replace("-", "−")
    long = fields.standing(0.3, (1,) * 8 + (0,))
    assert long["factors"].count("0.3") == 6
    assert long["factors"].endswith(r"\cdots \cdot 0.7")


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), THETAS)
def test_every_line_of_the_derivation_holds_as_shown(counts, theta):
    k, n = counts
    said = fields.standing(theta, likelihood.ones_first(k, n))
    exact = [k * math.log(theta), (n - k) * math.log1p(-theta)]
    of_ones, of_zeros = value(said["of_ones"]), -value(said["of_zeros"])
    assert of_ones == pytest.approx(exact[0], abs=5.1e-5)
    assert of_zeros == pytest.approx(exact[1], abs=5.1e-5)
    assert of_ones + of_zeros == pytest.approx(value(said["log"]), abs=1e-9)
    assert value(said["nll"]) == -value(said["log"])
    assert f"{value(said['nll']) / n:.4f}" == said["bce"]
    assert value(said["floor"]) + value(said["waste"]) == pytest.approx(value(said["bce"]))


@every_data
def test_loss_is_floor_plus_waste_as_it_is_read_out_at_every_position(y):
    figure = likelihood.three_curves(y)
    shown = figure.frames(figure.sliders[0].values()).readouts
    for whole, floor, waste in zip(shown["bce"], shown["floor"], shown["waste"], strict=True):
        assert float(floor) + float(waste) == pytest.approx(float(whole), abs=1e-9)
        assert not waste.startswith("−")


@pytest.mark.parametrize(("y", "lowest"), [((1, 1), "k = n"), ((0,), "k = 0"), ((0, 1), "above")])
def test_labels_that_are_all_alike_are_told_so(y, lowest):
    derivation = words.steps("likelihood", **fields.standing(0.3, y))
    assert lowest in derivation[-2]
    assert ("0 \\ln 0" in derivation[-1]) == (len(set(y)) == 1)
    told = words.prose("likelihood", "why", **fields.standing(0.3, y))
    assert ("all alike" in told) == (len(set(y)) == 1)


@pytest.mark.parametrize(
    ("y", "said"), [((0,), "0 ones among 1 label;"), ((1,), "1 one among 1 la")]
)
def test_one_label_is_not_plural(y, said):
    assert all(said in panel.alt for panel in likelihood.three_curves(y).panels)


def test_the_questions_state_the_data_that_the_answers_are_computed_from():
    k, n = likelihood.ASKED
    assert f"{k} of {n} labels are 1" in words.questions("likelihood")["predict"]["prompt"]
    asked = words.question("likelihood", "check", **fields.check())
    k, n = fields.CHECKED
    assert f"Of its {n} labels, {k} are 1" in asked["question"]
    right, falls, errors, guesses = (option["because"] for option in asked["options"])
    assert f"{entropy(k / n):.4f}" in right
    assert f"{entropy(k / n):.4f}" in falls
    assert f"{1 - k / n:g}," in errors
    assert f"{math.log(2):.4f}" in guesses


def test_the_answer_of_the_check_is_nowhere_on_the_page_at_first():
    start = LESSON.values({})
    shown = [fields.standing(0.5, start.y), fields.beliefs(), fields.logs()]
    shown.append(fields.fitted(start.x0, start.x1)[1])
    answer = fields.check()["floor"]
    assert not any(answer in text for each in shown for text in each.values())
    assert answer not in at(likelihood.three_curves(start.y), 0.5).values()


def test_options_of_the_check_are_of_like_length():
    options = words.question("likelihood", "check", **fields.check())["options"]
    lengths = [len(option["text"]) for option in options]
    assert max(lengths) <= 1.25 * min(lengths)
    assert not max(options, key=lambda o: len(o["text"])).get("right")


def test_the_gap_compares_the_guess_with_the_entropy_of_nine_tenths():
    gap = fields.gap(0)
    assert gap["truth"] == f"{entropy(0.9):.4f}"
    mean = (9 * float(gap["of_one"]) + float(gap["of_zero"])) / 10
    assert f"{mean:.4f}" == gap["truth"]
    assert fields.gap(1)["guess"] == "1 nat"


def test_a_guess_is_a_line_on_the_third_curve_that_says_what_it_is_about():
    other, same = (likelihood.guess_of(0.5, y) for y in (SEVEN, likelihood.ones_first(18, 20)))
    assert other.panel == same.panel == 2
    assert other.shapes[0]["y0"] == other.shapes[0]["y1"] == 0.5
    assert "0.5 nats for 9 of 10" in other.says
    assert "0.5 nats," in same.says


@pytest.mark.parametrize("theta", [0.5, 5 / 7])
def test_the_snippet_for_scikit_learn_prints_the_number_of_the_slider(theta):
    said = fields.standing(theta, SEVEN)
    code = words.fill(words.snippets("likelihood")["scikit-learn"], said)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, {})
    mean = -(5 * math.log(theta) + 2 * math.log(1 - theta)) / 7
    assert float(printed.getvalue()) == pytest.approx(mean)


# ---- the state ----------------------------------------------------------------------------------


def test_labels_are_those_typed_or_those_counted():
    assert LESSON.values({"labels": "1, 0 0"}).y == (1, 0, 0)
    assert LESSON.values({"labels": "100", "given": "counts", "counts": "2/3"}).y == (1, 1, 0)
    assert LESSON.values({"labels": "12"}).y == SEVEN


def test_the_lesson_declares_every_slider_and_every_figure():
    figures = LESSON.figures(LESSON.values({"labels": "1"}))
    assert {s.key for f in figures.values() for s in f.sliders} == set(LESSON.sliders)


# ---- the field of counts ------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["5 of 7", " 5of7 ", "5/7", "5, 7", "5 7"])
def test_counts_are_read(text):
    assert parsing.counts(text) == (5, 7)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("8 of 7", "8 of 7 labels cannot be 1: there are only 7"),
        ("0 of 0", "at least 1"),
        ("-1 of 7", "cannot be read"),
        ("5", "cannot be read"),
        ("5.5 of 7", "cannot be read"),
        ("nan of inf", "cannot be read"),
        ("1 of 2001", "at most 2,000 labels; there are 2,001"),
        ("9" * 100_000, "cannot be read"),
    ],
)
def test_wrong_counts_are_named(text, says):
    with pytest.raises(ValueError, match=says) as error:
        parsing.counts(text)
    assert len(str(error.value)) < 200
