"""The numbers in the words of the relatives: what all have in common, and what each makes of it."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from lib.figures import numbers
from lib.lessons.relatives import ctc, gan
from lib.lessons.relatives.cases import MODULES, NAMES
from lib.maths.losses import (
    policy_gradient_grad,
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    softmax_cross_entropy_with_integer_labels,
)
from lib.words.text import prose

EXAMPLE, PAID = [2.0, 1.0, 0.1], 3.0  # logits of the beliefs; what a click pays in the check


def standing(state: SimpleNamespace, values: dict[str, float]) -> dict[str, str]:
    """The words, the derivation and the code of a relative, where its sliders stand."""
    module = MODULES[state.case]
    more = {"word": state.word} if state.case == "ctc" else {}
    known = {
        "relative": NAMES[state.case],
        **inside(*module.inside(**more, **values)),
        **module.fields(**more, **values),
    }
    return {**known, "exception": prose("relatives", exception(state), **known)}


def exception(state: SimpleNamespace) -> str:
    """The section that says whether the pull of a relative is q - y."""
    if state.case == "ctc":
        return "pull_ctc" if ctc.can_spell(state.word) else "pull_ctc_stuck"
    own = ("infonce", "gan", "policy", "triplet")
    return f"pull_{state.case}" if state.case in own else "pull_same"


def pulls(state: SimpleNamespace) -> str:
    """The section that says what pulls in a relative."""
    if state.case == "ctc":
        return "ctc_pull" if ctc.can_spell(state.word) else "ctc_stuck"
    return f"{state.case}_pull"


def inside(scores: NDArray, y: NDArray) -> dict[str, str]:
    """The sum inside a relative, in numbers: its candidates' scores and their target."""
    return {
        "scores": numbers.listed(scores, ".3f"),
        "target": numbers.listed(y, ".3g"),
        "q": numbers.listed(softmax(scores), ".4f"),
        "cost": numbers.text(softmax_cross_entropy(scores, y)),
        "pulls": numbers.listed(softmax_cross_entropy_grad(scores, y), ".4f"),
        "scores_list": listed(scores),
        "y_list": listed(y),
        "q_list": listed(softmax(scores)),
    }


def listed(numbers: ArrayLike) -> str:
    """Numbers as the code of any library takes them.

    Examples
    --------
    >>> listed([0.5, -np.inf])
    '[0.5, float("-inf")]'
    """
    if np.ndim(numbers):
        return f"[{', '.join(map(listed, np.asarray(numbers)))}]"
    return repr(float(numbers)) if np.isfinite(numbers) else f'float("{float(numbers)}")'


@cache
def beliefs() -> dict[str, str]:
    """The corrected beliefs and the check."""
    plain, paid = (policy_gradient_grad([0.0, 0.0], 0, weight)[0] for weight in (1.0, PAID))
    return {
        **ctc.beliefs(),
        **gan.beliefs(),
        "logits": numbers.listed(EXAMPLE, "g"),
        "logits_nll": numbers.text(-EXAMPLE[0], "g"),
        "logits_cost": numbers.text(softmax_cross_entropy_with_integer_labels(EXAMPLE, 0)),
        "paid": f"{PAID:g}",
        "plain_pull": numbers.text(plain, "g"),
        "paid_pull": numbers.text(paid, "g"),
    }
