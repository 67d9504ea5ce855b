"""The code that a page shows for other libraries runs as printed and gives the figure's number.

A snippet prints first what the figure that leads its page reads out largest, where it stands; what
differs is named in the lesson's `code/prints.toml`. Each runs where its library is installed;
scikit-learn is among the test requirements, `make snippets` installs the others.
"""

import math
import tomllib
from functools import cache

import numpy as np
import pytest

from lib.lessons.registry import lessons
from lib.web.live import texts_of
from lib.words import text as words
from tests.app import TAUGHT, open_page, without_books
from tests.snippets import LIBRARIES, MISSING, printed_by

MUTATIONS = {
    "times 1.01": lambda number: 1.01 * number,
    "plus 1": lambda number: number + 1,
    "nats to bits": lambda number: number / math.log(2),
}
RARE = {"language": [{"message": "And when n海"}]}  # one that the model has never read
LESSONS = [name for name in TAUGHT if name != "which_loss"]  # whose code has data of its own


@cache
def exceptions(name):
    path = words.LESSONS / name / "code" / "prints.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def cases(name):
    """The states whose code is run: every option of what chooses the code, and there every preset.

    And the ends of all sliders, where libraries that bound a probability would bound it.
    """
    lesson = lessons()[name]
    choosing = [c for c in lesson.controls if c.name in ("case", "mode", "word")]
    links = [{}] + [{c.name: slug} for c in choosing for slug in c.options] + RARE.get(name, [])
    for link in links:
        if "word" in link and "case" in lesson.names:
            link = {"case": "ctc", **link}
        figures = lesson.figures(lesson.values(link))
        part = getattr(lesson.values(link), "case", "")
        told = {**exceptions(name).get("all", {}), **exceptions(name).get(part, {})}
        figure = figures[told["figure"]] if "figure" in told else next(iter(figures.values()))
        seen = [slider for slider in figure.sliders if not slider.hidden]
        ends = {
            "least": {slider.key: slider.low for slider in seen},
            "most": {slider.key: slider.high for slider in seen},
        }
        for label, preset in {"": {}, **figure.presets, **ends}.items():
            if label not in told.get("states", [label]):
                continue
            values = {**figure.start, **preset}
            values = figure.settle({**values, **figure.release(values)} if preset else values)
            stated = {k: t for k, t in texts_of(figure, values).items() if t is not None}
            yield f"{link} {label}", {**link, **stated}, shown(figure, values, told)


def shown(figure, values, told):
    """The read-out that a snippet prints, where the figure stands."""
    main = next(readout.key for readout in figure.readouts if readout.main)
    visible = next(slider.key for slider in figure.sliders if not slider.hidden)
    frames = figure.frames(**{**values, visible: np.array([values[visible]])})
    return str(frames.readouts[told.get("readout", main)][0])


def agrees(printed, read_out):
    """Whether a printed number is the one that is read out, to its last digit."""
    text = read_out.split()[0].replace("−", "-").replace("∞", "inf").replace(",", "")
    share = text.endswith("%")
    wanted = float(text.rstrip("%"))
    if math.isinf(wanted) or math.isnan(printed):
        return printed == wanted
    digits = len(text.rstrip("%").partition(".")[2])
    # float32 libraries agree to about seven digits.
    found = 100 * printed if share else printed
    return abs(found - wanted) <= 0.5 * 10.0**-digits + 2e-6 * max(1.0, abs(wanted))


@cache
def code_of(name, link):
    """The code blocks that a page shows in a state."""
    with without_books():
        at = open_page(name, **dict(link))
        at.session_state[f"{name}.code"] = True
        at.run()
    assert not at.exception
    return [block.value for block in at.code]


def numbers(name, library):
    """Printed number and read-out, for every state whose code is run."""
    place = list(LIBRARIES).index(library) + 1
    for where, link, read_out in cases(name):
        yield where, printed_by(code_of(name, tuple(link.items()))[place]), read_out


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_snippet_prints_the_number_of_its_figure_in_every_state(name, library):
    if MISSING[library]:
        pytest.skip(f"{', '.join(MISSING[library])} not installed")
    seen = list(numbers(name, library))
    for where, printed, read_out in seen:
        assert agrees(printed, read_out), (where, printed, read_out)
    for what, mutate in MUTATIONS.items():
        caught = [not agrees(mutate(printed), read_out) for _, printed, read_out in seen]
        assert any(caught), f"{what} would not be noticed"


@pytest.mark.parametrize("what", MUTATIONS)
def test_a_wrong_number_does_not_agree(what):
    assert agrees(0.3567, "0.3567 nats")
    assert agrees(math.inf, "∞")
    assert not agrees(MUTATIONS[what](0.3567), "0.3567 nats")
    assert not agrees(1e5, "∞")
