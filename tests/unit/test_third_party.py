"""What we ship of others is what its README says it is."""

import hashlib
import re
from pathlib import Path

from lib.head import BUNDLE

ROOT = Path(__file__).parents[2]


def test_vendored_files_match_their_checksums():
    table = (ROOT / "static/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", table, flags=re.MULTILINE)
    assert {name for name, _ in rows} == {p.name for p in ROOT.glob("static/*.js")}
    for name, checksum in rows:
        assert hashlib.sha256((ROOT / "static" / name).read_bytes()).hexdigest() == checksum


def test_the_bundle_that_figures_ask_for_is_there():
    assert (ROOT / BUNDLE.removeprefix("app/")).is_file()
