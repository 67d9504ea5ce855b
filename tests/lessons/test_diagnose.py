"""My loss: what is typed is read strictly, and what is said of a loss is true of it."""

import math

import numpy as np
import pytest
from scipy.stats import entropy

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.diagnose import LESSON, fields, known, typed
from lib.lessons.diagnose import figure as drawn
from lib.words import text as words
from tests.app import open_page
from tests.app import said as words_of

UNEVEN = (0.9, 0.1)


def seen(at, unit="nats", classes=5, rates=()):
    return drawn.standing(0.62, unit, classes, rates).frames(np.array([at])).readouts


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("0.62", 0.62, ""),
        ("0,62", 0.62, ""),
        ("2,303", 2.303, ""),
        ("0.62 nats", 0.62, "nats"),
        ("1 nat", 1, "nats"),
        ("0.9 bits", 0.9, "bits"),
        ("1 Bit", 1, "bits"),
        ("ln 5", math.log(5), ""),
        ("0", 0, ""),
        ("100", 100, ""),
    ],
)
def test_a_loss_is_read_with_or_without_its_unit(text, number, unit):
    assert typed.loss(text) == typed.Loss(pytest.approx(number), unit)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("abc", "a mean loss"),
        ("NaN", "What is wrong with it"),
        ("inf", "What is wrong with it"),
        ("∞", "What is wrong with it"),
        ("-0.3", "at most 1"),
        ("−0.3 nats", "at most 1"),
        ("812.5", "divided by the number of examples"),
        ("5%%", "a mean loss"),
        ("62%", None),
    ],
)
def test_a_loss_that_is_none_is_refused_with_what_may_be_meant(text, says):
    if says is None:  # as many write a share of a nat
        assert typed.loss(text).number == pytest.approx(0.62)
        return
    with pytest.raises(ValueError, match=says):
        typed.loss(text)


@pytest.mark.parametrize("text", ["1", "0", "2.5", "1e9", "many", "-3", "", "nan"])
def test_a_number_of_classes_is_whole_and_at_least_2(text):
    with pytest.raises(ValueError, match="2 to 1"):
        typed.classes(text)


def test_numbers_of_classes_are_read_as_people_write_them():
    assert [typed.classes(t) for t in ("2", "50,257", "50 000", "10 classes")] == [
        2,
        50257,
        50000,
        10,
    ]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("0.9, 0.1", (0.9, 0.1)),
        ("90%, 10%", (0.9, 0.1)),
        ("10%", (0.1, 0.9)),
        ("1/3; 1/3; 1/3", (1 / 3,) * 3),
        ("0.333 0.333 0.333", (1 / 3,) * 3),
        ("1, 0", None),
        ("0.5, 0.5, 0", (0.5, 0.5, 0)),
        ("", ()),
        ("  ", ()),
    ],
)
def test_base_rates_are_shares_that_sum_to_1(text, rates):
    if rates is None:
        with pytest.raises(ValueError, match="nothing to guess"):
            typed.rates(text)
        return
    assert typed.rates(text) == pytest.approx(rates)
    assert not rates or math.fsum(typed.rates(text)) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "says"),
    [("0.9, 0.2", "sum to 1"), ("90, 10", "Entry 1"), ("a, b", "Entry 1"), ("100%", "nothing")],
)
def test_wrong_base_rates_are_refused_by_name(text, says):
    with pytest.raises(ValueError, match=says):
        typed.rates(text)


@pytest.mark.parametrize("classes", [2, 5, 10, 50_257, 1_000_000])
def test_calling_all_alike_costs_the_logarithm_of_k_and_base_rates_their_entropy(classes):
    assert drawn.alike(classes) == pytest.approx(math.log(classes), rel=1e-14)
    assert drawn.guessing(classes, ()) == drawn.alike(classes)
    assert drawn.guessing(2, UNEVEN) == pytest.approx(entropy(UNEVEN), rel=1e-14)
    assert fields.said(drawn.guessing(2, UNEVEN), "nats") == "0.3251 nats"


def test_the_read_outs_are_those_of_the_lesson():
    shown = seen(0.62)
    assert shown["loss"] == ["0.6200"]
    assert shown["mean"] == [f"{math.exp(-0.62):.3f}"]
    assert shown["perplexity"] == [f"{math.exp(0.62):.3f}"]
    assert shown["other"] == [f"{0.62 / math.log(2):.4f}"]
    assert shown["saved"] == [f"{100 * (1 - 0.62 / math.log(5)):.1f}%"]
    in_bits = seen(1, "bits", 2)
    assert (in_bits["mean"], in_bits["saved"], in_bits["other"]) == (
        ["0.500"],
        ["0.0%"],
        ["0.6931"],
    )
    assert seen(0)["saved"] == ["100.0%"]
    assert seen(0.6, "nats", 2, (0.999999, 0.000001))["saved"][0].startswith("−4,0")


def test_a_perplexity_is_never_too_large_to_write():
    assert seen(100)["perplexity"] == ["2.69 × 10⁴³"]
    assert seen(100)["mean"] == ["3.72 × 10⁻⁴⁴"]


@pytest.mark.parametrize(
    ("nats", "classes", "rates", "section"),
    [
        (0, 5, (), "stands_perfect"),
        (1e-9, 5, (), "stands_below_alike"),
        (0.62, 5, (), "stands_below_alike"),
        (0.3, 2, UNEVEN, "stands_below"),
        (0.3251, 2, UNEVEN, "stands_guess"),
        (math.log(2), 2, (), "stands_guess"),
        (10.8, 50_257, (), "stands_guess"),
        (0.62, 2, UNEVEN, "stands_between"),
        (math.log(2), 2, UNEVEN, "stands_between"),
        (1.0, 2, (), "stands_above"),
        (1.0, 2, UNEVEN, "stands_above"),
        (1.4, 2, (), "stands_far"),
        (100, 50_257, (), "stands_far"),
    ],
)
def test_a_loss_is_said_to_stand_where_it_stands(nats, classes, rates, section):
    assert fields.section(nats, classes, rates) == section
    assert fields.sections(nats, "nats", classes, rates)[0] == section


def test_what_is_left_open_about_accuracy_is_what_models_can_show():
    """Answers with that mean loss whose accuracies lie at both ends of what is said."""
    for nats in (0.05, 0.3, 0.6):
        told = fields.standing(nats, "nats", 5, ())
        least = float(told["right"].rstrip("%")) / 100
        assert fields.accuracy(nats, 5) == "accuracy_bounded"
        assert math.exp(-nats) > 0.5, "all can be right"
        wrong = nats / math.log(2)  # a share of ties, the rest certain
        assert least <= 1 - wrong <= least + 0.001
    assert fields.accuracy(1.0, 5) == "accuracy_open"
    assert 1 / 5 < math.exp(-1.0) < 0.5, "all right, with the others below; or all wrong"
    assert fields.accuracy(1.7, 5) == fields.accuracy(0.7, 2) == "accuracy_not_all"


@pytest.mark.parametrize(
    ("nats", "says"),
    [
        (0.6931, "It saves next to nothing of that."),
        (0.67, "It saves 3.3% of that."),
        (0.72, "It costs 3.9% more than that."),
    ],
)
def test_near_guessing_it_is_said_on_which_side(nats, says):
    assert fields.standing(nats, "nats", 2, ())["Saves"] == says


def test_in_bits_nothing_is_said_in_nats():
    told = fields.standing(2.0, "bits", 5, ())
    assert told["half"] == "1.0000 bits"
    for section in ("accuracy_bounded", "accuracy_open", "accuracy_not_all"):
        assert "ln" not in words.prose("diagnose", section, **told)


def test_two_classes_are_both():
    assert fields.standing(0.5, "nats", 2, ())["classes"] == "both classes"
    assert fields.standing(0.5, "nats", 1000, ())["classes"] == "all 1,000 classes"


def test_base_rates_count_where_there_are_as_many_as_classes():
    state = LESSON.values({"rates": "0.9, 0.1", "classes": "2"})
    assert known(state) == UNEVEN
    assert not fields.mismatch(state.classes, state.rates)
    state = LESSON.values({"rates": "0.9, 0.1", "classes": "3"})
    assert known(state) == ()
    assert fields.mismatch(state.classes, state.rates).startswith("2 base rates and 3 classes")
    assert not fields.mismatch(3, ())


def test_a_unit_behind_the_number_counts():
    state = LESSON.values({"loss": "0.9 bits"})
    assert (state.loss, state.unit, state.said) == (0.9, "bits", "bits")
    assert LESSON.values({"loss": "0.9", "unit": "bits"}).said == ""


@pytest.mark.parametrize(
    ("loss", "unit", "classes", "rates"),
    [
        (0.62, "nats", 5, ()),
        (0, "nats", 2, UNEVEN),
        (100, "bits", 2, ()),
        (3.2, "nats", 50_257, ()),
        (0.001, "bits", 2, (0.9999, 0.0001)),
    ],
)
def test_point_and_marks_are_on_the_chart_wherever_the_slider_stands(loss, unit, classes, rates):
    figure = drawn.standing(loss, unit, classes, rates)
    (slider,) = flipbook(figure, figure.start)["sliders"]
    assert slider["values"][slider["at"]] == loss
    layout = figure.panels[0].figure.layout
    low, high = layout.xaxis.range
    for name, attribute, packed in slider["book"]["traces"]:
        if name == "here" and attribute == "x":
            assert low < unpack(packed).min()
            assert unpack(packed).max() < high
    places = {drawn.LOGARITHM[unit]: drawn.alike(classes), "base": drawn.guessing(classes, rates)}
    for shape, mark in zip(
        layout.shapes, [*(["base"] if rates else []), drawn.LOGARITHM[unit]], strict=True
    ):
        assert shape.x0 == pytest.approx(float(drawn.in_unit(places[mark], unit)))
        assert low < shape.x0 < high


def test_a_guess_beyond_the_marks_can_be_reached():
    figure = drawn.standing(0.62, "nats", 5, ())
    assert figure.sliders[0].high > fields.FAR * math.log(5)


def test_a_new_loss_puts_the_slider_where_it_says():
    at = open_page("diagnose", at="1.2")
    assert any("1.2000 nats" in line for line in words_of(at))
    at.text_input(key="diagnose.loss").set_value("0.4").run()
    assert not at.exception
    assert at.query_params.get("at") in (None, [])
    assert any(line.startswith("**0.4000 nats") for line in words_of(at))


def test_base_rates_set_the_number_of_classes_and_a_clash_is_said_beside_them():
    at = open_page("diagnose")
    at.text_input(key="diagnose.rates").set_value("90%, 10%").run()
    assert not at.exception
    assert at.text_input(key="diagnose.classes").value == "2"
    assert not at.error
    assert any("costs their [entropy]" in line for line in words_of(at))
    at.text_input(key="diagnose.classes").set_value("3").run()
    (error,) = at.error
    assert "2 base rates and 3 classes" in error.value.replace("\\", "")
    assert at.text_input(key="diagnose.rates").value == "90%, 10%"


def test_a_typed_unit_leaves_no_choice_of_another():
    at = open_page("diagnose")
    at.text_input(key="diagnose.loss").set_value("0.9 bits").run()
    assert not at.exception
    assert list(at.button_group(key="diagnose.unit").options) == ["bits"]
    assert any(line.startswith("**0.9000 bits") for line in words_of(at))


@pytest.mark.parametrize("text", ["nan", "-1", "5000", "", "<b>", "1" * 1000])
def test_a_refused_loss_stays_in_its_field_and_the_last_good_one_counts(text):
    at = open_page("diagnose")
    at.text_input(key="diagnose.loss").set_value(text).run()
    assert not at.exception
    assert len(at.error) == 1
    assert at.text_input(key="diagnose.loss").value == text
    assert any(line.startswith("**0.6200 nats") for line in words_of(at))
