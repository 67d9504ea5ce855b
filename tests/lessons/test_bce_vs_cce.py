"""Binary and categorical: one number twice, what wrong classes do not change, several tags."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.bce_vs_cce import LESSON, bars, fields, two_classes
from lib.lessons.bce_vs_cce.one_of_many import single_label
from lib.lessons.bce_vs_cce.tags import TAGS, multi_label
from lib.lessons.bce_vs_cce.two_classes import binary
from lib.lessons.logits import logits_of
from lib.words import text as words

logits = st.floats(-8, 8)


def state_of(**texts):
    return LESSON.values(texts)


def standing(mode, texts=None, **values):
    """The fields of a mode where its sliders stand."""
    state = state_of(mode=mode, **(texts or {}))
    ((_, figure),) = LESSON.figures(state).items()
    return fields.standing(state, figure, figure.settle({**figure.start, **values}))


def number(text):
    return float(text.replace("−", "-").strip("()"))


def at(figure, **values):
    """The frame at one place; the first slider carries the array."""
    values = figure.settle({**figure.start, **values})
    first = "share" if "share" in values else figure.sliders[0].key
    return figure.frames(**{**values, first: np.array([values[first]])})


@given(logits, logits, st.sampled_from([0, 1]))
def test_two_classes_cost_the_same_either_way(z0, z1, label):
    frames = binary(label).frames(z=0.0, z0=np.array([z0]), z1=z1)
    assert frames.readouts["bce"] == frames.readouts["cce"]
    assert frames.traces["sigmoid"]["y"] == pytest.approx(frames.traces["softmax"]["y"])


@given(st.floats(-20, 20), st.floats(-10, 10))
def test_the_single_logit_stays_the_difference_of_the_two(z, z0):
    sliders = binary(1).frames(z=np.array([z]), z0=z0, z1=0.0).sliders
    assert sliders["z1"] - sliders["z0"] == pytest.approx(np.array([z]), abs=1e-9)
    assert np.abs(sliders["z1"]).max() <= 10
    assert np.abs(sliders["z0"]).max() <= 10 + 1e-9


def test_the_example_of_three_classes():
    frames = at(single_label(3, 0), z0=2.0, z1=1.0, z2=0.1)
    assert frames.readouts["cce"] == ["0.4170"]
    assert frames.traces["model"]["y"][0] == pytest.approx([0.659, 0.242, 0.099], abs=5e-4)


@pytest.mark.parametrize(
    ("probabilities", "cost"),
    [
        ([0.05, 0.02, 0.08, 0.70, 0.03, 0.04, 0.02, 0.03, 0.02, 0.01], "0.3567"),
        ([0.15, 0.10, 0.35, 0.05, 0.10, 0.08, 0.07, 0.05, 0.03, 0.02], "2.9957"),
    ],
)
def test_the_examples_of_ten_classes(probabilities, cost):
    figure = single_label(10, 3)
    wanted = bars.by_slider(logits_of(probabilities))
    assert any(
        all(math.isclose(p[k], v, abs_tol=1e-9) for k, v in wanted.items())
        for p in figure.presets.values()
    )
    assert at(figure, **wanted).readouts["cce"] == [cost]


def test_uniform_guesses_cost_the_logarithm_of_the_number_of_classes():
    shown = {**fields.uniform(), **fields.beliefs()}
    for k, cost in [(2, "0.6931"), (3, "1.0986"), (10, "2.3026"), (1000, "6.9078")]:
        assert shown[f"uniform_{k}"] == cost == f"{math.log(k):.4f}"
    assert shown["uniform_50257"] == "10.8249"
    assert shown["perfect"] == "0.7437"
    assert shown["far"] == f"{math.log1p(3 * math.exp(-10)):.6f}" != "0.000000"


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4), st.floats(0.02, 0.98))
def test_moving_mass_among_the_wrong_classes_leaves_the_loss_alone(z, share):
    figure = single_label(4, 1)
    values = figure.settle({**figure.start, **bars.by_slider(z)})
    before = figure.frames(**{**values, "z0": np.array([z[0]])})
    after = figure.frames(**{**values, "share": np.array([share])})
    assert after.readouts["cce"] == before.readouts["cce"]
    q = after.traces["model"]["y"][0]
    assert q[1] == pytest.approx(softmax(z)[1])
    assert q[0] / (1 - q[1]) == pytest.approx(share)


def test_moving_mass_among_the_wrong_classes_changes_the_multi_label_loss():
    figure = single_label(3, 0)
    values = figure.settle(figure.start)
    losses = figure.frames(**{**values, "share": np.array([0.1, 0.5])}).readouts["multi"]
    assert losses[0] != losses[1]


@pytest.mark.parametrize(
    "z", [(10.0, 10.0, 10.0), (10.0, -10.0, 9.0), (-10.0, 10.0, 10.0), (9, 3, 9)]
)
@pytest.mark.parametrize("true", [0, 1, 2])
def test_moving_mass_keeps_the_loss_where_logits_are_at_their_ends(z, true):
    figure = single_label(3, true)
    values = figure.settle({**figure.start, **bars.by_slider(z)})
    (slider,) = (s for s in figure.sliders if s.key == "share")
    shares = slider.values(values["share"])
    book = figure.frames(**{**values, "share": shares})
    truth = -np.log(softmax(z)[true])
    losses = book.traces["losses"]["x"][:, 0]
    assert losses == pytest.approx(np.full(shares.size, truth), abs=1e-9)
    moved = np.stack([book.sliders[f"z{k}"] for k in range(3)], axis=-1)
    assert np.abs(moved).max() <= 10
    reached = book.traces["model"]["y"][:, 1 if true == 0 else 0] / (1 - softmax(z)[true])
    reachable = np.isclose(reached, shares, atol=1e-9)
    assert reachable.any()
    if z == (10.0, 10.0, 10.0):
        assert reachable.all()


@pytest.mark.parametrize("true", [(), ("tiger",), ("cat", "tiger", "feline")])
def test_multi_label_loss_is_the_sum_of_independent_questions(true):
    z = np.array([1.5, -0.5, 0.25])
    q = 1 / (1 + np.exp(-z))
    y = np.array([name in true for name in TAGS])
    total = -np.log(np.where(y, q, 1 - q)).sum()
    frames = multi_label(true).frames(z0=np.array([z[0]]), z1=z[1], z2=z[2])
    assert frames.readouts["sum"] == [f"{total:.4f}"]
    assert frames.readouts["mean"] == [f"{total / 3:.4f}"]


@pytest.mark.parametrize("classes", range(2, 11))
def test_every_slider_is_finite_over_its_whole_range(classes):
    for label in {0, classes - 1}:
        figure = single_label(classes, label)
        data = flipbook(figure, figure.settle(figure.start))
        for slider in data["sliders"]:
            for _, _, packed in slider["book"]["traces"]:
                assert np.isfinite(unpack(packed)).all()


def test_the_two_spellings_of_the_target_give_one_number():
    numbers = standing("single", z0=2.0, z1=1.0, z2=0.1)
    assert numbers["loss"] == numbers["loss_one_hot"] == numbers["loss_q"] == "0.4170"
    assert numbers["one_hot"] == "1, 0, 0"


@given(st.lists(logits, min_size=3, max_size=3), st.integers(0, 2))
def test_every_slider_shows_the_same_present(z, label):
    figure = single_label(3, label)
    values = figure.settle({**figure.start, **bars.by_slider(z)})
    for slider in (s for s in figure.sliders if not s.hidden):
        now = figure.frames(**{**values, slider.key: np.array([values[slider.key]])})
        assert now.traces["model"]["y"][0] == pytest.approx(softmax(z), abs=1e-6)


# ---- state --------------------------------------------------------------------------------------


def test_a_link_says_all_that_own_probabilities_set():
    assert {"classes", "mode", "true", "y", "tags", *(f"z{k}" for k in range(10))} <= set(
        LESSON.names
    )
    assert not {"z", "share"} & set(LESSON.names)


def test_the_true_class_is_one_of_the_classes():
    assert state_of(classes="3", true="9").true == 0
    assert state_of(classes="10", true="9").true == 9


@pytest.mark.parametrize("mode", ["binary", "single", "multi"])
def test_a_logit_that_is_not_shown_keeps_its_value(mode):
    ((_, figure),) = LESSON.figures(state_of(mode=mode)).items()
    hidden = {s.key for s in figure.sliders if s.hidden}
    assert hidden == {f"z{k}" for k in range(2 if mode == "binary" else 3, 10)}
    assert figure.settle({**figure.start, "z9": -4.0})["z9"] == -4


def test_at_first_a_tiger_is_a_feline_too():
    assert state_of(mode="multi").tags == ("tiger", "feline")


def test_two_classes_have_no_mass_to_move_and_the_words_do_not_ask_for_it():
    two, three = state_of(mode="single", classes="2"), state_of(mode="single", true="0")
    assert "share" not in single_label(2, 0).start
    told = {
        name: words.sections("bce_vs_cce")[fields.section(name, two)] for name in ("intro", "why")
    }
    assert "wrong_mass" not in words.fields(told["intro"])
    assert "which" not in told["why"]
    assert "both logits" in told["why"]
    label = next(s.label for s in single_label(3, 0).sliders if s.key == "share")
    assert fields.intro(three)["wrong_mass"] == label


# ---- bars ---------------------------------------------------------------------------------------


def test_a_bar_that_is_cut_has_an_arrow_in_it():
    panel = single_label(10, 3).panels[1].figure
    assert len(panel.layout.shapes) == 2
    for place, arrow in enumerate(panel.layout.shapes):
        assert f",{place} L" in arrow.path
        assert arrow.path.startswith(f"M{0.965 * bars.TOP},")
        assert arrow.fillcolor == "var(--background)"


def test_what_is_true_is_named_below_its_bar_and_not_over_its_number():
    for panel in (
        binary(1).panels[0],
        single_label(10, 3).panels[0],
        multi_label(("cat",)).panels[0],
    ):
        assert sum("true" in name for name in panel.figure.layout.xaxis.ticktext) == 1
        assert not panel.figure.layout.annotations


def test_a_loss_above_zero_never_reads_as_zero():
    shown = binary(1).frames(z=0.0, z0=-10.0, z1=np.array([10.0])).readouts["bce"]
    assert number(shown[0]) == pytest.approx(math.log1p(math.exp(-20)), rel=5e-3)


# ---- words --------------------------------------------------------------------------------------

FAR = [
    (2.0, 1.0, 0.1),
    (10.0, -10.0, 0.0),
    (-10.0, 10.0, 10.0),
    (-0.3566749439, -1.6094379124, -9.9),
]


@pytest.mark.parametrize("z", FAR)
@pytest.mark.parametrize("true", ["0", "1", "2"])
def test_the_lines_of_the_single_label_hold_as_written(z, true):
    shown = standing("single", {"true": true}, **bars.by_slider(z))
    places = len(shown["loss"].partition(".")[2])
    assert f"{-math.log(number(shown['q_true'])):.{places}f}" == shown["loss"]
    line = number(shown["log_sum"]) - number(shown["z_true"])
    assert line == pytest.approx(number(shown["loss_line"]), abs=1e-12)
    assert number(shown["loss_line"]) == pytest.approx(-np.log(softmax(z)[int(true)]), rel=1e-2)


@pytest.mark.parametrize("z", FAR)
@pytest.mark.parametrize("y", ["0", "1"])
def test_the_lines_of_the_binary_mode_hold_as_written(z, y):
    shown = standing("binary", {"y": y}, z0=z[0], z1=z[1])
    places = len(shown["loss"].partition(".")[2])
    assert f"{-math.log(number(shown['q_y'])):.{places}f}" == shown["loss"]
    line = number(shown["log_sum"]) - number(shown["z_y"])
    assert line == pytest.approx(number(shown["loss_line"]), abs=1e-12)
    difference = number(shown["z1_shown"]) - number(shown["minus_z0"])
    assert difference == pytest.approx(number(shown["z"]), abs=1e-12)


@pytest.mark.parametrize("z", FAR)
@pytest.mark.parametrize("tags", ["none", "cat", "tiger,feline", "cat,tiger,feline"])
def test_the_lines_of_the_multi_label_mode_hold_as_written(z, tags):
    shown = standing("multi", {"tags": tags}, **bars.by_slider(z))
    costs = [number(cost) for cost in shown["costs"].split(" + ")]
    assert math.fsum(costs) == pytest.approx(number(shown["loss_line"]), abs=1e-12)
    for line, cost in zip(shown["prices"].splitlines(), costs, strict=True):
        inside, _, price = line.partition("$-\\ln ")[2].rstrip("$").partition(" = ")
        assert number(price) == cost
        places = len(price.partition(".")[2])
        q = 1 - number(inside[1:-1].removeprefix("1 - ")) if inside[0] == "(" else number(inside)
        assert f"{-math.log(q):.{places}f}" == price
    places = len(shown["mean"].partition(".")[2])
    assert f"{number(shown['for_mean']) / 3:.{places}f}" == shown["mean"]


def test_the_prompt_of_the_binary_mode_states_what_its_logits_cost():
    before, after = two_classes.ASKED.values()
    cost = f"{math.log1p(math.exp(before[0] - before[1])):.4f}"
    assert f"{cost} nats" in words.questions("bce_vs_cce")["predict_binary"]["prompt"]
    assert fields.gap("binary")(2)["truth"] == cost
    assert before[1] - before[0] == after[1] - after[0]


@pytest.mark.parametrize(
    ("mode", "truth"), [("single", math.log(1000)), ("multi", 3 * math.log(2))]
)
def test_each_mode_has_a_prediction_of_its_own(mode, truth):
    assert number(fields.gap(mode)(1)["truth"]) == pytest.approx(truth, abs=5e-5)
    assert f"predict_{mode}" in words.questions("bce_vs_cce")


def test_a_guess_lies_on_the_bars_of_its_own_case_only():
    ghost = fields.guess_of(3, state_of())
    assert ghost.shapes[0]["x0"] == ghost.shapes[0]["x1"] == 3
    assert fields.guess_of(3, state_of(y="0")) is None
    beyond = fields.guess_of(100, state_of(mode="single"))
    assert beyond.shapes[0]["x0"] == bars.TOP
    assert beyond.annotations[0]["text"].endswith("→")


def test_the_check_says_what_adding_five_does():
    shown = fields.check()
    assert shown["softmax"] == shown["softmax_moved"] == f"{math.log(2):.4f}"
    assert shown["sigmoids"] == f"{2 * math.log(2):.4f}"
    truth = math.log1p(math.exp(-5)) + math.log1p(math.exp(5))
    assert shown["sigmoids_moved"] == f"{truth:.4f}"


@pytest.mark.parametrize("mode", ["binary", "single", "multi"])
def test_every_section_and_snippet_of_a_mode_finds_its_numbers(mode):
    values = {**standing(mode), **fields.intro(state_of(mode=mode)), **fields.gap(mode)(1)}
    sections = words.sections("bce_vs_cce")
    for name in ("stakes", "intro", "gap", "why", "derivation"):
        words.fill(sections[f"{name}_{mode}"], values)
    for code in words.snippets("bce_vs_cce", mode).values():
        compile(words.fill(code, values), mode, "exec")
