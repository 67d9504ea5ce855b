"""What the logit sliders of the lessons share: their reach, and what typed probabilities become."""

from __future__ import annotations

from collections.abc import Sequence

from lib.maths.information import surprisal

REACH = 10.0  # of a logit slider, either way
SMALLEST = 5e-5  # probability whose logarithm a slider still reaches


def logits_of(probabilities: Sequence[float]) -> list[float]:
    """The logits ln q of probabilities, to ten decimals.

    Raises
    ------
    ValueError
        Which entry is too small for its slider.

    Examples
    --------
    >>> logits_of([0.5, 0.5])
    [-0.6931471806, -0.6931471806]
    """
    for place, q in enumerate(probabilities, 1):
        if q < SMALLEST:
            raise ValueError(f"Entry {place} is too small for this picture: 0.00005 is the least.")
    return (-surprisal(probabilities)).round(10).tolist()
