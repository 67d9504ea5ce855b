"""KL divergence as a loss, and the negative log-likelihood after a log-softmax."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf
from scipy.special import log_softmax

from lib.maths import information, losses

rows = arrays(float, st.tuples(st.integers(1, 4), st.integers(2, 6)), elements=st.floats(-30, 30))
SOFT = [[0.7, 0.2, 0.1], [1 / 3, 1 / 3, 1 / 3], [0.98, 0.02, 0.0]]


def soft(z):
    """Targets that go with logits of the same shape."""
    return np.exp(log_softmax(np.roll(z, 1, axis=-1), axis=-1))


def kl(z, y):
    """As the textbooks write it, in mpmath; y is divided by its own sum first."""
    y = [t / mp.fsum(y) for t in y]
    total = mp.fsum(mp.exp(x) for x in z)
    q = [mp.exp(x) / total for x in z]
    return mp.fsum(t * mp.log(t / s) for t, s in zip(y, q, strict=True) if t)


@pytest.mark.parametrize("y", SOFT)
@pytest.mark.parametrize("z", [[2.0, 1.0, 0.1], [-30.0, 5.0, 30.0], [0.0, 0.0, 0.0]])
def test_divergence_and_its_gradient_match_fifty_digits(z, y):
    with mp.workdps(50):
        exact, target = [mpf(x) for x in z], [mpf(t) for t in y]
        assert losses.softmax_kl_divergence(z, y) == pytest.approx(
            float(kl(exact, target)), rel=1e-14, abs=1e-16
        )
        slopes = [
            mp.diff(lambda t, k=k: kl([*exact[:k], t, *exact[k + 1 :]], target), exact[k])
            for k in range(3)
        ]
    np.testing.assert_allclose(
        losses.softmax_kl_divergence_grad(z, y), np.array(slopes, float), rtol=1e-13, atol=1e-16
    )


@pytest.mark.parametrize("step", [1e-2, 1e-4, 1e-6])
def test_a_prediction_next_to_its_target_keeps_the_digits_that_its_logits_have(step):
    y = np.array([0.5, 0.25, 0.25])
    z = np.log(y) + step * np.array([1, -1, 0])
    with mp.workdps(50):
        truth = float(kl([mpf(x) for x in z], [mpf(t) for t in y]))
    # Differences of logits are known to 1e-16 of the step at best, and the loss is their square.
    assert losses.softmax_kl_divergence(z, y) == pytest.approx(truth, rel=1e-15 / step)
    plain = float(losses.softmax_cross_entropy(z, y) - information.entropy(y))
    assert abs(plain - truth) > abs(losses.softmax_kl_divergence(z, y) - truth)


@given(rows)
def test_divergence_is_cross_entropy_less_the_entropy_of_the_target(z):
    y = soft(z)
    difference = losses.softmax_cross_entropy(z, y) - information.entropy(y)
    np.testing.assert_allclose(
        losses.softmax_kl_divergence(z, y), difference, rtol=1e-12, atol=1e-13
    )
    by_probability = information.kl_divergence(y, soft(np.roll(z, -1, axis=-1)))
    np.testing.assert_allclose(
        losses.softmax_kl_divergence(z, y), by_probability, rtol=1e-9, atol=1e-13
    )


@given(rows)
def test_divergence_and_cross_entropy_have_one_gradient(z):
    y = soft(z)
    np.testing.assert_array_equal(
        losses.softmax_kl_divergence_grad(z, y), losses.softmax_cross_entropy_grad(z, y)
    )


@given(rows)
def test_divergence_is_never_negative_and_nothing_for_the_target_itself(z):
    assert (losses.softmax_kl_divergence(z, soft(z)) >= 0).all()
    own = np.exp(log_softmax(z, axis=-1))
    np.testing.assert_allclose(losses.softmax_kl_divergence(z, own), 0, atol=1e-28)


def test_log_probabilities_are_logits_of_their_probabilities():
    q, y = np.array([0.6, 0.3, 0.1]), [0.2, 0.5, 0.3]
    expected = sum(t * math.log(t / s) for t, s in zip(y, q, strict=True))
    assert losses.softmax_kl_divergence(np.log(q), y) == pytest.approx(expected, rel=1e-14)


def test_a_class_that_the_target_needs_and_the_model_rules_out_costs_infinitely_much():
    with np.errstate(all="raise"):
        assert losses.softmax_kl_divergence([0.0, -np.inf], [0.5, 0.5]) == np.inf
        assert losses.softmax_kl_divergence([0.0, -np.inf], [1, 0]) == 0
        assert losses.softmax_kl_divergence([0.0, -1e300], [0.5, 0.5]) == 5e299


# ---- Negative log-likelihood ---------------------------------------------------------------------


@given(rows)
def test_log_softmax_and_likelihood_are_softmax_cross_entropy(z):
    labels = np.arange(len(z)) % z.shape[1]
    cost = losses.log_softmax_nll(log_softmax(z, axis=-1), labels)
    expected = losses.softmax_cross_entropy_with_integer_labels(z, labels)
    np.testing.assert_allclose(cost, expected, rtol=1e-13, atol=1e-15)


@given(rows)
def test_through_the_log_softmax_its_gradient_is_cross_entropys(z):
    labels = np.arange(len(z)) % z.shape[1]
    log_q = log_softmax(z, axis=-1)
    over_log_q = losses.log_softmax_nll_grad(log_q, labels)
    # The log-softmax turns a gradient g over ln q into g - q times the sum of g over z.
    over_z = over_log_q - np.exp(log_q) * over_log_q.sum(axis=-1, keepdims=True)
    expected = losses.softmax_cross_entropy_with_integer_labels_grad(z, labels)
    np.testing.assert_allclose(over_z, expected, atol=1e-14)


@pytest.mark.parametrize("labels", [0, 2, [1, 0]])
def test_likelihood_gradient_is_the_derivative(labels):
    log_q = np.log([[0.7, 0.2, 0.1], [0.25, 0.25, 0.5]])
    picked = np.broadcast_to(labels, 2)
    grad = losses.log_softmax_nll_grad(log_q, labels)
    with mp.workdps(50):
        for i, row in enumerate(log_q):
            for k in range(3):
                slope = mp.diff(
                    lambda t, row=row, k=k, c=picked[i]: -t if c == k else -mpf(float(row[c])),
                    mpf(float(row[k])),
                )
                assert grad[i, k] == pytest.approx(float(slope), abs=1e-30)


def test_an_impossible_label_costs_infinitely_much():
    with np.errstate(all="raise"):
        assert losses.log_softmax_nll([0.0, -np.inf], 1) == np.inf
        assert losses.log_softmax_nll_grad([0.0, -np.inf], 1).tolist() == [0, -1]


@pytest.mark.parametrize(
    ("log_q", "labels", "fault"),
    [
        ([2.0, 1.0], 0, r"log_q must be logarithms of probabilities, at most 0; got 2\.0"),
        ([0.3, 0.7], 0, r"log_q must be logarithms of probabilities, at most 0; got 0\.3"),
        (-1.0, 0, r"log_q must have a last axis over the classes; got shape \(\)"),
        ([-1.0, np.nan], 0, "log_q must not contain NaN"),
        ([-1.0, -2.0], 2, r"labels must lie in \[0, 2\); got 2"),
        ([[-1.0, -2.0]], [0, 1], r"log_q without its last axis and labels must have the same"),
        ([-1.0, -2.0], 0.0, "labels must be integers; got float64"),
    ],
)
def test_what_is_no_likelihood_is_refused_with_the_reason(log_q, labels, fault):
    for function in (losses.log_softmax_nll, losses.log_softmax_nll_grad):
        with pytest.raises(ValueError, match=f"^{fault}"):
            function(log_q, labels)
