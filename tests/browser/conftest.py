"""One browser for each worker; a fresh visitor for each test."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.app import FIGURED, PATHS
from tests.browser import driver

expect.set_options(timeout=30_000)  # as long as Playwright's other waits: the machine may be busy


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            # On a busy machine a browser may miss a beat; a real defect fails every time.
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = driver.launch(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def device(browser):
    """A profile of the browser for each kind of device; what it fetched once it keeps."""
    kept = {}

    def device(**options):
        key = json.dumps(options, sort_keys=True)
        if key not in kept:
            kept[key] = browser.new_context(**options)
        return kept[key]

    return device


@contextmanager
def visitor(device, address):
    """Open pages of the app, each as a new visitor; afterwards the console must be clean."""
    pages, complaints = [], []

    def note(message):
        url = message.location.get("url", "")
        if message.type == "error":
            complaints.append(f"{message.text} {url}")

    def visit(path="", wait=True, block=None, script="", on_send=None, **options):
        page = device(**{**driver.DESKTOP, **options}).new_page()
        pages.append(page)
        page.on("popup", lambda tab: pages.append(tab))
        driver.forget(page, address)
        if script:
            page.add_init_script(script)
        if on_send:
            page.on("websocket", lambda ws: ws.on("framesent", lambda frame: on_send(frame)))
        if block:
            page.route(block, lambda route: route.abort())
        else:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", note)
        page.goto(f"{address}/{path}")
        if wait:
            driver.ready(page)
        return page

    yield visit
    for page in pages:
        page.close()
    assert not complaints


@pytest.fixture
def visit(device, address):
    with visitor(device, address) as visit:
        yield visit


def looked_at(size, lesson, browser, address):
    """A page as it comes for the first time, that several tests look at and leave as it was."""
    with visitor(browser.new_context, address) as visit:
        page = visit(driver.path_of(lesson), script=driver.SHIFTS, **size)
        page.evaluate("document.fonts.ready")
        driver.painted(page)
        page.evaluate("shift_while_loading = shift")
        yield page
    page.context.close()


@pytest.fixture(scope="module", params=FIGURED)
def lesson_on_a_desk(request, browser, address):
    yield from looked_at(driver.DESKTOP, request.param, browser, address)


@pytest.fixture(scope="module", params=PATHS)
def page_on_a_phone(request, browser, address):
    yield from looked_at(driver.PHONE, request.param, browser, address)


@pytest.fixture(scope="module", params=FIGURED)
def lesson_in_hand(request, device, address):
    """A lesson that several tests play with, wherever the one before has left it."""
    sent = []
    with visitor(device, address) as visit:
        page = visit(driver.path_of(request.param), on_send=sent.append)
        yield page, sent
