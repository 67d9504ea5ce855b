"""Losses for wrong labels: the papers' formulas in many digits, and the limits they state."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mpmath import mp, mpf

from lib.maths import losses
from lib.maths.losses import LOSSES
from tests.maths.oracles import softmax_of as _softmax

K = 3
Z = np.array([[2.0, 1.0, 0.1], [-1.3, 0.4, 2.2], [30.0, -9.0, 0.0], [-200.0, 3.0, 400.0]])
Y = np.eye(K)
SOFT = np.array([0.2, 0.5, 0.3])
NOISE = np.array([[0.8, 0.15, 0.05], [0.25, 0.75, 0.0], [0.0, 0.125, 0.875]])
MERGED = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])  # two classes, one label
rows = arrays(float, st.tuples(st.integers(1, 4), st.just(K)), elements=st.floats(-40, 40))


def _by_formula(key, z, y, arguments):
    q, number = _softmax(z), {name: np.asarray(v) for name, v in arguments.items()}
    pairs = list(zip(q, y, strict=True))
    if key == "generalised":
        k = mpf(float(number["exponent"]))
        return mp.fsum(b * ((1 - a**k) / k if k else -mp.log(a)) for a, b in pairs)
    if key == "symmetric":
        alpha, beta, zero = (mpf(float(number[n])) for n in ("alpha", "beta", "log_zero"))
        forward = -mp.fsum(b * mp.log(a) for a, b in pairs)
        backward = -mp.fsum(a * (mp.log(b) if b else zero) for a, b in pairs)
        return alpha * forward + beta * backward
    matrix = number["noise"]
    noisy = [mp.fsum(mpf(float(matrix[i, j])) * q[i] for i in range(K)) for j in range(K)]
    return -mp.fsum(b * mp.log(a) for a, b in zip(noisy, y, strict=True) if b)


CASES = [
    *(("generalised", {"exponent": k}) for k in (0.0, 1e-9, 0.3, 0.7, 1.0)),
    ("symmetric", {"alpha": 0.1, "beta": 1.0, "log_zero": -4.0}),
    ("symmetric", {"alpha": 6.0, "beta": 0.1, "log_zero": -6.0}),
    ("symmetric", {"alpha": 0.0, "beta": 1.0, "log_zero": -2.0}),
    ("forward-correction", {"noise": NOISE}),
    ("forward-correction", {"noise": np.eye(K)}),
    ("forward-correction", {"noise": MERGED}),
]


@pytest.mark.parametrize(("key", "arguments"), CASES)
@pytest.mark.parametrize("y", [*Y, SOFT])
def test_value_and_gradient_are_those_of_the_formula(key, arguments, y):
    for z in Z:
        with mp.workdps(450):
            exact, target = [mpf(float(a)) for a in z], [mpf(float(a)) for a in y]
            value = float(_by_formula(key, exact, target, arguments))
            slopes = [
                float(
                    mp.diff(
                        lambda t, k=k, z=exact, y=target: _by_formula(
                            key, [*z[:k], t, *z[k + 1 :]], y, arguments
                        ),
                        exact[k],
                    )
                )
                for k in range(K)
            ]
        assert LOSSES[key].value(z, y, **arguments) == pytest.approx(value, rel=2e-14, abs=1e-300)
        grad = LOSSES[key].grad(z, y, **arguments)
        np.testing.assert_allclose(grad, slopes, rtol=1e-12, atol=2e-15)


@pytest.mark.parametrize("exponent", [0.0, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("label", [0, 1, 2])
def test_generalised_gradient_is_relatively_exact_for_hard_labels(exponent, label):
    for z in Z:
        with mp.workdps(450):
            q = _softmax([mpf(float(a)) for a in z])
            slopes = [q[label] ** mpf(exponent) * (q[k] - int(k == label)) for k in range(K)]
        grad = losses.generalised_cross_entropy_grad(z, Y[label], exponent)
        np.testing.assert_allclose(grad, np.array(slopes, dtype=float), rtol=1e-12, atol=0)


# ---- Limits that the papers state ----------------------------------------------------------------


@given(rows)
def test_exponent_zero_is_cross_entropy_and_a_small_one_nearly_so(z):
    y = Y[np.arange(len(z)) % K]
    cost = losses.softmax_cross_entropy(z, y)
    np.testing.assert_allclose(losses.generalised_cross_entropy(z, y, 0), cost, rtol=1e-15)
    np.testing.assert_allclose(losses.generalised_cross_entropy(z, y, 1e-12), cost, rtol=1e-9)
    np.testing.assert_allclose(
        losses.generalised_cross_entropy_grad(z, y, 0), losses.softmax_cross_entropy_grad(z, y)
    )


@given(rows)
def test_exponent_one_is_half_the_absolute_errors_of_all_classes(z):
    y = Y[np.arange(len(z)) % K]
    q = np.exp(z - z.max(-1, keepdims=True))
    q /= q.sum(-1, keepdims=True)
    found = losses.generalised_cross_entropy(z, y, 1)
    np.testing.assert_allclose(found, np.abs(q - y).sum(-1) / 2, atol=1e-15)
    np.testing.assert_allclose(found, 1 - (q * y).sum(-1), atol=1e-15)


def test_generalised_cross_entropy_never_exceeds_one_over_the_exponent():
    for exponent in (0.25, 0.7, 1):
        worst = losses.generalised_cross_entropy([1e300, -1e300], [0, 1], exponent)
        assert worst == pytest.approx(1 / exponent, rel=1e-15)


def test_a_ruled_out_class_costs_the_limit():
    with np.errstate(all="raise"):
        z, y = [0.0, -np.inf], [0, 1]
        assert losses.generalised_cross_entropy(z, y, 0.5) == 2
        assert losses.generalised_cross_entropy(z, y, 0) == np.inf
        np.testing.assert_array_equal(losses.generalised_cross_entropy_grad(z, y, 0.5), [0, 0])
        assert losses.symmetric_cross_entropy(z, y, alpha=0) == 4
        assert losses.symmetric_cross_entropy(z, y) == np.inf
        assert losses.forward_corrected_cross_entropy(z, y) == np.inf
        noise = [[0.75, 0.25], [0.25, 0.75]]
        assert losses.forward_corrected_cross_entropy(z, y, noise) == pytest.approx(np.log(4))


@given(rows)
def test_without_the_reverse_symmetric_cross_entropy_is_plain(z):
    y = Y[np.arange(len(z)) % K]
    for part in ("value", "grad"):
        found = getattr(LOSSES["symmetric"], part)(z, y, alpha=1, beta=0)
        plain = getattr(LOSSES["softmax-cross-entropy"], part)(z, y)
        np.testing.assert_allclose(found, plain, rtol=1e-14)


@given(rows)
def test_reverse_cross_entropy_with_minus_two_is_the_absolute_error(z):
    y = Y[np.arange(len(z)) % K]
    for part in ("value", "grad"):
        found = getattr(LOSSES["symmetric"], part)(z, y, alpha=0, beta=1, log_zero=-2)
        error = getattr(LOSSES["generalised"], part)(z, y, exponent=1)
        np.testing.assert_allclose(found, 2 * error, rtol=1e-13)


@given(rows)
def test_without_noise_the_correction_changes_nothing(z):
    y = Y[np.arange(len(z)) % K]
    for part in ("value", "grad"):
        plain = getattr(LOSSES["softmax-cross-entropy"], part)(z, y)
        for noise in (1.0, np.eye(K)):
            found = getattr(LOSSES["forward-correction"], part)(z, y, noise)
            np.testing.assert_allclose(found, plain, rtol=1e-14)


def test_the_true_class_minimises_the_corrected_loss_in_the_mean():
    """Patrini et al. (2017): noisy labels, corrected, lead to the clean optimum."""
    p = np.array([0.6, 0.3, 0.1])
    slope = losses.forward_corrected_cross_entropy_grad(np.log(p), NOISE.T @ p, NOISE)
    np.testing.assert_allclose(slope, 0, atol=1e-15)
    uncorrected = losses.softmax_cross_entropy_grad(np.log(p), NOISE.T @ p)
    assert np.abs(uncorrected).max() > 0.03


def test_labels_that_say_nothing_teach_nothing():
    noise = np.full((2, 2), 0.5)
    np.testing.assert_allclose(
        losses.forward_corrected_cross_entropy([[3, 1]], [[1, 0]], noise), [np.log(2)]
    )
    np.testing.assert_allclose(
        losses.forward_corrected_cross_entropy_grad([[3, 1]], [[1, 0]], noise), 0, atol=1e-16
    )


def test_a_tiny_corrected_loss_keeps_its_digits():
    z = [40.0, 40.0, 0.0]  # the first two are labelled alike, so the label is nearly certain
    cost = losses.forward_corrected_cross_entropy(z, [1, 0, 0], MERGED)
    assert cost == pytest.approx(np.exp(-40) / 2, rel=1e-14)


def test_a_label_that_noise_never_gives_costs_infinitely_much():
    noise = [[1.0, 0.0], [1.0, 0.0]]
    with np.errstate(all="raise"):
        assert losses.forward_corrected_cross_entropy([0.0, 1.0], [0, 1], noise) == np.inf
        grad = losses.forward_corrected_cross_entropy_grad([0.0, 1.0], [0, 1], noise)
        assert np.isfinite(grad).all()


# ---- Parameters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "arguments", "message"),
    [
        ("generalised", {"exponent": 1.5}, r"exponent must lie in \[0, 1\]; got 1.5"),
        ("symmetric", {"alpha": -1}, "alpha must not be negative; got -1.0"),
        ("symmetric", {"beta": np.nan}, "beta must not contain NaN"),
        ("symmetric", {"log_zero": 0}, "log_zero must be negative; got 0.0"),
        ("forward-correction", {"noise": 0.3}, "noise must be non-negative and sum to 1; got sum"),
        ("forward-correction", {"noise": NOISE.T}, "noise must be non-negative and sum to 1"),
        ("forward-correction", {"noise": [0.5, 0.5]}, r"must hold square matrices; got .*\(2,\)"),
        (
            "forward-correction",
            {"noise": np.eye(2)},
            r"noise must .* \(3, 3\), .*; got shape \(2, 2\)",
        ),
    ],
)
@pytest.mark.parametrize("part", ["value", "grad"])
def test_parameters_are_checked(key, arguments, message, part):
    with pytest.raises(ValueError, match=message):
        getattr(LOSSES[key], part)(Z, Y[[0, 1, 2, 0]], **arguments)


def test_the_rate_on_the_slider_is_the_share_of_wrong_labels():
    arguments = LOSSES["forward-correction"].arguments(noise=[0.0, 0.25])
    np.testing.assert_array_equal(
        arguments["noise"], [[[1, 0], [0, 1]], [[0.75, 0.25], [0.25, 0.75]]]
    )
