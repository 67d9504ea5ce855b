"""Which loss when: a few questions lead to one loss, with its reason, code and comparisons."""

import streamlit as st

from lib.lessons.which_loss import COMPARE, LESSON, QUESTIONS, answers
from lib.lessons.which_loss.cases import CASES
from lib.lessons.which_loss.fields import printed, shared
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import advice

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The questions, the recommendation, and what can be compared."""
    now, numbers = state.now(), shared()
    given = answers(now)
    use = advice.advise(given)
    parts.opening(NAME, **numbers)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for key in given:
            state.choice(QUESTIONS[key], wrap=True)
        st.subheader(use.title, anchor=False, width="content")
    live_figure(LESSON.figures(now)["which"], "which")
    parts.prose(
        NAME,
        "advice",
        see=use.told("see", numbers),
        output=use.output,
        activation=use.activation,
        formula=use.formula,
        reason=use.told("why", numbers),
        watch=use.told("watch", numbers),
    )
    parts.prose(NAME, "example", printed=f"{printed(use.key):.4f}")
    parts.code(NAME, CASES[use.key].functions, part=use.key)
    parts.prose(NAME, "intro")
    state.choice(COMPARE, wrap=True)
    parts.prose(NAME, f"compare_{now.compare.replace('-', '_')}", **numbers, table=advice.table())
    parts.why(NAME, **numbers)
    parts.beliefs(NAME, **numbers)
    parts.check(NAME, **numbers)


lesson()
