"""Lesson 1: how wrong is wrong? One label, one probability, and the price of it."""

import streamlit as st

from lib import losses, parsing, ui
from lib.figures import loss_curve as figures
from lib.live import head_start, live_figure

LESSON = "loss_curve"
RIVALS = ["squared-error", "absolute-error", "zero-one"]


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    with st.container(horizontal=True):
        guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0, 1000))
        y = ui.choice("Truth y", [1, 0], "truth")
        axis = ui.choice("Horizontal axis", ["q", "z"], "axis")
    figure = st.container()
    extra = ui.choices("Also show", ["ladder", *RIVALS], "show", figures.extra_name)
    rivals = tuple(key for key in extra if key != "ladder")
    shown = figures.loss_curve(y, axis, rivals, "ladder" in extra)
    with figure:
        q = live_figure(shown, "curve")["q"]
    head_start("curve")
    numbers = figures.numbers(q, y)
    if guess is not None:
        ui.prose(LESSON, "gap", **figures.gap(guess))
    ui.prose(LESSON, "intro")
    ui.why(LESSON, **numbers)
    ui.derivation(LESSON, **numbers)
    ui.beliefs(LESSON, **figures.beliefs())
    ui.check(LESSON, **figures.beliefs())
    ui.code(
        LESSON,
        [
            losses.binary_cross_entropy,
            losses.sigmoid_binary_cross_entropy,
            losses.sigmoid_binary_cross_entropy_grad,
        ],
        **numbers,
    )


lesson()
