"""The first four cases of the applications, as objects and against independent formulas."""

import json
import math

import numpy as np
import pytest
from scipy.special import expit, softmax
from scipy.stats import entropy, norm
from sklearn.metrics import log_loss, ndcg_score

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.applications import diagnosis, images, language, recommender
from lib.lessons.applications import fields as applications
from lib.lessons.applications.cases import CASES
from lib.words import text as words

OWN = ("images", "language", "diagnosis", "recommender")
GAPS = {"one word"}  # what is far above the picture


@pytest.fixture(scope="module", params=OWN)
def case(request):
    return request.param, CASES[request.param].figure()


def said(figure, key, **values):
    """The read-out of a figure at slider values."""
    values = {**figure.start, **values}
    first, *_ = values
    frames = figure.frames(**{**values, first: np.array([values[first]])})
    return frames.readouts[key][0]


def test_the_cases_stand_in_the_order_of_the_lesson():
    assert tuple(CASES)[: len(OWN)] == OWN


def test_a_figure_travels_in_150_kilobytes(case):
    _, figure = case
    assert len(json.dumps(flipbook(figure, figure.start)["sliders"])) <= 150_000


def test_every_moving_trace_is_drawn_and_every_read_out_has_a_place(case):
    _, figure = case
    drawn = {trace["name"] for panel in figure.panels for trace in panel.json["data"]}
    for slider in flipbook(figure, figure.start)["sliders"]:
        assert {name for name, *_ in slider["book"]["traces"]} <= drawn
        assert set(slider["book"]["readouts"]) == {readout.key for readout in figure.readouts}


def test_every_frame_is_finite_or_a_gap_on_purpose(case):
    _, figure = case
    for preset in [figure.start, *figure.presets.values()]:
        for slider in flipbook(figure, {**figure.start, **preset})["sliders"]:
            for name, _, packed in slider["book"]["traces"]:
                assert name in GAPS or np.isfinite(unpack(packed)).all(), name


def test_continuous_sliders_have_two_hundred_positions(case):
    _, figure = case
    assert all(len(s.values()) >= 200 for s in figure.sliders if s.key != "word")


def test_one_number_is_the_main_one_and_keys_are_unique():
    keys = []
    for name in OWN:
        figure = CASES[name].figure()
        assert sum(readout.main for readout in figure.readouts) == 1
        keys += figure.start
    assert len(keys) == len(set(keys))


# ---- Images --------------------------------------------------------------------------------------


def test_an_untrained_network_pays_ln_1000_and_hits_by_chance():
    figure = images.figure()
    assert said(figure, "loss", training=0.0) == "6.9078" == f"{math.log(1000):.4f}"
    assert said(figure, "as_if", training=0.0) == "1,000.0"
    assert said(figure, "top1", training=0.0) == "0.1%"
    assert said(figure, "top5", training=0.0) == "0.5%"


def test_sharper_logits_cost_more_and_name_the_same_classes():
    figure = images.figure()
    calm, sure = ({"training": 1.0, "factor": s} for s in (1.0, 4.0))
    assert float(said(figure, "loss", **sure)) > 2 * float(said(figure, "loss", **calm))
    assert said(figure, "top1", **sure) == said(figure, "top1", **calm)


# ---- Language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("temperature", "word"), [(1.0, 1), (0.5, 9), (4.0, 10)])
def test_loss_of_a_word_is_its_surprisal(temperature, word):
    q = softmax(language.LOGITS / temperature)[word - 1]
    figure, at = language.figure(), {"temperature": temperature, "word": float(word)}
    assert said(figure, "loss", **at) == f"{-math.log(q):.4f}"
    assert said(figure, "bits", **at) == f"{-math.log2(q):.4f}"
    assert said(figure, "perplexity", **at) == f"{1 / q:,.4g}"


def test_the_honest_temperature_has_the_least_mean_loss():
    p = softmax(language.LOGITS)
    assert float(language.mean_loss(1.0)) == pytest.approx(entropy(p))
    cold = softmax(language.LOGITS / 0.5)
    assert float(language.mean_loss(0.5)) == pytest.approx(entropy(p) + entropy(p, cold))
    assert language.fields(language.figure().start)["best_temperature"] == "1"


def test_gpt_2_starts_near_the_logarithm_of_its_vocabulary():
    assert language.fields(language.figure().start)["gpt2"] == f"{math.log(50257):.4f}"


# ---- Diagnosis -----------------------------------------------------------------------------------


def test_a_plain_alarm_for_a_rare_illness_misses_most_of_the_ill():
    # Bell curves around 0 and 2 with odds 1 to 99: they balance at x = 1 + ln(99) / 2.
    at = 1 + math.log(99) / 2
    missed, alarms = 10 * norm.cdf(at - 2), 990 * norm.sf(at)
    figure, rare = diagnosis.figure(), {"share": 0.01}
    assert said(figure, "missed", **rare) == f"{missed:.2f}"
    assert said(figure, "false_alarms", **rare) == f"{alarms:.1f}"
    assert said(figure, "right", **rare) == f"{1 - (missed + alarms) / 1000:.1%}"
    assert missed > 9


def test_weight_99_and_a_threshold_of_one_per_cent_are_the_same_alarm():
    weighted, lower = diagnosis.outcome(0.01, 99.0, 0.5), diagnosis.outcome(0.01, 1.0, 0.01)
    np.testing.assert_allclose(weighted, lower)
    # The odds of 1 to 99 are made up for: the line stands in the middle of the two groups.
    assert float(weighted.at) == pytest.approx(1.0)
    assert float(weighted.missed) == pytest.approx(10 * norm.cdf(-1))


# ---- Recommender ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift", "film"), [(2.0, -0.8), (0.0, 2.0), (-3.0, -4.0)])
def test_clicks_cost_what_scikit_learn_says(shift, film):
    z = np.array(recommender.LOGITS)
    z[5] = film
    figure, at = recommender.figure(), {"shift": shift, "film": film}
    assert said(figure, "loss", **at) == f"{log_loss(recommender.CLICKS, expit(z + shift)):.4f}"
    assert said(figure, "ndcg", **at) == f"{ndcg_score([recommender.CLICKS], [z]):.3f}"


def test_no_shift_changes_the_order():
    book = flipbook(recommender.figure(), recommender.figure().start)["sliders"][0]["book"]
    assert set(book["readouts"]["ndcg"].split()) == {"0.871"}
    assert len(set(book["readouts"]["loss"].split())) > 100


@pytest.mark.parametrize("film", [-4.0, -0.8, 4.0])
def test_the_best_shift_promises_as_many_clicks_as_came(film):
    best = recommender.best_shift(film)
    assert expit(recommender.logits(best, film)).sum() == pytest.approx(recommender.CLICKS.sum())
    around = recommender.loss(np.array([best - 0.05, best, best + 0.05]), film)
    assert around.argmin() == 1


# ---- The words -----------------------------------------------------------------------------------


def test_ignorance_has_the_numbers_of_the_lesson():
    facts = applications.shared()
    assert facts["start"] == f"{math.log(1000):.4f}"
    assert facts["ten"] == f"{math.log(10):.4f}"
    assert facts["ten_bits"] == f"{math.log2(10):.4f}"
    assert facts["rare"] == f"{entropy([0.01, 0.99]):.4f}"
    assert facts["rare_bias"] == f"−{math.log(99):.4f}"


def test_the_order_of_the_films_is_as_good_after_a_shift_that_doubles_their_loss():
    said = recommender.fields({"shift": 0.0, "film": 1.0})
    before, after = (
        log_loss(recommender.CLICKS, expit(recommender.LOGITS + shift)) for shift in (0, 2)
    )
    assert (said["order_before"], said["order_after"]) == (f"{before:.4f}", f"{after:.4f}")
    assert said["order"] == f"{ndcg_score([recommender.CLICKS], [recommender.LOGITS]):.3f}"


# ---- The predictions -----------------------------------------------------------------------------


def colder(temperature):
    """The mean loss of the ten words."""
    p, q = softmax(language.LOGITS), softmax(language.LOGITS / temperature)
    return entropy(p) + entropy(p, q)


def found(share):
    """Of the ill, who are so many of all, in per cent, by an alarm at a risk of one half."""
    return 100 * norm.sf(1 + math.log((1 - share) / share) / 2 - 2)


def clicked(shift):
    return log_loss(recommender.CLICKS, expit(recommender.LOGITS + shift))


TRUTHS = {
    "images": f"{float(images.mean_loss(1.0, 4.0) / images.mean_loss(1.0, 1.0)):.2f}",
    "language": f"{colder(0.5):.2f}",
    "diagnosis": f"{found(0.01):.1f}",
    "recommender": f"{clicked(2):.3f}",
}


@pytest.mark.parametrize("name", OWN)
def test_a_guess_is_answered_with_the_truth(name):
    assert CASES[name].gap(1.0)["truth"] == TRUTHS[name]


def test_the_questions_tell_what_is_known_before():
    asked = words.questions("applications")
    assert f"is {colder(1.0):.2f} nats" in asked["predict_language"]["prompt"]
    assert f"finds {found(0.5):.0f}% of them" in asked["predict_diagnosis"]["prompt"]
    assert f"cost {clicked(0):.2f} nats" in asked["predict_recommender"]["prompt"]


def test_a_right_guess_of_an_alarm_lies_where_the_alarm_is():
    (line,) = diagnosis.guess_of(found(0.01)).shapes
    assert line["x0"] == pytest.approx(float(diagnosis.outcome(0.01, 1.0, 0.5).at))
    for guess, edge in ((0.0, 5.5), (100.0, -3.5), (1234.5, -3.5)):
        assert diagnosis.guess_of(guess).shapes[0]["x0"] == edge
