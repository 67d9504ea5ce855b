"""What an operation loses, exactly, by the fractions of whole numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.maths.rounding import two_product, two_sum

numbers = st.floats(-1e100, 1e100).filter(lambda x: x == 0 or abs(x) > 1e-100)
kinds = pytest.mark.parametrize("kind", [np.float32, np.float64])


@given(numbers, numbers)
def test_a_sum_and_what_it_lost_are_the_exact_sum(a, b):
    total, lost = two_sum(np.array(a), np.array(b))
    assert total == a + b
    assert Fraction(float(total)) + Fraction(float(lost)) == Fraction(a) + Fraction(b)


@given(numbers, numbers)
def test_a_product_and_what_it_lost_are_the_exact_product(a, b):
    product, lost = two_product(np.array(a), np.array(b))
    assert product == a * b
    assert Fraction(float(product)) + Fraction(float(lost)) == Fraction(a) * Fraction(b)


@kinds
def test_both_hold_in_either_type(kind):
    a, b = np.array(1 / 3, kind), np.array(1.7, kind)
    for pair, exact in (
        (two_sum(a, b), Fraction(float(a)) + Fraction(float(b))),
        (two_product(a, b), Fraction(float(a)) * Fraction(float(b))),
    ):
        assert {each.dtype for each in map(np.asarray, pair)} == {np.dtype(kind)}
        assert sum(Fraction(float(each)) for each in pair) == exact


def test_a_factor_too_large_to_be_halved_loses_nothing_that_is_told():
    with np.errstate(all="ignore"):
        product, lost = two_product(np.array([1e303, np.inf]), np.array([1e-300, 2.0]))
    assert product.tolist() == [1e303 * 1e-300, np.inf]
    assert lost.tolist() == [0, 0]
