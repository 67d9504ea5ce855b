"""Cross-entropy at work: seven cases, each a small live figure and the fields of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lib.figures.flipbook import LiveFigure
from lib.figures.ghost import Ghost
from lib.lessons.applications import (
    diagnosis,
    generative,
    images,
    language,
    recommender,
    reinforcement,
    speech,
)
from lib.maths import adversary, bandit, losses, scoring
from lib.maths.information import perplexity


@dataclass(frozen=True)
class Case:
    """One use of cross-entropy.

    Parameters
    ----------
    name : str
        What its button says.
    figure : callable of nothing to LiveFigure
        Its figure, computed only when the case is chosen.
    fields : callable of slider values to dict of str
        The fields of its words, where its sliders stand.
    sections : callable of slider values to tuple of str
        The sections of its result that hold there.
    gap : callable of float to dict of str
        The fields of the answer to a guess.
    guess_of : callable of float to Ghost
        The guess on its figure.
    functions : tuple of callable
        The mathematics behind it, shown as it runs.
    """

    name: str
    figure: Callable[..., LiveFigure]
    fields: Callable[[dict[str, float]], dict[str, str]]
    gap: Callable[[float], dict[str, str]]
    guess_of: Callable[[float], Ghost]
    functions: tuple[Callable, ...]
    sections: Callable[[dict[str, float]], tuple[str, ...]]


# In the order of the page. Of the words, `for_<case>`, `<case>_what`,
# `gap_<case>` and `beliefs_<case>` belong to it.
CASES: dict[str, Case] = {
    "images": Case(
        "images",
        images.figure,
        images.fields,
        images.gap,
        images.guess_of,
        (losses.softmax_cross_entropy_with_integer_labels, scoring.top_k_accuracy),
        lambda _: ("images_result",),
    ),
    "language": Case(
        "language",
        language.figure,
        language.fields,
        language.gap,
        language.guess_of,
        (losses.softmax_cross_entropy_with_integer_labels, perplexity),
        lambda _: ("language_result",),
    ),
    "diagnosis": Case(
        "diagnosis",
        diagnosis.figure,
        diagnosis.fields,
        diagnosis.gap,
        diagnosis.guess_of,
        (losses.weighted_softmax_cross_entropy, scoring.weighted_optimum),
        lambda _: ("diagnosis_result",),
    ),
    "recommender": Case(
        "recommender",
        recommender.figure,
        recommender.fields,
        recommender.gap,
        recommender.guess_of,
        (losses.sigmoid_binary_cross_entropy, scoring.ndcg),
        lambda _: ("recommender_result",),
    ),
    "reinforcement": Case(
        "reinforcement",
        reinforcement.figure,
        reinforcement.fields,
        reinforcement.gap,
        reinforcement.guess_of,
        (losses.policy_gradient, losses.policy_gradient_grad, bandit.expected_policy_gradient),
        reinforcement.sections,
    ),
    "generative": Case(
        "generative",
        generative.figure,
        generative.fields,
        generative.gap,
        generative.guess_of,
        (
            losses.gan_discriminator,
            losses.gan_generator_saturating_grad,
            losses.gan_generator_non_saturating_grad,
            adversary.optimal_logit,
        ),
        lambda _: ("generative_result",),
    ),
    "speech": Case(
        "speech",
        speech.figure,
        speech.fields,
        speech.gap,
        speech.guess_of,
        (losses.ctc_loss, losses.ctc_loss_grad),
        speech.sections,
    ),
}
