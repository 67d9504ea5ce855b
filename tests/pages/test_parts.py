"""Parts of pages run alone when their controls and sliders change: the rest must not need them."""

import random
from unittest import mock

import pytest

from lib.lessons.registry import lessons
from lib.web import state
from tests.app import PATHS, ROOT, figures, open_page, random_state, said
from tests.loop import run
from tests.visitor import Visitor, grids, moved

PARTED = [name for name, path in PATHS.items() if "@state.part" in (ROOT / path).read_text("utf-8")]
STATES = 3
PART = state.part


def seen(name, query, part):
    """What a page says and draws where its parts are made by `part`."""
    with (
        mock.patch.object(state, "part", part),
        mock.patch("lib.web.parts.shuffled", lambda options, _: list(options)),
    ):
        at = open_page(name, **query)
    assert not at.exception
    return said(at), figures(at)


def held_by(name, query):
    """The names of the controls and sliders that a page's parts hold."""
    held = set()

    def watched(body):
        def run():
            before = set(state.seen())
            body()
            held.update(state.seen().keys() - before)

        return run

    whole = seen(name, query, watched)
    assert whole == seen(name, query, PART)
    return held


@pytest.mark.parametrize("name", PARTED)
def test_nothing_outside_the_parts_of_a_page_depends_on_what_is_in_them(name):
    lesson, dice = lessons()[name], random.Random(name)
    for _ in range(STATES):
        one, other = (random_state(lesson, dice) for _ in range(2))
        held = held_by(name, one)
        assert held
        mixed = {k: v for k, v in one.items() if k not in held}
        mixed |= {k: v for k, v in other.items() if k in held}
        rest = [seen(name, query, lambda body: lambda: None) for query in (one, mixed)]
        assert rest[0] == rest[1], (held, one, mixed)


async def in_turns(address):
    """Releases and choices in a part and outside of it: the link and what was sent after each."""
    sent = []
    async with Visitor(address, "language") as visitor:

        async def release(figure, key, index):
            figure_ = visitor.figures[figure]
            values = moved(figure_, key, index)
            sent.append((await visitor.release(figure, values), visitor.query))

        sent.append((await visitor.open(), visitor.query))
        await release("following", "temperature", 3)
        sent.append((await visitor.choose("language.beside", ["two texts"]), visitor.query))
        await release("surprise", "order", 2)
        await release("beside", "one", 4)
        left = visitor.figures, visitor.query
    async with Visitor(address, "language", visitor.query) as other:
        await other.open()
        return sent, left, other.figures


def test_a_part_runs_alone_and_the_page_stands_as_its_link_says(address):
    sent, (left, query), fresh = run(in_turns(address))
    assert [not each.errors for each, _ in sent] == [True] * 5
    whole, part, choice, again, last = (len(each.kinds) for each, _ in sent)
    assert part < whole / 2
    assert choice < whole / 2
    assert last < whole / 2
    assert again > 2 * last
    assert [set(link.split("&")) - {""} for _, link in sent] == [
        set(),
        {"temperature=0.13"},
        {"temperature=0.13", "beside=texts"},
        {"temperature=0.13", "beside=texts", "order=2"},
        {"temperature=0.13", "beside=texts", "order=2", "one=4"},
    ]
    assert query == sent[-1][1]
    assert {key: grids(each).keys() for key, each in left.items()} == {
        key: grids(each).keys() for key, each in fresh.items()
    }
    stands = [
        {k: s.stands for each in shown.values() for k, s in grids(each).items()}
        for shown in (left, fresh)
    ]
    assert stands[0] == stands[1]
