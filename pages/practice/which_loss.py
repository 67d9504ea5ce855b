"""Lesson 9: a few questions lead to one loss, with the reason, the code and the comparisons."""

import streamlit as st

from lib import advice, ui
from lib.figures import which_loss as figures
from lib.figures.which_loss_cases import CASES
from lib.figures.which_loss_numbers import numbers, printed
from lib.live import head_start, live_figure

LESSON = "which_loss"
COMPARISONS = {
    "bce_cce": "binary and categorical",
    "ce_squared": "cross-entropy and squared error",
    "ce_hinge": "cross-entropy and hinge",
    "ce_nll": "cross-entropy and likelihood",
    "all_losses": "all losses",
}


def recommended() -> advice.Recommendation:
    """The questions, each asked as soon as it matters, and behind the last one where they lead."""
    answers: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        while asked := advice.next_question(answers):
            answers[asked.key] = ui.choice(
                asked.asks, [*asked.options], asked.key, asked.options.get, wrap=True
            )
        use = advice.advise(answers)
        st.subheader(use.title, anchor=False, width="content")
    return use


@st.fragment
def lesson() -> None:
    """The questions, the recommendation, and what can be compared."""
    ui.question(LESSON)
    use = recommended()
    live_figure(figures.compared(use.key), "which")
    head_start("which")
    values = numbers()
    ui.prose(
        LESSON,
        "advice",
        see=use.told("see", values),
        output=use.output,
        activation=use.activation,
        formula=use.formula,
        reason=use.told("why", values),
        watch=use.told("watch", values),
    )
    ui.prose(LESSON, "example", printed=f"{printed(use.key):.4f}")
    ui.code(LESSON, CASES[use.key].functions, part=use.key)
    ui.prose(LESSON, "intro")
    compared = ui.choice("Compare", [*COMPARISONS], "compare", COMPARISONS.get)
    ui.prose(LESSON, compared, **values, table=advice.table())
    ui.why(LESSON, **values)
    ui.beliefs(LESSON, **values)
    ui.check(LESSON, **values)


lesson()
