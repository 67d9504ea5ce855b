"""Large batches a few examples at a time: in the processor's cache, and on all processors."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

SMALL = 2**16  # numbers; a batch with fewer is not worth the trouble
# Numbers; few arrays of this size fit a processor's cache. Each block costs the calls of a formula,
# some 50 microseconds, so much smaller ones take longer.
BLOCK = 64_000
FEW = 64  # numbers of an example
THREADS = os.cpu_count() or 1


def in_blocks(formula: Callable[..., np.ndarray], *arrays: np.ndarray) -> np.ndarray:
    """Evaluate a formula that treats each example by itself on a few examples at a time.

    Its temporary arrays are then as small as a block. Where an example has few numbers a block lies
    in memory with the examples last, so that a sum over an example runs along all of them. Blocks
    are shared out among threads, which NumPy does not keep waiting for each other.

    Parameters
    ----------
    formula : callable
        Of as many arrays. It returns an array of n rows or numbers for n examples.
    *arrays : ndarray of shape (n, ...)
        With the examples on the first axis.

    Returns
    -------
    ndarray of shape (n, ...)

    Examples
    --------
    >>> float(in_blocks(lambda z: z.sum(axis=-1), np.ones((50_000, 3))).min())
    3.0
    """
    n = len(arrays[0])
    size = max(1, BLOCK * n // arrays[0].size)

    def block(start: int) -> np.ndarray:
        rows = (each[start : start + size] for each in arrays)
        few = (x.copy("F") if x.ndim == 2 and x.shape[1] <= FEW else x for x in rows)
        with np.errstate(all="ignore"):  # which a thread does not inherit
            return formula(*few)

    first = block(0)
    result = np.empty((n, *first.shape[1:]), first.dtype)
    result[:size] = first
    starts = range(size, n, size)

    def share(thread: int) -> None:
        for start in starts[thread::THREADS]:
            result[start : start + size] = block(start)

    if THREADS == 1:
        share(0)
    else:
        with ThreadPoolExecutor(THREADS) as pool:
            [*pool.map(share, range(THREADS))]  # a list, so that an error is raised here
    return result
