"""How the loss is spread over the rows: many that cost next to nothing, a few that cost most."""

from __future__ import annotations

import numpy as np

from lib.figures import numbers, style
from lib.figures.flipbook import LiveFigure, Panel
from lib.lessons.score.study import Study, shared
from lib.maths.information import surprisal

BARS = 40
HEIGHT = 240
FEWEST = 3.0  # nats that the axis has at least


@shared
def histogram(study: Study) -> LiveFigure:
    """Share of the rows, and of the total loss, by what a row costs."""
    losses, weights = study.forecasts.losses, study.forecasts.weights
    finite = np.isfinite(losses)
    most = float(np.max(losses, where=finite, initial=0))
    top = max(FEWEST, np.ceil(most))
    edges = np.linspace(0, top, BARS + 1)
    losses, weights = losses[finite], weights[finite]
    bar = np.minimum((losses * (BARS / top)).astype(np.intp), BARS - 1)
    rows, cost = (np.bincount(bar, each, BARS) for each in (weights, weights * losses))
    cost = cost / (cost.sum() or 1)
    middle = (edges[1:] + edges[:-1]) / 2
    high = 1.1 * max(rows.max(), cost.max())
    figure = style.figure(
        "loss of a row in nats", "share", (0, top), (0, high), barmode="overlay", bargap=0.05
    )
    part = style.bars("of the rows", style.MODEL, middle, rows, ".1%")
    whole = style.bars("of the total loss", style.LOSS, middle, cost, ".1%", hollow=True)
    for bars in (part, whole):
        bars.update(texttemplate="", cliponaxis=True)
    whole.update(marker_line_width=2)
    figure.add_traces([part, whole])
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    corner |= {"bgcolor": style.BACKGROUND}
    figure.add_annotation(style.label(1, 1, "■ share of the rows", style.MODEL, **corner))
    figure.add_annotation(
        style.label(1, 1, "□ share of the total loss", style.LOSS, yshift=-22, **corner)
    )
    guess = float(surprisal(1 / study.forecasts.classes))
    figure.add_shape(style.strokes([([guess, guess], [0, high])], style.TEXT, width=1, dash="dash"))
    figure.add_annotation(
        style.label(
            guess, high, f" ln {study.forecasts.classes}", style.TEXT, yanchor="top", xshift=2
        )
    )
    return LiveFigure(
        panels=[
            Panel(
                figure,
                "Bars by what a row costs, in nats: filled ones show the share of the rows, hollow "
                "ones the share of the total loss. A dashed line stands at ln "
                f"{study.forecasts.classes}, {numbers.text(guess, '.2f')} nats, which a row costs "
                "whose classes are all held alike.",
                height=HEIGHT,
                wide=True,
            )
        ]
    )
