"""The glossary: every term that a search finds, with its symbol and the lesson that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import streamlit as st

from lib.web import state
from lib.words import text as words
from lib.words.state import Text


def glossary(sought: Text, link: Callable[[str, Mapping[str, str]], dict[str, str]]) -> None:
    """The search field and what it finds; `link` checks the query of a link to a page."""
    state.typed(sought, placeholder="for example: perplexity", width=340)
    found = words.found(state.now().term)
    if not found:
        st.info(words.prose("glossary", "nothing"))
    # One element: as hundreds, each with its message, they cost the server four times as much.
    st.markdown("\n\n".join(_entry(term, link) for term in found))


def _entry(term: dict, link: Callable[[str, Mapping[str, str]], dict[str, str]]) -> str:
    symbol = f" \u2003 $\\displaystyle {term['symbol']}$" if "symbol" in term else ""
    page = term["page"].split("/")[1]
    query = urlencode(link(page, term.get("link", {})))
    way = f"[{words.title(term['page'])} →]({'?'.join(filter(None, (page, query)))})"
    return f"**{term['term']}**{symbol}  \n{term['says']} {way}"
