"""What a piece of HTML says, and where it leads."""

from __future__ import annotations

from html.parser import HTMLParser

_EMPTY = {"br", "hr", "img", "input", "link", "meta", "mspace", "option"}


class Read(HTMLParser):
    """The words of a text, its links, and the elements that are still open at its end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []
        self.hrefs: list[str] = []
        self.leads: list[str] = []  # links of states, as buttons and lists name them
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        named = dict(attrs)
        if tag not in _EMPTY:
            self.open.append(tag)
        if tag == "a":
            self.hrefs.append(named["href"])
        if "data-to" in named or tag == "option":
            self.leads.append(named.get("data-to", named.get("value")))
        if tag in ("input", "option"):
            self.said += [named.get("value", ""), named.get("placeholder", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        pass

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    @property
    def text(self) -> str:
        """All that is said."""
        return "\n".join(self.said)
