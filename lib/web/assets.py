"""Whether everything is there that pages and browsers will ask for: said at the start, in words.

A file that is missing or was cut off would else be found by the first student at its page.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from lib.words import advice
from lib.words import text as words

ROOT = Path(__file__).parents[2]
_VENDORED = re.compile(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", re.MULTILINE)
_READ: dict[str, Callable[[str], object]] = {".toml": tomllib.loads, ".json": json.loads}
_TEXTS = (".css", ".html", ".js", ".md", ".py", ".svg", *_READ)
_ASKED_FOR = ("favicon.svg",)  # by Streamlit, when the first page opens


@contextmanager
def sound() -> Iterator[None]:
    """Start an app within: what is missing or damaged ends the start with a sentence.

    Raises
    ------
    SystemExit
        Its message names the file, relative to the app's folder, and what is wrong with it.
    """
    try:
        check()
        yield
    except FileNotFoundError as error:
        path = Path(error.filename or "")
        if ROOT not in path.parents:
            raise
        _end(path, "is missing")
    except DamagedError as error:
        _end(Path(str(error)), "is damaged")


class DamagedError(Exception):
    """A file that is not what it should be."""


def check() -> None:
    """Look at every file that is only read when someone comes to a page.

    Raises
    ------
    FileNotFoundError, DamagedError
        For the first file that is missing, or not what it should be.
    """
    for path in sorted((ROOT / "assets").rglob("*")):
        if path.suffix in _TEXTS:
            _check_text(path)
    static = ROOT / "static"
    for name, checksum in _VENDORED.findall((static / "README.md").read_text(encoding="utf-8")):
        if sha256((static / name).read_bytes()).hexdigest() != checksum:
            raise DamagedError(static / name)
    for name in _ASKED_FOR:
        (ROOT / "assets" / name).stat()
    for group in words.course():
        for lesson in group["pages"]:
            _check_lesson(ROOT / "assets" / "lessons" / lesson)
    words.sections("common")
    words.pitfalls()
    words.glossary()
    words.symptoms()
    advice.questions()


def _check_lesson(folder: Path) -> None:
    """A lesson's words, and where it shows code, its questions and the code of each library."""
    words.sections(folder.name)
    code = folder / "code"
    if code.exists():
        (folder / "questions.toml").stat()
        parts = [path.name for path in code.iterdir() if path.is_dir()]
        for part in parts or [""]:
            words.snippets(folder.name, part)


def _check_text(path: Path) -> None:
    """A text that can be read, and that was not cut off: each ends with the end of a line."""
    try:
        text = path.read_bytes().decode()
        _READ.get(path.suffix, str)(text)
    except ValueError as error:
        raise DamagedError(path) from error
    if not text.endswith("\n"):
        raise DamagedError(path)


def _end(path: Path, how: str) -> None:
    name = path.relative_to(ROOT).as_posix()
    raise SystemExit(f"{name} {how}: the app cannot start. Please install it again.")
