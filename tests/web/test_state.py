"""The state of a page: read from its link, corrected, kept, written once."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from lib.lessons.registry import lessons
from lib.web import state
from lib.words.state import Choice, Lesson
from tests.app import PATHS, link_of, open_page, sliders, standing


def at_once(at: AppTest, name: str, **query: str) -> AppTest:
    """Go to a page's link within a visit."""
    at.switch_page(PATHS[name])
    at.query_params.clear()
    for key, text in query.items():
        at.query_params[key] = text
    return at.run()


def test_a_change_of_an_option_is_stated_and_the_usual_one_is_not():
    at = open_page("loss_curve")
    at.button_group(key="loss_curve.y").set_value("0").run()
    assert link_of(at) == {"y": "0"}
    at.button_group(key="loss_curve.y").set_value("1").run()
    assert link_of(at) == {}


def test_back_and_forward_show_what_their_link_says():
    at = open_page("loss_curve", q="0.3")
    at.button_group(key="loss_curve.y").set_value("0").run()
    assert link_of(at) == {"y": "0", "q": "0.3"}
    at_once(at, "loss_curve", q="0.3")
    assert at.button_group(key="loss_curve.y").value == "1"
    assert standing(sliders(at)["q"]) == 0.3
    at_once(at, "loss_curve", y="0", q="0.3")
    assert at.button_group(key="loss_curve.y").value == "0"


def test_a_visit_to_another_page_loses_nothing():
    at = open_page("loss_curve", q="0.3", show="ladder")
    at_once(at, "glossary")
    at_once(at, "loss_curve")
    assert link_of(at) == {"show": "ladder", "q": "0.3"}
    assert standing(sliders(at)["q"]) == 0.3
    assert at.button_group(key="loss_curve.show").value == ["ladder"]


def test_a_link_wins_over_what_was_kept():
    at = open_page("loss_curve", q="0.3")
    at_once(at, "glossary")
    at_once(at, "loss_curve", q="0.6")
    assert standing(sliders(at)["q"]) == 0.6


def test_a_guess_stays_while_one_is_on_another_page_and_is_in_no_link():
    at = open_page("loss_curve")
    at.text_input(key="loss_curve.guess").set_value("2").run()
    at_once(at, "glossary")
    at_once(at, "loss_curve")
    assert at.text_input(key="loss_curve.guess").value == "2"
    assert link_of(at) == {}
    assert any(m.value.startswith("**You said 2 nats") for m in at.markdown)


def test_languages_that_are_swapped_back_go_without_saying():
    at = open_page("compression")
    at.button(key="compression.language.swap").click().run()
    assert link_of(at) == {"language": "fr", "other": "en"}
    at.button(key="compression.language.swap").click().run()
    assert link_of(at) == {}


def test_a_text_that_no_link_can_carry_stays_and_says_so():
    at = open_page("compression")
    field = "compression.message"
    at.text_area(key=field).set_value("hello world " * 40).run()
    assert "message" not in link_of(at)
    assert any("at most 300 characters" in caption.value for caption in at.caption)
    assert any("counted in letters and spaces: 479." in said.value for said in at.markdown)
    at.text_area(key=field).set_value("zzz").run()
    assert link_of(at) == {"message": "zzz"}


def test_a_widget_is_told_its_value_until_a_run_has_ended(monkeypatch):
    """A run that is overtaken by what a student does may never have come to the widget."""
    control = Choice("size", "Size", {"a": "A", "b": "B"}, "b")
    lesson, told = Lesson("x", (control,)), []

    class Session(dict):
        def __setitem__(self, key, value):
            told.append(key)
            super().__setitem__(key, value)

    session = Session(own=state._Own(lesson, states={"x": {}}))
    link = SimpleNamespace(to_dict=dict, from_dict=dict)
    monkeypatch.setattr(state, "st", SimpleNamespace(session_state=session, query_params=link))
    state._show(control)
    for _ in range(2):  # overtaken once, and then drawn
        told.clear()
        state._widget(control, ["a", "b"])
        assert told == ["x.size"]
        assert session["x.size"] == "b"
    state._write(lesson)
    told.clear()
    state._widget(control, ["a", "b"])
    assert "x.size" not in told
    # What a student has set is there already, and stays even where it cannot be read.
    state._show(control)
    session["x.size"] = "a"
    state._changed(control)
    told.clear()
    state._widget(control, ["a", "b"])
    assert "x.size" not in told


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("loss_curve", {"y": "0", "show": "ladder"}),
        ("bce_vs_cce", {"y": "0", "classes": "5", "true": "2"}),
        ("compression", {"language": "fr", "other": "de", "message": "a b c"}),
        ("variants", {"tune": "gce"}),
    ],
)
def test_each_run_tells_every_value_so_that_none_is_lost_with_a_run(name, query):
    at = open_page(name, **query)
    at.run()  # in this one no value is new
    controls = {f"{name}.{control.name}" for control in lessons()[name].controls}
    values = {"button_group": "indices", "selectbox": "index"}
    drawn = [*at.button_group, *at.selectbox, *at.number_input, *at.text_input, *at.text_area]
    ours = [widget for widget in drawn if widget.key in controls]
    assert ours
    for widget in ours:
        # What a browser shows that has not met the widget before.
        assert widget.proto.default == getattr(widget, values.get(widget.type, "value")), widget.key
