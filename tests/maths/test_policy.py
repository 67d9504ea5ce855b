"""The policy-gradient loss: cross-entropy of the model's own actions, weighted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf
from scipy.special import softmax

from lib.maths import losses

rows = arrays(float, (3, 4), elements=st.floats(-30, 30))


def weighted(z, action, advantage):
    """As it is derived, in mpmath."""
    return -advantage * mp.log(mp.exp(z[action]) / mp.fsum(mp.exp(x) for x in z))


@pytest.mark.parametrize("advantage", [-2.0, -0.3, 0.0, 1.0, 7.5])
@pytest.mark.parametrize("action", [0, 2])
def test_value_and_gradient_match_fifty_digits(action, advantage):
    z = [0.4, -3.0, 40.0]
    with mp.workdps(60):
        exact, scale = [mpf(x) for x in z], mpf(advantage)
        cost = float(weighted(exact, action, scale))
        slopes = [
            mp.diff(lambda t, k=k: weighted([*exact[:k], t, *exact[k + 1 :]], action, scale), e)
            for k, e in enumerate(exact)
        ]
    assert losses.policy_gradient(z, action, advantage) == pytest.approx(cost, rel=1e-13)
    np.testing.assert_allclose(
        losses.policy_gradient_grad(z, action, advantage),
        np.array(slopes, float),
        rtol=1e-12,
        atol=1e-45,
    )


@given(rows)
def test_an_advantage_of_one_is_cross_entropy_with_the_action_as_label(z):
    actions = [0, 3, 1]
    np.testing.assert_array_equal(
        losses.policy_gradient(z, actions),
        losses.softmax_cross_entropy_with_integer_labels(z, actions),
    )
    np.testing.assert_array_equal(
        losses.policy_gradient_grad(z, actions),
        losses.softmax_cross_entropy_with_integer_labels_grad(z, actions),
    )


@given(rows, st.floats(-5, 5))
def test_the_advantage_scales_and_turns_the_pull(z, advantage):
    pull = losses.policy_gradient_grad(z, 2, advantage)
    np.testing.assert_allclose(pull, advantage * (softmax(z, axis=-1) - np.eye(4)[2]), atol=1e-14)
    np.testing.assert_array_equal(losses.policy_gradient_grad(z, 2, -advantage), -pull)


def test_a_step_downhill_makes_a_good_action_likelier_and_a_bad_one_rarer():
    z = np.array([0.4, -0.3, 1.1])
    for advantage in (2.0, -2.0):
        after = z - 0.1 * losses.policy_gradient_grad(z, 1, advantage)
        assert np.sign(softmax(after)[1] - softmax(z)[1]) == np.sign(advantage)


def test_the_mean_gradient_over_the_policy_of_a_constant_advantage_is_nothing():
    z = np.array([0.4, -0.3, 1.1])
    pulls = losses.policy_gradient_grad(np.tile(z, (3, 1)), [0, 1, 2], [5.0, 5.0, 5.0])
    np.testing.assert_allclose(softmax(z) @ pulls, 0, atol=1e-15)


def test_an_advantage_sweeps_over_one_policy():
    z = [0.4, -0.3, 1.1]
    swept = losses.policy_gradient(z, 0, [-1.0, 0.0, 2.0])
    assert swept.tolist() == [float(losses.policy_gradient(z, 0, a)) for a in (-1, 0, 2)]
    assert losses.policy_gradient_grad(z, 0, [-1.0, 0.0, 2.0]).shape == (3, 3)


def test_an_impossible_action_costs_infinitely_much_of_the_advantages_sign():
    with np.errstate(all="raise"):
        z = [0.0, -np.inf]
        assert losses.policy_gradient(z, 1, [-1.0, 0.0, 1.0]).tolist() == [-np.inf, 0, np.inf]
        assert losses.policy_gradient([0.0, -1e300], 1, -1) == -1e300


def test_an_action_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"^action must lie in \[0, 2\); got 2$"):
        losses.policy_gradient([0.0, 1.0], 2)
    with pytest.raises(ValueError, match=r"^advantage must be finite; got inf$"):
        losses.policy_gradient([0.0, 1.0], 0, np.inf)
