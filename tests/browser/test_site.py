"""The course as a folder of files: walked from the disk and from a plain server of files."""

import functools
import html
import http.server
import os
import re
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lib.export.pictures import draw_with
from lib.export.site import Site, file_of
from lib.lessons.registry import lessons
from tests.app import FIGURED, PATHS
from tests.browser import driver
from tests.export.html import Read

SMALLEST = {"width": 360, "height": 740}
LIVE = """() => {
  const shade = document.querySelector(".figure").shadowRoot;
  return shade?.querySelector(".main-svg .subplot") && !shade.querySelector(".still");
}"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory, browser):
    """The site, built once for all workers: each page as it is first, and what links lead to."""
    base = Path(tmp_path_factory.getbasetemp())
    # Each worker of a run has a folder of its own in that of the run.
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "site"
    done = place.with_suffix(".done")
    try:
        place.with_suffix(".begun").mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.5)
        return place / "course"
    try:
        Site("https://example.org", most=0).write(place / "course")
        draw_with(browser, place / "course")
    finally:
        done.mkdir()
    return place / "course"


@pytest.fixture(scope="module")
def served(folder):
    """A plain server of files, with the course below a folder of its own."""
    handler = functools.partial(_Quiet, directory=folder.parent)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/course"
    server.shutdown()
    server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def walker(device, served):
    """Open pages; nothing may be asked of another host, and the console stays clean."""
    pages, complaints = [], []

    def walker(address, **options):
        page = device(viewport={"width": 1280, "height": 800}, **options).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
        host = served.rpartition("/")[0]
        page.on(
            "request",
            lambda r: r.url.startswith(("file:", "data:", host)) or complaints.append(r.url),
        )
        page.add_init_script(driver.SHIFTS)
        page.goto(address)
        return page

    yield walker
    for page in pages:
        page.close()
    assert not complaints


@pytest.mark.parametrize("lesson", PATHS)
def test_a_page_drags_is_accessible_and_fits_a_phone(walker, served, lesson):
    page = walker(f"{served}/{file_of(lesson)}", color_scheme="light")
    if lesson in FIGURED:
        page.wait_for_function(LIVE)
        assert page.evaluate("shift") <= 0.02
        figure = page.locator(".figure").first
        slider = figure.locator("input[type=range]").first
        before = figure.locator("output").all_inner_texts()
        slider.press("End")
        slider.press("PageDown")
        assert figure.locator("output").all_inner_texts() != before
    page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    driver.painted(page)
    # Code is coloured alike on all pages, and each of its words takes axe its time.
    context = None if lesson == "gradients" else {"exclude": [[".code"]]}
    assert not driver.grave(page, context=context)
    page.evaluate("document.querySelector('header details').open = false")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(SMALLEST)
    driver.painted(page)
    assert not driver.grave(page, {"runOnly": ["color-contrast"]}, context)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST["width"]


@pytest.mark.parametrize("lesson", FIGURED)
def test_the_first_picture_is_seen_before_any_script(device, served, lesson):
    page = device(java_script_enabled=False, viewport=SMALLEST).new_page()
    page.goto(f"{served}/{file_of(lesson)}")
    still = page.locator(".figure").first.locator(".still.narrow")
    assert still.locator("svg").first.is_visible()
    assert "var(--st-chart-" in still.first.inner_html()
    page.close()


def test_a_picture_of_which_half_has_come_is_not_seen(device, folder, tmp_path):
    whole = (folder / "playground.html").read_text(encoding="utf-8")
    half = whole[: whole.index('class="panel"', whole.index('class="panel"') + 1)]
    page = device(java_script_enabled=False, viewport={"width": 1280, "height": 800}).new_page()
    for text in (half, whole):
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        drawn = page.locator(".figure").first.locator(".still.wide svg").first
        assert drawn.bounding_box()["width"] > 200
        assert drawn.is_visible() == (text is whole)
    page.close()


def test_every_link_leads_to_a_state_that_is_there(folder):
    known = {
        name: re.findall(r'"link":"([^"]*)"|"([^"]*)":"[^"]*"', states_text(folder, name))
        for name in lessons()
    }
    states = {name: {link for pair in pairs for link in pair} for name, pairs in known.items()}
    files = {file_of(name): name for name in lessons()}
    seen = 0
    for name in lessons():
        text = (folder / file_of(name)).read_text(encoding="utf-8")
        hrefs = Read(text.partition("<main")[2].partition("</main>")[0]).hrefs
        hrefs += re.findall(r'href=\\"([^"\\]*)\\"', states_text(folder, name))
        for href in hrefs:
            if href.startswith("http"):
                continue
            file, _, link = html.unescape(href).partition("#")
            assert file in files, (name, href)
            assert not link or link in states[files[file]], (name, href)
            seen += 1
    assert seen > 300


def states_text(folder, name):
    (path,) = folder.glob(f"{name}-states-*.js")
    return path.read_text(encoding="utf-8")


def test_the_course_works_from_the_disk(walker, folder):
    page = walker((folder / "index.html").as_uri())
    page.wait_for_function(LIVE)
    page.get_by_text("All pages").click()
    page.locator("nav").get_by_role("link", name="Gradients").click()
    page.wait_for_function(LIVE)
    page.get_by_role("link", name="logit").first.click()
    page.locator(".find input").wait_for()
    # The state that the link names, from a file that is fetched when it is asked for.
    page.wait_for_function("document.querySelector('.find input').value === 'logit'")
    assert page.locator(".words p").count() < 20


def test_what_cannot_be_loaded_is_said_and_tried_again(device, served):
    page = device(viewport={"width": 1280, "height": 800}).new_page()
    page.route("**/gradients-states-*.js", lambda route: route.abort())
    page.goto(f"{served}/gradients.html")
    page.wait_for_function(LIVE)
    page.get_by_role("button", name="0 (no)").click()
    expect(page.locator("#notice")).to_contain_text("could not be loaded")
    page.unroute("**/gradients-states-*.js")
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("button", name="Skip")).to_have_count(0)
    page.close()


def test_the_glossary_is_searched(walker, served):
    page = walker(f"{served}/glossary.html")
    field = page.locator(".find input")
    whole = page.locator("main .words p").count()
    field.fill("nan")
    field.press("Enter")
    page.wait_for_function("location.hash.startsWith('#term=')")
    assert page.locator("main .words p").count() < whole / 2
    assert "NaN" in page.locator("main").inner_text()
    field.fill("a word that no entry has")
    field.press("Enter")
    expect(page.locator("#notice")).to_contain_text("needs the running app")
    field.fill("")
    field.press("Enter")
    expect(page.locator("main .words p")).to_have_count(whole)
    expect(page.locator("#notice")).to_be_empty()


def test_the_question_bank_answers(walker, served):
    page = walker(f"{served}/pitfalls.html")
    page.locator(".asked label").first.click()
    answer = page.locator(".answer:visible")
    assert answer.locator(".alert").count() == 1
    assert answer.get_by_role("link").count() == 1
    question = page.locator("main h2").inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("main h2")).not_to_have_text(question)
    assert page.locator(".answer:visible").count() == 0


def test_a_page_drawn_twice_is_the_same_to_the_byte(folder, browser, tmp_path):
    page = (folder / "loss_curve.html").read_text(encoding="utf-8")
    drawn = re.compile(r"<template shadowrootmode.*?</template>", re.DOTALL)
    # A browser orders attributes by chance where a style is among them.
    for tag in re.findall(r"<[a-z][^>]*>", drawn.search(page)[0]):
        names = re.findall(r' ([\w:-]+)="', tag)
        assert names == sorted(names)
    undrawn = drawn.sub("", page)
    assert undrawn != page
    for turn in "12":
        (tmp_path / turn).mkdir()
        for script in folder.glob("*.js"):
            (tmp_path / turn / script.name).symlink_to(script)
        (tmp_path / turn / "loss_curve.html").write_text(undrawn, encoding="utf-8", newline="\n")
        draw_with(browser, tmp_path / turn)
        assert (tmp_path / turn / "loss_curve.html").read_text(encoding="utf-8") == page
