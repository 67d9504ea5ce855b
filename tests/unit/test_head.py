"""The script tag in the page's head: in documents only, once, with the right length."""

import asyncio

import pytest

from lib.head import BUNDLE, BundleInHead

PAGE = b"<html><head><title>x</title></head><body></body></html>"


def ask(accept, path="/"):
    """What a browser gets of a server that sends its page in two parts."""
    seen, sent = {}, []

    async def server(scope, receive, send):
        seen.update(scope)
        headers = [(b"content-type", b"text/html"), (b"content-length", str(len(PAGE)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": PAGE[:10], "more_body": True})
        await send({"type": "http.response.body", "body": PAGE[10:]})

    async def collect(message):
        sent.append(message)

    headers = [(b"accept", accept), (b"accept-encoding", b"gzip"), (b"if-none-match", b"1")]
    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(BundleInHead(server)(scope, None, collect))
    body = b"".join(message.get("body", b"") for message in sent)
    return body, dict(sent[0]["headers"]), dict(seen["headers"])


def test_a_document_gets_the_script_once_and_its_true_length():
    body, headers, _ = ask(b"text/html,application/xhtml+xml")
    assert body.count(BUNDLE.encode()) == 1
    assert body.index(BUNDLE.encode()) < body.index(b"</head>")
    assert headers[b"content-length"] == str(len(body)).encode()


def test_a_document_is_asked_for_whole_and_as_plain_text():
    *_, asked = ask(b"text/html")
    assert set(asked) == {b"accept"}


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

    asyncio.run(BundleInHead(server)({"type": "websocket", "headers": []}, None, None))
    assert seen == ["websocket"]
