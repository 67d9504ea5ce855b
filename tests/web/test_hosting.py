"""Two replicas and the balancer, for real: who is on a replica that dies loses nothing."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import websockets

from tests.browser.driver import free_port
from tests.loop import run
from tests.visitor import Visitor, grids

ROOT = Path(__file__).parents[2]
START = 180  # seconds that a busy machine may need to start two replicas
STUDENTS = 8
BASE = "/lessons"  # as behind a university's proxy
VALUE = 0.3

pytestmark = pytest.mark.skipif(
    shutil.which("caddy") is None, reason="there is no Caddy, and none could be installed"
)


def at(port):
    """The app's address."""
    return f"http://localhost:{port}{BASE}"


def three_ports():
    """The first of three ports in a row that no one listens on."""
    while True:
        first = free_port()
        try:
            for port in (first + 1, first + 2):
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return first


@pytest.fixture(scope="module")
def served():
    """The process of `make serve REPLICAS=2`, and its port."""
    port = three_ports()
    command = [sys.executable, "-m", "lib.web.serve", "--replicas", "2", "--port", str(port)]
    command += ["--base", BASE]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout.readline() == f"Cross-entropy, felt: {at(port)}\n"
            answer(port)
            yield server, port
        finally:
            server.terminate()


def answer(port, path="", cookie=""):
    """The headers of an answer, as soon as there is one."""
    asked = urllib.request.Request(f"{at(port)}/{path}", headers={"Cookie": cookie})
    for _ in range(10 * START):
        try:
            with urllib.request.urlopen(asked, timeout=20) as said:
                return said.headers
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def replica_in(headers):
    """Which replica a browser was told to stay with: the last, if another was tried in vain."""
    told = re.findall(r"^replica=([0-9a-f]+)", "\n".join(headers.get_all("Set-Cookie") or []), re.M)
    return told[-1] if told else None


def process_at(port):
    """The number of the process that listens at a port."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    fields = [line.split() for line in lines]
    inode = next(f[9] for f in fields if f[1].endswith(f":{port:04X}") and f[3] == "0A")
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) == f"socket:[{inode}]":
                return int(link.parts[2])
        except OSError:
            continue
    raise ProcessLookupError(port)


def test_a_browser_stays_with_its_replica(served):
    _, port = served
    first = replica_in(answer(port))
    assert first
    others = {replica_in(answer(port, "_stcore/health", f"replica={first}")) for _ in range(6)}
    assert others <= {None, first}


def test_both_replicas_take_browsers(served):
    _, port = served
    assert len({replica_in(answer(port)) for _ in range(30)}) == 2


class Waiting(Visitor):
    """A visitor who only listens."""

    async def wait(self):
        while True:
            await self._socket.recv()


class Student(Visitor):
    """A visitor who has dragged a slider and knows on which replica."""

    @property
    def replica(self):
        return replica_in(self._socket.response.headers)

    async def drag(self, value=VALUE):
        values = {"q": value}
        assert not (await self.release("curve", values)).errors
        return self

    @property
    def stands(self):
        return grids(self.figures["curve"])["q"].stands


def test_a_replica_killed_under_load_loses_nobodys_values_and_the_others_never_notice(served):
    _, port = served

    async def come(query=""):
        student = await Student(at(port), "loss_curve", query).__aenter__()
        seen = await student.open()
        assert not seen.errors
        return student

    async def go_on(student):
        try:
            return await student.drag(0.4)
        except websockets.ConnectionClosedError:
            return await come(student.query)  # at once, with the link that the page had

    async def story():
        students = [await come() for _ in range(STUDENTS)]
        while len({student.replica for student in students}) == 1:  # by chance
            students.append(await come())
        await asyncio.gather(*(student.drag() for student in students))
        work = [asyncio.ensure_future(go_on(student)) for student in students]
        os.kill(process_at(port + 1), signal.SIGKILL)
        ends = await asyncio.gather(*work)
        kept = [s for s, end in zip(students, ends, strict=True) if end is s]
        lost = [s for s in students if s not in kept]
        again = [end for end in ends if end not in kept]
        assert lost
        assert kept
        assert len({s.replica for s in lost}) == len({s.replica for s in kept}) == 1
        await asyncio.gather(*(student.drag(0.5) for student in kept))
        assert {student.stands for student in kept} == {0.5}
        # On the other replica, or already on the one that was started again.
        assert {student.stands for student in again} <= {VALUE, 0.4}
        for student in [*kept, *again]:
            await student.__aexit__(None, None, None)

    run(story())
    # The replica is started again, and is one of two once more.
    for _ in range(START):
        if len({replica_in(answer(port)) for _ in range(10)}) == 2:
            break
        time.sleep(1)
    else:
        raise TimeoutError


def test_one_signal_stops_all_of_it(served):
    server, port = served

    async def story():
        async with Waiting(at(port), "loss_curve") as visitor:
            await visitor.open()
            server.terminate()
            with pytest.raises(websockets.ConnectionClosed):
                await visitor.wait()

    run(story())
    assert server.wait(30) == 0
    for each in (port, port + 1, port + 2):
        socket.create_server(("127.0.0.1", each)).close()
