"""The address at which the server hands out a lesson as a file."""

import asyncio
from types import SimpleNamespace

import pytest
from starlette.datastructures import Headers

from lib.export import route
from lib.export.route import Downloads
from tests.loop import run


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"the app"})


class Counted(Downloads):
    """Hands out what it was asked for, and counts."""

    made = 0
    fails = False

    async def _make(self, *asked):
        self.made += 1
        await asyncio.sleep(0)
        return b"" if self.fails else "|".join(asked).encode()


@pytest.fixture
def downloads():
    return Counted(app)


class Client:
    """Asks an application, as a browser would."""

    def __init__(self, app):
        self.app = app

    def get(self, address, host="lessons.example.org", **headers):
        path, _, query = address.partition("?")
        named = {"host": host, **headers}
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in named.items()],
        }
        said = []

        async def send(message):
            said.append(message)

        run(self.app(scope, None, send))
        start, *parts = said
        return SimpleNamespace(
            status=start["status"],
            headers=Headers(raw=start["headers"]),
            text=b"".join(part.get("body", b"") for part in parts).decode(),
        )


@pytest.fixture
def client(downloads):
    return Client(downloads)


def test_everything_else_goes_to_the_app(client):
    for path in ("/", "/gradients", "/offline/nonsense.html", "/offline/gradients", "/offline/"):
        assert client.get(path).status == 418


def test_a_file_knows_its_state_and_the_way_back(client):
    answer = client.get("/offline/gradients.html?y=0&nonsense=1&z=3")
    assert answer.text == "gradients|y=0&z=3|http://lessons.example.org"
    assert answer.headers["content-disposition"] == 'attachment; filename="gradients.html"'


def test_the_way_back_has_the_path_below_which_a_proxy_shows_the_app(client):
    answer = client.get("/course/offline/home.html", x_forwarded_proto="https")
    assert answer.text == "home||https://lessons.example.org/course"


@pytest.mark.parametrize("host", ["a b", 'x"onload="y', "<script>", "a/b", ""])
def test_a_hostile_host_is_no_way_back(client, host):
    assert client.get("/offline/home.html", host=host).text == "home||"


def test_the_last_files_are_kept_and_no_more(client, downloads):
    for _ in range(2):
        client.get("/offline/home.html?q=0.5")
    assert downloads.made == 1
    for place in range(route.KEPT):
        client.get(f"/offline/home.html?q=0.{place + 1}")
    assert len(downloads.kept) == route.KEPT
    client.get("/offline/home.html?q=0.99")
    assert len(downloads.kept) == route.KEPT


def test_a_file_that_cannot_be_made_is_said_and_not_kept(client, downloads):
    downloads.fails = True
    answer = client.get("/offline/home.html")
    assert answer.status == 503
    assert "could not be made" in answer.text
    assert not downloads.kept


def test_too_many_at_once_are_asked_to_come_again(client, downloads):
    downloads.waiting = route.WAITING
    answer = client.get("/offline/home.html")
    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"


def test_a_process_of_its_own_makes_the_file():
    file = run(Downloads(app)._make("home", "q=0.5", "https://example.org"))
    assert b'data-live="https://example.org/"' in file
    assert b'data-link="q=0.5"' in file
