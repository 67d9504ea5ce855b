"""Score: how good predictions were, a shipped example's or one's own."""

from functools import partial
from types import SimpleNamespace

import streamlit as st

from lib.lessons import score
from lib.lessons.score import LESSON, columns, fields, take
from lib.lessons.score.calibration import guess_of
from lib.lessons.score.study import EXAMPLES, Study
from lib.maths import calibration, forecasts
from lib.maths.smooth_calibration import smooth_calibration_error
from lib.web import own, parts, state
from lib.web.limits import LARGEST_UPLOAD
from lib.web.live import live_figure
from lib.words import parsing
from lib.words.text import prose

NAME = LESSON.name
SHOWN = [forecasts.summary, smooth_calibration_error, calibration.best_temperature]
NATS = partial(parsing.number, low=0, high=100, unit="nats")


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    parts.opening(NAME)
    with st.container(horizontal=True):
        guess = parts.prediction(NAME, NATS, fields.gap)
        state.selection(score.DATA, width=300)
    now.study = study = study_of(now)
    if study is not None:
        scored(now, study, guess)
    parts.why(NAME, **fields.why())
    if study is not None:
        parts.derivation(NAME, **fields.standing(study))
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME, **fields.check())
    at = float(state.stated("temperature") or 1)
    parts.code(NAME, SHOWN, **fields.code(study, at))
    parts.prose(NAME, "sources")


def scored(now: SimpleNamespace, study: Study, guess: parts.Guess) -> None:
    """Everything that is known of a table of predictions."""
    figures = LESSON.figures(now)
    asked, figure = now.data == "sure", figures["calibration"]
    ghost = guess_of(guess.value, figure) if asked and guess.value else None
    live_figure(figure, "calibration", ghost=ghost, revealed=guess.revealed or not asked)
    parts.prose(NAME, "intro", **fields.intro(study))
    if now.data in EXAMPLES:
        parts.prose(NAME, f"about_{now.data}", **fields.about(study))
    told, values = fields.scores(study), {}
    for name, numbers in told:
        parts.prose(NAME, name, **numbers)
        if name in figures:
            values |= live_figure(figures[name], name)
    last = [fields.verdict(study, values), fields.rivals(study)]
    for name, numbers in last:
        parts.prose(NAME, name, **numbers)
    parts.prose(NAME, "take")
    said = [prose(NAME, name, **numbers) for name, numbers in told + last]
    own.downloads(
        [
            ("Rows (CSV)", "scored-rows.csv", "text/csv", partial(take.rows, study)),
            ("Report (HTML)", "score-report.html", "text/html", partial(take.summed_up, said)),
        ]
    )


def study_of(now: SimpleNamespace) -> Study | None:
    """The study that a state shows; none where there is no table that can be read."""
    if now.data in EXAMPLES:
        own.forget()
        return score.study_of(now)
    parts.prose(NAME, f"about_{now.data}", megabytes=LARGEST_UPLOAD)
    table = own.pasted(score.PASTED) if now.data == "paste" else own.uploaded()
    parts.prose(NAME, "private", notes=" ".join(map(state.plain, table.notes if table else [])))
    if table is None:
        return None
    chosen = own.roles(table, columns.guess(table.columns), columns.values_of)
    key = id(table.columns), chosen  # which the study keeps alive, so no other has this id
    try:
        return state.made("study", key, lambda: Study.steps(table.columns, chosen), "Scoring")
    except ValueError as error:
        state.forget("study")
        state.refuse(error)
        if isinstance(error, columns.SumsError):  # never scaled before it is asked for
            own.scaling(table)
        return None


lesson()
