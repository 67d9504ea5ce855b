"""Every standard loss on one axis: the chain rule against differences, the ends, the refusals."""

import numpy as np
import pytest
from scipy.special import expit

from lib.maths.losses import LOSSES
from lib.maths.losses.axes import AXES, best_prediction, comparable, grad_over, value_over

STANDARD = [key for key in LOSSES if not LOSSES[key].example]
POINTS = {
    "q": np.array([0.03, 0.31, 0.62, 0.97]),
    "margin": np.array([-3.7, -0.4, 0.7, 2.9]),
    "z": np.array([-3.7, -0.4, 0.7, 2.9]),
}
each_axis = pytest.mark.parametrize("axis", AXES)
each_loss = pytest.mark.parametrize("key", STANDARD)
each_label = pytest.mark.parametrize("y", [0, 1])


@each_axis
@each_loss
@each_label
def test_slope_over_an_axis_matches_central_difference(axis, key, y):
    x, h, loss = POINTS[axis], 1e-6, LOSSES[key]
    slope = (value_over(axis, loss, x + h, y) - value_over(axis, loss, x - h, y)) / (2 * h)
    np.testing.assert_allclose(grad_over(axis, loss, x, y), slope, rtol=1e-7, atol=1e-8)


@each_loss
@each_label
def test_the_axes_show_one_loss(key, y):
    loss, z = LOSSES[key], POINTS["z"]
    over_z = value_over("z", loss, z, y)
    np.testing.assert_allclose(value_over("margin", loss, (2 * y - 1) * z, y), over_z)
    np.testing.assert_allclose(value_over("q", loss, expit(z), y), over_z, rtol=1e-12)


def test_two_rows_of_one_name_agree_on_an_axis():
    for axis, x in POINTS.items():
        for y in (0, 1):
            costs = [
                value_over(axis, loss, x, y)
                for loss in (LOSSES[key] for key in STANDARD)
                if loss.name == "Cross-entropy"
            ]
            assert len(costs) == 5
            np.testing.assert_allclose(costs, [costs[0]] * 5, rtol=1e-12)


def test_each_name_is_compared_once_and_by_its_logit():
    keys = comparable(LOSSES)
    names = [LOSSES[key].name for key in keys]
    assert len(names) == len(set(names))
    assert set(names) == {LOSSES[key].name for key in STANDARD}
    assert {"sigmoid-cross-entropy", "sigmoid-squared-error"} <= set(keys)


def test_a_loss_of_a_logit_is_exact_far_out():
    loss = LOSSES["sigmoid-cross-entropy"]
    assert value_over("margin", loss, 700.0, 0) == pytest.approx(np.exp(-700.0), rel=1e-15)
    assert grad_over("margin", loss, 1e300, 1) == 0


@each_label
def test_the_ends_of_q_are_limits_for_a_value_and_refused_for_a_slope(y):
    loss = LOSSES["sigmoid-cross-entropy"]
    with np.errstate(all="raise"):
        costs = value_over("q", loss, [0.0, 1.0], y)
        np.testing.assert_array_equal(costs, [0, np.inf] if y == 0 else [np.inf, 0])
    with pytest.raises(ValueError, match="q must lie strictly between 0 and 1"):
        grad_over("q", loss, [0.5, 1.0], y)
    with pytest.raises(ValueError, match="finite largest logit"):
        value_over("q", LOSSES["generalised"], 1.0, 1)


def test_a_loss_of_a_probability_has_its_slope_at_the_ends_of_q():
    slopes = grad_over("q", LOSSES["squared-error"], [0.0, 1.0], 1)
    np.testing.assert_array_equal(slopes, [-2, 0])
    with pytest.raises(ValueError, match="z must be finite"):
        grad_over("z", LOSSES["absolute-error"], np.inf, 1)


def test_parameters_sweep_over_the_curve():
    for key in (key for key in STANDARD if LOSSES[key].parameters):
        loss = LOSSES[key]
        for parameter in loss.parameters:
            grid = np.linspace(parameter.low, parameter.high, 4)
            for axis, x in POINTS.items():
                for part in (value_over, grad_over):
                    whole = part(axis, loss, x, 1, **{parameter.key: grid[:, None]})
                    alone = [part(axis, loss, x, 1, **{parameter.key: g}) for g in grid]
                    np.testing.assert_allclose(whole, alone, rtol=1e-12, atol=1e-300)


def test_what_does_not_stand_on_an_axis_is_refused():
    with pytest.raises(ValueError, match="axis must be one of q, margin, z; got p"):
        value_over("p", LOSSES["hinge"], 0.5, 1)
    with pytest.raises(ValueError, match="independent logits does not stand on the axis z"):
        value_over("z", LOSSES["multi-label"], 0.5, 1)
    with pytest.raises(ValueError, match=r"q must lie in \[0, 1\]; got 1.5"):
        value_over("q", LOSSES["hinge"], 1.5, 1)
    with pytest.raises(ValueError, match=r"y must be 0 or 1; got 0.5"):
        value_over("z", LOSSES["hinge"], 1.5, 0.5)


@pytest.mark.parametrize("p", [0.1, 0.3, 0.7, 0.9])
@pytest.mark.parametrize(
    ("key", "numbers", "asked"),
    [
        ("sigmoid-cross-entropy", {}, lambda p: p),
        ("sigmoid-squared-error", {}, lambda p: p),
        ("brier", {}, lambda p: p),
        ("weighted", {"weights": 9}, lambda p: 9 * p / (9 * p + 1 - p)),
        ("label-smoothing", {"epsilon": 0.2}, lambda p: 0.8 * p + 0.1),
        ("label-smoothing-wrong", {"epsilon": 0.2}, lambda p: 0.8 * p + 0.2 * (1 - p)),
        ("generalised", {"exponent": 0.5}, lambda p: p**2 / (p**2 + (1 - p) ** 2)),
        ("logit-adjustment", {"priors": 0.2, "tau": 1}, lambda p: 4 * p / (4 * p + 1 - p)),
        ("absolute-error", {}, lambda p: float(p > 0.5)),
        ("hinge", {}, lambda p: expit(1 if p > 0.5 else -1)),
        ("squared-hinge", {}, lambda p: expit(2 * p - 1)),
    ],
)
def test_what_a_loss_asks_for_is_the_textbooks_answer(key, numbers, asked, p):
    found = best_prediction(LOSSES[key], p, **numbers)
    assert found == pytest.approx(asked(p), abs=2e-6)


def test_focal_loss_asks_for_less_than_the_truth_of_what_is_likely():
    asked = best_prediction(LOSSES["focal"], 0.9, gamma=2)
    assert 0.6 < asked < 0.85
    slopes = [grad_over("q", LOSSES["focal"], asked, y, gamma=2) for y in (1, 0)]
    assert 0.9 * slopes[0] + 0.1 * slopes[1] == pytest.approx(0, abs=1e-5)


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"p must lie in \[0, 1\]; got 1.2"):
        best_prediction(LOSSES["hinge"], 1.2)


def test_the_brier_score_of_two_classes_is_twice_the_squared_error():
    q = POINTS["q"]
    np.testing.assert_allclose(
        value_over("q", LOSSES["brier"], q, 1), 2 * value_over("q", LOSSES["squared-error"], q, 1)
    )


def test_a_loss_that_is_the_same_for_every_prediction_asks_for_none():
    assert np.isnan(best_prediction(LOSSES["forward-correction"], 0.9, noise=0.5))
    assert np.isnan(best_prediction(LOSSES["symmetric"], 0.9, alpha=0, beta=0))
    assert best_prediction(LOSSES["forward-correction"], 0.9, noise=0.4975) == pytest.approx(1)
