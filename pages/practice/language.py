"""Language: how surprised a model is by what one types."""

from functools import partial
from types import SimpleNamespace

import streamlit as st

from lib.lessons import language
from lib.lessons.language import LESSON, fields, real, rivals
from lib.lessons.language.marks import LEGEND
from lib.web import own, parts, state
from lib.web.live import live_figure
from lib.web.marked import marked_text
from lib.words import parsing

NAME = LESSON.name
BITS = partial(parsing.number, low=0, high=100, unit="bits")
SHADED = LEGEND, "Walk through the characters"


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
    ghost = fields.ghost_of(guess.value, now, figures["surprise"])
    stood = live_figure(figures["surprise"], "surprise", ghost=ghost)
    order = int(stood["order"])
    with st.container(horizontal=True):
        state.choice(language.READ)
        if now.read == "declaration":
            state.selection(language.LANGUAGE)
    if now.read == "own":
        state.typed(language.TEXT_TO_LEARN, tall=True, height=120)
    told, pieces = fields.opened(now, order)
    marked_text(pieces, *SHADED, "typed")
    parts.sections(NAME, told)
    numbers = fields.standing(what, now.message, order, int(stood["at"]))
    parts.why(NAME, **fields.about(what))
    parts.derivation(NAME, **numbers)
    likeliest = fields.likeliest(now.message)
    parts.prose(NAME, "languages", **likeliest[1])
    live_figure(figures["languages"], "languages")
    parts.sections(NAME, [likeliest])
    side_by_side(now, figures["beside"])
    parts.prose(NAME, "zip", **fields.packed(what, now.message, order))
    parts.prose(NAME, "next", **fields.end_of(now.message))
    sample, pieces = fields.next_one(now, live_figure(figures["following"], "following"))
    state.count(language.SEED)
    parts.prose(NAME, "sample", **sample)
    marked_text(pieces, *SHADED, "drawn")
    parts.prose(NAME, "orders")
    state.choice(language.SMOOTHING)
    live_figure(figures["orders"], "orders")
    parts.sections(NAME, [fields.over_order(what, now.smoothing)])
    real_models(now)
    parts.closing(NAME, fields.beliefs(), fields.check(), fields.SHOWN, numbers)


def side_by_side(now: SimpleNamespace, figure: object) -> None:
    """Two models on the typed text, or a second text beside it."""
    parts.prose(NAME, "beside")
    state.choice(language.BESIDE)
    if now.beside == "models":
        state.selection(language.SECOND_READ, width=300)
    else:
        state.typed(language.SECOND_TEXT, tall=True, height=92)
    told, texts = fields.sides(now, live_figure(figure, "beside"))
    parts.sections(NAME, told)
    for side, key, pieces in zip(st.columns(2), ("first", "second"), texts, strict=True):
        with side:
            parts.prose(NAME, f"the_{key}")
            marked_text(pieces, *SHADED, key)


def real_models(now: SimpleNamespace) -> None:
    """What the interface of a real model returned, and of another on the same text."""
    parts.prose(NAME, "real", megabytes=own.LARGEST_LOG, linked=language.ANSWER.longest)
    state.choice(language.RIVAL)
    shown = language.LOGS if now.rival == "log" else language.LOGS[:1]
    logs = []
    for side, controls in zip(st.columns(len(shown)), shown, strict=True):
        with side:
            logs.append(own.log(*controls, real.found))
            marked_text(real.tokens(logs[-1]), LEGEND, "Walk through the tokens", controls[0].name)
            parts.sections(NAME, real.told(logs[-1]))
    told, figures = rivals.shown(*logs)
    parts.sections(NAME, told)
    for figure in figures:
        live_figure(figure, "logs")


lesson()
