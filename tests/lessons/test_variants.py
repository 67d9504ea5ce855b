"""The variants: what is drawn, what moves, what is said, and what it weighs."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from lib.figures import labels as curve_labels
from lib.figures.flipbook import flipbook, unpack
from lib.figures.labels import LINE, Place, box_of, places
from lib.lessons.registry import states
from lib.lessons.variants import BESIDE, LESSON, TUNE, panels, rivals
from lib.lessons.variants import comparison as variants
from lib.lessons.variants import fields as words
from lib.lessons.variants.panels import AXES, Scene, look
from lib.maths.losses import LOSSES
from lib.maths.losses.axes import grad_over, value_over
from lib.words.text import fields, questions, sections

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
FIGURE = variants.compared("q", 1, variants.START, "focal")
FORWARD = {"p", "rho", "most", "share"}
each_axis = pytest.mark.parametrize("axis", AXES)
each_label = pytest.mark.parametrize("y", [1, 0])
each_selection = pytest.mark.parametrize(("rivals", "tuned"), SELECTIONS)


def sent(axis="q", y=1, rivals=variants.START, tuned="focal", **values):
    figure = variants.compared(axis, y, tuple(rivals), tuned)
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
    assert {LOSSES[key].name for key in ALL} == names - {"Cross-entropy"}


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
def test_what_moves_fits_its_budget_and_is_finite(axis, y, rivals, tuned):
    data = sent(axis, y, rivals, tuned)
    assert len(json.dumps(data["sliders"])) <= 150_000
    for each in data["sliders"]:
        for _, _, packed in each["book"]["traces"]:
            assert np.isfinite(unpack(packed)).all()


def test_a_static_curve_is_the_loss_with_its_own_parameters():
    data = sent(rivals=("focal", "label-smoothing"), epsilon=0.3)
    (curve,) = (t for t in data["panels"][0]["figure"]["data"] if t["name"] == "Label smoothing")
    figure = variants.compared("q", 1, ("focal", "label-smoothing"), "focal")
    panel = figure.panels(**{**figure.start, "epsilon": 0.3})[0].figure
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
        assert sorted(note["text"] for note in notes) == sorted(LOSSES[key].short for key in still)
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
        row = at(data, "gamma", gamma)
        for part, over in (("value", value_over), ("slope", grad_over)):
            scene = Scene("q", 1, part)
            x = variants.sampled("focal", scene, 60)
            exact = scene.clipped(over("q", LOSSES["focal"], x, 1, gamma=gamma))
            found = heights(data, "gamma", f"tuned {part}")[row]
            np.testing.assert_allclose(found, exact, atol=1e-3)


def test_focal_with_gamma_zero_lies_on_cross_entropy():
    data = sent()
    row = at(data, "gamma", 0)
    x = variants.sampled("focal", Scene("q", 1, "value"), 60)
    found = heights(data, "gamma", "tuned value")[row]
    np.testing.assert_allclose(found, np.minimum(-np.log(x), 15), atol=1e-3)
    assert told(data, "gamma", "beside")[row] == "× 1.00"


def test_generalised_cross_entropy_goes_from_cross_entropy_to_absolute_error():
    data = sent(tuned="generalised")
    x = variants.sampled("generalised", Scene("q", 1, "value"), 60)
    curves = heights(data, "kappa", "tuned value")
    np.testing.assert_allclose(curves[0], np.minimum(-np.log(x), 15), atol=1e-3)
    np.testing.assert_allclose(curves[-1], 1 - x, atol=1e-3)


def test_the_markers_stand_on_their_curves():
    data = sent("z", 0, ("hinge", "focal"), "focal")
    z = np.array(slider(data, "z")["values"])
    found = heights(data, "z", "value here")
    softplus, hinge = np.logaddexp(0, z), np.maximum(0, 1 + z)
    np.testing.assert_allclose(found, np.stack([softplus, hinge], -1), atol=1e-3)
    tuned = heights(data, "z", "tuned value here")[:, 0]
    np.testing.assert_allclose(tuned, expit(z) ** 2 * softplus, atol=1e-3)


def test_the_easy_example_costs_a_hundredth():
    data = sent()
    row = at(data, "q", 0.9)
    assert told(data, "q", "beside")[row] == "÷ 100"
    focal = told(data, "q", "focal")[row]
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


def test_large_and_tiny_ratios_are_whole_numbers():
    assert variants.factor(np.array([1e-4, 2e4]), np.ones(2)) == ["÷ 10,000", "× 20,000"]
    assert variants.factor(np.array([1.0]), np.array([0.0])) == ["× 0"]


# ---- The state ----------------------------------------------------------------------------------


def test_only_the_position_and_the_tuned_parameters_are_shown():
    data = sent(rivals=("symmetric", "focal"), tuned="symmetric")
    keys = [each["key"] for each in data["sliders"]]
    assert keys == ["q", "alpha", "beta", "log_zero"]


def test_every_parameter_of_every_loss_has_a_slider_of_its_own():
    keys = [s.key for s in variants.compared("q", 1, (), None).sliders]
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
        presets = variants.compared(axis, y, (), None).presets
        for truth, preset in zip((0.9, 0.5, 0.1), presets.values(), strict=True):
            assert preset["q"] == pytest.approx(truth if y else 1 - truth)
            x = preset[axis]
            q = {"q": x, "z": expit(x), "margin": expit((2 * y - 1) * x)}[axis]
            assert (q if y else 1 - q) == pytest.approx(truth)


@pytest.mark.parametrize("guess", [1, 2.5, 100, 1e6])
@each_axis
@each_label
def test_a_guess_is_the_focal_loss_that_divides_by_it(guess, axis, y):
    ghost = variants.guess_of(guess, axis, y)
    (shape,) = ghost.shapes
    pairs = re.findall(r"[\d.e+-]+,[\d.e+-]+", shape["path"])
    x, height = np.array([pair.split(",") for pair in pairs], dtype=float).T
    truth = np.log(0.9 / 0.1)
    at = {"q": 0.9 if y else 0.1, "z": truth if y else -truth, "margin": truth}[axis]
    order = np.argsort(x)
    assert np.interp(at, x[order], height[order]) == pytest.approx(-np.log(0.9) / guess, abs=0.02)
    assert height.max() <= 5
    if guess == 1:
        x, height = x[order], height[order]
        q = {"q": x, "z": expit(x), "margin": expit((2 * y - 1) * x)}[axis]
        np.testing.assert_allclose(height, -np.log(q if y else 1 - q), rtol=1e-3, atol=1e-4)


def test_a_guess_below_one_is_a_ring_above_cross_entropy():
    (ring,) = variants.guess_of(0.05, "q", 1).shapes
    assert (ring["xanchor"], ring["type"]) == (0.9, "circle")
    assert ring["yanchor"] == pytest.approx(-20 * np.log(0.9))
    for guess in (0.01, 0):
        assert variants.guess_of(guess, "q", 1).shapes[0]["yanchor"] == 5


def test_every_loss_is_in_one_group():
    assert sorted(key for _, keys in variants.GROUPS.values() for key in keys) == sorted(ALL)
    everything = {
        group: ",".join(control.options)
        for group, control in zip(variants.GROUPS, BESIDE, strict=True)
    }
    assert sorted(rivals(LESSON.values(everything))) == sorted(ALL)
    assert rivals(LESSON.values({})) == variants.START


def test_what_is_tuned_is_shown_and_has_parameters():
    assert LESSON.values({}).tune == "focal"
    assert LESSON.values({"rare": "none"}).tune == "label-smoothing"
    assert LESSON.values({"rare": "none", "tune": "generalised"}).tune == "generalised"
    bare = LESSON.values({"rare": "none", "noise": "none", "plain": "hinge", "tune": "focal"})
    assert (bare.tune, bare.options) == (None, [])
    for state in states(LESSON):
        assert state.tune is None if not state.options else state.tune in state.options
        assert state.options == [key for key in TUNE.options if key in rivals(state)]


def test_every_slider_can_be_in_a_link_unless_it_follows():
    for figure in LESSON.figures(LESSON.values({})).values():
        assert {s.key for s in figure.sliders if not s.derived} == set(LESSON.sliders)


def test_no_cache_grows_with_what_visitors_choose():
    for cached in (variants.compared, variants._panels, panels.sampled, panels._tuned_place):
        assert cached.cache_info().maxsize is not None


# ---- The words ----------------------------------------------------------------------------------


def test_the_floors_and_limits_of_the_lesson():
    known = words.known()
    assert (known["floor"], known["floor_wrong"]) == ("0.5003", "0.5448")
    noisy = 0.9 * np.eye(10)[0] + 0.1 / 10
    assert known["floor_noisy"] == known["floor"] == f"{-(noisy @ np.log(noisy)):.4f}"
    assert known["code"] == f"−{4 * np.log(10):.2f}"
    assert known["ce"] == known["at_zero"] == "0.3567"
    assert known["at_one"] == "0.3000"
    assert known["twice"] == known["reverse"] == "0.6000"
    assert known["weighted_asks"] == "0.50"
    assert known["adjusted_asks"] == "0.50"
    assert float(known["certain"]) > 0.5003
    assert known["shift"] == "2.20"
    assert known["deaf"] == "100"


def test_the_prediction_is_a_hundred():
    found = words.gap(FIGURE, 2)
    assert found["truth"] == "100"
    assert found["hard"] == "4"
    assert "50" in found["comparison"]


@each_axis
@each_label
def test_the_position_is_one_probability_on_every_axis(axis, y):
    figure = variants.compared(axis, y, (), None)
    stands = figure.settle({**figure.start, "q": 0.3})
    assert stands["z"] == pytest.approx(np.log(0.3 / 0.7))
    assert stands["margin"] == pytest.approx((2 * y - 1) * np.log(0.3 / 0.7))
    assert [s.key for s in figure.sliders if s.derived] == ["margin", "z"]
    for x in (-variants.LAST, -0.4, 2.05, variants.LAST):
        moved = {**stands, axis: 0.45 if axis == "q" else x}
        q = {**moved, **figure.release(moved)}["q"]
        place = next(s for s in figure.sliders if s.key == "q")
        assert place.parse(str(q)) == q, "a released position can be in a link"
        assert figure.settle({**stands, "q": q})[axis] == pytest.approx(moved[axis], abs=1e-6)


def test_the_derivation_multiplies_what_it_says():
    found = words.standing(1, {"q": 0.7, "gamma": 2.0})
    assert float(found["weight"]) == pytest.approx(0.09)
    assert float(found["ce"]) == pytest.approx(-np.log(0.7), abs=5e-5)
    assert float(found["focal"]) == pytest.approx(0.09 * -np.log(0.7), abs=5e-5)
    mirrored = words.standing(0, {"q": 0.3, "gamma": 2.0})
    for key in ("p_t", "ce", "weight", "focal", "slope", "ce_slope"):
        assert mirrored[key] == found[key]


def test_the_two_means_of_weighted_losses():
    found = words.weighted()
    total = -np.log([0.9, 0.8, 0.7]).sum() - 3 * np.log(0.4)
    assert float(found["total"]) == pytest.approx(total, abs=5e-5)
    assert float(found["plain"]) == pytest.approx(total / 4, abs=5e-5)
    assert float(found["mean"]) == pytest.approx(total / 6, abs=5e-5)


def test_the_sum_and_the_mean_of_several_labels():
    found = words.several()
    total = np.logaddexp(0, [-1.0, -2.0, -0.5]).sum()
    assert float(found["total"]) == pytest.approx(total, abs=5e-5)
    assert float(found["mean"]) == pytest.approx(total / 3, abs=5e-5)


def test_proper_losses_ask_for_the_truth_and_others_do_not():
    start = variants.compared("q", 1, (), None).start
    rows = dict(row.strip("| ").split(" | ") for row in words.asks(start)["table"].split("\n")[2:])
    assert rows["cross-entropy"] == rows["squared error"] == rows["Brier"] == "0.900"
    assert rows["label smoothing"] == "0.860"
    assert rows["absolute error"] == "1.000"
    assert rows["weighted"] == f"{2.7 / 2.8:.3f}"


def asked(**values):
    said = words.asks({**FIGURE.start, **values})
    lines = said["table"].split("\n")[2:]
    return dict(row.strip("| ").split(" | ") for row in lines), said


def test_a_flat_loss_asks_for_anything():
    rows, said = asked(rho=0.5, alpha=0.0, beta=0.0)
    assert rows["forward correction"] == rows["symmetric"] == "anything"
    assert "anything" in said["forward"]
    assert list(asked()[0].values()).count("anything") == 0


def test_the_honest_losses_are_counted_where_the_sliders_stand():
    limits = {"gamma": 0.0, "balanced_gamma": 0.0, "balanced_alpha": 0.5}
    limits |= {"epsilon": 0.0, "wrong_epsilon": 0.0, "weight": 1.0, "tau": 0.0}
    limits |= {"kappa": 0.0, "alpha": 1.0, "beta": 0.0, "rho": 0.0}
    rows, said = asked(**limits)
    assert [loss for loss, q in rows.items() if q != "0.900"] == ["absolute error"]
    assert (said["honest"], said["count"]) == ("13", "14")
    assert asked()[1]["honest"] == "4"


@pytest.mark.parametrize(
    ("rho", "says"), [(0.05, "= 0.944."), (0.1, "= 1.000."), (0.1025, "all that it can, 1")]
)
def test_forward_correction_finds_the_share_behind_the_answers_where_there_is_one(rho, says):
    rows, said = asked(rho=rho)
    assert said["forward"].strip(".").endswith(says.strip("."))
    share = (0.9 - rho) / (1 - 2 * rho)
    assert float(rows["forward correction"]) == pytest.approx(min(share, 1), abs=6e-4)


def test_a_press_is_named_only_where_its_button_stands():
    for state in states(LESSON):
        figure = LESSON.figures(state)["losses"]
        see = words.gap(figure, 2)["see"]
        named = re.findall(r"\*([^*]+)\*", see.replace("*focal*", ""))
        assert named
        assert set(named) <= set(figure.presets)
        assert see.startswith("Press") == (state.tune == "focal")


@given(st.floats(0.004, 0.996), st.floats(0, 5), st.sampled_from([0, 1]))
def test_the_product_of_the_derivation_holds_as_it_is_written(q, gamma, y):
    found = words.standing(y, {"q": q, "gamma": gamma})
    product = float(found["weight"]) * float(found["ce"])
    assert f"{product:.4f}" == found["focal"]
    cost = -np.log(q if y else 1 - q)
    assert float(found["ce"]) == pytest.approx(cost, abs=5.1e-5)


def test_the_table_holds_every_loss_once_with_the_limits_in_their_rows():
    rows = words.every_loss()
    assert [row["loss"] for row in rows] == list(dict.fromkeys(e.name for e in LOSSES.values()))
    assert all(row["formula"] and row["source"] for row in rows)
    limits = questions("variants")["limits"]
    assert set(limits) <= set(LOSSES)
    assert sorted(filter(None, (row["limit"] for row in rows))) == sorted(limits.values())


def test_every_field_of_the_prose_has_a_number():
    known = words.known()
    given = {
        "formula": words.formula("focal"),
        "gap": words.gap(FIGURE, 2),
        "focal_tuned": {"tuned", "easy"},
        "focal_elsewhere": {"easy"},
        "limits": known,
        "asks": words.asks(FIGURE.start),
        **dict.fromkeys(("forward_share", "forward_none", "forward_anything"), FORWARD),
        "why": known,
        "weights": words.weighted(),
        "labels": words.several(),
        "derivation": words.standing(1, FIGURE.start),
        "beliefs": known,
    }
    for section, text in sections("variants").items():
        assert fields(text) <= set(given.get(section, {}))
