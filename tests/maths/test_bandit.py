"""A policy on a bandit: its average gradient, its path, and the arms it draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import softmax

from lib.maths.bandit import drawn_arm, expected_policy_gradient, expected_reward, policy_path
from lib.maths.losses import policy_gradient_grad

logits = arrays(float, (2, 4), elements=st.floats(-20, 20))
rewards = arrays(float, 4, elements=st.floats(-3, 3))


@given(logits, rewards)
def test_average_gradient_is_minus_policy_times_advantage(z, r):
    pi = softmax(z, axis=-1)
    closed = -pi * (r - (pi @ r)[:, None])
    np.testing.assert_allclose(expected_policy_gradient(z, r), closed, atol=1e-14)


def test_average_gradient_is_the_mean_over_many_draws():
    z, r = np.array([0.4, -0.3, 1.1]), np.array([1.0, 0.0, 2.0])
    arms = np.random.default_rng(0).choice(3, 200_000, p=softmax(z))
    gains = r[arms] - softmax(z) @ r
    drawn = policy_gradient_grad(np.broadcast_to(z, (arms.size, 3)), arms, gains)
    np.testing.assert_allclose(drawn.mean(axis=0), expected_policy_gradient(z, r), atol=5e-3)


def test_average_gradient_is_the_slope_of_the_average_reward():
    z, r, h = np.array([0.4, -0.3, 1.1]), np.array([1.0, 0.0, 2.0]), 1e-5
    ahead, behind = z + h * np.eye(3), z - h * np.eye(3)
    slope = (expected_reward(ahead, r) - expected_reward(behind, r)) / (2 * h)
    np.testing.assert_allclose(-expected_policy_gradient(z, r), slope, atol=1e-9)


@given(logits, rewards)
def test_a_small_step_of_the_path_never_pays_less(z, r):
    path = policy_path(z, r, rate=0.1, updates=5)
    assert path.shape == (6, 2, 4)
    np.testing.assert_array_equal(path[0], z)
    assert (np.diff(expected_reward(path, r), axis=0) >= -1e-12).all()


@given(rewards)
def test_policies_side_by_side_learn_as_they_do_alone(r):
    starts = np.array([[0.0, 0.0, 0.0, 0.0], [3.0, 0.0, -1.0, 0.0]])
    together = policy_path(starts, r, rate=1.0, updates=8)
    for i, start in enumerate(starts):
        np.testing.assert_array_equal(together[:, i], policy_path(start, r, 1.0, 8))


def test_arms_are_drawn_as_often_as_the_policy_says():
    z, chances = np.array([0.4, -0.3, 1.1]), (np.arange(10_000) + 0.5) / 10_000
    share = np.bincount(drawn_arm(z, chances), minlength=3) / chances.size
    np.testing.assert_allclose(share, softmax(z), atol=1e-4)


def test_even_a_chance_of_one_draws_an_arm():
    assert drawn_arm([0.0, 0.0], 1.0) == 1


@pytest.mark.parametrize("chance", [0.0, 0.3, 0.5, np.nextafter(1, 0), 1.0])
@pytest.mark.parametrize("impossible", [(0,), (2,), (1,), (0, 2), (1, 2), (0, 1)])
def test_no_chance_draws_an_arm_that_is_impossible(chance, impossible):
    z = np.array([0.3, 1.0, -0.7])
    z[list(impossible)] = -np.inf
    assert drawn_arm(z, chance) not in impossible


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: expected_reward([0.0, np.nan], [1.0, 2.0]), "z must not contain NaN"),
        (lambda: expected_reward([0.0, 0.0], [1.0, np.inf]), "rewards must be finite"),
        (lambda: expected_policy_gradient([0.0, 0.0], [1.0, 2.0, 3.0]), "z and rewards"),
        (lambda: policy_path([0.0, 0.0], [1.0, 2.0], 1.0, -1), "updates must not be negative"),
        (lambda: drawn_arm([0.0, 0.0], 1.5), "chance must lie in"),
        (lambda: drawn_arm(np.zeros((2, 2)), [0.1] * 3), "the examples of z and chance must"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
