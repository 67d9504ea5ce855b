"""Work that whoever asks first begins, that takes long, and that all others then find done."""

from __future__ import annotations

import os
import pickle
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import RLock
from typing import Any, Self

SLICE = 0.4  # seconds of work elsewhere, after which what there is comes back
PATIENT = 1.0  # seconds that a step waits for another's to end


class Work(ABC):
    """What is trained, an epoch at a time.

    A copy by pickle, in another process for example, goes on as this would have, to the same digit.

    Attributes
    ----------
    private : bool
        Whether it is of the student's own data.
    figures : dict
        What is drawn of it, once that is asked for and it is over.
    """

    private = False

    def __init__(self) -> None:
        self.figures: dict[Any, Any] = {}
        self._lock = RLock()

    @property
    @abstractmethod
    def over(self) -> bool:
        """Whether nothing is left to do."""

    @property
    @abstractmethod
    def share(self) -> float:
        """Which share of the work is done."""

    @property
    @abstractmethod
    def _begun(self) -> bool:
        """Whether it has begun."""

    @abstractmethod
    def _begin(self) -> None:
        """Set up what is trained; the last thing that it does makes it begun."""

    def begin(self) -> None:
        """Set up what is trained, if nobody has yet: where it is trained, or who asks first."""
        if not self._begun:
            with self._lock:
                if not self._begun:
                    self._begin()

    @abstractmethod
    def advance(self) -> None:
        """Do the next step."""

    def step(self, elsewhere: Callable[[Work], Work] | None = None) -> None:
        """Do the next step, or let as many as it likes be done elsewhere.

        Several visitors may ask at once: a step is done once, whoever's turn it is. Where another's
        takes long, nothing is done.

        Parameters
        ----------
        elsewhere : callable, optional
            Returns a copy that has some steps more behind it.
        """
        if not self._lock.acquire(timeout=PATIENT):
            return
        try:
            if self.over:
                return
            if elsewhere:
                vars(self).update(elsewhere(self).__getstate__())
            else:
                self.advance()
        finally:
            self._lock.release()

    def go_on(self) -> Iterator[float]:
        """Work to the end, and say after each step which share is done."""
        while not self.over:
            self.step()
            yield self.share

    def finished(self) -> Self:
        """The same, worked to its end."""
        for _ in self.go_on():
            pass
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if k not in ("figures", "_lock")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        Work.__init__(self)
        vars(self).update(state)


def serve() -> None:
    """Do a slice of each work that comes in, a process of its own, until none can come any more."""
    if hasattr(os, "nice"):
        os.nice(10)  # pages go first, and yet a tenth is left for it where they take all
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses it means the server
    given, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not print into an answer
    with suppress(EOFError, BrokenPipeError):
        done = None  # that it is there is the first answer
        while True:
            pickle.dump(done, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
            done = None  # nothing of anybody stays
            done = _some(pickle.load(given))


def _some(work: Work) -> Work:
    """The same after a slice of its steps."""
    since = time.monotonic()
    for _ in work.go_on():
        if time.monotonic() - since > SLICE:
            break
    return work
