"""A page as a file: the same words, numbers and figures as the app shows in the same state."""

import json
import random
import re
from functools import cache
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from lib.export import document, offline
from lib.export.elements import UnknownElementError, tokens
from lib.export.links import ordered, texts_in
from lib.export.states import Reading
from lib.lessons.registry import lessons
from lib.web.visit import VISITOR
from tests.app import PATHS, WORTH, figures, link_of, open_page, random_state, said
from tests.export.html import Read

STATES = 20  # of a page
# What Markdown says and HTML does not: addresses, and the numbers of a list.
MARKS = re.compile(r"(?<=\])\((https?:|[a-z_]+(?=[?)]))[^)]*\)|^\d+\.(?= )", re.MULTILINE)


def states_of(lesson):
    """Links to a page: the first, and random ones."""
    dice = random.Random(f"file {lesson}")
    if lessons()[lesson].trains:
        return [{}, *WORTH[lesson][:3]]
    return [{}, *(random_state(lessons()[lesson], dice) for _ in range(STATES - 1))]


def digits(text):
    return "".join(re.findall(r"\d", MARKS.sub("", text)))


@pytest.fixture(scope="module", params=PATHS)
def read(request):
    """A page's reading at its states, each with the app at the same link."""
    reading = Reading(request.param, lambda address: f"#{address}")
    seen = []
    for texts in states_of(request.param):
        reading.require(urlencode(texts))
        at = reading.visit.app
        link = ordered(lessons()[request.param], link_of(at))
        state = next(state for state in reading.page.states if state.link == link)
        seen.append((state, said(at), figures(at)))
    # Each file is parsed once for all tests.
    html = cache(lambda *pieces: Read("".join(pieces)))
    return SimpleNamespace(reading=reading, page=reading.page, seen=seen, html=html)


def test_every_number_of_the_app_is_in_the_file_in_the_same_order(read):
    for state, lines, _ in read.seen:
        shown = digits(read.html(*state.veiled).text)
        place = 0
        for line in lines:
            if line.endswith("checks solved"):  # which the file's own script says
                continue
            there = shown.find(digits(line), place)
            assert there >= 0, (state.link, line)
            place = there + len(digits(line))


def test_every_figure_of_the_app_is_in_the_file(read):
    for state, _, sent in read.seen:
        names = re.findall(r'data-figure="(\w+)"', "".join(state.veiled))
        assert len(names) == len(sent)
        for name, data in zip(names, sent, strict=True):
            held = read.page.figures[name]
            sliders = [
                {**read.page.parts[part], "at": at}
                for part, at in zip(held["sliders"], held["at"], strict=True)
            ]
            assert sliders == data["sliders"]
            for part, panel in zip(held["panels"], data["panels"], strict=True):
                own = read.page.parts[part]
                assert own["figure"] == panel["figure"]
                assert own["alt"] == panel["alt"]


def test_a_file_is_whole_html(read):
    for state in read.page.states:
        for pieces in (state.veiled, state.shown):
            assert not read.html(*pieces).open


def test_a_press_leads_where_the_app_would_go(read):
    lesson, page, dice = lessons()[read.page.lesson], read.page, random.Random(0)
    leads = read.html(*page.states[0].shown).leads
    for link in dice.sample(leads, min(2, len(leads))):
        at = open_page(lesson.name, **texts_in(link))
        read.reading.require(link)
        shown = ordered(lesson, link_of(at))
        assert page.aliases.get(link, link) == shown
        assert shown in [state.link for state in page.states]


def test_the_answers_are_those_of_the_app():
    reading = Reading("gradients", str)
    reading.require("")
    at = open_page("gradients", unfolded=True)
    at.session_state["visitor"] = VISITOR
    at.run()
    page = "".join(reading.page.states[0].veiled)
    for option in at.radio("gradients.check").options:
        at.radio("gradients.check").set_value(option).run()
        verdict = (at.success or at.warning)[0].value
        assert digits(verdict) in digits(Read(page).text)
        assert page.count(option) == 1
    assert page.count('class="alert success"') == 1


def test_a_prediction_is_asked_before_its_answer_is_shown():
    reading = Reading("gradients", str)
    reading.require("")
    (state,) = reading.page.states
    assert 'data-does="reveal"' in "".join(state.veiled)
    assert 'data-does="reveal"' not in "".join(state.shown)
    assert len("".join(state.shown)) > len("".join(state.veiled))


def test_an_element_without_html_ends_the_export_with_its_name():
    block = SimpleNamespace(children={0: SimpleNamespace(type="balloons")})
    with pytest.raises(UnknownElementError, match="balloons"):
        list(tokens(block, None))


def test_as_many_states_as_there_is_room_for():
    few, some = Reading("loss_curve", str), Reading("loss_curve", str)
    for reading, most in ((few, 1), (some, 5)):
        reading.require("")
        reading.grow(room=10**7, most=most)
    assert len(few.page.states) == 2
    assert len(some.page.states) == 6
    full = Reading("loss_curve", str)
    full.require("")
    full.grow(room=30_000, most=99)
    assert 1 < len(full.page.states) < 40


def test_what_is_wrong_in_a_link_is_corrected():
    reading = Reading("loss_curve", str)
    reading.require("y=7&q=abc&nonsense=<script>")
    assert [state.link for state in reading.page.states] == [""]


def test_the_same_page_gives_the_same_file():
    one, other = (offline.offline("home", app="https://example.org") for _ in range(2))
    assert one == other


def test_a_file_leads_back_to_the_app_in_the_same_state():
    file = offline.offline("home", "q=0.5", "https://example.org/course/")
    assert 'data-live="https://example.org/course/"' in file
    assert 'data-link="q=0.5"' in file


def test_a_file_is_never_larger_than_it_may_be(monkeypatch):
    monkeypatch.setattr(offline, "LARGEST", 900_000)
    file = offline.offline("bce_vs_cce")
    assert len(file.encode()) <= 900_000


def test_no_text_ends_the_script_that_holds_it():
    data = {"text": "</script><!-- <script>"}
    text = document.script_text(data)
    assert "</script" not in text
    assert "<!--" not in text
    assert json.loads(text.replace("<\\!--", "<!--")) == data


def test_what_a_teachers_link_leaves_out_locks_and_asks_is_so_in_the_file():
    reading = Reading("gradients", str)
    reading.require("y=0&hide=code,prediction&lock=y,z&task=Where <b>is</b> it?&view=projector")
    (state,) = reading.page.states
    page = "".join(state.veiled)
    assert texts_in(state.link).keys() == {"y", "hide", "lock", "task"}
    assert "import torch" not in page
    assert 'data-does="reveal"' not in page
    assert "Where &lt;b&gt;is&lt;/b&gt; it?" in page
    assert re.search(r'aria-pressed="true" data-to="[^"]*" disabled', page)
    assert next(iter(reading.page.figures.values()))["lock"] == ["z"]
