"""Codes that turn symbols into bits, and the length a message takes with them.

p        distribution: maps symbols to probabilities that sum to 1
code     maps symbols to code words, strings of 0 and 1
lengths  maps symbols to the lengths of their code words, in bits
"""

import heapq
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from operator import index


def huffman_code(p: Mapping[str, float]) -> dict[str, str]:
    """Return the canonical Huffman code of a distribution: no prefix code is shorter on average.

    The two least probable groups of symbols are merged until one is left; each merge adds one
    bit to the code words of both. Probabilities are added exactly, without rounding. Between
    equal ones the group that formed first goes first, single symbols (in sorted order) before
    merged groups, which keeps the longest code word as short as it can be.

    Parameters
    ----------
    p : mapping of symbol to probability
        Non-negative, summing to 1. Symbols must be sortable.

    Returns
    -------
    dict of symbol to code word
        In the order of `canonical_code`. Symbols of probability zero get no code word, a lone
        symbol gets ``0``.

    Raises
    ------
    ValueError
        If `p` is not a distribution.

    References
    ----------
    D. A. Huffman (1952), "A Method for the Construction of Minimum-Redundancy Codes",
    Proceedings of the IRE 40(9), 1098-1101. The rule for ties: E. S. Schwartz (1964), "An
    Optimum Encoding with Minimum Longest Code and Total Number of Digits", Information and
    Control 7(1), 37-44.

    Examples
    --------
    >>> huffman_code({"a": 0.5, "b": 0.25, "c": 0.25})
    {'a': '0', 'b': '10', 'c': '11'}
    """
    return canonical_code(_huffman_lengths(_positive(p)))


def _huffman_lengths(p: dict[str, float]) -> dict[str, int]:
    lengths = dict.fromkeys(p, 0)
    # The second entry, the order of forming, settles ties.
    groups = [(Fraction(float(p[s])), order, [s]) for order, s in enumerate(sorted(p))]
    heapq.heapify(groups)
    for order in range(len(p), 2 * len(p) - 1):
        (least, _, left), (less, _, right) = heapq.heappop(groups), heapq.heappop(groups)
        for symbol in chain(left, right):
            lengths[symbol] += 1
        heapq.heappush(groups, (least + less, order, left + right))
    return {symbol: max(length, 1) for symbol, length in lengths.items()}


def canonical_code(lengths: Mapping[str, int]) -> dict[str, str]:
    """Return the prefix code of the given lengths whose code words count upwards in binary.

    Symbols are taken by length, those of equal length in sorted order. The first code word is
    all zeros; each further one is its predecessor plus one, extended by zeros to its length.

    Parameters
    ----------
    lengths : mapping of symbol to length
        Whole numbers of bits, at least 1, whose Kraft sum is at most 1.

    Returns
    -------
    dict of symbol to code word
        In the order in which the code words were given out.

    Raises
    ------
    ValueError
        If a length is below 1 or no prefix code has these lengths.

    References
    ----------
    E. S. Schwartz and B. Kallick (1964), "Generating a Canonical Prefix Encoding",
    Communications of the ACM 7(3), 166-169.

    Examples
    --------
    >>> canonical_code({"x": 2, "y": 1, "z": 3})
    {'y': '0', 'x': '10', 'z': '110'}
    """
    for symbol, length in lengths.items():
        if length < 1:
            raise ValueError(f"lengths must be at least 1; got {length} for {symbol!r}")
    total = kraft_sum(lengths)
    if total > 1:
        raise ValueError(f"lengths must have a Kraft sum of at most 1; got {total}")
    code = {}
    word = previous = 0
    for length, symbol in sorted((index(length), symbol) for symbol, length in lengths.items()):
        word <<= length - previous
        code[symbol] = f"{word:0{length}b}"
        word, previous = word + 1, length
    return code


def shannon_code_lengths(p: Mapping[str, float]) -> dict[str, int]:
    """Return the code lengths that round each symbol's surprisal up to whole bits.

    ``lengths[s] = ceil(-log2(p[s]))``, computed without rounding. Their Kraft sum is at most the
    sum of `p`, so a prefix code of these lengths exists (unless rounding has lifted the sum of
    `p` above 1). Its expected length is less than one bit above the entropy.

    Parameters
    ----------
    p : mapping of symbol to probability
        Non-negative, summing to 1.

    Returns
    -------
    dict of symbol to length
        In bits. Symbols of probability zero have none; a certain symbol has length 0.

    Raises
    ------
    ValueError
        If `p` is not a distribution.

    References
    ----------
    C. E. Shannon (1948), "A Mathematical Theory of Communication", section 9, Bell System
    Technical Journal 27(3), 379-423.

    Examples
    --------
    >>> shannon_code_lengths({"a": 0.5, "b": 0.375, "c": 0.125})
    {'a': 1, 'b': 2, 'c': 3}
    """
    # frexp writes p as m 2^e with 1/2 <= m < 1, so -e < -log2(p) <= 1 - e.
    return {symbol: 1 - math.frexp(value)[1] for symbol, value in _positive(p).items()}


def fixed_code_length(symbols: int) -> int:
    """Return the bits a symbol takes when all code words have one length: ``ceil(log2(symbols))``.

    Parameters
    ----------
    symbols : int
        How many there are to tell apart, at least 1.

    Raises
    ------
    ValueError
        If `symbols` is below 1.

    Examples
    --------
    >>> fixed_code_length(27)
    5
    """
    if symbols < 1:
        raise ValueError(f"symbols must be at least 1; got {symbols}")
    return (symbols - 1).bit_length()


def kraft_sum(lengths: Mapping[str, int]) -> Fraction:
    """Return the Kraft sum of code lengths, the sum of ``2^-length``, as an exact fraction.

    A prefix code of these lengths exists if and only if the sum is at most 1. It is 1 when no
    bit sequence is wasted, as in every Huffman code of two or more symbols.

    Parameters
    ----------
    lengths : mapping of symbol to length
        Whole numbers of bits, at least 0.

    Raises
    ------
    ValueError
        If a length is negative.

    References
    ----------
    L. G. Kraft (1949), "A Device for Quantizing, Grouping, and Coding Amplitude-Modulated
    Pulses", master's thesis, Massachusetts Institute of Technology.

    Examples
    --------
    >>> print(kraft_sum({"a": 1, "b": 2, "c": 3}))
    7/8
    """
    for symbol, length in lengths.items():
        if length < 0:
            raise ValueError(f"lengths must be non-negative; got {length} for {symbol!r}")
    longest = max(map(index, lengths.values()), default=0)
    return Fraction(sum(1 << (longest - index(n)) for n in lengths.values()), 1 << longest)


def expected_length(p: Mapping[str, float], lengths: Mapping[str, float]) -> float:
    """Return the mean number of bits a symbol drawn from `p` takes: ``sum_s p[s] lengths[s]``.

    Parameters
    ----------
    p : mapping of symbol to probability
        Non-negative, summing to 1: the distribution the symbols really have.
    lengths : mapping of symbol to length
        In bits, perhaps those of a code built for another distribution. Need not be whole:
        with the ideal lengths ``-log2(q[s])`` the result is the cross-entropy of `p` and q.

    Raises
    ------
    ValueError
        If `p` is not a distribution, or a symbol of positive probability has no length.

    Examples
    --------
    >>> expected_length({"a": 0.5, "b": 0.25, "c": 0.25}, {"a": 1, "b": 2, "c": 2})
    1.5
    """
    positive = _positive(p)
    for symbol in positive:
        if symbol not in lengths:
            raise ValueError(
                f"lengths must cover every symbol of positive probability; got none for {symbol!r}"
            )
    return math.fsum(value * lengths[symbol] for symbol, value in positive.items())


def encode(text: str, code: Mapping[str, str]) -> str:
    """Return the code words of the text's symbols, joined to one string of 0 and 1.

    Parameters
    ----------
    text : str
        Each character is a symbol.
    code : mapping of symbol to code word

    Raises
    ------
    ValueError
        If a symbol has no code word: which one, and where (counted from 0).

    Examples
    --------
    >>> encode("abca", {"a": "0", "b": "10", "c": "11"})
    '010110'
    """
    for position, symbol in enumerate(text):
        if symbol not in code:
            raise ValueError(
                f"text must consist of symbols that have a code word; "
                f"got {symbol!r} at position {position}"
            )
    return "".join(code[symbol] for symbol in text)


def decode(bits: str, code: Mapping[str, str]) -> str:
    """Return the text whose encoding is the given string of bits.

    Parameters
    ----------
    bits : str
        Of 0 and 1, whole code words from the first to the last.
    code : mapping of symbol to code word
        No code word is the beginning of another one.

    Raises
    ------
    ValueError
        If `code` is not a prefix code; if `bits` has other characters than 0 and 1, has bits
        that begin no code word, or ends inside a code word (positions are counted from 0).

    Examples
    --------
    >>> decode("010110", {"a": "0", "b": "10", "c": "11"})
    'abca'
    """
    return "".join(symbol for _, symbol in decoding_steps(bits, code) if symbol is not None)


def decoding_steps(bits: str, code: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Return what a reader of a code knows after each bit.

    Parameters
    ----------
    bits : str
        Of 0 and 1, whole code words from the first to the last.
    code : mapping of symbol to code word
        No code word is the beginning of another one.

    Returns
    -------
    list of (prefix, symbol)
        For each bit: the bits since the last whole code word, this one included, and the symbol
        they stand for, None while they are only the beginning of a code word.

    Raises
    ------
    ValueError
        As `decode`.

    Examples
    --------
    >>> decoding_steps("100", {"a": "0", "b": "10", "c": "11"})
    [('1', None), ('10', 'b'), ('0', 'a')]
    """
    _require_prefix_code(code)
    for position, bit in enumerate(bits):
        if bit not in ("0", "1"):
            raise ValueError(f"bits must be 0 or 1; got {bit!r} at position {position}")
    return list(_steps(bits, code))


def _steps(bits: str, code: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    symbols = {word: symbol for symbol, word in code.items()}
    unfinished = _inner_prefixes(code)
    start = 0
    for end in range(1, len(bits) + 1):
        prefix = bits[start:end]
        if prefix not in symbols and prefix not in unfinished:
            raise ValueError(
                f"bits must consist of code words; none begins with {prefix!r}, at position {start}"
            )
        yield prefix, symbols.get(prefix)
        if prefix in symbols:
            start = end
    if start < len(bits):
        raise ValueError(
            f"bits must end with a whole code word; "
            f"got {bits[start:]!r}, the beginning of one, at position {start}"
        )


@dataclass(frozen=True)
class TreeNode:
    """A node of a code's tree, placed for drawing.

    Its parent has the prefix ``prefix[:-1]``; the edge between them carries the bit
    ``prefix[-1]``. The root has the empty prefix.

    Attributes
    ----------
    prefix : str
        The bits on the way from the root to this node.
    symbol : str or None
        The symbol whose code word `prefix` is; None for an inner node.
    x : float
        0, 1, 2, ... for the leaves from left to right, the mean of its children for an inner
        node.
    depth : int
        Number of bits in `prefix`.
    """

    prefix: str
    symbol: str | None
    x: float
    depth: int


def code_tree(code: Mapping[str, str]) -> list[TreeNode]:
    """Return the nodes of the tree whose leaves are the code words, parents before children.

    Raises
    ------
    ValueError
        If `code` is not a prefix code.

    Examples
    --------
    >>> [(node.prefix, node.symbol, node.x) for node in code_tree({"a": "0", "b": "1"})]
    [('', None, 0.5), ('0', 'a', 0.0), ('1', 'b', 1.0)]
    """
    _require_prefix_code(code)
    symbols = {word: symbol for symbol, word in code.items()}
    x = {word: float(place) for place, word in enumerate(sorted(symbols))}
    for prefix in sorted(_inner_prefixes(code), key=len, reverse=True):
        children = [x[prefix + bit] for bit in "01" if prefix + bit in x]
        x[prefix] = sum(children) / len(children)
    return [TreeNode(prefix, symbols.get(prefix), x[prefix], len(prefix)) for prefix in sorted(x)]


def _positive(p: Mapping[str, float]) -> dict[str, float]:
    for symbol, value in p.items():
        if not value >= 0:
            raise ValueError(
                f"p must be non-negative and sum to 1; got {float(value):.10g} for {symbol!r}"
            )
    total = math.fsum(p.values())
    # Probabilities that were computed in float32 sum to 1 within about 1e-7.
    if abs(total - 1) > 1e-6:
        raise ValueError(f"p must be non-negative and sum to 1; got sum {total:.10g}")
    return {symbol: value for symbol, value in p.items() if value > 0}


def _inner_prefixes(code: Mapping[str, str]) -> set[str]:
    return {word[:depth] for word in code.values() for depth in range(len(word))}


def _require_prefix_code(code: Mapping[str, str]) -> None:
    for symbol, word in code.items():
        if not word or set(word) - {"0", "1"}:
            raise ValueError(
                f"code must map symbols to strings of 0 and 1; got {word!r} for {symbol!r}"
            )
    # In sorted order a word that begins others stands directly before one of them.
    for word, follower in pairwise(sorted(code.values())):
        if follower.startswith(word):
            raise ValueError(
                f"code must be a prefix code; got {word!r}, which is the beginning of {follower!r}"
            )
