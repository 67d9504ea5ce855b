"""Puts the Plotly bundle into the head of the page, so that it is there before the first figure.

The browser has time while it waits for the server's first words; later, the figures would wait for
the bundle. Without this the live figure loads the bundle by itself, a tenth of a second later.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Application = Callable[..., Awaitable[None]]

BUNDLE = "app/static/plotly-basic-4.1.1.min.js"
# A script that could not be fetched leaves, and the live figure tries again and says so.
SCRIPT = f'<script async src="./{BUNDLE}" onerror="this.remove()"></script></head>'.encode()
_UNTOUCHED = (b"accept-encoding", b"if-none-match", b"if-modified-since")


class BundleInHead:
    """ASGI middleware: every page that is asked for as a document gets the script tag.

    Parameters
    ----------
    app : ASGI application
        What serves the pages.
    """

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Application, send: Application) -> None:
        """Serve one request."""
        headers = dict(scope.get("headers", ()))
        if scope["type"] != "http" or b"text/html" not in headers.get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        # Whole and as plain text, or there is no head to write into.
        kept = [(name, value) for name, value in scope["headers"] if name not in _UNTOUCHED]
        start: Message = {}
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = bytes(body).replace(b"</head>", SCRIPT, 1)
            length = [(b"content-length", str(len(page)).encode())]
            others = [pair for pair in start["headers"] if pair[0] != b"content-length"]
            await send({**start, "headers": others + length})
            await send({"type": "http.response.body", "body": page})

        await self.app({**scope, "headers": kept}, receive, rewrite)
