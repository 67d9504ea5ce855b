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

from lib.information import cross_entropy, to_bits

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

TABLE = Path(__file__).parents[1] / "assets" / "letters" / "letters.json"

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
