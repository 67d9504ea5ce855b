"""Focal loss: cross-entropy that turns down what the model already gets right.

gamma and alpha broadcast against z: z of shape (n,) and gamma of shape (g, 1) give (g, n) losses.
"""

import numpy as np
from numpy.typing import ArrayLike

from lib.checks import as_floats, as_hard_labels, as_non_negative, as_probabilities
from lib.formulas import checked
from lib.losses.record import Loss, Parameter

# With m = (2 y - 1) z and t = ln(1 + exp(-|m|)), the truth has the probability exp(min(m, 0) - t),
# the other class exp(min(-m, 0) - t), and -ln p_t is max(-m, 0) + t: nothing cancels. The exponents
# are taken apart, since a large and a small one, added, would round the small one away.


def _parts(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    margin = (2 * y - 1) * z
    return margin, np.log1p(np.exp(-abs(margin)))


def _turned_down(margin: np.ndarray, t: np.ndarray, gamma: np.ndarray, more: int = 0) -> np.ndarray:
    """Return (1 - p_t)^gamma, over (1 + exp(-|m|))^more."""
    lead = np.maximum(np.minimum(-margin, 0), np.finfo(margin.dtype).min)  # 0 * inf would be NaN
    return np.exp(gamma * lead) * np.exp(-(gamma + more) * t)


@checked(as_floats, as_hard_labels, gamma=as_non_negative)
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
        Nats, from 0 to infinity. Where gamma z has to be rounded, its relative error is up to
        gamma |z| units in the last place.

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
    margin, t = _parts(z, y)
    return _turned_down(margin, t, gamma) * (np.maximum(-margin, 0) + t)


@checked(as_floats, as_hard_labels, gamma=as_non_negative)
def sigmoid_focal_loss_grad(z: ArrayLike, y: ArrayLike, gamma: ArrayLike = 2.0) -> np.ndarray:
    """Derivative over z: -(2 y - 1) (1 - p_t)^gamma (1 - p_t - gamma p_t ln p_t).

    Lin et al. (2017), appendix B, with their y of -1 and 1. Parameters and errors as for
    `sigmoid_focal_loss`. Result shaped as z, in nats.

    >>> float(sigmoid_focal_loss_grad(0.0, 1, gamma=0))
    -0.5
    """
    margin, t = _parts(z, y)
    q, rest = np.exp(np.minimum(margin, 0)), np.exp(np.minimum(-margin, 0))  # both times exp(-t)
    surprise = np.where(q > 0, q * (np.maximum(-margin, 0) + t), 0)
    return (1 - 2 * y) * _turned_down(margin, t, gamma, 1) * (rest + gamma * surprise)


@checked(as_floats, as_hard_labels, gamma=as_non_negative, alpha=as_probabilities)
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
    return np.where(y > 0, alpha, 1 - alpha) * sigmoid_focal_loss(z, y, gamma)


@checked(as_floats, as_hard_labels, gamma=as_non_negative, alpha=as_probabilities)
def sigmoid_balanced_focal_loss_grad(
    z: ArrayLike, y: ArrayLike, gamma: ArrayLike = 2.0, alpha: ArrayLike = 0.25
) -> np.ndarray:
    """Derivative over z: alpha or 1 - alpha times that of `sigmoid_focal_loss`.

    Parameters and errors as for `sigmoid_balanced_focal_loss`. Result shaped as z, in nats.

    >>> float(sigmoid_balanced_focal_loss_grad(0.0, 1, gamma=0))
    -0.125
    """
    return np.where(y > 0, alpha, 1 - alpha) * sigmoid_focal_loss_grad(z, y, gamma)


_GAMMA = Parameter("gamma", "γ", "how much easy examples are turned down", 0, 5, 2)

LOSSES: dict[str, Loss] = {
    "focal": Loss(
        "Focal loss",
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
