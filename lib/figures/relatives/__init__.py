"""Lesson "Relatives": one figure for each loss that is cross-entropy in disguise.

Every module has `figure`, the `numbers` of its prose, and its `disguise`: the scores and the target
whose softmax cross-entropy it is, or is made of.
"""

from __future__ import annotations

from lib.figures import style
from lib.figures.flipbook import LiveFigure
from lib.figures.relatives import (
    ctc,
    disguise,
    gan,
    info_nce,
    kl,
    listnet,
    policy,
    preference,
    triplet,
)
from lib.losses import LOSSES, softmax_cross_entropy_with_integer_labels

MODULES = {
    "infonce": info_nce,
    "triplet": triplet,
    "preference": preference,
    "listnet": listnet,
    "kl": kl,
    "policy": policy,
    "ctc": ctc,
    "gan": gan,
}
TITLES = {
    "infonce": "InfoNCE",
    "triplet": "triplet",
    "preference": "preference",
    "listnet": "ListNet",
    "kl": "KL and NLL",
    "policy": "policy gradient",
    "ctc": "CTC",
    "gan": "GAN",
}
LOSSES_OF = {
    "infonce": ("info-nce",),
    "triplet": ("triplet", "bradley-terry"),
    "preference": ("bradley-terry",),
    "listnet": ("listnet-top-one",),
    "kl": ("softmax-kl-divergence", "log-softmax-nll"),
    "policy": ("policy-gradient",),
    "ctc": ("ctc",),
    "gan": ("gan-discriminator", "gan-generator-saturating", "gan-generator-non-saturating"),
}


def figure(relative: str, word: str) -> LiveFigure:
    """The live figure of a relative; `word` is what CTC is to spell."""
    return ctc.figure(word) if relative == "ctc" else MODULES[relative].figure()


def numbers(relative: str, word: str, values: dict[str, float]) -> dict[str, str]:
    """The numbers of the prose, of the derivation and of the code where the sliders stand."""
    more = {"word": word} if relative == "ctc" else {}
    module = MODULES[relative]
    return {
        "relative": TITLES[relative],
        **disguise.fields(*module.disguise(**more, **values)),
        **module.numbers(**more, **values),
    }


def functions(relative: str) -> list:
    """The losses behind a relative's figure, each with its gradient."""
    rows = [LOSSES[key] for key in LOSSES_OF[relative]]
    return [function for row in rows for function in (row.value, row.grad)]


def facts() -> dict[str, str]:
    """The numbers of the corrected beliefs and of the check."""
    logits = [2.0, 1.0, 0.1]
    return {
        **ctc.beliefs(),
        **gan.beliefs(),
        "logits": style.listed(logits, "g"),
        "logits_nll": style.text(-logits[0], "g"),
        "logits_cost": style.text(softmax_cross_entropy_with_integer_labels(logits, 0)),
        "alike_256": style.text(info_nce.alike(256), ".3f"),
        "alike_512": style.text(info_nce.alike(512), ".3f"),
        "twice_256": style.text(2 * info_nce.alike(256), ".3f"),
        "ln2": style.text(info_nce.alike(2)),
    }
