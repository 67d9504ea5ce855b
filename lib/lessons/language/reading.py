"""What the model has read: a shipped text, or one of the student's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache, wraps
from typing import TypeVar

from lib.figures.flipbook import LiveFigure
from lib.maths.ngrams import NgramModel, train
from lib.maths.texts import DECLARATIONS, book, declaration, halves

START = (  # Acts 27:20, which the Gospels do not have
    "And when neither sun nor stars in many days appeared, and no small tempest lay on us, "
    "all hope that we should be saved was then taken away"
)
OTHER = (
    "The parcel had not come by Tuesday, so I phoned the shop, and they said that they would send "
    "another one or give me all of my money back"
)
USUAL = START, OTHER  # texts that everybody meets
MOST_CHARACTERS = 10_000  # of a text that is scored
LEAST_READ, MOST_READ = 50, 1_000_000  # characters of a text of the student's own to learn from
KEPT = 32  # figures of a kind for texts that visitors type
ISOLATED = "\u2068{}\u2069"  # a text whose direction does not turn the sentence around it
Made = TypeVar("Made")
UNSEEABLE = {" ": "␣", "\n": "↵", "\t": "⇥", "\u200b": "U+200B"}


@dataclass(frozen=True, eq=False)  # the same reading is the same object, so figures can be kept
class Reading:
    """A text that a model has learnt from, the model, and the text that is held out.

    Attributes
    ----------
    what, rest : str
        The two texts, as the words name them.
    text, held_out : str
    model : NgramModel
        Trained on `text`.
    private : bool
        Whether it is the student's own, to be kept in no cache that others share.
    known : dict
        Its learning curves by smoothing, how far its held-out text packs, and the last figure of
        each kind of a private one, once asked for.
    """

    what: str
    rest: str
    text: str
    held_out: str
    model: NgramModel
    private: bool = False
    known: dict = field(default_factory=dict)

    @classmethod
    def of(cls, what: str, rest: str, text: str, held_out: str, private: bool = False) -> Reading:
        """Let a model learn from a text."""
        return cls(what, rest, text, held_out, train(text), private)

    @cached_property
    def letters(self) -> frozenset[str]:
        """The characters of the text."""
        return frozenset(self.model.letters)


def reading(read: str, language: str, own: str) -> Reading:
    """What the model of a state has read; a text of the student's own is learnt anew."""
    if read == "own":
        return Reading.of("your own text", "its last fifth", *halves(own), private=True)
    return gospels() if read == "gospels" else declared(language)


@cache
def gospels() -> Reading:
    """The four Gospels, with Acts, the book after them, held out."""
    names = "the four Gospels", "Acts, the book that comes next"
    return Reading.of(*names, book("gospels"), book("acts"))


@cache
def declared(language: str) -> Reading:
    """Four fifths of the Universal Declaration of Human Rights in a language."""
    name = f"the Declaration of Human Rights in {DECLARATIONS[language]}"
    return Reading.of(name, "its last fifth", *halves(declaration(language)))


def shared(build: Callable[..., LiveFigure]) -> Callable[..., LiveFigure]:
    """Keep the figures of what everybody may see; a private reading keeps its own, the last one."""
    kept = lru_cache(maxsize=KEPT)(build)

    @wraps(build)
    def figure(reading: Reading, *rest: object) -> LiveFigure:
        if not reading.private:
            return kept(reading, *rest)
        last = reading.known.get(build)
        if last is None or last[0] != rest:
            last = reading.known[build] = rest, replace(build(reading, *rest), private=True)
        return last[1]

    return figure


def of_usual(make: Callable[..., Made]) -> Callable[..., Made]:
    """Keep what is made of the texts that everybody meets; what visitors type is in no cache."""
    kept = lru_cache(maxsize=KEPT)(make)

    @wraps(make)
    def made(reading: Reading, text: str, *rest: object) -> Made:
        texts = (each for each in (text, *rest) if isinstance(each, str))
        usual = not reading.private and all(each in USUAL for each in texts)
        return (kept if usual else make)(reading, text, *rest)

    return made


# ---- what is typed ------------------------------------------------------------------------------


def message(text: str) -> str:
    """A text to be scored, in composed characters (NFC), as those that the models have read.

    Raises
    ------
    ValueError
        When it is empty, too long, or has half a surrogate pair.
    """
    if not text.strip():
        raise ValueError("This field is empty. Type or paste a sentence, in any language.")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(
            f"This field takes at most {MOST_CHARACTERS:,} characters; there are {len(text):,} "
            "here. Shorten the text; until then the figures stay with the one before."
        )
    return _composed(text)


def own(text: str) -> str:
    """A text to learn from, in composed characters (NFC).

    Raises
    ------
    ValueError
        When it is too short or too long, or has half a surrogate pair.
    """
    if len(text.strip()) < LEAST_READ:
        raise ValueError(
            f"From {len(text.strip())} characters hardly anything can be learnt. Paste at least "
            f"{LEAST_READ}; some thousands are better."
        )
    if len(text) > MOST_READ:
        raise ValueError(
            f"This field takes at most {MOST_READ:,} characters; there are {len(text):,} here. "
            "Paste a part of the text."
        )
    return _composed(text)


def _composed(text: str) -> str:
    # A browser sends U+FFFD for half a surrogate pair, as editors write it for what is unreadable.
    broken = re.search("[\ufffd\ud800-\udfff]", text)
    if broken:
        raise ValueError(
            f"At place {broken.start() + 1:,} there is no character, but what is left of one that "
            "was cut in two or could not be read. Take it out."
        )
    return unicodedata.normalize("NFC", text)


# ---- characters as they are shown ---------------------------------------------------------------


def shown(character: str) -> str:
    """A character that can be seen: a space too, and an accent that stands alone."""
    if character in UNSEEABLE:
        return UNSEEABLE[character]
    if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"):
        return f"U+{ord(character):04X}"
    if unicodedata.category(character).startswith("M"):
        return f"◌{character}"
    return character


def quoted(text: str) -> str:
    """A short text in quotation marks, its characters seen, whatever its direction."""
    return f"“{ISOLATED.format(''.join(map(shown, text)))}”"
