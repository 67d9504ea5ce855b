"""Networks with up to two hidden layers: forwards to the logits, and backwards to the gradients.

A layer's weights W have shape (inputs, outputs) and its biases b shape (outputs,); all numbers of a
network lie in one vector, layer by layer, W before b. Without a hidden layer it is logistic or
softmax regression.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from lib.maths.checks import as_finite
from lib.maths.draws import Draws

MOST_LAYERS, MOST_UNITS = 2, 64  # hidden ones
BLOCK = 2**14  # numbers; an array of them stays in a processor's cache
# Multiplications in a product of matrices up to which OpenBLAS keeps to one thread. Above, it wakes
# others, which then spin for a while: five times the work of a small network, for no less time.
PRODUCT = 2**18
FARTHEST = 1e6  # an input; with weights up to `run.LIMIT` no logit overflows


class Activation(NamedTuple):
    """What a hidden unit makes of its sum.

    Attributes
    ----------
    apply : callable
        Replaces the sums by the activations.
    chain : callable
        Multiplies derivatives over the activations, its second argument, by those of the
        activations over the sums, told from the activations; the third is room to work in.
    """

    apply: Callable[[NDArray], object]
    chain: Callable[[NDArray, NDArray, NDArray], object]


def _tanh(h: NDArray) -> None:
    """As 2 sigmoid(2 s) - 1, which takes half the time of `numpy.tanh` where that has no SIMD."""
    h *= 2
    expit(h, out=h)
    h *= 2
    h -= 1


def _tanh_chain(h: NDArray, slope: NDArray, room: NDArray) -> None:
    np.multiply(h, h, out=room)
    np.subtract(1, room, out=room)
    slope *= room


def _relu_chain(h: NDArray, slope: NDArray, room: NDArray) -> None:
    np.greater(h, 0, out=room)
    slope *= room


ACTIVATIONS = {
    "tanh": Activation(_tanh, _tanh_chain),
    "relu": Activation(lambda h: np.maximum(h, 0, out=h), _relu_chain),
}

Layer = tuple[NDArray, NDArray]


class Network:
    """The shape of a network.

    Parameters
    ----------
    inputs : int
    hidden : sequence of int
        Units of each hidden layer: at most two layers of 1 to 64.
    outputs : int
    activation : {"tanh", "relu"}

    Attributes
    ----------
    sizes : tuple of int
        Of the layers, the inputs first.
    count : int
        How many weights and biases there are.

    Raises
    ------
    ValueError
        If there are too many layers or units, or too few, or the activation is another one.

    Examples
    --------
    >>> Network(2, [8], 1).count
    33
    """

    def __init__(
        self, inputs: int, hidden: Sequence[int], outputs: int, activation: str = "tanh"
    ) -> None:
        if activation not in ACTIVATIONS:
            known = " or ".join(ACTIVATIONS)
            raise ValueError(f"activation must be {known}; got {activation}")
        if len(hidden) > MOST_LAYERS or any(k not in range(1, MOST_UNITS + 1) for k in hidden):
            limits = f"at most {MOST_LAYERS} layers of 1 to {MOST_UNITS} units"
            raise ValueError(f"hidden must be {limits}; got {tuple(hidden)}")
        self.sizes = (int(inputs), *map(int, hidden), int(outputs))
        self.activation = activation
        self.count = sum((m + 1) * k for m, k in zip(self.sizes, self.sizes[1:], strict=False))

    def layers(self, numbers: NDArray) -> list[Layer]:
        """Weights and biases of each layer, as views of the vector of all numbers, or of several.

        >>> [W.shape for W, b in Network(2, [8], 1).layers(np.zeros(33))]
        [(2, 8), (8, 1)]
        """
        views, at, several = [], 0, numbers.shape[:-1]
        for m, k in zip(self.sizes, self.sizes[1:], strict=False):
            W, b = numbers[..., at : at + m * k], numbers[..., at + m * k : at + (m + 1) * k]
            views.append((W.reshape(*several, m, k), b))
            at += (m + 1) * k
        return views

    def start(self, seed: int) -> NDArray:
        """Weights to begin with, as a vector of all numbers; the biases are 0.

        They are evenly spread within sqrt(6 / (inputs + outputs)) of each layer, or for ReLU within
        sqrt(6 / inputs), so that neither signals nor gradients fade from layer to layer.

        Parameters
        ----------
        seed : int
            The same seed gives the same weights.

        Returns
        -------
        ndarray of shape (count,)

        Raises
        ------
        ValueError
            If the seed is no whole number, or negative.

        References
        ----------
        Glorot and Bengio (2010), Understanding the Difficulty of Training Deep Feedforward Neural
        Networks, eq. 16. He et al. (2015), Delving Deep into Rectifiers, section 2.2, for ReLU.
        """
        draws, numbers = Draws(seed, "weights"), np.zeros(self.count)
        for W, _ in self.layers(numbers):
            m, k = W.shape
            reach = np.sqrt(6 / (m if self.activation == "relu" else m + k))
            W[:] = reach * (2 * draws.uniform(m, k) - 1)
        return numbers

    def logits(self, layers: Sequence[Layer], x: ArrayLike) -> NDArray:
        """Outputs for examples.

        Parameters
        ----------
        layers : sequence of (W, b)
        x : array_like of shape (n, inputs)
            At most 1e6 in size.

        Returns
        -------
        ndarray of shape (n, outputs)

        Raises
        ------
        ValueError
            If x has another shape, is NaN or beyond 1e6.

        Examples
        --------
        >>> Network(2, [], 1).logits([(np.array([[1.0], [2.0]]), np.array([0.5]))], [[1, 1]])
        array([[3.5]])
        """
        x = as_inputs("x", x, self.sizes[0])
        with np.errstate(all="ignore"):
            return Evaluation(self, len(x)).logits(x, layers)


def as_inputs(name: str, values: ArrayLike, inputs: int) -> NDArray:
    """Return examples as an array of shape (n, inputs), or say what is wrong with them."""
    x = np.ascontiguousarray(as_finite(name, values), dtype=float)
    if x.ndim != 2 or x.shape[1] != inputs:
        raise ValueError(f"{name} must have shape (n, {inputs}); got {x.shape}")
    if np.abs(x).max(initial=0) > FARTHEST:
        far = x[np.abs(x) > FARTHEST][0]
        raise ValueError(f"{name} must be at most {FARTHEST:g} in size; got {far:g}")
    return x


class Pass:
    """Room for a number of examples on their way through a network and back; nothing is checked.

    Parameters
    ----------
    network : Network
    rows : int
        How many examples.
    """

    def __init__(self, network: Network, rows: int) -> None:
        self._size = network, rows
        self.apply, self.chain = ACTIVATIONS[network.activation]
        self.values = [np.empty((rows, k)) for k in network.sizes[1:]]
        self._slopes = [np.empty((rows, k)) for k in network.sizes[1:-1]]
        self._rooms = [np.empty((rows, k)) for k in network.sizes[1:-1]]
        self._ones = np.ones(rows)

    def __reduce__(self) -> tuple:
        return Pass, self._size  # of room, a copy needs only the size

    def forward(self, x: NDArray, layers: Sequence[Layer]) -> NDArray:
        """Return the logits of the examples x; `values` holds them and the activations."""
        for (W, b), value in zip(layers, self.values, strict=True):
            np.dot(x, W, out=value)
            value += b
            if value is not self.values[-1]:
                self.apply(value)
            x = value
        return x

    def backward(
        self, x: NDArray, slope: NDArray, layers: Sequence[Layer], grads: Sequence[Layer]
    ) -> None:
        """Write into `grads` the derivatives, summed over the examples that `forward` has seen.

        With s the derivative over a layer's sums, that over its W is the inputs' transpose times s,
        that over b the sum of s, and that over its inputs s times the transpose of W.

        Parameters
        ----------
        x : ndarray of shape (rows, inputs)
        slope : ndarray of shape (rows, outputs)
            Derivative of each example's loss over its logits.
        layers, grads : sequence of (W, b)

        References
        ----------
        Rumelhart et al. (1986), Learning Representations by Back-propagating Errors. Bishop (2006),
        Pattern Recognition and Machine Learning, eq. 5.53 and 5.56.
        """
        for at in reversed(range(len(layers))):
            inputs = self.values[at - 1] if at else x
            np.dot(inputs.T, slope, out=grads[at][0])
            np.dot(self._ones, slope, out=grads[at][1])
            if at:
                slope = np.dot(slope, layers[at][0].T, out=self._slopes[at - 1])
                self.chain(inputs, slope, self._rooms[at - 1])


class Evaluation:
    """Room to evaluate a network for a number of examples, a block at a time; nothing is checked.

    Parameters
    ----------
    network : Network
    rows : int
        How many examples.
    """

    def __init__(self, network: Network, rows: int) -> None:
        self._size = network, rows
        most = max(m * k for m, k in zip(network.sizes, network.sizes[1:], strict=False))
        size = max(1, min(rows, BLOCK // max(network.sizes), PRODUCT // most))
        self._blocks = [slice(at, min(at + size, rows)) for at in range(0, rows, size)]
        counts = {block.stop - block.start for block in self._blocks}
        self._rooms = {count: Pass(network, count) for count in counts}
        self._z = np.empty((rows, network.sizes[-1]))

    def __reduce__(self) -> tuple:
        return Evaluation, self._size

    def logits(self, x: NDArray, layers: Sequence[Layer]) -> NDArray:
        """Return the logits of the examples x, in an array that the next call uses again."""
        for block in self._blocks:
            inputs = x[block]
            self._z[block] = self._rooms[len(inputs)].forward(inputs, layers)
        return self._z
