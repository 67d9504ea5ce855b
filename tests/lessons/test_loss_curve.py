"""Loss curve: the numbers of the lesson, the tangent, the ladder, the rivals, the words."""

import math

import numpy as np
import pytest

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.loss_curve import LESSON, fields
from lib.lessons.loss_curve import figure as drawn
from lib.web.visit import unfold
from lib.words import text as words
from tests.app import guess, open_page, said, sliders, standing

RIVALS = ("squared-error", "absolute-error", "zero-one")


def seen(q, y=1, axis="q", rivals=()):
    z = np.log(q / (1 - q))
    return drawn.loss_curve(y, axis, rivals).frames(np.array([q]), np.array([z]))


@pytest.mark.parametrize(
    ("q", "loss"),
    [
        (0.7, "0.3567"),
        (0.9, "0.1054"),
        (0.51, "0.6733"),
        (0.5, "0.6931"),
        (0.1, "2.3026"),
        (0.01, "4.6052"),
        (0.001, "6.9078"),
        (0.2, "1.6094"),
        (0.8, "0.2231"),
    ],
)
def test_the_read_out_shows_the_loss_of_the_lesson(q, loss):
    assert seen(q).readouts["loss"] == [loss]
    assert seen(round(1 - q, 10), y=0).readouts["loss"] == [loss]


def test_bits_and_slopes_are_read_out():
    shown = seen(0.25).readouts
    assert shown["bits"] == ["2.0000"]
    assert shown["over_q"] == ["−4.000"]
    assert shown["over_z"] == ["−0.750"]


@pytest.mark.parametrize("axis", ["q", "z"])
@pytest.mark.parametrize("y", [0, 1])
def test_the_tangent_touches_the_curve_with_its_slope(axis, y):
    for q in (0.001, 0.3, 0.5, 0.97):
        traces = seen(q, y, axis).traces
        (x0, x1), (y0, y1) = traces["tangent"]["x"][0], traces["tangent"]["y"][0]
        truth = q if y else 1 - q
        over_q = (-1 if y else 1) / truth
        slope = over_q if axis == "q" else q - y
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope)
        assert (y0 + y1) / 2 == pytest.approx(-math.log(truth))


def test_every_verdict_is_reached_and_mirrored():
    verdicts = [drawn.verdict(q, 1) for q in (0.05, 0.3, 0.5, 0.7, 0.95)]
    assert verdicts == [
        "confidently wrong",
        "wrong, but unsure",
        "hesitant",
        "right, but unsure",
        "confidently right",
    ]
    assert verdicts == [drawn.verdict(1 - q, 0) for q in (0.05, 0.3, 0.5, 0.7, 0.95)]


def test_rivals_stay_at_or_below_one_while_cross_entropy_does_not():
    shown = seen(0.001, rivals=RIVALS).readouts
    assert all(float(shown[key][0]) <= 1 for key in RIVALS)
    assert float(shown["loss"][0]) > 1


def test_each_rung_of_the_ladder_rises_by_ln_2():
    panel = drawn.loss_curve(1, "q", (), True).panels[0].figure
    stairs = panel.trace("halvings")
    assert np.diff(stairs.y) == pytest.approx(np.full(drawn.RUNGS, math.log(2)))
    assert stairs.x[1:] / stairs.x[:-1] == pytest.approx(np.full(drawn.RUNGS, 0.5))


def test_over_the_logit_the_curve_becomes_a_line_of_slope_minus_one():
    panel = drawn.loss_curve(1, "z").panels[0].figure
    curve = panel.trace("cross-entropy")
    far = np.asarray(curve.x) < -6.5
    slopes = np.diff(np.asarray(curve.y, float)[far]) / np.diff(np.asarray(curve.x, float)[far])
    assert slopes == pytest.approx(-1, abs=0.003)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("axis", ["q", "z"])
def test_the_whole_point_is_on_the_chart_at_every_position_of_the_slider(axis, y):
    figure = drawn.loss_curve(y, axis)
    (slider,) = flipbook(figure, figure.settle(figure.start))["sliders"]
    assert slider["key"] == axis, "thumb and point move along the same axis"
    low, high = drawn.RANGES[axis]
    room = {"x": (low + 0.01 * (high - low), high - 0.01 * (high - low)), "y": (0, drawn.TOP)}
    for name, attribute, packed in slider["book"]["traces"]:
        numbers = unpack(packed)
        assert np.isfinite(numbers).all()
        if name == "here":
            assert numbers.min() >= room[attribute][0]
            assert numbers.max() <= room[attribute][1]


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("axis", ["q", "z"])
def test_a_preset_puts_the_slider_where_it_says(axis, y):
    figure = drawn.loss_curve(y, axis)
    for label, values in figure.presets.items():
        q = float(label.removeprefix("q = "))
        assert values["q"] == pytest.approx(q)
        if axis == "z":
            assert values["z"] == pytest.approx(math.log(q / (1 - q)), abs=1e-6)


def test_a_release_over_z_states_the_q_that_it_means():
    figure = drawn.loss_curve(1, "z")
    assert figure.release({"z": 2.0})["q"] == pytest.approx(1 / (1 + math.exp(-2)))
    assert drawn.loss_curve(1, "q").release({"q": 0.3}) == {}
    assert figure.settle({"q": 0.25})["z"] == pytest.approx(-math.log(3), abs=1e-6)


@pytest.mark.parametrize("axis", ["q", "z"])
def test_the_three_presses_of_the_explanation_each_add_ln_10(axis):
    for y in (0, 1):
        figure = drawn.loss_curve(y, axis)
        told = fields.why(figure, 0.7, y, axis)
        named = (told[key].strip("*") for key in ("tenth", "hundredth", "thousandth"))
        q = np.array([figure.presets[label]["q"] for label in named])
        rises = np.diff(-np.log(q if y else 1 - q))
        assert rises == pytest.approx(math.log(10))
        assert told["ln10"] == f"{math.log(10):.4f}"


@pytest.mark.parametrize(
    ("axis", "says", "ratio"), [("q", "shrink", (9, 11)), ("z", "nearly alike", (1, 1.1))]
)
def test_the_last_two_steps_on_the_slider_are_as_the_words_say(axis, says, ratio):
    figure = drawn.loss_curve(1, axis)
    at = [figure.presets[f"q = {q}"][axis] for q in ("0.1", "0.01", "0.001")]
    assert ratio[0] <= (at[0] - at[1]) / (at[1] - at[2]) <= ratio[1]
    assert says in fields.why(figure, 0.7, 1, axis)["steps"]


def test_the_prose_has_the_numbers_of_the_slider():
    told = fields.standing(0.7, 1)
    assert (told["loss"], told["over_q"], told["over_z"]) == ("0.3567", "−1.429", "−0.3")


@pytest.mark.parametrize(
    ("guess_of", "starts"),
    [(4.6052, "Well judged"), (1, "It is 4.61 times"), (46.052, "You expected 10 times")],
)
def test_a_guess_is_answered_with_the_truth_and_how_far_it_is(guess_of, starts):
    told = fields.gap(guess_of)
    assert told["comparison"].startswith(starts)
    assert told["truth"] == f"{-math.log(0.01):.4f}"
    assert float(told["halvings"]) == pytest.approx(math.log2(0.5 / 0.01), abs=0.05)


def test_a_guess_lies_where_the_model_of_the_question_stands():
    for y, axis in ((1, "q"), (0, "q"), (1, "z"), (0, "z")):
        (ring,) = drawn.guess_of(3.0, y, axis).shapes
        x = ring["xanchor"]
        q = x if axis == "q" else 1 / (1 + math.exp(-x))
        assert (q if y else 1 - q) == pytest.approx(0.01, abs=1e-6)
        assert ring["yanchor"] == 3
    assert "↑" in drawn.guess_of(99.0, 1, "q").annotations[0]["text"]


def test_a_link_to_z_opens_a_slider_of_z_where_q_says():
    (slider,) = sliders(open_page("loss_curve", axis="z", q="0.9")).values()
    assert slider["key"] == "z"
    assert standing(slider) == pytest.approx(math.log(9), abs=1e-6)


def test_the_words_of_a_no_speak_of_a_no():
    at = open_page("loss_curve", y="0", q="0.9")
    unfold(at, "loss_curve")
    guess(at, "loss_curve", 1.0)
    text = " ".join(said(at.run()))
    assert "*q = 0.999*" in text
    assert "$1/(1 - q)$" in text
    assert "softplus of $z$" in text
    assert "*q = 0.001*" not in text


def test_every_rival_is_one_of_the_things_that_can_be_shown():
    (show,) = (control for control in LESSON.controls if control.name == "show")
    assert {*show.options} == {"ladder", *RIVALS}
    assert words.has_check("loss_curve")
