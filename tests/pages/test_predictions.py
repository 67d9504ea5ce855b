"""Predictions are read as people write them: a number, a sum, with the unit that was asked for."""

import re

import pytest

from lib.lessons.registry import lessons
from lib.words import text as words
from tests.app import CHEAP, figures, open_page, said, without_books

ASKED = [(n, key) for n in lessons() for key in words.questions(n) if key.startswith("predict")]
# The control that chooses the case of a prediction, where a page has several.
CHOOSES = {
    "bce_vs_cce": "mode",
    "relatives": "case",
    "applications": "case",
    "digits": "experiment",
}
UNITS = {
    "nats": ("1 nat", "2 bits"),
    "per cent": ("1%", "1 nat"),
    "times": ("1 times", "1%"),
    "updates": ("1 update", "1 nat"),
    "in points": ("1 point", "1 nat"),
    "in epochs": ("1 epoch", "1 nat"),
}


def unit_of(name, key):
    """The unit that a question asks for in words."""
    question = words.questions(name)[key]
    told = question["prompt"].replace("divided by what", "times") + question["placeholder"]
    return next((unit for unit in UNITS if unit in told), None)


def asked(name, key):
    """The page that asks for a prediction."""
    case = key.removeprefix("predict").removeprefix("_")
    return open_page(name, **CHEAP.get(name, {}), **({CHOOSES[name]: case} if case else {}))


def answered(name, key, text):
    """What a page says about a guess."""
    with without_books():
        at = asked(name, key)
        field = next(field for field in at.text_input if ".guess" in field.key)
        at = at.text_input(key=field.key).set_value(text).run()
    assert not at.exception
    return at


@pytest.mark.parametrize(("name", "key"), ASKED)
def test_a_guess_may_carry_the_unit_that_was_asked_for_and_no_other(name, key):
    unit = unit_of(name, key)
    right, wrong = UNITS.get(unit, ("2/2", "1 nat"))
    at = answered(name, key, right)
    assert not at.error
    assert any(m.value.startswith("**You said 1") for m in at.markdown)
    assert len(answered(name, key, wrong).error) == 1


@pytest.mark.parametrize(("name", "key"), ASKED)
def test_a_guess_may_be_a_sum(name, key):
    assert not answered(name, key, "ln e / 2").error


@pytest.mark.parametrize(("name", "key"), ASKED)
def test_the_answer_is_not_said_before_a_guess(name, key):
    said_then = next(m.value for m in answered(name, key, "1").markdown if "**You said" in m.value)
    truth = re.search(r"; [^*]*?([\d.,]*\d)", said_then)  # a word where it is nothing at all
    if truth is None or truth[1] in words.questions(name)[key]["prompt"]:
        return
    with without_books():
        before = " ".join(said(asked(name, key)))
    shown = re.findall(r"(?<![\d.,])\d+(?:\.\d+)?(?![.,]?\d)", before)
    if len(truth[1]) > 3:  # few digits may stand there for something else
        places = len(truth[1].partition(".")[2])
        shown = [f"{float(n):.{places}f}" for n in shown if len(n.partition(".")[2]) >= places]
    assert truth[1] not in shown


@pytest.mark.parametrize(("name", "key"), ASKED)
def test_a_picture_that_answers_is_drawn_after_a_guess_or_a_skip(name, key):
    at = asked(name, key)
    for panel in (panel for figure in figures(at) for panel in figure["panels"]):
        assert panel["figure"]["data"] or panel["answers"] or panel.get("raster")
    next(button for button in at.button if button.label == "Skip").click().run()
    for panel in (panel for figure in figures(at) for panel in figure["panels"]):
        assert panel["figure"]["data"] or panel.get("raster")


def places(at):
    """Where the live figures of a page stand in it."""
    found = {}

    def walk(block, path):
        for index, child in block.children.items():
            if hasattr(child, "children"):
                walk(child, (*path, index))
            elif child.type == "bidi_component":
                found[child.proto.id] = (*path, index)

    walk(at.main, ())
    return found


@pytest.mark.parametrize(("name", "key"), ASKED)
def test_no_figure_moves_to_another_place_when_the_answer_is_shown(name, key):
    """Streamlit takes one that does out of the hand that holds it, and makes it anew."""
    with without_books():
        at = asked(name, key)
        before = places(at)
        [skip] = [button for button in at.button if (button.key or "").endswith(".skip")]
        after = places(skip.click().run())
    assert before
    assert {figure: after[figure] for figure in before} == before
