"""Training beside others: `python -m benchmarks.together`.

Four students let models be trained without a pause, on Playground and on Digits, each time by a
setting that nobody has asked for. A fifth releases a slider of Loss curve again and again, in turns
while they train and while they rest. All are clients of Streamlit's own protocol over real
websockets, as in `benchmarks.load`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time

from benchmarks import machine
from benchmarks.load import percentile
from benchmarks.runs import drag
from tests.browser.driver import started
from tests.visitor import Visitor

TRAINERS = ("playground", "digits", "playground", "digits")
CONTROLS = {
    "playground": ("left", "right", "begin", "hidden", "rate", "momentum", "decay", "batch"),
    "digits": ("experiment", "seeds", "hidden", "rate"),
}
ROUNDS, SECONDS = 4, 15.0  # rounds of rest and of training, and how long each is
BETWEEN = 0.3  # seconds between two releases
MORE = {0.5: 0.1, 0.95: 0.3}  # seconds that training may add, at the median and beyond it


async def train(visitor: Visitor, dice: random.Random, until: float) -> int:
    """Let models be trained until a moment of `time.perf_counter`; how many answers came."""
    answers = 0
    while time.perf_counter() < until:
        seen = await visitor.go_on()
        if seen is None:  # nothing is in training: something new
            control = f"{visitor.page}.{dice.choice(CONTROLS[visitor.page])}"
            if control not in visitor.options:
                continue
            options = visitor.options[control]
            others = [word for word in options.words if word not in options.chosen]
            seen = await visitor.choose(control, [dice.choice(others)])
        if seen.errors:
            raise RuntimeError(seen.errors)
        answers += 1
    return answers


async def release(visitor: Visitor, dice: random.Random, until: float) -> list[float]:
    """Release a slider until then; the seconds that each answer took."""
    waits = []
    for turn, _ in enumerate(iter(lambda: time.perf_counter() < until, False)):
        seen = await visitor.release(*drag(visitor, dice, turn))
        if seen.errors:
            raise RuntimeError(seen.errors)
        waits.append(seen.seconds)
        await asyncio.sleep(BETWEEN * dice.uniform(0.5, 1.5))
    return waits


async def measured(address: str, pid: int) -> None:
    """Print what the fifth student waits, without the others' training and with it."""
    dice = random.Random(0)
    fifth = Visitor(address, "loss_curve")
    others = [Visitor(address, page, f"seed={i}") for i, page in enumerate(TRAINERS)]
    waits: dict[str, list[float]] = {"while they rest": [], "while they train": []}
    answers, cores = 0, {}
    for visitor in (fifth, *others):
        await visitor.__aenter__()
        await visitor.open()
    await release(fifth, dice, time.perf_counter() + 3)  # not counted
    for _ in range(ROUNDS):
        for kind, kept in waits.items():
            began, processor = time.perf_counter(), machine.processor(pid)
            until = began + SECONDS
            training = [
                asyncio.create_task(train(other, random.Random(dice.random()), until))
                for other in (others if kind == "while they train" else [])
            ]
            kept.extend(await release(fifth, dice, until))
            used = (machine.processor(pid) - processor) / (time.perf_counter() - began)
            cores[kind] = max(used, cores.get(kind, 0))
            answers += sum(await asyncio.gather(*training))
    for visitor in (fifth, *others):
        await visitor.__aexit__(None, None, None)
    head = "".join(f"{name:>9}" for name in ("median", "95th", "largest", "runs"))
    print(f"{'seconds until a release is answered':38}{head}")
    for kind, kept in waits.items():
        row = "".join(f"{percentile(kept, share):9.3f}" for share in (*MORE, 1))
        print(f"{kind:38}{row}{len(kept):9}   {cores[kind]:.2f} cores")
    print(f"answers to those who train: {answers}; load {os.getloadavg()[0]:.1f} after")
    rest, busy = waits.values()
    for share, most in MORE.items():
        more = percentile(busy, share) - percentile(rest, share)
        verdict = "reached" if more <= most else "missed"
        print(f"at {share:.0%}: {1e3 * more:.0f} of at most {1e3 * most:.0f} ms more, {verdict}")


def main() -> None:
    """Print everything."""
    argparse.ArgumentParser(prog="benchmarks.together", description=__doc__).parse_args()
    print(machine.described())
    with started() as (address, pid):
        asyncio.run(measured(address, pid))


if __name__ == "__main__":
    main()
