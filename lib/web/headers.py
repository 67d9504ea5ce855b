"""What every response owes a stranger: which scripts may run, and who may put the app in a frame.

The Content-Security-Policy names the smallest set that Streamlit runs on. `blob:` is how it loads
the script of a component, inline styles are how it styles everything; no text is ever evaluated as
code. The scripts that are written into the page are named by their hashes.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import streamlit

from lib.web.head import OWN, SCRIPT
from lib.web.packed import Application, Message

EMBED_ORIGINS = "EMBED_ORIGINS"  # environment: origins whose pages may show the app, with spaces
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
_UNUSED = "camera microphone geolocation payment usb serial midi display-capture"


def embedders() -> list[str]:
    """The origins whose pages may show the app in a frame, as the environment says.

    Raises
    ------
    SystemExit
        When one of them is not an origin, which a header could not say: the start ends with a
        sentence.
    """
    origins = os.environ.get(EMBED_ORIGINS, "").split()
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise SystemExit(
                f"{EMBED_ORIGINS} must be origins such as https://moodle.example.edu, "
                f"with spaces between them; got {origin}"
            )
    return origins


def policy(scripts: Iterable[str], handlers: Iterable[str], origins: Iterable[str]) -> str:
    """The Content-Security-Policy for inline scripts and handlers, and for who may embed."""
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self' blob:", *map(_hash, scripts)]),
            " ".join(["script-src-attr 'unsafe-hashes'", *map(_hash, handlers)]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(["frame-ancestors 'self'", *origins]),
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


class Headers:
    """ASGI middleware: the same few headers on every response.

    Parameters
    ----------
    app : ASGI application
        What answers.
    origins : iterable of str
        Whose pages may show the app in a frame, beside its own.
    """

    def __init__(self, app: Application, origins: Iterable[str] = ()) -> None:
        scripts = re.findall("<script>(.*?)</script>", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
        handlers = re.findall(r' on\w+="(.*?)"', SCRIPT)
        said = {
            "content-security-policy": policy([*scripts, OWN], handlers, origins),
            "x-content-type-options": "nosniff",
            # The address is the student's state; other sites need not read it.
            "referrer-policy": "same-origin",
            "permissions-policy": ", ".join(f"{name}=()" for name in _UNUSED.split()),
        }
        self.app = app
        self.said = [(name.encode(), text.encode()) for name, text in said.items()]
        self.names = {name for name, _ in self.said}

    async def __call__(self, scope: Message, receive: Application, send: Application) -> None:
        """Answer one request."""

        async def say(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [pair for pair in message["headers"] if pair[0].lower() not in self.names]
                message = {**message, "headers": [*others, *self.said]}
            await send(message)

        await self.app(scope, receive, say)
