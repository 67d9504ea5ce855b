"""Serves the app for a class: `python -m lib.web.serve`, one process or several behind a balancer.

One process is the same ASGI app that `streamlit run app.py` serves, with the limits of a server
that strangers reach. With `--replicas N` there are N such processes, and Caddy in front of them
(`deploy/Caddyfile`): a browser stays with its replica by a cookie, one that dies is started again,
and one signal stops all. Runs in the foreground.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Event
from urllib.request import urlopen

import uvicorn
from streamlit import config

ROOT = Path(__file__).parents[2]
CADDYFILE = ROOT / "deploy" / "Caddyfile"
GRACE = 10  # seconds in which runs may end after a signal
UNREAD = 30  # seconds after which a connection that takes nothing is cut
LARGEST_HEAD = 32 * 1024  # bytes of a request's line and headers
PAUSE = 1  # seconds before a dead replica is started again


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until a signal comes; the status to exit with."""
    parser = argparse.ArgumentParser(prog="lib.web.serve", description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="", help="address to listen on; every one by default")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--replicas", type=int, default=1, help="processes; above 1 behind Caddy")
    parser.add_argument("--base", default="", help="path below which a proxy shows it: /lessons")
    parser.add_argument("--quiet", action="store_true", help="do not say where the app is")
    asked = parser.parse_args(arguments)
    if asked.base:
        config.set_option("server.baseUrlPath", asked.base.strip("/"))
    if asked.replicas > 1:
        return _serve_behind_a_balancer(asked.host, asked.port, asked.replicas)
    return _serve(asked.host, asked.port, asked.quiet)


def _serve(host: str, port: int, quiet: bool) -> int:
    """One process."""
    try:
        # It listens when it can answer: a balancer would let connections wait for the answer.
        bound = _bind(host, port)
    except OSError as error:
        print(f"Port {port} cannot be had: {error.strerror}.", file=sys.stderr)
        return 1
    every = config.get_option("server.websocketPingInterval")
    server = uvicorn.Server(
        uvicorn.Config(
            "app:app",
            lifespan="on",
            http="h11",
            h11_max_incomplete_event_size=LARGEST_HEAD,
            ws="websockets-sansio",
            ws_max_size=config.get_option("server.maxWidgetStateSize") * 2**20,
            ws_ping_interval=every,
            ws_ping_timeout=every,
            ws_per_message_deflate=config.get_option("server.enableWebsocketCompression"),
            timeout_graceful_shutdown=GRACE,
            server_header=False,
            access_log=False,
            log_level="warning",
        )
    )
    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn hands them on when it has ended
        signal.signal(number, lambda *_: sys.exit(0))
    with bound:
        if not quiet:
            _say(host, bound.getsockname()[1])
        server.run(sockets=[bound])
    return 0 if server.started else 1


def _bind(host: str, port: int) -> socket.socket:
    """A socket at an address, or at every address of both kinds."""
    both = not host and socket.has_dualstack_ipv6()
    bound = socket.socket(socket.AF_INET6 if both or ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if both:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: the kernel cuts who does not read
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * UNREAD)
    bound.bind((host, port))
    return bound


def _serve_behind_a_balancer(host: str, port: int, replicas: int) -> int:
    """Several processes, Caddy before them, and this one that watches over all."""
    caddy = shutil.which("caddy")
    if caddy is None:
        print(
            "Several replicas need Caddy in front of them, and there is no `caddy` here.\n"
            "Install it (Debian: the package `caddy`), or serve one process.",
            file=sys.stderr,
        )
        return 1
    ends = Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ends.set())
    ports = range(port + 1, port + 1 + replicas)
    balanced = {
        "LISTEN": host or ("[::]" if socket.has_dualstack_ipv6() else "0.0.0.0"),
        "PORT": str(port),
        "UPSTREAMS": " ".join(f"127.0.0.1:{at}" for at in ports),
        "BASE": _base(),
    }
    this = [sys.executable, "-m", "lib.web.serve", "--host", "127.0.0.1", "--quiet"]
    this += ["--base", _base(), "--port"]
    running = {at: _start([*this, str(at)]) for at in ports}
    if all(_answers(at, running[at], ends) for at in ports):
        command = [caddy, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
        balancer = running[port] = _start(command, balanced)
        _say(host, port)
        while not ends.wait(PAUSE) and balancer.poll() is None:
            for at in ports:
                if running[at].poll() is not None:
                    print(f"The replica at {at} has ended and starts again.", file=sys.stderr)
                    running[at] = _start([*this, str(at)])
    failed = not ends.is_set()  # nobody asked it to stop
    _stop(running.values())
    return int(failed)


def _start(command: Sequence[str], settings: Mapping[str, str] = {}) -> subprocess.Popen:
    # Only this process hears the keyboard, so that all stop in good order.
    environment = {**os.environ, **settings}
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def _answers(port: int, process: subprocess.Popen, ends: Event) -> bool:
    """Wait for a replica; whether it lives, and nobody has asked it to stop."""
    address = f"http://127.0.0.1:{port}{_base()}/_stcore/health"
    while process.poll() is None and not ends.wait(0.1):
        try:
            with urlopen(address, timeout=1):
                return True
        except OSError:
            pass  # not yet
    return False


def _stop(processes: Iterable[subprocess.Popen]) -> None:
    """Ask all to end at once, and end those that take too long."""
    processes = list(processes)
    for process in processes:
        process.terminate()
    last = time.monotonic() + GRACE + 5
    for process in processes:
        try:
            process.wait(max(0.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def _base() -> str:
    """The path under which a proxy in front serves the app, with its leading slash, or nothing."""
    base = config.get_option("server.baseUrlPath").strip("/")
    return f"/{base}" if base else ""


def _say(host: str, port: int) -> None:
    """Print where the app is, without asking another host for it."""
    print(f"Cross-entropy, felt: http://{host or 'localhost'}:{port}{_base()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
