"""About a minute of `tests/fuzz.py`, always the same."""

import pytest

from tests import fuzz


@pytest.fixture(scope="module")
def browser(browser):
    """The browser of these visitors, beside that of the other tests."""
    own = fuzz.launch(browser.browser_type)
    yield own
    own.close()


@pytest.mark.parametrize("number", range(3))
def test_a_random_visitor_meets_no_defect(browser, address, number):
    fuzz.visit(browser, address, 0, number)
