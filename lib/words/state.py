"""What a link can say: the controls of a lesson, declared once as data.

A control has a `name` that links use, unique on its page, and a stable short text for each of its
values. Rewording a button breaks no link. A slider is declared with its figure and has the same
two functions, `read` and `write`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

NONE = "none"  # how a link says that nothing is chosen
LONGEST_IN_LINK = 300  # characters of a text: a link must survive a mail program
FOLDS = ("why", "steps", "beliefs", "question", "code")  # parts of every page that fold
_JOINERS = "\u200c\u200d"  # not seen, but within words of some scripts, and within signs
# What a page keeps under names of its own, beside its controls.
TAKEN = {*FOLDS, "step", "next", "all", "again", "check", "guess"}
# Parts of a page that a link can leave out, by the names that it uses.
PARTS = {
    "prediction": "Prediction",
    "presets": "Presets",
    "explanation": "Explanation",
    "derivation": "Derivation",
    "check": "Check",
    "code": "Code",
    "navigation": "Navigation",
}
SHARED = ("hide", "lock", "task", "view")  # what any link can say (lib/words/sharing.py)


@dataclass(frozen=True)
class Choice:
    """One of a few options.

    Parameters
    ----------
    name, label : str
        What a link calls it, and what stands beside it.
    options : mapping of str to str
        Slug to the words on the button.
    start : str, optional
        The slug that goes without saying; the first one.
    value : callable, optional
        What the page gets instead of the slug.
    """

    name: str
    label: str
    options: Mapping[str, str]
    start: str = ""
    value: Callable[[str], Any] = str

    def __post_init__(self) -> None:
        if not self.start:
            object.__setattr__(self, "start", next(iter(self.options)))

    def read(self, text: str) -> Any:  # noqa: ANN401
        """The value that a link's text states; a ValueError when there is no such option."""
        if text not in self.options:
            raise ValueError(f"{self.name} must be one of {', '.join(self.options)}; got {text}")
        return self.value(text)

    def write(self, slug: str) -> str:
        """The text of a link for an option."""
        return slug


@dataclass(frozen=True)
class Choices:
    """Any number of options; the value is a tuple of slugs in the order of the options.

    Parameters
    ----------
    name, label, options
        As for `Choice`.
    chosen : sequence of str
        The slugs that are chosen at first.

    Examples
    --------
    >>> tags = Choices("tags", "True", {"cat": "cat", "tiger": "tiger"}, ("cat",))
    >>> tags.read("tiger,cat"), tags.read("none"), tags.start
    (('cat', 'tiger'), (), 'cat')
    """

    name: str
    label: str
    options: Mapping[str, str]
    chosen: Sequence[str] = ()

    @property
    def start(self) -> str:
        """The text that goes without saying."""
        return self.write(self.chosen)

    def read(self, text: str) -> tuple[str, ...]:
        """The chosen slugs; a ValueError when one of them is none of the options."""
        stated = [] if text == NONE else text.split(",")
        if wrong := [slug for slug in stated if slug not in self.options]:
            raise ValueError(f"{self.name} takes {', '.join(self.options)}; got {wrong[0]}")
        return tuple(slug for slug in self.options if slug in stated)

    def write(self, slugs: Sequence[str]) -> str:
        """The text of a link for the chosen slugs."""
        return ",".join(slug for slug in self.options if slug in slugs) or NONE


@dataclass(frozen=True)
class Some(Choices):
    """Any number of names, of which a link may state some that are no longer there.

    Examples
    --------
    >>> Some("hide", "Leave out", {"code": "Code", "z": "z"}).read("z,gone,code,code")
    ('code', 'z')
    """

    def read(self, text: str) -> tuple[str, ...]:
        """The names that there are."""
        return tuple(slug for slug in self.options if slug in text.split(","))


@dataclass(frozen=True)
class Count:
    """A whole number in a small range, `first` at first.

    Examples
    --------
    >>> Count("classes", "Classes K", 2, 10, 3).read("4")
    4
    """

    name: str
    label: str
    low: int
    high: int
    first: int

    @property
    def start(self) -> str:
        """The text that goes without saying."""
        return str(self.first)

    def read(self, text: str) -> int:
        """The number; a ValueError when it is none, or outside the range."""
        if not (text.isascii() and text.isdigit() and self.low <= int(text[:9]) <= self.high):
            raise ValueError(f"{self.name} must be {self.low} to {self.high}; got {text}")
        return int(text)

    def write(self, number: int) -> str:
        """The text of a link for a number."""
        return str(int(number))


@dataclass(frozen=True)
class Text:
    """A text that the student types, read by `parse`, which raises ValueError with a sentence.

    A link carries it if it has at most `longest` characters. `examples` are texts worth offering
    where nothing can be worked out anew, as in a file.
    """

    name: str
    label: str
    start: str
    parse: Callable[[str], Any] = str
    longest: int = LONGEST_IN_LINK
    examples: tuple[str, ...] = ()

    def read(self, text: str) -> Any:  # noqa: ANN401
        """What the text means; the ValueError says what was wrong."""
        return self.parse(text)

    def write(self, text: str) -> str:
        """The text itself."""
        return text


@dataclass(frozen=True)
class Line(Text):
    """A text of one line that is only shown, as it is.

    Examples
    --------
    >>> Line("task", "Question", "").read(" What  is this? ")
    'What is this?'
    """

    def read(self, text: str) -> str:
        """The text without what no reader sees; a ValueError when it is too long."""
        seen = (c if c.isprintable() or c in _JOINERS else " " for c in text)
        line = " ".join("".join(seen).split())
        if len(line) > self.longest:
            raise ValueError(
                f"{self.label} must have at most {self.longest} characters; got {len(line)}"
            )
        return line


Control = Choice | Choices | Count | Text


def _no_figures(_: SimpleNamespace) -> dict:
    return {}


@dataclass(frozen=True)
class Lesson:
    """A lesson: what its links can say, and its live figures in every state.

    Parameters
    ----------
    name : str
        Names the page, its folders, and the lesson in `assets/course.toml`.
    controls : tuple of controls
        What can be set beside the figures.
    sliders : tuple of str
        Keys of all sliders that its figures have in any state, and that links state.
    figures : callable, optional
        From the values of the controls (attributes by their names) to its live figures by key.
    settle : callable, optional
        From the values to values that agree, where one control bounds another.
    trains : bool
        Whether each state trains models, so that who walks through many states walks through few.
    linked : tuple of str
        Keys of sliders that say in another way what others say, so that no link states them.

    Raises
    ------
    ValueError
        When a control is called like a part of every page: the two would share one memory.
    """

    name: str
    controls: tuple[Control, ...] = ()
    sliders: tuple[str, ...] = ()
    figures: Callable[[SimpleNamespace], Mapping[str, Any]] = _no_figures
    settle: Callable[[dict[str, Any]], dict[str, Any]] = field(default=dict)
    trains: bool = False
    linked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        taken = TAKEN.intersection(control.name for control in self.controls)
        taken |= {*PARTS, *SHARED}.intersection([*self.names, *self.linked])
        if taken:
            raise ValueError(f"{self.name}: a part of every page is called {min(taken)} already")

    @property
    def has_figures(self) -> bool:
        """Whether there is something to project."""
        return self.figures is not _no_figures

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that a link to the lesson can state."""
        return (*(control.name for control in self.controls), *self.sliders)

    def link(self, texts: Mapping[str, str]) -> dict[str, str]:
        """A link's query, checked: the texts of controls and sliders that it sets.

        Raises
        ------
        ValueError
            When the lesson has no such control or slider, or the control no such value.
        """
        if strangers := set(texts) - set(self.names):
            raise ValueError(f"{self.name} has no {', '.join(sorted(strangers))}")
        for control in self.controls:
            if control.name in texts:
                control.read(texts[control.name])
        return dict(texts)

    def values(self, texts: Mapping[str, str]) -> SimpleNamespace:
        """The values of the controls that a link's texts state; what is wrong falls back.

        Examples
        --------
        >>> lesson = Lesson("x", (Count("K", "K", 2, 9, 3), Choice("y", "y", {"1": "yes"})))
        >>> lesson.values({"K": "99", "y": "1"})
        namespace(K=3, y='1')
        """
        values = {}
        for control in self.controls:
            try:
                values[control.name] = control.read(texts.get(control.name, control.start))
            except ValueError:
                values[control.name] = control.read(control.start)
        return SimpleNamespace(**self.settle(values))
