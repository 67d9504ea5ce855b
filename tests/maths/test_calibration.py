"""A shift and a temperature of all logits, against minimisation and many-digit arithmetic."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf
from scipy.optimize import minimize_scalar
from scipy.special import expit
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss

from lib.maths.calibration import (
    best_shift,
    best_temperature,
    calibration_error,
    reliability,
    shifted_loss,
    tempered_cross_entropy,
)

RNG = np.random.default_rng(9)
Z, Y = RNG.normal(scale=2, size=12), np.array([1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0])


@pytest.mark.parametrize("shift", [-7.0, 0.0, 0.4, 3.0])
def test_a_shifted_loss_is_what_scikit_learn_says_of_the_shifted_logits(shift):
    assert float(shifted_loss(Z, Y, shift)) == pytest.approx(log_loss(Y, expit(Z + shift)))


def test_shifts_may_be_many_and_the_logits_too():
    found = shifted_loss(np.array([Z, 2 * Z]), Y, [[0.0], [1.0], [-3.0]])
    assert found.shape == (3, 2)
    assert float(found[1, 1]) == pytest.approx(log_loss(Y, expit(2 * Z + 1)))


@pytest.mark.parametrize("scale", [0.1, 1.0, 30.0, 1000.0])
def test_the_best_shift_is_where_a_search_finds_the_least_loss(scale):
    found = best_shift(scale * Z, Y)
    around = (-5 * scale - 5, 5 * scale + 5)
    best = minimize_scalar(lambda s: float(shifted_loss(scale * Z, Y, s)), around, method="brent")
    assert float(shifted_loss(scale * Z, Y, found)) <= best.fun * (1 + 1e-12)
    assert expit(scale * Z + found).sum() == pytest.approx(Y.sum())


@settings(max_examples=60)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9), st.data())
def test_a_shift_is_found_for_any_logits(z, data):
    ones = data.draw(st.integers(1, len(z) - 1))
    y = np.arange(len(z)) < ones
    shift = best_shift(z, y)
    low, high = expit(np.array(z) + np.nextafter(shift, [[-np.inf], [np.inf]])).sum(axis=-1)
    assert low - 1e-6 <= ones <= high + 1e-6


@pytest.mark.parametrize("temperature", [0.05, 0.7, 1.0, 3.0, 1e3])
def test_tempered_cross_entropy_is_the_sum_of_the_textbook(temperature):
    z = [4.0, 3.2, -1.5, 0.3]
    with mp.workdps(50):
        p, q = ([mp.exp(mpf(x) / mpf(t)) for x in z] for t in (1.0, temperature))
        p, q = ([x / mp.fsum(row) for x in row] for row in (p, q))
        truth = -mp.fsum(a * mp.log(b) for a, b in zip(p, q, strict=True))
        assert float(tempered_cross_entropy(z, temperature)) == pytest.approx(
            float(truth), rel=1e-14
        )


def test_the_honest_temperature_has_the_least_loss():
    t = np.geomspace(0.05, 20, 801)
    loss = tempered_cross_entropy(Z, t)
    assert t[loss.argmin()] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shifted_loss([1.0, 2.0], [1]), r"z and y must have the same shape"),
        (lambda: shifted_loss(1.0, 1), "z must have a last axis over the examples"),
        (lambda: shifted_loss([np.inf], [1]), "z must be finite"),
        (lambda: shifted_loss([1.0], [0.5]), "y must be 0 or 1"),
        (lambda: shifted_loss([1.0], [1], np.nan), "shift must not contain NaN"),
        (lambda: best_shift([1.0, 2.0], [1, 1]), "both classes"),
        (lambda: best_shift([[1.0, 2.0]], [1, 0]), "same shape"),
        (lambda: tempered_cross_entropy([[1.0]], 1), "vector"),
        (lambda: tempered_cross_entropy([1.0], 0), "temperature must be positive"),
        (lambda: tempered_cross_entropy([1.0, -np.inf], 1), "z must be finite"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_reliability_diagram_is_scikit_learns():
    rng = np.random.default_rng(2)
    confidence = rng.uniform(size=400)
    hits = rng.uniform(size=400) < confidence**2
    found = reliability(confidence, hits, bins=7)
    share, mean = calibration_curve(hits, confidence, n_bins=7)
    np.testing.assert_allclose(found.accuracy, share)
    np.testing.assert_allclose(found.confidence, mean)
    assert found.counts.sum() == 400
    error = (found.counts / 400 * np.abs(found.accuracy - found.confidence)).sum()
    assert calibration_error(confidence, hits, bins=7) == pytest.approx(error)


def test_a_bin_holds_its_upper_edge_and_none_is_lost():
    found = reliability([0.0, 0.5, 0.500001, 1.0], [0, 1, 1, 1], bins=2)
    assert found.counts.tolist() == [2, 2]
    assert np.isnan(reliability([0.9], [1], bins=2).accuracy[0])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_the_error_of_one_bin_is_the_distance_of_the_means(pairs):
    confidence, hits = (np.array(each, dtype=float) for each in zip(*pairs, strict=True))
    distance = abs(confidence.mean() - hits.mean())
    assert calibration_error(confidence, hits, bins=1) == pytest.approx(distance)
    assert calibration_error(confidence, hits) >= distance - 1e-12


@pytest.mark.parametrize("scale", [0.2, 1.0, 5.0])
def test_the_best_temperature_is_where_the_slope_is_0_and_undoes_a_scale(scale):
    rng = np.random.default_rng(4)
    z = rng.normal(scale=2, size=(200, 3))
    q = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    labels = (rng.uniform(size=(200, 1)) > q.cumsum(axis=1)).sum(axis=1)
    found = best_temperature(scale * z, labels)
    assert found == pytest.approx(scale * best_temperature(z, labels), rel=1e-5)
    q = np.exp(scale * z / found)
    q /= q.sum(axis=1, keepdims=True)
    pull = (q * z).sum() - z[np.arange(200), labels].sum()  # over 1 / T
    assert pull == pytest.approx(0, abs=1e-3)
    assert found == pytest.approx(scale, rel=0.3)


def test_a_row_of_weight_3_pulls_the_temperature_as_three_rows_do():
    z, labels = np.array([[2.0, 0], [1.0, 0], [0, 3.0]]), [0, 1, 1]
    rows = [0, 1, 1, 1, 2]
    repeated = best_temperature(z[rows], np.array(labels)[rows])
    assert best_temperature(z, labels, [1, 3, 1]) == pytest.approx(repeated, rel=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: reliability([1.1], [1]), r"confidence must lie in \[0, 1\]; got 1.1"),
        (lambda: reliability([0.5], [0.5]), "hits must be 0 or 1; got 0.5"),
        (lambda: reliability([0.5], [0, 1]), "confidence and hits must have the same shape"),
        (lambda: calibration_error([], []), "must be non-empty sequences"),
        (lambda: calibration_error([0.5], [1], bins=0), "bins must be at least 1; got 0"),
        (lambda: best_temperature([[np.inf, 0]], [0]), "z must have a finite largest logit"),
        (lambda: best_temperature([[-np.inf, 0]], [0]), "classes that z rules out"),
        (lambda: best_temperature([[1.0, 0]], [0], [0.0]), "weights must not all be 0"),
        (lambda: best_temperature([[1.0, 0]], [0], [1.0, 2.0]), "labels and weights"),
        (lambda: best_temperature([[1.0, 0]], [2]), r"labels must lie in \[0, 2\)"),
    ],
)
def test_what_has_no_calibration_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
