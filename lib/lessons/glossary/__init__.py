"""Glossary: what a link can search for."""

from __future__ import annotations

from lib.words import text as words
from lib.words.state import Lesson, Text

_NAMES = [name for term in words.glossary() for name in (term["term"], *term["also"])]
TERM = Text("term", "Search", "", examples=tuple(_NAMES))

LESSON = Lesson("glossary", (TERM,))
