"""What the shared checks let through, and what they say of the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.special import softmax

from lib import checks

BY_VALUE = [checks.as_floats, checks.as_probabilities, checks.as_hard_labels]
CHECKS = [*BY_VALUE, checks.as_distributions, checks.as_logits]
valid = st.sampled_from([np.float16, np.float32, np.float64]).flatmap(
    lambda dtype: arrays(dtype, array_shapes(max_dims=3, max_side=4), elements=st.just(1.0))
)


@given(valid, st.sampled_from(BY_VALUE))
def test_valid_floats_come_back_as_they_are(values, check):
    assert check("x", values) is values


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("values", [[0, 1], [False, True], np.array([0, 1], np.uint8)])
def test_whole_numbers_become_float64(check, values):
    found = check("x", values)
    assert found.dtype == np.float64
    assert found.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("check", CHECKS)
def test_nan_is_refused_by_the_name_of_its_argument(check):
    with pytest.raises(ValueError, match=r"^theta must not contain NaN$"):
        check("theta", [1, np.nan])


@pytest.mark.parametrize("wrong", [-1e-300, np.nextafter(1, 2), -np.inf, np.inf])
def test_what_is_no_probability_is_refused_and_named(wrong):
    with pytest.raises(ValueError, match=rf"^q must lie in \[0, 1\]; got {wrong}$"):
        checks.as_probabilities("q", [[0.5, wrong]])


@pytest.mark.parametrize("wrong", [-1.0, 1e-300, 0.5, 2.0, np.inf])
def test_what_is_no_hard_label_is_refused_and_named(wrong):
    with pytest.raises(ValueError, match=rf"^y must be 0 or 1; got {wrong}$"):
        checks.as_hard_labels("y", [0, 1, wrong])


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (1.0, r" over its last axis; got shape \(\)"),
        ([1.5, -0.5], "; got -0.5"),
        ([0.5, 0.43], "; got sum 0.93"),
        ([[0.5, 0.5], [0.5, 0.25]], "; got sum 0.75"),
        ([0.5, 0.500002], "; got sum 1.000002"),
        ([], "; got sum 0"),
        ([np.inf, 0], "; got sum inf"),
    ],
)
def test_what_is_no_distribution_is_refused_with_the_reason(values, fault):
    with pytest.raises(ValueError, match=f"^p must be non-negative and sum to 1{fault}$"):
        checks.as_distributions("p", values)


@given(arrays(float, (3, 6), elements=st.floats(-20, 20)))
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_rounding_of_a_distribution_to_its_type_is_forgiven(dtype, z):
    q = softmax(z, axis=-1).astype(dtype)
    assert checks.as_distributions("q", q) is q


@pytest.mark.parametrize("z", [[np.inf, 0], [-np.inf, -np.inf], [[0, 1], [np.inf, np.inf]]])
def test_logits_without_a_softmax_are_refused(z):
    with pytest.raises(ValueError, match=r"^z must have a finite largest logit in every example$"):
        checks.as_logits("z", z)


def test_a_logit_of_minus_infinity_rules_its_class_out():
    assert checks.as_logits("z", [0, -np.inf]).tolist() == [0, -np.inf]


@pytest.mark.parametrize(("z", "shape"), [(1.0, r"\(\)"), (np.zeros((2, 0)), r"\(2, 0\)")])
def test_logits_without_classes_are_refused(z, shape):
    with pytest.raises(ValueError, match=f"^z must have a last axis .* got shape {shape}$"):
        checks.as_logits("z", z)


def test_shapes_that_differ_are_both_named():
    checks.check_same_shape("a and b", (2, 3), (2, 3))
    with pytest.raises(ValueError, match=r"^a and b must have the same shape; got \(3,\) and \(\)"):
        checks.check_same_shape("a and b", (3,), ())


@checks.checked(checks.as_floats, checks.as_probabilities)
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
    record = checks.checked(checks.as_floats, checks.as_floats)(
        lambda z, y: seen.extend([z.dtype, y.dtype]) or z
    )
    record(np.float16(1), np.float16(1))
    assert seen == [np.float32, np.float32]


def test_a_checked_formula_is_silent_and_never_returns_a_negative_zero():
    quotient = checks.checked(checks.as_floats, checks.as_floats)(lambda z, y: -z / y)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(quotient([1, -1], [0, 0]), [-np.inf, np.inf])
        assert not np.signbit(quotient(0, 1))


@checks.checked_labels
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
