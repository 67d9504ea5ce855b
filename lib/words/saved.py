"""A state as a file: for texts that no link can carry, to be opened again where it was saved."""

from __future__ import annotations

import json
from collections.abc import Mapping

from lib.words.state import Lesson

KIND = "cross-entropy, felt"  # what says that a file is one of ours
LONGEST = 1_000_000  # bytes of a file


def written(lesson: str, texts: Mapping[str, str]) -> str:
    """The file of a state: its texts, as a link would state them.

    Examples
    --------
    >>> print(written("playground", {"data": "own"}))
    {
      "of": "cross-entropy, felt",
      "page": "playground",
      "state": {
        "data": "own"
      }
    }
    <BLANKLINE>
    """
    said = {"of": KIND, "page": lesson, "state": dict(texts)}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def read(raw: bytes, lesson: Lesson) -> dict[str, str]:
    """The texts that a file states, each one that its control takes.

    Parameters
    ----------
    raw : bytes
        The file.
    lesson : Lesson
        The page that opens it.

    Raises
    ------
    ValueError
        With a sentence that says what was wrong and what is expected.
    """
    if len(raw) > LONGEST:
        raise ValueError(f"A saved state has at most {LONGEST:,} bytes; this has {len(raw):,}.")
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("of") != KIND:
        raise ValueError("This is no saved state: expected a file that this app has saved.")
    if said.get("page") != lesson.name:
        raise ValueError(f"This state was saved on another page: {str(said.get('page'))[:40]}.")
    texts = said.get("state")
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise ValueError("The saved state is damaged: expected a text for each name.")
    if strangers := texts.keys() - set(lesson.names):
        raise ValueError(f"The saved state sets what this page has not: {min(strangers)[:40]}.")
    for control in lesson.controls:
        if control.name in texts:
            control.read(texts[control.name])  # says itself what is wrong
    for name in lesson.sliders:
        if name in texts and not _is_number(texts[name]):
            raise ValueError(f"The saved state sets {name} to {texts[name][:40]}: no number.")
    return texts


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False
