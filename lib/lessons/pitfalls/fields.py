"""The numbers in the questions about pitfalls."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import softmax

from lib.figures import numbers
from lib.lessons.compression.boxes import PAIR, costs
from lib.lessons.gradients.race import run
from lib.lessons.home import photos as home
from lib.maths.coding import expected_length, huffman_code
from lib.maths.information import entropy, to_bits
from lib.maths.letters import letter_distribution
from lib.maths.likelihood import bernoulli_log_likelihood, first_underflow
from lib.maths.losses import (
    LOSSES,
    binary_cross_entropy,
    label_smoothing_floor,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
)
from lib.maths.losses import (
    softmax_cross_entropy_with_integer_labels as softmax_cost,
)
from lib.maths.losses.axes import best_prediction, grad_over, value_over
from lib.maths.stability import double_softmax_band, rounds_to_one


@cache
def bank() -> dict[str, str]:
    """Every number that a question of the bank states."""
    return {
        **_of_the_loss(),
        **_of_classes(),
        **_of_gradients(),
        **_of_codes(),
        **_of_variants(),
        **_of_floats(),
    }


def _of_the_loss() -> dict[str, str]:
    costs_of = {
        "fifth": 0.2,
        "tenth": 0.1,
        "fiftieth": 0.02,
        "hundredth": 0.01,
        "thousandth": 0.001,
        "half_one": 0.51,
        "half_two": 0.49,
        "sure": 0.99,
        "clipped": 1e-7,
    }
    prices = {key: float(binary_cross_entropy(q, 1)) for key, q in costs_of.items()}
    nine = binary_cross_entropy(0.9, 1)
    return {
        **{key: numbers.text(price) for key, price in prices.items()},
        "ten_nine": numbers.text(prices["thousandth"] / nine, ".0f"),
        "far_loss": numbers.text(sigmoid_binary_cross_entropy(-1000, 1), "g"),
        "far_grad": numbers.text(sigmoid_binary_cross_entropy_grad(-1000, 1), "g"),
        "floor": numbers.text(entropy(home.TRUTH)),
    }


def _of_classes() -> dict[str, str]:
    pair, three, perfect = np.array([0.4, -1.2]), np.array([2.0, 1.0, 0.1]), np.eye(4)[3]
    uniform = {f"ln_{K}": softmax_cost(np.zeros(K), 0) for K in (2, 3, 10, 1000)}
    return {
        **{key: numbers.text(price) for key, price in uniform.items()},
        "two_logits": numbers.listed(pair, "g"),
        "two_softmax": numbers.text(softmax_cost(pair, 1)),
        "perfect": numbers.text(softmax_cost(perfect, 3)),
        "perfect_q": numbers.text(softmax(perfect)[3], ".3f"),
        "three": numbers.text(softmax_cost(three, 0)),
        "cold": numbers.text(softmax(three)[0], ".3f"),
        "warm": numbers.text(softmax(three / 2)[0], ".3f"),
    }


def _of_gradients() -> dict[str, str]:
    z = -10.0
    entropy_pull = sigmoid_binary_cross_entropy_grad(z, 1)
    square_pull = sigmoid_squared_error_grad(z, 1)
    return {
        "times": numbers.text(entropy_pull / square_pull, ",.0f"),
        "entropy_pull": numbers.fine(entropy_pull),
        "square_pull": numbers.fine(square_pull),
        "square_loss": numbers.fine(sigmoid_squared_error(z, 1)),
        "square_steps": f"{run('square', z, 1.0).finish:,}",
        "entropy_steps": f"{run('entropy', z, 1.0).finish:,}",
        "peak": numbers.text(8 / 27),
    }


def _of_codes() -> dict[str, str]:
    letters = letter_distribution("en")
    lengths = {letter: len(word) for letter, word in huffman_code(letters).items()}
    coins = first_underflow()
    five_of_seven = np.array([5, 2]) / 7
    return {
        "floor_57": numbers.text(entropy(five_of_seven)),
        "underflow": str(coins),
        "underflow_sum": numbers.text(-bernoulli_log_likelihood(0.5, np.ones(coins)), ".1f"),
        "en_fr": numbers.text(costs(*PAIR, 1)["waste"], ".3f"),
        "fr_en": numbers.text(costs(*PAIR[::-1], 1)["waste"], ".3f"),
        "nat": numbers.text(to_bits(1), ".4f"),
        "english": numbers.text(costs(*PAIR, 1)["floor"], ".3f"),
        "english_huffman": numbers.text(expected_length(letters, lengths), ".3f"),
    }


def _of_variants() -> dict[str, str]:
    entropy_row, focal, absolute = map(LOSSES.get, ("cross-entropy", "focal", "absolute-error"))
    mistake = -np.log(99)  # the logit of q = 0.01

    def turned_down(q: float) -> float:
        return value_over("q", focal, q, 1, gamma=2) / value_over("q", entropy_row, q, 1)

    return {
        "focal": numbers.text(turned_down(0.9), ".2f"),
        "focal_hard": numbers.text(turned_down(0.1), ".2f"),
        "smooth": numbers.text(label_smoothing_floor(10, 0.1)),
        "smooth_wrong": numbers.text(label_smoothing_floor(10, 0.1, wrong_only=True)),
        "weighted": numbers.text(best_prediction(LOSSES["weighted"], 0.1, weights=10), ".0%"),
        "noise_ce": numbers.text(abs(grad_over("z", entropy_row, mistake, 1)), ".2f"),
        "noise_mae": numbers.text(abs(grad_over("z", absolute, mistake, 1)), ".4f"),
    }


def _of_floats() -> dict[str, str]:
    low, high = double_softmax_band(10)
    return {
        "twice_low": numbers.text(low),
        "twice_high": numbers.text(high),
        "twice_q": numbers.text(softmax([1.0, 0.0])[0], ".2f"),
        "ones_32": numbers.text(rounds_to_one(np.float32), ".2f"),
        "ones_64": numbers.text(rounds_to_one(np.float64), ".2f"),
    }
