import math
import re
from fractions import Fraction
from functools import cache
from itertools import pairwise, permutations, product
from operator import mul

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import entropy

from lib.maths.coding import (
    TreeNode,
    canonical_code,
    code_tree,
    decode,
    decoding_steps,
    encode,
    expected_length,
    fixed_code_length,
    huffman_code,
    kraft_sum,
    shannon_code_lengths,
)

SYMBOLS = "abcdefghijklmnopqrstuvwxyz é中\n🙂"

# Weights from one to three hundred orders of magnitude apart, with ties and zeros.
weight = st.one_of(
    st.integers(0, 4).map(float),
    st.floats(0, 1, allow_subnormal=False),
    st.integers(-1000, 0).map(lambda e: 2.0**e),
)


@st.composite
def distributions(draw, max_size=12):
    weights = draw(
        st.lists(weight, min_size=1, max_size=max_size).filter(lambda w: math.fsum(w) > 1e-290)
    )
    symbols = draw(st.permutations(SYMBOLS))
    total = math.fsum(weights)
    return {symbol: w / total for symbol, w in zip(symbols, weights, strict=False)}


def lengths_of(code):
    return {symbol: len(word) for symbol, word in code.items()}


def entropy_in_bits(p):
    return float(entropy(list(p.values()), base=2))


def exact_cost(p, lengths):
    return sum(Fraction(p[symbol]) * length for symbol, length in lengths.items())


@cache
def possible_lengths(n):
    """All lengths of prefix codes for n symbols that leave no symbol deeper than n - 1."""
    choices = product(range(1, max(n, 2)), repeat=n)
    return [choice for choice in choices if sum(2 ** (n - length) for length in choice) <= 2**n]


def costs(p):
    """Every choice of lengths with its exact expected length, times a common factor."""
    # Every float is a multiple of 2^-1074.
    weights = [int(Fraction(value) * 2**1074) for value in p.values()]
    return [(sum(map(mul, weights, choice)), choice) for choice in possible_lengths(len(p))]


class TestHuffmanCode:
    def test_dyadic_probabilities_get_exactly_their_surprisal(self):
        code = huffman_code({"a": 1 / 2, "b": 1 / 4, "c": 1 / 8, "d": 1 / 16, "e": 1 / 16})
        assert lengths_of(code) == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 4}

    def test_textbook_example_costs_two_point_three_bits(self):
        # Cover and Thomas (2006), Elements of Information Theory, example 5.6.1.
        p = {"1": 0.25, "2": 0.25, "3": 0.2, "4": 0.15, "5": 0.15}
        lengths = lengths_of(huffman_code(p))
        assert lengths == {"1": 2, "2": 2, "3": 2, "4": 3, "5": 3}
        assert expected_length(p, lengths) == pytest.approx(2.3, rel=1e-12)

    @pytest.mark.parametrize("n", [2, 3, 5, 26, 27, 64, 100, 1000])
    def test_equally_likely_symbols_get_two_neighbouring_lengths(self, n):
        k = n.bit_length() - 1
        lengths = lengths_of(huffman_code({chr(0x4E00 + i): 1 / n for i in range(n)}))
        counts = {k: 2 ** (k + 1) - n, k + 1: 2 * (n - 2**k)}
        for length, count in counts.items():
            assert list(lengths.values()).count(length) == count

    def test_fibonacci_weights_give_the_deepest_tree(self):
        weights = [1, 1]
        while len(weights) < 20:
            weights.append(weights[-1] + weights[-2])
        p = {SYMBOLS[i]: w / sum(weights) for i, w in enumerate(weights)}
        lengths = lengths_of(huffman_code(p))
        assert [lengths[SYMBOLS[i]] for i in range(20)] == [19, 19, *range(18, 0, -1)]

    def test_a_thousand_symbols_reach_a_depth_of_999(self):
        p = {chr(0x4E00 + i): 2.0 ** -min(i + 1, 999) for i in range(1000)}
        lengths = lengths_of(huffman_code(p))
        assert max(lengths.values()) == 999
        assert kraft_sum(lengths) == 1
        assert expected_length(p, lengths) == pytest.approx(2, rel=1e-12)

    def test_extremely_rare_symbols_are_still_told_apart(self):
        lengths = lengths_of(huffman_code({"a": 1.0, "b": 1e-300, "c": 2e-300, "d": 5e-324}))
        assert lengths == {"a": 1, "b": 3, "c": 2, "d": 3}

    def test_probabilities_are_added_without_rounding(self):
        # b and c sum to less than d, but round to it.
        b, c = 0.1875, math.nextafter(0.1875, 0)
        assert Fraction(b) + Fraction(c) < Fraction(0.375) == Fraction(b + c)
        lengths = lengths_of(huffman_code({"a": 0.25, "b": b, "c": c, "d": 0.375}))
        assert lengths == {"a": 2, "b": 3, "c": 3, "d": 1}

    def test_a_lone_symbol_gets_0(self):
        assert huffman_code({"x": 1.0}) == {"x": "0"}
        assert huffman_code({"x": 1.0, "y": 0.0}) == {"x": "0"}

    def test_symbols_of_probability_zero_get_no_code_word(self):
        assert set(huffman_code({"a": 0.5, "b": 0.0, "c": 0.5})) == {"a", "c"}

    @given(distributions(max_size=5))
    def test_no_prefix_code_is_shorter(self, p):
        positive = {symbol: value for symbol, value in p.items() if value}
        best, _ = min(costs(positive))
        assert exact_cost(p, lengths_of(huffman_code(p))) * 2**1074 == best

    @given(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    def test_ties_are_settled_for_the_shortest_longest_code_word(self, weights):
        # Padded to a power of two, so that equal weights stay equal as floats.
        total = 2 ** math.ceil(math.log2(sum(weights) + 1))
        weights = [*weights, total - sum(weights)]
        p = {SYMBOLS[i]: w / total for i, w in enumerate(weights)}
        best, _ = min(costs(p))
        shallowest = min(max(choice) for cost, choice in costs(p) if cost == best)
        assert max(lengths_of(huffman_code(p)).values()) == shallowest

    @given(distributions(max_size=31))
    def test_expected_length_is_within_one_bit_of_entropy(self, p):
        length = expected_length(p, lengths_of(huffman_code(p)))
        if len(huffman_code(p)) == 1:
            assert length == pytest.approx(1)
        else:
            assert -1e-12 <= length - entropy_in_bits(p) <= 1 + 1e-12

    @given(distributions(max_size=31))
    def test_kraft_sum_is_exactly_one(self, p):
        code = huffman_code(p)
        assert kraft_sum(lengths_of(code)) == (1 if len(code) > 1 else Fraction(1, 2))

    @given(distributions(max_size=31))
    def test_no_code_word_begins_another(self, p):
        words = huffman_code(p).values()
        assert not any(b.startswith(a) for a, b in permutations(words, 2))

    @given(distributions(max_size=31))
    def test_less_probable_symbols_never_get_shorter_code_words(self, p):
        lengths = lengths_of(huffman_code(p))
        by_probability = sorted(lengths, key=p.get)
        for rarer, commoner in pairwise(by_probability):
            assert lengths[rarer] >= lengths[commoner] or p[rarer] == p[commoner]

    @given(distributions(max_size=31), st.randoms(use_true_random=False))
    def test_code_does_not_depend_on_the_order_of_the_mapping(self, p, random):
        shuffled = random.sample(list(p.items()), len(p))
        assert list(huffman_code(dict(shuffled)).items()) == list(huffman_code(p).items())

    @given(distributions(max_size=31))
    def test_code_is_canonical(self, p):
        code = huffman_code(p)
        assert code == canonical_code(lengths_of(code))

    def test_accepts_probabilities_computed_in_float32(self):
        p = dict(zip("abcdef", np.full(6, 1 / 6, dtype=np.float32), strict=True))
        assert math.fsum(p.values()) != pytest.approx(1, rel=0, abs=1e-8)
        assert sorted(lengths_of(huffman_code(p)).values()) == [2, 2, 3, 3, 3, 3]


class TestCanonicalCode:
    def test_deflate_specification_example(self):
        # Deutsch (1996), RFC 1951, section 3.2.2.
        lengths = dict(zip("ABCDEFGH", [3, 3, 3, 3, 3, 2, 4, 4], strict=True))
        assert canonical_code(lengths) == {
            "F": "00",
            "A": "010",
            "B": "011",
            "C": "100",
            "D": "101",
            "E": "110",
            "G": "1110",
            "H": "1111",
        }

    @given(st.lists(st.integers(1, 8), max_size=12).filter(lambda n: sum(2.0**-k for k in n) <= 1))
    def test_code_words_have_the_lengths_and_increase(self, choice):
        lengths = dict(zip(SYMBOLS, choice, strict=False))
        code = canonical_code(lengths)
        assert lengths_of(code) == lengths
        assert list(code) == sorted(lengths, key=lambda s: (lengths[s], s))
        assert list(code.values()) == sorted(code.values())
        assert not any(b.startswith(a) for a, b in permutations(code.values(), 2))

    def test_refuses_lengths_that_no_prefix_code_has(self):
        message = "lengths must have a Kraft sum of at most 1; got 5/4"
        with pytest.raises(ValueError, match=re.escape(message)):
            canonical_code({"a": 1, "b": 1, "c": 2})

    def test_refuses_an_empty_code_word(self):
        with pytest.raises(ValueError, match="lengths must be at least 1; got 0 for 'a'"):
            canonical_code({"a": 0})


class TestShannonCodeLengths:
    @pytest.mark.parametrize("k", [1, 2, 3, 10, 52, 53, 300, 1022, 1074])
    def test_powers_of_two_get_exactly_their_exponent(self, k):
        assert shannon_code_lengths({"a": 2.0**-k, "b": 1 - 2.0**-k})["a"] == k

    def test_one_unit_in_the_last_place_below_a_power_of_two_costs_a_bit_more(self):
        below = math.nextafter(1 / 8, 0)
        above = math.nextafter(1 / 8, 1)
        assert shannon_code_lengths({"a": below, "b": 1 - below})["a"] == 4
        assert shannon_code_lengths({"a": above, "b": 1 - above})["a"] == 3

    def test_a_certain_symbol_has_length_zero(self):
        assert shannon_code_lengths({"a": 1.0, "b": 0.0}) == {"a": 0}

    @given(distributions(max_size=31))
    def test_each_length_is_the_smallest_that_covers_the_surprisal(self, p):
        lengths = shannon_code_lengths(p)
        assert set(lengths) == {symbol for symbol in p if p[symbol] > 0}
        for symbol, length in lengths.items():
            assert Fraction(1, 2**length) <= Fraction(p[symbol]) < Fraction(2, 2**length)

    @given(distributions(max_size=31))
    def test_kraft_sum_is_at_most_the_exact_sum_of_the_probabilities(self, p):
        assert kraft_sum(shannon_code_lengths(p)) <= sum(map(Fraction, p.values()))

    @given(distributions(max_size=31))
    def test_expected_length_is_within_one_bit_of_entropy(self, p):
        excess = expected_length(p, shannon_code_lengths(p)) - entropy_in_bits(p)
        assert -1e-12 <= excess <= 1 + 1e-12

    @given(distributions(max_size=31))
    def test_huffman_is_never_longer_for_two_or_more_symbols(self, p):
        # Rounded probabilities may sum to a hair above 1 and then have no Shannon code.
        assume(len(huffman_code(p)) > 1 and sum(map(Fraction, p.values())) <= 1)
        huffman = exact_cost(p, lengths_of(huffman_code(p)))
        assert huffman <= exact_cost(p, shannon_code_lengths(p))

    @given(
        st.lists(st.integers(1, 1000), min_size=2, max_size=12),
        st.lists(st.integers(1, 1000), min_size=12, max_size=12),
    )
    def test_the_wrong_code_costs_the_cross_entropy_within_one_bit(self, right, wrong):
        # Cover and Thomas (2006), Elements of Information Theory, theorem 5.4.3.
        p = {SYMBOLS[i]: w / sum(right) for i, w in enumerate(right)}
        q = {SYMBOLS[i]: w / sum(wrong[: len(right)]) for i, w in enumerate(wrong[: len(right)])}
        cross = entropy_in_bits(p) + float(entropy(list(p.values()), list(q.values()), base=2))
        excess = expected_length(p, shannon_code_lengths(q)) - cross
        assert -1e-12 <= excess <= 1 + 1e-12


class TestFixedCodeLength:
    @pytest.mark.parametrize(
        ("symbols", "bits"), [(1, 0), (2, 1), (3, 2), (26, 5), (32, 5), (33, 6), (2**70, 70)]
    )
    def test_is_the_smallest_number_of_bits_that_tells_all_apart(self, symbols, bits):
        assert fixed_code_length(symbols) == bits

    @given(st.integers(1, 10**30))
    def test_words_suffice_and_half_of_them_would_not(self, symbols):
        bits = fixed_code_length(symbols)
        assert 2**bits >= symbols > 2**bits // 2

    def test_refuses_no_symbols(self):
        with pytest.raises(ValueError, match=r"^symbols must be at least 1; got 0$"):
            fixed_code_length(0)


class TestKraftSum:
    def test_lengths_1_2_3_leave_an_eighth_unused(self):
        assert kraft_sum({"a": 1, "b": 2, "c": 3}) == Fraction(7, 8)

    def test_is_exact_where_floats_would_round(self):
        lengths = {str(k): k for k in range(1, 201)}
        assert kraft_sum(lengths) == 1 - Fraction(1, 2**200)

    def test_of_no_lengths_is_zero(self):
        assert kraft_sum({}) == 0

    def test_accepts_numpy_integers_beyond_their_own_range(self):
        assert kraft_sum({"a": np.int8(100), "b": np.int8(100)}) == Fraction(1, 2**99)

    def test_refuses_a_negative_length(self):
        with pytest.raises(ValueError, match="lengths must be non-negative; got -1 for 'b'"):
            kraft_sum({"a": 1, "b": -1})


class TestExpectedLength:
    @given(distributions())
    def test_ideal_lengths_cost_the_entropy(self, p):
        ideal = {symbol: -math.log2(value) for symbol, value in p.items() if value}
        assert expected_length(p, ideal) == pytest.approx(entropy_in_bits(p), rel=1e-9, abs=1e-12)

    def test_ten_tenths_of_a_bit_are_one_bit(self):
        assert (
            expected_length(dict.fromkeys("abcdefghij", 0.1), dict.fromkeys("abcdefghij", 1)) == 1
        )

    def test_lengths_of_impossible_symbols_do_not_count(self):
        assert expected_length({"a": 1.0, "b": 0.0}, {"a": 3, "b": 7, "c": 9}) == 3

    def test_refuses_a_possible_symbol_without_length(self):
        message = "lengths must cover every symbol of positive probability; got none for 'b'"
        with pytest.raises(ValueError, match=message):
            expected_length({"a": 0.5, "b": 0.5}, {"a": 1})


@pytest.mark.parametrize(
    "needs_distribution",
    [huffman_code, shannon_code_lengths, lambda p: expected_length(p, dict.fromkeys(p, 1))],
)
@pytest.mark.parametrize(
    ("p", "got"),
    [
        ({"a": 0.5, "b": 0.43}, "sum 0.93"),
        ({"a": 0.5, "b": 0.51}, "sum 1.01"),
        ({"a": 0.5, "b": 0.50001}, "sum 1.00001"),
        ({}, "sum 0"),
        ({"a": 1.1, "b": -0.1}, "-0.1 for 'b'"),
        ({"a": 1.0, "b": math.nan}, "nan for 'b'"),
        ({"a": math.inf}, "sum inf"),
    ],
)
def test_what_is_not_a_distribution_is_refused(needs_distribution, p, got):
    message = re.escape(f"p must be non-negative and sum to 1; got {got}")
    with pytest.raises(ValueError, match=f"^{message}$"):
        needs_distribution(p)


CODE = {"a": "0", "b": "10", "c": "11"}


class TestEncodeAndDecode:
    def test_code_words_stand_in_the_order_of_the_text(self):
        assert encode("cab", CODE) == "11" + "0" + "10"

    def test_empty_text_takes_no_bits(self):
        assert encode("", CODE) == ""
        assert decode("", CODE) == ""

    @given(distributions(max_size=31), st.data())
    def test_decoding_undoes_encoding(self, p, data):
        code = huffman_code(p)
        text = "".join(data.draw(st.lists(st.sampled_from(sorted(code)), max_size=60)))
        bits = encode(text, code)
        assert decode(bits, code) == text
        assert len(bits) == sum(len(code[symbol]) for symbol in text)

    @given(st.text("01", max_size=60))
    def test_every_bit_string_completed_to_a_code_word_is_a_text(self, bits):
        whole = bits + ("0" if len(re.search("1*$", bits)[0]) % 2 else "")
        assert encode(decode(whole, CODE), CODE) == whole

    def test_a_lone_symbol_can_be_repeated(self):
        code = huffman_code({"x": 1.0})
        assert encode("xxx", code) == "000"
        assert decode("000", code) == "xxx"

    def test_text_of_relative_frequencies_takes_the_expected_length(self):
        p = {"a": 0.5, "b": 0.25, "c": 0.25}
        text = "aabc" * 25
        bits = encode(text, huffman_code(p))
        assert len(bits) == len(text) * expected_length(p, lengths_of(huffman_code(p)))

    def test_a_symbol_without_code_word_is_refused_with_its_position(self):
        message = "text must consist of symbols that have a code word; got 'é' at position 3"
        with pytest.raises(ValueError, match=f"^{message}$"):
            encode("abcéa", CODE)

    @pytest.mark.parametrize(("bits", "got"), [("0120", "'2' at position 2"), ("1 0", "' ' at ")])
    def test_characters_other_than_bits_are_refused(self, bits, got):
        with pytest.raises(ValueError, match=f"^bits must be 0 or 1; got {got}"):
            decode(bits, CODE)

    @pytest.mark.parametrize(
        ("bits", "got"), [("011", "'11', the beginning of one, at position 1"), ("1", "'1', ")]
    )
    def test_bits_that_end_inside_a_code_word_are_refused(self, bits, got):
        with pytest.raises(ValueError, match=f"^bits must end with a whole code word; got {got}"):
            decode(bits, {"a": "0", "b": "10", "c": "110", "d": "111"})

    @pytest.mark.parametrize(
        ("bits", "code", "got"),
        [
            ("001", {"x": "0"}, "'1', at position 2"),
            ("1", {"a": "00", "b": "01"}, "'1', at position 0"),
            ("0", {}, "'0', at position 0"),
        ],
    )
    def test_bits_that_begin_no_code_word_are_refused(self, bits, code, got):
        message = f"bits must consist of code words; none begins with {got}"
        with pytest.raises(ValueError, match=f"^{message}$"):
            decode(bits, code)

    @pytest.mark.parametrize("read", [lambda code: decode("0", code), code_tree])
    def test_what_is_not_a_prefix_code_is_refused(self, read):
        message = "code must be a prefix code; got '0', which is the beginning of '01'"
        with pytest.raises(ValueError, match=f"^{message}$"):
            read({"a": "01", "b": "1", "c": "0"})
        with pytest.raises(ValueError, match="got '0', which is the beginning of '0'"):
            read({"a": "0", "b": "0"})
        with pytest.raises(ValueError, match="code must map symbols to strings of 0 and 1; got ''"):
            read({"a": "", "b": "1"})
        with pytest.raises(ValueError, match="strings of 0 and 1; got 'o1' for 'a'"):
            read({"a": "o1", "b": "1"})


class TestDecodingSteps:
    @given(distributions(max_size=31), st.data())
    def test_symbols_appear_where_their_code_words_end(self, p, data):
        code = huffman_code(p)
        text = data.draw(st.lists(st.sampled_from(sorted(code)), max_size=40))
        steps = decoding_steps("".join(code[symbol] for symbol in text), code)
        read = [
            (code[symbol][:end], symbol if end == len(code[symbol]) else None)
            for symbol in text
            for end in range(1, len(code[symbol]) + 1)
        ]
        assert steps == read

    def test_refuses_what_decode_refuses(self):
        with pytest.raises(ValueError, match=r"^bits must end with a whole code word; got '1', "):
            decoding_steps("01", CODE)


class TestCodeTree:
    def test_three_symbols_by_hand(self):
        assert code_tree({"a": "0", "b": "10", "c": "11"}) == [
            TreeNode("", None, 0.75, 0),
            TreeNode("0", "a", 0.0, 1),
            TreeNode("1", None, 1.5, 1),
            TreeNode("10", "b", 1.0, 2),
            TreeNode("11", "c", 2.0, 2),
        ]

    def test_a_lone_symbol_hangs_below_the_root(self):
        assert code_tree({"x": "0"}) == [TreeNode("", None, 0, 0), TreeNode("0", "x", 0, 1)]

    @given(distributions(max_size=31))
    def test_leaves_are_the_code_words_and_every_node_hangs_below_its_parent(self, p):
        code = huffman_code(p)
        nodes = code_tree(code)
        assert {node.symbol: node.prefix for node in nodes if node.symbol is not None} == code
        seen = {""}
        for node in nodes[1:]:
            assert node.prefix[:-1] in seen
            assert node.depth == len(node.prefix)
            seen.add(node.prefix)
        if len(code) > 1:
            assert len(nodes) == 2 * len(code) - 1

    @given(distributions(max_size=31))
    def test_no_two_branches_cross(self, p):
        nodes = code_tree(huffman_code(p))
        for depth in {node.depth for node in nodes}:
            row = [node for node in nodes if node.depth == depth]
            assert [n.x for n in sorted(row, key=lambda n: n.prefix)] == sorted({n.x for n in row})

    def test_a_depth_of_999_is_no_obstacle(self):
        code = {chr(0x4E00 + i): "1" * i + "0" for i in range(999)}
        assert max(node.depth for node in code_tree(code)) == 999


@settings(max_examples=25)
@given(st.integers(2, 400))
def test_a_code_for_many_symbols_stays_decodable(n):
    p = {chr(0x4E00 + i): 1 / (i + 1) for i in range(n)}
    total = math.fsum(p.values())
    code = huffman_code({symbol: value / total for symbol, value in p.items()})
    assert decode(encode("".join(p), code), code) == "".join(p)
