"""The question bank, one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from lib.web import memory, parts, state
from lib.words import text as words
from lib.words.state import Choice


def practice(
    topic: Choice,
    card: Choice,
    fields: Mapping[str, object],
    link: Callable[[str, Mapping[str, str]], dict[str, str]],
) -> None:
    """The question that is asked for, its answer, and the way to the next.

    Parameters
    ----------
    topic, card : Choice
        Which questions, and which one of them.
    fields : mapping
        The numbers of all questions.
    link : callable
        From a page and the texts of its controls to the checked query of a link.
    """
    bank, now = words.pitfalls(), state.now()
    keys = [key for key in bank if now.topic in (bank[key]["topic_slug"], "all")]
    shown = now.card if now.card in keys else keys[0]

    def turn(by: int) -> None:
        state.put({card.name: keys[(keys.index(shown) + by) % len(keys)]})

    with st.container(horizontal=True, vertical_alignment="bottom"):
        state.choice(topic, wrap=True)
        state.selection(card, keys)
    asked = bank[shown]
    options = {
        words.fill(option["text"], fields): option
        for option in parts.shuffled(asked["options"], shown)
    }
    st.subheader(words.fill(asked["question"], fields), anchor=False)
    picked = st.radio(
        "Your answer", options, index=None, key=f"pitfalls.{shown}", persist_state="session"
    )
    if picked is not None:
        right = options[picked].get("right", False)
        if right != (f"pitfalls.{shown}" in memory.solved()):
            memory.solve(f"pitfalls.{shown}", right)
            state.again()  # what remembers it stands below the page, outside the fragment
        parts.verdict(right, words.fill(options[picked]["because"], fields))
        st.page_link(
            f"pages/{asked['page']}.py",
            label=f"See it: {asked['see']} →",
            query_params=link(
                asked["page"].split("/")[1],
                {name: words.fill(text, fields) for name, text in asked["link"].items()},
            ),
        )
    with st.container(horizontal=True):
        to = state.of_its_page(turn)
        st.button("Previous", on_click=to, args=(-1,), key="pitfalls.previous")
        st.button("Next", on_click=to, args=(1,), key="pitfalls.next")
    solved = sum(f"pitfalls.{key}" in memory.solved() for key in keys)
    st.markdown(f"{solved} of {len(keys)} solved")
