"""Links as the export writes them: one way for each state."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from lib.words.state import SHARED, Lesson

Link = str  # a query, its names in the order of the lesson's declarations


def texts_in(link: Link) -> dict[str, str]:
    """The texts that a link states."""
    return dict(parse_qsl(link, keep_blank_values=True))


def ordered(lesson: Lesson, texts: Mapping[str, str]) -> Link:
    """The link that states texts, in the order in which the page writes them."""
    names = (*lesson.names, *(name for name in SHARED if name != "view"))
    return urlencode({name: texts[name] for name in names if name in texts})
