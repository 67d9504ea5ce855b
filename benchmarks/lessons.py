"""The main figure of every lesson, as its page first shows it."""

from lib.figures import bce_vs_cce, compression, gradients, home, likelihood, loss_curve

FIGURES = {
    "home": home.cat_and_dog,
    "loss_curve": lambda: loss_curve.loss_curve(1, "q"),
    "bce_vs_cce": lambda: bce_vs_cce.binary(0),
    "gradients": lambda: gradients.gradient_curves(1),
    "likelihood": lambda: likelihood.three_curves((1, 0, 1, 1, 1, 0, 1)),
    "compression": lambda: compression.wrong_code("en", "fr", "bits"),
}
