"""The words of the lessons, and what is done with them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.words import text as words
from tests.app import FIGURED

ROOT = Path(__file__).parents[2]
LESSONS = sorted(p.parent.name for p in (ROOT / "assets/lessons").glob("*/words.md"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_sentence_calls_a_logarithm_exponential(lesson):
    text = " ".join(words.sections(lesson).values()).lower()
    assert not re.search(r"exponential(ly)? (penal|punish|grow)|grows? exponential", text)


def test_a_field_without_a_number_is_an_error():
    with pytest.raises(KeyError):
        words.fill("[[missing]]", {})


def test_dollars_and_braces_pass_untouched():
    assert words.fill(r"$\frac{a}{b}$ [[n]]", {"n": 3}) == r"$\frac{a}{b}$ 3"


@pytest.mark.parametrize(
    ("guess", "says"),
    [
        (4.6, "Well judged."),
        (4.2, "Well judged."),
        (1, "It is 4.6 times as much as you thought."),
        (0.001, "It is 4,600 times as much as you thought."),
        (46, "You expected 10 times as much."),
        (0, "It is more than nothing."),
    ],
)
def test_a_guess_is_compared_with_the_truth(guess, says):
    assert words.comparison(guess, 4.6) == says


def test_every_common_sentence_is_said_of_some_guess():
    said = {words.comparison(guess, 1) for guess in (0, 0.5, 1, 2)}
    filled = {text.replace("[[factor]]", "2") for text in words.sections("common").values()}
    assert said == filled


@given(st.floats(0, 1000), st.floats(0.01, 1000))
def test_no_comparison_says_one_times(guess, truth):
    assert " 1 times" not in words.comparison(guess, truth)


def test_a_term_becomes_a_link_to_the_glossary():
    assert "[nats](glossary?term=nat)" in words.prose("loss_curve", "stakes", bits=1)
    assert words.terms("in [the KL](term:KL%20divergence) of") == ["KL divergence"]


def test_a_page_may_ask_nothing():
    assert words.questions("home") == {}
    assert not words.has_check("glossary")
    assert words.has_check("loss_curve")


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_at_stake_is_said_in_two_lines_of_a_desk_and_seven_of_a_phone(lesson):
    for section in (name for name in words.sections(lesson) if name.startswith("stakes")):
        shown = re.sub(r"\]\(term:[^)]*\)|[\[\]*$]", "", words.sections(lesson)[section])
        assert len(shown) <= 300, (section, len(shown))


@pytest.mark.parametrize("lesson", sorted({*FIGURED} - {"diagnose", "which_loss"}))
def test_a_drag_is_asked_for_above_the_slider(lesson):
    """But for two pages on which a drag is not what comes first."""
    stakes = [text for name, text in words.sections(lesson).items() if name.startswith("stakes")]
    asked = [
        q["prompt"] for name, q in words.questions(lesson).items() if name.startswith("predict")
    ]
    assert all(re.search(r"\b[Dd]rag\b", text) for text in stakes) or (
        asked and all("Before you drag" in text for text in asked)
    )
