"""Gradients: the pulls on one logit, the race, the pulls on three logits, and their words."""

import json
import re
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from lib.figures import numbers, style
from lib.figures.flipbook import flipbook, unpack
from lib.figures.labels import Place, box_of
from lib.lessons.gradients import LESSON, fields, pulls, race
from lib.lessons.gradients import curves as gradients
from lib.lessons.logits import logits_of
from lib.maths.losses import LOSSES
from lib.words import text as words

BUDGET = 150_000
ENTROPY, SQUARE = gradients.PAIR
HINGE = ("hinge",)
GRID = np.linspace(-10, 10, 401)
# Far, slow and fast races, and one that is over before it starts.
RACES = [(-10, 1), (-5, 1), (0, 1), (-20, 0.01), (-20, 100_000), (2, 100_000), (2, 0.5)]
FIGURES = {
    "y = 1": lambda: gradients.gradient_curves(1),
    "y = 0 with hinge": lambda: gradients.gradient_curves(0, HINGE),
    **{f"race {start} {rate}": lambda s=start, r=rate: race.race(s, r) for start, rate in RACES},
    **{f"softmax {label}": lambda label=label: pulls.softmax_pulls(label) for label in range(3)},
}


@pytest.fixture(params=FIGURES)
def figure(request):
    return FIGURES[request.param]()


def frames_along(figure, slider):
    return figure.frames(**{**figure.start, slider.key: slider.values()})


def trace(panel, name):
    return next(t for t in panel.figure.data if t.name == name)


def labels(panel):
    return [annotation.text for annotation in panel.figure.layout.annotations]


def number(text):
    return float(text.replace("−", "-").replace(",", ""))


def exact(z, y):
    """Losses and gradients over z of cross-entropy and squared error, in 50 digits."""
    with mpmath.workdps(50):
        q = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        of_truth = q if y else 1 - q
        losses = -mpmath.log(of_truth), (q - y) ** 2
        return [float(v) for v in (*losses, q - y, 2 * (q - y) * q * (1 - q))]


# ---- every live figure --------------------------------------------------------------------------


def test_every_moving_mark_is_in_a_panel(figure):
    drawn = {t.name for panel in figure.panels for t in panel.figure.data}
    for slider in figure.sliders:
        assert set(frames_along(figure, slider).traces) <= drawn


def test_every_readout_has_a_text_at_every_position(figure):
    for slider in figure.sliders:
        frames = frames_along(figure, slider)
        assert set(frames.readouts) == {readout.key for readout in figure.readouts}
        for texts in frames.readouts.values():
            assert len(texts) == slider.values().size
            assert not any(re.search("nan|inf|∞|e[-+]", text) for text in texts)


def test_every_mark_has_a_place_at_every_position(figure):
    for slider in figure.sliders:
        for name, attributes in frames_along(figure, slider).traces.items():
            for array in attributes.values():
                gap = 2 if name == "tangents" else None  # between the two tangents
                kept = np.delete(array, [] if gap is None else gap, axis=-1)
                assert np.isfinite(kept).all(), name


def test_every_figure_keeps_its_budget(figure):
    sliders = flipbook(figure, figure.start)["sliders"]
    assert len(json.dumps(sliders, allow_nan=False)) < BUDGET


def test_one_number_matters_in_every_figure(figure):
    assert sum(readout.main for readout in figure.readouts) == 1


def test_every_preset_is_within_its_slider(figure):
    sliders = {slider.key: slider for slider in figure.sliders}
    for preset in figure.presets.values():
        assert all(sliders[key].parse(str(value)) == value for key, value in preset.items())


def test_every_figure_is_described_in_words(figure):
    assert all(len(panel.alt) > 50 for panel in figure.panels)


# ---- one logit ----------------------------------------------------------------------------------


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-10.0, -5.0, -0.7, 0.0, 3.3, 10.0])
def test_readouts_agree_with_fifty_digits(z, y):
    readouts = gradients.gradient_curves(y).frames(z=np.array([z])).readouts
    keys = [f"{ENTROPY}.loss", f"{SQUARE}.loss", f"{ENTROPY}.grad", f"{SQUARE}.grad"]
    shown = [number(readouts[key][0]) for key in keys]
    for value, truth in zip(shown, exact(z, y), strict=True):
        assert value == pytest.approx(truth, rel=5.1e-3, abs=1e-300)
        assert value == pytest.approx(truth, abs=5.1e-6)


def test_readouts_at_minus_ten_are_those_of_the_lesson():
    readouts = gradients.gradient_curves(1).frames(z=np.array([-10.0])).readouts
    assert readouts["weaker"] == ["11,014"]
    assert readouts[f"{ENTROPY}.loss"] == ["10.00005"]
    assert readouts[f"{ENTROPY}.grad"] == ["−0.99995"]
    assert readouts[f"{SQUARE}.loss"] == ["0.99991"]
    assert readouts[f"{SQUARE}.grad"] == ["−0.0000908"]


def test_the_ratio_of_the_pulls_is_the_same_for_both_labels_and_never_below_two():
    for y in (0, 1):
        assert gradients.weaker(GRID, y) == pytest.approx(1 + np.cosh(GRID), rel=1e-12)
    assert gradients.weaker(0.0, 1) == 2


@pytest.mark.parametrize("y", [0, 1])
def test_each_point_has_the_colour_and_symbol_of_its_curve(y):
    figure = gradients.gradient_curves(y, HINGE)
    frames = figure.frames(z=np.array([-3.0, 4.0]))
    for panel, name, what in zip(
        figure.panels, ("losses", "gradients"), ("value", "grad"), strict=True
    ):
        points = trace(panel, name)
        curves = {t.line.color: t for t in panel.figure.data if t.name in ROWS}
        for i, color in enumerate(points.marker.color):
            row = LOSSES[ROWS[curves[color].name]]
            expected = getattr(row, what)(np.array([-3.0, 4.0]), y)
            assert frames.traces[name]["y"][:, i] == pytest.approx(expected)
        assert len(set(points.marker.symbol)) == len(curves) == 3
        assert len({curve.line.dash for curve in curves.values()}) == 3


ROWS = {LOSSES[key].name: key for key in (ENTROPY, SQUARE, *HINGE)}


def test_label_zero_is_the_mirror_of_label_one():
    one = gradients.gradient_curves(1).frames(z=GRID).traces
    zero = gradients.gradient_curves(0).frames(z=-GRID).traces
    assert zero["losses"]["y"] == pytest.approx(one["losses"]["y"])
    assert zero["gradients"]["y"] == pytest.approx(-one["gradients"]["y"])


def test_tangents_touch_their_losses():
    traces = gradients.gradient_curves(1).frames(z=np.array([-5.0])).traces
    x, y = (traces["tangents"][attribute][0] for attribute in "xy")
    losses = exact(-5, 1)[:2]
    for ends, loss in zip((slice(0, 2), slice(3, 5)), losses, strict=True):
        assert np.mean(x[ends]) == -5
        assert np.mean(y[ends]) == pytest.approx(loss)
    assert np.diff(y[:2]) / np.diff(x[:2]) == pytest.approx(-0.9933071, rel=1e-6)
    assert np.isnan([x[2], y[2]]).all()


@pytest.mark.parametrize(("y", "q"), [(1, Fraction(1, 3)), (0, Fraction(2, 3))])
def test_squared_errors_peak_is_marked_where_it_is(y, q):
    panel = gradients.gradient_curves(y).panels[1]
    peak = trace(panel, "peak")
    assert peak.x[0] == pytest.approx(float(mpmath.log(q / (1 - q))))
    assert abs(peak.y[0]) == pytest.approx(8 / 27)
    slopes = np.abs(trace(panel, "Squared error").y)
    assert slopes.max() == pytest.approx(8 / 27, abs=1e-3)
    assert f"8/27 at q = {q}" in labels(panel)


def test_the_peak_has_a_preset():
    for y, q in ((1, 1 / 3), (0, 2 / 3)):
        figure = gradients.gradient_curves(y)
        preset = next(value for label, value in figure.presets.items() if "peak" in label)
        readouts = figure.frames(z=np.array([preset["z"]])).readouts
        assert number(readouts[f"{SQUARE}.grad"][0]) == pytest.approx(
            (1 - 2 * y) * 8 / 27, abs=1e-5
        )
        assert number(readouts["q"][0]) == pytest.approx(q, abs=1e-5)


def test_the_slider_has_401_positions_and_does_not_give_the_answer_away():
    for y in (0, 1):
        (slider,) = gradients.gradient_curves(y).sliders
        assert slider.values().tolist() == np.round(GRID, 10).tolist()
        assert abs(slider.start) < 10
        assert number(f"{slider.start}") * (2 * y - 1) < 0  # sure and wrong


def test_curves_stay_within_their_axes():
    for y in (0, 1):
        for panel in gradients.gradient_curves(y, HINGE).panels:
            low, high = panel.figure.layout.yaxis.range
            for curve in panel.figure.data[:3]:
                assert low <= min(curve.y) <= max(curve.y) <= high


def test_a_newly_registered_loss_appears_by_itself(monkeypatch):
    row = replace(LOSSES["hinge"], short="brand new")
    monkeypatch.setitem(LOSSES, "brand-new", row)
    assert "brand-new" in gradients.rival_keys()
    assert gradients.rival_name("brand-new") == "brand new"
    figure = gradients.gradient_curves(1, ("brand-new",))
    assert all("brand new" in labels(panel) for panel in figure.panels)
    assert figure.frames(z=np.array([-5.0])).readouts["brand-new"] == ["6.00, −1.00"]


def test_rivals_are_the_other_losses_of_a_logit():
    keys = gradients.rival_keys()
    assert "hinge" in keys
    assert all(LOSSES[key].takes == "logit" for key in keys)
    assert not {ENTROPY, SQUARE} & set(keys)


def test_more_rivals_than_colours_are_drawn(monkeypatch):
    keys = tuple(f"rival {i}" for i in range(6))
    for key in keys:
        monkeypatch.setitem(LOSSES, key, replace(LOSSES["hinge"], name=key))
    points = trace(gradients.gradient_curves(1, keys).panels[0], "losses")
    assert len(points.marker.color) == 8
    assert points.marker.color.count(style.RIVALS[0]) == 1
    looks = zip(points.marker.color, points.marker.symbol, strict=True)
    assert len(set(looks)) == 8


# ---- the race -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "fast", "slow"), [(-10, 21, 11_068), (-5, 16, 119), (0, 10, 35)])
def test_the_race_takes_the_steps_of_the_lesson(start, fast, slow):
    figure = race.race(start, 1)
    (panel,) = figure.panels
    assert f"cross-entropy: {fast} steps" in labels(panel)
    assert f"squared error: {slow:,} steps" in labels(panel)
    step = np.array([fast - 1, fast, slow - 1, slow])
    frames = figure.frames(step=step)
    assert frames.readouts["entropy.finish"] == ["not yet", *[f"at step {fast}"] * 3]
    assert frames.readouts["square.finish"] == [*["not yet"] * 3, f"at step {slow:,}"]
    entropy = frames.traces["entropy here"]["y"][:, 0]
    square = frames.traces["square here"]["y"][:, 0]
    assert entropy[0] <= 0.9 < entropy[1] == entropy[3]
    assert square[2] <= 0.9 < square[3]


def test_the_first_steps_are_those_of_gradient_descent():
    here = race.race(-10, 1).frames(step=np.array([0, 1, 2])).traces["entropy here"]["y"][:, 0]
    z = mpmath.mpf(-10)
    for q in here:
        assert q == pytest.approx(float(1 / (1 + mpmath.exp(-z))))
        z += 1 - 1 / (1 + mpmath.exp(-z))


def test_the_numbers_of_the_prose_are_those_of_the_lesson():
    counts = fields.race_counts()
    assert [counts[f"entropy_from_{start}"] for start in (10, 5, 0)] == ["21", "16", "10"]
    assert [counts[f"square_from_{start}"] for start in (10, 5, 0)] == ["11,068", "119", "35"]


@pytest.mark.parametrize(("start", "rate"), RACES)
def test_the_slider_runs_through_every_early_step_and_the_finishes(start, rate):
    figure = race.race(start, rate)
    (slider,) = figure.sliders
    positions = slider.values()
    runs = [race.run(runner, start, rate) for runner in race.RUNNERS]
    last = max(run.last for run in runs)
    assert positions.size <= 400
    assert np.array_equal(positions, np.rint(positions))
    assert positions[: min(last, 50) + 1].tolist() == list(range(min(last, 50) + 1))
    assert positions[-1] == last
    assert all(run.finish in positions for run in runs if run.finish is not None)


def test_late_steps_of_the_slider_are_about_geometric():
    late = race.steps(11_068)
    late = late[late > 500]
    assert np.ptp(np.diff(np.log(late))) < 0.005


def test_a_race_that_is_not_over_says_so():
    figure = race.race(-20, 1)
    (panel,) = figure.panels
    words_of_it = f"not within {race.LIMIT:,} steps"
    assert f"squared error: {words_of_it}" in labels(panel)
    assert words_of_it in panel.alt
    readouts = figure.frames(step=np.array([100, race.LIMIT])).readouts
    assert readouts["square.finish"] == ["not yet", words_of_it]
    assert "squared error arrives" not in figure.presets
    assert figure.sliders[0].high == race.LIMIT


def test_the_limit_leaves_room_for_the_lessons_longest_race():
    assert race.LIMIT > 11_068


def test_steps_stand_at_their_logarithm_and_step_zero_before_step_one():
    figure = race.race(-10, 1)
    axis = figure.panels[0].figure.layout.xaxis
    marks = dict(zip(axis.ticktext, axis.tickvals, strict=True))
    assert marks["0"] < marks["1"] == 0
    assert marks["10"] == 1
    assert marks["10,000"] == 4
    frames = figure.frames(step=np.array([0, 1, 1000]))
    assert frames.traces["now"]["x"][:, 0] == pytest.approx([marks["0"], 0, 3])
    low, high = axis.range
    assert low < marks["0"]
    assert high > np.log10(11_068)


def test_the_drawn_curves_hold_every_step_of_the_finish():
    square = trace(race.race(-10, 1).panels[0], "squared error")
    assert set(range(11_008, 11_069)) <= set(square.customdata)
    rising = np.diff(np.asarray(square.y))
    assert (rising >= 0).all()


def test_a_step_between_two_steps_is_the_nearest():
    figure = race.race(-10, 1)
    between, at = (figure.frames(step=np.array([step])) for step in (3.2, 3.0))
    assert between.readouts == at.readouts
    assert between.traces["entropy here"]["x"] == pytest.approx(at.traces["entropy here"]["x"])


def test_moving_points_survive_their_packing():
    figure = race.race(-10, 1)
    book = flipbook(figure, {"step": 0.0})["sliders"][0]["book"]
    packed = {(name, attribute): unpack(p) for name, attribute, p in book["traces"]}
    assert packed["entropy here", "x"][0] == pytest.approx(np.log10(0.5), abs=1e-3)
    assert packed["square here", "x"][-1] == pytest.approx(np.log10(11_068), abs=1e-3)


@pytest.mark.parametrize("text", ["-20", "−5", "2", "-7,5"])
def test_a_start_in_the_range_is_read(text):
    assert race.start_of(text) == number(text.replace(",", "."))


@pytest.mark.parametrize("text", ["-21", "3", "ten", "", "nan", "1e9"])
def test_a_start_out_of_range_is_refused_with_the_range_or_the_reason(text):
    with pytest.raises(ValueError, match=r"−20 to 2|not a|empty"):
        race.start_of(text)


@pytest.mark.parametrize("text", ["0", "-1", "100001", "fast"])
def test_a_rate_out_of_range_is_refused(text):
    with pytest.raises(ValueError, match="learning rate"):
        race.rate_of(text)


# ---- three classes ------------------------------------------------------------------------------


def softmax_at(probabilities, label):
    figure = pulls.softmax_pulls(label)
    logits = pulls.by_slider(logits_of(probabilities))
    return figure.frames(**{**logits, "z0": np.array([logits["z0"]])})


def exact_softmax(probabilities, label):
    """Gradients over the logits, as fractions: q - y, and 2 q_k (e_k - sum of e_i q_i)."""
    q = [Fraction(text) for text in probabilities]
    error = [q_k - (k == label) for k, q_k in enumerate(q)]
    mean = sum(e * q_k for e, q_k in zip(error, q, strict=True))
    return error, [2 * q_k * (e - mean) for e, q_k in zip(error, q, strict=True)]


@pytest.mark.parametrize("label", [0, 1, 2])
@pytest.mark.parametrize(
    "q", [("0.7", "0.2", "0.1"), ("0.4", "0.3", "0.3"), ("0.001", "0.998", "0.001")]
)
def test_bars_are_the_gradients_over_the_logits(q, label):
    traces = softmax_at([float(text) for text in q], label).traces
    entropy, square = exact_softmax(q, label)
    assert traces["cross-entropy"]["x"][0] == pytest.approx([float(v) for v in entropy])
    assert traces["squared error"]["x"][0] == pytest.approx([float(v) for v in square])
    assert traces["model"]["x"][0] == pytest.approx([float(text) for text in q])


@pytest.mark.parametrize(
    ("preset", "losses", "entropy", "square"),
    [
        ("q = 0.7 for the truth", ("0.3567", "0.1400"), [-0.3, 0.2, 0.1], [-0.196, 0.144, 0.052]),
        ("q = 0.4 for the truth", ("0.9163", "0.5400"), [-0.6, 0.3, 0.3], [-0.432, 0.216, 0.216]),
    ],
)
def test_the_fair_comparison_is_that_of_the_lesson(preset, losses, entropy, square):
    figure = pulls.softmax_pulls(0)
    values = figure.presets[preset]
    frames = figure.frames(**{**values, "z1": np.array([values["z1"]])})
    assert frames.traces["cross-entropy"]["x"][0] == pytest.approx(entropy)
    assert frames.traces["squared error"]["x"][0] == pytest.approx(square)
    assert (frames.readouts["entropy"][0], frames.readouts["square"][0]) == losses
    assert number(frames.readouts["pull"][0]) == entropy[0]
    assert number(frames.readouts["weak"][0]) == square[0]


@pytest.mark.parametrize("label", [0, 1, 2])
def test_the_true_class_is_pushed_up_by_as_much_as_the_others_go_down(label):
    figure = pulls.softmax_pulls(label)
    for slider in figure.sliders:
        frames = frames_along(figure, slider)
        for name in ("cross-entropy", "squared error"):
            bars = frames.traces[name]["x"]
            assert np.abs(bars.sum(axis=-1)).max() < 1e-15
            assert (bars[:, label] < 0).all()
        pairs = zip(frames.readouts["pull"], frames.readouts["others"], strict=True)
        assert all(number(true) == -number(others) for true, others in pairs)


def test_squared_errors_bars_are_hollow_and_named():
    panel = pulls.softmax_pulls(1).panels[1]
    assert trace(panel, "squared error").marker.color == "rgba(0,0,0,0)"
    assert trace(panel, "cross-entropy").marker.color == style.LOSS
    assert labels(panel) == ["■ cross-entropy", "□ squared error"]


def test_the_true_class_is_marked():
    for label in range(3):
        for panel in pulls.softmax_pulls(label).panels:
            names = panel.figure.layout.yaxis.ticktext
            assert [k for k in range(3) if "true" in names[k]] == [label]


def test_every_probability_that_is_accepted_fits_the_sliders():
    logits = logits_of([5e-5, 5e-5, 0.9999])
    sliders = pulls.softmax_pulls(0).sliders
    assert all(s.low <= z <= s.high for s, z in zip(sliders, logits, strict=True))


def test_a_probability_too_small_for_its_slider_is_named():
    with pytest.raises(ValueError, match="Entry 2 is too small"):
        logits_of([0.9, 1e-6, 0.1])


# ---- words --------------------------------------------------------------------------------------


def test_the_gap_compares_the_guess_with_eleven_thousand():
    said = words.prose("gradients", "gap", **fields.gap(5))
    assert "You said 5 times; it is 11,014 times." in said
    assert "2,203 times as much as you thought" in said
    assert "At half that z the factor is 75.2" in said
    assert "1 time;" in words.prose("gradients", "gap", **fields.gap(1))


def test_the_fair_comparison_in_words():
    said = words.prose(
        "gradients", "fair", **fields.classes(pulls.softmax_pulls(0), 0), **fields.fair()
    )
    for text in ("0.3567", "0.14 ", "−0.196, 0.144, 0.052", "0.9163", "0.54 ", "−0.432"):
        assert text in said
    assert "squared error's slope over q (−0.6 and −1.2)" in said
    assert "cross-entropy's gradient over z (−0.3 and −0.6)" in said


def test_the_beliefs_in_words():
    said = words.prose("gradients", "beliefs", **fields.facts())
    for text in ("−0.0000908", "11,068", "0.444", "0.2963", "0.99991", "10.00005", "0.99995"):
        assert text in said


@pytest.mark.parametrize("z", [-10.0, -7.35, -0.6931471806, 0.0, 2.05, 10.0])
@pytest.mark.parametrize("y", [0, 1])
def test_the_lines_of_the_derivation_hold_as_written(z, y):
    written = fields.standing(gradients.gradient_curves(y), z, y)
    unread = {"peak", "wrong"}
    shown = {k: number(v.replace("{,}", "")) for k, v in written.items() if k not in unread}
    assert shown["q_line"] - y == pytest.approx(shown["error_line"], abs=1e-12)
    assert shown["error_line"] == pytest.approx(shown["error"], abs=5.1e-6)
    places = len(written["weak"].partition(".")[2])
    product = shown["square_over_q"] * shown["steep_line"]
    assert f"{product:.{places}f}" == f"{shown['weak']:.{places}f}"
    ratio = 1 / (2 * shown["half_line"])
    assert numbers.times(ratio) == written["weaker"].replace("{,}", ",")
    assert shown["weak_size"] == abs(shown["weak"])
    q = exact(z, y)[2] + y
    assert shown["q_line"] == pytest.approx(q, abs=1e-5)
    assert shown["steepness"] == pytest.approx(q * (1 - q), rel=6e-3)


@pytest.mark.parametrize("true", range(3))
def test_presets_know_the_true_class(true):
    figure, names = pulls.softmax_pulls(true), pulls.presets(true)
    others = [k for k in range(3) if k != true]
    at = {key: figure.presets[name] for key, name in names.items()}
    frames = {
        key: figure.frames(**{**values, "z1": np.array([values["z1"]])}).traces
        for key, values in at.items()
    }
    assert names["sure"] == f"sure of class {others[0]}"
    assert frames["sure"]["model"]["x"][0, others[0]] == pytest.approx(0.998)
    assert f"class {others[1]}" in names["odd"]
    # The finding's numbers: for q = .01, .6, .39 the gradients are -.030, +.117, -.088.
    wanted = dict(zip([true, *others], [-0.030, 0.117, -0.088], strict=True))
    odd = frames["odd"]["squared error"]["x"][0]
    assert {k: round(float(v), 3) for k, v in enumerate(odd)} == wanted
    for traces in frames.values():
        entropy = np.delete(traces["cross-entropy"]["x"][0], true)
        assert (entropy > 0).all()
    assert fields.classes(figure, true)["odd_square"] == "−0.088"


@pytest.mark.parametrize("y", [0, 1])
def test_why_names_presets_that_stand_there(y):
    figure = gradients.gradient_curves(y)
    shown = fields.standing(figure, 0.0, y)
    for key, q in (("peak", 1 / 3), ("wrong", 0)):
        z = figure.presets[shown[key].strip("*")]["z"] * (2 * y - 1)
        assert 1 / (1 + np.exp(-z)) == pytest.approx(q, abs=1e-4)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("count", range(len(gradients.rival_keys()) + 1))
def test_names_stand_apart_whatever_is_shown(y, count):
    for panel in gradients.gradient_curves(y, tuple(gradients.rival_keys()[:count])).panels:
        boxes = [
            box_of(Place(a.x, a.y, a.xanchor), len(a.text), gradients.LETTER)
            for a in panel.figure.layout.annotations
        ]
        assert len(boxes) >= 2 + count
        for i, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:i])


def test_a_curve_that_leaves_its_axis_has_an_arrow_at_its_name():
    left, right = gradients.gradient_curves(1, ("squared-hinge",)).panels
    assert "squared hinge ↑" in labels(left)
    assert "squared hinge ↓" in labels(right)
    assert "goes on beyond" in left.alt
    assert not any(set("↑↓") & set(text) for text in labels(gradients.gradient_curves(1).panels[0]))


@pytest.mark.parametrize("y", [0, 1])
def test_a_guess_is_drawn_where_it_would_put_squared_errors_pull(y):
    ghost = fields.guess_of(5, y, ())
    assert ghost.shapes[0]["y0"] == pytest.approx((0.2 if y == 0 else -0.2), abs=1e-4)
    assert "5 times" in ghost.says
    low, high = gradients.gradient_curves(y).panels[1].figure.layout.yaxis.range
    assert low <= fields.guess_of(0.01, y, ()).shapes[0]["y0"] <= high


def test_the_check_compares_two_steps():
    shown = {key: number(text) for key, text in fields.check().items()}
    assert shown["far_pull"] == pytest.approx(-exact(-8, 1)[3], rel=5e-3)
    assert shown["near_pull"] == pytest.approx(-exact(-1, 1)[3], rel=1e-4)
    assert shown["factor"] == pytest.approx(exact(-1, 1)[3] / exact(-8, 1)[3], abs=0.5)
    assert abs(shown["far_error"]) > abs(shown["near_error"])
    assert shown["far_loss"] > shown["near_loss"]


def test_a_link_says_the_same_thing_by_the_same_name():
    assert LESSON.names == ("y", "show", "start", "rate", "true", "z", "step", "z0", "z1", "z2")


def test_every_section_and_snippet_finds_its_numbers():
    values = {
        **fields.facts(),
        **fields.check(),
        **fields.classes(pulls.softmax_pulls(0), 0),
        **fields.fair(),
        **fields.gap(1),
        **fields.standing(gradients.gradient_curves(1), -5.0, 1),
    }
    texts = [*words.sections("gradients").values(), *words.snippets("gradients").values()]
    assert not any(words.fields(words.fill(text, values)) for text in texts)
    assert len(words.question("gradients", "check", **values)["options"]) == 4
