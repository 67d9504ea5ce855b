"""Points that are edited on a figure: by pointer, by finger, by keys, and taken back."""

import re

from playwright.sync_api import expect

from lib.lessons.playground import own
from tests.browser import driver

LINK = "playground?data=own&begin=small&points="
TWO = LINK + "-2,-1,0;2,1,1"


OTHER = """(before) => {
  const hosts = [...document.querySelectorAll("*")].filter((e) => e.shadowRoot);
  const canvas = hosts.map((e) => e.shadowRoot.querySelector("canvas.raster")).find(Boolean);
  return canvas.toDataURL() !== before;
}"""
DIAMONDS = """() => {
  const hosts = [...document.querySelectorAll("*")].filter((e) => e.shadowRoot);
  const plot = hosts.map((e) => e.shadowRoot.querySelector(".plot")).find(Boolean);
  return plot.data.find((trace) => trace.name === "class 1").x.length;
}"""
# Where the first circle is drawn, in the numbers of the axes.
CIRCLE = """() => {
  const hosts = [...document.querySelectorAll("*")].filter((e) => e.shadowRoot);
  const root = hosts.map((e) => e.shadowRoot).find((root) => root.querySelector("canvas.raster"));
  const { left, bottom, width, height } =
    root.querySelector("canvas.raster").getBoundingClientRect();
  const plot = root.querySelector(".plot");
  const place = plot.data.findIndex(({ name }) => name === "class 0");
  const mark = plot.querySelectorAll(".scatterlayer .trace")[place].querySelector(".point");
  const box = mark.getBoundingClientRect();
  const across = (box.left + box.width / 2 - left) / width;
  const up = (bottom - box.top - box.height / 2) / height;
  return [8 * across - 4, 6 * up - 3].map((x) => Math.round(10 * x) / 10);
}"""


def typed(page):
    field = page.locator("textarea").first
    expect(field).not_to_have_value("")  # Streamlit draws it empty, and then fills it
    return own.own(field.input_value())


def settled(page, count):
    """Wait until Python knows of so many points, has trained on them and says so in the field."""
    expect(page.get_by_text(re.compile(rf"on {count} points"))).to_be_visible()
    expect(page.locator("textarea").first).to_have_value(
        re.compile(rf"^([^\n;]+[\n;]?){{{count}}}$")
    )
    driver.idle(page)


def place(page, x, y):
    box = page.locator("canvas.raster").first.bounding_box()
    return box["x"] + box["width"] * (x + 4) / 8, box["y"] + box["height"] * (3 - y) / 6


def test_a_click_adds_a_point_a_drag_moves_it_and_both_are_trained_anew(visit):
    page = visit(TWO)
    before = page.locator("canvas.raster").first.evaluate("(canvas) => canvas.toDataURL()")
    page.mouse.click(*place(page, -3, 2))
    settled(page, 3)
    x, labels = typed(page)
    assert labels.tolist() == [0, 1, 1]
    assert abs(x[2] - [-3, 2]).max() < 0.05
    page.wait_for_function(OTHER, arg=before)
    page.mouse.move(*place(page, -2, -1))
    page.mouse.down()
    page.mouse.move(*place(page, -1, 0), steps=5)
    # It follows the hand, also where that leaves the picture.
    page.wait_for_function(f"Math.hypot(...[-1, 0].map((x, i) => ({CIRCLE})()[i] - x)) < 0.1")
    page.mouse.move(*place(page, -5, 4), steps=5)
    page.wait_for_function(f"({CIRCLE})().join() === '-4,3'")
    page.mouse.move(*place(page, -1, 0), steps=5)
    page.mouse.up()
    page.wait_for_function(
        "() => !document.querySelector('textarea').value.split('\\n')[0].startsWith('-2 ')"
    )
    x, labels = typed(page)
    assert labels.tolist() == [0, 1, 1]
    assert abs(x[0] - [-1, 0]).max() < 0.1
    # The link carries them.
    page.reload()
    driver.ready(page)
    assert typed(page).labels.tolist() == [0, 1, 1]


def test_a_tap_adds_what_is_chosen_and_removes(visit):
    page = visit(TWO, **driver.PHONE)
    page.get_by_role("button", name="Add a circle, class 0").tap()
    page.locator(".plot").first.scroll_into_view_if_needed()
    page.touchscreen.tap(*place(page, 0, 0.5))
    settled(page, 3)
    assert sorted(typed(page).labels) == [0, 0, 1]
    page.get_by_role("button", name="Remove the nearest point").tap()
    page.touchscreen.tap(*place(page, 0, 0.5))
    settled(page, 2)


def test_a_finger_moves_a_point_sideways_and_a_swipe_that_scrolls_gives_it_back(visit):
    page = visit(LINK + "-2,0,0;2,1,1", **driver.PHONE)
    picture, main = page.locator("canvas.raster").first, page.get_by_test_id("stMain")
    picture.scroll_into_view_if_needed()
    before, top = typed(page).x.tolist(), main.evaluate("(e) => e.scrollTop")
    driver.swipe(page, picture, across=-4, down=-120, at=0.25)
    page.wait_for_function(f"({CIRCLE})().join() === '-2,0'")
    assert main.evaluate("(e) => e.scrollTop") > top + 50
    assert typed(page).x.tolist() == before
    picture.scroll_into_view_if_needed()
    driver.swipe(page, picture, across=40, at=0.25)
    page.wait_for_function("() => !document.querySelector('textarea').value.startsWith('-2,')")
    assert typed(page).x[0, 0] > -1.5


def test_everything_can_be_done_with_keys_and_taken_back(visit):
    page = visit(TWO)
    page.locator(".plot").first.focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowUp", "ArrowUp", "0"):
        page.keyboard.press(key)
    settled(page, 3)
    assert page.locator(".plot").first.evaluate("(plot) => plot.matches(':focus')")
    x, labels = typed(page)
    assert labels.tolist() == [0, 1, 0]
    assert abs(x[2] - [0.8, 0.72]).max() < 0.011
    page.keyboard.press("c")
    page.wait_for_function("() => document.querySelector('textarea').value.includes('0.72 1')")
    page.keyboard.press("Delete")
    settled(page, 2)
    for count in (3, 3, 2):
        page.get_by_role("button", name="Undo the last edit").click()
        settled(page, count)
    expect(page.get_by_role("button", name="Undo the last edit")).to_have_count(0)
    assert typed(page).labels.tolist() == [0, 1]


def test_an_edit_that_leaves_nothing_to_learn_is_refused_and_nothing_is_lost(visit):
    page = visit(TWO)
    page.get_by_role("button", name="Remove the nearest point").click()
    page.mouse.click(*place(page, 2, 1))
    expect(page.get_by_text("All points here are of class 0")).to_be_visible()
    assert typed(page).labels.tolist() == [0, 1]
    # The point that was taken away is drawn again.
    page.wait_for_function(f"({DIAMONDS})() === 1")
