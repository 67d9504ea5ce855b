"""What a live figure is: panels, sliders, and a flipbook of frames along each slider.

Only one slider moves at a time, so everything a hand can see is computed beforehand along each
slider's range while the others stand still. A lesson writes one vectorised function from slider
values to `Frames`; `flipbook` calls it once for each slider, with that slider's whole range.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

_GAP = -32768  # the one 16-bit integer that stands for "nothing here"


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
        return value if self.low <= value <= self.high else None


@dataclass(frozen=True)
class Panel:
    """One plotly figure of a live figure, the words that describe it, and its height in pixels.

    With `pick`, a click on a mark reports the mark's index.
    """

    figure: go.Figure
    alt: str
    height: int = 340
    pick: bool = False

    @cached_property
    def json(self) -> dict:
        """The figure as the browser receives it."""
        return json.loads(self.figure.to_json())


@dataclass(frozen=True)
class Readout:
    """A number that moves with the hand; `role` names its colour, `main` the one that matters."""

    key: str
    label: str
    role: str = "text"
    main: bool = False


@dataclass(frozen=True)
class Frames:
    """What is seen at each of n positions.

    Parameters
    ----------
    traces : mapping of trace name to mapping of attribute ("x", "y") to array (n,) or (n, m)
        Coordinates of the moving marks.
    readouts : mapping of readout key to n strings
        The numbers, formatted.
    sliders : mapping of slider key to array (n,)
        Where linked sliders follow to.
    """

    traces: Mapping[str, Mapping[str, ArrayLike]] = field(default_factory=dict)
    readouts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sliders: Mapping[str, ArrayLike] = field(default_factory=dict)


@dataclass(frozen=True)
class LiveFigure:
    """Panels drawn once, sliders, and the function that computes what moves along them.

    `frames` receives every slider's value by its key, one of them an array (n,), and must be
    vectorised over it. `presets` maps a button's label to the slider values it sets. `beside`
    puts the sliders to the left of the panels where there is room.
    """

    panels: Sequence[Panel]
    sliders: Sequence[Slider] = ()
    frames: Callable[..., Frames] | None = None
    readouts: Sequence[Readout] = ()
    presets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    beside: bool = False

    @property
    def start(self) -> dict[str, float]:
        """The slider values at first sight."""
        return {slider.key: slider.start for slider in self.sliders}


def pack(numbers: ArrayLike) -> dict:
    """Numbers as 16-bit decimals, the finest that fit: what is drawn, rounded to what can be seen.

    Returns
    -------
    dict
        `decimals`, and `base64` of little-endian int16 = number * 10**decimals, NaN as -32768.

    Examples
    --------
    >>> pack([0.5, 1.0])
    {'decimals': 4, 'base64': 'iBMQJw=='}
    """
    numbers = np.asarray(numbers, dtype=np.float64)
    finite = np.isfinite(numbers)
    largest = np.max(np.abs(numbers), where=finite, initial=1e-9)
    decimals = int(np.floor(np.log10(32767 / largest)))
    scaled = np.where(finite, np.round(np.where(finite, numbers, 0) * 10.0**decimals), _GAP)
    return {
        "decimals": decimals,
        "base64": base64.b64encode(scaled.astype("<i2").tobytes()).decode(),
    }


def unpack(packed: Mapping) -> NDArray[np.float64]:
    """The numbers that `pack` packed, as the browser sees them."""
    numbers = np.frombuffer(base64.b64decode(packed["base64"]), "<i2").astype(float)
    return np.where(numbers == _GAP, np.nan, numbers) / 10.0 ** packed["decimals"]


def _unchanged_as_none(texts: Sequence[str]) -> list[str | None]:
    return [None if i and text == texts[i - 1] else text for i, text in enumerate(texts)]


def _book(figure: LiveFigure, slider: Slider, grids: Mapping, values: Mapping) -> dict:
    frames = figure.frames(**{**values, slider.key: grids[slider.key]})
    return {
        "traces": [
            [name, attribute, pack(array)]
            for name, attributes in frames.traces.items()
            for attribute, array in attributes.items()
        ],
        "readouts": {
            key: _unchanged_as_none([str(text) for text in texts])
            for key, texts in frames.readouts.items()
        },
        "sliders": {
            key: pack(np.abs(grids[key][:, None] - np.asarray(array)).argmin(axis=0))
            for key, array in frames.sliders.items()
        },
    }


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
    grids = {
        s.key: s.values(values[s.key], *(p[s.key] for p in figure.presets.values() if s.key in p))
        for s in figure.sliders
    }
    return {
        "panels": [
            {"figure": p.json, "alt": p.alt, "height": p.height, "pick": p.pick}
            for p in figure.panels
        ],
        "beside": figure.beside,
        "readouts": [
            {"key": r.key, "label": r.label, "role": r.role, "main": r.main}
            for r in figure.readouts
        ],
        "presets": [
            {"label": label, "set": {k: int(grids[k].searchsorted(v)) for k, v in set_to.items()}}
            for label, set_to in figure.presets.items()
        ],
        "sliders": [
            {
                "key": s.key,
                "label": s.label,
                "play": s.play,
                "values": [float(v) for v in grids[s.key]],
                "shown": [format(v, s.format) for v in grids[s.key]],
                "at": int(grids[s.key].searchsorted(values[s.key])),
                "book": _book(figure, s, grids, values),
            }
            for s in figure.sliders
        ],
    }
