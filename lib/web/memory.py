"""What a student has solved: kept in the browser's own storage, and only there.

A small component hands over what the browser remembers when a visit begins, and writes down each
new check. No server keeps it, and one press forgets it.
"""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

_SCRIPT = Path(__file__).parents[2] / "assets" / "memory.js"
_COMPONENT = st.components.v2.component(
    "memory", html="<span></span>", js=_SCRIPT.read_text(encoding="utf-8")
)
_MOST = 200  # names that a browser may hand over
_KEY = "memory"


def solved() -> set[str]:
    """Names of the checks and questions that were answered rightly."""
    return st.session_state.setdefault("solved", set())


def solve(name: str, right: bool = True) -> None:
    """Note an answer; a wrong one takes the mark away."""
    (solved().add if right else solved().discard)(name)


def control() -> None:
    """Keep the browser's storage in step, and offer to forget; below every page."""

    def recalled() -> None:
        names = st.session_state[_KEY].recalled or []
        solved().update(name for name in names[:_MOST] if isinstance(name, str) and len(name) < 60)
        st.session_state["recalled"] = True

    def forget() -> None:
        solved().clear()
        st.session_state["recalled"] = True

    if solved():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("What you have solved is kept in this browser, and nowhere else.")
            st.button("Forget it", on_click=forget, type="tertiary", key="memory.forget")
    known = st.session_state.get("recalled", False)
    _COMPONENT(
        key=_KEY,
        data={"solved": json.dumps(sorted(solved())), "known": known},
        on_recalled_change=recalled,
        height=1,
    )
