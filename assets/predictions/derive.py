"""Make the three example tables of predictions: `python -m assets.predictions.derive`."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, softmax

from lib.maths.draws import Draws

HERE = Path(__file__).parent
ANIMALS = ("cat", "dog", "fox", "owl", "hare")
SEASONS = ("spring", "summer", "autumn", "winter")


def chosen(q: NDArray, uniform: NDArray) -> NDArray:
    """A class for each row of probabilities (n, K), by uniform numbers (n,)."""
    return np.minimum((uniform[:, None] > q.cumsum(axis=1)).sum(axis=1), q.shape[1] - 1)


def weather() -> tuple[list[str], list[list]]:
    """Forecasts of rain that are honest: it rains as often as they say; and a rival that hedges."""
    draws, n = Draws(1, "weather"), 1461
    season = np.arange(n) * 4 // 365 % 4
    z = draws.normal(n) * 1.7 - 0.9 + np.array([0.1, -0.5, 0.2, 0.4])[season]
    q = expit(z)
    rain = draws.uniform(n) < q
    rival = expit(0.45 * z - 0.45 + 0.35 * draws.normal(n))
    rows = [
        [i + 1, SEASONS[season[i]], "yes" if rain[i] else "no", f"{q[i]:.3f}", f"{rival[i]:.3f}"]
        for i in range(n)
    ]
    return ["day", "season", "rain", "p_rain", "p_rain_rival"], rows


def sure() -> tuple[list[str], list[list]]:
    """A classifier of five animals whose logits are 2.2 times too large; worse at night."""
    draws, n, K = Draws(2, "sure"), 1200, len(ANIMALS)
    truth = np.minimum((draws.uniform(n) * K).astype(int), K - 1)
    night = draws.uniform(n) < 0.3
    signal = np.where(night, 1.1, 2.4)[:, None]
    x = draws.normal(n, K) + signal * (np.arange(K) == truth[:, None])
    honest = signal * x  # the posterior of a class, given x
    parts = np.maximum(np.floor(softmax(2.2 * honest, axis=1) * 1e5), 1)
    parts[np.arange(n), parts.argmax(axis=1)] += 1e5 - parts.sum(axis=1)  # sums to 1 as written
    rows = [
        [
            i + 1,
            "night" if night[i] else "day",
            ANIMALS[truth[i]],
            *(f"{p / 1e5:.5f}" for p in parts[i]),
        ]
        for i in range(n)
    ]
    return ["picture", "light", "animal", *ANIMALS], rows


def rare() -> tuple[list[str], list[list]]:
    """One payment in fifty is a fraud; a score that knows a little, honest but hardly ever high."""
    draws, n = Draws(3, "rare"), 3000
    abroad = draws.uniform(n) < 0.15
    x = draws.normal(n)
    q = expit(-5.1 + 1.5 * x + 1.2 * abroad)
    fraud = draws.uniform(n) < q
    rows = [
        [i + 1, "abroad" if abroad[i] else "at home", int(fraud[i]), f"{max(q[i], 1e-5):.5f}"]
        for i in range(n)
    ]
    return ["payment", "where", "fraud", "score"], rows


TABLES = {"weather": weather, "sure": sure, "rare": rare}


def write() -> None:
    """Write every table beside this script."""
    for name, make in TABLES.items():
        header, rows = make()
        with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    write()
