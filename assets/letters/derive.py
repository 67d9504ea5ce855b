"""Derive ``letters.json`` from word frequencies; see the README beside this file.

From the top folder::

    pip install wordfreq==3.1.1
    python -m assets.letters.derive
"""

import json
import math
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256

from lib.maths.letters import ALPHABET, LANGUAGES, TABLE, fold


def folded_words(frequencies: Mapping[str, float]) -> dict[str, float]:
    """Return the frequencies of the folded words.

    A word with a character that `fold` skips (a digit, an apostrophe, a point) is left out as a
    whole, so that "3rd" does not count as a word "rd".

    Examples
    --------
    >>> folded_words({"resume": 0.25, "résumé": 0.25, "3rd": 0.5})
    {'resume': 0.5}
    """
    words = Counter()
    for word, frequency in frequencies.items():
        kept, skipped = fold(word)
        if kept and not skipped:
            words[kept] += frequency
    return dict(words)


def letters_per_million(words: Mapping[str, float]) -> dict[str, float]:
    """Return how many of a million symbols each letter and the space make up.

    Each folded word adds its letters and one space, weighted by its frequency.

    Examples
    --------
    >>> counts = letters_per_million({"aab": 0.75, "b": 0.5})
    >>> counts["a"], counts["b"], counts[" "]
    (375000.0, 312500.0, 312500.0)
    """
    counts = dict.fromkeys(ALPHABET, 0.0)
    for word, frequency in words.items():
        for symbol in word + " ":
            counts[symbol] += frequency
    total = math.fsum(counts.values())
    return {symbol: round(1e6 * count / total, 4) for symbol, count in counts.items()}


def main() -> None:
    """Write the table; print its checksum and the README's row for each language."""
    from wordfreq import get_frequency_dict

    table = {}
    for language, name in LANGUAGES.items():
        frequencies = get_frequency_dict(language)
        words = folded_words(frequencies)
        table[language] = letters_per_million(words)
        left_out = 1 - sum(words.values()) / sum(frequencies.values())
        print(f"| {language} | {name} | {len(frequencies):,} | {100 * left_out:.1f} % |")
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print("sha256", sha256(TABLE.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
