"""What all relatives have in common: scores through a softmax, and minus the logarithm."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from lib.figures import style
from lib.losses import softmax_cross_entropy, softmax_cross_entropy_grad


def fields(scores: NDArray, y: NDArray) -> dict[str, str]:
    """The sum behind a relative, in numbers: its candidates' scores and their target."""
    return {
        "scores": style.listed(scores, ".3f"),
        "target": style.listed(y, ".3g"),
        "q": style.listed(softmax(scores), ".4f"),
        "cost": style.text(softmax_cross_entropy(scores, y)),
        "pulls": style.listed(softmax_cross_entropy_grad(scores, y), ".4f"),
        "scores_list": listed(scores),
        "y_list": listed(y),
        "q_list": listed(softmax(scores)),
    }


def listed(numbers: ArrayLike) -> str:
    """Numbers as the code of any library takes them.

    Examples
    --------
    >>> listed([0.5, -np.inf])
    '[0.5, float("-inf")]'
    """
    if np.ndim(numbers):
        return f"[{', '.join(map(listed, np.asarray(numbers)))}]"
    return repr(float(numbers)) if np.isfinite(numbers) else f'float("{float(numbers)}")'
