"""What a teacher's link can say beside the state of a lesson: what it leaves out, locks and asks.

All of it is declared as the lesson's own controls are, so a link is read and corrected alike. To
leave out is a courtesy: whoever changes the link sees everything.
"""

from __future__ import annotations

from functools import lru_cache

from lib.words import text as words
from lib.words.state import PARTS, Choice, Control, Lesson, Line, Some

LONGEST_TASK = 200  # characters of a teacher's own question


def sharing(lesson: Lesson) -> tuple[Control, ...]:
    """What a link to a lesson can say of how it is shown: `hide`, `lock`, `task` and `view`."""
    return _sharing(lesson.name, lesson.names, lesson.linked, lesson.has_figures)


@lru_cache(maxsize=128)
def _sharing(
    name: str, names: tuple[str, ...], linked: tuple[str, ...], figures: bool
) -> tuple[Control, ...]:
    movable = dict.fromkeys([*names, *linked], "")
    parts = {slug: label for slug, label in PARTS.items() if _has(name, slug, figures)}
    views = {"page": "The page", **({"projector": "The projector"} if figures else {})}
    return (
        Some("hide", "Leave out", {**parts, **movable}),
        Some("lock", "Lock", movable),
        Line("task", "A question of your own", "", longest=LONGEST_TASK),
        Choice("view", "The link opens", views),
    )


def _has(lesson: str, part: str, figures: bool) -> bool:
    """Whether a page has a part."""
    sections, asked = words.sections(lesson), words.questions(lesson)
    return {
        "prediction": any(name.startswith("predict") for name in asked),
        "presets": figures,
        "explanation": any(name.startswith("why") for name in sections),
        "derivation": any(name.startswith("derivation") for name in sections),
        "check": words.has_check(lesson),
        "code": words.has_code(lesson),
        "navigation": True,
    }[part]
