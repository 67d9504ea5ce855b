"""Information: what even the best model pays, what a wrong one pays on top, and in which unit."""

from functools import partial

import streamlit as st

from lib.lessons.information import LESSON, OUTCOMES, SHAPE, UNIT, fields, shares
from lib.lessons.information.pair import guess_of
from lib.maths import information
from lib.web import parts, state
from lib.web.live import live_figure, texts_of
from lib.words import parsing

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    figures = LESSON.figures(now)
    pair = figures["pair"]
    parts.opening(NAME)
    with st.container(horizontal=True):
        guess = parts.prediction(NAME, parsing.nats, partial(fields.gap, pair))
        state.choice(SHAPE)
        state.count(OUTCOMES)
    ghost = None if guess.value is None else guess_of(guess.value, now.classes, now.unit)
    values = live_figure(pair, "pair", ghost=ghost)
    with st.container(horizontal=True):
        state.choice(UNIT)
        own_distribution("p", "Your own truth p", "0.7, 0.2, 0.1")
        own_distribution("q", "Your own model q", "0.5, 0.5, 0")
    numbers, known = fields.standing(values, now.classes), fields.beliefs(pair, now.classes)
    parts.prose(NAME, "choices" if now.unit == "perplexity" else f"adding_{now.shape}")
    parts.prose(NAME, "intro", **fields.predictions())
    parts.why(NAME, fields.why(values, now.classes), **numbers)
    parts.derivation(NAME, **numbers)
    one_outcome()
    loaded_die()
    parts.beliefs(NAME, **known)
    parts.check(NAME, **known)
    parts.code(
        NAME,
        [
            information.surprisal,
            information.entropy,
            information.cross_entropy,
            information.kl_divergence,
            information.perplexity,
        ],
        **numbers,
    )
    parts.prose(NAME, "sources")


@state.part
def one_outcome() -> None:
    """The surprise of a single outcome."""
    parts.prose(NAME, "surprise", **fields.surprise())
    live_figure(LESSON.figures(state.now())["surprise"], "surprise")


@state.part
def loaded_die() -> None:
    """As many equal choices."""
    parts.prose(NAME, "perplexity", **fields.same_guess())
    six = live_figure(LESSON.figures(state.now())["die"], "die")["six"]
    parts.prose(NAME, "die", **fields.die(six))


def own_distribution(letter: str, label: str, example: str) -> None:
    """A field for a distribution of the student's own, put on as many sliders."""

    def shown(p: list[float]) -> dict[str, str | None]:
        count = str(len(p))
        figure = LESSON.figures(LESSON.values({"classes": count}))["pair"]
        return {"classes": count, **texts_of(figure, shares.by_slider(letter, p))}

    state.typed_into(label, f"own_{letter}", shares.distribution, shown, example)


lesson()
