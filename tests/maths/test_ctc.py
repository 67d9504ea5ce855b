"""CTC against every alignment there is."""

import itertools
import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf
from scipy.special import log_softmax, softmax

from lib.maths import losses

CASES = [
    ([1, 2], 2),
    ([1, 2], 3),
    ([1, 2], 4),
    ([1, 1], 3),
    ([1, 1], 4),
    ([2, 1, 2], 4),
    ([1], 3),
    ([], 3),
    ([2, 2, 1], 5),
]
each_case = pytest.mark.parametrize(("labels", "T"), CASES)
K = 3


def merged(symbols):
    """What symbols spell, in plain Python: runs first, blanks second."""
    return [symbol for symbol, _ in itertools.groupby(symbols) if symbol != 0]


def every(labels, T):
    """All alignments that spell the labels, from all K^T that exist."""
    return [a for a in itertools.product(range(K), repeat=T) if merged(a) == list(labels)]


def enumerated(z, labels):
    """-ln of the sum over all alignments, in mpmath."""
    q = [[mp.exp(x) / mp.fsum(mp.exp(each) for each in row) for x in row] for row in z]
    paths = every(labels, len(z))
    return -mp.log(mp.fsum(mp.fprod(q[t][k] for t, k in enumerate(path)) for path in paths))


def drawn(T, scale=2.0, seed=0):
    return np.random.default_rng([seed, T]).normal(scale=scale, size=(T, K))


def exact(z):
    return [[mpf(float(x)) for x in row] for row in z]


@pytest.mark.parametrize("scale", [1e-3, 1, 10, 200])
@each_case
def test_value_matches_the_sum_over_every_alignment(labels, T, scale):
    for seed in range(3):
        z = drawn(T, scale, seed)
        with mp.workdps(500):
            truth = float(enumerated(exact(z), labels))
        assert losses.ctc_loss(z, labels) == pytest.approx(truth, rel=4e-15 * (1 + 8 * scale))


@pytest.mark.parametrize("scale", [1, 10])
@each_case
def test_gradient_is_the_derivative_of_that_sum(labels, T, scale):
    z = drawn(T, scale)
    grad = losses.ctc_loss_grad(z, labels)
    with mp.workdps(50):
        for t, k in itertools.product(range(T), range(K)):
            point = exact(z)

            def moved(x, t=t, k=k, point=point):
                return enumerated(
                    [[x if (i, j) == (t, k) else v for j, v in enumerate(row)]
                     for i, row in enumerate(point)], labels
                )  # fmt: skip

            slope = float(mp.diff(moved, point[t][k]))
            assert grad[t, k] == pytest.approx(slope, rel=1e-12, abs=1e-14)


@each_case
def test_a_model_that_is_almost_sure_pays_its_tiny_loss_exactly(labels, T):
    z = np.zeros((T, K))
    z[np.arange(T), every(labels, T)[0]] = 45
    with mp.workdps(80):
        truth = float(enumerated(exact(z), labels))
        pull = float(
            mp.diff(lambda x: enumerated([[x, *exact(z)[0][1:]], *exact(z)[1:]], labels), z[0, 0])
        )
    assert 0 < truth < 1e-17
    assert losses.ctc_loss(z, labels) == pytest.approx(truth, rel=1e-13)
    assert losses.ctc_loss_grad(z, labels)[0, 0] == pytest.approx(pull, rel=1e-12)


def derivative(z, labels):
    """q less the occupancy, from every alignment: in so many digits that nothing is lost."""
    q = [[mp.exp(x) / mp.fsum(mp.exp(each) for each in row) for x in row] for row in exact(z)]
    paths = every(labels, len(z))
    weights = [mp.fprod(q[t][k] for t, k in enumerate(path)) for path in paths]

    def shown(t, k):
        weighted = zip(paths, weights, strict=True)
        return mp.fsum(w for path, w in weighted if path[t] == k) / mp.fsum(weights)

    return [[float(q[t][k] - shown(t, k)) for k in range(K)] for t in range(len(z))]


@pytest.mark.parametrize("scale", [1, 10, 40, 100])
@each_case
def test_a_tiny_gradient_is_as_exact_as_a_large_one(labels, T, scale):
    rng = np.random.default_rng([scale, T])
    for _ in range(3):  # likely symbols are alike, but for their noise
        z = np.round(rng.normal(size=(T, K))) * scale + rng.normal(size=(T, K))
        with mp.workdps(400):
            truth = derivative(z, labels)
        np.testing.assert_allclose(losses.ctc_loss_grad(z, labels), truth, rtol=1e-12, atol=1e-300)


def test_a_frame_that_is_almost_sure_is_pulled_back_by_what_it_leaves():
    z = [[40.0, 0.0], [0.0, -1.0]]
    with mp.workdps(50):
        blank, label = 1 / (1 + mp.exp(-40)), 1 / (1 + mp.exp(40))
        later = 1 / (1 + mp.exp(1))  # only by the second frame, after a blank
        pull = float(blank * label * (1 - later) / (blank * later + label))
    np.testing.assert_allclose(losses.ctc_loss_grad(z, [1])[0], [pull, -pull], rtol=1e-15)


@pytest.mark.parametrize("examples", [(0,), (2, 0)])
def test_no_examples_have_no_losses(examples):
    z = np.zeros((*examples, 4, K))
    assert losses.ctc_loss(z, [1, 2]).shape == examples
    assert losses.ctc_loss_grad(z, [1, 2]).shape == z.shape
    assert losses.ctc_occupancy(z, [1, 2]).shape == z.shape


@pytest.mark.parametrize("symbol", [1, 2])
def test_one_frame_and_one_label_is_softmax_cross_entropy(symbol):
    for z in ([0.4, 1.2, -0.3], [40.0, 0.0, 0.0], [0.0, 50.0, 50.0], [0.0, -800.0, 0.0]):
        cost = losses.softmax_cross_entropy_with_integer_labels(z, symbol)
        assert losses.ctc_loss([z], [symbol]) == pytest.approx(cost, rel=1e-14)
        pull = losses.softmax_cross_entropy_with_integer_labels_grad(z, symbol)
        np.testing.assert_allclose(losses.ctc_loss_grad([z], [symbol])[0], pull, rtol=1e-13)


@given(arrays(float, (4, K), elements=st.floats(-20, 20)))
def test_no_labels_are_a_blank_in_every_frame(z):
    frames = losses.softmax_cross_entropy_with_integer_labels(z, [0] * 4)
    assert losses.ctc_loss(z, []) == pytest.approx(frames.sum(), rel=1e-12)


@given(arrays(float, (3, K), elements=st.floats(-20, 20)))
def test_labels_that_fill_every_frame_are_a_sum_of_cross_entropies(z):
    frames = losses.softmax_cross_entropy_with_integer_labels(z, [1, 2, 1])
    assert losses.ctc_loss(z, [1, 2, 1]) == pytest.approx(frames.sum(), rel=1e-12)
    pull = losses.softmax_cross_entropy_with_integer_labels_grad(z, [1, 2, 1])
    np.testing.assert_allclose(losses.ctc_loss_grad(z, [1, 2, 1]), pull, atol=1e-13)


@given(arrays(float, (4, K), elements=st.floats(-20, 20)))
def test_the_probabilities_of_all_labellings_sum_to_one(z):
    labellings = {tuple(merged(a)) for a in itertools.product(range(K), repeat=4)}
    total = math.fsum(math.exp(-losses.ctc_loss(z, np.array(each, int))) for each in labellings)
    assert total == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(
    ("labels", "T"), [([1, 2], 1), ([1, 1], 2), ([1, 1, 1], 4), ([2, 2, 1, 1], 5)]
)
def test_too_few_frames_cost_infinitely_much_and_pull_nowhere(labels, T):
    z = drawn(T)
    with np.errstate(all="raise"):
        assert losses.ctc_loss(z, labels) == np.inf
        assert not losses.ctc_loss_grad(z, labels).any()
        assert not losses.ctc_occupancy(z, labels).any()
    repeats = sum(a == b for a, b in itertools.pairwise(labels))
    assert np.isfinite(losses.ctc_loss(drawn(len(labels) + repeats), labels))


def test_a_symbol_that_is_ruled_out_everywhere_costs_infinitely_much():
    z = drawn(3)
    z[:, 2] = -np.inf
    with np.errstate(all="raise"):
        assert losses.ctc_loss(z, [1, 2]) == np.inf
        assert not losses.ctc_loss_grad(z, [1, 2]).any()
        assert np.isfinite(losses.ctc_loss_grad(z, [1])).all()


@each_case
def test_gradient_of_each_frame_sums_to_zero(labels, T):
    np.testing.assert_allclose(losses.ctc_loss_grad(drawn(T), labels).sum(axis=-1), 0, atol=1e-14)


@each_case
def test_occupancy_is_the_share_of_the_alignments_that_show_the_symbol(labels, T):
    z, paths = drawn(T), every(labels, T)
    log_q = log_softmax(z, axis=-1)
    weights = np.exp([sum(log_q[t, k] for t, k in enumerate(path)) for path in paths])
    expected = np.zeros((T, K))
    for path, weight in zip(paths, weights, strict=True):
        expected[np.arange(T), path] += weight / weights.sum()
    np.testing.assert_allclose(losses.ctc_occupancy(z, labels), expected, atol=1e-14)
    np.testing.assert_allclose(
        losses.ctc_loss_grad(z, labels), softmax(z, axis=-1) - expected, atol=1e-13
    )


@each_case
def test_the_listed_alignments_are_all_that_spell_the_labels(labels, T):
    listed = losses.ctc_alignments(labels, T)
    assert sorted(map(tuple, listed.tolist())) == sorted(every(labels, T))
    assert listed.shape == (len(every(labels, T)), T)


@given(st.lists(st.integers(0, 3), max_size=8))
def test_an_alignment_spells_its_runs_without_the_blanks(symbols):
    assert losses.ctc_spelled(np.array(symbols, int)).tolist() == merged(symbols)


def test_an_impossible_labelling_has_no_alignments():
    assert losses.ctc_alignments([1, 1], 2).shape == (0, 2)
    assert losses.ctc_alignments([], 2).tolist() == [[0, 0]]


def test_leading_axes_are_examples():
    z = np.stack([drawn(4, seed=seed) for seed in range(6)]).reshape(2, 3, 4, K)
    each = [[float(losses.ctc_loss(frames, [1, 2])) for frames in row] for row in z]
    np.testing.assert_allclose(losses.ctc_loss(z, [1, 2]), each, rtol=1e-15)
    grads = [[losses.ctc_loss_grad(frames, [1, 2]) for frames in row] for row in z]
    np.testing.assert_allclose(losses.ctc_loss_grad(z, [1, 2]), grads, rtol=1e-12)
    assert losses.ctc_occupancy(z, [1, 2]).shape == z.shape


@pytest.mark.parametrize("large", [1e4, 1e300])
def test_huge_logits_are_finite_and_silent(large):
    z = np.sign(drawn(4)) * large
    with np.errstate(all="raise"):
        assert np.isfinite(losses.ctc_loss(z, [1, 2]))
        assert np.isfinite(losses.ctc_loss_grad(z, [1, 2])).all()


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_results_keep_the_type_of_the_logits(kind):
    z = drawn(4).astype(kind)
    for function in (losses.ctc_loss, losses.ctc_loss_grad, losses.ctc_occupancy):
        assert function(z, [1, 2]).dtype == kind


def test_a_long_sequence_agrees_with_the_rescaled_recursion():
    # As Graves et al. (2006) write it, on probabilities that are rescaled each step.
    labels, z = [1, 2, 2, 1], drawn(40)
    q, spread = softmax(z, axis=-1), [0, 1, 0, 2, 0, 2, 0, 1, 0]
    alpha, log_total = np.array([q[0, 0], q[0, 1], *[0.0] * 7]), 0.0
    for t in range(1, 40):
        log_total += math.log(alpha.sum())
        alpha /= alpha.sum()
        skip = [s > 1 and spread[s] != 0 and spread[s] != spread[s - 2] for s in range(9)]
        alpha = np.array(
            [
                (alpha[s] + (alpha[s - 1] if s else 0) + (alpha[s - 2] if skip[s] else 0))
                * q[t, spread[s]]
                for s in range(9)
            ]
        )
    expected = -log_total - math.log(alpha[-1] + alpha[-2])
    assert losses.ctc_loss(z, labels) == pytest.approx(expected, rel=1e-12)


def test_many_symbols_that_no_label_shows_take_no_more_than_their_logits():
    z = np.random.default_rng(3).normal(size=(50, 5000))
    tracemalloc.start()
    try:
        grad = losses.ctc_loss_grad(z, np.arange(1, 20))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 10 * z.nbytes
    np.testing.assert_allclose(grad[:, 20:], softmax(z, axis=-1)[:, 20:], rtol=1e-12)


@pytest.mark.parametrize(
    ("z", "labels", "fault"),
    [
        (np.zeros(3), [1], r"z must have shape \(\.\.\., frames, symbols\); got \(3,\)"),
        (np.zeros((0, 3)), [1], r"z must have shape \(\.\.\., frames, symbols\); got \(0, 3\)"),
        (np.zeros((2, 3)), [[1]], r"labels must be one sequence; got shape \(1, 1\)"),
        (np.zeros((2, 3)), [1, 0], r"labels must lie in \[1, 3\); got 0 at index \(1,\)"),
        (np.zeros((2, 3)), [3], r"labels must lie in \[1, 3\); got 3 at index \(0,\)"),
        (np.zeros((2, 3)), [1.0], "labels must be integers; got float64"),
        (np.full((2, 3), np.nan), [1], "z must not contain NaN"),
    ],
)
def test_what_cannot_be_spelled_is_refused_with_the_reason(z, labels, fault):
    for function in (losses.ctc_loss, losses.ctc_loss_grad, losses.ctc_occupancy):
        with pytest.raises(ValueError, match=f"^{fault}$"):
            function(z, labels)
