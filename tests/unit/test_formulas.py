"""What stands around a formula: its arguments checked, its type kept, its warnings silent."""

import numpy as np
import pytest

from lib import checks, formulas


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
    checks.as_logits, checks.as_labels, fit=formulas.labels_fit, scale=checks.as_positive
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


@formulas.checked_labels
def chosen(z, labels):
    """The logit of each label."""
    assert (z.ndim, labels.ndim) == (2, 1)
    return z[np.arange(labels.size), labels]


@pytest.mark.parametrize("lead", [(), (4,), (2, 3), (2, 1, 3)])
def test_a_formula_of_labels_sees_a_matrix_and_its_result_gets_the_shape_back(lead):
    rng = np.random.default_rng(7)
    z, labels = rng.normal(size=(*lead, 5)), rng.integers(0, 5, lead)
    expected = [row[c] for row, c in zip(z.reshape(-1, 5), labels.ravel(), strict=True)]
    found = chosen(z, labels)
    assert np.shape(found) == lead
    np.testing.assert_array_equal(np.ravel(found), expected)


@pytest.mark.parametrize(
    ("labels", "fault"),
    [
        ([0, 3], r"labels must lie in \[0, 3\); got 3 at index \(1,\)"),
        ([-1, 0], r"labels must lie in \[0, 3\); got -1 at index \(0,\)"),
        ([0.0, 1.0], "labels must be integers; got float64"),
        ([True, False], "labels must be integers; got bool"),
        (0, r"z without its last axis and labels must have the same shape; got \(2,\) and \(\)"),
    ],
)
def test_labels_that_are_no_classes_are_refused(labels, fault):
    with pytest.raises(ValueError, match=f"^{fault}$"):
        chosen(np.zeros((2, 3)), labels)
