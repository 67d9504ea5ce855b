"""The import rule, read from the folders: imports go down the floors only."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "app.py", *ROOT.glob("pages/**/*.py"), *ROOT.glob("lib/**/*.py")]
OURS = {
    "streamlit",
    "starlette",
    "numpy",
    "scipy",
    "plotly",
    "segno",
    "pandas",
    "pyarrow",
    "lib",
    "pages",
    "app",
}
# What a floor may import beside itself and the standard library; a floor is a folder.
FLOORS = {
    "lib/maths": {"numpy", "scipy"},
    "lib/words": set(),
    "lib/figures": {"numpy", "scipy", "lib.maths"},
    "lib/lessons": {"numpy", "scipy", "lib.maths", "lib.figures", "lib.words"},
    # pandas and pyarrow, which Streamlit brings, read tables here; the floors below get arrays.
    "lib/web": {
        "streamlit",
        "starlette",
        "segno",
        "pandas",
        "pyarrow",
        "numpy",
        "lib.figures",
        "lib.words",
    },
    "pages": {"streamlit", "lib.web", "lib.lessons", "lib.words", "lib.maths"},
    # Runs the pages as a browser would, so it stands above them.
    "lib/export": {
        "starlette",
        "lib.web",
        "lib.lessons",
        "lib.figures",
        "lib.words",
    },
    "app.py": {"streamlit", "starlette", "lib.export", "lib.web", "lib.lessons", "lib.words"},
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def floor(path: Path) -> str:
    """The floor that a file stands on."""
    place = path.relative_to(ROOT).as_posix()
    return next(name for name in FLOORS if place == name or place.startswith(f"{name}/"))


def test_every_file_of_the_app_stands_on_a_floor():
    assert all(floor(path) for path in SOURCES if path != ROOT / "lib/__init__.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path):
    if path == ROOT / "lib/__init__.py":
        assert not imported(path)
        return
    own = floor(path)
    allowed = FLOORS[own] | {own.replace("/", ".")}
    for name in imported(path):
        if name.split(".")[0] in OURS:
            assert any(f"{name}.".startswith(f"{a}.") for a in allowed), (
                f"{path.name} imports {name}"
            )


def test_no_page_stands_directly_in_pages():
    # Streamlit's old page mode would run it bare for the first visitor after a restart.
    assert not list((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("path", list(ROOT.glob("pages/**/*.py")), ids=lambda p: p.stem)
def test_a_page_has_at_most_a_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 100
