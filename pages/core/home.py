"""Opening page: what cross-entropy measures, and a map of the lessons."""

import streamlit as st

from lib import ui
from lib.figures import home as figures
from lib.live import head_start, live_figure

LESSON = "home"


@st.fragment
def opening() -> None:
    """One figure that says what the number means."""
    ui.question(LESSON)
    ui.prose(LESSON, "intro", **figures.truth())
    values = live_figure(figures.cat_and_dog(), "cat_and_dog")
    head_start("cat_and_dog")
    ui.prose(LESSON, "result", **figures.numbers(**values))


opening()
ui.prose(LESSON, "map")
ui.course_map()
