"""A guess on a figure: seen without colour, named in words, and nobody else's."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from lib.figures import ghost, style
from lib.figures.drawing import Figure, scatter
from lib.figures.flipbook import Frames, LiveFigure, Panel, Slider, flipbook

TOP = 7.0
GHOSTS = {
    "point": lambda value: ghost.point(0.5, value, f"{value:g} nats", TOP),
    "level": lambda value: ghost.level(value, f"{value:g} nats", TOP),
    "bar": lambda value: ghost.bar(2, value, f"{value:g} nats", (0, TOP)),
}


@pytest.fixture
def book():
    def frames(a):
        return Frames(traces={"mark": {"x": a[:, None], "y": 2 * a[:, None]}})

    still = scatter(x=[0, 1], y=[0, 2], name="curve")
    drawn = style.figure("x", "y", (0, 1), (0, TOP), shapes=[{"type": "line"}])
    drawn.add_traces([still, style.marker("mark", style.MODEL)])
    panels = [Panel(drawn, "A curve."), Panel(Figure(), "Nothing.", answers=True)]
    return flipbook(LiveFigure(panels, [Slider("a", "A", 0, 1, 0.5, 0)], frames), {"a": 0.0})


def heights(ghost):
    """Every vertical place that a ghost names."""
    parts = [*ghost.shapes, *ghost.annotations]
    return [v for part in parts for k, v in part.items() if k in ("y", "y0", "y1", "yanchor")]


@pytest.mark.parametrize("kind", GHOSTS)
def test_a_ghost_is_dotted_hollow_and_in_the_colour_of_text(kind):
    (shape,) = GHOSTS[kind](3.0).shapes
    assert shape["line"]["dash"] != "solid"
    assert shape["line"]["color"] == style.TEXT
    assert "fillcolor" not in shape
    go.Figure(layout={"shapes": [shape]})  # plotly knows every word of it


@pytest.mark.parametrize("kind", GHOSTS)
def test_a_ghost_is_named_on_the_figure_and_in_words(kind):
    made = GHOSTS[kind](3.0)
    (name,) = made.annotations
    assert name["text"] == "your guess: 3 nats"
    assert made.says.startswith(" ")
    assert "3 nats" in made.says
    go.Figure(layout={"annotations": [name]})


@pytest.mark.parametrize("kind", GHOSTS)
def test_a_ghost_stands_at_the_guess(kind):
    assert 3.0 in heights(GHOSTS[kind](3.0))


@pytest.mark.parametrize("kind", GHOSTS)
def test_a_guess_beyond_the_axis_stands_at_its_end_and_says_so(kind):
    made = GHOSTS[kind](100.0)
    numbers = [v for v in heights(made) if not isinstance(v, str)]
    assert TOP in numbers
    assert max(numbers) <= max(TOP, ghost.RADIUS)
    assert made.annotations[0]["text"].endswith("↑")


@pytest.mark.parametrize("kind", GHOSTS)
def test_a_ghost_changes_nothing_that_moves_and_nobody_elses_book(book, kind):
    before = json.dumps(book)
    seen = ghost.haunted(book, GHOSTS[kind](3.0))
    assert json.dumps(book) == before
    assert seen["sliders"] == book["sliders"]
    assert seen["panels"][1] == book["panels"][1]
    assert seen["panels"][0]["figure"]["data"] == book["panels"][0]["figure"]["data"]
    layout = seen["panels"][0]["figure"]["layout"]
    assert len(layout["shapes"]) == 2
    assert seen["panels"][0]["alt"].startswith("A curve. Your guess, 3 nats")
    json.dumps(seen, allow_nan=False)


def test_a_ghost_lies_on_the_panel_it_names(book):
    seen = ghost.haunted(book, ghost.level(1.0, "1", TOP, panel=1))
    assert seen["panels"][0] == book["panels"][0]
    assert seen["panels"][1]["figure"]["layout"]["shapes"]


def test_without_a_guess_there_is_no_ghost(book):
    assert ghost.haunted(book, None) == book


def test_a_veil_hides_what_answers_and_keeps_its_place(book):
    before = json.dumps(book)
    open_panel, answer = ghost.veiled(book)["panels"]
    assert json.dumps(book) == before
    assert open_panel == book["panels"][0]
    assert not answer["figure"]["data"]
    assert answer["alt"] == " ".join(ghost.VEIL)
    assert answer["height"] == book["panels"][1]["height"]
    json.dumps(answer, allow_nan=False)


def test_a_level_may_stand_upright():
    (shape,) = ghost.level(0.2, "20%", 1.0, "x").shapes
    assert (shape["x0"], shape["x1"]) == (0.2, 0.2)
    assert (shape["yref"], shape["y0"], shape["y1"]) == ("paper", 0, 1)


def test_a_bar_frames_the_bar_at_its_place():
    (shape,) = ghost.bar(2, 3.0, "3", (0, TOP), width=0.8).shapes
    assert np.mean([shape["x0"], shape["x1"]]) == 2
    assert shape["x1"] - shape["x0"] == pytest.approx(0.8)
