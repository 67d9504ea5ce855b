"""What a live figure is: panels, sliders, and a flipbook of frames along each slider.

Only one slider moves at a time, so everything a hand can see is computed beforehand along each
slider's range while the others stand still. A lesson writes one vectorised function from slider
values to `Frames`; `flipbook` calls it once for each slider, with that slider's whole range.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.figures.drawing import Figure


@dataclass(frozen=True)
class Slider:
    """A range the student drags through.

    Parameters
    ----------
    key : str
        Name of the value: the argument of the figure's `frames`, and the URL parameter.
    label : str
        What stands beside the slider.
    low, high, step, start : float
        First and last position, their distance, and the position at first sight.
    format : str
        Format specification of the value as it is shown.
    positions : sequence of float, optional
        Uneven positions, instead of `low` to `high` in steps.
    play : bool
        Whether a button sweeps the slider.
    derived : bool
        Whether the figure's `settle` computes the value from other sliders, so no link states it.
    same_as : str
        Key of a slider whose value this one says in another unit: what moves along this one does
        not depend on where that one stands.
    hidden : bool
        Whether it is not shown now: its value is part of the state and of the link all the same.
    """

    key: str
    label: str
    low: float
    high: float
    step: float
    start: float
    format: str = "g"
    positions: tuple[float, ...] = ()
    play: bool = True
    derived: bool = False
    same_as: str = ""
    hidden: bool = False

    @property
    def places(self) -> int | None:
        """Decimals of the values as they are shown, where the format fixes them."""
        fixed = re.fullmatch(r"z?\.(\d+)f", self.format)
        return int(fixed[1]) if fixed else None

    def values(self, *also: float) -> NDArray[np.float64]:
        """Every position in rising order, with `also` (typed or preset values) among them."""
        count = round((self.high - self.low) / self.step) + 1
        # Rounded, so that the position reads 0.7 and not 0.7000000000000001.
        grid = self.positions or np.round(np.linspace(self.low, self.high, count), 10)
        return np.unique(np.concatenate([grid, also]))

    def parse(self, text: str) -> float | None:
        """The value a URL or a field states, or None when it is no number in the range."""
        try:
            value = float(text)
        except ValueError:
            return None
        whole = self.step == 1 and not self.positions
        fits = self.low <= value <= self.high and (not whole or value.is_integer())
        return value if fits else None


@dataclass(frozen=True)
class Raster:
    """A picture that moves: the name that frames call it by, what a value of it is called, colours.

    The colours are those of its lowest, middle and highest value. Over one that is `edited` a hand
    adds, moves and removes the points of the panel's traces "class 0" and "class 1". The cells of a
    `crisp` one have edges; those of others run into each other.
    """

    name: str
    label: str
    colors: tuple[str, str, str]
    edited: bool = False
    crisp: bool = False


@dataclass(frozen=True)
class Panel:
    """One figure of a live figure, the words that describe it, and its height in pixels.

    With `pick`, a click on a mark reports the mark's index. A `wide` panel has a row of its own.
    One that `answers` the page's prediction is not drawn before a guess. A `raster` lies under the
    marks and fills the axes.
    """

    figure: Figure
    alt: str
    height: int = 340
    pick: bool = False
    wide: bool = False
    answers: bool = False
    raster: Raster | None = None

    @cached_property
    def json(self) -> dict:
        """The figure as the browser receives it."""
        return self.figure.json


@dataclass(frozen=True)
class Readout:
    """A number that moves with the hand; `role` names its colour, `main` the one that matters."""

    key: str
    label: str
    role: str = "text"
    main: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Frames:
    """What is seen at each of n positions.

    Parameters
    ----------
    traces : mapping of trace name to mapping of attribute ("x", "y") to array (n,) or (n, m)
        Coordinates of the moving marks.
    readouts : mapping of readout key to n strings
        The numbers, formatted.
    sliders : mapping of slider key to array (n,), or to (trace name, attribute, column)
        Where linked sliders follow to, or which column of a trace (n, m) says so already.
    rasters : mapping of raster name to a packed picture for each position (`raster.pack`)
    """

    traces: Mapping[str, Mapping[str, ArrayLike]] = field(default_factory=dict)
    readouts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sliders: Mapping[str, ArrayLike | tuple[str, str, int]] = field(default_factory=dict)
    rasters: Mapping[str, Mapping] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)  # the same figure is the same object, so books can be cached
class LiveFigure:
    """Panels drawn once, sliders, and the function that computes what moves along them.

    What is drawn once may depend on where the sliders stand: `panels` is then a function of their
    values that returns them.

    `frames` receives every slider's value by its key, one of them an array (n,), and must be
    vectorised over it. `presets` maps a button's label to the slider values it sets, those of
    hidden sliders too. `settle` makes the values of linked sliders agree, and `release` says what
    released sliders mean for those that links state. `beside` puts the sliders to the left of the
    panels where there is room. A `private` figure shows what is the student's own: its last book is
    kept with it in `written`, and in no cache.
    """

    panels: Sequence[Panel] | Callable[..., Sequence[Panel]]
    sliders: Sequence[Slider] = ()
    frames: Callable[..., Frames] | None = None
    readouts: Sequence[Readout] = ()
    presets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    settle: Callable[[dict[str, float]], dict[str, float]] = dict
    release: Callable[[dict[str, float]], dict[str, float]] = dict
    beside: bool = False
    private: bool = False
    written: dict = field(default_factory=dict, init=False, repr=False)

    @property
    def start(self) -> dict[str, float]:
        """The slider values at first sight."""
        return {slider.key: slider.start for slider in self.sliders}

    def press(self, label: str) -> str:
        """The words "press this preset", checked: a KeyError where no such button stands."""
        if label not in self.presets:
            raise KeyError(f"no preset {label!r} among {list(self.presets)}")
        return f"*{label}*"


def pack(numbers: ArrayLike, bits: int = 16) -> dict:
    """Numbers as 16-bit decimals, the finest that fit: what is drawn, rounded to what can be seen.

    What is written is each row's difference from the row before, which is small from one position
    of a slider to the next: compressed on its way it takes a third of the bytes.

    Parameters
    ----------
    numbers : array_like of shape (n, ...)
        A row for each position. NaN and infinity are gaps.
    bits : {16, 32}
        Room for a number; 32 keep nine digits.

    Returns
    -------
    dict
        `bits`, `decimals`, `width` of a row, and `base64` of little-endian integers, the
        differences, which wrap around, of number * 10**decimals; the smallest number is a gap.

    Examples
    --------
    >>> pack([0.5, 1.0])
    {'bits': 16, 'decimals': 4, 'width': 1, 'base64': 'iBOIEw=='}
    """
    numbers = np.asarray(numbers, dtype=np.float64)
    room = np.iinfo(f"i{bits // 8}")
    finite = np.isfinite(numbers)
    largest = np.max(np.abs(numbers), where=finite, initial=1e-9)
    decimals = int(np.floor(np.log10(room.max / largest)))
    scaled = np.where(finite, np.round(np.where(finite, numbers, 0) * 10.0**decimals), room.min)
    steps = scaled.astype(room.dtype.newbyteorder("<"))
    steps[1:] -= steps[:-1].copy()
    packed = base64.b64encode(steps.tobytes()).decode()
    width = numbers[:1].size
    return {"bits": bits, "decimals": decimals, "width": width, "base64": packed}


def unpack(packed: Mapping) -> NDArray[np.float64]:
    """The numbers that `pack` packed, as the browser sees them."""
    kind = np.dtype(f"<i{packed['bits'] // 8}")
    steps = np.frombuffer(base64.b64decode(packed["base64"]), kind)
    rows = steps.reshape(-1, max(packed["width"], 1)).cumsum(axis=0, dtype=kind)
    numbers = rows.ravel().astype(float)
    return np.where(numbers == np.iinfo(kind).min, np.nan, numbers) / 10.0 ** packed["decimals"]


def join(texts: Sequence[object]) -> str:
    """Texts as lines, an unchanged one left empty: a third fewer bytes than a JSON list."""
    lines = list(map(str, texts))
    new = ["" if line == last else line for line, last in zip(lines[1:], lines, strict=False)]
    return "\n".join(lines[:1] + new)


def _book(frames: Frames) -> dict:
    return {
        "traces": [
            [name, attribute, pack(array)]
            for name, attributes in frames.traces.items()
            for attribute, array in attributes.items()
        ],
        "readouts": {key: join(texts) for key, texts in frames.readouts.items()},
        "sliders": {
            key: list(said) if isinstance(said, tuple) else pack(said, 32)
            for key, said in frames.sliders.items()
        },
        **({"rasters": dict(frames.rasters)} if frames.rasters else {}),
    }


def _in_front(moving: frozenset[str], drawn: dict) -> dict:
    """A figure whose moving lines and points lie above those that stand still.

    Plotly lifts them there with the first frame, so otherwise they would jump.
    """

    def lifted(trace: dict) -> bool:
        return trace["type"] == "scatter" and trace.get("name") in moving

    return {**drawn, "data": sorted(drawn["data"], key=lifted)}


def flipbook(figure: LiveFigure, values: Mapping[str, float]) -> dict:
    """The whole live figure as JSON-ready data, standing at `values`.

    Parameters
    ----------
    figure : LiveFigure
        What to show.
    values : mapping of slider key to float
        Where its sliders stand.

    Returns
    -------
    dict
        Panels, read-outs, presets (as positions) and, for each slider, its positions, where it
        stands and its book: for every position the moving coordinates and the texts.
    """
    return json.loads(written(figure, values))


def written(
    figure: LiveFigure,
    values: Mapping[str, float],
    over: Callable[[dict], Mapping] | None = None,
    **more: object,
) -> bytes:
    """A flipbook as the text that the browser reads.

    What depends on the state alone is written once for all who see it: a slider's book does not
    change when that slider is moved, and panels seldom change at all.

    Parameters
    ----------
    figure, values
        As for `flipbook`.
    over : callable, optional
        What is one student's own: from a flipbook's panels, under that key, to what is sent.
    **more : object
        What is sent besides.
    """
    shown = [slider for slider in figure.sliders if not slider.hidden]
    leaves = {s.key: _leaf_at(figure, s, values) for s in shown}
    moving = frozenset().union(*(leaf.moving for leaf in leaves.values()))
    drawn = (figure, tuple(values.items()) if callable(figure.panels) else (), moving)
    rest = {
        "beside": figure.beside,
        "readouts": [
            {"key": r.key, "label": r.label, "role": r.role, "main": r.main, "unit": r.unit}
            for r in figure.readouts
        ],
        "presets": [
            {
                "label": label,
                "set": {k: leaves[k].at(v) for k, v in set_to.items() if k in leaves},
                "hidden": {k: v for k, v in set_to.items() if k not in leaves},
            }
            for label, set_to in figure.presets.items()
        ],
        **more,
    }
    if over is None:
        panels = _kept(_panels_text, "panels", *drawn)
    else:
        panels = _text(over({"panels": _panels(*drawn)})["panels"])
    sliders = ",".join(leaf.text % leaf.at(values[key]) for key, leaf in leaves.items())
    return f'{{"panels":{panels},"sliders":[{sliders}],{_text(rest)[1:]}'.encode()


def _kept(make: Callable, name: str, figure: LiveFigure, *rest: object) -> Any:  # noqa: ANN401
    """What a cached function has; a private figure itself keeps the last of each name."""
    if not figure.private:
        return make(figure, *rest)
    last = figure.written.get(name)
    if last is None or last[0] != rest:
        last = figure.written[name] = rest, make.__wrapped__(figure, *rest)
    return last[1]


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _panels(figure: LiveFigure, standing: tuple, moving: frozenset[str]) -> list[dict]:
    """The panels of a figure; where its sliders stand matters only to panels that say so."""
    panels = figure.panels(**dict(standing)) if callable(figure.panels) else figure.panels
    return [
        {
            "figure": _in_front(moving, p.json),
            "alt": p.alt,
            "height": p.height,
            "pick": p.pick,
            "wide": p.wide,
            "answers": p.answers,
            **({"raster": asdict(p.raster)} if p.raster else {}),
        }
        for p in panels
    ]


@lru_cache(maxsize=256)
def _panels_text(figure: LiveFigure, standing: tuple, moving: frozenset[str]) -> str:
    return _text(_panels(figure, standing, moving))


@dataclass(frozen=True)
class _Leaf:
    """A slider as it is sent, but for where it stands.

    `text` has a place for that, `grid` are its positions, `moving` the traces that it moves.
    """

    text: str
    grid: NDArray[np.float64]
    moving: frozenset[str]

    def at(self, value: float) -> int:
        """The position at a value."""
        return int(self.grid.searchsorted(value))


def _leaf_at(figure: LiveFigure, slider: Slider, values: Mapping[str, float]) -> _Leaf:
    """A slider with its book, which depends on where the *others* stand."""
    free = (slider.key, slider.same_as)
    others = tuple(
        (s.key, values[s.key]) for s in figure.sliders if not (s.derived or s.key in free)
    )
    leaf = _kept(_leaf, slider.key, figure, slider, others)
    at = leaf.at(values[slider.key])
    if at < len(leaf.grid) and leaf.grid[at] == values[slider.key]:
        return leaf
    # Between two positions.
    return _kept(_leaf, f"{slider.key} between", figure, slider, others, values[slider.key])


@lru_cache(maxsize=256)
def _leaf(figure: LiveFigure, slider: Slider, others: tuple, *also: float) -> _Leaf:
    presets = (preset[slider.key] for preset in figure.presets.values() if slider.key in preset)
    grid = slider.values(*also, *presets)
    values = {**figure.start, **dict(others)}
    derived = {s.key for s in figure.sliders if s.derived}
    values.update((k, v) for k, v in figure.settle(values).items() if k in derived)
    frames = figure.frames(**{**values, slider.key: grid})
    text = _text(
        {
            "key": slider.key,
            "label": slider.label,
            "play": slider.play,
            "values": grid.tolist(),
            "shown": join([format(v, slider.format) for v in grid.tolist()]),
            "places": slider.places,
            "book": _book(frames),
        }
    )
    return _Leaf(f'{{"at":%d,{text[1:].replace("%", "%%")}', grid, frozenset(frames.traces))
