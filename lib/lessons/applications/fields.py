"""The numbers that all cases share in their words."""

from __future__ import annotations

from functools import cache

from scipy.special import logit

from lib.figures import numbers
from lib.lessons.applications import images
from lib.maths.information import entropy, surprisal, to_bits


@cache
def shared() -> dict[str, str]:
    """Why, the derivation and the check, whichever case is chosen."""
    return {
        "start": numbers.text(images.untrained()),
        "classes": str(images.CLASSES),
        "two": numbers.text(_ignorance(2)),
        "ten": numbers.text(_ignorance(10)),
        "ten_bits": numbers.text(to_bits(_ignorance(10))),
        "rare": numbers.text(entropy([0.01, 0.99])),
        "rare_bias": numbers.text(logit(0.01)),
    }


def _ignorance(classes: int) -> float:
    """Loss of a model that finds all classes equally probable."""
    return float(surprisal(1 / classes))
