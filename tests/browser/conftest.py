"""One server and one browser for each worker; a fresh visitor for each test."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import driver


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            # On a busy machine a browser may miss a beat; a real defect fails every time.
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def address():
    with driver.serve() as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = driver.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Open a page of the app as a new visitor; afterwards the console must be clean."""
    contexts, complaints = [], []

    def listen(page):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda m: (
                complaints.append(f"{m.text} {m.location.get('url')}")
                if m.type == "error"
                and not any(own in m.location.get("url", "") for own in driver.STREAMLITS_OWN)
                else None
            ),
        )

    def visit(path="", wait=True, block=None, **options):
        options = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        if block:
            page.route(block, lambda route: route.abort())
        else:
            listen(page)
        page.goto(f"{address}/{path}")
        if wait:
            driver.ready(page)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not complaints
