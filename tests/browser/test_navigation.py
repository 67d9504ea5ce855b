"""How a student finds a page, and what shows how far they are."""

import re

import pytest

from lib import words
from tests.browser import driver

MENUS = {group["title"]: list(group["pages"].values()) for group in words.course()}


@pytest.mark.parametrize("title", [title for title in MENUS if title])
def test_every_page_is_two_clicks_away(visit, title):
    page = visit("")
    for lesson in MENUS[title]:
        page.get_by_role("button", name=title).click()
        page.get_by_role("menuitem", name=lesson, exact=True).click()
        page.wait_for_function("(t) => document.title.startsWith(t)", arg=lesson)
        driver.idle(page)


def test_a_phone_shows_the_same_menus(visit):
    page = visit("", viewport={"width": 360, "height": 740}, has_touch=True)
    page.get_by_test_id("stExpandSidebarButton").tap()
    sidebar = page.get_by_test_id("stSidebarNav")
    sidebar.wait_for()
    for title, lessons in MENUS.items():
        for text in (title, *lessons):
            assert sidebar.get_by_text(text, exact=True).count() or not text, text


def test_the_way_on_leads_through_the_whole_course(visit):
    page = visit("")
    titles = [lesson for lessons in MENUS.values() for lesson in lessons]
    for title in titles[1:]:
        page.get_by_test_id("stMain").get_by_role("link", name=re.compile(f"{title}$")).last.click()
        page.wait_for_function("(t) => document.title.startsWith(t)", arg=title)
        driver.idle(page)


def test_a_solved_check_is_marked_below_the_page_and_in_the_menu(visit):
    page = visit("loss_curve")
    page.get_by_text("0 of").wait_for()
    page.get_by_text("Check yourself").click()
    page.get_by_text("It rises by the same amount each time").click()
    page.get_by_text("1 of").wait_for()
    page.get_by_role("button", name="Core lessons").click()
    page.get_by_role("menuitem", name="Loss curve").get_by_text("check_circle").wait_for()
