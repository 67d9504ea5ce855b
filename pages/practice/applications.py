"""Lesson 9: what cross-entropy does in seven kinds of work, one case at a time."""

import streamlit as st

from lib import parsing, ui
from lib.figures import applications
from lib.live import head_start, live_figure

LESSON = "applications"
WORDS = {
    "images": ("images_what", "images_result"),
    "language": ("language_what", "language_result"),
    "diagnosis": ("diagnosis_what", "diagnosis_result"),
    "recommender": ("recommender_what", "recommender_result"),
    "reinforcement": ("reinforcement_what", "reinforcement_result"),
    "generative": ("generative_what", "generative_result"),
    "speech": ("speech_what", "speech_result"),
}


def name(case: str) -> str:
    """What the button of a case says."""
    return applications.CASES[case].name


@st.fragment
def lesson() -> None:
    """The whole path, from question to code, for one case at a time."""
    ui.question(LESSON)
    guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0, 1000))
    chosen = ui.choice("Case", [*applications.CASES], "case", name, wrap=True)
    case = applications.CASES[chosen]
    values = live_figure(case.figure(), f"case_{chosen}")
    head_start(f"case_{chosen}")
    numbers, facts = case.numbers(values), applications.facts()
    if guess is not None:
        ui.prose(LESSON, "gap", **applications.gap(guess))
    for section in WORDS[chosen]:
        ui.prose(LESSON, section, **numbers)
    ui.why(LESSON, **facts)
    ui.derivation(LESSON, **facts)
    ui.beliefs(LESSON, **facts)
    ui.check(LESSON, **facts)
    ui.code(LESSON, case.functions, chosen, **{**facts, **numbers})


lesson()
