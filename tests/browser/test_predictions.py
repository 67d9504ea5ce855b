"""A guess before the drag: answered in sight, drawn on the figure, and not in the link."""

import re

import pytest

from lib.words import text as words
from tests.app import FIGURED
from tests.browser import driver

ASKED = [
    name for name in FIGURED if any(key.startswith("predict") for key in words.questions(name))
]


@pytest.mark.parametrize("lesson", ASKED)
def test_a_prediction_is_answered_in_sight_and_stays_on_the_figure(visit, lesson):
    page = visit(lesson)
    field = page.locator("[class*='-guess'] input").first
    link = page.url
    field.fill(re.search(r"\S+$", field.get_attribute("placeholder"))[0])
    field.press("Enter")
    answer = page.get_by_test_id("stMarkdown").filter(has_text=re.compile("You said|Right:"))
    answer.wait_for()
    ghost = page.locator(".main-svg text", has_text="your guess").first
    ghost.wait_for()
    box = answer.bounding_box()
    assert field.bounding_box()["y"] > box["y"] - 40, "beside the field, not below it"
    assert box["y"] > 0
    assert box["y"] + box["height"] < 800
    slider = page.locator(".slider input").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, y)
    page.mouse.down()
    for share in (0.5, 0.9):
        page.mouse.move(box["x"] + box["width"] * share, y)
        driver.painted(page)
        assert ghost.is_visible()
    assert page.url == link
    page.mouse.up()
    page.wait_for_function("location.search.length > 1")
    driver.idle(page)
    assert ghost.is_visible()
    assert answer.is_visible()
    assert "guess" not in page.url
