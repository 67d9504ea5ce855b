"""Networks in training: the same steps as scikit-learn and PyTorch take, and what must never be."""

import os
import pickle
import platform
import subprocess
import sys
import warnings
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, softmax
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss
from sklearn.neural_network import MLPClassifier

from lib.maths.datasets import digits
from lib.maths.draws import Draws
from lib.maths.points import preset
from lib.maths.training import (
    LIMIT,
    Divergence,
    Examples,
    Network,
    Objective,
    Recipe,
    Run,
    trainable,
)
from lib.maths.training.network import PRODUCT, Evaluation

MOONS = Examples(*preset("moons", 50))
FEW_DIGITS = Examples(digits().x[:90], digits().labels[:90])


def flat(layers):
    return np.concatenate([each.ravel() for layer in layers for each in layer])


def orders(run, count):
    """The orders in which a run sees its examples, epoch by epoch."""
    draws = Draws(run.recipe.seed, "order")
    return [draws.order(len(run._training.x)) for _ in range(count)]


# ---- The same steps as others take ---------------------------------------------------------------


@pytest.mark.parametrize("momentum", [0.0, 0.9])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize(
    ("data", "loss", "hidden", "batch", "decay"),
    [
        (MOONS, "sigmoid-cross-entropy", (8,), 15, 0.0),
        (MOONS, "sigmoid-cross-entropy", (4, 3), 10, 0.03),
        (FEW_DIGITS, "softmax-cross-entropy", (12,), 20, 0.0),
        (FEW_DIGITS, "softmax-cross-entropy-labels", (12, 7), 30, 0.01),
    ],
)
def test_weights_are_scikit_learns_after_epochs_of_the_same_batches(
    data, loss, hidden, batch, decay, activation, momentum
):
    recipe = Recipe(loss, {}, None, hidden, activation, 0.1, momentum, decay, batch, seed=4)
    run = Run(recipe, data)
    other = MLPClassifier(
        hidden, activation=activation, solver="sgd", alpha=decay * batch, batch_size=batch
    )
    other.set_params(learning_rate_init=0.1, momentum=momentum)
    other.set_params(nesterovs_momentum=False, shuffle=False)
    other.partial_fit(data.x, data.labels, classes=np.unique(data.labels))  # makes its arrays
    del other._optimizer
    for (W, b), coef, intercept in zip(run.weights, other.coefs_, other.intercepts_, strict=True):
        coef[:], intercept[:] = W, b
    for order, _ in zip(orders(run, 3), run.epochs(3), strict=True):
        other.partial_fit(data.x[order], data.labels[order])
    for (W, b), coef, intercept in zip(run.weights, other.coefs_, other.intercepts_, strict=True):
        np.testing.assert_allclose(W, coef, rtol=0, atol=1e-10)
        np.testing.assert_allclose(b, intercept, rtol=0, atol=1e-10)
    scores, q = run.records[-1].training, other.predict_proba(data.x)
    assert scores.losses[0] == pytest.approx(log_loss(data.labels, q))
    assert scores.accuracy == pytest.approx(accuracy_score(data.labels, other.predict(data.x)))


def torch_losses(torch):
    """Losses as PyTorch has them, or its autograd makes them, of one output or one a class."""
    f = torch.nn.functional

    def focal(z, y):
        truth = torch.sigmoid((2 * y - 1) * z)
        return (-((1 - truth) ** 2) * torch.log(truth)).mean()

    def symmetric(z, y):
        q = torch.softmax(z, dim=1)[torch.arange(len(y)), y]
        return (0.1 * -torch.log(q) + 4 * (1 - q)).mean()

    def squared_softmax(z, y):
        return ((torch.softmax(z, dim=1) - f.one_hot(y, z.shape[1])) ** 2).sum(dim=1).mean()

    return {
        "sigmoid-cross-entropy": (MOONS, f.binary_cross_entropy_with_logits),
        "cross-entropy": (MOONS, lambda z, y: f.binary_cross_entropy(torch.sigmoid(z), y)),
        "sigmoid-squared-error": (MOONS, lambda z, y: f.mse_loss(torch.sigmoid(z), y)),
        "absolute-error": (MOONS, lambda z, y: f.l1_loss(torch.sigmoid(z), y)),
        "hinge": (MOONS, lambda z, y: torch.relu(1 - (2 * y - 1) * z).mean()),
        "focal": (MOONS, focal),
        "softmax-cross-entropy": (FEW_DIGITS, f.cross_entropy),
        "label-smoothing": (FEW_DIGITS, lambda z, y: f.cross_entropy(z, y, label_smoothing=0.1)),
        "softmax-squared-error": (FEW_DIGITS, squared_softmax),
        "brier": (FEW_DIGITS, squared_softmax),
        "symmetric": (FEW_DIGITS, symmetric),
    }


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_weights_are_pytorchs_after_epochs_of_the_same_batches(activation):
    torch = pytest.importorskip("torch")
    for key, (data, loss) in torch_losses(torch).items():
        run = Run(Recipe(key, {}, None, (6, 5), activation, 0.2, 0.8, 0.02, 15, seed=2), data)
        layers = [
            tuple(torch.tensor(each, requires_grad=True) for each in layer) for layer in run.weights
        ]
        descent = torch.optim.SGD(
            [
                {"params": [W for W, _ in layers], "weight_decay": 0.02},
                {"params": [b for _, b in layers]},
            ],
            lr=0.2,
            momentum=0.8,
        )
        bend = torch.tanh if activation == "tanh" else torch.relu
        targets = torch.tensor(data.labels)
        targets = targets.double()[:, None] if data is MOONS else targets
        for order, _ in zip(orders(run, 2), run.epochs(2), strict=True):
            for rows in np.split(order, range(15, len(order), 15)):
                h = torch.tensor(np.asarray(data.x)[rows])
                for W, b in layers[:-1]:
                    h = bend(h @ W + b)
                descent.zero_grad()
                loss(h @ layers[-1][0] + layers[-1][1], targets[rows]).backward()
                descent.step()
        expected = flat([[each.detach().numpy() for each in layer] for layer in layers])
        np.testing.assert_allclose(flat(run.weights), expected, rtol=0, atol=1e-10, err_msg=key)


# ---- What is recorded ----------------------------------------------------------------------------


def test_a_record_is_what_the_weights_of_its_epoch_say():
    data, rest = MOONS, Examples(*preset("moons", 40, seed=9))
    also = Objective("sigmoid-squared-error", 2)
    run = Run(Recipe(hidden=(3,), rate=0.5), data, rest, also=[also], keep=range(0, 99, 2))
    records = [run.records[0], *run.epochs(4)]
    assert records == run.records
    assert [record.epoch for record in records] == [0, 1, 2, 3, 4]
    assert [record.weights is not None for record in records] == [True, False, True, False, True]
    for record in records[::2]:
        for part, scores in ((data, record.training), (rest, record.validation)):
            (W, b), (V, c) = record.weights
            q = expit(np.tanh(part.x @ W + b) @ V + c)[:, 0]
            assert scores.losses[0] == pytest.approx(log_loss(part.labels, q))
            assert scores.losses[1] == pytest.approx(((q - part.labels) ** 2).mean())
            assert scores.accuracy == pytest.approx(((q > 0.5) == part.labels).mean())
            assert np.array_equal(scores.confusion, confusion_matrix(part.labels, q > 0.5))
            hits, sure = (q > 0.5) == part.labels, np.maximum(q, 1 - q)
            bins = [(sure > low / 10) & (sure <= (low + 1) / 10) for low in range(10)]
            error = sum(abs((sure - hits)[each].sum()) for each in bins) / len(q)
            assert scores.calibration == pytest.approx(error)
            np.testing.assert_allclose(run.probabilities(part.x, record.weights), q, rtol=1e-13)


@pytest.mark.parametrize("sizes", [(64, (64,), 10), (64, (), 10), (30, (64, 64), 1)])
def test_no_product_of_matrices_is_so_large_that_other_threads_wake_for_it(sizes):
    network = Network(*sizes)
    rows = Evaluation(network, 5000)._blocks[0].stop
    pairs = pairwise(network.sizes)
    assert max(rows * m * k for m, k in pairs) <= PRODUCT


def test_gradient_norms_are_how_far_the_loss_moves_the_weights_in_an_epoch():
    run = Run(Recipe(hidden=(3, 2), rate=0.3, batch=20), MOONS)  # the last batch is smaller
    before = run.weights
    for record in run.epochs(3):
        for norm, old, new in zip(record.gradient_norms, before, run.weights, strict=True):
            moved = np.linalg.norm(flat([new]) - flat([old]))
            assert norm == pytest.approx(moved / (0.3 * 3), rel=1e-9)
        before = run.weights


def test_momentum_decay_and_a_rate_of_0_are_left_out_of_gradient_norms():
    plain = Run(Recipe(rate=1.0, batch=50), MOONS)
    next(plain.epochs(1))
    for changes in ({"momentum": 0.9}, {"decay": 3.0}, {"rate": 0.0}):
        run = Run(Recipe(**{"rate": 1.0, "batch": 50, **changes}), MOONS)
        assert next(run.epochs(1)).gradient_norms == plain.records[1].gradient_norms
    # One batch of all: the gradient of the epoch is that of the start.
    assert plain.records[0].gradient_norms == pytest.approx(plain.records[1].gradient_norms)


def test_many_classes_are_scored_by_the_largest_output():
    run = Run(Recipe("softmax-cross-entropy", hidden=(9,), rate=0.3), FEW_DIGITS)
    *_, last = run.epochs(6)
    q = run.probabilities(FEW_DIGITS.x)
    (W, b), (V, c) = run.weights
    expected = softmax(np.tanh(FEW_DIGITS.x @ W + b) @ V + c, axis=-1)
    np.testing.assert_allclose(q, expected, rtol=1e-12)
    assert last.training.losses[0] == pytest.approx(log_loss(FEW_DIGITS.labels, q))
    hits = q.argmax(axis=-1) == FEW_DIGITS.labels
    assert last.training.accuracy == pytest.approx(hits.mean())
    counts = confusion_matrix(FEW_DIGITS.labels, q.argmax(axis=-1), labels=range(10))
    assert np.array_equal(last.training.confusion, counts)
    assert last.training.accuracy > 0.3
    np.testing.assert_allclose(
        Run(Recipe("hinge", hidden=()), FEW_DIGITS).probabilities(FEW_DIGITS.x).shape, (90, 10)
    )


# ---- Pieces, seeds, starts -----------------------------------------------------------------------


def test_a_run_in_pieces_is_the_run_in_one_go():
    recipe = Recipe(momentum=0.7, decay=0.01, batch=7, seed=5)
    whole, pieces = Run(recipe, MOONS), Run(recipe, MOONS)
    list(whole.epochs(6))
    list(islice(pieces.epochs(100), 2))  # abandoned after two
    list(pieces.epochs(0))
    list(pieces.epochs(4))
    assert whole.records == pieces.records
    np.testing.assert_array_equal(flat(whole.weights), flat(pieces.weights))


@pytest.mark.parametrize("rate", [0.3, 1e99])  # the second diverges
@pytest.mark.parametrize(
    ("data", "recipe"),
    [
        (MOONS, {"hidden": (4, 3), "momentum": 0.9, "decay": 0.01, "activation": "relu"}),
        (MOONS, {"loss": "focal", "parameters": {"gamma": 1.5}, "class_weights": (1, 3)}),
        (FEW_DIGITS, {"loss": "generalised", "hidden": ()}),
    ],
)
def test_a_copy_of_a_run_goes_on_to_the_same_digits_and_leaves_it_alone(data, recipe, rate):
    recipe = Recipe(**{"rate": rate, "batch": 15, **recipe})
    whole, copied = (Run(recipe, data, data, keep=range(30)) for _ in range(2))
    for _ in range(4):
        before = flat(copied.weights)
        copy = pickle.loads(pickle.dumps(copied))
        assert len(list(copy.epochs(3))) == len(list(whole.epochs(3)))
        assert np.array_equal(flat(copied.weights), before)
        copied = copy
    assert copy.divergence == whole.divergence
    assert bool(copy.divergence) == (rate > 1)
    assert np.array_equal(flat(copy.weights), flat(whole.weights))
    for mine, yours in zip(copy.records, whole.records, strict=True):
        assert (mine.training, mine.validation) == (yours.training, yours.validation)
        assert mine.gradient_norms == yours.gradient_norms
        assert np.array_equal(flat(mine.weights), flat(yours.weights))


def test_two_losses_start_alike_and_see_the_same_batches():
    """Of one and the same gradient, two losses go the same way to the last digit."""
    runs = [Run(Recipe(loss, seed=3), MOONS) for loss in ("softmax-cross-entropy", "weighted")]
    runs += [Run(Recipe("weighted", {"weights": [1.0, 1.0]}, seed=3), MOONS)]
    starts = [flat(run.weights) for run in runs]
    for run in runs:
        list(run.epochs(2))
    np.testing.assert_array_equal(starts[0], starts[1])
    np.testing.assert_array_equal(flat(runs[0].weights), flat(runs[1].weights))
    np.testing.assert_array_equal(flat(runs[0].weights), flat(runs[2].weights))


OTHER_MACHINE = {  # an old processor's sums of products, and NumPy without wide registers
    "OPENBLAS_CORETYPE": "Prescott",
    "OPENBLAS_NUM_THREADS": "1",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX X86_V3 X86_V4",
}
RUN = """
from lib.maths.points import preset
from lib.maths.training import Examples, Recipe, Run

for recipe in (Recipe(), Recipe("generalised", hidden=(8, 8), activation="relu", momentum=0.5)):
    run = Run(recipe, Examples(*preset("moons")))
    *_, last = run.epochs(60)
    print(last.training.losses[0], last.training.accuracy, *last.gradient_norms)
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="names of other processors")
def test_another_machine_comes_to_the_same_digits(capsys):
    there = subprocess.run(
        [sys.executable, "-c", RUN],
        env={**os.environ, **OTHER_MACHINE},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    exec(RUN, {})
    found, here = (
        [float(x) for x in text.split()] for text in (there.stdout, capsys.readouterr().out)
    )
    assert len(here) == 9
    assert found == pytest.approx(here, rel=1e-10)


def test_another_seed_is_another_run_and_the_same_seed_the_same():
    first, again, other = (Run(Recipe(seed=seed), MOONS) for seed in (1, 1, 2))
    assert first.records == again.records
    assert first.records != other.records


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_weights_start_evenly_spread_and_biases_at_0(activation):
    network = Network(50, (64,), 10, activation)
    (W, b), (V, c) = network.layers(network.start(7))
    assert not b.any()
    assert not c.any()
    for weights, fans in ((W, (50, 64)), (V, (64, 10))):
        reach = np.sqrt(6 / (fans[0] if activation == "relu" else sum(fans)))
        assert 0.97 * reach < np.abs(weights).max() < reach
        assert weights.var() == pytest.approx(reach**2 / 3, rel=0.15)
        assert abs(weights.mean()) < 0.1 * reach


def test_a_run_may_start_anywhere():
    start = [(np.array([[1.0], [-2.0]]), np.array([0.5]))]
    run = Run(Recipe(hidden=(), rate=0.1, batch=50), MOONS, start=start)
    q = expit(MOONS.x @ [1.0, -2.0] + 0.5)
    assert run.records[0].training.losses[0] == pytest.approx(log_loss(MOONS.labels, q))
    list(run.epochs(1))
    pull = (q - MOONS.labels) / 50
    np.testing.assert_allclose(run.weights[0][0][:, 0], [1, -2] - 0.1 * MOONS.x.T @ pull)
    np.testing.assert_array_equal(start[0][0], [[1.0], [-2.0]])  # the caller's own is left alone
    with pytest.raises(ValueError, match="start must have weights and biases of the shapes"):
        Run(Recipe(hidden=()), MOONS, start=[(np.zeros((3, 1)), np.zeros(1))])
    with pytest.raises(ValueError, match="start must be below 1e\\+90"):
        Run(Recipe(hidden=()), MOONS, start=[(np.full((2, 1), np.nan), np.zeros(1))])


# ---- Properties ----------------------------------------------------------------------------------

recipes = st.builds(
    Recipe,
    loss=st.sampled_from(trainable()),
    hidden=st.sampled_from([(), (1,), (3,), (2, 4)]),
    activation=st.sampled_from(["tanh", "relu"]),
    rate=st.floats(0, 2),
    momentum=st.floats(0, 0.99),
    decay=st.floats(0, 0.5),
    batch=st.integers(1, 20),
    seed=st.integers(0, 2**70),
)
SMALL = Examples(*preset("xor", 20))


@settings(max_examples=25, deadline=None)
@given(recipes)
def test_a_rate_of_0_learns_nothing(recipe):
    run = Run(Recipe(**{**vars(recipe), "rate": 0}), SMALL)
    before = flat(run.weights)
    list(run.epochs(3))
    np.testing.assert_array_equal(flat(run.weights), before)


@settings(max_examples=25, deadline=None)
@given(recipes)
def test_decay_alone_shrinks_weights_by_a_known_factor_and_leaves_biases(recipe):
    """The 0-1 error pulls at nothing, so only decay is left."""
    changes = {"loss": "zero-one", "momentum": 0, "batch": 5}
    run = Run(Recipe(**{**vars(recipe), **changes}), SMALL)
    before = run.weights
    list(run.epochs(2))
    factor = (1 - recipe.rate * recipe.decay) ** 8
    for (W, b), (old, start) in zip(run.weights, before, strict=True):
        np.testing.assert_allclose(W, factor * old, rtol=1e-13, atol=1e-300)
        np.testing.assert_array_equal(b, start)


@settings(max_examples=25, deadline=None)
@given(recipes, st.permutations(range(20)))
def test_one_batch_of_all_examples_does_not_depend_on_their_order(recipe, order):
    recipe = Recipe(**{**vars(recipe), "batch": 20, "rate": recipe.rate / 10})
    order = np.array(order)
    run, other = (Run(recipe, Examples(SMALL.x[o], SMALL.labels[o])) for o in (..., order))
    for a, b in zip(run.epochs(1), other.epochs(1), strict=True):
        np.testing.assert_allclose(flat(run.weights), flat(other.weights), rtol=0, atol=1e-12)
        np.testing.assert_allclose(a.training.losses, b.training.losses, rtol=1e-10)


@settings(max_examples=40, deadline=None)
@given(recipes, st.floats(0, 40))
def test_no_run_warns_and_no_record_holds_a_nan(recipe, exponent):
    recipe = Recipe(**{**vars(recipe), "rate": 10.0**exponent})
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        run = Run(recipe, SMALL, SMALL)
        list(run.epochs(5))
        run.probabilities([[1e6, -1e6], [0, 0]])
    assert (run.divergence is None) == (len(run.records) == 6)
    for record in run.records:
        assert not np.isnan(record.gradient_norms).any()
        for scores in (record.training, record.validation):
            assert not np.isnan(scores.losses).any()
            assert 0 <= scores.accuracy <= 1
            assert 0 <= scores.calibration <= 1


def test_a_class_that_counts_twice_is_each_of_its_examples_twice():
    weighed = Run(Recipe(class_weights=[1, 2], batch=50, rate=0.5), MOONS)
    twice = np.concatenate([np.arange(50), np.flatnonzero(MOONS.labels)])
    doubled = Examples(MOONS.x[twice], MOONS.labels[twice])
    other = Run(Recipe(batch=75, rate=0.75), doubled)  # the mean is over half as many more
    for _ in zip(weighed.epochs(5), other.epochs(5), strict=True):
        np.testing.assert_allclose(flat(weighed.weights), flat(other.weights), atol=1e-12)
        losses = [run.records[-1].training.losses[0] for run in (weighed, other)]
        assert losses[0] == pytest.approx(1.5 * losses[1])


# ---- Runs that diverge ---------------------------------------------------------------------------


def test_a_run_that_diverges_says_where_and_keeps_what_was_there():
    x, labels = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0, 1, 0])
    recipe = Recipe("squared-hinge", hidden=(4,), activation="relu", rate=9.0, batch=2)
    run = Run(recipe, Examples(x, labels))
    done = list(run.epochs(100))
    assert run.records[1:] == done
    assert list(run.epochs(5)) == []
    broken = run.divergence
    assert broken.epoch == len(run.records)
    (W, b), (V, c) = run.weights
    assert np.isfinite(flat(run.weights)).all()
    order, sign = orders(run, broken.epoch)[-1], 2 * labels[:, None] - 1
    sound = 0
    with np.errstate(all="ignore"):  # the same epoch by hand
        for rows in (order[:2], order[2:]):
            h = np.maximum(x[rows] @ W + b, 0)
            slope = -2 * sign[rows] * np.maximum(1 - sign[rows] * (h @ V + c), 0)
            back = (slope @ V.T) * (h > 0)
            gradient = [x[rows].T @ back, back.sum(axis=0), h.T @ slope, slope.sum(axis=0)]
            for each, g in zip((W, b, V, c), gradient, strict=True):
                each -= 9 * g / len(rows)
            sound += bool(np.abs(flat([(W, b), (V, c)])).max() < LIMIT)
    assert broken.batch == sound + 1


@pytest.mark.parametrize(
    ("recipe", "start", "expected"),
    [
        # A linear model: the step is 1e95 times a gradient of 1/2.
        (
            Recipe(hidden=(), rate=1e95, batch=2),
            (0.0,),
            Divergence(1, 1, "weights", 1, "too large"),
        ),
        # Cross-entropy of a probability that has rounded to 0: its slope is 1 / 0.
        (
            Recipe("cross-entropy", hidden=(), rate=0.1, batch=2),
            (-800.0,),
            Divergence(1, 1, "slopes", 1, "undefined"),
        ),
        # The gradient, about 1e80, is finite; the rate times it is not.
        (
            Recipe("squared-hinge", hidden=(), rate=1e300, batch=2),
            (-1e80,),
            Divergence(1, 1, "weights", 1, "overflow"),
        ),
    ],
)
def test_the_first_number_that_breaks_is_named(recipe, start, expected):
    data = Examples([[-1.0], [1.0]], [0, 1])
    run = Run(recipe, data, start=[(np.array([start]), np.zeros(1))])
    assert not np.isnan(run.records[0].gradient_norms).any()
    assert list(run.epochs(3)) == []
    assert run.divergence == expected
    assert flat(run.weights).tolist() == [start[0], 0.0]


# ---- Bad input -----------------------------------------------------------------------------------


def test_identical_points_with_different_labels_are_learned_as_far_as_they_can_be():
    run = Run(Recipe(hidden=(), rate=1, batch=3), Examples([[1.0, 1.0]] * 3, [0, 1, 1]))
    *_, last = run.epochs(200)
    q = run.probabilities([[1.0, 1.0]])
    assert float(q[0]) == pytest.approx(2 / 3)
    assert last.training.losses[0] == pytest.approx(log_loss([0, 1, 1], [2 / 3] * 3))


@pytest.mark.parametrize(
    ("changes", "data", "message"),
    [
        ({}, ([], []), "training takes at least two examples; got 0"),
        ({}, ([[1.0, 2.0]], [1]), "training takes at least two examples; got 1"),
        ({}, ([[0.0, 0.0]] * 3, [1, 1, 1]), "training takes at least two classes; got only 1"),
        ({"batch": 51}, MOONS, "batch must be from 1 to 50; got 51"),
        ({"batch": 0}, MOONS, "batch must be from 1 to 50; got 0"),
        ({"hidden": (65,)}, MOONS, r"at most 2 layers of 1 to 64 units; got \(65,\)"),
        ({"hidden": (1, 2, 3)}, MOONS, r"at most 2 layers of 1 to 64 units; got \(1, 2, 3\)"),
        ({"hidden": (0,)}, MOONS, r"at most 2 layers of 1 to 64 units; got \(0,\)"),
        ({"activation": "step"}, MOONS, "activation must be tanh or relu; got step"),
        ({"seed": -1}, MOONS, "seed must be a whole number, not negative; got -1"),
        ({"seed": 0.5}, MOONS, "seed must be a whole number, not negative; got 0.5"),
        ({"loss": "ctc"}, MOONS, "loss must be one of .*; got ctc"),
        ({"parameters": {"gamma": 1}}, MOONS, "sigmoid-cross-entropy has no parameter gamma"),
        ({"class_weights": [1]}, MOONS, r"class_weights must have shape \(2,\); got \(1,\)"),
        ({}, ([[0.0, np.inf]] * 2, [0, 1]), "x of the training part must be finite; got inf"),
        ({}, ([[0.0, np.nan]] * 2, [0, 1]), "x of the training part must not contain NaN"),
        ({}, ([[0.0, 2e6]] * 2, [0, 1]), r"must be at most 1e\+06 in size; got 2e\+06"),
        ({}, ([0.0, 1.0], [0, 1]), r"x of the training part must have shape \(n, 1\); got \(2,\)"),
        ({}, ([[0.0]] * 3, [0, 1]), r"x and labels of the training part must have the same shape"),
        ({}, ([[0.0]] * 2, [0.0, 1.0]), "labels must be integers; got float64"),
        ({}, ([[0.0]] * 2, [-1, 1]), r"labels of the training part must lie in \[0, 2\); got -1"),
    ],
)
def test_what_cannot_be_trained_is_refused(changes, data, message):
    with pytest.raises(ValueError, match=message):
        Run(Recipe(**{"batch": 1, **changes}), Examples(*data))


@pytest.mark.parametrize("name", ["rate", "momentum", "decay"])
@pytest.mark.parametrize("value", [-0.1, np.inf, np.nan])
def test_a_recipe_refuses_numbers_that_make_no_step(name, value):
    with pytest.raises(ValueError, match=f"{name} must be .* and not negative; got {value}"):
        Recipe(**{name: value})


def test_other_things_are_refused_too():
    with pytest.raises(ValueError, match="momentum must be below 1 and not negative; got 1"):
        Recipe(momentum=1)
    with pytest.raises(ValueError, match="the validation part must have at least one example"):
        Run(Recipe(), MOONS, Examples(np.empty((0, 2)), []))
    with pytest.raises(ValueError, match=r"validation part must have shape \(n, 2\); got \(1, 3\)"):
        Run(Recipe(), MOONS, Examples([[0, 0, 0]], [0]))
    with pytest.raises(ValueError, match="a loss that is also read must have 2 classes; got 3"):
        Run(Recipe(), MOONS, also=[Objective("hinge", 3)])
    with pytest.raises(ValueError, match="count must not be negative; got -1"):
        Run(Recipe(), MOONS).epochs(-1)
    with pytest.raises(ValueError, match=r"x must have shape \(n, 2\); got \(1, 1\)"):
        Run(Recipe(), MOONS).probabilities([[0.0]])


def test_a_loss_falls_on_every_preset():
    for name in ("blobs", "moons", "circles", "xor", "rare", "outlier", "flipped"):
        run = Run(Recipe(rate=0.3), Examples(*preset(name, 100)))
        list(run.epochs(40))
        losses = [record.training.losses[0] for record in run.records]
        assert losses[-1] < 0.8 * losses[0]
        assert sum(b < a for a, b in pairwise(losses)) > 25
