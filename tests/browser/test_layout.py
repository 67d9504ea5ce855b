"""How every page looks and who can use it: themes, a projector, a phone, axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import driver
from tests.browser.test_live_figure import path_of
from tests.pages.test_pages import FIGURED, PAGES, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lesson", PAGES, ids=name)
def test_axe_finds_nothing_serious(visit, lesson, scheme):
    page = visit(path_of(lesson), color_scheme=scheme)
    for fold in page.locator("[data-testid=stExpander] summary").all():
        fold.click()
        driver.idle(page)
    found = Axe().run(page).response["violations"]
    grave = [
        (v["id"], [n["html"][:200] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert not grave


@pytest.mark.parametrize("lesson", FIGURED, ids=name)
def test_question_slider_and_figure_fit_a_projector(visit, lesson):
    page = visit(path_of(lesson))
    for part in ("h2", ".readout.main", ".plot", ".slider"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800, part


@pytest.mark.parametrize("lesson", PAGES, ids=name)
def test_a_phone_needs_no_sideways_scrolling(visit, lesson):
    page = visit(path_of(lesson), viewport={"width": 360, "height": 740}, has_touch=True)
    driver.idle(page)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("(e) => e.scrollWidth") <= 360
    for part in page.locator(".plot, .slider input, .readout dd").all():
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("lesson", FIGURED, ids=name)
def test_the_number_that_matters_is_the_largest_text(visit, lesson):
    page = visit(path_of(lesson))
    size = "(e) => parseFloat(getComputedStyle(e).fontSize)"
    main = page.locator(".readout.main dd").first.evaluate(size)
    others = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("h1, h2, h3, p, label, li")]
             .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert main > others


@pytest.mark.parametrize("lesson", FIGURED, ids=name)
def test_no_two_marks_of_writing_in_a_figure_overlap(visit, lesson):
    page = visit(path_of(lesson))
    overlaps = page.evaluate(
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
