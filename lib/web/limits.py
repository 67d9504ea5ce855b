"""What one visitor may ask of the server, so that the others get their answers.

Streamlit's own settings bound the size of messages (`.streamlit/config.toml`). Here are the bounds
that it has not: how many sessions a process takes, how long an address may be, how often a session
may ask for a run, how long a browser may take nothing of what it asked for, and how many bytes a
file may have that a student uploads. Nothing else can be sent.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable

from starlette.formparsers import MultiPartParser

from lib.web.held import ACCOUNT, MB, Account, bound
from lib.web.packed import Application, Message

MAX_SESSIONS = "MAX_SESSIONS"  # environment: sessions that one process takes at a time
USUAL_SESSIONS = 600
LONGEST_QUERY = 20_480  # bytes: five texts of 300 characters, however they are escaped
AT_ONCE, A_SECOND = 20, 5  # messages of one session: a hand that hurries, and one that goes on
PATIENCE = 30.0  # seconds in which a browser must take what it was sent
READING = ("GET", "HEAD", "OPTIONS")
LARGEST_UPLOAD = 50  # MB of a file, as `.streamlit/config.toml` says it to browsers too
_MOST_BYTES = (LARGEST_UPLOAD + 1) * MB  # of a request: the file and what a form says around it
_UPLOAD = re.compile(
    r".*/_stcore/upload_file/[^/]+/[^/]+"
)  # where Streamlit takes a session's file
_SENDING = ("PUT", "DELETE")

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cross-entropy, felt</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1.1rem/1.5 serif; max-width: 32rem; margin: 20vh auto }}</style></head>
<body><h1>{title}</h1><p>{text}</p></body></html>
"""
FULL = (503, "Every place is taken", "Please try again in a minute, or look on with a neighbour.")
TOO_LONG = (
    414,
    "This link is too long",
    "Please ask for it again.",
)
READ_ONLY = (405, "Nothing can be sent here", "The lessons are only read.")
TOO_LARGE = (
    413,
    "This file is too large",
    f"At most {LARGEST_UPLOAD} MB can be uploaded.",
)
NO_ROOM = (
    503,
    "There is no room for this file now",
    "The server holds as many files of its visitors as it may. Try again in a few minutes.",
)


def sessions() -> int:
    """How many sessions a process takes, as the environment says."""
    return bound(MAX_SESSIONS, USUAL_SESSIONS)


class Limits:
    """ASGI middleware that turns away what is too much, and slows down what is too often.

    Parameters
    ----------
    app : ASGI application
        What answers.
    most : int
        Sessions at a time.
    patience : float, optional
        Seconds in which a browser must take what it was sent.
    account : Account, optional
        What files and tables take of the memory.
    """

    def __init__(
        self,
        app: Application,
        most: int = USUAL_SESSIONS,
        patience: float = PATIENCE,
        account: Account = ACCOUNT,
    ) -> None:
        self.app = app
        self.account = account
        self.most = most
        self.patience = patience
        self.open = 0
        # A student's file stays in memory: beyond this size a part of a form would go to the disk.
        MultiPartParser.spool_max_size = _MOST_BYTES

    async def __call__(self, scope: Message, receive: Application, send: Application) -> None:
        """Answer one request, or serve one session."""
        kind = scope["type"]
        if kind not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif len(scope["query_string"]) > LONGEST_QUERY:
            await _refuse(kind, send, TOO_LONG)
        elif kind == "http":
            await self._answer(scope, receive, send)
        elif self.open >= self.most:
            await _refuse(kind, send, FULL)
        else:
            self.open += 1
            try:
                await self._serve(scope, receive, send)
            finally:
                self.open -= 1

    async def _answer(self, scope: Message, receive: Application, send: Application) -> None:
        """A file or a page; a page only where a session has a place."""
        document = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
        if scope["method"] in _SENDING and _UPLOAD.fullmatch(scope["path"]):
            await self._take(scope, receive, send)
        elif scope["method"] not in READING:
            await _refuse("http", send, READ_ONLY)
        elif document and self.open >= self.most:
            await _refuse("http", send, FULL)
        else:
            await self.app(scope, receive, send)

    async def _take(self, scope: Message, receive: Application, send: Application) -> None:
        """A student's file, or its removal; too large a one ends as soon as that is known."""
        said = dict(scope["headers"]).get(b"content-length")
        if said is not None and (not said.isdigit() or int(said) > _MOST_BYTES):
            await _refuse("http", send, TOO_LARGE)
            return
        removes = scope["method"] == "DELETE"
        size = 0 if removes else _MOST_BYTES if said is None else int(said)
        with self.account.coming(size) as room:
            if room or removes:
                await self._pass_on(scope, receive, send)
            else:
                await _refuse("http", send, NO_ROOM)

    async def _pass_on(self, scope: Message, receive: Application, send: Application) -> None:
        """Hand a file on, as long as it is no larger than it may be."""
        taken = 0

        async def take() -> Message:
            nonlocal taken
            if taken > _MOST_BYTES:
                return {"type": "http.disconnect"}
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= _MOST_BYTES else {"type": "http.disconnect"}

        async def give(message: Message) -> None:
            if taken <= _MOST_BYTES:
                await send(message)

        try:
            await self.app(scope, take, give)
        except Exception:
            if taken <= _MOST_BYTES:
                raise
        if taken > _MOST_BYTES:
            await _refuse("http", send, TOO_LARGE)

    async def _serve(self, scope: Message, receive: Application, send: Application) -> None:
        """A session: what it asks is taken at its pace, what it does not take ends it."""
        allowance, gone = Allowance(), False
        serving = asyncio.current_task()

        async def take() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                # Meanwhile no more is read: whoever sends more has to wait, and only they.
                await asyncio.sleep(allowance.wait())
            return message

        async def give(message: Message) -> None:
            nonlocal gone
            try:
                async with asyncio.timeout(self.patience):
                    await send(message)
            except TimeoutError:
                gone = True
                if asyncio.current_task() is not serving:  # Streamlit sends from a task of its own
                    serving.cancel()
                raise

        try:
            await self.app(scope, take, give)
        except (asyncio.CancelledError, TimeoutError):
            if not gone:
                raise
            serving.uncancel()


class Allowance:
    """How long the next message of a session must wait: a bucket that fills again.

    Examples
    --------
    >>> allowance = Allowance(at_once=2, a_second=10, now=lambda: 0.0)
    >>> [round(allowance.wait(), 1) for _ in range(4)]
    [0.0, 0.0, 0.1, 0.2]
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        a_second: float = A_SECOND,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now, self._a_second, self._most = now, a_second, at_once
        self._left, self._then = float(at_once), now()

    def wait(self) -> float:
        """Seconds to wait before the message that has come now is handed on."""
        now = self._now()
        self._left = min(self._most, self._left + (now - self._then) * self._a_second) - 1
        self._then = now
        return max(0.0, -self._left / self._a_second)


async def _refuse(kind: str, send: Application, reason: tuple[int, str, str]) -> None:
    """Answer with a page that says why; a session is refused in the same words."""
    status, title, text = reason
    body = _PAGE.format(title=title, text=text).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", b"60"),
    ]
    prefix = f"{kind}.http" if kind == "websocket" else kind
    await send({"type": f"{prefix}.response.start", "status": status, "headers": headers})
    await send({"type": f"{prefix}.response.body", "body": body})
