"""Mounts a live figure: its sliders are felt while they are dragged, Python hears on release.

The values of a figure's sliders live in the URL, so a link opens the figure as it stands; the
session keeps them for the way back from another page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from lib.figures.flipbook import LiveFigure, Slider, flipbook
from lib.head import BUNDLE

HEAD_START = 0.2  # seconds in which a browser draws the first figure
_ASSETS = Path(__file__).parent.parent / "assets"

_COMPONENT = st.components.v2.component(
    "live_figure",
    html='<div class="live-figure"></div>',
    css=(_ASSETS / "live_figure.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "live_figure.js").read_text(encoding="utf-8"),
)


def live_figure(
    figure: LiveFigure,
    key: str,
    on_pick: Callable[[int], None] | None = None,
) -> dict[str, float]:
    """Show a live figure and return the values its sliders were last released at.

    Parameters
    ----------
    figure : LiveFigure
        What to show. Slider keys are URL parameters: unique in the app.
    key : str
        Names the figure on its page.
    on_pick : callable, optional
        Called with the index of a clicked mark before the page runs again.

    Returns
    -------
    dict
        Slider key to value.
    """

    def commit() -> None:
        sent = st.session_state[key].commit
        set_sliders(figure, key, sent["values"])

    def pick() -> None:
        if on_pick is not None:
            on_pick(int(st.session_state[key].pick))

    st.session_state[_news(key)] = key not in st.session_state
    values = _current(figure, key)
    sent = st.session_state.get(key, {}).get("commit") or {}
    _COMPONENT(
        key=key,
        data={**flipbook(figure, values), "bundle": BUNDLE, "commits": sent.get("commits", 0)},
        on_commit_change=commit,
        on_pick_change=pick,
    )
    return values


def head_start(key: str) -> None:
    """Let the browser draw a figure that is new on the screen before the rest of the page is sent.

    What is sent in one go is rendered in one go, and the picture would come last. To be called
    when everything that stands above the figure has been sent too, or the figure would jump.
    """
    if st.session_state[_news(key)]:
        time.sleep(HEAD_START)


def set_sliders(figure: LiveFigure, key: str, values: Mapping[str, float]) -> None:
    """Put sliders somewhere from Python, before the figure is shown.

    Values outside a slider's range are left out: they may come from anywhere.
    """
    kept = st.session_state.setdefault(_store(key), {})
    for slider in figure.sliders:
        value = slider.parse(str(values.get(slider.key)))
        if value is not None:
            kept[slider.key] = value
            _write_url(slider, value)


def _current(figure: LiveFigure, key: str) -> dict[str, float]:
    """The values stated by the URL; what it leaves out is the default.

    Only on the way back from another page, whose URL knows nothing of this one, the session's
    values count first.
    """
    kept = st.session_state.setdefault(_store(key), {})
    if key in st.session_state:  # shown in the last run, so the URL is its own: back and forward
        kept = st.session_state[_store(key)] = {}
    for slider in figure.sliders:
        value = slider.parse(st.query_params.get(slider.key, ""))
        if value is None:
            # Kept from an earlier range of the same slider, it may no longer fit.
            value = slider.parse(str(kept.get(slider.key)))
        kept[slider.key] = slider.start if value is None else value
    kept.update(figure.settle({slider.key: kept[slider.key] for slider in figure.sliders}))
    for slider in figure.sliders:
        _write_url(slider, kept[slider.key])
    return {slider.key: kept[slider.key] for slider in figure.sliders}


def _news(key: str) -> str:
    return f"{key}.is_new"


def _store(key: str) -> str:
    return f"{key}.sliders"


def _write_url(slider: Slider, value: float) -> None:
    """State a value in the URL; what goes without saying, and a wrong value, is taken away."""
    if slider.derived or value == slider.start:
        st.query_params.pop(slider.key, None)
    elif st.query_params.get(slider.key) != (text := format(value, ".10g")):
        st.query_params[slider.key] = text
