"""Score: how good predictions were, a shipped example's or one's own."""

from __future__ import annotations

from types import SimpleNamespace

from lib.figures.flipbook import LiveFigure
from lib.lessons.score.calibration import calibration
from lib.lessons.score.costs import costs
from lib.lessons.score.histogram import histogram
from lib.lessons.score.study import EXAMPLES, Study, example
from lib.words.state import Choice, Lesson

# What a pasted table may look like; made up, and worse than guessing.
PASTED = """label;p;p_rival;place
1;0,95;0,6;north
0;0,85;0,45;south
1;0,9;0,6;north
0;0,05;0,3;south
1;0,15;0,4;south
0;0,9;0,55;south
1;0,98;0,7;north
0;0,1;0,35;north
1;0,03;0,35;south
1;0,9;0,65;north
0;0,12;0,4;north
0;0,04;0,3;north
"""

DATA = Choice(
    "data",
    "Predictions",
    {**EXAMPLES, "paste": "Paste your own", "upload": "Upload your own"},
    "sure",
)


def study_of(state: SimpleNamespace) -> Study:
    """The student's own study, where the page has read one, else the example of a state."""
    own = getattr(state, "study", None)
    return own or example(state.data if state.data in EXAMPLES else DATA.start)


def figures(state: SimpleNamespace) -> dict[str, LiveFigure]:
    """The live figures of a state."""
    study = study_of(state)
    found = {"calibration": calibration(study), "spread": histogram(study)}
    return found | ({"costs": costs(study)} if study.decisions else {})


LESSON = Lesson("score", (DATA,), ("temperature", "threshold", "ratio"), figures)
