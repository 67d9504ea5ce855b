"""Lesson 3: why not squared error? The same mistake, and how hard two losses pull on it."""

import streamlit as st

from lib import losses, parsing, training, ui
from lib.figures import gradients as figures
from lib.figures import pulls, race
from lib.figures.logits import REACH, logits_of
from lib.live import head_start, live_figure, set_sliders

LESSON = "gradients"


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    with st.container(horizontal=True):
        guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0.01, 999999, "a factor"))
        y = ui.choice("Truth y", [1, 0], "label")
    figure = st.container()
    rivals = ui.choices("Also show", figures.rival_keys(), "rivals", figures.rival_name)
    with figure:
        z = live_figure(figures.gradient_curves(y, tuple(rivals)), "pulls")["logit"]
    head_start("pulls")
    numbers = figures.numbers(z, y)
    facts = {**race.counts(), **figures.facts()}
    if guess is not None:
        ui.prose(LESSON, "gap", **figures.gap(guess))
    ui.prose(LESSON, "intro")
    ui.why(LESSON, **numbers)
    ui.derivation(LESSON, **numbers)
    two_models()
    three_classes()
    ui.beliefs(LESSON, **facts)
    ui.check(LESSON, **facts)
    ui.code(
        LESSON,
        [
            losses.sigmoid_binary_cross_entropy_grad,
            losses.sigmoid_squared_error_grad,
            losses.softmax_cross_entropy_grad,
            losses.softmax_squared_error_grad,
            training.path_until,
        ],
        **numbers,
    )


def two_models() -> None:
    """The race, from a start and at a rate that the student types."""
    ui.prose(LESSON, "race")
    with st.container(horizontal=True):
        start = ui.typed("Both start at z =", "start", "-10", race.start_of, width=240)
        rate = ui.typed("Rate", "rate", "1", race.rate_of, width=240)
    live_figure(race.race(start, rate), "race")
    ui.prose(LESSON, "race_result", **race.counts())


def three_classes() -> None:
    """The softmax, with probabilities or logits of the student's own."""

    def show(logits: list[float]) -> None:
        set_sliders(pulls.softmax_pulls(0), "softmax", pulls.by_slider(logits))

    ui.prose(LESSON, "softmax")
    with st.container(horizontal=True):
        label = ui.choice("True class", range(3), "target")
        ui.typed_into(
            "Your own probabilities",
            "three_probabilities",
            lambda text: logits_of(parsing.probabilities(text, (3, 3))),
            show,
            "0.7, 0.2, 0.1",
        )
        ui.typed_into(
            "Or your own logits",
            "three_logits",
            lambda text: parsing.numbers(text, -REACH, REACH, (3, 3), "logits"),
            show,
            "2.0, 1.0, 0.1",
        )
    live_figure(pulls.softmax_pulls(label), "softmax")
    ui.prose(LESSON, "fair", **pulls.fair())


lesson()
