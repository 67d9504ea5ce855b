"""Lesson 4: one theta for all labels, and three ways to say how well it fits them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.information import entropy, kl_divergence, surprisal
from lib.likelihood import (
    bernoulli_likelihood,
    bernoulli_log_likelihood,
    bernoulli_mle,
    negative_log_likelihood,
)
from lib.losses import binary_cross_entropy_grad
from lib.words import comparison

THETA = Slider("theta", "θ, the probability of a 1", 0.005, 0.995, 0.0025, 0.5, ".4g")
PRESETS = (0.5, 0.9, 0.99, 0.01)
_FAINTEST = 1e-321  # below it a float64 has no digits left to draw a curve with
ASKED = (9, 10)  # ones and labels of the question before the drag
CHECKED = (5, 7)  # and of the check, as the field of labels shows them at first
FACTORS = 8  # the most that the derivation writes out
_TRUTH_LINE = {"color": style.TRUTH, "width": 2, "dash": "dash"}
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def ones_first(k: int, n: int) -> tuple[int, ...]:
    """Return `n` labels, `k` of them 1; their order does not change how likely they are."""
    return (1,) * k + (0,) * (n - k)


@lru_cache(maxsize=64)
def three_curves(y: tuple[int, ...]) -> LiveFigure:
    """Likelihood, log-likelihood and mean binary cross-entropy of the labels `y` over theta."""
    best = bernoulli_mle(y)
    floor = _entropy(best)
    unit = _unit(float(bernoulli_likelihood(best, y)))
    panels = _three_panels(y, unit)
    lows = [panel.figure.layout.yaxis.range[0] for panel in panels]

    def frames(theta: NDArray) -> Frames:
        product, log = bernoulli_likelihood(theta, y), bernoulli_log_likelihood(theta, y)
        loss = negative_log_likelihood(theta, y)
        first, second, third = map(partial(_upright, theta), lows, (product / unit, log, loss))
        return Frames(
            traces={
                "likelihood here": first,
                "log-likelihood here": second,
                "loss here": third,
                "waste": _upright(theta, floor, loss),
            },
            readouts={
                "bce": style.texts(loss),
                "product": [
                    scientific(nats) + ("; float64: 0" if computed == 0 else "")
                    for nats, computed in zip(log, product, strict=True)
                ],
                "log": style.texts(log, ".2f"),
                "best": [f"{sum(y)}/{len(y)} = {best:.4g}"] * theta.size,
                "floor": [style.text(floor)] * theta.size,
                "waste": style.texts(kl_divergence(_pair(best), _pair(theta))),
            },
        )

    reachable = {"the best θ": {"theta": best}} if THETA.low <= best <= THETA.high else {}
    return LiveFigure(
        panels=panels,
        sliders=[THETA],
        frames=frames,
        readouts=[
            Readout("bce", "mean binary cross-entropy", "loss", main=True, unit="nats"),
            Readout("best", "best θ = k/n", "truth"),
            Readout("floor", "floor: entropy", "truth"),
            Readout("waste", "above the floor", "gradient"),
            Readout("log", "log-likelihood", "model", unit="nats"),
            Readout("product", "likelihood", "model"),
        ],
        presets={**reachable, **{f"θ = {theta:g}": {"theta": theta} for theta in PRESETS}},
    )


def _upright(theta: NDArray, low: float, high: NDArray) -> dict[str, NDArray]:
    """Upright lines at theta."""
    return {"x": np.stack([theta, theta], -1), "y": np.stack([np.full_like(high, low), high], -1)}


def _pair(theta: ArrayLike) -> NDArray:
    return np.stack([theta, 1 - np.asarray(theta)], axis=-1)


def _entropy(theta: float) -> float:
    return float(entropy(_pair(theta)))


def _unit(peak: float) -> float:
    """Power of ten in which the likelihood is drawn; 1 where it needs none or can have none."""
    return 10.0 ** np.floor(np.log10(peak)) if _FAINTEST < peak < 0.1 else 1.0


def _three_panels(y: Sequence[int], unit: float) -> list[Panel]:
    n, best = len(y), bernoulli_mle(y)
    theta = np.union1d(THETA.values()[::2], best)
    product = bernoulli_likelihood(theta, y) / unit
    log, loss = bernoulli_log_likelihood(theta, y), negative_log_likelihood(theta, y)
    reach = 1.05 * negative_log_likelihood(np.array([THETA.low, THETA.high]), y).max()
    peak, power = product.max(), round(np.log10(unit))
    unseen = peak < _FAINTEST
    title = f", in units of 10{_superscript(power)}" if power else ""
    first = _panel(f"likelihood{title}", (0, 1 if unseen else 1.18 * peak), best)
    second = _panel("log-likelihood (nats)", (-n * reach, 0.15 * n * reach), best)
    third = _panel("mean cross-entropy (nats)", (-0.15 * reach, reach), best)
    _add_curve(first, theta, product, "likelihood", style.MODEL)
    _add_curve(second, theta, log, "log-likelihood", style.MODEL)
    _add_floor(third, best)
    _add_curve(third, theta, loss, "loss", style.LOSS)
    if unseen:
        first.add_annotation(_underflow_note())
    where = f" over θ, for {sum(y)} ones among {n} labels; "
    return [
        Panel(first, f"Likelihood{where}highest at θ = {best:.4g}.", height=320),
        Panel(second, f"Log-likelihood{where}highest at the same θ = {best:.4g}.", height=320),
        Panel(
            third,
            f"Mean cross-entropy{where}lowest at the same θ = {best:.4g}, and there it is "
            f"{_entropy(best):.4f} nats, the entropy of the labels.",
            height=320,
        ),
    ]


def _panel(title: str, heights: tuple[float, float], best: float) -> go.Figure:
    """Axes over theta with the best theta as a dashed line."""
    figure = style.figure("θ", title, (-0.02, 1.02), heights)
    figure.update_xaxes(dtick=0.2)
    # A shape and not a trace: each trace makes every step of a drag slower, moving or not.
    figure.add_vline(best, name="best θ", line=_TRUTH_LINE)
    left = best > 0.5
    figure.add_annotation(
        style.label(
            best,
            1,
            "best θ",
            style.TRUTH,
            yref="paper",
            yanchor="top",
            xanchor="right" if left else "left",
            xshift=-4 if left else 4,
            bgcolor=style.BACKGROUND,
        )
    )
    return figure


def _add_curve(figure: go.Figure, x: NDArray, y: NDArray, name: str, color: str) -> None:
    """Draw a curve, and the moving point with a line down to its theta."""
    here = style.marker(f"{name} here", style.MODEL)
    here.update(
        mode="lines+markers",
        line={"color": style.MODEL, "width": 1.5, "dash": "dot"},
        marker={
            "size": [0, here.marker.size],
            "line": {"width": [0, here.marker.line.width]},
            "opacity": 1,
        },
    )
    figure.add_traces([style.curve(x, y, name, color, width=4), here])


def _add_floor(figure: go.Figure, best: float) -> None:
    floor = _entropy(best)
    figure.add_hline(floor, name="floor", line=_TRUTH_LINE)
    figure.add_trace(
        style.moving("waste", mode="lines", line={"color": style.GRADIENT, "width": 8}, opacity=0.6)
    )
    figure.add_annotation(
        style.label(
            0 if best > 0.5 else 1,
            floor,
            "floor",
            style.TRUTH,
            xanchor="left" if best > 0.5 else "right",
            yanchor="top",
        )
    )


def _underflow_note() -> dict:
    return style.label(
        0.5,
        0.5,
        "too small for a float64:<br>computed as a product,<br>it is 0 at every θ",
        style.TEXT,
        xanchor="center",
        bgcolor=style.BACKGROUND,
    )


# ---- Numbers for the words ----------------------------------------------------------------------


def _mantissa_and_power(nats: float) -> tuple[float, int]:
    """Write e^nats as mantissa * 10^power, also where it is too small for a floating number."""
    log10 = nats / np.log(10)
    power = int(np.floor(log10))
    mantissa = round(10 ** (log10 - power), 2)
    return (mantissa / 10, power + 1) if mantissa >= 10 else (mantissa, power)


def _superscript(power: int) -> str:
    return str(power).translate(_SUPERSCRIPTS)


def scientific(nats: float) -> str:
    """Write the probability e^nats as a power of ten; from a tenth on, as a plain decimal.

    Examples
    --------
    >>> scientific(-4.78), scientific(-2000.0)
    ('8.40 × 10⁻³', '2.58 × 10⁻⁸⁶⁹')
    """
    mantissa, power = _mantissa_and_power(nats)
    if power >= -1:
        return f"{np.exp(nats):.3f}"
    return f"{mantissa:.2f} × 10{_superscript(power)}"


def tex(nats: float) -> str:
    """Write the probability e^nats as `scientific` does, in LaTeX."""
    mantissa, power = _mantissa_and_power(nats)
    if power >= -1:
        return scientific(nats)
    return rf"{mantissa:.2f} \times 10^{{{power}}}"


def _listed(items: Sequence[str], between: str, dots: str) -> str:
    """All items, or the first few and the last."""
    if len(items) > FACTORS:
        items = [*items[: FACTORS - 2], dots, items[-1]]
    return between.join(items)


def numbers(theta: float, y: Sequence[int]) -> dict[str, str]:
    """The numbers of the prose for the labels `y`, where the slider stands."""
    n, k, best = len(y), sum(y), bernoulli_mle(y)
    log = float(bernoulli_log_likelihood(theta, y))
    of_one, of_zero = f"{theta:.4g}", f"{1 - theta:.4g}"
    return {
        "n": f"{n}",
        "k": f"{k}",
        "zeros": f"{n - k}",
        "theta": of_one,
        "theta_exact": f"{theta:.10g}",
        "other": of_zero,
        "labels": _listed([str(label) for label in y], r",\,", r"\ldots"),
        "factors": _listed([of_one if label else of_zero for label in y], r" \cdot ", r"\cdots"),
        "likelihood": tex(log),
        "log_one": style.text(-surprisal(theta)),
        "log_zero": style.text(-surprisal(1 - theta)),
        "log": style.text(log),
        "nll": style.text(-log),
        "bce": style.text(negative_log_likelihood(theta, y)),
        "best": f"{best:.4g}",
        "slope": style.text(binary_cross_entropy_grad(theta, best), ".4g"),
        "floor": style.text(_entropy(best)),
        "waste": style.text(kl_divergence(_pair(best), _pair(theta))),
    }


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the lowest mean loss on the labels asked about."""
    k, n = ASKED
    best = bernoulli_mle(ones_first(k, n))
    truth = _entropy(best)
    return {
        "guess": f"{guess:g}",
        "truth": style.text(truth),
        "comparison": comparison(guess, truth),
        "best": f"{best:g}",
        "ones": f"{k}",
        "of_one": style.text(surprisal(best)),
        "of_zero": style.text(surprisal(1 - best)),
        "labels": "".join(map(str, ones_first(k, n))),
    }


def beliefs() -> dict[str, str]:
    """The numbers of the corrected beliefs and of the check."""
    k, n = CHECKED
    best = bernoulli_mle(ones_first(k, n))
    return {
        "k": f"{k}",
        "n": f"{n}",
        "zeros": f"{n - k}",
        "best": f"{best:.3f}",
        "floor": style.text(_entropy(best)),
        "errors": f"{1 - best:.3f}",
        "coin": style.text(_entropy(0.5)),
    }
