"""What the losses by way of q = sigmoid(z) share.

With e = exp(-|z|), q = exp(min(z, 0)) / (1 + e) and 1 - q = exp(min(-z, 0)) / (1 + e). A product of
them is therefore one exponential over a power of 1 + e: nothing cancels, roundings stay few, and
tiny probabilities survive that `expit` flushes to 0.
"""

import numpy as np


def either(z: np.ndarray, e: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return 1 where z is not negative and e elsewhere, and the other way round, for e up to 1."""
    return np.maximum(e, z >= 0), np.maximum(e, z < 0)


def surprisal(z: np.ndarray, e: np.ndarray) -> np.ndarray:
    """Return -ln q, given e."""
    return np.maximum(-z, 0) + np.log1p(e)


def miss(z: np.ndarray, e: np.ndarray) -> np.ndarray:
    """Return 1 - q, given e."""
    return np.maximum(e, z < 0) / (1 + e)


def cost(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return -y ln q - (1 - y) ln(1 - q)."""
    # -ln sigmoid(z) is max(-z, 0) + ln(1 + exp(-|z|)), and so is the other with the sign of z.
    size = np.abs(z)
    wrong = np.abs((z >= 0) - y)  # how far the label is from what z says
    return np.fmax(wrong * size, 0) + np.log1p(np.exp(-size))  # 0 times infinity is 0


def pull(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the derivative of `cost` over the logit, q - y."""
    e = np.exp(-np.abs(z))
    return scaled_pull(z, y, e) / (1 + e)


def scaled_pull(z: np.ndarray, y: np.ndarray, e: np.ndarray) -> np.ndarray:
    """Return (q - y) (1 + e), given e: for a hard label exactly 1 or e, with a sign."""
    yes, no = either(z, e)
    return (1 - y) * yes - y * no
