"""The import rule: app -> pages -> {lib.ui, lib.live, lib.figures} -> maths."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *ROOT.glob("pages/**/*.py"), *ROOT.glob("lib/**/*.py")]
SHOWING = {"lib.ui", "lib.live"}  # the only modules of lib that know streamlit
WORDS = {"lib.words", "lib.parsing", "lib.head", "lib.advice"}  # standard library only


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def allowed(path: Path) -> set[str]:
    """Prefixes of the modules that a file may import, beside the standard library."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    if module == "app":
        return {"streamlit", "lib.head", "lib.ui"}
    if module.startswith("pages."):
        return {"streamlit", "lib"}
    if module in SHOWING:
        return {"streamlit", "lib.figures", *WORDS}
    if module in WORDS:
        return WORDS
    maths = {f"lib.{p.stem}" for p in ROOT.glob("lib/*") if p.stem != "figures"} - SHOWING
    if module.startswith("lib.figures"):
        return {"numpy", "scipy", "plotly", "lib.figures", *maths}
    return {"numpy", "scipy", *maths - WORDS}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path):
    ours = {"streamlit", "numpy", "scipy", "plotly", "lib", "pages", "app", "pandas"}
    for name in imported(path):
        if name.split(".")[0] in ours:
            assert any(f"{name}.".startswith(f"{a}.") or a == name for a in allowed(path)) or (
                name == "lib"
            ), f"{path.name} imports {name}"


def test_no_page_stands_directly_in_pages():
    # Streamlit's old page mode would run it bare for the first visitor after a restart.
    assert not list((ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("path", list(ROOT.glob("pages/**/*.py")), ids=lambda p: p.stem)
def test_a_page_has_at_most_a_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 100
