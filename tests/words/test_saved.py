"""A state as a file, and files that are none."""

import json

import pytest

from lib.lessons.registry import lessons
from lib.words.saved import KIND, LONGEST, read, written

PLAYGROUND = lessons()["playground"]
STATE = {"data": "own", "points": "0, 0, 0\n1, 1, 1\n" * 200, "epoch": "12"}


def test_what_was_saved_is_what_is_opened():
    assert read(written("playground", STATE).encode(), PLAYGROUND) == STATE


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no saved state"),
        (b"\xff\xfe\x00", "no saved state"),
        (b"[" * 100_000, "no saved state"),
        (b"null", "no saved state"),
        (b'{"of": "another"}', "no saved state"),
        (b" " * (LONGEST + 1), "at most"),
        (written("language", {}).encode(), "another page: language"),
        (json.dumps({"of": KIND, "page": "playground", "state": []}).encode(), "damaged"),
        (json.dumps({"of": KIND, "page": "playground", "state": {"data": 1}}).encode(), "damaged"),
        (written("playground", {"nonsense": "1"}).encode(), "has not: nonsense"),
        (written("playground", {"data": "moon"}).encode(), "one of"),
        (written("playground", {"points": "1, 2"}).encode(), "three numbers|point|class"),
        (written("playground", {"epoch": "nan"}).encode(), "no number"),
        (written("playground", {"epoch": "soon"}).encode(), "no number"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(raw, says):
    with pytest.raises(ValueError, match=says):
        read(raw, PLAYGROUND)
