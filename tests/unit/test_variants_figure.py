"""The comparison of lesson 7: what is drawn, what moves, what is said, and what it weighs."""

import json
import re

import numpy as np
import pytest
from scipy.special import expit, logit

from lib.figures import curve_labels, variants, variants_facts
from lib.figures.curve_labels import LINE, Place, box_of, places
from lib.figures.flipbook import flipbook, unpack
from lib.figures.variants_panels import AXES, Scene, look, short
from lib.losses import LOSSES
from lib.losses.axes import grad_over, value_over
from lib.words import fields, questions, sections

ALL = tuple(variants.rival_keys())
SELECTIONS = [
    ((), None),
    (("hinge",), None),
    (variants.START, "focal"),
    (variants.START, "generalised"),
    (("symmetric",), "symmetric"),
    (("sigmoid-squared-error", "weighted", "hinge", "squared-hinge"), "weighted"),
    (ALL, "logit-adjustment"),
    (ALL, "symmetric"),
]
each_axis = pytest.mark.parametrize("axis", AXES)
each_label = pytest.mark.parametrize("y", [1, 0])
each_selection = pytest.mark.parametrize(("rivals", "tuned"), SELECTIONS)


def sent(axis="q", y=1, rivals=variants.START, tuned="focal", **values):
    figure = variants.comparison(axis, y, tuple(rivals), tuned)
    return flipbook(figure, {**figure.start, **values})


def slider(data, key):
    return next(s for s in data["sliders"] if s["key"] == key)


def heights(data, key, trace):
    book = slider(data, key)
    (packed,) = (p for n, a, p in book["book"]["traces"] if (n, a) == (trace, "y"))
    return unpack(packed).reshape(len(book["values"]), -1)


def told(data, key, readout):
    """Every line of a read-out, the empty ones filled."""
    lines = []
    for line in slider(data, key)["book"]["readouts"][readout].split("\n"):
        lines.append(line or lines[-1])
    return lines


def at(data, key, value):
    return int(np.abs(np.array(slider(data, key)["values"]) - value).argmin())


# ---- What is drawn ------------------------------------------------------------------------------


def test_every_standard_loss_of_the_registry_can_be_chosen():
    standard = {"probability", "probabilities", "logit", "logits", "logits and labels"}
    names = {loss.name for loss in LOSSES.values() if loss.takes in standard}
    assert {variants.name(key) for key in ALL} == names - {"Cross-entropy"}


@each_axis
@each_label
@each_selection
def test_every_chosen_loss_has_a_curve_in_both_panels(axis, y, rivals, tuned):
    for part, panel in zip(("value", "slope"), sent(axis, y, rivals, tuned)["panels"], strict=True):
        names = [trace["name"] for trace in panel["figure"]["data"]]
        for key in rivals:
            assert (f"tuned {part}" if key == tuned else LOSSES[key].name) in names
        assert "Cross-entropy" in names


@each_axis
@each_label
@each_selection
def test_the_books_fit_their_budget(axis, y, rivals, tuned):
    assert len(json.dumps(sent(axis, y, rivals, tuned)["sliders"])) <= 150_000


@each_axis
@each_label
@each_selection
def test_what_moves_has_a_place(axis, y, rivals, tuned):
    data = sent(axis, y, rivals, tuned)
    drawn = {t.get("name") for panel in data["panels"] for t in panel["figure"]["data"]}
    readouts = {r["key"] for r in data["readouts"]}
    for each in data["sliders"]:
        assert {name for name, *_ in each["book"]["traces"]} <= drawn
        assert set(each["book"]["readouts"]) <= readouts
        assert len(each["values"]) >= 200
        for _, _, packed in each["book"]["traces"]:
            assert np.isfinite(unpack(packed)).all()


def test_a_static_curve_is_the_loss_with_its_own_parameters():
    data = sent(rivals=("focal", "label-smoothing"), label_smoothing_epsilon=0.3)
    (curve,) = (t for t in data["panels"][0]["figure"]["data"] if t["name"] == "Label smoothing")
    figure = variants.comparison("q", 1, ("focal", "label-smoothing"), "focal")
    panel = figure.panels(**{**figure.start, "label_smoothing_epsilon": 0.3})[0].figure
    (trace,) = (t for t in panel.data if t.name == "Label smoothing")
    q, found = np.array(trace.x, float), np.array(trace.y, float)
    kept = found < 2 * 5
    closed = -(0.85 * np.log(q) + 0.15 * np.log1p(-q))
    np.testing.assert_allclose(found[kept], closed[kept], rtol=1e-4)
    assert curve["line"]["dash"] != "solid"


def test_a_curve_is_sampled_so_that_a_polyline_follows_it():
    for axis in AXES:
        for part in ("value", "slope"):
            scene = Scene(axis, 1, part)
            for key in ("focal", "generalised", "label-smoothing", "weighted"):
                x = variants.sampled(key, scene, 60)
                assert len(x) <= 60
                assert (np.diff(x) > 0).all()
                fine = np.linspace(x[0], x[-1], 5000)
                start = {p.key: p.start for p in LOSSES[key].parameters}
                exact = scene.of(key, fine, start)
                drawn = np.interp(fine, x, scene.of(key, x, start))
                low, high = scene.height
                seen = (exact > low) & (exact < high)
                assert np.abs(exact - drawn)[seen].max() <= 0.012 * (high - low)


@each_selection
def test_no_two_losses_look_alike(rivals, tuned):
    keys = (variants.BASE, *rivals)
    looks = [look(key, keys) for key in keys]
    assert len(set(looks)) == len(keys)
    assert looks[0].role == "loss"
    assert all(
        (each.role == "rival-1") == (LOSSES[key].name == "Squared error")
        for key, each in zip(keys, looks, strict=True)
    )


# ---- Names of the curves ------------------------------------------------------------------------


@each_axis
@each_label
@each_selection
def test_every_curve_that_stands_still_has_its_name_and_none_touches_another(
    axis, y, rivals, tuned
):
    for part, panel in zip(("value", "slope"), sent(axis, y, rivals, tuned)["panels"], strict=True):
        scene, notes = Scene(axis, y, part), panel["figure"]["layout"].get("annotations", [])
        still = [key for key in (variants.BASE, *rivals) if key != tuned]
        assert sorted(note["text"] for note in notes) == sorted(map(short, still))
        boxes = []
        for note in notes:
            x, height = scene.shares(np.array(note["x"]), np.array(note["y"]))
            boxes.append(box_of(Place(x, height, note["xanchor"]), len(note["text"])))
            assert boxes[-1].left >= -1e-9
            assert boxes[-1].right <= 1 + 1e-9
        if tuned:
            boxes.append(scene.tuned_place(tuned, (variants.BASE, *rivals)).swept)
        for i, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:i])


def test_a_name_avoids_the_other_curve():
    x = np.linspace(0, 1, 50)
    low, high = np.stack([x, 0 * x + 0.3], -1), np.stack([x, 0 * x + 0.3 + 1.5 * LINE], -1)
    first, second = places([low, high], ["low", "high"])
    assert first.y < 0.3
    assert second.y > 0.3 + 1.5 * LINE


def test_a_curve_that_is_out_of_sight_still_has_a_name():
    x = np.linspace(0, 1, 50)
    (place,) = places([np.stack([x, 0 * x + 7], -1)], ["far"])
    assert 0 <= place.x <= 1
    assert 0 <= place.y <= 1


def test_a_text_keeps_clear_of_what_is_taken():
    x = np.linspace(0, 1, 50)
    curve = np.stack([x, 0 * x + 0.5], -1)
    taken = curve_labels.Box(0, 0.5, 1, 1)
    (place,) = places([curve], ["name"], [taken])
    assert not box_of(place, 4).overlaps(taken)


# ---- What moves ---------------------------------------------------------------------------------


def test_along_its_parameter_the_whole_curve_moves_in_both_panels():
    data = sent()
    for gamma in (0.0, 2.0, 5.0):
        row = at(data, "focal_gamma", gamma)
        for part, over in (("value", value_over), ("slope", grad_over)):
            scene = Scene("q", 1, part)
            x = variants.sampled("focal", scene, 60)
            exact = scene.clipped(over("q", LOSSES["focal"], x, 1, gamma=gamma))
            found = heights(data, "focal_gamma", f"tuned {part}")[row]
            np.testing.assert_allclose(found, exact, atol=1e-3)


def test_focal_with_gamma_zero_lies_on_cross_entropy():
    data = sent()
    row = at(data, "focal_gamma", 0)
    x = variants.sampled("focal", Scene("q", 1, "value"), 60)
    found = heights(data, "focal_gamma", "tuned value")[row]
    np.testing.assert_allclose(found, np.minimum(-np.log(x), 15), atol=1e-3)
    assert told(data, "focal_gamma", "beside")[row] == "× 1.00"


def test_generalised_cross_entropy_goes_from_cross_entropy_to_absolute_error():
    data = sent(tuned="generalised")
    x = variants.sampled("generalised", Scene("q", 1, "value"), 60)
    curves = heights(data, "generalised_exponent", "tuned value")
    np.testing.assert_allclose(curves[0], np.minimum(-np.log(x), 15), atol=1e-3)
    np.testing.assert_allclose(curves[-1], 1 - x, atol=1e-3)


def test_the_markers_stand_on_their_curves():
    data = sent("z", 0, ("hinge", "focal"), "focal")
    z = np.array(slider(data, "at_z")["values"])
    found = heights(data, "at_z", "value here")
    softplus, hinge = np.logaddexp(0, z), np.maximum(0, 1 + z)
    np.testing.assert_allclose(found, np.stack([softplus, hinge], -1), atol=1e-3)
    tuned = heights(data, "at_z", "tuned value here")[:, 0]
    np.testing.assert_allclose(tuned, expit(z) ** 2 * softplus, atol=1e-3)


def test_the_easy_example_costs_a_hundredth():
    data = sent()
    row = at(data, "at_q", 0.9)
    assert told(data, "at_q", "beside")[row] == "÷ 100"
    focal = told(data, "at_q", "focal")[row]
    assert float(focal.split(", ")[0]) == pytest.approx(0.01 * -np.log(0.9), abs=5e-5)


@each_axis
@each_label
def test_numbers_are_those_of_the_losses(axis, y):
    data = sent(axis, y)
    key = variants.PLACES[axis][0]
    x = np.array(slider(data, key)["values"])
    lines = [line.replace("−", "-").split(", ") for line in told(data, key, "generalised")]
    loss, slope = np.array(lines, dtype=float).T
    np.testing.assert_allclose(loss, value_over(axis, LOSSES["generalised"], x, y), atol=6e-5)
    np.testing.assert_allclose(slope, grad_over(axis, LOSSES["generalised"], x, y), atol=6e-4)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(0.01, "÷ 100"), (3, "× 3.00"), (1, "× 1.00"), (0, "× 0"), (-0.5, "× −0.500")],
)
def test_a_ratio_is_said_as_a_factor_or_a_divisor(ratio, said):
    assert variants.factor(np.array([ratio]), np.array([1.0])) == [said]


def test_large_and_tiny_ratios_are_whole_numbers():
    assert variants.factor(np.array([1e-4, 2e4]), np.ones(2)) == ["÷ 10,000", "× 20,000"]
    assert variants.factor(np.array([1.0]), np.array([0.0])) == ["× 0"]


# ---- The state ----------------------------------------------------------------------------------


def test_only_the_position_and_the_tuned_parameters_are_shown():
    data = sent(rivals=("symmetric", "focal"), tuned="symmetric")
    keys = [each["key"] for each in data["sliders"]]
    assert keys == ["at_q", "symmetric_alpha", "symmetric_beta", "symmetric_log_zero"]


def test_every_parameter_of_every_loss_has_a_slider_of_its_own():
    keys = [s.key for s in variants.comparison("q", 1, (), None).sliders]
    assert len(keys) == len(set(keys))
    count = sum(len(LOSSES[key].parameters) for key in ALL)
    assert len(keys) == count + len(variants.PLACES)
    assert all(re.fullmatch("[a-z_]+", key) for key in keys)


@each_axis
@each_label
def test_presets_set_sliders_that_are_shown(axis, y):
    for tuned in variants.tunable(list(ALL)):
        data = sent(axis, y, (tuned,), tuned)
        shown = {each["key"] for each in data["sliders"]}
        assert len(data["presets"]) >= 4
        for preset in data["presets"]:
            assert set(preset["set"]) <= shown


@each_label
def test_presets_of_the_position_give_the_truth_its_probability(y):
    for axis in AXES:
        presets = variants.comparison(axis, y, (), None).presets
        for truth, preset in zip((0.9, 0.5, 0.1), presets.values(), strict=True):
            (x,) = preset.values()
            q = {"q": x, "z": expit(x), "margin": expit((2 * y - 1) * x)}[axis]
            assert (q if y else 1 - q) == pytest.approx(truth)


# ---- The words ----------------------------------------------------------------------------------


def test_the_floors_and_limits_of_the_lesson():
    known = variants_facts.facts()
    assert (known["floor"], known["floor_wrong"]) == ("0.5003", "0.5448")
    assert known["ce"] == known["at_zero"] == "0.3567"
    assert known["at_one"] == "0.3000"
    assert known["twice"] == known["reverse"] == "0.6000"
    assert known["weighted_asks"] == "0.50"
    assert known["adjusted_asks"] == "0.50"
    assert float(known["certain"]) > 0.5003
    assert known["shift"] == "2.20"
    assert known["deaf"] == "100"


def test_the_prediction_is_a_hundred():
    found = variants_facts.gap(2)
    assert found["truth"] == "100"
    assert found["hard"] == "4"
    assert "50" in found["comparison"]


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("y", [0, 1])
def test_the_position_is_one_logit_on_every_axis(axis, y):
    x = {"q": 0.3, "z": float(logit(0.3)), "margin": float((2 * y - 1) * logit(0.3))}[axis]
    z = variants_facts.position(axis, y, {variants.PLACES[axis][0]: x})
    assert z == pytest.approx(logit(0.3))


def test_the_derivation_multiplies_what_it_says():
    found = variants_facts.numbers("q", 1, {"at_q": 0.7, "focal_gamma": 2.0})
    assert float(found["weight"]) == pytest.approx(0.09)
    assert float(found["ce"]) == pytest.approx(-np.log(0.7), abs=5e-5)
    assert float(found["focal"]) == pytest.approx(0.09 * -np.log(0.7), abs=5e-5)
    mirrored = variants_facts.numbers("z", 0, {"at_z": -float(logit(0.7)), "focal_gamma": 2.0})
    for key in ("p_t", "ce", "weight", "focal", "slope", "ce_slope"):
        assert mirrored[key] == found[key]


def test_the_two_means_of_weighted_losses():
    found = variants_facts.weighted()
    total = -np.log([0.9, 0.8, 0.7]).sum() - 3 * np.log(0.4)
    assert float(found["total"]) == pytest.approx(total, abs=5e-5)
    assert float(found["plain"]) == pytest.approx(total / 4, abs=5e-5)
    assert float(found["mean"]) == pytest.approx(total / 6, abs=5e-5)


def test_the_sum_and_the_mean_of_several_labels():
    found = variants_facts.several()
    total = np.logaddexp(0, [-1.0, -2.0, -0.5]).sum()
    assert float(found["total"]) == pytest.approx(total, abs=5e-5)
    assert float(found["mean"]) == pytest.approx(total / 3, abs=5e-5)


def test_proper_losses_ask_for_the_truth_and_others_do_not():
    start = variants.comparison("q", 1, (), None).start
    rows = dict(
        row.strip("| ").split(" | ") for row in variants_facts.asks(start)["table"].split("\n")[2:]
    )
    assert rows["cross-entropy"] == rows["squared error"] == rows["Brier score"] == "0.900"
    assert rows["label smoothing"] == "0.860"
    assert rows["absolute error"] == "1.000"
    assert rows["weighted cross-entropy"] == f"{2.7 / 2.8:.3f}"


def test_the_table_holds_every_loss_once_with_the_limits_in_their_rows():
    rows = variants_facts.every_loss()
    assert [row["loss"] for row in rows] == list(dict.fromkeys(e.name for e in LOSSES.values()))
    assert all(row["formula"] and row["source"] for row in rows)
    limits = questions("variants")["limits"]
    assert set(limits) <= set(LOSSES)
    assert sorted(filter(None, (row["limit"] for row in rows))) == sorted(limits.values())


def test_every_field_of_the_prose_has_a_number():
    start = variants.comparison("q", 1, (), None).start
    known = variants_facts.facts()
    given = {
        "formula": variants_facts.formula("focal"),
        "gap": variants_facts.gap(2),
        "limits": known,
        "asks": variants_facts.asks(start),
        "why": known,
        "weights": variants_facts.weighted(),
        "labels": variants_facts.several(),
        "derivation": variants_facts.numbers("q", 1, start),
        "beliefs": known,
    }
    for section, text in sections("variants").items():
        assert fields(text) <= set(given.get(section, {}))
