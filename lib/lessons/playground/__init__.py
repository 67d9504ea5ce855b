"""Playground: two networks trained on the same points, and what the loss makes of them."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.playground import own
from lib.lessons.playground.curves import curves
from lib.lessons.playground.maps import maps
from lib.lessons.playground.training import NAMES, Setting, Training, shared
from lib.words.state import Choice, Count, Lesson, Text

LOSSES = {
    "ce": "sigmoid-cross-entropy",
    "se": "sigmoid-squared-error",
    "hinge": "hinge",
    "focal": "focal",
    "smooth": "label-smoothing",
    "gce": "generalised",
    "sce": "symmetric",
}
_NAMES = {slug: NAMES[key] for slug, key in LOSSES.items()}
_HIDDEN = {"0": (), "2": (2,), "8": (8,), "8-8": (8, 8)}

DATA = Choice(
    "data",
    "Points",
    {
        "blobs": "two blobs",
        "moons": "two moons",
        "circles": "circles",
        "xor": "exclusive or",
        "spiral": "a spiral",
        "rare": "one class rare",
        "outlier": "one far outlier",
        "flipped": "a fifth of the labels flipped",
        "own": "points of yours",
    },
)
POINTS = Text("points", "Your points: x, y, class", own.START, own.own, own.LONGEST)
LEFT = Choice("left", "Left run learns from", _NAMES, "ce", LOSSES.get)
RIGHT = Choice("right", "Right run learns from", _NAMES, "se", LOSSES.get)
BEGIN = Choice(
    "begin", "Both start", {"opposite": "sure of the opposite", "small": "with small weights"}
)
HIDDEN = Choice(
    "hidden",
    "Hidden units",
    {"0": "none", "2": "2", "8": "8", "8-8": "8 and 8"},
    value=_HIDDEN.get,
)
UNITS = Choice("units", "Their activation", {"tanh": "tanh", "relu": "ReLU"})


def _numbers(name: str, label: str, numbers: tuple[str, ...], start: str) -> Choice:
    return Choice(name, label, {each: each for each in numbers}, start, float)


RATE = _numbers("rate", "Learning rate", ("0.01", "0.03", "0.1", "0.3", "1", "3"), "0.1")
MOMENTUM = _numbers("momentum", "Momentum", ("0", "0.5", "0.9"), "0")
DECAY = _numbers("decay", "Weight decay", ("0", "0.001", "0.01", "0.1"), "0")
BATCH = Choice("batch", "Points a step", {"10": "10", "30": "30", "500": "all"}, "30", int)
SEED = Count("seed", "Seed", 0, 9, 0)


def steps(state: SimpleNamespace) -> list[Choice]:
    """The controls of how a state's models are built and trained."""
    units = [UNITS] if state.hidden else []
    return [BEGIN, HIDDEN, *units, RATE, MOMENTUM, DECAY, BATCH]


def setting(state: SimpleNamespace) -> Setting:
    """What a state says of the training, beside its points."""
    return Setting(
        (state.left, state.right),
        state.hidden,
        state.units,
        state.rate,
        state.momentum,
        state.decay,
        state.batch,
        state.seed,
        state.begin == "opposite",
    )


def training(state: SimpleNamespace) -> Training:
    """The training of a state, perhaps not yet done: shared, or of the student's own points."""
    if state.data == "own":
        return Training(setting(state), state.points)
    return shared(setting(state), state.data)


def key(state: SimpleNamespace) -> tuple:
    """What tells trainings apart."""
    x, labels = state.points if state.data == "own" else ((), ())
    return setting(state), state.data, (tuple(map(tuple, x)), tuple(labels))


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state; its `training` may be made already."""
    done = getattr(state, "training", None) or training(state).finished()
    return {"maps": maps(done), "curves": curves(done)}


LESSON = Lesson(
    "playground",
    (DATA, LEFT, RIGHT, BEGIN, HIDDEN, UNITS, RATE, MOMENTUM, DECAY, BATCH, SEED, POINTS),
    ("epoch", "at"),
    figures,
    trains=True,
)

# Each makes one point of the lesson; `words.md` has a section for each, `case_<slug>`.
CASES: dict[str, tuple[str, dict[str, str]]] = {
    slug: (label, LESSON.link(texts))
    for slug, label, texts in (
        ("asleep", "sure and wrong", {}),
        ("fresh", "a fresh start", {"data": "moons", "hidden": "8", "begin": "small"}),
        ("outlier", "one far outlier", {"data": "outlier", "begin": "small"}),
        (
            "flipped",
            "wrong labels",
            {
                "data": "flipped",
                "right": "gce",
                "begin": "small",
                "hidden": "8-8",
                "momentum": "0.9",
            },
        ),
        (
            "rare",
            "one class rare",
            {"data": "rare", "right": "focal", "begin": "small", "hidden": "8"},
        ),
    )
}
