"""The naive formulas break where the types say, and nowhere else; the fused ones do not."""

from decimal import Decimal

import mpmath
import numpy as np
import pytest
from scipy.special import softmax

from lib.maths import stability
from lib.maths.losses import sigmoid_binary_cross_entropy, softmax_cross_entropy
from lib.maths.stability import NAIVE, TYPES

EVERY_TYPE = pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
EVERY_NAIVE = pytest.mark.parametrize("naive", NAIVE)


def true_loss(z, y):
    with mpmath.workdps(60):
        return mpmath.log1p(mpmath.exp(mpmath.mpf(z))) - y * mpmath.mpf(z)


def every_float16(low, high):
    low, high = np.array([low, high], np.float16).view(np.int16)
    return np.arange(low, high + 1, dtype=np.int16).view(np.float16)


# ---- the naive formulas -------------------------------------------------------------------------


@EVERY_TYPE
@EVERY_NAIVE
@pytest.mark.parametrize("y", [0, 1])
def test_a_naive_loss_of_a_moderate_logit_is_right_to_the_digits_of_its_type(naive, y, kind):
    z = np.array([0.5, 1.0, 2.0], kind)
    wanted = [float(true_loss(v, y)) for v in z.tolist()]
    assert NAIVE[naive](z, y) == pytest.approx(wanted, rel=40 * float(np.finfo(kind).eps))


@EVERY_TYPE
@EVERY_NAIVE
@pytest.mark.parametrize("y", [0, 1])
def test_naive_formulas_compute_in_the_type_of_the_logit_and_leak_no_warning(naive, y, kind):
    with np.errstate(all="raise"):
        loss = NAIVE[naive](np.array([-1000, 0, 50, 1000], kind), y)
    assert loss.dtype == kind


@pytest.mark.parametrize(
    ("kind", "fine", "broken"),
    [(np.float16, 7.5, 7.75), (np.float32, 16.6, 16.7), (np.float64, 36.7, 36.8)],
)
def test_the_sigmoid_rounds_to_one_and_its_losses_become_zero_and_infinite(kind, fine, broken):
    z = np.array([fine, broken], kind)
    q = stability.naive_sigmoid(z)
    assert q[0] < 1
    assert q[1] == 1
    assert np.isfinite(stability.naive_cross_entropy(z, 0)).tolist() == [True, False]
    assert (stability.naive_cross_entropy(z, 1) > 0).tolist() == [True, False]


@pytest.mark.parametrize(
    ("kind", "fine", "broken"),
    [(np.float16, 11.08, 11.1), (np.float32, 88.72, 88.73), (np.float64, 709.78, 709.79)],
)
def test_exponentials_overflow_to_an_infinite_loss_or_to_nan(kind, fine, broken):
    z = np.array([fine, broken], kind)
    assert np.isinf(stability.naive_softmax_cross_entropy(z, 0)).tolist() == [False, True]
    assert np.isnan(stability.naive_softmax_cross_entropy(z, 1)).tolist() == [False, True]
    logits = stability.two_logits(z)
    assert np.isinf(stability.naive_log_sum_exp(logits)).tolist() == [False, True]
    assert np.isnan(stability.naive_softmax(logits)[:, 0]).tolist() == [False, True]


def test_a_negative_logit_breaks_the_sigmoid_by_overflow():
    z = np.array([-88.7, -88.8], np.float32)
    assert np.isinf(stability.naive_cross_entropy(z, 1)).tolist() == [False, True]


@pytest.mark.parametrize("y", [0, 1])
def test_the_chain_rule_gives_the_gradient_until_it_gives_nan(y):
    z = np.array([-3.0, 0.5, 4.0])
    step = 1e-6
    slope = (
        sigmoid_binary_cross_entropy(z + step, y) - sigmoid_binary_cross_entropy(z - step, y)
    ) / (2 * step)
    assert stability.naive_cross_entropy_grad(z, y) == pytest.approx(slope, rel=1e-6)
    assert stability.clipped_cross_entropy_grad(z, y) == pytest.approx(slope, rel=1e-6)


def test_an_infinite_loss_has_no_gradient_and_a_clipped_one_has_gradient_zero():
    far = np.array([20.0, 1000.0], np.float32)
    assert np.isnan(stability.naive_cross_entropy_grad(far, 0)).all()
    assert (stability.clipped_cross_entropy_grad(far, 0) == 0).all()


def test_clipping_is_stuck_at_the_logarithm_of_its_epsilon():
    stuck = stability.clipped_cross_entropy(np.array([17.0, 1000.0]), 0)
    assert stuck == pytest.approx(-np.log(1e-7), rel=1e-8)
    # The distance from 1 to the float32 number nearest to 1 - 1e-7 is 2**-23.
    single = stability.clipped_cross_entropy(np.array([17.0, 1000.0], np.float32), 0)
    assert single == pytest.approx(23 * np.log(2), rel=1e-6)


def test_clipping_does_nothing_in_float16():
    z = every_float16(0.5, 1000)
    assert not stability.is_clipped(z).any()
    assert np.isinf(stability.clipped_cross_entropy(z[-1:], 0)).all()


# ---- the fused ones -----------------------------------------------------------------------------


@EVERY_TYPE
def test_the_shifted_sum_agrees_with_fifty_digits_at_any_size(kind):
    rows = np.array([[1, 0, -1], [1000, 999, 998], [-1000, -999, -998], [500, -500, 0]], kind)
    with mpmath.workdps(50):
        wanted = [float(mpmath.log(mpmath.fsum(map(mpmath.exp, row)))) for row in rows.tolist()]
    eps = float(np.finfo(kind).eps)
    assert stability.shifted_log_sum_exp(rows) == pytest.approx(wanted, rel=4 * eps)


def test_the_naive_sum_of_small_exponentials_is_minus_infinity():
    assert stability.naive_log_sum_exp(np.array([-1000.0, -999.0, -998.0])) == -np.inf


@pytest.mark.parametrize(
    ("kind", "fine", "lost"), [(np.float32, 16.6, 17.0), (np.float64, 36.7, 37.0)]
)
def test_log_softmax_loses_small_losses_and_lib_does_not(kind, fine, lost):
    z = np.array([fine, lost], kind)
    assert (stability.log_softmax_cross_entropy(z, 1) > 0).tolist() == [True, False]
    logits = stability.two_logits(z)
    kept = softmax_cross_entropy(logits, np.broadcast_to([1.0, 0.0], logits.shape))
    wanted = [float(true_loss(v, 1)) for v in z.tolist()]
    assert kept == pytest.approx(wanted, rel=100 * float(np.finfo(kind).eps))


def test_the_small_loss_of_the_lesson():
    assert stability.log_softmax_cross_entropy(np.float64(40), 1) == 0
    assert float(stability.exact_cross_entropy(40.0, 1)) == pytest.approx(4.2e-18, rel=0.02)


@EVERY_TYPE
def test_log_softmax_never_overflows(kind):
    z = np.array([20, 100, 1000], kind)
    assert stability.log_softmax_cross_entropy(z, 0) == pytest.approx(z.astype(float), rel=1e-3)


# ---- exact values and digits --------------------------------------------------------------------


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-1000.0, -40.0, -0.1, 0.0, 0.3, 5.0, 36.75, 120.0, 1000.0])
def test_the_exact_loss_agrees_with_another_arithmetic(z, y):
    with mpmath.workdps(500):
        wanted = mpmath.log1p(mpmath.exp(z)) - y * mpmath.mpf(z)
        error = abs(mpmath.mpf(str(stability.exact_cross_entropy(z, y))) / wanted - 1)
        assert error < mpmath.mpf("1e-45")


@pytest.mark.parametrize("z", [2.31e6, 1e12, 1e18])
def test_the_exact_loss_is_above_zero_however_small(z):
    with mpmath.workdps(130):
        wanted = mpmath.exp(-mpmath.mpf(z))
        found = mpmath.mpf(str(stability.exact_cross_entropy(z, 1)))
        assert abs(found / wanted - 1) < 1e-50
    assert stability.exact_cross_entropy(z, 0) == Decimal(z)  # to a hundred digits


@pytest.mark.parametrize("z", [1.1e18, -np.inf, np.nan])
def test_a_logit_whose_loss_no_number_can_hold_is_refused(z):
    with pytest.raises(ValueError, match=r"^z must lie in \[-1e18, 1e18\]; got"):
        stability.exact_cross_entropy(z, 1)


def test_correct_digits_count_the_relative_error():
    exact = [stability.exact_cross_entropy(5.0, 0)] * 4
    true = float(exact[0])
    digits = stability.correct_digits(np.array([true * 1.1, true * (1 + 1e-6), 0, 9e9]), exact)
    assert digits == pytest.approx([1, 6, 0, 0], abs=1e-3)


@EVERY_TYPE
def test_a_correctly_rounded_number_has_all_the_digits_of_its_type(kind):
    exact = stability.exact_cross_entropy(5.0, 0)
    (digits,) = stability.correct_digits(np.array([float(exact)], kind), [exact])
    most = -np.log10(float(np.finfo(kind).eps) / 2)
    assert digits == pytest.approx(most, abs=1.5)
    assert digits <= most


# ---- where it breaks ----------------------------------------------------------------------------


@pytest.mark.parametrize("happens", ["inf", "zero", "one"])
def test_the_search_finds_the_first_of_every_float16(happens):
    found = {
        "inf": lambda z: np.isinf(np.exp(z)),
        "zero": lambda z: np.exp(-z) == 0,
        "one": lambda z: 1 + np.exp(-z) == 1,
    }[happens]
    numbers = every_float16(1, 1000)
    with np.errstate(all="ignore"):
        first = numbers[found(numbers)].min()
    assert stability.first_number(found, np.float16) == first


@EVERY_TYPE
def test_the_closed_forms_of_the_limits_agree_with_computing(kind):
    found = {
        stability.exp_overflows: lambda z: np.isinf(np.exp(z)),
        stability.exp_underflows: lambda z: np.exp(-z) == 0,
        stability.rounds_to_one: lambda z: stability.naive_sigmoid(z) == 1,
    }
    for limit, happens in found.items():
        first = stability.first_number(happens, kind)
        # A number of the type, so it is off by a spacing or two.
        assert first == pytest.approx(limit(kind), rel=4 * float(np.finfo(kind).eps))


def test_the_limits_of_the_lesson():
    overflow, one, underflow = (
        [limit(kind) for kind in TYPES.values()]
        for limit in (stability.exp_overflows, stability.rounds_to_one, stability.exp_underflows)
    )
    assert overflow == pytest.approx([11.09, 88.72, 709.78], abs=0.005)
    assert one[1:] == pytest.approx([16.6, 36.7], abs=0.05)
    assert underflow[1:] == pytest.approx([103.97, 745.13], abs=0.005)


@EVERY_TYPE
def test_just_before_the_first_number_it_does_not_happen(kind):
    first = kind(stability.first_number(lambda z: np.isinf(np.exp(z)), kind))
    with np.errstate(all="ignore"):
        assert np.isinf(np.exp(first))
        assert np.isfinite(np.exp(np.nextafter(first, kind(0))))


def test_a_search_for_what_never_happens_finds_nothing():
    assert stability.first_number(lambda z: z < 0, np.float32) is None


def test_a_search_whose_first_number_is_a_hit_returns_it():
    assert stability.first_number(lambda z: z > 0, np.float64, 2.0, 3.0) == 2.0


# ---- softmax twice ------------------------------------------------------------------------------


@pytest.mark.parametrize(("K", "low", "high"), [(2, 0.3133, 1.3133), (10, 1.4612, 2.4612)])
def test_the_band_of_the_lesson(K, low, high):
    assert stability.double_softmax_band(K) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("K", range(2, 11))
def test_the_band_is_one_nat_wide_and_its_ends_are_reached(K):
    low, high = stability.double_softmax_band(K)
    assert high - low == pytest.approx(1, abs=1e-12)
    truth, rival = np.eye(K)[0], np.eye(K)[1]
    assert stability.double_softmax_cross_entropy(1000 * truth, truth) == pytest.approx(low)
    assert stability.double_softmax_cross_entropy(1000 * rival, truth) == pytest.approx(high)


def test_no_logits_leave_the_band():
    random = np.random.default_rng(0)
    for K in (2, 3, 10):
        low, high = stability.double_softmax_band(K)
        z = random.normal(0, 20, (5000, K))
        loss = stability.double_softmax_cross_entropy(z, np.broadcast_to(np.eye(K)[0], z.shape))
        assert loss.min() >= low - 1e-12
        assert loss.max() <= high + 1e-12


def test_one_class_has_no_band():
    with pytest.raises(ValueError, match="K must be at least 2; got 1"):
        stability.double_softmax_band(1)


def test_the_gradient_after_two_softmaxes_matches_central_differences():
    random = np.random.default_rng(1)
    z, y, step = random.normal(0, 2, 5), np.eye(5)[2], 1e-6
    slope = [
        (
            stability.double_softmax_cross_entropy(z + step * e, y)
            - stability.double_softmax_cross_entropy(z - step * e, y)
        )
        / (2 * step)
        for e in np.eye(5)
    ]
    assert stability.double_softmax_cross_entropy_grad(z, y) == pytest.approx(slope, abs=1e-9)


def test_two_softmaxes_are_a_softmax_of_probabilities():
    z, y = np.array([2.0, -1.0, 0.5]), np.array([0.0, 1.0, 0.0])
    q = softmax(softmax(z))
    assert stability.double_softmax_cross_entropy(z, y) == pytest.approx(-np.log(q[1]))


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_the_last_number_at_which_something_happens_is_found_behind_earlier_gaps(kind):
    def happens(z):
        return (z < 2) | ((z > 5) & (z < 7))

    assert stability.last_number(happens, kind) == 7
    assert stability.last_number(lambda z: z > 0, kind) is None
    assert stability.last_number(lambda z: z < 0, kind) is None
