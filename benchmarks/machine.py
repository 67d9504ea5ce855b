"""What a server takes of the machine, and how fast the machine is, so that results compare."""

from __future__ import annotations

import ctypes
import json
import os
import time
from pathlib import Path

import numpy as np

_LIBC = ctypes.CDLL(None, use_errno=True)
_MIB = 1024 * 1024
_VALUES = np.linspace(-30, 30, 40_000)


def processor(pid: int) -> float:
    """Seconds of processor time that a process has taken, threads that have ended too."""
    clock = ctypes.c_int()
    if _LIBC.clock_getcpuclockid(pid, ctypes.byref(clock)):
        raise ProcessLookupError(pid)
    return time.clock_gettime(clock.value)


def memory(pid: int) -> float:
    """Memory of a process that is in use and its own, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    private = [line.split() for line in lines if line.startswith("Private")]
    return sum(int(kilobytes) for _, kilobytes, _ in private) * 1024 / _MIB


def family(pid: int) -> list[int]:
    """A process and all that it started, and those that they started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found.extend(child for child, parent in parents.items() if parent == one)
    return found


def piece() -> float:
    """Milliseconds of processor time that a fixed piece of NumPy and of Python takes now."""
    began = time.process_time()
    total = sum(float(np.log1p(np.exp(-np.abs(_VALUES))).sum()) for _ in range(2))
    for i in range(4):
        numbers = {str(k): [k * 0.1, str(k + i)] for k in range(500)}
        total += len(json.loads(json.dumps(numbers)))
    return 1e3 * (time.process_time() - began)


def calibration(pieces: int = 50) -> float:
    """How fast the machine is, undisturbed: the shortest time of several pieces."""
    return min(piece() for _ in range(pieces))


def described() -> str:
    """One line about the machine."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, load {load:.1f} before; "
        f"a fixed piece of NumPy and Python takes {calibration():.2f} ms here"
    )
