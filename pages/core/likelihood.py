"""Lesson 4: where the formula comes from. Cross-entropy is the likelihood of the labels."""

import streamlit as st

from lib import likelihood, losses, parsing, training, ui
from lib.figures import coins, logistic
from lib.figures import likelihood as figures
from lib.live import head_start, live_figure

LESSON = "likelihood"


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    with st.container(horizontal=True):
        guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0, 1000))
        y = observed()
    theta = live_figure(figures.three_curves(y), "likelihood")["theta"]
    head_start("likelihood")
    numbers = figures.numbers(theta, y)
    if guess is not None:
        ui.prose(LESSON, "gap", **figures.gap(guess))
    ui.prose(LESSON, "intro")
    ui.why(LESSON, **numbers)
    ui.derivation(LESSON, **numbers)
    why_logarithms()
    own_probabilities()
    ui.beliefs(LESSON, **figures.beliefs())
    ui.check(LESSON, **figures.beliefs())
    ui.code(
        LESSON,
        [
            likelihood.bernoulli_likelihood,
            likelihood.bernoulli_log_likelihood,
            likelihood.negative_log_likelihood,
            likelihood.bernoulli_mle,
            losses.binary_cross_entropy,
            training.logistic_regression,
        ],
        **numbers,
    )


def observed() -> tuple[int, ...]:
    """The labels, typed one by one or counted."""
    if ui.choice("Data as", ["labels", "counts"], "given") == "labels":
        return tuple(ui.typed("Labels y", "labels", "1011101", parsing.labels, width=250))
    return figures.ones_first(
        *ui.typed("Ones k of labels n", "counts", "5 of 7", parsing.counts, width=250)
    )


def why_logarithms() -> None:
    """The product that float64 gives up on, and the sum that it does not."""
    ui.prose(LESSON, "logs", **coins.logs())
    live_figure(coins.coin_tosses(), "coin_tosses")


def own_probabilities() -> None:
    """Logistic regression on numbers of the student's own."""

    def values(text: str) -> tuple[float, ...]:
        reach = logistic.REACH
        return tuple(parsing.numbers(text, -reach, reach, (1, logistic.MOST)))

    ui.prose(LESSON, "features")
    with st.container(horizontal=True):
        zeros = ui.typed("x where y = 0", "x0", "0.5, 1, 1.5, 3", values, width=360)
        ones = ui.typed(
            "x where y = 1", "x1", "1.2, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6", values, width=360
        )
    live_figure(logistic.turning_curve(zeros, ones), "turning_curve")
    found = "separable" if logistic.fit(zeros, ones).separable else "optimum"
    ui.prose(LESSON, found, **logistic.numbers(zeros, ones))


lesson()
