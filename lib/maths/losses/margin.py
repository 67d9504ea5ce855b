"""Losses of the margin m = (2 y - 1) z, for which probabilities play no part."""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_floats, as_hard_labels
from lib.maths.formulas import checked
from lib.maths.losses.record import Loss


@checked(as_floats, as_hard_labels)
def hinge(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Hinge loss: max(0, 1 - m) for the margin m = (2 y - 1) z.

    Parameters and errors as for `sigmoid_binary_cross_entropy`, but y must be 0 or 1.

    Returns
    -------
    ndarray of shape (...)
        In units of z, from 0 to infinity; a margin of 1 or more costs nothing.

    References
    ----------
    Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, section 12.3.2.

    Examples
    --------
    >>> hinge([-1.0, 0.5, 3.0], 1)
    array([2. , 0.5, 0. ])
    """
    return np.maximum(0, 1 - (2 * y - 1) * z)


@checked(as_floats, as_hard_labels)
def hinge_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over z: -(2 y - 1) below the margin 1, and 0 from the kink on.

    Parameters and errors as for `hinge`. Result shaped as z, without a unit.

    >>> hinge_grad([-1.0, 0.5, 3.0], 1)
    array([-1., -1.,  0.])
    """
    return np.where((2 * y - 1) * z < 1, 1 - 2 * y, 0)


@checked(as_floats, as_hard_labels)
def squared_hinge(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Squared hinge loss: max(0, 1 - m)^2 for the margin m = (2 y - 1) z.

    Parameters and errors as for `hinge`.

    Returns
    -------
    ndarray of shape (...)
        In units of z squared, from 0 to infinity: infinite where the square is beyond the floating
        type.

    References
    ----------
    Fan et al. (2008), LIBLINEAR: A Library for Large Linear Classification.

    Examples
    --------
    >>> squared_hinge([-1.0, 0.5, 3.0], 1)
    array([4.  , 0.25, 0.  ])
    """
    return np.maximum(0, 1 - (2 * y - 1) * z) ** 2


@checked(as_floats, as_hard_labels)
def squared_hinge_grad(z: ArrayLike, y: ArrayLike) -> np.ndarray:
    """Derivative over z: -2 (2 y - 1) max(0, 1 - m), without a jump.

    Parameters and errors as for `hinge`. Result shaped as z, in units of z.

    >>> squared_hinge_grad([-1.0, 0.5, 3.0], 1)
    array([-4., -1.,  0.])
    """
    return 2 * (1 - 2 * y) * np.maximum(0, 1 - (2 * y - 1) * z)


LOSSES: dict[str, Loss] = {
    "hinge": Loss(
        "Hinge",
        "hinge",
        hinge,
        hinge_grad,
        r"\max(0,\, 1 - (2 y - 1) z)",
        r"-(2 y - 1)\, [(2 y - 1) z < 1]",
        "Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, sec. 12.3.2",
        takes="logit",
        soft_labels=False,
    ),
    "squared-hinge": Loss(
        "Squared hinge",
        "squared hinge",
        squared_hinge,
        squared_hinge_grad,
        r"\max(0,\, 1 - (2 y - 1) z)^2",
        r"-2 (2 y - 1) \max(0,\, 1 - (2 y - 1) z)",
        "Fan et al. (2008), LIBLINEAR: A Library for Large Linear Classification",
        takes="logit",
        soft_labels=False,
    ),
}
