"""Which loss when: every way through the questions leads to one recommendation."""

import pytest

from lib.lessons.which_loss.cases import CASES
from lib.lessons.which_loss.fields import shared
from lib.maths.losses import LOSSES
from lib.words import advice
from lib.words import text as words
from tests.words.test_words import ROOT

RECOMMENDED = advice.recommendations()
LIBRARIES = ("pytorch", "keras", "jax", "sklearn")
each_one = pytest.mark.parametrize("key", RECOMMENDED)


def ways(answers=None):
    """Every way through the questions, as the answers it gives."""
    answers = answers or {}
    asked = advice.next_question(answers)
    if asked is None:
        return [answers]
    return [way for option in asked.options for way in ways({**answers, asked.key: option})]


WAYS = ways()


def test_there_are_many_ways_and_each_leads_to_one_recommendation():
    assert len(WAYS) >= 20
    for way in WAYS:
        assert sum(each.holds(way) for each in RECOMMENDED.values()) == 1, way
        assert advice.advise(way).holds(way)


def test_every_recommendation_is_reached_and_so_is_every_case_of_it():
    assert {advice.advise(way).key for way in WAYS} == set(RECOMMENDED)
    for each in RECOMMENDED.values():
        for case in each.when:
            assert any(case.items() <= way.items() for way in WAYS), (each.key, case)


def test_a_way_asks_at_most_five_questions_and_every_question_is_asked():
    assert max(map(len, WAYS)) <= 5
    assert {key for way in WAYS for key in way} == {q.key for q in advice.questions()}


def test_answers_that_lead_nowhere_or_to_two_places_are_refused():
    with pytest.raises(ValueError, match=r"one recommendation.*\[\]"):
        advice.advise({"kind": "two"})
    with pytest.raises(ValueError, match="squared"):
        advice.advise({"kind": "number", "aligned": "no"})


def test_every_condition_names_a_question_and_its_options():
    options = {q.key: set(q.options) for q in advice.questions()}
    for question in advice.questions():
        assert len(set(question.options.values())) == len(question.options) >= 2
        for key, wanted in question.when.items():
            assert set(wanted) <= options[key]
    for each in RECOMMENDED.values():
        for case in each.when:
            assert all(wanted in options[key] for key, wanted in case.items())


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (["two", "right", "even", "probabilities"], "bce"),
        (["two", "right", "even", "decision", "network"], "bce"),
        (["two", "right", "even", "decision", "linear"], "hinge"),
        (["two", "right", "rare", "honest"], "bce"),
        (["two", "right", "rare", "costs"], "weighted"),
        (["one", "right", "rare", "alike"], "logit-adjustment"),
        (["one", "right", "even", "no"], "softmax"),
        (["one", "right", "even", "yes"], "smoothing"),
        (["one", "right", "easy"], "focal"),
        (["one", "votes"], "soft"),
        (["two", "unknown"], "gce"),
        (["one", "known"], "forward"),
        (["tags", "even"], "multilabel"),
        (["tags", "rare", "costs"], "weighted"),
        (["order", "pair"], "bradley-terry"),
        (["order", "list"], "listnet"),
        (["pairs"], "infonce"),
        (["sequence", "no"], "ctc"),
        (["sequence", "yes"], "softmax"),
        (["number"], "squared"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_the_answers_lead_where_the_lesson_says(answers, key):
    given = {}
    for answer in answers:
        given[advice.next_question(given).key] = answer
    assert advice.next_question(given) is None
    assert advice.advise(given).key == key


@each_one
def test_a_recommendation_has_its_losses_its_figure_and_its_code(key):
    each = RECOMMENDED[key]
    assert each.losses
    assert set(each.losses) <= set(LOSSES)
    assert key in CASES
    for library in LIBRARIES:
        assert (ROOT / f"assets/lessons/which_loss/code/{key}/{library}.py").exists()


@each_one
@pytest.mark.parametrize("what", ["see", "output", "activation", "formula", "why", "watch"])
def test_every_sentence_of_a_recommendation_is_complete(key, what):
    text = RECOMMENDED[key].told(what, shared())
    assert text
    assert not words.fields(text)
    assert text.count("$") % 2 == 0
    assert text.endswith(".") == (what in ("see", "why", "watch"))


def test_there_is_no_figure_without_a_recommendation():
    assert set(CASES) == set(RECOMMENDED)
    folders = {path.name for path in (ROOT / "assets/lessons/which_loss/code").iterdir()}
    assert folders == set(RECOMMENDED)


@pytest.mark.parametrize("loss_key", LOSSES)
def test_every_registered_loss_has_one_row_in_the_table(loss_key):
    assert sum(loss_key in row.keys for row in advice.rows()) == 1


def test_every_row_of_the_table_names_registered_losses_and_fills_its_cells():
    for row in advice.rows():
        assert row.keys
        assert set(row.keys) <= set(LOSSES), row.name
        assert all((row.name, row.strengths, row.weaknesses, row.use))
    lines = advice.table().splitlines()
    assert len(lines) == len(advice.rows()) + 2
    assert {line.count("|") for line in lines} == {4}


@pytest.mark.parametrize("key", ["focal", "hinge", "ctc", "generalised", "triplet"])
def test_a_row_bears_the_name_of_its_loss(key):
    (row,) = (row for row in advice.rows() if key in row.keys)
    assert row.name == LOSSES[key].name


def test_no_number_of_the_words_is_idle():
    told = " ".join(
        (ROOT / name).read_text(encoding="utf-8")
        for name in (
            "assets/which_loss.toml",
            "assets/lessons/which_loss/words.md",
            "assets/lessons/which_loss/questions.toml",
        )
    )
    assert set(shared()) <= words.fields(told)
