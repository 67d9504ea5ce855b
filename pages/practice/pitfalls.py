"""The question bank: mistakes that people really make, each with the lesson that shows it."""

import streamlit as st

from lib import ui
from lib.figures import pitfalls

LESSON = "pitfalls"


@st.fragment
def lesson() -> None:
    """One question at a time."""
    ui.question(LESSON)
    ui.prose(LESSON, "intro")
    ui.practice(**pitfalls.numbers())


lesson()
