"""Every page as Streamlit runs it, without a browser."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import words

ROOT = Path(__file__).parents[2]
PAGES = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("pages/*/*.py"))
FIGURED = [p for p in PAGES if Path(p).stem not in ("pitfalls", "glossary")]
LESSONS = [p for p in FIGURED if "derivation" in words.sections(Path(p).stem)]  # the whole path
TIMEOUT = 60
DERIVED = {"z", "share"}  # sliders that follow from others


def open_page(path, **query):
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
    for name, value in query.items():
        at.query_params[name] = value
    if not path.endswith("home.py"):
        at.switch_page(path)
    return at.run()


def figures(at):
    return [json.loads(component.proto.json) for component in at.get("bidi_component")]


def sliders(at):
    return {s["key"]: s for f in figures(at) for s in f["sliders"]}


def standing(slider):
    return slider["values"][slider["at"]]


def name(path):
    return Path(path).stem


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_runs_without_an_exception(path):
    at = open_page(path)
    assert not at.exception
    assert at.header[0].value == words.prose(name(path), "question")
    assert bool(figures(at)) == (path in FIGURED)


@pytest.mark.parametrize("path", FIGURED, ids=name)
def test_a_link_opens_every_slider_where_it_says(path):
    for key, slider in sliders(open_page(path)).items():
        value = slider["values"][len(slider["values"]) // 3]
        opened = sliders(open_page(path, **{key: format(value, ".10g")}))
        if key in DERIVED:
            assert standing(opened[key]) == standing(slider)
        else:
            assert standing(opened[key]) == pytest.approx(value)


def test_a_link_does_not_state_what_follows_from_the_rest():
    at = open_page("pages/core/bce_vs_cce.py", mode="single label", z1="3.5")
    assert not DERIVED & set(at.query_params)
    at = open_page("pages/core/bce_vs_cce.py", z="5", z0="1", z1="3")
    assert standing(sliders(at)["z"]) == 2
    assert not DERIVED & set(at.query_params)


@pytest.mark.parametrize("wrong", ["", "x", "nan", "inf", "-inf", "1e999", "99999999", "<b>"])
@pytest.mark.parametrize("path", FIGURED, ids=name)
def test_a_wrong_value_in_a_link_falls_back_and_is_corrected(path, wrong):
    usual = sliders(open_page(path))
    at = open_page(path, **dict.fromkeys(usual, wrong))
    assert not at.exception
    assert {k: standing(s) for k, s in sliders(at).items()} == {
        k: standing(s) for k, s in usual.items()
    }
    assert not set(usual) & set(at.query_params)


def test_slider_keys_are_unique_in_the_app():
    owners = {}
    for path in FIGURED:
        for key in sliders(open_page(path)):
            assert owners.setdefault(key, path) == path, (
                f"{key} is used by {owners[key]} and {path}"
            )


@pytest.mark.parametrize("path", FIGURED, ids=name)
def test_a_figure_travels_in_150_kilobytes(path):
    for figure in figures(open_page(path)):
        assert len(json.dumps(figure["sliders"])) <= 150_000


@pytest.mark.parametrize("path", FIGURED, ids=name)
def test_every_moving_trace_has_a_panel_and_every_read_out_a_place(path):
    for figure in figures(open_page(path)):
        drawn = {t.get("name") for p in figure["panels"] for t in p["figure"]["data"]}
        places = {r["key"] for r in figure["readouts"]}
        keys = {s["key"] for s in figure["sliders"]}
        for slider in figure["sliders"]:
            assert {trace for trace, *_ in slider["book"]["traces"]} <= drawn
            assert set(slider["book"]["readouts"]) <= places
            assert set(slider["book"]["sliders"]) <= keys


@pytest.mark.parametrize("path", FIGURED, ids=name)
def test_every_continuous_slider_has_two_hundred_positions(path):
    for slider in sliders(open_page(path)).values():
        values = slider["values"]
        whole = all(float(v).is_integer() for v in values)
        assert whole or len(values) >= 200, slider["key"]


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_folded_part_opens(path):
    at = open_page(path)
    lesson = name(path)
    for part in ("why", "steps", "beliefs", "question", "code"):
        at.session_state[f"{lesson}.{part}"] = True
    at.run()
    assert not at.exception
    assert len(at.code) == 5, "NumPy and four other libraries"
    assert not any(words.fields(block.value) for block in at.code)
    at.button(key=f"{lesson}.all").click().run()
    lines = [m.value for m in at.markdown]
    assert all(any(line == step for line in lines) for step in current_steps(at, lesson))


def current_steps(at, lesson):
    shown = at.session_state[f"{lesson}.step"]
    assert shown == len(words.sections(lesson)["derivation"].split("\n---\n"))
    starts = [
        s.strip().split("**")[1] for s in words.sections(lesson)["derivation"].split("\n---\n")
    ]
    return [next(m.value for m in at.markdown if m.value.startswith(f"**{s}")) for s in starts]


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_every_option_of_the_check_has_an_explanation(path):
    lesson = name(path)
    at = open_page(path)
    at.session_state[f"{lesson}.question"] = True
    at.run()
    options = words.questions(lesson)["check"]["options"]
    assert sum(option.get("right", False) for option in options) == 1
    for option in options:
        at.radio(key=f"{lesson}.check").set_value(option["text"]).run()
        shown = at.success if option.get("right") else at.warning
        assert len(shown) == 1
        assert not words.fields(shown[0].value)


@pytest.mark.parametrize("guess", ["abc", "1e999", "nan", "x" * 100_000])
@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_prediction_that_is_no_number_is_refused_beside_its_field(path, guess):
    at = open_page(path)
    field = at.text_input(key=f"{name(path)}_guess.text")
    field.set_value(guess).run()
    assert not at.exception
    assert len(at.error) == 1
    assert at.text_input(key=f"{name(path)}_guess.text").value == guess
    assert len(at.error[0].value) < 300


@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_a_prediction_is_answered_with_both_numbers(path):
    at = open_page(path)
    at.text_input(key=f"{name(path)}_guess.text").set_value("0.5").run()
    assert not at.exception
    assert any(m.value.startswith("**You said 0.5") for m in at.markdown)


HOSTILE = [
    "",
    "   ",
    "x" * 100_000,
    "1" * 100_000,
    "1e999, nan",
    "<script>alert(1)</script>",
    "–💥",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:10])
@pytest.mark.parametrize("path", LESSONS, ids=name)
def test_no_typed_text_breaks_a_page_and_none_is_lost(path, text):
    keys = [f.key for f in [*open_page(path).text_input, *open_page(path).text_area]]
    for key in keys:
        at = open_page(path)
        fields = {f.key: f for f in [*at.text_input, *at.text_area]}
        fields[key].set_value(text).run()
        assert not at.exception, key
        kept = {f.key: f.value for f in [*at.text_input, *at.text_area]}
        assert kept[key] == text
        assert all(len(error.value) < 400 for error in at.error)
        assert figures(at), "the page stays usable"
        assert sum(map(len, at.query_params.get(key.removesuffix(".text"), ""))) <= 300


def test_a_refused_text_is_explained_and_the_figure_keeps_the_last_good_one():
    at = open_page("pages/core/likelihood.py")
    field = at.text_input(key="labels.text")
    field.set_value("1111").run()
    at.text_input(key="labels.text").set_value("1121").run()
    (error,) = at.error
    assert "“2” at position 3" in error.value
    assert at.text_input(key="labels.text").value == "1121"
    assert "4/4" in json.dumps(figures(at)[0]["sliders"], ensure_ascii=False)


def test_a_typed_text_is_in_the_link_and_a_wrong_one_in_a_link_falls_back():
    path = "pages/core/likelihood.py"
    at = open_page(path)
    at.text_input(key="labels.text").set_value("110").run()
    assert at.query_params["labels"] in ("110", ["110"])
    assert open_page(path, labels="110").text_input(key="labels.text").value == "110"
    at = open_page(path, labels="12x")
    assert not at.error
    assert at.text_input(key="labels.text").value == "1011101"
    assert "labels" not in at.query_params


def test_own_logits_move_the_sliders_and_the_number_of_classes():
    at = open_page("pages/core/bce_vs_cce.py")
    at.text_input(key="own_logits").set_value("0, 0, 0, 1").run()
    assert not at.exception
    standing_at = {key: standing(s) for key, s in sliders(at).items() if key[1:].isdigit()}
    assert standing_at == {"z0": 0, "z1": 0, "z2": 0, "z3": 1}


def test_own_probabilities_become_exact_logits():
    at = open_page("pages/core/bce_vs_cce.py")
    at.text_input(key="own_probabilities").set_value("0.7 0.2 0.1").run()
    (figure,) = figures(at)
    assert figure["sliders"][0]["book"]["readouts"]["cce"].split("\n")[
        figure["sliders"][0]["at"]
    ] == ("0.3567")


def test_the_number_of_classes_can_shrink_below_the_true_one():
    at = open_page("pages/core/bce_vs_cce.py", mode="single label", classes="10")
    at.session_state["class"] = 9
    at.run()
    at.number_input(key="classes").set_value(3).run()
    assert not at.exception
