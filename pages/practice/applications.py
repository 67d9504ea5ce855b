"""Applications: what cross-entropy does in seven kinds of work, one case at a time."""

from functools import partial

import streamlit as st

from lib.lessons.applications import CASE, LESSON, fields
from lib.lessons.applications.cases import CASES
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name
# How a guess is read, where it is not in nats.
READ = {
    "images": partial(parsing.number, low=0, high=1000, unit="times"),
    "diagnosis": partial(parsing.number, low=0, high=100, unit="%"),
    "reinforcement": partial(parsing.number, low=0, high=1e6, unit="updates"),
    "generative": partial(parsing.number, low=0, high=1),
}


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code, for one case at a time."""
    chosen = state.now().case
    case, shared = CASES[chosen], fields.shared()
    ((key, figure),) = LESSON.figures(state.now()).items()
    parts.opening(NAME)
    state.choice(CASE, wrap=True)
    with st.container(horizontal=True):
        with st.container(width=440):
            parts.prose(NAME, f"for_{chosen}")
        guess = parts.prediction(
            NAME,
            READ.get(chosen, parsing.nats),
            case.gap,
            case=chosen,
            section=f"gap_{chosen}",
        )
    ghost = None if guess.value is None else case.guess_of(guess.value)
    values = live_figure(figure, key, ghost=ghost, revealed=guess.revealed)
    numbers = case.fields(values)
    parts.prose(NAME, f"{chosen}_what", **numbers)
    if guess.revealed:
        for section in case.sections(values):
            parts.prose(NAME, section, **numbers)
    parts.why(NAME, **shared)
    parts.derivation(NAME, **shared)
    if guess.revealed:
        parts.beliefs(NAME, f"beliefs_{chosen}", **{**shared, **numbers})
    parts.check(NAME, **shared)
    parts.code(NAME, case.functions, chosen, **{**shared, **numbers})


lesson()
