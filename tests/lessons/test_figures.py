"""What every figure has, Plotly knows: nothing looks at that while a page runs."""

import random

import plotly.graph_objects as go
import pytest

from lib.figures import style
from lib.lessons.registry import lessons
from tests.app import CHEAP, FIGURED, random_state

STATES = 6


def panels(figure):
    """The panels of a figure, its sliders where they stand at first."""
    return figure.panels(**figure.start) if callable(figure.panels) else figure.panels


@pytest.mark.parametrize("name", FIGURED)
def test_a_figure_has_no_property_and_no_value_that_plotly_refuses(name):
    lesson, dice = lessons()[name], random.Random(name)
    links = [CHEAP.get(name, {})]
    if not lesson.trains:
        links += [random_state(lesson, dice) for _ in range(STATES)]
    for link in links:
        for figure in lesson.figures(lesson.values(link)).values():
            for panel in panels(figure):
                go.Figure(panel.json)


def test_a_wrong_property_would_be_found():
    wrong = style.figure("x", "y", (0, 1), (0, 1), showlegends=True)
    with pytest.raises(ValueError, match="showlegends"):
        go.Figure(wrong.json)
