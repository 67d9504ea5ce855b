"""The code of every recommendation runs as printed, and its first number is the library's."""

import pytest

from lib.lessons.which_loss import COMPARE
from lib.lessons.which_loss.fields import printed
from lib.words import advice
from lib.words import text as words
from tests.app import open_page
from tests.snippets import LIBRARIES, MISSING, printed_by

PAGE = "which_loss"


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("key", advice.recommendations())
def test_a_snippet_prints_the_loss_that_the_page_states(key, library):
    if MISSING[library]:
        pytest.skip(f"{', '.join(MISSING[library])} not installed")
    code = words.snippets("which_loss", key)[library]
    assert not words.fields(code)
    # float32 libraries agree to about seven digits.
    assert printed_by(code) == pytest.approx(printed(key), rel=2e-6)


@pytest.mark.parametrize("key", advice.recommendations())
def test_the_page_shows_the_code_and_the_number_of_its_recommendation(key):
    answers = next(way for way in ways() if advice.advise(way).key == key)
    at = open_page(PAGE, **answers)
    assert not at.exception
    assert at.subheader[0].value == advice.recommendations()[key].title
    assert any(f"prints {printed(key):.4f} first" in m.value for m in at.markdown)
    at.session_state["which_loss.code"] = True
    at.run()
    assert not at.exception
    numpy_code, *others = [block.value for block in at.code]
    assert "def " in numpy_code
    assert [code.strip() for code in others] == [
        code.strip() for code in words.snippets("which_loss", key).values()
    ]


def ways(answers=None):
    answers = answers or {}
    asked = advice.next_question(answers)
    if asked is None:
        return [answers]
    return [way for option in asked.options for way in ways({**answers, asked.key: option})]


def asked_by(at):
    return [control.label for control in at.button_group if control.label != "Compare"]


def test_only_the_questions_that_matter_are_asked():
    asks = {q.key: q.asks for q in advice.questions()}
    at = open_page(PAGE, kind="number")
    assert asked_by(at) == [asks["kind"]]
    at = open_page(PAGE, kind="two", trust="unknown")
    assert asked_by(at) == [asks["kind"], asks["trust"]]


@pytest.mark.parametrize("wrong", ["", "x", "<b>", "two,number"])
def test_a_wrong_answer_in_a_link_falls_back(wrong):
    at = open_page(PAGE, kind=wrong, trust=wrong, spread=wrong, use=wrong, compare=wrong)
    assert not at.exception
    assert at.subheader[0].value == advice.recommendations()["bce"].title


@pytest.mark.parametrize("part", ["why", "beliefs", "question"])
def test_every_folded_part_opens(part):
    at = open_page(PAGE)
    before = len(at.markdown) + len(at.radio)
    at.session_state[f"which_loss.{part}"] = True
    at.run()
    assert not at.exception
    assert len(at.markdown) + len(at.radio) > before
    assert not any(words.fields(m.value) for m in at.markdown)


def test_every_comparison_is_shown():
    shown = set()
    for name in COMPARE.options:
        at = open_page(PAGE, compare=name)
        assert not at.exception
        (table,) = [m.value for m in at.markdown if m.value.startswith("| ")]
        assert not words.fields(table)
        shown.add(table)
    assert len(shown) == 5
