"""Models that learn: what a loss does to them.

- `descent`: gradient descent on one logit, the race of two losses.
- `logistic`: logistic regression on one feature, fitted to its end.
- `objective`: any loss of the registry as a function of a network's outputs.
- `network`: softmax and logistic regression, and networks with one or two hidden layers.
- `run`: such a network in training, an epoch at a time.
- `synthetic`: a classifier in training that is a formula, for where luck must play no part.
"""

from lib.maths.training.descent import gradient_descent, path_until, steps_until
from lib.maths.training.logistic import LogisticFit, is_separable, logistic_regression
from lib.maths.training.network import ACTIVATIONS, FARTHEST, MOST_LAYERS, MOST_UNITS, Network
from lib.maths.training.objective import Objective, trainable
from lib.maths.training.run import LIMIT, Divergence, Examples, Recipe, Record, Run, Scores

__all__ = [
    "ACTIVATIONS",
    "FARTHEST",
    "LIMIT",
    "MOST_LAYERS",
    "MOST_UNITS",
    "Divergence",
    "Examples",
    "LogisticFit",
    "Network",
    "Objective",
    "Recipe",
    "Record",
    "Run",
    "Scores",
    "gradient_descent",
    "is_separable",
    "logistic_regression",
    "path_until",
    "steps_until",
    "trainable",
]
