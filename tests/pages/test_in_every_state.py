"""Every page at seeded random states: what a machine can hold of its words, and of its memory."""

import functools
import gc
import importlib
import pkgutil
import random
import re
import resource
from contextlib import contextmanager
from unittest import mock

import pytest

import lib
from lib.lessons.language.real import START
from lib.lessons.registry import lessons
from lib.web.visit import unfold
from lib.words import text as words
from tests.app import WORTH, figures, guess, open_page, random_state, said, without_books
from tests.arithmetic import untrue

READ = 200  # states of a page whose words are read, every part unfolded
MORE = 300  # states with the same options and other numbers, after which nothing has grown
TRAINED = 15  # as many instead, of a page that trains models for each
# States that chance meets too seldom to ask for each section in so many.
SELDOM = {
    "diagnose": [{"loss": "0.1", "classes": "2", "rates": "0.9, 0.1"}],
    "language": [
        {"rival": "log", "rival_answer": "The cat sat on the mat\t-7\n.\t-9999.0"},
        {"rival": "log", "rival_answer": f"{START}\n\t-1"},
    ],
    "playground": [{"data": "own", "points": "0,0,0;0,0,1;1,1,1"}],
}
# Sections that take more than a link, and the test that asks for them.
SEEN_ELSEWHERE = {
    "playground": {"stopped"},  # tests/pages/test_playground.py
    # tests/pages/test_digits.py and tests/lessons/test_digits.py: what comes after a guess of its
    # own for each experiment, and while one is trained.
    "digits": {
        section
        for section in words.sections("digits")
        if re.match("gap|results|verdict|chance|growing|stopped", section)
    },
}
LEVEL = 20_000  # KiB that these may add to the process at its largest
FINITE = 300  # entries that an unbounded cache may have: its arguments are few by declaration
GUESSES = (None, 0.0, 1.0, 4.6, 1234.5)
# "1 nats" and its like, but not "0.1 nats", "1.0000 nats" or "−1/1 times".
SINGULAR = re.compile(
    r"(?<![\d.,/−-])1 (nats|bits|times|classes|labels|logits|letters|words|steps|examples|symbols"
    r"|updates|halvings|alignments|people|outcomes|characters|tosses|digits)\b"
)
PRESS = re.compile(r"[Pp]ress \*([^*]+)\*")
UNFILLED = re.compile(r"\[\[\w+\]\]|\bnan\b|\bNone\b|\bndarray\b|array\(")


def visited(at, lesson, links, dice=None):
    """A page at one link after the other; with dice, unfolded, each time with another guess."""
    for link in links:
        at.query_params.clear()
        for key, text in link.items():
            at.query_params[key] = text
        if dice:
            unfold(at, lesson.name)
            guess(at, lesson.name, dice.choice(GUESSES))
        at.run()
        assert not at.exception, (link, at.exception[0].message, at.exception[0].stack_trace)
        yield link


@functools.lru_cache(maxsize=50_000)  # most of what a page says it says in many states
def found_in(text):
    """What is wrong with a text in any state, and the buttons that it names."""
    unfilled, singular = UNFILLED.search(text), SINGULAR.search(text)
    return unfilled or singular or untrue(text), PRESS.findall(text)


def read(at, link):
    """Hold the words of a page to what is true of them in any state."""
    presets = {preset["label"] for figure in figures(at) for preset in figure["presets"]}
    buttons = presets | {button.label for button in at.button}
    code = {block.value for block in at.code}
    for text in said(at):
        if text in code:
            continue
        wrong, named = found_in(text)
        assert not wrong, (link, text, wrong)
        for button in named:
            assert button in buttons, (link, text)


def unbounded_caches():
    """How much every cache without a bound holds, by its function's full name."""
    found = {}
    for module in pkgutil.walk_packages(lib.__path__, "lib."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, functools._lru_cache_wrapper):
                info = value.cache_info()
                if info.maxsize is None:
                    found[f"{value.__module__}.{name}"] = info.currsize
    return found


def largest():
    """The most memory that the process has had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def asked(name):
    """The sections of a page's words that it has asked for so far."""
    seen, sections, original = set(), words.sections(name), words.sections

    class Recorded(dict):
        def __getitem__(self, section):
            seen.add(section)
            return super().__getitem__(section)

    recorded = Recorded(sections)
    with mock.patch.object(
        words, "sections", lambda page: recorded if page == name else original(page)
    ):
        yield seen


@pytest.mark.parametrize("name", lessons())
def test_what_a_page_says_holds_and_nothing_grows_in_five_hundred_states(name):
    lesson = lessons()[name]

    def links(count, numbers):
        options = random.Random(name)
        yield from (*WORTH.get(name, ()), *SELDOM.get(name, ()))
        for n in range(TRAINED if name in WORTH else count):
            yield random_state(lesson, options, random.Random(f"{numbers} {n}"))

    with without_books():
        at = open_page(name)
        with asked(name) as sections:
            for link in visited(at, lesson, links(READ, "read"), random.Random(name)):
                read(at, link)
        sizes = unbounded_caches()
        for part in ("some", "more"):  # the first fill what is kept for a bounded number of states
            gc.collect()
            before = largest()
            for _ in visited(at, lesson, links(MORE // 2, part)):
                pass
    assert largest() - before < LEVEL
    for cache, size in unbounded_caches().items():
        assert size <= FINITE, cache
        assert size <= sizes.get(cache, 0), f"{cache} grows with what visitors do"
    unused = set(words.sections(name)) - SEEN_ELSEWHERE.get(name, set()) - sections
    assert not unused, "no state asks for these sections"
