"""What is read off networks where they are trained, so that no page waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from lib.figures import raster
from lib.maths.calibration import best_temperature, calibration_error, reliability
from lib.maths.losses import (
    sigmoid_binary_cross_entropy,
    softmax_cross_entropy_with_integer_labels,
)
from lib.maths.training import Network

if TYPE_CHECKING:
    from lib.lessons.digits.training import Study

LEVELS = 15  # an odd number: the middle one is 0
ROW = 8  # hidden units in a row
BINS = 10
DEAREST = (3, 4)  # rows and columns of the dearest examples
NAMED = 4  # of them, in words
LOW, HIGH = 0.25, 4.0  # temperatures
TEMPERATURES = tuple(np.round(np.geomspace(LOW, HIGH, 201), 4).tolist())


def weights(study: Study) -> list[dict]:
    """Of each arm, the weights of the first layer as packed pictures."""
    shape, films = study.parts(0).shape, []
    for weights in study.weights:
        W = np.array([layers[0][0] for layers in _last(weights, study.experiment.epochs)])
        each = np.moveaxis(W.reshape(len(W), *shape, -1), -1, 0)
        seen = tiles(each, ROW if study.setting.hidden else min(5, len(each)))
        most = float(np.quantile(np.abs(W[-1]), 0.99))
        films.append(raster.pack(np.clip(seen, -most, most), -most, most, LEVELS))
    return films


def promises(study: Study) -> list[NDArray]:
    """Of each arm, how sure it is and how often right, (epochs + 1, 2, bins)."""
    labels, curves = study.parts(0).unseen.labels, []
    for j in range(len(study.experiment.arms)):
        rows = []
        for z in _outputs(study, j):
            said, sure = _said(z)
            found = reliability(sure, said == labels, BINS)
            rows.append((found.confidence, found.accuracy))
        curves.append(np.array(_last(rows, study.experiment.epochs)))
    return curves


def dearest(study: Study) -> list[tuple[dict, list[str]]]:
    """Of each arm, the dearest unseen examples as packed pictures, and in words."""
    found = (dearest_of(study, j) for j in range(len(study.experiment.arms)))
    return [(raster.pack(seen, 0, 1, LEVELS + 2), told) for seen, told in found]


def dearest_of(study: Study, j: int) -> tuple[NDArray, list[str]]:
    """The unseen examples that cost an arm's first network most, after every epoch.

    Returns
    -------
    pictures : ndarray of shape (epochs + 1, height, width), in [0, 1]
    said : list of str
        Of the dearest of them, the truth and what was said.
    """
    x, labels = study.parts(0).unseen
    shape, count = study.parts(0).shape, DEAREST[0] * DEAREST[1]
    found, told = [], []
    for z in _outputs(study, j):
        said, _ = _said(z)
        if z.shape[1] == 1:
            nats = sigmoid_binary_cross_entropy(z[:, 0], labels)
        else:
            nats = softmax_cross_entropy_with_integer_labels(z, labels)
        order = np.argsort(-nats, kind="stable")[:count]
        found.append(x[order].reshape(count, *shape))
        told.append(", ".join(f"{labels[n]} → {said[n]}" for n in order[:NAMED]))
    each = np.moveaxis(np.array(_last(found, study.experiment.epochs)), 1, 0)
    low, high = each.min(), each.max()
    return tiles((each - low) / (high - low), DEAREST[1]), _last(told, study.experiment.epochs)


def tiles(pictures: NDArray, columns: int) -> NDArray:
    """Pictures side by side, a cell apart, the lowest row first.

    Parameters
    ----------
    pictures : ndarray of shape (count, ..., rows, columns)
        The first comes at the top left; axes between are kept in front.
    columns : int
        How many stand in a row.

    Returns
    -------
    ndarray of shape (..., height, width)
        0 between them.
    """
    count, *lead, high, wide = pictures.shape
    rows = -(-count // columns)
    out = np.zeros((*lead, rows * (high + 1) - 1, columns * (wide + 1) - 1))
    for n, picture in enumerate(pictures):
        row, column = divmod(n, columns)
        top, left = row * (high + 1), column * (wide + 1)
        out[..., top : top + high, left : left + wide] = picture
    return out[..., ::-1, :]


def _last(weights: list, epochs: int) -> list:
    """Weights after every epoch; the last ones stay."""
    return [weights[min(epoch, len(weights) - 1)] for epoch in range(epochs + 1)]


def _outputs(study: Study, j: int) -> list[NDArray]:
    """Logits of what the first seed has not seen, after every epoch that there was."""
    network = _network(study)
    x = study.parts(0).unseen.x
    return [network.logits(layers, x) for layers in study.weights[j]]


def _network(study: Study) -> Network:
    data = study.parts(0)
    inputs = int(np.prod(data.shape))
    return Network(inputs, study.setting.hidden, 1 if data.classes == 2 else data.classes)


def _said(z: NDArray) -> tuple[NDArray, NDArray]:
    """The class that is said, and how sure of it."""
    if z.shape[1] == 1:
        q = expit(z[:, 0])
        return (q > 0.5).astype(int), np.maximum(q, 1 - q)
    q = softmax(z, axis=-1)
    return q.argmax(axis=-1), q.max(axis=-1)


def cooled(z: NDArray, labels: NDArray) -> tuple[float, list, list]:
    """Of one seed: what fits one half, and what the other costs over all temperatures and two."""
    T = best_temperature(z[::2], labels[::2])
    rest = z[1::2], labels[1::2]
    over = [_judged(*rest, each) for each in TEMPERATURES]
    return T, over, [_judged(*rest, 1.0), _judged(*rest, T)]


def _judged(z: NDArray, labels: NDArray, T: float) -> tuple[float, float]:
    """Mean cross-entropy and calibration error, in per cent, of logits over a temperature."""
    cool = z / T
    q = softmax(cool, axis=-1)
    hits = q.argmax(axis=-1) == labels
    nats = softmax_cross_entropy_with_integer_labels(cool, labels).mean()
    return float(nats), 100 * calibration_error(q.max(axis=-1), hits)


LOOKS = (weights, promises, dearest)
