"""Truth and model side by side, and what they cost as bars that always add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import bars, ghost, numbers, style
from lib.figures.drawing import Figure, Part, bar
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.lessons.information import shares
from lib.maths.information import (
    cross_entropy,
    entropy,
    kl_divergence,
    perplexity,
    surprisal,
    to_bits,
)

SHAPED = {"q": "model", "p": "target"}  # the letter on the sliders, the bars it moves
LEFT = 62  # pixels beside both pictures, so that they stand in line
FEW = 5  # outcomes whose bars have room for their numbers
HALF = 0.24  # of a bar's thickness; the terms of its sum stand above it
END = 0.985  # of the picture's width, where a mark says that a bar goes on
ENDLESS = 100.0  # nats: longer than any bar's picture
BUDGET = 8  # outcomes up to which the frames have room for all numbers in full
UNITS = {"nats": np.asarray, "bits": to_bits, "perplexity": perplexity}
TRUTHS = {2: (0.7, 0.3), 3: (0.7, 0.2, 0.1)}
FLAT = {2: (0.55, 0.45), 3: (0.4, 0.3, 0.3)}
DIE = shares.rounded(np.ones(6))
EQUAL, LOPSIDED, FAIR = "equal", "lopsided KL", "fair die"  # cases that words name

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
        EQUAL: (truth, truth),
        "confidently wrong": (truth, wrong),
        rules_out(count): (truth, blind),
        LOPSIDED: (even, narrow),
        **({FAIR: (DIE, DIE)} if count == DIE.size else {}),
    }


def rules_out(count: int) -> str:
    """The case in which the model rules the last outcome out."""
    return f"rules {shares.NAMES[count - 1]} out"


def costs(p: NDArray, q: NDArray) -> dict[str, NDArray]:
    """The four quantities and the second sum, in nats."""
    return {
        "cross": cross_entropy(p, q),
        "floor": entropy(p),
        "waste": kl_divergence(p, q),
        "back": kl_divergence(q, p),
        "own": entropy(q),
    }


def written(cost: Mapping[str, NDArray], unit: str, light: bool = False) -> dict[str, list[str]]:
    """Costs in a unit, so that floor and waste make up the cross-entropy as they are written.

    Perplexities multiply: the product of the two as written is rounded to one digit less.

    Parameters
    ----------
    cost : mapping
        Of `costs`, in nats.
    unit : {"nats", "bits", "perplexity"}
    light : bool
        Whether there is room for two digits less, in perplexity for one.
    """
    cost = {key: UNITS[unit](np.atleast_1d(nats)) for key, nats in cost.items()}
    if unit == "perplexity":
        digits = 4 if light else 5
        told = {key: numbers.significant(cost[key], digits) for key in cost}
        # A thousand has a comma.
        pairs = zip(told["floor"], told["waste"], strict=True)
        whole = [numbers.read(floor) * numbers.read(waste) for floor, waste in pairs]
        return {**told, "cross": numbers.significant(whole, digits - 1)}
    places = 2 if light else 4
    cost = {key: np.round(values, places) for key, values in cost.items()}
    # The waste gives way: the floor must stand still while the model is shaped.
    cost["waste"] = cost["cross"] - cost["floor"]
    return {key: numbers.texts(values, f".{places}f") for key, values in cost.items()}


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
    told = ("cross", "floor", "waste", "back")[: 3 if light else 4]

    def frames(**values: ArrayLike) -> Frames:
        held = next(key for key in keys if np.ndim(values[key]))
        still = {**values, held: 0.0}  # `moved` does not read it
        pair = {letter: shares.standing(letter, still, count)[None] for letter in "pq"}
        pair[shaped] = shares.moved(pair[shaped][0], keys.index(held), values[held])
        cost = costs(*np.broadcast_arrays(pair["p"], pair["q"]))
        texts = written(cost, unit, light)
        return Frames(
            traces={SHAPED[shaped]: {"y": pair[shaped]}, **_lengths(cost, shaped, unit, count)},
            readouts={key: texts[key] for key in told},
            sliders={k: (SHAPED[shaped], "y", i) for i, k in enumerate(keys) if k != held},
        )

    exp = "exp " if unit == "perplexity" else ""
    return LiveFigure(
        panels=partial(_panels, unit, "p" if shaped == "q" else "q", count),
        sliders=[*sliders["p"], *sliders["q"], *shares.absent(count)],
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


def guess_of(guess: float, count: int, unit: str) -> Ghost:
    """The student's guess of what a throw of a fair die costs, as a line across the sums."""
    at, top = (float(_drawn(unit)(nats)) for nats in (guess, _top(count)))
    said = f"{numbers.unit(f'{guess:g}', 'nat')} for the die"
    side = "left" if at < top / 2 else "right"
    return ghost.level(at, said, top, "x", panel=1, xanchor=side)


@cache
def _top(count: int) -> float:
    """Nats that the bars have room for: the dearest case that has an end, or whatever has one."""
    if count > BUDGET:  # the frames have no room for marks where bars go on
        return 1.02 * float(surprisal(shares.LEAST))
    dear = [float(cross_entropy(p, q)) for p, q in cases(count).values()]
    return 1.07 * max(nats for nats in dear if np.isfinite(nats))


def _settle(sliders: dict[str, list[Slider]], values: dict[str, float]) -> dict[str, float]:
    return {k: v for each in sliders.values() for k, v in shares.settled(values, each).items()}


def _drawn(unit: str) -> Callable:
    """Nats as lengths: perplexities stand on a logarithmic axis, so theirs are bits."""
    return UNITS["bits" if unit == "perplexity" else unit]


def _lengths(
    cost: dict[str, NDArray], shaped: str, unit: str, count: int
) -> dict[str, dict[str, NDArray]]:
    """What moves of the two bars; where one runs off the picture, a mark says so."""
    length = _drawn(unit)
    top = length(_top(count))
    kl = length(np.stack([cost["back"], cost["waste"]], axis=-1))
    whole = kl + length(np.stack([cost["own"], cost["floor"]], axis=-1))
    return {
        f"H({shaped})": {"x": length(cost["floor" if shaped == "p" else "own"])[:, None]},
        "KL": {"x": np.where(np.isfinite(kl), kl, 0)},
        "endless": {"x": np.where(np.isfinite(kl), 0, length(ENDLESS))},
        **({} if count > BUDGET else {"goes on": {"x": np.where(whole > top, END * top, np.nan)}}),
    }


def _panels(unit: str, still: str, count: int, **values: float) -> list[Panel]:
    return _drawn_once(unit, still, tuple(shares.standing(still, values, count)))


@lru_cache(maxsize=64)  # whatever a student types as the distribution that stands still
def _drawn_once(unit: str, still: str, held: tuple[float, ...]) -> list[Panel]:
    """Both pictures, with the distribution in them that the sliders do not move."""
    held = np.array(held)
    return [
        Panel(
            _distributions(still, held),
            f"Bars: the model's probabilities of {held.size} outcomes, and hollow the truth's.",
            height=255,
            wide=True,
        ),
        Panel(
            _sums(unit, still, held),
            "Bars: the cross-entropy H(p, q) as the entropy H(p) plus KL(p‖q), and below it "
            "H(q, p) as H(q) plus KL(q‖p).",
            height=209,
            wide=True,
        ),
    ]


def _distributions(still: str, held: NDArray) -> Figure:
    figure = bars.beliefs(shares.NAMES[: held.size], "", "truth p", numbered=held.size <= FEW)
    figure.trace(SHAPED[still]).update(y=held)
    above = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    figure.update_layout(annotations=None)
    figure.add_annotation(style.label(0, 1, "□ truth p", style.TRUTH, **above))
    figure.add_annotation(style.label(0, 1, "■ model q", style.MODEL, **above, xshift=110))
    figure.update_yaxes(range=(0, 1.03))
    return figure.update_layout(margin={"l": LEFT, "r": 14, "t": 26, "b": 30})


def _sums(unit: str, still: str, held: NDArray) -> Figure:
    length = _drawn(unit)
    own = {"p": 0.0, "q": 0.0, still: float(length(entropy(held)))}
    top = float(length(_top(held.size)))
    exp, sign, title = "", "+", unit
    if unit == "perplexity":
        exp, sign, title = "exp ", "×", "choices (each line has twice as many)"
    margin = {"l": LEFT, "r": 14, "t": 20, "b": 58}
    figure = style.figure(title, "", (0, top), (-0.5, 1.95), barmode="stack", margin=margin)
    figure.update_yaxes(visible=False)
    number = "" if exp else "%{value:.3f}"
    if exp:
        doublings = list(range(int(top) + 1))
        figure.update_xaxes(tickvals=doublings, ticktext=[str(2**k) for k in doublings])
    figure.add_traces(
        [
            _part("H(p)", [1], style.TRUTH, number, own["p"]),
            _part("H(q)", [0], style.MODEL, number, own["q"]),
            _part("endless", [0, 1], style.GRADIENT, "∞"),
            # The last of its row, so that its number may stand beside it.
            _part("KL", [0, 1], style.GRADIENT, number),
            style.marker("goes on", style.BACKGROUND, "triangle-right").update(y=[0, 1]),
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


def _part(name: str, rows: list[int], color: str, says: str, x: float = 0.0) -> Part:
    last = len(rows) > 1
    return bar(
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
