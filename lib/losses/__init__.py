"""The value and the gradient of every loss, side by side.

Symbols: `z` is a logit, `q` the model's probability (sigmoid(z) or softmax(z)), `y` the target and
`labels` class indices. The prediction comes first, then the target.

- Unprefixed functions take probabilities; `sigmoid_`, `softmax_` and `hinge` take logits.
- Binary losses work elementwise on `q` or `z` of any shape, with a `y` of the same shape or one `y`
  for all. Multi-class losses take `(..., K)` arrays and give one loss for each example; their `y`
  is a distribution over the K classes, one-hot or soft. The caller takes the mean.
- `<name>_grad` is the derivative over the first argument, for each element or each class. It takes
  the arguments of `<name>` and refuses the same ones.
- The result has the floating type of the first argument; integers count as float64.
- 0 ln 0 is 0. What is infinite is returned as infinity, never clipped.

A tiny loss or gradient is as accurate as a large one, because 1 - q is never a subtraction: it is
sigmoid(-z), or the sum of the other classes. For hard labels the relative error in float64 is at
most 4 units in the last place, times 1 + the range of the logits for softmax.

Each module ends with the rows of its losses, and `LOSSES` is all of them.
"""

from lib.losses import (
    adversarial,
    binary,
    contrastive,
    ctc,
    divergence,
    focal,
    margin,
    multiclass,
    noise,
    policy,
    probability,
    ranking,
    reshaped,
    smoothing,
)
from lib.losses.adversarial import *  # noqa: F403
from lib.losses.binary import *  # noqa: F403
from lib.losses.contrastive import *  # noqa: F403
from lib.losses.ctc import *  # noqa: F403
from lib.losses.divergence import *  # noqa: F403
from lib.losses.focal import *  # noqa: F403
from lib.losses.margin import *  # noqa: F403
from lib.losses.multiclass import *  # noqa: F403
from lib.losses.noise import *  # noqa: F403
from lib.losses.policy import *  # noqa: F403
from lib.losses.probability import *  # noqa: F403
from lib.losses.ranking import *  # noqa: F403
from lib.losses.record import Loss
from lib.losses.reshaped import *  # noqa: F403
from lib.losses.smoothing import *  # noqa: F403

LOSSES: dict[str, Loss] = {
    **probability.LOSSES,
    **binary.LOSSES,
    **margin.LOSSES,
    **multiclass.LOSSES,
    **reshaped.LOSSES,
    **smoothing.LOSSES,
    **focal.LOSSES,
    **noise.LOSSES,
    **divergence.LOSSES,
    **contrastive.LOSSES,
    **ranking.LOSSES,
    **policy.LOSSES,
    **ctc.LOSSES,
    **adversarial.LOSSES,
}
