"""K classes, of which exactly one is true: a softmax, and what the wrong classes do not change."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, log_softmax, logsumexp, softmax

from lib.figures import style
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider
from lib.lessons.bce_vs_cce import bars
from lib.lessons.logits import REACH, logits_of
from lib.maths.losses import multi_label_cross_entropy, softmax_cross_entropy

LOSSES_PANEL = 1
EXAMPLES = {
    3: {"2, 1, 0.1": bars.STARTS},
    4: {"0, 0, 0, 1": (0.0, 0.0, 0.0, 1.0)},
    10: {
        "70% on class 3": logits_of([0.05, 0.02, 0.08, 0.70, 0.03, 0.04, 0.02, 0.03, 0.02, 0.01]),
        "5% on class 3": logits_of([0.15, 0.10, 0.35, 0.05, 0.10, 0.08, 0.07, 0.05, 0.03, 0.02]),
    },
}


@cache  # 54 figures at most
def single_label(classes: int, true: int) -> LiveFigure:
    """Softmax bars of K logits, their categorical cross-entropy and that of K sigmoids.

    With two wrong classes or more, one more slider moves mass among them: the true class's
    probability stays as it is.
    """
    first, *rest = (k for k in range(classes) if k != true)

    def frames(share: ArrayLike = 0.0, **values: ArrayLike) -> Frames:
        z = bars.logits_of_sliders(values, classes)
        if np.ndim(share):
            z = _shared_out(z, first, rest, share)
        target = bars.one_hot(true, z)
        single, multi = softmax_cross_entropy(z, target), multi_label_cross_entropy(z, target)
        linked = {f"z{k}": z[..., k] for k in range(classes)} if np.ndim(share) else {}
        if rest and not np.ndim(share):
            linked["share"] = _share(z, first, rest)
        return Frames(
            traces={
                "model": {"y": softmax(z, axis=-1)},
                "losses": {"x": np.stack([single, multi], axis=-1)},
            },
            readouts={"cce": bars.read(single), "multi": bars.read(multi, 2)},
            sliders=linked,
        )

    sliders = bars.sliders([""] * classes)
    if rest:
        sliders.insert(
            classes, Slider("share", wrong_mass(true), 0.02, 0.98, 0.0048, 0.5, ".2f", derived=True)
        )
    presets = {"all equal": (0.0,) * classes, **EXAMPLES.get(classes, {})}
    return LiveFigure(
        panels=[
            Panel(
                bars.probabilities([str(k) for k in range(classes)], [true], "model", "softmax"),
                f"Bars: the softmax probabilities of {classes} classes; class {true} is true.",
                height=280,
                wide=True,
                pick=True,
            ),
            Panel(
                bars.losses(["categorical", "a sigmoid each"], [style.LOSS, style.RIVALS[1]]),
                "Bars: categorical cross-entropy, and the sum of the binary ones of the same "
                "logits, a sigmoid each" + bars.BEYOND,
                height=160,
                wide=True,
            ),
        ],
        sliders=sliders,
        frames=frames,
        readouts=[
            Readout("cce", "categorical cross-entropy", "loss", main=True, unit="nats"),
            Readout("multi", "as if a sigmoid each", "rival-2", unit="nats"),
        ],
        presets={name: bars.by_slider(logits) for name, logits in presets.items()},
        settle=partial(_settle_share, classes, first, rest),
        beside=True,
    )


def wrong_mass(true: int) -> str:
    """What the slider says that moves mass among the wrong classes: to the first of them."""
    return f"wrong mass on {0 if true else 1}"


def _share(z: NDArray, first: int, rest: Sequence[int]) -> NDArray:
    """Which part of the wrong classes' mass the first of them holds."""
    return expit(z[..., first] - logsumexp(z[..., rest], axis=-1))


def _shared_out(z: NDArray, first: int, rest: Sequence[int], share: NDArray) -> NDArray:
    """The logits after the wrong classes' mass is shared out anew; the true class's q is kept.

    Where a logit would leave its slider, all of them move by the same amount, which changes no
    probability. Where they are too far apart even so, the mass stays at the last share that fits.
    """
    wide = _apart(z, first, rest, share)
    fits = np.ptp(wide, axis=-1) <= 2 * REACH + 1e-9
    reached = np.append(share[fits], _share(z, first, rest))
    z = _apart(z, first, rest, np.clip(share, reached.min(), reached.max()))
    over = np.maximum(z.max(axis=-1) - REACH, 0) + np.minimum(z.min(axis=-1) + REACH, 0)
    return np.clip(z - over[..., None], -REACH, REACH)  # for the last rounding only


def _apart(z: NDArray, first: int, rest: Sequence[int], share: NDArray) -> NDArray:
    """The logits at every share, wherever that takes them."""
    wrong = logsumexp(z[..., [first, *rest]], axis=-1)
    z = np.broadcast_to(z, (*share.shape, z.shape[-1])).copy()
    z[..., rest] = (wrong + np.log1p(-share))[..., None] + log_softmax(z[..., rest], axis=-1)
    z[..., first] = wrong + np.log(share)
    return z


def _settle_share(
    classes: int, first: int, rest: Sequence[int], values: dict[str, float]
) -> dict[str, float]:
    if not rest:
        return values
    share = float(_share(bars.logits_of_sliders(values, classes), first, rest))
    # Exact, even beyond the slider's grid: its book must show what the logits say.
    return {**values, "share": round(share, 12)}
