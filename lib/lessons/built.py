"""Figures of what is trained: kept with their training, once that is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from lib.figures.flipbook import LiveFigure
from lib.words.work import Work


def built(build: Callable[..., LiveFigure]) -> Callable[..., LiveFigure]:
    """Keep a figure with its training, by its name and what else shapes it, once that is over."""

    @wraps(build)
    def figure(training: Work, *shape: str) -> LiveFigure:
        key = (build.__name__, *shape)
        if key in training.figures:
            return training.figures[key]
        over = training.over
        made = build(training, *shape)
        if training.private or not over:
            made = replace(made, private=True)
        if over:
            training.figures[key] = made
        return made

    return figure
