"""A policy that learns which arm pays best, by the policy gradient averaged over its draws."""

from inspect import unwrap

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import softmax

from lib.maths.checks import (
    as_finite,
    as_logits,
    as_probabilities,
    check_broadcast,
    check_same_shape,
)
from lib.maths.losses import policy_gradient_grad

# A path takes hundreds of tiny steps: its arguments are checked once, not in every step.
_GRADIENT = unwrap(policy_gradient_grad)


def _checked(z: ArrayLike, rewards: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    z, rewards = as_logits("z", z), as_finite("rewards", rewards)
    check_same_shape("the last axes of z and rewards", z.shape[-1:], rewards.shape[-1:])
    return np.broadcast_arrays(z, rewards)


def expected_reward(z: ArrayLike, rewards: ArrayLike) -> np.ndarray:
    """Average pay of the policy: the sum of pi_k r_k, with pi = softmax(z).

    Parameters
    ----------
    z : array_like of shape (..., K)
        Logits of the arms.
    rewards : array_like of shape (..., K), finite
        What each arm pays on average.

    Returns
    -------
    ndarray of shape (...), in the unit of the rewards

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, a reward is infinite or NaN, or they differ in K.

    Examples
    --------
    >>> float(expected_reward([0.0, 0.0], [1.0, 2.0]))
    1.5
    """
    z, rewards = _checked(z, rewards)
    return _average(z, rewards)


def _average(z: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    return (softmax(z, axis=-1) * rewards).sum(axis=-1)


def expected_policy_gradient(z: ArrayLike, rewards: ArrayLike) -> np.ndarray:
    """Policy gradient averaged over the arm drawn: the sum of pi_a A_a (pi - [k is a]).

    The advantage A_a is what arm a pays above the policy's average. Written out, the sum is
    -pi_k A_k: the derivative of the average pay, with a minus sign.

    Parameters and errors as for `expected_reward`.

    Returns
    -------
    ndarray shaped as z and the rewards, broadcast

    References
    ----------
    Sutton and Barto (2018), Reinforcement Learning, section 2.8.

    Examples
    --------
    >>> expected_policy_gradient([0.0, 0.0], [1.0, 2.0])
    array([ 0.25, -0.25])
    """
    return _gradient(*_checked(z, rewards))


def _gradient(z: np.ndarray, rewards: np.ndarray) -> np.ndarray:
    K = z.shape[-1]
    advantages = rewards - _average(z, rewards)[..., None]
    policies = np.broadcast_to(z[..., None, :], (*z.shape, K))
    of_each_draw = _GRADIENT(policies, np.arange(K), advantages)
    return (softmax(z, axis=-1)[..., None] * of_each_draw).sum(axis=-2)


def policy_path(start: ArrayLike, rewards: ArrayLike, rate: float, updates: int) -> np.ndarray:
    """Logits of a policy while it learns: z <- z - rate expected_policy_gradient(z, rewards).

    Parameters
    ----------
    start, rewards
        First logits and rewards, as for `expected_reward`; several policies learn side by side.
    rate : float
    updates : int, at least 0

    Returns
    -------
    ndarray of shape (updates + 1, ..., K)
        The start first.

    Raises
    ------
    ValueError
        As for `expected_reward`, or if updates is negative.

    Examples
    --------
    >>> policy_path([0.0, 0.0], [1.0, 2.0], rate=1.0, updates=1)[-1]
    array([-0.25,  0.25])
    """
    if updates < 0:
        raise ValueError(f"updates must not be negative; got {updates}")
    z, rewards = _checked(start, rewards)
    path = [z]
    for _ in range(updates):
        path.append(path[-1] - rate * _gradient(path[-1], rewards))
    return np.array(path)


def drawn_arm(z: ArrayLike, chance: ArrayLike) -> np.ndarray:
    """Arm that a number drawn evenly from [0, 1) picks: arm k with probability pi_k.

    Parameters
    ----------
    z : array_like of shape (..., K)
        Logits of the arms.
    chance : array_like of shape (...), in [0, 1]
        A chance of 1, which no draw gives, picks the last arm that is possible.

    Returns
    -------
    ndarray of shape (...), integers in [0, K)

    Raises
    ------
    ValueError
        If z has a NaN or no finite largest logit, chance lies outside [0, 1], or their shapes do
        not broadcast.

    Examples
    --------
    >>> drawn_arm([0.0, 0.0], [0.2, 0.7])
    array([0, 1])
    """
    z, chance = as_logits("z", z), as_probabilities("chance", chance)
    check_broadcast(**{"the examples of z": z[..., 0], "chance": chance})
    policy = softmax(z, axis=-1)
    passed = (chance[..., None] >= policy.cumsum(axis=-1)).sum(axis=-1)
    last = policy.shape[-1] - 1 - (policy[..., ::-1] > 0).argmax(axis=-1)
    return np.minimum(passed, last)
