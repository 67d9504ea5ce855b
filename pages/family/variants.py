"""Variants: what if you change the penalty? Any losses on one axis, and one under the hand."""

from functools import partial

import streamlit as st

from lib.lessons.variants import AXIS, BESIDE, LESSON, TUNE, Y, fields
from lib.lessons.variants.comparison import guess_of
from lib.maths import losses
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    figure = LESSON.figures(now)["losses"]
    parts.opening(NAME)
    with st.container(horizontal=True):
        factor = partial(parsing.number, low=0, high=1e6, unit="times")
        guess = parts.prediction(NAME, factor, partial(fields.gap, figure))
        if now.tune:
            state.selection(TUNE, now.options, 165)
        state.choice(AXIS)
    ghost = None if guess.value is None else guess_of(guess.value, now.axis, now.y)
    values = live_figure(figure, "losses", ghost=ghost)
    *groups, last = st.columns([*[3] * len(BESIDE), 2])
    for column, group in zip(groups, BESIDE, strict=True):
        with column:
            state.choices(group)
    with last:
        state.choice(Y)
    numbers, known = fields.standing(now.y, values), fields.known()
    parts.prose(NAME, "intro" if now.tune else "alone")
    if now.tune and guess.revealed:  # focal loss's would answer the prediction
        parts.prose(NAME, "formula", **fields.formula(now.tune))
    parts.why(NAME, **known)
    parts.prose(NAME, "limits", **known)
    parts.derivation(NAME, **numbers)
    parts.fold(NAME, "asks", "What each loss asks for", partial(fields.asks, values))
    parts.prose(NAME, "weights", **fields.weighted())
    parts.prose(NAME, "labels", **fields.several())
    parts.fold(NAME, "all", "All losses in one table", rows=fields.every_loss)
    parts.beliefs(NAME, **known)
    parts.check(NAME, **known)
    parts.code(
        NAME,
        [
            losses.sigmoid_focal_loss,
            losses.sigmoid_focal_loss_grad,
            losses.smoothed_cross_entropy,
            losses.generalised_cross_entropy,
            losses.weighted_softmax_cross_entropy_mean,
            losses.multi_label_cross_entropy,
        ],
        **numbers,
    )


lesson()
