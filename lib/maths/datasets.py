"""The data sets that are shipped, and what experiments do to data: split, scale, thin, mislabel.

The files, their sources and licences are described in ``assets/data/README.md``.
"""

import csv
import gzip
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.maths.checks import as_finite, as_labels, as_probabilities, check_labels, check_same_shape
from lib.maths.draws import Draws

FOLDER = Path(__file__).parents[2] / "assets" / "data"
_MEASURES = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)


class Dataset(NamedTuple):
    """Examples with their classes, read-only.

    Attributes
    ----------
    x : ndarray of shape (n, features)
    labels : ndarray of shape (n,), integers from 0
    classes, features : tuple of str
        What they are called.
    """

    x: NDArray
    labels: NDArray
    classes: tuple[str, ...]
    features: tuple[str, ...]


def _frozen(x: NDArray, labels: NDArray, classes: tuple[str, ...], features: tuple) -> Dataset:
    for array in (x, labels):
        array.setflags(write=False)
    return Dataset(x, labels, classes, features)


@cache
def digits() -> Dataset:
    """The 1,797 handwritten digits: pictures of 8 x 8 pixels, row by row.

    A pixel is the share of 16 fine pixels that carry ink, from 0 to 1.

    Returns
    -------
    Dataset
        64 features, 10 classes.

    References
    ----------
    Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository: its test part.

    Examples
    --------
    >>> digits().x.shape, np.bincount(digits().labels)[:3]
    ((1797, 64), array([178, 182, 177]))
    """
    with gzip.open(FOLDER / "digits.csv.gz", "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",")
    names = tuple(f"row {i}, column {j}" for i in range(1, 9) for j in range(1, 9))
    return _frozen(table[:, :-1] / 16, table[:, -1].astype(int), tuple("0123456789"), names)


@cache
def breast_cancer() -> Dataset:
    """The Wisconsin breast cancer set: 569 tumours, of which 212 are malignant.

    Ten measures of the cells in a picture, each as mean, standard error and "worst", the mean of
    the three largest. Class 1 is malignant: what one looks for. The file has it the other way
    round.

    Returns
    -------
    Dataset
        30 features, each in its own unit (`standardised` makes them alike), and 2 classes.

    References
    ----------
    Wolberg, Mangasarian, Street and Street (1993), Breast Cancer Wisconsin (Diagnostic), UCI
    Machine Learning Repository.

    Examples
    --------
    >>> breast_cancer().x.shape, np.bincount(breast_cancer().labels)
    ((569, 30), array([357, 212]))
    """
    with (FOLDER / "breast_cancer.csv").open(encoding="ascii") as file:
        rows = list(csv.reader(file))[1:]  # the first counts them
    table = np.array(rows, dtype=float)
    names = (
        *(f"mean {each}" for each in _MEASURES),
        *(f"{each} error" for each in _MEASURES),
        *(f"worst {each}" for each in _MEASURES),
    )
    return _frozen(table[:, :-1], 1 - table[:, -1].astype(int), ("benign", "malignant"), names)


def split(labels: ArrayLike, share: float, seed: int = 0) -> tuple[NDArray, NDArray]:
    """Places of a training and a validation part, each with every class in proportion.

    Parameters
    ----------
    labels : array_like of shape (n,), integers
    share : float
        Of the training part, in [0, 1]; rounded for each class.
    seed : int, not negative

    Returns
    -------
    training, validation : ndarray of int
        In rising order.

    Raises
    ------
    ValueError
        If the labels are no integers, the share is outside [0, 1], or the seed is negative.

    Examples
    --------
    >>> [len(part) for part in split(digits().labels, 0.8)]
    [1438, 359]
    """
    labels = as_labels("labels", labels)
    share = float(as_probabilities("share", share))
    order = Draws(seed, "split").order(labels.size)
    first = []
    for label in np.unique(labels):
        members = order[labels[order] == label]
        first.append(members[: round(share * len(members))])
    training = np.sort(np.concatenate([np.empty(0, dtype=int), *first]))
    return training, np.setdiff1d(np.arange(labels.size), training)


def standardised(x: ArrayLike, *others: ArrayLike) -> tuple[NDArray, ...]:
    """Features of mean 0 and deviation 1 in the first part; others are shifted and scaled alike.

    Parameters
    ----------
    x, *others : array_like of shape (n, features), finite
        The training part first: a model may know no other. A feature without variation becomes 0.

    Returns
    -------
    tuple of ndarray

    Raises
    ------
    ValueError
        If a value is infinite or NaN, x has no example, or the numbers of features differ.

    Examples
    --------
    >>> standardised([[1.0], [3.0]], [[4.0]])
    (array([[-1.],
           [ 1.]]), array([[2.]]))
    """
    parts = [as_finite("x", each).astype(float) for each in (x, *others)]
    for part in parts:
        check_same_shape("the features of x and others", parts[0].shape[1:], part.shape[1:])
    if parts[0].ndim != 2 or not len(parts[0]):
        raise ValueError(f"x must have shape (n, features); got {parts[0].shape}")
    mean, deviation = parts[0].mean(axis=0), parts[0].std(axis=0)
    return tuple((part - mean) / np.where(deviation > 0, deviation, 1) for part in parts)


def flipped(labels: ArrayLike, share: float, classes: int, seed: int = 0) -> NDArray:
    """Labels of which a share is wrong: another class, each of them as likely.

    The labels that are wrong at a share are also wrong, in the same way, at every larger one.

    Parameters
    ----------
    labels : array_like of shape (n,), integers in [0, classes)
    share : float
        In [0, 1]; exactly so many are wrong, rounded.
    classes : int, at least 2
    seed : int, not negative

    Returns
    -------
    ndarray of shape (n,), integers

    Raises
    ------
    ValueError
        If a label is no class, there is only one, the share is outside [0, 1], or the seed is
        negative.

    Examples
    --------
    >>> int((flipped([0] * 10, 0.3, 2) == 1).sum())
    3
    """
    labels = as_labels("labels", labels)
    if classes < 2:
        raise ValueError(f"classes must be at least 2; got {classes}")
    check_labels("labels", labels, 0, classes)
    share = float(as_probabilities("share", share))
    draws = Draws(seed, "flipped")
    wrong = draws.order(labels.size)[: round(share * labels.size)]
    steps = 1 + (draws.uniform(labels.size) * (classes - 1)).astype(int)
    new = labels.copy()
    new[wrong] = (labels[wrong] + steps[wrong]) % classes
    return new


def thinned(labels: ArrayLike, label: int, share: float, seed: int = 0) -> NDArray:
    """Places of examples of which one class makes up a share; what there is too much of is cut.

    Parameters
    ----------
    labels : array_like of shape (n,), integers
    label : int
        The class, which must occur, and so must another.
    share : float
        In (0, 1); as near as whole examples allow.
    seed : int, not negative

    Returns
    -------
    ndarray of int
        In rising order.

    Raises
    ------
    ValueError
        If the labels are no integers, lack the class or any other, or the share is not in (0, 1).

    Examples
    --------
    >>> kept = thinned(breast_cancer().labels, 0, 0.9)
    >>> np.bincount(breast_cancer().labels[kept])
    array([357,  40])
    """
    labels = as_labels("labels", labels)
    if not 0 < share < 1:
        raise ValueError(f"share must lie in (0, 1); got {share}")
    order = Draws(seed, "thinned").order(labels.size)
    own, rest = order[labels[order] == label], order[labels[order] != label]
    if not own.size or not rest.size:
        raise ValueError(f"labels must contain class {label} and another")
    most = min(len(own) / share, len(rest) / (1 - share))  # examples in all
    return np.sort(np.concatenate([own[: round(most * share)], rest[: round(most * (1 - share))]]))
