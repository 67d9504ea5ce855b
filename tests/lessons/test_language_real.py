"""A real model's answer on the page: its means, what is left out, and tokens that mean nothing."""

import json
import math

import pytest

from lib.lessons.language import real
from lib.lessons.language.marks import LEGEND
from tests.app import open_page, said

TOKENS = [
    {"token": "Hé", "logprob": -0.5, "top_logprobs": [{"token": "Yo", "logprob": -1.25}]},
    {"token": "|`<b>$x$", "logprob": -3.0},
    {"token": "!", "logprob": -9999.0},
]


def read(value, logarithm="e"):
    return real.found(value if isinstance(value, str) else json.dumps(value), logarithm)


def test_bits_are_spread_over_tokens_characters_and_bytes_of_what_has_a_number():
    row = real.fields(read(TOKENS))
    bits, text = 3.5 / math.log(2), "Hé|`<b>$x$"
    assert float(row["each"]) == pytest.approx(bits / 2, abs=5e-4)
    assert float(row["a_character"]) == pytest.approx(bits / len(text), abs=5e-4)
    assert float(row["a_byte"]) == pytest.approx(bits / len(text.encode()), abs=5e-4)
    assert float(row["nats"]) == pytest.approx(1.75)
    assert float(row["perplexity"]) == pytest.approx(math.exp(1.75), abs=0.005)
    assert row["left_out"].startswith("1 × a sentinel")


def test_base_10_is_another_number_of_bits_for_the_same_digits():
    natural, ten = (float(real.fields(read("-1 -2", base))["each"]) for base in ("e", "ten"))
    assert ten == pytest.approx(natural * math.log(10), abs=1e-3)
    assert float(real.fields(read("-1 -2", "two"))["each"]) == 1.5


@pytest.mark.parametrize(
    ("value", "sections"),
    [
        (TOKENS, ["real_found", "real_text", "real_left_out", "real_table"]),
        ("[-1, -2]", ["real_found", "real_numbers", "real_whole", "real_table"]),
        (real.START, ["real_found", "real_text", "real_whole", "real_table"]),
    ],
    ids=["tokens", "numbers", "example"],
)
def test_the_words_are_those_that_hold_of_what_was_pasted(value, sections):
    assert real.section(read(value)) == sections


def test_the_dearest_token_comes_first_with_what_the_model_would_rather_have_said():
    rows = real.fields(read(TOKENS))["table"].splitlines()[2:]
    assert len(rows) == 2
    assert rows[0].startswith("| 2 | `¦ˋ<b>$x$` | 4.33 |")
    assert "`Yo` 28.7%" in rows[1]
    assert all(row.count("|") == 5 for row in rows), "no token breaks the table"


def test_a_token_without_a_number_is_shown_and_says_why():
    pieces = real.tokens(read(TOKENS))
    assert [seen for seen, *_ in pieces] == ["Hé", "|`<b>$x$", "!"]
    assert pieces[2][2].startswith("left out: a sentinel")
    assert all(shade < len(LEGEND) for _, shade, _ in pieces)


def test_a_page_shows_what_is_pasted_and_says_what_cannot_be_read_beside_the_field():
    at = open_page("language")
    field = at.text_area(key="language.answer")
    field.set_value(json.dumps(TOKENS)).run()
    assert not at.exception
    assert any("Read as a list of tokens" in line for line in said(at))
    at.text_area(key="language.answer").set_value('{"choices": [{"logprobs": null}]}').run()
    assert not at.exception
    assert len(at.error) == 1
    assert "without log" in at.error[0].value
    assert any("Read as a list of tokens" in line for line in said(at)), "the last good one stays"
