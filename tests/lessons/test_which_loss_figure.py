"""The recommended losses along their slider, against closed forms, and the numbers of the words."""

import json
import math
from itertools import groupby, product

import numpy as np
import pytest
from scipy.stats import norm

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.which_loss import figure as which_loss
from lib.lessons.which_loss.cases import CASES
from lib.lessons.which_loss.fields import shared

X = np.array([-5.3, -2.0, -0.4, 0.0, 0.7, 1.3, 2.0, 4.6])
each_case = pytest.mark.parametrize("key", CASES)


def softplus(x):
    return np.log1p(np.exp(x))


def log_softmax(*z):
    z = np.stack(np.broadcast_arrays(*z))
    return z - np.log(np.exp(z).sum(axis=0))


def by_listing_paths(x):
    """CTC of one letter in three frames, over all paths."""
    q = {1: 1 / (1 + np.exp(-x)), 0: 1 / (1 + np.exp(x))}
    fitting = [p for p in product((0, 1), repeat=3) if [s for s, _ in groupby(p) if s != 0] == [1]]
    assert len(fitting) == 6
    return -np.log(sum(q[a] * q[b] * q[c] for a, b, c in fitting))


def listnet(x):
    target = np.exp([1, 0, -1]) / np.exp([1, 0, -1]).sum()
    return -(target[:, None] * log_softmax(x, 0 * x, -x)).sum(axis=0)


def smoothed(x):
    log_q = log_softmax(x, *np.zeros((9, x.size)))
    return -0.91 * log_q[0] - 0.09 * log_q[1]


Q = 1 / (1 + np.exp(-X))
CLOSED_FORMS = {
    "bce": softplus(-X),
    "softmax": -log_softmax(X, 0 * X, 0 * X)[0],
    "soft": 0.7 * softplus(-X) + 0.3 * softplus(X),
    "multilabel": 4 * softplus(-X),
    "weighted": 3 * softplus(-X),
    "logit-adjustment": softplus(np.log(9) - X),
    "focal": (1 - Q) ** 2 * softplus(-X),
    "smoothing": smoothed(X),
    "gce": (1 - Q**0.7) / 0.7,
    "forward": -np.log(0.8 * Q + 0.2 * (1 - Q)),
    "hinge": np.maximum(0, 1 - X),
    "bradley-terry": softplus(-X),
    "listnet": listnet(X),
    "infonce": np.log1p(7 * np.exp(-X)),
    "ctc": by_listing_paths(X),
    "squared": X**2,
}


@each_case
def test_the_recommended_loss_is_its_closed_form(key):
    assert CASES[key].loss.value(X) == pytest.approx(CLOSED_FORMS[key], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("key", "closed_form"),
    [
        ("bce", (1 - Q) ** 2),
        ("soft", softplus(-X)),
        ("multilabel", np.log(3 + np.exp(-2 * X))),
        ("smoothing", np.log1p(9 * np.exp(-X))),
        ("bradley-terry", np.maximum(0, 1 - X)),
        ("listnet", -log_softmax(X, 0 * X, -X)[0]),
        ("ctc", 3 * softplus(-X)),
        ("squared", -norm.logpdf(X)),
    ],
)
def test_the_other_loss_is_its_closed_form(key, closed_form):
    assert CASES[key].other.value(X) == pytest.approx(closed_form, rel=1e-9, abs=1e-12)


@each_case
@pytest.mark.parametrize("side", ["loss", "other"])
def test_a_slope_matches_the_central_difference(key, side):
    loss, h = getattr(CASES[key], side), 1e-6
    difference = (loss.value(X + h) - loss.value(X - h)) / (2 * h)
    assert loss.slope(X) == pytest.approx(difference, abs=1e-7)


@each_case
def test_a_figure_travels_light_and_stays_on_its_charts(key):
    figure = which_loss.compared(key)
    book = flipbook(figure, figure.start)
    assert len(json.dumps(book["sliders"])) < 150_000
    (slider,) = book["sliders"]
    assert len(slider["values"]) >= 200
    panels = {t.name: panel.figure for panel in figure.panels for t in panel.figure.data}
    for name, attribute, packed in slider["book"]["traces"]:
        drawn = unpack(packed)
        assert np.isfinite(drawn).all()
        low, high = panels[name].layout[f"{attribute}axis"].range
        assert low <= drawn.min()
        assert drawn.max() <= high


@each_case
def test_the_read_outs_say_what_is_drawn(key):
    figure = which_loss.compared(key)
    frames = figure.frames(np.array([-2.0]))
    assert set(frames.readouts) == {readout.key for readout in figure.readouts}
    assert [readout.key for readout in figure.readouts if readout.main] == ["loss"]
    for name in ("loss", "other"):
        said = float(frames.readouts[name][0].replace("−", "-"))
        assert said == pytest.approx(frames.traces[f"{name} here"]["y"][0, 0], abs=5e-5)


@each_case
def test_every_preset_is_a_place_on_the_slider(key):
    figure = which_loss.compared(key)
    (slider,) = figure.sliders
    for preset in figure.presets.values():
        assert slider.low <= preset["ahead"] <= slider.high
    assert len(set(map(str, figure.presets.values()))) == len(figure.presets) == 4


@each_case
def test_both_curves_bear_their_names(key):
    panel, _ = which_loss.compared(key).panels
    case = CASES[key]
    named = {note.text for note in panel.figure.layout.annotations}
    assert named == {side.short or side.name for side in (case.loss, case.other)}
    assert case.loss.color != case.other.color


def test_hinge_shows_no_probability():
    keys = {readout.key for readout in which_loss.compared("hinge").readouts}
    assert "chance" not in keys
    assert "chance" in {readout.key for readout in which_loss.compared("bce").readouts}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ln_two", f"{math.log(2):.4f}"),
        ("ln_ten", f"{math.log(10):.4f}"),
        ("ln_three", f"{math.log(3):.4f}"),
        ("ln_batch", f"{math.log(256):.4f}"),
        ("ln_candidates", f"{math.log(8):.4f}"),
        ("soft_floor", f"{-0.7 * math.log(0.7) - 0.3 * math.log(0.3):.4f}"),
        ("soft_logit", f"{math.log(7 / 3):.2f}"),
        ("smooth_floor", "0.5003"),
        ("smooth_logit", f"{math.log(91):.2f}"),
        ("weighted_tenth", f"{10 / 19:.0%}"),
        ("weighted_hundredth", "50%"),
        ("prior_shift", f"{math.log(9):.2f}"),
        ("focal_easy", "1%"),
        ("focal_hard", "81%"),
        ("gce_top", f"{10 / 7:.2f}"),
        ("forward_top", f"{math.log(5):.4f}"),
        ("forward_floor", f"{-math.log(0.8):.4f}"),
        ("ctc_undecided", f"{math.log(8 / 6):.4f}"),
        ("ctc_single", f"{3 * math.log(2):.4f}"),
        ("gauss_floor", f"{math.log(2 * math.pi) / 2:.4f}"),
        ("far_cross_entropy", "10.00005"),
        ("far_squared", "0.99991"),
        ("far_pull", "0.99995"),
        ("far_squared_pull", "0.0000908"),
        ("times", "11,014"),
    ],
)
def test_a_number_of_the_words_is_right(name, text):
    assert shared()[name] == text


@pytest.mark.parametrize(
    ("key", "lowest"),
    [("soft", math.log(7 / 3)), ("smoothing", math.log(91)), ("listnet", 1.0), ("squared", 0.0)],
)
def test_the_lowest_point_is_where_the_words_say(key, lowest):
    x = np.linspace(-6, 6, 4801)
    assert x[CASES[key].loss.value(x).argmin()] == pytest.approx(lowest, abs=0.01)


def test_focal_loss_is_below_cross_entropy_everywhere():
    case, x = CASES["focal"], np.linspace(-6, 6, 121)
    assert (case.loss.value(x) < case.other.value(x)).all()


def test_focal_loss_is_not_smallest_at_the_true_probability_and_cross_entropy_is():
    case, z, p = CASES["focal"], np.linspace(-6, 6, 12001), 0.9
    at = {
        side.name: z[(p * side.value(z) + (1 - p) * side.value(-z)).argmin()]
        for side in (case.loss, case.other)
    }
    assert at[case.other.name] == pytest.approx(math.log(9), abs=2e-3)
    assert at[case.loss.name] < 0.8 * math.log(9)


def test_the_weight_moves_the_best_answer_to_the_stated_probability():
    case, z, p = CASES["weighted"], np.linspace(-6, 6, 12001), 0.1
    best = z[(p * case.loss.value(z) + (1 - p) * case.other.value(-z)).argmin()]
    q = 3 * p / (3 * p + 1 - p)
    assert best == pytest.approx(math.log(q / (1 - q)), abs=2e-3)


def test_squared_error_is_twice_what_the_gaussian_adds_to_its_floor():
    case = CASES["squared"]
    floor = case.other.value(np.zeros(1))
    assert case.loss.value(X) == pytest.approx(2 * (case.other.value(X) - floor))
