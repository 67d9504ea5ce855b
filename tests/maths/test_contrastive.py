"""InfoNCE and the triplet loss."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf

from lib.maths import losses

similarities = arrays(float, 5, elements=st.floats(-1, 1))
points = arrays(float, (3, 4), elements=st.floats(-10, 10))


def info_nce(s, positive, temperature):
    """As the paper writes it, in mpmath."""
    weights = [mp.exp(x / temperature) for x in s]
    return -mp.log(weights[positive] / mp.fsum(weights))


@pytest.mark.parametrize("temperature", [0.01, 0.07, 0.5, 1.0, 20.0])
@pytest.mark.parametrize("positive", [0, 2])
def test_value_and_gradient_match_many_digits(positive, temperature):
    s = [0.9, 0.2, -0.3, 0.85]
    with mp.workdps(150):  # the least similar item's pull is as small as 1e-50
        exact, t = [mpf(x) for x in s], mpf(temperature)
        cost = float(info_nce(exact, positive, t))
        slopes = [
            mp.diff(lambda x, k=k: info_nce([*exact[:k], x, *exact[k + 1 :]], positive, t), e)
            for k, e in enumerate(exact)
        ]
    assert losses.info_nce(s, positive, temperature) == pytest.approx(cost, rel=1e-13)
    np.testing.assert_allclose(
        losses.info_nce_grad(s, positive, temperature), np.array(slopes, float), rtol=1e-12
    )


def test_a_sure_positive_pays_its_tiny_loss_exactly():
    with mp.workdps(80):
        truth = float(info_nce([mpf(1), mpf(0)], 0, mpf(1) / 64))
    assert losses.info_nce([1.0, 0.0], 0, 1 / 64) == pytest.approx(truth, rel=1e-14)
    assert truth < 1e-27


@given(similarities, st.floats(0.02, 5))
def test_two_items_are_a_binary_choice_by_their_difference(s, temperature):
    cost = losses.info_nce(s[:2], 0, temperature)
    z = (s[0] - s[1]) / temperature
    assert cost == pytest.approx(losses.sigmoid_binary_cross_entropy(z, 1), rel=1e-12)
    slope = losses.info_nce_grad(s[:2], 0, temperature)[0]
    binary = losses.sigmoid_binary_cross_entropy_grad(z, 1) / temperature
    assert slope == pytest.approx(binary, rel=1e-12)


@given(similarities)
def test_temperature_one_is_softmax_cross_entropy(s):
    cost = losses.softmax_cross_entropy_with_integer_labels(s, 3)
    assert losses.info_nce(s, 3, 1) == pytest.approx(cost, rel=1e-14)


@pytest.mark.parametrize("size", [2, 256, 4096])
def test_items_that_are_all_alike_cost_the_logarithm_of_their_number(size):
    cost = losses.info_nce(np.full(size, 0.3), 0, 0.07)
    assert cost == pytest.approx(math.log(size), rel=1e-14)


def test_one_positive_among_255_equal_negatives_costs_the_lessons_number():
    assert f"{losses.info_nce(np.zeros(256), 0):.3f}" == "5.545"


@given(similarities, st.floats(0.02, 5))
def test_what_the_positive_is_pulled_the_negatives_are_pushed(s, temperature):
    pulls = losses.info_nce_grad(s, 1, temperature)
    assert pulls[1] <= 0
    assert pulls.sum() == pytest.approx(0, abs=1e-13 / temperature)


def test_a_colder_temperature_leaves_only_the_hardest_negative():
    s = [0.5, 0.6, 0.3, 0.1]
    cold = losses.info_nce_grad(s, 0, 0.01)
    assert cold[1] / cold[1:].sum() == pytest.approx(1, abs=1e-9)
    warm = losses.info_nce_grad(s, 0, 1e4)
    np.testing.assert_allclose(warm[1:] / warm[1:].sum(), 1 / 3, rtol=1e-4)


def test_a_temperature_sweeps_over_one_list_or_fits_each_of_several():
    s = np.array([[0.9, 0.2, -0.3], [0.1, 0.5, 0.4]])
    swept = losses.info_nce(s[0], 1, [0.1, 1.0])
    assert swept.tolist() == [float(losses.info_nce(s[0], 1, t)) for t in (0.1, 1.0)]
    assert losses.info_nce_grad(s[0], 1, [0.1, 1.0]).shape == (2, 3)
    each = losses.info_nce(s, [0, 2], [0.1, 1.0])
    assert each[1] == losses.info_nce(s[1], 2, 1.0)
    assert losses.info_nce(s, [0, 2], [[0.1], [1.0], [2.0]]).shape == (3, 2)


def test_as_many_temperatures_as_items_are_still_one_for_each_example():
    found = losses.info_nce([1.0, 2.0], 0, [1.0, 2.0])
    assert found.tolist() == pytest.approx([math.log1p(math.exp(1)), math.log1p(math.exp(0.5))])
    square = losses.info_nce(np.array([[1.0, 2.0], [3.0, 5.0]]), [0, 0], [1.0, 2.0])
    assert square.tolist() == pytest.approx([math.log1p(math.exp(1))] * 2)
    with pytest.raises(ValueError, match=r"^temperature must have a shape that broadcasts against"):
        losses.info_nce(np.zeros((4, 3)), 0, [1.0, 2.0, 3.0])


def test_extreme_similarities_are_silent():
    with np.errstate(all="raise"):
        assert losses.info_nce([1e300, -1e300], 1, 1e-10) == np.inf
        assert losses.info_nce([1e300, -1e300], 0, 1e-10) == 0
        assert losses.info_nce([1e300, -1e300], 1, 1) == 2e300
        assert np.isfinite(losses.info_nce_grad([1e300, -1e300], 1, 1)).all()


@pytest.mark.parametrize("temperature", [0, -1, np.inf, np.nan])
def test_a_temperature_must_be_positive_and_finite(temperature):
    with pytest.raises(ValueError, match=r"^temperature must"):
        losses.info_nce([0.0, 1.0], 0, temperature)


def test_the_positive_must_be_one_of_the_items():
    with pytest.raises(ValueError, match=r"^positive must lie in \[0, 2\); got 2$"):
        losses.info_nce([0.0, 1.0], 2)
    with pytest.raises(ValueError, match=r"^similarities must have a last axis"):
        losses.info_nce(0.5, 0)


# ---- Triplet -------------------------------------------------------------------------------------


def triplet(a, p, n, margin):
    """As the paper writes it, in mpmath."""
    near = mp.fsum((x - y) ** 2 for x, y in zip(a, p, strict=True))
    far = mp.fsum((x - y) ** 2 for x, y in zip(a, n, strict=True))
    return max(mpf(0), near - far + margin)


@pytest.mark.parametrize("margin", [0.0, 0.2, 3.0])
@pytest.mark.parametrize(
    ("a", "p", "n"),
    [
        ([0.0, 0.5], [1.0, 0.0], [0.2, 0.9]),
        ([3.0, -1.0], [2.9, -1.0], [-4.0, 8.0]),
        ([1.0, 1.0], [0.3, 0.3], [0.3, 0.3]),
    ],
)
def test_triplet_and_its_gradient_match_fifty_digits(a, p, n, margin):
    with mp.workdps(50):
        exact = [[mpf(x) for x in each] for each in (a, p, n)]
        cost = triplet(*exact, mpf(margin))
        slopes = [
            mp.diff(
                lambda t, k=k: triplet(
                    [*exact[0][:k], t, *exact[0][k + 1 :]], *exact[1:], mpf(margin)
                ),
                exact[0][k],
            )
            for k in range(2)
        ]
    assert losses.triplet(a, p, n, margin) == pytest.approx(float(cost), rel=1e-14)
    np.testing.assert_allclose(
        losses.triplet_grad(a, p, n, margin), np.array(slopes, float), atol=1e-14
    )


@given(points, st.floats(0, 5))
def test_triplet_compares_squared_distances(abc, margin):
    a, p, n = abc
    gap = ((a - p) ** 2).sum() - ((a - n) ** 2).sum() + margin
    assert losses.triplet(a, p, n, margin) == pytest.approx(max(gap, 0), abs=1e-11)


def test_a_negative_next_to_the_positive_cancels_nothing():
    a, p, n = [1e8, 0.0], [0.0, 0.0], [2.0**-30, 0.0]
    with mp.workdps(50):
        truth = float(triplet(*([mpf(x) for x in each] for each in (a, p, n)), mpf(0)))
    assert losses.triplet(a, p, n, 0) == pytest.approx(truth, rel=1e-15)
    assert np.square(a[0]) - np.square(a[0] - n[0]) != pytest.approx(truth, rel=1e-3)


def test_the_gradient_stops_at_the_kink():
    a, p, n = np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 2.0])
    assert losses.triplet(a, p, n, 3) == 0
    assert losses.triplet_grad(a, p, n, 3).tolist() == [0, 0]
    assert losses.triplet_grad(a, p, n, 3.0001).tolist() == [-2, 4]


def test_a_margin_sweeps_over_one_triplet():
    a, p, n = [0.0, 0.0], [1.0, 0.0], [0.0, 2.0]
    assert losses.triplet(a, p, n, [2, 3, 5]).tolist() == [0, 0, 2]
    assert losses.triplet_grad(a, p, n, [2, 3, 5]).tolist() == [[0, 0], [0, 0], [-2, 4]]


def test_far_embeddings_are_finite_where_the_truth_is():
    with np.errstate(all="raise"):
        far = 1e200 * np.array([[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]])
        assert losses.triplet(*far, 0.5) == 0.5  # both are equally far away
        assert losses.triplet([1e200], [-1e200], [1e200]) == np.inf
        assert losses.triplet([1e-170], [-1e-170], [1e-170], 0) == pytest.approx(0, abs=1e-300)


def test_embeddings_may_be_as_far_apart_as_numbers_can_be():
    with np.errstate(all="raise"):
        assert losses.triplet([0.0], [-1.2e308], [1.2e308], 0.2) == 0.2
        assert losses.triplet([0.0], [1.7e308], [0.0], 0.2) == np.inf
        assert losses.triplet([1.7e308], [1e-300], [-1e-300], 0) == 0  # below: 2 (n - p) a
        assert losses.triplet([1.7e308], [-1e-300], [1e-300], 0) == pytest.approx(6.8e8, rel=1e-15)


@given(
    arrays(float, (3, 3), elements=st.floats(-100, 100)),
    st.sampled_from([0.0, 1e-9, 0.2]),
    st.integers(0, 200),
)
def test_triplet_errs_by_a_few_roundings_of_its_terms(abc, margin, swap):
    a, p, n = abc
    if swap:  # next to where the two distances are equal
        a = (p + n) / 2 + swap * 1e-16
    with mp.workdps(800):
        exact = [[mpf(float(x)) for x in each] for each in (a, p, n)]
        truth = triplet(*exact, mpf(margin))
        terms = mp.fsum(abs((c - b) * (2 * x - b - c)) for x, b, c in zip(*exact, strict=True))
        error = abs(mpf(float(losses.triplet(a, p, n, margin))) - truth)
        assert error <= 4 * np.spacing(1.0) * (terms + margin) + 1e-320


def test_triplet_tells_nearly_equal_distances_apart():
    with mp.workdps(80):
        truth = triplet([mpf(0.1)], [mpf(-1)], [mpf(1.2)], mpf(0))
    assert losses.triplet([0.1], [-1.0], [1.2], 0) == pytest.approx(float(truth), rel=1e-15)
    assert 0 < truth < 2e-16


def test_what_is_no_triplet_is_refused():
    with pytest.raises(ValueError, match=r"^anchor and positive must have the same shape"):
        losses.triplet([0.0, 0.0], [1.0], [1.0, 1.0])
    with pytest.raises(ValueError, match=r"^anchor and negative must have the same shape"):
        losses.triplet([0.0, 0.0], [1.0, 1.0], [1.0])
    with pytest.raises(ValueError, match=r"^margin must not be negative; got -1"):
        losses.triplet([0.0], [1.0], [1.0], -1)
    with pytest.raises(ValueError, match=r"^negative must be finite; got inf"):
        losses.triplet([0.0], [1.0], [np.inf])


@given(points)
def test_squared_distance_is_the_square_of_the_euclidean_one(abc):
    a, b, _ = abc
    assert float(losses.squared_distance(a, b)) == pytest.approx(math.dist(a, b) ** 2)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ([1.0, 2.0], [1.0], "a and b must have the same shape"),
        (1.0, 2.0, "a must have a last axis over the dimensions"),
        ([np.inf], [1.0], "a must be finite"),
        ([1.0], [np.nan], "b must not contain NaN"),
    ],
)
def test_squared_distance_refuses_what_has_no_distance(a, b, message):
    with pytest.raises(ValueError, match=message):
        losses.squared_distance(a, b)
