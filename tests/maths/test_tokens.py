"""Two ways of cutting one text, against sums over single bytes in exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.maths.tokens import side_by_side

SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=12)


def places(sizes, start=0):
    return [start + sum(sizes[:i]) for i in range(len(sizes) + 1)]


def paid(sizes, costs, low, high, start=0):
    """What the tokens from byte `low` to `high` cost, one by one; None where one is missing."""
    ends = places(sizes, start)
    parts = [c for a, c in zip(ends, costs, strict=False) if low <= a < high]
    return None if None in parts else sum(map(Fraction, parts))


@given(SIZES, SIZES, st.integers(-5, 5), st.data())
def test_each_piece_has_the_tokens_of_both_and_none_could_be_smaller(one, other, shift, data):
    cost = st.one_of(st.none(), st.integers(0, 64).map(lambda n: n / 8))
    first, second = (
        data.draw(st.lists(cost, min_size=len(sizes), max_size=len(sizes)))
        for sizes in (one, other)
    )
    as_given = ([np.nan if c is None else c for c in costs] for costs in (first, second))
    found = side_by_side(one, next(as_given), other, next(as_given), shift)
    shared = sorted(set(places(one, shift)) & set(places(other)))
    assert found.cuts.tolist() == shared
    assert len(found.first) == len(found.second) == max(len(shared) - 1, 0)
    for i in range(len(found.first)):
        low, high = shared[i], shared[i + 1]
        for got, wanted in (
            (found.first[i], paid(one, first, low, high, shift)),
            (found.second[i], paid(other, second, low, high)),
        ):
            assert np.isnan(got) if wanted is None else Fraction(float(got)) == wanted


def test_the_same_cuts_leave_every_token_as_it_is():
    found = side_by_side([1, 2, 3], [0.5, np.nan, 2], [1, 2, 3], [1, 1, 1])
    assert found.first.tolist()[::2] == [0.5, 2]
    assert np.isnan(found.first[1])


def test_texts_without_a_shared_place_have_no_piece():
    assert side_by_side([1], [1.0], [1], [1.0], shift=3).first.size == 0
    assert side_by_side([3], [1.0], [4], [1.0], shift=2).second.size == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (([0, 1], [1, 1], [1], [1]), "first_sizes must be a sequence of positive integers"),
        (([1], [1, 2], [1], [1]), "first_sizes and first"),
        (([1], [1], [1], [np.inf]), "second must be finite, or NaN"),
        (([1.5], [1], [1], [1]), "first_sizes"),
    ],
)
def test_what_is_no_way_of_cutting_is_refused(arguments, why):
    with pytest.raises(ValueError, match=why):
        side_by_side(*arguments)
