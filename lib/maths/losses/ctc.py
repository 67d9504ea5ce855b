"""Connectionist temporal classification: cross-entropy of a labelling whose timing is not known.

Each of T frames shows one of K symbols, of which symbol 0 is the blank. An alignment is a symbol
for each frame; it spells a labelling when its repeats are merged and its blanks are then dropped:
`a a - b` spells `a b`, and only a blank between two of them makes `a a`.

A machine reads the frames. Its states are the blanks and labels of `- l1 - l2 ... - lL -`, and one
more that it falls into when the labelling can no longer be spelled. From a state s a symbol lets it
stay, move on to s + 1, skip to s + 2 (from a label to a different one), or fail.

Nothing that is nearly equal is subtracted. The chance of every failure is summed by itself, so a
model that is almost sure pays its tiny loss exactly. The gradient is the sum of what each symbol
takes from each other one, and where two symbols have ways to the end in common, these are left out.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_labels, as_logits, check_labels
from lib.maths.formulas import checked
from lib.maths.losses._softmax import surprisals
from lib.maths.losses.record import Loss

BLANK = 0


def _frames_fit(prediction: str, z: np.ndarray, target: str, labels: np.ndarray) -> None:
    """Refuse logits without frames, and labels that are no sequence of symbols but the blank."""
    if z.ndim < 2 or z.shape[-2] == 0:
        raise ValueError(f"{prediction} must have shape (..., frames, symbols); got {z.shape}")
    if labels.ndim != 1:
        raise ValueError(f"{target} must be one sequence; got shape {labels.shape}")
    check_labels(target, labels, BLANK + 1, z.shape[-1])


@checked(as_logits, as_labels, fit=_frames_fit, axes=2)
def ctc_loss(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Cross-entropy of a labelling: -ln p(labels), the sum over all alignments that spell it.

    Parameters
    ----------
    z : array_like of shape (..., T, K)
        Logits of the symbols at each frame; symbol 0 is the blank.
    labels : array_like of shape (L,), integers in [1, K)
        The labelling, one for all examples.

    Returns
    -------
    ndarray of shape (...)
        Nats, from 0 to infinity: infinite where no alignment spells the labels, which need a frame
        each, and one more for the blank between two of the same.

    Raises
    ------
    ValueError
        If z has a NaN, no frames or no finite largest logit, or a label is the blank or no symbol.

    References
    ----------
    Graves, Fernandez, Gomez and Schmidhuber (2006), Connectionist Temporal Classification:
    Labelling Unsegmented Sequence Data with Recurrent Neural Networks.

    Examples
    --------
    >>> round(float(ctc_loss(np.zeros((3, 3)), [1, 2])), 4)  # 5 alignments of 27
    1.6864
    """
    reading = _Reading(z, labels)
    heads, common = _heads(reading.log_steps, reading.log_skips)
    success = common[-1] + np.logaddexp.reduce(heads[-1, ..., -2:], axis=-1)
    chances = np.exp(heads + common[..., None])
    failed = (chances[:-1] * reading.failing).sum(axis=(0, -1))
    failure = failed + chances[-1, ..., :-2].sum(axis=-1)  # or all frames are read too early
    return np.where(failure < 0.5, -np.log1p(-failure), -success)


@checked(as_logits, as_labels, fit=_frames_fit, axes=2)
def ctc_loss_grad(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Derivative over each logit: q - the occupancy, how probable the symbol is given the labels.

    Where the loss is infinite it is 0: no small step makes the labels possible.

    Parameters and errors as for `ctc_loss`. Result shaped as z, in nats.

    >>> ctc_loss_grad(np.zeros((1, 2)), [1])
    array([[ 0.5, -0.5]])
    """
    reading = _Reading(z, labels)
    ways, gains = reading.ways()
    # A step's symbol also loses to each that fails there, the chances of both times one another.
    gain = _arriving(gains - ways * reading.failing)
    failed = ways.sum(axis=0) @ reading.fails
    grad = reading.q_all * failed[..., -1:]  # a symbol that no state shows fails in all
    grad[..., reading.shown] = gain @ reading.shows + reading.q[..., :-1] * failed[..., :-1]
    return np.moveaxis(grad, 0, -2)


def ctc_occupancy(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Probability of each symbol at each frame, given that the frames spell the labels.

    Parameters and errors as for `ctc_loss`.

    Returns
    -------
    ndarray shaped as z
        Distributions over the last axis, or 0 where the labels are impossible.

    References
    ----------
    Graves et al. (2006), where it is the product of the forward and the backward variable, over
    p(labels).

    Examples
    --------
    >>> ctc_occupancy(np.zeros((3, 3)), [1, 2])[0]  # of 5 alignments 4 start with the label
    array([0.2, 0.8, 0. ])
    """
    return _occupancy(z, labels)


@checked(as_logits, as_labels, fit=_frames_fit, axes=2)
def _occupancy(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    reading = _Reading(z, labels)
    occupancy = np.zeros_like(reading.q_all)
    occupancy[..., reading.shown] = _arriving(reading.ways()[0]) @ reading.shows
    return np.moveaxis(occupancy, 0, -2)


def ctc_spelled(alignment: ArrayLike) -> np.ndarray:
    """What an alignment spells: its repeats merged, then its blanks dropped.

    Parameters
    ----------
    alignment : array_like of shape (T,), integers

    Returns
    -------
    ndarray of shape (L,), integers

    Raises
    ------
    ValueError
        If a symbol is no integer.

    References
    ----------
    Graves et al. (2006), the map B.

    Examples
    --------
    >>> ctc_spelled([1, 1, 0, 1, 2]).tolist()
    [1, 1, 2]
    """
    symbols = as_labels("alignment", alignment)
    return symbols[(symbols != BLANK) & (symbols != np.r_[BLANK, symbols[:-1]])]


def ctc_alignments(labels: ArrayLike, T: int) -> np.ndarray:
    """Every alignment of T frames that spells the labels; their number grows fast with T.

    Parameters
    ----------
    labels : array_like of shape (L,), integers from 1 on
    T : int

    Returns
    -------
    ndarray of shape (n, T), integers

    Raises
    ------
    ValueError
        If a label is no integer or the blank.

    Examples
    --------
    >>> ctc_alignments([1, 2], 3).tolist()
    [[0, 1, 2], [1, 0, 2], [1, 1, 2], [1, 2, 0], [1, 2, 2]]
    """
    labels = as_labels("labels", labels)
    K = max(labels, default=BLANK) + 1
    check_labels("labels", labels, BLANK + 1, K)
    machine = _machine(labels, K)

    failure = len(machine) - 1

    def rest(state: int, frames: int) -> Iterator[list[int]]:
        if state == failure or (frames == 0 and state < failure - 2):
            return
        if frames == 0:
            yield []
        else:
            for symbol, following in enumerate(machine[state]):
                yield from ([symbol, *tail] for tail in rest(following, frames - 1))

    return np.array([*rest(0, T)], dtype=np.intp).reshape(-1, T)


# ---- The machine ---------------------------------------------------------------------------------


def _machine(labels: np.ndarray, K: int) -> np.ndarray:
    """Return the state that each symbol leads to from each state, the last of which is failure."""
    L = labels.size
    machine = np.full((2 * L + 2, K), 2 * L + 1)
    at_blank, at_label = np.arange(0, 2 * L + 1, 2), np.arange(1, 2 * L + 1, 2)
    machine[at_blank, BLANK] = at_blank
    machine[at_label, BLANK] = at_label + 1
    machine[at_blank[:-1], labels] = at_label
    machine[at_label[:-1], labels[1:]] = at_label[1:]
    machine[at_label, labels] = at_label  # a repeat is merged, even where the same label follows
    return machine


class _Reading:
    """Frames as the machine of a labelling reads them.

    Its arrays have the frames first and the states, or symbols, last. Symbols that no state shows
    always fail; in `q` and `fails` they are one symbol, the last.

    Attributes
    ----------
    q_all : probabilities of all symbols
    shown : the symbols that some state shows
    shows, fails : whether a state shows a symbol; whether it fails by it
    q, failing : probabilities of the shown symbols and of all others; of failing in a state
    log_steps : log-probability of the symbol of each state
    log_skips : 0 for a state that can skip to the one after the next, else minus infinity
    """

    def __init__(self, z: np.ndarray, labels: np.ndarray) -> None:
        log_q = np.moveaxis(-surprisals(z), -2, 0)
        self.shown, which = np.unique(np.append(BLANK, labels), return_inverse=True)
        machine = _machine(which[1:], self.shown.size + 1)[:-1]
        symbols = np.zeros(len(machine), int)
        symbols[1::2] = which[1:]
        self.shows = np.eye(self.shown.size, dtype=z.dtype)[symbols]
        self.fails = (machine == len(machine)).astype(z.dtype)
        self.q_all = np.exp(log_q)
        others = np.delete(self.q_all, self.shown, axis=-1).sum(axis=-1, keepdims=True)
        self.q = np.append(self.q_all[..., self.shown], others, axis=-1)
        self.failing = self.q @ self.fails.T
        self.log_steps = log_q[..., self.shown[symbols]]
        self.log_skips = np.full(len(machine), -np.inf, z.dtype)
        self.log_skips[1:-2:2][labels[1:] != labels[:-1]] = 0

    def ways(self) -> tuple[np.ndarray, np.ndarray]:
        """Return how probable each step is given the labels, and what it gains from other steps.

        Both are over the steps (0 stay, 1 move on, 2 skip), then frames, ..., states, and 0 where
        the labels are impossible. The gain is the part of the derivative over the logit of a step's
        symbol that is owed to the state's other steps.
        """
        steps, skips = self.log_steps, self.log_skips
        heads = _heads(steps, skips)[0][:-1]
        # Read backwards, the machine is one of the same form. It tells how probable it is that the
        # frames after each one are spelled from a state on and start with the state's own symbol:
        # by `after`. The tails, whatever they start with, have three such ways.
        back, _ = _heads(steps[::-1, ..., ::-1], _ahead(skips[::-1], 2))
        after = back[-2::-1, ..., ::-1]
        tails = np.logaddexp(after, np.logaddexp(_ahead(after, 1), skips + _ahead(after, 2)))
        into = steps + tails
        joint = heads + np.stack([into, _ahead(into, 1), skips + _ahead(into, 2)])
        largest = joint.max(axis=(0, -1), keepdims=True)
        ways = np.where(largest > -np.inf, np.exp(joint - largest), 0)
        total = np.maximum(ways.sum(axis=(0, -1), keepdims=True), 1)
        ways /= total

        # The tails of s less those of s + 1, both as ways; what they have in common is left out.
        stays = np.where(skips < 0, 0, -np.inf).astype(skips.dtype)
        more = after, stays + _ahead(after, 2), _ahead(skips, 1) + _ahead(after, 3)
        heads = heads - (largest + np.log(total))[0]

        def won(over: int, by: int, *differences: tuple[np.ndarray, ...]) -> np.ndarray:
            """What the symbol of a step gains from that of another whose tails are larger."""
            both = heads + _ahead(steps, over) + _ahead(steps, by)
            chances = [[np.exp(np.minimum(both + way, 0)) for way in each] for each in differences]
            return sum(first - second - third for first, second, third in chances)

        skipping = [skips + way for way in more], [skips + _ahead(way, 1) for way in more]
        moving, skipped, jumped = won(0, 1, more), won(0, 2, *skipping), won(1, 2, skipping[1])
        gains = np.stack([-moving - skipped, moving - jumped, skipped + jumped])
        return ways, np.where(largest > -np.inf, gains, 0)


def _heads(log_steps: np.ndarray, log_skips: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-probability of each state before every frame and after the last.

    What the likeliest state has is split off, into the second array: so a long sequence loses no
    digits.
    """
    head = np.full(log_steps.shape[1:], -np.inf, log_steps.dtype)
    head[..., 0] = 0
    heads, common = [head], [np.zeros_like(head[..., 0])]
    least = np.finfo(head.dtype).min  # where nothing is possible: two infinities would be NaN
    for step in log_steps:
        head = head.copy()
        skipping = heads[-1][..., :-2] + log_skips[:-2]
        np.logaddexp(head[..., 1:], heads[-1][..., :-1], out=head[..., 1:])
        np.logaddexp(head[..., 2:], skipping, out=head[..., 2:])
        head += step
        largest = np.maximum(head.max(axis=-1), least)
        head -= largest[..., None]
        heads.append(head)
        common.append(common[-1] + largest)
    return np.stack(heads), np.stack(common)


def _ahead(x: np.ndarray, by: int) -> np.ndarray:
    """What stands so many states further on; minus infinity beyond the last."""
    beyond = np.full((*x.shape[:-1], by), -np.inf, x.dtype)
    return np.concatenate([x, beyond], axis=-1)[..., by:]


def _arriving(steps: np.ndarray) -> np.ndarray:
    """Sum what goes out of the states by staying, moving on and skipping where it arrives."""
    total = steps[0].copy()
    total[..., 1:] += steps[1, ..., :-1]
    total[..., 2:] += steps[2, ..., :-2]
    return total


LOSSES: dict[str, Loss] = {
    "ctc": Loss(
        "CTC",
        "CTC",
        ctc_loss,
        ctc_loss_grad,
        r"-\ln \sum_{\pi \text{ spells } l} \prod_t q_{t, \pi_t}, \quad q_t = \text{softmax}(z_t)",
        r"q_{t,k} - p(\pi_t = k \mid l)",
        "Graves, Fernandez, Gomez and Schmidhuber (2006), Connectionist Temporal Classification",
        takes="the frames' logits and a labelling",
        example=(
            np.array([[0.4, 1.2, -0.3], [1.0, 0.2, 0.1], [-0.5, 0.3, 1.4], [0.9, -0.2, 0.6]]),
            np.array([1, 2]),
        ),
    ),
}
