"""Which loss when: a few questions lead to one recommendation.

The decision is data, in `assets/which_loss.toml`. A question is asked when every answer that its
`when` names has been given, and a recommendation holds when one of its cases does. For every way
through the questions exactly one holds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lib.words.text import ASSETS, fill


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    key : str
        Names the answer; the URL parameter.
    asks : str
        The question as it is shown.
    options : mapping of str to str
        What can be answered, and how it is shown; the first goes without saying.
    when : mapping of str to sequence of str
        The answers to earlier questions on which it depends.
    """

    key: str
    asks: str
    options: Mapping[str, str]
    when: Mapping[str, Sequence[str]]

    def matters(self, answers: Mapping[str, str]) -> bool:
        """Whether the answers so far raise this question.

        Examples
        --------
        >>> Question("use", "", {}, {"kind": ["two"]}).matters({"kind": "number"})
        False
        """
        return all(answers.get(key) in wanted for key, wanted in self.when.items())


@dataclass(frozen=True)
class Recommendation:
    """What to do.

    Attributes
    ----------
    key : str
        Names it, and the folder of its code.
    title, see, output, activation, formula, why, watch : str
        The loss, what its figure shows, the output layer, the activation, its formula, the reason,
        and what to watch for; sentences with `[[fields]]` for numbers.
    losses : sequence of str
        Keys in `lib.losses.LOSSES`: of the loss itself, then of close relatives.
    when : sequence of mappings of str to str
        The cases in which it holds, each a few answers.
    """

    key: str
    title: str
    see: str
    output: str
    activation: str
    formula: str
    why: str
    watch: str
    losses: Sequence[str]
    when: Sequence[Mapping[str, str]]

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether the answers are one of its cases.

        Examples
        --------
        >>> recommendations()["squared"].holds({"kind": "number"})
        True
        """
        return any(case.items() <= answers.items() for case in self.when)

    def told(self, what: str, values: dict[str, object]) -> str:
        """One of its sentences, with the numbers filled in.

        Raises
        ------
        KeyError
            When a field has no value.
        """
        return fill(getattr(self, what), values)


@cache
def _data() -> dict:
    return tomllib.loads((ASSETS / "which_loss.toml").read_text(encoding="utf-8"))


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in the order in which they are asked."""
    return tuple(Question(**{"when": {}, **row}) for row in _data()["questions"])


@cache
def recommendations() -> dict[str, Recommendation]:
    """Every recommendation by its key.

    Examples
    --------
    >>> recommendations()["hinge"].title
    'Hinge loss'
    """
    return {row["key"]: Recommendation(**row) for row in _data()["recommendations"]}


def next_question(answers: Mapping[str, str]) -> Question | None:
    """The first question that matters and has no answer yet; None when all have.

    Examples
    --------
    >>> next_question({}).key, next_question({"kind": "order"}).key
    ('kind', 'judged')
    >>> next_question({"kind": "number"}) is None
    True
    """
    return next((q for q in questions() if q.key not in answers and q.matters(answers)), None)


def advise(answers: Mapping[str, str]) -> Recommendation:
    """The one recommendation for the answers to every question that matters.

    Raises
    ------
    ValueError
        When the answers lead to none or to several.

    Examples
    --------
    >>> advise({"kind": "sequence", "aligned": "no"}).key
    'ctc'
    """
    found = [each for each in recommendations().values() if each.holds(answers)]
    if len(found) != 1:
        keys = [each.key for each in found]
        raise ValueError(f"answers must lead to one recommendation; {dict(answers)} to {keys}")
    return found[0]


@dataclass(frozen=True)
class Row:
    """What the table says of a loss: the keys in `LOSSES` it stands for, and four cells."""

    keys: Sequence[str]
    name: str
    strengths: str
    weaknesses: str
    use: str


@cache
def rows() -> tuple[Row, ...]:
    """The rows of the table of all losses."""
    return tuple(Row(**row) for row in _data()["rows"])


def table() -> str:
    """The table of all losses in Markdown.

    Examples
    --------
    >>> table().splitlines()[0]
    '| loss and its use | strengths | weak&shy;nesses |'
    """
    cells = [(f"**{r.name}**: {r.use}", r.strengths, r.weaknesses) for r in rows()]
    lines = [("loss and its use", "strengths", "weak&shy;nesses"), ("---",) * 3, *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
