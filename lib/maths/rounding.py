"""Sums and products whose rounding error is known: what a single operation loses, it hands back.

Source: Ogita, Rump and Oishi (2005), Accurate Sum and Dot Product, algorithms 3.1 to 3.3, after
Knuth and Dekker.
"""

import numpy as np


def two_sum(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a + b rounded, and what the rounding lost: together they are the exact sum.

    Parameters
    ----------
    a, b : ndarray of one floating type, shapes that broadcast

    Returns
    -------
    total, lost : ndarray of their broadcast shape
        Exact unless the total overflows; lost is NaN there.

    Examples
    --------
    >>> total, lost = two_sum(np.array(1.0), np.array(1e-20))
    >>> float(total), float(lost)
    (1.0, 1e-20)
    """
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


def two_product(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a b rounded, and what the rounding lost.

    Parameters
    ----------
    a, b : ndarray of one floating type, shapes that broadcast

    Returns
    -------
    product, lost : ndarray of their broadcast shape
        Together exact, unless lost is subnormal. Where a factor is so large that its halves
        overflow, in float64 from 2^996 on, lost is called 0.

    Examples
    --------
    >>> product, lost = two_product(np.array(1 + 2.0**-30), np.array(1 + 2.0**-30))
    >>> float(product - 1) == 2.0**-29, float(lost) == 2.0**-60
    (True, True)
    """
    a, b = np.asarray(a), np.asarray(b)
    product = a * b
    high_a, low_a = _halves(a)
    high_b, low_b = _halves(b)
    lost = low_a * low_b - (((product - high_a * high_b) - low_a * high_b) - high_a * low_b)
    return product, finite(lost)


def finite(lost: np.ndarray) -> np.ndarray:
    """Return what was lost, and 0 where that is not known because something overflowed.

    >>> finite(np.array([1e-17, np.nan]))
    array([1.e-17, 0.e+00])
    """
    known = np.isfinite(lost)
    return lost if known.all() else np.where(known, lost, 0)


def _halves(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Split a into two numbers of half its digits, so that products of halves are exact."""
    digits = np.finfo(a.dtype).nmant + 1
    scaled = a * a.dtype.type(2 ** -(-digits // 2) + 1)
    high = scaled - (scaled - a)
    return high, a - high
