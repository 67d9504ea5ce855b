"""The address at which the server hands out a lesson as a file: offline/<lesson>.html?<state>.

The page's script is run in a process of its own, so that no other visitor's page waits for it; one
at a time, and the last few files are kept.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections import OrderedDict
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response

from lib.export.links import ordered, texts_in
from lib.lessons.registry import lessons
from lib.web.packed import Application, Message
from lib.web.share import OFFLINE

ROOT = Path(__file__).parents[2]
KEPT = 12  # files of at most two megabytes
WAITING = 8  # visitors who wait for a file
PATIENCE = 120.0  # seconds that a file may take
_PATH = re.compile(rf"(?P<base>.*)/{OFFLINE}/(?P<lesson>\w+)\.html")
_HOST = re.compile(r"[\w.-]{1,250}(:\d{1,5})?|\[[\da-fA-F:.]{2,45}\](:\d{1,5})?")


class Downloads:
    """ASGI middleware: lessons as files.

    Parameters
    ----------
    app : ASGI application
        What answers everything else.
    """

    def __init__(self, app: Application) -> None:
        self.app = app
        self.kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self.waiting = 0

    async def __call__(self, scope: Message, receive: Application, send: Application) -> None:
        """Answer one request."""
        asked = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if asked is None or asked["lesson"] not in lessons():
            await self.app(scope, receive, send)
            return
        texts = texts_in(scope["query_string"].decode("latin-1"))
        link = ordered(lessons()[asked["lesson"]], texts)
        app = f"{_origin(scope)}{asked['base']}"
        answer = await self._answer(asked["lesson"], link, app)
        await answer(scope, receive, send)

    async def _answer(self, lesson: str, link: str, app: str) -> Response:
        if self.waiting >= WAITING:
            return _sorry("Many are asking for a lesson as a file. Please try again in a minute.")
        self.waiting += 1
        try:
            async with self._turn:
                file = await self._file(lesson, link, app)
        except TimeoutError:
            file = b""
        finally:
            self.waiting -= 1
        if not file:
            return _sorry("The file could not be made. The lesson itself still runs.")
        named = {"content-disposition": f'attachment; filename="{lesson}.html"'}
        return Response(file, media_type="text/html", headers=named)

    async def _file(self, *asked: str) -> bytes:
        if asked in self.kept:
            self.kept.move_to_end(asked)
            return self.kept[asked]
        if file := await self._make(*asked):
            self.kept[asked] = file
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return file

    async def _make(self, lesson: str, link: str, app: str) -> bytes:
        """Run the page in a process of its own; nothing where that fails."""
        command = [sys.executable, "-m", "lib.export.offline", lesson, f"--link={link}"]
        process = await asyncio.create_subprocess_exec(
            *command,
            f"--app={app}",
            "--behind",
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            file, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
        finally:
            if process.returncode is None:
                process.kill()
        return b"" if process.returncode else file


def _origin(scope: Message) -> str:
    """Where the visitor found the app; empty where the request says nothing that could be it."""
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    scheme = headers.get("x-forwarded-proto", scope.get("scheme", "http"))
    fits = _HOST.fullmatch(host) and scheme in ("http", "https")
    return f"{scheme}://{host}" if fits else ""


def _sorry(text: str) -> Response:
    return PlainTextResponse(text, status_code=503, headers={"retry-after": "60"})
