"""What visitors' tables take of the process's memory, and that it gets it back."""

import gc
import platform
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from lib.web import held, own, tables
from lib.web.held import MAX_UPLOADS, MB, USUAL, Account, FullError, most
from tests.app import ROOT, open_page, said, without_books

# Large arrays with small objects between them: MiB that the process has at most, and afterwards.
SCRIPT = """
import numpy as np
from lib.web.held import give_back

def taken():
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024

assert give_back()
before, large, small = taken(), [], []
for size in [2**21] + [2**18] * 60:
    large.append(np.ones(size))
    small.append([bytes(1000) for _ in range(50)])
    if size > 2**18:
        large.clear()
most = taken()
large.clear()
print(most - before, taken() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="speaks of the GNU C library")
def test_what_is_large_is_given_back_when_nobody_needs_it():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    most, afterwards = map(float, done.stdout.split())
    assert most > 100
    assert afterwards < 10


# ---- what may be held ---------------------------------------------------------------------------


FULL = int(0.8 * MB)  # all that tables may take of 1 MB


class Thing:
    pass


def test_what_is_held_counts_until_nobody_keeps_it():
    account, thing = Account(10), Thing()
    account.hold(thing, 6 * MB)
    with pytest.raises(FullError, match=r"takes 6\.0 of the 8\.0 MB .* take about 5\.0 MB"):
        account.hold(Thing(), 5 * MB)
    assert account.taken() == 6 * MB, "what was refused counts for nothing"
    account.hold(Thing(), 2 * MB)  # and is let go of at once
    del thing
    gc.collect()
    assert account.taken() == 0


def test_many_sessions_at_once_hold_no_more_than_is_allowed():
    account, kept = Account(100), []

    def visit():
        for _ in range(50):
            thing = Thing()
            try:
                account.hold(thing, MB)
            except FullError:
                continue
            kept.append(thing)

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 80
    assert account.taken() == 80 * MB


@pytest.mark.parametrize("setting", ["", "0", "-3", "many", "1.5"])
def test_a_bound_that_cannot_hold_ends_the_start(monkeypatch, setting):
    monkeypatch.setenv(MAX_UPLOADS, setting)
    with pytest.raises(SystemExit, match=MAX_UPLOADS):
        most()


def test_the_bound_is_what_the_environment_says(monkeypatch):
    monkeypatch.delenv(MAX_UPLOADS, raising=False)
    assert most() == USUAL
    monkeypatch.setenv(MAX_UPLOADS, "300")
    assert most() == 300


def test_a_table_is_counted_with_what_is_computed_of_it():
    read = tables.read(b"y,p\n" + b"1,0.5\n" * 10_000)
    assert 10_000 * 100 < read.size < 10_000 * 300
    words = tables.read(b"y,p\n" + b"rain,0.5\n" * 10_000)
    assert words.size > read.size


TABLE = "y;p\n1;0,9\n0;0,2\n1;0,8"


@pytest.fixture
def full(monkeypatch):
    """An account without room, and who fills it."""
    account, others = Account(1), [Thing()]
    monkeypatch.setattr(own, "ACCOUNT", account)
    account.hold(others[0], FULL)
    return account, others


def test_without_room_the_page_says_so_keeps_the_text_and_tries_again(full):
    account, others = full
    with without_books():
        at = open_page("score", data="paste")
        at.text_area(key="score.pasted").set_value(TABLE).run()
        assert not at.exception
        assert "There is no room for this now" in at.error[0].value
        assert at.text_area(key="score.pasted").value == TABLE
        assert account.taken() == FULL, "nobody else is touched"
        others.clear()
        gc.collect()
        at.button(key="score.room").click().run()
    assert not at.exception
    assert not at.error
    assert any("**3 rows**" in line for line in said(at))
    assert 0 < account.taken() < FULL


@pytest.mark.usefixtures("full")
def test_a_log_has_its_room_too():
    with without_books():
        at = open_page("language")
        upload = at.file_uploader(key="language.answer.file")
        upload.upload("log.json", b"[-1, -2, -3]", "application/json").run()
        assert "There is no room for this now" in at.error[0].value
        assert any("lines of tokens" in line for line in said(at))
        assert any("marked red" in line for line in said(at)), "said before a file is sent, too"


def test_whoever_leaves_a_table_gives_its_room_back(monkeypatch):
    account = Account(10)
    monkeypatch.setattr(own, "ACCOUNT", account)
    with without_books():
        at = open_page("score", data="paste")
        assert account.taken() > 0
        at.selectbox(key="score.data").set_value("rare").run()
        gc.collect()
    assert account.taken() == 0


def test_files_count_as_long_as_streamlit_keeps_them(monkeypatch):
    store = MemoryUploadedFileManager("/_stcore/upload_file")
    known = SimpleNamespace(
        exists=lambda: True, get_instance=lambda: SimpleNamespace(uploaded_file_mgr=store)
    )
    monkeypatch.setattr(held, "runtime", known)
    account = Account(10)
    assert account.taken() == 0
    for visitor in ("one", "other"):
        store.add_file(visitor, UploadedFileRec("a-file", "a.csv", "text/csv", bytes(3 * MB)))
    assert account.taken() == 6 * MB
    with pytest.raises(FullError):
        account.hold(Thing(), 3 * MB)
    store.remove_file("one", "a-file")
    store.remove_session_files("other")
    assert account.taken() == 0
