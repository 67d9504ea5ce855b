"""Start: what a model says about cats and dogs, and what it pays."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.home.photos import cat_and_dog
from lib.words.state import Lesson


def figures(_: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figure, the same in every state."""
    return {"cat_and_dog": cat_and_dog()}


LESSON = Lesson("home", (), ("q",), figures)
