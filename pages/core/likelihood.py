"""Likelihood: where the formula comes from. Cross-entropy is the likelihood of the labels."""

import streamlit as st

from lib.lessons.likelihood import COUNTS, GIVEN, LABELS, LESSON, X0, X1, fields
from lib.lessons.likelihood.curves import guess_of
from lib.maths import likelihood, losses, training
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    figures = LESSON.figures(now)
    parts.opening(NAME)
    with st.container(horizontal=True):
        guess = parts.prediction(NAME, parsing.nats, fields.gap)
        state.choice(GIVEN)
        state.typed(LABELS if now.given == "labels" else COUNTS, width=250)
    ghost = None if guess.value is None else guess_of(guess.value, now.y)
    theta = live_figure(figures["three_curves"], "three_curves", ghost=ghost)["theta"]
    numbers = fields.standing(theta, now.y)
    parts.prose(NAME, "intro")
    parts.why(NAME, **numbers)
    parts.derivation(NAME, **numbers)
    many_labels()
    one_feature()
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME, **fields.check())
    parts.code(
        NAME,
        [
            likelihood.bernoulli_likelihood,
            likelihood.bernoulli_log_likelihood,
            likelihood.negative_log_likelihood,
            likelihood.bernoulli_mle,
            losses.binary_cross_entropy,
            training.logistic_regression,
        ],
        **numbers,
    )


@state.part
def many_labels() -> None:
    """How a product of many likelihoods ends."""
    parts.prose(NAME, "logs", **fields.logs())
    live_figure(LESSON.figures(state.now())["coin_tosses"], "coin_tosses")


@state.part
def one_feature() -> None:
    """Logistic regression on points of the student's own."""
    now = state.now()
    parts.prose(NAME, "features")
    with st.container(horizontal=True):
        state.typed(X0, width=360)
        state.typed(X1, width=360)
    live_figure(LESSON.figures(now)["turning_curve"], "turning_curve")
    found, numbers = fields.fitted(now.x0, now.x1)
    parts.prose(NAME, found, **numbers)


lesson()
