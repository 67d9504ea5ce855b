"""The question bank and the glossary: complete, and every link leads where it says."""

import pytest

from lib import words
from lib.figures import pitfalls
from lib.losses import LOSSES
from tests.pages.test_pages import open_page, sliders, standing

BANK = words.pitfalls()
PAGE = "pages/practice/pitfalls.py"
each_card = pytest.mark.parametrize("card", BANK)


def test_the_bank_has_at_least_25_questions_from_every_group_of_lessons():
    assert len(BANK) >= 25
    assert {asked["page"].split("/")[0] for asked in BANK.values()} == {
        group["folder"] for group in words.course()
    }


@each_card
def test_one_option_is_right_and_each_explains_itself(card):
    options = BANK[card]["options"]
    assert len(options) >= 3
    assert sum(option.get("right", False) for option in options) == 1
    for option in options:
        assert len(option["because"]) > 30
        for text in (option["text"], option["because"], BANK[card]["question"]):
            assert not words.fields(words.fill(text, pitfalls.numbers()))


def test_every_number_of_the_bank_is_used():
    assert set(pitfalls.numbers()) == words.fields(str(BANK))


@each_card
def test_the_link_opens_the_lesson_in_the_state_it_names(card):
    path = f"pages/{BANK[card]['page']}.py"
    link = {k: words.fill(v, pitfalls.numbers()) for k, v in BANK[card]["link"].items()}
    at = open_page(path, **link)
    assert not at.exception
    assert link
    for key, value in link.items():
        if key in sliders(at):
            assert standing(sliders(at)[key]) == pytest.approx(float(value)), key
            continue
        stated = at.query_params.get(key)
        if stated is None:  # what is usual is not stated
            usual = open_page(path, **{k: v for k, v in link.items() if k != key})
            name = f"{key}.text" if f"{key}.text" in usual.session_state else key
            assert at.session_state[name] == usual.session_state[name], key
        else:
            assert value in (stated, *stated), key


@each_card
def test_every_option_is_answered_on_the_page(card):
    at = open_page(PAGE, card=str([*BANK].index(card) + 1))
    for option in BANK[card]["options"]:
        text = words.fill(option["text"], pitfalls.numbers())
        at.radio(key=f"pitfalls.{card}").set_value(text).run()
        (shown,) = at.success if option.get("right") else at.warning
        assert words.fill(option["because"], pitfalls.numbers()) in shown.value


def test_next_leads_through_a_topic_and_counts_what_is_solved():
    at = open_page(PAGE, topic="Gradients")
    keys = [key for key, asked in BANK.items() if asked["topic"] == "Gradients"]
    for i, key in enumerate(keys):
        right = next(o["text"] for o in BANK[key]["options"] if o.get("right"))
        at.radio(key=f"pitfalls.{key}").set_value(words.fill(right, pitfalls.numbers())).run()
        assert f"{i + 1} of {len(keys)} solved" in [m.value for m in at.markdown]
        at.button(key="pitfalls.next").click().run()
    assert at.selectbox(key="card").value == keys[0]


# ---- The glossary -------------------------------------------------------------------------------


def test_every_term_leads_to_a_page_of_the_course():
    for term in words.glossary():
        assert words.title(term["page"])
        assert term["says"].endswith(".")


def test_the_glossary_is_in_alphabetical_order_without_doubles():
    terms = [term["term"].casefold() for term in words.glossary()]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("symbol", ["z", "q", "y", r"\text{labels}", "p", r"\theta", "K", "n"])
def test_every_symbol_of_the_code_is_explained(symbol):
    assert symbol in [term.get("symbol") for term in words.glossary()]


@pytest.mark.parametrize("loss_key", LOSSES)
def test_every_loss_is_found_by_its_name(loss_key):
    assert words.found(LOSSES[loss_key].name)


def test_a_search_finds_names_first_and_says_when_it_finds_nothing():
    at = open_page("pages/practice/glossary.py")
    at.text_input(key="term.text").set_value("Entropy").run()
    terms = [m.value for m in at.markdown if m.value.startswith("**")]
    assert [t.split("**")[1] for t in terms[:4]] == [
        "binary cross-entropy",
        "categorical cross-entropy",
        "cross-entropy",
        "entropy",
    ]
    at.text_input(key="term.text").set_value("$zzz$").run()
    assert len(at.info) == 1
