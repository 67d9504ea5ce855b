"""Two runs side by side: the same data, start and batches, and a loss for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

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


class Training(Work):
    """Two runs side by side.

    Attributes
    ----------
    setting : Setting
    points : Points
    private : bool
        Whether the points are the student's own; then there are no fresh ones from their source.
    pulls : dict
        The slopes of each run at the ringed point, once they are asked for and it is over.
    runs : tuple of Run
        The left and the right one; each also reads the other's loss.
    """

    def __init__(
        self,
        setting: Setting,
        data: Points,
        fresh: Points | None = None,
        start: tuple | None = None,
    ) -> None:
        super().__init__()
        self.setting, self.points, self.private = setting, data, fresh is None
        self.pulls: dict[int, NDArray] = {}
        first, second = setting.losses
        if setting.opposite and start is None:
            start = opposite(data, setting.hidden, setting.activation, setting.seed)
        self.runs = tuple(
            Run(
                self._recipe(own),
                Examples(*data),
                fresh and Examples(*fresh),
                also=[objective(other)],
                keep=KEPT,
                start=start,
            )
            for own, other in ((first, second), (second, first))
        )
        self._cells = points.plane(COLUMNS, ROWS)
        self._maps = tuple([run.probabilities(self._cells).astype(np.float16)] for run in self.runs)

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
        return min(len(run.records) for run in self.runs) - 1

    @property
    def over(self) -> bool:
        """Whether nothing is left to train."""
        return all(len(run.records) > EPOCHS or run.divergence for run in self.runs)

    @property
    def share(self) -> float:
        """Which share of the work is done."""
        return max(len(run.records) - 1 for run in self.runs) / EPOCHS

    def advance(self) -> None:
        """An epoch for each run that has not ended."""
        for run, maps in zip(self.runs, self._maps, strict=True):
            if len(run.records) > EPOCHS or run.divergence:
                continue
            for record in run.epochs(1):
                if record.epoch in KEPT:
                    maps.append(run.probabilities(self._cells).astype(np.float16))

    def maps(self, side: int) -> NDArray:
        """Q over the plane at every kept epoch, (states, rows, columns), the lowest row first.

        After a run has ended early, its last map stays.
        """
        maps = self._maps[side]
        stayed = [maps[-1]] * (len(KEPT) - len(maps))
        return np.reshape([*maps, *stayed], (-1, ROWS, COLUMNS))

    def logits(self, side: int, x: NDArray) -> NDArray:
        """Logit of a place of the plane, (2,), at every kept epoch, (states,)."""
        run = self.runs[side]
        room, x, z = Evaluation(run.network, 1), np.array(x[None], dtype=float), []
        with np.errstate(all="ignore"):
            for epoch in KEPT:
                # After the last epoch that there was, it stays.
                known = run.records[epoch].weights if epoch < len(run.records) else None
                z.append(z[-1] if known is None else float(room.logits(x, known)[0, 0]))
        return np.array(z)

    def logit(self, side: int, x: NDArray, epoch: int) -> float:
        """The same after one of these epochs; after the last one that there was, it stays."""
        run = self.runs[side]
        weights = (record.weights for record in run.records[epoch::-1])
        last = next(each for each in weights if each is not None)
        return float(run.network.logits(last, x[None])[0, 0])

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
    start = None
    if setting.opposite:
        start = _opposite(data, setting.hidden, setting.activation, setting.seed)
    return Training(setting, points.preset(data), points.preset(source, seed=1), start)
