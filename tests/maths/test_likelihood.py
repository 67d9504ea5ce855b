"""Coin flips: likelihood, its logarithm, its maximum, and the mean binary cross-entropy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf
from scipy import stats
from sklearn.metrics import log_loss

from lib.maths.information import entropy
from lib.maths.likelihood import (
    bernoulli_likelihood,
    bernoulli_log_likelihood,
    bernoulli_mle,
    first_underflow,
    gaussian_negative_log_likelihood,
    gaussian_negative_log_likelihood_grad,
    negative_log_likelihood,
    squared_residual,
    squared_residual_grad,
)

FUNCTIONS = [bernoulli_likelihood, bernoulli_log_likelihood, negative_log_likelihood]
labels = st.lists(st.integers(0, 1), min_size=1, max_size=40)
inside = st.floats(0.01, 0.99)


@given(inside, labels)
def test_likelihood_depends_on_the_counts_only(theta, y):
    k, n = sum(y), len(y)
    assert bernoulli_likelihood(theta, y) == pytest.approx(theta**k * (1 - theta) ** (n - k))


@given(inside, labels)
def test_log_likelihood_is_the_logarithm_of_the_likelihood(theta, y):
    likelihood = bernoulli_likelihood(theta, y)
    assert bernoulli_log_likelihood(theta, y) == pytest.approx(math.log(likelihood))
    assert bernoulli_log_likelihood(theta, y) == pytest.approx(
        stats.bernoulli.logpmf(y, theta).sum()
    )


@given(inside, labels)
def test_negative_log_likelihood_is_the_mean_loss_of_scikit_learn(theta, y):
    reference = log_loss(y, np.full(len(y), theta), labels=[0, 1])
    assert negative_log_likelihood(theta, y) == pytest.approx(reference)
    per_example = -bernoulli_log_likelihood(theta, y) / len(y)
    assert negative_log_likelihood(theta, y) == pytest.approx(per_example)


@given(labels, st.floats(0, 1))
def test_no_theta_beats_the_share_of_ones(y, theta):
    best = bernoulli_mle(y)
    assert best == sum(y) / len(y)
    for function, sign in zip(FUNCTIONS, (1, 1, -1), strict=True):
        assert sign * function(best, y) >= sign * function(theta, y) - 1e-12


@given(labels)
def test_the_floor_of_the_loss_is_the_entropy_of_the_share_of_ones(y):
    best = bernoulli_mle(y)
    floor = entropy([best, 1 - best])
    assert negative_log_likelihood(best, y) == pytest.approx(floor, abs=1e-15)


def test_numbers_of_the_labels_in_the_lesson():
    y = [int(character) for character in "1011101"]
    assert bernoulli_mle(y) == 5 / 7
    assert bernoulli_likelihood(0.5, y) == 2**-7
    floor = -(5 * math.log(5 / 7) + 2 * math.log(2 / 7)) / 7
    assert negative_log_likelihood(5 / 7, y) == pytest.approx(floor, rel=1e-14)


def test_the_product_underflows_at_1075_fair_coins_and_the_sum_does_not():
    n = first_underflow(0.5)
    assert n == 1075
    with np.errstate(all="raise"):
        assert bernoulli_likelihood(0.5, np.ones(n)) == 0
        assert bernoulli_likelihood(0.5, np.ones(n - 1)) == 2.0**-1074
        log_likelihood = bernoulli_log_likelihood(0.5, np.ones(n))
    assert log_likelihood == pytest.approx(-1075 * math.log(2), rel=1e-14)


@pytest.mark.parametrize(("theta", "count"), [(1e-300, 2), (1e-100, 4), (2.0**-537, 3)])
def test_rarer_observations_underflow_sooner(theta, count):
    assert first_underflow(theta) == count


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_a_product_of_halves_is_0_one_toss_after_the_smallest_number_of_its_type(kind):
    smallest = -math.log2(np.finfo(kind).smallest_subnormal)
    assert first_underflow(0.5, kind) == smallest + 1


@pytest.mark.parametrize("theta", [0, 0.51, 1, float("nan")])
def test_a_product_that_never_underflows_is_refused(theta):
    with pytest.raises(ValueError, match=r"theta must lie in \(0, 0\.5\]"):
        first_underflow(theta)


def test_impossible_and_certain_observations_are_exact_and_silent():
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(bernoulli_likelihood([0, 1], [1, 1]), [0, 1])
        np.testing.assert_array_equal(bernoulli_log_likelihood([0, 1], [1, 1]), [-np.inf, 0])
        np.testing.assert_array_equal(negative_log_likelihood([0, 1], [1, 1]), [np.inf, 0])
    assert not np.signbit(bernoulli_log_likelihood(1, [1]))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_theta_may_have_any_shape(function):
    y, theta = [1, 0, 1], np.array([[0.2, 0.4], [0.6, 0.8]])
    found = function(theta, y)
    assert found.shape == theta.shape
    np.testing.assert_array_equal(found.ravel(), [function(each, y) for each in theta.ravel()])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_is_no_coin_is_refused(function):
    with pytest.raises(ValueError, match=r"theta must lie in \[0, 1\]; got 1\.5"):
        function([0.5, 1.5], [1])
    with pytest.raises(ValueError, match="theta must not contain NaN"):
        function(np.nan, [1])


@pytest.mark.parametrize("function", [*FUNCTIONS, lambda _, y: bernoulli_mle(y)])
def test_what_are_no_labels_is_refused(function):
    with pytest.raises(ValueError, match=r"y must be 0 or 1; got 2"):
        function(0.5, [1, 2])
    with pytest.raises(
        ValueError, match=r"y must be a non-empty sequence of labels; got shape \(0,\)"
    ):
        function(0.5, [])
    with pytest.raises(ValueError, match=r"got shape \(1, 1\)"):
        function(0.5, [[1]])


# ---- Numbers -------------------------------------------------------------------------------------


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_gaussian_negative_log_likelihood_is_minus_the_log_density(f, y, sigma):
    expected = -stats.norm.logpdf(y, f, sigma)
    assert gaussian_negative_log_likelihood(f, y, sigma) == pytest.approx(expected, rel=1e-9)


def test_squared_residual_is_twice_what_the_gaussian_adds_to_its_floor():
    f, y = np.array([-4.0, 0.5, 7.0, 2.0]), np.array([1.0, 0.5, -3.0, 1.75])
    above = gaussian_negative_log_likelihood(f, y) - gaussian_negative_log_likelihood(y, y)
    np.testing.assert_allclose(squared_residual(f, y), 2 * above, atol=1e-15)
    assert squared_residual(f, y).tolist() == [25.0, 0.0, 100.0, 0.0625]


def test_squared_residual_has_its_slope():
    f, h = np.array([-4.0, 0.5, 7.0]), 2.0**-10
    slopes = (squared_residual(f + h, 1.5) - squared_residual(f - h, 1.5)) / (2 * h)
    np.testing.assert_allclose(squared_residual_grad(f, 1.5), slopes, rtol=1e-12)


@given(
    st.floats(-1e150, 1e150), st.floats(-1e150, 1e150), st.floats(-300, 300).map(lambda p: 10**p)
)
def test_gaussian_agrees_with_many_digits_for_any_width(f, y, sigma):
    with mp.workdps(700):
        u = (mpf(f) - mpf(y)) / mpf(sigma)
        value, slope = u**2 / 2 + mp.log(sigma) + mp.log(2 * mp.pi) / 2, u / mpf(sigma)
        found = gaussian_negative_log_likelihood(f, y, sigma)
        size = u**2 / 2 + abs(mp.log(sigma)) + 1
        assert abs(mpf(float(found)) - value) <= 1e-15 * size or size > 1e308
    found = gaussian_negative_log_likelihood_grad(f, y, sigma)
    assert float(found) == pytest.approx(float(slope), rel=1e-15, abs=1e-320)


def test_the_narrowest_and_the_widest_gaussian_are_silent():
    with np.errstate(all="raise"):
        assert gaussian_negative_log_likelihood_grad(1, 1, 1e-170) == 0
        assert gaussian_negative_log_likelihood_grad(1, 2, 1e-170) == -np.inf
        assert gaussian_negative_log_likelihood_grad(1e300, 2, 1e200) == pytest.approx(1e-100)
        top = gaussian_negative_log_likelihood(0, 0, 1.7e308)
        assert top == pytest.approx(math.log(1.7e308) + math.log(2 * math.pi) / 2)


def test_gaussian_gradient_matches_central_difference():
    f, y, h = np.array([-2.0, 0.3, 5.0]), np.array([1.0, 0.3, -4.0]), 1e-6
    up, down = (gaussian_negative_log_likelihood(f + d, y, 1.7) for d in (h, -h))
    grad = gaussian_negative_log_likelihood_grad(f, y, 1.7)
    assert grad == pytest.approx((up - down) / (2 * h), abs=1e-8)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.nan, 0.0), "f must"),
        ((0.0, np.inf), "y must"),
        ((0.0, 0.0, 0.0), "sigma must be positive"),
        (([1.0, 2.0], [1.0, 2.0, 3.0]), "same shape"),
    ],
)
def test_gaussian_refuses_what_is_no_number(arguments, message):
    for function in (gaussian_negative_log_likelihood, gaussian_negative_log_likelihood_grad):
        with pytest.raises(ValueError, match=message):
            function(*arguments)
