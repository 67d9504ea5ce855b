"""The question bank and the glossary: complete, fair, and every link leads where it says."""

import re
from urllib.parse import parse_qsl

import pytest

from lib.lessons.pitfalls import CARD, TOPIC, fields
from lib.lessons.registry import lessons, link
from lib.maths.losses import LOSSES
from lib.words import text as words
from tests.app import link_of, open_page, sliders, standing

BANK = words.pitfalls()
NUMBERS = fields.bank()
each_card = pytest.mark.parametrize("card", BANK)


def place_of(card):
    """The page that a question opens, and the texts of its link."""
    asked = BANK[card]
    texts = {name: words.fill(text, NUMBERS) for name, text in asked["link"].items()}
    return asked["page"].split("/")[1], texts


def answers(card, right):
    """The texts of the right options of a question, or of the wrong ones."""
    options = [o for o in BANK[card]["options"] if o.get("right", False) == right]
    return [words.fill(option["text"], NUMBERS) for option in options]


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
            assert not words.fields(words.fill(text, NUMBERS))


def test_every_number_of_the_bank_is_used():
    assert set(NUMBERS) == words.fields(str(BANK))


@each_card
def test_the_link_opens_the_lesson_in_the_state_it_names(card):
    page, texts = place_of(card)
    assert texts
    at = open_page(page, **link(page, texts))
    assert not at.exception
    shown, said = sliders(at), link_of(at)
    usual = {control.name: control.start for control in lessons()[page].controls}
    for name, text in texts.items():
        if name in shown:
            assert standing(shown[name]) == pytest.approx(float(text)), name
        elif name in usual:
            assert said.get(name, usual[name]) == text, name
        else:
            assert float(said[name]) == pytest.approx(float(text)), name


@each_card
def test_every_option_is_answered_on_the_page(card):
    at = open_page("pitfalls", card=card)
    for option in BANK[card]["options"]:
        text = words.fill(option["text"], NUMBERS)
        at.radio(key=f"pitfalls.{card}").set_value(text).run()
        assert not at.exception
        (shown,) = at.success if option.get("right") else at.warning
        assert words.fill(option["because"], NUMBERS) in shown.value


def test_next_leads_through_a_topic_and_counts_what_is_solved():
    at = open_page("pitfalls", topic="gradients")
    keys = [key for key, asked in BANK.items() if asked["topic"] == "Gradients"]
    for i, key in enumerate(keys):
        (right,) = answers(key, right=True)
        at.radio(key=f"pitfalls.{key}").set_value(right).run()
        assert f"{i + 1} of {len(keys)} solved" in [m.value for m in at.markdown]
        at.button(key="pitfalls.next").click().run()
    assert at.selectbox(key="pitfalls.card").value == keys[0]


def test_a_wrong_answer_after_a_right_one_takes_the_mark_away():
    at = open_page("pitfalls", topic="gradients")
    card = at.selectbox(key="pitfalls.card").value
    for right, solved in ((True, 1), (False, 0)):
        at.radio(key=f"pitfalls.{card}").set_value(answers(card, right)[0]).run()
        assert any(m.value.startswith(f"{solved} of") for m in at.markdown)


def test_an_answer_is_still_there_after_its_lesson_was_seen():
    at = open_page("pitfalls", card="exponential")
    wrong = answers("exponential", right=False)[0]
    at.radio(key="pitfalls.exponential").set_value(wrong).run()
    at.switch_page("pages/core/loss_curve.py").run()
    at.switch_page("pages/practice/pitfalls.py")
    at.query_params["card"] = "exponential"
    at.run()
    assert at.radio(key="pitfalls.exponential").value == wrong
    assert len(at.warning) == 1


def test_the_order_of_options_is_one_visitors_own_and_stays():
    def order(visitor, card):
        at = open_page("pitfalls", card=card)
        at.session_state["visitor"] = visitor
        return tuple(at.run().radio(key=f"pitfalls.{card}").options)

    for card in ("above-one", "focal"):
        assert order("a", card) == order("a", card)
        assert len({order(visitor, card) for visitor in "abcdefgh"}) > 1


def test_the_right_option_stands_at_every_place_about_as_often():
    places = [0, 0, 0]
    for visitor in range(30):
        for card in BANK:
            options = words.shuffled(BANK[card]["options"], f"{visitor} {card}")
            places[[bool(option.get("right")) for option in options].index(True)] += 1
    assert min(places) > 0.28 * sum(places)


def test_topics_and_questions_are_declared_once():
    assert {BANK[key]["topic_slug"] for key in CARD.options} == set(TOPIC.options) - {"all"}
    assert list(CARD.options) == list(BANK)


# ---- The glossary -------------------------------------------------------------------------------


def test_every_term_leads_to_a_page_of_the_course():
    for term in words.glossary():
        assert words.title(term["page"])
        assert term["says"].endswith(".")
        link(term["page"].split("/")[1], term.get("link", {}))


def shown(at):
    """The terms that the glossary shows, from top to bottom."""
    return [t for m in at.markdown for t in re.findall(r"^\*\*(.+?)\*\*", m.value, re.MULTILINE)]


def test_the_glossary_shows_every_term_at_first_and_says_when_it_finds_none():
    at = open_page("glossary")
    assert not at.exception
    assert shown(at) == [term["term"] for term in words.glossary()]
    at.text_input(key="glossary.term").set_value("$zzz$").run()
    assert len(at.info) == 1
    assert link_of(at) == {"term": "$zzz$"}


def test_a_link_to_a_term_opens_it_first():
    assert shown(open_page("glossary", term="entropy"))[0] == "entropy"


def test_every_term_of_the_glossary_links_to_its_page():
    text = "\n".join(m.value for m in open_page("glossary").markdown)
    links = re.findall(r"→\]\((\w+)(?:\?([^)]*))?\)", text)
    told = [(page, dict(parse_qsl(query))) for page, query in links]
    asked = [(t["page"].split("/")[1], t.get("link", {})) for t in words.glossary()]
    assert told == asked


@pytest.mark.parametrize("loss_key", LOSSES)
def test_every_loss_is_found_by_its_name(loss_key):
    assert words.found(LOSSES[loss_key].name)
