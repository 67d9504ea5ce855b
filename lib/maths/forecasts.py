"""How good a model's probabilities were, once it is known what came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression
from scipy.special import logsumexp, softmax
from scipy.stats import norm

from lib.maths.calibration import best_temperature
from lib.maths.checks import (
    as_distributions,
    as_floats,
    as_labels,
    as_logits,
    as_non_negative,
    as_probabilities,
    check_same_shape,
)
from lib.maths.decisions import Grouped, grouped
from lib.maths.draws import Draws
from lib.maths.formulas import labels_fit
from lib.maths.information import entropy, perplexity, surprisal
from lib.maths.losses import (
    binary_cross_entropy,
    brier,
    softmax_cross_entropy_with_integer_labels,
    squared_error,
)
from lib.maths.scoring import top_k_accuracy
from lib.maths.smooth_calibration import Layout, layout, smooth_calibration_error

CONFIDENCE = 0.95
RESAMPLED = 5_000  # rows: more need no bootstrap, their mean is normal
RESAMPLES = 1_000
FOLDS = 5
FEW = 2_048  # cells of the logit whose rows become one where a temperature is dragged
NUMBERS = 60_000  # of the rows that stand for all, where there are more than two classes


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Predictions and what came.

    Attributes
    ----------
    labels : ndarray of shape (n,), integers in [0, K)
    q : ndarray of shape (n, K)
        What the model gave to each class.
    weights : ndarray of shape (n,)
        What each row counts; they sum to 1.
    z : ndarray of shape (n, K)
        Logits: those of the model, else ln q, which is minus infinity for a q of 0.
    squares : ndarray of shape (n,), or None
        Sum of the squared weights that a row stands for; None where it is that of the row alone.
    """

    labels: NDArray
    q: NDArray
    weights: NDArray
    z: NDArray
    squares: NDArray | None = None

    @cached_property
    def losses(self) -> NDArray:
        """-ln q of what came, of each row, in nats; infinite where it was ruled out."""
        return softmax_cross_entropy_with_integer_labels(self.z, self.labels)

    @property
    def classes(self) -> int:
        """Number of classes, K."""
        return self.q.shape[1]

    @property
    def confidence(self) -> NDArray:
        """Of two classes the probability of the second, of more that of the likeliest."""
        return self.q[:, 1] if self.classes == 2 else self.q.max(axis=1)

    @property
    def hits(self) -> NDArray:
        """Whether that came: the second class, or the likeliest (of ties, the first)."""
        said = 1 if self.classes == 2 else self.q.argmax(axis=1)
        return (self.labels == said).astype(float)

    @cached_property
    def laid(self) -> Layout:
        """The confidences on the grid of `lib.maths.smooth_calibration`."""
        return layout(self.confidence, self.hits, self.weights, self.squares)

    def rows(self, which: ArrayLike) -> Forecasts:
        """Some of the rows, their weights summing to 1 again."""
        weights = self.weights[which]
        weights = weights / weights.sum()
        return Forecasts(self.labels[which], self.q[which], weights, self.z[which])


def from_probabilities(
    labels: ArrayLike, q: ArrayLike, weights: ArrayLike | None = None
) -> Forecasts:
    """Forecasts from the probabilities of the classes.

    Parameters
    ----------
    labels : array_like of shape (n,)
        True classes, from 0.
    q : array_like of shape (n, K), or (n,) for the second of two classes
    weights : array_like of shape (n,), optional
        Not negative, not all 0; all alike if left out.

    Returns
    -------
    Forecasts

    Raises
    ------
    ValueError
        If a row of q is no distribution, a label is no class, a weight is negative or all are 0,
        the shapes differ, or there is no row.

    Examples
    --------
    >>> from_probabilities([1, 0], [0.5, 0.25]).losses.round(4)
    array([0.6931, 0.2877])
    """
    if np.ndim(q) == 1:
        one = as_probabilities("q", q)
        q = np.stack([1 - one, one], axis=-1)
    else:
        q = as_distributions("q", q)
    with np.errstate(divide="ignore"):
        z = -surprisal(q)
    return _forecasts(labels, q, weights, z)


def from_logits(labels: ArrayLike, z: ArrayLike, weights: ArrayLike | None = None) -> Forecasts:
    """Forecasts from logits, of which softmax makes the probabilities.

    Parameters and errors as for `from_probabilities`, with z for q: shape (n, K), or (n,) for a
    logit of the second of two classes.

    >>> from_logits([1], [0.0]).losses.round(4)
    array([0.6931])
    """
    z = as_floats("z", z)
    if z.ndim == 1:
        z = np.stack([np.zeros_like(z), z], axis=-1)
    z = as_logits("z", z)
    return _forecasts(labels, softmax(z, axis=-1), weights, z)


def _forecasts(labels: ArrayLike, q: NDArray, weights: ArrayLike | None, z: NDArray) -> Forecasts:
    labels = as_labels("labels", labels)
    if labels.ndim != 1 or not labels.size:
        raise ValueError(f"labels must be a non-empty sequence; got shape {labels.shape}")
    labels_fit("q", q, "labels", labels)
    if weights is None:
        share = np.full(labels.shape, 1 / labels.size)
    else:
        share = as_non_negative("weights", weights).astype(np.float64)
        check_same_shape("labels and weights", labels.shape, share.shape)
        if not share.any():
            raise ValueError("weights must not all be 0")
        share = share / share.sum()
    return Forecasts(labels, q, share, z)


# ---- headline numbers ----------------------------------------------------------------------------


class Summary(NamedTuple):
    """The numbers that stand first.

    Attributes
    ----------
    log_loss : float
        Mean of -ln q of what came, in nats; infinite if one row's is.
    infinite : int
        Rows that count and whose loss is infinite: the model ruled out what came.
    finite_loss : float
        The mean of the others; NaN if there are none.
    base_rates : ndarray of shape (K,)
        Share of each class.
    guessing : float
        What it costs to say the base rates each time: their entropy, in nats.
    uniform : float
        What it costs to say 1 / K each time: ln K.
    skill : float
        Share of the cost of guessing that the model saves, 1 - log_loss / guessing; at most 1,
        below 0 if guessing is cheaper, NaN if guessing costs nothing.
    perplexity : float
        exp(log_loss).
    brier : float
        For two classes the mean of (q - y)^2 of the second, else of its sum over the classes.
    accuracy : float
        Share of rows whose likeliest class came; a tie counts as its chance.
    """

    log_loss: float
    infinite: int
    finite_loss: float
    base_rates: NDArray
    guessing: float
    uniform: float
    skill: float
    perplexity: float
    brier: float
    accuracy: float


def summary(forecasts: Forecasts) -> Summary:
    """The numbers that stand first, from the functions of the losses and of information.

    Parameters
    ----------
    forecasts : Forecasts

    Returns
    -------
    Summary

    References
    ----------
    Gneiting and Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation, for
    both scores and the skill.

    Examples
    --------
    >>> found = summary(from_probabilities([1, 0], [0.5, 0.5]))
    >>> round(found.log_loss, 4), round(found.skill, 4), found.brier, found.accuracy
    (0.6931, 0.0, 0.25, 0.5)
    """
    labels, q, weights = forecasts.labels, forecasts.q, forecasts.weights
    losses, K = forecasts.losses, forecasts.classes
    counted = weights > 0
    finite = counted & np.isfinite(losses)
    infinite = int(counted.sum() - finite.sum())
    rates = np.bincount(labels, weights, K)
    rates = rates / rates.sum()
    guessing = float(entropy(rates))
    part = float(weights[finite].sum())
    of_finite = float(weights[finite] @ losses[finite]) / part if part else np.nan
    loss = np.inf if infinite else of_finite
    if K == 2:
        squares = squared_error(forecasts.confidence, forecasts.hits)
    else:
        squares = brier(q, np.eye(K)[labels])
    return Summary(
        float(loss),
        infinite,
        of_finite,
        rates,
        guessing,
        float(np.log(K)),
        float(1 - loss / guessing) if guessing else np.nan,
        float(perplexity(loss)),
        float(weights @ squares),
        float(weights @ top_k_accuracy(q, labels)),
    )


class Interval(NamedTuple):
    """A weighted mean and how far chance could have moved it.

    Attributes
    ----------
    mean, low, high : float
        NaN at the ends where there is one row only.
    resampled : bool
        Whether the ends come from a bootstrap, or from the normal distribution.
    """

    mean: float
    low: float
    high: float
    resampled: bool


def interval(values: ArrayLike, weights: ArrayLike, seed: int = 0) -> Interval:
    """Weighted mean with an interval that holds the true one in 95 of 100 samples.

    Up to 5,000 rows it is the percentile bootstrap over rows, which keep their weights, with 1,000
    resamples. For more the mean is as good as normal, and the interval is 1.96 standard errors
    sqrt(n / (n - 1) * sum of w^2 (x - mean)^2) to either side, with weights w that sum to 1.

    Parameters
    ----------
    values : array_like of shape (n,)
        Losses of independent rows, or differences of losses; all finite.
    weights : array_like of shape (n,)
        Not negative.
    seed : int
        Of the resamples.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        If a value is infinite or NaN, a weight negative, or their shapes differ.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> found = interval([0.0, 1.0] * 50, np.ones(100))
    >>> found.mean, found.low < 0.5 < found.high
    (0.5, True)
    """
    values, weights = as_floats("values", values), as_non_negative("weights", weights)
    check_same_shape("values and weights", values.shape, weights.shape)
    if not np.isfinite(values).all():
        raise ValueError("values must be finite")
    counted = weights > 0
    values, weights = values[counted], weights[counted]
    n = values.size
    weights = weights / weights.sum()
    mean = float(weights @ values)
    if n < 2:
        return Interval(mean, np.nan, np.nan, False)
    if n > RESAMPLED:
        error = np.sqrt(n / (n - 1) * np.square(weights * (values - mean)).sum())
        reach = float(norm.ppf((1 + CONFIDENCE) / 2) * error)
        return Interval(mean, mean - reach, mean + reach, False)
    draws, means = Draws(seed, "bootstrap"), []
    total = weights * values
    for _ in range(0, RESAMPLES, 100):
        rows = (draws.uniform(100, n) * n).astype(np.intp)
        means.append(total[rows].sum(axis=1) / weights[rows].sum(axis=1))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail])
    return Interval(mean, float(low), float(high), True)


# ---- calibration and refinement ------------------------------------------------------------------


class Split(NamedTuple):
    """The log loss of two classes in parts, in nats.

    Attributes
    ----------
    calibration : float
        What the best rising function of q would take off: log loss less refinement.
    refinement : float
        What is left after it.
    """

    calibration: float
    refinement: float


def split(q: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> Split:
    """Split the log loss of two classes into calibration and refinement.

    The recalibrated probabilities are the isotonic regression of y on q: of all functions that
    never fall with q it has the least log loss on these rows. On few rows it fits chance too, so
    the calibration part comes out too large rather than too small.

    Parameters
    ----------
    q : array_like of shape (n,), in [0, 1]
        Probability of the second class.
    y : array_like of shape (n,), 0 or 1
    weights : array_like of shape (n,), optional
        All alike if left out.

    Returns
    -------
    Split
        They sum to the log loss; none is negative.

    Raises
    ------
    ValueError
        If q is no probability, y neither 0 nor 1, a weight negative, or the shapes differ.

    References
    ----------
    Dimitriadis, Gneiting and Jordan (2021), Stable Reliability Diagrams for Probabilistic
    Classifiers, PNAS 118(8), who call the parts miscalibration, and uncertainty less
    discrimination.

    Examples
    --------
    >>> found = split([0.9, 0.9, 0.9, 0.9], [1, 1, 0, 0])
    >>> round(found.refinement, 4), round(found.calibration, 4)
    (0.6931, 0.5108)
    """
    return split_of(grouped(q, y, weights))


def split_of(rows: Grouped) -> Split:
    """The split of rows that are grouped already, as rows of one q must keep one."""
    refinement = _refinement(rows)
    share = np.clip(rows.came / rows.weight, 0, 1)
    loss = float(rows.weight @ binary_cross_entropy(rows.said, share))
    return Split(max(loss - refinement, 0.0), refinement)


def _refinement(rows: Grouped) -> float:
    """The log loss that the best rising function of q leaves."""
    share = np.clip(rows.came / rows.weight, 0, 1)
    rising = np.clip(isotonic_regression(share, weights=rows.weight).x, 0, 1)
    return float(rows.weight @ binary_cross_entropy(rising, share))


class LikeliestSplit(NamedTuple):
    """The log loss of several classes in parts, in nats.

    Attributes
    ----------
    calibration : float
        What the best rising function of the likeliest class's q would take off.
    refinement : float
        What it costs after that to tell whether the likeliest class came.
    others : float
        What it costs to tell which, where another one came.
    """

    calibration: float
    refinement: float
    others: float


def split_of_likeliest(forecasts: Forecasts) -> LikeliestSplit:
    """Split the log loss of several classes by whether the likeliest one came.

    By the chain rule -ln q of what came is the log loss of saying with q_max whether the likeliest
    class comes, and, where it does not, -ln (q / (1 - q_max)) of what came among the others. The
    first part is of two classes and is split as by `split`. Its calibration part can be had: move
    q_max by the isotonic regression and scale the others to what is left, and the log loss falls by
    just that. How calibrated the others are among themselves is not asked; it stays in the last
    part.

    Parameters
    ----------
    forecasts : Forecasts
        Of finite loss, wherever a row counts.

    Returns
    -------
    LikeliestSplit
        They sum to the log loss; none is negative.

    Raises
    ------
    ValueError
        If a row that counts has an infinite loss.

    References
    ----------
    Shannon (1948), A Mathematical Theory of Communication, for the chain rule; Guo et al. (2017),
    On Calibration of Modern Neural Networks, section 2, for the calibration of the likeliest class;
    Gupta and Ramdas (2022), Top-Label Calibration and Multiclass-to-Binary Reductions, for what it
    leaves out; Dimitriadis, Gneiting and Jordan (2021) as for `split`.

    Examples
    --------
    >>> found = split_of_likeliest(from_probabilities([0, 1, 0, 2], [[0.8, 0.1, 0.1]] * 4))
    >>> [round(part, 4) for part in found]
    [0.2231, 0.6931, 0.3466]
    """
    counted = forecasts.weights > 0
    rows = forecasts if counted.all() else forecasts.rows(counted)
    if not np.isfinite(rows.losses).all():
        raise ValueError("forecasts must give what came a probability above 0")
    top = rows.q.argmax(axis=1)
    hits = top == rows.labels
    missed = np.flatnonzero(~hits)
    z, labels = rows.z[missed], rows.labels[missed]
    came = z[np.arange(missed.size), labels]
    z[np.arange(missed.size), top[missed]] = -np.inf
    others = float(rows.weights[missed] @ (logsumexp(z, axis=1) - came)) if missed.size else 0.0
    refinement = _refinement(grouped(rows.q.max(axis=1), hits, rows.weights))
    loss = float(rows.weights @ rows.losses)
    return LikeliestSplit(max(loss - others - refinement, 0.0), refinement, max(others, 0.0))


class Tempering(NamedTuple):
    """What one temperature would do.

    Attributes
    ----------
    temperature : float
        The one that fits all rows best: above 1 where the model is too sure.
    before, after : float
        Log loss of rows without a temperature, and with one that was fitted to other rows; in nats.
    """

    temperature: float
    before: float
    after: float


def tempering(forecasts: Forecasts, seed: int = 0) -> Tempering:
    """Fit a temperature, and say what it gains on rows that it was not fitted to.

    The rows are dealt into 5 parts; each is scored with the temperature of the other four. Rows
    whose loss is infinite stay so at every temperature and are left out.

    Parameters
    ----------
    forecasts : Forecasts
        At least 10 rows of finite loss.
    seed : int
        Of the deal.

    Returns
    -------
    Tempering

    Raises
    ------
    ValueError
        If there are fewer rows.

    References
    ----------
    Guo et al. (2017), On Calibration of Modern Neural Networks, section 4.2.

    Examples
    --------
    >>> found = tempering(from_probabilities([0, 0, 0, 0, 1] * 8, [0.01] * 40))
    >>> round(found.temperature, 2), found.after < found.before
    (3.31, True)
    """
    kept = np.isfinite(forecasts.losses) & (forecasts.weights > 0)
    if kept.sum() < 2 * FOLDS:
        raise ValueError(f"there must be {2 * FOLDS} rows of finite loss; got {kept.sum()}")
    rows = forecasts if kept.all() else forecasts.rows(kept)
    n = rows.labels.size
    if n > FOLDS * 2 * FEW:  # each by itself: so many need no sort to be dealt evenly
        part = (Draws(seed, "folds").uniform(n) * FOLDS).astype(np.intp)
    else:
        part = Draws(seed, "folds").order(n) % FOLDS
    folds = _condensed(rows, part, FOLDS)
    shares = np.bincount(part, rows.weights, FOLDS).tolist()

    def fitted(kept: list[int]) -> float:
        z, labels = (np.concatenate([getattr(folds[i], k) for i in kept]) for k in ("z", "labels"))
        return best_temperature(
            z, labels, np.concatenate([shares[i] * folds[i].weights for i in kept])
        )

    before = after = 0.0
    for i, fold in enumerate(folds):
        before += shares[i] * float(fold.weights @ fold.losses)
        T = fitted([other for other in range(FOLDS) if other != i])
        after += shares[i] * float(fold.weights @ tempered(fold, T).losses)
    return Tempering(fitted([*range(FOLDS)]), before, after)


def tempered(forecasts: Forecasts, temperature: float) -> Forecasts:
    """The forecasts with their logits divided by a temperature.

    >>> tempered(from_logits([1], [3.0]), 3.0).q.round(4)
    array([[0.2689, 0.7311]])
    """
    z = forecasts.z / temperature
    return replace(forecasts, q=softmax(z, axis=-1), z=z)


def condensed(forecasts: Forecasts, seed: int = 0) -> Forecasts:
    """A few rows that stand for all of them at every temperature.

    Of two classes, rows with the same label and nearly the same logit become one at their mean
    logit, with their weight: the mean loss changes by less than 1e-5 nats. Of more classes, where
    the table is large, rows drawn by chance stand for all.

    Parameters
    ----------
    forecasts : Forecasts
    seed : int
        Of the draw.

    Returns
    -------
    Forecasts
        The same where there are few rows.

    Examples
    --------
    >>> few = condensed(from_logits([1] * 9000, np.linspace(-1, 1, 9000)))
    >>> len(few.labels) < 2500, round(float(few.weights.sum()), 9)
    (True, 1.0)
    """
    n, K = forecasts.q.shape
    if K > 2:
        most = max(NUMBERS // K, 1)
        return forecasts if n <= most else forecasts.rows(Draws(seed, "rows").order(n)[:most])
    if n <= 2 * FEW:
        return forecasts
    return _gathered(forecasts, np.zeros(1, dtype=np.intp), 1)[0]


def _condensed(forecasts: Forecasts, part: NDArray, parts: int) -> list[Forecasts]:
    """Each part of the rows, condensed."""
    n, K = forecasts.q.shape
    if K == 2 and n > parts * 2 * FEW:
        return _gathered(forecasts, part, parts)
    return [condensed(forecasts.rows(part == each)) for each in range(parts)]


def _gathered(forecasts: Forecasts, part: NDArray, parts: int) -> list[Forecasts]:
    """Rows of two classes, of one label and nearly one logit, as one; each part by itself."""
    with np.errstate(invalid="ignore"):
        logit = forecasts.z[:, 1] - forecasts.z[:, 0]
    finite = np.isfinite(logit)
    # Cells grow with the logit, where the loss is nearly straight.
    place = np.arcsinh(np.where(finite, logit, 0))
    low, high = place.min(), place.max()
    cell = np.minimum(((place - low) / (high - low or 1) * FEW).astype(np.intp), FEW - 1)
    cell = np.where(finite, cell + 1, np.where(logit > 0, FEW + 1, 0))
    keys = 2 * FEW + 4
    key = part * keys + cell * 2 + forecasts.labels
    weights = forecasts.weights
    sums = [
        np.bincount(key, each, parts * keys).reshape(parts, keys)
        for each in (weights, weights**2, weights * np.where(finite, logit, 0))
    ]
    return [_few(*each) for each in zip(*sums, strict=True)]


def _few(weight: NDArray, squares: NDArray, total: NDArray) -> Forecasts:
    """Forecasts from the sums of the cells."""
    (used,) = np.nonzero(weight)
    z = total[used] / weight[used]
    z = np.where(used < 2, -np.inf, np.where(used >= 2 * FEW + 2, np.inf, z))
    both = np.stack([-np.maximum(z, 0), np.minimum(z, 0)], axis=-1)
    whole = weight.sum()
    q, share = softmax(both, axis=-1), weight[used] / whole
    return Forecasts(used % 2, q, share, both, squares[used] / whole**2)


class Sweep(NamedTuple):
    """What follows a temperature.

    Attributes
    ----------
    losses : ndarray of shape (m,)
        Log loss in nats, of the rows whose loss is finite.
    laid : Layout
        The confidences on the grid, with arrays of shape (m, 2048).
    errors : ndarray of shape (m,)
        SmoothECE.
    """

    losses: NDArray
    laid: Layout
    errors: NDArray


def sweep(forecasts: Forecasts, temperatures: ArrayLike) -> Sweep:
    """Log loss and calibration at many temperatures.

    Parameters
    ----------
    forecasts : Forecasts
        Few rows: see `condensed`.
    temperatures : array_like of shape (m,), positive

    Returns
    -------
    Sweep

    Examples
    --------
    >>> found = sweep(from_probabilities([0, 1], [0.2, 0.8]), [1.0, 2.0])
    >>> found.losses.round(4)
    array([0.2231, 0.4055])
    """
    laid = [tempered(forecasts, float(T)).laid for T in np.atleast_1d(temperatures)]
    stacked = Layout(*map(np.stack, zip(*laid, strict=True)))
    losses = losses_at(forecasts, temperatures)
    return Sweep(losses, stacked, smooth_calibration_error(stacked))


def losses_at(forecasts: Forecasts, temperatures: ArrayLike) -> NDArray:
    """Log loss at many temperatures, of the rows whose loss is finite.

    Parameters
    ----------
    forecasts : Forecasts
    temperatures : array_like of shape (m,), positive

    Returns
    -------
    ndarray of shape (m,), nats

    Examples
    --------
    >>> losses_at(from_probabilities([0, 1], [0.2, 0.8]), [1.0, 2.0]).round(4)
    array([0.2231, 0.4055])
    """
    finite = np.isfinite(forecasts.losses)
    z, labels, weights = forecasts.z[finite], forecasts.labels[finite], forecasts.weights[finite]
    return np.array(
        [
            weights @ softmax_cross_entropy_with_integer_labels(z / T, labels) / weights.sum()
            for T in np.atleast_1d(temperatures)
        ]
    )


# ---- rows, groups, rivals ------------------------------------------------------------------------


class Groups(NamedTuple):
    """Losses by group, arrays of shape (groups,).

    Attributes
    ----------
    rows : ndarray
        How many there are.
    loss : ndarray
        Their mean loss in nats; NaN where there are none, infinite where one row's is.
    share : ndarray
        Of the total loss; NaN where that is infinite or 0.
    """

    rows: NDArray
    loss: NDArray
    share: NDArray


def by_group(forecasts: Forecasts, groups: ArrayLike, count: int) -> Groups:
    """Mean loss of each group, and its share of the whole.

    Parameters
    ----------
    forecasts : Forecasts
    groups : array_like of shape (n,), integers in [0, count)
    count : int

    Returns
    -------
    Groups

    Examples
    --------
    >>> by_group(from_probabilities([1, 0, 0], [0.5, 0.5, 0.0]), [0, 1, 1], 2).share
    array([0.5, 0.5])
    """
    groups = as_labels("groups", groups)
    counted = forecasts.weights > 0
    with np.errstate(all="ignore"):
        cost = np.where(counted, forecasts.weights * forecasts.losses, 0)
        weight, total = (np.bincount(groups, x, count) for x in (forecasts.weights, cost))
        rows = np.bincount(groups, counted, count).astype(int)
        return Groups(rows, total / weight, total / total.sum())


def costliest(forecasts: Forecasts, count: int = 10) -> tuple[NDArray, float]:
    """The rows of largest loss, the largest first, and their share of the total.

    Parameters
    ----------
    forecasts : Forecasts
    count : int
        How many.

    Returns
    -------
    rows : ndarray of integers
        By their loss, not by their weight; of equal ones the first.
    share : float
        NaN where the total is infinite or 0.

    Examples
    --------
    >>> rows, share = costliest(from_probabilities([1, 1, 1], [0.5, 0.25, 1.0]), 1)
    >>> rows.tolist(), round(share, 4)
    ([1], 0.6667)
    """
    losses = np.where(forecasts.weights > 0, forecasts.losses, -1)
    count = min(count, int((losses >= 0).sum()))
    least = np.partition(losses, losses.size - count)[losses.size - count]
    (above,) = np.nonzero(losses > least)
    (equal,) = np.nonzero(losses == least)
    rows = np.concatenate([above[np.argsort(-losses[above], kind="stable")], equal])[:count]
    with np.errstate(invalid="ignore"):
        cost = np.where(losses >= 0, forecasts.weights * losses, 0)
        total = cost.sum()
        return rows, float(cost[rows].sum() / total) if total else np.nan


class Rivals(NamedTuple):
    """Two models on the same rows.

    Attributes
    ----------
    difference : Interval
        Of the second model's loss less the first one's, row by row, in nats.
    left_out : int
        Rows left out because the loss of a model is infinite there.
    apart : ndarray of integers
        The rows on which they differ most, the largest difference first.
    """

    difference: Interval
    left_out: int
    apart: NDArray


def rivals(first: Forecasts, second: Forecasts, count: int = 10, seed: int = 0) -> Rivals:
    """Compare two models row by row, which cancels what is hard for both.

    Parameters
    ----------
    first, second : Forecasts
        Of the same rows, labels and weights.
    count : int
        How many rows to name.
    seed : int
        Of the interval's resamples.

    Returns
    -------
    Rivals

    Raises
    ------
    ValueError
        If their labels differ, or there is no row at which both losses are finite.

    Examples
    --------
    >>> one, two = (from_probabilities([1, 0, 1], q) for q in ([0.9, 0.1, 0.8], [0.5, 0.5, 0.5]))
    >>> found = rivals(one, two)
    >>> round(found.difference.mean, 4), found.apart.tolist()
    (0.5485, [0, 1, 2])
    """
    if not np.array_equal(first.labels, second.labels):
        raise ValueError("first and second must have the same labels")
    counted = first.weights > 0
    both = counted & np.isfinite(first.losses) & np.isfinite(second.losses)
    if not both.any():
        raise ValueError("first and second must have a row at which both losses are finite")
    (rows,) = np.nonzero(both)
    gap = second.losses[rows] - first.losses[rows]
    order = np.argsort(-np.abs(gap).round(12), kind="stable")[:count]
    found = interval(gap, first.weights[rows], seed)
    return Rivals(found, int(counted.sum() - both.sum()), rows[order])
