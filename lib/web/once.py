"""What Streamlit works out again in every run, or for every field, though one time is enough.

Its messages and what a script sees are the same; `app.py` puts these in the place of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime.state import SafeSessionState


def themed(populate: Callable[..., None]) -> Callable[..., None]:
    """What writes a section of the theme into a message, which each run begins with.

    The configuration is read when the server starts; each run would look through it six times.
    """

    @lru_cache(maxsize=16)
    def written(section: str) -> bytes:
        theme = CustomThemeConfig()
        populate(theme, section)
        return theme.SerializeToString()

    def write(message: CustomThemeConfig, section: str = "theme") -> None:
        if theme := written(section):
            message.MergeFromString(theme)

    return write


class Looked(Mapping[str, Any]):
    """The session as a widget looks at it: it asks for one key, so the others need not be read."""

    def __init__(self, session: SafeSessionState, every: Callable[[], Mapping[str, Any]]) -> None:
        self._session, self._every = session, every

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401
        with self._session._lock:
            return self._session._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._every())

    def __len__(self) -> int:
        return len(self._every())

    def __repr__(self) -> str:
        return repr(self._every())


def looked(every: property) -> property:
    """What a session shows of itself, each key read when it is asked for."""
    return property(lambda session: Looked(session, lambda: every.fget(session)))
