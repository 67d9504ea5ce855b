"""Any loss of the registry as the objective of a network, and back-propagation of its gradient."""

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy.special import expit, softmax

from lib.maths.losses import LOSSES
from lib.maths.losses.axes import grad_over, value_over
from lib.maths.training import Network, Objective, trainable
from lib.maths.training.network import Pass
from tests.maths.oracles import ORACLES, exact, sigmoid, softmax_of

Z = np.array([[-9.0], [-1.3], [-0.2], [0.0], [0.7], [2.5], [12.0]])
Y = np.array([1, 0, 1, 1, 0, 0, 1])
THREE = {  # parameters for three classes, where a slider has them for two
    "weighted": {"weights": [0.5, 1.0, 3.0]},
    "logit-adjustment": {"priors": [0.5, 0.3, 0.2], "tau": 1.5},
    "forward-correction": {"noise": [[0.7, 0.2, 0.1], [0.0, 0.9, 0.1], [0.25, 0.25, 0.5]]},
}


def parameters(key: str, classes: int) -> dict:
    own = THREE.get(key) if classes > 2 else None
    return LOSSES[key].arguments() if own is None else own


@pytest.mark.parametrize("key", trainable())
def test_with_one_output_every_loss_is_what_it_is_over_the_logit(key):
    loss = Objective(key, 2, **LOSSES[key].arguments())
    value, grad = (over("z", LOSSES[key], Z[:, 0], Y) for over in (value_over, grad_over))
    np.testing.assert_allclose(loss.values(Z, Y), value, rtol=1e-12)
    np.testing.assert_allclose(loss.grads(Z, Y)[:, 0], grad, rtol=1e-10, atol=1e-300)


@pytest.mark.parametrize("key", trainable())
def test_with_an_output_a_class_every_loss_is_what_the_registry_says(key):
    z, labels = np.random.default_rng(1).normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])
    row, given, hot = LOSSES[key], parameters(key, 3), np.eye(3)[labels]
    expected = {
        "logit": lambda: row.value(z, hot, **given).sum(axis=-1),
        "probability": lambda: row.value(expit(z), hot, **given).sum(axis=-1),
        "logits": lambda: row.value(z, hot, **given),
        "probabilities": lambda: row.value(softmax(z, axis=-1), hot, **given),
        "logits and labels": lambda: row.value(z, labels, **given),
    }[row.takes]()
    np.testing.assert_allclose(Objective(key, 3, **given).values(z, labels), expected, rtol=1e-12)


class Exact:
    """The mean loss of a network for examples, in arithmetic of many digits."""

    def __init__(self, key, activation, examples, labels, weights, given):
        self.key, self.weights = key, weights
        self.bend = mp.tanh if activation == "tanh" else lambda s: max(s, mpf(0))
        self.examples = exact(examples)
        self.labels = labels.tolist()
        self.given = {name: exact(np.asarray(value, float)) for name, value in given.items()}

    def __call__(self, layers):
        terms = (
            w * self.loss(self.logits(x, layers), label)
            for x, label, w in zip(self.examples, self.labels, self.weights, strict=True)
        )
        return mp.fsum(terms) / len(self.labels)

    def logits(self, x, layers):
        for at, (W, b) in enumerate(layers, start=1):
            sums = [
                mp.fdot(column, x) + c for column, c in zip(zip(*W, strict=True), b, strict=True)
            ]
            x = sums if at == len(layers) else [self.bend(s) for s in sums]
        return x

    def loss(self, z, label):
        takes, value = LOSSES[self.key].takes, ORACLES[self.key].value
        if takes in ("logit", "probability"):
            truths = [label] if len(z) == 1 else [int(k == label) for k in range(len(z))]
            z = z if takes == "logit" else [sigmoid(s) for s in z]
            return mp.fsum(value(s, y, **self.given) for s, y in zip(z, truths, strict=True))
        z = [mpf(0), *z] if len(z) == 1 else z
        q = softmax_of(z) if takes == "probabilities" else z
        hot = [mpf(int(k == label)) for k in range(len(z))]
        return value(q, label if takes == "logits and labels" else hot, **self.given)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("key", trainable())
def test_back_propagation_is_the_slope_of_the_mean_loss_in_many_digits(key, activation, classes):
    rng = np.random.default_rng(3)
    given = parameters(key, classes)
    factors = np.array([1.0, 2.5, 0.5][:classes])
    loss = Objective(key, classes, factors, **given)
    hidden = [2, 2] if activation == "tanh" else [3]
    network = Network(2, hidden, loss.outputs, activation)
    numbers = rng.normal(size=network.count)
    examples, labels = rng.normal(size=(3, 2)), np.arange(3) % classes
    layers, found = network.layers(numbers), np.empty(network.count)
    room, targets, weights = Pass(network, 3), loss.targets(labels), loss.weights(labels)
    with np.errstate(all="ignore"):
        z = room.forward(examples, layers)
        mean = loss.mean(z, targets, weights)
        room.backward(examples, loss.slope(z, targets, weights), layers, network.layers(found))

    directions = rng.normal(size=(4, network.count))  # a wrong slope shows in every one
    with mp.workdps(50):
        truth = Exact(key, activation, examples, labels, exact(factors[labels]), given)
        step, start = mpf(10) ** -15, np.array(exact(numbers), dtype=object)

        def mean_at(vector):
            return truth([(W.tolist(), b.tolist()) for W, b in network.layers(vector)])

        ways = [step * np.array(exact(each), dtype=object) for each in directions]
        slopes = [float((mean_at(start + way) - mean_at(start - way)) / (2 * step)) for way in ways]
        value = float(mean_at(start))
    np.testing.assert_allclose(directions @ found / 3, slopes, rtol=1e-11, atol=1e-13)
    assert mean == pytest.approx(value, rel=1e-12)
    assert mean == pytest.approx(loss.values(z, labels).mean(), rel=1e-14)
    if key != "zero-one":
        assert np.abs(slopes).max() > 1e-3


def test_a_class_that_weighs_nothing_counts_nothing_even_where_its_loss_is_infinite():
    loss = Objective("cross-entropy", 2, [0, 2])
    z, labels = [[800.0], [0.0]], [0, 1]
    np.testing.assert_array_equal(loss.values(z, labels), [0, 2 * np.log(2)])
    np.testing.assert_array_equal(loss.grads(z, labels), [[0], [-1]])


def test_parameters_left_out_are_the_defaults_of_the_loss():
    labels = np.array([0, 1])
    z = np.array([[0.3], [-1.0]])
    expected = LOSSES["focal"].value(z[:, 0], labels)
    np.testing.assert_allclose(Objective("focal", 2).values(z, labels), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Objective("triplet", 2), "loss must be one of .*; got triplet"),
        (lambda: Objective("hinge", 1), "classes must be at least 2; got 1"),
        (lambda: Objective("hinge", 2, gamma=1), "hinge has no parameter gamma"),
        (lambda: Objective("focal", 2, gamma=-1), "gamma must not be negative; got -1"),
        (lambda: Objective("generalised", 2, exponent=[0, 1]), "must be the same for all examples"),
        (lambda: Objective("weighted", 3, weights=[1, 2]), r"weights must be a number or have the"),
        (lambda: Objective("hinge", 2, [1, 2, 3]), r"class_weights must have shape \(2,\); got"),
        (lambda: Objective("hinge", 2, [1, -2]), "class_weights must not be negative; got -2"),
        (lambda: Objective("hinge", 2).values([[0.0]], [2]), r"labels must lie in \[0, 2\); got 2"),
        (lambda: Objective("hinge", 2).values([0.0], [1]), r"z and labels must have shapes \(n, 1"),
        (lambda: Objective("hinge", 2).grads([[np.inf]], [1]), "z must be finite; got inf"),
    ],
)
def test_what_makes_no_objective_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("key", trainable())
def test_outputs_that_broke_in_mid_epoch_raise_nothing(key, classes):
    """A run looks at its numbers once an epoch, so until then a loss must take what comes."""
    objective = Objective(key, classes)
    z = np.full((2, objective.outputs), np.nan)
    with np.errstate(all="ignore"):
        slope = objective.slope(z, objective.targets(np.array([0, 1])))
    assert slope.shape == z.shape
