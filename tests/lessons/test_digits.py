"""Digits: what is trained, what the figures show of it, and what the words claim."""

from threading import Thread
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import log_softmax, softmax
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, recall_score

from lib.figures import numbers, raster
from lib.figures.flipbook import flipbook, written
from lib.lessons import digits
from lib.lessons.digits import LESSON, fields
from lib.lessons.digits.experiments import EARLY, EXPERIMENTS, MEASURES, SHARES, confusing, parts
from lib.lessons.digits.inside import tiles
from lib.lessons.digits.pictures import MOST, mistakes
from lib.lessons.digits.tempering import TEMPERATURES, tempered
from lib.lessons.digits.training import Setting, Study
from lib.words import text as words

LARGEST = 400_000  # bytes of a figure of what a student trains


def study(**texts):
    return digits.study(LESSON.values(texts)).finished()


def logits(weights, x):
    """What a network of tanh units gives, from its weights alone."""
    *hidden, last = weights
    for W, b in hidden:
        x = np.tanh(x @ W + b)
    return x @ last[0] + last[1]


USUAL = {"seeds": "3"}
ALONE = {"seeds": "1", "hidden": "0"}


# ---- what is trained ----------------------------------------------------------------------------


@pytest.mark.parametrize("arm", [0, 1])
def test_what_is_read_off_is_scikit_learns_of_the_weights(arm):
    done = study(**USUAL)
    x, labels = done.parts(0).unseen
    for epoch in (0, 3, 20):
        q = softmax(logits(done.weights[arm][epoch], x), axis=-1)
        said = q.argmax(axis=-1)
        right = 100 * accuracy_score(labels, said)
        assert done.rows("right")[arm, 0, epoch] == pytest.approx(right, rel=1e-6)
        assert done.rows("loss")[arm, 0, epoch] == pytest.approx(log_loss(labels, q), rel=1e-6)
        counts = confusion_matrix(labels, said)
        assert np.array_equal(done.confusions[0, arm, 0, epoch], counts)


def test_classes_of_a_rare_experiment_are_scikit_learns_recall():
    done = study(experiment="rare", **ALONE)
    x, labels = done.parts(0).unseen
    z = logits(done.weights[1][-1], x)[:, 0]
    common, rare = recall_score(labels, z > 0, average=None)
    assert done.rows("common")[1, 0, -1] == pytest.approx(100 * common, rel=1e-6)
    assert done.rows("rare")[1, 0, -1] == pytest.approx(100 * rare, rel=1e-6)


def test_all_losses_of_a_seed_start_alike_and_seeds_differ():
    done = study(**USUAL)
    right = done.rows("right")[:, :, 0]
    assert np.array_equal(right[0], right[1])
    assert len(set(done.rows("right")[0, :, 1])) > 1
    one, other = (parts("digits", seed).learnt.x for seed in range(2))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("kind", ["digits", "eights", "tumours"])
def test_nothing_is_judged_by_what_it_learnt_from(kind):
    for seed in range(3):
        learnt, unseen, classes, shape = parts(kind, seed)
        assert not {row.tobytes() for row in learnt.x} & {row.tobytes() for row in unseen.x}
        assert set(learnt.labels) == set(unseen.labels) == set(range(classes))
        assert learnt.x.shape[1] == np.prod(shape)


def test_one_tumour_in_ten_is_malignant_in_what_is_learnt_from():
    for seed in range(3):
        assert parts("tumours", seed).learnt.labels.mean() == pytest.approx(0.1, abs=0.003)


@pytest.mark.parametrize("share", SHARES)
def test_the_noise_that_forward_correction_is_told_is_that_of_the_labels(share):
    matrix = confusing(share / 100)
    assert matrix.sum(axis=1) == pytest.approx(np.ones(10))
    assert np.diag(matrix) == pytest.approx(np.full(10, 1 - share / 100))


def test_forward_correction_of_right_labels_is_cross_entropy():
    done = study(experiment="flipped", **ALONE)
    rows = done.rows("right", SHARES.index(0))
    assert np.array_equal(rows[0], rows[3])


def test_whoever_asks_first_trains_and_every_epoch_is_trained_once():
    setting = Setting("losses", "digits", 3, (), 0.1)
    alone, together = (Study(setting) for _ in range(2))
    alone.finished()
    threads = [Thread(target=together.finished) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together.done == 3
    assert np.array_equal(alone.numbers, together.numbers)


def test_one_study_serves_all_who_ask_and_a_temperature_that_of_too_many_epochs():
    assert study(**USUAL) is study(epoch="3", pictures="dearest", **USUAL)
    assert study(kind="eights", **USUAL) is study(**USUAL)
    assert study(experiment="long", **ALONE) is study(experiment="temperature", **ALONE)
    assert digits.shared.cache_info().maxsize <= 24


# ---- what was stopped ---------------------------------------------------------------------------


def stopped(epochs, **texts):
    """A study of its own, as it is after so many epochs."""
    fresh = Study(digits.setting(LESSON.values(texts)))
    for _ in range(epochs):
        next(fresh.go_on())
    return fresh


@pytest.mark.parametrize("epochs", [0, 1, 19, 20, 21, 47, 60])
def test_what_is_there_is_shown_wherever_it_stops(epochs):
    state = LESSON.values({**USUAL, "hidden": "0"})
    state.study = part = stopped(epochs, **USUAL, hidden="0")
    whole = study(**USUAL, hidden="0")
    for measure in MEASURES:
        rows = part.rows(measure)
        assert np.isfinite(rows).all()
        seeds = epochs // 20
        assert np.array_equal(rows[:, :seeds], whole.rows(measure)[:, :seeds])
    assert part.growing("right").shape[1] == (0 if epochs < 20 or part.over else epochs % 20 + 1)
    for figure in LESSON.figures(state).values():
        assert figure.private != part.over
        assert b"NaN" not in written(figure, figure.settle(figure.start))
    assert bool(list(fields.found(part, "losses", 0.0))) == (epochs >= 20)


def test_a_temperature_has_nothing_to_say_before_the_first_seed_is_through():
    texts = {"experiment": "temperature", **ALONE}
    state = LESSON.values(texts)
    state.study = part = stopped(5, **texts)
    assert tempered(part) is None
    (figure,) = LESSON.figures(state).values()
    frames = figure.frames(temperature=np.array([0.5, 1.0]))
    assert frames.readouts["loss"] == ["–", "–"]
    written(figure, figure.settle(figure.start))


# ---- the figures --------------------------------------------------------------------------------


def test_read_outs_are_medians_and_marks_are_differences_of_the_same_seed():
    done = study(**USUAL)
    figure = LESSON.figures(LESSON.values(USUAL))["curves"]
    frames = figure.frames(epoch=np.arange(21.0))
    right = done.rows("right")
    for epoch in (5, 20):
        assert float(frames.readouts["line_1"][epoch]) == pytest.approx(
            np.median(right[1, :, epoch]), abs=0.051
        )
    marks = frames.traces["seed 0"]["y"][20]
    assert marks == pytest.approx(right[1, :, 20] - right[0, :, 20])
    assert frames.traces["middle 0"]["y"][20] == pytest.approx([np.median(marks)] * 2)


def test_the_share_of_wrong_labels_moves_the_curves():
    done = study(experiment="flipped", **ALONE)
    figure = LESSON.figures(LESSON.values({"experiment": "flipped", **ALONE}))["curves"]
    frames = figure.frames(epoch=20.0, share=np.array(SHARES, dtype=float))
    for i in range(len(SHARES)):
        assert frames.traces["median 0 2"]["y"][i] == pytest.approx(done.rows("right", i)[2, 0])
        told = float(frames.readouts["line_2"][i])
        assert told == pytest.approx(done.rows("right", i)[2, 0, 20], abs=0.051)


def test_tiles_keep_every_picture_whole_and_the_first_is_at_the_top_left():
    pictures = np.arange(5 * 2 * 3, dtype=float).reshape(5, 2, 3) + 1
    seen = tiles(pictures, 2)[::-1]  # from the top
    assert seen.shape == (8, 7)
    for n, picture in enumerate(pictures):
        row, column = divmod(n, 2)
        assert np.array_equal(seen[3 * row : 3 * row + 2, 4 * column : 4 * column + 3], picture)
    assert seen.sum() == pictures.sum()


def packed(texts, key):
    figure = LESSON.figures(LESSON.values(texts))["pictures"]
    return flipbook(figure, figure.start)["sliders"][0]["book"]["rasters"][key]


def test_weights_are_seen_to_half_a_level():
    done, film = study(**ALONE), packed(ALONE, "ce")
    W = done.weights[0][20][0][0].reshape(8, 8, 10)
    seen = raster.unpack(film)[20][::-1]
    most, half = film["high"], (film["high"] - film["low"]) / (film["levels"] - 1) / 2
    for digit in (0, 7):
        row, column = divmod(digit, 5)
        tile = seen[9 * row : 9 * row + 8, 9 * column : 9 * column + 8]
        assert np.abs(tile - W[..., digit].clip(-most, most)).max() <= half + 1e-9


def test_mistakes_are_those_of_all_seeds_and_what_is_right_is_blank():
    texts = {**USUAL, "pictures": "confusion"}
    done, film = study(**texts), packed(texts, "se")
    counts = done.confusions[0, 1, :, 20].sum(axis=0).astype(float)
    share = 100 * counts / counts.sum(axis=1, keepdims=True)
    np.fill_diagonal(share, 0)
    assert mistakes(done)[1, 20] == pytest.approx(share)
    seen = raster.unpack(film)[20][::-1]
    assert np.abs(seen - share.clip(max=MOST)).max() <= MOST / 60 + 1e-9


def test_the_dearest_digits_are_those_of_the_least_probable_truth():
    texts = {**ALONE, "pictures": "dearest"}
    done, film = study(**texts), packed(texts, "ce")
    x, labels = done.parts(0).unseen
    z = logits(done.weights[0][20], x)
    nats = -log_softmax(z, axis=-1)[np.arange(len(labels)), labels]
    first = int(np.argmax(nats))
    seen = raster.unpack(film)[20][::-1][:8, :8]
    assert np.abs(seen - x[first].reshape(8, 8)).max() <= 0.5 / 16 + 1e-9
    figure = LESSON.figures(LESSON.values(texts))["pictures"]
    told = figure.frames(at=np.array([20.0])).readouts["dear_0"][0]
    assert told.startswith(f"{labels[first]} → {z[first].argmax()}")


@pytest.mark.parametrize("pictures", digits.PICTURES.options)
def test_a_figure_of_what_is_trained_stays_small(pictures):
    texts = {"seeds": "1", "hidden": "64", "pictures": pictures}
    for figure in LESSON.figures(LESSON.values(texts)).values():  # of two losses; there may be four
        assert len(written(figure, figure.settle(figure.start))) < LARGEST / 2


def test_a_temperature_is_judged_on_the_half_it_was_not_fitted_to():
    done = study(experiment="temperature", **ALONE)
    found = tempered(done)
    labels = done.parts(0).unseen.labels
    z = logits(done.weights[0][-1], done.parts(0).unseen.x)

    def loss(T, rows):
        return log_loss(labels[rows], softmax(z[rows] / T, axis=-1), labels=range(10))

    fit, judged = slice(0, None, 2), slice(1, None, 2)
    T = found.fitted[0]
    assert loss(T, fit) < min(loss(0.97 * T, fit), loss(1.03 * T, fit))
    assert found.before[0, 0] == pytest.approx(loss(1, judged))
    assert found.after[0, 0] == pytest.approx(loss(T, judged))
    for i in (0, 100, 200):
        assert found.losses[0, i] == pytest.approx(loss(TEMPERATURES[i], judged))


# ---- the words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "more", "section"),
    [
        ("right", [0.5, 0.2, 0.1, 0.3, 0.4], "verdict_better"),
        ("right", [-0.5, -0.2, -0.1, -0.3, -0.4], "verdict_worse"),
        ("loss", [-0.5, -0.2, -0.1, -0.3, -0.4], "verdict_better"),
        ("calibration", [0.5, 0.2, 0.1, 0.3, 0.4], "verdict_worse"),
        ("right", [0.5, 0.2, 0.1, 0.3, -0.1], "verdict_none"),
        ("right", [0.5, 0.2, 0.1, 0.3, 0.0], "verdict_none"),
        ("right", [0.5] * 8 + [-0.5], "verdict_better"),
        ("loss", [0.5] * 8 + [-0.5], "verdict_worse"),
        ("right", [0.5] * 7 + [-0.5] * 2, "verdict_none"),
        ("right", [0.0] * 5, "verdict_same"),
        ("right", [0.5, 0.2, 0.1], "verdict_few"),
    ],
)
def test_a_difference_is_what_luck_seldom_brings(measure, more, section):
    found, told = fields._verdict(measure, np.array(more), "ours", "theirs")
    assert found == section
    assert int(told["better"]) + int(told["worse"]) + int(told["ties"]) == len(more)
    words.prose("digits", section, **told)


@pytest.mark.parametrize("slug", digits.EXPERIMENT.options)
def test_every_verdict_can_be_counted_again_from_the_numbers(slug):
    seeds = "1" if slug == "flipped" else "3"
    done = study(experiment=slug, seeds=seeds, hidden="0")
    said = [s for s in fields.found(done, slug, 40.0) if s[0].startswith("verdict")]
    experiment = EXPERIMENTS[slug]
    others = max(len(experiment.arms) - 1, 1)
    assert len(said) == (2 if slug == "temperature" else others * len(experiment.compared))
    if slug in ("temperature", "flipped", "long"):
        return
    measure, arm = experiment.compared[0], 1
    rows = done.rows(measure)[:, :, -1]
    ahead = (rows[arm] > rows[0]) if MEASURES[measure].more else (rows[arm] < rows[0])
    assert said[0][1]["better"] == str(int(ahead.sum()))


def test_what_comes_by_chance_is_told_right():
    for n, needed in ((5, 5), (9, 8)):
        told = fields.chance(SimpleNamespace(done=n))
        assert told["chance"] == numbers.percent(binomtest(needed, n, 0.5).pvalue, 1)
        assert told["needed"] == ("all" if needed == n else str(needed))
        assert (
            binomtest(needed, n, 0.5).pvalue <= fields.LUCK < binomtest(needed - 1, n, 0.5).pvalue
        )
    assert binomtest(fields.FEWEST - 1, fields.FEWEST - 1, 0.5).pvalue > fields.LUCK
    text = words.prose("digits", "derivation", **fields.standing(study(**USUAL), "losses"))
    for n, said in ((3, "0.25"), (5, "0.0625"), (9, "0.0039")):
        assert f"{binomtest(n, n, 0.5).pvalue:.4f}".startswith(said)
        assert said in text


def test_a_temperature_is_derived_from_what_it_changes():
    done = study(experiment="temperature", **ALONE)
    told, found = fields.standing(done, "temperature"), tempered(done)
    assert told["first"] == numbers.text(found.after[0, 0], ".4f")
    assert told["second"] == numbers.text(found.before[0, 0], ".4f")
    assert (told["Ours"], told["Theirs"]) == ("At the fitted temperature", "As trained")


def test_what_is_worse_is_not_worse_by_less_than_nothing():
    section, told = fields._verdict("right", -np.ones(5), "ours", "theirs")
    assert "median difference is −1.0 points" in words.prose("digits", section, **told)


# What cards of the question bank and the text for teachers say of five seeds. They need no training
# of their own where the default is asked for.


def fifth(slug, measure, **more):
    """Differences of the second arm, or since the early epoch, with five seeds."""
    rows = study(experiment=slug, **more).rows(measure)
    return rows[1:, :, -1] - rows[0, :, -1] if len(rows) > 1 else rows[:, :, -1] - rows[:, :, EARLY]


def test_no_difference_is_seen_between_the_losses_but_with_a_small_rate():
    usual = fifth("losses", "right")[0]
    assert usual.min() < 0 < usual.max()
    assert fifth("losses", "right", rate="0.03")[0].max() < 0


def test_weights_find_more_of_a_rare_class_for_false_alarms_and_focal_loss_does_not():
    link = {"kind": "eights", "hidden": "0"}
    (weighted, focal), (alarms, _) = (fifth("rare", m, **link) for m in ("rare", "common"))
    assert weighted.min() > 0 > alarms.max()
    assert focal.min() < 0 < focal.max()
    weighted, focal = fifth("rare", "rare")
    assert weighted.min() > 0
    assert focal.min() < 0 < focal.max()
    found = study(experiment="rare").rows("rare")[0, :, -1]
    assert f"{np.median(found):.1f}" == "88.7"


def test_wrong_labels_are_seen_through():
    done = study(experiment="flipped", **ALONE)
    assert done.rows("right")[0, 0, -1] > 60
    assert done.rows("right")[0, 0].argmax() < 10  # "best early in training"


def test_smoothing_makes_it_less_sure_than_it_may_be():
    done = study(experiment="smoothing")
    calibration = np.median(done.rows("calibration")[:, :, -1], axis=1)
    assert [f"{each:.1f}" for each in calibration] == ["1.7", "12.4"]
    assert fifth("smoothing", "calibration").min() > 0


def test_the_loss_rises_late_and_no_more_are_wrong():
    assert fifth("long", "loss").min() > 0
    assert fifth("long", "right").min() >= 0


def test_a_temperature_above_1_helps_the_loss():
    found = tempered(study(experiment="temperature"))
    assert found.fitted.min() > 1
    assert (found.after[0] < found.before[0]).all()
