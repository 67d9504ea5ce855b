"""Mounts a live figure: its sliders are felt while they are dragged, Python hears on release.

The values of a figure's sliders are part of the page's state, so a link opens the figure as it
stands.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import streamlit as st

from lib.figures.flipbook import LiveFigure, written
from lib.figures.ghost import Ghost, haunted, veiled
from lib.web import state
from lib.web.packed import BUNDLE, FIGURE, PROJECTOR
from lib.web.turns import TURNS
from lib.words.state import Choice

HEAD_START = 0.2  # seconds in which a browser draws the figure that leads a page
_ASSETS = Path(__file__).parents[2] / "assets"

_COMPONENT = st.components.v2.component(
    "live_figure",
    html='<div class="live-figure"></div>',
    css=(_ASSETS / "live_figure.css").read_text(encoding="utf-8"),
    # The script itself is a file that the browser keeps.
    js=f"""const address = new URL("{FIGURE}", document.baseURI);
export default (await import(address)).default;""",
)


def live_figure(
    figure: LiveFigure,
    key: str,
    picks: Choice | None = None,
    ghost: Ghost | None = None,
    revealed: bool = True,
    on_edit: Callable[[list[list[float]]], None] | None = None,
) -> dict[str, float]:
    """Show a live figure and return the values its sliders were last released at.

    Parameters
    ----------
    figure : LiveFigure
        What to show. Slider keys are URL parameters: unique on a page.
    key : str
        Names the figure on its page.
    picks : Choice, optional
        The control whose option of the same index a click on a mark chooses.
    ghost : Ghost, optional
        The student's guess, laid over the figure.
    revealed : bool
        Whether pictures that answer the page's prediction are drawn.
    on_edit : callable, optional
        Called with all points, [x, y, class] each, when a hand has edited one.

    Returns
    -------
    dict
        Slider key to value.
    """

    def commit() -> None:
        sent = st.session_state[key].commit["values"]
        state.put(texts_of(figure, {**sent, **figure.release(sent)}))

    def pick() -> None:
        if picks is not None:
            state.pick(picks, int(st.session_state[key].pick))

    def edit() -> None:
        # An edit that changes nothing is answered too: it stands on the screen.
        st.session_state[edits] = st.session_state.get(edits, 0) + 1
        if on_edit is not None:
            on_edit(st.session_state[key].edit["points"])

    def leave() -> None:
        state.correct({"view": None})

    values, edits = _standing(figure), f"{key}.edits"
    sent = st.session_state.get(key, {}).get("commit") or {}
    more = {"edits": st.session_state[edits]} if edits in st.session_state else {}
    more |= {"picks": picks.name} if picks else {}
    more |= _as_shared(figure)
    over = veiled if not revealed else partial(haunted, ghost=ghost) if ghost else None
    _COMPONENT(
        key=key,
        data=written(figure, values, over, bundle=BUNDLE, commits=sent.get("commits", 0), **more),
        on_commit_change=state.of_its_page(commit),
        on_pick_change=state.of_its_page(pick),
        on_edit_change=state.of_its_page(edit),
        on_leave_change=state.of_its_page(leave),
    )
    if _leads():
        # What is sent in one go is rendered in one go, and the picture would come last. Preloaded
        # scripts do not change that: on a busy machine it came no sooner without the pause.
        with TURNS.aside():
            time.sleep(HEAD_START)
    return values


def texts_of(figure: LiveFigure, values: Mapping[str, float]) -> dict[str, str | None]:
    """Values of sliders as a link states them; None is what goes without saying.

    Values outside a slider's range are left out: they may come from anywhere.
    """
    texts = {}
    for slider in figure.sliders:
        value = slider.parse(str(values.get(slider.key)))
        if value is not None:
            usual = slider.derived or value == slider.start
            texts[slider.key] = None if usual else format(value, ".10g")
    return texts


def _standing(figure: LiveFigure) -> dict[str, float]:
    """Where the sliders stand: the page's state, corrected."""
    values = figure.start
    for slider in figure.sliders:
        value = slider.parse(state.stated(slider.key) or "")
        if value is not None and not slider.derived:
            values[slider.key] = value
    values.update(figure.settle(values))
    state.correct(texts_of(figure, values))
    return values


def _as_shared(figure: LiveFigure) -> dict[str, object]:
    """What the page's link says of how a figure is shown; nothing where it says nothing."""
    sliders = {s.key: s.label for s in figure.sliders if not s.hidden}
    state.seen().update(sliders)
    keys = [*sliders, "presets"]
    said = {
        which: [k for k in keys if k in state.stated_names(which)] for which in ("hide", "lock")
    }
    if state.projected():
        said["projector"] = {"script": PROJECTOR, "task": state.stated("task") or ""}
    return {which: told for which, told in said.items() if told}


def _leads() -> bool:
    """Whether this is the first figure since the student came to the page."""
    before, here = st.session_state.get("led"), state.name()
    st.session_state["led"] = here
    return here != before
