"""A distribution of the student's own: what is shown after typing is what its link opens."""

import pytest

from tests.app import link_of, open_page, sliders


def shown(at):
    """Where the shown sliders of the two distributions stand."""
    return {
        key: slider["values"][slider["at"]]
        for key, slider in sliders(at).items()
        if key[0] in "pq" and key[1:].isupper()
    }


@pytest.mark.parametrize("letter", "pq")
def test_a_link_opens_the_distribution_that_was_typed(letter):
    at = open_page("information", shape=letter)
    for typed, p in (
        ("0.4, 0.3, 0.1, 0.1, 0.1", [0.4, 0.3, 0.1, 0.1, 0.1]),
        ("1/2; 1/2; 0", [0.5, 0.5, 0]),
        ("0.25 0.75", [0.25, 0.75]),
    ):
        at.text_input(key=f"information.own_{letter}").set_value(typed).run()
        assert not at.exception
        stands = shown(at)
        assert list(stands.values()) == p
        link = link_of(at)
        assert shown(open_page("information", **link)) == stands
        assert not {f"{letter}{name}" for name in "ABCDEFGHIJ"[len(stands) :]} & set(link)
