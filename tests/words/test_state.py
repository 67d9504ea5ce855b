"""What a lesson may declare."""

import pytest

from lib.words.state import FOLDS, Choice, Lesson


@pytest.mark.parametrize("name", [*FOLDS, "step", "check", "guess"])
def test_a_control_is_not_called_like_a_part_of_every_page(name):
    with pytest.raises(ValueError, match=f"x: a part of every page is called {name} already"):
        Lesson("x", (Choice(name, "Label", {"a": "A"}),))
    Lesson("x", (Choice(f"{name}s-own", "Label", {"a": "A"}),))
