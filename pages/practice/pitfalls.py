"""The question bank: mistakes that people really make, each with the lesson that shows it."""

from lib.lessons.pitfalls import CARD, LESSON, TOPIC, fields
from lib.lessons.registry import link
from lib.web import bank, parts, state

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """One question at a time."""
    parts.opening(NAME)
    bank.practice(TOPIC, CARD, fields.bank(), link)


lesson()
