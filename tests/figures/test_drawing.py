"""Figures as plain data: parts are changed as Plotly changes them, and written as it reads them."""

import base64
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from lib.figures.drawing import Figure, Part, bar, scatter


def both(change):
    """A figure of ours and one of Plotly's, changed alike, as JSON."""
    axis = {"title": {"text": "x", "standoff": 12}, "range": [0, 1], "ticks": "outside"}
    shape = {"type": "line", "x0": 0, "x1": 1, "y0": 0, "y1": 0}
    layout = {"xaxis": axis, "paper_bgcolor": "red", "margin": {"l": 5, "t": 6}, "shapes": [shape]}
    ours = Figure([scatter(name="a", x=[0, None]), bar(name="b", y=[1])], **layout)
    theirs = go.Figure([go.Scatter(name="a", x=[0, None]), go.Bar(name="b", y=[1])], layout)
    theirs.layout.template = None
    change(ours)
    change(theirs)
    told = theirs.to_dict()
    told["layout"].pop("template", None)
    return ours.json, json.loads(json.dumps(told))


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.update_xaxes(title_standoff=3, ticks="", tickvals=[1]),
        lambda f: f.update_yaxes(zeroline=True, title={"text": "y"}),
        lambda f: f.update_layout(margin_t=30, margin={"r": 2}),
        lambda f: f.update_layout(margin={"l": None}),
        lambda f: f.add_annotation({"text": "n", "font": {"color": "red"}}),
        lambda f: f.add_shape({"type": "rect", "x0": 0, "x1": 1, "y0": 0, "y1": 1}, layer="below"),
        lambda f: f.add_traces([{"type": "bar", "y": [1]}]),
        lambda f: f.data[0].update(line={"width": 3}).update(line={"color": "red"}, name=None),
    ],
)
def test_a_figure_is_changed_as_plotly_changes_it(change):
    ours, theirs = both(change)
    assert ours == theirs


def test_lines_across_are_those_of_plotly():
    ours, theirs = both(lambda f: (f.add_hline(0.5, name="h"), f.add_vline(2, line={"width": 1})))
    assert ours["layout"]["shapes"] == theirs["layout"]["shapes"]


def test_an_array_is_its_bytes_and_a_gap_is_null():
    x = np.array([0.5, np.nan], dtype=np.float32)
    drawn = Figure([scatter(x=x, y=[float("nan"), np.float64(2)], text=np.array(["a"]))])
    (trace,) = drawn.json["data"]
    read = np.frombuffer(base64.b64decode(trace["x"]["bdata"]), trace["x"]["dtype"])
    assert np.array_equal(read, x, equal_nan=True)
    assert trace["y"] == [None, 2.0]
    assert trace["text"] == ["a"]
    json.dumps(trace, allow_nan=False)


def test_what_is_given_stays_as_it_was():
    given = {"color": "red"}
    trace = scatter(line=given)
    trace.update(line_width=3)
    assert given == {"color": "red"}
    assert trace.line.width == 3
    assert trace.nothing is None
    with pytest.raises(AttributeError):
        trace.name = "no such way"
    assert isinstance(trace.line, Part)
