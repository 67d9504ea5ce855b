"""The relatives: their figures and words, and the cross-entropy inside each."""

import contextlib
import io
import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.relatives import (
    LESSON,
    ctc,
    fields,
    gan,
    gap_section,
    ghost_of,
    info_nce,
    kl,
    listnet,
    policy,
    preference,
    triplet,
)
from lib.lessons.relatives.cases import LOSSES_OF, MODULES, NAMES, TITLES
from lib.words import text as words

CASES = [(name, "ab") for name in MODULES if name != "ctc"]
CASES += [("ctc", word) for word in ctc.WORDS]
each_figure = pytest.mark.parametrize(("name", "word"), CASES)
GAPS = {"step", "tip", "alignments", "sum", "target"}  # nothing to draw, on purpose


def figure_of(name, word):
    (figure,) = LESSON.figures(SimpleNamespace(case=name, word=word)).values()
    return figure


def standing(name, word, values):
    return fields.standing(SimpleNamespace(case=name, word=word), values)


def read_out(figure, **values):
    """The read-outs where the sliders stand, one of them handed over as an array."""
    values = {**figure.start, **values}
    key = next(iter(values))
    shown = figure.frames(**{**values, key: np.array([values[key]])}).readouts
    return {name: texts[0] for name, texts in shown.items()}


def traces(figure, **values):
    values = {**figure.start, **values}
    key = next(iter(values))
    frames = figure.frames(**{**values, key: np.array([values[key]])})
    return {
        name: {axis: np.asarray(numbers)[0] for axis, numbers in axes.items()}
        for name, axes in frames.traces.items()
    }


def softmax(*scores):
    weights = [math.exp(s) for s in scores]
    return [w / math.fsum(weights) for w in weights]


def softplus(x):
    return math.log1p(math.exp(x))


# ---- All of them ---------------------------------------------------------------------------------


@each_figure
def test_a_figure_travels_in_150_kilobytes(name, word):
    figure = figure_of(name, word)
    assert len(json.dumps(flipbook(figure, figure.start)["sliders"])) <= 150_000


@each_figure
def test_every_moving_trace_has_a_panel_and_every_read_out_a_place(name, word):
    figure = figure_of(name, word)
    drawn = {trace.name for panel in figure.panels for trace in panel.figure.data}
    places = {readout.key for readout in figure.readouts}
    assert sum(readout.main for readout in figure.readouts) == 1
    for slider in flipbook(figure, figure.start)["sliders"]:
        assert {trace for trace, *_ in slider["book"]["traces"]} <= drawn
        assert set(slider["book"]["readouts"]) == places


@each_figure
def test_every_position_can_be_drawn(name, word):
    figure = figure_of(name, word)
    for slider in flipbook(figure, figure.start)["sliders"]:
        for trace, _, packed in slider["book"]["traces"]:
            assert trace in GAPS or np.isfinite(unpack(packed)).all(), trace


@each_figure
def test_sliders_have_two_hundred_positions_and_start_among_them(name, word):
    for slider in figure_of(name, word).sliders:
        assert slider.values().size >= 200
        assert slider.low <= slider.start <= slider.high


@each_figure
def test_presets_stay_on_the_sliders(name, word):
    figure = figure_of(name, word)
    sliders = {slider.key: slider for slider in figure.sliders}
    for preset in figure.presets.values():
        assert all(sliders[key].low <= value <= sliders[key].high for key, value in preset.items())


def test_every_relative_has_its_titles_its_losses_and_a_question_of_its_own():
    assert set(TITLES) == set(NAMES) == set(LOSSES_OF) == set(MODULES)
    asked = words.questions("relatives")
    assert {name for name in asked if name.startswith("predict")} == {
        f"predict_{case}" for case in MODULES
    }
    assert all(len(asked[f"predict_{case}"]["prompt"]) <= 92 for case in MODULES)


@each_figure
def test_prose_derivation_and_code_find_their_numbers(name, word):
    figure = figure_of(name, word)
    for values in (figure.start, *({**figure.start, **p} for p in figure.presets.values())):
        numbers = standing(name, word, values)
        sections = [name, "why", "derivation"]
        sections += ["ctc_pull", "ctc_stuck"] if name == "ctc" else []
        for section in sections:
            assert "nan" not in words.prose("relatives", section, **numbers)
        for text in words.snippets("relatives", name).values():
            compile(words.fill(text, numbers), name, "exec")


@each_figure
def test_the_candidates_of_the_derivation_cost_what_the_relative_is_made_of(name, word):
    figure = figure_of(name, word)
    for values in (figure.start, *({**figure.start, **p} for p in figure.presets.values())):
        numbers = standing(name, word, values)
        inside = {"triplet": "soft", "kl": "cost", "policy": "surprise"}.get(name, "own")
        assert numbers["cost"] == numbers[inside]


def test_the_beliefs_have_their_numbers():
    known = fields.beliefs()
    assert known["logits_nll"] == "−2"
    assert known["logits_cost"] == "0.4170"
    assert known["ctc_one"] == f"{3 * math.log(3):.4f}"
    assert known["ctc_all"] == f"{math.log(27 / 6):.4f}"
    assert known["gan_optimum"] == "1.3863"
    assert known["gan_strong"] == f"{1 / (1 + math.exp(-4)):.3f}"
    assert known["gan_weak"] == f"{1 / (1 + math.exp(4)):.4f}"


def test_a_factor_on_the_loss_of_the_check_is_a_factor_on_its_pull():
    known = fields.beliefs()
    plain, paid = (known[key].replace("−", "-") for key in ("plain_pull", "paid_pull"))
    assert (float(plain), float(paid)) == (-0.5, -0.5 * float(known["paid"]))


# ---- Where q − y fails ---------------------------------------------------------------------------


def slopes(loss, *scores, h=1e-6):
    """Central differences of a loss over scores."""
    moved = [
        [s + h * sign * (i == k) for i, s in enumerate(scores)]
        for k in range(len(scores))
        for sign in (1, -1)
    ]
    values = [loss(*each) for each in moved]
    return [(up - down) / (2 * h) for up, down in zip(values[::2], values[1::2], strict=True)]


def written(text):
    return [float(part.replace("−", "-")) for part in text.split(", ")]


@pytest.mark.parametrize("advantage", [-2.0, 0.5, 0.0])
def test_the_policy_gradient_pulls_a_times_as_hard_as_the_words_say(advantage):
    values = {**policy.figure().start, "advantage": advantage}
    numbers = standing("policy", "ab", values)
    wanted = slopes(lambda *z: -advantage * math.log(softmax(*z)[2]), 0.5, -0.5, 0.0)
    assert written(numbers["own_pulls"]) == pytest.approx(wanted, abs=6e-5)
    assert numbers["own_pulls"] in numbers["exception"]


@pytest.mark.parametrize("across", [-2.0, 2.0])
def test_the_triplet_pulls_with_a_step(across):
    values = {**triplet.figure().start, "across": across, "up": 0.0}
    numbers = standing("triplet", "ab", values)
    near, far = (across - 1) ** 2 + 0.25, (across + 1) ** 2 + 0.25
    wanted = slopes(lambda p, n: max(0.0, n - p + 1), -near, -far)
    assert written(numbers["own_pulls"]) == pytest.approx(wanted, abs=1e-6)
    assert numbers["own_pulls"] in numbers["exception"]


def test_the_game_of_the_generator_pulls_with_minus_d():
    numbers = standing("gan", "ab", gan.figure().start)
    (wanted,) = slopes(lambda z: math.log(1 - 1 / (1 + math.exp(-z))), -3.0)
    assert float(numbers["weak"].replace("−", "-")) == pytest.approx(wanted, abs=6e-5)
    assert numbers["weak"] in numbers["exception"]


@pytest.mark.parametrize("case", ["kl", "preference", "listnet"])
def test_the_other_relatives_pull_with_q_minus_y(case):
    figure = figure_of(case, "ab")
    numbers = standing(case, "ab", figure.start)
    pull = {"kl": "both", "preference": "pull", "listnet": "own_pulls"}[case]
    shown = written(numbers[pull])
    assert written(numbers["pulls"])[: len(shown)] == pytest.approx(shown, abs=6e-4)


# ---- Predictions ---------------------------------------------------------------------------------

ANSWERS = {
    "kl": -sum(y * math.log(y) for y in (0.6, 0.28, 0.12)),
    "preference": math.log(2),
    "infonce": math.log(256),
    "listnet": 1 / (1 + math.exp(-10) + math.exp(-20)),
    "ctc": math.log(27 / 5),
    "gan": 1 / (1 + math.exp(6)),
    "policy": -2 * (0.4 - 1),
}


@pytest.mark.parametrize("case", MODULES)
@pytest.mark.parametrize("guess", [0.0, 0.3, 5.0])
def test_a_guess_is_answered_with_the_truth_and_drawn(case, guess):
    said = gap_section(case)
    said = said if isinstance(said, str) else said(guess)
    answer = MODULES[case].gap(guess)
    assert words.prose("relatives", said, **answer)
    if case in ANSWERS:
        assert float(answer["truth"]) == pytest.approx(ANSWERS[case], rel=2e-3)
    ghost = ghost_of(SimpleNamespace(case=case, word="ab"), guess)
    assert f"{guess:g}" in ghost.says
    panel = figure_of(case, "ab").panels[ghost.panel].figure.layout
    low, high = panel.yaxis.range
    for shape in ghost.shapes:
        ends = [shape["yanchor"]] if "yanchor" in shape else [shape["y0"], shape["y1"]]
        assert all(low <= y <= high for y in ends)


@pytest.mark.parametrize("case", [case for case in ANSWERS if case not in ("kl",)])
def test_the_preset_that_answers_a_prediction_shows_it(case):
    figure = figure_of(case, "ab")
    preset = figure.presets[MODULES[case].gap(1.0)["press"].strip("*")]
    shown = read_out(figure, **preset)
    where = {"gan": "weak", "policy": "pull"}.get(case, "loss")
    if case == "listnet":
        assert traces(figure, **preset)["target"]["y"][0] == pytest.approx(ANSWERS[case])
    else:
        number = abs(float(shown[where].replace("−", "-")))
        assert number == pytest.approx(ANSWERS[case], rel=2e-2 if case == "gan" else 2e-3)


def test_a_triplet_that_is_guessed_to_cost_nothing_is_told_that_it_is_right():
    assert [triplet.gap_section(guess) for guess in (0.0, 1.0)] == [
        "gap_triplet_right",
        "gap_triplet",
    ]


def test_a_guess_about_one_word_is_not_drawn_on_another():
    assert ghost_of(SimpleNamespace(case="ctc", word="aba"), 1.0) is None


# ---- Code ----------------------------------------------------------------------------------------


@each_figure
def test_the_code_without_a_framework_prints_the_number_of_the_figure_at_every_preset(name, word):
    figure = figure_of(name, word)
    (main,) = (readout.key for readout in figure.readouts if readout.main)
    code = words.snippets("relatives", name)["scikit-learn"]
    for preset in ({}, *figure.presets.values()):
        values, printed = {**figure.start, **preset}, io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(words.fill(code, standing(name, word, values)), {})
        number = float(printed.getvalue().split()[0])
        shown = read_out(figure, **values)[main].replace("−", "-").replace("∞", "inf")
        places = len(shown.partition(".")[2])
        assert number == pytest.approx(float(shown), abs=0.51 * 10.0**-places), preset


# ---- InfoNCE -------------------------------------------------------------------------------------


def test_one_positive_among_255_equal_negatives_costs_the_logarithm_of_256():
    figure = info_nce.figure()
    shown = read_out(figure, **figure.presets["256, all alike"])
    assert shown["loss"] == shown["alike"] == "5.5452"
    assert info_nce.gap(5.5)["truth"] == "5.545"
    assert info_nce.gap(5.545)["comparison"].startswith("Well judged")


def test_info_nce_is_a_softmax_over_scaled_similarities():
    q = softmax(6, 4, *[0] * 6)
    shown = read_out(info_nce.figure())
    assert shown["loss"] == f"{-math.log(q[0]):.4f}"
    assert shown["pulled"] == f"−{(1 - q[0]) / 0.1:.3f}"
    assert shown["hardest"] == f"{q[1] / (1 - q[0]):.1%}"
    seen = traces(info_nce.figure())
    assert seen["model"]["y"] == pytest.approx([q[0], q[1], sum(q[2:])])
    assert seen["pull"]["y"] == pytest.approx([q[0] - 1, q[1], sum(q[2:])])


def test_two_items_are_a_binary_choice():
    shown = read_out(info_nce.figure(), others=0.0)
    assert shown["loss"] == f"{softplus(-2):.4f}"
    assert shown["hardest"] == "100.0%"


def test_the_hardest_negative_is_never_easier_than_the_others():
    hardest = next(s for s in info_nce.figure().sliders if s.key == "hardest")
    assert hardest.low == info_nce.EASY


def test_a_cold_temperature_leaves_the_push_to_the_hardest():
    shares = [
        float(read_out(info_nce.figure(), temperature=t)["hardest"][:-1])
        for t in (2.0, 0.5, 0.1, 0.02)
    ]
    assert shares == sorted(shares)
    assert shares[-1] == 100


# ---- Triplet -------------------------------------------------------------------------------------


def test_the_triplet_of_the_plane():
    shown = read_out(triplet.figure(), across=-0.6, up=0.8, margin=1.0)
    assert (shown["near"], shown["far"], shown["loss"]) == ("2.650", "1.850", "1.800")
    assert shown["soft"] == f"{softplus(0.8):.4f}"


def test_half_way_costs_the_margin_and_one_coin_toss():
    shown = read_out(triplet.figure(), across=0.0, up=0.0, margin=1.5)
    assert (shown["loss"], shown["soft"]) == ("1.500", "0.6931")


@pytest.mark.parametrize("margin", [0.0, 1.0, 4.0])
def test_the_loss_is_nothing_from_the_line_on(margin):
    edge = traces(triplet.figure(), margin=margin)["edge"]
    for x, y in zip(edge["x"], edge["y"], strict=True):
        near = (x - 1) ** 2 + (y - 0.5) ** 2
        far = (x + 1) ** 2 + (y + 0.5) ** 2
        assert near - far + margin == pytest.approx(0, abs=1e-12)


def test_the_arrow_leads_from_the_negative_towards_the_positive_and_vanishes():
    seen = traces(triplet.figure())
    step = [np.ptp(seen["step"][axis]) * np.sign(np.diff(seen["step"][axis]))[0] for axis in "xy"]
    assert step == pytest.approx([2 * 2 * triplet.STEP, 2 * 1 * triplet.STEP])
    safe = traces(triplet.figure(), across=2.0)
    assert np.isnan([*safe["tip"]["x"], *safe["tip"]["y"]]).all()


def test_both_losses_stay_in_the_picture():
    figure = triplet.figure()
    low, high = figure.panels[1].figure.layout.yaxis.range
    left, right = figure.panels[1].figure.layout.xaxis.range
    across, up, margin = figure.sliders
    for x in (across.low, across.high):
        for y in (up.low, up.high):
            here = traces(figure, across=x, up=y, margin=margin.high)["here"]
            assert (left <= here["x"]).all()
            assert (here["x"] <= right).all()
            assert (low <= here["y"]).all()
            assert (here["y"] <= high).all()


# ---- Preference ----------------------------------------------------------------------------------


def test_only_the_difference_of_the_scores_counts():
    figure = preference.figure()
    first, second = (
        read_out(figure, **figure.presets[name])
        for name in ("2 against 1", "5 against 4: the same")
    )
    assert first == second
    assert first["loss"] == f"{softplus(-1):.4f}" == "0.3133"
    assert first["q"] == f"{1 / (1 + math.exp(-1)):.4f}"


def test_the_two_scores_are_pulled_apart_equally_hard():
    seen = traces(preference.figure(), chosen=-2.0, rejected=2.0)
    q = 1 / (1 + math.exp(4))
    assert seen["pull"]["y"] == pytest.approx([q - 1, 1 - q])
    assert read_out(preference.figure(), chosen=0.0, rejected=0.0)["loss"] == "0.6931"


# ---- ListNet -------------------------------------------------------------------------------------


def test_a_list_in_agreement_pays_the_entropy():
    figure = listnet.figure()
    shown = read_out(figure, **figure.presets["scores = relevances"])
    top = softmax(2, 1, 0)
    assert shown["loss"] == shown["floor"] == f"{-sum(p * math.log(p) for p in top):.4f}"
    assert shown["waste"] == "0.0000"


def test_a_list_is_scored_by_two_softmaxes():
    top, q = softmax(2, 1, 0), softmax(0.5, 1.5, -0.5)
    shown, seen = read_out(listnet.figure()), traces(listnet.figure())
    assert shown["loss"] == f"{-sum(p * math.log(s) for p, s in zip(top, q, strict=True)):.4f}"
    assert seen["target"]["y"] == pytest.approx(top)
    assert seen["pull"]["y"] == pytest.approx(np.subtract(q, top))
    assert float(shown["floor"]) + float(shown["waste"]) == pytest.approx(
        float(shown["loss"]), abs=1.1e-4
    )


def test_without_any_knowledge_the_floor_is_the_logarithm_of_three():
    assert read_out(listnet.figure(), sharp=0.0)["floor"] == f"{math.log(3):.4f}"


def test_two_results_and_a_hard_preference_are_the_preference_loss():
    numbers = standing("listnet", "ab", listnet.figure().start)
    assert numbers["two"] == numbers["pair"] == f"{softplus(1):.4f}"


# ---- KL and NLL ----------------------------------------------------------------------------------


def test_a_hard_label_makes_three_losses_one():
    shown = read_out(kl.figure(), soft=0.0)
    expected = f"{-math.log(softmax(0.6, 0.9, 0)[0]):.4f}"
    assert shown["kl"] == shown["cost"] == shown["likelihood"] == expected
    assert shown["floor"] == "0.0000"


def test_divergence_is_what_stands_above_the_entropy():
    y, q = [0.7, 0.21, 0.09], softmax(0.6, 0.9, 0)
    shown = read_out(kl.figure())
    assert shown["kl"] == f"{sum(t * math.log(t / s) for t, s in zip(y, q, strict=True)):.4f}"
    assert shown["floor"] == f"{-sum(t * math.log(t) for t in y):.4f}"
    assert shown["pull"] == f"−{y[0] - q[0]:.3f}"


def test_a_model_that_says_the_target_wastes_nothing():
    figure = kl.figure()
    assert read_out(figure, **figure.presets["q = y"])["kl"] == "0.0000"


@pytest.mark.parametrize("case", ["kl", "listnet"])
def test_floor_and_waste_add_up_to_the_cost_as_they_are_shown(case):
    figure = figure_of(case, "ab")
    floor, waste, cost = {
        "kl": ("floor", "kl", "cost"),
        "listnet": ("floor", "waste", "loss"),
    }[case]
    for slider in figure.sliders:
        shown = figure.frames(**{**figure.start, slider.key: slider.values()}).readouts
        for a, b, c in zip(shown[floor], shown[waste], shown[cost], strict=True):
            assert float(a) + float(b) == pytest.approx(float(c), abs=1e-9)


# ---- Policy gradient -----------------------------------------------------------------------------


def test_an_advantage_of_one_is_cross_entropy_and_minus_two_twice_its_negative():
    cost = -math.log(softmax(0.5, -0.5, 0)[2])
    assert read_out(policy.figure(), advantage=1.0)["loss"] == f"{cost:.4f}"
    shown = read_out(policy.figure(), advantage=-2.0)
    assert shown["loss"] == f"−{2 * cost:.4f}"
    assert shown["verdict"] == "rarer"
    assert read_out(policy.figure(), advantage=0.0)["verdict"] == "left alone"


@pytest.mark.parametrize(("advantage", "taken"), [(0.02, 5.0), (-0.02, 5.0), (2.0, -5.0)])
def test_before_and_after_are_told_apart_however_near_they_are(advantage, taken):
    numbers = policy.fields(advantage, taken)
    before, after = (float(numbers[key].rstrip("%")) for key in ("before", "after"))
    assert (after > before) == (advantage > 0)
    assert after != before


def test_the_frames_show_the_policy_after_one_step():
    before = softmax(0.5, -0.5, 0)
    for advantage in (1.0, -2.0):
        seen = traces(policy.figure(), advantage=advantage)
        pull = [advantage * (p - (k == 2)) for k, p in enumerate(before)]
        after = softmax(*(z - g for z, g in zip((0.5, -0.5, 0), pull, strict=True)))
        assert seen["pull"]["y"] == pytest.approx(pull)
        assert seen["target"]["y"] == pytest.approx(after)


# ---- CTC -----------------------------------------------------------------------------------------


def test_five_of_twenty_seven_equal_alignments_spell_ab():
    figure = ctc.figure("ab")
    shown = read_out(figure, **figure.presets["all alike"])
    assert shown["loss"] == f"{math.log(27 / 5):.4f}" == "1.6864"
    assert shown["count"] == "5 of 27"
    assert shown["alone"] == f"{3 * math.log(3):.4f}"


@pytest.mark.parametrize(
    ("word", "paths"),
    [
        ("ab", ["–ab", "a–b", "aab", "ab–", "abb"]),
        ("a", ["––a", "–a–", "–aa", "a––", "aa–", "aaa"]),
        ("aa", ["a–a"]),
        ("aba", ["aba"]),
        ("aab", []),
    ],
)
def test_the_alignments_of_a_word_are_listed_and_sum_to_its_probability(word, paths):
    figure = ctc.figure(word)
    assert figure.panels[1].figure.layout.xaxis.ticktext == [*paths, "sum"]
    seen = traces(figure, ends=2.0, middle_a=1.0, middle_b=-0.5)
    q = [softmax(0, 2, 0), softmax(0, 1, -0.5), softmax(0, 0, 2)]
    each = [math.prod(q[t]["–ab".index(c)] for t, c in enumerate(path)) for path in paths]
    assert seen["alignments"]["y"][:-1] == pytest.approx(each)
    assert seen["sum"]["y"][-1] == pytest.approx(math.fsum(each))


def test_a_word_that_is_too_long_costs_infinitely_much():
    shown = read_out(ctc.figure("aab"))
    assert (shown["loss"], shown["p"], shown["count"]) == ("∞", "0.0000", "0 of 27")
    assert [word for word in ctc.WORDS if not ctc.can_spell(word)] == ["aab"]
    assert standing("ctc", "aab", ctc.figure("aab").start)["needed"] == "4"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("ab", "5 of them spell ab"),
        ("aa", "1 of them spells aa"),
        ("aab", "none of them spell aab"),
    ],
)
def test_the_alignments_are_counted_in_the_right_number(word, said):
    assert standing("ctc", word, ctc.figure(word).start)["spell"] == said


def test_the_hollow_bars_are_what_each_frame_must_have_been():
    figure = ctc.figure("ab")
    given = traces(figure, **figure.presets["all alike"])["target"]["y"].reshape(3, 3)
    # –ab, a–b, aab, ab–, abb: one alignment of five starts with a blank, and so on.
    assert given == pytest.approx(np.array([[1, 4, 0], [1, 2, 2], [1, 0, 4]]) / 5)


# ---- GAN -----------------------------------------------------------------------------------------


def test_a_discriminator_that_cannot_tell_pays_two_coin_tosses():
    figure = gan.figure()
    shown = read_out(figure, **figure.presets["cannot tell: D = 1/2"])
    assert shown["loss"] == "1.3863"
    assert shown["D"] == "0.500, 0.500"


def test_the_saturating_pull_vanishes_where_the_fake_is_spotted():
    shown = read_out(gan.figure(), fake=-6.0)
    assert shown["weak"] == f"−{1 / (1 + math.exp(6)):.5f}"
    assert shown["strong"] == f"−{1 / (1 + math.exp(-6)):.4f}"


def test_everyones_loss_is_a_bar():
    bars = traces(gan.figure(), fake=-3.0, real=2.0)["losses"]["x"]
    saturating, kept, on_fake, on_real = -softplus(-3), softplus(3), softplus(-3), softplus(-2)
    assert bars == pytest.approx([saturating, kept, on_fake, on_real])
    assert read_out(gan.figure())["loss"] == f"{on_fake + on_real:.4f}"


@each_figure
def test_the_main_number_keeps_its_width(name, word):
    figure = figure_of(name, word)
    (main,) = (readout.key for readout in figure.readouts if readout.main)
    for slider in flipbook(figure, figure.start)["sliders"]:
        widths = {len(text.lstrip("−")) for text in slider["book"]["readouts"][main].split("\n")}
        assert len(widths - {0}) == 1 or name == "triplet"  # short enough beside its neighbours


def test_no_bar_leaves_its_picture():
    logits = [slider.high for slider in kl.figure().sliders[:2]]
    worst = traces(kl.figure(), cat=-logits[0], dog=logits[1], soft=0.0)
    assert worst["NLL"]["x"].max() <= kl.TOP
    assert (worst["entropy"]["x"] + worst["KL"]["x"]).max() <= kl.TOP
