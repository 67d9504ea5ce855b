"""Runs of pages take turns, and none waits for a slow one."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import pytest

from lib.web.turns import Turns
from tests.app import ROOT

PATIENCE = 30  # seconds
# What a server imports, and what then stands in the place of Streamlit's run.
LOOK = """
from lib.lessons import registry
registry.warm = lambda: None  # here nobody comes
import app
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner as Runner
print(Runner._run_script.__wrapped__.__qualname__, Runner._run_script.__code__.co_qualname)
"""


def test_every_run_of_the_app_is_a_turn():
    command = [sys.executable, "-c", LOOK]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ScriptRunner._run_script", "Turns.each.<locals>.in_turn"]


def test_a_run_begins_when_the_one_before_has_ended():
    turns, inside, most = Turns(long=PATIENCE), 0, 0

    def run(_):
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        threading.Event().wait(0.001)  # others would begin now
        inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(turns.each(run), range(40)))
    assert most == 1
    assert not turns.taken


@contextmanager
def slow_run(turns):
    """A run in another thread that has its turn already; yields what lets it end."""
    is_in, end = threading.Event(), threading.Event()

    def slow():
        with turns.one():
            is_in.set()
            assert end.wait(PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow)
        assert is_in.wait(PATIENCE)

        def ends():
            end.set()
            done.result(PATIENCE)

        yield ends


def test_a_slow_run_goes_on_beside_the_next():
    turns = Turns(long=0.02)
    with slow_run(turns) as ends, turns.one():
        ends()
        assert turns.taken, "the slow one has ended, and this one still has its turn"
    assert not turns.taken


def test_others_run_while_one_steps_aside():
    turns = Turns(long=PATIENCE)

    def run():
        with turns.one():
            return "ran"

    with ThreadPoolExecutor(1) as pool, turns.one():
        with turns.aside():
            assert pool.submit(run).result(PATIENCE) == "ran"
        assert turns.taken


def test_long_work_lets_all_who_wait_run_before_its_next_step():
    turns, ran, ready = Turns(long=PATIENCE), [], threading.Barrier(4)

    def run():
        ready.wait(PATIENCE)
        with turns.one():
            ran.append("run")

    with ThreadPoolExecutor(3) as pool:
        with turns.one():
            runs = [pool.submit(run) for _ in range(3)]
            ready.wait(PATIENCE)
            while turns._waiting < 3:
                threading.Event().wait(0.001)
            turns.behind()
            ran.append("step")
            assert turns.taken
        for each in runs:
            each.result(PATIENCE)
    assert ran == ["run"] * 3 + ["step"]
    assert not turns.taken


def test_long_work_goes_on_where_others_never_end(monkeypatch):
    monkeypatch.setattr("lib.web.turns.PATIENT", 0.01)
    turns = Turns(long=PATIENCE)
    with slow_run(turns) as ends:
        turns.behind()
        assert turns.taken, "the other still has its turn"
        ends()
    assert not turns.taken


def test_two_at_long_work_step_in_turn(monkeypatch):
    monkeypatch.setattr("lib.web.turns.PATIENT", PATIENCE)
    turns, steps = Turns(long=0.01), []

    def work(name):
        with turns.one():
            for _ in range(4):
                threading.Event().wait(0.03)  # longer than a turn
                turns.behind()
                steps.append(name)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, "ab"))
    assert [a != b for a, b in pairwise(steps[:6])] == [True] * 5
    assert not turns.taken


def test_a_run_that_raises_gives_its_turn_away():
    turns = Turns(long=PATIENCE)

    def run():
        raise KeyError

    with pytest.raises(KeyError):
        turns.each(run)()
    assert not turns.taken


def test_without_a_turn_stepping_aside_changes_nothing():
    turns = Turns()
    with turns.aside():
        assert not turns.taken
    assert not turns.taken
