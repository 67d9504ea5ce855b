"""What a student types: read, or refused with a sentence that says what and where."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.words import parsing

# As people write numbers, and what Python's own arithmetic says they are.
WRITTEN = {
    "1": 1,
    " -2.5 ": -2.5,
    "2,5": 2.5,
    "−3": -3,
    "~5": 5,
    "1e-3": 0.001,
    "5%": 0.05,
    "5 %": 0.05,
    "5 per cent": 0.05,
    "1/20": 0.05,
    "½": 0.5,
    "ln 100": math.log(100),
    "-ln(0,01)": -math.log(0.01),
    "log2 8": 3,
    "log₂ 8": 3,
    "log10 1000": 3,
    "sqrt(2)/2": math.sqrt(2) / 2,
    "e^-2": math.exp(-2),
    "exp(-2)": math.exp(-2),
    "2^10": 1024,
    "2**10": 1024,
    "-2^2": -4,
    "2^-1^2": 0.5,
    "10^-3": 0.001,
    "8 - 4 - 2": 2,
    "8/4/2": 1,
    "1 + 2·3": 7,
    "3*ln 2": 3 * math.log(2),
    "11,014": 11014,
    "11 014": 11014,
    "11\u202f014,5": 11014.5,
    "1'000": 1000,
    "1,014.5": 1014.5,
    "1.014,5": 1014.5,
    "1.000.000": 1e6,
    "0,105": 0.105,
}


@pytest.mark.parametrize(("text", "value"), WRITTEN.items())
def test_a_number_is_read_as_people_write_it(text, value):
    assert parsing.number(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "high", "value"), [("2,303", 1000, 2.303), ("2,303", 1e6, 2303), ("0,105", 1e6, 0.105)]
)
def test_a_comma_before_three_digits_is_read_as_the_range_allows(text, high, value):
    assert parsing.number(text, 0, high) == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5 nats", "nats", 5),
        ("1 nat", "nats", 1),
        ("ln 100 nats", "nats", math.log(100)),
        ("3bits", "bits", 3),
        ("20%", "%", 20),
        ("20 per cent", "%", 20),
        ("1/20", "%", 5),
        ("1/2 %", "%", 0.5),
        ("20", "%", 20),
        ("11,014 times", "times", 11014),
        ("1.5x", "times", 1.5),
    ],
)
def test_a_unit_that_fits_may_stand_behind_a_number(text, unit, value):
    assert parsing.number(text, unit=unit) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("3 bits", "nats", "“3 bits” is a number of bits. This field takes a number of nats."),
        ("5%", "nats", "“5%” is a percentage. This field takes a number of nats."),
        ("5 nats", "", "“5 nats” is a number of nats. This field takes a number."),
        ("5%", "times", "“5%” is a percentage. This field takes a factor."),
        ("5 times", "%", "“5 times” is a factor. This field takes a percentage."),
    ],
)
def test_a_unit_that_does_not_fit_is_named(text, unit, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        parsing.number(text, unit=unit)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("abc", "“abc” is not a number"),
        ("nan", "not a finite number"),
        ("inf", "not a finite number"),
        ("∞", "not a finite number"),
        ("1e999", "not a finite number"),
        ("9^9^9", "not a finite number"),
        ("11", "outside 0 to 10"),
        ("-1", "outside 0 to 10"),
        ("1/0", "divides by 0"),
        ("ln 0", "asks for ln of 0"),
        ("sqrt(1 - 5)", "asks for sqrt of −4"),
        ("(-1)^0.5", "root of a negative number"),
        ("log 5", "no base here: write ln, log2 or log10"),
        ("1 +", "ends too early"),
        ("1 * / 2", "no number where “/ 2” stands"),
        ("(1 + 2", "lacks a closing bracket"),
        ("1 2", "from “2” on"),
        ("2 loss", "from “loss” on"),
        ("1,2,3", "“1,2,3” is not a number"),
        ("1..2", "not a number"),
        ("x" * 100_000, "too long for a number"),
        ("(" * 60, "ends too early"),
        ("__import__('os')", "from|not a number|no number"),
    ],
)
def test_a_wrong_number_is_named(text, says):
    with pytest.raises(ValueError, match=says) as error:
        parsing.number(text, 0, 10)
    assert len(str(error.value)) < 200


@given(st.text(max_size=80))
def test_any_text_is_a_finite_number_in_the_range_or_a_sentence(text):
    try:
        value = parsing.number(text, 0, 10)
    except ValueError as error:
        said = str(error)
        value = 0
    else:
        said = "."
    assert said.endswith(".")
    assert 0 <= value <= 10


SUMS = st.recursive(
    st.integers(0, 50).map(str),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from("+-*/"), part).map("".join),
        part.map("({})".format),
        part.map("-{}".format),
    ),
    max_leaves=8,
)


@given(SUMS.filter(lambda text: len(text) <= 60))
def test_a_sum_means_what_it_means_to_python(text):
    try:
        meant = eval(text)
    except ZeroDivisionError:
        return
    assert parsing.number(text) == pytest.approx(meant)


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=10))
def test_several_numbers_come_back_as_typed(values):
    assert parsing.numbers("; ".join(map(repr, values)), -10, 10, (2, 10)) == values


@pytest.mark.parametrize(
    "text",
    [
        "0.7 0.2 0.1",
        "0.7,0.2,0.1",
        "[0.7, 0.2, 0.1]",
        "(0.7; 0.2; 0.1)",
        "[[0.7 0.2 0.1]]",
        "0,7; 0,2; 0,1",
        "0,7, 0,2, 0,1,",
        "0,7 0,2 0,1",
        "0,7\n0,2\n0,1",
        "0.7, 0.2,0.1",
        "70%, 20 %, 10%",
        "7/10; 1/5; 1/10",
    ],
)
def test_a_list_is_read_as_people_write_it(text):
    values = parsing.numbers(text, 0, 1, (2, 10))
    assert values == pytest.approx([0.7, 0.2, 0.1], rel=1e-15)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1, 2,3", [1, 2, 3]),
        ("1,0,0", [1, 0, 0]),
        ("1,5; -2", [1.5, -2]),
        ("ln 2, e^-1", [math.log(2), math.exp(-1)]),
        ("(1 + 1)/2, (3)", [1, 3]),
    ],
)
def test_commas_separate_where_they_cannot_be_decimal(text, values):
    assert parsing.numbers(text, -10, 10, (2, 10)) == pytest.approx(values, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1", "takes 2 to 3 numbers; there are 1"),
        ("1 2 3 4", "there are 4"),
        ("1 x 3", "Entry 2: “x”"),
        ("1; 2 %%; 3", "Entry 2: “2%%” cannot be read from “%” on"),
        ("1, log 2, 3", "Entry 2: “log 2” says “log”"),
        ("1 99 3", "Entry 2: 99 is outside −10 to 10"),
        ("", "empty"),
    ],
)
def test_a_wrong_list_is_named_with_the_entry(text, says):
    with pytest.raises(ValueError, match=says):
        parsing.numbers(text, -10, 10, (2, 3))


def test_probabilities_must_sum_to_one():
    assert parsing.probabilities("0.7 0.2 0.1", (2, 10)) == [0.7, 0.2, 0.1]
    with pytest.raises(ValueError, match=r"these sum to 1\.1"):
        parsing.probabilities("0.7 0.3 0.1", (2, 10))
    with pytest.raises(ValueError, match="Entry 2 is 0"):
        parsing.probabilities("1 0", (2, 10))
    assert parsing.probabilities("1 0", (2, 10), zero=True) == [1, 0]


def test_labels_are_read_with_spaces_and_commas():
    assert parsing.labels("10 1,1") == [1, 0, 1, 1]
    assert parsing.labels("[1, 0, 1]") == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "empty"), (" , ", "empty"), ("1012", "“2” at position 4"), ("1" * 5000, "at most 2,000")],
)
def test_wrong_labels_are_named_with_their_place(text, says):
    with pytest.raises(ValueError, match=says):
        parsing.labels(text)


@pytest.mark.parametrize("text", ["5 of 7", "5/7", "5, 7", "(5; 7)", "5 out of 7", " 5 7 "])
def test_ones_of_labels_are_read_as_people_write_them(text):
    assert parsing.counts(text) == (5, 7)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("5", "“5” cannot be read"),
        ("5.5 of 7", "cannot be read"),
        ("0 of 0", "at least 1"),
        ("8 of 7", "only 7"),
        ("1 of 9,999", "at most 2,000"),
    ],
)
def test_wrong_counts_are_refused_with_the_reason(text, says):
    with pytest.raises(ValueError, match=says):
        parsing.counts(text)
