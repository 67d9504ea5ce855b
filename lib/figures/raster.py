"""Small pictures over many states, packed for the browser: maps, weights, tables of counts.

A picture's numbers become levels. Each state is the difference from the one before, which is 0 for
most pixels, and all of them are deflated: the browser has `DecompressionStream("deflate")` for it.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVELS = 32
FINE = 64  # levels whose steps are smaller than what the cells of a picture show


def pack(pictures: ArrayLike, low: float, high: float, levels: int = LEVELS) -> dict:
    """Pictures as levels, from low to high in even steps, each rounded to the nearest.

    Parameters
    ----------
    pictures : array_like of shape (states, rows, columns), within [low, high]
    low, high : float
        Numbers of the first and the last level.
    levels : int
        From 2 to 256.

    Returns
    -------
    dict
        `shape`, `low`, `high`, `levels`, and `deflate`: in base64 a zlib stream of one byte for
        each pixel, state by state and row by row. It is the pixel's level less its level in the
        state before (0 before the first), modulo 256.

    Raises
    ------
    ValueError
        If there are not three axes, a number is NaN or outside [low, high], or there are too few or
        too many levels.

    Examples
    --------
    >>> packed = pack([[[0.0, 0.5]], [[0.0, 1.0]]], 0, 1, levels=3)
    >>> list(zlib.decompress(base64.b64decode(packed["deflate"])))
    [0, 1, 0, 1]
    """
    pictures = np.asarray(pictures, dtype=float)
    if pictures.ndim != 3:
        raise ValueError(f"pictures must have states, rows and columns; got shape {pictures.shape}")
    if levels not in range(2, 257):
        raise ValueError(f"levels must be from 2 to 256; got {levels}")
    inside = (pictures >= low) & (pictures <= high)  # a NaN is not
    if not low < high or not inside.all():
        beyond = f"; got {pictures[~inside][0]}" if not inside.all() else ""
        raise ValueError(f"pictures must lie in [{low}, {high}]{beyond}")
    steps = np.rint((pictures - low) * ((levels - 1) / (high - low))).astype(np.uint8)
    changes = np.diff(steps, axis=0, prepend=np.zeros_like(steps[:1]))
    packed = base64.b64encode(zlib.compress(changes.tobytes(), 8)).decode()
    return {
        "shape": list(steps.shape),
        "low": float(low),
        "high": float(high),
        "levels": levels,
        "deflate": packed,
    }


def fitted(pictures: ArrayLike, low: float, high: float, most: int) -> dict:
    """Pictures packed in fine levels, or in fewer where that is too large.

    Parameters
    ----------
    pictures, low, high
        As for `pack`.
    most : int
        Bytes that `deflate` may have. Else there are half as many levels, whatever they need.

    Returns
    -------
    dict
        As from `pack`.

    Raises
    ------
    ValueError
        As from `pack`.

    Examples
    --------
    >>> smooth = np.linspace(0, 1, 3000).reshape(1, 50, 60)
    >>> [fitted(smooth, 0, 1, most)["levels"] for most in (10_000, 0)]
    [64, 32]
    """
    packed = pack(pictures, low, high, FINE)
    return packed if len(packed["deflate"]) <= most else pack(pictures, low, high, LEVELS)


def unpack(packed: Mapping) -> NDArray[np.float64]:
    """The numbers of the levels that `pack` packed, as the browser sees them.

    >>> unpack(pack([[[0.1, 0.6]], [[0.0, 1.0]]], 0, 1, levels=3))
    array([[[0. , 0.5]],
    <BLANKLINE>
           [[0. , 1. ]]])
    """
    raw = zlib.decompress(base64.b64decode(packed["deflate"]))
    changes = np.frombuffer(raw, np.uint8).reshape(packed["shape"])
    steps = np.cumsum(changes, axis=0, dtype=np.uint8)
    return packed["low"] + steps * ((packed["high"] - packed["low"]) / (packed["levels"] - 1))
