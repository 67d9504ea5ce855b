"""Lesson 2: binary and categorical cross-entropy, and when labels do not exclude each other."""

import streamlit as st

from lib import losses, parsing, ui
from lib.figures import bce_vs_cce as figures
from lib.figures.logits import REACH, logits_of
from lib.live import head_start, live_figure, set_sliders

LESSON = "bce_vs_cce"
MODES = ["binary", "single label", "multi-label"]


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0, 1e6))
    stage = st.container()
    own_logits()
    with stage:
        numbers = figures.numbers(*drag())
    if guess is not None:
        ui.prose(LESSON, "gap", **figures.gap(guess))
    ui.why(LESSON, **numbers)
    ui.derivation(LESSON, **numbers)
    ui.prose(LESSON, "uniform", **figures.uniform())
    ui.beliefs(LESSON, **figures.uniform())
    ui.check(LESSON, **figures.uniform())
    ui.code(
        LESSON,
        [
            losses.sigmoid_binary_cross_entropy,
            losses.softmax_cross_entropy,
            losses.softmax_cross_entropy_with_integer_labels,
        ],
        **numbers,
    )


def drag() -> tuple[dict[str, float], int]:
    """The live figure of the chosen mode; its logits and the true class."""
    row = st.container(horizontal=True)
    with row:
        mode = ui.choice("Labels", MODES, "mode")
    if mode == "multi-label":
        with row:
            true = ui.choices("True", figures.ANIMALS, "tags", start=figures.ANIMALS)
        values = live_figure(figures.multi_label(tuple(true)), "multi")
        head_start("multi")
        ui.prose(LESSON, "intro_multi")
        return values, 0
    classes = 2
    if mode == "single label":
        with row:
            classes = ui.count("Classes K", 2, figures.MOST, 3, "classes")
    with row:
        label = ui.choice("True class", range(classes), "class")
    binary = mode == "binary"
    figure = figures.binary(label) if binary else figures.single_label(classes, label)
    key = "binary" if binary else "single"
    values = live_figure(figure, key, ui.picks("class"))
    head_start(key)
    ui.prose(LESSON, "intro_binary" if binary else "intro_single")
    return values, label


def own_logits() -> None:
    """Fields for logits or probabilities of the student's own, put on as many sliders."""

    def show(logits: list[float]) -> None:
        st.session_state.update(mode="single label", classes=len(logits))
        set_sliders(figures.single_label(len(logits), 0), "single", figures.by_slider(logits))

    with st.container(horizontal=True):
        ui.typed_into(
            "Your own logits",
            "own_logits",
            lambda text: parsing.numbers(text, -REACH, REACH, (2, 10), "logits"),
            show,
            "2.0, 1.0, 0.1",
        )
        ui.typed_into(
            "Or your own probabilities",
            "own_probabilities",
            lambda text: logits_of(parsing.probabilities(text, (2, 10))),
            show,
            "0.7, 0.2, 0.1",
        )


lesson()
