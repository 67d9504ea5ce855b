"""Checks and pitfalls: options of like length, the right one told by nothing but its truth."""

import pytest

from lib.words import text as words

CHECKS = {
    lesson.name: words.questions(lesson.name)["check"]["options"]
    for lesson in sorted(words.LESSONS.iterdir())
    if words.has_check(lesson.name)
}
CARDS = {key: asked["options"] for key, asked in words.pitfalls().items()}
ASKED = {**CHECKS, **CARDS}


def length(option):
    """About as long as on the page: a number takes five characters."""
    return len(words.fill(option["text"], dict.fromkeys(words.fields(option["text"]), "12.34")))


def lengths(options):
    """Of the right option, and of the wrong ones."""
    by = {right: [length(o) for o in options if o.get("right", False) == right] for right in (1, 0)}
    (right,) = by[1]
    return right, by[0]


@pytest.mark.parametrize("key", ASKED)
def test_options_are_of_like_length_and_the_right_one_is_not_the_longest(key):
    right, wrong = lengths(ASKED[key])
    shortest, longest = min(right, *wrong), max(right, *wrong)
    assert right <= max(wrong)
    assert longest <= 1.25 * shortest + 6, (right, wrong)


def test_neither_the_shortest_nor_the_longest_option_is_a_good_guess():
    ranks = [lengths(options) for options in CARDS.values()]
    assert sum(right < min(wrong) for right, wrong in ranks) <= 0.5 * len(ranks)
    assert sum(right > max(wrong) for right, wrong in ranks) == 0


def test_the_shuffle_depends_on_its_seed_alone_and_loses_nothing():
    options = list("abcd")
    assert words.shuffled(options, "x 1") == words.shuffled(options, "x 1")
    assert sorted(words.shuffled(options, "x 1")) == options
    assert len({tuple(words.shuffled(options, f"x {i}")) for i in range(50)}) > 10
    assert options == list("abcd")
