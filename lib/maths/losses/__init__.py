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
most 4 units in the last place, for a softmax times 1 + the range of the logits; twice as many for
squares, powers and products (squared error of logits, Brier, focal, generalised, symmetric,
forward correction); K / 10 more where K classes add up, and gamma / 2 more for the focal losses.
Where terms of both signs add up it is relative to the sum of their sizes.

Each module ends with the rows of its losses, and `LOSSES` is all of them. What is imported here is
what the package offers.
"""
# ruff: noqa: F401

from lib.maths.losses import (
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
from lib.maths.losses.adversarial import (
    gan_discriminator,
    gan_discriminator_grad,
    gan_generator_non_saturating,
    gan_generator_non_saturating_grad,
    gan_generator_saturating,
    gan_generator_saturating_grad,
)
from lib.maths.losses.binary import (
    sigmoid_binary_cross_entropy,
    sigmoid_binary_cross_entropy_grad,
    sigmoid_squared_error,
    sigmoid_squared_error_grad,
)
from lib.maths.losses.contrastive import (
    info_nce,
    info_nce_grad,
    squared_distance,
    triplet,
    triplet_grad,
)
from lib.maths.losses.ctc import (
    ctc_alignments,
    ctc_loss,
    ctc_loss_grad,
    ctc_occupancy,
    ctc_spelled,
)
from lib.maths.losses.divergence import (
    log_softmax_nll,
    log_softmax_nll_grad,
    softmax_kl_divergence,
    softmax_kl_divergence_grad,
)
from lib.maths.losses.focal import (
    sigmoid_balanced_focal_loss,
    sigmoid_balanced_focal_loss_grad,
    sigmoid_focal_loss,
    sigmoid_focal_loss_grad,
)
from lib.maths.losses.margin import (
    hinge,
    hinge_grad,
    squared_hinge,
    squared_hinge_grad,
)
from lib.maths.losses.multiclass import (
    softmax_cross_entropy,
    softmax_cross_entropy_grad,
    softmax_cross_entropy_with_integer_labels,
    softmax_cross_entropy_with_integer_labels_grad,
    softmax_squared_error,
    softmax_squared_error_grad,
)
from lib.maths.losses.noise import (
    forward_corrected_cross_entropy,
    forward_corrected_cross_entropy_grad,
    generalised_cross_entropy,
    generalised_cross_entropy_grad,
    symmetric_cross_entropy,
    symmetric_cross_entropy_grad,
)
from lib.maths.losses.policy import (
    policy_gradient,
    policy_gradient_grad,
)
from lib.maths.losses.probability import (
    absolute_error,
    absolute_error_grad,
    binary_cross_entropy,
    binary_cross_entropy_grad,
    brier,
    brier_grad,
    categorical_cross_entropy,
    categorical_cross_entropy_grad,
    squared_error,
    squared_error_grad,
    zero_one_error,
    zero_one_error_grad,
)
from lib.maths.losses.ranking import (
    bradley_terry,
    bradley_terry_grad,
    listnet_top_one,
    listnet_top_one_grad,
)
from lib.maths.losses.record import Loss
from lib.maths.losses.reshaped import (
    logit_adjusted_cross_entropy,
    logit_adjusted_cross_entropy_grad,
    multi_label_cross_entropy,
    multi_label_cross_entropy_grad,
    weighted_softmax_cross_entropy,
    weighted_softmax_cross_entropy_grad,
    weighted_softmax_cross_entropy_mean,
)
from lib.maths.losses.smoothing import (
    label_smoothing_floor,
    smoothed_cross_entropy,
    smoothed_cross_entropy_grad,
    smoothed_wrong_cross_entropy,
    smoothed_wrong_cross_entropy_grad,
)

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
