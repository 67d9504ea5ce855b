"""A network in training: mini-batch gradient descent, an epoch at a time.

An epoch goes once over all examples in a random order, a batch at a time. With g the gradient of
the batch's mean loss, plus decay times the weights (not the biases), a step is

    v <- momentum v + g,    weights <- weights - rate v.

The arguments are checked when a run begins. Its steps then use the losses' bare formulas, and after
each epoch one look at the weights tells whether a number has grown out of all bounds.

The seed settles a run. Processors differ in the last digit of a sum of products, and a run that
settles down keeps that difference in the last digits (1e-14 of a loss after 300 epochs, say). Where
the rate is so high that the weights are thrown about, it grows until no digit is the same.
"""

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.maths.calibration import calibration_error
from lib.maths.checks import as_labels, check_labels, check_same_shape
from lib.maths.draws import Draws
from lib.maths.scoring import count_pairs
from lib.maths.training.network import Evaluation, Layer, Network, Pass, as_inputs
from lib.maths.training.objective import Objective

LIMIT = 1e90  # weights beyond are of no use; within, no logit of inputs up to 1e6 overflows


@dataclass(frozen=True)
class Recipe:
    """How a network is built and trained; with the data it settles every number of a run.

    Attributes
    ----------
    loss : str
        One of `trainable()`.
    parameters : mapping
        Keywords of the loss; those left out have its defaults.
    class_weights : sequence of float, or None
        What an example of each class counts, as `Objective` has it.
    hidden : sequence of int
        Units of each hidden layer: at most two layers of 1 to 64.
    activation : {"tanh", "relu"}
    rate, momentum, decay : float
        Size of a step, at least 0 (which learns nothing); share of the last step that is kept, from
        0 to below 1; weight decay, at least 0.
    batch : int
        Examples a step, from 1 to as many as there are.
    seed : int
        Not negative. It draws the weights at the start and the order of the examples.

    Raises
    ------
    ValueError
        If rate, momentum or decay is none of these. The rest is judged by `Run`, with the data.
    """

    loss: str = "sigmoid-cross-entropy"
    parameters: Mapping[str, ArrayLike] = field(default_factory=dict)
    class_weights: Sequence[float] | None = None
    hidden: Sequence[int] = (8,)
    activation: str = "tanh"
    rate: float = 0.1
    momentum: float = 0.0
    decay: float = 0.0
    batch: int = 30
    seed: int = 0

    def __post_init__(self) -> None:
        for name, high in (("rate", np.inf), ("momentum", 1.0), ("decay", np.inf)):
            value = getattr(self, name)
            if not 0 <= value < high:
                below = "finite" if np.isinf(high) else f"below {high:g}"
                raise ValueError(f"{name} must be {below} and not negative; got {value}")


class Examples(NamedTuple):
    """A part of the data.

    Attributes
    ----------
    x : array_like of shape (n, inputs)
        At most 1e6 in size.
    labels : array_like of shape (n,)
        True classes, whole numbers from 0.
    """

    x: ArrayLike
    labels: ArrayLike


@dataclass(slots=True)  # a frozen one takes thrice as long to make, and there are many
class Scores:
    """How well a network does on a part of the data.

    Attributes
    ----------
    losses : tuple of float
        Means over the examples: of the loss it is trained with, then of those that are also read.
        A loss may be infinite where a probability has rounded to 0; it is never NaN.
    accuracy : float
        Share of the examples whose class has the largest logit; a tie counts for the first class.
    calibration : float or None
        `calibration_error` of how sure it is of the class it says, if the run counts that.
    confusion : ndarray of shape (K, K), or None
        `confusion_matrix` of the true classes and what it says, if the run counts that.
    """

    losses: tuple[float, ...]
    accuracy: float
    calibration: float | None = None
    confusion: NDArray | None = field(default=None, compare=False)


@dataclass(slots=True)
class Record:
    """What is known of a network after an epoch; no number is NaN.

    Attributes
    ----------
    epoch : int
        0 is the start.
    training, validation : Scores
        On the examples it learns from, and on others, if there are any.
    gradient_norms : tuple of float
        How hard the loss pulled, layer by layer: the length of the mean gradient, over weights and
        biases, of the epoch's batches; for the start that of all examples. Decay is left out. It is
        infinite where a part of it is beyond all numbers, or undefined.
    weights : tuple of (W, b), or None
        Copies, for the epochs that were asked for.
    """

    epoch: int
    training: Scores
    validation: Scores | None
    gradient_norms: tuple[float, ...]
    weights: tuple[Layer, ...] | None


@dataclass(frozen=True)
class Divergence:
    """Where a run broke off, and which number was the first to go.

    Attributes
    ----------
    epoch, batch : int
        Counted from 1.
    what : {"hidden", "logits", "slopes", "gradient", "weights"}
        Activations of a hidden layer, outputs of the network, derivatives of the loss over them,
        those over weights and biases, or these after the step.
    layer : int
        Which one, from 1; the last is that of the logits.
    why : {"overflow", "undefined", "too large"}
        The number is infinite, is none (0 times infinity, say), or a weight is beyond 1e90.
    """

    epoch: int
    batch: int
    what: str
    layer: int
    why: Literal["overflow", "undefined", "too large"]


class _Part:
    """Examples with what the losses take for their classes, and room to evaluate them."""

    def __init__(
        self, name: str, examples: Examples, network: Network, objectives: Sequence[Objective]
    ) -> None:
        self.x = as_inputs(f"x of the {name} part", examples.x, network.sizes[0])
        self.labels = as_labels(f"labels of the {name} part", examples.labels)
        names = f"x and labels of the {name} part"
        check_same_shape(names, self.x.shape[:1], self.labels.shape)
        if not self.labels.size:
            raise ValueError(f"the {name} part must have at least one example; got none")
        check_labels(f"labels of the {name} part", self.labels, 0, objectives[0].classes)
        self.targets = [each.targets(self.labels) for each in objectives]
        self.weights = [each.weights(self.labels) for each in objectives]
        self.logits = Evaluation(network, len(self.x)).logits


class Run:
    """A network in training.

    Two runs of the same data, seed, batch and architecture start from the same weights and see the
    same batches, whatever their losses. A run can be pickled, and a copy goes on as it would have.

    Parameters
    ----------
    recipe : Recipe
    training : Examples
        At least two, of at least two classes.
    validation : Examples, optional
        Others, which it does not learn from.
    classes : int, optional
        How many there are; as many as the training part has labels for, if left out.
    also : sequence of Objective
        Other losses that are read after each epoch.
    keep : container of int
        Epochs whose records hold the weights.
    start : sequence of (W, b), optional
        Weights to begin with, instead of those that the seed draws.
    counts : bool
        Whether records have calibration and confusion.

    Attributes
    ----------
    divergence : Divergence or None
        Why the run is over. The records before it stand.

    Raises
    ------
    ValueError
        If there are too few examples or classes, the shapes do not fit, an input is infinite, NaN
        or beyond 1e6, a label is no class, the batch is empty or larger than the data, or as
        `Objective`, `Network` and `Draws` raise it.

    Examples
    --------
    >>> data = Examples([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
    >>> run = Run(Recipe(hidden=(), rate=1.0, batch=4), data)
    >>> for record in run.epochs(200):
    ...     if record.training.accuracy == 1:
    ...         break
    >>> run.records[-1].training.losses[0] < run.records[0].training.losses[0]
    True
    """

    def __init__(
        self,
        recipe: Recipe,
        training: Examples,
        validation: Examples | None = None,
        classes: int | None = None,
        also: Sequence[Objective] = (),
        keep: Container[int] = (),
        start: Sequence[Layer] | None = None,
        counts: bool = True,
    ) -> None:
        labels, shape = as_labels("labels", training.labels), np.shape(training.x)
        if labels.size < 2:
            raise ValueError(f"training takes at least two examples; got {labels.size}")
        if labels.min() == labels.max():
            raise ValueError(f"training takes at least two classes; got only {labels.min()}")
        classes = int(labels.max()) + 1 if classes is None else classes
        own = Objective(recipe.loss, classes, recipe.class_weights, **recipe.parameters)
        for other in also:
            if other.classes != classes:
                got = other.classes
                raise ValueError(f"a loss that is also read must have {classes} classes; got {got}")
        if recipe.batch not in range(1, labels.size + 1):
            raise ValueError(f"batch must be from 1 to {labels.size}; got {recipe.batch}")
        self.recipe, self.objectives = recipe, (own, *also)
        self._keep, self._counts = keep, counts
        inputs = shape[1] if len(shape) == 2 else 1
        self.network = Network(inputs, recipe.hidden, own.outputs, recipe.activation)
        self._training = _Part("training", training, self.network, self.objectives)
        self._validation = validation and _Part(
            "validation", validation, self.network, self.objectives
        )
        self._numbers = self._first(start)
        self._velocity = np.zeros_like(self._numbers)
        self._gradient = np.zeros_like(self._numbers)
        self._pull = np.zeros_like(self._numbers)  # sum of an epoch's gradients, without decay
        self._see_layers()
        self._decay = np.zeros_like(self._numbers)  # 0 for biases
        for W, _ in self.network.layers(self._decay):
            W[:] = recipe.decay
        n, batch = labels.size, recipe.batch
        self._rooms = {rows: Pass(self.network, rows) for rows in {batch, n % batch or batch}}
        self._draws = Draws(recipe.seed, "order")
        self._kept: dict[int, NDArray] = {}  # all numbers after the epochs that are kept
        self.divergence: Divergence | None = None
        with np.errstate(all="ignore"):
            self.records = [self._record(0, self._start_norms())]

    def _see_layers(self) -> None:
        """The same numbers layer by layer: views, so what is written into either is in both."""
        self._layers = self.network.layers(self._numbers)
        self._grads = self.network.layers(self._gradient)
        self._pulls = self.network.layers(self._pull)

    def __getstate__(self) -> dict[str, Any]:
        # As plain rows and one table: pickle takes long for many small objects.
        state = {**vars(self), "_kept": (list(self._kept), np.array(list(self._kept.values())))}
        if "records" in state:
            state["_rows"] = [
                (r.epoch, _row(r.training), r.validation and _row(r.validation), r.gradient_norms)
                for r in state.pop("records")
            ]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._see_layers()  # those of the state are copies, as pickle knows no views
        self._kept = dict(zip(*self._kept, strict=True))

    @cached_property
    def records(self) -> list[Record]:
        """One for the start and one for each epoch."""
        # Of a copy, which may never be asked for them.
        kept = np.reshape([*self._kept.values()], (-1, self.network.count))
        layers = (zip(W, b, strict=True) for W, b in self.network.layers(kept))
        weights = dict(zip(self._kept, zip(*layers, strict=True), strict=True))
        return [
            Record(epoch, Scores(*trained), seen and Scores(*seen), norms, weights.get(epoch))
            for epoch, trained, seen, norms in self._rows
        ]

    @property
    def done(self) -> int:
        """How many epochs it has behind it."""
        return len(vars(self).get("records") or self._rows) - 1

    def _weights_after(self, epoch: int) -> tuple[Layer, ...] | None:
        kept = self._kept.get(epoch)
        return None if kept is None else tuple(self.network.layers(kept))

    def _first(self, start: Sequence[Layer] | None) -> NDArray:
        numbers = self.network.start(self.recipe.seed)
        if start is not None:
            layers = self.network.layers(numbers)
            shapes = [(W.shape, b.shape) for W, b in layers]
            if [(np.shape(W), np.shape(b)) for W, b in start] != shapes:
                raise ValueError(f"start must have weights and biases of the shapes {shapes}")
            for layer, given in zip(layers, start, strict=True):
                for own, values in zip(layer, given, strict=True):
                    own[:] = values
        if not np.abs(numbers).max() < LIMIT:
            raise ValueError(f"start must be below {LIMIT:g} in size")
        return numbers

    @property
    def weights(self) -> tuple[Layer, ...]:
        """Copies of the weights and biases, layer by layer, as they are now."""
        return tuple((W.copy(), b.copy()) for W, b in self._layers)

    def probabilities(self, x: ArrayLike, weights: Sequence[Layer] | None = None) -> NDArray:
        """The model's q for examples: of a yes for two classes, else of every class.

        Parameters
        ----------
        x : array_like of shape (n, inputs)
        weights : sequence of (W, b), optional
            Those of a record; the present ones, if left out.

        Returns
        -------
        ndarray of shape (n,) or (n, K)

        Raises
        ------
        ValueError
            If x has another shape, is NaN or beyond 1e6.
        """
        z = self.network.logits(self._layers if weights is None else weights, x)
        with np.errstate(all="ignore"):
            q = self.objectives[0].probabilities(z)
        return q[:, 0] if q.shape[1] == 1 else q

    def epochs(self, count: int) -> Iterator[Record]:
        """Train for so many epochs more, and yield the record of each as soon as it is there.

        Nothing is trained beyond what is asked for: whoever takes no further record has stopped the
        run, which can go on later. A run that diverges ends.

        Parameters
        ----------
        count : int
            At least 0.

        Yields
        ------
        Record

        Raises
        ------
        ValueError
            If the count is negative.
        """
        if count < 0:
            raise ValueError(f"count must not be negative; got {count}")
        return self._epochs(count)

    def _epochs(self, count: int) -> Iterator[Record]:
        for _ in range(count):
            if self.divergence:
                return
            with np.errstate(all="ignore"):  # not around the yield: it would reach the caller
                done = self._epoch()
            if done is None:
                return
            yield done

    def _epoch(self) -> Record | None:
        epoch = len(self.records)
        order = self._draws.order(len(self._training.x))
        before = self._numbers.copy(), self._velocity.copy()
        self._pull[:], steps = 0, 0
        for steps, _ in enumerate(self._steps(order), start=1):  # noqa: B007
            pass
        if np.abs(self._numbers).max() < LIMIT:  # a NaN is not
            self.records.append(self._record(epoch, _norms(self._pulls, steps)))
            return self.records[-1]
        self._numbers[:], self._velocity[:] = before
        for batch, slope in enumerate(self._steps(order), start=1):  # once more, watched
            fault = self._fault(slope)
            if fault:
                self.divergence = Divergence(epoch, batch, *fault)
                break
        self._numbers[:], self._velocity[:] = before
        return None

    def _steps(self, order: NDArray) -> Iterator[NDArray]:
        """One step for each batch of the examples in this order; yields the loss's derivative."""
        part, own, recipe = self._training, self.objectives[0], self.recipe
        x, targets = part.x[order], part.targets[0][order]
        weights = None if part.weights[0] is None else part.weights[0][order]
        numbers, gradient, velocity = self._numbers, self._gradient, self._velocity
        for first in range(0, len(x), recipe.batch):
            rows = slice(first, first + recipe.batch)
            inputs = x[rows]
            room = self._rooms[len(inputs)]
            z = room.forward(inputs, self._layers)
            slope = own.slope(z, targets[rows], None if weights is None else weights[rows])
            room.backward(inputs, slope, self._layers, self._grads)
            gradient *= 1 / len(inputs)
            self._pull += gradient
            if recipe.decay:
                gradient += self._decay * numbers
            step = gradient
            if recipe.momentum:
                velocity *= recipe.momentum
                velocity += gradient
                step = velocity
            numbers -= recipe.rate * step
            yield slope

    def _fault(self, slope: NDArray) -> tuple[str, int, str] | None:
        """The first number of the last step that is out of bounds: what, which layer, and why."""
        *hidden, logits = self._rooms[len(slope)].values
        last = len(self._layers)
        stages = [("hidden", layer, h, np.inf) for layer, h in enumerate(hidden, start=1)]
        stages += [("logits", last, logits, np.inf), ("slopes", last, slope, np.inf)]
        for what, layers, limit in (
            ("gradient", self._grads, np.inf),
            ("weights", self._layers, LIMIT),
        ):
            for layer in range(last, 0, -1):
                stages += [(what, layer, each, limit) for each in layers[layer - 1]]
        for what, layer, values, limit in stages:
            if not np.abs(values).max() < limit:
                infinite = np.isinf(values).any()
                undefined = np.isnan(values).any()
                why = "overflow" if infinite else "undefined" if undefined else "too large"
                return what, layer, why
        return None

    def _start_norms(self) -> tuple[float, ...]:
        """Length of the gradient of all examples, layer by layer; by batches, which have room."""
        part, own = self._training, self.objectives[0]
        for first in range(0, len(part.x), self.recipe.batch):
            rows = slice(first, first + self.recipe.batch)
            inputs, targets = part.x[rows], part.targets[0][rows]
            weights = None if part.weights[0] is None else part.weights[0][rows]
            room = self._rooms[len(inputs)]
            slope = own.slope(room.forward(inputs, self._layers), targets, weights)
            room.backward(inputs, slope, self._layers, self._grads)
            self._pull += self._gradient
        return _norms(self._pulls, len(part.x))

    def _record(self, epoch: int, norms: tuple[float, ...]) -> Record:
        if epoch in self._keep:
            self._kept[epoch] = self._numbers.copy()
        return Record(
            epoch,
            self._scores(self._training),
            self._validation and self._scores(self._validation),
            norms,
            self._weights_after(epoch),
        )

    def _scores(self, part: _Part) -> Scores:
        """Evaluate the network on a part of the data."""
        z = part.logits(part.x, self._layers)
        losses = tuple(map(Objective.mean, self.objectives, repeat(z), part.targets, part.weights))
        said = (z[:, 0] > 0).astype(int) if z.shape[1] == 1 else z.argmax(axis=-1)
        hits = said == part.labels
        accuracy = float(hits.mean())
        if not self._counts:
            return Scores(losses, accuracy)
        q = self.objectives[0].probabilities(z)
        sure = np.maximum(q, 1 - q)[:, 0] if z.shape[1] == 1 else q.max(axis=-1)
        confusion = count_pairs(part.labels, said, self.objectives[0].classes)
        return Scores(losses, accuracy, calibration_error(sure, hits), confusion)


def _row(scores: Scores) -> tuple:
    return scores.losses, scores.accuracy, scores.calibration, scores.confusion


def _norms(gradients: Sequence[Layer], count: int) -> tuple[float, ...]:
    """Length of a mean gradient, layer by layer, from the sum of so many."""
    squares = (float(np.vdot(W, W) + np.vdot(b, b)) for W, b in gradients)
    return tuple(math.sqrt(each) / count if each < math.inf else math.inf for each in squares)
