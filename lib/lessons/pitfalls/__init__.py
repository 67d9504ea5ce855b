"""Pitfalls: which question of the bank is asked, from which topic."""

from __future__ import annotations

from lib.words.state import Choice, Lesson
from lib.words.text import pitfalls

TOPIC = Choice(
    "topic",
    "Topic",
    {"all": "All", **{asked["topic_slug"]: asked["topic"] for asked in pitfalls().values()}},
)
CARD = Choice("card", "Question", {key: str(i) for i, key in enumerate(pitfalls(), 1)})

LESSON = Lesson("pitfalls", (TOPIC, CARD))
