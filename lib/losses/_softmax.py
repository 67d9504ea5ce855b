"""What the losses by way of q = softmax(z) share: nothing here subtracts what is nearly equal."""

import numpy as np
from scipy.special import softmax


def sum_of_others(x: np.ndarray) -> np.ndarray:
    """For each entry the sum of the other entries over the last axis, even where it is tiny.

    Subtracting an entry from the total is accurate unless that entry is most of the total; the
    others of the largest are therefore summed by themselves.
    """
    largest = np.abs(x).argmax(axis=-1, keepdims=True)
    others = x.copy()
    np.put_along_axis(others, largest, 0, axis=-1)
    rest = others.sum(axis=-1, keepdims=True)
    sums = (rest + np.take_along_axis(x, largest, axis=-1)) - x
    np.put_along_axis(sums, largest, rest, axis=-1)
    return sums


def softmax_error(z: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return q = softmax(z), 1 - q and q - y, the last two without cancellation for hard labels."""
    q = softmax(z, axis=-1)
    rest = sum_of_others(q)
    return q, rest, (1 - y) * q - y * rest


def surprisals(z: np.ndarray) -> np.ndarray:
    """Return -ln q for every class, relatively accurate where q is nearly 1 too.

    The sum without its largest term: Blanchard et al. (2021), Accurately Computing the Log-Sum-Exp
    and Softmax Functions.
    """
    largest = z.argmax(axis=-1, keepdims=True)
    gap = np.take_along_axis(z, largest, axis=-1) - z
    others = np.exp(-gap)
    np.put_along_axis(others, largest, 0, axis=-1)
    return gap + np.log1p(others.sum(axis=-1, keepdims=True))  # two non-negative terms


def cost(z: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return the sum of -t ln q over the classes, for any non-negative targets t."""
    return np.where(targets > 0, targets * surprisals(z), 0).sum(axis=-1)


def pull(z: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return the derivative of `cost` over each logit, the targets held fixed.

    It is q_k times the sum of all targets, less t_k; in other words q_k times the other targets,
    less t_k times the other probabilities. Of these two one vanishes where the label is hard.
    """
    q = softmax(z, axis=-1)
    return q * sum_of_others(targets) - targets * sum_of_others(q)
