"""Stability: right formulas, really computed, and where the computer gives up."""

from functools import partial

import streamlit as st

from lib.lessons.stability import CLASSES, LESSON, METHOD, Y, fields, ghost_of, log_sum_exp
from lib.maths import losses, stability
from lib.web import parts, state
from lib.web.live import live_figure, texts_of
from lib.words import parsing

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    figures = LESSON.figures(now)
    known = fields.known()
    parts.opening(NAME)
    with st.container(horizontal=True):
        parse = partial(parsing.number, low=0.01, high=1e6, what="a logit")
        guess = parts.prediction(NAME, parse, fields.gap)
        state.choice(Y)
    z = live_figure(figures["breaking"], "breaking", ghost=ghost_of(now, guess.value))["z"]
    state.choice(METHOD, wrap=True)
    numbers = fields.standing(z, now.y, now.naive)
    parts.prose(NAME, "intro", **known)
    parts.prose(NAME, "table", **numbers)
    with st.container():
        if guess.revealed:
            parts.prose(NAME, "breaks", **numbers)
    parts.why(NAME, **numbers, **known)
    parts.prose(NAME, "small", **known)
    with st.container():
        if guess.revealed:
            parts.prose(NAME, "small_from", **known)
    shifted()
    softmax_twice()
    parts.beliefs(NAME, **known)
    parts.check(NAME, **known)
    parts.code(
        NAME,
        [
            stability.naive_cross_entropy,
            losses.sigmoid_binary_cross_entropy,
            stability.naive_log_sum_exp,
            stability.shifted_log_sum_exp,
            losses.softmax_cross_entropy,
            stability.first_number,
            stability.double_softmax_cross_entropy,
        ],
        **numbers,
    )


@state.part
def shifted() -> None:
    """Three logits, shifted before they are exponentiated."""
    parts.prose(NAME, "trick")
    trick, reach = LESSON.figures(state.now())["trick"], log_sum_exp.REACH
    with st.columns(2)[0]:
        state.typed_into(
            "Your own three logits",
            "own",
            partial(parsing.numbers, low=-reach, high=reach, count=(3, 3), what="logits"),
            lambda logits: texts_of(trick, log_sum_exp.by_slider(logits)),
            "1000, 999, 998",
        )
    logits = live_figure(trick, "trick")
    parts.derivation(NAME, **fields.trick(logits))


@state.part
def softmax_twice() -> None:
    """A softmax of a softmax."""
    now = state.now()
    parts.prose(NAME, "twice")
    state.count(CLASSES)
    live_figure(LESSON.figures(now)["twice"], "twice")
    parts.prose(NAME, "band", **fields.band(now.classes))


lesson()
