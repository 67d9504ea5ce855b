"""The loss of a policy that learns from reward: cross-entropy of its own actions, weighted."""

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_finite, as_labels, as_logits
from lib.maths.formulas import checked, examples_fit, labels_fit
from lib.maths.losses._softmax import cost_of_labels, pull_of_labels
from lib.maths.losses.record import Loss, Parameter


@checked(as_logits, as_labels, fit=labels_fit, advantage=(as_finite, examples_fit))
def policy_gradient(z: ArrayLike, action: ArrayLike, advantage: ArrayLike = 1.0) -> np.ndarray:
    """Policy-gradient loss of an action taken: -A ln pi(action), with pi = softmax(z).

    With A = 1 it is cross-entropy with the action as the label. With a negative advantage it falls
    without bound as the action becomes improbable: as a number it measures nothing, only its
    gradient is meant.

    Parameters
    ----------
    z : array_like of shape (..., K)
        Logits of the actions.
    action : array_like of shape (...) or (), integers in [0, K)
        The action that was taken.
    advantage : array_like, broadcast against the examples
        How much better the outcome was than expected; shape (G,) sweeps it over z of shape (K,).

    Returns
    -------
    ndarray of shape (...), nats times the unit of the advantage, of either sign

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, an action is none of the K, the advantage is
        infinite or NaN, or the shapes do not fit.

    References
    ----------
    Williams (1992), Simple Statistical Gradient-Following Algorithms for Connectionist
    Reinforcement Learning; Sutton and Barto (2018), Reinforcement Learning, sections 13.3 and, for
    what is expected, 13.4.

    Examples
    --------
    >>> round(float(policy_gradient(np.log([0.5, 0.3, 0.2]), 2, advantage=-2)), 4)
    -3.2189
    """
    return np.where(advantage == 0, 0, advantage * cost_of_labels(z, action))


@checked(as_logits, as_labels, fit=labels_fit, advantage=(as_finite, examples_fit))
def policy_gradient_grad(z: ArrayLike, action: ArrayLike, advantage: ArrayLike = 1.0) -> np.ndarray:
    """Derivative over each logit: A (pi - [k is the action]).

    Parameters and errors as for `policy_gradient`. Result shaped as z, with an axis for a swept
    advantage before it.

    >>> policy_gradient_grad([0.0, 0.0], 0, advantage=-2)
    array([ 1., -1.])
    """
    return advantage[..., None] * pull_of_labels(z, action)


LOSSES: dict[str, Loss] = {
    "policy-gradient": Loss(
        "Policy gradient",
        "policy gradient",
        policy_gradient,
        policy_gradient_grad,
        r"-A \ln \pi_a, \quad \pi = \operatorname{softmax}(z)",
        r"A\, (\pi_k - [k = a])",
        "Williams (1992), Simple Statistical Gradient-Following Algorithms",
        takes="a policy's logits and the action taken",
        parameters=(Parameter("advantage", "A", "advantage: better than expected", -2, 2, 1),),
        example=(np.array([[0.4, -0.3, 1.1], [2.0, 0.1, 0.0]]), np.array([1, 0])),
    ),
}
