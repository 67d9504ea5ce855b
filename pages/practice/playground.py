"""Playground: two models trained on the same points, each from a loss of its own."""

from functools import partial
from types import SimpleNamespace

import streamlit as st

from lib.lessons import playground
from lib.lessons.playground import LESSON, fields
from lib.lessons.playground.maps import guess_of
from lib.lessons.playground.training import Training
from lib.maths.losses import sigmoid_binary_cross_entropy_grad, sigmoid_squared_error_grad
from lib.maths.training import Objective
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name
EPOCHS = partial(parsing.number, low=0, high=1_000_000, unit="epochs")


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    parts.opening(NAME)
    guess = parts.prediction(NAME, EPOCHS, fields.gap)
    now.training, finished = trained(now)
    figures = LESSON.figures(now)
    asked = not state.texts() and guess.value is not None
    ghost = guess_of(guess.value) if asked else None
    stood = live_figure(figures["maps"], "maps", None, ghost, guess.revealed, edited)
    state.undoing(playground.POINTS)
    state.offers(playground.CASES)
    if not finished:
        parts.prose(NAME, "stopped", **fields.result(now.training))
    parts.prose(NAME, "intro")
    what_happened(now.training)
    controls(now)
    section = fields.about_section(now.training)
    parts.prose(NAME, section, **fields.about(now, now.training))
    for section, told in fields.notes(now.training):
        parts.prose(NAME, section, **told)
    parts.why(NAME)
    ringed = fields.ringed(now.training, int(stood["epoch"]))
    parts.derivation(NAME, **ringed)
    parts.prose(NAME, "curves")
    live_figure(figures["curves"], "curves")
    if now.hidden:
        parts.prose(NAME, "layers", **fields.layers(now.training))
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME)
    shown = [sigmoid_binary_cross_entropy_grad, sigmoid_squared_error_grad, Objective.slope]
    parts.code(NAME, shown, **ringed)
    parts.prose(NAME, "sources")


def edited(points: list[list[float]]) -> None:
    """Let the points that a hand has left on the map be those that are trained on."""
    state.edited(playground.POINTS, playground.own.typed(points), data="own")


def trained(now: SimpleNamespace) -> tuple[Training, bool]:
    """The training of a state, and whether it went to its end."""
    key = playground.key(now)
    training = state.kept("training", key, partial(playground.training, now))
    return training, state.worked("training", key, training)


def what_happened(training: Training) -> None:
    """What both runs have learned, in the words of the case that is shown, or in general ones."""
    for broken in fields.broken(training):
        parts.prose(NAME, "broken", **broken)
    case = fields.case(state.texts(), training)
    if case:
        parts.prose(NAME, case[0], **case[1])
        return
    parts.prose(NAME, "result", **fields.result(training))
    section, found = fields.woke(training)
    parts.prose(NAME, section, **found)
    if not training.private:
        parts.prose(NAME, "fresh", **fields.result(training))


def controls(now: SimpleNamespace) -> None:
    """What is trained, on what."""
    with st.container(horizontal=True):
        state.selection(playground.DATA, width=230)
        state.selection(playground.LEFT, width=230)
        state.selection(playground.RIGHT, width=230)
        state.count(playground.SEED)
    if now.data == "own":
        state.typed(playground.POINTS, tall=True, cut=True, height=200)
    with st.container(horizontal=True):
        for control in playground.steps(now):
            state.choice(control)


lesson()
