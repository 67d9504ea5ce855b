"""Lesson 8: break it. Right formulas, really computed, and where the computer gives up."""

import streamlit as st

from lib import losses, parsing, stability, ui
from lib.figures import double_softmax, log_sum_exp
from lib.figures import stability as figures
from lib.figures import stability_facts as facts
from lib.live import head_start, live_figure, set_sliders

LESSON = "stability"


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    with st.container(horizontal=True):
        guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0.01, 1e6, "a logit"))
        y = ui.choice("Truth y", [0, 1], "fact")
    figure = st.container()
    naive = ui.choice("Computed naively by", list(stability.NAIVE), "naive", wrap=True)
    with figure:
        z = live_figure(figures.breaking(naive, y), "breaking")["sure"]
    head_start("breaking")
    numbers = facts.numbers(z, y, naive)
    known = facts.facts()
    if guess is not None:
        ui.prose(LESSON, "gap", **facts.gap(guess))
    ui.prose(LESSON, "intro")
    ui.prose(LESSON, "table", **numbers)
    ui.why(LESSON, **numbers, **known)
    ui.prose(LESSON, "small", **known)
    logits = the_trick()
    ui.derivation(LESSON, **log_sum_exp.numbers(logits))
    softmax_twice()
    ui.beliefs(LESSON, **known)
    ui.check(LESSON, **known)
    ui.code(
        LESSON,
        [
            stability.naive_cross_entropy,
            losses.sigmoid_binary_cross_entropy,
            stability.naive_log_sum_exp,
            stability.shifted_log_sum_exp,
            losses.softmax_cross_entropy,
            stability.first_number,
            stability.double_softmax_cross_entropy,
        ],
        **numbers,
    )


def the_trick() -> dict[str, float]:
    """Log-sum-exp of three logits, on sliders or typed; where the sliders stand."""

    def show(logits: list[float]) -> None:
        set_sliders(log_sum_exp.log_sum_exp(), "trick", log_sum_exp.by_slider(logits))

    reach = log_sum_exp.REACH
    ui.prose(LESSON, "trick")
    with st.columns(2)[0]:
        ui.typed_into(
            "Your own three logits",
            "lse_own",
            lambda text: parsing.numbers(text, -reach, reach, (3, 3), "logits"),
            show,
            "1000, 999, 998",
        )
    return live_figure(log_sum_exp.log_sum_exp(), "trick")


def softmax_twice() -> None:
    """What a loss of logits makes of probabilities, for any number of classes."""
    ui.prose(LESSON, "twice")
    K = ui.count("Classes K", double_softmax.FEWEST, double_softmax.MOST, 10, "twice")
    live_figure(double_softmax.double_softmax(K), "double_softmax")
    ui.prose(LESSON, "band", **double_softmax.band_numbers(K))


lesson()
