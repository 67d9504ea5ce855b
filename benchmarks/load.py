"""A class arrives at once: `python -m benchmarks.load --students 200`.

Students open a mix of all lessons within some seconds, as clients of Streamlit's own protocol over
real websockets. From then on each releases a slider every 8 s and changes an option every 30 s. A
wait counts from the moment at which the hand let go, also where an earlier answer was still to
come; pages that train models stand apart. With `--address` an app that runs already is asked, a
balancer or one process; its processes
are measured if `--pid` names the one that started them. With `--soak` students come and go for so
many minutes, and memory is printed as time passes.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import itertools
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks import machine
from benchmarks.runs import drag, other
from lib.lessons.registry import lessons
from tests.browser.driver import started
from tests.visitor import Seen, Visitor

DRAG, CHANGE = 8.0, 30.0  # seconds from one release, and one change of an option, to the next
STAY = 60.0  # seconds that a student of a soak stays
FIRST, ANSWER = 2.0, 0.5  # what a figure and an answer may take, at the 95th percentile
TRAINS = ", it trains"  # of a page that trains models for the state it shows
AT_REST = 0.3  # MiB that a session may take
FORGOTTEN = 130.0  # seconds after which Streamlit lets go of who left


@dataclass
class Results:
    """What the students met."""

    waits: dict[str, list[float]] = field(default_factory=lambda: collections.defaultdict(list))
    errors: collections.Counter = field(default_factory=collections.Counter)
    runs: int = 0

    def note(self, kind: str, seen: Seen) -> None:
        """Count a run; a page without a figure has no first one."""
        self.runs += 1
        self.errors.update(seen.errors)
        wait = seen.figure if kind == "first figure" else seen.seconds
        if wait is not None:
            self.waits[kind].append(wait)

    def told(self) -> str:
        """Percentiles, in seconds."""
        lines = [f"{'seconds':24}{'median':>9}{'95th':>9}{'99th':>9}{'largest':>9}{'runs':>8}"]
        for kind, waits in sorted(self.waits.items()):
            shares = [percentile(waits, share) for share in (0.5, 0.95, 0.99, 1)]
            row = "".join(f"{wait:9.3f}" for wait in shares)
            lines.append(f"{kind:24}{row}{len(waits):8}")
        return "\n".join(lines)

    def failed(self) -> str:
        """How many errors there were, and which."""
        return f"errors: {sum(self.errors.values())} {dict(self.errors) or ''}"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed."""
    ranked = sorted(values)
    return ranked[max(0, -int(-share * len(ranked) // 1) - 1)]


class Student:
    """One of the class: a page, a place in time, and hands that follow their own dice."""

    def __init__(self, address: str, page: str, seed: int, results: Results) -> None:
        self.visitor, self.results = Visitor(address, page), results
        self.where = TRAINS if lessons()[page].trains else ""
        self.dice = random.Random(seed)

    async def attend(self, after: float, until: float) -> None:
        """Come after some seconds, and drag until a moment of `time.perf_counter`."""
        await asyncio.sleep(after)
        try:
            async with self.visitor as visitor:
                self.results.note("first figure", await visitor.open())
                await self._drag(until)
        except Exception as error:  # whatever befalls a student is counted, and the class goes on
            self.results.errors[f"{self.visitor.page}: {type(error).__name__} {error}"[:80]] += 1

    async def _drag(self, until: float) -> None:
        now = time.perf_counter()
        releases = now + self.dice.uniform(0.25, 1) * DRAG
        changes = now + self.dice.uniform(0.25, 1) * CHANGE
        for turn in itertools.count():
            when = min(releases, changes)
            if when > until:
                await asyncio.sleep(until - time.perf_counter())
                return
            await asyncio.sleep(when - time.perf_counter())
            if when == releases:
                releases += DRAG
                if drawn := drag(self.visitor, self.dice, turn):
                    self.results.note(
                        "release" + self.where, await self.visitor.release(*drawn, since=when)
                    )
            else:
                changes += CHANGE
                if chosen := other(self.visitor, self.dice, turn):
                    self.results.note(
                        "option" + self.where, await self.visitor.choose(*chosen, since=when)
                    )


@dataclass
class Server:
    """An app under load and, where it is known, the process that started it."""

    address: str
    pid: int = 0

    @property
    def _family(self) -> list[int]:
        return machine.family(self.pid) if self.pid else []

    @property
    def processor(self) -> float:
        """Seconds of processor time so far, of all processes that it started too."""
        return sum(map(machine.processor, self._family))

    @property
    def memory(self) -> float:
        """MiB in use."""
        return sum(map(machine.memory, self._family))


@contextmanager
def served(address: str, pid: int) -> Iterator[Server]:
    """The app at an address, or a fresh one."""
    if address:
        yield Server(address.rstrip("/"), pid)
    else:
        with started() as (own, own_pid):
            yield Server(own, own_pid)


async def every_page_once(address: str) -> None:
    """A visit to every page and a drag on each, as a server has seen that runs for a while."""
    results, now = Results(), time.perf_counter()
    students = [Student(address, page, 0, results) for page in lessons()]
    for student in students:
        await student.attend(0, now)


async def load(server: Server, students: int, join: float, seconds: float) -> Results:
    """Let the class come and drag; print what it took."""
    results = Results()
    await every_page_once(server.address)
    memory, processor = server.memory, server.processor
    own, began = time.process_time(), time.perf_counter()
    until, dice = began + join + seconds, random.Random(0)
    pages = itertools.cycle(lessons())
    class_ = [
        Student(server.address, next(pages), seed, results).attend(dice.uniform(0, join), until)
        for seed in range(students)
    ]
    attending = asyncio.gather(*class_)
    await asyncio.sleep(until - 1 - time.perf_counter())
    memory, processor = server.memory - memory, server.processor - processor
    own, took = time.process_time() - own, time.perf_counter() - began
    await attending
    print(results.told())
    print(results.failed())
    if server.pid:
        print(f"memory: {memory / students:.2f} MiB a session, caches and all")
        print(
            f"processor: {1e3 * processor / max(1, results.runs):.1f} ms a run, "
            f"{processor / took:.2f} cores of the server and {own / took:.2f} of these students"
        )
    return results


async def at_rest(server: Server, students: int) -> None:
    """Print what sessions take that do nothing, and how much of it comes back."""
    await every_page_once(server.address)
    await asyncio.sleep(2)
    before, pages = server.memory, itertools.cycle(lessons())
    visitors = [Visitor(server.address, next(pages)) for _ in range(students)]
    for visitor in visitors:
        await visitor.__aenter__()
        await visitor.open()
    await asyncio.sleep(5)
    full = server.memory
    for visitor in visitors:
        await visitor.__aexit__(None, None, None)
    await asyncio.sleep(FORGOTTEN)
    await every_page_once(server.address)  # whoever comes next finds the others gone
    for name, memory in (("at rest", full), ("after they left", server.memory)):
        more = (memory - before) / students
        print(f"memory {name}: {more:.3f} MiB a session more than before ({students} of them)")
    verdict = "reached" if full - before <= AT_REST * students else "missed"
    print(f"at most {AT_REST} MiB at rest, {verdict}")


async def soak(server: Server, students: int, minutes: float) -> None:
    """Let students come and go, as many at a time, and print memory as time passes."""
    results, began = Results(), time.perf_counter()
    end = began + 60 * minutes
    seeds, dice = itertools.count(), random.Random(1)
    await every_page_once(server.address)

    async def seat(after: float) -> None:
        await asyncio.sleep(after)
        while (now := time.perf_counter()) < end:
            page = dice.choice(list(lessons()))
            stay = min(end, now + dice.uniform(0.5, 1.5) * STAY)
            await Student(server.address, page, next(seeds), results).attend(0, stay)

    seats = asyncio.gather(*(seat(dice.uniform(0, STAY)) for _ in range(students)))
    print(f"{'minute':>8}{'memory, MiB':>14}{'students so far':>18}{'errors':>8}")
    step = max(15.0, 60 * minutes / 30)
    while time.perf_counter() < end:
        await asyncio.sleep(min(step, end - time.perf_counter()))
        minute, seen = (time.perf_counter() - began) / 60, len(results.waits["first figure"])
        errors = sum(results.errors.values())
        print(f"{minute:8.1f}{server.memory:14.1f}{seen:18}{errors:8}", flush=True)
    await seats
    print(results.told())
    print(results.failed())


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(prog="benchmarks.load", description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--join", type=float, default=60, help="seconds in which they come")
    parser.add_argument("--seconds", type=float, default=60, help="in which they drag afterwards")
    parser.add_argument("--address", default="", help="of an app that runs already")
    parser.add_argument("--pid", type=int, default=0, help="the process that started it")
    parser.add_argument("--rest", action="store_true", help="only memory of sessions at rest")
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES")
    asked = parser.parse_args()
    print(machine.described())
    with served(asked.address, asked.pid) as server:
        if asked.soak:
            asyncio.run(soak(server, asked.students, asked.soak))
            return
        if asked.rest:
            asyncio.run(at_rest(server, asked.students))
            return
        results = asyncio.run(load(server, asked.students, asked.join, asked.seconds))
    for kind, most in (("first figure", FIRST), ("release", ANSWER)):
        wait = percentile(results.waits[kind], 0.95)
        verdict = "reached" if wait <= most else "missed"
        print(f"{kind}, 95th percentile: {wait:.2f} of at most {most} s, {verdict}")


if __name__ == "__main__":
    main()
