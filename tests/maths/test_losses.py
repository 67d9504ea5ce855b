"""Every loss against many-digit arithmetic, scikit-learn and the identities it obeys."""

import inspect
import re
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf
from scipy.special import expit, softmax
from sklearn.metrics import log_loss

from lib.maths import losses
from lib.maths.losses import LOSSES
from tests.maths.oracles import (
    ORACLES,
    allowed,
    classes,
    dimensions,
    error,
    exact,
    flat,
    point,
)

# ---- The points on which they are compared ------------------------------------------------------


def _probabilities() -> np.ndarray:
    rng = np.random.default_rng(1)
    small = 10.0 ** np.r_[-300, -100, -17, rng.uniform(-16, 0, 20)]
    return np.r_[small, 1 - small[small > 1e-17], 1e-16, 1 - 1e-16, 0.5, rng.uniform(size=20)]


def _binary_logits() -> np.ndarray:
    rng = np.random.default_rng(2)
    edges = np.array([0, 1e-300, 1e-17, 1e-8, 1, 16.6, 36.7, 37, 40, 88.7, 354.9, 372.5, 700])
    flush = np.array([708.4, 709.8, 720, 744, 745.2, 746, 1000, 1e4])  # exp(-z) is subnormal or 0
    drawn = np.r_[rng.uniform(0, 3, 25), rng.uniform(0, 40, 20), rng.uniform(0, 745, 15)]
    z = np.r_[edges, flush, drawn]
    return np.r_[z, -z]


def _multiclass_logits() -> Iterator[np.ndarray]:
    rng = np.random.default_rng(3)
    yield from map(np.array, ([40.0, 0.0], [0.0, 0.0, 0.0, 1.0], [2.0, 1.0, 0.1], [5.0] * 10))
    yield from map(np.array, ([0.0, -745.0, -709.0], [1e3, -1e3, 0.0], [300.0, 300.0, 0.0]))
    for K in (2, 3, 10):
        for scale in (1e-9, 1, 10, 100):
            yield rng.normal(scale=scale, size=K)


def _distributions() -> Iterator[np.ndarray]:
    yield from map(np.array, ([0.7, 0.2, 0.1], [1 - 1e-16, 1e-16], [1e-300, 1.0]))
    yield from (q for q in map(softmax, _multiclass_logits()) if q.min() > 0)


def points(loss_key: str) -> Iterator[tuple]:
    """Pairs of a prediction and its hard target, over the whole range that is promised."""
    takes = LOSSES[loss_key].takes
    if takes in ("probability", "logit"):
        for x in _probabilities() if takes == "probability" else _binary_logits():
            yield from ((x, 0), (x, 1))
        return
    for x in _distributions() if takes == "probabilities" else _multiclass_logits():
        for label in range(min(x.size, 4)):
            yield x, label if takes == "logits and labels" else np.eye(x.size)[label]


# ---- Accuracy -----------------------------------------------------------------------------------

each_loss = pytest.mark.parametrize("loss_key", [k for k in LOSSES if not LOSSES[k].example])
each_part = pytest.mark.parametrize("part", ["value", "grad"])


def test_every_row_has_an_oracle_of_many_digits():
    without = [key for key in LOSSES if key not in ORACLES]
    assert not without, f"no oracle in tests/maths/oracles.py: {', '.join(without)}"
    assert list(ORACLES) == list(LOSSES), "the oracles stand in the order of the registry"


@each_part
@each_loss
def test_errors_stay_within_what_is_promised_at_the_edges_of_the_range(loss_key, part):
    keywords = {k: np.asarray(x, float) for k, x in LOSSES[loss_key].arguments().items()}
    of_two_classes = any(map(np.ndim, keywords.values()))
    for args in points(loss_key):
        if not of_two_classes or args[0].size == 2:
            assert error(loss_key, part, args, keywords) <= allowed(loss_key, args, keywords)


@each_part
@pytest.mark.parametrize("loss_key", LOSSES)
@pytest.mark.parametrize("size", [3.0, 40.0, 300.0])
def test_errors_stay_within_what_is_promised_anywhere(loss_key, part, size):
    rng = np.random.default_rng(11)
    for K in classes(loss_key):
        for v in rng.uniform(-1, 1, (3 if loss_key == "ctc" else 12, dimensions(loss_key, K))):
            args, keywords = point(loss_key, v, size)
            assert error(loss_key, part, args, keywords) <= allowed(loss_key, args, keywords)


def test_the_oracle_notices_a_loss_that_drops_small_values():
    def log_sum_exp(z, y):
        return z.max() + np.log(np.exp(z - z.max()).sum()) - z @ y

    args = np.array([40.0, 0.0]), np.array([1.0, 0.0])
    assert error("softmax-cross-entropy", "value", args, {}, log_sum_exp) > 1e12


@each_part
@pytest.mark.parametrize("loss_key", LOSSES)
def test_the_oracle_notices_a_wrong_digit(loss_key, part):
    function, (args, keywords) = getattr(LOSSES[loss_key], part), usual(loss_key)

    def wrong(*args, **keywords):
        return (1 + 1e-11) * function(*args, **keywords)

    if np.any(function(*args, **keywords)):
        assert error(loss_key, part, args, keywords, wrong) > 1e3


@pytest.mark.parametrize("label", [0, 1, 2])
def test_true_class_of_the_squared_error_gradient_is_relatively_exact(label):
    for z in (z for z in _multiclass_logits() if z.size > 2):
        y = np.eye(z.size)[label]
        found = losses.softmax_squared_error_grad(z, y)[label]
        with mp.workdps(500 + int(np.ptp(z))):
            truth = ORACLES["softmax-squared-error"].grad(exact(z), exact(y))[label]
            near = np.spacing(abs(float(truth)))
            assert abs(mpf(float(found)) - truth) <= 4 * (1 + np.ptp(z)) * near


@pytest.mark.parametrize("loss_key", LOSSES)
def test_gradient_oracle_is_the_derivative_of_the_value_oracle(loss_key):
    oracle, (args, keywords) = ORACLES[loss_key], usual(loss_key)
    named = {name: exact(x) for name, x in keywords.items()}
    first, *rest = map(exact, args)
    with mp.workdps(50):
        slopes = _slopes(lambda x: oracle.value(x, *rest, **named), first)
        for slope, truth in zip(slopes, flat(oracle.grad(first, *rest, **named)), strict=True):
            assert mp.almosteq(slope, truth, 1e-25, 1e-25)


def usual(loss_key: str) -> tuple[tuple, dict]:
    """One example of a row away from every kink, its parameters away from their ends."""
    rng = np.random.default_rng(5)
    v = rng.uniform(-0.6, 0.6, dimensions(loss_key, classes(loss_key)[-1]))
    return point(loss_key, v, 2.0)


def _slopes(value: Callable, x: list) -> list:
    """Derivatives of a value over each number of a list of lists, or over a number."""
    if not isinstance(x, list):
        return [mp.diff(value, x)]
    return [
        slope
        for i, each in enumerate(x)
        for slope in _slopes(lambda t, i=i: value([*x[:i], t, *x[i + 1 :]]), each)
    ]


def example(loss_key: str) -> tuple[np.ndarray, np.ndarray]:
    """Predictions away from every kink, and hard targets."""
    takes = LOSSES[loss_key].takes
    if takes == "probability":
        return np.array([0.07, 0.31, 0.62, 0.93]), np.array([0, 1, 1, 0])
    if takes == "logit":
        return np.array([-3.3, -0.4, 0.7, 2.9]), np.array([1, 0, 1, 0])
    z = np.array([[2.0, 1.0, 0.1], [-1.3, 0.4, 2.2]])
    x = softmax(z, axis=-1) if takes == "probabilities" else z
    return x, np.array([0, 1]) if takes == "logits and labels" else np.eye(3)[:2]


@each_loss
def test_gradient_matches_central_difference(loss_key):
    loss, (x, y), h = LOSSES[loss_key], example(loss_key), 1e-6
    # A probability moved alone leaves the simplex: there the formula is differenced unchecked.
    value = inspect.unwrap(loss.value) if loss.takes == "probabilities" else loss.value
    steps = [h] if x.ndim == 1 else h * np.eye(x.shape[-1])
    slopes = [(value(x + step, y) - value(x - step, y)) / (2 * h) for step in steps]
    expected = slopes[0] if x.ndim == 1 else np.stack(slopes, axis=-1)
    np.testing.assert_allclose(loss.grad(x, y), expected, rtol=1e-7, atol=1e-9)


@each_part
@each_loss
def test_float32_agrees_with_float64(loss_key, part):
    x, y = example(loss_key)
    x = x.astype(np.float32)
    function = getattr(LOSSES[loss_key], part)
    np.testing.assert_allclose(function(x, y), function(x.astype(float), y), rtol=2e-6)


# ---- Types, extremes, warnings ------------------------------------------------------------------


@each_part
@each_loss
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_result_keeps_the_floating_type_of_the_prediction(loss_key, part, dtype):
    x, y = example(loss_key)
    result = getattr(LOSSES[loss_key], part)(x.astype(dtype), y)
    assert result.dtype == dtype
    assert np.isfinite(result).all()


@each_part
@each_loss
def test_integers_count_as_float64(loss_key, part):
    x, y = example(loss_key)
    whole = np.eye(3, dtype=int)[:2] if x.ndim == 2 else np.array([0, 1, 1, 0])
    function = getattr(LOSSES[loss_key], part)
    assert function(whole, y).dtype == np.float64
    np.testing.assert_array_equal(function(whole, y), function(whole.astype(float), y))


LARGE = [(np.float16, 3e4), (np.float32, 1e38), (np.float64, 1e300)]
DEGREES = {"squared-hinge": 2}  # of the logit, where the loss grows faster than it


@each_part
@pytest.mark.parametrize("loss_key", [k for k in LOSSES if LOSSES[k].takes.startswith("logit")])
@pytest.mark.parametrize(("dtype", "large"), LARGE)
def test_huge_logits_are_finite_and_silent(loss_key, part, dtype, large):
    x, y = example(loss_key)
    large = large ** (1 / DEGREES.get(loss_key, 1))
    with np.errstate(all="raise"):
        for factor in (1, 0.01, -1, large / x.max(), -large / np.abs(x).max()):
            z = np.clip(x * factor, -large, large).astype(dtype)
            assert np.isfinite(getattr(LOSSES[loss_key], part)(z, y)).all()


@pytest.mark.parametrize(
    ("z", "cost"), [([1e300, -1e300], 2e300), ([-1e300, 1e300], 0), ([0, -1e300], 1e300)]
)
def test_huge_logits_cost_their_difference(z, cost):
    assert losses.softmax_cross_entropy(z, [0, 1]) == cost
    assert losses.softmax_cross_entropy_with_integer_labels(z, 1) == cost


def test_a_loss_beyond_float16_is_infinite_without_a_warning():
    with np.errstate(all="raise"):
        z = np.array([6e4, -6e4], dtype=np.float16)
        assert losses.softmax_cross_entropy(z, [0, 1]) == np.inf
        assert losses.softmax_cross_entropy_with_integer_labels(z, 1) == np.inf


def test_ruling_out_the_truth_costs_infinitely_much():
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(
            losses.binary_cross_entropy([0, 0, 1, 1], [0, 1, 0, 1]), [0, np.inf, np.inf, 0]
        )
        np.testing.assert_array_equal(
            losses.binary_cross_entropy_grad([0, 0, 1, 1], [0, 1, 0, 1]), [1, -np.inf, np.inf, -1]
        )
        assert losses.categorical_cross_entropy([0, 1], [1, 0]) == np.inf
        np.testing.assert_array_equal(
            losses.categorical_cross_entropy_grad([0, 1], [1, 0]), [-np.inf, 0]
        )


def test_infinite_logits_are_limits():
    with np.errstate(all="raise"):
        z = [-np.inf, np.inf]
        np.testing.assert_array_equal(losses.sigmoid_binary_cross_entropy(z, 1), [np.inf, 0])
        np.testing.assert_array_equal(losses.sigmoid_binary_cross_entropy_grad(z, 1), [-1, 0])
        np.testing.assert_array_equal(losses.sigmoid_squared_error(z, 0), [0, 1])


def test_a_class_ruled_out_by_its_logit_leaves_the_others_alone():
    masked, rest, y = [2.0, -np.inf, 1.0], [2.0, 1.0], [1, 0, 0]
    with np.errstate(all="raise"):
        cost = losses.softmax_cross_entropy(masked, y)
        assert cost == losses.softmax_cross_entropy(rest, [1, 0])
        assert losses.softmax_cross_entropy_with_integer_labels(masked, 1) == np.inf


@each_part
@each_loss
def test_nothing_is_a_negative_zero(loss_key, part):
    x, y = example(loss_key)
    for extreme in (x, 0 * x, 1e4 * x, -1e4 * x):
        valid = extreme if LOSSES[loss_key].takes.startswith("logit") else np.round(x)
        result = getattr(LOSSES[loss_key], part)(valid, y)
        assert not np.signbit(result[result == 0]).any()


# ---- What is refused ----------------------------------------------------------------------------


@each_part
@each_loss
def test_shapes_that_differ_are_refused(loss_key, part):
    x, y = example(loss_key)
    with pytest.raises(ValueError, match=r"must have the same shape; got \(.*\) and \(.*\)"):
        getattr(LOSSES[loss_key], part)(x, y[:-1])


def test_the_message_about_shapes_has_both():
    with pytest.raises(
        ValueError, match=r"^q and y must have the same shape; got \(3,\) and \(4,\)$"
    ):
        losses.binary_cross_entropy(np.full(3, 0.5), np.zeros(4))


@each_part
@each_loss
def test_nan_is_refused_by_name(loss_key, part):
    loss, (x, y) = LOSSES[loss_key], example(loss_key)
    x = x.copy()
    x.flat[-1] = np.nan
    name = next(iter(inspect.signature(loss.value).parameters))
    with pytest.raises(ValueError, match=f"{name} must not contain NaN"):
        getattr(loss, part)(x, y)


@pytest.mark.parametrize("q", [-0.1, 1.1, np.inf])
def test_probabilities_outside_the_unit_interval_are_refused(q):
    with pytest.raises(ValueError, match=rf"q must lie in \[0, 1\]; got {q}"):
        losses.binary_cross_entropy([0.5, q], 1)
    with pytest.raises(ValueError, match=rf"y must lie in \[0, 1\]; got {q}"):
        losses.sigmoid_binary_cross_entropy([0.5, 0.5], [1, q])


def test_distributions_must_sum_to_one():
    with pytest.raises(ValueError, match=r"^q must be non-negative and sum to 1; got sum 0\.93$"):
        losses.categorical_cross_entropy([0.5, 0.43], [1, 0])
    with pytest.raises(ValueError, match=r"^y must be non-negative and sum to 1; got -0\.5$"):
        losses.softmax_cross_entropy([0.0, 0.0], [1.5, -0.5])
    with pytest.raises(ValueError, match="last axis"):
        losses.categorical_cross_entropy(1.0, 1.0)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_distributions_rounded_to_their_type_are_accepted(dtype):
    q = softmax(np.random.default_rng(4).normal(size=(50, 1000)), axis=-1).astype(dtype)
    y = np.eye(1000)[:50]
    assert np.isfinite(losses.categorical_cross_entropy(q, y)).all()


def test_labels_that_are_not_classes_are_refused():
    function = losses.softmax_cross_entropy_with_integer_labels
    with pytest.raises(ValueError, match=r"labels must lie in \[0, 3\); got 5 at index \(1,\)"):
        function(np.zeros((2, 3)), [0, 5])
    with pytest.raises(ValueError, match=r"got -1 at index \(1, 0\)"):
        function(np.zeros((2, 1, 3)), [[2], [-1]])
    with pytest.raises(ValueError, match="labels must be integers; got float64"):
        function(np.zeros((2, 3)), [0.0, 1.0])


def test_soft_labels_are_refused_where_they_mean_nothing():
    for loss_key in (k for k in LOSSES if not LOSSES[k].soft_labels):
        with pytest.raises(ValueError, match=r"y must be 0 or 1; got 0\.5"):
            LOSSES[loss_key].value(0.3, 0.5)


def test_logits_without_a_softmax_are_refused():
    for function in (losses.softmax_cross_entropy_grad, losses.softmax_squared_error):
        with pytest.raises(ValueError, match="finite largest logit"):
            function([np.inf, 0.0], [1, 0])
    for z in ([np.inf, 0.0], [0.0, np.inf], [-np.inf, -np.inf]):
        with pytest.raises(ValueError, match="finite largest logit"):
            losses.softmax_cross_entropy_with_integer_labels_grad(z, 0)
    with pytest.raises(ValueError, match="last axis over the classes"):
        losses.softmax_cross_entropy_with_integer_labels(1.0, 0)


# ---- Identities ---------------------------------------------------------------------------------

logits = st.floats(-1e3, 1e3)
logit_rows = arrays(float, st.tuples(st.integers(1, 5), st.integers(2, 7)), elements=logits)


@given(logits, logits)
def test_two_class_softmax_equals_sigmoid(z0, z1):
    z = z1 - z0
    for label in (0, 1):
        cost = losses.softmax_cross_entropy([z0, z1], np.eye(2)[label])
        assert cost == pytest.approx(losses.sigmoid_binary_cross_entropy(z, label), rel=1e-12)
        pull = losses.softmax_cross_entropy_grad([z0, z1], np.eye(2)[label])
        slope = losses.sigmoid_binary_cross_entropy_grad(z, label)
        np.testing.assert_allclose(pull, [-slope, slope], rtol=1e-12)
        error = losses.softmax_squared_error([z0, z1], np.eye(2)[label])
        assert error == pytest.approx(2 * losses.sigmoid_squared_error(z, label), rel=1e-12)


@given(logit_rows)
def test_class_index_and_one_hot_are_two_spellings_of_one_target(z):
    labels = np.arange(len(z)) % z.shape[1]
    y = np.eye(z.shape[1])[labels]
    for part in ("value", "grad"):
        by_index = getattr(LOSSES["softmax-cross-entropy-labels"], part)(z, labels)
        by_one_hot = getattr(LOSSES["softmax-cross-entropy"], part)(z, y)
        np.testing.assert_allclose(by_index, by_one_hot, rtol=1e-13)


@given(logit_rows)
def test_softmax_gradients_sum_to_zero(z):
    y = np.eye(z.shape[1])[np.zeros(len(z), dtype=int)]
    for loss_key in (k for k in LOSSES if LOSSES[k].takes == "logits"):
        pushes = LOSSES[loss_key].grad(z, y).sum(axis=-1)
        np.testing.assert_allclose(pushes, 0, atol=1e-15)


@given(logit_rows, st.integers(-1000, 1000))
def test_a_constant_added_to_every_logit_changes_nothing(z, shift):
    z, y = np.round(z), np.eye(z.shape[1])[np.zeros(len(z), dtype=int)]
    for loss in (loss for loss in LOSSES.values() if loss.takes == "logits"):
        np.testing.assert_array_equal(loss.value(z + shift, y), loss.value(z, y))


@given(st.floats(-30, 30), st.floats(0, 1))
def test_the_loss_of_a_logit_is_the_loss_of_its_probability(z, y):
    q = expit(z)
    cost = losses.sigmoid_binary_cross_entropy(z, y)
    assert cost == pytest.approx(losses.binary_cross_entropy(q, y), rel=1e-3, abs=1e-12)
    error = losses.sigmoid_squared_error(z, y)
    assert error == pytest.approx(losses.squared_error(q, y), rel=1e-9, abs=1e-15)
    assert error >= 0


@given(st.floats(-1e4, 1e4), st.floats(0, 1))
def test_a_soft_label_is_a_mixture_of_hard_ones(z, y):
    for function in (losses.sigmoid_binary_cross_entropy, losses.sigmoid_squared_error_grad):
        mixed = y * function(z, 1) + (1 - y) * function(z, 0)
        assert function(z, y) == pytest.approx(mixed, rel=1e-12, abs=1e-15)


@given(st.integers(0, 1024).map(lambda k: k / 1024), st.sampled_from([0, 1]))
def test_swapping_the_classes_mirrors_the_loss(q, y):
    for loss in (loss for loss in LOSSES.values() if loss.takes == "probability"):
        mirrored = loss.value(1 - q, 1 - y)
        if q != 0.5:  # the 0-1 error calls a tie 0
            assert loss.value(q, y) == pytest.approx(mirrored, rel=1e-15)


@settings(max_examples=50)
@given(arrays(float, st.tuples(st.integers(1, 20), st.just(4)), elements=st.floats(-9, 9)))
def test_mean_equals_scikit_learns_log_loss(z):
    labels = np.arange(len(z)) % 4
    cost = losses.softmax_cross_entropy_with_integer_labels(z, labels).mean()
    reference = log_loss(labels, softmax(z, axis=-1), labels=range(4))
    assert cost == pytest.approx(reference, rel=1e-9)


def test_binary_mean_equals_scikit_learns_log_loss():
    q, y = _probabilities(), np.arange(_probabilities().size) % 2
    reasonable = (q > 1e-9) & (q < 1 - 1e-9)
    q, y = q[reasonable], y[reasonable]
    assert losses.binary_cross_entropy(q, y).mean() == pytest.approx(log_loss(y, q), rel=1e-12)


@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 5, 3), (100_000, 3), (70, 5000)])
def test_any_number_of_leading_axes_is_an_array_of_examples(shape):
    rng = np.random.default_rng(5)
    z, labels = rng.normal(size=shape), rng.integers(0, shape[-1], shape[:-1])
    cost = losses.softmax_cross_entropy_with_integer_labels(z, labels)
    q = np.take_along_axis(softmax(z, axis=-1), np.expand_dims(labels, -1), axis=-1)[..., 0]
    np.testing.assert_allclose(cost, -np.log(q), rtol=1e-12)
    grad = losses.softmax_cross_entropy_with_integer_labels_grad(z, labels)
    one_hot = np.arange(shape[-1]) == np.expand_dims(labels, -1)
    np.testing.assert_allclose(grad, softmax(z, axis=-1) - one_hot, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("part", ["value", "grad"])
def test_a_large_batch_needs_at_most_three_temporaries(part):
    rng = np.random.default_rng(6)
    z, labels = rng.normal(size=(200_000, 10)), rng.integers(0, 10, 200_000)
    function = getattr(LOSSES["softmax-cross-entropy-labels"], part)
    tracemalloc.start()
    try:
        function(z, labels)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= 3 * z.nbytes


# ---- Numbers of the lessons ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "cost"),
    [
        *[(0.7, 0.3567), (0.9, 0.1054), (0.51, 0.6733), (0.5, 0.6931), (0.1, 2.3026)],
        *[(0.01, 4.6052), (0.001, 6.9078), (0.2, 1.6094), (0.8, 0.2231)],
    ],
)
def test_cost_of_a_probability_in_the_first_lesson(q, cost):
    assert round(float(losses.binary_cross_entropy(q, 1)), 4) == cost


def test_costs_of_ten_classes():
    good = [0.05, 0.02, 0.08, 0.70, 0.03, 0.04, 0.02, 0.03, 0.02, 0.01]
    poor = [0.15, 0.10, 0.35, 0.05, 0.10, 0.08, 0.07, 0.05, 0.03, 0.02]
    costs = losses.categorical_cross_entropy([good, poor], np.eye(10)[[3, 3]])
    np.testing.assert_array_equal(np.round(costs, 4), [0.3567, 2.9957])


def test_costs_of_logits():
    function = losses.softmax_cross_entropy_with_integer_labels
    assert round(float(function([2.0, 1.0, 0.1], 0)), 4) == 0.4170
    assert round(float(function([0, 0, 0, 1], 3)), 4) == 0.7437
    assert f"{function([40.0, 0.0], 0):.1e}" == "4.2e-18"


@pytest.mark.parametrize(
    ("K", "cost"), [(2, 0.6931), (3, 1.0986), (10, 2.3026), (1000, 6.9078), (50_257, 10.8249)]
)
def test_guessing_uniformly_costs_the_logarithm_of_the_number_of_classes(K, cost):
    found = losses.softmax_cross_entropy_with_integer_labels(np.zeros(K), K - 1)
    assert round(float(found), 4) == cost


def test_squared_error_is_eleven_thousand_times_weaker():
    z = -10.0
    strong = losses.sigmoid_binary_cross_entropy_grad(z, 1)
    weak = losses.sigmoid_squared_error_grad(z, 1)
    assert round(float(strong / weak)) == 11_014
    assert round(float(strong), 5) == -0.99995
    assert round(float(weak), 7) == -0.0000908
    assert round(float(losses.sigmoid_binary_cross_entropy(z, 1)), 5) == 10.00005
    assert round(float(losses.sigmoid_squared_error(z, 1)), 5) == 0.99991


def test_squared_error_pulls_hardest_at_one_third():
    peak = -losses.sigmoid_squared_error_grad(-np.log(2), 1)  # the logit of 1/3
    assert peak == pytest.approx(8 / 27, rel=1e-15)
    assert (-losses.sigmoid_squared_error_grad(np.linspace(-10, 10, 2001), 1) <= peak).all()


@pytest.mark.parametrize(
    ("q", "cost", "error", "by_entropy", "by_square"),
    [
        ([0.7, 0.2, 0.1], 0.3567, 0.14, [-0.3, 0.2, 0.1], [-0.196, 0.144, 0.052]),
        ([0.4, 0.3, 0.3], 0.9163, 0.54, [-0.6], [-0.432]),
    ],
)
def test_fair_comparison_of_gradients(q, cost, error, by_entropy, by_square):
    z, y = np.log(q), [1, 0, 0]
    assert round(float(losses.softmax_cross_entropy(z, y)), 4) == cost
    assert losses.softmax_squared_error(z, y) == pytest.approx(error)
    given_components = slice(len(by_entropy))
    np.testing.assert_allclose(
        losses.softmax_cross_entropy_grad(z, y)[given_components], by_entropy
    )
    np.testing.assert_allclose(losses.softmax_squared_error_grad(z, y)[given_components], by_square)


# ---- The registry -------------------------------------------------------------------------------


def test_keys_travel_in_urls():
    assert all(re.fullmatch("[a-z0-9-]+", key) for key in LOSSES)


def test_short_names_tell_the_losses_apart_and_fit_beside_a_curve():
    titles = {loss.name: loss.short for loss in LOSSES.values()}
    assert len(set(titles.values())) == len(titles)
    assert all(len(short) <= len(name) and len(short) <= 24 for name, short in titles.items())


def test_every_gradient_stands_under_its_value_and_is_registered():
    functions = [name for name, each in vars(losses).items() if hasattr(each, "__wrapped__")]
    values = [name for name in functions if not name.endswith("_grad")]
    assert functions == [name for value in values for name in (value, f"{value}_grad")]
    assert {loss.value.__name__ for loss in LOSSES.values()} == set(values)
    assert all(loss.grad.__name__ == f"{loss.value.__name__}_grad" for loss in LOSSES.values())


@each_loss
def test_row_is_complete(loss_key):
    loss = LOSSES[loss_key]
    assert loss.name
    assert loss.short
    assert loss.latex
    assert loss.grad_latex
    assert loss.source
    names = list(inspect.signature(loss.value).parameters)
    assert names == list(inspect.signature(loss.grad).parameters)
    assert names[2:] == [parameter.key for parameter in loss.parameters]
    by_takes = {"probability": ["q", "y"], "probabilities": ["q", "y"], "logit": ["z", "y"]}
    by_takes |= {"logits": ["z", "y"], "logits and labels": ["z", "labels"]}
    assert names[:2] == by_takes[loss.takes]


@each_part
@each_loss
def test_arguments_may_be_named(loss_key, part):
    function, (x, y) = getattr(LOSSES[loss_key], part), example(loss_key)
    prediction, target, *_ = inspect.signature(function).parameters
    np.testing.assert_array_equal(function(**{prediction: x, target: y}), function(x, y))


@each_part
@each_loss
def test_one_example_gives_the_same_as_a_batch(loss_key, part):
    function, (x, y) = getattr(LOSSES[loss_key], part), example(loss_key)
    np.testing.assert_allclose([function(*each) for each in zip(x, y, strict=True)], function(x, y))


def test_one_label_may_stand_for_all():
    q = np.array([0.1, 0.5])
    costs = losses.binary_cross_entropy(q, 1)
    np.testing.assert_array_equal(costs, losses.binary_cross_entropy(q, [1, 1]))


# ---- Losses of something else: each row has an example ------------------------------------------

each_other = pytest.mark.parametrize("loss_key", [k for k in LOSSES if LOSSES[k].example])


@each_other
def test_gradient_of_an_example_matches_central_difference(loss_key):
    loss, h = LOSSES[loss_key], 1e-6
    x, *rest = map(np.asarray, loss.example)
    slopes = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        slopes[index] = (loss.value(x + step, *rest) - loss.value(x - step, *rest)).sum()
    np.testing.assert_allclose(loss.grad(x, *rest), slopes / (2 * h), rtol=1e-7, atol=1e-8)


@each_part
@each_other
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_result_of_an_example_keeps_the_type_of_the_prediction(loss_key, part, dtype):
    x, *rest = map(np.asarray, LOSSES[loss_key].example)
    function = getattr(LOSSES[loss_key], part)
    result = function(x.astype(dtype), *rest)
    assert result.dtype == dtype
    eps = 64 * np.finfo(dtype).eps
    np.testing.assert_allclose(result, function(x, *rest), rtol=eps, atol=eps)


@each_part
@each_other
def test_arguments_of_an_example_may_be_named(loss_key, part):
    loss = LOSSES[loss_key]
    function, names = getattr(loss, part), inspect.signature(loss.value).parameters
    named = dict(zip(names, loss.example, strict=False))
    np.testing.assert_array_equal(function(**named), function(*loss.example))


@each_other
def test_a_row_with_an_example_is_complete(loss_key):
    loss = LOSSES[loss_key]
    assert all([loss.name, loss.short, loss.latex, loss.grad_latex, loss.source, loss.takes])
    names = list(inspect.signature(loss.value).parameters)
    assert names == list(inspect.signature(loss.grad).parameters)
    assert {parameter.key for parameter in loss.parameters} <= set(names[len(loss.example) :])
    standard = {LOSSES[k].takes for k in LOSSES if not LOSSES[k].example}
    assert loss.takes not in standard


@each_other
def test_a_parameter_of_an_example_starts_at_its_default(loss_key):
    loss = LOSSES[loss_key]
    np.testing.assert_array_equal(
        loss.value(*loss.example, **loss.arguments()), loss.value(*loss.example)
    )
