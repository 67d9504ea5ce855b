"""Lesson 7: what if you change the penalty? Any losses on one axis, and one under the hand."""

import streamlit as st

from lib import losses, parsing, ui
from lib.figures import variants as figures
from lib.figures import variants_facts as facts
from lib.figures.variants_panels import AXES
from lib.live import head_start, live_figure

LESSON = "variants"


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    top = st.container(horizontal=True)
    with top:
        guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0.01, 1e6, "a factor"))
        axis = ui.choice("Horizontal axis", list(AXES), "over")
        y = ui.choice("Truth y", [1, 0], "answer")
    figure = st.container()
    rivals = ui.choices(
        "Beside cross-entropy", figures.rival_keys(), "losses", figures.name, figures.START
    )
    with top:
        tuned = tuning(figures.tunable(rivals))
    with figure:
        values = live_figure(figures.comparison(axis, y, tuple(rivals), tuned), "variants")
    head_start("variants")
    numbers, known = facts.numbers(axis, y, values), facts.facts()
    if tuned:
        ui.prose(LESSON, "formula", **facts.formula(tuned))
    if guess is not None:
        ui.prose(LESSON, "gap", **facts.gap(guess))
    ui.prose(LESSON, "intro")
    ui.why(LESSON, **known)
    ui.prose(LESSON, "limits", **known)
    ui.derivation(LESSON, **numbers)
    ui.fold(LESSON, "asks", "What each loss asks for", lambda: facts.asks(values))
    ui.prose(LESSON, "weights", **facts.weighted())
    ui.prose(LESSON, "labels", **facts.several())
    ui.fold(LESSON, "all", "All losses in one table", rows=facts.every_loss)
    ui.beliefs(LESSON, **known)
    ui.check(LESSON, **known)
    ui.code(
        LESSON,
        [
            losses.sigmoid_focal_loss,
            losses.sigmoid_focal_loss_grad,
            losses.smoothed_cross_entropy,
            losses.generalised_cross_entropy,
            losses.weighted_softmax_cross_entropy_mean,
            losses.multi_label_cross_entropy,
        ],
        **numbers,
    )


def tuning(options: list[str]) -> str | None:
    """Whose parameters are on the sliders; nobody's where no loss that is shown has any."""
    if not options:
        return None
    return ui.selection("Tune", options, "tune", figures.short, 165)


lesson()
