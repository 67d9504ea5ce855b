"""Digits: what the loss changes on real data, with several seeds."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.figures.ghost import Ghost
from lib.lessons.digits.curves import curves, guessed
from lib.lessons.digits.pictures import pictures
from lib.lessons.digits.tempering import guessed_temperature, tempering
from lib.lessons.digits.training import Setting, Study, shared
from lib.words.state import Choice, Lesson

EXPERIMENT = Choice(
    "experiment",
    "Experiment",
    {
        "losses": "Cross-entropy or squared error?",
        "rare": "One class is rare",
        "flipped": "Wrong labels",
        "smoothing": "Smoothed labels",
        "long": "Too many epochs",
        "temperature": "A temperature afterwards",
    },
)
KIND = Choice("kind", "The rare class", {"tumours": "malignant tumours", "eights": "the digit 8"})
SEEDS = Choice("seeds", "Seeds", {each: each for each in "1359"}, "5", int)
_HIDDEN = {"0": (), "32": (32,), "64": (64,)}
HIDDEN = Choice("hidden", "Hidden units", {"0": "none", "32": "32", "64": "64"}, "32", _HIDDEN.get)
RATE = Choice(
    "rate", "Learning rate", {each: each for each in ("0.03", "0.1", "0.3")}, "0.3", float
)
PICTURES = Choice(
    "pictures",
    "Look at",
    {
        "weights": "weights",
        "confusion": "mistakes",
        "reliability": "how sure, how right",
        "dearest": "the dearest examples",
    },
)


def setting(state: SimpleNamespace) -> Setting:
    """What a state says of the training; a temperature is for networks that are trained long."""
    experiment = "long" if state.experiment == "temperature" else state.experiment
    kind = state.kind if experiment == "rare" else "digits"
    return Setting(experiment, kind, state.seeds, state.hidden, state.rate)


def study(state: SimpleNamespace) -> Study:
    """The experiment of a state, perhaps not yet done; all who ask share it."""
    return shared(setting(state))


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state; its `study` may be there already, done or not."""
    what = getattr(state, "study", None) or study(state).finished()
    if state.experiment == "temperature":
        return {"tempering": tempering(what)}
    return {"curves": curves(what), "pictures": pictures(what, state.pictures)}


def guess_of(guess: float, state: SimpleNamespace) -> Ghost:
    """The student's guess on the panel that answers."""
    if state.experiment == "temperature":
        return guessed_temperature(guess)
    return guessed(guess, state.study)


LESSON = Lesson(
    "digits",
    (EXPERIMENT, KIND, SEEDS, HIDDEN, RATE, PICTURES),
    ("epoch", "share", "at", "temperature"),
    figures,
    trains=True,
)
