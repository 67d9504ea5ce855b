"""The code that a lesson shows for other libraries runs as printed and gives the lesson's number.

Each snippet runs where its library is installed; scikit-learn is among the test requirements, the
others are used when they are there.
"""

import contextlib
import importlib.util
import io
import os

import pytest

from tests.pages.test_pages import LESSONS, figures, name, open_page

LIBRARIES = {1: ["torch"], 2: ["keras"], 3: ["jax", "optax"], 4: ["sklearn"]}  # by tab


def said_by(figure):
    """The read-outs where a figure stands, as bare numbers."""
    first, *_ = figure["sliders"]
    for lines in first["book"]["readouts"].values():
        yield from lines.split("\n")


@pytest.mark.parametrize("tab", LIBRARIES, ids=lambda tab: LIBRARIES[tab][0])
@pytest.mark.parametrize("lesson", LESSONS, ids=name)
def test_a_snippet_prints_the_number_of_its_lesson(lesson, tab):
    for library in LIBRARIES[tab]:
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    os.environ.setdefault("KERAS_BACKEND", "jax" if importlib.util.find_spec("jax") else "torch")
    at = open_page(lesson)
    at.session_state[f"{name(lesson)}.code"] = True
    at.run()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(at.code[tab].value, "snippet", "exec"), {})
    first = float(printed.getvalue().split()[0].strip("[](),"))
    on_page = " ".join(text for f in figures(at) if f["sliders"] for text in said_by(f))
    on_page += " ".join(m.value for m in at.markdown)
    # float32 libraries agree to about seven digits, the page shows four decimals or digits.
    shown = {f"{first:.4f}", f"{first:.3f}", f"{first + 1e-6:.4f}", f"{first - 1e-6:.4f}"}
    assert any(number in on_page for number in shown)
