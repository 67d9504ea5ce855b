"""The opening page: 80% cat, 20% dog, and what a model pays for saying otherwise."""

import numpy as np
import pytest
from scipy.stats import entropy

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.home import fields, photos
from lib.words import text as words
from tests.app import open_page, said

TRUTH = [0.8, 0.2]


def seen(q):
    return photos.cat_and_dog().frames(np.array([q])).readouts


def test_saying_the_truth_costs_the_entropy_and_wastes_nothing():
    shown = seen(0.8)
    assert shown["cost"] == shown["floor"] == ["0.5004"] == [f"{entropy(TRUTH):.4f}"]
    assert shown["waste"] == ["0.0000"]


@pytest.mark.parametrize("q", [0.01, 0.3, 0.5, 0.99])
def test_the_cost_is_the_entropy_plus_the_waste(q):
    shown, wasted = seen(q), entropy(TRUTH, [q, 1 - q])
    assert shown["cost"] == [f"{entropy(TRUTH) + wasted:.4f}"]
    assert float(shown["waste"][0]) == pytest.approx(wasted, abs=1e-4)
    assert shown["bits"] == [f"{(entropy(TRUTH) + wasted) / np.log(2):.4f}"]


def test_floor_and_waste_add_up_to_the_cost_as_shown_at_every_position():
    figure = photos.cat_and_dog()
    grid = figure.sliders[0].values()
    shown = figure.frames(grid).readouts
    for cost, floor, waste in zip(shown["cost"], shown["floor"], shown["waste"], strict=True):
        assert round(float(floor) + float(waste), 4) == float(cost)
    for q, cost in zip(grid, shown["cost"], strict=True):
        told = fields.result(q)
        assert round(float(told["floor"]) + float(told["waste"]), 4) == float(told["cost"])
        assert told["cost"] == cost


def test_the_point_is_on_the_chart_at_every_position():
    figure = photos.cat_and_dog()
    (slider,) = flipbook(figure, figure.start)["sliders"]
    bounds = {"x": (-0.005, 1.005), "y": (0, photos.TOP - 0.1)}
    for name, attribute, packed in slider["book"]["traces"]:
        if name == "here":
            low, high = bounds[attribute]
            assert low <= unpack(packed).min() <= unpack(packed).max() <= high


def test_the_words_have_the_numbers_of_the_truth():
    assert fields.stakes() == {"cats": "80", "dogs": "20"}
    assert fields.result(0.3)["truth"] == "80%"


def test_the_page_says_whose_floor_it_is_and_maps_every_other_page():
    at = open_page("home", q="0.8")
    lines = said(at)
    text = " ".join(lines)
    assert "**cross-entropy 0.5004 = entropy 0.5004 + waste 0.0000 nats.**" in text
    assert "looks at the photos can get below this floor" in text
    for group in words.course()[1:]:
        assert group["title"] in lines
        for lesson, title in group["pages"].items():
            question = words.prose(lesson, "question")
            assert any(title in line and question in line for line in lines), lesson
