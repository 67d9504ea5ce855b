"""Compression: the price of the wrong code, real codes, and a text of the student's own."""

from functools import partial

import streamlit as st

from lib.lessons.compression import HUFFMAN, LANGUAGE, LESSON, MESSAGE, OTHER, UNIT, fields
from lib.lessons.compression.boxes import guess_of
from lib.maths import coding, information, letters
from lib.web import parts, state
from lib.web.live import live_figure
from lib.words import parsing

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The whole path, from question to code."""
    now = state.now()
    figures = LESSON.figures(now)
    pair = now.language, now.other
    parts.opening(NAME)
    with st.container(horizontal=True):
        guess = parts.prediction(
            NAME,
            partial(parsing.number, low=0, high=1000, unit="%"),
            fields.gap,
            section=lambda said: "gap" if said else "gap_zero",
        )
        state.selection(LANGUAGE)
        state.selection(OTHER)
    ghost = None if guess.value is None else guess_of(guess.value, *pair, now.unit)
    seen = {"ghost": ghost, "revealed": guess.revealed}
    blend = live_figure(figures["wrong_code"], "wrong_code", **seen)["blend"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state.choice(UNIT)
        state.swap("⇄ Swap the languages", LANGUAGE, OTHER)
    numbers = fields.standing(*pair, blend)
    parts.prose(NAME, "intro")
    with st.container():
        if now.language == now.other:
            parts.prose(NAME, "same")
        elif guess.revealed:  # before it, this could answer the prediction
            parts.prose(NAME, "swap", **fields.swap(*pair))
    parts.why(NAME, **fields.why(*pair))
    parts.derivation(NAME, **numbers)
    real_code()
    parts.prose(NAME, "zip", **fields.single_letters())
    parts.beliefs(NAME, **fields.beliefs())
    parts.check(NAME, **fields.check())
    parts.code(
        NAME,
        [
            information.surprisal,
            information.cross_entropy,
            information.kl_divergence,
            letters.letter_mixture,
            coding.huffman_code,
            coding.decoding_steps,
        ],
        **numbers,
    )
    parts.prose(NAME, "sources")


@state.part
def real_code() -> None:
    """A Huffman code, the student's text in it, and the language whose code is shortest."""
    now = state.now()
    figures = LESSON.figures(now)
    parts.prose(NAME, "real")
    with st.container(horizontal=True):
        state.selection(HUFFMAN)
        state.typed(MESSAGE, tall=True, height=80, width=900)
    live_figure(figures["decoding"], "decoding")
    numbers = fields.message(now.message, now.huffman)
    parts.prose(NAME, "message", **numbers)
    parts.prose(NAME, "skipped" if numbers["skipped"] else "skipped_none", **numbers)
    parts.prose(NAME, "code", **fields.code(now.huffman))
    with parts.folded("The whole code", f"{NAME}.table.fold") as is_open:
        if is_open:
            tables = fields.code_tables(now.huffman)
            for column, table in zip(st.columns(3), tables, strict=True):
                column.markdown(table)
    parts.prose(NAME, "whose")
    live_figure(figures["shortest_code"], "shortest_code")
    section, found = fields.likeliest(now.message)
    parts.prose(NAME, section, **found)


lesson()
