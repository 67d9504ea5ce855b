"""The state of a page: read from its link, corrected, kept through a visit to another page.

A page's state is what its link says: a short text for each control and slider that does not stand
where it goes without saying. Widgets and figures change it before the page runs; the page reads it
with `now`, draws the controls wherever it likes, and at the end of the run the link is written
once, so that one change is one step of the browser's history.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import wraps
from types import SimpleNamespace
from typing import Any

import streamlit as st

from lib.web.elsewhere import ELSEWHERE
from lib.web.turns import TURNS
from lib.words.sharing import sharing
from lib.words.state import (
    LONGEST_IN_LINK,
    SHARED,
    Choice,
    Choices,
    Control,
    Count,
    Lesson,
    Line,
    Text,
)
from lib.words.work import Work

FARTHEST = 1e6  # no slider goes further
MOST_UNDONE = 50  # edits that can be taken back
TOLD = 0.5  # seconds after which, and between which, work says how far it is
SLICE = 0.8  # seconds of work that grows, after which the page shows what there is
PAUSE = 0.1  # seconds after which a page that is drawn asks for more
LONGEST = 120  # seconds after which it stops by itself


def page(lesson: Lesson) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Make a function the page of a lesson: a fragment with the lesson's state."""
    from lib.web import share  # which is built on this module

    def wrap(body: Callable[[], None]) -> Callable[[], None]:
        @st.fragment
        def run() -> None:
            own = _own()
            own.lesson, own.seen, own.whole = lesson, {}, True
            try:
                body()
            finally:
                own.whole = False
            share.control()
            _write(lesson)

        def whole() -> None:
            _enter(lesson)
            _own().alone = alone()
            run()

        return whole

    return wrap


def part(body: Callable[[], None]) -> Callable[[], None]:
    """Make a function a part of a page: a change of a control or slider in it runs it alone.

    So nothing outside it may depend on what is drawn in it. It reads the state itself, as what the
    page knew when it drew the part may be long past.
    """
    from lib.web import share  # which is built on this module

    @st.fragment
    @wraps(body)
    def run() -> None:
        body()
        own = _own()
        if own.whole:
            return
        _write(own.lesson)
        if share.is_open():
            again()  # the link stands there, outside the part

    return run


def again() -> None:
    """Run the whole page again as it stands: what the browser has for its link may be older."""
    own = _own()
    own.again = own.lesson.name
    st.rerun()


def here() -> Lesson:
    """The lesson of the page that runs."""
    return _here()


def alone() -> bool:
    """Whether the link leaves out the way to other pages."""
    return hidden("navigation")


def stood_alone() -> bool:
    """Whether it did when the whole page ran last."""
    return _own().alone


def name() -> str:
    """The name of the page that runs."""
    return _here().name


def now() -> SimpleNamespace:
    """The values of the page's controls, by their names."""
    own, texts = _own(), _texts()
    if own.read is None or own.read[0] is not own.lesson or own.read[1] != texts:
        own.read = own.lesson, dict(texts), own.lesson.values(texts)
    return SimpleNamespace(**vars(own.read[2]))  # a page may add to it


def stated(name: str) -> str | None:
    """The text of a control or slider, None where it stands as it goes without saying."""
    return _texts().get(name)


def put(changes: Mapping[str, str | None]) -> None:
    """Set controls and sliders by their texts; None is what goes without saying.

    What the link locks stays. Called before the page runs: from a callback, or before the widgets
    are drawn.
    """
    correct({name: text for name, text in changes.items() if not locked(name)})


def correct(changes: Mapping[str, str | None]) -> None:
    """Set controls and sliders, locked or not: what a link states of them was wrong."""
    texts = _texts()
    usual = {control.name: control.start for control in _here().controls}
    for name, text in changes.items():
        texts.pop(name, None)
        if text not in (None, usual.get(name)):
            texts[name] = text
    for control in _here().controls:
        if control.name in changes:
            _unread().pop(_key(control), None)
            _show(control)


def of_its_page(callback: Callable[..., None]) -> Callable[..., None]:
    """A callback that sets the state of the page that it is drawn on.

    A field that a student leaves by a link tells of its text when the next page runs already.
    """
    lesson = _here()

    @wraps(callback)
    def call(*arguments: object) -> None:
        own = _own()
        runs, own.lesson = own.lesson, lesson
        try:
            callback(*arguments)
        finally:
            own.lesson = runs

    return call


# ---- what a teacher's link leaves out, locks and asks --------------------------------------------


def hidden(name: str) -> bool:
    """Whether the link leaves out a part of the page, a control or a slider."""
    return name in stated_names("hide")


def locked(name: str) -> bool:
    """Whether the link keeps a control or a slider where it stands."""
    return name in stated_names("lock")


def stated_names(which: str) -> list[str]:
    """The names that `hide` or `lock` states."""
    return _texts().get(which, "").split(",")


def projected() -> bool:
    """Whether the figures fill the screen, before a class."""
    return _texts().get("view") == "projector"


def seen() -> dict[str, str]:
    """The controls and sliders that have been drawn so far, name to label, those left out too."""
    return _own().seen


def shared() -> tuple[Control, ...]:
    """The controls that say how a link shows the page, as `lib.words.sharing` declares them."""
    return sharing(_here())


def link() -> dict[str, str]:
    """The query of the link to what is seen now."""
    return _link(_here())


def everything() -> dict[str, str]:
    """The texts of controls and sliders that do not stand where it goes without saying."""
    return {name: text for name, text in _texts().items() if name in _here().names}


def replace(texts: Mapping[str, str]) -> None:
    """Set every control and slider: as the texts say, else where it goes without saying."""
    put({**dict.fromkeys(_here().names), **texts})


def is_carried() -> bool:
    """Whether the link says everything: no text is too long for it."""
    return _texts().keys() == link().keys()


def _nothing(_: object) -> dict[str, str | None]:
    """What a new text changes besides, where it changes nothing."""
    return {}


# ---- controls -----------------------------------------------------------------------------------


def choice(control: Choice, among: Sequence[str] | None = None, **extra: object) -> None:
    """Draw buttons for one of a few options; `among` leaves some of them out."""
    options = [slug for slug in control.options if among is None or slug in among]
    told = _widget(control, options)
    if not hidden(control.name):
        st.segmented_control(
            control.label,
            options,
            required=True,
            format_func=control.options.get,
            default=_shown(control),
            **told,
            **extra,
        )


def choices(control: Choices, **extra: object) -> None:
    """Draw buttons for any number of options."""
    told = _widget(control)
    if not hidden(control.name):
        st.pills(
            control.label,
            list(control.options),
            selection_mode="multi",
            format_func=control.options.get,
            wrap=True,
            default=_shown(control),
            **told,
            **extra,
        )


def some(control: Choices, labels: Mapping[str, str]) -> None:
    """Draw buttons for the names that have labels, and for those that the link states."""
    stated = stated_names(control.name)
    told = _widget(control)
    st.pills(
        control.label,
        [name for name in control.options if name in labels or name in stated],
        selection_mode="multi",
        format_func=lambda name: labels.get(name, name),
        wrap=True,
        default=_shown(control),
        **told,
    )


def selection(
    control: Choice, among: Sequence[str] | None = None, width: int = 150, **extra: object
) -> None:
    """Draw a list for one of many options."""
    options = [slug for slug in control.options if among is None or slug in among]
    told = _widget(control, options)
    if not hidden(control.name):
        st.selectbox(
            control.label,
            options,
            format_func=control.options.get,
            width=width,
            index=options.index(_shown(control)),
            **told,
            **extra,
        )


def count(control: Count) -> None:
    """Draw a field for a whole number."""
    told = _widget(control)
    if not hidden(control.name):
        st.number_input(
            control.label, control.low, control.high, _shown(control), width=140, **told
        )


def typed(
    control: Text,
    tall: bool = False,
    also: Callable[[Any], Mapping[str, str | None]] = _nothing,
    cut: bool = False,
    **extra: object,
) -> None:
    """Draw a field for a text; a refusal stands below it, the text stays, the last good one counts.

    A text that is too long for a link says so. With `cut`, one of a link that cannot be read is
    shown with what is wrong with it: it may have been cut on its way. `also` are the texts of other
    controls and sliders that a new good text changes, from its value.
    """
    draw = st.text_area if tall else st.text_input
    told = {**_widget(control), "args": (control, also)}
    if hidden(control.name):
        return
    text = draw(control.label, _shown(control), persist_state="session", **told, **extra)
    try:
        control.read(text)
    except ValueError as error:
        refuse(error)
    else:
        if len(text) > control.longest:
            most = f"{control.longest:,} characters"
            st.caption(f"Kept for this visit; a link carries at most {most} of it.")
    if cut and _key(control) in _unread():
        stated, why = _unread()[_key(control)]
        refuse(ValueError(f"The link has another text here, which cannot be read. {why}"))
        st.code(stated, language=None, wrap_lines=True)


def typed_into(
    label: str,
    name: str,
    parse: Callable[[str], Any],
    apply: Callable[[Any], Mapping[str, str]],
    placeholder: str,
) -> None:
    """Draw a field that sets controls and sliders: each new text is parsed and applied once.

    `apply` turns what was parsed into texts of controls and sliders, which are the state.
    """
    key = f"{_here().name}.{name}"

    def read(text: str) -> Mapping[str, str]:
        changes = apply(parse(text))
        if any(map(locked, changes)):
            raise ValueError("This link keeps some of the numbers where they stand.")
        return changes

    def changed() -> None:
        text = st.session_state[key]
        if text.strip():
            try:
                put(read(text))
            except ValueError:
                return  # said below the field, when it is drawn

    text = st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        persist_state="session",
        on_change=of_its_page(changed),
    )
    if text.strip():
        try:
            read(text)
        except ValueError as error:
            refuse(error)


def kept(name: str, key: Hashable, make: Callable[[], Any], says: str = "") -> Any:  # noqa: ANN401
    """What is made of the student's own data: the last one of a name, in this session alone.

    Where that takes longer than a moment, `says` is what the student reads meanwhile.
    """
    place = f"{_here().name}.{name}.kept"
    last = st.session_state.get(place)
    if last is None or last[0] != key:
        with st.spinner(says) if says else nullcontext():
            last = st.session_state[place] = (key, make())
    return last[1]


def made(
    name: str, key: Hashable, steps: Callable[[], Generator[float, None, Any]], says: str
) -> Any:  # noqa: ANN401
    """What is made of the student's own data, as by `kept`, where that may take long.

    `steps` makes it step by step, says after each which share is done, and returns it. What takes
    longer than a moment says what it is and how far. A run of the page that a newer one overtakes
    gives up here, and nothing half made is kept.
    """
    place = f"{_here().name}.{name}.kept"
    last = st.session_state.get(place)
    if last is not None and last[0] == key:
        return last[1]
    st.session_state.pop(place, None)  # two at a time would need twice the room
    bar = st.empty()
    began = told = time.monotonic()
    work = steps()
    try:
        while True:
            share = next(work)
            TURNS.behind()
            now = time.monotonic()
            if now - told >= TOLD:
                told = now
                _tell(bar, share, (key, began, 0.0), f"{says}: ")
    except StopIteration as end:
        found = end.value
    finally:
        work.close()
        bar.empty()
    st.session_state[place] = (key, found)
    return found


def worked(name: str, key: Hashable, work: Work) -> bool:
    """Let work be done; False when the student has stopped it.

    What takes longer than a moment shows how far it is and how long it will take, and can be
    stopped and taken up again. A run of the page that a newer one overtakes gives up here.
    """
    place = f"{_here().name}.{name}.stopped"
    bar = st.empty()
    if st.session_state.get(place) == key:
        if not bar.button("Go on", key=f"{place}.on"):
            return False
        del st.session_state[place]
    began = told = time.monotonic()
    for share in ELSEWHERE.steps(work):
        now = time.monotonic()
        if now - told < TOLD:
            continue
        if told == began:
            with bar.container(horizontal=True, vertical_alignment="center"):
                progress = st.empty()
                st.button("Stop", on_click=_stop, args=(place, key), key=f"{place}.off")
        told = now
        _tell(progress, share, (key, began, 0.0))
    bar.empty()
    return True


def growing(name: str, key: Hashable, work: Work) -> bool:
    """Let work that the page shows as it grows go on; False when the student has stopped it.

    What takes a moment is done at once. The rest is done slice by slice after the page is drawn,
    and after each the page runs again with what there is by then; it says how far the work is and
    how long it will take, and the work can be stopped and taken up again.
    """
    place = f"{_here().name}.{name}.stopped"
    if work.over:
        return True
    if st.session_state.get(place) == key:

        def on() -> None:
            del st.session_state[place]
            st.session_state.pop(f"{place}.began", None)

        st.button("Go on", on_click=on, key=f"{place}.on")
        return False
    began = st.session_state.get(f"{place}.began")
    if began is None or began[0] != key:
        began = (key, time.monotonic(), work.share)
        st.session_state[f"{place}.began"] = began
        bar = st.empty()
        _slice(work, bar, began)
        bar.empty()
    if not work.over:
        st.session_state[f"{place}.drawn"] = True
        _grow(place, began, work)
    return True


@st.fragment(run_every=PAUSE)
def _grow(place: str, began: tuple, work: Work) -> None:
    """Say how far the work is; when the page is drawn, do a slice of it and run the page again."""
    with st.container(horizontal=True, vertical_alignment="center"):
        progress = st.empty()
        st.button("Stop", on_click=_stop, args=(place, began[0]), key=f"{place}.off")
    _tell(progress, work.share, began)
    if st.session_state.pop(f"{place}.drawn", False):
        return
    if st.session_state.get(place) != began[0]:
        _slice(work, progress, began)
        if time.monotonic() - began[1] > LONGEST:
            _stop(place, began[0])
    again()


def _slice(work: Work, progress: Any, began: tuple) -> None:  # noqa: ANN401
    """Work for a moment."""
    since = told = time.monotonic()
    for share in ELSEWHERE.steps(work):
        now = time.monotonic()
        if now - told > TOLD:
            told = now
            _tell(progress, share, began)
        if now - since > SLICE:
            return


def _tell(progress: Any, share: float, began: tuple, says: str = "") -> None:  # noqa: ANN401
    """Say how far the work is, and how long it will take at the pace so far."""
    _, since, first = began
    left = ""
    if share > first:
        seconds = (time.monotonic() - since) * (1 - share) / (share - first)
        left = f", about {math.ceil(seconds)} s left"
    progress.progress(share, f"{says}{share:.0%} done{left}")


def _stop(place: str, key: Hashable) -> None:
    st.session_state[place] = key


def edited(control: Text, text: str, **also: str) -> None:
    """Take over a text that a figure was left with, and what goes with it, or keep why not.

    To be called before the page runs; `undoing` draws the way back.
    """
    texts, place = _texts(), f"{_here().name}.{control.name}"
    try:
        if any(map(locked, (control.name, *also))):
            raise ValueError("This link keeps the points where they stand.")
        control.read(text)
    except ValueError as error:
        st.session_state[f"{place}.refused"] = str(error)
        return
    before = {name: texts.get(name) for name in (control.name, *also)}
    past = st.session_state.setdefault(f"{place}.past", [])
    st.session_state[f"{place}.past"] = [*past, before][-MOST_UNDONE:]
    put({control.name: text, **also})


def undoing(control: Text) -> None:
    """Say why an edit was refused, and draw a button that takes back the last one."""
    place = f"{_here().name}.{control.name}"
    refused = st.session_state.pop(f"{place}.refused", None)
    if refused:
        refuse(ValueError(refused))
    past = st.session_state.get(f"{place}.past")

    def back() -> None:
        if past:  # a second press may come before the button is gone
            put(past.pop())

    if past:
        st.button("Undo the last edit", on_click=of_its_page(back), key=f"{place}.undo")


def offers(cases: Mapping[str, tuple[str, Mapping[str, str]]]) -> None:
    """Draw a button for each case: it sets every control, and sliders to where they start."""

    def take(texts: Mapping[str, str]) -> None:
        replace(texts)

    with st.container(horizontal=True):
        for slug, (label, texts) in cases.items():
            key = f"{_here().name}.case.{slug}"
            st.button(label, on_click=of_its_page(take), args=(texts,), key=key)


def texts() -> dict[str, str]:
    """The texts of the controls that do not stand as it goes without saying; without sliders."""
    names = {control.name for control in _here().controls}
    return {name: text for name, text in _texts().items() if name in names}


def forget(name: str) -> None:
    """Let go of what was made of the student's own data."""
    st.session_state.pop(f"{_here().name}.{name}.kept", None)


def swap(label: str, first: Control, second: Control) -> None:
    """Draw a button that exchanges the values of two controls."""

    def exchange() -> None:
        texts = _texts()
        one, other = texts.get(first.name, first.start), texts.get(second.name, second.start)
        put({first.name: other, second.name: one})

    st.button(
        label,
        on_click=of_its_page(exchange),
        key=f"{_here().name}.{first.name}.swap",
        disabled=locked(first.name) or locked(second.name),
    )


def pick(control: Choice, index: int) -> None:
    """Choose the option of an index, as a click on a figure's mark does."""
    put({control.name: list(control.options)[index]})


def refuse(error: ValueError) -> None:
    """Say below a field what was wrong with its text."""
    st.error(plain(str(error)))


def plain(text: str) -> str:
    """Text of the student's inside a message, with Markdown's signs made harmless."""
    return "".join("\\" + c if c in r"\`*_{}[]()<>#+-.!|$~:" else c for c in text)


# ---- how it is kept -----------------------------------------------------------------------------


@dataclass
class _Own:
    """What this module keeps of a session, beside the widgets' values."""

    lesson: Lesson | None = None  # of the page that runs
    states: dict[str, dict[str, str]] = field(default_factory=dict)  # texts, by page
    written: dict[str, dict[str, str]] = field(default_factory=dict)  # links, by page
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)  # by widget
    untold: set[str] = field(default_factory=set)  # widgets of which no browser has heard
    drawn: set[str] = field(default_factory=set)  # widgets of this run
    read: tuple[Lesson, dict[str, str], SimpleNamespace] | None = None  # texts and their values
    seen: dict[str, str] = field(default_factory=dict)  # controls and sliders of this run
    alone: bool = False
    whole: bool = False  # whether the body of a page runs, and not a part of it alone
    again: str | None = None  # the page that has asked for a run itself


_FOUND = threading.local()  # a thread runs the script of one session


def _own() -> _Own:
    # Asked for anything, Streamlit's session looks at locks, widgets and new requests. A run asks
    # for this a hundred times.
    session = st.session_state
    if getattr(_FOUND, "session", None) is not session:
        _FOUND.session, _FOUND.own = session, session.setdefault("own", _Own())
    return _FOUND.own


def _here() -> Lesson:
    return _own().lesson


def _texts() -> dict[str, str]:
    own = _own()
    return own.states[own.lesson.name]


def _enter(lesson: Lesson) -> None:
    """Decide what a run of the whole page shows: its link, or what was kept from the last visit."""
    own = _own()
    states, written = own.states, own.written
    link = st.query_params.to_dict()
    back_from_another = (own.lesson or lesson).name != lesson.name
    own.lesson = lesson
    kept = states.get(lesson.name)
    # A run that the page itself has asked for may come with a link from before the last change.
    again, own.again = own.again, None
    if kept is not None and again == lesson.name:
        return
    if kept is not None and (link == written.get(lesson.name) or (back_from_another and not link)):
        return
    # A text that no link can carry stays where only the link has changed.
    long = {name: text for name, text in (kept or {}).items() if not _fits(lesson, name, text)}
    stated = {name: link[name] for name in (*lesson.names, *SHARED) if name in link}
    # A figure corrects the texts of its sliders; those of figures that are not shown are numbers.
    wrong = {name for name in lesson.sliders if name in stated and not _is_number(stated[name])}
    states[lesson.name] = {
        **long,
        **{name: text for name, text in stated.items() if name not in wrong},
    }
    for control in (*lesson.controls, *sharing(lesson)):
        _correct(control)
        _show(control)


def _unread() -> dict[str, tuple[str, str]]:
    """Texts that a link states and that cannot be read, with the reason, by the widgets' keys."""
    return _own().unread


def _fits(lesson: Lesson, name: str, text: str) -> bool:
    """Whether a link can carry a text."""
    most = {each.name: each.longest for each in lesson.controls if isinstance(each, Text)}
    return len(text) <= most.get(name, LONGEST_IN_LINK)


def _is_number(text: str) -> bool:
    """Whether a text may be where a slider stands: a number within the reach of any slider."""
    try:
        return len(text) < 25 and abs(float(text)) <= FARTHEST
    except ValueError:
        return False


def _correct(control: Control) -> None:
    """Take a wrong value, and one that goes without saying, out of the state."""
    texts = _texts()
    _unread().pop(_key(control), None)
    if control.name not in texts:
        return
    try:
        texts[control.name] = _tidy(control, texts[control.name])
        wrong = texts[control.name] == control.start
    except ValueError as error:
        wrong = True
        if isinstance(control, Text):
            _unread()[_key(control)] = texts[control.name], str(error)
    if wrong:
        del texts[control.name]


def _tidy(control: Control, text: str) -> str:
    """A text as its control writes it; a ValueError where it has no such value."""
    value = control.read(text)
    return control.write(value) if isinstance(control, Choices | Line) else text


def _show(control: Control) -> None:
    """Let the widget of a control show its value.

    A browser hears of it with the widget, and not at all from a run that is overtaken before it
    comes to that: until a run has ended, each tells it again.
    """
    _own().untold.add(_key(control))
    text = _texts().get(control.name, control.start)
    if isinstance(control, Choices | Count):
        shown = control.read(text)
        st.session_state[_key(control)] = list(shown) if isinstance(control, Choices) else shown
    else:
        st.session_state[_key(control)] = text


def _shown(control: Control) -> Any:  # noqa: ANN401
    """What the widget of a control shows, which each run tells the browser as its default too.

    Streamlit tells a browser of a value that was set in one run alone, and leaves out what it has
    not yet sent when the next run begins. A widget that comes only then would show its first option
    and send it.
    """
    return st.session_state[_key(control)]


def _widget(control: Control, options: Sequence[str] | None = None) -> dict[str, Any]:
    """What every widget of a control is told; its value stands in the session already."""
    key = _key(control)
    own = _own()
    if key in own.untold or key not in st.session_state:
        _show(control)
    own.drawn.add(key)
    if options is not None and st.session_state[key] not in options:
        st.session_state[key] = options[0]
        _changed(control)
    if control.name not in SHARED:
        seen()[control.name] = control.label
    told = {"key": key, "on_change": of_its_page(_changed), "args": (control,)}
    return {**told, "disabled": True} if locked(control.name) else told


def _changed(control: Control, also: Callable[[Any], Mapping[str, str | None]] = _nothing) -> None:
    """Take over what a widget says; a text only when it can be read."""
    _own().untold.discard(_key(control))
    _unread().pop(_key(control), None)
    text = control.write(st.session_state[_key(control)])
    try:
        value = control.read(text)
    except ValueError:
        return
    put(also(value))
    texts = _texts()
    texts.pop(control.name, None)
    text = _tidy(control, text)
    if text != control.start:
        texts[control.name] = text


def _key(control: Control) -> str:
    return f"{_here().name}.{control.name}"


def _write(lesson: Lesson) -> None:
    """State in the link what does not go without saying, in the order of the declarations."""
    own = _own()
    own.untold -= own.drawn
    own.drawn.clear()
    link = _link(lesson)
    if link != st.query_params.to_dict():
        st.query_params.from_dict(link)
    own.written[lesson.name] = link


def _link(lesson: Lesson) -> dict[str, str]:
    """What of a page's state a link carries."""
    texts = _own().states[lesson.name]
    return {
        name: texts[name]
        for name in (*lesson.names, *SHARED)
        if name in texts and _fits(lesson, name, texts[name])
    }
