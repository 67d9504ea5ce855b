"""Every page as Streamlit runs it, without a browser."""

import json
import random

import pytest

from lib.lessons.registry import lessons
from lib.words import text as words
from tests.app import (
    FIGURED,
    TAUGHT,
    figures,
    link_of,
    open_page,
    random_state,
    sliders,
    standing,
    unfold,
)

EACH = pytest.mark.parametrize("name", lessons())
WITH_FIGURES = pytest.mark.parametrize("name", FIGURED)
WITH_CHECK = pytest.mark.parametrize("name", TAUGHT)
ASKING = [name for name in FIGURED if any(k.startswith("predict") for k in words.questions(name))]
WITH_PREDICTION = pytest.mark.parametrize("name", ASKING)


def guess_field(at):
    return next(field for field in at.text_input if ".guess" in field.key)


@EACH
def test_a_page_runs_without_an_exception_and_says_where_one_is(name):
    at = open_page(name)
    assert not at.exception
    assert at.header[0].value == words.prose(name, "question")
    assert at.caption[0].value == words.place(name)
    assert bool(figures(at)) == (name in FIGURED)
    assert not link_of(at)


@WITH_FIGURES
def test_a_link_opens_every_slider_where_it_says(name):
    derived = {
        s.key
        for f in lessons()[name].figures(lessons()[name].values({})).values()
        for s in f.sliders
        if s.derived
    }
    for key, slider in sliders(open_page(name)).items():
        value = slider["values"][len(slider["values"]) // 3]
        opened = sliders(open_page(name, **{key: format(value, ".10g")}))
        wanted = standing(slider) if key in derived else value
        assert standing(opened[key]) == pytest.approx(wanted), key


@EACH
def test_a_link_to_a_random_state_opens_it_and_states_it_again(name):
    """What a page states opens, for a new visitor, the same figures and the same link."""
    for seed in range(4):
        at = open_page(name, **random_state(lessons()[name], random.Random(f"{name} {seed}")))
        assert not at.exception
        again = open_page(name, **link_of(at))
        assert link_of(again) == link_of(at)
        assert [f["sliders"] for f in figures(again)] == [f["sliders"] for f in figures(at)]


WRONG = ["", "x", "nan", "-inf", "1e999", "99999999", "<b>", "1" * 5000]


@EACH
def test_a_wrong_value_in_a_link_falls_back_and_is_corrected(name):
    usual = {k: standing(s) for k, s in sliders(open_page(name)).items()}
    free = {c.name for c in lessons()[name].controls if type(c).__name__ == "Text"}
    for wrong in WRONG:
        at = open_page(name, **dict.fromkeys(set(lessons()[name].names) - free, wrong))
        assert not at.exception, wrong
        assert {k: standing(s) for k, s in sliders(at).items()} == usual, wrong
        assert not set(link_of(at)) - {"z"}, wrong


@EACH
def test_what_a_page_does_not_know_leaves_its_link(name):
    at = open_page(name, stranger="1")
    assert not at.exception
    assert "stranger" not in link_of(at)


@WITH_CHECK
def test_every_folded_part_opens(name):
    at = open_page(name, unfolded=True)
    assert not at.exception
    if "derivation" in words.sections(name):
        assert any(m.value.startswith("Line ") for m in at.markdown)
    assert len(at.code) == 5, "NumPy and four other libraries"
    assert not any(words.fields(block.value) for block in at.code)


@WITH_CHECK
def test_every_option_of_the_check_has_an_explanation(name):
    at = open_page(name, unfolded=True)
    options = words.questions(name)["check"]["options"]
    assert sum(option.get("right", False) for option in options) == 1
    radio = at.radio(key=f"{name}.check")
    assert len(radio.options) == len(options)
    right = 0
    for text in radio.options:
        at.radio(key=f"{name}.check").set_value(text).run()
        shown = [*at.success, *at.warning]
        assert len(shown) == 1
        assert not words.fields(shown[0].value)
        right += len(at.success)
    assert right == 1


@WITH_CHECK
def test_options_stand_in_another_order_for_another_visitor_and_stay_for_one(name):
    orders = set()
    at = open_page(name)
    for visitor in "abcdefgh":
        at.session_state["visitor"] = visitor
        unfold(at, name)
        at.run()
        order = tuple(at.radio(key=f"{name}.check").options)
        assert tuple(at.run().radio(key=f"{name}.check").options) == order
        orders.add(order)
    assert len(orders) > 1


@WITH_PREDICTION
def test_a_prediction_that_is_no_number_is_refused_beside_its_field(name):
    at = open_page(name)
    for guess in ("abc", "1e999", "nan", "x" * 100_000):
        guess_field(at).set_value(guess).run()
        assert not at.exception
        assert len(at.error) == 1
        assert guess_field(at).value == guess
        assert len(at.error[0].value) < 300


@WITH_PREDICTION
def test_a_prediction_is_answered_drawn_and_not_in_the_link(name):
    at = open_page(name)
    before = json.dumps([f["panels"] for f in figures(at)])
    guess_field(at).set_value("0.5").run()
    assert not at.exception
    assert any(m.value.startswith("**You said 0.5") for m in at.markdown)
    assert "our guess" in json.dumps([f["panels"] for f in figures(at)]).replace(before, "")
    assert not any("guess" in key for key in link_of(at))
    assert not any(button.label == "Skip" for button in at.button)


@WITH_PREDICTION
def test_a_prediction_can_be_skipped(name):
    at = open_page(name)
    next(button for button in at.button if button.label == "Skip").click().run()
    assert not at.exception
    assert not any(button.label == "Skip" for button in at.button)


HOSTILE = [
    "",
    "   ",
    "x" * 100_000,
    "1" * 100_000,
    "1e999, nan",
    "<script>alert(1)</script>",
    "–💥",
]


@EACH
def test_no_typed_text_breaks_a_page_and_none_is_lost(name):
    def fields(at):
        return {f.key: f for f in [*at.text_input, *at.text_area]}

    for key in fields(open_page(name)):
        at = open_page(name)
        for text in HOSTILE:
            fields(at)[key].set_value(text).run()
            assert not at.exception, (key, text[:10])
            assert fields(at)[key].value == text
            assert all(len(error.value) < 400 for error in at.error)
            assert bool(figures(at)) == (name in FIGURED), "the page stays usable"
            assert all(len(said) <= 300 for said in link_of(at).values())


def test_a_refused_text_is_explained_and_the_figure_keeps_the_last_good_one():
    at = open_page("likelihood")
    at.text_input(key="likelihood.labels").set_value("1111").run()
    at.text_input(key="likelihood.labels").set_value("1121").run()
    (error,) = at.error
    assert "“2” at position 3" in error.value
    assert at.text_input(key="likelihood.labels").value == "1121"
    assert link_of(at)["labels"] == "1111"


def test_a_typed_text_is_in_the_link_and_a_wrong_one_in_a_link_falls_back():
    at = open_page("likelihood")
    at.text_input(key="likelihood.labels").set_value("110").run()
    assert link_of(at)["labels"] == "110"
    opened = open_page("likelihood", labels="110")
    assert opened.text_input(key="likelihood.labels").value == "110"
    at = open_page("likelihood", labels="12x")
    assert not at.error
    assert at.text_input(key="likelihood.labels").value == "1011101"
    assert "labels" not in link_of(at)


OWN = {
    "bce_vs_cce": {"0, 0, 0, 1": 4, "0.4, 0.3, 0.1, 0.1, 0.1": 5},
    "gradients": {"1, 2, 3": 3, "0.7, 0.2, 0.1": 3},
    "information": {"0.4, 0.3, 0.2, 0.1": 4},
    "stability": {"1, 2, 3": 3},
}


@pytest.mark.parametrize("name", OWN)
def test_own_numbers_are_in_the_link_and_open_for_a_new_visitor(name):
    for key in [f.key for f in open_page(name).text_input if ".own" in f.key]:
        taken = 0
        for text in OWN[name]:
            at = open_page(name)
            at.text_input(key=key).set_value(text).run()
            assert not at.exception
            if at.error:  # probabilities for a field of logits, or the other way round
                continue
            taken += 1
            again = open_page(name, **link_of(at))
            assert [f["sliders"] for f in figures(again)] == [f["sliders"] for f in figures(at)]
        assert taken, key
