"""A file that is missing or damaged is said at the start, in words, and nothing is served."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOK = "from lib.web.assets import sound\nwith sound(): print('started')"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The app in a folder of its own, whose files can be damaged."""
    folder = tmp_path_factory.mktemp("app")
    for name in ("assets", "static"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("lib", "pages", "app.py", ".streamlit"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def start(folder, code=LOOK):
    """The last line that is said, and the status."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[-1], done.returncode


def test_what_is_sound_starts(installed):
    assert start(installed) == ("started", 0)


@pytest.mark.parametrize(
    "name",
    [
        "assets/lessons/stability/words.md",
        "assets/lessons/gradients/questions.toml",
        "assets/lessons/gradients/code/keras.py",
        "assets/favicon.svg",
        "static/plotly-basic-4.1.1.min.js",
    ],
)
def test_a_file_that_is_missing_is_named(installed, name):
    path = installed / name
    kept = path.rename(installed / "kept")
    said, status = start(installed)
    kept.rename(path)
    assert said.startswith(f"{name} is missing")
    assert status == 1


@pytest.mark.parametrize(
    "name",
    [
        "assets/lessons/compression/words.md",
        "assets/glossary.toml",
        "assets/letters/letters.json",
        "assets/live_figure.js",
        "static/plotly-basic-4.1.1.min.js",
    ],
)
@pytest.mark.parametrize("harm", ["cut off", "overwritten"])
def test_a_file_that_is_damaged_is_named(installed, name, harm):
    path = installed / name
    whole = path.read_bytes()
    half = whole[: len(whole) // 2].rstrip()
    path.write_bytes(half if harm == "cut off" else half + b"\xff\x00" + whole[len(half) + 2 :])
    said, status = start(installed)
    path.write_bytes(whole)
    assert said.startswith(f"{name} is damaged")
    assert status == 1


def test_the_app_itself_does_not_start_without_its_files(installed):
    kept = (installed / "assets/page.css").rename(installed / "kept")
    said, status = start(installed, "import app")
    kept.rename(installed / "assets/page.css")
    assert said.startswith("assets/page.css is missing")
    assert status == 1
