"""The words as HTML: every formula of the course, links, and text that is no HTML."""

import re

import pytest

from lib.export import markdown
from lib.words import text as words
from tests.export.html import Read

ROOT = words.ASSETS
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
TEXTS = sorted(path for kind in ("md", "toml") for path in ROOT.rglob(f"*.{kind}"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_formula_of_the_course_has_mathml(path):
    for formula in FORMULA.findall(path.read_text(encoding="utf-8")):
        latex = re.sub(r"\[\[\w+\]\]", "0.5", formula).replace("\\\\", "\\")
        html = markdown.html(latex)
        assert "<math" in html
        assert "<merror" not in html
        read = Read(html)
        assert not read.open
        # A command that the converter does not know would stand there as letters.
        assert "\\" not in read.text, formula


def test_a_number_of_thousands_is_one_number():
    assert "<mn>11,068</mn>" in markdown.html("$11,068 + 1$")
    assert "<mn>1,234,567.5</mn>" in markdown.html("$1,234,567.5$")
    assert "<mn>1,234</mn>" not in markdown.html("$f(1, 234)$")


def test_a_minus_is_an_operator_however_it_is_written():
    assert markdown.html("$a \N{MINUS SIGN} b$") == markdown.html("$a - b$")
    assert "<mo>&#x02212;</mo>" in markdown.html("$a - b$")


def test_html_in_a_text_is_shown_as_typed():
    html = markdown.html("<script>alert(1)</script> <b>x</b>")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html


def test_links_go_where_the_file_says():
    html = markdown.html("[a](glossary?term=nat) and $[0, 1](x)$", {"glossary?term=nat": "#g"}.get)
    assert 'href="#g"' in html
    assert html.count("<a ") == 1


def test_a_link_that_leads_nowhere_is_plain_text():
    assert "<a " not in markdown.html("[nats](glossary?term=nat)", lambda address: "")
    assert "nats" in markdown.html("[nats](glossary?term=nat)", lambda address: "")


def test_blocks_are_the_whole_text():
    text = "One.\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n$$a^2$$\n\n### End"
    blocks = markdown.blocks(text)
    assert len(blocks) == 5
    assert "".join(blocks) == markdown.html(text)
