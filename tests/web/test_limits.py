"""What is turned away, slowed down and cut off, and what every response says; without a server."""

import asyncio
import re
import tomllib
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Route

from lib.web.head import BundleInHead
from lib.web.headers import EMBED_ORIGINS, Headers, embedders
from lib.web.held import Account
from lib.web.limits import (
    LARGEST_UPLOAD,
    LONGEST_QUERY,
    MAX_SESSIONS,
    Allowance,
    Limits,
    sessions,
)
from tests.app import ROOT
from tests.loop import run


async def answers(scope, receive, send):
    """A server that answers everything, and holds every session until its browser leaves."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})
        return
    while (await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "bytes": b"here"})


async def ask(app, accept=b"text/html", method="GET", query=b""):
    """The status, headers and text of an answer."""
    sent = []

    async def collect(message):
        sent.append(message)

    scope = {"type": "http", "method": method, "path": "/", "query_string": query}
    await app({**scope, "headers": [(b"accept", accept)]}, None, collect)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"].decode()


class Tab:
    """A browser's side of a session."""

    def __init__(self, app, reads=True):
        self.said, self.heard, self.reads = asyncio.Queue(), [], reads
        scope = {"type": "websocket", "query_string": b"", "headers": []}
        self.task = asyncio.ensure_future(app(scope, self.said.get, self.hear))

    async def hear(self, message):
        if not self.reads:
            await asyncio.Event().wait()
        self.heard.append(message)

    async def leave(self):
        self.said.put_nowait({"type": "websocket.disconnect"})
        await self.task


def test_beyond_its_sessions_a_server_says_so_until_one_leaves():
    async def story():
        app = Limits(answers, most=2)
        tabs = [Tab(app), Tab(app)]
        await asyncio.sleep(0)
        status, headers, text = await ask(app)
        assert (status, b"retry-after" in headers) == (503, True)
        assert "place" in text
        assert (await ask(app, accept=b"*/*"))[0] == 200  # those who are in still get their files
        late = Tab(app)
        await late.task
        assert late.heard[0]["status"] == 503
        await tabs[0].leave()
        assert (await ask(app))[0] == 200
        await tabs[1].leave()
        assert app.open == 0

    run(story())


async def answers_from_a_task(scope, receive, send):
    """A server that sends as Streamlit does: what asks and what answers are two tasks."""
    while (await receive())["type"] != "websocket.disconnect":
        sending = asyncio.ensure_future(send({"type": "websocket.send", "bytes": b"here"}))
        sending.add_done_callback(lambda done: done.exception())


@pytest.mark.parametrize("server", [answers, answers_from_a_task])
def test_a_browser_that_takes_nothing_loses_its_session(server):
    async def story():
        app = Limits(server, patience=0.01)
        tab = Tab(app, reads=False)
        tab.said.put_nowait({"type": "websocket.receive", "bytes": b"?"})
        async with asyncio.timeout(5):
            await tab.task
        assert app.open == 0

    run(story())


def test_a_session_that_is_stopped_from_outside_is_not_mistaken_for_one_that_takes_nothing():
    async def story():
        tab = Tab(Limits(answers))
        await asyncio.sleep(0)
        tab.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await tab.task

    run(story())


def test_a_hand_is_never_slowed_down_and_a_flood_is():
    now = 0.0
    allowance = Allowance(now=lambda: now)
    for _ in range(60):
        assert allowance.wait() == 0
        now += 0.25
    waits = [allowance.wait() for _ in range(100)]
    assert waits[0] == 0
    # A hundred at once take as long as a hundred may, but for the few that come free.
    assert waits[-1] == pytest.approx((100 - 20) / 5, abs=1)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_sent_to_the_server(method):
    assert run(ask(Limits(answers), method=method))[0] == 405


PLACE = "/_stcore/upload_file/a-session/a-file"


async def send(app, body, said=None, path=PLACE, method="PUT"):
    """The answers to a request with a body that comes in parts, and how much of it was read."""
    parts = [body[i : i + 2**20] for i in range(0, len(body), 2**20)] or [b""]
    answers, read = [], 0

    async def receive():
        nonlocal read
        if read == len(parts):
            return {"type": "http.disconnect"}
        part, more = parts[read], read + 1 < len(parts)
        read += 1
        return {"type": "http.request", "body": part, "more_body": more}

    async def collect(message):
        answers.append(message)

    headers = [] if said is None else [(b"content-length", str(said).encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": b""}
    await app({**scope, "headers": headers}, receive, collect)
    return answers, read


def uploads():
    """A server that takes a file as Streamlit does, and keeps how it was held meanwhile."""
    held = []

    async def take(request):
        form = await request.form()
        file = form["file"]
        held.append((len(await file.read()), file._in_memory))
        await form.close()
        return Response(status_code=204)

    return Starlette(routes=[Route(PLACE, take, methods=["PUT"])]), held


def test_a_file_can_be_sent_for_a_session_and_never_touches_the_disk():
    app, held = uploads()
    limits = Limits(app)
    wall, size = b"--x", 3 * 2**20  # three times what Starlette would keep in memory
    head = wall + b'\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = head + bytes(size) + b"\r\n" + wall + b"--\r\n"

    async def typed(scope, receive, send):
        kind = (b"content-type", b"multipart/form-data; boundary=x")
        await app({**scope, "headers": [*scope["headers"], kind]}, receive, send)

    limits.app = typed
    answers, _ = run(send(limits, body, len(body)))
    assert answers[0]["status"] == 204
    assert held == [(size, True)]


async def reads_all(scope, receive, send):
    """A server that reads whatever comes, and says so."""
    while (message := await receive())["type"] == "http.request" and message["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def breaks(scope, receive, send):
    """A server that breaks when its client leaves."""
    while (await receive())["type"] == "http.request":
        pass
    raise ClientDisconnect


def test_too_large_a_file_is_refused_before_it_is_read_or_while_it_is():
    size = (LARGEST_UPLOAD + 2) * 2**20
    answers, read = run(send(Limits(reads_all), b"", size))
    assert (answers[0]["status"], read) == (413, 0)
    assert f"At most {LARGEST_UPLOAD} MB" in answers[1]["body"].decode()
    for server in (reads_all, breaks):  # whatever it said of its size
        answers, read = run(send(Limits(server), bytes(2 * size), 5))
        assert answers[0]["status"] == 413
        assert len(answers) == 2
        assert read == LARGEST_UPLOAD + 2
    assert run(send(Limits(reads_all), b"", "many"))[0][0]["status"] == 413
    with pytest.raises(ClientDisconnect):
        run(send(Limits(breaks), b"", 0, method="DELETE"))


def test_a_file_for_which_there_is_no_room_is_refused_before_it_is_read():
    account = Account(100)
    small, unsaid = 10 * 2**20, None
    with account.coming(95 * 2**20):
        for said in (small, unsaid):
            answers, read = run(send(Limits(reads_all, account=account), b"", said))
            assert (answers[0]["status"], read) == (503, 0)
            assert "as many files of its visitors" in answers[1]["body"].decode()
        removed, _ = run(send(Limits(reads_all, account=account), b"", method="DELETE"))
        assert removed[0]["status"] == 204, "what makes room is always done"
        small_enough, _ = run(send(Limits(reads_all, account=account), b"x" * 9, 9))
        assert small_enough[0]["status"] == 204
    assert run(send(Limits(reads_all, account=account), b"", small))[0][0]["status"] == 204
    assert account.taken() == 0, "what has come is counted where it lies"


@pytest.mark.parametrize("path", ["/", "/score", "/_stcore/upload_file/a", f"{PLACE}/b"])
def test_a_file_can_be_sent_nowhere_else(path):
    assert run(send(Limits(reads_all), b"x", path=path))[0][0]["status"] == 405


def test_browsers_are_told_the_limit_that_the_server_keeps():
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] == LARGEST_UPLOAD


def test_an_address_that_is_too_long_is_refused_with_a_reason():
    app = Limits(answers)
    assert run(ask(app, query=b"q" * LONGEST_QUERY))[0] == 200
    status, _, text = run(ask(app, query=b"q" * (LONGEST_QUERY + 1)))
    assert status == 414
    assert "too long" in text


@pytest.mark.parametrize("setting", ["0", "-3", "many", ""])
def test_a_number_of_sessions_that_cannot_be_ends_the_start(setting, monkeypatch):
    monkeypatch.setenv(MAX_SESSIONS, setting)
    with pytest.raises(SystemExit, match=MAX_SESSIONS):
        sessions()


def sources(headers):
    """The Content-Security-Policy by its directives."""
    policy = headers[b"content-security-policy"].decode()
    return {name: rest.split() for name, _, rest in (p.partition(" ") for p in policy.split("; "))}


def test_nothing_that_is_sent_may_be_evaluated_as_code_or_fetched_from_elsewhere():
    _, headers, _ = run(ask(Headers(answers)))
    allowed = sources(headers)
    assert allowed["default-src"] == ["'none'"]
    assert not {"'unsafe-eval'", "'unsafe-inline'", "*"} & {*allowed["script-src"]}
    outside = [s for each in allowed.values() for s in each if re.match(r"https?:|wss?:|\*", s)]
    assert not outside


def test_only_the_scripts_that_are_written_into_the_page_may_stand_in_it():
    page = (Path(streamlit.__file__).parent / "static/index.html").read_bytes()

    async def streamlits(scope, receive, send):
        kind, body = (b"text/html", page) if scope["path"] == "/" else (b"application/json", b"{}")
        headers = [(b"content-type", kind)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    _, headers, text = run(ask(Headers(BundleInHead(streamlits))))
    inline = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = {f"'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for s in inline}
    assert len(hashes) >= 2
    assert {s for s in sources(headers)["script-src"] if "sha256" in s} == hashes


def test_those_in_the_setting_may_embed_the_app_and_nobody_else(monkeypatch):
    monkeypatch.setenv(EMBED_ORIGINS, "https://moodle.example.edu https://*.example.org")
    _, headers, _ = run(ask(Headers(answers, embedders())))
    said = ["'self'", "https://moodle.example.edu", "https://*.example.org"]
    assert sources(headers)["frame-ancestors"] == said
    _, headers, _ = run(ask(Headers(answers)))
    assert sources(headers)["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize("wrong", ["moodle", "https://a.b; script-src *", "https://a.b/path", "*"])
def test_what_is_no_origin_ends_the_start(wrong, monkeypatch):
    monkeypatch.setenv(EMBED_ORIGINS, wrong)
    with pytest.raises(SystemExit, match=EMBED_ORIGINS):
        embedders()


def test_websockets_get_no_headers_of_pages():
    seen = []

    async def server(scope, receive, send):
        await send({"type": "websocket.accept"})

    async def collect(message):
        seen.append(message)

    run(Headers(server)({"type": "websocket", "headers": []}, None, collect))
    assert seen == [{"type": "websocket.accept"}]
