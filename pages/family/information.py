"""Lesson 6: what even the best model pays, what a wrong one pays on top, and in which unit."""

import streamlit as st

from lib import information, parsing, ui
from lib.figures import information as figures
from lib.figures import loaded_die, shares, surprise
from lib.live import head_start, live_figure, set_sliders

LESSON = "information"


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0, 1000))
    stage = st.container()
    own_distributions()
    with stage:
        numbers = drag()
    facts = figures.facts()
    if guess is not None:
        ui.prose(LESSON, "gap", **figures.gap(guess))
    ui.prose(LESSON, "intro", **facts)
    ui.why(LESSON, **numbers)
    ui.derivation(LESSON, **numbers)
    ui.prose(LESSON, "surprise", **surprise.surprise_numbers())
    live_figure(surprise.surprise(), "surprise")
    ui.prose(LESSON, "perplexity", **loaded_die.same_guess())
    six = live_figure(loaded_die.fair_die(), "fair_die")["six"]
    ui.prose(LESSON, "die", **loaded_die.die_numbers(six))
    ui.beliefs(LESSON, **facts, **loaded_die.same_guess())
    ui.check(LESSON, **facts)
    ui.code(
        LESSON,
        [
            information.surprisal,
            information.entropy,
            information.cross_entropy,
            information.kl_divergence,
            information.perplexity,
        ],
        **numbers,
    )
    ui.prose(LESSON, "sources")


def drag() -> dict[str, str]:
    """The live figure of the chosen distribution's sliders, and the numbers where it stands."""
    with st.container(horizontal=True):
        shaped = ui.choice("The sliders shape", list(figures.SHAPED), "shape", figures.shaped_name)
        count = ui.count("Outcomes", figures.FEWEST, figures.MOST, 3, "outcomes")
        unit = ui.choice("Unit", list(figures.UNITS), "unit")
    values = live_figure(figures.truth_and_model(count, shaped, unit), "truth_and_model")
    head_start("truth_and_model")
    ui.prose(LESSON, "choices" if unit == "perplexity" else "adding")
    return figures.numbers(values, count)


def own_distributions() -> None:
    """Fields for a truth and a model of the student's own, put on as many sliders."""

    def show(letter: str, p: list[float]) -> None:
        st.session_state.update(outcomes=len(p))
        figure = figures.truth_and_model(len(p), letter, "nats")
        set_sliders(figure, "truth_and_model", shares.by_slider(letter, p))

    with st.container(horizontal=True):
        for letter, label, example in (
            ("p", "Your own truth p", "0.7, 0.2, 0.1"),
            ("q", "Your own model q", "0.5, 0.5, 0"),
        ):
            ui.typed_into(
                label,
                f"own_{letter}",
                figures.distribution,
                lambda p, letter=letter: show(letter, p),
                example,
            )


lesson()
