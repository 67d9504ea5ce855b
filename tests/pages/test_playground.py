"""Playground as a page: training that is stopped and taken up again, points that are refused."""

import pytest

from lib.lessons import playground
from lib.lessons.playground import CASES, LESSON
from lib.web import state
from tests.app import link_of, open_page, said, without_books

NAME = LESSON.name


def button(at, label):
    return next(button for button in at.button if button.label == label)


def test_a_training_that_was_stopped_shows_what_there_is_and_goes_on():
    link = {"seed": "7", "data": "circles"}  # trained by no other test
    with without_books():
        at = open_page(NAME)
        for key, text in link.items():
            at.query_params[key] = text
        at.session_state[f"{NAME}.training.stopped"] = playground.key(LESSON.values(link))
        at.run()
        assert not at.exception
        assert any(text.startswith("**Stopped** after 0 epochs.") for text in said(at))
        button(at, "Go on").click()
        at.run()
        assert not at.exception
        assert not any("Stopped" in text for text in said(at))
        assert any("300 epochs" in text for text in said(at))


def test_work_that_takes_longer_than_a_moment_can_be_stopped(monkeypatch):
    monkeypatch.setattr(state, "TOLD", -1.0)  # every step is told
    shown, draw = [], state.st.button
    monkeypatch.setattr(
        state.st, "button", lambda label, **rest: shown.append(label) or draw(label, **rest)
    )
    with without_books():
        at = open_page(NAME, seed="8", data="circles")
        assert not at.exception
    assert shown.count("Stop") == 1
    assert "Stop" not in [each.label for each in at.button]  # it is gone when all is done


@pytest.mark.parametrize("slug", CASES)
def test_a_case_is_one_click_from_anywhere(slug):
    label, texts = CASES[slug]
    with without_books():
        at = open_page(NAME, seed="1", epoch="100")
        button(at, label).click()
        at.run()
        assert not at.exception
        assert link_of(at) == texts


def test_points_that_cannot_be_read_are_refused_beside_their_field_and_kept():
    with without_books():
        at = open_page(NAME, data="own")
        field = next(area for area in at.text_area if area.key == f"{NAME}.points")
        field.set_value("1, 2, 3").run()
        assert not at.exception
        assert any("has the class 3" in error.value for error in at.error)
        assert at.text_area[0].value == "1, 2, 3"
        field.set_value("1, 1, 1\n-1, -1, 0").run()
        assert not at.error
        assert any("on 2 points" in text for text in said(at))


def test_points_of_a_link_that_was_cut_are_shown_with_what_is_wrong_until_there_are_others():
    cut = "-2,-1,0;2,1,1;0.5,"
    with without_books():
        at = open_page(NAME, data="own", points=cut)
        assert not at.exception
        (error,) = at.error
        assert "The link has another text here" in error.value.replace("\\", "")
        assert "Line 3 is “0.5,”" in error.value.replace("\\", "")
        assert cut in [block.value for block in at.code]
        assert at.text_area[0].value == playground.own.START
        at.text_area[0].set_value("1, 1, 1\n-1, -1, 0").run()
        assert not at.error
        assert cut not in [block.value for block in at.code]


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ("0,0,0;0,0,1;1,1,1", "Points of both classes lie on 1 place."),
        ("0,0,0;0,0,1;1,1,1", "An epoch has one step, with all points."),  # of 30 that are chosen
    ],
)
def test_what_is_special_about_ones_points_is_said(points, says):
    with without_books():
        at = open_page(NAME, data="own", points=points)
        assert not at.exception
        assert not at.error
        assert any(says in text for text in said(at))
