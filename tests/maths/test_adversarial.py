"""The losses of a generative adversarial network."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from lib.maths import losses

LOGITS = [-745.0, -40.0, -2.3, 0.0, 1e-17, 0.4, 16.6, 40.0, 745.0]
GENERATORS = {
    "saturating": (
        losses.gan_generator_saturating,
        losses.gan_generator_saturating_grad,
        lambda z: mp.log(1 - 1 / (1 + mp.exp(-z))),
    ),
    "non-saturating": (
        losses.gan_generator_non_saturating,
        losses.gan_generator_non_saturating_grad,
        lambda z: -mp.log(1 / (1 + mp.exp(-z))),
    ),
}
each_generator = pytest.mark.parametrize("kind", GENERATORS)


def game(real, fake):
    """Minus equation 1 of the paper, for one real example and one fake, in mpmath."""
    d = [1 / (1 + mp.exp(-z)) for z in (real, fake)]
    return -mp.log(d[0]) - mp.log(1 - d[1])


@pytest.mark.parametrize("fake", LOGITS)
@pytest.mark.parametrize("real", LOGITS)
def test_discriminator_and_its_gradient_match_many_digits(real, fake):
    with mp.workdps(400):
        r, f = mpf(real), mpf(fake)
        cost = float(game(r, f))
        slopes = [mp.diff(lambda t: game(t, f), r), mp.diff(lambda t: game(r, t), f)]
    assert losses.gan_discriminator([real, fake]) == pytest.approx(cost, rel=1e-15)
    np.testing.assert_allclose(
        losses.gan_discriminator_grad([real, fake]), np.array(slopes, float), rtol=1e-14
    )


def test_the_faintest_pulls_are_kept():
    with mp.workdps(50):
        truth = -float(mp.exp(-744))  # 4 units of the smallest number that there is
    tiny = np.finfo(float).smallest_subnormal
    assert losses.gan_generator_saturating_grad(-744.0) == pytest.approx(truth, abs=tiny)
    assert losses.gan_generator_non_saturating_grad(744.0) == pytest.approx(truth, abs=tiny)


@each_generator
@pytest.mark.parametrize("logit", LOGITS)
def test_generator_and_its_gradient_match_many_digits(kind, logit):
    value, grad, oracle = GENERATORS[kind]
    with mp.workdps(400):
        cost, slope = float(oracle(mpf(logit))), float(mp.diff(oracle, mpf(logit)))
    assert value(logit) == pytest.approx(cost, rel=1e-15)
    assert grad(logit) == pytest.approx(slope, rel=1e-14)


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_the_discriminator_pays_binary_cross_entropy_of_real_and_fake(real, fake):
    cost = losses.sigmoid_binary_cross_entropy(real, 1) + losses.sigmoid_binary_cross_entropy(
        fake, 0
    )
    assert losses.gan_discriminator([real, fake]) == cost


@given(st.floats(-50, 50))
def test_the_two_generators_are_cross_entropy_with_both_labels(z):
    saturating, kept = losses.gan_generator_saturating(z), losses.gan_generator_non_saturating(z)
    assert saturating == pytest.approx(-losses.sigmoid_binary_cross_entropy(z, 0), rel=1e-14)
    assert kept == pytest.approx(losses.sigmoid_binary_cross_entropy(z, 1), rel=1e-14)
    gap = losses.gan_generator_saturating_grad(z) - losses.gan_generator_non_saturating_grad(z)
    assert gap == pytest.approx(-math.tanh(z / 2), abs=1e-15)


def test_a_discriminator_that_cannot_tell_pays_two_coin_tosses():
    assert f"{losses.gan_discriminator([0.0, 0.0]):.4f}" == "1.3863"
    assert losses.gan_discriminator([0.0, 0.0]) == pytest.approx(2 * math.log(2))


def test_the_saturating_pull_vanishes_where_the_fake_is_spotted():
    spotted = -10.0
    assert abs(losses.gan_generator_saturating_grad(spotted)) < 5e-5
    assert losses.gan_generator_non_saturating_grad(spotted) < -0.9999


@each_generator
@given(st.floats(-1e300, 1e300))
def test_both_generators_want_the_discriminator_to_believe(kind, z):
    value, grad, _ = GENERATORS[kind]
    assert grad(z) <= 0
    assert value(z) >= value(z + abs(z) + 1)


def test_softened_labels_of_the_real_shift_the_optimum():
    grad = losses.gan_discriminator_grad([math.log(9), 0.0], [0.9, 0])
    np.testing.assert_allclose(grad, [0, 0.5], atol=1e-15)


def test_infinite_and_huge_logits_are_limits():
    with np.errstate(all="raise"):
        assert losses.gan_discriminator([np.inf, -np.inf]) == 0
        assert losses.gan_discriminator([-1e300, 1e300]) == 2e300
        assert losses.gan_generator_saturating([np.inf, -np.inf]).tolist() == [-np.inf, 0]
        assert losses.gan_generator_non_saturating(-1e300) == 1e300


def test_many_pairs_at_once_give_the_same_as_each():
    z = np.array([[[1.2, -0.7], [-0.4, 0.9]], [[0.0, 3.0], [2.0, 2.0]]])
    each = [[float(losses.gan_discriminator(pair)) for pair in row] for row in z]
    assert losses.gan_discriminator(z).tolist() == each
    labels = np.broadcast_to([1, 0], z.shape)
    np.testing.assert_array_equal(losses.gan_discriminator(z, labels).tolist(), each)


def test_what_is_no_pair_is_refused():
    with pytest.raises(
        ValueError, match=r"^the last axis of z and a pair must have the same shape"
    ):
        losses.gan_discriminator([0.0, 0.0, 0.0])
    with pytest.raises(
        ValueError, match=r"^the last axis of y and a pair must have the same shape"
    ):
        losses.gan_discriminator([0.0, 0.0], 1)
    with pytest.raises(ValueError, match=r"^z and y must have the same shape"):
        losses.gan_discriminator([0.0, 0.0], [[1, 0]])
    with pytest.raises(ValueError, match=r"^y must lie in \[0, 1\]; got 2\.0$"):
        losses.gan_discriminator([0.0, 0.0], [2, 0])
