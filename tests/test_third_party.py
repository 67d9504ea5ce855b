"""What we ship of others is what its README says it is."""

import hashlib
import re
from pathlib import Path

import pytest

from lib.web.packed import BUNDLE, STREAMLIT

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("folder", "suffixes"), [("static", {".js", ".woff2"}), ("assets/data", {".csv", ".gz"})]
)
def test_vendored_files_match_their_checksums(folder, suffixes):
    table = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", table, flags=re.MULTILINE)
    shipped = [p for p in (ROOT / folder).iterdir() if p.suffix in suffixes]
    assert {name for name, _ in rows} == {p.name for p in shipped}
    for name, checksum in rows:
        assert hashlib.sha256((ROOT / folder / name).read_bytes()).hexdigest() == checksum


def test_the_bundle_that_figures_ask_for_is_there():
    assert (ROOT / BUNDLE.removeprefix("app/")).is_file()


# Names in Streamlit's scripts that its own font does not have either, or of parts unused here.
NO_ICONS = {"star_filled", "access_time", "123", "1k"}


def test_every_icon_that_may_be_shown_is_in_the_font():
    texts = [
        *(STREAMLIT / "static/js").glob("*.js"),
        *(path for folder in ("lib", "pages") for path in (ROOT / folder).rglob("*.py")),
        *(path for path in (ROOT / "assets").rglob("*") if path.suffix in {".md", ".toml"}),
    ]
    named = {
        name
        for path in texts
        for name in re.findall(r":material/(\w+):", path.read_text(encoding="utf-8"))
    }
    assert "keyboard_arrow_right" in named
    assert named <= NO_ICONS | set((ROOT / "static/icons.txt").read_text().split())


def test_shipped_texts_match_their_checksums():
    table = (ROOT / "assets/texts/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", table, flags=re.MULTILINE)
    shipped = [p.name for p in ROOT.glob("assets/texts/*.t*")]
    assert sorted(name for name, _ in rows) == sorted(shipped)
    for name, checksum in rows:
        data = (ROOT / "assets/texts" / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == checksum, name
