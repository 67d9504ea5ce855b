"""What every live figure owes, over the registry: each figure in all states of its controls."""

import itertools
import json

import numpy as np
import pytest

from lib.figures.flipbook import flipbook, join, pack
from lib.lessons.registry import lessons, link, states
from lib.words import text as words
from tests.app import CHEAP, WORTH

EACH = pytest.mark.parametrize("name", lessons())
FEW = 4  # figures of a page, where each would take too long
LIMIT = 150_000  # bytes of the flipbooks of one figure


def every_state(name):
    """The figures of a page in each state of its controls, as (state, figures)."""
    most, beside = 0 if name in WORTH else 60, CHEAP.get(name, {})
    for state in states(lessons()[name], most, beside=beside):
        yield state, lessons()[name].figures(state)


def every_figure(name, shown=None):
    """Each figure of a page once, with a state that shows it, as (state, key, figure)."""
    met = set()
    for state, figures in shown or every_state(name):
        for key, figure in figures.items():
            if id(figure) not in met:
                met.add(id(figure))
                yield state, key, figure


@EACH
def test_a_sliders_book_does_not_depend_on_where_that_slider_stands(name):
    # It is written once for all who see it, so a release of the slider costs nothing.
    for _, key, figure in itertools.islice(every_figure(name), FEW):
        for slider in (s for s in figure.sliders if not s.hidden):
            start = figure.settle(figure.start)
            grid = slider.values()
            moved = {**start, slider.key: float(grid[len(grid) // 3])}
            values = {**moved, **figure.settle({**moved, **figure.release(moved)})}
            if any(values[k] != v for k, v in start.items() if k not in linked(figure, slider)):
                continue  # others follow it to other places, and their books are others
            sent = next(s for s in flipbook(figure, start)["sliders"] if s["key"] == slider.key)
            at = np.array(sent["values"])
            frames = figure.frames(**{**values, slider.key: at})
            for trace, attribute, packed in sent["book"]["traces"]:
                assert pack(frames.traces[trace][attribute]) == packed, (key, slider.key, trace)
            for readout, told in sent["book"]["readouts"].items():
                assert join(frames.readouts[readout]) == told, (key, slider.key, readout)


def linked(figure, slider):
    """The slider, those that say the same in another unit, and those that `settle` computes."""
    derived = {s.key for s in figure.sliders if s.derived}
    return {slider.key, slider.same_as} | derived


def test_the_registry_holds_the_pages_of_the_course_and_no_other():
    assert list(lessons()) == [name for group in words.course() for name in group["pages"]]
    assert all(lesson.name == name for name, lesson in lessons().items())


@EACH
def test_names_that_a_link_can_state_are_unique_short_and_lower_case_slugs(name):
    lesson = lessons()[name]
    assert len(set(lesson.names)) == len(lesson.names)
    for control in lesson.controls:
        for slug in getattr(control, "options", ()):
            assert slug == slug.strip().lower(), slug
            assert len(slug) <= 24, slug
            assert not set(slug) & set(" ,&=?#%"), slug


@EACH
def test_every_option_reads_back_as_it_is_written(name):
    for control in lessons()[name].controls:
        for slug in getattr(control, "options", ()):
            control.read(slug)
        assert control.read(control.start) is not None


@EACH
def test_a_state_of_every_page_meets_every_contract(name):
    stated, controls = set(), [control.name for control in lessons()[name].controls]

    def with_keys_of_their_own():
        for state, figures in every_state(name):
            keys = [slider.key for figure in figures.values() for slider in figure.sliders]
            assert len({*keys, *controls}) == len(keys) + len(controls), state
            yield state, figures

    for state, key, figure in every_figure(name, with_keys_of_their_own()):
        where = (state, key)
        stated |= {slider.key for slider in figure.sliders if not slider.derived}
        book = flipbook(figure, figure.settle(figure.start))
        assert len(json.dumps(book["sliders"])) <= LIMIT, where
        drawn = {t.get("name") for p in book["panels"] for t in p["figure"]["data"]}
        assert all(len(panel["alt"]) > 20 for panel in book["panels"]), where
        places = {readout["key"] for readout in book["readouts"]}
        assert len(places) == len(book["readouts"]), where
        keys = [slider["key"] for slider in book["sliders"]]
        assert len(set(keys)) == len(keys), where
        for slider in book["sliders"]:
            assert {trace for trace, *_ in slider["book"]["traces"]} <= drawn, where
            assert set(slider["book"]["readouts"]) <= places, where
            assert set(slider["book"]["sliders"]) <= set(keys), where
            values = slider["values"]
            whole = all(float(v).is_integer() for v in values)
            assert whole or len(values) >= 200, (where, slider["key"])
        for label, spot in figure.presets.items():
            told = {s.key: s for s in figure.sliders}
            assert set(spot) <= set(told), (where, label)
            for slider_key, value in spot.items():
                assert told[slider_key].low - 1e-9 <= value <= told[slider_key].high + 1e-9
    assert stated == set(lessons()[name].sliders)


@EACH
def test_the_same_state_is_the_same_figure(name):
    lesson = lessons()[name]
    once, again = (lesson.figures(lesson.values({})) for _ in range(2))
    assert {k: id(f) for k, f in once.items()} == {k: id(f) for k, f in again.items()}


@EACH
def test_frames_are_finite_or_gaps_at_the_ends_of_every_slider(name):
    lesson = lessons()[name]
    for key, figure in lesson.figures(lesson.values({})).items():
        start = figure.settle(figure.start)
        for slider in figure.sliders:
            if slider.hidden:
                continue
            ends = np.array([slider.low, slider.high])
            frames = figure.frames(**{**start, slider.key: ends})
            for texts in frames.readouts.values():
                assert len(texts) in (1, 2), (key, slider.key)
                assert not any("nan" in str(text) for text in texts), (key, slider.key)


def test_a_link_that_says_what_no_page_knows_is_refused():
    with pytest.raises(ValueError, match="has no nonsense"):
        link("loss_curve", {"nonsense": "1"})
    with pytest.raises(ValueError, match="axis must be one of q, z"):
        link("loss_curve", {"axis": "sideways"})
