"""Glossary: what a link can search for."""

from __future__ import annotations

from lib.words.state import Lesson, Text

TERM = Text("term", "Search", "")

LESSON = Lesson("glossary", (TERM,))
