"""Static files compressed once: Streamlit sends its own scripts, 2.3 MB of them, as they are.

It leaves that to a proxy, because to compress a file anew for every visitor costs too much. Here
each is compressed when it is first asked for, and kept: there are as many as files on the disk.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa  # Streamlit needs it too; it brings Brotli, a tenth smaller than gzip
import streamlit

Message = MutableMapping[str, Any]
Application = Callable[..., Awaitable[None]]

OURS = "app/static/"  # see static/README.md
FOR_GOOD = "public, immutable, max-age=31536000"
_STATIC = re.compile(r"(/[\w~+-]+){0,4}?/static(/\w[\w.-]*)+")
_TEXT = (".js", ".css", ".svg", ".json")
_CODINGS: dict[str | None, Callable[[bytes], bytes]] = {
    "br": lambda body: pa.Codec("brotli", compression_level=9).compress(body, asbytes=True),
    "gzip": lambda body: gzip.compress(body, 9, mtime=0),
    None: bytes,
}

STREAMLIT = Path(streamlit.__file__).parent / "static"

# Scripts of ours, by their hash: sent with the figure they would come anew with every release.
_SCRIPTS: dict[str, bytes] = {}


def _named(name: str) -> str:
    """The address of a script of ours."""
    body = (Path(__file__).parents[2] / "assets" / name).read_bytes()
    address = f"{OURS}{name.removesuffix('.js')}-{sha256(body).hexdigest()[:8]}.js"
    _SCRIPTS[address] = body
    return address


FIGURE, PROJECTOR = _named("live_figure.js"), _named("projector.js")

# Streamlit's icon font has four thousand icons, of which its scripts and this app show a few.
_ICONS = re.compile(r"/static/media/MaterialSymbols-Rounded\.[\w-]+\.woff2$")
ICONS = f"{OURS}icons-e268dc72.woff2"
# Its text fonts: the theme does without, yet one character that a device lacks would fetch them.
_FACES = re.compile(rb"@font-face\{font-family:Source [^}]*\}")

# Plotly's program is a function that is handed to the few lines before it, and its modules are
# functions that are handed to `W`; all of them are called at once. In parentheses a browser
# compiles such a function where it reads it; without, it reads all of it only to know where it
# ends, and then once more.
BUNDLE = f"{OURS}plotly-basic-4.1.1.min.js"
_PROGRAM = re.compile(rb"(?<=this, )\(\) => \{.*\}(?=\)\);\s*\Z)", re.DOTALL)
_MODULE = re.compile(rb"(?<==W\()(?:\([\w$,]*\)|[\w$]+)=>(?=\{)")

# What would make of a server's answer less than the whole file as it is.
_ASKS_FOR_LESS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-range", b"range")


def headed(start: Message, **headers: str | None) -> Message:
    """The message that starts a response with some other headers; None takes one away."""
    new = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    kept = [pair for pair in start["headers"] if pair[0].lower() not in new]
    more = [(name, value.encode()) for name, value in new.items() if value is not None]
    return {**start, "headers": kept + more}


@dataclass(frozen=True)
class Answer:
    """What a server said: the message that starts its response, and the whole body."""

    start: Message
    body: bytes

    async def send(self, send: Application) -> None:
        """Say it to a client."""
        await send(headed(self.start, content_length=str(len(self.body))))
        await send({"type": "http.response.body", "body": self.body})

    @property
    def is_page(self) -> bool:
        """Whether it is Streamlit's page, which is also what stands for a missing file."""
        return _is_page(self.start)

    @property
    def is_file(self) -> bool:
        """Whether it is a file that was asked for."""
        return self.start["status"] == 200 and not self.is_page

    def packed(self, coding: str | None) -> Answer:
        """The same, compressed."""
        start = headed(self.start, content_encoding=coding, vary="accept-encoding", etag=None)
        return Answer(start, _CODINGS[coding](self.body))


async def whole(app: Application, scope: Message) -> Answer:
    """A server's answer in one piece and as plain text, whatever the client would take."""
    start: Message = {}
    body = bytearray()

    asked = iter([{"type": "http.request"}])

    async def receive() -> Message:
        # Once the request, then silence: several may wait for the answer, so nobody hangs up.
        return next(asked, None) or await asyncio.get_running_loop().create_future()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    kept = [pair for pair in scope["headers"] if pair[0] not in _ASKS_FOR_LESS]
    await app({**scope, "headers": kept}, receive, collect)
    return Answer(start, bytes(body))


def coding_of(scope: Message) -> str | None:
    """The best compression that the client understands."""
    accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1")
    offered = {name.partition(";")[0].strip() for name in accepted.split(",")}
    return next((name for name in _CODINGS if name in offered), None)


class PackedOnce:
    """ASGI middleware: static text is sent compressed, and our own files are cached for good.

    Parameters
    ----------
    app : ASGI application
        What serves the files.
    """

    def __init__(self, app: Application) -> None:
        self.app = app
        self.kept: dict[tuple[str, str], asyncio.Future[Answer]] = {}

    async def __call__(self, scope: Message, receive: Application, send: Application) -> None:
        """Serve one request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or not _STATIC.fullmatch(path):
            await self.app(scope, receive, send)
            return
        path = stand_in(path)
        scope = {**scope, "path": path}
        if path.endswith(_TEXT):
            answer = await self._once(scope, coding_of(scope))
            await answer.send(send)
            return

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start" and f"/{OURS}" in path:
                message = kept_for_good(message)
            await send(message)

        await self.app(scope, receive, keep)

    async def _once(self, scope: Message, coding: str | None) -> Answer:
        """A compressed file; who asks for it meanwhile waits for the same one."""
        key = (scope["path"], coding)
        if key not in self.kept:
            self.kept[key] = asyncio.ensure_future(self._pack(scope, coding))
            self.kept[key].add_done_callback(partial(self._forget, key))
        return await asyncio.shield(self.kept[key])

    async def _pack(self, scope: Message, coding: str | None) -> Answer:
        own = scope["path"][scope["path"].find(f"/{OURS}") + 1 :]
        answer = script(_SCRIPTS[own]) if own in _SCRIPTS else await whole(self.app, scope)
        if f"/{OURS}" in scope["path"]:
            answer = Answer(kept_for_good(answer.start), answer.body)
        elif scope["path"].endswith(".css"):
            answer = Answer(answer.start, lean(answer.body))
        if own == BUNDLE:
            answer = Answer(answer.start, eager(answer.body))
        return await asyncio.to_thread(answer.packed, coding) if answer.is_file else answer

    def _forget(self, key: tuple[str, str], done: asyncio.Future[Answer]) -> None:
        # There are only so many files, but any number of other addresses.
        if done.cancelled() or done.exception() or not done.result().is_file:
            del self.kept[key]


def _is_page(start: Message) -> bool:
    return dict(start["headers"]).get(b"content-type", b"").startswith(b"text/html")


def stand_in(path: str) -> str:
    """The address of what is sent in place of a file."""
    return _ICONS.sub(f"/{ICONS}", path)


def lean(sheet: bytes) -> bytes:
    """Streamlit's style sheet without its text fonts."""
    return _FACES.sub(b"", sheet)


def eager(bundle: bytes) -> bytes:
    """The library that draws, so that a browser compiles it while it comes."""
    modules = (b"(%s)" % part if whole else part for part, whole in _modules(bundle))
    return _PROGRAM.sub(lambda program: b"(%s)" % program[0], b"".join(modules))


def _modules(bundle: bytes) -> Iterator[tuple[bytes, bool]]:
    """The pieces of a bundle, and which of them are modules.

    Braces are counted wherever they stand. The few modules that have odd ones in their texts do not
    end where that says, and are left as they are.
    """
    done = 0
    for module in _MODULE.finditer(bundle):
        if module.start() < done:
            continue
        end = _after_braces(bundle, module.end())
        if bundle.startswith(b");", end):
            yield bundle[done : module.start()], False
            yield bundle[module.start() : end], True
            done = end
    yield bundle[done:], False


def _after_braces(text: bytes, start: int) -> int:
    """Where the brace at a place is closed; the end, if it never is."""
    deep = 0
    for brace in re.compile(rb"[{}]").finditer(text, start):
        deep += 1 if brace[0] == b"{" else -1
        if not deep:
            return brace.end()
    return len(text)


def script(body: bytes) -> Answer:
    """A script as a server would send it."""
    kind = (b"content-type", b"text/javascript; charset=utf-8")
    return Answer({"type": "http.response.start", "status": 200, "headers": [kind]}, body)


def kept_for_good(start: Message) -> Message:
    """A file's address names its version, so a browser need not ask again."""
    found = start["status"] in (200, 206) and not _is_page(start)
    return headed(start, cache_control=FOR_GOOD) if found else start
