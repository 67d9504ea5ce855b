"""How accurate and how fast the losses are: `python -m benchmarks.losses [seconds] [row ...]`.

The worst error of every value and gradient is hunted, for some seconds each, by differential
evolution from many starts, over the arguments, the classes, the size of the logits and every
parameter within its slider's range, and then by small steps around the best of each start. The
oracles have 50 digits where it counts. The seconds are those of the processor, so that a busy
machine hunts no less. Times are the best of several runs in one process.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy.optimize import differential_evolution
from scipy.special import softmax
from sklearn.metrics import log_loss

from lib.maths.losses import (
    LOSSES,
    softmax_cross_entropy_with_integer_labels,
    softmax_cross_entropy_with_integer_labels_grad,
)
from lib.maths.training import steps_until
from tests.maths import oracles

SECONDS = 3.0
SMALL, LARGE = 0.1, 700.0  # logits reach this far
MANY = 40  # classes
POPULATION, GENERATIONS, STEPS = 24, 14, 120
RUNS = 5
SHAPE = (1_000_000, 10)


class Worst(NamedTuple):
    """The worst point that was found."""

    share: float = 0.0  # of the error that is promised there
    units: float = 0.0  # in the last place of the truth
    promised: float = 4.0
    example: tuple = ()
    tried: int = 0


def hunt(key: str, part: str, seconds: float) -> Worst:
    """Look for the largest error of a value or gradient, as a share of what is promised."""
    worst, tried, rng = Worst(), 0, np.random.default_rng(0)
    end = time.process_time() + seconds

    def late(*_: object) -> bool:
        return time.process_time() > end

    def cost(v: np.ndarray) -> float:
        nonlocal worst, tried
        tried += 1
        size = SMALL * (LARGE / SMALL) ** ((v[0] + 1) / 2)
        args, keywords = oracles.point(key, v[1:], size)
        units = oracles.error(key, part, args, keywords)
        promised = oracles.allowed(key, args, keywords)
        if units / promised > worst.share:
            worst = Worst(units / promised, units, promised, (args, keywords))
        return -units / promised

    kinds = oracles.classes(key)
    if len(kinds) > 1:
        kinds = [*kinds, MANY]
    start = 0
    while not late():
        K = kinds[start % len(kinds)]
        bounds = [(-1, 1)] * (1 + oracles.dimensions(key, K))
        first = rng.uniform(-1, 1, (POPULATION, len(bounds)))
        found = differential_evolution(
            cost, bounds, init=first, maxiter=GENERATIONS, polish=False, rng=start, callback=late
        )
        for _ in range(STEPS):
            step = rng.normal(scale=10 ** rng.uniform(-9, -1), size=len(bounds))
            cost(np.clip(found.x + step, -1, 1))
        start += 1
    return worst._replace(tried=tried)


def report_errors(seconds: float, keys: list[str]) -> None:
    """Print the worst error of every loss and gradient."""
    print(f"{'Worst error, in units in the last place':45}{'found':>9}{'promised':>10}", end="")
    print(f"{'share':>7}{'tried':>8}")
    for key in keys:
        for part in ("value", "grad"):
            worst = hunt(key, part, seconds)
            print(f"{key:36}{part:9}{worst.units:9.2f}{worst.promised:10.2f}", end="")
            print(f"{worst.share:7.0%}{worst.tried:8,}", flush=True)
            if worst.share > 1:
                print("    ", worst.example)


def best_time(function: Callable[[], object], runs: int = RUNS) -> float:
    """Return the shortest time of several runs, in seconds."""

    def once() -> float:
        start = time.perf_counter()
        function()
        return time.perf_counter() - start

    return min(once() for _ in range(runs))


def report_times() -> None:
    """Print the times of a large batch beside scikit-learn's, and of the longest race."""
    rng = np.random.default_rng(0)
    z, labels = rng.normal(scale=3, size=SHAPE), rng.integers(0, SHAPE[1], SHAPE[0])
    q = softmax(z, axis=-1)
    value = best_time(lambda: softmax_cross_entropy_with_integer_labels(z, labels))
    grad = best_time(lambda: softmax_cross_entropy_with_integer_labels_grad(z, labels))
    reference = best_time(lambda: log_loss(labels, q))
    print(f"\n{SHAPE[0]:,} x {SHAPE[1]} float64, best of {RUNS}")
    print(f"softmax cross-entropy, value        {value * 1e3:8.1f} ms")
    print(f"softmax cross-entropy, gradient     {grad * 1e3:8.1f} ms")
    print(f"sklearn.metrics.log_loss, value     {reference * 1e3:8.1f} ms")
    print(f"value and gradient / log_loss       {(value + grad) / reference:8.2f}")

    slow = LOSSES["sigmoid-squared-error"].grad
    race = partial(steps_until, slow, start=-10.0, rate=1.0, target=0.9, limit=20_000)
    print(f"\nsquared error's race from z = -10, {race():,} steps {best_time(race) * 1e3:8.1f} ms")


if __name__ == "__main__":
    numbers = [float(each) for each in sys.argv[1:2]]
    report_errors(*(numbers or [SECONDS]), sys.argv[2:] or list(LOSSES))
    if len(sys.argv) < 3:
        report_times()
