"""Training in processes of its own: those who only look never wait for it.

Here each step holds Python's lock, which every visitor's run of a page needs too.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Lock, Thread, Timer

from lib.web.turns import TURNS
from lib.words.work import Work, serve

ROOT = Path(__file__).parents[2]
# Processes, each of some 100 MB: one fewer than the machine has processors, but at least one.
MOST = max(1, min(4, (os.cpu_count() or 1) - 1))
PATIENT = 1.0  # seconds that a slice waits for one of them
SOON = 0.5  # seconds after which who waits for a slice hears how far the work is, and may leave
HUNG = 15.0  # seconds after which one that does not answer is given up
CUT = EOFError, pickle.UnpicklingError  # an answer that has no end
AGAIN = 60.0  # seconds after which one that is gone is begun anew


class Elsewhere:
    """Where work is done: here until it is open and a process has begun; from then on there.

    A process begins when work first asks for it, and ends with the server. Several visitors' works
    are given a slice each. Where a process is gone, killed for its memory perhaps, or does not
    answer, the work goes on here.
    """

    def __init__(self) -> None:
        self.is_open = False
        self._idle: Queue[subprocess.Popen] = Queue()
        self._lock = Lock()
        self._called = self._there = 0  # processes
        self._not_before = 0.0

    def steps(self, work: Work) -> Iterator[float]:
        """Work to the end, and say again and again which share is done; others run meanwhile.

        Who asks for no more leaves a slice that is under way to its end.
        """
        asked = None
        while not work.over:
            if asked or self._helps(work):
                asked = asked or self._ask(work)
                with TURNS.aside(), suppress(TimeoutError):
                    asked.result(SOON)
                    asked = None
            else:
                work.step()
                TURNS.behind()
            yield work.share

    def _helps(self, work: Work) -> bool:
        """Whether there is a process; if none is idle, another one begins."""
        with self._lock:
            more = self.is_open and self._called < MOST and self._idle.empty()
            if more and time.monotonic() >= self._not_before:
                self._called += 1
                module = type(work).__module__
                Thread(target=self._begin, args=[module], daemon=True).start()
            return self._there > 0

    def _begin(self, module: str) -> None:
        does = f"import {module}; from {serve.__module__} import serve; serve()"
        process = subprocess.Popen(
            [sys.executable, "-c", does], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            pickle.load(process.stdout)  # it has loaded what the work is made of
        except (OSError, *CUT):
            self._lose(process)
            return
        with self._lock:
            self._there += 1
        self._idle.put(process)

    def _lose(self, process: subprocess.Popen, was_there: int = 0) -> None:
        process.kill()
        process.communicate()
        with self._lock:
            self._called, self._there = self._called - 1, self._there - was_there
            self._not_before = time.monotonic() + AGAIN

    def _ask(self, work: Work) -> Future:
        """A slice of the work, in a thread that nobody has to wait for."""
        asked = Future()

        def run() -> None:
            try:
                asked.set_result(work.step(self._some))
            except BaseException as error:
                asked.set_exception(error)

        Thread(target=run, daemon=True).start()
        return asked

    def _some(self, work: Work) -> Work:
        """The work after a slice of it; as it was, if no process had time."""
        try:
            process = self._idle.get(timeout=PATIENT)
        except Empty:
            return work
        hung = Timer(HUNG, process.kill)
        hung.daemon = True
        hung.start()
        try:
            pickle.dump(work, process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            work = pickle.load(process.stdout)
        except (OSError, *CUT):
            self._lose(process, 1)
        except BaseException:
            # A work may be half on its way, and nobody would answer the next.
            self._lose(process, 1)
            raise
        else:
            self._idle.put(process)
        finally:
            hung.cancel()
        return work


ELSEWHERE = Elsewhere()
