"""An experiment: the same start and batches for all its losses, with one seed after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.lessons.digits.experiments import (
    EXPERIMENTS,
    ORDER,
    SHARE,
    Arm,
    Experiment,
    Parts,
    parts,
)
from lib.lessons.digits.inside import LOOKS, cooled
from lib.maths.datasets import flipped
from lib.maths.training import Examples, Objective, Recipe, Record, Run
from lib.words.work import Work

MOMENTUM, BATCH = 0.9, 50  # a step's products stay on one thread (`network.PRODUCT`)
CROSS_ENTROPY = {2: "sigmoid-cross-entropy", 10: "softmax-cross-entropy-labels"}
KEPT = 16  # experiments that are kept for all


@dataclass(frozen=True)
class Setting:
    """What settles an experiment; the same setting is the same training."""

    experiment: str
    kind: str
    seeds: int
    hidden: tuple[int, ...]
    rate: float


class Study(Work):
    """An experiment.

    Seeds come one after the other, and the networks of a seed learn side by side, an epoch each:
    so what is stopped is whole but for its last seed.

    Attributes
    ----------
    setting : Setting
    experiment : Experiment
    done : int
        Seeds that are through.
    epoch : int
        Epochs of the seed that is in training.
    numbers : ndarray of shape (measures, shares, arms, seeds, epochs + 1)
        In the order of `ORDER`, shares in per cent; what is not there yet is NaN.
    norms : ndarray of shape (2, shares, arms, seeds, epochs + 1)
        Lengths of the gradients of the first and the last layer.
    confusions : ndarray of shape (shares, arms, seeds, epochs + 1, K, K)
        Counts on what the networks have not seen.
    weights : list of list
        Of each arm with the first seed, the weights after every epoch that there was.
    logits : list of ndarray of shape (n, K)
        Of the first arm, what every seed that is through says in the end of what it has not seen.
    cooled : list
        What a temperature makes of the seeds that are through, if they are trained long.
    """

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.experiment: Experiment = EXPERIMENTS[setting.experiment]
        self.done, self.epoch = 0, 0
        self.at = self.experiment.shares.index(SHARE) if len(self.experiment.shares) > 1 else 0
        arms = len(self.experiment.arms)
        shape = (len(self.experiment.shares), arms, setting.seeds, self.experiment.epochs + 1)
        classes = self.parts(0).classes
        self.numbers = np.full((len(ORDER), *shape), np.nan, dtype=np.float32)
        self.norms = np.full((2, *shape), np.nan, dtype=np.float32)
        self.confusions = np.zeros((*shape, classes, classes), dtype=np.uint16)
        self.weights: list[list] = [[] for _ in range(arms)]
        self.logits: list[NDArray] = []
        self.cooled: list[tuple] = []
        self._runs: dict[tuple[int, int], Run] = {}
        self._seen: dict[str, Any] = {}

    def parts(self, seed: int) -> Parts:
        """The data of a seed."""
        return parts(self.setting.kind, seed)

    @property
    def networks(self) -> int:
        """How many are trained in all."""
        return len(self.experiment.shares) * len(self.experiment.arms) * self.setting.seeds

    @property
    def over(self) -> bool:
        """Whether nothing is left to train."""
        return self.done == self.setting.seeds

    @property
    def share(self) -> float:
        """Which share of the work is done."""
        return (self.done + self.epoch / self.experiment.epochs) / self.setting.seeds

    @property
    def _begun(self) -> bool:
        return bool(self._runs or self.done)

    def _begin(self) -> None:
        """Set up the networks of the next seed."""
        seed, runs = self.done, {}
        data = self.parts(seed)
        also = [Objective(CROSS_ENTROPY[data.classes], data.classes)]
        for i, share in enumerate(self.experiment.shares):
            labels = flipped(data.learnt.labels, share / 100, data.classes, seed)
            learnt = Examples(data.learnt.x, labels)
            for j, arm in enumerate(self.experiment.arms):
                pictured = seed == 0 and i == self.at
                run = Run(
                    self._recipe(arm, share, seed),
                    learnt,
                    data.unseen,
                    data.classes,
                    also,
                    keep=range(self.experiment.epochs + 1) if pictured else (),
                )
                runs[i, j] = run
                self._note(i, j, run.records[0])
        self._runs = runs

    def _recipe(self, arm: Arm, share: int, seed: int) -> Recipe:
        return Recipe(
            arm.loss,
            arm.told(share),
            arm.class_weights,
            hidden=self.setting.hidden,
            rate=self.setting.rate,
            momentum=MOMENTUM,
            batch=BATCH,
            seed=seed,
        )

    def advance(self) -> None:
        """An epoch for each network of the seed; after the last, the next seed."""
        self.begin()
        for (i, j), run in self._runs.items():
            for record in run.epochs(1):
                self._note(i, j, record)
        self.epoch += 1
        if self.epoch < self.experiment.epochs:
            return
        run = self._runs[self.at, 0]
        unseen = self.parts(self.done).unseen
        self.logits.append(run.network.logits(run.weights, unseen.x).copy())
        if self.setting.experiment == "long":
            self.cooled.append(cooled(self.logits[-1], unseen.labels))
        self._runs.clear()
        self.done, self.epoch = self.done + 1, 0
        if self.done == 1:
            self._seen = {look.__name__: look(self) for look in LOOKS}
        if not self.over:
            self._begin()

    def _note(self, i: int, j: int, record: Record) -> None:
        learnt, unseen = record.training, record.validation
        counts = unseen.confusion
        found = 100 * np.diag(counts) / counts.sum(axis=1)
        place = i, j, self.done, record.epoch
        self.numbers[(slice(None), *place)] = (
            100 * unseen.accuracy,
            unseen.losses[1],
            100 * unseen.calibration,
            100 * learnt.accuracy,
            learnt.losses[1],
            found[0],
            found[-1],
        )
        self.norms[(slice(None), *place)] = record.gradient_norms[0], record.gradient_norms[-1]
        self.confusions[place] = counts
        if record.weights is not None:
            self.weights[j].append(record.weights)

    # ---- what is there --------------------------------------------------------------------------

    @property
    def counted(self) -> int:
        """Seeds that are shown: those that are through, or the first one while it is trained."""
        return max(self.done, 1)

    def rows(self, measure: str, i: int | None = None) -> NDArray:
        """A measure of the seeds that are counted, (arms, seeds, epochs + 1).

        Parameters
        ----------
        measure : str
        i : int, optional
            Place of the share of wrong labels; the one at first sight, if left out.

        Returns
        -------
        ndarray
            Where the first seed is still in training, what is not there yet is as it was last.
        """
        self.begin()
        at = self.at if i is None else i
        return self._held(self.numbers[ORDER.index(measure), at, :, : self.counted])

    def pulls(self) -> NDArray:
        """Lengths of the gradients of both layers, with the first seed, (2, arms, epochs + 1)."""
        self.begin()
        return self._held(self.norms[:, self.at, :, 0])

    def growing(self, measure: str, i: int | None = None) -> NDArray:
        """A measure of the seed in training, (arms, epochs so far + 1); none between seeds."""
        at = self.at if i is None else i
        if self.over or not self.done:
            return np.empty((len(self.experiment.arms), 0))
        rows = self.numbers[ORDER.index(measure), at, :, self.done]
        return rows[:, : self.epoch + 1].astype(float)

    def seen(self, look: Callable[[Study], Any]) -> Any:  # noqa: ANN401
        """What a look at the first seed's networks finds."""
        self.begin()
        return self._seen[look.__name__] if self._seen else look(self)

    def _held(self, rows: NDArray) -> NDArray:
        rows = rows.astype(float)
        if not self.done:
            rows[..., self.epoch + 1 :] = rows[..., self.epoch : self.epoch + 1]
        return rows

    def confused(self) -> NDArray:
        """Counts of what was said of what, over the seeds that are counted.

        Returns
        -------
        ndarray of shape (arms, epochs + 1, K, K)
        """
        self.begin()
        counts = self.confusions[self.at, :, : self.counted].sum(axis=1, dtype=float)
        if not self.done:
            counts[:, self.epoch + 1 :] = counts[:, self.epoch : self.epoch + 1]
        return counts


@lru_cache(maxsize=KEPT)
def shared(setting: Setting) -> Study:
    """The experiment of a setting, the same object for all who ask; perhaps not yet trained."""
    return Study(setting)
