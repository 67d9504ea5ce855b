"""The figures of the lessons the plain way, for comparison: st.slider and st.plotly_chart.

`streamlit run benchmarks/plain.py`; the addresses are those of the lessons.
"""

import json
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from benchmarks.lessons import FIGURES
from lib.figures.flipbook import Frames, LiveFigure

COLORS = {
    "var(--model)": "#1f6fb5",
    "var(--truth)": "#1b7f5c",
    "var(--loss)": "#c2410c",
    "var(--gradient)": "#8a3fa0",
    "var(--rival-1)": "#8a6d00",
    "var(--rival-2)": "#4b5563",
    "var(--rival-3)": "#b0306a",
    "var(--rival-4)": "#0e7490",
    "var(--text)": "#1d2129",
    "var(--faint)": "#c9c3b4",
    "var(--background)": "#fdfcf9",
}


def at(figure: LiveFigure, values: dict[str, float]) -> Frames:
    """The frame at one position."""
    first = next(s.key for s in figure.sliders if not s.hidden)
    return figure.frames(**{**values, first: np.array([values[first]])})


def drawn(panel: go.Figure, frames: Frames) -> go.Figure:
    """A panel with its moving marks in place."""
    text = panel.to_json()
    for name, color in COLORS.items():
        text = text.replace(name, color)
    figure = go.Figure(**json.loads(text))
    for name, attributes in frames.traces.items():
        patch = {key: np.asarray(array)[0] for key, array in attributes.items()}
        figure.update_traces(patch, selector={"name": name})
    return figure


def show(lesson: str) -> None:
    """One lesson's main figure, its number and its sliders."""
    figure = FIGURES[lesson]()
    numbers = st.empty()
    values = figure.settle(figure.start)
    panels = figure.panels(**values) if callable(figure.panels) else figure.panels
    columns = st.columns(len(panels))
    for s in (s for s in figure.sliders if not s.hidden):
        low, high, value = float(s.low), float(s.high), float(values[s.key])
        values[s.key] = st.slider(s.label, low, high, value, float(s.step))
    frames = at(figure, values)
    main = next(r for r in figure.readouts if r.main)
    numbers.metric(main.label, frames.readouts[main.key][0])
    for column, panel in zip(columns, panels, strict=True):
        column.plotly_chart(drawn(panel.figure, frames), key=panel.alt)


def page(lesson: str) -> st.Page:
    """A page of the app, reruns kept to its fragment."""
    return st.Page(
        st.fragment(partial(show, lesson)),
        title=lesson,
        url_path="" if lesson == "home" else lesson,
        default=lesson == "home",
    )


st.set_page_config(layout="wide")
st.navigation([page(lesson) for lesson in FIGURES], position="top").run()
