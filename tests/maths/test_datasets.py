"""The data sets that are shipped, and what is done to them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.preprocessing import StandardScaler

from lib.maths.datasets import breast_cancer, digits, flipped, split, standardised, thinned
from lib.maths.draws import Draws

LABELS = digits().labels


def test_digits_are_scikit_learns():
    x, labels = load_digits(return_X_y=True)
    np.testing.assert_array_equal(digits().x * 16, x)
    np.testing.assert_array_equal(digits().labels, labels)
    assert digits().classes == tuple(map(str, range(10)))
    assert digits().features[8] == "row 2, column 1"


def test_tumours_are_scikit_learns_with_malignant_as_a_yes():
    theirs = load_breast_cancer()
    np.testing.assert_array_equal(breast_cancer().x, theirs.data)
    assert breast_cancer().features == tuple(theirs.feature_names)
    names = np.array(breast_cancer().classes)[breast_cancer().labels]
    np.testing.assert_array_equal(names, theirs.target_names[theirs.target])
    assert breast_cancer().classes.index("malignant") == 1


def test_shared_data_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        digits().x[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        breast_cancer().labels[0] = 1


@given(st.integers(0, 2**40), st.floats(0, 1))
def test_parts_are_all_of_it_and_have_every_class_in_proportion(seed, share):
    training, validation = split(LABELS, share, seed)
    np.testing.assert_array_equal(np.sort(np.concatenate([training, validation])), np.arange(1797))
    counts, whole = np.bincount(LABELS[training], minlength=10), np.bincount(LABELS)
    assert (np.abs(counts - share * whole) <= 0.5).all()


def test_parts_depend_on_the_seed_alone():
    np.testing.assert_array_equal(split(LABELS, 0.8, 3)[0], split(LABELS, 0.8, 3)[0])
    assert (split(LABELS, 0.8, 3)[0] != split(LABELS, 0.8, 4)[0]).any()


def test_standardised_features_are_scikit_learns():
    x = np.column_stack([breast_cancer().x, np.full(569, 7.0)])  # the last does not vary
    scaler = StandardScaler().fit(x[:400])
    own, other = standardised(x[:400], x[400:])
    np.testing.assert_allclose(own, scaler.transform(x[:400]), atol=1e-12)
    np.testing.assert_allclose(other, scaler.transform(x[400:]), atol=1e-12)


@given(st.integers(0, 2**40), st.floats(0, 1), st.floats(0, 1), st.integers(10, 12))
def test_flipped_labels_are_as_many_as_said_and_stay_flipped_at_larger_shares(seed, a, b, classes):
    few, many = (flipped(LABELS, share, classes, seed) for share in sorted((a, b)))
    for share, labels in zip(sorted((a, b)), (few, many), strict=True):
        assert (labels != LABELS).sum() == round(share * 1797)
        assert labels.min() >= 0
        assert labels.max() < classes
    wrong = few != LABELS
    np.testing.assert_array_equal(few[wrong], many[wrong])


def test_every_other_class_is_as_likely_for_a_flipped_label():
    counts = np.bincount(flipped(np.full(9000, 2), 1.0, 4), minlength=4)
    assert counts[2] == 0
    assert (np.abs(counts[[0, 1, 3]] - 3000) < 200).all()


@given(st.integers(0, 9), st.floats(0.01, 0.99), st.integers(0, 2**40))
def test_a_thinned_set_has_the_share_and_cuts_one_side_only(label, share, seed):
    kept = thinned(LABELS, label, share, seed)
    own, all_own = (LABELS[kept] == label).sum(), (label == LABELS).sum()
    rest, all_rest = len(kept) - own, 1797 - all_own
    assert own == all_own or rest == all_rest
    assert abs(own * (1 - share) - rest * share) <= 0.5
    assert (np.diff(kept) > 0).all()


def test_draws_are_the_raw_stream_of_the_seed():
    """Written out once more, from the text: 52 bits, half a step from either end."""
    sequence = np.random.SeedSequence(7, spawn_key=tuple(b"x"))
    raw = np.random.PCG64(sequence).random_raw(6)
    expected = [(int(r) // 2**12 + 0.5) / 2**52 for r in raw]
    assert Draws(7, "x").uniform(2, 3).ravel().tolist() == expected
    assert Draws(7, "x").order(6).tolist() == sorted(range(6), key=expected.__getitem__)
    assert Draws(7, "y").uniform(6).tolist() != expected


def test_draws_are_spread_as_they_should_be():
    uniform, normal = Draws(0, "a").uniform(100_000), Draws(0, "b").normal(100_000)
    assert np.histogram(uniform, 10, (0, 1))[0] == pytest.approx(10_000, rel=0.05)
    assert [normal.mean(), normal.std()] == pytest.approx([0, 1], abs=0.02)
    assert (np.abs(normal) < 1.96).mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: split([0.5, 1], 0.5), "labels must be integers; got float64"),
        (lambda: split([0, 1], 1.5), r"share must lie in \[0, 1\]; got 1.5"),
        (lambda: standardised([1.0, 2.0]), r"x must have shape \(n, features\); got \(2,\)"),
        (lambda: standardised(np.empty((0, 2))), r"x must have shape \(n, features\)"),
        (lambda: standardised([[1.0]], [[1.0, 2.0]]), "the features of x and others must have"),
        (lambda: standardised([[np.nan]]), "x must not contain NaN"),
        (lambda: flipped([0, 1], 0.5, 1), "classes must be at least 2; got 1"),
        (lambda: flipped([0, 2], 0.5, 2), r"labels must lie in \[0, 2\); got 2 at index"),
        (lambda: flipped([0, 1], -0.5, 2), r"share must lie in \[0, 1\]; got -0.5"),
        (lambda: thinned([0, 1], 0, 1.0), r"share must lie in \(0, 1\); got 1"),
        (lambda: thinned([0, 1], 2, 0.5), "labels must contain class 2 and another"),
        (lambda: thinned([1, 1], 1, 0.5), "labels must contain class 1 and another"),
        (lambda: Draws(-1, "x"), "seed must be a whole number, not negative; got -1"),
        (lambda: Draws(True, "x"), "seed must be a whole number, not negative; got True"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
