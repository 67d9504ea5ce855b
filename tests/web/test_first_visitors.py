"""A class that opens a server which was started a second ago."""

from itertools import cycle, islice

from lib.lessons.registry import lessons
from tests.app import FIGURED
from tests.browser.driver import serve
from tests.loop import run
from tests.visitor import Visitor, grids, moved, visit_at_once

CLASS = 30


async def drag_and_choose(address):
    """A visit, a release and a change of an option; the links after each, and what was sent."""
    async with Visitor(address, "loss_curve") as visitor:
        runs, links = [await visitor.open()], []
        slider = grids(visitor.figures["curve"])["q"]
        at = slider.values.index(0.25)
        runs.append(await visitor.release("curve", moved(visitor.figures["curve"], "q", at)))
        links.append(visitor.query)
        runs.append(await visitor.choose("loss_curve.y", ["0 (no)"]))
        links.append(visitor.query)
        return runs, links, grids(visitor.figures["curve"])["q"].stands


def test_a_visitor_drags_and_chooses_as_a_browser_does(address):
    runs, links, stands = run(drag_and_choose(address))
    assert not [error for seen in runs for error in seen.errors]
    assert links == ["q=0.25", "y=0&q=0.25"]
    assert stands == 0.25


def test_thirty_first_visitors_at_once_see_their_page_and_no_error():
    with serve() as address:
        for pages in (
            list(islice(cycle(lessons()), CLASS)),
            ["loss_curve"] * CLASS,
        ):
            seen = run(visit_at_once(address, pages))
            for page, visit in zip(pages, seen, strict=True):
                assert not visit.errors, (page, visit.errors)
                assert "heading" in visit.kinds, page
                assert ("bidi_component" in visit.kinds) or page not in FIGURED, page
