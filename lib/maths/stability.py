"""Where a computer's arithmetic breaks the loss: naive formulas, really computed in three types.

Each naive formula is written as in a textbook and computed in the floating type of its logits,
every intermediate number included; nothing is rescued, and no warning leaks. Two classes have the
logits (z, 0): y = 1 says that the first is true, y = 0 the second, so q = sigmoid(z) throughout.
"""

from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_softmax, softmax

from lib.maths.losses import softmax_cross_entropy, softmax_cross_entropy_grad

TYPES = {"float16": np.float16, "float32": np.float32, "float64": np.float64}
EPSILON = 1e-7  # what Keras clips probabilities with
_EXACT = Context(prec=100, Emin=MIN_EMIN, Emax=MAX_EMAX)
_FARTHEST = 1e18  # beyond it, exp(-z) is too small even for a Decimal

quietly = np.errstate(all="ignore")


# ---- Two classes, naively -----------------------------------------------------------------------


@quietly
def naive_sigmoid(z: np.ndarray) -> np.ndarray:
    """Sigmoid as it is written: 1 / (1 + exp(-z)), in the type of z.

    It is exactly 1 from about 16.6 on in float32: exp(-z) is lost beside the 1.

    >>> float(naive_sigmoid(np.float32(17)))
    1.0
    """
    return 1 / (1 + np.exp(-z))


@quietly
def naive_cross_entropy(z: np.ndarray, y: int) -> np.ndarray:
    """Cross-entropy as it is written: -ln q for y = 1, -ln(1 - q) for y = 0, q = sigmoid(z).

    Parameters
    ----------
    z : ndarray of floating type, shape (...)
        Logits.
    y : {0, 1}

    Returns
    -------
    ndarray of shape (...) and the type of z
        Nats; infinite where q was rounded to the wrong label, 0 where to the right one.

    Examples
    --------
    >>> [round(float(naive_cross_entropy(z, 0)), 4) for z in (np.float32(17), np.float64(17))]
    [inf, 17.0]
    """
    q = naive_sigmoid(z)
    return _positive(-np.log(q if y else 1 - q))


@quietly
def naive_cross_entropy_grad(z: np.ndarray, y: int) -> np.ndarray:
    """Derivative over z by the chain rule, as automatic differentiation multiplies it out.

    The slope of the logarithm times q (1 - q): where q was rounded to the wrong label that is
    infinity times 0, which is NaN. Parameters as for `naive_cross_entropy`.

    >>> float(naive_cross_entropy_grad(np.float32(17), 0))
    nan
    """
    q = naive_sigmoid(z)
    return (-1 / q if y else 1 / (1 - q)) * (q * (1 - q))


def _clipped(q: np.ndarray) -> np.ndarray:
    return np.clip(q, EPSILON, 1 - EPSILON)


@quietly
def clipped_cross_entropy(z: np.ndarray, y: int) -> np.ndarray:
    """`naive_cross_entropy` after q was clipped to [1e-7, 1 - 1e-7].

    Finite in float32 and float64, but stuck at about 16; in float16 1 - 1e-7 is 1, and only what is
    below 1e-7 is clipped. Parameters as for `naive_cross_entropy`.

    >>> round(float(clipped_cross_entropy(np.float64(1000), 0)), 3)
    16.118
    """
    q = _clipped(naive_sigmoid(z))
    return _positive(-np.log(q if y else 1 - q))


@quietly
def clipped_cross_entropy_grad(z: np.ndarray, y: int) -> np.ndarray:
    """Derivative of `clipped_cross_entropy` over z: 0 wherever the clip is at work.

    >>> float(clipped_cross_entropy_grad(np.float64(1000), 0))
    0.0
    """
    return np.where(is_clipped(z), z.dtype.type(0), naive_cross_entropy_grad(z, y))


@quietly
def is_clipped(z: np.ndarray) -> np.ndarray:
    """Whether clipping changes q = sigmoid(z).

    >>> bool(is_clipped(np.float32(20))), bool(is_clipped(np.float16(20)))
    (True, False)
    """
    q = naive_sigmoid(z)
    return _clipped(q) != q


@quietly
def naive_softmax(z: np.ndarray) -> np.ndarray:
    """Softmax as it is written: exp(z) / sum of exp(z) over the last axis, in the type of z.

    >>> naive_softmax(np.float32([89, 0]))
    array([nan,  0.], dtype=float32)
    """
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


@quietly
def naive_softmax_cross_entropy(z: np.ndarray, y: int) -> np.ndarray:
    """Minus the logarithm of `naive_softmax` of the logits (z, 0).

    Parameters and result as for `naive_cross_entropy`.

    >>> float(naive_softmax_cross_entropy(np.float32(89), 1))
    nan
    """
    return _positive(-np.log(naive_softmax(two_logits(z))[..., 1 - y]))


@quietly
def naive_log_sum_exp(z: np.ndarray) -> np.ndarray:
    """Logarithm of the sum of exp(z) over the last axis, as it is written, in the type of z.

    >>> float(naive_log_sum_exp(np.array([1000.0, 999.0, 998.0])))
    inf
    """
    return np.log(np.exp(z).sum(axis=-1))


@quietly
def naive_log_sum_exp_cross_entropy(z: np.ndarray, y: int) -> np.ndarray:
    """`naive_log_sum_exp` of the logits (z, 0), less the true one.

    For y = 1 it is the difference of two nearly equal numbers, and soon only roundings are left of
    it. Parameters and result as for `naive_cross_entropy`.

    >>> float(naive_log_sum_exp_cross_entropy(np.float32(89), 0))
    inf
    """
    logits = two_logits(z)
    return _positive(naive_log_sum_exp(logits) - logits[..., 1 - y])


NAIVE: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "sigmoid": naive_cross_entropy,
    "clipped": clipped_cross_entropy,
    "softmax": naive_softmax_cross_entropy,
    "log-sum-exp": naive_log_sum_exp_cross_entropy,
}


# ---- Fused --------------------------------------------------------------------------------------


@quietly
def shifted_log_sum_exp(z: np.ndarray) -> np.ndarray:
    """Log-sum-exp with its largest logit m taken out: m + ln of the sum of exp(z - m).

    No exponential exceeds 1 and one of them is 1, so nothing overflows and the sum is never 0.

    Parameters
    ----------
    z : ndarray of floating type, shape (..., K), finite

    Returns
    -------
    ndarray of shape (...) and the type of z

    References
    ----------
    Blanchard, Higham and Higham (2021), Accurately computing the log-sum-exp and softmax
    functions, IMA Journal of Numerical Analysis 41.

    Examples
    --------
    >>> round(float(shifted_log_sum_exp(np.array([1000.0, 999.0, 998.0]))), 4)
    1000.4076
    """
    m = z.max(axis=-1, keepdims=True)
    return m[..., 0] + np.log(np.exp(z - m).sum(axis=-1))


def log_softmax_cross_entropy(z: np.ndarray, y: int) -> np.ndarray:
    """Cross-entropy of the logits (z, 0) by SciPy's `log_softmax`, in the type of z.

    It never overflows, but a loss too small to be added to 1 is 0. Parameters as for
    `naive_cross_entropy`.

    >>> float(log_softmax_cross_entropy(np.float64(40), 1))
    0.0
    """
    return _positive(-log_softmax(two_logits(z), axis=-1)[..., 1 - y])


def two_logits(z: ArrayLike) -> np.ndarray:
    """The logits (z, 0) of two classes, in the type of z.

    >>> two_logits(np.float32(3))
    array([3., 0.], dtype=float32)
    """
    z = np.asarray(z)
    return np.stack([z, np.zeros_like(z)], axis=-1)


def _positive(loss: np.ndarray) -> np.ndarray:
    """The loss with a negative zero made positive."""
    return loss + loss.dtype.type(0)


# ---- How wrong it is, and from where on ---------------------------------------------------------


@lru_cache(maxsize=4096)
def exact_cross_entropy(z: float, y: int) -> Decimal:
    """Cross-entropy of q = sigmoid(z) to more than 50 digits, however small.

    Parameters
    ----------
    z : float, in [-1e18, 1e18]
    y : {0, 1}

    Returns
    -------
    Decimal
        Nats, above 0.

    Raises
    ------
    ValueError
        If z is outside these bounds: beyond them the smaller loss is no Decimal.

    Examples
    --------
    >>> f"{exact_cross_entropy(1000.0, 1):.3e}"
    '5.076e-435'
    """
    if not abs(z) <= _FARTHEST:
        raise ValueError(f"z must lie in [-1e18, 1e18]; got {z}")
    with localcontext(_EXACT):
        size = abs(Decimal(z))
        odds = (-size).exp()
        # Too small to be added to 1 without a loss, the odds are their own log1p to 50 digits.
        small = odds if odds < Decimal("1e-50") else (1 + odds).ln()
        return small if (z > 0) == bool(y) else size + small


def correct_digits(computed: np.ndarray, exact: Sequence[Decimal]) -> np.ndarray:
    """How many decimal digits are right: -log10 of the relative error, at most what the type has.

    Parameters
    ----------
    computed : ndarray of floating type, shape (n,)
    exact : n Decimals, not 0

    Returns
    -------
    ndarray of shape (n,)
        From 0, also for infinity and NaN, to 3.3 in float16, 7.2 in float32, 16.0 in float64.

    References
    ----------
    Goldberg (1991), What every computer scientist should know about floating-point arithmetic,
    ACM Computing Surveys 23: relative error and half a unit in the last place.

    Examples
    --------
    >>> correct_digits(np.float64([1.01, 2.0, np.inf]), [Decimal(1)] * 3).round(1)
    array([2., 0., 0.])
    """
    half_unit = float(np.finfo(computed.dtype).eps) / 2
    values = zip(computed.tolist(), exact, strict=True)
    errors = [abs(Decimal(c) - e) / e if np.isfinite(c) else Decimal(1) for c, e in values]
    return -np.log10(np.clip(np.array(errors, dtype=float), half_unit, 1)) + 0.0


def rounds_to_one(kind: type[np.floating]) -> float:
    """The logit from which 1 + exp(-z) is rounded to 1: p ln 2 for a type with p binary digits.

    Half of the distance from 1 to the next number, 2^(1 - p), is lost beside a 1.

    >>> round(rounds_to_one(np.float32), 2)
    16.64
    """
    return float((np.finfo(kind).nmant + 1) * np.log(2))


def exp_overflows(kind: type[np.floating]) -> float:
    """The logit above which exp(z) is infinite: the logarithm of the type's largest number.

    References
    ----------
    Blanchard, Higham and Higham (2021), table 2.

    Examples
    --------
    >>> [round(exp_overflows(kind), 2) for kind in TYPES.values()]
    [11.09, 88.72, 709.78]
    """
    return float(np.log(np.float64(np.finfo(kind).max)))


def exp_underflows(kind: type[np.floating]) -> float:
    """The logit from which exp(-z) is 0: below half of the type's smallest positive number.

    >>> [round(exp_underflows(kind), 2) for kind in TYPES.values()]
    [17.33, 103.97, 745.13]
    """
    info = np.finfo(kind)
    return float((info.nmant - info.minexp + 1) * np.log(2))


def first_number(
    happens: Callable[[np.ndarray], np.ndarray],
    kind: type[np.floating],
    low: float = 1.0,
    high: float = 1000.0,
    tried: int = 2**15,
) -> float | None:
    """The first number of a type at which something happens, found by zooming in on it.

    Parameters
    ----------
    happens : callable
        Of an array of the type, shape (n,); True where it happens.
    kind : numpy floating type
    low, high : float, positive
    tried : int
        How many numbers each pass looks at. What begins with rare exceptions needs more of them.

    Returns
    -------
    float or None
        None when it does not happen.

    Examples
    --------
    >>> first_number(lambda z: np.isinf(np.exp(z)), np.float16)
    11.09375
    """
    with np.errstate(all="ignore"):
        return _found(happens, kind, low, high, tried, first=True)


def last_number(
    happens: Callable[[np.ndarray], np.ndarray],
    kind: type[np.floating],
    low: float = 1.0,
    high: float = 1000.0,
    tried: int = 2**15,
) -> float | None:
    """The number of a type from which on something happens no more, found as by `first_number`.

    Parameters as for `first_number`. None when it does not happen, or still does at `high`.

    >>> last_number(lambda z: z < 2, np.float64)
    2.0
    """
    with np.errstate(all="ignore"):
        last = _found(happens, kind, low, high, tried, first=False)
    return None if last is None or last >= high else float(np.nextafter(kind(last), kind(high)))


def _found(
    happens: Callable[[np.ndarray], np.ndarray],
    kind: type[np.floating],
    low: float,
    high: float,
    tried: int,
    first: bool,
) -> float | None:
    """The first or the last number of a type, from low to high, at which something happens."""
    # Positive floating-point numbers have the order of their bits read as integers.
    bits = f"i{np.dtype(kind).itemsize}"
    start, end = np.array([low, high], kind).view(bits).astype(np.int64).tolist()
    while True:
        step = max(1, (end - start) // tried)
        numbers = np.unique(np.minimum(np.arange(start, end + step, step), end))
        hits = np.flatnonzero(happens(numbers.astype(bits).view(kind)))
        if not hits.size:
            return None
        at = int(hits[0 if first else -1])
        if step == 1 or at == (0 if first else numbers.size - 1):
            return float(numbers[at].astype(bits).view(kind))
        start, end = sorted((int(numbers[at]), int(numbers[at - 1 if first else at + 1])))


# ---- Softmax twice ------------------------------------------------------------------------------


def double_softmax_cross_entropy(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Cross-entropy of softmax(softmax(z)): what a loss of logits makes of probabilities.

    Parameters
    ----------
    z : array_like of shape (..., K)
        Logits.
    y : array_like of shape (..., K)
        Target: a distribution over the last axis.

    Returns
    -------
    ndarray of shape (...)
        Nats, within `double_softmax_band`.

    Examples
    --------
    >>> round(float(double_softmax_cross_entropy([1000.0, 0.0], [1, 0])), 4)
    0.3133
    """
    return softmax_cross_entropy(softmax(z, axis=-1), y)


def double_softmax_cross_entropy_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative of `double_softmax_cross_entropy` over each logit k: q_k (e_k - sum of e_i q_i).

    Here q = softmax(z) and e = softmax(q) - y. Result shaped as z, in nats.

    >>> double_softmax_cross_entropy_grad([0.0, 0.0], [1, 0])
    array([-0.25,  0.25])
    """
    q = softmax(z, axis=-1)
    error = softmax_cross_entropy_grad(q, y)
    return q * (error - (error * q).sum(axis=-1, keepdims=True))


def double_softmax_band(K: int) -> tuple[float, float]:
    """The least and the greatest loss after two softmaxes: ln(e + K - 1) - 1 and ln(e + K - 1).

    The loss ln(sum of exp(q)) - q_c is convex in the probabilities q, so it is greatest in a
    corner, all of q on a wrong class; it falls wherever mass moves to the true class c, so it is
    least when all is there. The two differ by 1, whatever K is.

    Raises
    ------
    ValueError
        If K is less than 2.

    Examples
    --------
    >>> [round(limit, 4) for limit in double_softmax_band(10)]
    [1.4612, 2.4612]
    """
    if K < 2:
        raise ValueError(f"K must be at least 2; got {K}")
    greatest = float(np.log(np.e + K - 1))
    return greatest - 1, greatest
