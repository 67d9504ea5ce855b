"""How fast networks are trained, beside scikit-learn's: `python -m benchmarks.training`.

Both in turns in one process, on one thread, with the same architecture, activation, batches and
epochs: `MLPClassifier` with plain gradient descent, and a `Run` with everything that it records
after each epoch. Seconds are those of the processor, so that a busy machine counts less, and of
several rounds the best.
"""

import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from itertools import repeat
from typing import NamedTuple

import numpy as np
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from lib.figures.flipbook import written
from lib.lessons.digits import EXPERIMENT, LESSON, setting
from lib.lessons.digits.training import Study
from lib.maths.datasets import breast_cancer, digits, split, standardised
from lib.maths.points import plane, preset
from lib.maths.training import Examples, Recipe, Run, trainable

ROUNDS = 5
EPOCHS, MAPS = 300, 200  # of the playground; maps of q over the plane
DIGITS = Recipe("softmax-cross-entropy-labels", hidden=(64,), momentum=0.9, batch=50)


class Case(NamedTuple):
    """One comparison with scikit-learn."""

    data: Examples
    recipe: Recipe
    epochs: int

    @property
    def name(self) -> str:
        """Architecture, examples and batch."""
        (n, inputs), recipe = np.shape(self.data.x), self.recipe
        classes = len(np.unique(self.data.labels))
        sizes = "-".join(map(str, (inputs, *recipe.hidden, 1 if classes == 2 else classes)))
        return f"{sizes} {recipe.activation}, {n:,} examples, batch {recipe.batch}"


def cases() -> list[Case]:
    """Both lessons' architectures, with smaller and larger batches and both activations."""
    moons, numbers = Examples(*preset("moons")), parts(digits().x, digits().labels)[0]
    tumours = Examples(standardised(breast_cancer().x)[0], breast_cancer().labels)
    return [
        Case(moons, Recipe(batch=10), 60),
        Case(moons, Recipe(batch=30), 60),
        Case(moons, Recipe(batch=300), 60),
        Case(moons, Recipe(hidden=(8, 8), activation="relu"), 60),
        Case(tumours, Recipe(hidden=(16,), batch=32), 20),
        Case(numbers, DIGITS, 20),
        Case(numbers, replace(DIGITS, activation="relu", batch=200), 20),
        Case(numbers, replace(DIGITS, hidden=(64, 64)), 20),
    ]


def parts(x: np.ndarray, labels: np.ndarray) -> list[Examples]:
    """A training part of four fifths, and the rest for validation."""
    return [Examples(x[rows], labels[rows]) for rows in split(labels, 0.8)]


def ours(case: Case) -> Run:
    """Train and record."""
    run = Run(case.recipe, case.data)
    for _ in run.epochs(case.epochs):
        pass
    return run


def theirs(case: Case) -> MLPClassifier:
    """The same with scikit-learn, which records its loss."""
    recipe = case.recipe
    model = MLPClassifier(
        recipe.hidden,
        activation=recipe.activation,
        solver="sgd",
        alpha=0,
        batch_size=recipe.batch,
        learning_rate_init=recipe.rate,
        momentum=recipe.momentum,
        nesterovs_momentum=False,
        max_iter=case.epochs,
        n_iter_no_change=case.epochs,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has not converged, nor shall it
        return model.fit(*case.data)


def playground(
    losses: tuple[str, ...] = ("sigmoid-cross-entropy", "sigmoid-squared-error"),
) -> None:
    """Two runs side by side, with maps of q over the plane for 200 of the 300 epochs."""
    cells = plane()
    for loss in losses:
        run = Run(Recipe(loss), Examples(*preset("moons")))
        for record in run.epochs(EPOCHS):
            if record.epoch * MAPS % EPOCHS < MAPS:
                run.probabilities(cells)


def lesson_digits() -> Run:
    """Twenty epochs of 64-64-10 with a validation part."""
    run = Run(DIGITS, *parts(digits().x, digits().labels))
    for _ in run.epochs(20):
        pass
    return run


def experiment(**texts: str) -> Study:
    """An experiment of the lesson on digits, as a link states it, with its figures."""
    state = LESSON.values(texts)
    state.study = Study(setting(state)).finished()
    for figure in LESSON.figures(state).values():
        written(figure, figure.settle(figure.start))
    return state.study


def seconds(function: Callable, *arguments: object) -> float:
    """Processor time of one call."""
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def report() -> None:
    """Print both tables, and what a run of every loss takes."""
    print(
        f"{'Seconds, best of ' + str(ROUNDS):42}{'epochs':>8}{'ours':>9}{'sklearn':>9}{'ratio':>7}"
    )
    for case in cases():
        rounds = [(seconds(ours, case), seconds(theirs, case)) for _ in repeat(0, ROUNDS)]
        mine, other = map(min, zip(*rounds, strict=True))
        print(
            f"{case.name:42}{case.epochs:8}{mine:9.3f}{other:9.3f}{mine / other:7.2f}", flush=True
        )

    best = min(seconds(playground) for _ in repeat(0, ROUNDS))
    print(f"\nplayground: two runs of {EPOCHS} epochs, {MAPS} maps each {best:12.3f} s")
    best = min(seconds(lesson_digits) for _ in repeat(0, ROUNDS))
    print(f"digits: 20 epochs of 64-64-10, with validation {best:12.3f} s")
    print("\nSeconds of a whole experiment on digits, five seeds, figures included")
    for slug in EXPERIMENT.options:
        networks = experiment(experiment=slug).networks  # the first is not counted
        best = min(seconds(lambda slug=slug: experiment(experiment=slug)) for _ in range(2))
        print(f"{slug:24}{networks:5} networks{best:9.2f}", flush=True)
    print(f"\nSeconds of one run of the playground, {EPOCHS} epochs with its maps")
    for loss in trainable():
        print(f"{loss:36}{min(seconds(playground, (loss,)) for _ in range(2)):9.3f}", flush=True)


if __name__ == "__main__":
    with threadpool_limits(1):
        report()
