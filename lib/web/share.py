"""Share: the link to what is seen now, as a text, a QR code and a frame, and what it leaves out.

Drawn below every page and lifted into the bar (`assets/page.css`). What is inside is made only
while it is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import segno
import streamlit as st

from lib.web import state
from lib.web.headers import embedders
from lib.words import text as words
from lib.words.saved import read, written
from lib.words.state import PARTS, Text

KEY = "share"
PLACE = "share-control"  # the key of what the bar lifts up
LONGEST_IN_CODE = 858  # characters: a larger code is too fine for a phone across a room
LARGEST_STATE = 1  # MB of a saved state
OFFLINE = "offline"  # where the server hands out lessons as files
FRAME_HEIGHT = 800  # pixels in a course page
_ASSETS = Path(__file__).parents[2] / "assets"
_COMPONENT = st.components.v2.component(
    "share",
    html=(_ASSETS / "share.html").read_text(encoding="utf-8"),
    css=(_ASSETS / "share.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "share.js").read_text(encoding="utf-8"),
)
# The bar, and on a phone the menu, without a run of the app.
_ALONE = """<style>
[data-testid="stTopNav"], [data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] {
  display: none !important;
}
</style>"""


def control() -> None:
    """Draw the control; to be called when the page has drawn what can be shared."""
    alone = state.alone()
    if alone != state.stood_alone():
        state.again()  # what stands below the page is outside its fragment
    with (
        st.container(key=PLACE),
        st.popover("Share", key=KEY, type="tertiary", on_change="rerun") as box,
    ):
        if box.open:
            _inside()
    if alone:
        st.html(_ALONE)


def is_open() -> bool:
    """Whether the visitor looks at what is to be shared."""
    return bool(st.session_state.get(KEY))


def _inside() -> None:
    hide, lock, task, view = state.shared()
    projects = f"{state.name()}.projects"
    query = state.link()
    if st.session_state.get(projects):
        query |= {"view": "projector"}
    link = address(query)
    _COMPONENT(
        key="share.link",
        data={
            "link": link,
            "code": code(link),
            "frame": frame(address({**query, "embed": "true"}), words.page_title(state.name())),
            "who": _who(),
        },
    )
    if not state.is_carried():
        st.caption("A text that is too long for a link stays out of it. Save it as a file, below.")
    labels = _labels()
    state.some(hide, {**PARTS, **labels})
    if labels:
        state.some(lock, labels)
    st.caption("What is left out or locked keeps its value. It is no secret: links can be changed.")
    state.typed(task, placeholder="for example: where does it double?")
    if "projector" in view.options:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Project this page", on_click=state.of_its_page(_project), key="share.project"
            )
            st.checkbox("Let the link do so", key=projects, persist_state="session")
    downloads()
    if any(isinstance(control, Text) for control in state.here().controls):
        saved()


def downloads() -> None:
    """What can be taken along as a file, at an address of the server."""
    query = urlencode(state.link())
    file = f"{OFFLINE}/{state.name()}.html{'?' * bool(query)}{query}"
    st.link_button("Download this lesson", file)
    st.caption(
        "One HTML file that works without a network, and prints as a worksheet with a key. "
        "It takes some seconds to make, a minute where models are trained."
    )


def saved() -> None:
    """The state as a file, and a place to drop one: for texts that are too long for a link."""
    key = f"{state.name()}.saved"
    refused = f"{key}.refused"

    def take() -> None:
        file = st.session_state[key]
        st.session_state.pop(refused, None)
        if file is None:
            return
        try:
            state.replace(read(file.getvalue(), state.here()))
        except ValueError as error:
            st.session_state[refused] = str(error)

    st.download_button(
        "Save this state as a file",
        written(state.name(), state.everything()),
        f"{state.name()}.json",
        "application/json",
        on_click="ignore",
        key=f"{key}.file",
    )
    st.file_uploader(
        "Open a saved state",
        type="json",
        key=key,
        on_change=state.of_its_page(take),
        max_upload_size=LARGEST_STATE,
    )
    if refused in st.session_state:
        state.refuse(ValueError(st.session_state[refused]))


def address(query: Mapping[str, str]) -> str:
    """The whole address of the page that runs, as the visitor's browser knows it, with a query."""
    said = urlencode(query, safe=",")
    return f"{st.context.url or ''}{'?' * bool(said)}{said}"


def code(link: str) -> str:
    """A link as a QR code in SVG, black on white with its quiet zone; empty for too long a link."""
    if len(link) > LONGEST_IN_CODE:
        return ""
    return segno.make(link, error="l", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )


def frame(link: str, title: str) -> str:
    """The HTML that shows a page in a frame of another."""
    attributes = f'src="{escape(link)}" title="{escape(title)}"'
    return (
        f'<iframe {attributes} width="100%" height="{FRAME_HEIGHT}" style="border: 0" '
        'loading="lazy" allow="fullscreen; clipboard-write"></iframe>'
    )


def _who() -> str:
    """Whose pages may show the app in a frame."""
    origins = embedders()
    if not origins:
        return (
            "This server lets no other site show its pages yet: the administrator names yours in "
            "EMBED_ORIGINS."
        )
    return f"Pages of {', '.join(origins)} may show it."


def _labels() -> dict[str, str]:
    """The controls and sliders of the page, name to label, no two alike."""
    seen = state.seen()
    times = Counter(seen.values())
    return {
        name: state.plain(label if times[label] == 1 else f"{label} ({name})")
        for name, label in seen.items()
    }


def _project() -> None:
    state.correct({"view": "projector"})
    st.session_state[KEY] = False
