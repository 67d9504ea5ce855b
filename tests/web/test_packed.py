"""Static files: compressed once, kept as long as there are such files, and no others."""

import asyncio
import gzip
import re

import pyarrow as pa
import pytest

from lib.web import packed
from tests.app import ROOT
from tests.loop import run

FILES = {
    "/static/js/a.1.js": (b"text/javascript", b"let a = 1;" * 99),
    "/static/css/index.2.css": (
        b"text/css",
        b"@font-face{font-family:Source Sans;src:url(a)}@font-face{font-family:KaTeX;src:url(b)}",
    ),
    "/app/static/b-1.js": (b"text/javascript", b"let b = 1;" * 99),
    f"/{packed.ICONS}": (b"font/woff2", b"icons"),
}


class Server:
    """Serves the files, and a page for everything else, as Streamlit does."""

    def __init__(self):
        self.asked = []

    async def __call__(self, scope, receive, send):
        self.asked.append(scope["path"])
        await asyncio.sleep(0)
        kind, body = FILES.get(scope["path"], (b"text/html", b"<html>"))
        headers = [(b"content-type", kind), (b"cache-control", b"no-cache"), (b"etag", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def ask(app, path, offered=b"gzip", method="GET"):
    """Header and body of one answer."""
    sent = []

    async def collect(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"accept-encoding", offered)],
    }

    async def answer():
        await app(scope, None, collect)
        return dict(sent[0]["headers"]), b"".join(each.get("body", b"") for each in sent)

    return answer()


@pytest.mark.parametrize(
    ("offered", "coding", "unpack"),
    [
        (b"gzip, deflate", b"gzip", gzip.decompress),
        (b"gzip, br;q=1", b"br", lambda body: pa.decompress(body, 990, "brotli", asbytes=True)),
        (b"", None, bytes),
    ],
)
def test_text_is_sent_as_the_browser_understands_it(offered, coding, unpack):
    headers, body = run(ask(packed.PackedOnce(Server()), "/static/js/a.1.js", offered))
    assert headers.get(b"content-encoding") == coding
    assert headers[b"content-length"] == str(len(body)).encode()
    assert unpack(body) == FILES["/static/js/a.1.js"][1]


def test_a_file_is_asked_for_and_compressed_once_by_all_who_want_it():
    server = Server()
    app = packed.PackedOnce(server)

    async def twenty():
        return await asyncio.gather(*(ask(app, "/static/js/a.1.js") for _ in range(20)))

    answers = run(twenty())
    assert len(server.asked) == 1
    assert all(answer == answers[0] for answer in answers)


def test_addresses_that_name_no_file_are_not_kept():
    server = Server()
    app = packed.PackedOnce(server)

    async def two():
        for _ in range(2):
            headers, body = await ask(app, "/static/js/nothing.js")
            assert body == b"<html>"
            assert b"content-encoding" not in headers

    run(two())
    assert len(server.asked) == 2
    assert not app.kept


def test_what_the_bundle_runs_at_once_stands_in_parentheses():
    """Without them a browser reads it twice; nothing else of it is changed."""
    bundle = (ROOT / packed.BUNDLE.removeprefix("app/")).read_bytes()
    sent = packed.eager(bundle)
    theirs, added = iter(bundle), []
    own = next(theirs)
    for letter in sent:
        if letter == own:
            own = next(theirs, None)
        else:
            added.append(letter)
    assert own is None
    assert set(added) == set(b"()")
    assert added.count(ord("(")) == added.count(ord(")")) > 390
    start = bundle.index(b"() => {")
    assert sent[start:].startswith(b"(() => {")
    assert b"=W((()=>{" in sent
    assert b"=W(((" in sent


def test_a_module_whose_braces_do_not_tell_where_it_ends_is_left_as_it_is():
    odd = b'var a=W(e=>{f("}")});'
    assert packed.eager(odd + b"var b=W((e,r)=>{g({})});") == odd + b"var b=W(((e,r)=>{g({})}));"


def test_the_bundle_is_served_so(monkeypatch):
    monkeypatch.setitem(FILES, f"/{packed.BUNDLE}", (b"text/javascript", b"f(this, () => {1}));"))
    _, body = run(ask(packed.PackedOnce(Server()), f"/{packed.BUNDLE}", b""))
    assert body == b"f(this, (() => {1})));"


@pytest.mark.parametrize("path", ["/app/static/b-1.js", f"/{packed.ICONS}", f"/{packed.FIGURE}"])
def test_what_names_its_version_is_kept_for_good(path):
    headers, _ = run(ask(packed.PackedOnce(Server()), path))
    assert headers[b"cache-control"] == packed.FOR_GOOD.encode()


def test_what_does_not_exist_is_not_kept_for_good():
    headers, _ = run(ask(packed.PackedOnce(Server()), "/app/static/nothing.png"))
    assert headers[b"cache-control"] == b"no-cache"


def test_the_figures_script_is_served_without_the_server():
    server = Server()
    _, body = run(ask(packed.PackedOnce(server), f"/sub/{packed.FIGURE}", b""))
    assert b"export function mount" in body
    assert not server.asked


def test_the_icons_are_those_that_streamlit_and_the_app_name():
    _, body = run(
        ask(packed.PackedOnce(Server()), "/static/media/MaterialSymbols-Rounded.x-Y.woff2")
    )
    assert body == b"icons"


def test_no_character_that_a_device_lacks_fetches_a_text_font_of_streamlits():
    _, body = run(ask(packed.PackedOnce(Server()), "/static/css/index.2.css", b""))
    assert re.findall("font-family:([^;]*)", body.decode()) == ["KaTeX"]


def test_streamlits_own_style_sheet_names_fonts_as_expected():
    (sheet,) = (packed.STREAMLIT / "static/css").glob("index.*.css")
    lean = packed.lean(sheet.read_bytes())
    assert b"Source Sans" not in lean
    assert len(re.findall(b"@font-face", lean)) == len(
        re.findall(rb"@font-face\{[^}]*family:(?!Source)", sheet.read_bytes())
    )
    (icons,) = (packed.STREAMLIT / "static/media").glob("MaterialSymbols*")
    assert packed.ICONS in packed.stand_in(f"/static/media/{icons.name}")


def test_other_methods_and_addresses_pass_untouched():
    app = packed.PackedOnce(Server())
    headers, _ = run(ask(app, "/static/js/a.1.js", method="HEAD"))
    assert b"content-encoding" not in headers
    headers, body = run(ask(app, "/static/../app.js"))
    assert body == b"<html>"
