"""What a run of each page costs the server: `python -m benchmarks.runs`, or with some pages' names.

A real server and one visitor who speaks Streamlit's protocol. Everything is warm; a release puts a
slider where it has not been, so its figure's flipbooks are computed afresh. The processor time is
that of the server's process, for which others wait, less what it takes while nobody does anything:
the message that came in, the script, and what is sent, but not what processes beside it train.
Medians, in milliseconds, at the speed of the undisturbed machine: between the runs a fixed piece of
work tells how much slower others make it (the last column).
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

from benchmarks import machine
from lib.lessons.registry import lessons
from tests.browser.driver import started
from tests.visitor import Seen, Visitor, grids, moved

RUNS = 15
REST = 0.03  # seconds in which the server finishes what follows a run
KINDS = {"first run": 25, "release": 15, "heaviest": 25, "option": 30}  # and what each may cost


class Meter:
    """Measures the server's processor time of single runs."""

    def __init__(self, pid: int) -> None:
        self.pid, self.idle = pid, 0.0
        self.pieces: list[float] = []

    async def rest(self, seconds: float = 3) -> None:
        """Find out what the server takes while nobody does anything, in a second."""
        before = machine.processor(self.pid)
        await asyncio.sleep(seconds)
        self.idle = (machine.processor(self.pid) - before) / seconds

    async def cost(self, run: Callable[[], Awaitable[Seen]]) -> float:
        """Milliseconds of processor time for one run."""
        began, before = time.perf_counter(), machine.processor(self.pid)
        seen = await run()
        await asyncio.sleep(REST)
        taken = machine.processor(self.pid) - before - self.idle * (time.perf_counter() - began)
        if seen.errors:
            raise RuntimeError(seen.errors)
        self.pieces.append(machine.piece())
        return 1e3 * taken


def drag(visitor: Visitor, dice: random.Random, turn: int) -> tuple[str, dict[str, float]] | None:
    """A figure of the page and values to release it at: the figures and sliders take turns."""
    sliders = [(name, key) for name, sent in visitor.figures.items() for key in grids(sent)]
    if not sliders:
        return None
    name, key = sliders[turn % len(sliders)]
    figure = visitor.figures[name]
    return name, moved(figure, key, dice.randrange(len(grids(figure)[key].values)))


def other(visitor: Visitor, dice: random.Random, turn: int) -> tuple[str, list[str]] | None:
    """A control of the page and an option that is not chosen; the controls take turns."""
    controls = [key for key, options in visitor.options.items() if len(options.words) > 1]
    if not controls:
        return None
    key = controls[turn % len(controls)]
    options = visitor.options[key]
    return key, [dice.choice([word for word in options.words if word not in options.chosen])]


async def first_runs(address: str, page: str, meter: Meter, runs: int) -> list[float]:
    """Costs of opening a page, each by a new visitor."""
    costs = []
    for _ in range(runs):
        visitor = Visitor(address, page)

        async def enter(visitor: Visitor = visitor) -> Seen:
            await visitor.__aenter__()
            return await visitor.open()

        costs.append(await meter.cost(enter))
        await visitor.__aexit__(None, None, None)
    return costs


async def later_runs(
    address: str, page: str, meter: Meter, runs: int
) -> tuple[list[float], list[float]]:
    """Costs of releases and of changes of an option, in turns."""
    dice, releases, changes = random.Random(page), [], []
    async with Visitor(address, page) as visitor:
        await visitor.open()
        for turn in range(runs):
            if drawn := drag(visitor, dice, turn):
                releases.append(await meter.cost(lambda drawn=drawn: visitor.release(*drawn)))
            if chosen := other(visitor, dice, turn):
                changes.append(await meter.cost(lambda chosen=chosen: visitor.choose(*chosen)))
    return releases, changes


def written(costs: Sequence[float], slower: float) -> str:
    """A median and the largest, where there are any."""
    if not costs:
        return f"{'-':>8}{'':7}"
    return f"{statistics.median(costs) / slower:8.1f}{max(costs) / slower:7.1f}"


async def table(address: str, pid: int, pages: Sequence[str]) -> None:
    """Print a row a page, and how the figures stand to what they may be."""
    meter, quiet = Meter(pid), machine.calibration()
    await meter.rest()
    medians = {"first run": [], "release": [], "option": []}
    print(f"{'':14}{'first run':>15}{'release':>15}{'option':>15}   (median, largest; ms)")
    for page in pages:
        await first_runs(address, page, meter, 3)
        await later_runs(address, page, meter, 6)
        meter.pieces.clear()
        costs = (
            await first_runs(address, page, meter, RUNS),
            *await later_runs(address, page, meter, 2 * RUNS),
        )
        slower = statistics.median(meter.pieces) / quiet
        row = "".join(written(each, slower) for each in costs)
        print(f"{page:14}{row}   x {slower:.2f}", flush=True)
        for each, kind in zip(costs, medians.values(), strict=True):
            if each:
                kind.append(statistics.median(each) / slower)
    worst = {kind: max(each, default=0) for kind, each in medians.items()}
    stands = {
        "first run": worst["first run"],
        "release": statistics.median(medians["release"] or [0]),
        "heaviest": worst["release"],
        "option": worst["option"],
    }
    for kind, cost in stands.items():
        verdict = "reached" if cost <= KINDS[kind] else "missed"
        print(f"{kind}: {cost:.1f} of at most {KINDS[kind]} ms, {verdict}")


def main() -> None:
    """Print everything."""
    print(machine.described())
    with started() as (address, pid):
        asyncio.run(table(address, pid, sys.argv[1:] or list(lessons())))


if __name__ == "__main__":
    main()
