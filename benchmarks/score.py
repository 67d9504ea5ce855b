"""What a million predictions of two classes cost: `python -m benchmarks.score`.

From the bytes of a table to everything that the page computes of it: seconds of the clock and of
the processor, the memory that the process takes more, at most and once the table is gone, and how
long another thread, as another visitor's, has to wait meanwhile.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Generator
from types import SimpleNamespace

import numpy as np

from benchmarks.machine import described, memory
from lib.figures.flipbook import written
from lib.lessons.score import fields, figures
from lib.lessons.score.columns import guess
from lib.lessons.score.study import Study, example
from lib.maths.draws import Draws
from lib.web import held, tables

ROWS = 1_000_000
EVERY = 0.02  # seconds between two looks at the memory
LIMITS = {"seconds": 3.0, "MiB": 500.0}


def made(rows: int) -> bytes:
    """A table of so many predictions of two classes, a little too sure, as CSV."""
    draws = Draws(0, "benchmark")
    z = 2 * draws.normal(rows)
    y = draws.uniform(rows) < 1 / (1 + np.exp(-z / 1.5))
    q = 1 / (1 + np.exp(-z))
    return ("y,p\n" + "\n".join(f"{a:d},{b:.6f}" for a, b in zip(y, q, strict=True))).encode()


def finished(steps: Generator) -> object:
    """What is made step by step, as the page makes it behind its progress bar."""
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return end.value


def read(data: bytes) -> tuple:
    """The columns of a table and what they are guessed to be."""
    columns = finished(tables.reading(data)).columns
    return columns, guess(columns)


def drawn(study: Study) -> list[bytes]:
    """The figures as a browser gets them."""
    built = figures(SimpleNamespace(data="upload", study=study)).values()
    return [written(figure, figure.start) for figure in built]


def told(study: Study) -> list:
    """The numbers of the words."""
    values = {"threshold": 0.5, "ratio": 0.1}
    return [fields.intro(study), fields.scores(study), fields.verdict(study, values)]


def main() -> None:
    """Print the table."""
    print(described())
    held.give_back()  # as the app does
    drawn(example("rare"))  # what is imported late is not the table's
    told(example("rare"))
    data, pid = made(ROWS), os.getpid()
    gc.collect()
    before, most, late, done = memory(pid), 0.0, 0.0, threading.Event()

    def look() -> None:
        nonlocal most, late
        asked = time.perf_counter()
        while not done.wait(EVERY):
            late = max(late, time.perf_counter() - asked - EVERY)
            most = max(most, memory(pid))
            asked = time.perf_counter()

    looking = threading.Thread(target=look)
    looking.start()
    began, busy = time.perf_counter(), time.process_time()

    def step(name: str) -> None:
        print(f"  {name:<28}{time.perf_counter() - began:6.2f} s")

    columns, roles = read(data)
    step("read")
    study = finished(Study.steps(columns, roles))
    step("scored")
    sent = drawn(study)
    step("figures")
    told(study)
    step("words")
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    done.set()
    looking.join()
    del columns, roles, study, sent
    gc.collect()
    after = memory(pid)
    print(f"{ROWS:,} rows, {len(data) / 2**20:.0f} MiB of CSV: {seconds:.2f} s, {busy:.2f} s busy")
    print(f"memory: {most - before:.0f} MiB more at most, {after - before:.0f} MiB more afterwards")
    print(f"another thread waited {1e3 * late:.0f} ms at most")
    for name, found in (("seconds", seconds), ("MiB", most - before)):
        if found > LIMITS[name]:
            print(f"above the limit of {LIMITS[name]:g} {name}")


if __name__ == "__main__":
    main()
