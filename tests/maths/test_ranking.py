"""Preferences between two, and the order of a list."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf
from scipy.special import softmax

from lib.maths import information, losses

scores = st.floats(-50, 50)
lists = arrays(float, (2, 4), elements=st.floats(-20, 20))
PAIRS = [(0.0, 0.0), (2.0, 1.0), (-3.0, 4.0), (40.0, 0.0), (0.0, 700.0)]


def preference(chosen, rejected):
    """As a choice between two strengths, in mpmath."""
    return -mp.log(mp.exp(chosen) / (mp.exp(chosen) + mp.exp(rejected)))


@pytest.mark.parametrize(("chosen", "rejected"), PAIRS)
def test_preference_and_its_gradient_match_many_digits(chosen, rejected):
    with mp.workdps(400):
        c, r = mpf(chosen), mpf(rejected)
        cost, slope = preference(c, r), mp.diff(lambda t: preference(t, r), c)
        other = mp.diff(lambda t: preference(c, t), r)
    assert losses.bradley_terry(chosen, rejected) == pytest.approx(float(cost), rel=1e-14)
    grad = losses.bradley_terry_grad(chosen, rejected)
    assert grad == pytest.approx(float(slope), rel=1e-14)
    assert -grad == pytest.approx(float(other), rel=1e-14)


@pytest.mark.parametrize(("chosen", "rejected"), [(300.1, 1e-9), (745.3, -0.1), (0.3, -650.7)])
def test_the_rounding_of_a_difference_costs_no_digits(chosen, rejected):
    with mp.workdps(700):
        lead = mpf(chosen) - mpf(rejected)
        cost, slope = mp.log1p(mp.exp(-lead)), -1 / (1 + mp.exp(lead))
    assert losses.bradley_terry(chosen, rejected) == pytest.approx(
        float(cost), rel=4e-16, abs=5e-324
    )
    found = losses.bradley_terry_grad(chosen, rejected)
    assert found == pytest.approx(float(slope), rel=4e-16, abs=5e-324)


@given(scores, scores)
def test_a_preference_is_binary_cross_entropy_of_the_difference(chosen, rejected):
    cost = losses.bradley_terry(chosen, rejected)
    of_difference = losses.sigmoid_binary_cross_entropy(chosen - rejected, 1)
    assert cost == pytest.approx(of_difference, rel=1e-12)
    assert cost == pytest.approx(
        losses.softmax_cross_entropy([chosen, rejected], [1, 0]), rel=1e-12
    )


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50))
def test_only_the_difference_of_two_scores_counts(chosen, rejected, shift):
    cost = losses.bradley_terry(chosen, rejected)
    assert losses.bradley_terry(chosen + shift, rejected + shift) == cost


def test_equal_scores_cost_the_price_of_a_coin_toss():
    assert losses.bradley_terry(3.0, 3.0) == pytest.approx(math.log(2))


def test_huge_scores_cost_their_difference_in_silence():
    with np.errstate(all="raise"):
        assert losses.bradley_terry(-1e300, 1e300) == 2e300
        assert losses.bradley_terry([1e300], 0).tolist() == [0]
        assert losses.bradley_terry_grad(-1e300, 1e300) == -1


def test_scores_without_a_difference_are_refused():
    with pytest.raises(ValueError, match=r"^rejected must be finite; got inf$"):
        losses.bradley_terry(0.0, np.inf)
    with pytest.raises(ValueError, match=r"^chosen and rejected must have the same shape"):
        losses.bradley_terry([0.0, 1.0], [0.0])


# ---- ListNet -------------------------------------------------------------------------------------


def listnet(s, r):
    """As the paper writes it, in mpmath."""
    top = [mp.exp(x) / mp.fsum(mp.exp(each) for each in r) for x in r]
    model = [mp.exp(x) / mp.fsum(mp.exp(each) for each in s) for x in s]
    return -mp.fsum(t * mp.log(q) for t, q in zip(top, model, strict=True))


@pytest.mark.parametrize("r", [[2.0, 1.0, 0.0], [0.0, 0.0, 0.0], [-4.0, 30.0, 2.0]])
@pytest.mark.parametrize("s", [[1.2, 0.1, -0.7], [-30.0, 0.0, 5.0]])
def test_listnet_and_its_gradient_match_fifty_digits(s, r):
    with mp.workdps(50):
        exact, target = [mpf(x) for x in s], [mpf(x) for x in r]
        cost = float(listnet(exact, target))
        slopes = [
            mp.diff(lambda t, k=k: listnet([*exact[:k], t, *exact[k + 1 :]], target), exact[k])
            for k in range(3)
        ]
    assert losses.listnet_top_one(s, r) == pytest.approx(cost, rel=1e-14)
    np.testing.assert_allclose(
        losses.listnet_top_one_grad(s, r), np.array(slopes, float), rtol=1e-12, atol=1e-16
    )


@given(lists)
def test_listnet_is_cross_entropy_between_two_softmaxes(both):
    s, r = both
    cost = information.cross_entropy(softmax(r), softmax(s))
    assert losses.listnet_top_one(s, r) == pytest.approx(cost, rel=1e-9, abs=1e-9)


@given(lists)
def test_the_floor_of_listnet_is_the_entropy_of_the_relevances(both):
    s, r = both
    floor = information.entropy(softmax(r))
    assert losses.listnet_top_one(r + 3, r) == pytest.approx(floor, rel=1e-12, abs=1e-12)
    assert losses.listnet_top_one(s, r) >= floor - 1e-12


@given(scores, scores)
def test_two_items_and_a_hard_preference_are_bradley_terry(chosen, rejected):
    hard = losses.listnet_top_one([chosen, rejected], [0, -np.inf])
    assert hard == pytest.approx(losses.bradley_terry(chosen, rejected), rel=1e-12)
    pull = losses.listnet_top_one_grad([chosen, rejected], [0, -np.inf])
    assert pull[0] == pytest.approx(losses.bradley_terry_grad(chosen, rejected), rel=1e-12)
    softer = [losses.listnet_top_one([chosen, rejected], [r, 0]) for r in (1, 10, 800)]
    assert abs(softer[2] - hard) <= abs(softer[1] - hard) <= abs(softer[0] - hard)


@given(lists)
def test_a_list_pulls_by_the_difference_of_its_softmaxes(both):
    s, r = both
    np.testing.assert_allclose(
        losses.listnet_top_one_grad(s, r), softmax(s) - softmax(r), atol=1e-15
    )


def test_lists_that_differ_in_length_are_refused():
    with pytest.raises(ValueError, match=r"^scores and relevances must have the same shape"):
        losses.listnet_top_one([0.0, 1.0], [0.0, 1.0, 2.0])
    with pytest.raises(ValueError, match=r"^relevances must have a finite largest logit"):
        losses.listnet_top_one([0.0, 1.0], [0.0, np.inf])
