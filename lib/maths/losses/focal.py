"""Focal loss: cross-entropy that turns down what the model already gets right.

gamma and alpha broadcast against z: z of shape (n,) and gamma of shape (g, 1) give (g, n) losses.
"""

from inspect import unwrap

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_floats, as_hard_labels, as_non_negative, as_probabilities
from lib.maths.formulas import broadcast_fit, checked
from lib.maths.losses._sigmoid import either, surprisal
from lib.maths.losses.record import Loss, Parameter
from lib.maths.rounding import two_product

# With m = (2 y - 1) z and e = exp(-|m|), the truth has the probability exp(min(m, 0)) / (1 + e),
# the other class exp(min(-m, 0)) / (1 + e), and -ln p_t is max(-m, 0) + ln(1 + e): nothing cancels.
# A power multiplies the relative error of its base by gamma, so what gamma m and 1 + e are rounded
# by is kept, and only the error of e itself remains.


def _parts(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the margin m and exp(-|m|)."""
    margin = (2 * y - 1) * z
    return margin, np.exp(-abs(margin))


def _turned_down(margin: np.ndarray, e: np.ndarray, gamma: np.ndarray) -> np.ndarray:
    """Return (1 - p_t)^gamma."""
    lead = np.clip(-margin, np.finfo(margin.dtype).min, 0)  # finite: 0 * inf would be NaN
    power, lost = two_product(gamma, lead)
    total = 1 + e
    rest = e - (total - 1)  # what the rounding lost: exact, as e is at most 1
    # Of the exponential of what was lost, tiny as it is, the first two terms are all of it.
    return np.exp(power) * total**-gamma * (1 + (lost - gamma * (rest / total)))


@checked(as_floats, as_hard_labels, gamma=(as_non_negative, broadcast_fit))
def sigmoid_focal_loss(z: ArrayLike, y: ArrayLike, gamma: ArrayLike = 2.0) -> np.ndarray:
    """Focal loss of q = sigmoid(z): -(1 - p_t)^gamma ln p_t, p_t the probability of the truth.

    Parameters
    ----------
    z : array_like of shape (...), any logit
    y : array_like of shape (...) or (), 0 or 1
    gamma : array_like of shape (...) or (), at least 0
        How much easy examples are turned down; 0 is cross-entropy.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity. The relative error is at most 8 + gamma / 2 units in the last
        place: a power multiplies that of its base.

    Raises
    ------
    ValueError
        If z is NaN, y is neither 0 nor 1, their shapes differ, or gamma is negative or infinite.

    References
    ----------
    Lin et al. (2017), Focal Loss for Dense Object Detection, eq. 4.

    Examples
    --------
    >>> bool(np.isclose(sigmoid_focal_loss(np.log(9), 1) * 100, -np.log(0.9)))
    True
    """
    margin, e = _parts(z, y)
    return _turned_down(margin, e, gamma) * surprisal(margin, e)


@checked(as_floats, as_hard_labels, gamma=(as_non_negative, broadcast_fit))
def sigmoid_focal_loss_grad(z: ArrayLike, y: ArrayLike, gamma: ArrayLike = 2.0) -> np.ndarray:
    """Derivative over z: -(2 y - 1) (1 - p_t)^gamma (1 - p_t - gamma p_t ln p_t).

    Lin et al. (2017), appendix B, with their y of -1 and 1. Parameters and errors as for
    `sigmoid_focal_loss`. Result shaped as z, in nats.

    >>> float(sigmoid_focal_loss_grad(0.0, 1, gamma=0))
    -0.5
    """
    margin, e = _parts(z, y)
    q, rest = either(margin, e)  # over 1 + e
    surprise = np.fmax(q * surprisal(margin, e), 0)  # 0 times infinity is 0
    return (1 - 2 * y) * _turned_down(margin, e, gamma) * ((rest + gamma * surprise) / (1 + e))


@checked(
    as_floats,
    as_hard_labels,
    gamma=(as_non_negative, broadcast_fit),
    alpha=(as_probabilities, broadcast_fit),
)
def sigmoid_balanced_focal_loss(
    z: ArrayLike, y: ArrayLike, gamma: ArrayLike = 2.0, alpha: ArrayLike = 0.25
) -> np.ndarray:
    """Focal loss times alpha where y is 1 and times 1 - alpha where y is 0.

    At alpha = 1/2 it is half of `sigmoid_focal_loss`.

    Parameters
    ----------
    z, y, gamma
        As for `sigmoid_focal_loss`.
    alpha : array_like of shape (...) or (), in [0, 1]
        Weight of the ones.

    Returns
    -------
    ndarray of shape (...), weighted nats from 0 to infinity

    Raises
    ------
    ValueError
        As `sigmoid_focal_loss`, or if alpha is outside [0, 1].

    References
    ----------
    Lin et al. (2017), Focal Loss for Dense Object Detection, eq. 5.

    Examples
    --------
    >>> bool(np.isclose(sigmoid_balanced_focal_loss(0.0, 0), 0.75 * 0.25 * np.log(2)))
    True
    """
    return _weighted(y, alpha, unwrap(sigmoid_focal_loss)(z, y, gamma))  # checked already


@checked(
    as_floats,
    as_hard_labels,
    gamma=(as_non_negative, broadcast_fit),
    alpha=(as_probabilities, broadcast_fit),
)
def sigmoid_balanced_focal_loss_grad(
    z: ArrayLike, y: ArrayLike, gamma: ArrayLike = 2.0, alpha: ArrayLike = 0.25
) -> np.ndarray:
    """Derivative over z: alpha or 1 - alpha times that of `sigmoid_focal_loss`.

    Parameters and errors as for `sigmoid_balanced_focal_loss`. Result shaped as z, in nats.

    >>> float(sigmoid_balanced_focal_loss_grad(0.0, 1, gamma=0))
    -0.125
    """
    return _weighted(y, alpha, unwrap(sigmoid_focal_loss_grad)(z, y, gamma))


def _weighted(y: np.ndarray, alpha: np.ndarray, each: np.ndarray) -> np.ndarray:
    """Return alpha or 1 - alpha times a loss; a weight of 0 counts nothing, not even infinity."""
    weight = np.where(y > 0, alpha, 1 - alpha)
    return np.where(weight > 0, weight * each, 0)


_GAMMA = Parameter("gamma", "γ", "how much easy examples are turned down", 0, 5, 2)

LOSSES: dict[str, Loss] = {
    "focal": Loss(
        "Focal loss",
        "focal",
        sigmoid_focal_loss,
        sigmoid_focal_loss_grad,
        r"-(1 - p_t)^\gamma \ln p_t, \quad p_t = \sigma((2 y - 1) z)",
        r"-(2 y - 1)\, (1 - p_t)^\gamma\, (1 - p_t - \gamma\, p_t \ln p_t)",
        "Lin et al. (2017), Focal Loss for Dense Object Detection, equation 4",
        takes="logit",
        soft_labels=False,
        parameters=(_GAMMA,),
    ),
    "balanced-focal": Loss(
        "Balanced focal loss",
        "balanced focal",
        sigmoid_balanced_focal_loss,
        sigmoid_balanced_focal_loss_grad,
        r"-\alpha_t (1 - p_t)^\gamma \ln p_t, \quad \alpha_t = y\, \alpha + (1 - y)(1 - \alpha)",
        r"-\alpha_t (2 y - 1)\, (1 - p_t)^\gamma\, (1 - p_t - \gamma\, p_t \ln p_t)",
        "Lin et al. (2017), Focal Loss for Dense Object Detection, equation 5",
        takes="logit",
        soft_labels=False,
        parameters=(_GAMMA, Parameter("alpha", "α", "weight of a yes", 0, 1, 0.25)),
    ),
}
