"""The way through the course: the bar above, the map on the first page, the line below each."""

from __future__ import annotations

from copy import copy
from functools import lru_cache

import streamlit as st

from lib.web import memory, state
from lib.words import text as words

MARKS = "marks"  # the place that says what is solved


def navigation() -> st.Page:
    """The course as the top bar, a menu a group; the page that is asked for."""
    solved = memory.solved()
    menus = {
        group["title"]: [
            # A copy: Streamlit marks the one that runs.
            copy(_page(group["folder"], lesson, f"{title} ✓" if lesson in solved else title))
            for lesson, title in group["pages"].items()
        ]
        for group in words.course()
    }
    return st.navigation(menus, position="top")


@lru_cache(maxsize=64)
def _page(folder: str, lesson: str, title: str) -> st.Page:
    """A page as Streamlit knows it, looked up on the disk once."""
    path = f"pages/{folder}/{lesson}.py"
    return st.Page(path, title=title, url_path=lesson, default=lesson == "home")


def way_on(current: st.Page) -> None:
    """What stands below every page: the page before, how far the student is, the page after."""
    course = [
        (f"pages/{group['folder']}/{lesson}.py", lesson, title)
        for group in words.course()
        for lesson, title in group["pages"].items()
    ]
    at = [lesson for _, lesson, _ in course].index(current.url_path or "home")
    if state.hidden("navigation"):
        memory.control()
        return
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if at > 0:
            path, _, title = course[at - 1]
            st.page_link(path, label=f"← {title}")
        solved = memory.solved()
        marks = [lesson in solved for _, lesson, _ in course if words.has_check(lesson)]
        dots = "".join("○●"[mark] for mark in marks)
        with st.container(key=MARKS, width="content"):
            st.markdown(f"{dots} {sum(marks)} of {len(marks)} checks solved")
        if at + 1 < len(course):
            path, _, title = course[at + 1]
            st.page_link(path, label=f"{title} →")
    memory.control()


def course_map() -> None:
    """Every page but the first, a group a column, and a mark at what is solved."""
    if state.hidden("navigation"):
        return
    groups = [group for group in words.course() if group["title"]]
    solved = memory.solved()
    for group, column in zip(groups, st.columns(len(groups)), strict=True):
        column.subheader(group["title"], anchor=False)
        for lesson, title in group["pages"].items():
            mark = " ✓" if lesson in solved else ""
            asked = words.prose(lesson, "question")
            label = f"**{title}**{mark}  \n{asked}"
            column.page_link(f"pages/{group['folder']}/{lesson}.py", label=label)
