"""Gradients: why not squared error? The same mistake, and how hard two losses pull on it."""

from functools import partial

import streamlit as st

from lib.lessons.gradients import LESSON, RATE, SHOW, START, TRUE, Y, fields, pulls
from lib.lessons.logits import REACH, logits_of
from lib.maths import losses, training
from lib.web import parts, state
from lib.web.live import live_figure, texts_of
from lib.words import parsing

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    figures = LESSON.figures(now)
    parts.opening(NAME)
    with st.container(horizontal=True):
        factor = partial(parsing.number, low=fields.LEAST, high=999999, unit="times")
        guess = parts.prediction(NAME, factor, fields.gap)
        state.choice(Y)
    ghost = None if guess.value is None else fields.guess_of(guess.value, now.y, now.show)
    z = live_figure(figures["curves"], "curves", ghost=ghost)["z"]
    state.choices(SHOW)
    numbers = fields.standing(figures["curves"], z, now.y)
    parts.prose(NAME, "intro")
    parts.why(NAME, **numbers)
    parts.derivation(NAME, **numbers)
    two_models()
    three_classes()
    if guess.revealed:
        parts.beliefs(NAME, **fields.facts())
    parts.check(NAME, **fields.check())
    parts.code(
        NAME,
        [
            losses.sigmoid_binary_cross_entropy_grad,
            losses.sigmoid_squared_error_grad,
            losses.softmax_cross_entropy_grad,
            losses.softmax_squared_error_grad,
            training.path_until,
        ],
        **numbers,
    )


@state.part
def two_models() -> None:
    """The race, from a start and at a rate that the student types."""
    parts.prose(NAME, "race")
    with st.container(horizontal=True):
        state.typed(START, width=240)
        state.typed(RATE, width=240)
    live_figure(LESSON.figures(state.now())["race"], "race")
    parts.prose(NAME, "race_result", **fields.race_counts())


@state.part
def three_classes() -> None:
    """The softmax, with probabilities or logits of the student's own."""
    now = state.now()
    figure = LESSON.figures(now)["classes"]

    def show(logits: list[float]) -> dict[str, str]:
        return texts_of(figure, pulls.by_slider(logits))

    parts.prose(NAME, "softmax")
    with st.container(horizontal=True):
        state.choice(TRUE)
        state.typed_into(
            "Your own probabilities",
            "own_probabilities",
            lambda text: logits_of(parsing.probabilities(text, (3, 3))),
            show,
            "0.7, 0.2, 0.1",
        )
        state.typed_into(
            "Or your own logits",
            "own_logits",
            lambda text: parsing.numbers(text, -REACH, REACH, (3, 3), "logits"),
            show,
            "2.0, 1.0, 0.1",
        )
    live_figure(figure, "classes")
    parts.prose(NAME, "fair", **fields.classes(figure, now.true), **fields.fair())


lesson()
