"""What Plotly draws in the browser, as plain data.

The names are those of Plotly's own figures, traces and layouts. Its Python package would look at
each of them, which takes longer than all else that a figure costs; here only a test gives it every
figure to look at.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np


class Part(dict):
    """A trace, a layout, or a part of one; its entries can be read as attributes, None if missing.

    >>> axis = Part(title={"text": "epochs"}, ticks="outside").update(title_standoff=6, ticks=None)
    >>> axis, axis.title.text
    ({'title': {'text': 'epochs', 'standoff': 6}}, 'epochs')
    """

    __slots__ = ()

    def __init__(self, **properties: object) -> None:
        super().__init__()
        for name, value in properties.items():
            self._set(name, value)

    def update(self, **properties: object) -> Self:
        """Set properties: of a part those given, others stay; `a_b` is b of a; None removes one."""
        for key, value in properties.items():
            name, _, inner = key.partition("_")
            given = {inner: value} if inner else value
            if isinstance(given, Mapping):
                given = Part(**self.get(name) or {}).update(**given)
            self._set(name, given)
        return self

    def _set(self, name: str, value: object) -> None:
        if value is None:
            self.pop(name, None)
        else:
            self[name] = Part(**value) if isinstance(value, Mapping) else value

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return self.get(name)


def scatter(**properties: object) -> Part:
    """A trace of points or lines."""
    return Part(type="scatter", **properties)


def bar(**properties: object) -> Part:
    """A trace of bars."""
    return Part(type="bar", **properties)


class Figure:
    """Traces and a layout.

    Attributes
    ----------
    data : list of Part
        The traces.
    layout : Part
    """

    def __init__(self, data: Sequence[Part] = (), **layout: object) -> None:
        self.data, self.layout = list(data), Part(**layout)

    def trace(self, name: str) -> Part:
        """The trace of this name."""
        return next(trace for trace in self.data if trace.name == name)

    def update_layout(self, **properties: object) -> Self:
        """Set properties of the layout."""
        self.layout.update(**properties)
        return self

    def update_xaxes(self, **properties: object) -> Self:
        """Set properties of the horizontal axis."""
        return self.update_layout(xaxis=properties)

    def update_yaxes(self, **properties: object) -> Self:
        """Set properties of the vertical axis."""
        return self.update_layout(yaxis=properties)

    def add_trace(self, trace: Part) -> Self:
        """Draw one trace more."""
        return self.add_traces([trace])

    def add_traces(self, traces: Sequence[Part]) -> Self:
        """Draw some traces more."""
        self.data += traces
        return self

    def add_annotation(self, note: Mapping) -> Self:
        """Write one text more."""
        return self.update_layout(annotations=[*self.layout.get("annotations", ()), Part(**note)])

    def add_shape(self, shape: Mapping, **properties: object) -> Self:
        """Draw one shape more."""
        more = Part(**shape).update(**properties)
        return self.update_layout(shapes=[*self.layout.get("shapes", ()), more])

    def add_hline(self, y: float, **properties: object) -> Self:
        """Draw a line from the left edge to the right one."""
        across = {"x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y, "yref": "y"}
        return self.add_shape({"type": "line", **across}, **properties)

    def add_vline(self, x: float, **properties: object) -> Self:
        """Draw a line from the lower edge to the upper one."""
        up = {"x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
        return self.add_shape({"type": "line", **up}, **properties)

    @property
    def json(self) -> dict:
        """The figure as JSON has it."""
        return {"data": _plain(self.data), "layout": _plain(self.layout)}


def _plain(part: Any) -> Any:  # noqa: ANN401
    """The same in what JSON knows. An array of fractions becomes their bytes, as Plotly reads them.

    >>> _plain({"x": np.array([0.5], dtype=np.float32), "y": (1, np.float64(2))})
    {'x': {'dtype': 'f4', 'bdata': 'AAAAPw=='}, 'y': [1, 2.0]}
    """
    if isinstance(part, dict):
        return {key: _plain(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(value) for value in part]
    if isinstance(part, np.ndarray) and part.dtype.kind == "f" and part.ndim == 1:
        return {"dtype": part.dtype.str[1:], "bdata": base64.b64encode(part.tobytes()).decode()}
    if isinstance(part, np.ndarray | np.generic):
        return _plain(part.tolist())
    if isinstance(part, float) and not math.isfinite(part):
        return None  # a gap
    return part
