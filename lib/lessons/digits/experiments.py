"""The six experiments as data: what is trained on what, and which numbers are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lib.figures import style
from lib.maths import datasets
from lib.maths.training import Examples

SHARES = (0, 10, 20, 30, 40, 50, 60)  # per cent of the labels that are wrong
SHARE = 40  # at first sight
LEARNT, UNSEEN = 600, 600  # digits that a network learns from, and others to judge it by
RARE = 0.9  # share of the common class
EPOCHS, LONG = 20, 60
EARLY = EPOCHS  # the epoch that later ones are compared with: where the others end
EXPONENT, SMOOTHING, FOCUS = 0.7, 0.1, 2.0


class Measure(NamedTuple):
    """A number that is read off a network after each epoch.

    Attributes
    ----------
    name, short : str
        As within a sentence, and at the head of a column.
    unit : str
        Of the number, and of a difference of two.
    more : bool
        Whether more of it is better.
    """

    name: str
    short: str
    unit: str
    more: bool


MEASURES = {
    "right": Measure("the share of unseen digits that are right", "unseen right", "%", True),
    "loss": Measure("cross-entropy on unseen digits", "loss, unseen", "nats", False),
    "calibration": Measure("the calibration error", "calibration error", "%", False),
    "learnt": Measure("the share that is right of what was learnt from", "learnt right", "%", True),
    "learnt_loss": Measure("cross-entropy on what was learnt from", "loss, learnt", "nats", False),
    "common": Measure("the share of the common class that is right", "common right", "%", True),
    "rare": Measure("the share of the rare class that is found", "rare found", "%", True),
}
ORDER = tuple(MEASURES)


@dataclass(frozen=True)
class Arm:
    """One way of training: a loss, and how the figures draw it."""

    key: str
    name: str
    loss: str
    color: str
    dash: str
    sign: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    class_weights: tuple[float, ...] | None = None

    def told(self, share: int) -> dict[str, Any]:
        """The keywords of the loss, of which forward correction is told how many are wrong."""
        if self.loss != "forward-correction":
            return dict(self.parameters)
        return {"noise": confusing(share / 100)}


def confusing(share: float, classes: int = 10) -> NDArray:
    """The noise matrix of labels of which a share is wrong, each other class being as likely."""
    wrong = share / (classes - 1)
    return np.where(np.eye(classes) > 0, 1 - share, wrong)


class Line(NamedTuple):
    """A curve of a view: which measure of which arm, and its name where the arm's will not do."""

    arm: int
    measure: str
    name: str = ""
    dash: str = ""


class View(NamedTuple):
    """A picture of numbers over the epochs."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Experiment:
    """What is trained, and what is looked at.

    Attributes
    ----------
    arms : tuple of Arm
        The first is what the others are compared with.
    epochs : int
    views : tuple of View
        Two of them; the first line of the first is the experiment's main number.
    compared : tuple of str
        Measures whose paired differences are spoken of; those of the first are drawn.
    shares : tuple of int
        Per cent of wrong labels that it is repeated with.
    """

    arms: tuple[Arm, ...]
    epochs: int
    views: tuple[View, View]
    compared: tuple[str, ...]
    shares: tuple[int, ...] = (0,)

    @property
    def main(self) -> str:
        """The measure that is compared first."""
        return self.compared[0]


_CE = Arm("ce", "cross-entropy", "softmax-cross-entropy-labels", style.LOSS, "solid", "circle")


def _rival(i: int, key: str, name: str, loss: str, **more: Any) -> Arm:  # noqa: ANN401
    return Arm(key, name, loss, style.RIVALS[i], style.DASHES[i], style.SYMBOLS[i], **more)


def _over(arms: tuple[Arm, ...], measure: str, title: str) -> View:
    """A measure of all arms."""
    return View(title, tuple(Line(i, measure) for i in range(len(arms))))


_LOSSES = (_CE, _rival(0, "se", "squared error", "softmax-squared-error"))
_RARE = (
    Arm("ce", "cross-entropy", "sigmoid-cross-entropy", style.LOSS, "solid", "circle"),
    # The classes weigh alike, and the mean weight is 1, so that steps are as long.
    _rival(
        0,
        "weighted",
        "weighted",
        "sigmoid-cross-entropy",
        class_weights=(0.5 / RARE, 0.5 / (1 - RARE)),
    ),
    _rival(1, "focal", "focal loss", "focal", parameters={"gamma": FOCUS}),
)
_FLIPPED = (
    _CE,
    _rival(0, "gce", "generalised", "generalised", parameters={"exponent": EXPONENT}),
    _rival(1, "sce", "symmetric", "symmetric"),
    _rival(2, "forward", "forward-corrected", "forward-correction"),
)
_SMOOTHING = (
    _CE,
    _rival(0, "smooth", "smoothed labels", "label-smoothing", parameters={"epsilon": SMOOTHING}),
)
_LONG = (_CE,)

EXPERIMENTS = {
    "losses": Experiment(
        _LOSSES,
        EPOCHS,
        (
            _over(_LOSSES, "right", "% of unseen digits right"),
            _over(_LOSSES, "loss", "cross-entropy on unseen digits, nats"),
        ),
        ("right", "loss"),
    ),
    "rare": Experiment(
        _RARE,
        EPOCHS,
        (
            _over(_RARE, "rare", "% of the rare class found"),
            _over(_RARE, "common", "% of the common class right"),
        ),
        ("rare", "common"),
    ),
    "flipped": Experiment(
        _FLIPPED,
        EPOCHS,
        (
            _over(_FLIPPED, "right", "% of unseen digits right"),
            _over(_FLIPPED, "learnt", "% of the labels learnt from met"),
        ),
        ("right",),
        SHARES,
    ),
    "smoothing": Experiment(
        _SMOOTHING,
        EPOCHS,
        (
            _over(_SMOOTHING, "calibration", "calibration error, %"),
            _over(_SMOOTHING, "right", "% of unseen digits right"),
        ),
        ("calibration", "right", "loss"),
    ),
    "long": Experiment(
        _LONG,
        LONG,
        (
            View(
                "cross-entropy, nats",
                (Line(0, "loss", "unseen"), Line(0, "learnt_loss", "learnt from", "dash")),
            ),
            View(
                "% right",
                (Line(0, "right", "unseen"), Line(0, "learnt", "learnt from", "dash")),
            ),
        ),
        ("loss", "right"),
    ),
}
EXPERIMENTS["temperature"] = EXPERIMENTS["long"]  # what its networks say is tempered afterwards


class Parts(NamedTuple):
    """What one seed's networks learn from, and what they are judged by."""

    learnt: Examples
    unseen: Examples
    classes: int
    shape: tuple[int, int]  # rows and columns of an example as a picture


@lru_cache(maxsize=32)
def parts(kind: str, seed: int) -> Parts:
    """The data of a seed: digits of all kinds, eights against the rest, or tumours."""
    if kind == "tumours":
        return _tumours(seed)
    data = datasets.digits()
    labels = (data.labels == 8).astype(int) if kind == "eights" else data.labels
    learnt, rest = datasets.split(data.labels, LEARNT / len(labels), seed)
    unseen = rest[datasets.split(data.labels[rest], UNSEEN / len(rest), seed)[0]]
    pair = [Examples(data.x[rows], labels[rows]) for rows in (learnt, unseen)]
    return Parts(*pair, 2 if kind == "eights" else 10, (8, 8))


def _tumours(seed: int) -> Parts:
    """Half of the tumours to learn from, so many of the malignant left out that one in ten is."""
    data = datasets.breast_cancer()
    half, unseen = datasets.split(data.labels, 0.5, seed)
    learnt = half[datasets.thinned(data.labels[half], 0, RARE, seed)]
    x, others = datasets.standardised(data.x[learnt], data.x[unseen])
    pair = Examples(x, data.labels[learnt]), Examples(others, data.labels[unseen])
    return Parts(*pair, 2, (3, 10))
