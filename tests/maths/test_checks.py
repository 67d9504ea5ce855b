"""What the shared checks let through, and what they say of the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.special import softmax

from lib.maths import checks

BY_VALUE = [checks.as_floats, checks.as_probabilities, checks.as_hard_labels]
BY_VALUE += [checks.as_finite, checks.as_non_negative]
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


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0j, 1], "complex128"),
        (np.array([0, 1], np.complex64), "complex64"),
        (np.array([0, 1], np.longdouble), str(np.dtype(np.longdouble))),
        (["0", "1"], "<U1"),
        ([None, 1], "object"),
    ],
)
def test_what_is_no_real_number_of_a_usual_size_is_refused(check, values, kind):
    if kind == "float64":
        pytest.skip("longdouble is float64 here")
    with pytest.raises(
        ValueError, match=f"^p must be real numbers of at most 64 bits; got {kind}$"
    ):
        check("p", values)


def test_shapes_that_do_not_broadcast_are_named():
    checks.check_broadcast(p=np.zeros(3), weight=np.zeros(()), at=np.zeros((2, 1)))
    with pytest.raises(ValueError, match=r"^p and at must broadcast; got \(3,\) and \(2,\)$"):
        checks.check_broadcast(p=np.zeros(3), at=np.zeros(2))


@pytest.mark.parametrize("wrong", [-1e-300, np.nextafter(1, 2), -np.inf, np.inf])
def test_what_is_no_probability_is_refused_and_named(wrong):
    with pytest.raises(ValueError, match=rf"^q must lie in \[0, 1\]; got {wrong}$"):
        checks.as_probabilities("q", [[0.5, wrong]])


@pytest.mark.parametrize("wrong", [-1.0, 1e-300, 0.5, 2.0, np.inf])
def test_what_is_no_hard_label_is_refused_and_named(wrong):
    with pytest.raises(ValueError, match=rf"^y must be 0 or 1; got {wrong}$"):
        checks.as_hard_labels("y", [0, 1, wrong])


@pytest.mark.parametrize(
    ("check", "wrong", "requirement"),
    [
        (checks.as_finite, -np.inf, "be finite"),
        (checks.as_non_negative, np.inf, "be finite"),
        (checks.as_non_negative, -1e-300, "not be negative"),
        (checks.as_positive, np.inf, "be finite"),
        (checks.as_positive, 0.0, "be positive"),
        (checks.as_positive, -2.0, "be positive"),
    ],
)
def test_what_is_out_of_range_is_refused_and_named(check, wrong, requirement):
    with pytest.raises(ValueError, match=f"^x must {requirement}; got {wrong}$"):
        check("x", [[1.0, wrong]])
    assert check("x", [[1, 2]]).tolist() == [[1.0, 2.0]]


@pytest.mark.parametrize("values", [2, [0, 1], np.array([[3]], np.uint8), []])
def test_whole_labels_stay_integers(values):
    found = checks.as_labels("labels", values)
    assert np.issubdtype(found.dtype, np.integer)
    assert found.tolist() == np.asarray(values).tolist()


@pytest.mark.parametrize("values", [1.0, [0.0, 1.0], [True], ["a"]])
def test_labels_of_another_type_are_refused(values):
    with pytest.raises(ValueError, match=r"^labels must be integers; got "):
        checks.as_labels("labels", values)


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


@pytest.mark.parametrize(
    ("wrong", "message"),
    [(0, "must be negative; got 0.0"), (2, "must be negative; got 2.0"), (-np.inf, "be finite")],
)
def test_what_is_not_negative_is_refused(wrong, message):
    with pytest.raises(ValueError, match=f"^log_zero must {message.removeprefix('must ')}"):
        checks.as_negative("log_zero", [-1, wrong])


def test_negative_numbers_come_back_as_floats():
    assert checks.as_negative("log_zero", [-4, -0.5]).tolist() == [-4.0, -0.5]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([0.5, 0.5], r"must hold square matrices; got shape \(2,\)"),
        ([[0.5, 0.5]], r"must hold square matrices; got shape \(1, 2\)"),
        ([[0.5, 0.5], [0.5, 0.25]], "got sum 0.75"),
        ([[1.5, -0.5], [0, 1]], "got -0.5"),
    ],
)
def test_what_is_no_stochastic_matrix_is_refused(wrong, message):
    with pytest.raises(ValueError, match=f"^noise .*{message}"):
        checks.as_stochastic_matrices("noise", wrong)


def test_stochastic_matrices_may_have_leading_axes():
    assert checks.as_stochastic_matrices("noise", np.full((4, 1, 2, 2), 0.5)).shape == (4, 1, 2, 2)
