"""Lesson 6: truth and model side by side, and what they cost as bars that always add up."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from lib import parsing
from lib.figures import shares, style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.relatives import bars
from lib.information import (
    cross_entropy,
    entropy,
    kl_divergence,
    perplexity,
    surprisal,
    to_bits,
)
from lib.words import comparison

FEWEST, MOST = 2, shares.MOST
SHAPED = {"q": "model", "p": "target"}  # the letter on the sliders, the bars it moves
LEFT = 62  # pixels beside both pictures, so that they stand in line
FEW = 5  # outcomes whose bars have room for their numbers
HALF = 0.24  # of a bar's thickness; the terms of its sum stand above it
ENDLESS = 100.0  # nats: longer than any bar's picture
BUDGET = 8  # outcomes up to which the frames have room for all numbers in full
UNITS = {"nats": np.asarray, "bits": to_bits, "perplexity": perplexity}
TRUTHS = {2: (0.7, 0.3), 3: (0.7, 0.2, 0.1)}
FLAT = {2: (0.55, 0.45), 3: (0.4, 0.3, 0.3)}
DIE = np.full(6, 1 / 6)


def shaped_name(letter: str) -> str:
    """What the button of a distribution says."""
    return {"q": "model q", "p": "truth p"}[letter]


# ---- the telling cases --------------------------------------------------------------------------


@cache
def cases(count: int) -> dict[str, tuple[NDArray, NDArray]]:
    """Pairs of a truth and a model by the name of their case."""
    ranks = np.arange(count)
    truth = shares.rounded(TRUTHS.get(count, 1 / (1 + ranks)))
    flat = shares.rounded(FLAT.get(count, np.ones(count)))
    wrong = shares.rounded(np.where(ranks == count - 1, 0.9, 0.1 / (count - 1)))
    blind = shares.rounded(np.where(ranks == count - 1, 0, truth))
    even = shares.rounded(np.where(ranks < 2, 0.495, 0.01 / max(count - 2, 1)))
    narrow = shares.rounded(np.where(ranks == 0, 0.998, 0.002 / (count - 1)))
    return {
        "too flat": (truth, flat),
        "equal": (truth, truth),
        "confidently wrong": (truth, wrong),
        f"rules {shares.NAMES[count - 1]} out": (truth, blind),
        "lopsided KL": (even, narrow),
    }


def costs(p: NDArray, q: NDArray) -> dict[str, NDArray]:
    """The four quantities and the second sum, in nats."""
    return {
        "cross": cross_entropy(p, q),
        "floor": entropy(p),
        "waste": kl_divergence(p, q),
        "back": kl_divergence(q, p),
        "own": entropy(q),
    }


# ---- the figure ---------------------------------------------------------------------------------


@cache
def truth_and_model(count: int, shaped: str, unit: str) -> LiveFigure:
    """Bars of p and q, and of H(p) + KL(p‖q) and H(q) + KL(q‖p), while one of the two is shaped.

    Parameters
    ----------
    count : int
        Outcomes, from `FEWEST` to `MOST`.
    shaped : {"q", "p"}
        Whose probabilities are on the sliders.
    unit : {"nats", "bits", "perplexity"}
        Of the read-outs and of the bars; perplexities stand on a logarithmic axis.
    """
    start = dict(zip("pq", cases(count)["too flat"], strict=True))
    light = count > BUDGET
    sliders = {
        letter: shares.sliders(letter, start[letter], ".2f" if light else ".3f", letter != shaped)
        for letter in "pq"
    }
    keys = shares.keys(shaped, count)
    write = partial(_written, unit, light)
    told = ["cross", "floor", "waste"] + ["back"] * (not light)

    def frames(**values: ArrayLike) -> Frames:
        held = next(key for key in keys if np.ndim(values[key]))
        still = {**values, held: 0.0}  # `moved` does not read it
        pair = {letter: shares.standing(letter, still, count)[None] for letter in "pq"}
        pair[shaped] = shares.moved(pair[shaped][0], keys.index(held), values[held])
        cost = costs(*np.broadcast_arrays(pair["p"], pair["q"]))
        return Frames(
            traces={SHAPED[shaped]: {"y": pair[shaped]}, **_lengths(cost, shaped, unit)},
            readouts={key: write(UNITS[unit](cost[key])) for key in told},
            sliders={k: (SHAPED[shaped], "y", i) for i, k in enumerate(keys) if k != held},
        )

    exp = "exp " if unit == "perplexity" else ""
    return LiveFigure(
        panels=partial(_panels, count, unit),
        sliders=[*sliders["p"], *sliders["q"]],
        frames=frames,
        readouts=[
            Readout(
                "cross", f"cross-entropy {exp}H(p, q)", "loss", True, "choices" if exp else unit
            ),
            Readout("floor", f"entropy {exp}H(p), the floor", "truth"),
            Readout("waste", f"{'×' if exp else '+'} wasted, {exp}KL(p‖q)", "gradient"),
            Readout("back", f"other way round, {exp}KL(q‖p)", "gradient"),
        ][: len(told)],
        presets={
            name: {**shares.by_slider("p", p), **shares.by_slider("q", q)}
            for name, (p, q) in cases(count).items()
        },
        settle=partial(_settle, sliders),
        beside=True,
    )


def _top(count: int) -> float:
    """Nats that the bars have room for: the dearest case that has an end."""
    dear = [float(cross_entropy(p, q)) for p, q in cases(count).values()]
    return 1.07 * max(nats for nats in dear if np.isfinite(nats))


def _settle(sliders: dict[str, list[Slider]], values: dict[str, float]) -> dict[str, float]:
    return {k: v for each in sliders.values() for k, v in shares.settled(values, each).items()}


def _written(unit: str, light: bool, numbers: NDArray) -> list[str]:
    """Numbers as they are read out; perplexities, which may be thousands, all about as long."""
    if unit != "perplexity":
        return style.texts(numbers, ".2f" if light else ".4f")
    digits = np.select([numbers < 9.995, numbers < 99.95], [2, 1], 0)
    return [style.text(x, f",.{d}f") for x, d in zip(numbers, digits, strict=True)]


def _drawn(unit: str) -> Callable:
    """Nats as lengths: perplexities stand on a logarithmic axis, so theirs are bits."""
    return UNITS["bits" if unit == "perplexity" else unit]


def _lengths(cost: dict[str, NDArray], shaped: str, unit: str) -> dict[str, dict[str, NDArray]]:
    """What moves of the two bars; where one has no end it runs off the picture."""
    length = _drawn(unit)
    kl = length(np.stack([cost["back"], cost["waste"]], axis=-1))
    return {
        f"H({shaped})": {"x": length(cost["floor" if shaped == "p" else "own"])[:, None]},
        "KL": {"x": np.where(np.isfinite(kl), kl, 0)},
        "endless": {"x": np.where(np.isfinite(kl), 0, length(ENDLESS))},
    }


def _panels(count: int, unit: str, **values: float) -> list[Panel]:
    """Both pictures, with the distribution in them that the sliders do not move."""
    p, q = (shares.standing(letter, values, count) for letter in "pq")
    return [
        Panel(
            _distributions(p, q),
            f"Bars: the model's probabilities of {count} outcomes, and hollow the truth's.",
            height=255,
            wide=True,
        ),
        Panel(
            _sums(p, q, unit),
            "Bars: the cross-entropy H(p, q) as the entropy H(p) plus KL(p‖q), and below it "
            "H(q, p) as H(q) plus KL(q‖p).",
            height=195,
            wide=True,
        ),
    ]


def _distributions(p: NDArray, q: NDArray) -> go.Figure:
    figure = bars.beliefs(shares.NAMES[: p.size], "", "truth p", numbered=p.size <= FEW)
    figure.update_traces(y=p, selector={"name": "target"})
    figure.update_traces(y=q, selector={"name": "model"})
    above = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.layout.annotations = [
        style.label(0, 1, "□ truth p", style.TRUTH, **above),
        style.label(0, 1, "■ model q", style.MODEL, **above, xshift=110),
    ]
    figure.update_yaxes(range=(0, 1.03))
    return figure.update_layout(margin={"l": LEFT, "r": 14, "t": 26, "b": 30})


def _sums(p: NDArray, q: NDArray, unit: str) -> go.Figure:
    length = _drawn(unit)
    top = float(length(_top(p.size)))
    exp, sign, title = "", "+", unit
    if unit == "perplexity":
        exp, sign, title = "exp ", "×", "choices (each line has twice as many)"
    margin = {"l": LEFT, "r": 14, "t": 4, "b": 60}
    figure = style.figure(title, "", (0, top), (-0.5, 1.95), barmode="stack", margin=margin)
    figure.update_yaxes(visible=False)
    number = "" if exp else "%{value:.3f}"
    if exp:
        doublings = list(range(int(top) + 1))
        figure.update_xaxes(tickvals=doublings, ticktext=[str(2**k) for k in doublings])
    figure.add_traces(
        [
            _part("H(p)", [1], style.TRUTH, number, length(entropy(p))),
            _part("H(q)", [0], style.MODEL, number, length(entropy(q))),
            _part("endless", [0, 1], style.GRADIENT, "∞"),
            # The last of its row, so that its number may stand beside it.
            _part("KL", [0, 1], style.GRADIENT, number),
        ]
    )
    for row, one, other, color, whole in (
        (1, "p", "q", style.TRUTH, style.LOSS),
        (0, "q", "p", style.MODEL, style.TEXT),
    ):
        terms = (
            f'<span style="color:{whole}">{exp}H({one}, {other})</span> = '
            f'<span style="color:{color}">{exp}H({one})</span> {sign} '
            f'<span style="color:{style.GRADIENT}">{exp}KL({one}‖{other})</span>'
        )
        place = {"yanchor": "bottom", "xshift": 4}
        figure.add_annotation(style.label(0, row + HALF, terms, style.TEXT, **place))
    return figure


def _part(name: str, rows: list[int], color: str, says: str, x: float = 0.0) -> go.Bar:
    last = len(rows) > 1
    return go.Bar(
        x=[float(x)] * len(rows),
        y=rows,
        orientation="h",
        name=name,
        width=2 * HALF,
        texttemplate=says,
        textposition="auto" if last else "inside",
        insidetextanchor="start",
        textangle=0,
        constraintext="none" if last else "inside",
        insidetextfont={"color": style.BACKGROUND},
        outsidetextfont={"color": color},
        marker={"color": color, "line": {"color": style.BACKGROUND, "width": 1}},
        hovertemplate=f"{name} %{{value:.4f}}<extra></extra>",
    )


# ---- typed distributions ------------------------------------------------------------------------


def distribution(text: str) -> list[float]:
    """A typed distribution, in ten-thousandths.

    Raises
    ------
    ValueError
        Which entry is wrong or too small, or what the sum is.
    """
    typed = parsing.probabilities(text, (FEWEST, MOST), zero=True)
    for place, p in enumerate(typed, 1):
        if 0 < p < shares.LEAST:
            raise ValueError(
                f"Entry {place} is too small for this picture: use 0, or 0.0001 or more."
            )
    return shares.rounded(typed).tolist()


# ---- numbers of the prose -----------------------------------------------------------------------


def numbers(values: dict[str, float], count: int) -> dict[str, str]:
    """The numbers of the derivation and of the code, where the sliders stand."""
    p, q = (shares.standing(letter, values, count) for letter in "pq")
    cost = costs(p, q)
    return {
        "count": str(count),
        "p": style.listed(p, "g"),
        "q": style.listed(q, "g"),
        "p_list": repr(p.tolist()),
        "q_list": repr(q.tolist()),
        "surprise_p": style.listed(surprisal(p), ".3f"),
        "surprise_q": style.listed(surprisal(q), ".3f"),
        "bits": style.text(to_bits(cost["cross"])),
        "choices": style.text(perplexity(cost["cross"]), ".3f"),
        "floor_choices": style.text(perplexity(cost["floor"]), ".3f"),
        "factor": style.text(perplexity(cost["waste"]), ".3f"),
        **{key: style.text(value) for key, value in cost.items()},
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: a fair die and a model that knows it."""
    truth = float(cross_entropy(DIE, DIE))
    return {
        "guess": f"{guess:g}",
        "truth": style.text(truth),
        "waste": style.text(kl_divergence(DIE, DIE), "g"),
        "comparison": comparison(guess, truth),
    }


def facts() -> dict[str, str]:
    """The three predictions, and the numbers of the corrected beliefs and of the check."""
    flat, equal, wrong, _, lopsided = (costs(*pair) for pair in cases(3).values())
    even, narrow = cases(3)["lopsided KL"]
    coin = np.full(2, 0.5)
    return {
        **{f"flat_{key}": style.text(value) for key, value in flat.items()},
        **{f"equal_{key}": style.text(value) for key, value in equal.items()},
        **{f"wrong_{key}": style.text(value) for key, value in wrong.items()},
        "there": style.text(lopsided["waste"], ".3f"),
        "back": style.text(lopsided["back"], ".3f"),
        "even": style.listed(even, "g"),
        "narrow": style.listed(narrow, "g"),
        "coin": style.text(entropy(coin)),
        "die": style.text(entropy(DIE)),
        "die_bits": style.text(to_bits(entropy(DIE)), ".3f"),
    }
