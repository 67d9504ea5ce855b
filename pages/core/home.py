"""Opening page: what cross-entropy measures, and a map of the lessons."""

from lib.lessons.home import LESSON, fields
from lib.web import navigation, parts, state
from lib.web.live import live_figure

NAME = LESSON.name


@state.page(LESSON)
def opening() -> None:
    """One figure that says what the number means."""
    parts.opening(NAME, **fields.stakes())
    figure = LESSON.figures(state.now())["cat_and_dog"]
    q = live_figure(figure, "cat_and_dog")["q"]
    parts.prose(NAME, "result", **fields.result(q))


opening()
parts.prose(NAME, "map")
navigation.course_map()
