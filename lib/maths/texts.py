"""The texts that models learn from; `assets/texts/README.md` says what they are.

One book in English, and one declaration in many languages. What zip programs make of a text is
here too.
"""

from __future__ import annotations

import lzma
import zlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "assets" / "texts"
DECLARATIONS = {
    "ar": "Arabic",
    "zh": "Chinese",
    "cs": "Czech",
    "da": "Danish",
    "nl": "Dutch",
    "en": "English",
    "fi": "Finnish",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "la": "Latin",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "es": "Spanish",
    "sw": "Swahili",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
}
READ_FIRST = 0.8  # of a text is learnt from; the rest is held out
WINDOW = 32_768  # bytes that zlib looks back


@cache
def declaration(language: str) -> str:
    r"""Return the Universal Declaration of Human Rights in a language.

    Raises
    ------
    ValueError
        If there is none for `language`, a key of `DECLARATIONS`.

    Examples
    --------
    >>> declaration("en").split("\n")[0]
    'Universal Declaration of Human Rights'
    """
    if language not in DECLARATIONS:
        raise ValueError(f"language must be one of {', '.join(DECLARATIONS)}; got {language!r}")
    return (FOLDER / f"udhr-{language}.txt").read_text(encoding="utf-8")


@cache
def book(name: str) -> str:
    """Return "gospels" or "acts", a verse a line, of the King James Version.

    Raises
    ------
    ValueError
        If there is no such book.

    Examples
    --------
    >>> book("acts")[:31]
    'The former treatise have I made'
    """
    if name not in ("gospels", "acts"):
        raise ValueError(f"name must be gospels or acts; got {name!r}")
    return lzma.decompress((FOLDER / f"kjv-{name}.txt.xz").read_bytes()).decode()


def halves(text: str) -> tuple[str, str]:
    """Return what is learnt from and what is held out: four fifths of a text and the rest.

    Raises
    ------
    ValueError
        If the text has fewer than two characters.

    Examples
    --------
    >>> halves("abcde")
    ('abcd', 'e')
    """
    if len(text) < 2:
        raise ValueError(f"text must have at least two characters; got {len(text)}")
    cut = max(1, int(READ_FIRST * len(text)))
    return text[:cut], text[cut:]


def compressed_bytes(text: str, known: str = "") -> dict[str, int]:
    """Return how many bytes a text takes as UTF-8, and what zip programs make of that.

    Parameters
    ----------
    text : str
    known : str
        A text that zlib has before it begins; it looks at the last 32 KB of it.

    Returns
    -------
    dict
        "utf-8"; "zlib" (level 9, with its 6 bytes of frame), "zlib knowing" (with `known`), and
        "lzma" (the older format, with its 13 bytes of header, looking back over all of the text).

    Raises
    ------
    ValueError
        If there is half a surrogate pair in a text.

    Examples
    --------
    >>> sizes = compressed_bytes("abc" * 100, known="abcabc")
    >>> sizes["utf-8"], sizes["zlib"] < 20
    (300, True)
    """
    data = text.encode()
    # Its usual room, 8 MB of looking back, takes ten times as much memory for any text.
    packing = {"id": lzma.FILTER_LZMA1, "preset": 6, "dict_size": max(4096, len(data))}
    knowing = zlib.compressobj(9, zdict=known.encode()[-WINDOW:]) if known else zlib.compressobj(9)
    return {
        "utf-8": len(data),
        "zlib": len(zlib.compress(data, 9)),
        "zlib knowing": len(knowing.compress(data) + knowing.flush()),
        "lzma": len(lzma.compress(data, format=lzma.FORMAT_ALONE, filters=[packing])),
    }
