"""The parts a lesson's page is made of: question, prediction, prose, derivation, check, code."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from lib import words

T = TypeVar("T")
_LONGEST_IN_URL = 300  # a link must survive a mail program


def navigation() -> st.Page:
    """The course as the top bar, a menu a group; the page that is asked for."""
    solved = _solved()

    def page(folder: str, lesson: str, title: str) -> st.Page:
        icon = ":material/check_circle:" if lesson in solved else None
        return st.Page(
            f"pages/{folder}/{lesson}.py", title=title, icon=icon, default=lesson == "home"
        )

    menus = {
        group["title"]: [page(group["folder"], *each) for each in group["pages"].items()]
        for group in words.course()
    }
    return st.navigation(menus, position="top")


def way_on(current: st.Page) -> None:
    """What stands below every page: the page before, how far the student is, the page after."""
    course = [
        (f"pages/{group['folder']}/{lesson}.py", lesson, title)
        for group in words.course()
        for lesson, title in group["pages"].items()
    ]
    at = [lesson for _, lesson, _ in course].index(current.url_path or "home")
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if at > 0:
            path, _, title = course[at - 1]
            st.page_link(path, label=title, icon=":material/arrow_back:")
        marks = [lesson in _solved() for _, lesson, _ in course if words.has_check(lesson)]
        dots = "".join("○●"[mark] for mark in marks)
        st.markdown(f"{dots} {sum(marks)} of {len(marks)} checks solved")
        if at + 1 < len(course):
            path, _, title = course[at + 1]
            st.page_link(path, label=title, icon=":material/arrow_forward:", icon_position="right")


def course_map() -> None:
    """Every page but the first by its question, a group a column; what is solved has a mark."""
    groups = [group for group in words.course() if group["title"]]
    for group, column in zip(groups, st.columns(len(groups)), strict=True):
        column.subheader(group["title"], anchor=False)
        for lesson in group["pages"]:
            mark = " ✓" if lesson in _solved() else ""
            asked = words.prose(lesson, "question")
            column.page_link(f"pages/{group['folder']}/{lesson}.py", label=asked + mark)


def _solved() -> set[str]:
    """Lessons whose check this session has answered rightly."""
    return st.session_state.setdefault("solved", set())


def question(lesson: str) -> None:
    """The lesson's question, the first thing on its page."""
    st.header(words.prose(lesson, "question"), anchor=False)


def prose(lesson: str, section: str, **values: object) -> None:
    """One section of the lesson's words, with its numbers filled in."""
    st.markdown(words.prose(lesson, section, **values))


def choice(
    label: str, options: Sequence[T], key: str, show: Callable[[T], str] = str, **extra: object
) -> T:
    """One of a few options, in the URL."""
    if st.query_params.get(key) == "" and key not in st.session_state:
        del st.query_params[key]  # Streamlit would read it as no option at all
        st.rerun()
    return st.segmented_control(
        label,
        options,
        default=options[0],
        required=True,
        format_func=show,
        key=key,
        bind="query-params",
        **extra,
    )


def choices(
    label: str,
    options: Sequence[T],
    key: str,
    show: Callable[[T], str] = str,
    start: Sequence[T] = (),
) -> list[T]:
    """Any number of options, in the URL."""
    return st.pills(
        label,
        options,
        selection_mode="multi",
        default=start,
        format_func=show,
        key=key,
        bind="query-params",
        wrap=True,
    )


def selection(
    label: str, options: Sequence[T], key: str, show: Callable[[T], str] = str, width: int = 150
) -> T:
    """One of many options, in the URL."""
    return st.selectbox(label, options, format_func=show, key=key, bind="query-params", width=width)


def swap(label: str, first: str, second: str) -> None:
    """A button that exchanges the options of two widgets."""

    def exchange() -> None:
        state = st.session_state
        state[first], state[second] = state[second], state[first]

    st.button(label, on_click=exchange, key=f"{first}.{second}.swap")


def count(label: str, low: int, high: int, start: int, key: str) -> int:
    """A whole number in a small range, in the URL."""
    return st.number_input(label, low, high, start, key=key, bind="query-params", width=140)


def picks(key: str) -> Callable[[int], None]:
    """Let a click on the mark of an index choose that option of the widget `key`."""

    def choose(index: int) -> None:
        st.session_state[key] = index

    return choose


def typed(
    label: str, key: str, start: str, parse: Callable[[str], T], tall: bool = False, **extra: object
) -> T | None:
    """A field whose text is read by `parse`; a refusal stands below it, and the text stays.

    Returns
    -------
    T or None
        The value, or while the text is wrong the last one that was right.
    """
    text_key, good_key = f"{key}.text", f"{key}.good"
    if text_key not in st.session_state:
        st.session_state[text_key] = _readable(st.query_params.get(key, start), parse, start)
    field = st.text_area if tall else st.text_input
    text = field(label, key=text_key, persist_state="session", **extra)
    try:
        st.session_state[good_key] = parse(text)
    except ValueError as error:
        st.error(_plain(str(error)), icon=":material/error:")
    if text == start or len(text) > _LONGEST_IN_URL:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != text:
        st.query_params[key] = text
    if good_key not in st.session_state and start:
        st.session_state[good_key] = parse(start)
    return st.session_state.get(good_key)


def _readable(text: str, parse: Callable[[str], object], start: str) -> str:
    """The text of a link when it can be read, else what the field starts with."""
    try:
        parse(text)
    except ValueError:
        return start
    return text


def typed_into(
    label: str, key: str, parse: Callable[[str], T], apply: Callable[[T], None], placeholder: str
) -> None:
    """A field that sets sliders: each new text is parsed and applied once.

    The state is the sliders', so the text is not in the URL.
    """
    text = st.text_input(label, key=key, placeholder=placeholder, persist_state="session")
    if not text.strip():
        return
    try:
        value = parse(text)
    except ValueError as error:
        st.error(_plain(str(error)), icon=":material/error:")
        return
    if st.session_state.get(f"{key}.applied") != text:
        st.session_state[f"{key}.applied"] = text
        apply(value)


def prediction(lesson: str, parse: Callable[[str], float]) -> float | None:
    """Ask for a number before the drag. An empty field is a student who would rather look."""
    asked = words.questions(lesson)["predict"]
    return typed(
        asked["prompt"],
        f"{lesson}_guess",
        "",
        lambda text: parse(text) if text.strip() else None,
        placeholder=asked["placeholder"],
        width=640,
    )


def why(lesson: str, **values: object) -> None:
    """A prompt to explain, with the explanation folded below it."""
    prompt, _, explanation = words.prose(lesson, "why", **values).partition("\n\n")
    st.markdown(f"**Why?** {prompt}")
    with _folded("Compare your explanation", f"{lesson}.why") as is_open:
        if is_open:
            st.markdown(explanation)


def fold(
    lesson: str,
    section: str,
    title: str,
    values: Callable[[], dict[str, object]] = dict,
    rows: Callable[[], Sequence[dict[str, str]]] | None = None,
) -> None:
    """A section whose numbers are computed only while it is open, with a wide table below it."""
    with _folded(title, f"{lesson}.{section}.fold") as is_open:
        if not is_open:
            return
        prose(lesson, section, **values())
        if rows is not None:
            st.table(rows(), hide_index=True)


def beliefs(lesson: str, **values: object) -> None:
    """What many believe, and what is true."""
    with _folded("Beliefs worth correcting", f"{lesson}.beliefs") as is_open:
        if is_open:
            prose(lesson, "beliefs", **values)


def check(lesson: str, **values: object) -> None:
    """A question with a few options, each with its own explanation."""
    asked = words.question(lesson, "check", **values)
    with _folded("Check yourself", f"{lesson}.question") as is_open:
        if not is_open:
            return
        options = {option["text"]: option for option in asked["options"]}
        picked = st.radio(asked["question"], options, index=None, key=f"{lesson}.check")
        if picked is None:
            return
        right = options[picked].get("right", False)
        _verdict(right, options[picked]["because"])
        if right and lesson not in _solved():
            _solved().add(lesson)
            st.rerun()  # the marks of the navigation and below the page are outside the fragment


def practice(**values: object) -> None:
    """The question bank, one question at a time; what is solved is forgotten with the session."""
    bank = words.pitfalls()
    solved: set[str] = st.session_state.setdefault("pitfalls.solved", set())
    topics = dict.fromkeys(asked["topic"] for asked in bank.values())
    topic = choice("Topic", ["all", *topics], "topic")
    keys = [key for key, asked in bank.items() if topic in ("all", asked["topic"])]

    def turn(by: int) -> None:
        st.session_state["card"] = keys[(keys.index(card) + by) % len(keys)]

    if st.session_state.get("card", keys[0]) not in keys:
        st.session_state["card"] = keys[0]
    card = selection("Question", keys, "card", lambda key: str([*bank].index(key) + 1))
    asked = bank[card]
    options = {words.fill(option["text"], values): option for option in asked["options"]}
    st.subheader(words.fill(asked["question"], values), anchor=False)
    picked = st.radio("Your answer", options, index=None, key=f"pitfalls.{card}")
    if picked is not None:
        right = options[picked].get("right", False)
        (solved.add if right else solved.discard)(card)
        _verdict(right, words.fill(options[picked]["because"], values))
        _see(asked, values)
    with st.container(horizontal=True):
        st.button("Previous", on_click=turn, args=(-1,), key="pitfalls.previous")
        st.button("Next", on_click=turn, args=(1,), key="pitfalls.next", type="primary")
    st.markdown(f"{len(solved & set(keys))} of {len(keys)} solved")


def glossary() -> None:
    """Every term a search finds, with its symbol and the lesson that shows it."""
    sought = typed("Search", "term", "", str, placeholder="for example: perplexity", width=340)
    found = words.found(sought or "")
    if not found:
        st.info(words.prose("glossary", "nothing"))
    for term in found:
        words_of, link = st.columns([5, 1], vertical_alignment="center")
        with words_of:
            symbol = f" ${term['symbol']}$" if "symbol" in term else ""
            st.markdown(f"**{term['term']}**{symbol}. {term['says']}")
        link.page_link(
            f"pages/{term['page']}.py",
            label=words.title(term["page"]),
            query_params=term.get("link"),
        )


def _see(asked: dict, values: dict[str, object]) -> None:
    """A link to the lesson that shows the answer, in the state that shows it best."""
    st.page_link(
        f"pages/{asked['page']}.py",
        label=f"See it: {asked['see']}",
        icon=":material/arrow_forward:",
        query_params={key: words.fill(value, values) for key, value in asked["link"].items()},
    )


def _verdict(right: bool, because: str) -> None:
    show = st.success if right else st.warning
    show(f"**{'Right.' if right else 'Not quite.'}** {because}")


@contextmanager
def _folded(title: str, key: str) -> Iterator[bool]:
    """A part that is computed and sent only while it is open, so that the figure comes first."""
    with st.expander(title, key=key, on_change="rerun") as box:
        yield bool(box.open)


def derivation(lesson: str, **values: object) -> None:
    """The derivation, one line at a time, with the figure's numbers in it."""
    steps = words.steps(lesson, **values)
    key = f"{lesson}.step"

    def to(step: int) -> None:
        st.session_state[key] = step

    with _folded("Derivation, step by step", f"{lesson}.steps") as is_open:
        if not is_open:
            return
        shown = st.session_state.get(key, 1)
        for line in steps[:shown]:
            st.markdown(line)
        with st.container(horizontal=True):
            st.button(
                "Next line",
                on_click=to,
                args=(shown + 1,),
                disabled=shown >= len(steps),
                key=f"{lesson}.next",
            )
            st.button(
                "All lines",
                on_click=to,
                args=(len(steps),),
                disabled=shown >= len(steps),
                key=f"{lesson}.all",
            )
            st.button(
                "Start again", on_click=to, args=(1,), disabled=shown <= 1, key=f"{lesson}.again"
            )
            st.markdown(f"Line {shown} of {len(steps)}")


def code(lesson: str, functions: Sequence[Callable], part: str = "", **values: object) -> None:
    """The functions that drew the lesson, as they run, and the same number in other libraries."""
    with _folded("The code behind it", f"{lesson}.code") as is_open:
        if not is_open:
            return
        others = words.snippets(lesson, part)
        tabs = st.tabs(["NumPy, as it runs here", *others])
        with tabs[0]:
            st.code("\n\n".join(inspect.getsource(f) for f in functions), language="python")
        for tab, text in zip(tabs[1:], others.values(), strict=True):
            with tab:
                st.code(words.fill(text, values), language="python")


def _plain(text: str) -> str:
    """Text of the student's inside a message, with Markdown's signs made harmless."""
    return "".join("\\" + c if c in r"\`*_{}[]()<>#+-.!|$~:" else c for c in text)
