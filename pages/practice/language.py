"""Language: how surprised a model is by what one types."""

from functools import partial
from types import SimpleNamespace

import streamlit as st

from lib.lessons import language
from lib.lessons.language import LESSON, fields, real
from lib.lessons.language.marks import LEGEND, marks
from lib.lessons.language.surprise import guess_of
from lib.maths import information, ngrams
from lib.web import parts, state
from lib.web.live import live_figure
from lib.web.marked import marked_text
from lib.words import parsing

NAME = LESSON.name
BITS = partial(parsing.number, low=0, high=100, unit="bits")
SHADED = "Walk through the characters"


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    source = now.read, now.language, now.own if now.read == "own" else ""
    now.reading = what = state.kept("reading", source, partial(language.reading, *source))
    figures = LESSON.figures(now)
    parts.opening(NAME, **fields.stakes())
    with st.container(horizontal=True):
        guess = parts.prediction(NAME, BITS, fields.gap)
        state.typed(language.MESSAGE, tall=True, height=92, width=430)
    asked = now.read == "gospels" and now.message == language.START
    ghost = guess_of(guess.value, figures["surprise"]) if asked and guess.value else None
    stood = live_figure(figures["surprise"], "surprise", ghost=ghost)
    order = int(stood["order"])
    with st.container(horizontal=True):
        state.choice(language.READ)
        if now.read == "declaration":
            state.selection(language.LANGUAGE)
    if now.read == "own":
        state.typed(language.TEXT_TO_LEARN, tall=True, height=120)
    marked_text(marks(what, now.message, order), LEGEND, SHADED, "typed")
    parts.prose(NAME, "typed", **fields.typed(what, now.message, order))
    section, found = fields.strangers(what, now.message)
    parts.prose(NAME, section, **found)
    parts.prose(NAME, "intro")
    parts.prose(NAME, f"about_{now.read}", **fields.about(what))
    numbers = fields.standing(what, now.message, order, int(stood["at"]))
    parts.why(NAME, **fields.about(what))
    parts.derivation(NAME, **numbers)
    section, found = fields.likeliest(now.message)
    parts.prose(NAME, "languages", **found)
    live_figure(figures["languages"], "languages")
    parts.prose(NAME, section, **found)
    parts.prose(NAME, "zip", **fields.packed(what, now.message, order))
    what_comes_next(now, figures["following"])
    parts.prose(NAME, "orders")
    state.choice(language.SMOOTHING)
    live_figure(figures["orders"], "orders")
    section, found = fields.over_order(what, now.smoothing)
    parts.prose(NAME, section, **found)
    real_model(now)
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME, **fields.check())
    shown = [ngrams.train, ngrams.surprisals, ngrams.next_characters, information.to_bits]
    parts.code(NAME, shown, **numbers)
    parts.prose(NAME, "sources")


def what_comes_next(now: SimpleNamespace, figure: object) -> None:
    """The distribution of the next character, and a text drawn from it."""
    parts.prose(NAME, "next", **fields.end_of(now.message))
    stood = live_figure(figure, "following")
    place = stood["temperature"], int(stood["back"])
    state.count(language.SEED)
    parts.prose(NAME, "sample", **fields.next_one(now.reading, now.message, *place))
    drawn = fields.sampled(now.reading, now.message, now.seed, *place)
    pieces = marks(now.reading, drawn, place[1], before=now.message)
    marked_text(pieces, LEGEND, SHADED, "drawn")


def real_model(now: SimpleNamespace) -> None:
    """What the interface of a real model returned."""
    parts.prose(NAME, "real")
    state.typed(language.ANSWER, tall=True, height=150)
    state.choice(language.LOGARITHM)
    answer = real.found(now.answer, now.logarithm)
    marked_text(real.tokens(answer), LEGEND, "Walk through the tokens", "answered")
    for section in real.section(answer):
        parts.prose(NAME, section, **real.fields(answer))


lesson()
