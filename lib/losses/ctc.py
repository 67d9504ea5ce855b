"""Connectionist temporal classification: cross-entropy of a labelling whose timing is not known.

Each of T frames shows one of K symbols, of which symbol 0 is the blank. An alignment is a symbol
for each frame; it spells a labelling when its repeats are merged and its blanks are then dropped:
`a a - b` spells `a b`, and only a blank between two of them makes `a a`.

A machine reads the frames. Its states are the blanks and labels of `- l1 - l2 ... - lL -`, and one
more that it falls into when the labelling can no longer be spelled. The chance of every failure is
summed by itself, so a model that is almost sure pays its tiny loss exactly.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from lib.checks import as_labels, as_logits, check_labels
from lib.formulas import checked
from lib.losses._softmax import surprisals
from lib.losses.record import Loss

BLANK = 0


def _frames_fit(prediction: str, z: np.ndarray, target: str, labels: np.ndarray) -> None:
    """Refuse logits without frames, and labels that are no sequence of symbols but the blank."""
    if z.ndim < 2 or z.shape[-2] == 0:
        raise ValueError(f"{prediction} must have shape (..., frames, symbols); got {z.shape}")
    if labels.ndim != 1:
        raise ValueError(f"{target} must be one sequence; got shape {labels.shape}")
    check_labels(target, labels, BLANK + 1, z.shape[-1])


@checked(as_logits, as_labels, fit=_frames_fit)
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
    Labelling Unsegmented Sequence Data with Recurrent Neural Networks, sections 3 and 4.

    Examples
    --------
    >>> round(float(ctc_loss(np.zeros((3, 3)), [1, 2])), 4)  # 5 alignments of 27
    1.6864
    """
    log_q = -surprisals(z)
    success, failure = _chances(log_q, labels)
    return np.where(failure < -np.log(2), -np.log1p(-np.exp(failure)), -success)


@checked(as_logits, as_labels, fit=_frames_fit)
def ctc_loss_grad(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Derivative over each logit: q - the occupancy, how probable the symbol is given the labels.

    Where the loss is infinite it is 0: no small step makes the labels possible.

    Parameters and errors as for `ctc_loss`. Result shaped as z, in nats.

    >>> ctc_loss_grad(np.zeros((1, 2)), [1])
    array([[ 0.5, -0.5]])
    """
    log_q = -surprisals(z)
    q = np.exp(log_q)
    success, failure = (each[..., None, None] for each in _chances(log_q, labels))
    with_success, with_failure = _with_symbols(log_q, labels)
    far = q - np.exp(with_success - success)
    # The same for a model that is almost sure, whose q and occupancy are nearly equal.
    near = (np.exp(with_failure) - q * np.exp(failure)) / np.exp(success)
    grad = np.where(failure < -np.log(2), near, far)
    return np.where(np.isneginf(success), 0, grad)


def ctc_occupancy(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    """Probability of each symbol at each frame, given that the frames spell the labels.

    Parameters and errors as for `ctc_loss`.

    Returns
    -------
    ndarray shaped as z
        Distributions over the last axis, or 0 where the labels are impossible.

    References
    ----------
    Graves et al. (2006), section 4.1, where it is the product of the forward and the backward
    variable, over p(labels).

    Examples
    --------
    >>> ctc_occupancy(np.zeros((3, 3)), [1, 2])[0]  # of 5 alignments 4 start with the label
    array([0.2, 0.8, 0. ])
    """
    return _occupancy(z, labels)


@checked(as_logits, as_labels, fit=_frames_fit)
def _occupancy(z: ArrayLike, labels: ArrayLike) -> np.ndarray:
    log_q = -surprisals(z)
    success = _chances(log_q, labels)[0][..., None, None]
    with_success, _ = _with_symbols(log_q, labels)
    return np.where(np.isneginf(success), 0, np.exp(with_success - success))


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
    Graves et al. (2006), section 3.1, the map B.

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

    def rest(state: int, frames: int) -> Iterator[list[int]]:
        if state == len(machine) - 1 or (frames == 0 and not _accepting(machine)[state]):
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


def _accepting(machine: np.ndarray) -> np.ndarray:
    """Which states have spelled all labels: the last label and the blank behind it."""
    state = np.arange(len(machine))
    return (state < len(machine) - 1) & (state >= len(machine) - 3)


def _heads(log_q: np.ndarray, machine: np.ndarray) -> list[np.ndarray]:
    """Return the log-probability of each state before every frame and after the last."""
    states = np.arange(len(machine))
    head = np.broadcast_to(np.where(states == 0, 0, -np.inf), (*log_q.shape[:-2], states.size))
    heads = [head]
    for frame in np.moveaxis(log_q, -2, 0):
        step = heads[-1][..., :, None] + frame[..., None, :]
        into = [np.where(machine == s, step, -np.inf) for s in states]
        heads.append(np.stack([logsumexp(each, axis=(-2, -1)) for each in into], axis=-1))
    return heads


def _tails(log_q: np.ndarray, machine: np.ndarray, final: np.ndarray) -> list[np.ndarray]:
    """Return the log-probability, from each state, of ending in a final one; one more than T."""
    tails = [np.broadcast_to(np.where(final, 0, -np.inf), (*log_q.shape[:-2], final.size))]
    for frame in np.moveaxis(log_q, -2, 0)[::-1]:
        tails.append(logsumexp(frame[..., None, :] + tails[-1][..., machine], axis=-1))
    return tails[::-1]


def _chances(log_q: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
    """Return the log-probability that the frames spell the labels, and that they do not."""
    machine = _machine(labels, log_q.shape[-1])
    accepting = _accepting(machine)
    return [_tails(log_q, machine, final)[0][..., 0] for final in (accepting, ~accepting)]


def _with_symbols(log_q: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
    """Return what `_chances` does, jointly with each symbol at each frame: shaped as log_q."""
    machine = _machine(labels, log_q.shape[-1])
    accepting = _accepting(machine)
    heads = np.stack(_heads(log_q, machine)[:-1], axis=-2)
    joint = []
    for final in (accepting, ~accepting):
        tails = np.stack(_tails(log_q, machine, final)[1:], axis=-2)
        joint.append(log_q + logsumexp(heads[..., :, None] + tails[..., machine], axis=-2))
    return joint


LOSSES: dict[str, Loss] = {
    "ctc": Loss(
        "CTC",
        ctc_loss,
        ctc_loss_grad,
        r"-\ln \sum_{\pi \text{ spells } l} \prod_t q_{t, \pi_t}, \quad q_t = \text{softmax}(z_t)",
        r"q_{t,k} - p(\pi_t = k \mid l)",
        "Graves, Fernandez, Gomez and Schmidhuber (2006), sections 3 and 4",
        takes="the frames' logits and a labelling",
        example=(
            np.array([[0.4, 1.2, -0.3], [1.0, 0.2, 0.1], [-0.5, 0.3, 1.4], [0.9, -0.2, 0.6]]),
            np.array([1, 2]),
        ),
    ),
}
