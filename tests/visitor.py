"""A visitor without a browser: Streamlit's own protocol over a websocket.

It does what the browser does between the server and the screen: it keeps the widgets' values, the
link and the messages that the server may send by their hash alone, and says so with each run. Of
the figures it reads only where their sliders may stand.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType
from typing import Self

import numpy as np
import websockets
from numpy.typing import NDArray
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from lib.figures.flipbook import unpack

PATIENCE = 60  # seconds for the answer to one run
KEPT_RUNS = 2  # runs for which a browser keeps a message (global.maxCachedMessageAge)
OPTIONS = ("button_group", "selectbox")


@dataclass
class Seen:
    """What a run of a page sent: its elements' kinds, its errors, and how long it took.

    `figure` is the time until the first live figure arrived, None where there is none.
    """

    kinds: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    figure: float | None = None


@dataclass
class Options:
    """A control with a few options: its widget, the words on its buttons, which are chosen."""

    widget: str
    words: list[str]
    chosen: list[str]


@dataclass(frozen=True)
class Grid:
    """A slider: its positions, where it stands, and where linked sliders follow to."""

    values: list[float]
    stands: float
    follow: Mapping[str, NDArray[np.float64]]


@lru_cache(maxsize=512)
def grids(data: bytes) -> dict[str, Grid]:
    """The sliders of a figure, of what the figure was sent."""
    return {
        slider["key"]: Grid(slider["values"], slider["values"][slider["at"]], _follow(slider))
        for slider in json.loads(data)["sliders"]
    }


def _follow(slider: dict) -> dict[str, NDArray[np.float64]]:
    """Where linked sliders stand at each position: numbers of their own, or a trace's column."""
    book, count = slider["book"], len(slider["values"])
    traces = {(name, attribute): packed for name, attribute, packed in book["traces"]}
    return {
        key: unpack(said)
        if isinstance(said, dict)
        else unpack(traces[said[0], said[1]]).reshape(count, -1)[:, said[2]]
        for key, said in book["sliders"].items()
    }


def moved(figure: bytes, key: str, index: int) -> dict[str, float]:
    """The values of a figure's sliders when one of them stands at another position."""
    sliders = grids(figure)
    follow = {linked: float(said[index]) for linked, said in sliders[key].follow.items()}
    stand = {name: slider.stands for name, slider in sliders.items()}
    return {**stand, **follow, key: sliders[key].values[index]}


class Visitor:
    """One browser tab at an address such as http://localhost:8501, while it is entered.

    Attributes
    ----------
    figures : dict
        The live figures that are shown, by their keys, as they were sent.
    options : dict
        The controls with options that are shown, by their keys: `loss_curve.y`.
    """

    def __init__(self, address: str, page: str, query: str = "") -> None:
        self.address, self.page, self.query = address, page, query
        self.figures: dict[str, bytes] = {}
        self.options: dict[str, Options] = {}
        self._widgets: dict[str, WidgetState] = {}
        self._ids: dict[str, str] = {}  # a figure's key to its widget
        self._fragments: dict[str, str] = {}  # a widget to what runs when it changes
        self._kept: dict[str, int] = {}  # hash of a message to the run in which it last came
        self._again: dict[str, float] = {}  # fragments to be run again, and after how many seconds
        self._runs = self._commits = 0
        self._hash = ""

    async def __aenter__(self) -> Self:
        """Connect, as a page does when its scripts have arrived."""
        self._began = time.perf_counter()
        stream = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        protocol = {"subprotocols": ["streamlit"], "origin": None, "compression": None}
        async with asyncio.timeout(PATIENCE):
            self._socket = await websockets.connect(stream, max_size=None, **protocol)
        return self

    async def __aexit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave."""
        await self._socket.close()

    async def open(self) -> Seen:
        """Ask for the page; the time counts from the connection on."""
        return await self._run("", self._began)

    async def release(self, figure: str, values: Mapping[str, float], since: float = 0.0) -> Seen:
        """Release the sliders of a figure at values of theirs."""
        self._commits += 1
        widget = self._widgets.setdefault(self._ids[figure], WidgetState(id=self._ids[figure]))
        commit = {"values": dict(values), "commits": self._commits}
        widget.json_value = json.dumps({"commit": commit})
        return await self._run(self._fragments[widget.id], since)

    async def choose(self, control: str, chosen: list[str], since: float = 0.0) -> Seen:
        """Choose options of a control by the words on its buttons."""
        options = self.options[control]
        options.chosen = chosen
        self._hold(options, len(chosen) == 1)
        return await self._run(self._fragments[options.widget], since)

    async def go_on(self) -> Seen | None:
        """Run what the page wants to have run again by itself; None where it wants nothing."""
        if not self._again:
            return None
        fragment, seconds = next(iter(self._again.items()))
        await asyncio.sleep(seconds)
        return await self._run(fragment, 0.0, by_itself=True)

    async def _run(self, fragment: str, since: float, by_itself: bool = False) -> Seen:
        """Let the page or one fragment of it run, and see what it sends."""
        seen, began = Seen(), since or time.perf_counter()
        ask = BackMsg()
        said = ask.rerun_script
        said.query_string = self.query
        said.fragment_id = fragment
        said.is_auto_rerun = by_itself
        if self._hash:
            said.page_script_hash = self._hash
        else:
            said.page_name = "" if self.page == "home" else self.page
        said.widget_states.widgets.extend(self._widgets.values())
        said.cached_message_hashes.extend(self._kept)
        async with asyncio.timeout(PATIENCE):
            await self._socket.send(ask.SerializeToString())
            while not self._take(await self._socket.recv(), seen, began):
                pass
        seen.seconds = time.perf_counter() - began
        self._runs += 1
        self._kept = {k: run for k, run in self._kept.items() if self._runs - run <= KEPT_RUNS}
        return seen

    def _take(self, data: bytes, seen: Seen, began: float) -> bool:
        """Take in a message; whether it is the last one of the run."""
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            self._kept[message.ref_hash] = self._runs
            seen.kinds.append(kind)
        elif kind == "delta":
            if message.metadata.cacheable:
                self._kept[message.hash] = self._runs
            if message.delta.WhichOneof("type") == "new_element":
                self._meet(message.delta, seen, began)
        elif kind == "new_session":
            self._hash = message.new_session.page_script_hash
            if not message.metadata.run.fragment_ids:
                self._again.clear()
        elif kind == "navigation":  # which of the pages it has turned out to be
            self._hash = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._again[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._again.pop(fragment, None)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            seen.errors.append("page not found")
        elif kind == "script_finished":
            finished = message.script_finished
            if finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                seen.errors.append("the script does not compile")
            return finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _meet(self, delta: object, seen: Seen, began: float) -> None:
        """Take in an element."""
        kind = delta.new_element.WhichOneof("type")
        seen.kinds.append(kind)
        element = getattr(delta.new_element, kind)
        if kind == "exception":
            seen.errors.append(element.message)
        elif kind == "bidi_component" and element.component_name == "live_figure":
            if seen.figure is None:
                seen.figure = time.perf_counter() - began
            key = _key(element.id)
            self.figures[key], self._ids[key] = element.bytes, element.id
            self._fragments[element.id] = delta.fragment_id
        elif kind in OPTIONS:
            self._fragments[element.id] = delta.fragment_id
            if element.set_value or element.id not in self._widgets:
                self._offer(kind, element)

    def _offer(self, kind: str, element: object) -> None:
        """Take in a control that is new, or that the server sets."""
        if kind == "button_group":
            words = [option.content for option in element.options]
            starts = [words[i] for i in element.default]
            chosen = list(element.raw_values) if element.set_value else starts
        else:
            words = list(element.options)
            chosen = [element.raw_value if element.set_value else words[element.default]]
        options = self.options[_key(element.id)] = Options(element.id, words, chosen)
        self._hold(options, kind == "selectbox")

    def _hold(self, options: Options, single: bool) -> None:
        """Keep what is chosen as the browser does."""
        state = self._widgets.setdefault(options.widget, WidgetState(id=options.widget))
        if single and not state.HasField("string_array_value"):
            state.string_value = options.chosen[0]
        else:
            del state.string_array_value.data[:]
            state.string_array_value.data.extend(options.chosen)


def _key(widget: str) -> str:
    """The key that the page gave to a widget."""
    return widget.split("-", 2)[2]


async def visit(address: str, page: str, query: str = "") -> Seen:
    """Open a page of the app and see one run of it."""
    async with Visitor(address, page, query) as visitor:
        return await visitor.open()


async def visit_at_once(address: str, pages: list[str]) -> list[Seen]:
    """Many visitors at the same moment, one for each page named."""
    return await asyncio.gather(*(visit(address, page) for page in pages))
