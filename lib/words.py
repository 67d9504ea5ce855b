"""The words of the lessons: prose from Markdown, questions from TOML, both in `assets/lessons`.

A lesson's prose is one file, a second-level heading a section; `[[name]]` stands for a number that
the page hands over. Braces and dollars stay free for LaTeX.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent.parent / "assets"
_FIELD = re.compile(r"\[\[(\w+)\]\]")


@cache
def course() -> list[dict]:
    """The groups of the navigation: `title`, `folder` and `pages`, a page's name to its title."""
    groups = tomllib.loads((ASSETS / "course.toml").read_text(encoding="utf-8"))["groups"]
    return [group for group in groups if group["pages"]]


@cache
def sections(lesson: str) -> dict[str, str]:
    """Every section of a lesson's prose by its heading, fields not yet filled."""
    text = (ASSETS / "lessons" / f"{lesson}.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (\w+)\s*$", text, flags=re.MULTILINE)[1:]
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}


@cache
def questions(lesson: str) -> dict:
    """A lesson's questions: `predict` before the drag and `check` after it."""
    return tomllib.loads((ASSETS / "lessons" / f"{lesson}.toml").read_text(encoding="utf-8"))


def has_check(lesson: str) -> bool:
    """Whether a page asks a question that can be solved."""
    return (ASSETS / "lessons" / f"{lesson}.toml").exists() and "check" in questions(lesson)


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


def prose(lesson: str, section: str, **values: object) -> str:
    """One section of a lesson, filled."""
    return fill(sections(lesson)[section], values)


def question(lesson: str, name: str, **values: object) -> dict:
    """One question of a lesson with its options, filled."""
    asked = questions(lesson)[name]
    options = [
        {key: fill(v, values) if isinstance(v, str) else v for key, v in option.items()}
        for option in asked.get("options", [])
    ]
    return {"question": fill(asked["question"], values), "options": options}


def steps(lesson: str, **values: object) -> list[str]:
    """The derivation of a lesson, line by line (a rule `---` stands between lines)."""
    return [part.strip() for part in prose(lesson, "derivation", **values).split("\n---\n")]


@cache
def pitfalls() -> dict[str, dict]:
    """The question bank by key, in its order: topic, question, options, and where to see it."""
    text = (ASSETS / "pitfalls.toml").read_text(encoding="utf-8")
    return {asked["key"]: asked for asked in tomllib.loads(text)["questions"]}


@cache
def glossary() -> list[dict]:
    """Every term: `term`, its `symbol` in LaTeX if it has one, what it `says`, its `page`."""
    text = (ASSETS / "glossary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["terms"]


def found(sought: str) -> list[dict]:
    """Terms of the glossary that have every word of a search in them, those by name first."""
    asked = re.findall(r"[\w-]+", sought.casefold())
    hits = [
        term
        for term in glossary()
        if all(
            word in f"{term['term']} {term['says']} {term.get('also', '')}".casefold()
            for word in asked
        )
    ]
    return sorted(hits, key=lambda term: not all(w in term["term"].casefold() for w in asked))


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
    folder = ASSETS / "code" / lesson
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
