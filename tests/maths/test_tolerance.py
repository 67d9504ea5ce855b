"""A distribution that is accepted within a tolerance counts as it is, not as what it nearly is."""

import numpy as np
import pytest
from mpmath import mp, mpf

from lib.maths import information, losses
from lib.maths.losses import LOSSES

Z = np.array([0.3, -1.1, 0.9])
NEARLY = {
    "above": np.array([0.5 + 4e-7, 0.3 + 4e-7, 0.2]),
    "below": np.array([0.5 - 3e-7, 0.3 - 3e-7, 0.2 - 3e-7]),
    "hard": np.array([0.0, 1 + 9e-7, 0.0]),
    "thirds": np.full(3, 1 / 3, np.float16),
}
each_nearly = pytest.mark.parametrize("y", NEARLY.values(), ids=NEARLY)


def _exact(x):
    return [mpf(float(each)) for each in x]


def _cost(z, y):
    total = mp.fsum(mp.exp(x) for x in z)
    return -mp.fsum(t * mp.log(mp.exp(x) / total) for x, t in zip(z, y, strict=True))


@each_nearly
@pytest.mark.parametrize("loss_key", [k for k in LOSSES if LOSSES[k].takes == "logits"])
def test_gradient_is_the_derivative_of_the_value(loss_key, y):
    loss, h = LOSSES[loss_key], 1e-5
    ahead, behind = (loss.value(Z + h * sign * np.eye(3), [y] * 3) for sign in (1, -1))
    np.testing.assert_allclose(loss.grad(Z, y), (ahead - behind) / (2 * h), atol=2e-9)


@each_nearly
def test_cross_entropy_and_its_gradient_are_those_of_the_numbers_given(y):
    with mp.workdps(50):
        exact, target = _exact(Z), _exact(y)
        cost = float(_cost(exact, target))
        slopes = [
            mp.diff(lambda t, k=k: _cost([*exact[:k], t, *exact[k + 1 :]], target), exact[k])
            for k in range(3)
        ]
    assert losses.softmax_cross_entropy(Z, y) == pytest.approx(cost, rel=1e-15)
    grad = losses.softmax_cross_entropy_grad(Z, y)
    np.testing.assert_allclose(grad, np.array(slopes, float), rtol=1e-14)
    np.testing.assert_array_equal(losses.softmax_kl_divergence_grad(Z, y), grad)


def test_where_all_logits_are_alike_targets_that_are_alike_pull_nowhere():
    assert not losses.softmax_cross_entropy_grad([0, 0], [0.5 + 4e-7] * 2).any()


@each_nearly
def test_divergence_is_cross_entropy_less_entropy(y):
    with mp.workdps(50):
        entropy = -mp.fsum(t * mp.log(t) for t in _exact(y) if t)
        by_logits = float(_cost(_exact(Z), _exact(y)) - entropy)
        q = [0.2 + 2e-7, 0.5 + 1e-7, 0.3]
        pairs = list(zip(_exact(y), _exact(q), strict=True))
        by_probabilities = float(-mp.fsum(t * mp.log(s) for t, s in pairs) - entropy)
    assert losses.softmax_kl_divergence(Z, y) == pytest.approx(by_logits, rel=1e-14)
    found = information.kl_divergence(y, q)
    assert found == pytest.approx(by_probabilities, rel=1e-14)


def test_divergence_of_half_precision_is_only_rounded_at_the_end():
    p, q = np.full(3, 1 / 3, np.float16), np.array([0.25, 0.25, 0.5], np.float16)
    with mp.workdps(50):
        pairs = zip(_exact(p), _exact(q), strict=True)
        truth = float(mp.fsum(a * mp.log(a / b) for a, b in pairs))
    assert information.kl_divergence(p, q) == np.float16(truth)


@pytest.mark.parametrize("row", [[1.0, 9e-7, 0.0], [1 - 9e-7, 0.0, 0.0], [0.7 + 9e-7, 0.2, 0.1]])
@pytest.mark.parametrize("z", [[0.3, -1.1, 0.9], [50.0, 0.0, 0.0], [-40.0, 0.0, 3.0]])
def test_noise_whose_rows_nearly_sum_to_one_counts_as_it_is(row, z):
    noise = np.array([row, [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])

    def cost(z):
        total = mp.fsum(mp.exp(x) for x in z)
        return -mp.log(
            mp.fsum(mp.exp(x) / total * mpf(float(noise[i, 0])) for i, x in enumerate(z))
        )

    with mp.workdps(60):
        exact = _exact(z)
        truth = float(cost(exact))
        slopes = [
            float(mp.diff(lambda t, k=k: cost([*exact[:k], t, *exact[k + 1 :]]), exact[k]))
            for k in range(3)
        ]
    found = losses.forward_corrected_cross_entropy(z, [1, 0, 0], noise)
    assert found == pytest.approx(truth, rel=1e-14)
    grad = losses.forward_corrected_cross_entropy_grad(z, [1, 0, 0], noise)
    np.testing.assert_allclose(grad, slopes, rtol=1e-13)
