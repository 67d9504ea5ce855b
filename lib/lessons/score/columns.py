"""Which column of a table is which: guessed by name, and read with the row of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lib.maths.forecasts import Forecasts, from_logits, from_probabilities

Columns = Mapping[str, NDArray]

MOST_CLASSES = 100
MOST_GROUPS = 50
MANY = 10_000  # rows that show already that a column has many values
LABEL = re.compile(
    r"(true|truth|label|target|actual|outcome|observed|class|happened|y|y_true)", re.I
)
CHANCE = re.compile(r"(p|q|prob|proba|probability|score|pred|prediction|forecast|logit|z)\d*", re.I)
WEIGHT = re.compile(r"(w|weight|weights|sample_weight|count|n)", re.I)
RIVAL = re.compile(r"(rival|other|second|new|old|baseline|b|2)", re.I)
POSITIVE = ("1", "true", "yes", "y", "positive", "pos", "t")
ALONE = {"0": "1", "no": "yes", "false": "true", "n": "y", "negative": "positive", "neg": "pos"}
ROUNDED = 1e-6  # how far a sum may be from 1
NOTHING = ""  # no column


@dataclass(frozen=True)
class Roles:
    """Which column is which.

    Attributes
    ----------
    label : str
        What came.
    chances : tuple of str
        One column for one of two classes, or one a class.
    kind : str
        "probabilities" or "logits".
    positive : str
        The label that a single column of chances is about.
    weight, group : str
        Columns, or nothing.
    rival : tuple of str
        The chances of a second model, in the order of the first one's.
    scaled : bool
        Whether the student asked for rows to be scaled to sum to 1.
    """

    label: str
    chances: tuple[str, ...]
    kind: str = "probabilities"
    positive: str = NOTHING
    weight: str = NOTHING
    group: str = NOTHING
    rival: tuple[str, ...] = ()
    scaled: bool = False


@dataclass(frozen=True, eq=False)
class Reading:
    """A table as forecasts.

    Attributes
    ----------
    forecasts : Forecasts
    rival : Forecasts or None
    classes : tuple of str
        Their names, in the order of the forecasts.
    groups : ndarray of shape (n,), or None
        Index of each row's group among `names`.
    names : tuple of str
        Of the groups.
    """

    forecasts: Forecasts
    rival: Forecasts | None
    classes: tuple[str, ...]
    groups: NDArray | None
    names: tuple[str, ...]


class SumsError(ValueError):
    """Rows that do not sum to 1, which the student may ask to be scaled."""


# ---- guessing -----------------------------------------------------------------------------------


def words_of(name: str) -> list[str]:
    """The words that a column's name is made of."""
    return re.findall(r"[^\W_]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name))


def named(pattern: re.Pattern, name: str) -> bool:
    """Whether a name, or a word of it, is one of a pattern's."""
    return bool(pattern.fullmatch(name)) or any(map(pattern.fullmatch, words_of(name)))


def is_number(column: NDArray) -> bool:
    """Whether a column holds numbers."""
    return column.dtype.kind == "f"


def values_of(column: NDArray, most: int = MOST_CLASSES) -> list[str]:
    """The different values of a column as texts, numbers in order; none where there are too many.

    >>> values_of(np.array([1.0, 0.0, np.nan]))
    ['0', '1']
    """
    if len(column) > MANY and not values_of(column[:MANY], most):
        return []
    if is_number(column):
        found = np.unique(column[~np.isnan(column)])
        return [f"{each:.10g}" for each in found] if len(found) <= most else []
    found = dict.fromkeys(each for each in column if each is not None)
    return sorted(found) if len(found) <= most else []


def within(column: NDArray) -> bool:
    """Whether a column can be probabilities."""
    return is_number(column) and bool(((column >= 0) & (column <= 1)).all())


def guess(columns: Columns) -> Roles:
    """Guess from names and values which column is which; the student corrects it.

    Examples
    --------
    >>> table = {"y": np.array([1.0, 0.0]), "p_rain": np.array([0.2, 0.7])}
    >>> guess(table).label, guess(table).chances
    ('y', ('p_rain',))
    """
    few = {name: values for name, each in columns.items() if (values := values_of(each))}
    label = _likeliest_label(columns, few)
    rest = [name for name in columns if name != label]
    classes = few.get(label, [])
    chances = _class_columns(rest, classes, columns)
    if not chances or not _sums(chances, columns):
        # Classes that never came have columns too.
        inside = tuple(name for name in rest if within(columns[name]))
        every = len(inside) > 1 and set(chances) <= set(inside) and _sums(inside, columns)
        chances = inside if every else chances or _one_column(rest, columns)
    kind = "probabilities" if all(within(columns[name]) for name in chances) else "logits"
    if kind == "logits" and not all(named(re.compile("logits?|z", re.I), n) for n in chances):
        kind = "probabilities"  # so that what is wrong is said, and logits are offered
    rest = [name for name in rest if name not in chances]
    weight = next((n for n in rest if WEIGHT.fullmatch(n) and is_number(columns[n])), NOTHING)
    rival = ()
    if len(chances) == 1:
        others = [
            n for n in rest if n != weight and within(columns[n]) and len(few.get(n, "xxx")) > 2
        ]
        rival = tuple(others[:1])
    group = next(
        (n for n in rest if not is_number(columns[n]) and 1 < len(few.get(n, [])) <= MOST_GROUPS),
        NOTHING,
    )
    return Roles(label, chances, kind, positive(classes), weight, group, rival)


def positive(classes: Sequence[str]) -> str:
    """The label that a single column is likely about; it need not have come.

    >>> positive(["1", "2"]), positive(["no", "yes"]), positive(["0"])
    ('2', 'yes', '1')
    """
    if len(classes) == 1 and classes[0].lower() in ALONE:
        return ALONE[classes[0].lower()]
    named = [each for each in classes if each.lower() in POSITIVE]
    if named and not all(map(_reads, classes)):
        return named[-1]
    return classes[-1] if classes else NOTHING


def _likeliest_label(columns: Columns, few: Mapping[str, list[str]]) -> str:
    names = list(columns)
    for name in names:  # every value of it is the name of a column
        values = few.get(name, [])
        if len(values) > 1 and not is_number(columns[name]) and set(values) <= set(names):
            return name
    for fits in (lambda n: LABEL.fullmatch(n), lambda n: named(LABEL, n)):
        for name in names:
            if fits(name) and name in few:
                return name
    two = [n for n in names if len(few.get(n, [])) == 2]
    return next((n for n in two if any(v.lower() in POSITIVE for v in few[n])), names[0])


def _class_columns(rest: Sequence[str], classes: Sequence[str], columns: Columns) -> tuple:
    """A column for each class, by its name or by the end of it."""
    found = []
    for each in classes:
        ends = [n for n in rest if n == each or re.search(rf"[\W_]{re.escape(each)}$", n)]
        ends = [n for n in ends if is_number(columns[n])]
        if not ends:
            return ()
        found.append(min(ends, key=len))
    return tuple(found) if len(set(found)) == len(found) > 1 else ()


def _sums(names: Sequence[str], columns: Columns) -> bool:
    """Whether columns of numbers sum to 1 in every row."""
    return bool((np.abs(sum(columns[name] for name in names) - 1) <= ROUNDED).all())


def _one_column(rest: Sequence[str], columns: Columns) -> tuple[str, ...]:
    inside = [n for n in rest if within(columns[n])]
    for names in (inside, rest):
        for name in names:
            if named(CHANCE, name) and not any(map(RIVAL.fullmatch, words_of(name))):
                return (name,)
    return tuple((inside or [n for n in rest if is_number(columns[n])] or list(rest))[:1])


# ---- reading ------------------------------------------------------------------------------------


def cut(text: object) -> str:
    """A cell or a name as a message repeats it."""
    text = " ".join(str(text).split())
    return f"“{text if len(text) <= 30 else text[:30] + '…'}”"


def row_of(where: NDArray) -> str:
    """The first row of those that are wrong, and how many there are."""
    count = int(where.sum())
    more = f" (and {count - 1:,} more)" if count > 1 else ""
    return f"row {int(where.argmax()) + 1:,}{more}"


def numbers_of(columns: Columns, name: str) -> NDArray:
    """A column of numbers without gaps.

    Raises
    ------
    ValueError
        With the first row that has none.
    """
    column = columns[name]
    if not is_number(column):
        wrong = np.array([not _reads(each) for each in column])
        missing = np.array([each is None for each in column])
        if (wrong & ~missing).any():
            where = wrong & ~missing
            cell = cut(column[where.argmax()])
            raise ValueError(f"Column {cut(name)}, {row_of(where)}: {cell} is no number.")
        column = np.array([np.nan if each is None else _number(each) for each in column])
    missing = np.isnan(column)
    if missing.any():
        raise ValueError(f"Column {cut(name)}, {row_of(missing)}: the cell is empty.")
    if np.isinf(column).any():
        raise ValueError(f"Column {cut(name)}, {row_of(np.isinf(column))}: infinite is no number.")
    return column


def _number(text: str) -> float:
    """The number of a cell, with a decimal point or a decimal comma."""
    return float(text.replace(",", ".") if text.count(",") == 1 else text)


def _reads(text: str | None) -> bool:
    if text is None:
        return False
    try:
        _number(text)
    except ValueError:
        return False
    return True


def read(columns: Columns, roles: Roles) -> Reading:
    """The table as forecasts.

    Parameters
    ----------
    columns : mapping of str to ndarray of shape (n,)
        Floats, or texts with None where a cell is empty.
    roles : Roles

    Returns
    -------
    Reading

    Raises
    ------
    ValueError
        With column and row of what is wrong, and what is expected. `SumsError` where scaling the
        rows would help.
    """
    _check_roles(columns, roles)
    codes, found = _labels(columns, roles.label)
    single = len(roles.chances) == 1
    if single:
        classes = _two(found, roles)
        place = {each: int(each == roles.positive) for each in found}
    else:
        place, classes = _several(found, roles, columns, codes)
    labels = np.array([place[each] for each in found])[codes]
    weights = _weights(columns, roles.weight) if roles.weight else None
    make = from_logits if roles.kind == "logits" else from_probabilities
    first = make(labels, _chances(columns, roles.chances, roles), weights)
    second = None
    if roles.rival:
        second = make(labels, _chances(columns, roles.rival, roles), weights)
    groups, names = None, ()
    if roles.group:
        groups, names = _groups(columns[roles.group], roles.group)
    return Reading(first, second, classes, groups, names)


def _check_roles(columns: Columns, roles: Roles) -> None:
    if not roles.chances:
        raise ValueError("Choose the column with the probability, or one column for each class.")
    used = [roles.label, *roles.chances, *roles.rival]
    for name in used:
        if used.count(name) > 1:
            raise ValueError(f"Column {cut(name)} is chosen for two things; it can be one only.")
    if roles.rival and len(roles.rival) != len(roles.chances):
        raise ValueError(
            f"The second model needs as many columns as the first, {len(roles.chances)}; "
            f"there are {len(roles.rival)}."
        )
    if len(roles.chances) > MOST_CLASSES:
        raise ValueError(f"At most {MOST_CLASSES} classes are taken.")


def _labels(columns: Columns, name: str) -> tuple[NDArray, list[str]]:
    """Code of each row's label, and the labels as texts."""
    column = columns[name]
    if is_number(column):
        missing = np.isnan(column)
        found, codes = np.unique(column, return_inverse=True)
        texts = [f"{each:.10g}" for each in found]
    else:
        missing = np.equal(column, None)
        codes, texts = _coded(column) if not missing.any() else (None, [])
    if missing.any():
        raise ValueError(f"Column {cut(name)}, {row_of(missing)}: the label is empty.")
    if len(texts) > MOST_CLASSES:
        raise ValueError(
            f"Column {cut(name)} has {len(texts):,} different labels, such as {cut(texts[0])} and "
            f"{cut(texts[1])}; at most {MOST_CLASSES} are taken. Is it the right column?"
        )
    return codes, texts


def _two(found: list[str], roles: Roles) -> tuple[str, str]:
    if len(found) > 2:
        raise ValueError(
            f"Column {cut(roles.label)} has {len(found)} different labels ({cut(found[0])}, "
            f"{cut(found[1])}, {cut(found[2])}, …), so a probability for each is needed: choose "
            "one column a class."
        )
    other = [each for each in found if each != roles.positive]
    if len(other) == 2:
        raise ValueError(f"{cut(roles.positive)} is none of the labels of {cut(roles.label)}.")
    return (other[0] if other else f"not {roles.positive}", roles.positive)


def _several(found: list[str], roles: Roles, columns: Columns, codes: NDArray) -> tuple:
    """Place of each label among the columns, by their names or, for numbers, by their order."""
    place = {}
    for each in found:
        fits = [
            i
            for i, name in enumerate(roles.chances)
            if name == each or re.search(rf"[\W_]{re.escape(each)}$", name)
        ]
        exact = [i for i in fits if roles.chances[i] == each]
        if exact or len(fits) == 1:
            place[each] = (exact or fits)[0]
    if len(place) == len(found):
        names = list(roles.chances)
        for each, i in place.items():
            names[i] = each
        return place, tuple(names)
    if all(each.isdecimal() and int(each) < len(roles.chances) for each in found):
        return {each: int(each) for each in found}, tuple(roles.chances)
    stranger = next(each for each in found if each not in place)
    where = row_of(codes == found.index(stranger))
    named = ", ".join(map(cut, roles.chances[:5])) + (", …" if len(roles.chances) > 5 else "")
    raise ValueError(
        f"Column {cut(roles.label)}, {where}: the label {cut(stranger)} has no column. Those "
        f"chosen are {named}. Columns are called like the labels, or the labels are 0, 1, 2, … in "
        "the order of the columns."
    )


def _weights(columns: Columns, name: str) -> NDArray:
    weights = numbers_of(columns, name)
    if (weights < 0).any():
        where = weights < 0
        cell = f"{weights[where.argmax()]:g}".replace("-", "−")
        raise ValueError(f"Column {cut(name)}, {row_of(where)}: a weight of {cell} is below 0.")
    if not weights.any():
        raise ValueError(f"Column {cut(name)}: all weights are 0, so no row counts.")
    return weights


def _chances(columns: Columns, names: Sequence[str], roles: Roles) -> NDArray:
    """Probabilities or logits, (n,) of one column or (n, K), in doubt refused."""
    each = [numbers_of(columns, name) for name in names]
    if roles.kind == "logits":
        return each[0] if len(each) == 1 else np.stack(each, axis=-1)
    for name, column in zip(names, each, strict=True):
        where = (column < 0) | (column > 1)
        if where.any():
            cell = f"{column[where.argmax()]:g}".replace("-", "−")
            hint = (
                "Are they per cent? Divide by 100."
                if column.min() >= 0 and 2 < column.max() <= 100
                else "If these are logits, choose Logits above."
            )
            raise ValueError(
                f"Column {cut(name)}, {row_of(where)}: {cell} is not between 0 and 1. {hint}"
            )
    if len(each) == 1:
        return each[0]
    q = np.stack(each, axis=-1)
    sums = q.sum(axis=-1)
    off = np.abs(sums - 1) > ROUNDED
    if not off.any():
        return q
    if (sums == 0).any():
        raise ValueError(f"The probabilities of {row_of(sums == 0)} are all 0.")
    if not roles.scaled:
        raise SumsError(
            f"The probabilities of {row_of(off)} sum to {sums[off.argmax()]:.6g}, not to 1. Choose "
            "all classes, or let each row be scaled to sum to 1."
        )
    return q / sums[:, None]


def _groups(column: NDArray, name: str) -> tuple[NDArray, tuple[str, ...]]:
    if is_number(column):
        texts = ["" if np.isnan(each) else f"{each:.10g}" for each in column]
    else:
        texts = [each or "" for each in column]
    codes, found = _coded(texts)
    if len(found) > MOST_GROUPS:
        raise ValueError(
            f"Column {cut(name)} has {len(found):,} groups; at most {MOST_GROUPS} are taken."
        )
    return codes, tuple(each or "(empty)" for each in found)


def _coded(texts: Sequence[str]) -> tuple[NDArray, list[str]]:
    """Code of each text, and the different ones in order."""
    found = sorted(set(texts))
    code = {each: i for i, each in enumerate(found)}
    return np.fromiter(map(code.__getitem__, texts), np.intp, len(texts)), found
