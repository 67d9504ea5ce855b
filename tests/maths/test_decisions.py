"""Acting from a threshold on: against scikit-learn's counts, and all thresholds tried by hand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from lib.maths.decisions import decisions, grouped, right_threshold

RATIOS = np.geomspace(0.01, 100, 41)


def drawn(n, seed=0, places=2):
    """Probabilities with ties, labels drawn from them, weights of which some are 0."""
    rng = np.random.default_rng(seed)
    q = rng.beta(0.7, 1.5, size=n).round(places)
    weights = rng.uniform(0, 3, size=n) * (rng.uniform(size=n) > 0.1)
    return q, (rng.uniform(size=n) < q**1.4).astype(int), weights


@pytest.mark.parametrize("weighted", [False, True])
def test_the_mistakes_are_those_of_scikit_learn_at_many_thresholds(weighted):
    q, y, weights = drawn(400)
    weights = weights if weighted else None
    found = decisions(q, y, weights)
    for t in [*np.linspace(0, 1, 101), 0.305, np.nextafter(0.3, 1), 1.5, np.inf]:
        (_, alarms), (misses, _) = confusion_matrix(
            y, q >= t, labels=[0, 1], sample_weight=weights, normalize="all"
        )
        here = found.at(t, 0.25)
        assert here.alarms == pytest.approx(alarms, abs=1e-12)
        assert here.misses == pytest.approx(misses, abs=1e-12)
        assert here.cost == pytest.approx(0.25 * alarms + misses, abs=1e-12)


rows = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 1), st.integers(0, 3)), min_size=1, max_size=25
).filter(lambda rows: any(weight for *_, weight in rows))


def by_hand(rows, ratio):
    """Every way to act, as (thresholds from, to, cost), in exact fractions."""
    rows = [row for row in rows if row[2]]
    total = sum(weight for *_, weight in rows)
    said = sorted({q for q, *_ in rows})
    for low, high in zip([None, *said], [*said, None], strict=True):
        acted = [high is not None and q >= high for q, *_ in rows]
        cost = sum(
            weight * (ratio if act else 1)
            for act, (_, y, weight) in zip(acted, rows, strict=True)
            if act != y
        )
        yield low, high, Fraction(cost) / total


@given(rows, st.integers(1, 12), st.integers(1, 12))
def test_the_cheapest_threshold_is_the_best_of_all_and_ties_are_told(rows, alarm, miss):
    ratio = Fraction(alarm, miss)
    ways = [*by_hand(rows, ratio)]
    least = min(cost for *_, cost in ways)
    best = [(low, high) for low, high, cost in ways if cost == least]
    q, y, weights = map(np.array, zip(*rows, strict=True))
    found = decisions(q / 8, y, weights).cheapest(float(ratio))
    assert float(found.cost) == pytest.approx(float(least), abs=1e-12)
    low = None if np.isinf(found.low) else round(float(found.low) * 8)
    high = None if np.isinf(found.high) else round(float(found.high) * 8)
    assert (low, high) in best
    assert bool(found.tied) == (len(best) > 1)
    right = 8 * ratio / (ratio + 1)
    holds = [
        (low, high)
        for low, high in best
        if (low is None or low < right) and (high is None or right <= high)
    ]
    if holds:
        assert (low, high) == holds[0], "the calibrated threshold is not called dearer than it is"


@given(rows, st.floats(0.01, 100))
def test_never_acting_costs_the_positives_always_acting_the_negatives(rows, ratio):
    q, y, weights = map(np.array, zip(*rows, strict=True))
    found = decisions(q / 8, y, weights)
    positive = weights @ y / weights.sum()
    assert float(found.at(np.inf, ratio).cost) == pytest.approx(positive, abs=1e-12)
    assert float(found.at(0, ratio).cost) == pytest.approx(ratio * (1 - positive), abs=1e-12)
    cheapest = found.cheapest(ratio)
    every = found.at(np.concatenate([np.arange(9) / 8, [np.inf]]), ratio)
    assert float(cheapest.cost) <= every.cost.min() + 1e-12
    assert np.all(np.diff(every.alarms) <= 0)
    assert np.all(np.diff(every.misses) >= 0)
    at_high = found.at(cheapest.high, ratio).cost
    assert float(at_high) == pytest.approx(float(cheapest.cost), abs=1e-12)


@given(rows, st.integers(1, 50))
def test_a_weight_of_two_is_two_rows_and_the_order_of_rows_is_nothing(rows, seed):
    q, y, weights = map(np.array, zip(*rows, strict=True))
    one = decisions(q / 8, y, weights)
    mixed = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(q)), weights))
    other = decisions(q[mixed] / 8, y[mixed])
    assert one.said.tolist() == other.said.tolist()
    assert one.alarms == pytest.approx(other.alarms, abs=1e-12)
    assert one.misses == pytest.approx(other.misses, abs=1e-12)


def test_calibrated_probabilities_cost_least_at_the_threshold_of_elkan():
    q = np.repeat(np.arange(1, 10) / 10, 100)
    y = np.tile(np.arange(100), 9) < 100 * q - 0.5
    found = decisions(q, y.astype(int))
    assert np.diff(found.shares) == pytest.approx(0.1)
    best = found.cheapest(RATIOS)
    right = right_threshold(RATIOS)
    assert np.all((best.low < right + 1e-12) & (right <= best.high + 1e-12))
    assert found.at(right, RATIOS).cost == pytest.approx(best.cost, abs=1e-12)
    assert found.cheapest(0.25).tied, "at a threshold that q takes both ways cost the same"


def test_what_is_said_too_surely_is_acted_on_where_calibrated_odds_would_say():
    """Logits doubled: the threshold that costs least moves, and only as far as they say."""
    z = np.linspace(-4, 4, 4001)
    p, q = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(-2 * z))
    twice = np.concatenate([q, q])
    y = np.repeat([0, 1], z.size)
    found = decisions(twice, y, np.concatenate([1 - p, p]))
    best = found.cheapest(RATIOS)
    inside = np.abs(np.log(RATIOS)) < 3.9
    wanted = 1 / (1 + RATIOS[inside] ** -2.0)
    assert np.all(best.low[inside] <= wanted + 1e-12)
    assert np.all(wanted - 1e-12 <= best.high[inside])
    assert best.high[inside] - best.low[inside] == pytest.approx(0, abs=1e-3)
    assert np.all(found.at(right_threshold(RATIOS), RATIOS).cost >= best.cost - 1e-12)


def test_one_class_alone_and_weights_of_any_size():
    assert float(decisions([0.2, 0.9], [1, 1]).cheapest(3.0).high) == 0.2
    assert float(decisions([0.2, 0.9], [0, 0]).cheapest(0.1).low) == 0.9
    found = decisions([0.1, 0.5, 0.9], [0, 1, 0], [1e300, 1e-300, 1e-9])
    assert np.isfinite(found.shares).all()
    assert found.said.tolist() == [0.1, 0.9]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: decisions([1.5], [1]), "q must"),
        (lambda: decisions([0.5], [2]), "y must"),
        (lambda: decisions([0.5, 0.5], [1]), "q and y"),
        (lambda: decisions([], []), "non-empty"),
        (lambda: decisions([0.5], [1], [0]), "not all be 0"),
        (lambda: decisions([0.5], [1], [-1]), "weights must"),
        (lambda: decisions([0.5], [1]).at(np.nan, 1), "threshold must"),
        (lambda: decisions([0.5], [1]).cheapest(0), "ratio must be positive"),
        (lambda: right_threshold(np.inf), "ratio must"),
    ],
)
def test_what_cannot_be_decided_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, -0.0, 5e-324, 0.25, 0.5, 1 - 2**-53, 1.0]), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_rows_that_weigh_the_same_are_grouped_as_any_others(rows):
    q, y = [each for each, _ in rows], [int(came) for _, came in rows]
    given_q = np.array(q)
    alike, others = grouped(given_q, y), grouped([*q, 0.125], [*y, 1], [1.0] * len(q) + [0.5])
    kept = others.said != 0.125
    assert alike.said.tolist() == others.said[kept].tolist() == sorted({abs(each) for each in q})
    share = (len(q) + 0.5) / len(q)
    assert alike.weight == pytest.approx(others.weight[kept] * share, rel=1e-12)
    assert alike.came == pytest.approx(others.came[kept] * share, rel=1e-12)
    assert given_q.tolist() == q, "what the caller has stays as it is"
