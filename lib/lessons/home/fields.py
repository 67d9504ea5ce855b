"""The numbers in the words of the opening page."""

from __future__ import annotations

from functools import cache

from lib.figures import numbers
from lib.lessons.home.photos import TRUTH, pair
from lib.maths.information import cross_entropy, entropy


@cache
def stakes() -> dict[str, str]:
    """How many of a hundred photos show what."""
    cats, dogs = (f"{100 * share:.0f}" for share in TRUTH)
    return {"cats": cats, "dogs": dogs}


def result(q: float) -> dict[str, str]:
    """The sum where the slider stands, and the answer that costs least."""
    cost, floor = cross_entropy(TRUTH, pair(q)), entropy(TRUTH)
    return {
        "truth": f"{TRUTH[0]:.0%}",
        "cost": numbers.text(cost),
        "floor": numbers.text(floor),
        "waste": numbers.beyond(cost, floor),
    }
