"""What is known of a table of predictions: its scores, each computed once while it is looked at."""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache, wraps
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lib.figures.flipbook import LiveFigure
from lib.lessons.score.columns import Columns, Reading, Roles, guess, read
from lib.maths.decisions import Decisions, Grouped, decided, grouped
from lib.maths.forecasts import (
    Forecasts,
    Interval,
    LikeliestSplit,
    Rivals,
    Split,
    Summary,
    Sweep,
    Tempering,
    condensed,
    costliest,
    interval,
    rivals,
    split_of,
    split_of_likeliest,
    summary,
    sweep,
    tempering,
)
from lib.maths.smooth_calibration import smooth_calibration_error

EXAMPLES = {
    "weather": "Forecasts of rain",
    "sure": "A classifier that is too sure",
    "rare": "One fraud in fifty",
}
FOLDER = Path(__file__).parents[3] / "assets" / "predictions"
LEAST_TEMPERED = 50  # rows: a temperature that is fitted to fewer says little
COSTLIEST, FEWEST = 10, 3  # rows that are named as those that cost most: a twentieth of them
KEPT = 8  # figures of a kind, one for each example and a few; sweeps and frames of a study
# What takes long of a large table, about as long each; the rest is told of these.
SCORES = ("interval", "smooth_error", "split", "decisions", "few", "tempering", "dearest", "rivals")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)  # the same study is the same object, so figures can be kept
class Study:
    """A table of predictions and its scores.

    Attributes
    ----------
    columns : mapping of str to ndarray
        The table as it was read.
    roles : Roles
    reading : Reading
    private : bool
        Whether the table is the student's own, to be kept in no cache that others share.
    known : dict
        What the figures have computed of it, bounded by them.
    """

    columns: Columns
    roles: Roles
    reading: Reading
    private: bool = False
    known: dict = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Columns, roles: Roles, private: bool = False) -> Study:
        """Read a table; a ValueError says what is wrong with it, and where."""
        found = cls(columns, roles, read(columns, roles), private)
        if np.isnan(found.summary.finite_loss):
            raise ValueError(
                "Every row gave what came a probability of exactly 0, so every loss is infinite. "
                "Is it the right column, and the probability of the right class?"
            )
        return found

    @classmethod
    def steps(cls, columns: Columns, roles: Roles) -> Generator[float, None, Study]:
        """Read a student's own table and score it step by step; says which share is done."""
        yield 0.0
        found = cls.of(columns, roles, private=True)
        for i, name in enumerate(SCORES):
            yield (i + 1) / (len(SCORES) + 1)
            getattr(found, name)
        return found

    @property
    def forecasts(self) -> Forecasts:
        """The predictions."""
        return self.reading.forecasts

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.forecasts.labels)

    @cached_property
    def summary(self) -> Summary:
        """The numbers that stand first."""
        return summary(self.forecasts)

    @cached_property
    def interval(self) -> Interval | None:
        """The log loss of the rows whose loss is finite, and how far chance could have moved it."""
        kept = np.isfinite(self.forecasts.losses)
        if not self.forecasts.weights[kept].any():
            return None
        return interval(self.forecasts.losses[kept], self.forecasts.weights[kept])

    @cached_property
    def smooth_error(self) -> float:
        """SmoothECE."""
        return float(smooth_calibration_error(self.forecasts.laid))

    @cached_property
    def grouped(self) -> Grouped | None:
        """Rows of one probability taken together, for two classes: sorted once for both below."""
        of = self.forecasts
        return grouped(of.confidence, of.labels, of.weights) if of.classes == 2 else None

    @cached_property
    def split(self) -> Split | LikeliestSplit | None:
        """Calibration and refinement, for several classes those of the likeliest one."""
        if self.grouped:
            return split_of(self.grouped)
        return None if self.summary.infinite else split_of_likeliest(self.forecasts)

    @cached_property
    def decisions(self) -> Decisions | None:
        """The mistakes of acting from a threshold on, for two classes."""
        return decided(self.grouped) if self.grouped else None

    @cached_property
    def tempering(self) -> Tempering | None:
        """What one temperature would do, where there are rows enough."""
        kept = np.isfinite(self.forecasts.losses) & (self.forecasts.weights > 0)
        return tempering(self.forecasts) if kept.sum() >= LEAST_TEMPERED else None

    @cached_property
    def dearest(self) -> tuple[NDArray, float]:
        """The rows that cost most, and their share of the total."""
        return costliest(self.forecasts, min(COSTLIEST, max(FEWEST, self.rows // 20)))

    @cached_property
    def rivals(self) -> Rivals | None:
        """The second model against the first."""
        other = self.reading.rival
        if other is None:
            return None
        finite = np.isfinite(self.forecasts.losses) & np.isfinite(other.losses)
        return rivals(self.forecasts, other) if self.forecasts.weights[finite].any() else None

    @cached_property
    def few(self) -> Forecasts:
        """Rows that stand for all where a temperature is dragged."""
        return condensed(self.forecasts)

    def swept(self, temperatures: NDArray) -> Sweep:
        """What follows the temperatures."""
        return self.remembered("sweep", temperatures, lambda T: sweep(self.few, T))

    def remembered(self, what: str, numbers: NDArray, make: Callable[[NDArray], T]) -> T:
        """What is made of numbers; the last few are known, so a run of the page makes none anew."""
        key = what, numbers.tobytes()
        if key not in self.known:
            while len(self.known) >= KEPT:
                self.known.pop(next(iter(self.known)), None)
            self.known[key] = make(numbers)
        return self.known[key]


@cache
def example(name: str) -> Study:
    """A shipped table of predictions."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = {}
    for each, cells in zip(header, zip(*rows, strict=True), strict=True):
        try:
            columns[each] = np.array([float(cell) for cell in cells])
        except ValueError:
            columns[each] = np.array(cells, dtype=object)
    return Study.of(columns, guess(columns))


def shared(build: Callable[[Study], LiveFigure]) -> Callable[[Study], LiveFigure]:
    """Keep the figures of what everybody may see; a private study's are built anew."""
    kept = lru_cache(maxsize=KEPT)(build)

    @wraps(build)
    def figure(study: Study) -> LiveFigure:
        return replace(build(study), private=True) if study.private else kept(study)

    return figure
