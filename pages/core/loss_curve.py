"""Loss curve: one label, one probability, and the price of it."""

import streamlit as st

from lib.lessons.loss_curve import AXIS, LESSON, SHOW, Y, fields
from lib.lessons.loss_curve.figure import guess_of
from lib.maths import losses
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    figure = LESSON.figures(now)["curve"]
    parts.opening(NAME, **fields.stakes())
    with st.container(horizontal=True):
        guess = parts.prediction(NAME, parsing.nats, fields.gap)
        state.choice(Y)
        state.choice(AXIS)
    ghost = None if guess.value is None else guess_of(guess.value, now.y, now.axis)
    q = live_figure(figure, "curve", ghost=ghost)["q"]
    state.choices(SHOW)
    numbers = fields.standing(q, now.y)
    parts.prose(NAME, "intro")
    parts.why(NAME, **fields.why(figure, q, now.y, now.axis))
    parts.derivation(NAME, **numbers)
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME, **fields.beliefs())
    parts.code(
        NAME,
        [
            losses.binary_cross_entropy,
            losses.sigmoid_binary_cross_entropy,
            losses.sigmoid_binary_cross_entropy_grad,
        ],
        **numbers,
    )


lesson()
