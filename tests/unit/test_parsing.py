"""What a student types: read, or refused with a sentence that says what and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import parsing


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1), (" -2.5 ", -2.5), ("2,5", 2.5), ("−3", -3), ("1e-3", 0.001)]
)
def test_a_number_is_read(text, value):
    assert parsing.number(text) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("abc", "“abc” is not a number"),
        ("nan", "not a finite number"),
        ("inf", "not a finite number"),
        ("1e999", "not a finite number"),
        ("11", "outside 0 to 10"),
        ("-1", "outside 0 to 10"),
        ("x" * 100_000, "not a number"),
    ],
)
def test_a_wrong_number_is_named(text, says):
    with pytest.raises(ValueError, match=says) as error:
        parsing.number(text, 0, 10)
    assert len(str(error.value)) < 200


@given(st.lists(st.floats(-10, 10), min_size=2, max_size=10))
def test_several_numbers_come_back_as_typed(values):
    assert parsing.numbers("; ".join(map(repr, values)), -10, 10, (2, 10)) == values


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1", "takes 2 to 3 numbers; there are 1"),
        ("1 2 3 4", "there are 4"),
        ("1 x 3", "Entry 2: “x”"),
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


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "empty"), (" , ", "empty"), ("1012", "“2” at position 4"), ("1" * 5000, "at most 2,000")],
)
def test_wrong_labels_are_named_with_their_place(text, says):
    with pytest.raises(ValueError, match=says):
        parsing.labels(text)
