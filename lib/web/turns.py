"""Runs of pages take turns: two at once would only take the processor out of each other's hands.

Python runs one thread at a time, and a run hands messages over so often that two runs change places
a hundred times, which costs them more than the wait. So a run waits until the one before has ended,
some 20 ms. One that takes longer goes on beside the next: nothing slow stops the others. Work that
is known to be long, as training is, lets others go first between its steps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

LONG = 0.1  # seconds after which a run that goes on lets the next one begin
PATIENT = 1.0  # seconds that a step of long work waits for a moment in which nobody else runs


class Turns:
    """Who runs, and who waits.

    Parameters
    ----------
    long : float, optional
        Seconds after which a run that goes on lets the next one begin.

    Examples
    --------
    >>> turns = Turns()
    >>> with turns.one():
    ...     with turns.one():  # a run inside a run
    ...         turns.taken
    True
    >>> turns.taken
    False
    """

    def __init__(self, long: float = LONG) -> None:
        self._long = long
        lock = threading.RLock()
        self._free = threading.Condition(lock)
        self._quiet = threading.Condition(lock)  # free, and no run waits
        self._waiting = 0  # runs
        self._patient = 0  # steps of long work that wait
        self._runs: int | None = None  # the thread whose turn it is
        self._since = 0.0

    @property
    def taken(self) -> bool:
        """Whether a run has its turn now."""
        return self._runs is not None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn, and have it until the end or for as long as a turn may take."""
        inside = self._runs == threading.get_ident()
        if not inside:
            self._take()
        try:
            yield
        finally:
            if not inside:
                self._give()

    def each(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, each call of it a turn."""

        @wraps(run)
        def in_turn(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
            with self.one():
                return run(*arguments, **named)

        return in_turn

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others run meanwhile; without a turn, nothing changes."""
        had = self._give()
        try:
            yield
        finally:
            if had:
                self._take()

    def behind(self) -> None:
        """Let all who wait run first, and after a while other long work that waits too.

        To be called between the steps of long work.
        """
        end = time.monotonic() + PATIENT
        with self._free:
            mine = self._runs == threading.get_ident()
            long = time.monotonic() - self._since > self._long
            gives = mine and bool(self._waiting or (self._patient and long))
            if not gives and (mine or not (self._waiting or self.taken)):
                return
            self._give()
            self._patient += 1
            woken = not gives  # who gave the turn away has another one first
            while not woken or self._waiting or self.taken:
                left = end - time.monotonic()
                if left <= 0:
                    break
                woken = self._quiet.wait(left) or woken
            self._patient -= 1
            if not self.taken:
                self._runs, self._since = threading.get_ident(), time.monotonic()

    def _take(self) -> None:
        with self._free:
            self._waiting += 1
            while self.taken and (left := self._since + self._long - time.monotonic()) > 0:
                self._free.wait(left)
            self._waiting -= 1
            self._runs, self._since = threading.get_ident(), time.monotonic()

    def _give(self) -> bool:
        """Give the turn away; False where another has it already."""
        with self._free:
            mine = self._runs == threading.get_ident()
            if mine:
                self._runs = None
                (self._free if self._waiting else self._quiet).notify()
        return mine


TURNS = Turns()
