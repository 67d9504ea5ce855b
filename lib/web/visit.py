"""A visitor without a browser: opens a page by links, and reads what its script shows.

Streamlit's own test runner runs the script. It wants a temporary folder, so a server that serves
must not import this module: it would not start on a full disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.state import SafeSessionState
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from lib.web import live
from lib.web.once import looked
from lib.words import text as words
from lib.words.state import FOLDS

Node = Any  # an element or a block of `streamlit.testing.v1`, which names neither for others
_APP = Path(__file__).parents[2] / "app.py"
_TIMEOUT = 120  # seconds that a page may run
VISITOR = "a file"  # decides the order of a question's options
_GUESS = ".guess"  # in the key of a prediction's field

# A server compiles a script once, and AppTest for every run: a third of what a run took.
_COMPILED = ScriptCache()


def _ended(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
    """Wait for a run by its thread, where AppTest would look a thousand times a second."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        _look(runner, 0.01)  # which raises


_look = local_script_runner.require_widgets_deltas
local_script_runner.require_widgets_deltas = _ended
local_script_runner.ScriptCache = app_test.ScriptCache = lambda: _COMPILED
SafeSessionState.filtered_state = looked(SafeSessionState.filtered_state)  # as `app.py` does
live.HEAD_START = 0.0  # here no browser draws


@cache
def _components() -> BidiComponentManager:
    """The components of the installed packages, looked for once and not for each visitor."""
    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


def path_of(lesson: str) -> str:
    """Where the script of a lesson's page is."""
    folder = next(group["folder"] for group in words.course() if lesson in group["pages"])
    return f"pages/{folder}/{lesson}.py"


def app_at(lesson: str) -> AppTest:
    """The app for a new visitor, about to run a page; as quick as a server."""
    app = AppTest.from_file(str(_APP), default_timeout=_TIMEOUT)
    app._bidi_component_manager = _components()
    if lesson != "home":
        app.switch_page(path_of(lesson))
    return app


def unfold(app: AppTest, lesson: str) -> None:
    """Open the folded parts with the next run, the whole derivation too."""
    for part in FOLDS:
        app.session_state[f"{lesson}.{part}"] = True
    for section in words.sections(lesson):
        app.session_state[f"{lesson}.{section}.fold"] = True
    app.session_state[f"{lesson}.step"] = 99


class Visit:
    """A visitor of one page, with every fold open and every line of its derivation shown.

    Parameters
    ----------
    lesson : str
        The page's name.
    """

    def __init__(self, lesson: str) -> None:
        self.app = app_at(lesson)
        unfold(self.app, lesson)
        self.app.session_state["visitor"] = VISITOR

    def open(self, texts: Mapping[str, str]) -> None:
        """Open the page by a link.

        Raises
        ------
        RuntimeError
            When the page's script raises.
        """
        self.app.query_params.clear()
        for name, text in texts.items():
            self.app.query_params[name] = text
        self.app.run()
        if self.app.exception:
            raise RuntimeError(self.app.exception[0].message)

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the link that the page shows."""
        query = self.app.query_params
        return {k: v if isinstance(v, str) else v[-1] for k, v in query.items()}

    @property
    def main(self) -> Node:
        """What the page shows."""
        return self.app.main

    def guesses(self) -> list[str]:
        """Keys of the predictions that the page asks for."""
        return [each.key for each in self.app.text_input if _GUESS in each.key]

    def skip(self, guess: str) -> None:
        """Make no prediction, from the next run on."""
        self.app.session_state[f"{guess}.skipped"] = True

    def press(self, button: str) -> None:
        """Press a button."""
        self.app.button(button).click().run()

    def answers(self, radio: str, options: Sequence[str]) -> list[list[Node]]:
        """Choose each option in turn; what stands below the question that did not before."""
        before, answers = len(self._below(radio)), []
        for option in options:
            self.app.radio(radio).set_value(option).run()
            below = self._below(radio)
            answers.append(below[: len(below) - before])
        return answers

    def _below(self, key: str) -> list[Node]:
        """What stands below a radio in its block."""
        radio = self.app.radio(key)

        def within(block: Node) -> list[Node] | None:
            children = list(block.children.values())
            for place, child in enumerate(children):
                if child is radio:
                    return children[place + 1 :]
                if hasattr(child, "children") and (found := within(child)) is not None:
                    return found
            return None

        return within(self.app.main) or []
