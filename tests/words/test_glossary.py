"""The glossary as data: in order, without doubles, true, and found by what people type."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import entropy

from lib.words import text as words

ROOT = Path(__file__).parents[2]
LINKED = sorted(
    {
        (term, path.parent.name)
        for path in (ROOT / "assets").rglob("words.md")
        for term in words.terms(path.read_text(encoding="utf-8"))
    }
)


def first(sought):
    return words.found(sought)[0]["term"]


def says(term):
    (entry,) = (each for each in words.glossary() if each["term"] == term)
    return entry["says"]


def test_terms_are_in_alphabetical_order_without_doubles():
    terms = [term["term"].casefold() for term in words.glossary()]
    assert terms == sorted(set(terms))


def test_other_names_are_lists_that_do_not_repeat_the_name():
    for term in words.glossary():
        names = [name.casefold() for name in (term["term"], *term["also"])]
        assert isinstance(term["also"], list)
        assert len(set(names)) == len(names), term["term"]


@pytest.mark.parametrize("symbol", ["z", "q", "y", r"\text{labels}", "p", r"\theta", "K", "n"])
def test_every_symbol_of_the_code_is_explained(symbol):
    assert symbol in [term.get("symbol") for term in words.glossary()]


@pytest.mark.parametrize(
    ("sought", "term"),
    [
        ("NaN", "NaN"),
        ("why is my loss nan?", "NaN"),
        ("infinity", "infinity"),
        ("loss is inf", "infinity"),
        ("imbalanced", "class imbalance"),
        ("rare", "class imbalance"),
        ("rare events", "class imbalance"),
        ("1%", "base rate"),
        ("threshold", "decision threshold"),
        ("logloss", "binary cross-entropy"),
        ("log_loss", "binary cross-entropy"),
        ("BCEWithLogitsLoss", "binary cross-entropy"),
        ("CrossEntropyLoss", "categorical cross-entropy"),
        ("pos_weight", "class weight"),
        ("sigma", "sigmoid"),
        ("σ", "sigmoid"),
        ("theta", "Bernoulli parameter"),
        ("ŷ", "model's probability"),
        ("nats", "nat"),
        ("MSE", "squared error"),
        ("mean squared error", "squared error"),
        ("KL", "KL divergence"),
        ("is 0.62 on 5 classes good?", "Is my loss good?"),
        ("what is a good loss", "Is my loss good?"),
        ("is my loss good", "Is my loss good?"),
        ("my loss", "Is my loss good?"),
        ("ln K", "Is my loss good?"),
        ("stuck", "stuck loss"),
        ("loss is stuck at 2.303", "stuck loss"),
        ("loss not decreasing", "stuck loss"),
        ("nan loss", "NaN"),
        ("negative loss", "negative loss"),
        ("my loss is negative", "negative loss"),
        ("accuracy does not rise", "loss and accuracy"),
        ("accuracy", "accuracy"),
        ("entropy", "entropy"),
        ("Cross-Entropy", "cross-entropy"),
        ("q", "model's probability"),
        ("y", "label"),
        ("z", "logit"),
        ("K", "number of classes"),
    ],
)
def test_the_search_finds_what_people_type(sought, term):
    assert first(sought) == term


def test_a_search_has_all_its_words_or_the_most_of_them_or_finds_nothing():
    hits = [term["term"] for term in words.found("noisy labels")]
    assert {"forward correction", "noise matrix"} <= set(hits)
    assert "label" not in hits
    assert words.found("zzz softmax")[0]["term"] == "softmax"
    assert words.found("zzz") == words.found("$!") == []
    assert words.found("  ") == words.glossary()


@pytest.mark.parametrize(("term", "lesson"), LINKED)
def test_a_link_to_a_term_leads_to_the_one_entry_of_that_name(term, lesson):
    hits = words.found(term)
    nearest = [hit for hit in hits if words.closeness(hit, term) == words.closeness(hits[0], term)]
    assert len(nearest) == 1
    assert words.closeness(nearest[0], term) <= 1, "its name, or another of its names"


def test_some_lesson_links_to_the_glossary():
    assert len(LINKED) >= 5


def test_the_numbers_of_the_glossary_are_right():
    good = [float(number) for number in re.findall(r"\d\.\d{4}", says("Is my loss good?"))]
    assert good == [round(math.log(K), 4) for K in (2, 5, 10)]
    assert f"{entropy([0.01, 0.99]):.4f} nats" in says("base rate")
    assert f"1/e = {math.exp(-1):.3f}" in says("nat")
    assert math.prod([0.5] * 1075) == 0 < math.prod([0.5] * 1074)
    assert "1,075 halves" in says("underflow")
    with np.errstate(over="ignore"):
        for kind, power in ((np.float32, 89), (np.float64, 710)):
            assert f"exp({power}) in {np.dtype(kind).name}" in says("overflow")
            assert np.isinf(np.exp(kind(power)))
            assert np.isfinite(np.exp(kind(power - 1)))
        for kind, digits in ((np.float16, 3), (np.float32, 7), (np.float64, 16)):
            name = np.dtype(kind).name
            assert re.search(rf"{name} with (about )?{digits}\b", says("floating-point number"))
            assert abs(digits - -math.log10(np.finfo(kind).eps / 2)) < 0.7


def test_of_a_long_search_the_beginning_counts():
    assert words.found("softmax " * 25 + "entropy " * 10_000) == words.found("softmax " * 25)
