"""A real code, its tree, and a text read through it bit by bit."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from lib.figures import numbers, style
from lib.figures.drawing import Figure, scatter
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.compression.boxes import language_name, visible
from lib.maths.coding import (
    code_tree,
    decoding_steps,
    encode,
    fixed_code_length,
    huffman_code,
)
from lib.maths.letters import ALPHABET, fold, letter_bits, letter_distribution

MOST_CHARACTERS = 5000
MOST_BITS = 840  # read on the slider: about 200 letters
FIRST_BIT = 40  # where the slider stands at first
TAIL = 20  # letters of the decoded text in sight, as many as a phone has room for
LINE = 0.085  # height of a label as a share of the figure
FIXED = fixed_code_length(len(ALPHABET))
PLAIN = 8  # bits of a character in a plain text file
MARKS = (("square", 11), ("triangle-up", 12), ("circle", 17), ("diamond", 9))
BLANK = "\u2007"  # a space as wide as a digit: what is padded with it does not shift


def message(text: str) -> str:
    """A student's text for the code, as it is.

    Raises
    ------
    ValueError
        When it is empty, too long, or has no letter of the alphabet.
    """
    if not text.strip():
        raise ValueError("This field is empty. Type or paste a sentence or two, in any language.")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(
            f"This field takes at most {MOST_CHARACTERS:,} characters; there are {len(text):,} "
            "here. Shorten the text; until then the figures stay with the one before."
        )
    if not fold(text)[0]:
        raise ValueError(
            "None of these characters is in the alphabet of this code: the letters a to z, with or "
            "without accents, and the space. Type a sentence that has some."
        )
    return text


# ---- the code -----------------------------------------------------------------------------------


@cache
def code_of(language: str) -> dict[str, str]:
    """A language's Huffman code: letter to code word."""
    return huffman_code(letter_distribution(language))


def _tree(language: str) -> Figure:
    nodes = {node.prefix: node for node in code_tree(code_of(language))}
    deepest = max(node.depth for node in nodes.values())
    leaves = [node for node in nodes.values() if node.symbol is not None]
    branches = [
        ([nodes[prefix[:-1]].x, node.x], [node.depth - 1, node.depth])
        for prefix, node in nodes.items()
        if prefix
    ]
    figure = style.figure("", "bits read", (-0.7, len(leaves) - 0.3), (deepest + 1.1, -0.3))
    figure.update_xaxes(visible=False)
    figure.update_yaxes(showgrid=False)
    figure.update_layout(margin_b=8)
    figure.add_shape(style.strokes(branches, style.TEXT, width=1), layer="below")
    figure.add_traces(
        [
            scatter(
                x=[leaf.x for leaf in leaves],
                y=[leaf.depth for leaf in leaves],
                mode="text",
                text=[visible(leaf.symbol) for leaf in leaves],
                textposition="bottom center",
                textfont={"color": style.TEXT},
                hoverinfo="skip",
                cliponaxis=False,
                name="letters",
            ),
            style.moving("path", mode="lines", line={"color": style.MODEL, "width": 6}),
            style.marker("reader", style.MODEL, size=13),
        ]
    )
    for prefix in ("0", "1"):
        node, root = nodes[prefix], nodes[""]
        figure.add_annotation(
            style.label((node.x + root.x) / 2, 0.5, prefix, style.TEXT, xanchor="center", yshift=14)
        )
    return figure


# ---- a text, read bit by bit --------------------------------------------------------------------


def beginning(letters: str, code: dict[str, str]) -> str:
    """As many letters as the slider has room for."""
    ends = np.cumsum([len(code[letter]) for letter in letters])
    return letters[: int(np.searchsorted(ends, MOST_BITS, side="right"))]


@lru_cache(maxsize=32)
def decoding(text: str, language: str) -> LiveFigure:
    """The way through the tree that each bit of a text takes, and the bits counted up.

    Parameters
    ----------
    text : str
        As typed, with at least one letter of the alphabet.
    language : str
        A key of `LANGUAGES`: whose Huffman code it is.
    """
    code = code_of(language)
    whole = fold(text)[0]
    letters = beginning(whole, code)
    steps = [("", None), *decoding_steps(encode(letters, code), code)]
    done = np.cumsum([symbol is not None for _, symbol in steps])
    spent = np.cumsum([0, *(len(code[letter]) for letter in letters)])
    ideal = np.cumsum([0, *letter_bits(whole, language)[: len(letters)]])
    nodes = {node.prefix: node for node in code_tree(code)}
    path = np.array([_path(prefix, nodes, max(map(len, code.values()))) for prefix, _ in steps])

    def frames(bit: NDArray) -> Frames:
        at = np.asarray(bit, dtype=int)
        n = done[at]
        return Frames(
            traces={
                "path": {"x": path[at, 0], "y": path[at, 1]},
                "reader": {"x": path[at, 0, -1:], "y": path[at, 1, -1:]},
                "here": {
                    "x": np.stack([n] * len(MARKS), -1),
                    "y": np.stack([PLAIN * n, FIXED * n, spent[n], ideal[n]], -1),
                },
            },
            readouts={
                "bits": [str(i) for i in at],
                "word": [_word(*steps[i]) for i in at],
                "ideal": numbers.texts(ideal[n], ".1f"),
                "fixed": [str(FIXED * i) for i in n],
                "plain": [str(PLAIN * i) for i in n],
                "decoded": [_tail(letters[:i]) for i in n],
            },
        )

    last = len(steps) - 1
    return LiveFigure(
        panels=[
            Panel(
                _tree(language),
                f"Tree of the Huffman code for {language_name(language)}: each 0 goes to the left, "
                "each 1 to the right, and a letter stands at the end of its code word.",
                height=340,
            ),
            Panel(
                _counts(ideal, spent),
                "Bits used over letters read, up to "
                f"{numbers.unit(str(done[-1]), 'letter')}: there {PLAIN * done[-1]} bits at "
                f"{PLAIN} a letter, {FIXED * done[-1]} with words of one length, {spent[-1]} "
                f"with the Huffman code, and ideally {ideal[-1]:.1f}.",
                height=340,
            ),
        ],
        sliders=[Slider("bit", "Read the bits", 0, last, 1, min(FIRST_BIT, last))],
        frames=frames,
        readouts=[
            Readout("bits", "read so far", "loss", main=True, unit="bits"),
            Readout("ideal", "ideal, for these letters", "truth"),
            Readout("fixed", f"{FIXED} bits a letter", "rival-2"),
            Readout("plain", f"{PLAIN} bits a letter", "rival-3"),
            Readout("word", "bits since the last letter", "model"),
            Readout("decoded", "decoded so far", "model"),
        ],
    )


def _path(prefix: str, nodes: dict, longest: int) -> NDArray:
    """The nodes on the way to a prefix, (2, longest + 1); the last one stands for all after it."""
    way = [nodes[prefix[:depth]] for depth in range(len(prefix) + 1)]
    way += way[-1:] * (longest - len(prefix))
    return np.array([[node.x for node in way], [node.depth for node in way]])


def _word(prefix: str, symbol: str | None) -> str:
    return f"{prefix} = {visible(symbol)}" if symbol else f"{prefix}…"


def _tail(letters: str) -> str:
    shown = letters if len(letters) < TAIL else "…" + letters[1 - TAIL :]
    return shown.ljust(TAIL, BLANK)


def _counts(ideal: NDArray, spent: NDArray) -> Figure:
    n = np.arange(len(ideal))
    lines = [
        (PLAIN * n, style.RIVALS[2], "dot", f"{PLAIN} bits each"),
        (FIXED * n, style.RIVALS[1], "dashdot", f"{FIXED} bits each"),
        (spent, style.LOSS, "solid", "Huffman"),
        (ideal, style.TRUTH, "dash", "ideal"),
    ]
    ends = np.array([y[-1] for y, *_ in lines])
    top = 1.06 * float(ends.max())
    figure = style.figure("letters read", "bits so far", (0, n[-1]), (0, top))
    figure.update_layout(margin_r=92)
    for (y, color, dash, words), place in zip(lines, _apart(ends, LINE * top), strict=True):
        figure.add_shape(style.strokes([(n, y)], color, dash=dash), layer="below")
        figure.add_annotation(style.label(float(n[-1]), float(place), words, color, xshift=6))
    figure.add_trace(
        style.moving(
            "here",
            mode="markers",
            marker={
                "color": [color for _, color, *_ in lines],
                "symbol": [symbol for symbol, _ in MARKS],
                "size": [size for _, size in MARKS],
                "opacity": 1,
                "line": {"color": style.BACKGROUND, "width": 1},
            },
            cliponaxis=False,
        )
    )
    return figure


def _apart(places: NDArray, least: float) -> NDArray:
    """Places moved downwards until each is `least` below the next higher one."""
    moved, limit = np.empty(len(places)), np.inf
    for i in np.argsort(-places, kind="stable"):
        moved[i] = min(places[i], limit)
        limit = moved[i] - least
    return moved
