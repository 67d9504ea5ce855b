"""Measures beside the loss, against scikit-learn, brute force and integrals."""

from itertools import permutations

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.stats import norm
from sklearn.metrics import ndcg_score, top_k_accuracy_score

from lib.maths.losses import binary_cross_entropy
from lib.maths.scoring import (
    alarm_outcome,
    alarm_rates,
    confusion_matrix,
    ndcg,
    precision_at,
    risk_of_score,
    score_of_risk,
    top_k_accuracy,
    weighted_optimum,
)

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_top_k_accuracy_agrees_with_scikit_learn(k):
    z, labels = RNG.normal(size=(200, 7)), RNG.integers(7, size=200)
    expected = top_k_accuracy_score(labels, z, k=k, labels=range(7))
    assert top_k_accuracy(z, labels, k).mean() == pytest.approx(expected)


def test_equal_scores_hit_by_chance():
    assert float(top_k_accuracy(np.zeros(1000), 3)) == pytest.approx(1 / 1000)
    assert float(top_k_accuracy(np.zeros(1000), 3, 5)) == pytest.approx(5 / 1000)


def test_one_label_stands_for_all_examples():
    z = np.array([[2.0, 1.0], [1.0, 2.0]])
    assert top_k_accuracy(z, 0).tolist() == [1, 0]


def test_ndcg_agrees_with_scikit_learn_also_for_graded_gains():
    scores, gains = RNG.normal(size=(50, 8)), RNG.integers(1, 4, size=(50, 8))
    expected = [ndcg_score([g], [s]) for g, s in zip(gains, scores, strict=True)]
    np.testing.assert_allclose(ndcg(scores, gains), expected)


def test_ties_are_worth_the_mean_of_all_their_orders():
    scores, relevant = np.array([1.0, 0.0, 0.0, 0.0, -1.0]), np.array([0, 1, 0, 1, 1])
    hits, gains = [], []
    for order in permutations((1, 2, 3)):
        place = relevant[[0, *order, 4]]
        hits.append(place[:2].mean())
        gains.append((place / np.log2(np.arange(5) + 2)).sum())
    best = (1 / np.log2([2, 3, 4])).sum()
    assert float(precision_at(scores, relevant, 2)) == pytest.approx(np.mean(hits))
    assert float(ndcg(scores, relevant)) == pytest.approx(np.mean(gains) / best)


def test_precision_counts_the_relevant_among_the_first():
    scores, relevant = RNG.normal(size=(40, 9)), RNG.integers(2, size=(40, 9))
    first = np.argsort(-scores, axis=-1)[:, :3]
    expected = np.take_along_axis(relevant, first, axis=-1).mean(axis=-1)
    np.testing.assert_allclose(precision_at(scores, relevant, 3), expected)


def test_a_rising_function_of_the_scores_changes_no_order():
    scores, relevant = RNG.normal(size=(40, 9)), RNG.integers(1, 3, size=(40, 9))
    np.testing.assert_allclose(ndcg(np.exp(scores) + 7, relevant), ndcg(scores, relevant))


def test_ndcg_without_anything_relevant_is_undefined():
    assert np.isnan(ndcg([2.0, 1.0], [0, 0]))


@pytest.mark.parametrize("p", [0.01, 0.3, 0.9])
@pytest.mark.parametrize("weight", [0.2, 1.0, 20.0])
def test_weighted_optimum_has_the_least_weighted_loss(p, weight):
    def mean(q):
        yes, no = binary_cross_entropy(q, 1), binary_cross_entropy(q, 0)
        return float(weight * p * yes + (1 - p) * no)

    best = minimize_scalar(mean, bounds=(1e-6, 1 - 1e-6), method="bounded").x
    assert float(weighted_optimum(p, weight)) == pytest.approx(best, abs=1e-4)


def test_inverse_weight_takes_the_shift_back():
    p = np.linspace(0, 1, 11)
    np.testing.assert_allclose(weighted_optimum(weighted_optimum(p, 30.0), 1 / 30), p, atol=1e-12)


def test_risk_of_a_score_is_the_rule_of_bayes():
    x = np.linspace(-3, 5, 9)
    ill, healthy = 0.02 * norm.pdf(x, 2), 0.98 * norm.pdf(x)
    risk = risk_of_score(x, 0.02, 2.0)
    np.testing.assert_allclose(risk, ill / (ill + healthy))
    np.testing.assert_allclose(score_of_risk(risk, 0.02, 2.0), x, atol=1e-12)


def test_certain_and_far_cases_are_silent_and_have_their_limits():
    with np.errstate(all="raise"):
        assert risk_of_score(0.4e200, 0.5, 1e200) == 0  # below the middle of the two means
        assert risk_of_score(1e300, 0.5, 1e200) == 1
        assert risk_of_score(1e300, 0.0, 1e200) == 0
        assert risk_of_score(-1e300, 1.0, 1e200) == 1
        assert risk_of_score(3.0, 0.25, 0.0) == 0.25
        assert score_of_risk([0.0, 1.0], 0.5, 2.0).tolist() == [-np.inf, np.inf]
        assert weighted_optimum([0.0, 1.0], 1e308).tolist() == [0, 1]
        assert weighted_optimum(0.5, 1e-308) == pytest.approx(1e-308)
        found = alarm_outcome(0.2, 1.0, [0.0, 1.0], 2.0)
        assert found.sensitivity.tolist() == [1, 0]
        assert found.right.tolist() == pytest.approx([0.2, 0.8])


def test_infinite_scores_have_their_place_in_the_order():
    assert top_k_accuracy([np.inf, 0.0], 0) == 1
    assert top_k_accuracy([np.inf, np.inf, 0.0], 0).tolist() == 0.5
    assert precision_at([-np.inf, np.inf], [1, 0], 1) == 0
    assert ndcg([-np.inf, np.inf, 0.0], [0, 1, 0]) == 1


def test_alarm_rates_are_areas_of_the_bell_curves():
    sensitivity, specificity = alarm_rates(0.7, 1.5)
    found = quad(lambda x: np.exp(-((x - 1.5) ** 2) / 2) / np.sqrt(2 * np.pi), 0.7, np.inf)[0]
    spared = quad(lambda x: np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi), -np.inf, 0.7)[0]
    assert float(sensitivity) == pytest.approx(found)
    assert float(specificity) == pytest.approx(spared)


@pytest.mark.parametrize("prevalence", [0.01, 0.4])
@pytest.mark.parametrize(
    ("weight", "threshold"), [(1.0, 0.5), (99.0, 0.5), (1.0, 0.01), (7.0, 0.9)]
)
def test_an_alarm_counts_the_people_on_the_wrong_side_of_it(prevalence, weight, threshold):
    def says(x):  # the weighted odds, from the densities themselves
        ill = weight * prevalence * np.exp(-((x - 2) ** 2) / 2)
        return ill / (ill + (1 - prevalence) * np.exp(-(x**2) / 2))

    x = np.linspace(-12, 14, 260_001)
    alarm = says(x) >= threshold
    density = np.exp([-((x - mean) ** 2) / 2 for mean in (2, 0)]) / np.sqrt(2 * np.pi)
    ill, healthy = density * (x[1] - x[0]) * 500 * np.array([[prevalence], [1 - prevalence]])
    found = alarm_outcome(prevalence, weight, threshold, 2.0, 500)
    assert says(found.at) == pytest.approx(threshold)
    assert float(found.ill) == 500 * prevalence
    assert float(found.missed) == pytest.approx(ill[~alarm].sum(), abs=0.02)
    assert float(found.false_alarms) == pytest.approx(healthy[alarm].sum(), abs=0.02)
    right = (ill[alarm].sum() + healthy[~alarm].sum()) / 500
    assert float(found.right) == pytest.approx(right, abs=1e-4)
    assert float(found.sensitivity) == pytest.approx(1 - found.missed / found.ill)
    assert float(found.specificity) == pytest.approx(
        1 - found.false_alarms / (500 - float(found.ill))
    )


def test_a_weight_and_a_lower_threshold_are_the_same_alarm():
    weighted, lower = alarm_outcome(0.01, 99.0, 0.5, 2.0), alarm_outcome(0.01, 1.0, 0.01, 2.0)
    np.testing.assert_allclose(weighted, lower)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: top_k_accuracy([[1.0, 2.0]], [2]), "labels"),
        (
            lambda: top_k_accuracy([[1.0, 2.0]], [0], k=3),
            "k must .* from 1 to 2; got 3",
        ),
        (lambda: top_k_accuracy([[np.nan, 2.0]], [0]), "z"),
        (
            lambda: precision_at([1.0, 2.0], [1, 0], 1.5),
            "k must .* from 1 to 2; got",
        ),
        (
            lambda: top_k_accuracy([1.0, 2.0], 0, 1.5),
            "k must .* from 1 to 2; got 1.5",
        ),
        (lambda: precision_at([1.0, 2.0], [1.5, 0], 1), "relevant must be 0 or 1; got 1.5"),
        (lambda: score_of_risk(0.5, 1, 1), "prevalence must lie strictly between 0 and 1; got 1.0"),
        (lambda: weighted_optimum([0.1, 0.2], [1, 2, 3]), "p and weight must broadcast"),
        (lambda: risk_of_score([0.1, 2], 0.2, [1, 2, 3]), "x and prevalence and distance must"),
        (lambda: alarm_rates([0.1, 2], [1, 2, 3]), "at and distance must broadcast"),
        (
            lambda: precision_at([1.0, 2.0], [1, 0], 0),
            "k must .* from 1 to 2; got 0",
        ),
        (lambda: ndcg([1.0, 2.0], [1, 0, 0]), "shape"),
        (lambda: ndcg([1.0, 2.0], [-1, 0]), "relevances"),
        (lambda: weighted_optimum(1.2, 1), "p"),
        (lambda: weighted_optimum(0.2, 0), "weight must be positive"),
        (lambda: risk_of_score(np.inf, 0.1, 1), "x must be finite"),
        (lambda: score_of_risk(0.5, 0.1, 0), "distance must be positive"),
        (lambda: alarm_rates(np.nan, 1), "at"),
        (lambda: alarm_outcome(1.5, 1, 0.5, 2), "prevalence must lie in"),
        (lambda: alarm_outcome(0.1, 0, 0.5, 2), "weight must be positive"),
        (lambda: alarm_outcome(0.1, 1, 1.5, 2), "threshold must lie in"),
        (lambda: alarm_outcome(0.1, 1, 0.5, 0), "distance must be positive"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---- confusion matrix ---------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60))
def test_the_confusion_matrix_is_scikit_learns(pairs):
    labels, said = np.array(pairs).T
    wanted = sklearn.metrics.confusion_matrix(labels, said, labels=range(5))
    assert np.array_equal(confusion_matrix(labels, said, 5), wanted)


@pytest.mark.parametrize(
    ("labels", "said", "classes", "message"),
    [
        ([0, 1], [0], 2, "same shape"),
        ([0, 2], [0, 1], 2, "labels"),
        ([0, 1], [0, -1], 2, "said"),
        ([0.5], [0], 2, "labels"),
        ([], [], 0, "classes must be at least 1; got 0"),
    ],
)
def test_what_has_no_confusion_matrix_is_refused(labels, said, classes, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(labels, said, classes)
