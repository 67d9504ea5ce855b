"""What may go wrong around a server: its disk, its clock, its network, and those who visit it."""

import asyncio
import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

from lib.web.limits import A_SECOND, AT_ONCE, LONGEST_QUERY, MAX_SESSIONS
from tests.browser.driver import free_port
from tests.loop import run
from tests.visitor import Visitor, grids

ROOT = Path(__file__).parents[2]
PLACES = 6

# The server as `streamlit run app.py` starts it, on a bad day: a signal makes the clock jump, by a
# day and back; every other host is out of reach, and asking for one is told.
BAD_DAY = """
import signal, socket, sys, time
real, shift, connect, look_up = time.time, [0.0], socket.socket.connect, socket.getaddrinfo
time.time = lambda: real() + shift[0]
signal.signal(signal.SIGUSR1, lambda *_: shift.insert(0, 86400.0 - shift[0]))
def unreachable(host, *_, **__):
    print("asked for", host, flush=True)
    raise OSError("no network")
def only_here(self, to):
    if self.type == socket.SOCK_DGRAM:  # nothing is sent: the machine's own address is looked up
        raise OSError("no network")
    return connect(self, to) if self.family == socket.AF_UNIX else unreachable(to[0])
socket.socket.connect = only_here
socket.getaddrinfo = unreachable
from streamlit.web.cli import main
sys.argv = ["streamlit", "run", "app.py", "--server.headless", "true", "--server.port", sys.argv[1]]
main()
"""


class Server:
    """A server on a bad day."""

    def __init__(self):
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123, whose writes fail
            self.process = subprocess.Popen(
                [sys.executable, "-c", BAD_DAY, str(self.port)],
                cwd=ROOT,
                env={**os.environ, MAX_SESSIONS: str(PLACES)},
                stdout=subprocess.PIPE,
                stderr=full,
                bufsize=0,
                # As on a full disk, no file can grow.
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
            )
        self.said = []
        while "URL" not in "".join(self.said):
            self.said.append(self.process.stdout.readline().decode())
            assert self.process.poll() is None
        while self.ask("_stcore/health") != 200:
            assert self.process.poll() is None
            time.sleep(0.1)

    def headers_of(self, path, method):
        """The headers and the text of an answer, whatever it is; the path goes as it is written."""
        client = http.client.HTTPConnection("localhost", self.port, timeout=30)
        client.request(method, f"/{path}", headers={"Accept": "text/html"})
        answer = client.getresponse()
        text = answer.read()
        client.close()
        return answer.headers, text

    def ask(self, path="", method="GET", data=None, accept="text/html"):
        """The status of an answer, 0 where there is none."""
        asked = urllib.request.Request(
            f"{self.address}/{path}", data, {"Accept": accept}, method=method
        )
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


@pytest.fixture(scope="module")
def server():
    server = Server()
    yield server
    server.process.terminate()
    server.process.wait(30)
    server.process.stdout.close()


async def drags(visitor, value):
    """What the figure shows after a release."""
    seen = await visitor.release("curve", {"q": value})
    assert not seen.errors
    return grids(visitor.figures["curve"])["q"].stands


class Waiting(Visitor):
    """A visitor who only listens."""

    async def wait(self):
        while True:
            await self._socket.recv()


async def opened(server, query="", kind=Visitor):
    visitor = await kind(server.address, "loss_curve", query).__aenter__()
    assert not (await visitor.open()).errors
    return visitor


async def left(*visitors):
    for visitor in visitors:
        await visitor.__aexit__(None, None, None)


def test_the_address_is_said_without_asking_another_host(server):
    assert f"URL: {server.address}" in "".join(server.said)
    assert "asked for" not in "".join(server.said)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "loss_curve?q=0.3",
        "nowhere",
        "nowhere/at/all.js",
        "_stcore/health",
        "_stcore/host-config",
        "_stcore/agent/openapi.json",
        "_stcore/upload_file/a/b",
        "app/static/plotly-basic-4.1.1.min.js",
        "app/static/nothing",
        "media/nothing.svg",
        "component/nothing/at.all",
        "static/../../app.py",
        "//elsewhere/share",
        "favicon.png",
        "?q=" + "1" * (LONGEST_QUERY + 1),
    ],
)
def test_every_route_owes_a_stranger_the_same_headers(server, path):
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        said, text = server.headers_of(path, method)
        assert "'unsafe-eval'" not in said["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in said["Content-Security-Policy"]
        assert said["X-Content-Type-Options"] == "nosniff"
        assert said["Referrer-Policy"] == "same-origin"
        assert "camera=()" in said["Permissions-Policy"]
        # An answer says nothing of where the app lies.
        assert str(ROOT).encode() not in text


def test_a_full_disk_is_not_noticed(server):
    async def story():
        for page in ("compression", "stability", "glossary"):
            async with Visitor(server.address, page) as visitor:
                assert not (await visitor.open()).errors

    run(story())


def test_a_clock_that_jumps_a_day_ahead_and_back_is_not_noticed(server):
    async def story():
        visitor = await opened(server)
        for value in (0.2, 0.3):
            server.process.send_signal(signal.SIGUSR1)
            assert await drags(visitor, value) == value
            other = await opened(server, f"q={value}")
            assert grids(other.figures["curve"])["q"].stands == value
            await left(other)
        await left(visitor)

    run(story())


def test_who_is_cut_off_finds_the_values_in_the_link_and_the_place_free(server):
    async def story():
        for _ in range(PLACES + 2):
            visitor = await opened(server)
            assert await drags(visitor, 0.3) == 0.3
            visitor._socket.transport.abort()
        again = await opened(server, visitor.query)
        assert grids(again.figures["curve"])["q"].stands == 0.3
        await left(again)

    run(story())


def test_beyond_its_places_the_server_says_so_and_those_inside_go_on(server):
    async def story():
        inside = [await opened(server) for _ in range(PLACES)]
        assert await asyncio.to_thread(server.ask) == 503
        with pytest.raises(websockets.InvalidStatus, match="503"):
            await Visitor(server.address, "loss_curve").__aenter__()
        assert await drags(inside[0], 0.3) == 0.3
        await left(*inside)
        await left(await opened(server))

    run(story())


def test_what_is_too_large_or_no_message_ends_only_its_own_session(server):
    async def story():
        visitor = await opened(server)
        for message in (bytes(2 * 2**20), b"\xff" * 100, "text"):
            other = await opened(server, kind=Waiting)
            await other._socket.send(message)
            with pytest.raises(websockets.ConnectionClosed):
                await other.wait()
        assert await drags(visitor, 0.3) == 0.3
        await left(visitor)

    run(story())
    assert server.ask("?q=" + "1" * LONGEST_QUERY) == 414
    assert server.ask("_stcore/upload_file/a/b", "PUT", bytes(4096)) == 403  # no token
    assert server.ask("_stcore/upload_file/a", "PUT", bytes(4096)) == 405
    assert server.ask("_stcore/upload_file/a/b", "POST", bytes(4096)) == 405


def test_a_session_from_a_strangers_page_is_refused_and_no_host_is_asked_who_we_are(server):
    async def story():
        stream = server.address.replace("http", "ws") + "/_stcore/stream"
        with pytest.raises(websockets.InvalidStatus, match="403"):
            await websockets.connect(stream, origin="https://elsewhere.example")

    run(story())
    os.set_blocking(server.process.stdout.fileno(), False)
    assert b"asked for" not in (server.process.stdout.read() or b"")


def flood(server):
    """A client that asks for the whole page without end, and reads nothing."""
    ask = BackMsg()
    ask.rerun_script.page_name = "loss_curve"
    message = ask.SerializeToString()
    frame = bytes([0x82, 0x80 | len(message), 0, 0, 0, 0]) + message
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("localhost", server.port))
    client.sendall(
        f"GET /_stcore/stream HTTP/1.1\r\nHost: localhost:{server.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    client.recv(1024)
    client.setblocking(False)
    try:
        for _ in range(2000):
            client.sendall(frame)
    except BlockingIOError:
        pass
    return client


def test_who_asks_without_end_and_reads_nothing_does_not_hold_up_the_others(server):
    async def story():
        visitor = await opened(server)
        client = await asyncio.to_thread(flood, server)
        for value in (0.2, 0.3, 0.4):
            assert await drags(visitor, value) == value
        client.close()
        await left(visitor)

    run(story())


class Flooding(Visitor):
    """A visitor who sends as much as a message may hold, as fast as it is taken."""

    sent = 0

    async def flood(self):
        ask = BackMsg()
        ask.rerun_script.page_script_hash = self._hash
        ask.rerun_script.query_string = "q" * 900_000
        message = ask.SerializeToString()
        while True:
            await self._socket.send(message)
            self.sent += 1


def test_a_flood_of_requests_is_taken_at_the_pace_of_a_hand_that_hurries(server):
    async def story():
        visitor, other = await opened(server), await opened(server, kind=Flooding)
        began, flooding = time.monotonic(), asyncio.ensure_future(other.flood())
        for value in (0.2, 0.3, 0.4):
            assert await drags(visitor, value) == value
        await asyncio.sleep(1)
        on_the_way = 20  # messages in the buffers of both sides
        sent = other.sent
        assert 0 < sent <= AT_ONCE + A_SECOND * (time.monotonic() - began) + on_the_way
        flooding.cancel()
        other._socket.transport.abort()
        await left(visitor)

    run(story())


def test_a_signal_in_the_middle_of_a_run_ends_the_server(server):
    async def story():
        visitors = [await opened(server, kind=Waiting) for _ in range(3)]
        running = [asyncio.ensure_future(drags(each, 0.4)) for each in visitors]
        await asyncio.sleep(0.02)
        server.process.terminate()
        await asyncio.gather(*running, return_exceptions=True)
        for each in visitors:
            with pytest.raises(websockets.ConnectionClosed):
                await each.wait()

    run(story())
    server.process.wait(15)
