"""Lesson 5: the price of the wrong code, real codes, and a text of the student's own."""

import streamlit as st

from lib import coding, information, letters, parsing, ui, words
from lib.figures import compression as figures
from lib.figures import huffman, whose_code
from lib.live import head_start, live_figure

LESSON = "compression"


@st.fragment
def lesson() -> None:
    """The whole path, from question to code."""
    ui.question(LESSON)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        guess = ui.prediction(LESSON, lambda text: parsing.number(text, 0, 1000))
        text, code = languages()
    figure = st.container()
    unit = ui.choice("Unit", list(figures.UNITS), "measure")
    with figure:
        blend = live_figure(figures.wrong_code(text, code, unit), "wrong_code")["blend"]
    head_start("wrong_code")
    numbers = figures.numbers(text, code, blend)
    if guess is not None:
        ui.prose(LESSON, "gap" if guess else "gap_zero", **figures.gap(guess))
    ui.prose(LESSON, "intro")
    if text == code:
        ui.prose(LESSON, "same")
    else:
        ui.prose(LESSON, "swap", **figures.swapped(text, code))
    ui.why(LESSON, **numbers)
    ui.derivation(LESSON, **numbers)
    real_code()
    ui.beliefs(LESSON, **figures.beliefs())
    ui.check(LESSON, **figures.beliefs())
    ui.code(
        LESSON,
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
    ui.prose(LESSON, "sources")


def languages() -> tuple[str, str]:
    """The language of the text and that of the code."""
    name = figures.language_name
    text = ui.selection("Text in", figures.languages("en"), "language", name)
    code = ui.selection("Code for", figures.languages("fr"), "code", name)
    ui.swap("⇄ Swap", "language", "code")
    return text, code


def real_code() -> None:
    """A Huffman code, the student's text in it, and the language whose code is shortest."""
    ui.prose(LESSON, "code")
    name, options = figures.language_name, figures.languages("en")
    start = words.prose(LESSON, "start")
    with st.container(horizontal=True):
        language = ui.selection("Huffman code for", options, "huffman", name)
        message = ui.typed(
            "Your own text", "message", start, huffman.message, tall=True, height=80, width=900
        )
    live_figure(huffman.decoding(message, language), "decoding")
    numbers = huffman.message_numbers(message, language)
    ui.prose(LESSON, "message", **numbers)
    ui.prose(LESSON, "skipped" if numbers["skipped"] else "skipped_none", **numbers)
    ui.prose(LESSON, "code_numbers", **huffman.code_numbers(language))
    with st.expander("The whole code", key="compression.table", on_change="rerun") as box:
        if box.open:
            for column, table in zip(st.columns(3), huffman.code_tables(language), strict=True):
                column.markdown(table)
    ui.prose(LESSON, "guess")
    live_figure(whose_code.shortest_code(message), "shortest_code")
    ui.prose(LESSON, "guess_numbers", **whose_code.guess_numbers(message))


lesson()
