"""Weighted classes, softened labels, priors, focal loss, several labels: formulas and limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf

from lib.maths import losses
from lib.maths.information import entropy
from lib.maths.losses import LOSSES
from lib.maths.losses.axes import value_over
from tests.maths.oracles import allowed, error
from tests.maths.oracles import sigmoid as _sigmoid
from tests.maths.oracles import softmax_of as _softmax
from tests.maths.test_losses import points

K = 3
Z = np.array([[2.0, 1.0, 0.1], [-1.3, 0.4, 2.2], [30.0, -9.0, 0.0]])
Y = np.eye(K)[[0, 1, 2]]
SOFT = np.array([0.2, 0.5, 0.3])
rows = arrays(float, st.tuples(st.integers(1, 4), st.just(K)), elements=st.floats(-40, 40))


def _sum(terms):
    return mp.fsum(list(terms))


def _of_logits(key, z, y, arguments):
    """The formula of a paper in mpmath: a loss of K logits, one example."""
    q = _softmax(z)
    if key == "weighted":
        t = [a * mpf(w) for a, w in zip(y, arguments["weights"], strict=True)]
    elif key == "label-smoothing":
        e = mpf(arguments["epsilon"])
        t = [(1 - e) * a + e / len(z) for a in y]
    elif key == "label-smoothing-wrong":
        e = mpf(arguments["epsilon"])
        t = [(1 - e) * a + e * (1 - a) / (len(z) - 1) for a in y]
    else:
        tau = mpf(arguments["tau"])
        q = _softmax([a + tau * mp.log(p) for a, p in zip(z, arguments["priors"], strict=True)])
        t = y
    return -_sum(a * mp.log(b) for a, b in zip(t, q, strict=True))


K_CLASS = [
    ("weighted", {"weights": [0.5, 2.0, 7.25]}),
    ("weighted", {"weights": [0.0, 1.0, 1.0]}),
    *(("label-smoothing", {"epsilon": e}) for e in (0.0, 0.01, 0.1, 0.5, 1.0)),
    *(("label-smoothing-wrong", {"epsilon": e}) for e in (0.0, 0.01, 0.1, 0.5, 1.0)),
    ("logit-adjustment", {"priors": [0.9, 0.09, 0.01], "tau": 1.0}),
    ("logit-adjustment", {"priors": [0.9, 0.09, 0.01], "tau": 0.3}),
    ("logit-adjustment", {"priors": [500.0, 40.0, 3.0], "tau": 2.0}),
]


@pytest.mark.parametrize(("key", "arguments"), K_CLASS)
@pytest.mark.parametrize("y", [*Y, SOFT])
def test_value_and_gradient_are_those_of_the_formula(key, arguments, y):
    for z in Z:
        with mp.workdps(50):
            exact, target = [mpf(float(a)) for a in z], [mpf(float(a)) for a in y]
            value = _of_logits(key, exact, target, arguments)
            slopes = [
                mp.diff(
                    lambda t, k=k, z=exact, y=target: _of_logits(
                        key, [*z[:k], t, *z[k + 1 :]], y, arguments
                    ),
                    exact[k],
                )
                for k in range(K)
            ]
        found = LOSSES[key].value(z, y, **arguments)
        assert float(found) == pytest.approx(float(value), rel=1e-14, abs=1e-300)
        grad = LOSSES[key].grad(z, y, **arguments)
        np.testing.assert_allclose(grad, np.array(slopes, dtype=float), rtol=1e-12, atol=1e-15)


def _focal(z, y, gamma):
    p = _sigmoid(z if y else -z)
    return -((1 - p) ** mpf(gamma)) * mp.log(p)


GAMMAS = [0.0, 0.5, 1.0, 2.0, 3.7, 5.0]


@pytest.mark.parametrize("gamma", GAMMAS)
def test_focal_loss_is_the_formula_to_within_gamma_z_units(gamma):
    with mp.workdps(400):
        for z, y in list(points("focal"))[::7]:
            truth = _focal(mpf(float(z)), int(y), gamma)
            found = losses.sigmoid_focal_loss(z, y, gamma)
            units = abs(mpf(float(found)) - truth) / mpf(np.spacing(float(truth)))
            assert units <= 4 + gamma * abs(z)


@pytest.mark.parametrize("gamma", GAMMAS)
@pytest.mark.parametrize("alpha", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("y", [0, 1])
def test_focal_gradient_is_the_derivative(gamma, alpha, y):
    weight = alpha if y else 1 - alpha
    for z in (-31.0, -2.5, -0.1, 0.0, 0.7, 4.2, 25.0):
        with mp.workdps(60):
            slope = float(mp.diff(lambda t: _focal(t, y, gamma), mpf(z)))
        assert losses.sigmoid_focal_loss_grad(z, y, gamma) == pytest.approx(slope, rel=1e-13)
        balanced = losses.sigmoid_balanced_focal_loss_grad(z, y, gamma, alpha)
        assert balanced == pytest.approx(weight * slope, rel=1e-13)
        value = float(_focal(mpf(z), y, gamma))
        found = losses.sigmoid_balanced_focal_loss(z, y, gamma, alpha)
        assert found == pytest.approx(weight * value, rel=1e-12)


# ---- Limits that the papers state ----------------------------------------------------------------


@given(st.floats(-700, 700), st.sampled_from([0, 1]))
def test_focal_loss_with_gamma_zero_is_cross_entropy(z, y):
    cost = losses.sigmoid_binary_cross_entropy(z, y)
    assert losses.sigmoid_focal_loss(z, y, gamma=0) == pytest.approx(cost, rel=1e-15)
    slope = losses.sigmoid_binary_cross_entropy_grad(z, y)
    assert losses.sigmoid_focal_loss_grad(z, y, gamma=0) == pytest.approx(slope, rel=1e-15)


def test_focal_loss_turns_an_easy_example_down_a_hundred_times():
    z = np.log([9, 1])  # the logits of 0.9 and 0.5
    easy, hard = losses.sigmoid_binary_cross_entropy(z, 1) / losses.sigmoid_focal_loss(z, 1)
    assert easy == pytest.approx(1 / (1 - 0.9) ** 2)
    assert hard == pytest.approx(4), "at most 4 times where p_t is at most 0.5"


def test_focal_loss_at_infinite_logits_is_its_limit():
    with np.errstate(all="raise"):
        for gamma in (0, 0.5, 2):
            z = [-np.inf, np.inf]
            np.testing.assert_array_equal(losses.sigmoid_focal_loss(z, 1, gamma), [np.inf, 0])
            np.testing.assert_array_equal(losses.sigmoid_focal_loss_grad(z, 1, gamma), [-1, 0])


def test_half_of_the_balanced_focal_loss_is_the_plain_one():
    z = np.linspace(-9, 9, 19)
    for y in (0, 1):
        np.testing.assert_allclose(
            2 * losses.sigmoid_balanced_focal_loss(z, y, alpha=0.5),
            losses.sigmoid_focal_loss(z, y),
        )


@given(rows, st.floats(0.1, 10))
def test_equal_weights_scale_cross_entropy(z, weight):
    y = np.eye(K)[np.arange(len(z)) % K]
    cost = losses.softmax_cross_entropy(z, y)
    found = losses.weighted_softmax_cross_entropy(z, y, np.full(K, weight))
    np.testing.assert_allclose(found, weight * cost, rtol=1e-15)


@given(rows)
def test_what_changes_nothing_gives_plain_cross_entropy(z):
    y = np.eye(K)[np.arange(len(z)) % K]
    neutral = {
        "weighted": {"weights": np.ones(K)},
        "label-smoothing": {"epsilon": 0},
        "label-smoothing-wrong": {"epsilon": 0},
        "logit-adjustment": {"priors": np.full(K, 0.25), "tau": 1},
    }
    for key, arguments in neutral.items():
        for part in ("value", "grad"):
            plain = getattr(LOSSES["softmax-cross-entropy"], part)(z, y)
            found = getattr(LOSSES[key], part)(z, y, **arguments)
            np.testing.assert_allclose(found, plain, rtol=1e-14)
    tau = losses.logit_adjusted_cross_entropy(z, y, [0.7, 0.2, 0.1], tau=0)
    np.testing.assert_array_equal(tau, losses.softmax_cross_entropy(z, y))


def test_label_smoothing_has_the_floors_of_the_lesson():
    assert round(float(losses.label_smoothing_floor(10, 0.1)), 4) == 0.5003
    assert round(float(losses.label_smoothing_floor(10, 0.1, wrong_only=True)), 4) == 0.5448


@pytest.mark.parametrize("wrong_only", [False, True])
@pytest.mark.parametrize(("n", "epsilon"), [(2, 0.1), (10, 0.1), (10, 0.5), (1000, 0.02)])
def test_the_floor_is_reached_at_the_smoothed_label_and_nowhere_undercut(n, epsilon, wrong_only):
    key = "label-smoothing-wrong" if wrong_only else "label-smoothing"
    share = epsilon / (n - 1 if wrong_only else n)
    best = np.full(n, share)
    best[0] = 1 - (n - 1) * share
    floor = losses.label_smoothing_floor(n, epsilon, wrong_only)
    assert floor == pytest.approx(float(entropy(best)))
    y = np.eye(n)[0]
    assert LOSSES[key].value(np.log(best), y, epsilon=epsilon) == pytest.approx(float(floor))
    np.testing.assert_allclose(LOSSES[key].grad(np.log(best), y, epsilon=epsilon), 0, atol=1e-15)
    z = np.random.default_rng(1).normal(scale=3, size=(200, n))
    assert (LOSSES[key].value(z, np.tile(y, (200, 1)), epsilon=epsilon) > floor).all()


def test_no_smoothing_has_the_floor_zero():
    assert losses.label_smoothing_floor(10, 0) == 0
    assert losses.label_smoothing_floor(10, 0, wrong_only=True) == 0


@given(rows, st.floats(0, 0.6))
def test_the_two_ways_of_smoothing_differ_by_a_factor_in_epsilon(z, epsilon):
    y = np.eye(K)[np.arange(len(z)) % K]
    np.testing.assert_allclose(
        losses.smoothed_cross_entropy(z, y, epsilon),
        losses.smoothed_wrong_cross_entropy(z, y, epsilon * (K - 1) / K),
        rtol=1e-13,
    )


def test_a_lone_class_costs_nothing_however_smoothed():
    for function in (losses.smoothed_cross_entropy, losses.smoothed_wrong_cross_entropy):
        assert function([3.0], [1.0]) == 0
    for function in (losses.smoothed_cross_entropy_grad, losses.smoothed_wrong_cross_entropy_grad):
        assert function([3.0], [1.0]) == 0


@given(rows)
def test_counts_do_for_priors(z):
    y = np.eye(K)[np.arange(len(z)) % K]
    np.testing.assert_allclose(
        losses.logit_adjusted_cross_entropy(z, y, [60, 30, 10]),
        losses.logit_adjusted_cross_entropy(z, y, [0.6, 0.3, 0.1]),
        rtol=1e-13,
    )


def test_adjustment_survives_large_logits():
    y = np.eye(2)[1]
    far = losses.logit_adjusted_cross_entropy([1e15, 1e15], y, [0.75, 0.25])
    assert far == pytest.approx(np.log(4), rel=1e-15)


# ---- Means and several labels --------------------------------------------------------------------


def test_the_weighted_mean_divides_by_the_weights_of_the_examples():
    weights = np.array([1.0, 3.0, 0.5])
    cost = losses.softmax_cross_entropy(Z, Y)
    found = losses.weighted_softmax_cross_entropy_mean(Z, Y, weights)
    assert found == pytest.approx(np.average(cost, weights=weights), rel=1e-15)
    plain = losses.weighted_softmax_cross_entropy(Z, Y, weights).mean()
    assert found == pytest.approx(plain * 3 / weights.sum(), rel=1e-15)


def test_the_weighted_mean_ignores_a_common_factor():
    weights = np.array([1.0, 3.0, 0.5])
    twice = losses.weighted_softmax_cross_entropy_mean(Z, Y, 2 * weights)
    assert twice == pytest.approx(losses.weighted_softmax_cross_entropy_mean(Z, Y, weights))
    assert np.isnan(losses.weighted_softmax_cross_entropy_mean(Z[:1], Y[:1], [0, 1, 1]))


@given(
    arrays(float, (4, K), elements=st.floats(-1e3, 1e3)),
    arrays(int, (4, K), elements=st.integers(0, 1)),
)
def test_multi_label_cross_entropy_is_a_sum_of_binary_ones(z, y):
    each = losses.sigmoid_binary_cross_entropy(z, y)
    np.testing.assert_array_equal(losses.multi_label_cross_entropy(z, y), each.sum(axis=-1))
    np.testing.assert_array_equal(
        losses.multi_label_cross_entropy_grad(z, y), losses.sigmoid_binary_cross_entropy_grad(z, y)
    )


def test_multi_label_gradient_matches_central_difference():
    loss, h = LOSSES["multi-label"], 1e-6
    z, y = map(np.array, loss.example)
    slopes = [(loss.value(z + d, y) - loss.value(z - d, y)) / (2 * h) for d in h * np.eye(K)]
    np.testing.assert_allclose(loss.grad(z, y), np.stack(slopes, -1), rtol=1e-7, atol=1e-9)


# ---- What a power amplifies, and what a weight of 0 leaves out -----------------------------------


@pytest.mark.parametrize("gamma", [0.0, 0.5, 4.5, 50.0, 400.0])
@pytest.mark.parametrize("key", ["focal", "balanced-focal"])
@pytest.mark.parametrize("part", ["value", "grad"])
def test_the_error_of_the_focal_losses_grows_with_half_of_gamma_and_no_faster(key, gamma, part):
    numbers = {"gamma": np.float64(gamma)} | ({"alpha": np.float64(0.3)} if "b" in key else {})
    for z in (1.78646, -0.31, 0.002, 3.7, -12.5, 40.3, -1e-9):
        for y in (0, 1):
            args = np.float64(z), y
            assert error(key, part, args, numbers) <= allowed(key, args, numbers)


@pytest.mark.parametrize(("z", "y", "alpha"), [(np.inf, 0, 1), (-np.inf, 1, 0)])
def test_a_weight_of_zero_leaves_an_infinite_loss_out(z, y, alpha):
    with np.errstate(all="raise"):
        assert losses.sigmoid_balanced_focal_loss(z, y, 2, alpha) == 0
        assert losses.sigmoid_balanced_focal_loss_grad(z, y, 2, alpha) == 0
        assert losses.sigmoid_balanced_focal_loss(z, y, 2, 0.5) == np.inf
        q = 1.0 if y == 0 else 0.0
        assert value_over("q", LOSSES["balanced-focal"], q, y, alpha=alpha) == 0


# ---- Parameters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "arguments", "message"),
    [
        ("weighted", {"weights": [1, -1, 1]}, "weights must not be negative; got -1.0"),
        ("weighted", {"weights": [1, np.inf, 1]}, "weights must be finite; got inf"),
        ("label-smoothing", {"epsilon": 1.1}, r"epsilon must lie in \[0, 1\]; got 1.1"),
        ("label-smoothing-wrong", {"epsilon": -0.1}, r"epsilon must lie in \[0, 1\]; got -0.1"),
        ("label-smoothing", {"epsilon": np.nan}, "epsilon must not contain NaN"),
        ("logit-adjustment", {"priors": [1, 0, 1]}, "priors must be positive; got 0.0"),
        ("logit-adjustment", {"tau": -1}, "tau must not be negative; got -1.0"),
    ],
)
@pytest.mark.parametrize("part", ["value", "grad"])
def test_parameters_of_losses_of_logits_are_checked(key, arguments, message, part):
    with pytest.raises(ValueError, match=message):
        getattr(LOSSES[key], part)(Z, Y, **arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"gamma": -1}, "gamma must not be negative; got -1.0"),
        ({"gamma": np.inf}, "gamma must be finite; got inf"),
        ({"alpha": 2}, r"alpha must lie in \[0, 1\]; got 2.0"),
    ],
)
def test_parameters_of_the_focal_loss_are_checked(arguments, message):
    for part in ("value", "grad"):
        with pytest.raises(ValueError, match=message):
            getattr(LOSSES["balanced-focal"], part)([0.0], 1, **arguments)


SWEPT = ["weighted", "label-smoothing", "label-smoothing-wrong", "logit-adjustment"]
SWEPT += ["focal", "balanced-focal", "generalised", "symmetric", "forward-correction"]


@pytest.mark.parametrize("key", SWEPT)
@pytest.mark.parametrize("part", ["value", "grad"])
def test_a_parameter_may_be_swept_over_a_whole_grid(key, part):
    loss = LOSSES[key]
    z = np.linspace(-4, 4, 7)
    x, y = (
        (z, np.arange(7) % 2)
        if loss.takes == "logit"
        else (np.stack([0 * z, z], -1), np.eye(2)[np.arange(7) % 2])
    )
    function = getattr(loss, part)
    for parameter in loss.parameters:
        grid = np.linspace(parameter.low, parameter.high, 5)
        whole = function(x, y, **loss.arguments(**{parameter.key: grid[:, None]}))
        for number, row in zip(grid, whole, strict=True):
            alone = function(x, y, **loss.arguments(**{parameter.key: number}))
            np.testing.assert_allclose(row, alone, rtol=1e-14)


@pytest.mark.parametrize("key", SWEPT)
def test_parameters_stand_within_their_ranges(key):
    for parameter in LOSSES[key].parameters:
        assert parameter.low <= parameter.start <= parameter.high
        assert parameter.symbol
        assert parameter.meaning
