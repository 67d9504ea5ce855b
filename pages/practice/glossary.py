"""Every term and symbol, searchable, with the lesson that shows it."""

import streamlit as st

from lib import ui

LESSON = "glossary"


@st.fragment
def lesson() -> None:
    """The terms that a search finds, all of them at first."""
    ui.question(LESSON)
    ui.prose(LESSON, "intro")
    ui.glossary()


lesson()
