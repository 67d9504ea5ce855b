"""The opening page's figure: 80% cat, 20% dog."""

import numpy as np
import pytest
from scipy.stats import entropy

from lib.figures import home


def seen(cat):
    return home.cat_and_dog().frames(np.array([cat]))


def test_saying_the_truth_costs_the_entropy_and_wastes_nothing():
    shown = seen(0.8).readouts
    assert shown["cost"] == shown["floor"] == ["0.5004"] == [f"{entropy([0.8, 0.2]):.4f}"]
    assert shown["waste"] == ["0.0000"]


@pytest.mark.parametrize("cat", [0.01, 0.3, 0.5, 0.99])
def test_the_cost_is_the_entropy_plus_the_waste(cat):
    truth, model = np.array([0.8, 0.2]), np.array([cat, 1 - cat])
    shown = seen(cat).readouts
    assert shown["cost"] == [f"{entropy(truth) + entropy(truth, model):.4f}"]
    assert shown["waste"] == [f"{entropy(truth, model):.4f}"]


def test_the_prose_adds_up():
    numbers = home.numbers(0.3)
    assert float(numbers["floor"]) + float(numbers["waste"]) == pytest.approx(
        float(numbers["cost"]), abs=1e-4
    )
