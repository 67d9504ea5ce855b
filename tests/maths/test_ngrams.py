"""Letter models: distributions in every context, exact fractions, lesson 5's cross-entropy."""

import math
import random
from collections import Counter, defaultdict
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.maths import ngrams
from lib.maths.information import cross_entropy
from lib.maths.letters import ALPHABET, bits_per_letter, letter_distribution
from lib.maths.ngrams import (
    CHARACTERS,
    MOST_BEFORE,
    at_temperature,
    learning_curves,
    next_characters,
    sample,
    surprisals,
    train,
)

TEXT = "she sells sea shells by the sea shore; the shells she sells are sea shells, I'm sure"
OTHER = "the sea ébbs, 海 swells"
SHORT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def exact(text, order):
    """Witten and Bell's estimate in fractions, from dictionaries: q(character, context)."""
    after = defaultdict(Counter)
    for end, character in enumerate(text):
        for length in range(min(order, end) + 1):
            after[text[end - length : end]][character] += 1

    def q(character, context):
        shorter = q(character, context[1:]) if context else Fraction(1, 0x110000 - 0x800)
        seen = after.get(context)
        if seen is None:
            return shorter
        N, T = sum(seen.values()), len(seen)
        return (seen[character] + T * shorter) / Fraction(N + T)

    return q


@pytest.mark.parametrize("tried", [TEXT, OTHER, "x", "sssss"])
def test_the_surprisal_of_every_character_is_that_of_exact_fractions(tried):
    nats = surprisals(train(TEXT), tried)
    assert nats.shape == (MOST_BEFORE + 1, len(tried))
    for order in range(MOST_BEFORE + 1):
        q = exact(TEXT, order)
        wanted = [
            -math.log(q(character, tried[max(0, i - order) : i]))
            for i, character in enumerate(tried)
        ]
        assert nats[order] == pytest.approx(wanted, rel=1e-13)


@settings(max_examples=60, deadline=None)
@given(SHORT, SHORT, st.integers(0, MOST_BEFORE))
def test_a_model_of_any_text_is_that_of_exact_fractions_for_any_other(text, tried, order):
    q, at = exact(text, order), len(tried) - 1
    nats = surprisals(train(text, order), tried)[order, at]
    wanted = q(tried[at], tried[max(0, at - order) : at])
    assert nats == pytest.approx(-math.log(wanted), rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(SHORT, SHORT)
def test_probabilities_of_every_context_sum_to_1(text, tried):
    """Those of the alphabet, and of every character of Unicode that is not in it, all alike."""
    model = train(text)
    q = next_characters(model, tried)
    stranger = next(c for c in "\U000e0080\U000e0081" if c not in text + tried)
    for i in range(len(tried) + 1):
        rare = np.exp(-surprisals(model, tried[:i] + stranger)[:, -1])
        whole = q[:, i].sum(-1) + (CHARACTERS - len(model.alphabet)) * rare
        assert whole == pytest.approx(np.ones(MOST_BEFORE + 1), rel=1e-12)


def test_the_distribution_of_the_next_character_is_what_its_surprisal_says():
    model = train(TEXT)
    q, nats = next_characters(model, TEXT), surprisals(model, TEXT)
    for i, code in enumerate(model.codes(TEXT)):
        assert -np.log(q[:, i, code]) == pytest.approx(nats[:, i], rel=1e-13)


def test_unicode_has_as_many_characters_as_we_count():
    assert sum(not 0xD800 <= point <= 0xDFFF for point in range(0x110000)) == CHARACTERS


def test_letters_one_by_one_without_smoothing_cost_the_cross_entropy_of_lesson_5():
    dice = random.Random(0)
    p = letter_distribution("en")
    text = "".join(dice.choices(ALPHABET, p.values(), k=3000)) + ALPHABET
    tried = "the weather is lovely and the children play in the garden"
    model = train(text, order=0)
    counts, tries = Counter(text), Counter(tried)
    q = np.array([counts[c] / len(text) for c in ALPHABET])
    own = np.array([tries[c] / len(tried) for c in ALPHABET])
    nats = surprisals(model, tried, smoothed=False)[0].mean()
    assert nats == pytest.approx(cross_entropy(own, q), rel=1e-13)
    # And where the model's counts are the table itself, it is that lesson's own number.
    table = "".join(c * round(1e5 * p[c]) for c in ALPHABET)
    bits = surprisals(train(table, order=0), tried, smoothed=False)[0].mean() / math.log(2)
    assert bits == pytest.approx(bits_per_letter(tried, "en"), rel=1e-4)


def test_counts_alone_find_all_that_was_never_read_impossible_and_all_else_by_its_share():
    model = train("abab" * 5 + "ac")
    nats = surprisals(model, "acab", smoothed=False)
    assert nats[0] == pytest.approx(-np.log(np.array([11, 1, 11, 10]) / 22), rel=1e-13)
    assert nats[1, 1] == pytest.approx(math.log(11))  # after a: b ten times, c once
    assert nats[1, 2:].tolist() == [math.inf, pytest.approx(math.log(11 / 10))]
    assert np.isinf(nats[2, 2:]).all()  # nothing was read after ac or ca


def test_without_smoothing_what_was_read_costs_no_more_with_a_longer_context():
    training = surprisals(train(TEXT), TEXT, smoothed=False).mean(-1)
    assert np.isfinite(training).all()
    assert (np.diff(training) <= 1e-12).all()


def test_learning_curves_are_the_means_of_what_was_read_and_of_what_was_not():
    training, held_out = learning_curves(TEXT, OTHER, [10, len(TEXT)])
    assert training.shape == held_out.shape == (2, MOST_BEFORE + 1)
    model = train(TEXT[:10])
    assert training[0] == pytest.approx(surprisals(model, TEXT[:10]).mean(-1))
    assert held_out[0] == pytest.approx(surprisals(model, OTHER).mean(-1))
    assert (held_out > training).all()


# ---- temperature, samples -----------------------------------------------------------------------


def test_temperature_1_leaves_a_distribution_and_0_and_infinity_are_its_limits():
    q = np.array([0.5, 0.3, 0.2])
    assert at_temperature(q, 1.0) == pytest.approx(q)
    assert at_temperature(q, 1e-3) == pytest.approx([1, 0, 0])
    assert at_temperature(q, 1e9) == pytest.approx(np.full(3, 1 / 3))
    assert at_temperature(q, np.array([0.5, 2.0])) == pytest.approx(
        np.array([q**2 / (q**2).sum(), q**0.5 / (q**0.5).sum()])
    )


def test_a_sample_is_the_same_for_a_seed_and_another_for_another():
    model = train(TEXT)
    one = sample(model, "the ", 60, 3, seed=1)
    assert len(one) == 60
    assert one == sample(model, "the ", 60, 3, seed=1)
    assert one != sample(model, "the ", 60, 3, seed=2)
    assert set(one) <= set(TEXT)
    assert sample(model, "", 0, 3) == ""


def test_a_sample_has_its_characters_as_often_as_the_model_says():
    model = train("aaaaaaab" * 20, order=0)
    drawn = sample(model, "", 4000, 0, seed=3)
    q = at_temperature(next_characters(model, "")[0, 0], 1.0)[1]
    assert drawn.count("b") / 4000 == pytest.approx(q, abs=4 * math.sqrt(q * (1 - q) / 4000))


@pytest.mark.parametrize("order", range(MOST_BEFORE + 1))
@pytest.mark.parametrize("before", ["", "the ", "海t", "zq the se", "the\u0301 s"])
def test_each_character_of_a_sample_is_drawn_from_all_that_may_come_next(order, before):
    model, text = train(TEXT), before
    for u in np.random.default_rng(7).random(40):
        q = next_characters(model, text[len(text) - min(order, len(text)) :])[order, -1]
        text += model.letters[np.searchsorted(np.cumsum(at_temperature(q, 0.8)), u, side="right")]
    assert sample(model, before, 40, order, 0.8, seed=7) == text[len(before) :]


# ---- what is refused ----------------------------------------------------------------------------


def test_what_is_no_text_or_no_order_is_refused_by_name():
    with pytest.raises(ValueError, match="text must have at least one character"):
        train("")
    with pytest.raises(ValueError, match=r"U\+D83D, at position 3"):
        train("ab\ud83d")
    with pytest.raises(ValueError, match="half a surrogate"):
        surprisals(train("ab"), "\udc00")
    for order in (-1, 6, 1.5):
        with pytest.raises(ValueError, match="order must be 0 to 5"):
            train("ab", order)
        with pytest.raises(ValueError, match="order must be 0 to 5"):
            sample(train("ab"), "", 1, order)
    with pytest.raises(ValueError, match="temperature must be positive"):
        at_temperature(np.array([0.5, 0.5]), 0)
    with pytest.raises(ValueError, match="temperature must be positive"):
        sample(train("ab"), "", 1, 0, math.nan)
    with pytest.raises(ValueError, match="q must be positive"):
        at_temperature(np.array([1.0, 0.0]), 1)
    with pytest.raises(ValueError, match="sizes must be 1 to 3"):
        learning_curves("abc", "d", [4])


def test_a_text_of_nothing_has_no_surprisals():
    assert ngrams.surprisals(train("ab"), "").shape == (MOST_BEFORE + 1, 0)


@pytest.mark.parametrize("text", ["a", "aa", "é", "\U0001f600"])
def test_a_model_of_hardly_any_text_is_a_model(text):
    nats = surprisals(train(text), text + "b")
    assert np.isfinite(nats).all()
    assert (nats[:, -1] > nats[:, 0]).all()
