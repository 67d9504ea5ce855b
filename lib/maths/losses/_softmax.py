"""What the losses by way of q = softmax(z) share: nothing here subtracts what is nearly equal.

With m the largest logit, the exponentials e = exp(z - m) are 1 there and at most 1 elsewhere, and
q = e / (the sum of e). The sum less the largest of its terms is what the accuracy comes from:
Blanchard et al. (2021), Accurately Computing the Log-Sum-Exp and Softmax Functions.
"""

import numpy as np


def apart(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return z - m; exp(z - m), but 0 for the likeliest class; 1 for that class and else 0; others.

    The others are the sum of the exponentials less the largest, which is 1, however tiny they are.
    Where several classes are equally likely none is the likeliest.
    """
    lead = z - z.max(axis=-1, keepdims=True)
    e = np.exp(lead)
    top = np.floor(e)
    count = top.sum(axis=-1, keepdims=True)
    tied = count > 1
    if tied.any():
        top *= ~tied
    e -= top
    return lead, e, top, e.sum(axis=-1, keepdims=True) - tied


def sum_of_others(x: np.ndarray, top: np.ndarray) -> np.ndarray:
    """Return the sum of x over the other classes, for each; for the likeliest even if it is tiny.

    Subtracting an entry from the total is accurate unless that entry is most of the total.
    """
    likeliest = x * top
    rest = x - likeliest
    own = likeliest.sum(axis=-1, keepdims=True)
    return rest.sum(axis=-1, keepdims=True) + (own - x)


def probabilities(z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return q = softmax(z), 1 - q, and 1 for the likeliest class and else 0."""
    _, e, top, others = apart(z)
    e = e + top
    return e / (1 + others), (others + (1 - e)) / (1 + others), top


def surprisals(z: np.ndarray) -> np.ndarray:
    """Return -ln q for every class, relatively accurate where q is nearly 1 too."""
    lead, _, _, others = apart(z)
    return np.log1p(others) - lead  # two non-negative terms


def weighted_sum(targets: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the sum of t x over the classes, where 0 times infinity is 0."""
    total = np.einsum("...k,...k->...", targets, x)
    if np.isnan(total).any():
        total = np.where(targets > 0, targets * x, 0).sum(axis=-1)
    return total


def cost(z: np.ndarray, targets: np.ndarray, total: np.ndarray | None = None) -> np.ndarray:
    """Return the sum of -t ln q over the classes, for any non-negative targets t.

    `total` is the sum of the targets, where it is known better than by adding them: many equal
    targets are all rounded to the same side.
    """
    lead, _, _, others = apart(z)
    total = targets.sum(axis=-1) if total is None else total
    return total * np.log1p(others[..., 0]) - weighted_sum(targets, lead)


def pull(z: np.ndarray, targets: np.ndarray, total: np.ndarray | None = None) -> np.ndarray:
    """Return the derivative of `cost` over each logit, the targets held fixed."""
    return pull_apart(apart(z), targets, total)


def pull_apart(
    parts: tuple[np.ndarray, ...], targets: np.ndarray, total: np.ndarray | None = None
) -> np.ndarray:
    """Return `pull`, given what `apart` returns.

    It is q_k times the sum of all targets, less t_k. For the likeliest class, whose q can be nearly
    1, it is taken as q_k times the other targets, less t_k times the other probabilities. Of these
    two one vanishes where the label is hard.
    """
    _, e, top, others = parts
    likeliest = targets * top
    rest = targets - likeliest
    own, other = likeliest.sum(axis=-1, keepdims=True), rest.sum(axis=-1, keepdims=True)
    below = 1 + others
    total = own + other if total is None else total[..., None]
    result = e * (total / below)
    result -= rest
    result += top * ((other - own * others) / below)
    return result


def _at_labels(z: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return exp(z - m) with 0 at the labels, its sums, what was at the labels, and m - z there.

    Last come the exponentials as they lie in memory, and where the labels are among them.
    """
    lead = np.subtract(z, z.max(axis=-1, keepdims=True), order="A")  # contiguous, either way
    flat = lead.reshape(-1, order="A")
    places = [*np.indices(z.shape[:-1], sparse=True), labels]
    steps = [stride // lead.itemsize for stride in lead.strides]
    at = sum(place * step for place, step in zip(places, steps, strict=True))
    gap = -flat.take(at)
    e = np.exp(lead, out=lead)
    own = flat.take(at)
    flat.put(at, 0)
    return e, e.sum(axis=-1), own, gap, flat, at


def cost_of_labels(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return -ln q at the labels."""
    _, others, own, gap, *_ = _at_labels(z, labels)
    return gap + np.log1p(others - (1 - own))  # own is 1 where others are tiny


def pull_of_labels(z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the derivative of `cost_of_labels` over each logit: q, less 1 at the label."""
    e, others, own, _, flat, at = _at_labels(z, labels)
    total = others + own
    e /= total[..., None]
    flat.put(at, -others / total)
    return e
