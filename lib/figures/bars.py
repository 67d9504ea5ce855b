"""What the relatives' figures share: bars of belief and of pull."""

from __future__ import annotations

from collections.abc import Sequence

from lib.figures import style
from lib.figures.drawing import Figure


def beliefs(
    names: Sequence[str], title: str, target: str, color: str = style.TRUTH, numbered: bool = True
) -> Figure:
    """The moving bars "model" in the hollow frames "target", which a direct label names."""
    figure = _figure(names, title, "probability", (0, 1.3), barmode="overlay")
    figure.update_yaxes(tickvals=[0, 0.5, 1])
    places = list(range(len(names)))
    frames = style.bars("target", color, places, [0] * len(names), ".3f", hollow=True, width=0.86)
    frames.update(texttemplate="", hovertemplate="%{y:.3f}<extra></extra>")
    model = style.bars("model", style.MODEL, places, [0] * len(names), ".3f", width=0.62)
    # A tall bar has its number inside: above it the hollow bar's edge would cross it.
    inside = {"insidetextfont": {"color": style.BACKGROUND}, "constraintext": "none"}
    model.update(textposition="auto", textangle=0, **inside)
    if not numbered:
        model.update(texttemplate="")
    figure.add_traces([frames, model])
    return _labelled(figure, f"□ {target}", color)


def pulls(names: Sequence[str], title: str, reach: float, label: str = "") -> Figure:
    """The moving bars "pull": the gradient of each name, above and below zero."""
    figure = _figure(names, title, "gradient", (-1.6 * reach, 1.6 * reach))
    figure.update_yaxes(tickvals=[-reach, 0, reach])
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=1)
    pull = style.bars("pull", style.GRADIENT, range(len(names)), [0] * len(names), ".3f")
    figure.add_trace(pull.update(width=0.62))
    return _labelled(figure, label, style.GRADIENT) if label else figure


def _figure(
    names: Sequence[str], title: str, y_title: str, span: tuple, **layout: object
) -> Figure:
    margin = {"l": 58, "r": 24, "t": 8, "b": 50}
    figure = style.figure(title, y_title, (-0.55, len(names) - 0.45), span, margin=margin, **layout)
    ticks = {"tickvals": list(range(len(names))), "ticktext": list(names)}
    figure.update_xaxes(**ticks, ticks="", tickangle=0, showgrid=False, title_standoff=6)
    figure.update_yaxes(showgrid=False)  # a line would cross the numbers of the bars
    return figure


def _labelled(figure: Figure, text: str, color: str) -> Figure:
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    figure.add_annotation(style.label(1, 1, text, color, **corner))
    return figure
