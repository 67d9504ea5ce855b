"""Differences seed by seed: against SciPy's binomial test, and what any reader can count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from lib.maths.paired import paired, sign_test

RESULTS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=12)


@given(st.integers(0, 40), st.integers(0, 40))
def test_the_sign_test_is_the_binomial_test_of_a_fair_coin(higher, lower):
    n = higher + lower
    wanted = binomtest(higher, n, 0.5).pvalue if n else 1.0
    assert sign_test(higher, lower) == pytest.approx(wanted, rel=1e-12)


@given(RESULTS)
def test_every_pair_is_counted_once_and_the_median_lies_in_the_range(pairs):
    first, second = np.array(pairs, dtype=float).T
    found = paired(first, second)
    d = sorted(a - b for a, b in pairs)
    assert (found.low, found.high) == (d[0], d[-1])
    assert found.median == pytest.approx((d[(len(d) - 1) // 2] + d[len(d) // 2]) / 2)
    assert found.higher == sum(a > b for a, b in pairs)
    assert found.lower == sum(a < b for a, b in pairs)
    assert found.ties == sum(a == b for a, b in pairs)


@given(RESULTS)
def test_exchanging_both_turns_every_difference_round(pairs):
    first, second = np.array(pairs, dtype=float).T
    one, other = paired(first, second), paired(second, first)
    assert (one.median, one.low, one.high) == (-other.median, -other.high, -other.low)
    assert (one.higher, one.lower, one.chance) == (other.lower, other.higher, other.chance)


def test_what_is_in_both_drops_out():
    rng = np.random.default_rng(0)
    luck = rng.normal(size=9)
    assert paired(luck + 0.25, luck).low == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([], [], "non-empty sequences"),
        ([1.0], [1.0, 2.0], "same shape"),
        ([np.nan], [1.0], "first must not contain NaN"),
        ([1.0], [np.inf], "second must be finite"),
        ([[1.0]], [[1.0]], "non-empty sequences"),
    ],
)
def test_what_cannot_be_paired_is_refused(first, second, said):
    with pytest.raises(ValueError, match=said):
        paired(first, second)


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="must not be negative; got -1 and 2"):
        sign_test(-1, 2)
