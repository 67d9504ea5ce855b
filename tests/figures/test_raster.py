"""Pictures over many states, packed and unpacked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lib.figures import raster
from lib.maths.points import plane, preset
from lib.maths.training import Examples, Recipe, Run

shapes = st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(1, 4))


@given(
    arrays(float, shapes, elements=st.floats(-2, 3)),
    st.integers(2, 256),
)
def test_a_number_comes_back_as_the_nearest_level(pictures, levels):
    found = raster.unpack(raster.pack(pictures, -2, 3, levels))
    assert found.shape == pictures.shape
    assert np.abs(found - pictures).max() <= 5 / (levels - 1) / 2 * (1 + 1e-9)
    again = raster.unpack(raster.pack(np.clip(found, -2, 3), -2, 3, levels))
    np.testing.assert_allclose(again, found, atol=1e-12)


def test_two_hundred_maps_of_a_training_take_about_twenty_kilobytes():
    run = Run(Recipe(), Examples(*preset("moons")))
    maps = [run.probabilities(plane(48, 36)).reshape(36, 48) for _ in run.epochs(200)]
    packed = raster.pack(maps, 0, 1)
    assert packed["shape"] == [200, 36, 48]
    assert len(packed["deflate"]) * 3 / 4 < 25_000
    assert np.abs(raster.unpack(packed) - maps).max() <= 0.5 / 31 + 1e-12


@pytest.mark.parametrize(
    ("pictures", "limits", "message"),
    [
        (np.zeros((2, 2)), (0, 1, 32), "pictures must have states, rows and columns; got shape"),
        (np.full((1, 1, 1), np.nan), (0, 1, 32), r"pictures must lie in \[0, 1\]; got nan"),
        (np.full((1, 1, 1), 1.1), (0, 1, 32), r"pictures must lie in \[0, 1\]; got 1.1"),
        (np.zeros((1, 1, 1)), (0, 0, 32), r"pictures must lie in \[0, 0\]"),
        (np.zeros((1, 1, 1)), (0, 1, 257), "levels must be from 2 to 256; got 257"),
        (np.zeros((1, 1, 1)), (0, 1, 1), "levels must be from 2 to 256; got 1"),
    ],
)
def test_pictures_that_cannot_be_packed_are_refused(pictures, limits, message):
    with pytest.raises(ValueError, match=message):
        raster.pack(pictures, *limits)
