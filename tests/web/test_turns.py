"""Runs of pages take turns, and none waits for a slow one."""

import asyncio
import subprocess
import sys
import threading
import time
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
from streamlit.runtime.app_session import AppSession as Session
for each in (Runner._run_script, Session._call_soon_on_event_loop):
    print(each.__wrapped__.__qualname__, each.__code__.co_qualname)
"""


def test_every_run_of_the_app_is_a_turn():
    command = [sys.executable, "-c", LOOK]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "ScriptRunner._run_script Turns.each.<locals>.in_turn",
        "AppSession._call_soon_on_event_loop Turns.together.<locals>.keep",
    ]


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


# ---- what a turn says ----------------------------------------------------------------------------


class Loop:
    """An event loop in a thread, and what it was given to call."""

    def __init__(self, turns):
        self.given, self.called = [], []
        self._loop = asyncio.new_event_loop()
        self._runs = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runs.start()
        self._hand = turns.together(self._soon)

    def _soon(self, to, what):
        self.given.append(to)
        self._loop.call_soon_threadsafe(what)

    def say(self, word):
        self._hand(word, lambda: self.called.append(word))

    def heard(self, words):
        """Whether it was all called, in this order, after a moment."""
        end = time.monotonic() + PATIENCE
        while len(self.called) < len(words) and time.monotonic() < end:
            time.sleep(0.001)
        return self.called == list(words)

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._runs.join()
        self._loop.close()


@pytest.fixture
def turns_and_loop(request):
    turns = Turns(long=getattr(request, "param", PATIENCE))
    loop = Loop(turns)
    yield turns, loop
    loop.close()


def test_what_a_turn_says_goes_together_when_it_ends(turns_and_loop):
    turns, loop = turns_and_loop
    with turns.one():
        for word in "abc":
            loop.say(word)
        assert set(loop.given) == {"a"}, "the first tells that it has begun"
    assert loop.heard("abc")
    loop.say("d")  # without a turn
    assert loop.given[-1] == "d"


def test_what_a_turn_says_goes_when_it_steps_aside_and_between_steps(turns_and_loop):
    turns, loop = turns_and_loop
    with turns.one():
        loop.say("a")
        loop.say("b")
        with turns.aside():
            assert loop.heard("ab")
        loop.say("c")
        loop.say("d")
        assert loop.given[-1] == "c"
        turns.behind()
        assert loop.heard("abcd")


@pytest.mark.parametrize("turns_and_loop", [0.02], indirect=True)
def test_what_a_long_turn_says_does_not_wait_for_its_end(turns_and_loop):
    turns, loop = turns_and_loop
    with turns.one():
        loop.say("a")
        loop.say("b")
        assert loop.heard("ab")
        loop.say("c")
        assert loop.heard("abc")


@pytest.mark.parametrize("turns_and_loop", [0.02], indirect=True)
def test_what_a_turn_has_said_comes_before_what_the_next_says(turns_and_loop):
    turns, loop = turns_and_loop
    said, ended = threading.Event(), threading.Event()

    def slow():
        with turns.one():
            loop.say("a")
            loop.say("b")
            said.set()
            assert ended.wait(PATIENCE)
            loop.say("e")

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow)
        assert said.wait(PATIENCE)
        with turns.one():
            loop.say("c")
            loop.say("d")
        ended.set()
        done.result(PATIENCE)
    assert loop.heard("abcde")
