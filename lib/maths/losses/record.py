"""What is known of a loss beside its two functions: one row of every comparison."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.typing import ArrayLike

from lib.maths.formulas import Formula


@dataclass(frozen=True)
class Parameter:
    """A number that shapes a loss, as a slider takes it.

    Attributes
    ----------
    key : str
        The keyword of the loss's value and gradient that it is for.
    symbol, meaning : str
        How it is written, and what it says in a few words.
    low, high, start : float
        The slider's range, and where it stands at first.
    argument : callable
        What the keyword receives for a number on the slider, where that is not the number itself:
        the weights of two classes, say, for the weight of the second. Vectorised, the shape of the
        argument coming last.
    """

    key: str
    symbol: str
    meaning: str
    low: float
    high: float
    start: float
    argument: Callable[[ArrayLike], ArrayLike] = lambda number: number


@dataclass(frozen=True)
class Loss:
    """A loss as one row of every comparison.

    Attributes
    ----------
    name, short : str
        What heads a table or a formula, and what fits beside a curve, as within a sentence: people
        and abbreviations keep their capitals.
    value, grad : callable
        The loss, and its gradient over the first argument.
    latex, grad_latex, source : str
        The formulas of both, and where they come from.
    takes : str
        Names the arguments, so that a page or a test can pick the rows that fit its axis:
        "probability" (q, y) and "logit" (z, y) are binary, "probabilities" (q, y), "logits" (z, y)
        and "logits and labels" (z, labels) multi-class. Other words are for losses of something
        else, and such a row has an `example`.
    soft_labels : bool
        Whether y may lie between 0 and 1.
    parameters : tuple of Parameter
        The keywords of value and gradient, which all have defaults.
    example : tuple
        Arguments of a loss that takes something else, away from its kinks.
    """

    name: str
    short: str
    value: Formula
    grad: Formula
    latex: str
    grad_latex: str
    source: str
    takes: str
    soft_labels: bool = True
    parameters: tuple[Parameter, ...] = ()
    example: tuple = ()

    def arguments(self, **numbers: ArrayLike) -> dict[str, ArrayLike]:
        """The keywords for numbers on the sliders; a parameter left out stands at its start.

        Examples
        --------
        >>> weight = Parameter("w", "w", "weight", 0, 9, 3, lambda w: [1, w])
        >>> Loss("", "", abs, abs, "", "", "", "logits", parameters=(weight,)).arguments()
        {'w': [1, 3]}
        """
        return {p.key: p.argument(numbers.get(p.key, p.start)) for p in self.parameters}
