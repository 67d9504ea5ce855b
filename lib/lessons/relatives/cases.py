"""The relatives by their slugs, from the closest to the most distant.

Every module has `figure`, the `fields` of its words, `inside` (the scores and the target whose
softmax cross-entropy it is, or is made of), and the `gap` and the ghost of its prediction.
"""

from __future__ import annotations

from collections.abc import Callable

from lib.lessons.relatives import ctc, gan, info_nce, kl, listnet, policy, preference, triplet
from lib.maths.losses import LOSSES

MODULES = {
    "kl": kl,
    "preference": preference,
    "infonce": info_nce,
    "listnet": listnet,
    "ctc": ctc,
    "gan": gan,
    "policy": policy,
    "triplet": triplet,
}
TITLES = {
    "kl": "KL and NLL",
    "preference": "preference",
    "infonce": "InfoNCE",
    "listnet": "ListNet",
    "ctc": "CTC",
    "gan": "GAN",
    "policy": "policy gradient",
    "triplet": "triplet",
}
NAMES = {  # as a sentence takes them
    "kl": "KL divergence",
    "preference": "the preference loss",
    "infonce": "InfoNCE",
    "listnet": "ListNet",
    "ctc": "CTC",
    "gan": "the generator’s −ln D",
    "policy": "the policy-gradient loss",
    "triplet": "the triplet loss",
}
LOSSES_OF = {
    "kl": ("softmax-kl-divergence", "log-softmax-nll"),
    "preference": ("bradley-terry",),
    "infonce": ("info-nce",),
    "listnet": ("listnet-top-one",),
    "ctc": ("ctc",),
    "gan": ("gan-discriminator", "gan-generator-saturating", "gan-generator-non-saturating"),
    "policy": ("policy-gradient",),
    "triplet": ("triplet", "bradley-terry"),
}


def functions(case: str) -> list[Callable]:
    """The losses behind a relative's figure, each with its gradient."""
    rows = [LOSSES[key] for key in LOSSES_OF[case]]
    return [function for row in rows for function in (row.value, row.grad)]
