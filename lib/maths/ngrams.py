"""Letter-level n-gram models: each character is predicted from the few before it.

A model counts, in one text, what follows every run of up to five characters, and mixes the counts
of long runs with those of shorter ones (Witten-Bell), down to a uniform distribution over every
character that Unicode has. So every text has a probability, and the models of different languages
are probabilities of the same things.

Counts stand in sorted arrays. A gram is found by a number: the place of its beginning among the
grams one shorter, times the size of the alphabet, plus its last character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MOST_BEFORE = 5  # characters: the highest order
CHARACTERS = 0x110000 - 0x800  # that Unicode can encode: code points without surrogates
UNSEEN = -1  # the place of what a model has not read


@dataclass(frozen=True, eq=False)
class Grams:
    """The grams of one length, in order, and what follows each context, a gram one shorter.

    Every array but `starts` has one entry more, the last: what is `UNSEEN` counts nothing.

    Attributes
    ----------
    keys : ndarray of int64, shape (m + 1,)
        Rising: the place of the context times V, plus the last character.
    counts : ndarray of int64, shape (m + 1,)
        How often each occurs, c(h, x).
    totals, kinds : ndarray of int64, shape (contexts + 1,)
        How often anything follows each context, N(h), and how many different characters, T(h).
    starts : ndarray of int64, shape (contexts + 1,)
        Where the grams that continue each context begin.
    """

    keys: NDArray
    counts: NDArray
    totals: NDArray
    kinds: NDArray
    starts: NDArray


@dataclass(frozen=True, eq=False)
class NgramModel:
    """What a text teaches.

    Attributes
    ----------
    alphabet : ndarray of uint32, shape (V,)
        The code points of the characters of the text, rising.
    grams : tuple of Grams
        Of 1, 2, ... characters.
    """

    alphabet: NDArray
    grams: tuple[Grams, ...]

    @property
    def order(self) -> int:
        """The most characters before the next one that count."""
        return len(self.grams) - 1

    @cached_property
    def letters(self) -> str:
        """The alphabet as text."""
        return "".join(map(chr, self.alphabet))

    def codes(self, text: str) -> NDArray:
        """The places of a text's characters in the alphabet; `UNSEEN` for others."""
        points = code_points(text)
        at = np.minimum(np.searchsorted(self.alphabet, points), len(self.alphabet) - 1)
        return np.where(self.alphabet[at] == points, at, UNSEEN).astype(np.int64)


def code_points(text: str) -> NDArray:
    """Return the code points of a text, shape (n,), uint32.

    Raises
    ------
    ValueError
        If there is half a surrogate pair in it, which is no character.

    Examples
    --------
    >>> code_points("aé").tolist()
    [97, 233]
    """
    try:
        return np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    except UnicodeEncodeError as error:
        raise ValueError(
            "text must consist of characters; there is half a surrogate pair, "
            f"U+{ord(text[error.start]):04X}, at position {error.start + 1}"
        ) from None


def train(text: str, order: int = MOST_BEFORE) -> NgramModel:
    """Count what follows every run of up to `order` characters in a text.

    Parameters
    ----------
    text : str
        At least one character.
    order : int
        From 0 (letters one by one) to 5.

    Raises
    ------
    ValueError
        If the text is empty or no text, or the order is outside 0 to 5.

    Examples
    --------
    >>> model = train("abracadabra", order=1)
    >>> model.letters, model.grams[0].counts.tolist()
    ('abcdr', [5, 2, 1, 1, 2, 0])
    """
    if not text:
        raise ValueError("text must have at least one character; got none")
    if order not in range(MOST_BEFORE + 1):
        raise ValueError(f"order must be 0 to {MOST_BEFORE}; got {order}")
    alphabet, codes = np.unique(code_points(text), return_inverse=True)
    grams, contexts = [], 1
    place = np.zeros(len(codes), dtype=np.int64)  # of the context before each character
    for length in range(order + 1):
        keys, place, counts = np.unique(
            place * len(alphabet) + codes[length:], return_inverse=True, return_counts=True
        )
        starts = np.searchsorted(keys, np.arange(contexts + 1) * len(alphabet))
        totals = np.diff(np.concatenate([[0], np.cumsum(counts)])[starts])
        grams.append(
            Grams(
                np.append(keys, np.iinfo(np.int64).max),
                *(np.append(each, 0) for each in (counts, totals, np.diff(starts))),
                starts,
            )
        )
        contexts, place = len(keys), place[:-1]
    return NgramModel(alphabet, tuple(grams))


def _places(model: NgramModel, text: str, longest: int) -> list[NDArray]:
    """Where the gram of each length 0, 1, ... that ends before each position stands.

    Positions are those of the text's characters and one more, the text's end. `UNSEEN` where the
    gram would begin before the text, or the model has not read it.
    """
    codes, V = model.codes(text), len(model.alphabet)
    places = [np.zeros(len(codes) + 1, dtype=np.int64)]
    for grams in model.grams[:longest]:
        context = places[-1][:-1]
        key = np.where((codes >= 0) & (context >= 0), context * V + codes, UNSEEN)
        at = np.searchsorted(grams.keys, key)
        places.append(np.append(UNSEEN, np.where(grams.keys[at] == key, at, UNSEEN)))
    return places


def surprisals(model: NgramModel, text: str, smoothed: bool = True) -> NDArray:
    """Return the surprisal of every character of a text, -ln q, for every order of a model.

    With c(h, x) for how often the model has read x after the context h, N(h) = sum of c(h, x) and
    T(h) for how many different characters it has read there, Witten and Bell's estimate is

        q(x | h) = (c(h, x) + T(h) q(x | h')) / (N(h) + T(h)),

    h' being h without its first character; below the empty context, q is uniform over Unicode's
    1,112,064 characters. A context that was never read leaves q(x | h') as it is. At the
    beginning of the text contexts are as long as there are characters before.

    Parameters
    ----------
    model : NgramModel
    text : str
        n characters; those that the model has never read have a probability too.
    smoothed : bool
        If false, q = c(h, x) / N(h): infinite surprisal for all that was never read.

    Returns
    -------
    ndarray, shape (order + 1, n)
        In nats; row k looks at the k characters before.

    Raises
    ------
    ValueError
        If there is half a surrogate pair in the text.

    Notes
    -----
    I. H. Witten and T. C. Bell (1991), The zero-frequency problem: estimating the probabilities
    of novel events in adaptive text compression, IEEE Transactions on Information Theory 37(4),
    1085-1094. As a recursion over shorter contexts: S. F. Chen and J. Goodman (1999), An
    empirical study of smoothing techniques for language modeling, Computer Speech and Language
    13, 359-394.

    Examples
    --------
    >>> nats = surprisals(train("abracadabra", order=1), "abra")
    >>> (nats[1, 1:] < nats[0, 1:]).tolist()
    [True, True, True]
    """
    places = _places(model, text, model.order + 1)
    q = np.full(len(text), 1 / CHARACTERS if smoothed else 0.0)
    rows = np.empty((model.order + 1, len(text)))
    for k, grams in enumerate(model.grams):
        context, gram = places[k][:-1], places[k + 1][1:]
        c, N, T = grams.counts[gram], grams.totals[context], grams.kinds[context]
        if smoothed:
            q = np.where(N > 0, (c + T * q) / np.maximum(N + T, 1), q)
        else:
            q = np.where(np.arange(len(text)) < k, q, c / np.maximum(N, 1))
        with np.errstate(divide="ignore"):
            rows[k] = -np.log(q)
    return rows


@dataclass(frozen=True)
class Evidence:
    """What the probability of one character rests on.

    Attributes
    ----------
    run : str
        The longest context that counts: it was read, and something came after it.
    c, N, T : int
        How often the character came after it, how often anything did, and how many different ones.
    shorter : float
        The probability that is mixed in, with the run's first character left out.
    q : float
        The probability: (c + T shorter) / (N + T).
    """

    run: str
    c: int
    N: int
    T: int
    shorter: float
    q: float


def evidence(model: NgramModel, before: str, character: str, order: int) -> Evidence:
    """Return what a model has counted that speaks for a character after a text.

    Parameters
    ----------
    model : NgramModel
    before : str
        What the character follows.
    character : str
        One character.
    order : int
        How many characters before it count at most; at most the model's order.

    Raises
    ------
    ValueError
        If the model has no such order.

    Examples
    --------
    >>> found = evidence(train("abracadabra"), "xab", "r", order=3)
    >>> found.run, found.c, found.N, found.T
    ('ab', 2, 2, 1)
    """
    _check_order(model, order)
    before = before[max(len(before) - order, 0) :]
    places = _places(model, before + character, order + 1)
    k = next(k for k in range(len(before), -1, -1) if model.grams[k].totals[places[k][-2]])
    grams, context = model.grams[k], places[k][-2]
    c, N, T = grams.counts[places[k + 1][-1]], grams.totals[context], grams.kinds[context]
    q = np.exp(-surprisals(model, before + character)[:, -1])
    shorter = q[k - 1] if k else 1 / CHARACTERS
    run = before[len(before) - k :]
    return Evidence(run, int(c), int(N), int(T), float(shorter), float((c + T * shorter) / (N + T)))


def next_characters(model: NgramModel, text: str) -> NDArray:
    """Return the probability of every character of the alphabet at every place of a text.

    Parameters
    ----------
    model : NgramModel
    text : str
        n characters, none too.

    Returns
    -------
    ndarray, shape (order + 1, n + 1, V)
        The formula of `surprisals` for all characters at once, before each character of the text
        and, last, after all of them. What a row lacks to 1 is shared by the characters that are
        not in the alphabet, all of them alike.

    Raises
    ------
    ValueError
        If there is half a surrogate pair in the text.

    Examples
    --------
    >>> model = train("abracadabra", order=2)
    >>> model.letters[next_characters(model, "ab")[2, -1].argmax()]
    'r'
    """
    V = len(model.alphabet)
    places = _places(model, text, model.order)
    q = np.full((len(text) + 1, V), 1 / CHARACTERS)
    rows = []
    for context, grams in zip(places, model.grams, strict=True):
        (read,) = np.nonzero(grams.totals[context])
        context = context[read]
        N, T = grams.totals[context], grams.kinds[context]
        q[read] *= (T / (N + T))[:, None]
        row = np.repeat(read, T)  # one entry for each gram that continues one of the contexts
        ends = np.cumsum(T)
        gram = np.arange(len(row)) + np.repeat(grams.starts[context] - (ends - T), T)
        q[row, grams.keys[gram] % V] += grams.counts[gram] / np.repeat(N + T, T)
        rows.append(q.copy())
    return np.stack(rows)


def _check_order(model: NgramModel, order: int) -> None:
    if order not in range(model.order + 1):
        raise ValueError(f"order must be 0 to {model.order}; got {order}")


def at_temperature(q: NDArray, temperature: float | NDArray) -> NDArray:
    """Return a distribution made sharper or flatter: softmax(ln q / temperature).

    Parameters
    ----------
    q : ndarray, shape (V,)
        Positive; what it lacks to 1 is shared out.
    temperature : float or ndarray, shape (...)
        Positive. 1 leaves q as it is, towards 0 only the likeliest is left.

    Returns
    -------
    ndarray, shape (..., V)

    Raises
    ------
    ValueError
        If a temperature or a probability is not positive.

    Examples
    --------
    >>> at_temperature(np.array([0.2, 0.8]), 0.5).round(4).tolist()
    [0.0588, 0.9412]
    """
    q, temperature = np.asarray(q, dtype=float), np.asarray(temperature, dtype=float)
    if not (q > 0).all():
        raise ValueError(f"q must be positive; got {q.min():g}")
    if not (temperature > 0).all():
        raise ValueError(f"temperature must be positive; got {temperature.min():g}")
    return _at_temperature(q, temperature[..., None])


def _at_temperature(q: NDArray, temperature: float | NDArray) -> NDArray:
    # As SciPy's softmax, which takes ten times as long to begin: a sample asks hundreds of times.
    logits = np.log(q) / temperature
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sample(
    model: NgramModel, before: str, n: int, order: int, temperature: float = 1.0, seed: int = 0
) -> str:
    """Return n characters of the model's alphabet, each drawn after those before it.

    Parameters
    ----------
    model : NgramModel
    before : str
        What the first of them follows.
    n : int
        How many.
    order : int
        How many characters before the next one count; at most the model's order.
    temperature : float
        Positive; see `at_temperature`.
    seed : int
        The same seed draws the same text.

    Raises
    ------
    ValueError
        If the temperature is not positive, or the model has no such order.

    Examples
    --------
    >>> sample(train("abababab"), "ab", 6, order=2, temperature=0.1)
    'ababab'
    """
    _check_order(model, order)
    drawn, letters = np.random.default_rng(seed).random(n), model.letters
    if not temperature > 0:
        raise ValueError(f"temperature must be positive; got {temperature:g}")
    known, sums = _Contexts(model), {}  # in a text contexts come again
    for u in drawn:
        context = before[max(len(before) - order, 0) :]
        if context not in sums:
            sums[context] = _at_temperature(known.q(context), temperature).cumsum()
        at = sums[context].searchsorted(u, side="right")
        before += letters[min(at, len(letters) - 1)]
    return before[len(before) - n :]


class _Contexts:
    """What follows single contexts, as `next_characters` has it at the end of each.

    What a context shares with those met before is not computed again: where the gram of all but
    its last character stands, and what follows it without its first.
    """

    def __init__(self, model: NgramModel) -> None:
        self._grams = model.grams
        self._codes = {letter: i for i, letter in enumerate(model.letters)}
        self._places = {"": 0}
        self._q: dict[str, NDArray] = {}

    def q(self, context: str) -> NDArray:
        """The probability of every character of the alphabet after a context, shape (V,)."""
        if context not in self._q:
            V = len(self._codes)
            q = self.q(context[1:]) if context else np.full(V, 1 / CHARACTERS)
            grams, place = self._grams[len(context)], self._place(context)
            N, T = grams.totals.item(place), grams.kinds.item(place)
            if N:
                of = slice(start := grams.starts.item(place), start + T)
                q = q * (T / (N + T))
                q[grams.keys[of] % V] += grams.counts[of] / (N + T)
            self._q[context] = q
        return self._q[context]

    def _place(self, gram: str) -> int:
        """Where a gram stands among those of its length; `UNSEEN` where it was not read."""
        if gram not in self._places:
            code, context = self._codes.get(gram[-1], UNSEEN), self._place(gram[:-1])
            at = UNSEEN
            if code >= 0 and context >= 0:
                keys, key = self._grams[len(gram) - 1].keys, context * len(self._codes) + code
                found = keys.searchsorted(key)
                at = int(found) if keys.item(found) == key else UNSEEN
            self._places[gram] = at
        return self._places[gram]


def learning_curves(
    text: str, held_out: str, sizes: Sequence[int], smoothed: bool = True
) -> tuple[NDArray, NDArray]:
    """Return the mean surprisal of what a model has read, and of what it has not, in nats.

    For each size a model is trained on that many characters from the beginning of the text.

    Parameters
    ----------
    text, held_out : str
        Where the model is trained, and the other text that it is tried on.
    sizes : sequence of int
        At least 1; at most the length of `text`.
    smoothed : bool
        See `surprisals`.

    Returns
    -------
    training, held_out : ndarray, shape (len(sizes), 6)
        For orders 0 to 5.

    Raises
    ------
    ValueError
        If a size is outside 1 to the length of the text, or `held_out` is empty.

    Examples
    --------
    >>> training, held_out = learning_curves("abracadabra" * 9, "alakazam", [11, 99])
    >>> bool((training < held_out).all())
    True
    """
    if not held_out or min(sizes) < 1 or max(sizes) > len(text):
        raise ValueError(f"sizes must be 1 to {len(text)}, and held_out not empty; got {sizes}")
    rows = []
    for size in sizes:
        model = train(text[:size])
        rows.append(
            [surprisals(model, part, smoothed).mean(-1) for part in (text[:size], held_out)]
        )
    training, other = np.swapaxes(rows, 0, 1)
    return training, other
