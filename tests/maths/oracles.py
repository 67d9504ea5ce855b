"""Every row of the registry as its textbook writes it, in arithmetic of many digits.

An oracle takes one example: the arguments of its row as mpf numbers and lists of them, labels as
integers, and the row's parameters by name. `point` turns numbers from 0 to 1 into such an example,
anywhere in the range that is promised, and `error` measures a loss there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, product

import numpy as np
from mpmath import mp, mpf
from scipy.special import expit, log_softmax, softmax

from lib.maths.losses import LOSSES


@dataclass(frozen=True)
class Oracle:
    """Value and gradient of a row, and what its result is a sum of where terms have both signs.

    Attributes
    ----------
    value, grad : callable
        The gradient is a number or a list, or a list of lists, as the first argument is.
    value_terms, grad_terms : callable, optional
        The sum of the sizes of the terms: errors are then relative to that.
    """

    value: Callable
    grad: Callable
    value_terms: Callable | None = None
    grad_terms: Callable | None = None


# ---- Pieces -------------------------------------------------------------------------------------


def sigmoid(z):
    return 1 / (1 + mp.exp(-z))


def softmax_of(z):
    total = mp.fsum(mp.exp(x) for x in z)
    return [mp.exp(x) / total for x in z]


def dot(a, b):
    return mp.fsum(x * y for x, y in zip(a, b, strict=True))


def surprise(q, y):
    """The sum of -y ln q; 0 ln 0 is 0."""
    return -mp.fsum(t * mp.log(x) for x, t in zip(q, y, strict=True) if t)


def one_hot(z, label):
    return [mpf(int(k == label)) for k in range(len(z))]


def error_of(z, y):
    """The sum of y times q, less y, for q = softmax(z)."""
    total = mp.fsum(y)
    return [total * q - t for q, t in zip(softmax_of(z), y, strict=True)]


def terms_of(z, y):
    """What that is the sum of: the pull of each class on itself and of the others on it."""
    q, total = softmax_of(z), mp.fsum(y)
    return [a * (total - t) + t * (1 - a) for a, t in zip(q, y, strict=True)]


# ---- Binary -------------------------------------------------------------------------------------


def bce(q, y):
    return surprise([q, 1 - q], [y, 1 - y])


def bce_grad(q, y):
    return (q - y) / (q * (1 - q))


def focal(z, y, gamma):
    p = sigmoid(z if y else -z)
    return -((1 - p) ** gamma) * mp.log(p)


def focal_grad(z, y, gamma):
    p = sigmoid(z if y else -z)
    return (1 - 2 * y) * (1 - p) ** gamma * (1 - p - gamma * p * mp.log(p))


def balance(y, alpha):
    return alpha if y else 1 - alpha


def margin(z, y):
    return (2 * y - 1) * z


# ---- Many classes -------------------------------------------------------------------------------


def squared_grad(z, y):
    q = softmax_of(z)
    e = [a - t for a, t in zip(q, y, strict=True)]
    return [2 * a * (b - dot(e, q)) for a, b in zip(q, e, strict=True)]


def squared_terms(z, y):
    q = softmax_of(z)
    e = [abs(a - t) for a, t in zip(q, y, strict=True)]
    return [2 * a * (b * (1 - a) + dot(e, q) - b * a) for a, b in zip(q, e, strict=True)]


def smoothed(y, epsilon):
    return [(1 - epsilon) * t + epsilon / len(y) for t in y]


def smoothed_wrong(y, epsilon):
    return [(1 - epsilon) * t + epsilon * (1 - t) / (len(y) - 1) for t in y]


def smoothing(soften):
    return Oracle(
        lambda z, y, epsilon: surprise(softmax_of(z), soften(y, epsilon)),
        lambda z, y, epsilon: error_of(z, soften(y, epsilon)),
        grad_terms=lambda z, y, epsilon: terms_of(z, soften(y, epsilon)),
    )


def adjusted(z, priors, tau):
    return [x + tau * mp.log(p) for x, p in zip(z, priors, strict=True)]


def weighted(y, weights):
    return [t * w for t, w in zip(y, weights, strict=True)]


def generalised(z, y, exponent):
    q = dot(softmax_of(z), y)
    return (1 - q**exponent) / exponent if exponent else -mp.log(q)


def scaled_error(factor, z, y):
    return [factor * e for e in error_of(z, y)]


def symmetric(z, y, alpha, beta, log_zero):
    q = softmax_of(z)
    return alpha * surprise(q, y) - beta * log_zero * (1 - dot(q, y))


def symmetric_grad(z, y, alpha, beta, log_zero):
    return scaled_error(alpha - beta * log_zero * dot(softmax_of(z), y), z, y)


def noisy(z, noise):
    """The probability of each noisy label, and of each pair of a true and a noisy one."""
    q = softmax_of(z)
    pairs = [[q[i] * x for x in row] for i, row in enumerate(noise)]
    return [mp.fsum(column) for column in zip(*pairs, strict=True)], pairs


def forward(z, y, noise):
    return surprise(noisy(z, noise)[0], y)


def forward_grad(z, y, noise):
    q = softmax_of(z)
    return [a - b for a, b in zip(q, posterior(z, y, noise), strict=True)]


def posterior(z, y, noise):
    label = y.index(1)
    total, pairs = noisy(z, noise)
    return [row[label] / total[label] for row in pairs]


def forward_terms(z, y, noise):
    pairs = zip(softmax_of(z), posterior(z, y, noise), strict=True)
    return [a * (1 - b) + b * (1 - a) for a, b in pairs]


# ---- Something else -----------------------------------------------------------------------------


def of_labels(value, grad):
    """The same for class indices instead of one-hot labels."""
    return Oracle(
        lambda z, c, **more: value(z, one_hot(z, c), **more),
        lambda z, c, **more: grad(z, one_hot(z, c), **more),
    )


def info_nce(s, c, temperature):
    return surprise(softmax_of([x / temperature for x in s]), one_hot(s, c))


def info_nce_grad(s, c, temperature):
    pulls = error_of([x / temperature for x in s], one_hot(s, c))
    return [x / temperature for x in pulls]


def violation(a, p, n, margin):
    near = mp.fsum((x - y) ** 2 for x, y in zip(a, p, strict=True))
    far = mp.fsum((x - y) ** 2 for x, y in zip(a, n, strict=True))
    return near - far + margin


def triplet_grad(a, p, n, margin):
    active = violation(a, p, n, margin) > 0
    return [2 * (y - x) * int(active) for x, y in zip(p, n, strict=True)]


def triplet_terms(a, p, n, margin):
    return mp.fsum(abs((c - b) * (2 * x - b - c)) for x, b, c in zip(a, p, n, strict=True)) + margin


def spelling(z, labels):
    """Probability of each path of symbols that spells the labels, with the path."""
    q = [softmax_of(frame) for frame in z]
    for path in product(range(len(z[0])), repeat=len(z)):
        if [k for k, _ in groupby(path) if k] == labels:
            yield path, mp.fprod(q[t][k] for t, k in enumerate(path))


def ctc(z, labels):
    return -mp.log(mp.fsum(chance for _, chance in spelling(z, labels)))


def ctc_shares(z, labels):
    """Probability of each symbol at each frame, given that the labels are spelled."""
    shares = [[mpf(0)] * len(frame) for frame in z]
    for path, chance in spelling(z, labels):
        for t, k in enumerate(path):
            shares[t][k] += chance
    total = mp.fsum(shares[0])
    return [[x / total for x in row] for row in shares]


def ctc_grad(z, labels):
    pairs = zip(z, ctc_shares(z, labels), strict=True)
    return [[q - s for q, s in zip(softmax_of(f), row, strict=True)] for f, row in pairs]


def ctc_terms(z, labels):
    return [
        [q * (1 - s) + s * (1 - q) for q, s in zip(softmax_of(f), row, strict=True)]
        for f, row in zip(z, ctc_shares(z, labels), strict=True)
    ]


def pair_cost(z, y):
    return mp.fsum(bce(sigmoid(a), b) for a, b in zip(z, y, strict=True))


def pair_grad(z, y):
    return [sigmoid(a) - b for a, b in zip(z, y, strict=True)]


CROSS_ENTROPY = Oracle(lambda z, y: surprise(softmax_of(z), y), error_of)

ORACLES = {
    "cross-entropy": Oracle(bce, bce_grad),
    "squared-error": Oracle(lambda q, y: (q - y) ** 2, lambda q, y: 2 * (q - y)),
    "absolute-error": Oracle(lambda q, y: abs(q - y), lambda q, y: mp.sign(q - y)),
    "zero-one": Oracle(lambda q, y: mpf(int((q > 0.5) != y)), lambda q, y: mpf(0)),
    "categorical-cross-entropy": Oracle(
        surprise, lambda q, y: [-t / x for x, t in zip(q, y, strict=True)]
    ),
    "brier": Oracle(
        lambda q, y: mp.fsum((a - b) ** 2 for a, b in zip(q, y, strict=True)),
        lambda q, y: [2 * (a - b) for a, b in zip(q, y, strict=True)],
    ),
    "sigmoid-cross-entropy": Oracle(lambda z, y: bce(sigmoid(z), y), lambda z, y: sigmoid(z) - y),
    "sigmoid-squared-error": Oracle(
        lambda z, y: (sigmoid(z) - y) ** 2,
        lambda z, y: 2 * (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)),
    ),
    "hinge": Oracle(
        lambda z, y: max(mpf(0), 1 - margin(z, y)),
        lambda z, y: -(2 * y - 1) * mpf(int(margin(z, y) < 1)),
    ),
    "squared-hinge": Oracle(
        lambda z, y: max(mpf(0), 1 - margin(z, y)) ** 2,
        lambda z, y: -2 * (2 * y - 1) * max(mpf(0), 1 - margin(z, y)),
    ),
    "softmax-cross-entropy": CROSS_ENTROPY,
    "softmax-squared-error": Oracle(
        lambda z, y: mp.fsum(e**2 for e in error_of(z, y)), squared_grad, grad_terms=squared_terms
    ),
    "softmax-cross-entropy-labels": of_labels(CROSS_ENTROPY.value, error_of),
    "weighted": Oracle(
        lambda z, y, weights: surprise(softmax_of(z), weighted(y, weights)),
        lambda z, y, weights: error_of(z, weighted(y, weights)),
    ),
    "logit-adjustment": Oracle(
        lambda z, y, priors, tau: surprise(softmax_of(adjusted(z, priors, tau)), y),
        lambda z, y, priors, tau: error_of(adjusted(z, priors, tau), y),
    ),
    "multi-label": Oracle(pair_cost, pair_grad),
    "label-smoothing": smoothing(smoothed),
    "label-smoothing-wrong": smoothing(smoothed_wrong),
    "focal": Oracle(focal, focal_grad),
    "balanced-focal": Oracle(
        lambda z, y, gamma, alpha: balance(y, alpha) * focal(z, y, gamma),
        lambda z, y, gamma, alpha: balance(y, alpha) * focal_grad(z, y, gamma),
    ),
    "generalised": Oracle(
        generalised,
        lambda z, y, exponent: scaled_error(dot(softmax_of(z), y) ** exponent, z, y),
    ),
    "symmetric": Oracle(symmetric, symmetric_grad),
    "forward-correction": Oracle(forward, forward_grad, grad_terms=forward_terms),
    "softmax-kl-divergence": Oracle(
        lambda z, y: surprise(softmax_of(z), y) - surprise(y, y), error_of
    ),
    "log-softmax-nll": of_labels(lambda log_q, y: -dot(log_q, y), lambda log_q, y: [-t for t in y]),
    "info-nce": Oracle(info_nce, info_nce_grad),
    "triplet": Oracle(
        lambda a, p, n, margin: max(mpf(0), violation(a, p, n, margin)),
        triplet_grad,
        value_terms=triplet_terms,
    ),
    "bradley-terry": Oracle(lambda c, r: -mp.log(sigmoid(c - r)), lambda c, r: sigmoid(c - r) - 1),
    "listnet-top-one": Oracle(
        lambda s, r: surprise(softmax_of(s), softmax_of(r)),
        lambda s, r: error_of(s, softmax_of(r)),
        grad_terms=lambda s, r: terms_of(s, softmax_of(r)),
    ),
    "policy-gradient": of_labels(
        lambda z, y, advantage: advantage * surprise(softmax_of(z), y),
        lambda z, y, advantage: scaled_error(advantage, z, y),
    ),
    "ctc": Oracle(ctc, ctc_grad, grad_terms=ctc_terms),
    "gan-discriminator": Oracle(pair_cost, pair_grad),
    "gan-generator-saturating": Oracle(lambda z: mp.log(1 - sigmoid(z)), lambda z: -sigmoid(z)),
    "gan-generator-non-saturating": Oracle(lambda z: -mp.log(sigmoid(z)), lambda z: sigmoid(z) - 1),
}


# ---- Points -------------------------------------------------------------------------------------

FRAMES, SYMBOLS = 4, 3
MOST = 10  # classes of an example


def _inside(q: float) -> float:
    """The probability, short of 1, which would rule out the other class."""
    return min(q, np.nextafter(1, 0))


# Numbers from -1 to 1 become the arguments of a row, by what it takes or its key: how many are
# wanted, and how they are made of them and of a size.
_SPACES: dict[str, tuple[int, Callable]] = {
    "probability": (2, lambda v, size: (_inside(expit(size * v[0])), int(v[1] > 0))),
    "logit": (2, lambda v, size: (size * v[0], int(v[1] > 0))),
    "probabilities": (MOST, lambda v, size: (softmax(min(size, 300) * v), np.eye(len(v))[0])),
    "logits": (MOST, lambda v, size: (size * v, np.eye(len(v))[0])),
    "logits and labels": (MOST, lambda v, size: (size * v, 0)),
    "multi-label": (4, lambda v, size: (size * v, np.array([0, 1, 0, 1]))),
    "log-softmax-nll": (MOST, lambda v, size: (log_softmax(size * v), 0)),
    "info-nce": (MOST, lambda v, size: (min(size, 1) * v, 0)),
    "triplet": (6, lambda v, size: tuple(size * v.reshape(3, 2))),
    "bradley-terry": (2, lambda v, size: tuple(size * v)),
    "listnet-top-one": (6, lambda v, size: tuple(size * v.reshape(2, 3))),
    "policy-gradient": (MOST, lambda v, size: (size * v, 0)),
    "ctc": (
        FRAMES * SYMBOLS,
        lambda v, size: (size * v.reshape(FRAMES, SYMBOLS), np.array([1, 2])),
    ),
    "gan-discriminator": (2, lambda v, size: (size * v, np.array([1, 0]))),
    "gan-generator-saturating": (1, lambda v, size: (size * v[0],)),
    "gan-generator-non-saturating": (1, lambda v, size: (size * v[0],)),
}


def _space(key: str) -> tuple[int, Callable]:
    return _SPACES[key] if key in _SPACES else _SPACES[LOSSES[key].takes]


def classes(key: str) -> list[int]:
    """How many classes an example of a row may have; no number where that is fixed."""
    row = LOSSES[key]
    if any(np.ndim(p.argument(p.start)) for p in row.parameters):
        return [2]  # its sliders stand for two classes
    return [2, 3, MOST] if _space(key)[0] == MOST else [0]


def dimensions(key: str, K: int) -> int:
    """How many numbers make an example."""
    return (K or _space(key)[0]) + len(LOSSES[key].parameters)


def point(key: str, v: np.ndarray, size: float) -> tuple[tuple, dict[str, np.ndarray]]:
    """Arguments and keywords of a row, from numbers from -1 to 1, the parameters' last."""
    parameters = LOSSES[key].parameters
    count = len(v) - len(parameters)
    numbers = {
        p.key: p.low + (p.high - p.low) * (w + 1) / 2
        for p, w in zip(parameters, v[count:], strict=True)
    }
    keywords = LOSSES[key].arguments(**numbers)
    return _space(key)[1](v[:count], size), {k: np.asarray(x, float) for k, x in keywords.items()}


# ---- Errors -------------------------------------------------------------------------------------


def exact(x):
    """The number, or the list of lists, as mpf; labels stay integers."""
    if np.ndim(x):
        return [exact(each) for each in x]
    return int(x) if isinstance(x, int | np.integer) else mpf(float(x))


def spread(key: str, args: tuple, keywords: dict) -> float:
    """The range of the logits, which the errors of a softmax may grow with; else 0."""
    x = args[0]
    if key == "info-nce":
        return float(np.ptp(x) / keywords["temperature"])
    if key == "logit-adjustment":
        return float(np.ptp(x) + keywords["tau"] * np.ptp(np.log(keywords["priors"])))
    if key == "listnet-top-one":
        return float(max(np.ptp(each) for each in args))
    if key == "ctc":
        return float(np.ptp(x, axis=-1).sum())
    softmax_like = LOSSES[key].takes.startswith("logits") or key == "policy-gradient"
    return float(np.ptp(x)) if softmax_like else 0.0


PRODUCTS = {
    "sigmoid-squared-error",
    "focal",
    "balanced-focal",
    "brier",
    "softmax-squared-error",
    "generalised",
    "symmetric",
    "forward-correction",
}


def allowed(key: str, args: tuple, keywords: dict) -> float:
    """How many units in the last place are promised: 4, times 1 + the range of the logits.

    For squares, powers and products it is twice as many; a sum over K classes or items adds K / 10,
    a power of the focal losses gamma / 2.
    """
    units = (8 if key in PRODUCTS else 4) * (1 + spread(key, args, keywords))
    return units + sum(np.shape(args[0])[-1:]) / 10 + float(keywords.get("gamma", 0)) / 2


def error(
    key: str, part: str, args: tuple, keywords: dict, function: Callable | None = None
) -> float:
    """Worst error of a loss or its gradient, in units in the last place of the truth.

    Where terms of both signs add up, of the sum of their sizes.
    """
    row, oracle = LOSSES[key], ORACLES[key]
    found = np.ravel((function or getattr(row, part))(*args, **keywords))
    with mp.workdps(_digits(key, args, keywords)):
        named = {name: exact(x) for name, x in keywords.items()}
        given = [exact(x) for x in args]
        truth = flat(getattr(oracle, part)(*given, **named))
        terms = getattr(oracle, f"{part}_terms")
        sizes = flat(terms(*given, **named)) if terms else truth
        return max(_units(*each) for each in zip(found, truth, sizes, strict=True))


def _digits(key: str, args: tuple, keywords: dict) -> int:
    """Digits that leave 50 where 1 - q is written as such, however near q is to 1."""
    far = spread(key, args, keywords) + sum(float(np.abs(x).max()) for x in args)
    if LOSSES[key].takes.startswith("probabilit"):
        far = 1500.0
    return 60 + int(0.44 * min(far, 25_000))


def flat(x) -> list:
    """The numbers of a list of lists, or of a number."""
    return [y for each in x for y in flat(each)] if isinstance(x, list) else [x]


def _units(found: float, truth: mpf, size: mpf) -> float:
    near = abs(float(size))
    if not np.isfinite([found, near]).all():  # beyond float64: only the same infinity will do
        return 0.0 if found == float(truth) else np.inf
    return float(abs(mpf(float(found)) - truth) / mpf(np.spacing(near)))
