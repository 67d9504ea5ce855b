"""The losses of a generator and of the discriminator that tells its fakes from the real."""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_floats, as_probabilities, check_same_shape
from lib.maths.formulas import checked
from lib.maths.losses._sigmoid import cost, miss, pull, surprisal
from lib.maths.losses.record import Loss


def _pairs_fit(prediction: str, x: np.ndarray, target: str, y: np.ndarray) -> None:
    """Refuse logits or labels without a last axis of two."""
    check_same_shape(f"the last axis of {prediction} and a pair", x.shape[-1:], (2,))
    check_same_shape(f"the last axis of {target} and a pair", y.shape[-1:], (2,))
    if y.ndim > 1:
        check_same_shape(f"{prediction} and {target}", x.shape, y.shape)


@checked(as_floats, as_probabilities, fit=_pairs_fit, axes=1)
def gan_discriminator(z: ArrayLike, y: ArrayLike = (1, 0)) -> np.ndarray:
    """Discriminator's loss on a pair: -ln sigmoid(z_real) - ln(1 - sigmoid(z_fake)).

    It is binary cross-entropy of the real as 1 and of the fake as 0, the sum of both.

    Parameters
    ----------
    z : array_like of shape (..., 2), any logits
        The discriminator's logit on a real example and on a fake.
    y : array_like of shape (2,) or (..., 2), in [0, 1]
        Their labels.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity; 2 ln 2 where it cannot tell them apart

    Raises
    ------
    ValueError
        If z is NaN, y is outside [0, 1] or NaN, or the last axis is not a pair.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, eq. 1, which the discriminator maximises:
    this is its negative.

    Examples
    --------
    >>> round(float(gan_discriminator([0.0, 0.0])), 4)
    1.3863
    """
    return cost(z, y).sum(axis=-1)


@checked(as_floats, as_probabilities, fit=_pairs_fit, axes=1)
def gan_discriminator_grad(z: ArrayLike, y: ArrayLike = (1, 0)) -> np.ndarray:
    """Derivative over both logits: sigmoid(z) - y, so -sigmoid(-z_real) and sigmoid(z_fake).

    Parameters and errors as for `gan_discriminator`. Result shaped as z, in nats.

    >>> gan_discriminator_grad([0.0, 0.0])
    array([-0.5,  0.5])
    """
    return pull(z, y)


@checked(as_floats)
def gan_generator_saturating(z: ArrayLike) -> np.ndarray:
    """Generator's loss in the game of minimax: ln(1 - sigmoid(z)), of a fake's logit.

    It is minus the binary cross-entropy of the fake as 0, what the discriminator pays for it.

    Parameters
    ----------
    z : array_like of shape (...), any logit
        The discriminator's logit that the fake is real.

    Returns
    -------
    ndarray of shape (...), nats from minus infinity to 0

    Raises
    ------
    ValueError
        If z is NaN.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, eq. 1, the generator's part of it.

    Examples
    --------
    >>> round(float(gan_generator_saturating(0.0)), 4)
    -0.6931
    """
    return -surprisal(-z, np.exp(-np.abs(z)))


@checked(as_floats)
def gan_generator_saturating_grad(z: ArrayLike) -> np.ndarray:
    """Derivative over the logit: -sigmoid(z), which vanishes where the fake is spotted.

    Parameters and errors as for `gan_generator_saturating`. Result shaped as z, in nats.

    >>> float(gan_generator_saturating_grad(0.0))
    -0.5
    """
    return -miss(-z, np.exp(-np.abs(z)))


@checked(as_floats)
def gan_generator_non_saturating(z: ArrayLike) -> np.ndarray:
    """Generator's loss as it is used: -ln sigmoid(z), binary cross-entropy of the fake as 1.

    Parameters and errors as for `gan_generator_saturating`.

    Returns
    -------
    ndarray of shape (...), nats from 0 to infinity

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets.

    Examples
    --------
    >>> round(float(gan_generator_non_saturating(0.0)), 4)
    0.6931
    """
    return surprisal(z, np.exp(-np.abs(z)))


@checked(as_floats)
def gan_generator_non_saturating_grad(z: ArrayLike) -> np.ndarray:
    """Derivative over the logit: sigmoid(z) - 1, strongest where the fake is spotted.

    Parameters and errors as for `gan_generator_saturating`. Result shaped as z, in nats.

    >>> float(gan_generator_non_saturating_grad(0.0))
    -0.5
    """
    return -miss(z, np.exp(-np.abs(z)))


_SOURCE = "Goodfellow et al. (2014), Generative Adversarial Nets"
_FAKES = (np.array([-2.3, 0.4, 1.7]),)

LOSSES: dict[str, Loss] = {
    "gan-discriminator": Loss(
        "GAN, discriminator",
        "discriminator",
        gan_discriminator,
        gan_discriminator_grad,
        r"-\ln \sigma(z_{\text{real}}) - \ln\big(1 - \sigma(z_{\text{fake}})\big)",
        r"-\sigma(-z_{\text{real}}) \text{ and } \sigma(z_{\text{fake}})",
        f"{_SOURCE}, equation 1",
        takes="a discriminator's logits on a real and on a fake",
        example=(np.array([[1.2, -0.7], [-0.4, 0.9]]),),
    ),
    "gan-generator-saturating": Loss(
        "GAN, saturating generator",
        "saturating generator",
        gan_generator_saturating,
        gan_generator_saturating_grad,
        r"\ln\big(1 - \sigma(z)\big)",
        r"-\sigma(z)",
        f"{_SOURCE}, equation 1",
        takes="a discriminator's logit on a fake",
        example=_FAKES,
    ),
    "gan-generator-non-saturating": Loss(
        "GAN, non-saturating generator",
        "non-saturating generator",
        gan_generator_non_saturating,
        gan_generator_non_saturating_grad,
        r"-\ln \sigma(z)",
        r"\sigma(z) - 1",
        _SOURCE,
        takes="a discriminator's logit on a fake",
        example=_FAKES,
    ),
}
