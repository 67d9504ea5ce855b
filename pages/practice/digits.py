"""Digits: six experiments on real data, each with several seeds."""

from functools import partial
from types import SimpleNamespace

import streamlit as st

from lib.lessons import digits
from lib.lessons.digits import LESSON, fields
from lib.lessons.digits.training import Study
from lib.maths import paired
from lib.maths.scoring import confusion_matrix
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name
READ = {
    "losses": partial(parsing.number, low=-100, high=100, unit="points"),
    "smoothing": partial(parsing.number, low=0, high=100, unit="points"),
    "long": partial(parsing.number, low=0, high=1_000_000, unit="epochs"),
    "temperature": partial(parsing.number, low=0.001, high=1000, unit=""),
}
PER_CENT = partial(parsing.number, low=0, high=100, unit="%")
SHOWN = [paired.paired, paired.sign_test, confusion_matrix, Study.advance]


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    now.study = study = digits.study(now)
    slug = now.experiment
    parts.opening(NAME)
    answer = partial(fields.gap, study, slug)
    with st.container(horizontal=True):
        guess = parts.prediction(
            NAME,
            READ.get(slug, PER_CENT),
            lambda value: answer(value)[1],
            slug,
            lambda value: answer(value)[0],
        )
        state.selection(digits.EXPERIMENT, width=300)
    with st.container():
        going = state.growing("study", study.setting, study)
        if not study.over:
            parts.prose(NAME, fields.progress_section(study, going), **fields.about(study))
    figures = LESSON.figures(now)
    (key, leads), *others = figures.items()
    ghost = None if guess.value is None else digits.guess_of(guess.value, now)
    stood = live_figure(leads, key, ghost=ghost, revealed=guess.revealed)
    parts.prose(NAME, fields.intro_section(slug))
    controls(now)
    parts.prose(NAME, f"about_{slug}", **fields.about(study))
    parts.prose(NAME, "limits", **fields.about(study))
    with st.container():
        if guess.revealed:
            for section, numbers in fields.found(study, slug, stood.get("share", 0.0)):
                parts.prose(NAME, section, **numbers)
    parts.why(NAME, f"why_{slug}")
    at = float(study.experiment.epochs)
    for name, figure in others:
        parts.prose(NAME, fields.pictures_section(now))
        state.choice(digits.PICTURES)
        at = live_figure(figure, name)["at"]
    parts.fold(
        NAME,
        "reported",
        "Measured here, reported elsewhere",
        rows=partial(fields.reported, study, slug, stood.get("share", 0.0)),
    )
    parts.derivation(NAME, **fields.standing(study, slug))
    parts.beliefs(NAME)
    parts.check(NAME)
    parts.code(NAME, SHOWN, **fields.code(study, at))
    parts.prose(NAME, "sources")


def controls(now: SimpleNamespace) -> None:
    """What is trained, on what, and how often."""
    with st.container(horizontal=True):
        if now.experiment == "rare":
            state.choice(digits.KIND)
        for control in (digits.SEEDS, digits.HIDDEN, digits.RATE):
            state.choice(control)


lesson()
