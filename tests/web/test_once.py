"""What is worked out once is what Streamlit works out itself."""

import pytest
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session
from streamlit.runtime.state import SafeSessionState, SessionState

from lib.web.once import looked, themed
from tests.app import open_page

SECTIONS = {
    "theme": lambda theme: theme,
    "theme.light": lambda theme: theme.light,
    "theme.dark": lambda theme: theme.dark,
    "theme.sidebar": lambda theme: theme.sidebar,
    "theme.light.sidebar": lambda theme: theme.light.sidebar,
    "theme.dark.sidebar": lambda theme: theme.dark.sidebar,
}


def test_a_theme_is_the_one_of_the_configuration_and_written_once(monkeypatch):
    asked = []

    def populate(message, section="theme"):
        asked.append(section)
        app_session._populate_theme_msg(message, section)

    ours, theirs = NewSession(), NewSession()
    write = themed(populate)
    for _ in range(2):
        ours.Clear()
        for section, part in SECTIONS.items():
            write(part(ours.custom_theme), section)
    for section, part in SECTIONS.items():
        app_session._populate_theme_msg(part(theirs.custom_theme), section)
    assert ours == theirs
    assert ours.SerializeToString(deterministic=True) == theirs.SerializeToString(
        deterministic=True
    )
    assert ours.ByteSize()
    assert asked == list(SECTIONS)


@pytest.mark.parametrize("name", ["language", "stability", "glossary"])
def test_a_session_shows_what_it_holds_whichever_way_it_is_looked_at(name):
    session = open_page(name).session_state._state
    whole = session._state.filtered_state  # by Streamlit itself
    ours = looked(SafeSessionState.filtered_state).fget(session)
    assert type(whole) is dict
    assert whole
    assert dict(ours) == whole
    assert len(ours) == len(whole)
    assert repr(ours) == repr(whole)
    for key in whole:
        assert key in ours
    for key in ("", "nothing", f"{name}.nothing"):
        assert key not in ours


def test_an_empty_session_shows_nothing():
    session = SafeSessionState(SessionState(), lambda: None)
    assert not looked(SafeSessionState.filtered_state).fget(session)
