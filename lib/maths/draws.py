"""Random numbers that a seed settles: the same on every machine and with every version of NumPy.

NumPy promises to keep the raw stream of a bit generator, but not what its distributions make of it
(NEP 19, Random Number Generator Policy). So the 64 raw bits of PCG64 are turned into numbers here:
the 52 highest are a whole number m, the uniform number is (m + 1/2) / 2^52, a normal one is the
quantile at it, and an order is that of the sizes of uniform numbers.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri


class Draws:
    """A stream of random numbers of its own for each seed and purpose.

    Parameters
    ----------
    seed : int
        Not negative.
    purpose : str
        What the numbers are for, so that two uses of one seed have nothing to do with each other.

    Raises
    ------
    ValueError
        If the seed is no whole number, or negative.

    References
    ----------
    O'Neill (2014), PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for
    Random Number Generation.

    Examples
    --------
    >>> draws = Draws(1, "points")
    >>> bool(np.all((draws.uniform(3, 2) > 0) & (draws.uniform(3, 2) < 1)))
    True
    >>> sorted(draws.order(4).tolist())
    [0, 1, 2, 3]
    """

    def __init__(self, seed: int, purpose: str) -> None:
        if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
            raise ValueError(f"seed must be a whole number, not negative; got {seed}")
        sequence = np.random.SeedSequence(int(seed), spawn_key=tuple(purpose.encode()))
        self._bits = np.random.PCG64(sequence)

    def uniform(self, *shape: int) -> NDArray:
        """Numbers of the given shape, evenly spread between 0 and 1, neither of which occurs."""
        raw = self._bits.random_raw(math.prod(shape))
        return (((raw >> 12) + 0.5) * 2.0**-52).reshape(shape)

    def normal(self, *shape: int) -> NDArray:
        """Standard normal numbers of the given shape."""
        return ndtri(self.uniform(*shape))

    def order(self, n: int) -> NDArray:
        """The numbers from 0 to n - 1 in random order."""
        return np.argsort(self.uniform(n), kind="stable")
