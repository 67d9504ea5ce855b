"""What stands around a formula: its arguments checked, its type kept, its warnings silent."""

import numpy as np
import pytest

from lib.maths import blocks, checks, formulas, losses


@formulas.checked(checks.as_floats, checks.as_probabilities)
def distance(z, y):
    """How far apart."""
    return z - y


def test_a_checked_formula_is_refused_its_arguments_by_their_own_names():
    with pytest.raises(ValueError, match=r"^z must not contain NaN$"):
        distance(np.nan, 0)
    with pytest.raises(ValueError, match=r"^y must lie in \[0, 1\]; got 2\.0$"):
        distance(0, 2)
    with pytest.raises(
        ValueError, match=r"^z and y must have the same shape; got \(2,\) and \(1,\)"
    ):
        distance([0, 0], [1])
    with pytest.raises(ValueError, match=r"^z and y must have the same shape; got \(\) and \(2,\)"):
        distance(0, [1, 1])


def test_a_checked_formula_keeps_its_name_and_its_words():
    assert (distance.__name__, distance.__doc__) == ("distance", "How far apart.")


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_checked_formula_returns_the_type_of_its_prediction(dtype):
    assert distance(np.array([0.5], dtype), np.float64(1)).dtype == dtype


def test_half_precision_is_lifted_for_the_arithmetic():
    seen = []
    record = formulas.checked(checks.as_floats, checks.as_floats)(
        lambda z, y: seen.extend([z.dtype, y.dtype]) or z
    )
    record(np.float16(1), np.float16(1))
    assert seen == [np.float32, np.float32]


def test_a_checked_formula_is_silent_and_never_returns_a_negative_zero():
    quotient = formulas.checked(checks.as_floats, checks.as_floats)(lambda z, y: -z / y)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(quotient([1, -1], [0, 0]), [-np.inf, np.inf])
        assert not np.signbit(quotient(0, 1))
        assert not np.signbit(quotient(np.float16(6e-8), 1e6))  # too small for its type


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_a_pull_too_small_for_its_type_is_no_negative_zero(kind):
    grad = losses.softmax_cross_entropy_with_integer_labels_grad(np.array([1e3, 0], kind), 0)
    assert grad.tolist() == [0, 0]
    assert not np.signbit(grad).any()


@formulas.checked(checks.as_floats)
def doubled(z):
    """Twice as much."""
    return 2 * z


def test_a_formula_without_a_target_is_checked_too():
    assert doubled(np.float16(1)).dtype == np.float16
    assert doubled(z=[1, 2]).tolist() == [2, 4]
    with pytest.raises(ValueError, match=r"^z must not contain NaN$"):
        doubled(np.nan)


@formulas.checked(
    checks.as_logits,
    checks.as_labels,
    fit=formulas.labels_fit,
    scale=(checks.as_positive, formulas.examples_fit),
)
def scaled_at(z, labels, scale=1.0):
    """The logit of a label, times the scale."""
    assert np.issubdtype(labels.dtype, np.integer)
    picked = np.broadcast_to(labels, z.shape[:-1])[..., None]
    return scale * np.take_along_axis(z, picked, -1)[..., 0]


def test_labels_are_one_for_each_example_or_one_for_all():
    z = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    assert scaled_at(z, [0, 2], scale=2).tolist() == [2, 12]
    assert scaled_at(z, 1).tolist() == [2, 5]
    assert scaled_at(z[0], 1, [1, 10]).tolist() == [2, 20]


@pytest.mark.parametrize(
    ("labels", "fault"),
    [
        (3, r"labels must lie in \[0, 3\); got 3"),
        ([0, -1], r"labels must lie in \[0, 3\); got -1 at index \(1,\)"),
        (
            [0],
            r"z without its last axis and labels must have the same shape; got \(2,\) and \(1,\)",
        ),
        (0.0, "labels must be integers; got float64"),
    ],
)
def test_labels_that_do_not_fit_are_refused(labels, fault):
    with pytest.raises(ValueError, match=f"^{fault}$"):
        scaled_at(np.zeros((2, 3)), labels)


FITS = {
    "broadcast": (formulas.broadcast_fit, [(), (3,), (1,), (4, 3), (7, 1, 1)]),
    "examples": (formulas.examples_fit, [(), (4,), (1,), (7, 1), (7, 4)]),
    "classes": (formulas.classes_fit, [(), (3,), (4, 3), (1, 3), (7, 1, 3)]),
    "pairs": (formulas.pairs_fit, [(), (3, 3), (4, 3, 3), (7, 1, 3, 3)]),
}


@pytest.mark.parametrize(("fit", "shapes"), FITS.values(), ids=FITS)
def test_a_parameter_of_a_fitting_shape_is_let_through(fit, shapes):
    for shape in shapes:
        fit("z", np.zeros((4, 3)), "tau", np.zeros(shape))


@pytest.mark.parametrize(
    ("fit", "shape", "message"),
    [
        (formulas.broadcast_fit, (4,), r"z and tau must broadcast; got \(4, 3\) and \(4,\)"),
        (
            formulas.examples_fit,
            (3,),
            r"tau must have a shape that broadcasts against the examples of z, \(4,\); got \(3,\)",
        ),
        (
            formulas.classes_fit,
            (4,),
            r"tau must be a number or have the last axis \(3\), the classes of z; got shape \(4,\)",
        ),
        (
            formulas.classes_fit,
            (4, 1),
            r"tau must be a number or have the last axis \(3\), the classes of z; got shape .*",
        ),
        (
            formulas.classes_fit,
            (5, 3),
            r"tau must have a shape that broadcasts against the examples of z, .*; got \(5, 3\)",
        ),
        (
            formulas.pairs_fit,
            (1, 1),
            r"tau must be a number or have the last two axes \(3, 3\), .*; got shape \(1, 1\)",
        ),
        (formulas.pairs_fit, (3,), r"tau must be a number or have the last two axes .*"),
        (formulas.pairs_fit, (5, 3, 3), r"tau must have a shape that broadcasts .*"),
    ],
)
def test_a_parameter_of_another_shape_is_refused_by_its_name(fit, shape, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        fit("z", np.zeros((4, 3)), "tau", np.zeros(shape))


# ---- Large batches ------------------------------------------------------------------------------


@pytest.fixture
def tiny_blocks(monkeypatch):
    """Let every batch count as large, and a block hold a few numbers."""
    monkeypatch.setattr(formulas, "SMALL", 1)
    monkeypatch.setattr(blocks, "BLOCK", 4)


def _batch(loss_key):
    """Five examples for a row, and more keywords than defaults: some differ between examples."""
    loss, rng = losses.LOSSES[loss_key], np.random.default_rng(3)
    if loss.example:
        return loss.example, {}
    if loss.takes in ("probability", "logit"):
        x = rng.uniform(size=5)
        return (x, rng.integers(0, 2, 5)), {}
    z, labels = rng.normal(scale=3, size=(5, 3)), rng.integers(0, 3, 5)
    x = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True) if loss.takes == "probabilities" else z
    each = {"exponent": 5, "alpha": 5, "tau": 5, "epsilon": 5, "weights": 3, "priors": 3}
    names = {p.key for p in loss.parameters} & set(each)
    keywords = {name: rng.uniform(0.1, 0.9, each[name]) for name in names}
    return (x, labels if "labels" in loss.takes else np.eye(3)[labels]), keywords


@pytest.mark.parametrize("part", ["value", "grad"])
@pytest.mark.parametrize("loss_key", losses.LOSSES)
def test_a_large_batch_gives_what_its_examples_give(loss_key, part, tiny_blocks, monkeypatch):
    function, (args, keywords) = getattr(losses.LOSSES[loss_key], part), _batch(loss_key)
    in_blocks = function(*args, **keywords)
    monkeypatch.setattr(formulas, "SMALL", np.inf)
    np.testing.assert_allclose(in_blocks, function(*args, **keywords), rtol=1e-14, atol=1e-300)


def test_a_fault_in_a_late_block_is_named_as_in_a_small_batch(tiny_blocks):
    z, y = np.zeros((9, 3)), np.eye(3)[[0] * 9]
    y[8] = [0.5, 0.43, 0]
    with pytest.raises(ValueError, match=r"^y must be non-negative and sum to 1; got sum 0\.93$"):
        losses.softmax_cross_entropy(z, y)
    with pytest.raises(ValueError, match=r"labels must lie in \[0, 3\); got 3 at index \(2, 1\)"):
        scaled_at(np.zeros((3, 2, 3)), [[0, 1], [2, 0], [1, 3]])
    with pytest.raises(ValueError, match=r"^z and y must have the same shape; got \(9,\) and"):
        distance(np.zeros(9), np.zeros(8))
    z[8, 1] = np.inf
    with pytest.raises(ValueError, match="finite largest logit"):
        losses.softmax_cross_entropy_with_integer_labels(z, np.zeros(9, int))


def test_a_parameter_that_broadcasts_against_a_large_batch_sweeps_it(tiny_blocks):
    assert scaled_at(np.ones((4, 3)), 1, [[1], [10]]).shape == (2, 4)
