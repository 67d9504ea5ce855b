"""Playground: what is trained, what maps and curves show of it, and what the words claim."""

from threading import Thread

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import accuracy_score, log_loss

from lib.figures import raster
from lib.figures.flipbook import flipbook, written
from lib.lessons import playground
from lib.lessons.playground import CASES, LESSON, fields, own
from lib.lessons.playground.curves import losses, pulls
from lib.lessons.playground.maps import pulls as slopes
from lib.lessons.playground.maps import shares
from lib.lessons.playground.training import COLUMNS, KEPT, ROWS, Training
from lib.maths.points import preset
from lib.words import text as words


def trained(**texts):
    return playground.training(LESSON.values(texts)).finished()


def case(slug):
    return trained(**CASES[slug][1])


RESTLESS = {"right": "smooth", "rate": "0.3", "momentum": "0.5", "decay": "0.001", "batch": "10"}
USUAL = {"data": "moons", "hidden": "8", "begin": "small"}


def logits(run, epoch, x):
    """What a network of tanh units gives, from its weights alone."""
    *hidden, last = run.records[epoch].weights
    for W, b in hidden:
        x = np.tanh(x @ W + b)
    return (x @ last[0] + last[1])[:, 0]


@pytest.mark.parametrize("side", [0, 1])
def test_what_is_read_off_is_scikit_learns_of_the_weights(side):
    done = trained(**USUAL)
    x, labels = done.points
    for i in range(0, len(KEPT), 40):
        z = logits(done.runs[side], KEPT[i], x)
        assert shares(done, side)[i] == pytest.approx(100 * accuracy_score(labels, z > 0))
        # The left loss is cross-entropy, on both runs; the right one squared error.
        assert losses(done, 0)[side][i] == pytest.approx(log_loss(labels, expit(z)), rel=1e-9)
        square = np.mean((expit(z) - labels) ** 2)
        assert losses(done, 1)[side][i] == pytest.approx(square, rel=1e-9)


@pytest.mark.parametrize("side", [0, 1])
def test_a_map_is_q_in_the_middle_of_every_cell_to_half_a_level(side):
    done = trained(**USUAL)
    book = flipbook(LESSON.figures(LESSON.values(USUAL))["maps"], {"epoch": 20})
    seen = raster.unpack(book["sliders"][0]["book"]["rasters"][("left", "right")[side]])
    assert seen.shape == (len(KEPT), ROWS, COLUMNS)
    x = (np.arange(COLUMNS) + 0.5) / COLUMNS * 8 - 4
    y = (np.arange(ROWS) + 0.5) / ROWS * 6 - 3
    cells = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    for i in (0, 20, len(KEPT) - 1):
        q = expit(logits(done.runs[side], KEPT[i], cells)).reshape(ROWS, COLUMNS)
        assert np.abs(seen[i] - q).max() <= 0.5 / (raster.FINE - 1) + 1e-3


def test_maps_are_as_fine_as_the_bytes_of_a_figure_allow():
    usual, restless = (
        LESSON.figures(LESSON.values(texts))["maps"]
        for texts in ({}, {"data": "spiral", "hidden": "8-8", "begin": "small", **RESTLESS})
    )
    for figure, most in ((usual, 150_000), (restless, 400_000)):
        (slider,) = flipbook(figure, figure.start)["sliders"]
        assert len(written(figure, figure.start)) <= most
        assert {film["levels"] for film in slider["book"]["rasters"].values()} == {raster.FINE}


@pytest.mark.parametrize("side", [0, 1])
def test_the_slope_is_that_of_the_runs_own_loss_at_the_ringed_point(side):
    done = trained(**USUAL)
    at = done.ringed
    y = done.points.labels[at]
    figure, step = LESSON.figures(LESSON.values(USUAL))["maps"], 1e-5
    frames = figure.frames(epoch=np.array(KEPT, dtype=float))
    loss = [lambda z: np.logaddexp(0, z) - y * z, lambda z: (expit(z) - y) ** 2][side]
    for i in (0, 20, 100):
        z = logits(done.runs[side], KEPT[i], done.points.x[at : at + 1])[0]
        slope = (loss(z + step) - loss(z - step)) / (2 * step)
        said = frames.readouts[f"{('left', 'right')[side]}_pull"][i]
        assert float(said.replace("−", "-")) == pytest.approx(slope, abs=6e-5)


@pytest.mark.parametrize("hidden", ["0", "8", "8-8"])
def test_gradients_at_the_start_are_derivatives_of_the_mean_loss_layer_by_layer(hidden):
    texts = {"data": "moons", "hidden": hidden}  # sure of the opposite: the two losses differ much
    done, step = trained(**texts), 1e-6
    x, labels = done.points
    start = done.runs[0].records[0].weights
    read = [lambda q: log_loss(labels, q), lambda q: np.mean((q - labels) ** 2)]

    def means(layer, part, place):
        """Both losses, a little to the right and a little to the left of a weight's place."""
        for move in (step, -step):
            weights = [[each.copy() for each in pair] for pair in start]
            weights[layer][part][place] += move
            h = x
            for W, b in weights[:-1]:
                h = np.tanh(h @ W + b)
            q = expit(h @ weights[-1][0] + weights[-1][1])[:, 0]
            yield np.array([loss(q) for loss in read])

    said = fields.layers(done) if hidden != "0" else {}
    for layer, name in ((0, "first"), (-1, "last")):
        squares = np.zeros(2)
        for part in range(2):
            for place in np.ndindex(start[layer][part].shape):
                right, left = means(layer, part, place)
                squares += ((right - left) / (2 * step)) ** 2
        for side, length in enumerate(np.sqrt(squares)):
            assert pulls(done, layer)[side][0] == pytest.approx(length, rel=1e-4)
            if said:
                told = said[f"{('left', 'right')[side]}_{name}"]
                assert float(told) == pytest.approx(length, rel=6e-3)


@pytest.mark.parametrize("hidden", ["2", "8", "8-8"])
def test_a_sure_mistake_starves_every_layer_of_squared_error(hidden):
    done = trained(hidden=hidden)
    for layer in (0, -1):
        strong, weak = pulls(done, layer)
        assert strong[0] > 20 * weak[0] > 0


def test_both_runs_start_alike_and_see_the_same_batches():
    same = trained(right="ce")
    for left, right in zip(same.runs[0].records, same.runs[1].records, strict=True):
        assert left.training.accuracy == right.training.accuracy
    parted = trained()
    for one, other in zip(*(run.records[0].weights for run in parted.runs), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_whoever_asks_first_trains_and_every_epoch_is_trained_once():
    data = preset("blobs", 40)
    setting = playground.setting(LESSON.values({}))
    alone, together = (Training(setting, data, data) for _ in range(2))
    alone.finished()
    threads = [Thread(target=together.finished) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, other in zip(alone.runs, together.runs, strict=True):
        assert one.records[-1].training == other.records[-1].training
    assert alone.film(1) == together.film(1)


def test_one_training_serves_all_who_ask_for_it_and_ones_own_points_no_one_else():
    state, mine = LESSON.values({}), LESSON.values({"data": "own"})
    assert playground.training(state) is playground.training(LESSON.values({"epoch": "3"}))
    first, second = (playground.training(mine) for _ in range(2))
    assert first is not second
    assert first.private
    assert LESSON.figures(mine)["maps"].private
    assert not LESSON.figures(state)["maps"].private


# ---- the words ----------------------------------------------------------------------------------


def test_cross_entropy_wakes_at_once_and_squared_error_sleeps():
    done = case("asleep")
    assert fields.awake(done, 0) <= 5 < 50 < fields.awake(done, 1)  # "within five epochs"
    assert losses(done, 1)[1][0] > 0.9  # "nearly the most that it can"
    assert slopes(done, 0)[0] > 100 * slopes(done, 1)[0] > 0
    ends = [shares(done, side)[-1] for side in range(2)]
    assert abs(ends[0] - ends[1]) < 1


def test_from_a_fresh_start_no_one_sleeps():
    done = case("fresh")
    ends = [run.records[-1].validation.accuracy for run in done.runs]
    assert abs(ends[0] - ends[1]) < 0.02
    assert min(ends) > 0.95


def test_the_outlier_is_most_of_the_loss_and_both_miss_it():
    told = fields.case(CASES["outlier"][1], case("outlier"))[1]
    assert all(float(told[f"{side}_part"].rstrip("%")) > 50 for side in ("left", "right"))
    assert float(told["right_outlier"]) <= 1
    assert told["left_share"] == told["right_share"] == "99.7"  # all but one of 300


def test_flipped_labels_are_learned_by_heart_by_cross_entropy_first():
    left, right = (run.records[-1] for run in case("flipped").runs)
    assert right.validation.accuracy > left.validation.accuracy + 0.02
    early = case("flipped").runs[0].records[20]
    assert early.validation.accuracy > left.validation.accuracy + 0.02  # "from epoch 20 on"


@pytest.mark.parametrize("slug", CASES)
def test_a_case_shows_the_same_on_machines_that_round_otherwise(slug):
    done = case(slug)
    x, _ = done.points
    other = Training(done.setting, done.points._replace(x=x * (1 + 1e-13))).finished()
    for one, two in zip(done.runs, other.runs, strict=True):
        assert two.records[-1].training.losses == pytest.approx(
            one.records[-1].training.losses, rel=1e-6
        )


def test_a_case_has_its_own_words_only_in_its_own_state():
    for slug, (_, texts) in CASES.items():
        assert fields.case(texts, case(slug))[0] == f"case_{slug}"
    assert fields.case({"seed": "1"}, trained(seed="1")) is None


def test_a_run_that_breaks_off_says_where_and_keeps_its_last_whole_epoch():
    texts = {"data": "outlier", "left": "hinge", "hidden": "8-8", "units": "relu", "rate": "3"}
    done = trained(**texts, momentum="0.9", decay="0.1")
    (broken,) = fields.broken(done)
    assert broken["side"] == "left"
    last = done.runs[0].records[-1]
    assert last.epoch == int(broken["epoch"]) - 1
    assert shares(done, 0)[-1] == 100 * last.training.accuracy
    assert done.film(0)["shape"] == [len(KEPT), ROWS, COLUMNS]


@pytest.mark.parametrize(
    ("points", "batch", "says"),
    [
        (300, 30, "10 steps with 30 points each"),
        (31, 30, "2 steps with 30 points each, but for 1 in the last one"),
        (300, 300, "one step, with all points"),
        (3, 1, "3 steps with 1 point each"),
    ],
)
def test_the_steps_of_an_epoch_are_those_that_are_taken(points, batch, says):
    assert fields._steps(points, batch) == says


def test_what_a_sleeper_is_pulled_less_can_be_divided_as_it_is_shown():
    _, told = fields.case({}, fields.usual())
    assert float(told["strong"]) / float(told["weak"]) == pytest.approx(float(told["times"]), abs=1)


def test_one_epoch_is_one():
    told = fields.ringed(trained(**USUAL), 1)
    assert "After 1 epoch the" in words.prose("playground", "derivation", **told)


def test_the_check_names_a_button_that_stands():
    labels = {label for label, _ in CASES.values()}
    for option in words.questions("playground")["check"]["options"]:
        for label in {"a fresh start"} & set(option["because"].split("*")):
            assert label in labels


# ---- points of one's own ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This field is empty. It takes a point a line: x, y and the class"),
        ("1, 2, 0\n1, 2", "Line 2 is “1, 2”. A line takes x, y and the class 0 or 1"),
        ("1, b, 0", "Line 1 is “1, b, 0”"),
        ("1, 2, 0\n\n5, 0, 1", "Line 3 has the place 5, 0. Points lie in the plane of the maps"),
        ("nan, 0, 1", "Line 1 has the place nan, 0"),
        ("1, inf, 1", "Line 1 has the place 1, inf"),
        ("1, 2, 2", "Line 1 has the class 2. There are two: 0 and 1."),
        ("1, 2, 0.5", "Line 1 has the class 0.5"),
        ("1, 2, 1\n0, 0, 1", "All points here are of class 1, so there is nothing to learn."),
        ("0 0 1;" * 501, "at most 500 points; there are 501 here"),
    ],
)
def test_points_that_are_none_are_refused_by_line(text, said):
    with pytest.raises(ValueError, match=r"[.]") as refused:
        own.own(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], "This field is empty"),
        ([[0.5, 1, 1]], "All points here are of class 1"),
        ([[0, 0, 0], *[[1, 1, 1]] * 500], "at most 500 points; there are 501 here"),
    ],
)
def test_points_that_a_hand_has_left_are_refused_alike(points, said):
    with pytest.raises(ValueError, match=said):
        own.own(own.typed(points))


def test_a_stop_in_mid_epoch_costs_nothing():
    data, setting = preset("moons", 40), playground.setting(LESSON.values({}))
    stopped, whole = (Training(setting, data, data) for _ in range(2))
    steps = stopped.go_on()
    for _ in range(7):
        next(steps)
    steps.close()
    assert stopped.epochs == 7
    assert stopped.film(0)["shape"] == [len(KEPT), ROWS, COLUMNS]
    for one, other in zip(stopped.finished().runs, whole.finished().runs, strict=True):
        assert [r.training for r in one.records] == [r.training for r in other.records]


def test_a_rate_of_0_is_no_choice_and_one_of_a_link_falls_back():
    assert all(float(rate) > 0 for rate in playground.RATE.options)
    with pytest.raises(ValueError, match="0"):
        playground.RATE.read("0")


def test_points_are_read_as_they_are_typed():
    x, labels = own.own("1, -2, 0\n -0.5 1.5 1 ; 4,3,1")
    assert x.tolist() == [[1, -2], [-0.5, 1.5], [4, 3]]
    assert labels.tolist() == [0, 1, 1]


def test_the_same_point_with_both_labels_is_learned_as_a_half():
    same = playground.training(LESSON.values({"data": "own", "points": "0,0,0;0,0,1"})).finished()
    for run in same.runs:
        q = run.probabilities([[0.0, 0.0]], run.records[-1].weights)
        assert q[0] == pytest.approx(0.5, abs=0.05) or run.recipe.loss != "sigmoid-cross-entropy"
