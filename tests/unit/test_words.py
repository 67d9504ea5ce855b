"""The words of the lessons: every field has a number, every section a reader."""

import re
from pathlib import Path

import pytest

from lib import words

ROOT = Path(__file__).parents[2]
LESSONS = sorted(p.stem for p in (ROOT / "assets/lessons").glob("*.md"))
SHOWN_BY_UI = {"question", "why", "derivation", "beliefs"}
PAGES = {p.stem: p.read_text(encoding="utf-8") for p in ROOT.glob("pages/*/*.py")}
UI = (ROOT / "lib/ui.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("lesson", [name for name in LESSONS if name != "common"])
def test_every_section_is_shown_by_its_page(lesson):
    quoted = set(re.findall(r'"(\w+)"', PAGES[lesson]))
    asked_for = set(re.findall(rf'"{lesson}", "(\w+)"', UI))
    assert set(words.sections(lesson)) - SHOWN_BY_UI <= quoted | asked_for


def test_every_common_section_is_used():
    source = (ROOT / "lib/words.py").read_text(encoding="utf-8")
    assert all(f'"{section}"' in source for section in words.sections("common"))


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
    ("guess", "start"),
    [(4.6, "Well judged"), (1, "That is 4.6"), (46, "You expected 10"), (0, "Nothing is free")],
)
def test_a_guess_is_compared_with_the_truth(guess, start):
    assert words.comparison(guess, 4.6).startswith(start)
