"""A loss of one's own, from Start to an answer, with a hand and a keyboard."""

import re

from playwright.sync_api import expect

from tests.browser import driver

MAIN = ".readout.main dd"


def test_a_loss_is_brought_from_start_and_placed(visit):
    page = visit()
    page.get_by_role("link", name="Is it good, or is something wrong?").click()
    page.wait_for_url("**/diagnose")
    driver.ready(page)
    field = page.get_by_label("Base rates, if known")
    field.fill("90%, 10%")
    field.press("Enter")
    expect(page.get_by_label("Classes K")).to_have_value("2")
    driver.idle(page)
    field = page.get_by_label("Your mean loss")
    field.fill("0.3251")
    field.press("Enter")
    expect(page.locator(MAIN)).to_have_text("0.3251 nats")
    page.get_by_text("is what guessing costs").first.wait_for()
    page.wait_for_url(re.compile("loss=0.3251"))


def test_a_refused_loss_is_explained_and_stays(visit):
    page = visit("diagnose")
    field = page.get_by_label("Your mean loss")
    field.fill("-0.3")
    field.press("Enter")
    page.get_by_role("alert").filter(has_text="at most 1").wait_for()
    expect(field).to_have_value("-0.3")
    expect(page.locator(MAIN)).to_have_text("0.6200 nats")


def test_a_stuck_loss_leads_to_its_causes_and_on_to_a_lesson(visit):
    page = visit("diagnose?loss=1.6094")
    tabs = []
    page.on("popup", lambda tab: tabs.append(tab))
    page.get_by_role("link", name="what a stuck loss can come from").click()
    page.get_by_text("Softmax is applied twice.").wait_for()
    page.wait_for_url(re.compile("symptom=stuck"))
    page.get_by_role("link", name="See softmax applied twice").click()
    page.wait_for_url(re.compile(r"/stability\?"))
    driver.ready(page)
    assert not tabs
