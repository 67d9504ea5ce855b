"""Two runs side by side: the same data, start and batches, and a loss for each."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from lib.figures import raster
from lib.maths import points
from lib.maths.points import Points
from lib.maths.training import Examples, Objective, Recipe, Run
from lib.maths.training.network import Evaluation
from lib.words.work import Work

EPOCHS = 300
NAMES = {
    "sigmoid-cross-entropy": "cross-entropy",
    "sigmoid-squared-error": "squared error",
    "hinge": "hinge loss",
    "focal": "focal loss",
    "label-smoothing": "label smoothing",
    "generalised": "generalised cross-entropy",
    "symmetric": "symmetric cross-entropy",
}
KEPT = (*range(101), *range(102, EPOCHS + 1, 2))  # epochs with a page: dense where most happens
COLUMNS, ROWS = 48, 36  # cells of a map of q
SIDES = ("left", "right")
MOST = 165_000  # bytes of the maps of a run, so that a figure has at most 400 KB
SLEEP = 60  # epochs in which a start learns the opposite


@dataclass(frozen=True)
class Setting:
    """What settles both runs; the same setting is the same training.

    `losses` are keys of the registry, for the left and the right run. With `opposite`, both start
    from a network that has learned the classes the wrong way round.
    """

    losses: tuple[str, str]
    hidden: tuple[int, ...]
    activation: str
    rate: float
    momentum: float
    decay: float
    batch: int
    seed: int
    opposite: bool = False

    @property
    def network(self) -> tuple[tuple[int, ...], str, int]:
        """What an opposite start depends on, beside the points."""
        return self.hidden, self.activation, self.seed


class Training(Work):
    """Two runs side by side.

    Attributes
    ----------
    setting : Setting
    points : Points
    private : bool
        Whether the points are the student's own; then there are no fresh ones from their source.
    """

    def __init__(
        self,
        setting: Setting,
        data: Points,
        fresh: Points | None = None,
        start: Callable[[], tuple] | None = None,
    ) -> None:
        super().__init__()
        self.setting, self.points, self._fresh = setting, data, fresh
        self.private = fresh is None
        self._start = start or partial(opposite, data, *setting.network)
        self._runs: tuple[Run, ...] = ()
        self._films: tuple[dict, ...] = ()
        self._logits: tuple[NDArray, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The left and the right one; each also reads the other's loss."""
        self.begin()
        return self._runs

    @property
    def _begun(self) -> bool:
        return bool(self._runs)

    def _begin(self) -> None:
        """Set up the runs; an opposite start takes a while."""
        first, second = self.setting.losses
        start = self._start() if self.setting.opposite else None
        self._runs = tuple(
            Run(
                self._recipe(own),
                Examples(*self.points),
                self._fresh and Examples(*self._fresh),
                also=[objective(other)],
                keep=KEPT,
                start=start,
                counts=False,
            )
            for own, other in ((first, second), (second, first))
        )

    @cached_property
    def ringed(self) -> int:
        """The point that is watched: of the wrongest at the start, one in their middle.

        Those are the points that the left run, which starts as the right one does, gives less than
        half; all points, if there is none.
        """
        run, (x, labels) = self.runs[0], self.points
        q = run.probabilities(x, run.records[0].weights)
        truth = np.where(labels == 1, q, 1 - q)
        order = np.argsort(truth, kind="stable")
        wrong = int((truth < 0.5).sum()) or truth.size
        return int(order[wrong // 2])

    def _recipe(self, loss: str) -> Recipe:
        s = self.setting
        return Recipe(
            loss,
            hidden=s.hidden,
            activation=s.activation,
            rate=s.rate,
            momentum=s.momentum,
            decay=s.decay,
            batch=min(s.batch, self.points.labels.size),
            seed=s.seed,
        )

    @property
    def names(self) -> list[str]:
        """How the words call the losses of both runs."""
        return [NAMES[loss] for loss in self.setting.losses]

    @property
    def epochs(self) -> int:
        """How many epochs both runs have behind them."""
        return min(run.done for run in self.runs)

    @property
    def over(self) -> bool:
        """Whether nothing is left to train."""
        runs = self._runs
        return bool(runs) and all(run.done >= EPOCHS or run.divergence for run in runs)

    @property
    def share(self) -> float:
        """Which share of the work is done."""
        return max((run.done for run in self._runs), default=0) / EPOCHS

    def advance(self) -> None:
        """An epoch for each run that has not ended; after the last one, what is shown of them."""
        for run in self.runs:
            if run.done < EPOCHS:
                for _ in run.epochs(1):
                    pass
        if self.over:
            self._films, self._logits = (
                tuple(look(side) for side in range(2)) for look in (self.film, self.logits)
            )

    def film(self, side: int) -> dict:
        """Q over the plane at every kept epoch, packed; the lowest row comes first.

        After a run has ended early, its last map stays.
        """
        if self._films:
            return self._films[side]
        cells, run = points.plane(COLUMNS, ROWS), self.runs[side]
        maps = [run.probabilities(cells, each).astype(np.float16) for each in self._weights(side)]
        maps += maps[-1:] * (len(KEPT) - len(maps))
        return raster.fitted(np.reshape(maps, (-1, ROWS, COLUMNS)), 0, 1, MOST)

    def logits(self, side: int) -> NDArray:
        """Logit of the ringed point at every kept epoch, (states,); the last one stays."""
        if self._logits:
            return self._logits[side]
        room, x = Evaluation(self.runs[side].network, 1), self.points.x[self.ringed][None]
        with np.errstate(all="ignore"):
            z = [float(room.logits(x, each)[0, 0]) for each in self._weights(side)]
        return np.array(z + z[-1:] * (len(KEPT) - len(z)))

    def logit(self, side: int, epoch: int) -> float:
        """The same after one of these epochs, or the last one before it."""
        return float(self.logits(side)[bisect(KEPT, epoch) - 1])

    def _weights(self, side: int) -> list[tuple]:
        return [r.weights for r in self.runs[side].records if r.weights is not None]


def opposite(data: Points, hidden: tuple[int, ...], activation: str, seed: int) -> tuple:
    """The weights of a network that has learnt the opposite, by cross-entropy."""
    x, labels = data
    batch = min(30, labels.size)
    recipe = Recipe(hidden=hidden, activation=activation, rate=0.3, batch=batch, seed=seed)
    run = Run(recipe, Examples(x, 1 - labels))
    for _ in run.epochs(SLEEP):
        pass
    return run.weights


@lru_cache(maxsize=24)
def _opposite(data: str, hidden: tuple[int, ...], activation: str, seed: int) -> tuple:
    """The same for a preset, from which trainings with other losses and steps begin too."""
    return opposite(points.preset(data), hidden, activation, seed)


def objective(loss: str) -> Objective:
    """A loss of the registry for two classes, as both runs read it."""
    return Objective(loss, 2)


@lru_cache(maxsize=24)
def shared(setting: Setting, data: str) -> Training:
    """The training on a preset, the same object for all who ask; perhaps not yet trained."""
    source = "blobs" if data == "flipped" else data  # fresh points have their right labels
    start = partial(_opposite, data, *setting.network)
    return Training(setting, points.preset(data), points.preset(source, seed=1), start)
