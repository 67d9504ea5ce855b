"""How accurate and how fast the losses are: `python -m benchmarks.losses`.

Errors are against arithmetic with hundreds of digits, on the points of the unit tests; PyTorch is
measured on the same points if it is installed. Times are the best of several runs in one process.
"""

import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import numpy as np
from scipy.special import softmax
from sklearn.metrics import log_loss

from lib.losses import (
    LOSSES,
    softmax_cross_entropy_with_integer_labels,
    softmax_cross_entropy_with_integer_labels_grad,
)
from lib.training import steps_until
from tests.unit.test_losses import ORACLES, worst_ulp

RUNS = 5
SHAPE = (1_000_000, 10)


def torch_losses() -> dict[str, Callable]:
    """PyTorch's own spelling of each loss that it has, by key."""
    import torch
    from torch.nn import functional

    def square(probability: Callable) -> Callable:
        return lambda z, y: ((probability(z) - y) ** 2).sum()

    return {
        "cross-entropy": functional.binary_cross_entropy,
        "squared-error": functional.mse_loss,
        "absolute-error": functional.l1_loss,
        "sigmoid-cross-entropy": functional.binary_cross_entropy_with_logits,
        "sigmoid-squared-error": square(torch.sigmoid),
        "softmax-cross-entropy": functional.cross_entropy,
        "softmax-cross-entropy-labels": functional.cross_entropy,
        "softmax-squared-error": square(partial(torch.softmax, dim=-1)),
    }


def in_torch(function: Callable, part: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Evaluate a PyTorch loss, or its gradient by autograd, in float64."""
    import torch

    prediction = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    whole = isinstance(y, int) and np.ndim(x) == 1
    loss = function(prediction, torch.tensor(y, dtype=torch.int64 if whole else torch.float64))
    if part == "value":
        return loss.detach().numpy()
    loss.backward()
    return prediction.grad.numpy()


def report_errors() -> None:
    """Print the worst error of every loss and gradient."""
    rivals = torch_losses() if find_spec("torch") else {}
    print(f"{'Worst error':36}{'ulp':>10}{'relative':>10}{'ulp/(1+range)':>15}", end="")
    print(f"{'PyTorch: ulp':>15}{'relative':>10}" if rivals else "")
    for key in ORACLES:
        for part in ("value", "grad"):
            ours = worst_ulp(key, part)
            print(f"{key:30}{part:6}{ours.ulp:10.2f}", end="")
            print(f"{ours.relative:10.1e}{ours.per_range:15.2f}", end="")
            if key in rivals:
                theirs = worst_ulp(key, part, partial(in_torch, rivals[key], part))
                print(f"{theirs.ulp:15.2g}{theirs.relative:10.1e}", end="")
            print()


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
    report_errors()
    report_times()
