"""What the losses come to, epoch by epoch: medians and ranges over the seeds, and differences."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures import ghost, numbers, style
from lib.figures.drawing import Figure
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.figures.ghost import Ghost
from lib.lessons.built import built
from lib.lessons.digits.experiments import EARLY, MEASURES, SHARE, Arm, Line, View
from lib.lessons.digits.training import Study

TALL = 285  # pixels
PLACES = {"%": 1, "nats": 3}  # decimals of a number with this unit
FORM = {unit: f".{places}f" for unit, places in PLACES.items()}
MAIN = 1  # the panel of the main view
PARTS = ("median", "low", "high")  # of a line over the epochs
EDGE = 0.06  # of an axis, above and below what is seen


def unit_of(measure: str, difference: bool = False) -> str:
    """The unit of a measure, or of the difference of two."""
    unit = MEASURES[measure].unit
    return "points" if difference and unit == "%" else unit


def differences(study: Study, i: int | None = None, measure: str = "") -> NDArray:
    """Of the main measure, seed by seed: what each arm has more than the first.

    Where there is only one arm, what each epoch has more than an early one.

    Returns
    -------
    ndarray of shape (arms - 1 or 1, seeds, epochs + 1)
    """
    rows = study.rows(measure or study.experiment.main, i)
    return rows[1:] - rows[:1] if len(rows) > 1 else rows - rows[:, :, EARLY : EARLY + 1]


def compared(study: Study) -> tuple[Arm, ...]:
    """The arms that are compared with the first, or the only one with itself."""
    arms = study.experiment.arms
    return arms[1:] or arms


@built
def curves(study: Study) -> LiveFigure:
    """Two views over the epochs, and the paired differences where the sliders stand."""
    experiment, seeds = study.experiment, study.counted
    epochs, shares = experiment.epochs, experiment.shares
    swept = len(shares) > 1
    main = experiment.main
    arms = compared(study)
    names = [_name(study, line) for line in experiment.views[0].lines]
    medians = {
        measure: np.stack([np.median(study.rows(measure, i), axis=1) for i in range(len(shares))])
        for measure in MEASURES
    }
    apart = np.stack([differences(study, i) for i in range(len(shares))])
    films = [_spreads(study, view) for view in experiment.views]
    spans = [_span(study, view) for view in experiment.views]
    reach = _reach(apart)

    def frames(epoch: ArrayLike, share: ArrayLike = SHARE) -> Frames:
        epoch, share = np.broadcast_arrays(np.atleast_1d(epoch), np.atleast_1d(share))
        at = np.clip(np.rint(epoch), 0, epochs).astype(int)
        i = np.searchsorted(shares, share).clip(0, len(shares) - 1) if swept else at * 0
        traces = {}
        for k, view in enumerate(experiment.views):
            for j, line in enumerate(view.lines):
                y = medians[line.measure][i, line.arm, at].clip(*spans[k])
                traces[f"at {k} {j}"] = {"x": at[:, None].astype(float), "y": y[:, None]}
                if swept:
                    for part, film in zip(PARTS, films[k], strict=True):
                        traces[f"{part} {k} {j}"] = {"y": film[i, j]}
        each = apart[i, :, :, at]  # (positions, arms, seeds)
        for j in range(len(arms)):
            traces[f"seed {j}"] = {"y": each[:, j].clip(*reach)}
            middle = np.median(each[:, j], axis=-1, keepdims=True).clip(*reach)
            traces[f"middle {j}"] = {"y": np.repeat(middle, 2, axis=-1)}
        lines = experiment.views[0].lines
        unit = MEASURES[main].unit
        return Frames(
            traces=traces,
            readouts={
                **{
                    f"line_{j}": numbers.texts(
                        medians[line.measure][i, line.arm, at], FORM[MEASURES[line.measure].unit]
                    )
                    for j, line in enumerate(lines)
                },
                **{f"more_{j}": ranges(each[:, j], FORM[unit]) for j in range(len(arms))},
            },
        )

    middle = EARLY if len(experiment.arms) == 1 else epochs // 4
    sliders = [Slider("epoch", "Epochs trained", 0, epochs, 1, 0)]
    if swept:
        positions = tuple(map(float, shares))
        last = shares[-1]
        label = "% of labels wrong"
        sliders.append(Slider("share", label, 0, last, shares[1], SHARE, positions=positions))
    unit = unit_of(main, difference=True)
    return LiveFigure(
        panels=[
            *(  # the main view answers the prediction, so the other one leads
                Panel(
                    _over_epochs(study, experiment.views[k], k),
                    _alt(study, experiment.views[k], names),
                    height=TALL,
                    answers=k == 0,
                )
                for k in (1, 0)
            ),
            Panel(
                _by_seed(study, apart),
                f"A mark for each of {numbers.unit(str(seeds), 'seed')}: {_difference(study)}, "
                f"{MEASURES[main].name}, in {unit}, where the sliders stand. Lines across "
                "are medians.",
                height=TALL,
                answers=True,
            ),
        ],
        sliders=sliders,
        frames=frames,
        readouts=[
            *(
                Readout(f"line_{j}", name, _role(study, line), j == 0, MEASURES[line.measure].unit)
                for j, (line, name) in enumerate(zip(experiment.views[0].lines, names, strict=True))
            ),
            *(
                Readout(f"more_{j}", _subject(study, arm), _rival(study, arm), unit=unit)
                for j, arm in enumerate(arms)
            ),
        ],
        presets={
            "start": {"epoch": 0},
            f"epoch {middle}": {"epoch": middle},
            "end": {"epoch": epochs},
        },
    )


def guessed(guess: float, study: Study) -> Ghost:
    """The student's guess on the panel that answers."""
    slug = study.setting.experiment
    if slug == "losses":
        low, high = _reach(np.stack([differences(study)]))
        shown = numbers.unit(numbers.signed(guess, "g")[0], "point") + (" ↓" if guess < low else "")
        return ghost.level(max(guess, low), shown, high, panel=MAIN + 1)
    if slug == "long":
        said = numbers.unit(f"{guess:g}", "epoch")
        return ghost.level(guess, said, study.experiment.epochs, "x", panel=MAIN)
    low, high = _span(study, study.experiment.views[0])
    shown = f"{guess:g}%" + (" ↓" if guess < low else "")
    return ghost.level(max(guess, low), shown, high, panel=MAIN)


def ranges(each: NDArray, form: str) -> list[str]:
    """Median, lowest and highest of every row, (positions, seeds)."""
    rows = np.stack([np.median(each, axis=-1), each.min(axis=-1), each.max(axis=-1)])
    middle, low, high = (numbers.signed(row, form) for row in rows)
    return [f"{m} ({a} to {b})" for m, a, b in zip(middle, low, high, strict=True)]


def _name(study: Study, line: Line) -> str:
    return line.name or study.experiment.arms[line.arm].name


def _role(study: Study, line: Line) -> str:
    return _rival(study, study.experiment.arms[line.arm])


def _rival(study: Study, arm: Arm) -> str:
    """The role whose colour an arm has."""
    at = study.experiment.arms.index(arm)
    return f"rival-{at}" if at else "loss"


def _subject(study: Study, arm: Arm) -> str:
    """What a difference is the difference of, as a read-out says it."""
    if len(study.experiment.arms) == 1:
        return f"more than at epoch {EARLY} by"
    return f"{arm.name}: more by"


def _difference(study: Study) -> str:
    """The same for those who cannot see it."""
    arms = study.experiment.arms
    if len(arms) == 1:
        return f"what the epoch has more than epoch {EARLY}"
    others = ", ".join(arm.name for arm in arms[1:])
    return f"what each of {others} has more than {arms[0].name} with the same seed"


def _alt(study: Study, view: View, names: list[str]) -> str:
    return (
        f"Curves over the epochs: {view.title}, for {', '.join(names)}. Thick lines are medians "
        f"over {numbers.unit(str(study.counted), 'seed')}, thin ones the lowest and the highest."
    )


def _spreads(study: Study, view: View) -> tuple[NDArray, NDArray, NDArray]:
    """Median, lowest and highest over the seeds, (shares, lines, epochs + 1) each."""
    rows = np.stack(
        [
            [study.rows(line.measure, i)[line.arm] for line in view.lines]
            for i in range(len(study.experiment.shares))
        ]
    )
    return np.median(rows, axis=2), rows.min(axis=2), rows.max(axis=2)


def _span(study: Study, view: View) -> tuple[float, float]:
    """Ends of the axis of a view: what is there after the first quarter of the epochs."""
    quarter = study.experiment.epochs // 4
    seen = [
        study.rows(line.measure, i)[line.arm][:, quarter:]
        for line in view.lines
        for i in range(len(study.experiment.shares))
    ]
    low, high = min(map(np.min, seen)), max(map(np.max, seen))
    least = 1 if MEASURES[view.lines[0].measure].unit == "%" else 0.01
    room = EDGE * max(high - low, least)
    return float(low - room), float(high + room)


def _over_epochs(study: Study, view: View, k: int) -> Figure:
    experiment = study.experiment
    x = np.arange(experiment.epochs + 1)
    figure = style.figure("epochs", "", (0, experiment.epochs), _span(study, view))
    figure.update_layout(margin={"l": 69, "r": 14, "t": 64, "b": 54})
    films = _spreads(study, view)
    for j, line in enumerate(view.lines):
        arm = experiment.arms[line.arm]
        dash = line.dash or arm.dash
        drawn = [
            (f"{part} {k} {j}", film[study.at, j], width)
            for part, film, width in zip(PARTS, films, (3, 1, 1), strict=True)
        ]
        drawn.append((f"growing {k} {j}", study.growing(line.measure)[line.arm], 1.5))
        for name, y, width in drawn:
            curve = style.curve(x[: len(y)], y, name, arm.color, dash=dash, width=width)
            figure.add_trace(curve.update(hoverinfo="skip", hovertemplate=None))
        mark = style.marker(f"at {k} {j}", arm.color, arm.sign, 11)
        figure.add_trace(mark.update(cliponaxis=False))
    _titled(figure, view.title)
    _legend(
        figure, [(_name(study, line), experiment.arms[line.arm], line.dash) for line in view.lines]
    )
    return figure


def _titled(figure: Figure, title: str) -> None:
    corner = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": 42}
    figure.add_annotation(style.label(0, 1, title, style.TEXT, **corner))


def _legend(figure: Figure, entries: list[tuple[str, Arm, str]]) -> None:
    """Names of the lines above the axes, two in a row."""
    signs = {"solid": "━", **dict(zip(style.DASHES, style.DASH_SIGNS, strict=True))}
    for n, (name, arm, dash) in enumerate(entries):
        place = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
        row, column = divmod(n, 2)
        text = f"{signs[dash or arm.dash]} {name}"
        shift = {"yshift": 20 - 21 * row, "font": {"color": arm.color, "size": 13}}
        figure.add_annotation({**style.label(0.52 * column, 1, text, arm.color, **place), **shift})


def _reach(apart: NDArray) -> tuple[float, float]:
    """Ends of the axis of the differences, zero among them."""
    late = apart[..., apart.shape[-1] // 2 :]
    reach = 1.15 * max(float(np.abs(late).max()), 1e-3)
    return -reach, reach


def _by_seed(study: Study, apart: NDArray) -> Figure:
    """A mark for each seed and arm, and a short line at their median."""
    seeds, arms = study.counted, compared(study)
    unit = unit_of(study.experiment.main, difference=True)
    figure = style.figure("seed", "", (0.4, seeds + 0.6), _reach(apart))
    figure.update_layout(margin={"l": 52, "r": 14, "t": 64, "b": 54})
    figure.update_xaxes(tickvals=list(range(1, seeds + 1)), showgrid=False)
    figure.update_yaxes(zeroline=True, zerolinecolor=style.TEXT, zerolinewidth=2)
    for j, arm in enumerate(arms):
        aside = 0.16 * (j - (len(arms) - 1) / 2)
        line = {"color": arm.color, "width": 2, "dash": "dot"}
        figure.add_trace(style.moving(f"middle {j}", x=[0.4, seeds + 0.6], mode="lines", line=line))
        places = (np.arange(seeds) + 1 + aside).round(3).tolist()
        marks = style.marker(f"seed {j}", arm.color, arm.sign, 12)
        figure.add_trace(marks.update(x=places))
    alone = len(study.experiment.arms) == 1
    since = f"at epoch {EARLY}" if alone else "with cross-entropy"
    _titled(figure, f"more than {since}, {unit}")
    if not alone:
        _legend(figure, [(arm.name, arm, "") for arm in arms])
    return figure
