"""Scores of predictions: against scikit-learn, numerical integrals and seeded simulations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss

from lib.maths.calibration import best_temperature
from lib.maths.forecasts import (
    FEW,
    RESAMPLED,
    by_group,
    condensed,
    costliest,
    from_logits,
    from_probabilities,
    interval,
    rivals,
    split,
    split_of_likeliest,
    summary,
    sweep,
    tempered,
    tempering,
)
from lib.maths.information import entropy
from lib.maths.smooth_calibration import (
    cells,
    layout,
    reliability_curve,
    smooth_calibration_error,
    smoothed,
)


def binary(n, seed=0, sure=1.0):
    """Logits, labels drawn from their sigmoid, weights; with `sure` the logits are too large."""
    rng = np.random.default_rng(seed)
    z = rng.normal(scale=2, size=n)
    y = (rng.uniform(size=n) < 1 / (1 + np.exp(-z))).astype(int)
    return sure * z, y, rng.uniform(0, 3, size=n)


def several(n, K, seed=0, sure=1.0):
    rng = np.random.default_rng(seed)
    z = rng.normal(scale=1.5, size=(n, K))
    q = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    labels = (rng.uniform(size=(n, 1)) > q.cumsum(axis=1)).sum(axis=1).clip(0, K - 1)
    z = sure * z
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), labels, rng.uniform(0, 3, size=n)


# ---- headline numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("weighted", [False, True])
def test_two_classes_agree_with_scikit_learn(weighted):
    z, y, weights = binary(500)
    q = 1 / (1 + np.exp(-z))
    weights = weights if weighted else None
    found = summary(from_probabilities(y, q, weights))
    assert found.log_loss == pytest.approx(log_loss(y, q, sample_weight=weights), abs=1e-12)
    brier = brier_score_loss(y, q, sample_weight=weights)
    assert found.brier == pytest.approx(brier, abs=1e-12)
    right = accuracy_score(y, q > 0.5, sample_weight=weights)
    assert found.accuracy == pytest.approx(right, abs=1e-12)
    rate = np.average(y, weights=weights)
    guess = log_loss(y, np.full(500, rate), sample_weight=weights)
    assert found.guessing == pytest.approx(guess, abs=1e-12)
    assert found.skill == pytest.approx(1 - found.log_loss / guess, abs=1e-12)
    assert found.perplexity == pytest.approx(math.exp(found.log_loss), rel=1e-12)


@pytest.mark.parametrize("weighted", [False, True])
def test_several_classes_agree_with_scikit_learn(weighted):
    q, labels, weights = several(400, 5)
    weights = weights if weighted else None
    found = summary(from_probabilities(labels, q, weights))
    assert found.log_loss == pytest.approx(log_loss(labels, q, sample_weight=weights), abs=1e-12)
    brier = brier_score_loss(labels, q, sample_weight=weights, scale_by_half=False)
    assert found.brier == pytest.approx(brier, abs=1e-12)
    right = accuracy_score(labels, q.argmax(axis=1), sample_weight=weights)
    assert found.accuracy == pytest.approx(right, abs=1e-12)
    assert found.uniform == math.log(5)


def test_logits_and_their_probabilities_score_alike_and_large_logits_stay_exact():
    z, y, weights = binary(300)
    one, other = from_logits(y, z, weights), from_probabilities(y, 1 / (1 + np.exp(-z)), weights)
    np.testing.assert_allclose(one.losses, other.losses, rtol=1e-9)
    assert from_logits([0], [1000.0]).losses[0] == 1000
    assert from_logits([1], [40.0]).losses[0] == pytest.approx(math.exp(-40), rel=1e-12)


def test_a_loss_that_is_infinite_is_counted_and_the_mean_of_the_others_told():
    found = summary(from_probabilities([1, 1, 0], [0.0, 0.5, 0.5]))
    assert found.log_loss == math.inf
    assert found.skill == -math.inf
    assert found.infinite == 1
    assert found.finite_loss == pytest.approx(math.log(2))
    unseen = summary(from_probabilities([1, 1], [0.0, 0.5], [0, 1]))
    assert (unseen.infinite, unseen.log_loss) == (0, pytest.approx(math.log(2)))
    none = summary(from_probabilities([1], [0.0]))
    assert math.isnan(none.finite_loss)


def test_guessing_the_base_rates_has_no_skill_and_one_class_alone_has_none_to_tell():
    y = np.array([0, 0, 0, 1])
    assert summary(from_probabilities(y, np.full(4, 0.25))).skill == pytest.approx(0, abs=1e-12)
    assert math.isnan(summary(from_probabilities([1, 1], [0.5, 0.5])).skill)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: from_probabilities([1], [1.5]), r"q must lie in \[0, 1\]; got 1.5"),
        (lambda: from_probabilities([1], [[0.5, 0.6]]), "sum to 1"),
        (lambda: from_probabilities([2], [0.5]), r"labels must lie in \[0, 2\)"),
        (lambda: from_probabilities([], []), "labels must be a non-empty sequence"),
        (lambda: from_probabilities([1], [0.5], [-1]), "weights must not be negative"),
        (lambda: from_probabilities([1], [0.5], [0]), "weights must not all be 0"),
        (lambda: from_probabilities([1], [0.5], [1, 2]), "labels and weights"),
        (lambda: from_logits([1], [np.nan]), "z must not contain NaN"),
        (lambda: tempering(from_probabilities([1], [0.5])), "10 rows of finite loss; got 1"),
        (lambda: interval([np.inf], [1]), "values must be finite"),
        (lambda: layout([0.5], [0.5]), "hits must be 0 or 1"),
        (lambda: layout([], []), "must be non-empty sequences"),
        (lambda: smoothed(np.zeros(2048), 0.0), "bandwidth must be positive"),
        (
            lambda: rivals(from_probabilities([1], [0.5]), from_probabilities([0], [0.5])),
            "same labels",
        ),
        (
            lambda: rivals(from_probabilities([1], [0.0]), from_probabilities([1], [0.5])),
            "both losses are finite",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---- smooth calibration -------------------------------------------------------------------------


def kernel(t, f, bandwidth):
    """The reflected Gaussian by its images, as the definition has it."""
    images = [2 * k + sign * f for k in range(-4, 5) for sign in (1, -1)]
    return sum(
        np.exp(-(((t - image) / bandwidth) ** 2) / 2) / (bandwidth * math.sqrt(2 * math.pi))
        for image in images
    )


def by_definition(confidence, hits, weights):
    """SmoothECE by numerical integration of its definition, and the root of its own equation."""
    t = np.linspace(0, 1, 8001)
    share = weights / weights.sum()

    def error(bandwidth):
        mean = sum(
            w * (y - f) * kernel(t, f, bandwidth)
            for w, y, f in zip(share, hits, confidence, strict=True)
        )
        return np.trapezoid(np.abs(mean), t)

    return brentq(lambda s: error(s) - s, 1e-3, 1, xtol=1e-7)


@pytest.mark.parametrize("seed", range(3))
def test_the_smooth_error_is_the_integral_that_defines_it(seed):
    z, y, weights = binary(40, seed, sure=1 + seed)
    q = 1 / (1 + np.exp(-z))
    found = smooth_calibration_error(layout(q, y, weights))
    assert found == pytest.approx(by_definition(q, y, weights), rel=2e-4)


def test_of_one_place_the_smooth_error_is_near_the_gap_and_of_perfect_certainty_0():
    gap = smooth_calibration_error(layout([0.8] * 1000, [1] * 500 + [0] * 500))
    assert gap == pytest.approx(0.3, abs=1e-6)
    assert smooth_calibration_error(layout([0.0, 1.0], [0, 1])) == pytest.approx(0, abs=1e-12)


def test_the_curve_is_the_kernel_regression_of_its_definition_and_the_spread_its_error():
    z, y, weights = binary(200, 5)
    q, at, s = 1 / (1 + np.exp(-z)), cells()[[100, 1000, 1900]], 0.07
    found = reliability_curve(layout(q, y, weights), s, at)
    share = weights / weights.sum()
    for i, t in enumerate(at):
        K = kernel(t, q, s) * share
        assert found.density[i] == pytest.approx(K.sum(), rel=1e-4)
        mean = (K * y).sum() / K.sum()
        assert found.share[i] == pytest.approx(mean, abs=1e-4)
        spread = math.sqrt((K**2 * (y - mean) ** 2).sum()) / K.sum()
        if 3 * s < t < 1 - 3 * s:  # at an end the square of a sum is more than that of its parts
            assert found.spread[i] == pytest.approx(spread, rel=1e-2)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
def test_the_smooth_error_lies_between_the_gap_of_the_means_and_1(pairs):
    confidence, hits = (np.array(each, dtype=float) for each in zip(*pairs, strict=True))
    found = float(smooth_calibration_error(layout(confidence, hits)))
    assert abs(confidence.mean() - hits.mean()) <= found + 1e-3
    assert found <= 1


# ---- parts --------------------------------------------------------------------------------------


def test_the_split_is_that_of_isotonic_regression_and_adds_up():
    z, y, weights = binary(300, 1, sure=2.5)
    q = np.round(1 / (1 + np.exp(-z)), 2)  # with ties
    q = np.clip(q, 0.01, 0.99)
    found = split(q, y, weights)
    rising = IsotonicRegression(y_min=0, y_max=1).fit_transform(q, y, sample_weight=weights)
    with np.errstate(all="ignore"):
        cost = -np.where(y == 1, np.log(rising), np.log(1 - rising))
    refined = np.average(cost, weights=weights)
    assert found.refinement == pytest.approx(refined, abs=1e-9)
    whole = log_loss(y, q, sample_weight=weights)
    assert sum(found) == pytest.approx(whole, abs=1e-12)


def test_what_no_rising_function_betters_has_no_calibration_part():
    q, y = np.repeat([0.25, 0.5], 4), np.array([0, 0, 0, 1, 0, 0, 1, 1])
    assert split(q, y).calibration == pytest.approx(0, abs=1e-12)
    wrong_way = split([0.9, 0.1], [0, 1])
    assert wrong_way.refinement == pytest.approx(math.log(2))
    assert split([0.0], [1]).calibration == math.inf


@pytest.mark.parametrize("K", [2, 3, 6])
def test_the_split_of_the_likeliest_class_is_the_chain_rule_and_isotonic_regression(K):
    q, labels, weights = several(600, K, seed=K, sure=1.8)
    found = split_of_likeliest(from_probabilities(labels, q, weights))
    rows, top = np.arange(600), q.argmax(axis=1)
    held, hit = q[rows, top], top == labels
    means = {"sample_weight": weights}
    fit = IsotonicRegression(out_of_bounds="clip").fit(held, hit, **means).predict(held)
    assert found.refinement == pytest.approx(log_loss(hit, fit, labels=[0, 1], **means), abs=1e-9)
    top_alone = log_loss(hit, held, labels=[0, 1], **means)
    assert found.calibration == pytest.approx(top_alone - found.refinement, abs=1e-9)
    assert sum(found) == pytest.approx(log_loss(labels, q, labels=range(K), **means), abs=1e-12)
    assert min(found) >= 0


def test_what_the_calibration_part_takes_off_can_be_had():
    q, labels, _ = several(2_000, 4, sure=2.5)
    rows, top = np.arange(2_000), q.argmax(axis=1)
    held = q[rows, top]
    fit = IsotonicRegression().fit(held, top == labels).predict(held).clip(1e-9, 1 - 1e-9)
    moved = q * ((1 - fit) / (1 - held))[:, None]
    moved[rows, top] = fit
    before, after = (from_probabilities(labels, each) for each in (q, moved))
    gained = summary(before).log_loss - summary(after).log_loss
    assert split_of_likeliest(before).calibration == pytest.approx(gained, abs=1e-6)


def test_a_split_of_logits_that_are_far_apart_stays_finite():
    sure = from_logits([0, 1, 2, 0], [[90.0, 0, 0], [90.0, 0, -5], [0, 90.0, 1], [0, 0, 0]])
    found = split_of_likeliest(sure)
    assert sum(found) == pytest.approx(summary(sure).log_loss)
    assert np.isfinite(found).all()


def test_rows_without_weight_count_for_nothing_and_a_loss_without_bound_has_no_parts():
    q = [[0.5, 0.25, 0.25], [0.0, 0.5, 0.5]]
    found = split_of_likeliest(from_probabilities([1, 0], q, [1, 0]))
    assert sum(found) == pytest.approx(math.log(4))
    with pytest.raises(ValueError, match="above 0"):
        split_of_likeliest(from_probabilities([1, 0], q))
    alone = split_of_likeliest(from_probabilities([0], [[0.5, 0.25, 0.25]]))
    assert alone.refinement == alone.others == 0


@pytest.mark.parametrize(("sure", "most"), [(1.0, 0.1), (3.0, 0.3)])
def test_the_temperature_undoes_what_made_the_model_too_sure(sure, most):
    for forecasts in (
        from_logits(*binary(2000, 3, sure)[1::-1]),
        from_probabilities(*several(2000, 4, 3, sure)[1::-1]),
    ):
        found = tempering(forecasts)
        assert found.temperature == pytest.approx(sure, abs=most)
        assert found.before == pytest.approx(summary(forecasts).log_loss, abs=1e-12)
        assert (found.before - found.after > 0.01) == (sure > 1)


def test_rows_that_stay_infinite_are_left_out_of_the_temperature():
    z, y, _ = binary(200, 4, 2)
    assert np.isfinite(tempering(from_logits(np.append(y, 1), np.append(z, -800.0))).after)
    q = np.append(1 / (1 + np.exp(-z)), 0.0)
    found = tempering(from_probabilities(np.append(y, 1), q))
    alone = tempering(from_probabilities(y, q[:-1]))
    assert found.temperature == pytest.approx(alone.temperature, rel=1e-6)


def test_few_rows_of_two_classes_stand_for_all():
    z, y, weights = binary(50_000, 6, 2)
    z[:3], y[:3] = (np.inf, -np.inf, 600.0), (1, 0, 1)
    z[3:9] = 40.0
    forecasts = from_probabilities(y, 1 / (1 + np.exp(-np.clip(z, -700, 700))), weights)
    few = condensed(forecasts)
    assert len(few.labels) <= 2 * FEW + 4
    for T in (0.2, 1.0, 1.7, 10.0):
        wanted = tempered(forecasts, T)
        finite = np.isfinite(wanted.losses)
        cost = forecasts.weights[finite] @ wanted.losses[finite]
        found = sweep(few, [T])
        part = forecasts.weights[finite].sum()
        assert found.losses[0] == pytest.approx(cost / part, abs=1e-5)
        error = smooth_calibration_error(wanted.laid)
        assert found.errors[0] == pytest.approx(error, abs=1e-4)
    large = from_probabilities(*several(40_000, 3)[1::-1])
    drawn = condensed(large)
    assert len(drawn.labels) == 20_000
    assert sweep(drawn, [1.0]).losses[0] == pytest.approx(summary(large).log_loss, abs=0.02)


def test_the_sweep_at_1_is_the_headline():
    forecasts = from_probabilities(*several(300, 4)[1::-1])
    found = sweep(condensed(forecasts), [0.5, 1.0])
    assert found.losses[1] == pytest.approx(summary(forecasts).log_loss, abs=1e-9)
    assert found.errors[1] == pytest.approx(smooth_calibration_error(forecasts.laid), abs=1e-9)


# ---- chance -------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [200, RESAMPLED + 1])
def test_intervals_hold_the_true_mean_about_as_often_as_they_claim(n):
    rng = np.random.default_rng(7)
    repeats = 300 if n == 200 else 400
    held = 0
    for seed in range(repeats):
        q = rng.beta(4, 2, size=n)
        weights = rng.uniform(0.5, 1.5, size=n)
        low, high = interval(-np.log(q), weights, seed)[1:3]
        held += low <= 1 / 4 + 1 / 5 <= high  # psi(6) - psi(4)
    # Three standard errors of a share of 0.95; the bootstrap of a skewed loss is a little short.
    assert 0.95 - 0.045 <= held / repeats <= 0.95 + 0.04


def test_a_single_row_has_no_interval_and_a_seed_settles_the_resamples():
    assert np.isnan(interval([1.0], [1.0]).low)
    values = np.random.default_rng(1).exponential(size=50)
    assert interval(values, np.ones(50), 3) == interval(values, np.ones(50), 3)
    assert interval(values, np.ones(50), 3) != interval(values, np.ones(50), 4)
    assert interval(np.append(values, 9e9), np.append(np.ones(50), 0), 3).mean == pytest.approx(
        values.mean()
    )


def test_a_pair_is_compared_row_by_row():
    z, y, weights = binary(400, 8)
    q = 1 / (1 + np.exp(-z))
    first, second = from_probabilities(y, q, weights), from_logits(y, 2 * z, weights)
    found = rivals(first, second)
    gap = second.losses - first.losses
    assert found.difference.mean == pytest.approx(np.average(gap, weights=weights), abs=1e-12)
    assert found.difference.low < found.difference.mean < found.difference.high
    assert found.apart.tolist() == np.argsort(-np.abs(gap).round(12), kind="stable")[:10].tolist()
    apart = interval(first.losses, weights), interval(second.losses, weights)
    assert found.difference.high - found.difference.low < sum(i.high - i.low for i in apart)
    hard = from_probabilities(y, np.where(np.arange(400) == 0, 1 - y, q), weights)
    assert rivals(first, hard).left_out == 1


# ---- rows and groups ----------------------------------------------------------------------------


def test_the_costliest_rows_are_those_of_largest_loss_ties_in_order():
    q = np.array([0.5, 0.1, 0.9, 0.1, 0.1])
    forecasts = from_probabilities(np.ones(5, dtype=int), q, [1, 1, 1, 0, 1])
    rows, share = costliest(forecasts, 2)
    assert rows.tolist() == [1, 4]
    costs = -np.log(q) * [1, 1, 1, 0, 1]
    assert share == pytest.approx(costs[[1, 4]].sum() / costs.sum())
    assert costliest(forecasts, 99)[0].size == 4, "a row that does not count is none"
    rows, share = costliest(from_probabilities([1, 1], [0.0, 0.5]), 1)
    assert (rows.tolist(), math.isnan(share)) == ([0], True)
    assert math.isnan(costliest(from_probabilities([1], [1.0]))[1])


def test_the_losses_of_groups_weigh_up_to_the_whole():
    z, y, weights = binary(300, 9)
    forecasts = from_logits(y, z, weights)
    groups = np.arange(300) % 3
    found = by_group(forecasts, groups, 4)
    assert found.rows.tolist() == [100, 100, 100, 0]
    for g in range(3):
        own = groups == g
        mean = np.average(forecasts.losses[own], weights=weights[own])
        assert found.loss[g] == pytest.approx(mean)
    assert np.isnan(found.loss[3])
    assert found.share.sum() == pytest.approx(1)


def test_the_loss_by_class_of_a_model_that_says_the_base_rates_is_their_entropy():
    y = np.array([0] * 30 + [1] * 10)
    forecasts = from_probabilities(y, np.full(40, 0.25))
    found = by_group(forecasts, y, 2)
    assert found.loss @ [0.75, 0.25] == pytest.approx(entropy([0.75, 0.25]))


def test_a_temperature_is_fitted_to_many_rows_as_to_few():
    z, labels, weights = binary(50_000, sure=1.7)
    found = tempering(from_logits(labels, z, weights))
    few = tempering(from_logits(labels[:10_000], z[:10_000], weights[:10_000]))
    both = np.stack([np.zeros_like(z), z], axis=-1)
    assert found.temperature == pytest.approx(best_temperature(both, labels, weights), abs=1e-3)
    before = log_loss(labels, 1 / (1 + np.exp(-z)), sample_weight=weights)
    assert found.before == pytest.approx(before, abs=1e-5)
    cooled = log_loss(labels, 1 / (1 + np.exp(-z / found.temperature)), sample_weight=weights)
    assert cooled < found.after < cooled + 1e-3, "on rows that it was not fitted to it gains less"
    assert few.temperature == pytest.approx(found.temperature, rel=0.1)


def test_few_rows_have_the_standard_error_of_all():
    z, y, weights = binary(30_000, 11)
    forecasts = from_logits(y, z, weights)
    at = cells()[300:1800:300]
    whole, few = (reliability_curve(f.laid, 0.05, at) for f in (forecasts, condensed(forecasts)))
    np.testing.assert_allclose(few.spread, whole.spread, rtol=0.01)
    np.testing.assert_allclose(few.share, whole.share, atol=1e-3)
