"""Lesson 2's figures: one number for two classes, and what the wrong classes do not change."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from lib.figures import bce_vs_cce as lesson
from lib.figures.flipbook import flipbook, unpack
from lib.figures.logits import logits_of

logits = st.floats(-8, 8)


def at(figure, **values):
    """The frame at one place; the first slider carries the array."""
    values = figure.settle({**figure.start, **values})
    first = figure.sliders[-1 if "share" in values else 0].key
    return figure.frames(**{**values, first: np.array([values[first]])})


@given(logits, logits, st.sampled_from([0, 1]))
def test_two_classes_cost_the_same_either_way(z0, z1, label):
    frames = lesson.binary(label).frames(z=0.0, z0=np.array([z0]), z1=z1)
    assert frames.readouts["bce"] == frames.readouts["cce"]
    assert frames.traces["sigmoid"]["y"] == pytest.approx(frames.traces["softmax"]["y"])


@given(st.floats(-20, 20), st.floats(-10, 10))
def test_the_single_logit_stays_the_difference_of_the_two(z, z0):
    sliders = lesson.binary(1).frames(z=np.array([z]), z0=z0, z1=0.0).sliders
    assert sliders["z1"] - sliders["z0"] == pytest.approx(np.array([z]), abs=1e-9)
    assert np.abs(sliders["z1"]).max() <= 10
    assert np.abs(sliders["z0"]).max() <= 10 + 1e-9


def test_the_example_of_three_classes():
    frames = at(lesson.single_label(3, 0), z0=2.0, z1=1.0, z2=0.1)
    assert frames.readouts["cce"] == ["0.4170"]
    assert frames.traces["model"]["y"][0] == pytest.approx([0.659, 0.242, 0.099], abs=5e-4)


@pytest.mark.parametrize(
    ("probabilities", "cost"),
    [
        ([0.05, 0.02, 0.08, 0.70, 0.03, 0.04, 0.02, 0.03, 0.02, 0.01], "0.3567"),
        ([0.15, 0.10, 0.35, 0.05, 0.10, 0.08, 0.07, 0.05, 0.03, 0.02], "2.9957"),
    ],
)
def test_the_examples_of_ten_classes(probabilities, cost):
    figure = lesson.single_label(10, 3)
    wanted = lesson.by_slider(logits_of(probabilities))
    assert any(
        all(math.isclose(p[k], v, abs_tol=1e-9) for k, v in wanted.items())
        for p in figure.presets.values()
    )
    assert at(figure, **wanted).readouts["cce"] == [cost]


def test_uniform_guesses_cost_the_logarithm_of_the_number_of_classes():
    shown = lesson.uniform()
    for k, cost in [(2, "0.6931"), (3, "1.0986"), (10, "2.3026"), (1000, "6.9078")]:
        assert shown[f"uniform_{k}"] == cost == f"{math.log(k):.4f}"
    assert shown["uniform_50257"] == "10.8249"
    assert shown["perfect"] == "0.7437"


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4), st.floats(0.02, 0.98))
def test_moving_mass_among_the_wrong_classes_leaves_the_loss_alone(z, share):
    figure = lesson.single_label(4, 1)
    values = figure.settle({**figure.start, **lesson.by_slider(z)})
    before = figure.frames(**{**values, "z0": np.array([z[0]])})
    after = figure.frames(**{**values, "share": np.array([share])})
    assert after.readouts["cce"] == before.readouts["cce"]
    q = after.traces["model"]["y"][0]
    assert q[1] == pytest.approx(softmax(z)[1])
    assert q[0] / (1 - q[1]) == pytest.approx(share)


def test_moving_mass_among_the_wrong_classes_changes_the_multi_label_loss():
    figure = lesson.single_label(3, 0)
    values = figure.settle(figure.start)
    losses = figure.frames(**{**values, "share": np.array([0.1, 0.5])}).readouts["multi"]
    assert losses[0] != losses[1]


@pytest.mark.parametrize("true", [(), ("tiger",), ("cat", "tiger", "feline")])
def test_multi_label_loss_is_the_sum_of_independent_questions(true):
    z = np.array([1.5, -0.5, 0.25])
    q = 1 / (1 + np.exp(-z))
    y = np.array([name in true for name in lesson.ANIMALS])
    total = -np.log(np.where(y, q, 1 - q)).sum()
    frames = lesson.multi_label(true).frames(z0=np.array([z[0]]), z1=z[1], z2=z[2])
    assert frames.readouts["sum"] == [f"{total:.4f}"]
    assert frames.readouts["mean"] == [f"{total / 3:.4f}"]


@pytest.mark.parametrize("classes", range(2, 11))
def test_every_slider_is_finite_over_its_whole_range(classes):
    for label in {0, classes - 1}:
        figure = lesson.single_label(classes, label)
        data = flipbook(figure, figure.settle(figure.start))
        for slider in data["sliders"]:
            for _, _, packed in slider["book"]["traces"]:
                assert np.isfinite(unpack(packed)).all()


def test_the_two_spellings_of_the_target_give_one_number():
    numbers = lesson.numbers({"z0": 2.0, "z1": 1.0, "z2": 0.1}, 0)
    assert numbers["loss"] == numbers["loss_one_hot"] == numbers["loss_q"] == "0.4170"
    assert numbers["one_hot"] == "1, 0, 0"


@given(st.lists(logits, min_size=3, max_size=3), st.integers(0, 2))
def test_every_slider_shows_the_same_present(z, label):
    figure = lesson.single_label(3, label)
    values = figure.settle({**figure.start, **lesson.by_slider(z)})
    for slider in figure.sliders:
        now = figure.frames(**{**values, slider.key: np.array([values[slider.key]])})
        assert now.traces["model"]["y"][0] == pytest.approx(softmax(z), abs=1e-6)
