"""Digits in a browser: an experiment that grows before one's eyes, stopped and taken up again."""

import re

from playwright.sync_api import expect

from tests.browser import driver

LONG = "digits?experiment=flipped&hidden=0&rate=0.1&seeds=9"  # longer than the test looks at it
DRAWN = """() => {
  const hosts = [...document.querySelectorAll("*")].filter((e) => e.shadowRoot);
  const plot = hosts.map((e) => e.shadowRoot.querySelector(".plot:has(.main-svg)")).find(Boolean);
  return plot.data.find((trace) => trace.name === "median 1 0")?.y.join();
}"""


def test_curves_appear_while_it_trains_and_stop_keeps_what_is_there(visit):
    page = visit(LONG, wait=False)
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("In training:")).to_be_visible()
    page.locator(".live-figure .main-svg").first.wait_for()
    expect(page.get_by_text(re.compile(r"\d+% done, about \d+ s left"))).to_be_visible()
    first = page.evaluate(DRAWN)
    page.wait_for_function(f"(first) => ({DRAWN})() !== first", arg=first)
    # A hand moves the slider meanwhile, and nothing takes that back.
    slider = page.locator("#slider-epoch")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**epoch=3**")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped")).to_be_visible()
    assert slider.input_value() == "3"
    expect(page.get_by_role("button", name="Skip")).to_have_count(0)
    driver.idle(page)
    still = page.evaluate(DRAWN)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function(f"(still) => ({DRAWN})() !== still", arg=still)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped")).to_be_visible()
    driver.idle(page)


def test_pictures_of_weights_have_edges_and_a_pointer_reads_them(visit):
    page = visit("digits?seeds=1&hidden=0")
    driver.draw_all(page)
    canvas = page.locator("canvas.raster").first
    canvas.scroll_into_view_if_needed()
    assert canvas.evaluate("(e) => getComputedStyle(e).imageRendering") == "pixelated"
    driver.idle(page)
    canvas.hover(position={"x": 60, "y": 60}, force=True)
    expect(page.locator(".raster-value").first).to_have_text(re.compile(r"weight ≈ -?\d\.\d\d"))
