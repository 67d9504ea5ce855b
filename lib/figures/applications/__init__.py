"""Cross-entropy at work: seven cases, each a small live figure and the numbers of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import logit

from lib import adversary, bandit, losses, scoring
from lib.figures import style
from lib.figures.applications import (
    diagnosis,
    generative,
    images,
    language,
    recommender,
    reinforcement,
    speech,
)
from lib.figures.flipbook import LiveFigure
from lib.information import entropy, perplexity, surprisal, to_bits
from lib.words import comparison


@dataclass(frozen=True)
class Case:
    """One use of cross-entropy.

    Parameters
    ----------
    name : str
        What its button says.
    figure : callable of nothing to LiveFigure
        Its figure, computed only when the case is chosen.
    numbers : callable of slider values to dict of str
        The fields of its words, where its sliders stand.
    functions : tuple of callable
        The mathematics behind it, shown as it runs.
    """

    name: str
    figure: Callable[..., LiveFigure]
    numbers: Callable[[dict[str, float]], dict[str, str]]
    functions: tuple[Callable, ...]


# In the order of the page. The words of a case are the sections `<case>_what` and `<case>_result`.
CASES: dict[str, Case] = {
    "images": Case(
        "images",
        images.figure,
        images.numbers,
        (losses.softmax_cross_entropy_with_integer_labels, scoring.top_k_accuracy),
    ),
    "language": Case(
        "language",
        language.figure,
        language.numbers,
        (losses.softmax_cross_entropy_with_integer_labels, perplexity),
    ),
    "diagnosis": Case(
        "diagnosis",
        diagnosis.figure,
        diagnosis.numbers,
        (losses.weighted_softmax_cross_entropy, scoring.weighted_optimum),
    ),
    "recommender": Case(
        "recommender",
        recommender.figure,
        recommender.numbers,
        (losses.sigmoid_binary_cross_entropy, scoring.ndcg),
    ),
    "reinforcement": Case(
        "reinforcement",
        reinforcement.figure,
        reinforcement.numbers,
        (losses.policy_gradient, losses.policy_gradient_grad, bandit.expected_policy_gradient),
    ),
    "generative": Case(
        "generative",
        generative.figure,
        generative.numbers,
        (
            losses.gan_discriminator,
            losses.gan_generator_saturating_grad,
            losses.gan_generator_non_saturating_grad,
            adversary.optimal_logit,
        ),
    ),
    "speech": Case(
        "speech",
        speech.figure,
        speech.numbers,
        (losses.ctc_loss, losses.ctc_loss_grad),
    ),
}


def facts() -> dict[str, str]:
    """The numbers that the whole page needs, whichever case is chosen."""
    pictures, patients = (
        images.numbers(images.figure().start),
        diagnosis.numbers(diagnosis.figure().start),
    )
    film = recommender.figure().start["rec_film"]
    return {
        **{key: pictures[key] for key in ("start", "trained", "trained_top1", "sure")},
        **{key: patients[key] for key in ("right", "plain_missed", "ill", "says")},
        "classes": str(images.CLASSES),
        "two": style.text(_ignorance(2)),
        "ten": style.text(_ignorance(10)),
        "ten_bits": style.text(to_bits(_ignorance(10))),
        "rare": style.text(entropy([0.01, 0.99])),
        "rare_bias": style.text(logit(0.01)),
        "order": style.text(recommender.order(0.0, film)[0], ".3f"),
        "order_before": style.text(recommender.loss(0.0, film)),
        "order_after": style.text(recommender.loss(2.0, film)),
    }


def _ignorance(classes: int) -> float:
    """Loss of a model that finds all classes equally probable."""
    return float(surprisal(1 / classes))


def gap(guess: float) -> dict[str, str]:
    """The prediction beside the truth: the loss of a classifier that knows nothing."""
    return {
        "guess": f"{guess:g}",
        "start": style.text(images.untrained()),
        "comparison": comparison(guess, images.untrained()),
    }
