"""Binary and categorical: one formula or two, and when labels do not exclude each other."""

from types import SimpleNamespace

import streamlit as st

from lib.lessons.bce_vs_cce import CLASSES, LESSON, MODE, TRUE, TRUE_TAGS, Y, bars, fields
from lib.lessons.bce_vs_cce.one_of_many import single_label
from lib.lessons.logits import REACH, logits_of
from lib.maths import losses
from lib.web import parts, state
from lib.web.live import live_figure, texts_of
from lib.words import parsing

NAME = LESSON.name
FUNCTIONS = {
    "binary": [
        losses.sigmoid_binary_cross_entropy,
        losses.softmax_cross_entropy_with_integer_labels,
    ],
    "single": [losses.softmax_cross_entropy, losses.softmax_cross_entropy_with_integer_labels],
    "multi": [losses.multi_label_cross_entropy, losses.sigmoid_binary_cross_entropy],
}


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code, in one of three modes."""
    now = state.now()
    mode = now.mode
    ((key, figure),) = LESSON.figures(now).items()
    parts.opening(NAME, f"stakes_{mode}")
    with st.container(horizontal=True):
        guess = parts.prediction(
            NAME,
            parsing.nats,
            fields.gap(mode),
            case=mode,
            section=f"gap_{mode}",
        )
        state.choice(MODE)
        true_class(now)
    ghost = None if guess.value is None else fields.guess_of(guess.value, now)
    picked = {"binary": Y, "single": TRUE}.get(mode)
    values = live_figure(figure, key, picked, ghost)
    own_logits(mode)
    numbers = fields.standing(now, figure, values)
    parts.prose(NAME, fields.section("intro", now), **fields.intro(now))
    if mode != "binary" or guess.revealed:
        parts.why(NAME, fields.section("why", now), **numbers)
    parts.derivation(NAME, f"derivation_{mode}", **numbers)
    if mode == "single" and guess.revealed:
        parts.prose(NAME, "uniform", **fields.uniform())
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME, **fields.check())
    parts.code(NAME, FUNCTIONS[mode], mode, **numbers)


def true_class(now: SimpleNamespace) -> None:
    """What is true, as the mode asks it."""
    if now.mode == "binary":
        state.choice(Y)
    elif now.mode == "single":
        state.selection(TRUE, list(TRUE.options)[: now.classes], width=110)
    else:
        state.choices(TRUE_TAGS, width=170)


def own_logits(mode: str) -> None:
    """The number of classes, and logits or probabilities of the student's own, of one label."""

    def show(logits: list[float]) -> dict[str, str]:
        figure = single_label(len(logits), 0)
        sliders = texts_of(figure, bars.by_slider(logits))
        return {"mode": "single", "classes": str(len(logits)), **sliders}

    with st.container(horizontal=True):
        if mode == "single":
            state.count(CLASSES)
        state.typed_into(
            "Your own logits",
            "own_logits",
            lambda text: parsing.numbers(text, -REACH, REACH, (2, bars.MOST), "logits"),
            show,
            "2.0, 1.0, 0.1",
        )
        state.typed_into(
            "Or your own probabilities",
            "own_probabilities",
            lambda text: logits_of(parsing.probabilities(text, (2, bars.MOST))),
            show,
            "0.7, 0.2, 0.1",
        )


lesson()
