"""What visitors' files and tables take of the process's memory, at most, and that it gets it back.

A visitor's file lies in Streamlit's own store until they remove it or leave, and what was read of
it in their session. The account knows both, so that one process takes only as much of them as the
one who runs it allows, and says so to whoever comes later.
"""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import runtime

MAX_UPLOADS = "MAX_UPLOADS"  # environment: MB that all files and tables may take together
USUAL = 1_000
MB = 2**20
TABLES = 0.8  # share that tables may fill, so that a file gets as far as to a page that says more
LARGE = 2**20  # bytes
_MMAP_THRESHOLD = -3  # as <malloc.h> of the GNU C library calls it


def give_back() -> bool:
    """Let whatever is large be given back to the system as soon as nobody needs it.

    The GNU C library would, once a large array has been freed, put the next ones between small
    objects, and what lies between those is not given back. Returns whether there is that library.
    """
    try:
        return bool(ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, LARGE))
    except (AttributeError, OSError, TypeError):  # another library, which has its own ways
        return False


def bound(name: str, usual: int) -> int:
    """A bound of the process, as the environment says it.

    Raises
    ------
    SystemExit
        When the setting is not a positive whole number: the start ends with a sentence.
    """
    setting = os.environ.get(name, str(usual))
    if not setting.isdecimal() or int(setting) < 1:
        raise SystemExit(f"{name} must be a positive whole number; got {setting}")
    return int(setting)


def most() -> int:
    """How many MB all files and tables may take, as the environment says."""
    return bound(MAX_UPLOADS, USUAL)


class FullError(ValueError):
    """There is no room for a table now; later there may be."""


class Account:
    """What is held, and whether there is room for more.

    Attributes
    ----------
    most : int
        MB that may be held.

    Examples
    --------
    >>> class Table: ...
    >>> account, table = Account(10), Table()
    >>> account.hold(table, 8 * 2**20), account.has_room(4 * 2**20)
    (None, False)
    >>> del table
    >>> account.has_room(4 * 2**20)
    True
    """

    def __init__(self, most: int = USUAL) -> None:
        self.most = most
        self._lock = threading.RLock()  # a table may be let go of while another is counted
        self._held: dict[int, int] = {}
        self._coming = 0

    def taken(self) -> int:
        """Bytes that are held, or on their way."""
        with self._lock:
            return _files() + sum(self._held.values()) + self._coming

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more may be held."""
        return self.taken() + size <= self.most * MB

    def hold(self, what: object, size: int) -> None:
        """Count what a session keeps, until nobody does.

        Raises
        ------
        FullError
            With a sentence, where there is no room for it.
        """
        with self._lock:
            taken, may = self.taken() / MB, TABLES * self.most
            if taken + size / MB > may:
                raise FullError(
                    "There is no room for this now: what visitors have given takes "
                    f"{taken:,.1f} of the {may:,.1f} MB that this server keeps for it, and this "
                    f"would take about {size / MB:,.1f} MB. Nothing of it is lost. Try again when "
                    "others have left, or give a part of it."
                )
            self._held[id(what)] = size
            weakref.finalize(what, self._let_go, id(what)).atexit = False

    def _let_go(self, which: int) -> None:
        with self._lock:
            self._held.pop(which, None)

    @contextmanager
    def coming(self, size: int) -> Iterator[bool]:
        """Count a file while it comes, if there is room for it; yields whether there is."""
        with self._lock:
            room = self.has_room(size)
            self._coming += size * room
        try:
            yield room
        finally:
            with self._lock:
                self._coming -= size * room


def _files() -> int:
    """Bytes of the files in Streamlit's store."""
    if not runtime.exists():
        return 0
    stats = runtime.get_instance().uploaded_file_mgr.get_stats()
    return sum(each.byte_length for family in stats.values() for each in family)


ACCOUNT = Account()
