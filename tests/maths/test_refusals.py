"""What every row of the registry refuses alike: kinds of numbers, and shapes of parameters."""

import numpy as np
import pytest

from lib.maths import losses
from lib.maths.losses import LOSSES
from tests.maths.test_losses import example

each_part = pytest.mark.parametrize("part", ["value", "grad"])


def arguments(loss_key: str) -> list[np.ndarray]:
    """A batch of two and more examples."""
    return [np.asarray(each) for each in LOSSES[loss_key].example or example(loss_key)]


def refusal(function, *args, **keywords) -> str:
    """The message; NumPy's own errors are not ours, but of the same kind."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the tests look at the message
        function(*args, **keywords)
    return str(caught.value)


@each_part
@pytest.mark.parametrize("loss_key", LOSSES)
@pytest.mark.parametrize("kind", [np.complex64, np.complex128, np.longdouble])
def test_complex_and_extended_numbers_are_refused_by_every_row(loss_key, part, kind):
    if np.dtype(kind) == np.float64:
        pytest.skip("longdouble is float64 here")
    function, args = getattr(LOSSES[loss_key], part), arguments(loss_key)
    for place, each in enumerate(args):
        odd = [*args[:place], each.astype(kind), *args[place + 1 :]]
        message = refusal(function, *odd)
        assert "must be real numbers of at most 64 bits" in message or "must be integers" in message


@each_part
@pytest.mark.parametrize("loss_key", [key for key in LOSSES if LOSSES[key].parameters])
def test_a_parameter_of_a_wrong_shape_or_kind_is_named(loss_key, part):
    loss, args = LOSSES[loss_key], arguments(loss_key)
    function = getattr(loss, part)
    for parameter in loss.parameters:
        usual = np.asarray(parameter.argument(parameter.start))
        wrong = np.eye(13) if parameter.key == "noise" else np.full(13, usual.flat[0])
        message = refusal(function, *args, **{parameter.key: wrong})
        assert parameter.key in message
        assert str(wrong.shape) in message
        assert "operands could not be broadcast" not in message
        message = refusal(function, *args, **{parameter.key: usual.astype(complex)})
        assert message.startswith(f"{parameter.key} must be real numbers")


@each_part
@pytest.mark.parametrize(
    ("loss_key", "parameter", "shape"),
    [
        ("weighted", "weights", (2, 1)),
        ("logit-adjustment", "priors", (2, 1)),
        ("forward-correction", "noise", (1, 1)),
        ("forward-correction", "noise", (2, 1, 1)),
    ],
)
def test_one_number_does_not_stand_for_each_class_by_its_axis(loss_key, parameter, shape, part):
    z, y = np.zeros((2, 4)), np.eye(4)[:2]
    message = refusal(getattr(LOSSES[loss_key], part), z, y, **{parameter: np.ones(shape)})
    assert parameter in message
    assert str(shape) in message


def test_the_weighted_mean_takes_one_weight_for_each_class_and_no_more():
    z, y = np.zeros((2, 3)), np.eye(3)[:2]
    assert losses.weighted_softmax_cross_entropy_mean(z, y, [1, 2, 3]) == pytest.approx(np.log(3))
    for shape in ((2,), (2, 3), (3, 1)):
        message = refusal(losses.weighted_softmax_cross_entropy_mean, z, y, np.ones(shape))
        assert message.startswith("weights")
