"""Relatives: losses with other names that are cross-entropy inside, one at a time."""

from functools import partial

import streamlit as st

from lib.lessons.relatives import CASE, LESSON, WORD, fields, gap_section, ghost_of
from lib.lessons.relatives.cases import MODULES, functions
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name
# How a guess is read, where it is not in nats.
READ = {
    "listnet": partial(parsing.number, low=0, high=1),
    "gan": partial(parsing.number, low=0, high=1000),
    "policy": partial(parsing.number, low=-1000, high=1000),
    "triplet": partial(parsing.number, low=0, high=1000),
}


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code, for one relative at a time."""
    now = state.now()
    case = now.case
    parts.opening(NAME)
    with st.container(horizontal=True):
        state.choice(CASE, wrap=True)
        if case == "ctc":
            state.choice(WORD)
    with st.container(horizontal=True):
        with st.container(width=440):
            parts.prose(NAME, f"for_{case}")
        guess = parts.prediction(
            NAME,
            READ.get(case, parsing.nats),
            MODULES[case].gap,
            case=case,
            section=gap_section(case),
        )
    values = live_figure(LESSON.figures(now)[case], case, ghost=ghost_of(now, guess.value))
    numbers = fields.standing(now, values)
    parts.prose(NAME, case, **numbers)
    if guess.revealed:
        parts.prose(NAME, f"{case}_disguise", **numbers)
        parts.prose(NAME, fields.pulls(now), **numbers)
    else:
        parts.prose(NAME, "sealed")
    parts.why(NAME, **numbers)
    parts.derivation(NAME, **numbers)
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME, **fields.beliefs())
    parts.code(NAME, functions(case), case, **numbers)


lesson()
