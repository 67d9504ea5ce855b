"""The classifier in training, against all of its half a million logits."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from scipy.special import log_softmax

from lib.maths.training.synthetic import accuracy, mean_loss


def logits(progress: float, sharpness: float) -> np.ndarray:
    """Every logit of every picture, the right class first, as the module's text has them."""
    quantile = NormalDist().inv_cdf
    ease = np.array([quantile((i + 0.5) / 500) for i in range(500)])
    wrong = np.array([quantile((i + 0.5) / 999) for i in range(999)])
    right = 5 * progress + np.sqrt(1 + (1.5 * progress) ** 2) * ease
    z = np.column_stack([right, np.broadcast_to(wrong, (500, 999))])
    return 3 * progress * sharpness * z


@pytest.mark.parametrize(
    ("progress", "sharpness"), [(0.0, 1.0), (0.3, 2.0), (0.05, 4.0), (1.0, 0.25), (1.0, 4.0)]
)
def test_mean_loss_is_that_of_all_logits(progress, sharpness):
    expected = -log_softmax(logits(progress, sharpness), axis=-1)[:, 0].mean()
    assert float(mean_loss(progress, sharpness)) == pytest.approx(expected)


def test_progress_and_sharpness_broadcast():
    found = mean_loss([[0.2], [0.9]], [0.5, 1.0, 2.0])
    assert found.shape == (2, 3)
    assert found[1, 2] == mean_loss(0.9, 2.0)


@pytest.mark.parametrize("progress", [0.1, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("k", [1, 5, 60])
def test_accuracy_counts_the_logits_above_the_right_one(progress, k):
    z = logits(progress, 1.0)
    assert accuracy(progress, k) == pytest.approx(((z > z[:, :1]).sum(axis=-1) < k).mean())


def test_an_untrained_classifier_pays_ln_1000_and_hits_by_luck():
    assert float(mean_loss(0.0, 4.0)) == pytest.approx(math.log(1000))
    assert accuracy(0.0, 7) == 7 / 1000


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mean_loss(1.2), "progress must lie in"),
        (lambda: mean_loss(0.5, np.inf), "sharpness must be finite"),
        (lambda: accuracy(-0.1, 1), "progress must lie in"),
        (lambda: accuracy(0.5, 1000), "k must be a whole number from 1 to 999; got 1000"),
        (lambda: accuracy(0.5, 0), "k must be a whole number from 1 to 999; got 0"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
