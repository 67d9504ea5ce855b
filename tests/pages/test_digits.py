"""Digits as a page: experiments that grow, are stopped, and are taken up again."""

import pytest

from lib.lessons import digits
from lib.lessons.digits import LESSON
from lib.lessons.digits.training import Study
from lib.web import state
from lib.web.visit import unfold
from tests.app import figures, guess, link_of, open_page, said, without_books

NAME = LESSON.name
LINK = {"seeds": "5", "hidden": "0", "rate": "0.1"}  # trained by no other test


@pytest.fixture
def fresh(monkeypatch):
    """Studies that nobody has trained before."""
    made = {}
    monkeypatch.setattr(digits, "shared", lambda s: made.setdefault(s, Study(s)))
    return made


def button(at, label):
    return next(button for button in at.button if button.label == label)


def opened(link, stopped=False, value=1.0):
    """A page with a guess made, perhaps stopped before it began."""
    at = open_page_later(link)
    guess(at, NAME, value)
    if stopped:
        at.session_state[f"{NAME}.study.stopped"] = digits.setting(LESSON.values(link))
    at.run()
    assert not at.exception
    return at


def open_page_later(link):
    """A page before its first run."""
    with without_books():
        at = open_page("glossary")
    at.query_params.clear()
    for key, text in link.items():
        at.query_params[key] = text
    at.switch_page("pages/practice/digits.py")
    return at


def has(at, start):
    return any(text.startswith(start) for text in said(at))


def test_an_experiment_is_trained_to_its_end_and_says_so_no_more(fresh):
    with without_books():
        at = opened(LINK)
    assert all(study.over for study in fresh.values())
    assert "Stop" not in [each.label for each in at.button]
    assert has(at, "**After 20 epochs,** median and range over 5 seeds:")
    assert not has(at, "**In training:**")


def test_what_was_stopped_shows_what_there_is_and_goes_on(fresh):
    with without_books():
        at = opened(LINK, stopped=True)
        assert has(at, "**Stopped** before the first seed was through.")
        assert has(at, "**You said 1.** The answer comes when the first seed is through.")
        assert not has(at, "**After 20 epochs,**")
        (study,) = fresh.values()
        for _ in range(25):
            next(study.go_on())
        at.run()
        assert has(at, "**Stopped** with 1 of 5 seeds through.")
        assert has(at, "**You said 1; it is")
        assert has(at, "**Squared error, against cross-entropy: too few seeds to say.**")
        button(at, "Go on").click()
        at.run()
        assert not at.exception
        assert not has(at, "**Stopped**")
        assert study.over


@pytest.mark.parametrize(("seeds", "section"), [("1", "growing_first"), ("5", "growing")])
def test_what_takes_more_than_a_moment_is_shown_as_it_grows(fresh, monkeypatch, seeds, section):
    monkeypatch.setattr(state, "SLICE", -1.0)  # an epoch a slice
    monkeypatch.setattr(state, "TOLD", -1.0)  # and each is told
    link = {**LINK, "seeds": seeds}
    setting = digits.setting(LESSON.values(link))
    study = fresh[setting] = Study(setting)
    for _ in range(20 * int(seeds) - 3):
        next(study.go_on())
    with without_books():
        at = opened(link)
        assert has(at, "**In training:**")
        assert [b.label for b in at.button].count("Stop") == 1
        assert study.epoch == 18, "an epoch at once, the others when the page is drawn"
        button(at, "Stop").click()
        at.run()
        assert has(at, "**Stopped**")
        monkeypatch.setattr(state, "SLICE", 3600.0)
        button(at, "Go on").click()
        at.run()
    assert not at.exception
    assert not has(at, "**Stopped**")
    assert study.over
    assert section == ("growing" if seeds == "5" else "growing_first")


def test_a_slice_brings_the_page_anew_and_too_many_stop(fresh, monkeypatch):
    reruns = []
    monkeypatch.setattr(state, "SLICE", -1.0)
    monkeypatch.setattr(state, "LONGEST", -1.0)
    monkeypatch.setattr(state.st, "rerun", lambda: reruns.append(1))
    with without_books():
        at = opened(LINK)
        (study,) = fresh.values()
        assert (study.epoch, reruns) == (1, [])
        place = f"{NAME}.study.stopped"
        began = at.session_state[f"{place}.began"]
        assert began[0] == study.setting


@pytest.mark.parametrize("slug", digits.EXPERIMENT.options)
def test_every_experiment_asks_answers_and_compares_with_what_others_report(slug):
    link = {"experiment": slug, "seeds": "1", "hidden": "0"}
    with without_books():
        at = opened(link, value=3.0)
        assert has(at, "**You said 3")
        assert has(at, "**After ") or has(at, "Fitted on one half, the temperature is")
        assert any("too few seeds to say" in text for text in said(at))
        unfold(at, NAME)
        at.run()
    assert not at.exception
    (table,) = [each.value for each in at.table]
    assert list(table[""]) == ["measured here", "reported elsewhere"]
    assert all(table["source"])
    assert link_of(at) == {k: text for k, text in link.items() if text != "losses"}


def test_before_a_guess_nothing_is_given_away():
    at = open_page(NAME, seeds="1", hidden="0")
    assert not has(at, "**After 20 epochs,**")
    panels = figures(at)[0]["panels"]
    assert ["shows the answer" in panel["alt"] for panel in panels] == [False, True, True]
    button(at, "Skip").click().run()
    assert has(at, "**After 20 epochs,**")


def test_the_same_with_both_losses_is_said_to_be_the_same(fresh):
    """What no experiment comes to: two losses that are one."""
    setting = digits.setting(LESSON.values(LINK))
    with without_books():
        at = opened(LINK)
        fresh[setting].numbers[:, :, 1] = fresh[setting].numbers[:, :, 0]
        at.run()
    assert has(at, "**Squared error, against cross-entropy:** the share of unseen digits that are")
    assert any("is exactly the same with all 5 seeds" in text for text in said(at))
