"""The figures of the lessons the plain way, for comparison: st.slider and st.plotly_chart.

`streamlit run benchmarks/plain.py`; the addresses are those of the lessons.
"""

import json
import sys
import tomllib
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure
from lib.lessons.registry import leading

# The light theme of the app; the order of its palette is that of the roles in live_figure.js.
CONFIG = Path(__file__).parents[1] / ".streamlit/config.toml"
THEME = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]["light"]
ROLES = ("model", "truth", "loss", "gradient", "rival-1", "rival-2", "rival-3", "rival-4")
COLORS = {
    **dict(zip(ROLES, THEME["chartCategoricalColors"], strict=True)),
    "text": THEME["textColor"],
    "faint": THEME["borderColor"],
    "background": THEME["backgroundColor"],
}


def at(figure: LiveFigure, values: dict[str, float]) -> Frames:
    """The frame at one position."""
    first = next(s.key for s in figure.sliders if not s.hidden)
    return figure.frames(**{**values, first: np.array([values[first]])})


def drawn(panel: Figure, frames: Frames) -> go.Figure:
    """A panel with its moving marks in place."""
    text = json.dumps(panel.json)
    for name, color in COLORS.items():
        text = text.replace(f"var(--{name})", color)
    figure = go.Figure(**json.loads(text))
    for name, attributes in frames.traces.items():
        patch = {key: np.asarray(array)[0] for key, array in attributes.items()}
        figure.update_traces(patch, selector={"name": name})
    return figure


def show(lesson: str) -> None:
    """One lesson's main figure, its number and its sliders."""
    figure = leading()[lesson]
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
st.navigation([page(lesson) for lesson in leading()], position="top").run()
