"""How fast the letter models are beside dictionaries: `python -m benchmarks.language`.

The same model, Witten-Bell of order 5, trained on 1 MB of text and scoring 10,000 characters: in
arrays, as the lesson has it, and in dictionaries of counters, as it is usually written. Processor
time, the best of several runs (of counting in dictionaries one); the two agree on every
character, or nothing is printed.
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable

import numpy as np

from lib.maths.ngrams import CHARACTERS, MOST_BEFORE, surprisals, train
from lib.maths.texts import book

RUNS = 5
TRAINED, SCORED = 1_000_000, 10_000
LIMITS = {"train": 2.0, "score": 0.1}  # seconds of ours


def counted(text: str) -> dict[str, Counter]:
    """What follows every run of up to five characters."""
    after: dict[str, Counter] = defaultdict(Counter)
    for end, character in enumerate(text):
        for length in range(min(MOST_BEFORE, end) + 1):
            after[text[end - length : end]][character] += 1
    return after


def scored(after: dict[str, Counter], text: str) -> list[float]:
    """Surprisal of every character in nats, from dictionaries."""
    totals: dict[str, int] = {}
    nats = []
    for end, character in enumerate(text):
        q = 1 / CHARACTERS
        for length in range(min(MOST_BEFORE, end) + 1):
            run = text[end - length : end]
            seen = after.get(run)
            if seen:
                if run not in totals:
                    totals[run] = sum(seen.values())
                q = (seen[character] + len(seen) * q) / (totals[run] + len(seen))
        nats.append(-math.log(q))
    return nats


def best(function: Callable[[], object], runs: int = RUNS) -> float:
    """Return the least processor time of several runs, in seconds."""

    def once() -> float:
        start = time.process_time()
        function()
        return time.process_time() - start

    return min(once() for _ in range(runs))


def main() -> None:
    """Print both models' times."""
    acts = book("acts")
    read = ((book("gospels") + acts) * 2)[:TRAINED]
    tried = acts[:SCORED]
    model = train(read)
    start = time.process_time()
    after = counted(read)
    counting = time.process_time() - start
    ours, theirs = surprisals(model, tried)[MOST_BEFORE], scored(after, tried)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    rows = [
        ("train", best(lambda: train(read)), counting),
        ("score", best(lambda: surprisals(model, tried)), best(lambda: scored(after, tried))),
    ]
    print(f"order {MOST_BEFORE}, {len(read):,} characters read, {len(tried):,} scored; processor s")
    print(f"{'':8}{'arrays':>10}{'dictionaries':>14}{'ratio':>8}{'limit':>8}")
    for name, array, dictionary in rows:
        ratio = dictionary / array
        print(f"{name:8}{array:10.4f}{dictionary:14.3f}{ratio:8.1f}{LIMITS[name]:8.1f}")


if __name__ == "__main__":
    main()
