"""Every lesson of the course, and every live figure in every state of its controls."""

from __future__ import annotations

import gc
import itertools
import random
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType, SimpleNamespace

from lib.figures.flipbook import LiveFigure, written
from lib.words.state import Choice, Choices, Count, Lesson
from lib.words.text import course


@cache
def lessons() -> dict[str, Lesson]:
    """Every page of the course by its name, in the course's order."""
    names = [name for group in course() for name in group["pages"]]
    return {name: import_module(f"lib.lessons.{name}").LESSON for name in names}


def link(page: str, texts: Mapping[str, str]) -> dict[str, str]:
    """A link's query to a page, checked against what the page declares.

    Raises
    ------
    ValueError
        When the page has no such control or slider, or the control no such value.
    """
    return lessons()[page].link(texts)


def states(
    lesson: Lesson, most: int = 60, seed: int = 0, beside: Mapping[str, str] = MappingProxyType({})
) -> Iterator[SimpleNamespace]:
    """The values of the controls in every combination, or a sample where there are too many.

    The first is what a visitor meets first, and each option of each control occurs, with the others
    as they go without saying, or as `beside` has them.
    """
    options = [_texts(control) for control in lesson.controls]
    names = [control.name for control in lesson.controls]
    yield lesson.values({})
    for name, each in zip(names, options, strict=True):
        yield from (lesson.values({**beside, name: text}) for text in each)
    count = 1
    for each in options:
        count *= len(each)
    if count <= most:
        combinations = itertools.product(*options)
    else:
        dice = random.Random(seed)
        combinations = ([dice.choice(each) for each in options] for _ in range(most))
    for texts in combinations:
        yield lesson.values(dict(zip(names, texts, strict=True)))


def _texts(control: Choice | Choices | Count | object) -> list[str]:
    """The values of a control worth trying, as a link states them."""
    if isinstance(control, Choice):
        return list(control.options)
    if isinstance(control, Choices):
        singles = [control.write([slug]) for slug in control.options]
        return [control.write([]), *singles, control.write(list(control.options))]
    if isinstance(control, Count):
        return [str(number) for number in range(control.low, control.high + 1)]
    return [control.start]


def leading() -> dict[str, LiveFigure]:
    """The figure that leads each page which has one, as a visitor meets it first."""
    first = {name: lesson.figures(lesson.values({})) for name, lesson in lessons().items()}
    return {name: next(iter(figures.values())) for name, figures in first.items() if figures}


def warm() -> None:
    """Compute what the first visitor of every page will see, before the first request."""
    for lesson in lessons().values():
        for figure in lesson.figures(lesson.values({})).values():
            written(figure, figure.settle(figure.start))
    gc.freeze()  # what stands now stays: no full collection need look through it again
