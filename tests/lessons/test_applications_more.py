"""Three cases of the applications: a policy that learns, fakes that fool, a word in its frames."""

import json
from itertools import product
from math import comb

import numpy as np
import pytest
from scipy.special import log_softmax, softmax
from scipy.stats import norm

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.applications import fields as applications_fields
from lib.lessons.applications import generative, reinforcement, speech
from lib.lessons.applications.cases import CASES
from lib.maths.losses import ctc_spelled
from lib.words import text as words

MODULES = {"reinforcement": reinforcement, "generative": generative, "speech": speech}
FIGURES = {name: module.figure() for name, module in MODULES.items()}
every_case = pytest.mark.parametrize("case", MODULES)
CHANCE = 2 * np.log(2)


def at(case, **values):
    """The frames of one position."""
    figure = FIGURES[case]
    first = figure.sliders[0].key
    values = {**figure.start, **values}
    return figure.frames(**{**values, first: np.array([values[first]])})


def shown(case, **values):
    """The read-outs of one position."""
    return {key: texts[0] for key, texts in at(case, **values).readouts.items()}


def number(text):
    return float(text.replace("−", "-").removesuffix("%"))


# ---- every case ----------------------------------------------------------------------------------


@every_case
def test_flipbook_fits_the_budget_wherever_a_preset_puts_it(case):
    figure = FIGURES[case]
    for preset in ({}, *figure.presets.values()):
        book = flipbook(figure, {**figure.start, **preset})
        assert len(json.dumps(book["sliders"])) < 150_000


@every_case
def test_every_moving_mark_is_finite_and_has_its_trace(case):
    figure = FIGURES[case]
    panels = figure.panels(**figure.start) if callable(figure.panels) else figure.panels
    names = {trace.name for panel in panels for trace in panel.figure.data}
    for slider in flipbook(figure, figure.start)["sliders"]:
        assert {name for name, _, _ in slider["book"]["traces"]} <= names
        for _, _, packed in slider["book"]["traces"]:
            assert np.isfinite(unpack(packed)).all()
        assert set(slider["book"]["readouts"]) == {readout.key for readout in figure.readouts}


@every_case
def test_one_readout_matters_and_every_slider_is_smooth(case):
    figure = FIGURES[case]
    assert sum(readout.main for readout in figure.readouts) == 1
    assert all(slider.values().size >= 200 for slider in figure.sliders)
    for preset in figure.presets.values():
        assert all(s.low <= preset.get(s.key, s.start) <= s.high for s in figure.sliders)


@every_case
def test_every_number_of_the_words_is_used_and_none_is_missing(case):
    figure, sections = FIGURES[case], words.sections("applications")
    used, told = set(), set()
    ends = [{s.key: end} for s in figure.sliders for end in (s.low, s.high)]
    for preset in ({}, *figure.presets.values(), *ends):
        values = {**figure.start, **preset}
        told = set(MODULES[case].fields(values))
        for section in (*CASES[case].sections(values), f"beliefs_{case}"):
            used |= words.fields(sections[section])
            assert words.fields(sections[section]) <= told
    for code in words.snippets("applications", case).values():
        used |= words.fields(code) - set(applications_fields.shared())
    assert used == told


def test_without_a_habit_and_in_noise_other_sentences_stand():
    sections = CASES["reinforcement"].sections
    assert "reinforcement_no_habit" in sections({"updates": 0, "habit": 0.0, "pay": 0.8})
    assert "reinforcement_habit" in sections({"updates": 0, "habit": 0.03, "pay": 0.8})
    speech = {"late": 0.0, "spacing": 2.0}
    assert CASES["speech"].sections({**speech, "clearness": 0.0})[0] == "speech_noise"
    assert CASES["speech"].sections({**speech, "clearness": 6.0})[0] == "speech_heard"


@pytest.mark.parametrize("case", CASES)
def test_a_preset_shows_what_was_predicted_and_the_figure_does_not_at_first(case):
    """The answer is read off the figure where the words send the student, and nowhere before."""
    figure, answer = CASES[case].figure(), CASES[case].gap(1.0)
    preset = figure.presets[answer["press"].strip("*")]
    assert {**figure.start, **preset} != figure.start
    assert set(answer) == words.fields(words.sections("applications")[f"gap_{case}"])


@pytest.mark.parametrize("guess", [0.0, 0.5, 1.0, 4.6, 100.0, 1234.5])
@pytest.mark.parametrize("case", CASES)
def test_any_guess_is_drawn_in_its_picture(case, guess):
    figure, ghost = CASES[case].figure(), CASES[case].guess_of(guess)
    panels = figure.panels(**figure.start) if callable(figure.panels) else figure.panels
    layout = panels[ghost.panel].figure.layout
    (label,) = ghost.annotations
    assert f"{guess:g}" in ghost.says
    for place, axis, ref in (("x", layout.xaxis, "xref"), ("y", layout.yaxis, "yref")):
        low, high = (0, 1) if label.get(ref) == "paper" else sorted(axis.range)
        assert low <= label[place] <= high


# ---- reinforcement learning ----------------------------------------------------------------------


def learned(lean, pay, updates):
    """The policy after some updates, by the closed form of the average gradient."""
    z, r = np.array([lean, 0.0, 0.0]), np.array([0.2, 0.5, pay])
    for _ in range(updates):
        z = z + softmax(z) * (r - softmax(z) @ r)
    return softmax(z), r


@pytest.mark.parametrize(
    ("lean", "pay", "updates"), [(3.0, 0.8, 0), (3.0, 0.8, 50), (0.0, 0.8, 20), (5.0, 2.0, 100)]
)
def test_policy_learns_as_the_closed_form_says(lean, pay, updates):
    pi, r = learned(lean, pay, updates)
    seen = shown("reinforcement", updates=updates, habit=lean, pay=pay)
    assert number(seen["best"]) == pytest.approx(100 * pi[2], abs=0.051)
    assert number(seen["average"]) == pytest.approx(pi @ r, abs=0.00051)


@pytest.mark.parametrize("updates", [0, 10, 25, 60])
def test_loss_is_the_surprise_of_the_drawn_arm_times_its_advantage(updates):
    pi, r = learned(3.0, 0.8, updates)
    seen = shown("reinforcement", updates=updates)
    arm = "123".index(seen["arm"])
    gain = r[arm] - pi @ r
    assert number(seen["advantage"]) == pytest.approx(gain, abs=0.00051)
    assert number(seen["loss"]) == pytest.approx(-gain * np.log(pi[arm]), abs=0.000051)


def test_drawn_arm_is_marked_above_its_bar():
    traces = at("reinforcement", updates=40).traces
    arm = int(traces["drawn"]["x"][0, 0])
    assert traces["drawn"]["y"][0, 0] > traces["policy"]["y"][0, arm]
    assert shown("reinforcement", updates=40)["arm"] == "123"[arm]


def test_a_stronger_habit_delays_the_best_arm():
    def first_over_half(lean):
        return next(n for n in range(201) if learned(lean, 0.8, n)[0][2] > 0.5)

    told = {
        lean: reinforcement.fields({"updates": 0, "habit": lean, "pay": 0.8})["over_half"]
        for lean in (0.0, 3.0, 5.0, 6.0)
    }
    for lean in (0.0, 3.0, 5.0):
        assert told[lean] == str(first_over_half(lean))
    assert first_over_half(0.0) < first_over_half(3.0) < first_over_half(5.0)
    assert told[6.0] == ""


def test_drawn_curve_passes_through_the_moving_point():
    panels = FIGURES["reinforcement"].panels(updates=0, habit=4.0, pay=0.8)
    curve = next(t for t in panels[-1].figure.data if t.name == "best")
    for updates in (0, 50, 200):
        here = at("reinforcement", updates=updates, habit=4.0).traces["here"]
        drawn = curve.y[list(curve.x).index(updates)]
        assert here["y"][0, 0] == pytest.approx(drawn, abs=1e-6)


def test_the_prediction_asks_about_a_lead_that_hides_the_best_arm_far_longer():
    usual, strong = (
        next(n for n in range(201) if learned(lean, 0.8, n)[0][2] > 0.5) for lean in (3.0, 5.0)
    )
    assert (
        f"after {usual} updates"
        in words.questions("applications")["predict_reinforcement"]["prompt"]
    )
    assert reinforcement.gap(1.0)["truth"] == str(strong)
    assert reinforcement.gap(1.0)["strong"] == f"{learned(5.0, 0.8, 0)[0][2]:.1%}"


def test_the_pay_of_the_words_is_what_the_policy_earns():
    told = reinforcement.fields({"updates": 7, "habit": 4.0, "pay": 1.3})
    for key, updates in (("pay_first", 0), ("pay_last", 200)):
        pi, r = learned(4.0, 1.3, updates)
        assert told[key] == f"{pi @ r:.3f}"


# ---- generative models ---------------------------------------------------------------------------


def test_perfect_fakes_cost_two_coin_tosses_and_pull_nothing():
    seen = shown("generative", mean=0.0, width=1.0)
    assert number(seen["cost"]) == pytest.approx(CHANCE, abs=5e-5)
    assert (seen["js"], seen["D"], seen["strong"], seen["weak"]) == ("0.0000", "0.500", "0", "0")
    np.testing.assert_allclose(at("generative", mean=0.0).traces["D"]["y"], 0.5)


@pytest.mark.parametrize(("mean", "width"), [(0.0, 0.5), (2.0, 1.0), (5.0, 1.0), (3.0, 2.0)])
def test_bar_of_loss_and_twice_the_divergence_always_adds_up(mean, width):
    traces = at("generative", mean=mean, width=width).traces
    total = traces["pays"]["x"] + traces["gap"]["x"]
    np.testing.assert_allclose(total, CHANCE, rtol=1e-12)


@pytest.mark.parametrize(("mean", "width"), [(0.0, 0.5), (2.0, 1.0), (5.0, 1.0), (3.0, 2.0)])
def test_discriminator_is_the_share_of_the_real_density(mean, width):
    x = generative.GRID
    real, fake = norm.pdf(x), norm.pdf(x, mean, width)
    D = at("generative", mean=mean, width=width).traces["D"]["y"][0]
    np.testing.assert_allclose(D, real / (real + fake), rtol=1e-9)


@pytest.mark.parametrize(("mean", "width"), [(2.0, 1.0), (5.0, 1.0), (3.0, 2.0)])
def test_pulls_are_the_slopes_of_the_generators_losses_over_the_fake(mean, width):
    def shares(x):
        real, fake = norm.pdf(x), norm.pdf(x, mean, width)
        return real / (real + fake), fake / (real + fake)

    h = 1e-5
    (ahead, rest_ahead), (behind, rest_behind) = shares(mean + h), shares(mean - h)
    weak = (np.log(rest_ahead) - np.log(rest_behind)) / (2 * h)
    strong = (np.log(behind) - np.log(ahead)) / (2 * h)
    pulls = at("generative", mean=mean, width=width).traces["pulls"]["x"][0]
    np.testing.assert_allclose(pulls, [weak, strong], rtol=1e-4, atol=1e-9)


def test_far_fakes_are_hardly_pulled_by_the_saturating_loss():
    # At the fakes' mean m, of width 1, the logit is -m^2 / 2 and its slope -m.
    seen = shown("generative", mean=5.0, width=1.0)
    assert number(seen["weak"]) == pytest.approx(5 / (1 + np.exp(12.5)), rel=5e-3)
    assert number(seen["strong"]) == pytest.approx(5 / (1 + np.exp(-12.5)), rel=1e-3)


# ---- speech --------------------------------------------------------------------------------------


def heard(late, gap, clear):
    """The log-probabilities of every frame, from the description of the synthetic signal."""
    z = np.empty((7, 4))
    for frame in range(1, 8):
        away = np.array([frame - (4 + late + gap * k) for k in (-1, 0, 1)])
        z[frame - 1] = clear * np.array([0.5, *np.exp(-((away / 0.6) ** 2) / 2)])
    return log_softmax(z, axis=-1)


EVERY = [a for a in product(range(4), repeat=7) if ctc_spelled(list(a)).tolist() == [1, 2, 3]]
SPOKEN = [(0, 2, 6), (1, 2, 6), (0, 0.3, 6), (-0.5, 1.2, 9), (0, 2, 0)]


def test_alignments_are_counted_as_combinatorics_says():
    # T frames of L letters, no two neighbours alike: choose 2L of T + L places.
    assert len(EVERY) == comb(7 + 3, 2 * 3)
    told = speech.fields(FIGURES["speech"].start)
    assert (told["count"], told["all"]) == (str(comb(10, 6)), f"{4**7:,}")


@pytest.mark.parametrize(("late", "gap", "clear"), SPOKEN)
def test_loss_sums_over_every_alignment_that_spells_the_word(late, gap, clear):
    log_q = heard(late, gap, clear)
    each = np.array([np.exp(log_q[np.arange(7), a].sum()) for a in EVERY])
    seen = shown("speech", late=late, spacing=gap, clearness=clear)
    assert number(seen["loss"]) == pytest.approx(-np.log(each.sum()), abs=5.1e-5)
    assert number(seen["p"]) == pytest.approx(each.sum(), abs=5.1e-5)
    assert number(seen["alone"]) == pytest.approx(each.max(), rel=6e-3)
    marked = np.exp(log_q[np.arange(7), [0, 1, 0, 2, 0, 3, 0]].sum())
    assert number(seen["marked"]) == pytest.approx(marked, rel=6e-3)


@pytest.mark.parametrize(("late", "gap", "clear"), SPOKEN)
def test_costs_rank_all_the_best_and_the_marked(late, gap, clear):
    traces = at("speech", late=late, spacing=gap, clearness=clear).traces
    marked, alone, together = traces["costs"]["x"][0]
    assert together < alone <= marked + 1e-12


@pytest.mark.parametrize(("late", "gap", "clear"), SPOKEN)
def test_hollow_bars_are_the_shares_of_the_alignments(late, gap, clear):
    log_q = heard(late, gap, clear)
    each = np.array([np.exp(log_q[np.arange(7), a].sum()) for a in EVERY])
    shares = np.array(
        [[each[np.array(EVERY)[:, t] == k].sum() for t in range(7)] for k in range(4)]
    )
    given = at("speech", late=late, spacing=gap, clearness=clear).traces["given"]["y"]
    np.testing.assert_allclose(given.reshape(4, 7), shares / each.sum(), atol=1e-10)


def test_dashed_line_spells_the_word():
    for late in np.linspace(-1, 1, 9):
        rows = at("speech", late=late).traces["best"]["y"][0]
        symbols = np.round((rows - 0.5) / speech.ROW).astype(int)
        assert ctc_spelled(symbols).tolist() == [1, 2, 3]


def test_a_late_word_costs_little_more_unless_its_timing_is_marked():
    on_time, late = (at("speech", late=x).traces["costs"]["x"][0] for x in (0.0, 1.0))
    assert late[2] - on_time[2] < 0.1
    assert late[0] - on_time[0] > 10


def test_a_word_that_is_late_costs_ctc_hardly_more_and_the_marked_timing_much():
    prompt = words.questions("applications")["predict_speech"]["prompt"]
    z = {late: log_softmax(speech._logits(6.0, late, 2.0), axis=-1) for late in (0.0, 1.0)}
    frames = np.arange(7)
    of_all = {late: -np.log(np.exp(q[frames, EVERY].sum(-1)).sum()) for late, q in z.items()}
    marked = {late: -q[frames, [0, 1, 0, 2, 0, 3, 0]].sum() for late, q in z.items()}
    assert f"{marked[1.0]:.2f} nats instead of {marked[0.0]:.2f}" in prompt
    assert f"{of_all[0.0]:.2f} on time" in prompt
    assert speech.gap(1.0)["truth"] == f"{of_all[1.0]:.2f}"


def test_fakes_that_are_too_alike_are_told_by_it_at_their_centre():
    real, fake = norm.pdf(0), norm.pdf(0, 0, 0.5)
    assert generative.gap(1.0)["truth"] == f"{real / (real + fake):.3f}"
    assert fake / real == 2  # "twice as densely"
