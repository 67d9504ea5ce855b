"""Information against SciPy, many-digit arithmetic and the identities it obeys."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf
from scipy import stats

from lib.maths import information
from lib.maths.information import (
    NATS_PER_BIT,
    cross_entropy,
    entropy,
    kl_divergence,
    most_mistakes,
    perplexity,
    surprisal,
    to_bits,
)
from lib.maths.losses import softmax_cross_entropy_with_integer_labels

weights = arrays(float, st.integers(2, 10), elements=st.floats(1e-6, 1))
distributions = weights.map(lambda w: w / w.sum())


@st.composite
def pairs(draw):
    shape = draw(st.integers(2, 10))
    p, q = (draw(arrays(float, shape, elements=st.floats(1e-6, 1))) for _ in range(2))
    return p / p.sum(), q / q.sum()


@given(pairs())
def test_cross_entropy_is_entropy_plus_kl(pair):
    p, q = pair
    assert cross_entropy(p, q) == pytest.approx(entropy(p) + kl_divergence(p, q), rel=1e-13)


@given(distributions)
def test_entropy_equals_scipys(p):
    assert entropy(p) == pytest.approx(stats.entropy(p), rel=1e-12, abs=1e-15)


@given(pairs())
def test_divergence_equals_scipys(pair):
    p, q = pair
    assert kl_divergence(p, q) == pytest.approx(stats.entropy(p, q), rel=1e-9, abs=1e-14)


@given(distributions)
def test_entropy_lies_between_certainty_and_the_logarithm_of_the_number_of_outcomes(p):
    assert 0 <= entropy(p) <= np.log(p.size) * (1 + 1e-15)


@given(distributions)
def test_the_right_model_costs_the_entropy(p):
    assert cross_entropy(p, p) == pytest.approx(entropy(p), rel=1e-14)
    assert kl_divergence(p, p) == 0


@given(pairs(), st.integers(0, 17))
def test_divergence_is_accurate_and_positive_even_next_to_the_truth(pair, digits):
    p, other = pair
    q = p + (other - p) * 10.0**-digits
    with mp.workdps(50):
        exact_p, exact_q = ([mpf(float(x)) for x in each] for each in (p, q))
        P, Q = mp.fsum(exact_p), mp.fsum(exact_q)  # floating numbers sum to 1 only nearly
        terms = [a / P * mp.log(a / P * Q / b) for a, b in zip(exact_p, exact_q, strict=True)]
        truth = float(mp.fsum(terms))
    found = kl_divergence(p, q)
    assert found >= 0
    # An outcome's share is itself rounded, by about 1e-16 of it.
    change = np.abs((q - p) / p).max()
    assert found == pytest.approx(truth, rel=1e-13 + 1e-15 / max(change, 1e-16), abs=1e-31)


def test_known_divergence_of_a_tiny_change():
    d = 2.0**-40
    p, q = np.array([0.5, 0.5]), np.array([0.5 + d, 0.5 - d])
    assert kl_divergence(p, q) == pytest.approx(2 * d * d, rel=1e-14)  # -ln(1 - 4 d^2) / 2


def test_divergence_is_not_symmetric():
    p, q = [0.9, 0.1], [0.5, 0.5]
    assert kl_divergence(p, q) == pytest.approx(0.9 * np.log(1.8) + 0.1 * np.log(0.2))
    assert kl_divergence(q, p) == pytest.approx(0.5 * np.log(5 / 9) + 0.5 * np.log(5))


def test_ruling_out_what_happens_costs_infinitely_much_and_silently():
    with np.errstate(all="raise"):
        assert surprisal(0) == np.inf
        assert cross_entropy([0.5, 0.5], [1, 0]) == np.inf
        assert kl_divergence([0.5, 0.5], [1, 0]) == np.inf


def test_impossible_outcomes_cost_nothing_and_silently():
    with np.errstate(all="raise"):
        assert entropy([1, 0]) == 0
        assert cross_entropy([1, 0], [0.5, 0.5]) == pytest.approx(np.log(2))
        assert kl_divergence([1, 0], [0.5, 0.5]) == pytest.approx(np.log(2))
        assert kl_divergence([0, 1], [0, 1]) == 0
        assert kl_divergence([1e-310, 1], [0.5, 0.5]) == pytest.approx(np.log(2))


def test_certainty_is_not_a_negative_zero():
    for nothing in (surprisal(1), entropy([1, 0]), cross_entropy([1, 0], [1, 0])):
        assert nothing == 0
        assert not np.signbit(nothing)


def test_numbers_of_the_lessons():
    assert to_bits(surprisal(0.5)) == 1
    assert round(float(to_bits(surprisal(1 / 6000))), 2) == 12.55
    assert round(float(surprisal(0.2)), 4) == 1.6094
    assert to_bits(entropy([0.5, 0.25, 0.125, 0.125])) == 1.75


@given(st.floats(0, 100))
def test_perplexity_is_the_same_from_nats_and_from_bits(nats):
    assert perplexity(nats) == pytest.approx(2 ** to_bits(nats), rel=1e-12)


@pytest.mark.parametrize("K", [2, 6, 50_257])
def test_perplexity_of_equal_choices_is_their_number(K):
    assert perplexity(entropy(np.full(K, 1 / K))) == pytest.approx(K, rel=1e-12)


def test_perplexity_beyond_float64_is_infinite_and_silent():
    with np.errstate(all="raise"):
        assert perplexity(1000) == np.inf
        assert perplexity(-1000) == 0


def test_one_bit_is_the_surprisal_of_a_fair_coin():
    assert float(mp.log(2)) == NATS_PER_BIT


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_results_keep_the_floating_type(dtype):
    p, q = np.array([0.25, 0.75], dtype), np.array([0.5, 0.5], dtype)
    results = (surprisal(q), entropy(p), cross_entropy(p, q), kl_divergence(p, q))
    results += (perplexity(q), to_bits(q))
    assert [each.dtype for each in results] == [dtype] * 6


def test_each_row_is_a_distribution_of_its_own():
    p = np.array([[0.5, 0.5], [0.9, 0.1]])
    q = np.array([[0.2, 0.8], [0.6, 0.4]])
    for function in (cross_entropy, kl_divergence):
        np.testing.assert_allclose(function(p, q), [function(p[0], q[0]), function(p[1], q[1])])
    np.testing.assert_allclose(entropy(p), [entropy(p[0]), entropy(p[1])])


TRUTHS = np.array([[0.5, 0.25, 0.25], [0.8, 0.1, 0.1], [0, 0, 1]])
MODELS = np.array([[0.2, 0.3, 0.5], [0.6, 0.2, 0.2], [0.1, 0.1, 0.8]])


@pytest.mark.parametrize("name", ["cross_entropy", "kl_divergence"])
def test_one_truth_may_stand_for_all_models_and_one_model_for_all_truths(name):
    function = getattr(information, name)
    p, q = TRUTHS[0], MODELS[0]
    np.testing.assert_array_equal(function(p, MODELS), [function(p, each) for each in MODELS])
    np.testing.assert_array_equal(function(TRUTHS, q), [function(each, q) for each in TRUTHS])


@pytest.mark.parametrize("name", ["cross_entropy", "kl_divergence"])
def test_leading_axes_of_truths_and_models_make_a_table(name):
    function = getattr(information, name)
    table = function(TRUTHS[:, np.newaxis], MODELS)
    assert table.shape == (3, 3)
    for i, j in np.ndindex(3, 3):
        assert table[i, j] == function(TRUTHS[i], MODELS[j])


@pytest.mark.parametrize("name", ["cross_entropy", "kl_divergence"])
@pytest.mark.parametrize(
    ("p", "q"),
    [((3,), (2,)), ((1,), (3,)), ((3,), (1,)), ((2, 3), (4, 3)), ((2, 3), (2,)), ((4, 2), (4, 3))],
)
def test_truths_and_models_that_do_not_fit_are_refused_with_both_shapes(name, p, q):
    with pytest.raises(ValueError, match=r"^p and q must have the same shape; got ") as refusal:
        getattr(information, name)(np.full(p, 1 / p[-1]), np.full(q, 1 / q[-1]))
    assert str(refusal.value).endswith(f"; got {p} and {q}")


@pytest.mark.parametrize("name", ["cross_entropy", "kl_divergence"])
def test_what_is_no_pair_of_distributions_is_refused(name):
    function = getattr(information, name)
    with pytest.raises(ValueError, match=r"^p must be non-negative and sum to 1; got sum 0\.93$"):
        function([0.5, 0.43], [0.5, 0.5])
    with pytest.raises(ValueError, match=r"^q must be non-negative and sum to 1; got -0\.5$"):
        function([0.5, 0.5], [-0.5, 1.5])
    with pytest.raises(
        ValueError, match=r"^p and q must have the same shape; got \(2,\) and \(3,\)$"
    ):
        function([0.5, 0.5], [0.5, 0.25, 0.25])
    with pytest.raises(ValueError, match="p must not contain NaN"):
        function([0.5, np.nan], [0.5, 0.5])


def test_what_is_no_probability_is_refused():
    with pytest.raises(ValueError, match=r"q must lie in \[0, 1\]; got 1\.5"):
        surprisal(1.5)
    with pytest.raises(ValueError, match="sum to 1; got sum 2"):
        entropy([1, 1])
    with pytest.raises(ValueError, match="nats must not contain NaN"):
        to_bits(np.nan)


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.floats(-2, 6))
def test_no_more_examples_are_mistaken_than_the_loss_allows(seed, classes, bias):
    dice = np.random.default_rng(seed)
    z = dice.normal(scale=3, size=(40, classes))
    z[:, 0] += bias
    labels = dice.integers(0, classes, size=40) * (dice.random(40) < 0.4)
    loss = float(softmax_cross_entropy_with_integer_labels(z, labels).mean())
    mistaken = (z.argmax(axis=1) != labels).mean()
    assert mistaken <= most_mistakes(loss) + 1e-12


def test_the_bound_on_mistakes_is_reached_by_ties_and_certainties():
    q = np.array([0.5, 0.5, 1, 1, 1, 1, 1, 1])  # of what happened: a quarter are ties of two
    assert most_mistakes(-np.log(q).mean()) == pytest.approx(0.25, abs=1e-15)
    assert most_mistakes([0, 0.7, 5]).tolist() == [0, 1, 1]


@pytest.mark.parametrize("wrong", [-0.1, [0.5, -1e-9], np.nan])
def test_a_loss_below_0_allows_no_share_of_mistakes(wrong):
    with pytest.raises(ValueError, match="nats"):
        most_mistakes(wrong)
