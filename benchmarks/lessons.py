"""The main figure of every page, as it is first shown."""

from lib.figures import (
    bce_vs_cce,
    compression,
    gradients,
    home,
    information,
    likelihood,
    loss_curve,
    relatives,
    stability,
    variants,
    which_loss,
)
from lib.figures.applications import CASES

FIGURES = {
    "home": home.cat_and_dog,
    "loss_curve": lambda: loss_curve.loss_curve(1, "q"),
    "bce_vs_cce": lambda: bce_vs_cce.binary(0),
    "gradients": lambda: gradients.gradient_curves(1),
    "likelihood": lambda: likelihood.three_curves((1, 0, 1, 1, 1, 0, 1)),
    "compression": lambda: compression.wrong_code("en", "fr", "bits"),
    "information": lambda: information.truth_and_model(3, "q", "nats"),
    "variants": lambda: variants.comparison("q", 1, variants.START, variants.START[0]),
    "relatives": lambda: relatives.figure("infonce", "ab"),
    "stability": lambda: stability.breaking("sigmoid", 0),
    "applications": lambda: CASES["images"].figure(),
    "which_loss": lambda: which_loss.compared("bce"),
}
