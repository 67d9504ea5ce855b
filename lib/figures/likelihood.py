"""Lesson 4: one theta for all labels, three ways to say how well it fits, and why one takes logs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.information import entropy, kl_divergence, surprisal
from lib.likelihood import (
    bernoulli_likelihood,
    bernoulli_log_likelihood,
    bernoulli_mle,
    first_underflow,
    negative_log_likelihood,
)
from lib.losses import binary_cross_entropy_grad
from lib.words import comparison

THETA = Slider("theta", "θ, the probability of a 1", 0.005, 0.995, 0.0025, 0.5, ".4g")
PRESETS = (0.5, 0.9, 0.99, 0.01)
SMALLEST = float(np.finfo(np.float64).smallest_subnormal)
ASKED = (9, 10)  # ones and labels of the question before the drag
FACTORS_SHOWN = 8
MOST_COINS = 1200
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


# ---- One theta, three curves --------------------------------------------------------------------


def ones_first(k: int, n: int) -> tuple[int, ...]:
    """`n` labels, `k` of them 1: their order does not change how likely they are."""
    return (1,) * k + (0,) * (n - k)


@lru_cache(maxsize=64)
def three_curves(y: tuple[int, ...]) -> LiveFigure:
    """Likelihood, log-likelihood and mean binary cross-entropy of the labels `y`, over theta."""
    n, best = len(y), bernoulli_mle(y)
    floor = _floor(best)
    grid = np.union1d(THETA.values(), best)
    product, log, loss = _heights(grid, y)
    unit = _unit(best, y)
    reach = 1.05 * loss[np.isin(grid, THETA.values())].max()
    panels = [
        _panel(_likelihood_title(unit), (0, 1.25 * (product.max() / unit or 0.8)), best),
        _panel("log-likelihood (nats)", (-n * reach, 0.12 * n * reach), best, low=True),
        _panel("mean cross-entropy (nats)", (-0.12 * reach, reach), best),
    ]
    _add_curve(panels[0], "likelihood", grid, product / unit, style.MODEL)
    _add_curve(panels[1], "log-likelihood", grid, log, style.MODEL)
    _add_floor(panels[2], floor, reach, best)
    _add_curve(panels[2], "mean cross-entropy", grid, loss, style.LOSS)
    if product.max() == 0 or unit == 1 > SMALLEST >= product.max():
        panels[0].add_annotation(_underflow_note())

    def frames(theta: NDArray) -> Frames:
        product, log, loss = _heights(theta, y)
        here, both = theta[:, None], np.stack([theta, theta], -1)
        wasted = kl_divergence(np.broadcast_to(_pair(best), (*theta.shape, 2)), _pair(theta))
        return Frames(
            traces={
                "thread": {"x": both},
                "likelihood here": {"x": here, "y": product[:, None] / unit},
                "log-likelihood here": {"x": here, "y": log[:, None]},
                "mean cross-entropy here": {"x": here, "y": loss[:, None]},
                "waste": {"x": both, "y": np.stack([np.full_like(loss, floor), loss], -1)},
            },
            readouts={
                "bce": style.texts(loss, unit="nats"),
                "product": [small(v, zero=p == 0) for v, p in zip(log, product, strict=True)],
                "log": style.texts(log, ".3f", "nats"),
                "best": [f"{sum(y)}/{n} = {style.text(best)}"] * theta.size,
                "floor": [style.text(floor)] * theta.size,
                "waste": style.texts(wasted),
            },
        )

    return LiveFigure(
        panels=[Panel(f, alt, height=285) for f, alt in zip(panels, _alts(y, best), strict=True)],
        sliders=[THETA],
        frames=frames,
        readouts=[
            Readout("bce", "mean binary cross-entropy", "loss", main=True),
            Readout("product", "likelihood", "model"),
            Readout("log", "log-likelihood", "model"),
            Readout("best", "best θ = k/n", "truth"),
            Readout("floor", "floor, entropy of k/n", "truth"),
            Readout("waste", "above the floor", "gradient"),
        ],
        presets=_presets(y, best),
    )
