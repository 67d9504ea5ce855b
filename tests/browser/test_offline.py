"""A lesson as a file, opened without a server and without a network."""

import re

import pytest
from playwright.sync_api import expect

from lib.export.offline import LARGEST, offline
from tests.browser import driver

APP = "https://example.org/course"
DESK = {"width": 1280, "height": 800}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DRAWN = """() => [...document.querySelectorAll(".figure")].slice(0, 1)
  .every((place) => place.shadowRoot?.querySelector(".main-svg .subplot"))"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The lesson on gradients: three figures, four controls, a question, a derivation, code."""
    text = offline("gradients", app=APP)
    assert len(text.encode()) <= LARGEST
    path = tmp_path_factory.mktemp("offline") / "gradients.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def opened(file, device):
    """Open the file; nothing may be asked of any network, and the console stays clean."""
    pages, complaints = [], []

    def opened(link="", **options):
        page = device(
            offline=True, **{"viewport": {"width": 1280, "height": 800}, **options}
        ).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
        page.on("request", lambda r: r.url.startswith("http") and complaints.append(r.url))
        page.goto(f"{file.as_uri()}{link}")
        page.wait_for_function(DRAWN)
        return page

    yield opened
    for page in pages:
        page.close()
    assert not complaints


def number(page, place=0):
    return page.locator(".figure").nth(place).locator(".readout.main dd").inner_text()


def press(page, slider, key, times=1):
    for _ in range(times):
        page.locator(f"#slider-{slider}").press(key)


def test_nothing_jumps_while_it_opens(file, device):
    page = device(offline=True, viewport=DESK).new_page()
    page.add_init_script(driver.SHIFTS)
    page.goto(file.as_uri())
    page.wait_for_function(DRAWN)
    driver.painted(page)
    assert page.evaluate("shift") < 0.02
    page.close()


def test_where_scripts_by_address_are_forbidden_it_draws_all_the_same(file, device, tmp_path):
    text = file.read_text(encoding="utf-8")
    policy = """<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">"""
    (tmp_path / "hosted.html").write_text(text.replace("<head>", f"<head>{policy}", 1), "utf-8")
    page = device(offline=True, viewport=DESK).new_page()
    page.goto((tmp_path / "hosted.html").as_uri())
    page.locator(".figure").first.locator(".main-svg .subplot").first.wait_for(state="attached")
    page.close()


def test_every_position_is_painted_while_a_hand_drags(opened):
    page = opened()
    felt = driver.felt(page, page.locator("#slider-z").element_handle())
    assert felt["positions"] > 60
    assert felt["painted"] > 0.9


def test_a_choice_turns_to_its_state_and_back_goes_back(opened):
    page = opened()
    why = page.locator("details.why .words")
    before = why.text_content()
    page.get_by_role("button", name="0 (no)").click()
    expect(page.get_by_role("button", name="0 (no)")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="0 (no)")).to_be_focused()
    assert page.url.endswith("#y=0")
    page.go_back()
    expect(page.get_by_role("button", name="1 (yes)")).to_have_attribute("aria-pressed", "true")
    assert why.text_content() == before


def test_a_link_opens_a_state_of_the_file(opened):
    page = opened("#y=0")
    expect(page.get_by_role("button", name="0 (no)")).to_have_attribute("aria-pressed", "true")


def test_a_state_that_is_not_in_the_file_is_said_with_the_way_to_it(opened):
    page = opened("#z=3.21")
    notice = page.locator("#notice")
    expect(notice).to_contain_text("needs the running app")
    assert notice.get_by_role("link").get_attribute("href") == f"{APP}/gradients?z=3.21"
    assert number(page) == "75.2 times"


def test_a_preset_brings_its_words(opened):
    page = opened()
    page.get_by_role("button", name="undecided: z = 0").click()
    expect(page.locator("details.why .words").first).to_contain_text("0.25")
    assert page.locator(".note").count() == 0


def test_after_a_release_the_file_says_what_its_words_are_about(opened):
    page = opened()
    press(page, "z", "ArrowRight", 3)
    note = page.locator(".note")
    expect(note).to_contain_text("written for −5.00")
    href = note.get_by_role("link").get_attribute("href")
    assert re.fullmatch(rf"{APP}/gradients\?z=-4\.\d+", href)
    note.get_by_role("button").click()
    expect(note).to_have_count(0)
    assert number(page) == "75.2 times"


def test_one_slider_moves_at_a_time_and_the_others_stand_where_the_numbers_are_true(opened):
    page = opened()
    page.locator(".figure").nth(2).scroll_into_view_if_needed()
    outputs = page.locator(".figure").nth(2).locator(".slider output")
    stood = outputs.all_inner_texts()
    press(page, "z0", "ArrowRight", 4)
    assert outputs.nth(0).inner_text() != stood[0]
    press(page, "z1", "ArrowRight", 4)
    assert outputs.nth(0).inner_text() == stood[0]
    assert outputs.nth(1).inner_text() != stood[1]


def test_a_guess_or_a_skip_shows_the_answer(opened):
    page = opened()
    folds = page.locator("summary")
    hidden = folds.count()
    page.get_by_placeholder("your guess").fill("5")
    page.get_by_placeholder("your guess").press("Enter")
    expect(page.get_by_role("button", name="Skip")).to_have_count(0)
    assert folds.count() > hidden
    assert page.get_by_placeholder("your guess").input_value() == "5"


def test_an_answer_is_explained_and_what_is_solved_is_remembered(opened):
    page = opened()
    page.locator("summary", has_text="Check yourself").press("Enter")
    right = page.locator(".asked label", has_text="The one at −1, although its loss is the smaller")
    right.click()
    expect(page.locator(".answer:visible")).to_contain_text("Right.")
    expect(page.locator(".marks")).to_contain_text("1 of")
    page.locator(".asked label").nth(1).click()
    assert page.locator(".answer:visible").count() == 1
    page.reload()
    expect(page.locator(".marks")).to_contain_text("1 of")
    page.evaluate("localStorage.clear()")


def test_the_derivation_comes_line_by_line(opened):
    page = opened()
    page.locator("summary", has_text="Derivation").press("Enter")
    lines = page.locator("details.steps .stack > .words")
    shown = page.locator("details.steps .stack > .words:visible")
    assert shown.count() == 1
    page.get_by_role("button", name="Next line").click()
    assert shown.count() == 2
    page.get_by_role("button", name="All lines").click()
    assert shown.count() == lines.count() > 2
    assert lines.locator("math").count() > 3


def test_code_is_there_for_each_library(opened):
    page = opened()
    page.locator("summary", has_text="The code behind it").press("Enter")
    page.get_by_role("tab", name="PyTorch").click()
    expect(page.get_by_role("tabpanel", name="PyTorch")).to_contain_text("import torch")
    assert page.get_by_role("tabpanel").count() == 1


def test_on_paper_it_is_a_worksheet_with_a_key(opened, tmp_path):
    page = opened()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details.why .words:visible").count() == 0
    assert page.locator(".line:visible").count() >= 3
    key = page.locator("#key")
    expect(key).to_be_visible()
    expect(key).to_contain_text("Right.")
    assert page.locator("main .answer:visible").count() == 0
    assert page.locator("button:visible").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".line").count() == 0


def test_axe_finds_nothing_serious_in_both_themes_and_on_a_phone(opened):
    page = opened()
    page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        driver.painted(page)
        assert not driver.grave(page)
    page.set_viewport_size(PHONE["viewport"])
    driver.painted(page)
    assert not driver.grave(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_press_changes_the_theme(opened, system):
    page = opened(color_scheme=system)
    background = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(background)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(background) != before
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(background) == before


def test_share_hands_the_lesson_out_as_it_stands(visit, address, tmp_path):
    page = visit("?q=0.5")
    page.get_by_role("button", name="Share").click()
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("link", name="Download this lesson").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert path.name == "home.html"
    assert f'data-live="{address}/"' in text
    assert 'data-link="q=0.5"' in text
