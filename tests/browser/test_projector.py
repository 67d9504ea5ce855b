"""A figure before a class: what fills the screen, how large it is written, and what the keys do."""

import re

import pytest
from playwright.sync_api import expect

from tests.app import FIGURED
from tests.browser import driver
from tests.browser.test_layout import FITTED

WALL = {"viewport": {"width": 1920, "height": 1080}}
SMALLER = [(1280, 800), (1024, 768)]

# How large things are on the screen, what lies over each other, and what reaches beyond it.
MEASURED = """
() => {
  const root = [...document.querySelectorAll("*")]
    .map((e) => e.shadowRoot?.querySelector(".projected")).find(Boolean);
  const plots = [...root.querySelectorAll(".plot")];
  const grown = (plot) => plot.getBoundingClientRect().width / plot.clientWidth;
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);
  const ticks = plots.flatMap((plot) => [...plot.querySelectorAll(".xtick text, .ytick text")]
    .map((tick) => size(tick) * grown(plot)));
  const main = root.querySelector(".readout.main dd");
  const overlaps = [];
  for (const plot of plots) {
    const texts = [...plot.querySelectorAll(".xtick text, .ytick text, .xtitle, .ytitle")]
      .filter((e) => e.textContent.trim()).map((e) => [e.textContent, e.getBoundingClientRect()]);
    texts.forEach(([a, r], i) => texts.slice(i + 1).forEach(([b, s]) => {
      const x = Math.min(r.right, s.right) - Math.max(r.left, s.left);
      const y = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
      if (x > 2 && y > 4) overlaps.push([a, b]);
    }));
  }
  const parts = [...root.querySelectorAll(".readout, .panel, .slider, .preset")];
  const beyond = parts.filter((e) => {
    const { left, top, right, bottom, width } = e.getBoundingClientRect();
    return width && (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1);
  });
  const { width, height } = root.getBoundingClientRect();
  return {
    ticks: Math.min(...ticks),
    main: main ? size(main) : Infinity,
    panel: Math.min(...[...root.querySelectorAll(".panel")].map((e) => e.clientHeight)),
    fills: width === innerWidth && height === innerHeight,
    overlaps,
    beyond: beyond.map((e) => e.className),
  };
}
"""


def wall(visit, link, **options):
    """A page as its link projects it."""
    page = visit(link + ("&" if "?" in link else "?") + "view=projector", wait=False, **options)
    page.locator(".projected .main-svg").first.wait_for()
    driver.idle(page)
    return page


def fitted(page):
    page.wait_for_function(FITTED)
    driver.painted(page)
    return page.evaluate(MEASURED)


def shown(page):
    """Which of the page's figures is seen."""
    return page.evaluate(
        """[...document.querySelectorAll("[data-projected]")]
             .findIndex((host) => host.dataset.projected === "now")"""
    )


def stands(page, n):
    """Wait until the figure of that place is the one that is seen."""
    page.wait_for_function(
        """(n) => [...document.querySelectorAll("[data-projected]")]
             .findIndex((host) => host.dataset.projected === "now") === n""",
        arg=n,
    )


@pytest.mark.parametrize("lesson", FIGURED)
def test_every_figure_fills_the_screen_in_type_that_a_room_can_read(visit, lesson):
    page = wall(visit, driver.path_of(lesson), **WALL)
    for n in range(page.locator(".live-figure").count()):
        if n:
            page.keyboard.press("n")
            page.locator(".projected .main-svg").first.wait_for()
        assert shown(page) == n
        seen = fitted(page)
        assert seen["ticks"] >= 24
        assert seen["main"] >= 40
        assert seen["fills"]
        assert not seen["overlaps"]
        assert not seen["beyond"]
        for width, height in SMALLER:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(f"innerHeight === {height}")
            seen = fitted(page)
            assert seen["ticks"] >= 13
            assert seen["main"] >= 40
            assert seen["panel"] >= 150
            assert seen["fills"]
            assert not seen["overlaps"]
            assert not seen["beyond"]
        page.set_viewport_size(WALL["viewport"])


def test_nothing_else_is_there_and_one_key_leaves(visit):
    page = wall(visit, "loss_curve?task=Why+%3Cb%3E%3F")
    page.locator(".projected .task", has_text="Why <b>?").wait_for()
    for other in ("stHeader", "stHeading", "stTextInput", "stExpander"):
        expect(page.get_by_test_id(other).first).to_be_hidden()
    expect(page.get_by_role("button", name="Share")).to_be_hidden()
    assert page.evaluate("!document.querySelector('#first-words')")
    assert not driver.grave(page)
    before = page.evaluate("history.length")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"\?task=[^&]*$"))
    driver.ready(page)
    expect(page.locator(".projected")).to_have_count(0)
    assert page.evaluate("history.length") == before + 1
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    # The browser's own way back leads there again.
    page.go_back(wait_until="commit")
    page.locator(".projected").wait_for()


def test_a_button_in_share_projects_the_page(visit):
    page = visit("loss_curve?q=0.25")
    before = page.evaluate("history.length")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Project this page").click()
    page.locator(".projected").wait_for()
    page.wait_for_url("**view=projector")
    assert page.evaluate("history.length") == before + 1
    page.locator(".projected .slider output", has_text="0.250").wait_for()
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url("**/loss_curve?q=0.25")
    driver.ready(page)
    # A second time, too.
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Project this page").click()
    page.locator(".projected").wait_for()


def test_arrows_step_the_slider_and_python_hears_when_they_rest(visit):
    sent = []
    page = wall(visit, "loss_curve", on_send=sent.append)
    at = page.locator(".projected #slider-q")
    start = int(at.input_value())
    driver.idle(page)
    sent.clear()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowUp")
    assert int(at.input_value()) == start + 12
    page.wait_for_url("**q=**")
    driver.idle(page)
    assert len(sent) == 1
    page.keyboard.press("Home")
    assert at.input_value() == "0"
    page.keyboard.press("End")
    assert at.input_value() == at.get_attribute("max")


def test_a_clicker_goes_through_the_presets_and_then_the_figures(visit):
    page = wall(visit, "gradients")
    presets = page.locator(".projected .preset")
    count = presets.count()
    output = page.locator(".projected .slider output")
    said = [output.inner_text()]  # not where the first one stands
    for _ in range(count):
        page.keyboard.press("PageDown")
        expect(output).not_to_have_text(said[-1])
        said.append(output.inner_text())
    assert len(set(said[1:])) == count
    stands(page, 0)
    page.keyboard.press("PageDown")
    stands(page, 1)
    page.locator(".projected .main-svg").first.wait_for()
    page.keyboard.press("PageUp")
    stands(page, 0)
    page.keyboard.press("PageUp")
    page.locator(".projected .slider output", has_text=said[-2]).wait_for()


def test_a_clicker_without_presets_goes_along_the_slider(visit):
    page = wall(visit, "compression?hide=presets")
    at = page.locator(".projected .slider.chosen input")
    last = int(at.get_attribute("max"))
    page.keyboard.press("PageDown")
    assert int(at.input_value()) == -(-last // 10)
    page.keyboard.press("1")
    assert int(at.input_value()) == -(-last // 10)
    for _ in range(9):
        page.keyboard.press("PageDown")
    assert int(at.input_value()) == last
    page.keyboard.press("PageDown")
    assert shown(page) == 1


def test_digits_choose_presets_space_plays_b_blanks_and_a_question_mark_shows_the_keys(visit):
    page = wall(visit, "loss_curve")
    page.keyboard.press("5")
    page.wait_for_url("**q=0.01&view=projector")
    page.locator(".projected .slider output", has_text="0.010").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Play").wait_for()
    stood = page.locator("#slider-q").input_value()
    black, keys = page.locator(".projected .black"), page.get_by_role("dialog", name="Keys")
    page.keyboard.press("b")
    expect(black).to_be_visible()
    assert black.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 800}
    page.keyboard.press("ArrowRight")
    expect(black).to_be_hidden()
    assert page.locator("#slider-q").input_value() == stood
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    box = keys.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 800
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_s_chooses_the_slider_and_of_many_only_one_is_seen(visit):
    page = wall(visit, "information?classes=8")
    sliders = page.locator(".projected .slider").filter(visible=True)
    expect(sliders).to_have_count(1)
    first = sliders.locator("input").get_attribute("id")
    page.keyboard.press("s")
    expect(sliders).to_have_count(1)
    assert sliders.locator("input").get_attribute("id") != first


def test_locked_and_hidden_parts_stay_so_before_a_class(visit):
    page = wall(visit, "gradients?lock=z&hide=z1,presets")
    at = page.locator("#slider-z")
    stood = at.input_value()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("1")
    assert at.input_value() == stood
    page.keyboard.press("n")
    page.keyboard.press("n")
    names = [each.get_attribute("id") for each in page.locator(".projected input:visible").all()]
    assert names == ["slider-z0", "slider-z2"]
