"""Packing, positions and books of a live figure."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.figures.drawing import Figure, scatter
from lib.figures.flipbook import (
    Frames,
    LiveFigure,
    Panel,
    Readout,
    Slider,
    flipbook,
    pack,
    unpack,
    written,
)

finite = st.floats(-1e4, 1e4)


def doubled(**presets):
    def frames(a, b):
        return Frames(
            traces={"mark": {"y": np.asarray(2 * a + b)[:, None]}},
            readouts={"sum": [f"{v:.1f}" for v in a + b]},
        )

    return LiveFigure(
        panels=[Panel(Figure([scatter(name="mark")]), "a mark")],
        sliders=[Slider("a", "A", 0, 1, 0.1, 0.5), Slider("b", "B", -1, 1, 0.5, 0.0)],
        frames=frames,
        readouts=[Readout("sum", "sum", main=True)],
        presets=presets,
    )


@given(st.lists(finite, min_size=1, max_size=50))
def test_packed_numbers_come_back_to_within_half_a_unit(numbers):
    packed = pack(numbers)
    half = 0.5 * 10.0 ** -packed["decimals"]
    assert np.allclose(unpack(packed), numbers, rtol=0, atol=half * (1 + 1e-9))


@given(st.lists(finite, min_size=1, max_size=50))
def test_wide_packing_keeps_nine_digits(numbers):
    error = np.abs(unpack(pack(numbers, 32)) - numbers)
    assert (error <= 5e-9 * max(1e-9, *map(abs, numbers), 1e-9)).all()


@given(st.lists(finite, min_size=1, max_size=50))
def test_packing_resolves_three_thousand_steps_of_the_largest_number(numbers):
    largest = max(map(abs, numbers))
    unit = 10.0 ** -pack(numbers)["decimals"]
    assert unit <= max(largest, 1e-9) / 3000


def test_gaps_and_infinities_are_packed_as_gaps():
    assert np.isnan(unpack(pack([1.0, np.nan, np.inf]))).tolist() == [False, True, True]


def test_a_slider_that_is_moved_keeps_its_book_and_only_the_others_are_computed():
    figure, asked = doubled(), []

    def frames(a, b):
        asked.append("a" if np.ndim(a) else "b")
        return figure.frames(a, b)

    watched = replace(figure, frames=frames)
    written(watched, {"a": 0.5, "b": 0.0})
    assert asked == ["a", "b"]
    moved = json.loads(written(watched, {"a": 0.7, "b": 0.0}))
    assert asked == ["a", "b", "b"]
    assert moved["sliders"][0]["at"] == 7
    written(watched, {"a": 0.7, "b": 0.0})
    written(watched, {"a": 0.123, "b": 0.0})  # between two positions: a grid of its own
    assert asked == ["a", "b", "b", "a", "b"]


def test_a_slider_that_says_the_same_in_another_unit_keeps_its_book_too():
    asked = []

    def frames(q, z):
        asked.append("q" if np.ndim(q) else "z")
        return Frames(traces={"mark": {"y": np.asarray(z)[:, None]}})

    figure = LiveFigure(
        panels=[Panel(Figure([scatter(name="mark")]), "a mark")],
        sliders=[
            Slider("q", "Q", 0, 1, 0.1, 0.5, hidden=True),
            Slider("z", "Z", 0, 2, 0.2, 1.0, derived=True, same_as="q"),
        ],
        frames=frames,
        settle=lambda values: {"z": 2 * values["q"]},
    )
    written(figure, {"q": 0.5, "z": 1.0})
    written(figure, {"q": 0.1, "z": 0.2})
    assert asked == ["z"]


def test_what_is_one_students_own_is_laid_over_what_all_see():
    figure, values = doubled(), {"a": 0.5, "b": 0.0}

    def over(book):
        return {"panels": [{**panel, "alt": "mine, at 50%"} for panel in book["panels"]]}

    mine = json.loads(written(figure, values, over, commits=3))
    assert mine["panels"][0]["alt"] == "mine, at 50%"
    assert mine["commits"] == 3
    plain = flipbook(figure, values)
    assert plain["panels"][0]["alt"] == "a mark"
    assert {**mine, "panels": plain["panels"]} == {**plain, "commits": 3}


def test_the_book_of_a_slider_holds_every_position_with_the_others_at_rest():
    data = flipbook(doubled(), {"a": 0.5, "b": 1.0})
    a, b = data["sliders"]
    assert a["values"] == [round(i / 10, 10) for i in range(11)]
    assert unpack(a["book"]["traces"][0][2]) == pytest.approx([2 * v + 1.0 for v in a["values"]])
    assert unpack(b["book"]["traces"][0][2]) == pytest.approx([2 * 0.5 + v for v in b["values"]])
    assert (a["values"][a["at"]], b["values"][b["at"]]) == (0.5, 1.0)


def test_a_value_between_the_positions_gets_a_position():
    data = flipbook(doubled(), {"a": 0.123456, "b": 0.0})
    slider = data["sliders"][0]
    assert slider["values"][slider["at"]] == 0.123456


def test_presets_are_positions():
    data = flipbook(doubled(odd={"a": 0.77}), {"a": 0.5, "b": 0.0})
    assert data["sliders"][0]["values"][data["presets"][0]["set"]["a"]] == 0.77


def test_a_hidden_slider_is_not_sent_but_counts():
    figure = doubled()
    a, b = figure.sliders
    hiding = replace(figure, sliders=[a, replace(b, hidden=True)])
    (sent,) = flipbook(hiding, {"a": 0.5, "b": 1.0})["sliders"]
    shown = flipbook(figure, {"a": 0.5, "b": 1.0})["sliders"][0]
    assert sent == shown


def test_a_preset_states_the_value_of_a_hidden_slider():
    figure = doubled(odd={"a": 0.77, "b": 0.123})
    a, b = figure.sliders
    hiding = replace(figure, sliders=[a, replace(b, hidden=True)])
    data = flipbook(hiding, {"a": 0.5, "b": 1.0})
    (preset,) = data["presets"]
    assert preset["hidden"] == {"b": 0.123}
    assert data["sliders"][0]["values"][preset["set"]["a"]] == 0.77


def test_a_linked_slider_may_follow_a_column_of_a_trace():
    def frames(a, b):
        return Frames(
            traces={"mark": {"y": np.stack([a, 1 - a], -1)}}, sliders={"b": ("mark", "y", 1)}
        )

    a, b = doubled().sliders
    figure = replace(doubled(), frames=frames, sliders=[a, replace(b, hidden=True)])
    book = flipbook(figure, {"a": 0.5, "b": 0.0})["sliders"][0]["book"]
    assert book["sliders"] == {"b": ["mark", "y", 1]}


@pytest.mark.parametrize(
    ("form", "places"), [(".3f", 3), ("z.2f", 2), ("g", None), (".4g", None), (".1%", None)]
)
def test_a_fixed_format_has_places(form, places):
    assert Slider("a", "A", 0, 1, 0.1, 0.5, form).places == places


def test_panels_may_depend_on_where_the_sliders_stand():
    figure = replace(doubled(), panels=lambda a, b: [Panel(Figure(), f"{a} and {b}")])
    assert flipbook(figure, {"a": 0.5, "b": -1.0})["panels"][0]["alt"] == "0.5 and -1.0"


def test_repeated_texts_are_sent_once():
    def frames(a):
        return Frames(readouts={"word": ["low" if v < 0.5 else "high" for v in a]})

    figure = LiveFigure([], [Slider("a", "A", 0, 1, 0.25, 0)], frames, [Readout("word", "word")])
    book = flipbook(figure, {"a": 0})["sliders"][0]["book"]
    assert book["readouts"]["word"] == "low\n\nhigh\n\n"


def test_a_flipbook_is_plain_json():
    json.dumps(flipbook(doubled(), {"a": 0.5, "b": 0.0}), allow_nan=False)


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "-0.1", "1.1", "1e999", "0.5.5"])
def test_a_slider_refuses_what_is_no_number_in_its_range(text):
    assert Slider("a", "A", 0, 1, 0.1, 0.5).parse(text) is None


def test_a_slider_reads_a_number_in_its_range():
    assert Slider("a", "A", 0, 1, 0.1, 0.5).parse("0.25") == 0.25


def test_a_slider_of_whole_numbers_takes_nothing_between_them():
    steps = Slider("n", "n", 1, 10, 1, 1)
    assert steps.parse("3") == 3
    assert steps.parse("3.5") is None
    assert Slider("x", "x", 0, 1, 0.5, 0).parse("0.3") == 0.3
