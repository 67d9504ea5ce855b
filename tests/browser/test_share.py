"""Share in the bar of every page: copied, by key, on a phone, to axe; and its history."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import driver
from tests.browser.test_layout import SMALLEST

COPYING = {"permissions": ["clipboard-read", "clipboard-write"]}


def opened(page):
    page.get_by_role("button", name="Share").click()
    page.locator(".share .link").wait_for()
    driver.idle(page)
    return page


def link(page):
    return page.locator(".share .link").input_value()


def pill(page, group, name):
    """A button of those that leave out or lock something."""
    box = page.get_by_test_id("stPopoverBody").get_by_role("toolbar", name=group)
    return box.get_by_role("button", name=name, exact=True)


def test_the_link_to_what_is_seen_now_is_copied(visit):
    page = visit("loss_curve?y=0&task=Was+ist+%C3%B6%3F", **COPYING)
    page.locator("#slider-q").press("Home")
    page.wait_for_url("**q=*")
    opened(page)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == link(page)
    driver.open_page(page, copied)
    page.get_by_text("Was ist ö?", exact=True).wait_for()
    assert page.locator("#slider-q").input_value() == "0"


def test_it_is_copied_too_where_there_is_no_clipboard_for_scripts(visit):
    hidden = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    page = opened(visit("loss_curve?y=0", script=hidden))
    page.get_by_role("button", name="Copy code").click()
    page.get_by_text("Copied.").wait_for()
    field = page.get_by_label("A question of your own")
    field.press("Control+v")
    assert field.input_value() == page.locator(".share .frame").input_value()
    assert field.input_value().startswith("<iframe src=")


def test_every_choice_is_one_step_of_the_history_and_none_is_without_one(visit):
    page = visit("loss_curve?y=0")
    before = page.evaluate("history.length")
    opened(page)
    for group, name, said in (
        ("Leave out", "Code", "hide=code"),
        ("Lock", "Truth y", "lock=y"),
        ("Leave out", "Navigation", "hide=code%2Cnavigation|hide=code,navigation"),
    ):
        pill(page, group, name).click()
        page.wait_for_url(re.compile(said))
        driver.idle(page)
    assert page.evaluate("history.length") == before + 3
    expect(page.get_by_test_id("stTopNav")).to_be_hidden()
    expect(page.get_by_role("link", name="← Start")).to_have_count(0)
    expect(page.get_by_text("The code behind it")).to_have_count(0)
    assert page.get_by_role("radio", name="1 (yes)").is_disabled()
    assert "hide=code,navigation&lock=y" in link(page)
    page.go_back(wait_until="commit")
    expect(page.get_by_test_id("stTopNav")).to_be_visible()
    page.go_back(wait_until="commit")
    page.wait_for_function("!location.search.includes('lock')")
    expect(page.get_by_role("radio", name="1 (yes)")).to_be_enabled()
    page.keyboard.press("Escape")
    assert page.evaluate("history.length") == before + 3


def test_a_locked_slider_moves_by_nothing_and_a_hidden_one_is_not_there(visit):
    page = visit("loss_curve?q=0.25&lock=q")
    assert page.locator("#slider-q").is_disabled()
    assert page.get_by_role("button", name="q = 0.9", exact=True).is_disabled()
    page.locator(".slider output", has_text="0.250").wait_for()
    # What would move a locked one is locked with it.
    page = visit("bce_vs_cce?lock=z0")
    assert page.locator("#slider-z").is_disabled()
    assert page.locator("#slider-z1").is_enabled()
    page = visit("loss_curve?q=0.25&hide=q,presets")
    page.locator(".readout.main output", has_text="1.3863").wait_for()
    assert not page.locator(".slider, .preset").filter(visible=True).count()


def test_share_is_reached_and_used_by_keyboard(visit):
    page = visit("loss_curve")
    share = page.get_by_role("button", name="Share")
    share.focus()
    page.keyboard.press("Enter")
    page.locator(".share .link").wait_for()
    driver.idle(page)
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(ACTIVE))
    wanted = {"Link to what you see", "Copy link", "Copy code", "Enlarge the QR code"}
    wanted |= {"Code", "A question of your own", "Project this page", "Let the link do so"}
    assert not {name for name in wanted if not any(name in each for each in reached)}
    page.get_by_role("button", name="Enlarge the QR code").press("Enter")
    large = page.get_by_role("button", name="Close the QR code")
    assert min(large.bounding_box()[side] for side in ("width", "height")) > 700
    large.press("Enter")
    expect(large).to_be_hidden()
    page.get_by_label("A question of your own").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".share .link")).to_be_hidden()


# What has the focus, also within a component.
ACTIVE = """
() => {
  let e = document.activeElement;
  while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e.ariaLabel || e.labels?.[0]?.textContent.trim() || e.textContent.trim();
}
"""


def test_share_fits_the_smallest_phone(visit):
    page = opened(visit("gradients", **{**driver.PHONE, "viewport": SMALLEST}))
    body = page.get_by_test_id("stPopoverBody")
    box = body.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert body.evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0
    for part in body.locator("button, input").filter(visible=True).all():
        part.scroll_into_view_if_needed()
        place = part.bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 360
    pill(page, "Leave out", "Code").tap()
    page.wait_for_url("**hide=code**")
    assert page.locator("[data-testid=stMain]").evaluate("(e) => e.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_share(visit, scheme):
    page = visit("loss_curve?hide=code&lock=y&task=Why", color_scheme=scheme)
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    opened(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_timeout(300)
    assert not driver.grave(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_qr_code_is_dark_on_white_in_both_themes(visit, scheme):
    page = opened(visit("loss_curve", color_scheme=scheme))
    code = page.locator(".share .code svg")
    ground, ink = code.locator("path").all()
    assert ground.evaluate("(e) => getComputedStyle(e).fill") == "rgb(255, 255, 255)"
    assert ink.evaluate("(e) => getComputedStyle(e).stroke") == "rgb(0, 0, 0)"
    assert code.bounding_box()["width"] > 120
