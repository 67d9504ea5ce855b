"""A text shaded by how surprising each of its characters is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

_ASSETS = Path(__file__).parents[2] / "assets"
_COMPONENT = st.components.v2.component(
    "marked_text",
    html='<div class="marked"></div>',
    css=(_ASSETS / "marked_text.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "marked_text.js").read_text(encoding="utf-8"),
)


def marked_text(pieces: Sequence[Sequence], legend: Sequence[str], label: str, key: str) -> None:
    """Show pieces of a text, each (what is seen, shade from 0, what is said of it)."""
    said = {"pieces": list(pieces), "legend": list(legend), "label": label}
    # Of bytes Streamlit makes nothing else; JSON it would look through, write and sort.
    _COMPONENT(key=key, data=json.dumps(said, separators=(",", ":")).encode())
