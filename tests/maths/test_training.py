"""What a loss does to a model that learns."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from lib.maths.likelihood import negative_log_likelihood
from lib.maths.losses import LOSSES, sigmoid_binary_cross_entropy
from lib.maths.training import (
    gradient_descent,
    is_separable,
    logistic_regression,
    path_until,
    steps_until,
)

ENTROPY = LOSSES["sigmoid-cross-entropy"].grad
SQUARE = LOSSES["sigmoid-squared-error"].grad


@pytest.mark.parametrize(("start", "fast", "slow"), [(-10, 21, 11_068), (-5, 16, 119), (0, 10, 35)])
def test_race_of_the_lesson(start, fast, slow):
    assert steps_until(ENTROPY, start, 1, target=0.9, limit=20_000) == fast
    assert steps_until(SQUARE, start, 1, target=0.9, limit=20_000) == slow


@pytest.mark.parametrize("loss_key", [k for k in LOSSES if LOSSES[k].takes == "logit"])
@pytest.mark.parametrize("y", [0, 1])
def test_each_iterate_is_one_gradient_step_from_the_last(loss_key, y):
    grad = LOSSES[loss_key].grad
    z = gradient_descent(grad, start=-2.0, rate=0.7, steps=50, y=y)
    assert z[0] == -2
    np.testing.assert_allclose(z[1:], z[:-1] - 0.7 * grad(z[:-1], y), rtol=1e-13)


def test_starts_and_rates_run_side_by_side():
    starts, rates = np.array([-10.0, -5.0, 0.0]), np.array([[1.0], [0.5]])
    z = gradient_descent(SQUARE, starts, rates, steps=40)
    assert z.shape == (41, 2, 3)
    for i, j in np.ndindex(2, 3):
        alone = gradient_descent(SQUARE, starts[j], rates[i, 0], steps=40)
        np.testing.assert_allclose(z[:, i, j], alone, rtol=1e-13)


def test_steps_until_counts_the_iterates_of_gradient_descent():
    steps = steps_until(ENTROPY, -3, 0.5, target=0.8, limit=1000)
    z = gradient_descent(ENTROPY, -3, 0.5, steps)
    assert expit(z[-1]) > 0.8 >= expit(z[-2])


def test_a_path_ends_at_its_target_or_at_its_limit():
    count = steps_until(SQUARE, -3, 0.5, target=0.8, limit=1000)
    path = path_until(SQUARE, -3, 0.5, target=0.8, limit=1000)
    np.testing.assert_array_equal(path, gradient_descent(SQUARE, -3, 0.5, count))
    np.testing.assert_array_equal(path_until(SQUARE, -3, 0.5, 0.8, count - 1), path[:-1])


def test_labels_of_zero_are_learned_as_fast():
    assert steps_until(ENTROPY, 10, 1, target=0.9, limit=100, y=0) == 21


def test_no_steps_are_needed_where_the_target_is_passed_already():
    assert steps_until(ENTROPY, 5, 1, target=0.9, limit=0) == 0
    assert gradient_descent(ENTROPY, 5, 1, steps=0).tolist() == [5]


def test_a_race_that_takes_too_long_has_no_count():
    assert steps_until(SQUARE, -10, 1, target=0.9, limit=11_067) is None
    assert steps_until(SQUARE, -10, 1, target=0.9, limit=11_068) == 11_068


def test_extreme_races_are_silent():
    with np.errstate(all="raise"):
        assert steps_until(SQUARE, -1e300, 1, target=0.9, limit=5) is None
        assert steps_until(ENTROPY, -1e300, 1e301, target=0.9, limit=5) == 1


def test_impossible_races_are_refused():
    with pytest.raises(ValueError, match=r"target must lie in \(0, 1\); got 1"):
        steps_until(ENTROPY, 0, 1, target=1, limit=5)
    with pytest.raises(ValueError, match="start must not contain NaN"):
        steps_until(ENTROPY, np.nan, 1, target=0.9, limit=5)
    with pytest.raises(ValueError, match="rate must not contain NaN"):
        gradient_descent(ENTROPY, 0, np.nan, 1)
    with pytest.raises(ValueError, match="steps must not be negative; got -1"):
        gradient_descent(ENTROPY, 0, 1, -1)
    with pytest.raises(ValueError, match=r"y must be 0 or 1; got 0\.5"):
        gradient_descent(ENTROPY, 0, 1, 1, y=0.5)


X = np.array([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4])
Y = np.array([0, 0, 1, 0, 1, 0, 1, 1])


def test_fit_equals_scikit_learns():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ways to say "no penalty" come and go
        reference = LogisticRegression(C=1e12, tol=1e-10, max_iter=1000).fit(X[:, None], Y)
    fit = logistic_regression(X, Y)
    expected = [reference.coef_[0, 0], reference.intercept_[0]]
    np.testing.assert_allclose(fit.weights[-1], expected, rtol=1e-5)
    assert not fit.separable


def test_fit_starts_at_even_odds_and_its_loss_falls():
    fit = logistic_regression(X, Y)
    assert fit.weights[0].tolist() == [0, 0]
    assert fit.losses[0] == pytest.approx(np.log(2))
    assert (np.diff(fit.losses) < 0).all()


def test_losses_are_those_of_the_recorded_weights():
    fit = logistic_regression(X, Y)
    assert fit.weights.shape == (fit.losses.size, 2)
    for (w, b), loss in zip(fit.weights, fit.losses, strict=True):
        assert loss == pytest.approx(sigmoid_binary_cross_entropy(w * X + b, Y).mean(), rel=1e-12)


def test_at_the_optimum_the_mean_prediction_is_the_share_of_ones():
    w, b = logistic_regression(X, Y).weights[-1]
    errors = expit(w * X + b) - Y
    assert errors.mean() == pytest.approx(0, abs=1e-7)
    assert (errors * X).mean() == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize(("scale", "shift"), [(1e6, 0), (1, 2000), (1e-9, 5), (-3, 1)])
def test_the_unit_of_the_feature_does_not_matter(scale, shift):
    losses = logistic_regression(X * scale + shift, Y).losses
    np.testing.assert_allclose(losses[-1], logistic_regression(X, Y).losses[-1], rtol=1e-6)


def test_a_feature_without_variation_predicts_the_share_of_ones():
    fit = logistic_regression([3, 3, 3], [0, 1, 1])
    assert fit.losses[-1] == pytest.approx(negative_log_likelihood(2 / 3, [0, 1, 1]))
    assert not fit.separable


@pytest.mark.parametrize(
    ("x", "y", "separable"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], True),
        ([1, 2, 3, 4], [1, 1, 0, 0], True),
        ([1, 2, 3, 4], [0, 1, 0, 1], False),
        ([1, 2, 2, 3], [0, 0, 1, 1], True),  # touching: the loss has a floor but no minimum
        ([1, 2, 2, 3], [0, 1, 1, 0], False),
        ([5, 5], [0, 1], False),
        ([0, 1], [0, 1], True),
    ],
)
def test_classes_that_one_threshold_tells_apart_are_reported(x, y, separable):
    assert is_separable(x, y) is separable
    assert logistic_regression(x, y).separable is separable


samples = st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 1)), min_size=2, max_size=12)


@settings(max_examples=60)
@given(samples.filter(lambda pairs: len({y for _, y in pairs}) == 2))
def test_every_fit_is_short_finite_and_no_worse_than_ignoring_the_feature(pairs):
    x, y = np.array(pairs, dtype=float).T
    fit = logistic_regression(x, y)
    assert len(fit.losses) <= 101
    assert np.isfinite(fit.weights).all()
    assert fit.losses[-1] <= negative_log_likelihood(y.mean(), y) + 1e-9
    if not fit.separable:  # then the gradient vanishes at the end
        w, b = fit.weights[-1]
        assert abs(((expit(w * x + b) - y) * x).mean()) < 1e-6


def test_separable_classes_stop_with_finite_weights_and_hardly_any_loss():
    fit = logistic_regression([1, 2, 3, 4], [0, 0, 1, 1])
    assert np.isfinite(fit.weights).all()
    assert 0 < fit.losses[-1] < 1e-3
    assert len(logistic_regression([1, 2, 3, 4], [0, 0, 1, 1], limit=3).losses) == 4


def test_data_that_cannot_be_fitted_are_refused():
    with pytest.raises(ValueError, match="y must contain both classes, 0 and 1; got only 1"):
        logistic_regression([1, 2], [1, 1])
    with pytest.raises(ValueError, match=r"x and y must be non-empty sequences; got shape \(0,\)"):
        logistic_regression([], [])
    with pytest.raises(
        ValueError, match=r"x and y must have the same shape; got \(2,\) and \(3,\)"
    ):
        logistic_regression([1, 2], [0, 1, 1])
    with pytest.raises(ValueError, match="x must be finite; got inf"):
        logistic_regression([1, np.inf], [0, 1])
    with pytest.raises(ValueError, match="x must not contain NaN"):
        logistic_regression([1, np.nan], [0, 1])
    with pytest.raises(ValueError, match="y must be 0 or 1; got 2"):
        is_separable([1, 2], [0, 2])
    narrow = r"x must not differ by less than 1e-290; got 1e-310"
    with np.errstate(all="raise"), pytest.raises(ValueError, match=narrow):
        logistic_regression([0, 1e-310], [0, 1])


@pytest.mark.parametrize("scale", [1e-289, 1.0, 1e300])
def test_a_fit_is_silent_in_any_unit_of_the_feature(scale):
    with np.errstate(all="raise"):
        fit = logistic_regression(np.array([0, 1, 2, 3]) * scale, [0, 1, 0, 1])
    unit = logistic_regression([0, 1, 2, 3], [0, 1, 0, 1])
    np.testing.assert_allclose(fit.weights * [scale, 1], unit.weights, rtol=1e-6, atol=1e-9)
