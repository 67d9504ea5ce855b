"""The words of the lessons: Markdown and TOML in a folder of `assets/lessons` each.

A lesson's prose is one file, a second-level heading a section; `[[name]]` stands for a number that
the page hands over. Braces and dollars stay free for LaTeX.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

ASSETS = Path(__file__).parents[2] / "assets"
APP = "Cross-entropy, felt"
LESSONS = ASSETS / "lessons"
T = TypeVar("T")
_FIELD = re.compile(r"\[\[(\w+)\]\]")
_ASIDE = re.compile("a|an|and|are|do|does|for|how|i|in|is|it|mean|my|of|on|the|to|what|when|why")
_SOUGHT = 200  # characters of a search that count
_TERM = re.compile(r"\]\(term:([^)\s]+)\)")  # a space in a term is written %20


@cache
def course() -> list[dict]:
    """The groups of the navigation: `title`, `folder` and `pages`, a page's name to its title."""
    groups = tomllib.loads((ASSETS / "course.toml").read_text(encoding="utf-8"))["groups"]
    return [group for group in groups if group["pages"]]


@cache
def sections(lesson: str) -> dict[str, str]:
    """Every section of a lesson's prose by its heading, fields not yet filled."""
    path = ASSETS / "common.md" if lesson == "common" else LESSONS / lesson / "words.md"
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^## (\w+)\s*$", text, flags=re.MULTILINE)[1:]
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}


@cache
def questions(lesson: str) -> dict:
    """A lesson's questions: `predict` before the drag and `check` after it; some pages ask none."""
    path = LESSONS / lesson / "questions.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def has_check(lesson: str) -> bool:
    """Whether a page asks a question that can be solved."""
    return "check" in questions(lesson)


@cache
def has_code(lesson: str) -> bool:
    """Whether a page shows its code and that of other libraries."""
    return (LESSONS / lesson / "code").exists()


def fields(text: str) -> set[str]:
    """Names of the fields in a text."""
    return set(_FIELD.findall(text))


def fill(text: str, values: dict[str, object]) -> str:
    """The text with every field replaced.

    Raises
    ------
    KeyError
        When a field has no value.

    Examples
    --------
    >>> fill("It costs [[loss]] nats.", {"loss": "0.3567"})
    'It costs 0.3567 nats.'
    """
    return _FIELD.sub(lambda match: str(values[match[1]]), text)


def terms(text: str) -> list[str]:
    """The terms of the glossary that a text links to, written as `[nats](term:nat)`."""
    return [unquote(term) for term in _TERM.findall(text)]


def prose(lesson: str, section: str, **values: object) -> str:
    """One section of a lesson, filled, its terms linked to the glossary."""
    return _TERM.sub(r"](glossary?term=\1)", fill(sections(lesson)[section], values))


def question(lesson: str, name: str, **values: object) -> dict:
    """One question of a lesson with its options, filled."""
    asked = questions(lesson)[name]
    options = [
        {key: fill(v, values) if isinstance(v, str) else v for key, v in option.items()}
        for option in asked.get("options", [])
    ]
    return {"question": fill(asked["question"], values), "options": options}


def shuffled(options: Sequence[T], seed: str) -> list[T]:
    """The options in an order that the seed decides, always the same one."""
    return random.Random(seed).sample(options, len(options))


def steps(lesson: str, section: str = "derivation", **values: object) -> list[str]:
    """The derivation of a lesson, line by line (a rule `---` stands between lines)."""
    return [part.strip() for part in prose(lesson, section, **values).split("\n---\n")]


@cache
def pitfalls() -> dict[str, dict]:
    """The question bank by key, in its order: topic, question, options, and where to see it.

    `topic_slug` is the topic as a link states it.
    """
    text = (ASSETS / "pitfalls.toml").read_text(encoding="utf-8")
    return {
        asked["key"]: {**asked, "topic_slug": slug(asked["topic"])}
        for asked in tomllib.loads(text)["questions"]
    }


@cache
def symptoms() -> dict[str, dict]:
    """What goes wrong with a loss, by key: `title`, what it `says`, its `causes`, and `code`."""
    text = (ASSETS / "diagnose.toml").read_text(encoding="utf-8")
    return {symptom["key"]: symptom for symptom in tomllib.loads(text)["symptoms"]}


def slug(title: str) -> str:
    """A title as a link states it.

    Examples
    --------
    >>> slug("Likelihood and codes")
    'likelihood-and-codes'
    """
    return re.sub(r"\W+", "-", title.casefold()).strip("-")


@cache
def glossary() -> list[dict]:
    """Every term: `term`, its `symbol` in LaTeX if it has one, what it `says`, its `page`.

    `also` are its other names, `link` what a link to the page sets.
    """
    text = (ASSETS / "glossary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["terms"]


def found(sought: str) -> list[dict]:
    """Terms of the glossary with every word of a search, or with the most of them, best first.

    What is called so comes first, then what has the words in its name, then in its other names. Of
    a long text the beginning counts.

    Examples
    --------
    >>> [term["term"] for term in found("logloss")]
    ['binary cross-entropy']
    >>> found("why is my loss NaN")[0]["term"]
    'NaN'
    """
    sought = sought[:_SOUGHT]
    said = re.findall(r"[\w%]+", sought.casefold())
    # The words that every question has count only where there are no others.
    asked = [word for word in said if not _ASIDE.fullmatch(word)] or said
    if not asked:
        return [] if sought.strip() else glossary()
    holds = [{word for word in asked if _has(_all_of(term), word)} for term in glossary()]
    most = max(map(len, holds))
    hits = [(each, term) for each, term in zip(holds, glossary(), strict=True) if len(each) == most]
    hits.sort(key=lambda hit: min(closeness(hit[1], sought), closeness(hit[1], " ".join(hit[0]))))
    return [term for _, term in hits] if most else []


def closeness(term: dict, sought: str) -> int:
    """How near a term's names are to a search: 0 for its name, 1 for another of its names, ..."""
    whole, also = " ".join(sought.casefold().split()), [name.casefold() for name in term["also"]]
    said = re.findall(r"[\w%]+", whole)
    holds = [all(_has(name, word) for word in said) for name in (term["term"], " ".join(also))]
    return [whole == term["term"].casefold(), whole in also, *holds, True].index(True)


def _all_of(term: dict) -> str:
    return " ".join([term["term"], *term["also"], term["says"]])


def _has(text: str, word: str) -> bool:
    """Whether a word of the text begins so."""
    return bool(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE))


def place(lesson: str) -> str:
    """The app's name and where a page stands in the course, in one line.

    Examples
    --------
    >>> place("loss_curve")
    'Cross-entropy, felt · Core lessons · Loss curve'
    """
    group = next(group for group in course() if lesson in group["pages"])
    return " · ".join(filter(None, (APP, group["title"], group["pages"][lesson])))


def page_title(lesson: str) -> str:
    """What the browser calls a page.

    Examples
    --------
    >>> page_title("loss_curve")
    'Loss curve · Cross-entropy, felt'
    """
    group = next(group for group in course() if lesson in group["pages"])
    return f"{group['pages'][lesson]} · {APP}"


def title(page: str) -> str:
    """What the navigation calls a page, given as `folder/name`."""
    folder, name = page.split("/")
    titles = {(g["folder"], k): title for g in course() for k, title in g["pages"].items()}
    return titles[folder, name]


@cache
def snippets(lesson: str, part: str = "") -> dict[str, str]:
    """The same number in other libraries: name of the library to code with fields.

    A part of a lesson has a folder of its own in the lesson's; what that lacks is the lesson's.
    """
    folder = LESSONS / lesson / "code"
    names = {
        "pytorch": "PyTorch",
        "keras": "Keras",
        "jax": "JAX / optax",
        "sklearn": "scikit-learn",
    }
    paths = {name: (folder / part / f"{stem}.py", stem) for stem, name in names.items()}
    return {
        name: (own if own.exists() else folder / f"{stem}.py").read_text(encoding="utf-8")
        for name, (own, stem) in paths.items()
    }


def comparison(guess: float, truth: float) -> str:
    """How a guess compares with the truth (both positive, or a guess of 0), in a sentence."""
    if guess <= 0:
        return prose("common", "guess_zero")
    factor = max(guess / truth, truth / guess)
    which = "guess_close" if factor < 1.1 else "guess_low" if guess < truth else "guess_high"
    return prose("common", which, factor=f"{factor:.3g}" if factor < 100 else f"{factor:,.0f}")
