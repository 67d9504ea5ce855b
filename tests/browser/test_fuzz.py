"""About a minute of `tests/fuzz.py`, always the same."""

import pytest

from tests import fuzz


@pytest.mark.parametrize("number", range(3))
def test_a_random_visitor_meets_no_defect(browser, address, number):
    fuzz.visit(browser, address, 0, number)
