"""What goes wrong with a loss: links lead where they say, and the code does what it says."""

import contextlib
import importlib.util
import io
import math
import re
from urllib.parse import parse_qsl

import pytest

from lib.lessons.diagnose import LESSON, SYMPTOM, fields
from lib.lessons.registry import lessons, link
from lib.words import text as words
from tests.app import link_of, open_page, said, sliders, standing

SYMPTOMS = words.symptoms()
NUMBERS = fields.symptoms()
CAUSES = [
    pytest.param(cause, id=f"{key}: {cause['cause']}")
    for key, symptom in SYMPTOMS.items()
    for cause in symptom["causes"]
]
LINKED = [each for each in CAUSES if "page" in each.values[0]]
CODES = [
    pytest.param(key, code["library"], code["text"], id=f"{key}, {code['library']}")
    for key, symptom in SYMPTOMS.items()
    for code in symptom["code"]
]


def near(wanted, share=0.01):
    return lambda number: abs(number - wanted) <= share * abs(wanted)


def between(low, high):
    return lambda number: low <= number <= high


STUCK = [between(1.4611, 2.4612), between(0, 0.1)]
SURER = [near(0.6307), near(0.75), near(0.5), near(0.3655), near(0.75), near(1)]
# What each code prints, number by number, computed by hand or bounded by the theory.
PRINTS = {
    ("not-a-number", "PyTorch"): [math.isnan, near(4.54e-5), math.isnan, between(0, 0)],
    ("not-a-number", "NumPy and SciPy"): [math.isnan, near(4.54e-5)],
    ("infinite", "PyTorch"): [math.isinf, near(200), near(100)],
    ("infinite", "NumPy and scikit-learn"): [math.isinf, near(200), near(52 * math.log(2))],
    ("stuck", "PyTorch"): STUCK,
    ("stuck", "NumPy and SciPy"): STUCK,
    ("accuracy", "PyTorch"): SURER,
    ("accuracy", "NumPy and scikit-learn"): SURER,
    ("negative", "PyTorch"): [near(-0.6590), near(0.4170), near(-0.0259, 0.02)],
    ("negative", "NumPy and scikit-learn"): [
        between(-0.3, -0.01),
        between(0.01, 0.3),
        near(-1.3836),
    ],
}


def test_the_losses_that_the_code_of_accuracy_prints_are_these():
    for logits, wanted in (((0.2, 0.4, 0.6, -0.5), 0.6307), ((1, 2, 3, -0.5), 0.3655)):
        loss = sum(math.log1p(math.exp(-m)) for m in logits) / 4
        assert loss == pytest.approx(wanted, abs=5e-4)


@pytest.mark.parametrize(("key", "library", "code"), CODES)
def test_the_code_prints_what_it_says(key, library, code):
    if library == "PyTorch" and importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, f"{key}, {library}", "exec"), {})
    numbers = [float(t) for t in re.findall(r"(?<!\w)(?:nan|-?inf|-?\d[\d.e+-]*)", out.getvalue())]
    assert len(numbers) == len(PRINTS[key, library])
    for number, holds in zip(numbers, PRINTS[key, library], strict=True):
        assert holds(number), (number, out.getvalue())


@pytest.mark.parametrize(("key", "library", "code"), CODES)
def test_the_code_can_be_read(key, library, code):
    compile(code, f"{key}, {library}", "exec")
    assert all(len(line) <= 100 for line in code.splitlines())
    assert not words.fields(code)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_says_how_to_tell_it_and_the_way_out(cause):
    for part in ("cause", "tell", "fix"):
        text = words.fill(cause[part], NUMBERS)
        assert text.endswith((".", "?"))
        assert not words.fields(text)
    assert ("page" in cause) == ("see" in cause) == ("link" in cause)


def test_every_number_of_a_symptom_is_used_and_most_causes_are_shown_by_a_lesson():
    assert set(NUMBERS) == words.fields(str(SYMPTOMS))
    assert len(LINKED) >= 0.75 * len(CAUSES)
    for symptom in SYMPTOMS.values():
        assert sum("page" in cause for cause in symptom["causes"]) >= 2


@pytest.mark.parametrize("cause", LINKED)
def test_a_link_opens_the_lesson_in_the_state_it_names(cause):
    page = cause["page"].split("/")[1]
    assert words.title(cause["page"])
    at = open_page(page, **link(page, cause["link"]))
    assert not at.exception
    shown, told = sliders(at), link_of(at)
    usual = {control.name: control.start for control in lessons()[page].controls}
    for name, text in cause["link"].items():
        if name in shown:
            assert standing(shown[name]) == pytest.approx(float(text)), name
        elif name in usual:
            assert told.get(name, usual[name]) == text, name
        else:
            assert float(told[name]) == pytest.approx(float(text)), name


@pytest.mark.parametrize("key", SYMPTOMS)
def test_the_page_shows_every_cause_with_its_link_and_the_code(key):
    at = open_page("diagnose", ask="wrong", symptom=key)
    assert not at.exception
    text = "\n".join(said(at))
    links = re.findall(r"→\]\((\w+)\?([^)]*)\)", text)
    wanted = [c for c in SYMPTOMS[key]["causes"] if "page" in c]
    assert [(page, dict(parse_qsl(query))) for page, query in links] == [
        (cause["page"].split("/")[1], cause["link"]) for cause in wanted
    ]
    for cause in SYMPTOMS[key]["causes"]:
        assert cause["cause"] in text
    assert [block.value for block in at.code] == [
        code["text"].strip() for code in SYMPTOMS[key]["code"]
    ]


def test_each_question_is_one_click_away():
    at = open_page("diagnose")
    for slug, says in (
        ("wrong", "Likely causes"),
        ("which", "In pairs"),
        ("good", "What it means"),
    ):
        at.button_group(key="diagnose.ask").set_value(slug).run()
        assert not at.exception
        assert any(says in line for line in said(at))


def test_symptoms_are_declared_once():
    assert list(SYMPTOM.options) == list(SYMPTOMS)


@pytest.mark.parametrize("page", ["home", "glossary"])
def test_start_and_glossary_lead_here_in_one_click(page):
    assert any("](diagnose)" in line for line in said(open_page(page)))


@pytest.mark.parametrize(
    ("sought", "texts"),
    [
        ("nan", {"ask": "wrong", "symptom": "not-a-number"}),
        ("stuck", {"ask": "wrong", "symptom": "stuck"}),
        ("is my loss good", {}),
        ("ln K", {}),
        ("loss is inf", {"ask": "wrong", "symptom": "infinite"}),
        ("my loss is negative", {"ask": "wrong", "symptom": "negative"}),
        ("accuracy does not rise", {"ask": "wrong", "symptom": "accuracy"}),
    ],
)
def test_who_searches_the_glossary_for_it_comes_here(sought, texts):
    first = words.found(sought)[0]
    assert first["page"] == "practice/diagnose"
    assert LESSON.link(first.get("link", {})) == texts
