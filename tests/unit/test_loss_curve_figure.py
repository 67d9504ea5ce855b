"""Lesson 1's figure: the numbers of the lesson, the tangent, the ladder, the rivals."""

import math

import numpy as np
import pytest

from lib.figures import loss_curve
from lib.figures.flipbook import flipbook, unpack

RIVALS = ("squared-error", "absolute-error", "zero-one")


def seen(q, y=1, axis="q", rivals=()):
    return loss_curve.loss_curve(y, axis, rivals).frames(np.array([q]))


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
    words = [loss_curve.verdict(q, 1) for q in (0.05, 0.3, 0.5, 0.7, 0.95)]
    assert words == [
        "confidently wrong",
        "wrong, but unsure",
        "hesitant",
        "right, but unsure",
        "confidently right",
    ]
    assert words == [loss_curve.verdict(1 - q, 0) for q in (0.05, 0.3, 0.5, 0.7, 0.95)]


def test_rivals_stay_at_or_below_one_while_cross_entropy_does_not():
    shown = seen(0.001, rivals=RIVALS).readouts
    assert all(float(shown[key][0]) <= 1 for key in RIVALS)
    assert float(shown["loss"][0]) > 1


def test_each_rung_of_the_ladder_rises_by_ln_2():
    panel = loss_curve.loss_curve(1, "q", (), True).panels[0].figure
    (stairs,) = panel.select_traces({"name": "halvings"})
    assert np.diff(stairs.y) == pytest.approx(np.full(loss_curve.RUNGS, math.log(2)))
    assert stairs.x[1:] / stairs.x[:-1] == pytest.approx(np.full(loss_curve.RUNGS, 0.5))


def test_over_the_logit_the_curve_becomes_a_line_of_slope_minus_one():
    panel = loss_curve.loss_curve(1, "z").panels[0].figure
    (curve,) = panel.select_traces({"name": "cross-entropy"})
    far = np.asarray(curve.x) < -6.5
    slopes = np.diff(np.asarray(curve.y, float)[far]) / np.diff(np.asarray(curve.x, float)[far])
    assert slopes == pytest.approx(-1, abs=0.003)


@pytest.mark.parametrize("axis", ["q", "z"])
def test_every_position_of_the_slider_is_on_the_chart(axis):
    figure = loss_curve.loss_curve(1, axis)
    book = flipbook(figure, figure.start)["sliders"][0]["book"]
    low, high = loss_curve.RANGES[axis]
    for name, attribute, packed in book["traces"]:
        numbers = unpack(packed)
        assert np.isfinite(numbers).all()
        if name == "here":
            bounds = (low, high) if attribute == "x" else (0, loss_curve.TOP)
            assert numbers.min() >= bounds[0]
            assert numbers.max() <= bounds[1]


def test_the_prose_has_the_numbers_of_the_slider():
    numbers = loss_curve.numbers(0.7, 1)
    assert (numbers["loss"], numbers["over_q"], numbers["over_z"]) == ("0.3567", "−1.429", "−0.3")
    assert loss_curve.gap(4.6052)["comparison"].startswith("Well judged")
