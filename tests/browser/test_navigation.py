"""How a student finds a page, goes back and forward, and what shows how far they are."""

import re

import pytest
from playwright.sync_api import expect

from lib.words import text as words
from tests.browser import driver

MENUS = {group["title"]: list(group["pages"].values()) for group in words.course()}
TITLES = [title for titles in MENUS.values() for title in titles]
CHECKS = sum(words.has_check(lesson) for group in words.course() for lesson in group["pages"])

# One step through the history, and another when the run that it has asked for begins.
TWO_STEPS = """(step) => {
  const app = document.querySelector('[data-testid="stApp"]');
  const again = (_, watch) => (watch.disconnect(), history.go(step));
  new MutationObserver(again).observe(app, { attributeFilter: ["data-test-script-state"] });
  history.go(step);
}"""


def way_on(page, title):
    """Take the link below the page, and wait for the page that it leads to."""
    page.get_by_test_id("stMain").get_by_role(
        "link", name=re.compile(f"{title}( →)?$")
    ).last.click()
    arrived(page, title)


def arrived(page, title):
    page.wait_for_function("(t) => document.title.startsWith(t)", arg=title)
    driver.ready(page)


def entries(page):
    """How many addresses Back could walk through."""
    return page.evaluate("history.length")


@pytest.mark.parametrize("title", [title for title in MENUS if title])
def test_every_page_is_two_clicks_away(visit, title):
    page = visit("")
    for lesson in MENUS[title]:
        page.get_by_role("button", name=title).click()
        page.get_by_role("menuitem", name=lesson, exact=True).click()
        page.wait_for_function("(t) => document.title.startsWith(t)", arg=lesson)
        driver.idle(page)


def test_a_phone_shows_the_same_menus_and_they_leave_after_a_choice(visit):
    page = visit("", **driver.PHONE)
    page.get_by_test_id("stExpandSidebarButton").tap()
    menu = page.get_by_test_id("stSidebarNav")
    menu.wait_for()
    for title, lessons in MENUS.items():
        for text in (title, *lessons):
            assert menu.get_by_text(text, exact=True).count() or not text, text
    menu.get_by_text("Gradients", exact=True).tap()
    arrived(page, "Gradients")
    page.wait_for_function(
        "document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 0"
    )


def test_the_bar_marks_where_one_is(visit):
    page = visit("")
    marked = page.get_by_test_id("stTopNav").locator("[aria-current=page]")
    expect(marked).to_have_text("Start")
    way_on(page, "Loss curve")
    expect(marked).to_have_text("Core lessons")
    page.go_back()
    expect(marked).to_have_text("Start")


def test_without_the_icons_font_no_name_of_one_is_read(visit):
    page = visit("loss_curve", block="**/*.woff2", **driver.PHONE)
    icons = page.get_by_test_id("stIconMaterial")
    assert icons.count()
    for icon in icons.all():
        expect(icon).to_be_hidden()
    menu = page.get_by_test_id("stExpandSidebarButton")
    sign = menu.evaluate("(e) => getComputedStyle(e, '::after').content")
    assert sign == '"»"'


def test_the_way_on_leads_through_the_whole_course(visit):
    page = visit("")
    for title in TITLES[1:]:
        way_on(page, title)


# ---- back and forward ----------------------------------------------------------------------------


def test_one_press_of_back_undoes_one_change_or_one_page(visit):
    page = visit("loss_curve")
    trail = [page.url]

    def changed(pattern):
        page.wait_for_url(re.compile(pattern))
        driver.idle(page)
        trail.append(page.url)

    box = page.locator("#slider-q").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.6, 0.4, 0.3):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    page.mouse.up()
    changed(r"\?q=0\.(29|3)")
    page.get_by_role("radio", name="0 (no)").click()
    changed("y=0")
    way_on(page, "Binary and categorical")
    trail.append(page.url)
    # Here the page that is come back to states by itself what was kept of it.
    way_on(page, "Loss curve")
    changed(r"loss_curve\?y=0&q=0\.")
    for before in reversed(trail[:-1]):
        page.go_back(wait_until="commit")
        page.wait_for_url(before)
        driver.ready(page)
    page.locator(".slider output", has_text="0.700").wait_for()
    for after in trail[1:]:
        page.go_forward(wait_until="commit")
        page.wait_for_url(after)
        driver.ready(page)
    page.get_by_role("heading", name="How wrong is wrong?").wait_for()


def test_of_two_quick_steps_through_the_history_the_second_counts(visit):
    page = visit("loss_curve")
    way_on(page, "Binary and categorical")
    way_on(page, "Gradients")
    before = entries(page)
    for step, lesson in ((-1, "loss_curve"), (1, "gradients")):
        page.evaluate(TWO_STEPS, step)
        page.wait_for_url(f"**/{lesson}")
        question = words.prose(lesson, "question").strip()
        page.get_by_role("heading", name=question).wait_for()
        driver.ready(page)
        assert page.url.endswith(lesson)
        assert entries(page) == before


def test_a_return_by_the_navigation_is_one_entry_of_the_history(visit):
    page = visit("loss_curve?q=0.25&y=0")
    before = entries(page)
    way_on(page, "Start")
    assert entries(page) == before + 1
    way_on(page, "Loss curve")
    page.wait_for_url(re.compile("y=0&q=0.25"))
    driver.idle(page)
    assert entries(page) == before + 2
    page.go_back(wait_until="commit")
    arrived(page, "Start")
    page.go_back(wait_until="commit")
    arrived(page, "Loss curve")
    page.locator("output", has_text="0.2877 nats").wait_for()


def test_a_term_opens_its_entry_in_the_app_and_the_guess_is_still_there(visit):
    page = visit("loss_curve?y=0&embed=true")
    tabs = []
    page.on("popup", lambda tab: tabs.append(tab))
    field = page.locator("[class*='-guess'] input")
    field.fill("2")
    field.press("Enter")
    page.get_by_text("You said 2 nats").wait_for()
    before = entries(page)
    page.get_by_test_id("stMain").get_by_role("link", name="nats").first.click()
    arrived(page, "Glossary")
    page.wait_for_url("**/glossary?term=nat&embed=true")
    assert not tabs
    assert entries(page) == before + 1
    page.go_back(wait_until="commit")
    arrived(page, "Loss curve")
    page.get_by_text("You said 2 nats").wait_for()


@pytest.mark.parametrize("screen", [driver.DESKTOP, driver.PHONE], ids=["desktop", "phone"])
def test_a_text_that_is_left_by_a_link_is_kept_for_its_page(visit, screen):
    page = visit("language", **screen)
    field = page.get_by_label("Your own text")
    field.fill("To be or not to be")
    term = page.get_by_role("link", name="surprisal", exact=True).first
    term.tap() if screen.get("has_touch") else term.click()
    arrived(page, "Glossary")
    assert not page.get_by_test_id("stException").count()
    page.go_back()
    arrived(page, "Language")
    expect(field).to_have_value("To be or not to be")


def test_a_correction_of_a_wrong_link_is_no_entry_of_the_history(visit):
    plain = entries(visit("loss_curve"))
    page = visit("loss_curve?q=7&y=maybe&axis=z&strange=1")
    page.wait_for_url("**/loss_curve?axis=z")
    driver.idle(page)
    assert entries(page) == plain


# ---- what a student has solved -------------------------------------------------------------------


def solve(page):
    page.get_by_text("Check yourself").click()
    page.get_by_text("It rises by the same amount each time").click()
    page.get_by_text(f"1 of {CHECKS} checks solved").wait_for()


def test_a_solved_check_is_marked_survives_a_reload_and_can_be_forgotten(visit):
    page = visit("loss_curve")
    page.get_by_text(f"0 of {CHECKS} checks solved").wait_for()
    solve(page)
    page.get_by_role("button", name="Core lessons").click()
    page.get_by_role("menuitem", name="Loss curve ✓").wait_for()
    page.keyboard.press("Escape")
    page.reload()
    driver.ready(page)
    page.get_by_text(f"1 of {CHECKS} checks solved").wait_for()
    page.get_by_text("kept in this browser, and nowhere else").wait_for()
    page.get_by_role("button", name="Forget it").click()
    page.get_by_text(f"0 of {CHECKS} checks solved").wait_for()
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.includes('solved'))")
    page.reload()
    driver.ready(page)
    page.get_by_text(f"0 of {CHECKS} checks solved").wait_for()
    assert not page.get_by_role("button", name="Forget it").count()


# What the server says comes so many milliseconds later.
LATE = """
  const set = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage").set;
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    set(hear) { set.call(this, (event) => setTimeout(() => hear.call(this, event), 250)); },
  });
  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (type, hear, ...more) {
    const late = (event) => setTimeout(() => (hear.handleEvent ?? hear).call(hear, event), 250);
    return listen.call(this, type, type === "message" ? late : hear, ...more);
  };
"""


def test_a_check_that_is_solved_before_the_last_answer_takes_nothing_back(visit):
    page = visit("loss_curve", script=LATE)
    page.get_by_text("Check yourself").click()
    right = page.get_by_text("It rises by the same amount each time")
    right.wait_for()
    driver.idle(page)
    other = page.get_by_role("radio", name="0 (no)", exact=True)
    other.evaluate("(e) => e.click()")
    page.wait_for_timeout(150)
    right.evaluate("(e) => e.click()")
    page.get_by_text(f"1 of {CHECKS} checks solved").wait_for()
    driver.idle(page)
    assert page.url.endswith("loss_curve?y=0")
    assert other.is_checked()


# ---- the keyboard --------------------------------------------------------------------------------


def test_enter_on_next_line_advances_one_line_each_time(visit):
    page = visit("loss_curve")
    page.get_by_text("Derivation, step by step").click()
    button = page.get_by_role("button", name="Next line")
    page.get_by_text("Line 1 of").wait_for()
    button.focus()
    for line in (2, 3, 4):
        page.keyboard.press("Enter")
        page.get_by_text(f"Line {line} of").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_that_has_the_focus_shows_it(visit, scheme):
    page = visit("loss_curve", color_scheme=scheme)
    page.keyboard.press("Tab")  # now the focus is the keyboard's
    links = [
        page.get_by_test_id("stMain").get_by_role("link", name="nats").first,
        page.get_by_role("link", name="← Start"),
        page.get_by_role("link", name="Start", exact=True).first,
    ]
    for link in links:
        link.focus()
        style, width, outline, ground = link.evaluate(
            """(e) => {
              const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(e);
              const app = document.querySelector("[data-testid=stApp]");
              return [outlineStyle, parseFloat(outlineWidth), outlineColor,
                getComputedStyle(app).backgroundColor];
            }"""
        )
        assert style != "none"
        assert width >= 2
        assert outline != ground
