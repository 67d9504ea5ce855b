"""The app as Streamlit runs it, without a browser: pages opened by links, and what they say."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from streamlit.testing.v1 import AppTest

from lib.figures.flipbook import LiveFigure
from lib.lessons.playground import CASES
from lib.lessons.registry import lessons
from lib.web import state
from lib.web.visit import app_at, path_of, unfold
from lib.words import text as words
from lib.words.state import Choice, Choices, Count, Lesson, Text

ROOT = Path(__file__).parents[1]
state.SLICE = 3600.0  # here is no browser that asks for the next slice of work that grows
PATHS = {name: path_of(name) for name in lessons()}
FIGURED = [name for name, lesson in lessons().items() if lesson.figures(lesson.values({}))]
FIGURELESS = [name for name in lessons() if name not in FIGURED]
TAUGHT = [name for name in FIGURED if words.has_check(name)]  # the whole path, to the check

# Texts at the edges of what a field takes, by lesson and control; a wrong one falls back.
EDGES = {
    ("gradients", "start"): ["-10", "0", "10", "2,5"],
    ("gradients", "rate"): ["1", "0.01", "10"],
    ("likelihood", "labels"): ["1011101", "1", "0", "1111", "0000", "10", "01" * 100],
    ("likelihood", "counts"): ["5 of 7", "0 of 1", "1 of 1", "2000 of 2000", "1 of 2000"],
    ("likelihood", "x0"): ["0.5, 1, 1.5, 3", "1", "5, 6", "0", "-2, -1"],
    ("likelihood", "x1"): ["1.2, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6", "1", "0", "2", "-3"],
    ("compression", "message"): ["", "q", "zzz", "Straße", "été!", "a b c", "the quick brown fox"],
    ("language", "message"): [
        "",
        "q",
        "zzz",
        "Straße ` <b>",
        "العدل أساس",
        "é́ 海 👩‍👩‍👧",
        "a\nb",
        "it is so",
    ],
    ("language", "answer"): [
        "[-1]",
        "-0.5 null -9999.0 -2",
        '[{"token": "a|`", "logprob": -1, "top_logprobs": [{"token": "b", "logprob": -0.5}]}]',
        "nothing",
        "The cat sat\t-9\n on the mat.\t-3.72",
    ],
    ("language", "other"): ["q", "海", "it is so", "العدل أساس"],
    ("language", "rival_answer"): [
        "[-1]",
        "The dog\t-4",
        "The cat sat on the mat\t-7\n.\t-9999.0",
        "The cat sat\t-9.1\n on the mat.\t-3.7",
    ],
    ("language", "own"): ["ab" * 40, "To be, or not to be, that is the question: " * 30, "a" * 60],
    ("playground", "points"): ["0, 0, 0; 0, 0, 1", "-4 3 0\n4 -3 1\n0,0,1", "1, 1, 2"],
    ("diagnose", "loss"): ["0", "ln 2", "ln 2 nats", "0.3", "1 bit", "15", "1e-9", "100"],
    ("diagnose", "classes"): ["2", "2", "50,257"],
    ("diagnose", "rates"): ["0.9, 0.1", "1%", "1/3, 1/3, 1/3"],
    ("glossary", "term"): ["", "NaN", "zzz", "entropy"],
}

# Links to states that chance seldom meets, of pages that train models and so are seldom tried.
WORTH = {
    "playground": [
        *(texts for _, texts in CASES.values()),
        {"data": "own", "left": "hinge"},
        {"rate": "0.03"},
        {"rate": "0.01", "left": "se"},
        {"data": "moons", "begin": "small"},
        {
            "data": "outlier",
            "left": "hinge",
            "hidden": "8-8",
            "units": "relu",
            "rate": "3",
            "momentum": "0.9",
            "decay": "0.1",
        },
    ],
    "digits": [
        {"experiment": experiment, "seeds": seeds, "hidden": "0", **more}
        for experiment, seeds, more in (
            ("losses", "5", {"rate": "0.03"}),
            ("losses", "5", {"pictures": "confusion"}),
            ("rare", "3", {}),
            ("rare", "5", {"kind": "eights"}),
            ("rare", "5", {"kind": "eights", "pictures": "reliability"}),
            ("flipped", "1", {"share": "20", "pictures": "dearest"}),
            ("flipped", "1", {}),
            ("smoothing", "5", {}),
            ("smoothing", "5", {"pictures": "dearest"}),
            ("long", "3", {}),
            ("long", "3", {"pictures": "confusion"}),
            ("temperature", "3", {}),
            ("temperature", "3", {"temperature": "2"}),
        )
    ],
}
# What is cheap to train, for states of which only others matter.
CHEAP = {"digits": {"seeds": "1", "hidden": "0"}}


# ---- pages ---------------------------------------------------------------------------------------

# What a test puts into the session outside of a run is warned of each time, to nobody.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True


def open_page(name: str, unfolded: bool = False, **query: str) -> AppTest:
    """A page as a link opens it, for a new visitor."""
    at = app_at(name)
    for key, value in query.items():
        at.query_params[key] = value
    if unfolded:
        unfold(at, name)
    return at.run()


def guess(at: AppTest, name: str, number: float | None) -> None:
    """Let every prediction that a page may ask for have been made before the next run."""
    for asked in words.questions(name):
        kind, _, case = asked.partition("_")
        if kind == "predict":
            key = ".".join(filter(None, (name, "guess", case)))
            at.session_state[f"{key}.good"] = number


def figures(at: AppTest) -> list[dict]:
    """What the live figures of a page were sent."""
    protos = [component.proto for component in at.get("bidi_component")]
    sent = [json.loads(proto.bytes or proto.json) for proto in protos]
    return [data for data in sent if "panels" in data]


def sliders(at: AppTest) -> dict[str, dict]:
    """The sliders that a page shows, by their keys."""
    return {s["key"]: s for f in figures(at) for s in f["sliders"]}


def standing(slider: dict) -> float:
    """Where a slider stands."""
    return slider["values"][slider["at"]]


def link_of(at: AppTest) -> dict[str, str]:
    """The query of the link that a page shows."""
    return {k: v if isinstance(v, str) else v[-1] for k, v in at.query_params.items()}


# ---- states -------------------------------------------------------------------------------------


def texts_worth_trying(lesson: Lesson, control: object) -> list[str]:
    """Texts of a control, as a link states them."""
    if control.name in CHEAP.get(lesson.name, {}):
        return [CHEAP[lesson.name][control.name]]
    if isinstance(control, Choice):
        return list(control.options)
    if isinstance(control, Choices):
        each = [control.write([slug]) for slug in control.options]
        return [control.start, control.write([]), *each, control.write(list(control.options))]
    if isinstance(control, Count):
        return [str(number) for number in range(control.low, control.high + 1)]
    assert isinstance(control, Text)
    return [control.start, *EDGES.get((lesson.name, control.name), ())]


def random_state(
    lesson: Lesson, dice: random.Random, numbers: random.Random | None = None
) -> dict[str, str]:
    """A link to a random state: any option, texts at their edges, sliders anywhere.

    With dice of their own, `numbers` are thrown anew while the options stay.
    """
    numbers = numbers or dice
    texts = {
        c.name: (numbers if isinstance(c, Text) else dice).choice(texts_worth_trying(lesson, c))
        for c in lesson.controls
    }
    for figure in lesson.figures(lesson.values(texts)).values():
        for slider in figure.sliders:
            if slider.derived or numbers.random() < 0.2:
                continue
            grid = slider.values()
            between = grid[0] if slider.step == 1 else numbers.uniform(grid[0], grid[-1])
            value = numbers.choice([grid[0], grid[-1], numbers.choice(list(grid)), between])
            texts[slider.key] = format(float(value), ".10g")
    return texts


# ---- words --------------------------------------------------------------------------------------


@contextmanager
def without_books() -> Iterator[None]:
    """Leave out what only a browser draws: the words of a page come a hundred times as fast."""

    def buttons(figure: LiveFigure, *_: object, **__: object) -> bytes:
        presets = [{"label": label} for label in figure.presets]
        return json.dumps({"panels": [], "sliders": [], "presets": presets}).encode()

    with mock.patch("lib.web.live.written", buttons):  # a mock would remember every figure
        yield


def said(at: AppTest) -> list[str]:
    """Everything that a page says in words, from top to bottom."""
    lines = []

    def walk(node: object) -> None:
        for child in node.children.values():
            if hasattr(child, "children"):
                label = getattr(child, "label", "")
                if label:
                    lines.append(label)
                walk(child)
                continue
            value = getattr(child, "value", None)
            if child.type in ("radio", "button_group", "selectbox"):
                lines.extend([child.label, *map(str, child.options)])
            elif child.type in ("text_input", "text_area", "number_input", "button"):
                lines.append(child.label)
            elif isinstance(value, str):
                lines.append(value)

    walk(at.main)
    return lines
