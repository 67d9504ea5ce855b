"""How fast the losses are beside PyTorch's: `python -m benchmarks.speed`.

Value and gradient of every loss that PyTorch has a counterpart for, in turns with PyTorch in one
process, the best of several runs of each: first all of them on one thread, by the time of the
processor, which others on the machine disturb least, then cross-entropy on all threads, by the
clock. PyTorch has no gradient without the value: its time is that of both, and the last ratio is
that of our two calls to it. Memory is the peak of what NumPy takes beside the arguments, in numbers
of the logits' type for each logit. Without PyTorch only our own times and memory are printed.
"""

import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec

import numpy as np
from scipy.special import log_softmax, softmax

from lib.maths import blocks
from lib.maths.losses import LOSSES

RUNS = 7
EXAMPLES, CLASSES = 100_000, 10
LARGE = {"1,000,000 x 10": (1_000_000, 10), "2,000 x 50,000": (2_000, 50_000)}
SEQUENCES = {"L = 30": 30, "L = 199": 199}  # labels of T = 200 frames of K = 20 symbols
FRAMES, SYMBOLS = 200, 20
TORCH = find_spec("torch") is not None

Case = tuple[str, tuple, dict]


def drawn(n: int, K: int, kind: type = np.float64) -> dict[str, np.ndarray]:
    """Logits, targets of every kind and probabilities, for n examples of K classes."""
    rng = np.random.default_rng(0)
    z = rng.normal(scale=3, size=(n, K)).astype(kind)
    soft = rng.gamma(1, size=(n, K))
    soft = (soft / soft.sum(axis=-1, keepdims=True)).astype(kind)
    return {"z": z, "soft": soft, "labels": rng.integers(0, K, n)}


def cases() -> list[Case]:
    """The loss, its arguments and its parameters, of one size."""
    n, K = EXAMPLES, CLASSES
    batch = drawn(n, K)
    z, soft, labels = batch["z"], batch["soft"], batch["labels"]
    q, hard, yes = softmax(z, axis=-1), np.eye(K)[labels], (labels > K / 2).astype(float)
    noise = 0.7 * np.eye(K) + 0.3 / K
    triplet = tuple(np.ascontiguousarray(each) for each in (z, soft, hard))
    return [
        ("cross-entropy", (q[:, 0].copy(), yes), {}),
        ("squared-error", (q[:, 0].copy(), yes), {}),
        ("absolute-error", (q[:, 0].copy(), yes), {}),
        ("sigmoid-cross-entropy", (z[:, 0].copy(), yes), {}),
        ("sigmoid-squared-error", (z[:, 0].copy(), yes), {}),
        ("focal", (z[:, 0].copy(), yes), {}),
        ("hinge", (z[:, 0].copy(), yes), {}),
        ("squared-hinge", (z[:, 0].copy(), yes), {}),
        ("softmax-cross-entropy", (z, soft), {}),
        ("softmax-cross-entropy-labels", (z, labels), {}),
        ("softmax-squared-error", (z, hard), {}),
        ("categorical-cross-entropy", (q, soft), {}),
        ("brier", (q, soft), {}),
        ("weighted", (z, soft), {"weights": np.linspace(1, 3, K)}),
        ("logit-adjustment", (z, soft), {"priors": np.arange(1.0, K + 1)}),
        ("multi-label", (z, hard), {}),
        ("label-smoothing", (z, hard), {}),
        ("generalised", (z, hard), {}),
        ("symmetric", (z, hard), {}),
        ("forward-correction", (z, soft), {"noise": noise}),
        ("softmax-kl-divergence", (z, soft), {}),
        ("log-softmax-nll", (log_softmax(z, axis=-1), labels), {}),
        ("info-nce", (z, labels), {}),
        ("triplet", triplet, {}),
        ("bradley-terry", (z[:, 0].copy(), z[:, 1].copy()), {}),
        ("listnet-top-one", (z, 2 * z), {}),
        ("gan-discriminator", (z[:, :2].copy(),), {}),
        ("gan-generator-saturating", (z[:, 0].copy(),), {}),
        ("gan-generator-non-saturating", (z[:, 0].copy(),), {}),
    ]


def torch_losses() -> dict[str, Callable]:
    """PyTorch's counterparts, as its users spell them; a loss for each example."""
    import torch
    import torch.nn.functional as F  # noqa: N812 - as everyone calls it

    each = {"reduction": "none"}

    def focal(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        cost = F.binary_cross_entropy_with_logits(z, y, **each)
        return (1 - torch.exp(-cost)) ** 2 * cost

    def generalised(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return (1 - (torch.softmax(z, -1) * y).sum(-1) ** 0.7) / 0.7

    def symmetric(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        backward = -(torch.softmax(z, -1) * torch.log(y).clamp(min=-4)).sum(-1)
        return 0.1 * F.cross_entropy(z, y, **each) + backward

    def forward(z: torch.Tensor, y: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        return -(y * torch.log(torch.softmax(z, -1) @ noise)).sum(-1)

    def triplet(anchor: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
        positive, negative = (((anchor - each) ** 2).sum(-1) for each in others)
        return torch.relu(positive - negative + 0.2)

    def discriminator(z: torch.Tensor) -> torch.Tensor:
        labels = torch.tensor([1.0, 0.0], dtype=z.dtype).expand_as(z)
        return F.binary_cross_entropy_with_logits(z, labels, **each).sum(-1)

    def weighted(z: torch.Tensor, y: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(z, y, weight=weights, **each)

    def adjusted(z: torch.Tensor, y: torch.Tensor, priors: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(z + torch.log(priors), y, **each)

    return {
        "cross-entropy": partial(F.binary_cross_entropy, **each),
        "squared-error": partial(F.mse_loss, **each),
        "absolute-error": partial(F.l1_loss, **each),
        "sigmoid-cross-entropy": partial(F.binary_cross_entropy_with_logits, **each),
        "sigmoid-squared-error": lambda z, y: (torch.sigmoid(z) - y) ** 2,
        "focal": focal,
        "hinge": lambda z, y: torch.relu(1 - (2 * y - 1) * z),
        "squared-hinge": lambda z, y: torch.relu(1 - (2 * y - 1) * z) ** 2,
        "softmax-cross-entropy": partial(F.cross_entropy, **each),
        "softmax-cross-entropy-labels": partial(F.cross_entropy, **each),
        "softmax-squared-error": lambda z, y: ((torch.softmax(z, -1) - y) ** 2).sum(-1),
        "categorical-cross-entropy": lambda q, y: -(y * torch.log(q)).sum(-1),
        "brier": lambda q, y: ((q - y) ** 2).sum(-1),
        "weighted": weighted,
        "logit-adjustment": adjusted,
        "multi-label": lambda z, y: F.binary_cross_entropy_with_logits(z, y, **each).sum(-1),
        "label-smoothing": partial(F.cross_entropy, label_smoothing=0.1, **each),
        "generalised": generalised,
        "symmetric": symmetric,
        "forward-correction": forward,
        "softmax-kl-divergence": lambda z, y: F.kl_div(F.log_softmax(z, -1), y, **each).sum(-1),
        "log-softmax-nll": partial(F.nll_loss, **each),
        "info-nce": lambda s, labels: F.cross_entropy(s / 0.1, labels, **each),
        "triplet": triplet,
        "bradley-terry": lambda chosen, rejected: -F.logsigmoid(chosen - rejected),
        "listnet-top-one": lambda s, r: F.cross_entropy(s, torch.softmax(r, -1), **each),
        "gan-discriminator": discriminator,
        "gan-generator-saturating": lambda z: F.logsigmoid(-z),
        "gan-generator-non-saturating": lambda z: -F.logsigmoid(z),
    }


def torch_ctc(z: "torch.Tensor", labels: "torch.Tensor") -> "torch.Tensor":  # noqa: F821
    """CTC of one sequence, by PyTorch."""
    import torch.nn.functional as F  # noqa: N812 - as everyone calls it

    lengths = [z.shape[0]], [labels.shape[0]]
    log_q = F.log_softmax(z, -1)[:, None]
    return F.ctc_loss(log_q, labels[None], *lengths, reduction="none")


def in_torch(function: Callable, case: Case) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what runs a loss of PyTorch for each example, and what runs it and its gradient."""
    import torch

    _, arguments, parameters = case
    x, *rest = map(torch.tensor, arguments)
    named = {name: torch.tensor(value) for name, value in parameters.items()}
    watched = x.clone().requires_grad_()

    def value() -> object:
        return function(x, *rest, **named)

    def grad() -> object:
        return torch.autograd.grad(function(watched, *rest, **named).sum(), watched)

    return value, grad


def best_times(*functions: Callable[[], object]) -> list[float]:
    """Return the shortest time of each function, in milliseconds; they take turns.

    On one thread it is the processor's time. On several a thread that waits for another takes some
    too, so that it is the clock's.
    """
    clock = time.process_time if blocks.THREADS == 1 else time.perf_counter
    times = [[] for _ in functions]
    for _ in range(RUNS):
        for function, taken in zip(functions, times, strict=True):
            start = clock()
            function()
            taken.append(clock() - start)
    return [1e3 * min(taken) for taken in times]


def memory(functions: Sequence[Callable[[], object]], logits: np.ndarray) -> float:
    """Return the peak of what functions take, as a multiple of the logits' own size."""
    tracemalloc.start()
    try:
        for function in functions:
            function()
        return tracemalloc.get_traced_memory()[1] / logits.nbytes
    finally:
        tracemalloc.stop()


def report(name: str, case: Case, rival: Callable | None) -> None:
    """Print one row."""
    key, arguments, parameters = case
    parts = LOSSES[key].value, LOSSES[key].grad
    mine = [partial(part, *arguments, **parameters) for part in parts]
    peak = memory(mine, arguments[0])
    times = best_times(*mine, *(in_torch(rival, case) if rival else ()))
    value, grad, *theirs = times
    print(f"{name:34}{value:9.2f}{grad:9.2f}", end="")
    if theirs:
        forward, both = theirs
        print(f"{forward:9.2f}{both:9.2f}", end="")
        print(f"{value / forward:9.2f}{grad / both:9.2f}{(value + grad) / both:9.2f}", end="")
    else:
        print(f"{'':45}", end="")
    print(f"{peak:9.1f}", flush=True)


def header(title: str) -> None:
    """Print what stands above the rows."""
    groups = (("ours, ms", 18), ("PyTorch, ms", 18), ("ratio", 27))
    print(f"\n{'':34}" + "".join(f"{group:>{width}}" for group, width in groups))
    columns = ("value", "gradient", "value", "and grad", "value", "gradient", "both", "memory")
    print(f"{title:34}" + "".join(f"{column:>9}" for column in columns))


def use(threads: int) -> None:
    """Let both sides use so many threads, and say so."""
    blocks.THREADS = threads
    clock = "the processor's time" if threads == 1 else "the clock's time"
    print(f"\nfloat64, {threads} threads, {clock}")
    if TORCH:
        import torch

        torch.set_num_threads(threads)
        print(f"PyTorch {torch.__version__}")


def report_large(rivals: dict[str, Callable]) -> None:
    """Print the rows of cross-entropy of large batches."""
    for size, shape in LARGE.items():
        header(size)
        batch = drawn(*shape)
        for key, target in (
            ("softmax-cross-entropy-labels", "labels"),
            ("softmax-cross-entropy", "soft"),
        ):
            report(key, (key, (batch["z"], batch[target]), {}), rivals.get(key))


def main() -> None:
    """Print everything."""
    rivals, every = torch_losses() if TORCH else {}, blocks.THREADS
    if not TORCH:
        print("PyTorch is not installed: its times and all ratios are skipped")
    use(1)
    header(f"{EXAMPLES:,} examples, {CLASSES} classes")
    for case in cases():
        report(case[0], case, rivals.get(case[0]))
    report_large(rivals)
    header(f"CTC, T = {FRAMES}, K = {SYMBOLS}")
    for size, L in SEQUENCES.items():
        z = np.random.default_rng(0).normal(size=(FRAMES, SYMBOLS))
        labels = 1 + np.arange(L) % (SYMBOLS - 1)
        report(size, ("ctc", (z, labels), {}), torch_ctc if TORCH else None)
    header("Memory of forward correction")
    batch = drawn(256, 1000)
    noise = 0.7 * np.eye(1000) + 0.3 / 1000
    case = ("forward-correction", (batch["z"], batch["soft"]), {"noise": noise})
    report("256 x 1,000 (noise is 3.9 of it)", case, rivals.get("forward-correction"))
    use(every)
    report_large(rivals)
    skipped = sorted(set(LOSSES) - set(rivals) - {"ctc"})
    if TORCH:
        print(f"\nWithout a counterpart in PyTorch, skipped: {', '.join(skipped)}")


if __name__ == "__main__":
    main()
