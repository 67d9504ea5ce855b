"""Any loss of the registry as a function of a network's outputs, and of the true classes.

A network for two classes has one output, the logit z of a yes, as `lib.maths.losses.axes` has it:
a loss of K classes sees the logits (0, z). A network for K > 2 classes has K outputs; a binary loss
of those is taken of every class against the rest, and summed.
"""

from collections.abc import Mapping
from inspect import signature, unwrap
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, softmax

from lib.maths.checks import as_finite, as_labels, as_non_negative, check_labels
from lib.maths.losses import LOSSES, Loss

KINDS = ("logit", "probability", "logits", "probabilities", "logits and labels")
_BINARY = ("logit", "probability")
_NO_AND_YES = np.array([-1.0, 1.0])  # signs of z
_SECOND = np.array([0.0, 1.0])


def trainable(losses: Mapping[str, Loss] = LOSSES) -> list[str]:
    """Keys of the losses that a network can be trained with, in the order of the registry.

    >>> "hinge" in trainable(), "triplet" in trainable()
    (True, False)
    """
    return [key for key, loss in losses.items() if loss.takes in KINDS]


class Objective:
    """A loss of the outputs of a network, with its derivative over them.

    Parameters
    ----------
    key : str
        One of `trainable()`.
    classes : int
        How many there are, at least 2.
    class_weights : array_like of shape (classes,), optional
        What an example of each class counts: a factor of its loss. The mean of the losses is still
        over the examples, so that doubling all weights doubles it. A weight of 0 counts nothing,
        not even infinity.
    **parameters : array_like
        Keywords of the loss, for all examples alike; those left out have the loss's own defaults.

    Attributes
    ----------
    outputs : int
        How many numbers the network gives: 1 for two classes, else one for each.

    Raises
    ------
    ValueError
        If the loss is none of these or has no such parameter, or as the loss itself raises it.

    Examples
    --------
    >>> loss = Objective("sigmoid-cross-entropy", 2)
    >>> loss.values([[0.0], [2.0]], [1, 1]).round(4), loss.grads([[0.0]], [1])
    (array([0.6931, 0.1269]), array([[-0.5]]))
    """

    def __init__(
        self,
        key: str,
        classes: int,
        class_weights: ArrayLike | None = None,
        **parameters: ArrayLike,
    ) -> None:
        if key not in trainable():
            raise ValueError(f"loss must be one of {', '.join(trainable())}; got {key}")
        if classes < 2:
            raise ValueError(f"classes must be at least 2; got {classes}")
        self.key, self.classes = key, classes
        self.outputs = 1 if classes == 2 else classes
        self._take(LOSSES[key])
        self._parameters = self._checked(parameters)
        self._weights = None
        if class_weights is not None:
            self._weights = as_non_negative("class_weights", class_weights).astype(float)
            if self._weights.shape != (classes,):
                got = self._weights.shape
                raise ValueError(f"class_weights must have shape ({classes},); got {got}")

    def __getstate__(self) -> dict[str, Any]:
        # Not the registry's row, which pickle does not know.
        return {k: v for k, v in vars(self).items() if k not in ("row", "_value", "_grad")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._take(LOSSES[self.key])

    def _take(self, row: Loss) -> None:
        self.row, self._value, self._grad = row, unwrap(row.value), unwrap(row.grad)

    def _checked(self, parameters: Mapping[str, ArrayLike]) -> dict[str, NDArray]:
        """All parameters as arrays, once the loss itself has taken them for one example."""
        names = {p.key for p in self.row.parameters}
        if not names >= set(parameters):
            unknown = ", ".join(sorted(set(parameters) - names))
            raise ValueError(f"{self.key} has no parameter {unknown}")
        defaults = signature(self.row.value).parameters
        given = {name: parameters.get(name, defaults[name].default) for name in sorted(names)}
        z = np.zeros((1, self.outputs))
        prediction, target = self._prediction(z), self.targets(np.zeros(1, dtype=int))
        if self.row.grad(prediction, target, **given).shape != prediction.shape:
            raise ValueError(f"the parameters of {self.key} must be the same for all examples")
        return {name: np.asarray(each, dtype=float) for name, each in given.items()}

    def targets(self, labels: NDArray) -> NDArray:
        """What the loss takes for the true classes, one row an example."""
        if self.row.takes == "logits and labels":
            return labels
        if self.row.takes in _BINARY and self.outputs == 1:
            return labels[:, None].astype(float)
        return np.eye(self.classes)[labels]

    def weights(self, labels: NDArray) -> NDArray | None:
        """What each example counts, as a column, or None where all count 1."""
        return None if self._weights is None else self._weights[labels][:, None]

    def probabilities(self, z: NDArray) -> NDArray:
        """The model's q, of the shape of the outputs.

        It is sigmoid(z), or softmax(z) for a loss of K > 2 classes. Of a hinge, which asks for no
        probability, this is what its logits would mean as such.
        """
        if self.outputs == 1 or self.row.takes in _BINARY:
            return expit(z)
        return softmax(z, axis=-1)

    def _prediction(self, z: NDArray) -> NDArray:
        """What the loss takes for the outputs."""
        if self.row.takes == "logit":
            return z
        if self.row.takes == "probability" or (
            self.row.takes == "probabilities" and self.outputs > 1
        ):
            return self.probabilities(z)
        if self.outputs > 1:
            return z
        if self.row.takes == "probabilities":
            return expit(z * _NO_AND_YES)
        return z * _SECOND

    def mean(self, z: NDArray, targets: NDArray, weights: NDArray | None = None) -> float:
        """Mean loss of outputs of shape (n, outputs); unchecked."""
        values = self._value(self._prediction(z), targets, **self._parameters)
        return float(self._weighed(values.reshape(len(z), -1), weights).sum() / len(z))

    def slope(self, z: NDArray, targets: NDArray, weights: NDArray | None = None) -> NDArray:
        """Derivative of each example's loss over its outputs, (n, outputs); unchecked.

        By the chain rule, where the loss takes probabilities: dq/dz is q (1 - q) for a sigmoid,
        and for a softmax dL/dz_k = q_k (dL/dq_k - the sum of q_i dL/dq_i).
        """
        q = self._prediction(z)
        g = self._grad(q, targets, **self._parameters)
        if self.row.takes == "probability":
            g = g * q * expit(-z)
        elif self.row.takes == "probabilities" and self.outputs > 1:
            g = q * (g - (q * g).sum(axis=-1, keepdims=True))
        elif self.row.takes == "probabilities":
            g = (g[:, 1:] - g[:, :1]) * q[:, :1] * q[:, 1:]
        elif self.row.takes != "logit" and self.outputs == 1:
            g = g[:, 1:]
        return self._weighed(g, weights)

    @staticmethod
    def _weighed(each: NDArray, weights: NDArray | None) -> NDArray:
        return each if weights is None else np.where(weights > 0, weights * each, 0)

    def values(self, z: ArrayLike, labels: ArrayLike) -> NDArray:
        """Loss of each example.

        Parameters
        ----------
        z : array_like of shape (n, outputs), finite
        labels : array_like of shape (n,)
            True classes, whole numbers from 0.

        Returns
        -------
        ndarray of shape (n,)
            In the unit of the loss, times the weight of the class.

        Raises
        ------
        ValueError
            If the shapes do not fit, an output is infinite or NaN, or a label is no class.
        """
        z, labels = self._as_outputs(z, labels)
        with np.errstate(all="ignore"):
            values = self._value(self._prediction(z), self.targets(labels), **self._parameters)
            return self._weighed(values.reshape(len(z), -1), self.weights(labels)).sum(axis=-1)

    def grads(self, z: ArrayLike, labels: ArrayLike) -> NDArray:
        """Derivative of each example's loss over its outputs.

        Parameters and errors as for `values`. Result of shape (n, outputs).
        """
        z, labels = self._as_outputs(z, labels)
        with np.errstate(all="ignore"):
            return self.slope(z, self.targets(labels), self.weights(labels))

    def _as_outputs(self, z: ArrayLike, labels: ArrayLike) -> tuple[NDArray, NDArray]:
        z, labels = as_finite("z", z).astype(float), as_labels("labels", labels)
        if z.shape != (labels.size, self.outputs) or labels.ndim != 1:
            wanted = f"(n, {self.outputs}) and (n,)"
            got = f"{z.shape} and {labels.shape}"
            raise ValueError(f"z and labels must have shapes {wanted}; got {got}")
        check_labels("labels", labels, 0, self.classes)
        return z, labels
