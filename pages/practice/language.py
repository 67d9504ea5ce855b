"""Language: how surprised a model is by what one types."""

from functools import partial

import streamlit as st

from lib.lessons import language
from lib.lessons.language import LESSON, fields, real, rivals
from lib.lessons.language.marks import SHADED, TOKENS
from lib.web import own, parts, state
from lib.web.live import live_figure
from lib.web.marked import marked_text
from lib.words import parsing

NAME = LESSON.name
BITS = partial(parsing.number, low=0, high=100, unit="bits")


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = language.standing(state.now(), state.kept)
    parts.opening(NAME, **fields.stakes())
    with st.container(horizontal=True):
        guess = parts.prediction(NAME, BITS, fields.gap)
        state.typed(language.MESSAGE, tall=True, height=92, width=430)
    stood = live_figure(now.figures["surprise"], "surprise", ghost=fields.ghost_of(guess, now))
    order, at = int(stood["order"]), int(stood["at"])
    with st.container(horizontal=True):
        state.choice(language.READ)
        if now.read == "declaration":
            state.selection(language.LANGUAGE)
    if now.read == "own":
        state.typed(language.TEXT_TO_LEARN, tall=True, height=120)
    marked_text(fields.shaded(now, order), *SHADED, "typed")
    parts.sections(NAME, fields.opened(now, order))
    parts.why(NAME, **fields.about(now.reading))
    numbers = fields.standing(now.reading, now.message, order, at)
    parts.derivation(NAME, **numbers)
    section, likeliest = fields.likeliest(now.message)
    parts.prose(NAME, "languages", **likeliest)
    live_figure(now.figures["languages"], "languages")
    parts.prose(NAME, section, **likeliest)
    side_by_side()
    parts.prose(NAME, "zip", **fields.packed(now.reading, now.message, order))
    what_comes_next()
    real_models()
    parts.closing(NAME, fields.beliefs(), fields.check(), fields.SHOWN, numbers)


@state.part
def side_by_side() -> None:
    """Two models on the typed text, or a second text beside it."""
    now = language.standing(state.now(), state.kept)
    parts.prose(NAME, "beside")
    state.choice(language.BESIDE)
    if now.beside == "models":
        state.selection(language.SECOND_READ, width=300)
    else:
        state.typed(language.SECOND_TEXT, tall=True, height=92)
    told, texts = fields.sides(now, live_figure(now.figures["beside"], "beside"))
    parts.sections(NAME, told)
    for side, key, pieces in zip(st.columns(2), ("first", "second"), texts, strict=True):
        with side:
            parts.prose(NAME, f"the_{key}")
            marked_text(pieces, *SHADED, key)


@state.part
def what_comes_next() -> None:
    """How the model goes on, and what looking back further brings."""
    now = language.standing(state.now(), state.kept)
    parts.prose(NAME, "next", **fields.end_of(now.message))
    sample, pieces = fields.next_one(now, live_figure(now.figures["following"], "following"))
    state.count(language.SEED)
    parts.prose(NAME, "sample", **sample)
    marked_text(pieces, *SHADED, "drawn")
    parts.prose(NAME, "orders")
    state.choice(language.SMOOTHING)
    live_figure(now.figures["orders"], "orders")
    parts.sections(NAME, [fields.over_order(now.reading, now.smoothing)])


@state.part
def real_models() -> None:
    """What the interface of a real model returned, and of another on the same text."""
    parts.prose(NAME, "real", megabytes=own.LARGEST_LOG, linked=language.ANSWER.longest)
    state.choice(language.RIVAL)
    logs = []
    for log, key in own.logs(language.logs(state.now()), real.found):
        marked_text(real.tokens(log), *TOKENS, key)
        parts.sections(NAME, real.told(log))
        logs.append(log)
    told, figures = rivals.shown(*logs)
    parts.sections(NAME, told)
    for figure in figures:
        live_figure(figure, "logs")


lesson()
