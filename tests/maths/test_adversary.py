"""The best discriminator of two normal densities: its logit, its loss and the divergence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from lib.maths.adversary import (
    discriminator_cross_entropy,
    expectation,
    jensen_shannon_divergence,
    optimal_logit,
    optimal_logit_grad,
)

means, widths = st.floats(-6, 6), st.floats(0.4, 3)
CHANCE = 2 * np.log(2)
pairs = pytest.mark.parametrize(
    ("mean", "width"),
    [(0.0, 1.0), (0.0, 0.5), (2.0, 1.0), (5.0, 0.5), (5.0, 2.0), (3.0, 0.1), (1.0, 10.0)],
)


@given(st.floats(-5, 5), means, widths)
def test_logit_is_the_quadratic_that_two_normals_leave(x, mean, width):
    quadratic = ((x - mean) / width) ** 2 / 2 - x**2 / 2 + np.log(width)
    assert optimal_logit(x, mean, width) == pytest.approx(quadratic, rel=1e-12, abs=1e-12)


@given(st.floats(-5, 5), means, widths)
def test_slope_matches_central_difference(x, mean, width):
    h = 1e-4
    slope = (optimal_logit(x + h, mean, width) - optimal_logit(x - h, mean, width)) / (2 * h)
    assert optimal_logit_grad(x, mean, width) == pytest.approx(slope, rel=1e-6, abs=1e-6)


@given(means, widths)
def test_cross_entropy_is_two_coin_tosses_less_twice_the_divergence(mean, width):
    bound = CHANCE - 2 * jensen_shannon_divergence(mean, width)
    assert discriminator_cross_entropy(mean, width) == pytest.approx(bound, abs=1e-12)


@pairs
def test_cross_entropy_matches_adaptive_quadrature_of_the_densities(mean, width):
    def cost(x):
        real, fake = mp.npdf(x), mp.npdf(x, mean, width)
        return real * mp.log(1 + fake / real) + fake * mp.log(1 + real / fake)

    reach = mp.linspace(-20, 20, 81)  # each density has its own intervals
    with mp.workdps(30):
        exact = float(mp.quad(cost, sorted({*reach, *(mean + width * x for x in reach)})))
    assert discriminator_cross_entropy(mean, width) == pytest.approx(exact, abs=1e-12)


def test_divergence_runs_from_zero_to_ln_two():
    assert jensen_shannon_divergence(0.0) == pytest.approx(0, abs=1e-15)
    assert jensen_shannon_divergence(40.0) == pytest.approx(np.log(2), rel=1e-14)
    assert discriminator_cross_entropy(0.0) == pytest.approx(CHANCE, rel=1e-14)
    assert discriminator_cross_entropy(40.0) == pytest.approx(0, abs=1e-12)


def test_divergence_of_a_small_shift_is_an_eighth_of_its_square():
    # To second order JS is an eighth of the Fisher information, 1 here, times the shift's square.
    assert jensen_shannon_divergence(0.01) == pytest.approx(0.01**2 / 8, rel=1e-4)


@given(means, widths)
def test_the_fakes_may_stand_on_either_side(mean, width):
    here, there = (jensen_shannon_divergence(m, width) for m in (mean, -mean))
    assert here == pytest.approx(there, abs=1e-13)


def test_arguments_are_broadcast():
    mean, width = np.array([[0.0], [2.0]]), np.array([0.5, 1.0, 2.0])
    together = discriminator_cross_entropy(mean, width)
    alone = [[discriminator_cross_entropy(m, w) for w in width] for m in mean[:, 0]]
    np.testing.assert_allclose(together, alone, rtol=1e-14)


@given(means, widths)
def test_quadrature_knows_the_moments(mean, width):
    m, w = np.array([mean]), np.array([width])
    fourth = mean**4 + 6 * mean**2 * width**2 + 3 * width**4
    assert expectation(lambda x: x**4, m, w) == pytest.approx(fourth, rel=1e-10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0.0, 0.0), "width must be positive"),
        ((np.nan, 1.0), "mean must not contain NaN"),
        ((np.inf, 1.0), "mean must be finite"),
        ((0.0, 0.001), r"width must lie in \[0.1, 10\]; got 0.001"),
        ((0.0, [1.0, 11.0]), r"width must lie in \[0.1, 10\]; got 11.0"),
        (([0.0, 1.0], [1.0, 1.0, 2.0]), "x and mean and width must broadcast"),
    ],
)
@pytest.mark.parametrize("function", [discriminator_cross_entropy, jensen_shannon_divergence])
def test_wrong_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_far_examples_are_silent_and_keep_their_logit():
    with np.errstate(all="raise"):
        assert optimal_logit(1e200, 0.0) == 0  # equal densities, wherever
        assert optimal_logit(1e200, 1.0) == -1e200  # -(2 x - 1) / 2
        assert optimal_logit(1.7e308, 0.0) == 0
        assert optimal_logit(1e200, 0.0, 2.0) == -np.inf
        assert optimal_logit(1e-3, 0.0, 1e-200) == np.inf
        assert optimal_logit(0.0, 0.0, 5e-324) == pytest.approx(np.log(5e-324))
        assert optimal_logit(1e150, 0.0, 1e150) == pytest.approx(-5e299)
        assert optimal_logit_grad(1.0, 1.0, 1e-200) == -1
        assert optimal_logit_grad(1.0, 0.0, 1e-200) == np.inf


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_logit_loses_no_digits_to_the_squares(x, mean, width):
    with mp.workdps(60):
        z, m, w = map(mp.mpf, (x, mean, width))
        truth = ((z - m) / w) ** 2 / 2 - z**2 / 2 + mp.log(w)
        a, b = (z * (1 - w) - m) / w, (z * (1 + w) - m) / w  # the factors, and their terms
        terms = [(abs(z * (1 + s * w)) + abs(m)) / w for s in (-1, 1)]
        size = (terms[0] * abs(b) + abs(a) * terms[1]) / 2
        error = abs(mp.mpf(float(optimal_logit(x, mean, width))) - truth)
        assert error <= 4 * np.finfo(float).eps * (size + abs(mp.log(w))) + 1e-300
