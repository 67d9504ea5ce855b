"""What the page owes its visitor before Streamlit's scripts have run, written into its head.

The browser has time while it waits for the server's first words: it fetches the Plotly bundle and
the parts of Streamlit's scripts that the page will ask for one after another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from streamlit import config

from lib.web.packed import (
    BUNDLE,
    FIGURE,
    STREAMLIT,
    Answer,
    Application,
    Message,
    coding_of,
    headed,
    whole,
)
from lib.words import text as words

# A script that could not be fetched leaves, and the live figure tries again and says so.
SCRIPT = f'<script async src="./{BUNDLE}" onerror="this.remove()"></script>'
_ASSETS = Path(__file__).parents[2] / "assets"
STYLES, OWN = ((_ASSETS / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))

# The parts of Streamlit that the first screen of a lesson consists of.
_PARTS = ("BidiComponent", "TextInput", "ButtonGroup", "Button")


def needed(sent: str) -> list[str]:
    """Streamlit's lazily loaded scripts for a first screen, and those that they import in turn.

    Parameters
    ----------
    sent : str
        Streamlit's page: what it names is asked for already.
    """
    folder = STREAMLIT / "static/js"
    names = [path.name for part in _PARTS for path in sorted(folder.glob(f"{part}.*.js"))]
    for name in names:  # grows on the way
        text = (folder / name).read_text(encoding="utf-8")
        imported = re.findall(r'(?:from|import)"\./([^"]+)"', text)
        names += [each for each in imported if each not in sent and each not in names]
    return names


def themes() -> dict[str, dict]:
    """The themes as Streamlit's scripts take them before the server has sent any."""
    shared = config.get_options_for_section("theme")
    both = {}
    for base, name in enumerate(("light", "dark")):
        said = {**shared, **_stated(config.get_options_for_section(f"theme.{name}"))}
        said["bodyFont"] = said.pop("font")
        both[f"{name.upper()}_THEME"] = {**_stated(said), "base": base}
    return both


def _stated(options: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in options.items() if value is not None}


@lru_cache(maxsize=32)
def page_of(sent: str, host: str, lesson: str) -> str:
    """Streamlit's page with a head of our own.

    Parameters
    ----------
    sent : str
        The page as Streamlit sends it.
    host : str
        What Streamlit's server says of the host of the app, as JSON.
    lesson : str
        The page that is asked for; empty where there is none of that name.
    """
    # The theme's fonts are those of the device.
    sent = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', "", sent)
    names = [FIGURE, *(f"static/js/{name}" for name in needed(sent))]
    said = json.dumps({**themes(), "HOST_CONFIG": json.loads(host)}).replace("<", "\\u003c")
    head = [
        SCRIPT,
        *(f'<link rel="modulepreload" href="./{name}">' for name in names),
        f"<style>{STYLES}</style>",
        f'<script type="application/json" id="said-before">{said}</script>',
        f"<script>{OWN}</script></head>",
    ]
    sent = sent.replace("</head>", "".join(head), 1)
    if not lesson:
        return sent
    title, question = (
        escape(text) for text in (words.page_title(lesson), words.prose(lesson, "question"))
    )
    sent = sent.replace("<title>Streamlit</title>", f"<title>{title}</title>", 1)
    return sent.replace("<body>", f'<body><div id="first-words">{question}</div>', 1)


def _lesson(path: str) -> str:
    name = path.rpartition("/")[2] or "home"
    return name if any(name in group["pages"] for group in words.course()) else ""


class BundleInHead:
    """ASGI middleware: what is asked for as a document gets its head.

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
        answer = await whole(self.app, scope)
        if answer.is_page:
            start = headed(answer.start, etag=None, last_modified=None)
            page = page_of(answer.body.decode(), await self._host(scope), _lesson(scope["path"]))
            answer = Answer(start, page.encode())
            answer = answer.packed(coding_of(scope))
        await answer.send(send)

    async def _host(self, scope: Message) -> str:
        """What the server says when Streamlit's scripts ask for the configuration of its host."""
        base = f"{scope.get('root_path', '')}/{config.get_option('server.baseUrlPath')}".rstrip("/")
        answer = await whole(self.app, {**scope, "path": f"{base}/_stcore/host-config"})
        return answer.body.decode()
