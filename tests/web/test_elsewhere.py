"""Training in processes of its own: the same numbers, and nothing is lost with a process."""

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest

from lib.lessons.digits.training import Setting as Experiment
from lib.lessons.digits.training import Study
from lib.lessons.playground import training
from lib.lessons.playground.training import Setting, Training
from lib.lessons.registry import lessons
from lib.maths import points
from lib.web.elsewhere import Elsewhere
from tests.app import ROOT

PATIENCE = 60  # seconds
SETTING = Setting(("sigmoid-cross-entropy", "focal"), (8,), "relu", 0.1, 0.9, 0.001, 100, 3)
EXPERIMENT = Experiment("long", "all", 2, (), 0.3)
# A server that trains, says by which process, and goes on until it is killed.
SERVER = """
import itertools
from lib.lessons.playground import training
from lib.lessons.registry import lessons
from lib.web.elsewhere import ELSEWHERE
ELSEWHERE.is_open = True
for seed in itertools.count():
    for _ in ELSEWHERE.steps(training(lessons()["playground"].values({"seed": str(seed % 10)}))):
        pass
    if not ELSEWHERE._idle.empty():
        print(ELSEWHERE._idle.queue[0].pid, flush=True)
"""


def playground():
    return Training(SETTING, points.preset("moons"), points.preset("moons", seed=1))


def digits():
    return Study(EXPERIMENT)


def ready(where):
    """A place elsewhere that has a process, which waits for work."""
    where.is_open = True
    work, end = playground(), time.monotonic() + PATIENCE
    while not where._there:
        assert time.monotonic() < end, "no process has begun"
        next(where.steps(work), None)
        if work.over:
            time.sleep(0.05)
            work = playground()
    return where


@contextmanager
def opened():
    """The same, with a process that ends with the test."""
    where = ready(Elsewhere())
    process = where._idle.queue[0]
    yield where, process
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def elsewhere():
    with opened() as (where, _):
        yield where


@pytest.fixture
def own():
    """One whose process a test may kill, and that process."""
    with opened() as own:
        yield own


def steps_here(work, monkeypatch):
    """How many steps of a work are done in this process."""
    done, advance = [], type(work).advance
    monkeypatch.setattr(type(work), "advance", lambda self: (done.append(1), advance(self))[1])
    return done


def same_training(one, other):
    assert [run.divergence for run in one.runs] == [run.divergence for run in other.runs]
    for mine, yours in zip(one.runs, other.runs, strict=True):
        assert [r.training for r in mine.records] == [r.training for r in yours.records]
        assert [r.gradient_norms for r in mine.records] == [r.gradient_norms for r in yours.records]
    assert all(one.film(side) == other.film(side) for side in (0, 1))


def same_study(one, other):
    assert np.array_equal(one.numbers, other.numbers, equal_nan=True)
    assert np.array_equal(one.confusions, other.confusions)
    for mine, yours in zip(one.logits, other.logits, strict=True):
        assert np.array_equal(mine, yours)


def test_what_is_trained_elsewhere_has_the_same_digits(elsewhere, monkeypatch):
    for make, same in ((playground, same_training), (digits, same_study)):
        here, there = make().finished(), make()
        done = steps_here(there, monkeypatch)
        shares = list(elsewhere.steps(there))
        assert there.over
        assert not done, "a step was done here"
        assert shares == sorted(shares)
        assert shares[-1] == 1
        same(here, there)


def test_it_is_the_same_object_that_all_have_asked_for(elsewhere):
    work = training(lessons()["playground"].values({"seed": "7"}))
    for _ in elsewhere.steps(work):
        pass
    assert work is training(lessons()["playground"].values({"seed": "7"}))
    assert work.over


def test_until_it_is_open_work_is_done_here(monkeypatch):
    where, work = Elsewhere(), playground()
    done = steps_here(work, monkeypatch)
    for _ in where.steps(work):
        pass
    assert len(done) == 300
    assert not where._called


def test_what_is_begun_here_goes_on_elsewhere_and_here_again(elsewhere):
    work = playground()
    for _ in range(7):
        work.step()
    work.step(elsewhere._some)
    assert work.epochs > 7
    same_training(work.finished(), playground().finished())


def test_several_who_ask_for_the_same_have_it_once(elsewhere, monkeypatch):
    work = playground()
    done = steps_here(work, monkeypatch)
    with ThreadPoolExecutor(4) as pool:
        for asked in [pool.submit(list, elsewhere.steps(work)) for _ in range(4)]:
            asked.result(PATIENCE)
    assert not done
    same_training(work, playground().finished())


@pytest.mark.parametrize("make", [playground, digits])
def test_it_is_begun_once_by_whoever_is_first(make, monkeypatch):
    work, begun, begin = make(), [], type(make())._begin

    def slow(self):
        begun.append(self)
        time.sleep(0.05)
        begin(self)

    monkeypatch.setattr(type(work), "_begin", slow)
    with ThreadPoolExecutor(4) as pool:
        for asked in [pool.submit(ask) for ask in (work.step, *[work.begin] * 3)]:
            asked.result(PATIENCE)
    assert len(begun) == 1


def test_many_works_share_the_processes(elsewhere):
    works = [playground() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for asked in [pool.submit(list, elsewhere.steps(work)) for work in works]:
            asked.result(PATIENCE)
    assert all(work.over for work in works)
    assert elsewhere._idle.qsize() == elsewhere._there


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_with_a_process_nothing_is_lost(own, when):
    where, process = own
    work = digits()
    steps = where.steps(work)
    if when == "meanwhile":
        process.send_signal(signal.SIGSTOP)  # so that it cannot be done too soon
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(list, steps)
            while not where._idle.empty():
                time.sleep(0.01)
            process.kill()
            asked.result(PATIENCE)
    else:
        process.kill()
        for _ in steps:
            pass
    assert not where._there
    same_study(work, digits().finished())


def test_a_process_that_does_not_answer_is_given_up(own, monkeypatch):
    monkeypatch.setattr("lib.web.elsewhere.HUNG", 0.2)
    where, process = own
    process.send_signal(signal.SIGSTOP)
    work = playground()
    for _ in where.steps(work):
        pass
    assert not where._there
    assert process.poll() == -signal.SIGKILL
    same_training(work, playground().finished())


def test_who_waits_for_one_that_does_not_answer_may_leave(own, monkeypatch):
    monkeypatch.setattr("lib.web.elsewhere.SOON", 0.01)
    where, process = own
    process.send_signal(signal.SIGSTOP)
    work = playground()
    steps = where.steps(work)
    assert [next(steps), next(steps)] == [0, 0], "it does not wait for the answer"
    steps.close()
    process.send_signal(signal.SIGCONT)
    end = time.monotonic() + PATIENCE
    while not work.epochs:
        assert time.monotonic() < end, "the slice that was under way is lost"
        time.sleep(0.01)
    for _ in where.steps(work):
        pass
    same_training(work, playground().finished())


def test_who_asks_for_what_another_works_at_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr("lib.words.work.PATIENT", 0.01)
    work = playground()
    with ThreadPoolExecutor(1) as pool:
        with work._lock:
            pool.submit(work.step).result(PATIENCE)
        assert work.share == 0
        pool.submit(work.step).result(PATIENCE)
    assert work.share == 1 / 300


def test_a_work_that_cannot_go_there_says_so_and_takes_no_process_with_it(own):
    where, _ = own
    work = playground()
    work.note = lambda: None  # no pickle can hold it
    with pytest.raises((AttributeError, pickle.PicklingError)):
        next(where.steps(work))
    assert not where._there
    other = playground()
    assert next(where.steps(other)) == 1 / 300, "the next work is done here"


def test_a_process_that_cannot_begin_is_not_begun_again_and_again(monkeypatch):
    where, called = Elsewhere(), []
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(where, "_lose", lambda *a, lose=where._lose: (called.append(a), lose(*a)))
    where.is_open = True
    for _ in where.steps(playground()):
        time.sleep(0.001)
    assert len(called) == 1
    assert not where._there


def test_it_ends_with_the_server_however_that_ends():
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as server:
        process = int(server.stdout.readline())
        os.kill(process, 0)
        server.send_signal(signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        if "Z" in status(process):  # nobody collects an orphan here
            return
        time.sleep(0.05)
    pytest.fail("the process outlives its server")


def status(process):
    """The state of a process, as the system writes it."""
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"
