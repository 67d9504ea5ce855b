"""What goes wrong with a loss: its causes, each with a way to the lesson, and code that runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import streamlit as st

from lib.web import parts
from lib.words import text as words

Link = Callable[[str, Mapping[str, str]], dict[str, str]]


def symptom(lesson: str, key: str, fields: Mapping[str, object], link: Link) -> None:
    """One symptom from top to bottom.

    Parameters
    ----------
    lesson : str
        Whose words stand above the causes and the code.
    key : str
        Which symptom.
    fields : mapping
        The numbers of all symptoms.
    link : callable
        From a page and the texts of its controls to the checked query of a link.
    """
    asked = words.symptoms()[key]
    st.markdown(words.fill(asked["says"], fields))
    parts.prose(lesson, "causes")
    told = [_cause(place, each, fields, link) for place, each in enumerate(asked["causes"], 1)]
    st.markdown("\n".join(told))
    parts.prose(lesson, "code")
    for tab, code in zip(
        st.tabs([code["library"] for code in asked["code"]]), asked["code"], strict=True
    ):
        with tab:
            st.code(code["text"].strip(), language="python")


def _cause(place: int, cause: Mapping, fields: Mapping[str, object], link: Link) -> str:
    """A cause as one entry of a list."""
    told, tell, fix = (words.fill(cause[part], fields) for part in ("cause", "tell", "fix"))
    lines = [f"{place}. **{told}**", f"*Tell it by:* {tell}", f"*Way out:* {fix}"]
    if "page" in cause:
        page = cause["page"].split("/")[1]
        query = urlencode(link(page, cause["link"]))
        lines[-1] += f" [See {cause['see']} →]({page}?{query})"
    return "  \n   ".join(lines)
