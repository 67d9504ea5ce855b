"""Variants: changing the penalty."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lib.figures.flipbook import LiveFigure
from lib.lessons.variants.comparison import GROUPS, START, compared, rival_keys, tunable
from lib.lessons.variants.panels import AXES
from lib.maths.losses import LOSSES
from lib.words.state import Choice, Choices, Lesson

# A loss is called by its key in the registry, but for these, which other pages call so too.
_SLUGS = {"sigmoid-squared-error": "squared-error", "softmax-kl-divergence": "kl-divergence"}
_KEYS = {_SLUGS.get(key, key): key for key in rival_keys()}

AXIS = Choice("axis", "Horizontal axis", {axis: axis for axis in AXES})
Y = Choice("y", "Truth y", {"1": "1 (yes)", "0": "0 (no)"}, value=int)
BESIDE = tuple(
    Choices(
        group,
        label,
        {_SLUGS.get(key, key): LOSSES[key].short for key in keys},
        [key for key in keys if key in START],
    )
    for group, (label, keys) in GROUPS.items()
)
TUNE = Choice(
    "tune", "Tune", {key: LOSSES[key].short for key in tunable(rival_keys())}, start=START[0]
)


def rivals(state: SimpleNamespace) -> tuple[str, ...]:
    """Keys of the losses that stand beside cross-entropy, group by group."""
    return tuple(_KEYS[slug] for group in GROUPS for slug in getattr(state, group))


def settle(values: dict[str, Any]) -> dict[str, Any]:
    """A loss that is tuned is one that is shown; nothing is, where none of them has parameters."""
    shown = rivals(SimpleNamespace(**values))
    options = [key for key in TUNE.options if key in shown]
    tuned = values["tune"] if values["tune"] in options else next(iter(options), None)
    return {**values, "tune": tuned, "options": options}


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure of a state."""
    return {"losses": compared(state.axis, state.y, rivals(state), state.tune)}


LESSON = Lesson(
    "variants",
    (AXIS, Y, *BESIDE, TUNE),
    tuple(s.key for s in compared("q", 1, START, START[0]).sliders if not s.derived),
    figures,
    settle,
    linked=("margin", "z"),
)
