"""A teacher's link: what it leaves out, locks and asks, and the control that makes it."""

import itertools
import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from lib.figures.ghost import VEIL
from lib.lessons.registry import lessons, states
from lib.web import share
from lib.words.saved import written
from lib.words.sharing import LONGEST_TASK, sharing
from lib.words.state import PARTS, SHARED, Lesson
from tests.app import figures, link_of, open_page
from tests.web.test_state import at_once

TASK = "Where *is* <b>it</b> [2](x) nats?"
# On each page a control and a slider, and texts at which they do not go without saying.
PLAYED = {
    "loss_curve": (("y", "0"), ("q", "0.25")),
    "gradients": (("y", "0"), ("z", "2")),
    "language": (("smoothing", "alone"), ("order", "2")),
}
FOLDED = {
    "derivation": "Derivation, step by step",
    "check": "Check yourself",
    "code": "The code behind it",
}


def control_of(at: AppTest, name: str, control: str) -> list:
    return [group for group in at.get("button_group") if group.key == f"{name}.{control}"]


def sent(at: AppTest, which: str) -> set[str]:
    """What the figures of a page were told to leave out or to lock."""
    return {key for figure in figures(at) for key in figure.get(which, ())}


def found(at: AppTest, name: str) -> set[tuple[str, str]]:
    """What of a teacher's link is seen on a page, as the link states it."""
    (control, _), (slider, _) = PLAYED[name]
    drawn = control_of(at, name, control)
    labels = {fold.label for fold in at.expander}
    seen = {
        ("hide", "prediction"): not any(".guess" in field.key for field in at.text_input),
        ("hide", "presets"): "presets" in sent(at, "hide"),
        ("hide", "explanation"): not any("**Why?**" in said.value for said in at.markdown),
        **{("hide", part): label not in labels for part, label in FOLDED.items()},
        ("hide", "navigation"): not at.get("page_link"),
        ("hide", control): not drawn,
        ("hide", slider): slider in sent(at, "hide"),
        ("lock", control): bool(drawn) and drawn[0].proto.disabled,
        ("lock", slider): slider in sent(at, "lock"),
        ("task", TASK): TASK in [text.value for text in at.text],
        ("view", "projector"): all("projector" in figure for figure in figures(at)),
    }
    return {option for option, is_so in seen.items() if is_so}


def follow(at: AppTest, **query: str) -> None:
    """Open a link on the page where one is."""
    at.query_params.clear()
    for key, text in query.items():
        at.query_params[key] = text
    at.run()


def stated(options) -> dict[str, str]:
    """Options as the query of a link."""
    said: dict[str, list[str]] = {}
    for which, slug in options:
        said.setdefault(which, []).append(slug)
    return {which: ",".join(slugs) for which, slugs in said.items()}


@pytest.mark.parametrize("name", PLAYED)
def test_every_two_options_of_a_link_do_what_they_say_and_nothing_else(name):
    played = dict(PLAYED[name])
    (control, _), (slider, _) = PLAYED[name]
    options = [
        *(("hide", part) for part in PARTS),
        *(("hide", control), ("hide", slider), ("lock", control), ("lock", slider)),
        ("task", TASK),
        ("view", "projector"),
    ]
    at = open_page(name)
    assert found(at, name) == set()
    for pair in itertools.combinations(options, 2):
        follow(at, **played, **stated(pair))
        assert not at.exception, pair
        wanted = set(pair)
        if ("hide", control) in wanted:  # what is not there is not locked either
            wanted.discard(("lock", control))
        if ("view", "projector") in wanted:
            assert all(figure["panels"] for figure in figures(at))
        assert found(at, name) == wanted, pair
        # What is left out or locked keeps its value, and the link says all of it again.
        link = link_of(at)
        assert played.items() <= link.items(), pair
        assert {k: set(link[k].split(",")) for k in ("hide", "lock") if k in link} == {
            k: {slug for which, slug in pair if which == k}
            for k in ("hide", "lock")
            if any(which == k for which, _ in pair)
        }
        assert {k: link[k] for k in ("task", "view") if k in link} == {
            which: slug for which, slug in pair if which in ("task", "view")
        }


# ---- links from anywhere -------------------------------------------------------------------------

HOSTILE = {
    "hide": {
        "": None,
        "gone": None,
        "code,code,code": "code",
        "<b>,code, check": "code",
        "CODE": None,
        ",,,": None,
        "q,code": "code,q",
        "x," * 3000 + "check": "check",
        "hide": None,
        "none": None,
    },
    "lock": {"": None, "code": None, "q,q,y,gone": "y,q", "None": None, "%00": None},
    "task": {
        "": None,
        "  \n\t ": None,
        "a\nb\u202ec": "a b c",
        "x" * LONGEST_TASK: "x" * LONGEST_TASK,
        "x" * (LONGEST_TASK + 1): None,
        "<script>alert(1)</script>": "<script>alert(1)</script>",
        "# $x$ `y`": "# $x$ `y`",
    },
    "view": {"": None, "page": None, "wall": None, "projector": "projector"},
}


@pytest.mark.parametrize(
    ("which", "text", "left"),
    [(which, text, left) for which, texts in HOSTILE.items() for text, left in texts.items()],
)
def test_what_no_link_can_mean_falls_back_and_the_link_is_corrected(which, text, left):
    at = open_page("loss_curve", q="0.25", **{which: text})
    assert not at.exception
    assert link_of(at) == {"q": "0.25", **({which: left} if left else {})}
    if which == "task" and left:
        assert [said.value for said in at.text] == [left]
        assert not any(left in said.value for said in at.markdown)


@pytest.mark.parametrize("name", lessons())
def test_every_page_opens_with_everything_left_out_and_locked(name):
    hide, lock, _, view = sharing(lessons()[name])
    query = {
        "hide": hide.write(list(hide.options)),
        "lock": lock.write(list(lock.options)),
        "task": TASK,
        "view": list(view.options)[-1],
    }
    query = {k: v for k, v in query.items() if v not in ("none", "page")}
    at = open_page(name, **query)
    assert not at.exception
    assert link_of(at) == query
    assert not at.get("page_link")


@pytest.mark.parametrize("name", [name for name, each in lessons().items() if not each.trains])
def test_every_slider_that_is_shown_can_be_left_out(name):
    lesson = lessons()[name]
    known = {*lesson.names, *lesson.linked}
    for values in states(lesson, most=10):
        for figure in lesson.figures(values).values():
            assert {slider.key for slider in figure.sliders if not slider.hidden} <= known


@pytest.mark.parametrize("name", ["code", *SHARED])
def test_nothing_on_a_page_is_called_like_what_a_link_can_say(name):
    with pytest.raises(ValueError, match="called"):
        Lesson("x", sliders=(name,))


# ---- while one works with the page ---------------------------------------------------------------


def test_options_stay_while_the_page_changes_and_while_one_is_elsewhere():
    said = {"hide": "code,q", "lock": "axis", "task": "Why?"}
    at = open_page("loss_curve", **said)
    at.button_group(key="loss_curve.y").set_value("0").run()
    assert link_of(at) == {"y": "0", **said}
    at_once(at, "glossary")
    assert link_of(at) == {}
    assert not at.text
    at_once(at, "loss_curve")
    assert link_of(at) == {"y": "0", **said}
    at_once(at, "loss_curve", y="0")
    assert link_of(at) == {"y": "0"}
    assert not at.text


def test_what_is_locked_is_moved_by_nothing_on_the_page():
    at = open_page("bce_vs_cce", mode="single", lock="classes")
    at.text_input(key="bce_vs_cce.own_logits").set_value("0, 0, 0, 1").run()
    (error,) = at.error
    assert "keeps some of the numbers" in error.value
    assert link_of(at) == {"mode": "single", "lock": "classes"}
    at = open_page("compression", lock="other")
    assert at.button(key="compression.language.swap").disabled
    for lock in ({}, {"lock": "at"}):
        at = open_page("diagnose", at="0.5", **lock)
        at.text_input(key="diagnose.loss").set_value("0.3").run()
        assert ("at" in link_of(at)) == bool(lock)
    # What was wrong in a link is corrected, locked or not.
    assert link_of(open_page("loss_curve", q="7", lock="q")) == {"lock": "q"}


def test_a_page_without_its_prediction_hides_no_answer():
    for query, veiled in (
        ({}, True),
        ({"hide": "prediction"}, False),
        ({"view": "projector"}, False),
    ):
        drawn = json.dumps(figures(open_page("compression", **query)))
        assert (VEIL[0] in drawn) == veiled


# ---- the control ---------------------------------------------------------------------------------


def opened(name: str, **query: str) -> AppTest:
    """A page whose Share is open."""
    at = open_page(name, **query)
    at.session_state[share.KEY] = True
    return at.run()


def offered(at: AppTest) -> dict:
    """The texts that Share offers."""
    protos = [each.proto for each in at.get("bidi_component")]
    (said,) = [p for p in protos if p.component_name.endswith("share")]
    return json.loads(said.json)


def query_of(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


@pytest.mark.parametrize("name", lessons())
def test_every_page_can_be_shared(name):
    at = opened(name)
    assert not at.exception
    assert query_of(offered(at)["link"]) == {}
    assert query_of(offered(at)["frame"].split('"')[1]) == {"embed": "true"}
    for which in ("hide", "lock"):
        pills = control_of(at, name, which)
        assert not pills or len({o.content for o in pills[0].proto.options}) == len(
            pills[0].proto.options
        )


def test_the_link_says_what_is_seen_and_each_choice_at_once():
    at = opened("loss_curve", q="0.25")
    at.button_group(key="loss_curve.hide").set_value(["q", "code"]).run()
    at.button_group(key="loss_curve.lock").set_value(["y"]).run()
    at.text_input(key="loss_curve.task").set_value(" Wo  liegt <b>? ").run()
    now = {"q": "0.25", "hide": "code,q", "lock": "y", "task": "Wo liegt <b>?"}
    assert link_of(at) == now
    assert query_of(offered(at)["link"]) == now
    assert "The code behind it" not in [fold.label for fold in at.expander]
    at.checkbox(key="loss_curve.projects").check().run()
    assert link_of(at) == now, "the page itself stays a page"
    assert query_of(offered(at)["link"]) == {**now, "view": "projector"}
    at.button_group(key="loss_curve.hide").set_value([]).run()
    assert "hide" not in link_of(at)
    assert "The code behind it" in [fold.label for fold in at.expander]


def test_the_way_on_goes_and_comes_with_the_navigation():
    at = opened("loss_curve")
    at.button_group(key="loss_curve.hide").set_value(["navigation"]).run()
    assert not at.get("page_link")
    at.button_group(key="loss_curve.hide").set_value([]).run()
    assert at.get("page_link")


def test_too_long_a_question_is_refused_beside_its_field():
    at = opened("loss_curve", task="short")
    at.text_input(key="loss_curve.task").set_value("x" * 201).run()
    (error,) = at.error
    assert "at most 200 characters" in error.value
    assert link_of(at) == {"task": "short"}


def test_the_button_projects_the_page_and_closes_the_control():
    at = opened("loss_curve")
    at.button(key="share.project").click().run()
    assert link_of(at) == {"view": "projector"}
    assert at.session_state[share.KEY] is False


def test_a_text_that_no_link_carries_is_said_to_stay_out():
    at = opened("compression")
    assert not any("too long for a link" in said.value for said in at.caption)
    at.text_area(key="compression.message").set_value("hello world " * 40).run()
    assert any("too long for a link" in said.value for said in at.caption)


# ---- what is made of a link ----------------------------------------------------------------------


def test_a_qr_code_has_its_quiet_zone_and_both_its_colours():
    drawn = share.code("http://localhost:8501/loss_curve?q=0.25")
    assert drawn.startswith("<svg")
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    assert 'viewBox="0 0 37 37"' in drawn  # 29 modules, and four on each side
    assert share.code("x" * (share.LONGEST_IN_CODE + 1)) == ""
    assert share.code("x" * share.LONGEST_IN_CODE)


def test_a_frame_cannot_be_left_by_what_a_link_says():
    said = share.frame(share.address({"task": '"><script>'}), 'a "b"')
    assert "<script>" not in said
    assert said.count("<") == 2
    assert 'title="a &quot;b&quot;"' in said


# ---- a state as a file ---------------------------------------------------------------------------


def test_a_state_too_long_for_a_link_is_opened_from_a_file():
    points = "0, 0, 0\n1, 1, 1\n" * 120
    at = opened("playground")
    file = written("playground", {"data": "own", "points": points, "rate": "1"})
    at.file_uploader[0].upload("state.json", file.encode(), "application/json").run()
    assert not at.exception
    assert not at.error
    assert link_of(at) == {"data": "own", "rate": "1"}
    assert at.text_area("playground.points").value == points


def test_a_file_that_is_no_state_is_refused_beside_its_field_and_changes_nothing():
    at = opened("playground", data="moons")
    at.file_uploader[0].upload("state.json", b"{}", "application/json").run()
    assert "no saved state" in at.error[0].value
    assert link_of(at) == {"data": "moons"}
    assert not at.exception


def test_only_pages_where_one_types_save_states():
    assert not opened("loss_curve").file_uploader
