"""My loss: is it good, what is wrong with it, which of two models is better."""

from types import SimpleNamespace

import streamlit as st

from lib.lessons import diagnose
from lib.lessons.diagnose import LESSON, fields
from lib.lessons.registry import link
from lib.web import parts, state, symptoms
from lib.web.live import live_figure

NAME = LESSON.name
STAKES = {"good": "stakes", "wrong": "stakes_wrong", "which": "stakes_which"}


@state.page(LESSON)
def lesson() -> None:
    """One of the three questions that people bring."""
    now = state.now()
    parts.opening(NAME, STAKES[now.ask])
    state.choice(diagnose.ASK, wrap=True)
    if now.ask == "which":
        parts.prose(NAME, "which")
        return
    if now.ask == "good":
        is_it_good(now)
    else:
        state.choice(diagnose.SYMPTOM, wrap=True)
        symptoms.symptom(NAME, now.symptom, fields.symptoms(), link)
    parts.prose(NAME, "sources")


def is_it_good(now: SimpleNamespace) -> None:
    """What was typed, where it stands, and what it means."""
    with st.container(horizontal=True):
        with st.container(width=240):
            state.typed(diagnose.LOSS, also=lambda _: {"at": None})
        with st.container(width=130):
            state.choice(diagnose.UNIT, among=[now.said] if now.said else None)
        with st.container(width=180):
            state.typed(diagnose.CLASSES)
        with st.container(width=340):
            state.typed(diagnose.RATES, also=diagnose.as_many, placeholder="for example: 90%, 10%")
            if said := fields.mismatch(now.classes, now.rates):
                state.refuse(ValueError(said))
    at = live_figure(LESSON.figures(now)["standing"], "standing")["at"]
    for section in fields.sections(at, now.unit, now.classes, diagnose.known(now)):
        told = fields.standing(at, now.unit, now.classes, diagnose.known(now))
        parts.prose(NAME, section, **told)


lesson()
