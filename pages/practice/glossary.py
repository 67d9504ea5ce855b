"""Every term and symbol, searchable, with the lesson that shows it."""

from lib.lessons.glossary import LESSON, TERM
from lib.lessons.registry import link
from lib.web import parts, state
from lib.web.glossary import glossary

NAME = LESSON.name


@state.page(LESSON)
def lesson() -> None:
    """The terms that a search finds, all of them at first."""
    parts.opening(NAME)
    glossary(TERM, link)


lesson()
