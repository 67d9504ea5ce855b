"""Figures of what is trained: kept with their training, once that is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Protocol

from lib.figures.flipbook import LiveFigure


class Trained(Protocol):
    """What figures are built of: `over` when nothing is left to train, `private` if one's own."""

    figures: dict[Any, LiveFigure]
    private: bool

    @property
    def over(self) -> bool:
        """Whether nothing is left to train."""


def built(build: Callable[..., LiveFigure]) -> Callable[..., LiveFigure]:
    """Keep a figure with its training, by its name and what else shapes it, once that is over."""

    @wraps(build)
    def figure(training: Trained, *shape: str) -> LiveFigure:
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
