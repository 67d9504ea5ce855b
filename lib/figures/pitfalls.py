"""The numbers in the questions about pitfalls."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import softmax

from lib.coding import expected_length, huffman_code
from lib.figures import home, style
from lib.figures.compression import PAIR, costs
from lib.figures.race import run
from lib.information import entropy, to_bits
from lib.letters import letter_distribution
from lib.likelihood import bernoulli_log_likelihood, first_underflow
from lib.losses import (
    LOSSES,
    binary_cross_entropy,
    label_smoothing_floor,
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
    softmax_cross_entropy_with_integer_labels,
)
from lib.losses.axes import best_prediction, grad_over, value_over
from lib.stability import double_softmax_band, rounds_to_one


@cache
def numbers() -> dict[str, str]:
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
        **{key: style.text(price) for key, price in prices.items()},
        "ten_nine": style.text(prices["thousandth"] / nine, ".0f"),
        "far_loss": style.text(sigmoid_binary_cross_entropy(-1000, 1), "g"),
        "far_grad": style.text(sigmoid_binary_cross_entropy_grad(-1000, 1), "g"),
        "floor": style.text(entropy(home.TRUTH)),
    }


def _of_classes() -> dict[str, str]:
    pair, three, perfect = np.array([0.4, -1.2]), np.array([2.0, 1.0, 0.1]), np.eye(4)[3]
    uniform = {f"ln_{K}": _cost(np.zeros(K), 0) for K in (2, 3, 10, 1000)}
    return {
        **{key: style.text(price) for key, price in uniform.items()},
        "two_logits": style.listed(pair, "g"),
        "two_softmax": style.text(_cost(pair, 1)),
        "perfect": style.text(_cost(perfect, 3)),
        "perfect_q": style.text(softmax(perfect)[3], ".3f"),
        "three": style.text(_cost(three, 0)),
        "cold": style.text(softmax(three)[0], ".3f"),
        "warm": style.text(softmax(three / 2)[0], ".3f"),
    }


def _of_gradients() -> dict[str, str]:
    z = -10.0
    entropy_pull = sigmoid_binary_cross_entropy_grad(z, 1)
    square_pull = sigmoid_squared_error_grad(z, 1)
    return {
        "times": style.text(entropy_pull / square_pull, ",.0f"),
        "entropy_pull": style.fine(entropy_pull),
        "square_pull": style.fine(square_pull),
        "square_loss": style.fine(sigmoid_squared_error(z, 1)),
        "square_steps": f"{run('square', z, 1.0).finish:,}",
        "entropy_steps": f"{run('entropy', z, 1.0).finish:,}",
        "peak": style.text(8 / 27),
    }


def _of_codes() -> dict[str, str]:
    letters = letter_distribution("en")
    lengths = {letter: len(word) for letter, word in huffman_code(letters).items()}
    coins = first_underflow()
    five_of_seven = np.array([5, 2]) / 7
    return {
        "floor_57": style.text(entropy(five_of_seven)),
        "underflow": str(coins),
        "underflow_sum": style.text(-bernoulli_log_likelihood(0.5, np.ones(coins)), ".1f"),
        "en_fr": style.text(costs(*PAIR, 1)["waste"], ".3f"),
        "fr_en": style.text(costs(*PAIR[::-1], 1)["waste"], ".3f"),
        "nat": style.text(to_bits(1), ".4f"),
        "english": style.text(costs(*PAIR, 1)["floor"], ".3f"),
        "english_huffman": style.text(expected_length(letters, lengths), ".3f"),
    }


def _of_variants() -> dict[str, str]:
    entropy_row, focal, absolute = map(LOSSES.get, ("cross-entropy", "focal", "absolute-error"))
    mistake = -np.log(99)  # the logit of q = 0.01

    def turned_down(q: float) -> float:
        return value_over("q", focal, q, 1, gamma=2) / value_over("q", entropy_row, q, 1)

    return {
        "focal": style.text(turned_down(0.9), ".2f"),
        "focal_hard": style.text(turned_down(0.1), ".2f"),
        "smooth": style.text(label_smoothing_floor(10, 0.1)),
        "smooth_wrong": style.text(label_smoothing_floor(10, 0.1, wrong_only=True)),
        "weighted": style.text(best_prediction(LOSSES["weighted"], 0.1, weights=10), ".0%"),
        "noise_ce": style.text(abs(grad_over("z", entropy_row, mistake, 1)), ".2f"),
        "noise_mae": style.text(abs(grad_over("z", absolute, mistake, 1)), ".4f"),
    }


def _of_floats() -> dict[str, str]:
    low, high = double_softmax_band(10)
    return {
        "twice_low": style.text(low),
        "twice_high": style.text(high),
        "twice_q": style.text(softmax([1.0, 0.0])[0], ".2f"),
        "ones_32": style.text(rounds_to_one(np.float32), ".2f"),
        "ones_64": style.text(rounds_to_one(np.float64), ".2f"),
    }


def _cost(z: np.ndarray, label: int) -> np.ndarray:
    return softmax_cross_entropy_with_integer_labels(z, label)
