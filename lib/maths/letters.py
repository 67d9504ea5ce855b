"""Letter models: how often each language uses each letter, and what a text costs under them.

Texts are reduced to 27 symbols, a to z and the space. The table and its source are described in
``assets/letters/README.md``.
"""

import json
import string
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from lib.maths.checks import as_probabilities
from lib.maths.information import cross_entropy, surprisal, to_bits

ALPHABET = string.ascii_lowercase + " "

LANGUAGES = {
    "cs": "Czech",
    "nl": "Dutch",
    "en": "English",
    "fi": "Finnish",
    "fr": "French",
    "de": "German",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "pl": "Polish",
    "pt": "Portuguese",
    "es": "Spanish",
    "sv": "Swedish",
    "tr": "Turkish",
}

TABLE = Path(__file__).parents[2] / "assets" / "letters" / "letters.json"

# Letters that Unicode does not decompose into a basic letter and an accent.
_SPELLED_OUT = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ð": "d",
        "đ": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "þ": "th",
        "ŧ": "t",
    }
)


def fold(text: str) -> tuple[str, Counter[str]]:
    """Reduce a text to the letters a to z and single spaces, and count what does not fit.

    Capitals become small letters; accents are taken off (é becomes e, ü becomes u); ß, æ and
    similar letters are spelled out (ss, ae). A run of white space becomes one space, none at the
    beginning and end.

    Returns
    -------
    kept : str
        The text over the 27 symbols.
    skipped : Counter of str
        How often each character occurred that has no such spelling: digits, punctuation, other
        scripts.

    Examples
    --------
    >>> fold("Ça va,  Łódź?")
    ('ca va lodz', Counter({',': 1, '?': 1}))
    """
    kept = []
    skipped: Counter[str] = Counter()
    for character in text:
        letters = " " if character.isspace() else _basic_letters(character)
        if letters is None:
            skipped[character] += 1
        else:
            kept.append(letters)
    return " ".join("".join(kept).split()), skipped


@lru_cache(maxsize=4096)
def _basic_letters(character: str) -> str | None:
    decomposed = unicodedata.normalize("NFKD", character).casefold().translate(_SPELLED_OUT)
    letters = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    return letters if set(letters) <= set(string.ascii_lowercase) else None


@cache
def _table() -> dict[str, dict[str, float]]:
    return json.loads(TABLE.read_text(encoding="utf-8"))


def letter_distribution(language: str) -> dict[str, float]:
    """Return the probabilities of a to z and the space in a language's running text.

    Parameters
    ----------
    language : str
        A key of `LANGUAGES`.

    Returns
    -------
    dict of symbol to probability
        In the order of `ALPHABET`; all positive, summing to 1.

    Raises
    ------
    ValueError
        If there is no table for `language`.

    Examples
    --------
    >>> english = letter_distribution("en")
    >>> max(english, key=english.get)
    ' '
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}; got {language!r}")
    per_million = _table()[language]
    total = sum(per_million.values())
    return {symbol: per_million[symbol] / total for symbol in ALPHABET}


def letter_mixture(language: str, other: str, share: ArrayLike) -> np.ndarray:
    """Return the letter probabilities of text of which a share is in another language.

    ``q = (1 - share) p + share r`` with the distributions p of `language` and r of `other`.

    Parameters
    ----------
    language, other : str
        Keys of `LANGUAGES`.
    share : array_like, shape (...)
        From 0 (all in `language`) to 1 (all in `other`).

    Returns
    -------
    ndarray, shape (..., 27)
        In the order of `ALPHABET`.

    Raises
    ------
    ValueError
        If there is no table for a language, or a share is outside [0, 1] or NaN.

    Examples
    --------
    >>> english, half, french = letter_mixture("en", "fr", [0, 0.5, 1])
    >>> bool(np.allclose(half, (english + french) / 2))
    True
    """
    share = as_probabilities("share", np.asarray(share, dtype=np.float64))[..., None]
    p, r = (np.array([*letter_distribution(code).values()]) for code in (language, other))
    return (1 - share) * p + share * r


def letter_bits(text: str, language: str) -> np.ndarray:
    """Return the surprisal of each letter of a text in bits, under a language's distribution.

    ``-log2 q`` is the length the letter has in an ideal code built for that language; their sum
    is what the text costs.

    Parameters
    ----------
    text : str
        Folded first; characters outside the alphabet have none.
    language : str
        A key of `LANGUAGES`.

    Returns
    -------
    ndarray, shape (n,)
        One for each of the n letters and spaces that are left.

    Raises
    ------
    ValueError
        If there is no table for `language`.

    Examples
    --------
    >>> e, q = letter_bits("E q!", "en")[[0, 2]]
    >>> bool(e < q)
    True
    """
    q = letter_distribution(language)
    return to_bits(surprisal(np.array([q[letter] for letter in fold(text)[0]])))


def bits_per_letter(text: str, language: str) -> float:
    """Return the mean surprisal of a text's letters in bits, under a language's distribution.

    This is the cross-entropy H(p, q) of the text's own letter frequencies p and the language's
    distribution q: what the text costs per symbol with an ideal code built for that language.

    Parameters
    ----------
    text : str
        Folded first; characters outside the alphabet do not count.
    language : str
        A key of `LANGUAGES`.

    Raises
    ------
    ValueError
        If no letter is left after folding, or there is no table for `language`.

    Examples
    --------
    >>> bits_per_letter("the thing", "en") < bits_per_letter("the thing", "fr")
    True
    """
    kept, _ = fold(text)
    if not kept:
        raise ValueError(f"text must contain at least one letter of the alphabet; got {text!r}")
    counts = Counter(kept)
    p = np.array([counts[symbol] for symbol in ALPHABET]) / len(kept)
    q = np.array(list(letter_distribution(language).values()))
    return float(to_bits(cross_entropy(p, q)))


def likely_languages(text: str) -> list[tuple[str, float]]:
    """Return every language with the text's bits per letter under it, the cheapest first.

    The first one is the maximum likelihood guess among models that draw each letter
    independently. 120 letters are usually enough for it to be right; a few words often look like
    another language's.

    Raises
    ------
    ValueError
        If no letter is left after folding.

    Examples
    --------
    >>> likely_languages("The weather is lovely and the children play in the garden.")[0][0]
    'en'
    """
    return sorted(
        ((language, bits_per_letter(text, language)) for language in LANGUAGES),
        key=lambda pair: pair[1],
    )
