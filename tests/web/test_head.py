"""What is put into the head of the page: in documents only, once, with the right length."""

import json
import re

import pytest
import streamlit as st

from lib.web import packed
from lib.web.head import OWN, STYLES, BundleInHead, needed
from lib.web.packed import BUNDLE
from tests.loop import run

PAGE = b"""<html><head><link rel="preload" as="font" href="x"><title>Streamlit</title></head>
<body></body></html>"""
HOST = {"allowedOrigins": ["https://a.example"], "useExternalAuthToken": False, "metricsUrl": "</a"}


def ask(accept, path="/", offered=b"", base=""):
    """What a browser gets of a server that sends its page in two parts."""
    seen, sent = {}, []

    async def server(scope, receive, send):
        page = PAGE
        if scope["path"] == f"{base}/_stcore/host-config":
            page = json.dumps(HOST).encode()
        else:
            seen.update(scope)
        headers = [(b"content-type", b"text/html"), (b"content-length", str(len(page)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page[:10], "more_body": True})
        await send({"type": "http.response.body", "body": page[10:]})

    async def collect(message):
        sent.append(message)

    headers = [(b"accept", accept), (b"accept-encoding", offered), (b"if-none-match", b"1")]
    scope = {"type": "http", "path": path, "root_path": base, "headers": headers}
    run(BundleInHead(server)(scope, None, collect))
    body = b"".join(message.get("body", b"") for message in sent)
    return body, dict(sent[0]["headers"]), dict(seen["headers"])


def test_a_document_gets_the_script_once_and_its_true_length():
    body, headers, _ = ask(b"text/html,application/xhtml+xml")
    assert body.count(BUNDLE.encode()) == 1
    assert body.index(BUNDLE.encode()) < body.index(b"</head>")
    assert headers[b"content-length"] == str(len(body)).encode()


def test_a_document_gets_the_styles_before_anything_is_drawn():
    body, *_ = ask(b"text/html")
    assert b"<style>" + STYLES.encode() + b"</style>" in body.split(b"</head>")[0]


def test_a_document_asks_for_no_font_that_the_theme_does_not_use():
    assert b'as="font"' not in ask(b"text/html")[0]


@pytest.mark.parametrize("base", ["", "/sub"])
def test_streamlits_scripts_find_what_the_server_would_say_before_they_start(base):
    body = ask(b"text/html", f"{base}/loss_curve", base=base)[0].decode()
    said = json.loads(re.search('id="said-before">(.*?)</script>', body)[1])
    assert said["HOST_CONFIG"] == HOST
    assert said["LIGHT_THEME"]["backgroundColor"] == st.get_option("theme.light.backgroundColor")
    assert said["DARK_THEME"]["backgroundColor"] == st.get_option("theme.dark.backgroundColor")
    assert body.index("said-before") < body.index(OWN)


def test_a_lesson_opens_with_its_question_and_its_name():
    body = ask(b"text/html", "/sub/which_loss", base="/sub")[0].decode()
    assert '<body><div id="first-words">Which loss when?</div>' in body
    assert "<title>Which loss when · Cross-entropy, felt</title>" in body
    assert b"first-words" not in ask(b"text/html", "/nothing")[0].split(b"</head>")[1]


def test_a_document_is_compressed_where_the_browser_understands_it():
    plain = ask(b"text/html")[0]
    body, headers, _ = ask(b"text/html", offered=b"gzip, deflate")
    assert packed.gzip.decompress(body) == plain
    assert headers[b"content-encoding"] == b"gzip"


def test_a_document_is_asked_for_whole_and_as_plain_text():
    *_, asked = ask(b"text/html", offered=b"gzip")
    assert set(asked) == {b"accept"}


def test_what_a_first_screen_needs_is_there_and_asked_for_once():
    page = (packed.STREAMLIT / "index.html").read_text(encoding="utf-8")
    names = needed(page)
    assert len(names) == len(set(names))
    assert any(name.startswith("BidiComponent.") for name in names)
    for name in names:
        assert name not in page
        text = (packed.STREAMLIT / "static/js" / name).read_text(encoding="utf-8")
        for imported in re.findall(r'from"\./([^"]+)"', text):
            assert imported in names or imported in page, (name, imported)


@pytest.mark.parametrize("accept", [b"*/*", b"application/json", b"image/png"])
def test_everything_else_passes_untouched(accept):
    body, headers, asked = ask(accept)
    assert body == PAGE
    assert headers[b"content-length"] == str(len(PAGE)).encode()
    assert b"accept-encoding" in asked


def test_websockets_pass_untouched():
    seen = []

    async def server(scope, receive, send):
        seen.append(scope["type"])

    run(BundleInHead(server)({"type": "websocket", "headers": []}, None, None))
    assert seen == ["websocket"]
