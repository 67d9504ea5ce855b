"""A page in its states: its own script is run for each, and what it shows is read.

A file has no server that could run the script again. So the states that a press leads to are run
beforehand, first those that are one press away, then those behind them, as far as there is room.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import SimpleNamespace

from lib.export.elements import tokens
from lib.export.links import Link, ordered, texts_in
from lib.figures.flipbook import LiveFigure
from lib.lessons.registry import lessons
from lib.web.live import texts_of
from lib.web.visit import Node, Visit
from lib.words.state import Control, Text

LIGHT = 0.05  # of a state with figures: one of words alone
KINDS = ("button", "preset", "control")  # of presses, in the order in which states are run
CASE = ".case."  # in the key of a button that sets the whole state


@dataclass
class State:
    """A page at one link: its HTML before the prediction and after it, in pieces."""

    link: Link
    veiled: list[str]
    shown: list[str]


@dataclass
class Page:
    """A page in several states, the first of which is the one that it was asked for in.

    Attributes
    ----------
    lesson : str
        Its name.
    states : list of State
        The states.
    aliases : dict
        Links that the page itself writes in another way, and how it writes them.
    figures : dict
        The live figures, by a name made of what they hold: what is sent to a browser, but panels
        and sliders as names in `parts`.
    parts : dict
        Panels and sliders, each once.
    """

    lesson: str
    states: list[State] = field(default_factory=list)
    aliases: dict[Link, Link] = field(default_factory=dict)
    figures: dict[str, dict] = field(default_factory=dict)
    parts: dict[str, dict] = field(default_factory=dict)


class Reading:
    """A page that is being read, state by state.

    Parameters
    ----------
    lesson : str
        The page's name.
    href : callable
        Where an address of the app is to be found; empty where nowhere.
    """

    def __init__(self, lesson: str, href: Callable[[str], str]) -> None:
        self._reader = _Reader(lesson, href)
        self.page = self._reader.page
        self._seen: set[Link] = set()
        self._queue: list[Link] = []
        self._pieces: set[str] = set()

    @property
    def visit(self) -> Visit:
        """The page as it was run last, before the prediction."""
        return self._reader.before

    def require(self, link: Link) -> None:
        """Run the state of a link; what is wrong in it is corrected by the page."""
        self._take(ordered(self._reader.lesson, texts_in(link)))

    def grow(self, room: int, most: int) -> None:
        """Run what presses lead to, until there are `most` states or `room` bytes, deflated.

        A state without figures counts little.
        """
        taken = run = 0.0
        for link in self._queue:  # grows on the way
            if taken > room or run >= most:
                return
            before = len(self.page.states), len(self.page.figures)
            taken += self._take(link)
            if len(self.page.states) > before[0]:
                run += 1 if len(self.page.figures) > before[1] else LIGHT

    def _take(self, link: Link) -> int:
        """Run a state; the bytes that it adds, roughly: what is new in it, deflated."""
        if link in self._seen:
            return 0
        page = self.page
        parts, figures = set(page.parts), set(page.figures)
        state = self._reader.at(link)
        self._seen.add(link)
        if link != state.link:
            page.aliases[link] = state.link
            if state.link in self._seen:
                return 0
            self._seen.add(state.link)
        page.states.append(state)
        ways = self._reader.ways
        self._queue += [way for kind in KINDS for way in ways[kind]]
        said = {*state.veiled, *state.shown} - self._pieces
        self._pieces |= said
        new = [{k: v for k, v in page.parts.items() if k not in parts}]
        new += [{k: v for k, v in page.figures.items() if k not in figures}]
        return len(zlib.compress((json.dumps(new) + "".join(sorted(said))).encode()))


class _Reader:
    """A visitor of one page, who opens one link after the other; what its elements ask."""

    def __init__(self, lesson: str, href: Callable[[str], str]) -> None:
        self.lesson, self.href = lessons()[lesson], href
        self.page = Page(lesson)
        self.ways: dict[str, list[Link]] = {}  # links that presses lead to, by the kind of press
        self.before, self._after, self._aside = (Visit(lesson) for _ in range(3))
        self._texts: dict[str, str] = {}
        self._answers: dict[tuple, list[tuple[str, list[str]]]] = {}
        self._idle: set[str] = set()  # buttons that do not change the link
        self._presses: dict[tuple[str, Link | None], Link] = {}

    def at(self, link: Link) -> State:
        """The page at a link, before the prediction and after it."""
        self.ways = {kind: [] for kind in (*KINDS, "far")}
        veiled = self._open(self.before, link)
        guesses = self.before.guesses()
        if not guesses:
            return State(self._here, veiled, veiled)
        for guess in guesses:
            self._after.skip(guess)
        return State(self._here, veiled, self._open(self._after, link))

    def _open(self, visit: Visit, link: Link) -> list[str]:
        if self.lesson.trains:  # to the end, which a page shows as it comes
            self.lesson.figures(self.lesson.values(texts_in(link)))
        visit.open(texts_in(link))
        self._texts = visit.texts
        return list(tokens(visit.main, self))

    @property
    def _here(self) -> Link:
        return ordered(self.lesson, self._texts)

    def _to(self, kind: str, texts: Mapping[str, str | None]) -> Link:
        """A link of the page with other texts; what goes without saying is left out."""
        usual = {control.name: control.start for control in self.lesson.controls}
        new = {**self._texts, **texts}
        link = ordered(
            self.lesson,
            {name: text for name, text in new.items() if text not in (None, usual.get(name))},
        )
        self.ways[kind].append(link)
        return link

    # -- what elements ask --

    def control(self, key: str) -> Control | None:
        """The declared control that a widget draws."""
        name = key.removeprefix(f"{self.lesson.name}.")
        return next((each for each in self.lesson.controls if each.name == name), None)

    def stated(self, control: Control) -> str:
        """The text of a control."""
        return self._texts.get(control.name, control.start)

    def leads(self, control: Control, text: str) -> Link:
        """The link of the state with another text of a control."""
        # A page that trains models does so for each state: only buttons and its first control lead
        # to states that are run.
        first = control.name == self.lesson.controls[0].name
        far = self.lesson.trains and not first
        return self._to("far" if far else "control", {control.name: text})

    def pressed(self, key: str) -> Link | None:
        """The link of the state that a button leads to; None where it does not change the link."""
        here = self._here
        if key in self._idle:
            return None
        press = key, None if CASE in key else here  # a case leads from anywhere to one place
        if press not in self._presses:
            self._aside.open(texts_in(here))
            self._aside.press(key)
            self._presses[press] = ordered(self.lesson, self._aside.texts)
        link = self._presses[press]
        if link == here and CASE not in key:
            self._idle.add(key)
            return None
        self.ways["button"].append(link)
        return link

    def answers(self, radio: Node) -> list[tuple[str, list[str]]]:
        """The options of a question, each with the HTML that answers it."""
        asked = (radio.key, radio.proto.label, *radio.options)
        if asked not in self._answers:
            self._answers[asked] = []  # an answer has no question in it
            self._aside.open(texts_in(self._here))
            answers = self._aside.answers(radio.key, radio.options)
            for option, below in zip(radio.options, answers, strict=True):
                new = SimpleNamespace(children=dict(enumerate(below)))
                self._answers[asked].append((option, list(tokens(new, self))))
        return self._answers[asked]

    def texts_of(self, control: Text) -> Sequence[str]:
        """Texts of a field whose states are run beforehand."""
        return control.examples

    def figure(self, key: str, data: dict) -> str:
        """Take a live figure into the page; its name there."""
        told = ("beside", "readouts", "presets", "hide", "lock")
        held = {name: data[name] for name in told if name in data}
        held["panels"] = [self._part(panel) for panel in data["panels"]]
        held["at"] = [slider["at"] for slider in data["sliders"]]
        held["sliders"] = [self._part({**slider, "at": 0}) for slider in data["sliders"]]
        figure = self.lesson.figures(self.lesson.values(self._texts)).get(key)
        if figure is not None:
            held["presets"] = [
                {**preset, "to": self._preset(figure, data["sliders"], preset)}
                for preset in data["presets"]
            ]
        if "picks" in data:
            control = self.control(f"{self.lesson.name}.{data['picks']}")
            held["picks"] = [self.leads(control, slug) for slug in control.options]
        name = _name(held)
        self.page.figures[name] = held
        return name

    def _part(self, part: dict) -> str:
        if part.get("raster"):
            part = {**part, "raster": {**part["raster"], "edited": False}}
        name = _name(part)
        self.page.parts[name] = part
        return name

    def _preset(self, figure: LiveFigure, sliders: Sequence[dict], preset: dict) -> Link:
        """The link of the state that a preset of a figure sets."""
        values = {each["key"]: each["values"][each["at"]] for each in sliders}
        positions = {each["key"]: each["values"] for each in sliders}
        for name, place in preset["set"].items():
            values[name] = positions[name][place]
        sent = {**figure.start, **values, **preset["hidden"]}
        return self._to("preset", texts_of(figure, {**sent, **figure.release(sent)}))


def _name(held: object) -> str:
    return sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:12]
