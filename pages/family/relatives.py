"""Lesson 7, second half: losses with other names that are cross-entropy in disguise."""

import streamlit as st

from lib import parsing, ui
from lib.figures import relatives
from lib.figures.relatives import ctc, info_nce
from lib.live import head_start, live_figure

LESSON = "relatives"
RELATIVES = ["infonce", "triplet", "preference", "listnet", "kl", "policy", "ctc", "gan"]


@st.fragment
def lesson() -> None:
    """The whole path, from question to code, for one relative at a time."""
    ui.question(LESSON)
    guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0, 1000))
    word = "ab"
    with st.container(horizontal=True):
        relative = ui.choice("Relative", RELATIVES, "relative", relatives.TITLES.get, wrap=True)
        if relative == "ctc":
            word = ui.choice("To spell", list(ctc.WORDS), "word")
    values = live_figure(relatives.figure(relative, word), relative)
    head_start(relative)
    numbers = relatives.numbers(relative, word, values)
    facts = relatives.facts()
    if guess is not None:
        ui.prose(LESSON, "gap", **info_nce.gap(guess))
    ui.prose(LESSON, relative, **numbers)
    if relative == "ctc":
        ui.prose(LESSON, "ctc_pull" if ctc.can_spell(word) else "ctc_stuck", **numbers)
    ui.why(LESSON, **numbers)
    ui.derivation(LESSON, **numbers)
    ui.beliefs(LESSON, **facts)
    ui.check(LESSON, **facts)
    ui.code(LESSON, relatives.functions(relative), relative, **numbers)


lesson()
