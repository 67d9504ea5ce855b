"""Points of the playground: presets are what they are called, and one's own are checked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.maths.points import HEIGHT, MOST, PRESETS, WIDTH, as_points, plane, preset
from lib.maths.training import Examples, Recipe, Run


@given(
    st.sampled_from(list(PRESETS)),
    st.integers(2, MOST),
    st.integers(0, 2**40),
    st.floats(0, 3),
)
def test_every_preset_is_a_set_of_points_that_the_playground_takes(name, n, seed, noise):
    points = preset(name, n, seed, noise)
    assert len(points.x) == len(points.labels) == n
    checked = as_points(*points)
    np.testing.assert_array_equal(checked.x, points.x)
    np.testing.assert_array_equal(preset(name, n, seed, noise).x, points.x)
    if name != "flipped":
        assert set(points.labels) == {0, 1}


@pytest.mark.parametrize("name", list(PRESETS))
def test_another_seed_is_other_points(name):
    assert (preset(name, 50, 1).x != preset(name, 50, 2).x).any()


def turns(x):
    """How far around the middle each point is, minus its distance: the arm of a spiral."""
    return np.arctan2(x[:, 1], x[:, 0]) - np.hypot(*x.T) / 2.6 * 3 * np.pi


def test_shapes_are_what_they_are_called():
    x, labels = preset("circles", noise=0)
    assert np.hypot(*x.T) == pytest.approx(np.where(labels, 0.8, 2.2))
    x, labels = preset("xor", noise=0)
    np.testing.assert_array_equal((x[:, 0] > 0) ^ (x[:, 1] > 0), labels)
    x, labels = preset("moons", noise=0)
    middles = np.where(labels, [[1], [0.5]], [[-1], [-0.5]]).T
    assert np.hypot(*(x - middles).T) == pytest.approx(2)
    assert ((x[:, 1] > middles[:, 1]) == (labels == 0)).all()
    x, labels = preset("spiral", noise=0)
    arms = np.cos(turns(x))
    assert arms == pytest.approx(np.where(labels, -1, 1))
    x, labels = preset("blobs", noise=0)
    assert len(np.unique(x, axis=0)) == 2


def test_special_points_are_where_the_lesson_wants_them():
    assert preset("rare", 300).labels.sum() == 30
    blobs, flipped = preset("blobs", 100, 4), preset("flipped", 100, 4)
    assert (blobs.labels != flipped.labels).sum() == 20
    x, labels = preset("outlier", 60)
    assert np.hypot(*x[0]) == np.hypot(*x.T).max() > 4
    assert (labels[0], (x[0] > 0).all(), (x[1:][labels[1:] == 0].mean(axis=0) < 0).all()) == (
        0,
        True,
        True,
    )


@pytest.mark.parametrize("name", ["xor", "circles"])
def test_what_no_line_tells_apart_takes_a_hidden_layer(name):
    data = Examples(*preset(name, 200))
    line, network = (Run(Recipe(hidden=hidden, rate=1.0), data) for hidden in ((), (8,)))
    *_, flat = line.epochs(40)
    *_, bent = network.epochs(40)
    assert flat.training.accuracy < 0.75
    assert bent.training.accuracy > 0.95


@pytest.mark.parametrize(
    ("x", "labels", "message"),
    [
        (np.empty((0, 2)), [], "there must be from 1 to 500 points; got 0"),
        (np.zeros((501, 2)), np.zeros(501), "there must be from 1 to 500 points; got 501"),
        ([[0, 0], [1, 3.5]], [0, 1], r"points must lie within ±4, ±3; got \(1, 3.5\) at 1"),
        ([[-4.1, 0]], [0], r"points must lie within ±4, ±3; got \(-4.1, 0\) at 0"),
        ([[np.nan, 0]], [0], "x must not contain NaN"),
        ([[np.inf, 0]], [0], "x must be finite; got inf"),
        ([[0, 0]], [2], "labels must be 0 or 1; got 2"),
        ([[0, 0]], [0, 1], "x and labels must have the same shape"),
        ([0, 0], [0], r"x must have shape \(n, 2\); got \(2,\)"),
    ],
)
def test_points_that_do_not_belong_are_refused(x, labels, message):
    with pytest.raises(ValueError, match=message):
        as_points(x, labels)


def test_the_edge_of_the_plane_belongs_to_it_and_one_point_is_enough_to_be_kept():
    assert as_points([[WIDTH, -HEIGHT]], [1]).x.tolist() == [[4.0, -3.0]]


def test_a_map_covers_the_plane_with_equal_cells():
    x = plane(8, 6).reshape(6, 8, 2)
    assert x[0, 0].tolist() == [-3.5, -2.5]
    assert x[-1, -1].tolist() == [3.5, 2.5]
    assert np.ptp(np.diff(x[..., 0], axis=1)) == np.ptp(np.diff(x[..., 1], axis=0)) == 0
    assert x[2, 3].tolist() == [-0.5, -0.5]
    with pytest.raises(ValueError, match="columns and rows must be at least 1; got 0 and 3"):
        plane(0, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("stripes",), "name must be one of blobs, .*; got stripes"),
        (("blobs", 501), "n must be from 2 to 500; got 501"),
        (("blobs", 1), "n must be from 2 to 500; got 1"),
        (("blobs", 9, -1), "seed must be a whole number, not negative; got -1"),
        (("blobs", 9, 0, np.nan), r"noise must lie in \[0, 3\]; got nan"),
    ],
)
def test_a_preset_that_is_none_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        preset(*arguments)
