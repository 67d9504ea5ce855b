"""How every page looks and who can use it: themes, a projector, a phone, paper, axe."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from lib.maths.texts import DECLARATIONS
from tests.app import FIGURELESS, PATHS
from tests.browser import driver

SMALLEST = {"width": 360, "height": 740}
LYING = {"width": 844, "height": 390}

# The first screen of a lesson, from top to bottom, with where each part ends.
FIRST_SCREEN = """
() => {
  const figure = [...document.querySelectorAll("*")]
    .map((e) => e.shadowRoot?.querySelector(".live-figure")).find(Boolean);
  const heading = document.querySelector("h2");
  const opening = heading.closest("[data-testid=stVerticalBlock]");
  const parts = {
    place: document.querySelector("[data-testid=stCaptionContainer] p"),
    question: heading,
    stakes: [...opening.querySelectorAll("[data-testid=stMarkdown] p")].at(-1),
    number: figure.querySelector(".readout.main"),
    pictures: figure.querySelector(".panels"),
    slider: figure.querySelector(".slider"),
  };
  const guess = document.querySelector("input[placeholder*='for example']");
  if (guess?.closest("[class*='-guess']")) parts.prediction = guess;
  const seen = (e) => e && e.getClientRects().length > 0;
  return Object.entries(parts).map(([name, e]) =>
    [name, seen(e) ? e.getBoundingClientRect().bottom : null]);
}
"""


def test_the_first_screen_has_all_that_a_lesson_begins_with(lesson_on_a_desk):
    parts = dict(lesson_on_a_desk.evaluate(FIRST_SCREEN))
    assert all(parts.values()), parts
    assert not {name: end for name, end in parts.items() if not 60 < end <= 800}
    assert parts["place"] <= parts["question"] < parts["stakes"] < parts["pictures"]


def test_the_number_that_matters_is_the_largest_text(lesson_on_a_desk):
    size = "(e) => parseFloat(getComputedStyle(e).fontSize)"
    main = lesson_on_a_desk.locator(".readout.main dd").first.evaluate(size)
    others = lesson_on_a_desk.evaluate(
        """() => Math.max(...[...document.querySelectorAll("h1, h2, h3, p, label, li")]
             .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert main > others


def test_no_two_marks_of_writing_in_a_figure_overlap(lesson_on_a_desk):
    overlaps = lesson_on_a_desk.evaluate(
        """() => {
          const found = [];
          for (const host of document.querySelectorAll("*")) {
            for (const plot of host.shadowRoot?.querySelectorAll(".plot") ?? []) {
              const texts = [...plot.querySelectorAll(".xtick text, .ytick text, .xtitle, .ytitle, .annotation-text")]
                .filter((e) => e.textContent.trim())
                .map((e) => [e.textContent, e.getBoundingClientRect()]);
              texts.forEach(([a, r], i) => texts.slice(i + 1).forEach(([b, s]) => {
                const x = Math.min(r.right, s.right) - Math.max(r.left, s.left);
                const y = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
                if (x > 2 && y > 4) found.push([a, b]);
              }));
            }
          }
          return found;
        }"""  # noqa: E501
    )
    assert not overlaps


def test_nothing_jumps_while_a_page_loads(lesson_on_a_desk):
    assert lesson_on_a_desk.evaluate("shift_while_loading") < 0.05


@pytest.mark.parametrize("page", FIGURELESS)
def test_nothing_jumps_while_a_page_without_a_figure_loads(visit, page):
    page = visit(page, script=driver.SHIFTS)
    driver.painted(page)
    assert page.evaluate("shift") < 0.05


def test_a_large_screen_shows_larger_pictures_with_larger_writing(lesson_on_a_desk):
    page, seen = lesson_on_a_desk, {}
    plot = page.locator(".plot").first
    writing = plot.locator(".xtick text, .ytick text").first
    for width, height in ((1920, 1080), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"innerHeight === {height} && ({FITTED})()")
        seen[height] = plot.bounding_box()["height"], writing.bounding_box()["height"]
        box = page.locator(".slider").first.bounding_box()
        assert box["y"] + box["height"] <= height
    assert seen[1080][0] > 1.2 * seen[800][0]
    assert seen[1080][1] > 1.2 * seen[800][1]


# Whether the drawing of every picture that is drawn has the size of its place.
FITTED = """
() => [...document.querySelectorAll("*")]
  .flatMap((e) => [...(e.shadowRoot?.querySelectorAll(".plot:has(.main-svg)") ?? [])])
  .every((plot) => {
    const svg = plot.querySelector(".main-svg");
    return Math.abs(svg.clientWidth - plot.clientWidth) < 2 &&
      Math.abs(svg.clientHeight - plot.clientHeight) < 2;
  })
"""

PRINTED = """
() => [...document.querySelectorAll("*")].flatMap((e) => [...(e.shadowRoot?.querySelectorAll(".plot") ?? [])])
  .map((plot) => {
    const svg = plot.querySelector(".main-svg")?.getBoundingClientRect();
    const root = plot.closest(".live-figure").getBoundingClientRect();
    return svg && [svg.left - root.left, svg.right - root.left, svg.width - plot.clientWidth];
  })
"""  # noqa: E501


def test_paper_shows_every_picture_whole_and_no_controls(lesson_on_a_desk):
    page = lesson_on_a_desk
    before = page.evaluate(PRINTED)[0]
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    paper = 175 / 25.4 * 96  # pixels
    for place in page.evaluate(PRINTED):
        assert place, "a picture that was never scrolled to is missing"
        left, right, misfit = place
        assert left >= 0
        assert right <= paper + 1
        assert abs(misfit) < 2
    assert not any(one.is_visible() for one in page.locator(".slider input, .play, .preset").all())
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"JSON.stringify(({PRINTED})()[0]) === JSON.stringify({before})")


# What the rules for paper do to a page: its bar, its margins, its charts, and how long it is.
ON_PAPER = """
() => {
  const part = (name) => document.querySelector(`[data-testid=${name}]`);
  const look = (name) => getComputedStyle(part(name));
  return {
    bar: look("stHeader").display,
    margin: look("stMainBlockContainer").padding,
    charts: look("stBidiComponentIsolated").breakInside,
    cut: part("stMainBlockContainer").getBoundingClientRect().bottom -
      document.documentElement.scrollHeight > 1,
  };
}
"""


def test_the_whole_page_is_printed(visit):
    page = visit("loss_curve")
    assert page.pdf(format="A4").count(b"/Type /Page\n") > 1
    page.emulate_media(media="print")
    assert page.evaluate(ON_PAPER) == {
        "bar": "none",
        "margin": "0px",
        "charts": "avoid",
        "cut": False,
    }


@pytest.mark.parametrize("lesson", PATHS)
def test_axe_finds_nothing_serious(visit, lesson):
    page = visit(driver.path_of(lesson), color_scheme="light")
    page.add_style_tag(content="* { transition: none !important }")  # no colour on its way
    for fold in page.get_by_test_id("stExpander").all():
        # By key: what the fold before sends moves it under a mouse. What hides for a moment, while
        # something above is not there yet, hears no key.
        for _ in range(10):
            fold.locator("summary").press("Enter")
            page.wait_for_timeout(200)
            if fold.locator("details").evaluate("(details) => details.open"):
                break
        fold.get_by_test_id("stElementContainer").first.wait_for()  # it is sent when it is opened
        driver.idle(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)  # these are paler
    expect(page.locator("[data-testid=stCode] code:not(:has(.token))")).to_have_count(0)
    assert not driver.grave(page)
    # The theme is the only thing that changes, so only contrast can.
    page.emulate_media(color_scheme="dark")
    app = page.get_by_test_id("stApp")
    expect(app).to_have_css("color-scheme", "dark")
    driver.idle(page)
    driver.painted(page)
    contrast = {"runOnly": ["color-contrast"]}
    assert not driver.grave(page, contrast)
    # On a phone Streamlit's own menu is no list to axe, and code that is scrolled to confuses it.
    page.set_viewport_size(SMALLEST)
    driver.painted(page)
    assert not driver.grave(page, contrast, {"exclude": [["[data-testid=stCode]"]]})


# ---- a phone -------------------------------------------------------------------------------------


def test_nothing_jumps_while_a_phone_loads_a_page(page_on_a_phone):
    assert page_on_a_phone.evaluate("shift_while_loading") < 0.05


def test_a_phone_needs_no_sideways_scrolling(page_on_a_phone):
    page = page_on_a_phone
    page.set_viewport_size(SMALLEST)
    page.wait_for_function(f"innerWidth === 360 && ({FITTED})()")
    assert page.locator("[data-testid=stMain]").evaluate("(e) => e.scrollWidth") <= 360
    for part in page.locator(".plot, .slider input, .readout dd").all():
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    page.set_viewport_size(driver.PHONE["viewport"])


# What of the number, the picture and the slider is not seen when one has scrolled to the slider.
MISSING = """
(input) => {
  const root = input.closest(".live-figure");
  root.scrollIntoView();
  document.querySelector("[data-testid=stMain]").scrollBy(0, -70);
  input.scrollIntoView({ block: "nearest" });
  const bar = document.querySelector("[data-testid=stHeader]").getBoundingClientRect().bottom;
  const parts = {
    number: root.querySelector(".readout.main dd") ?? root.querySelector(".readout dd"),
    picture: root.querySelector(".plot"),
    slider: input,
  };
  return Object.keys(parts).filter((name) => {
    const { x, y, width, height } = parts[name].getBoundingClientRect();
    const top = root.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
    const seen = y >= bar - 2 && y + height <= innerHeight + 1;
    return !seen || !(parts[name].contains(top) || top?.contains(parts[name]));
  });
}
"""


def test_a_phone_shows_number_picture_and_slider_together(page_on_a_phone):
    see_together(page_on_a_phone)


@pytest.mark.parametrize("link", ["information?classes=8", "applications?case=reinforcement"])
def test_a_phone_shows_them_together_for_many_sliders_too(visit, link):
    see_together(visit(link, **driver.PHONE))


def see_together(page):
    driver.draw_all(page)
    for size in (LYING, driver.PHONE["viewport"]):
        page.set_viewport_size(size)
        page.wait_for_function(f"innerWidth === {size['width']} && ({FITTED})()")
        for one in page.locator(".slider input").all():
            assert not one.evaluate(MISSING), (one.get_attribute("id"), size)


def test_the_names_of_many_bars_stand_apart_on_a_phone(visit):
    page = visit("language", **driver.PHONE)
    page.get_by_role("heading", name="Whose model is least surprised?").scroll_into_view_if_needed()
    bars = page.locator(".live-figure", has=page.get_by_text("Vietnamese", exact=True))
    names = bars.locator(".ytick text")
    names.first.wait_for()
    boxes = sorted((name.bounding_box() for name in names.all()), key=lambda box: box["y"])
    assert len(boxes) == len(DECLARATIONS)
    assert all(a["y"] + 0.75 * a["height"] <= b["y"] for a, b in pairwise(boxes))
