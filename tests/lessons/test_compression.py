"""Compression: boxes, codes, a text read bit by bit, the languages it suits, and the words."""

import json
import math
import re
from collections import Counter

import numpy as np
import pytest
from scipy.stats import entropy

from lib.figures.flipbook import flipbook, unpack
from lib.lessons.compression import LESSON, START, fields, huffman, whose_code
from lib.lessons.compression import boxes as compression
from lib.maths.coding import code_tree, encode, huffman_code
from lib.maths.letters import ALPHABET, LANGUAGES, letter_distribution
from lib.words import text as words

BUDGET = 150_000
PAIRS = [("en", "fr"), ("fr", "en"), ("en", "fi"), ("pl", "fi"), ("tr", "cs"), ("es", "es")]
RARE = {code: min(q, key=q.get) for code in LANGUAGES if (q := letter_distribution(code))}
TEXTS = {
    "start": START,
    "one letter": "a",
    "a space at the cut": "e " * 600,
    "long": (START + " ") * 40,
    "accents": "Zażółć gęślą jaźń",
}
FIGURES = {
    **{
        f"{a} as {b} in {unit}": lambda a=a, b=b, unit=unit: compression.wrong_code(a, b, unit)
        for a, b in PAIRS
        for unit in compression.UNITS
    },
    **{
        f"{name} in {code}": lambda text=text, code=code: huffman.decoding(text, code)
        for name, text in TEXTS.items()
        for code in ("en", "fi")
    },
    # The longest code words: most bits a letter, and the longest way through the tree.
    **{f"rare in {c}": lambda c=c: huffman.decoding(3 * RARE[c] * 200, c) for c in LANGUAGES},
}


@pytest.fixture(params=FIGURES)
def figure(request):
    return FIGURES[request.param]()


@pytest.fixture
def english():
    return compression.wrong_code("en", "fr", "bits")


def along(figure):
    (slider,) = figure.sliders
    return figure.frames(**{slider.key: slider.values()})


def at(figure, *values):
    (slider,) = figure.sliders
    return figure.frames(**{slider.key: np.array(values)})


def trace(panel, name):
    return next(t for t in panel.figure.data if t.name == name)


def labels(panel):
    return [annotation.text for annotation in panel.figure.layout.annotations]


def number(text):
    return float(text.replace("−", "-").replace(",", "").replace("%", "").removesuffix(" bits"))


def table(language):
    return np.array(list(letter_distribution(language).values()))


def likeliest(text):
    return fields.likeliest(text)[1]


def price(language, other, share):
    """H(p, q) in bits by SciPy, of the mixture q."""
    p, r = table(language), table(other)
    return entropy(p, base=2) + entropy(p, (1 - share) * p + share * r, base=2)


# ---- every live figure --------------------------------------------------------------------------


def test_every_moving_mark_is_in_a_panel(figure):
    drawn = {t.name for panel in figure.panels for t in panel.figure.data}
    assert set(along(figure).traces) <= drawn


def test_every_readout_has_a_text_at_every_position(figure):
    frames, count = along(figure), figure.sliders[0].values().size
    assert set(frames.readouts) == {readout.key for readout in figure.readouts}
    for texts in frames.readouts.values():
        assert len(texts) == count
        assert all(texts), "an empty line would repeat the one before it"
        assert not any("\n" in text for text in texts)


def test_every_coordinate_is_finite_but_the_name_of_a_small_gap(figure):
    for name, attributes in along(figure).traces.items():
        for attribute, array in attributes.items():
            array = np.asarray(array)
            if (name, attribute) == ("gap", "y"):
                array = array[:, [0, 2]]
            assert np.isfinite(array).all(), name


def test_no_mark_leaves_its_panel(figure):
    moved = along(figure).traces
    for panel in figure.panels:
        for drawn in panel.figure.data:
            for attribute, array in moved.get(drawn.name, {}).items():
                axis = panel.figure.layout[f"{attribute}axis"]
                low, high = sorted(axis.range)
                assert np.nanmin(array, initial=high) >= low
                assert np.nanmax(array, initial=low) <= high


def test_a_figure_travels_in_150_kilobytes(figure):
    sliders = flipbook(figure, figure.start)["sliders"]
    assert len(json.dumps(sliders)) <= BUDGET


def test_one_readout_matters_most(figure):
    assert sum(readout.main for readout in figure.readouts) == 1


# ---- the price of the wrong code ----------------------------------------------------------------


def test_the_slider_has_more_than_two_hundred_positions(english):
    assert english.sliders[0].values().size >= 201


@pytest.mark.parametrize(
    ("language", "other", "share", "cost", "floor", "waste"),
    [
        ("en", "fr", 0, 4.113, 4.113, 0),
        ("en", "fr", 1, 4.340, 4.113, 0.227),
        ("en", "fi", 1, 4.589, 4.113, 0.476),
        ("fr", "en", 0, 3.951, 3.951, 0),
    ],
)
def test_readouts_tell_the_numbers_of_the_lesson(language, other, share, cost, floor, waste):
    readouts = at(compression.wrong_code(language, other, "bits"), share).readouts
    assert number(readouts["cost"][0]) == pytest.approx(cost, abs=1.01e-3)
    assert number(readouts["floor"][0]) == pytest.approx(floor, abs=5e-4)
    assert number(readouts["waste"][0]) == pytest.approx(waste, abs=5e-4)


@pytest.mark.parametrize(("language", "other"), PAIRS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.995, 1.0])
def test_the_price_is_scipys(language, other, share):
    costs = compression.costs(language, other, share)
    assert float(costs["cost"]) == pytest.approx(price(language, other, share), rel=1e-12)
    assert float(costs["floor"]) == pytest.approx(entropy(table(language), base=2), rel=1e-12)


@pytest.mark.parametrize(("language", "other"), PAIRS)
@pytest.mark.parametrize("unit", compression.UNITS)
def test_cost_is_floor_plus_waste_everywhere(language, other, unit):
    costs = compression.costs(language, other, np.linspace(0, 1, 101), unit)
    assert costs["floor"] + costs["waste"] == pytest.approx(costs["cost"], rel=1e-12)
    assert (np.diff(costs["waste"]) > -1e-15).all()


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_the_area_of_the_boxes_is_the_cost(language, other):
    figure = compression.wrong_code(language, other, "bits")
    x = np.array(trace(figure.panels[0], "boxes").x)
    for share in (0, 0.4, 1):
        y = np.asarray(at(figure, share).traces["boxes"]["y"])[0]
        area = np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)
        assert area == pytest.approx(price(language, other, share), rel=1e-9)
        assert (x[0], x[-1]) == pytest.approx((0, 1))


def test_a_box_is_as_wide_as_its_letter_is_probable(english):
    x = np.array(trace(english.panels[0], "boxes").x).reshape(27, 4)
    assert x[:, 2] - x[:, 1] == pytest.approx(np.sort(table("en"))[::-1])
    heights = np.asarray(at(english, 1).traces["boxes"]["y"])[0].reshape(27, 4)
    assert heights[:, 0].tolist() == heights[:, 3].tolist() == [0] * 27
    assert sorted(heights[:, 1]) == pytest.approx(sorted(-np.log2(table("fr"))))


def test_the_outline_is_the_code_for_the_text_itself(english):
    (outline,) = english.panels[0].figure.layout.shapes
    points = np.array(
        [[*map(float, xy.split(","))] for xy in re.findall(r"[\d.]+,[\d.]+", outline.path)]
    )
    x, y = points.T
    assert np.sum(np.diff(x) * y[1:]) == pytest.approx(entropy(table("en"), base=2), rel=1e-4)


def test_every_letter_stands_above_its_box_at_every_position(english):
    panel, frames = english.panels[0], along(english)
    x = np.array(trace(panel, "boxes").x).reshape(27, 4)
    tops = np.asarray(frames.traces["boxes"]["y"]).reshape(-1, 27, 4)[:, :, 1]
    seen = []
    for name in ("letters", "rising letters"):
        drawn = trace(panel, name)
        y = np.asarray(frames.traces.get(name, {}).get("y", [drawn.y] * len(tops)))
        for letter, place, heights in zip(drawn.text, drawn.x, y.T, strict=True):
            box = int(np.flatnonzero((x[:, 0] < place) & (place < x[:, 2]))[0])
            assert (heights >= tops[:, box] - 1e-9).all()
            seen.append(" " if letter == "space" else letter)
    p = letter_distribution("en")
    assert sorted(seen) == sorted(letter for letter in ALPHABET if p[letter] > 0.007)


def test_the_letters_that_french_seldom_uses_rise(english):
    assert {"h", "w", "y", "k"} <= set(trace(english.panels[0], "rising letters").text)


def test_the_gap_reaches_from_the_floor_to_the_curve(english):
    gap = at(english, 0.0, 1.0).traces["gap"]
    assert np.asarray(gap["x"]).tolist() == [[0, 0, 0], [1, 1, 1]]
    start, end = np.asarray(gap["y"])
    assert start[[0, 2]] == pytest.approx([price("en", "fr", 0)] * 2)
    assert math.isnan(start[1]), "a gap of nothing has no name"
    assert end == pytest.approx([4.113, (4.113 + 4.340) / 2, 4.340], abs=6e-4)


def test_the_curve_is_the_cost_over_the_whole_range(english):
    curve = trace(english.panels[1], "cost")
    expected = [price("en", "fr", share) for share in curve.x]
    assert np.array(curve.y) == pytest.approx(np.array(expected), rel=1e-6)


def test_the_unit_is_one_factor_on_every_picture():
    bits, nats = (compression.wrong_code("en", "fr", unit) for unit in ("bits", "nats"))
    for name in ("boxes", "rising letters", "gap"):
        in_bits, in_nats = (np.asarray(at(f, 0.7).traces[name]["y"]) for f in (bits, nats))
        assert in_nats == pytest.approx(math.log(2) * in_bits, rel=1e-12)
    for panel, other in zip(bits.panels, nats.panels, strict=True):
        tops = (p.figure.layout.yaxis.range[1] for p in (other, panel))
        assert math.log(next(tops) / next(tops)) == pytest.approx(math.log(math.log(2)))
    assert [r.unit for r in nats.readouts[:3]] == ["nats"] * 3
    assert at(bits, 0.7).readouts["longer"] == at(nats, 0.7).readouts["longer"]


def test_swapping_the_languages_changes_the_numbers():
    numbers = fields.swap("en", "fr")
    p, r = table("en"), table("fr")
    assert number(numbers["there_waste"]) == pytest.approx(entropy(p, r, base=2), abs=5e-4)
    assert number(numbers["back_waste"]) == pytest.approx(entropy(r, p, base=2), abs=5e-4)
    assert number(numbers["there_waste"]) - number(numbers["back_waste"]) > 0.05
    assert numbers["letter"] == "h"
    assert number(numbers["often"]) == pytest.approx(100 * p[ALPHABET.index("h")], abs=0.005)
    assert number(numbers["length"]) == pytest.approx(-np.log2(r[ALPHABET.index("h")]), abs=0.005)


def test_the_prediction_is_compared_in_per_cent():
    gap = fields.gap(20)
    assert number(gap["truth"]) == pytest.approx(100 * 0.227 / 4.113, abs=0.06)
    assert gap["comparison"].startswith("You expected 3.6")


def test_the_answer_names_no_button_that_may_not_stand():
    sections = words.sections("compression")
    assert not any(re.search(r"[Pp]ress \*", text) for text in sections.values())
    seldom = {"h", "w", "k"}  # what the answer tells the student to look at
    p, r = letter_distribution("en"), letter_distribution("fr")
    assert all(r[letter] < p[letter] / 4 for letter in seldom)


def test_a_guess_stands_over_the_code_for_french_and_nowhere_else():
    ghost = compression.guess_of(4, "en", "fr", "bits")
    assert ghost.panel == 1
    floor = entropy(table("en"), base=2)
    (ring,) = ghost.shapes
    assert (ring["xanchor"], ring["yanchor"]) == (1, pytest.approx(1.04 * floor))
    high = compression.guess_of(500, "en", "fr", "nats")
    top = compression.wrong_code("en", "fr", "nats").panels[1].figure.layout.yaxis.range[1]
    assert high.shapes[0]["yanchor"] == pytest.approx(top)
    assert high.annotations[0]["text"].endswith("500% ↑")
    assert compression.guess_of(4, "fr", "en", "bits") is None


@pytest.mark.parametrize("pair", [fields.BELIEVED, fields.CHECKED])
def test_no_fold_answers_the_prediction_or_the_check(pair):
    assert not set(pair) >= set(compression.PAIR)
    answers = [fields.check()["back_waste"], "5.5%", "1.055"]
    said = " ".join([*fields.beliefs().values(), *fields.swap(*compression.PAIR).values()])
    said += " ".join(fields.standing("en", "fr", 0).values())
    assert not any(answer in said for answer in answers)


def test_beliefs_and_check_hold_scipys_numbers():
    for said, (a, b) in ((fields.beliefs(), fields.BELIEVED), (fields.check(), fields.CHECKED)):
        p, r = table(a), table(b)
        assert number(said["there_floor"]) == pytest.approx(entropy(p, base=2), abs=5e-4)
        assert number(said["there_waste"]) == pytest.approx(entropy(p, r, base=2), abs=1e-3)
        assert number(said["back_waste"]) == pytest.approx(entropy(r, p, base=2), abs=1e-3)
        assert said["there_waste"] != said["back_waste"]


def test_options_of_the_check_are_of_like_length():
    options = words.question("compression", "check", **fields.check())["options"]
    lengths = [len(option["text"]) for option in options]
    assert max(lengths) <= 1.25 * min(lengths)
    assert not max(options, key=lambda o: len(o["text"])).get("right")


@pytest.mark.parametrize(("language", "other"), PAIRS)
@pytest.mark.parametrize("unit", compression.UNITS)
def test_the_bill_adds_up_as_it_is_written_at_every_position(language, other, unit):
    readouts = along(compression.wrong_code(language, other, unit)).readouts
    for cost, floor, waste in zip(*map(readouts.get, ("cost", "floor", "waste")), strict=True):
        assert f"{number(floor) + number(waste):.3f}" == cost
        assert not waste.startswith("−")


@pytest.mark.parametrize(("language", "other"), PAIRS)
@pytest.mark.parametrize("share", [0.0, 0.005, 0.35, 0.8, 1.0])
def test_every_line_of_the_derivation_holds_as_shown(language, other, share):
    said = fields.standing(language, other, share)
    assert f"{number(said['floor']) + number(said['waste']):.3f}" == said["cost"]
    assert f"{number(said['bits']) * math.log(2):.3f}" == said["nats"]
    assert number(said["bits"]) == pytest.approx(number(said["cost"]), abs=5.5e-4)
    assert f"{-math.log2(number(said['q_letter'])):.2f}" == said["length"]


def test_the_beliefs_are_true_in_both_units_as_shown():
    said = fields.beliefs()
    assert f"{number(said['bits']) * math.log(2):.3f}" == said["nats"]
    assert f"{number(said['floor_bits']) * math.log(2):.3f}" == said["floor_nats"]
    assert f"{number(said['nats']) / number(said['floor_nats']):.3f}" == said["ratio"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_that_a_code_hardly_expects_is_not_expected_in_zero_per_cent(language):
    for other in LANGUAGES:
        said = fields.swap(language, other)
        assert number(said["expected"]) > 0
        assert -math.log2(number(said["expected"]) / 100) == pytest.approx(
            number(said["length"]), abs=0.02
        )


def test_one_language_twice_moves_no_box_and_the_words_know_it():
    figure = compression.wrong_code("es", "es", "bits")
    boxes = np.asarray(along(figure).traces["boxes"]["y"])
    assert np.ptp(boxes, axis=0).max() < 1e-12
    assert "level" in figure.panels[1].alt
    assert "ever faster" not in figure.panels[1].alt
    assert fields.why("es", "es")["section"] == "why_same"
    assert fields.why("es", "fr")["section"] == "why"
    assert "cheaper" not in words.sections("compression")["why_same"]


def test_single_letters_are_named_wherever_their_entropy_is_a_limit():
    sections = words.sections("compression")
    assert "gives each letter a word of its own" in sections["derivation"]
    assert "*single* English letters" in sections["zip"]
    assert "2.3 bits a letter" in sections["zip"]
    assert fields.single_letters()["english"] == f"{entropy(table('en'), base=2):.3f}"


def test_the_snippets_lists_are_the_distributions():
    numbers = fields.standing("en", "fr", 0.25)
    p, q = (np.array(json.loads(numbers[key].replace(",\n]", "]"))) for key in "pq")
    assert p / p.sum() == pytest.approx(table("en"), abs=1e-6)
    assert q / q.sum() == pytest.approx(0.75 * table("en") + 0.25 * table("fr"), abs=1e-6)


def test_the_page_starts_at_the_pair_of_its_prediction():
    start = LESSON.values({})
    assert (start.language, start.other) == compression.PAIR
    assert LESSON.values({"language": "English"}).language == "en"
    assert {s.key for f in LESSON.figures(start).values() for s in f.sliders} == set(LESSON.sliders)


# ---- the code -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_table_is_a_complete_prefix_code(language):
    tables = "\n".join(fields.code_tables(language)).replace("\u200b", "")
    pattern = r"^\| (.) \| ([\d.]+) \| `([01]+)` \| (\d+) \| ([\d.]+) \|$"
    rows = re.findall(pattern, tables, re.MULTILINE)
    p = letter_distribution(language)
    assert sorted(row[0].replace("␣", " ") for row in rows) == sorted(ALPHABET)
    assert sum(2.0 ** -len(row[2]) for row in rows) == 1
    for letter, percent, word, length, ideal in rows:
        probability = p[letter.replace("␣", " ")]
        assert float(percent) == pytest.approx(100 * probability, rel=0.005, abs=0.0051)
        assert float(ideal) == pytest.approx(-math.log2(probability), abs=0.0051)
        assert len(word) == int(length)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_average_is_within_a_bit_of_the_entropy_and_never_below(language):
    numbers = fields.code(language)
    floor = entropy(table(language), base=2)
    assert floor <= number(numbers["average"]) + 5e-4 < floor + 1
    assert floor <= number(numbers["shannon"]) + 5e-4 < floor + 1
    assert number(numbers["average"]) < number(numbers["shannon"])
    assert f"{number(numbers['floor']) + number(numbers['excess']):.3f}" == numbers["average"]
    assert numbers["kraft"] == "1"
    assert number(numbers["shannon_kraft"]) < 1
    assert numbers["fixed"] == "5"


@pytest.mark.parametrize("language", ["en", "fi"])
def test_the_tree_has_a_letter_at_the_end_of_every_code_word(language):
    panel = huffman.decoding(START, language).panels[0]
    letters = trace(panel, "letters")
    code = huffman_code(letter_distribution(language))
    drawn = dict(zip(letters.text, letters.y, strict=True))
    assert {k.replace("␣", " "): v for k, v in drawn.items()} == {
        symbol: len(word) for symbol, word in code.items()
    }
    (branches,) = panel.figure.layout.shapes
    assert branches.path.count("M") == 2 * (27 - 1)


# ---- a text, read bit by bit --------------------------------------------------------------------


def test_the_whole_start_text_is_read_and_decoded():
    figure = huffman.decoding(START, "en")
    frames = along(figure)
    numbers = fields.message(START, "en")
    assert f"{frames.readouts['bits'][-1]} bits" == numbers["bits"]
    assert f"{frames.readouts['ideal'][-1]} bits" == numbers["ideal"]
    assert f"{frames.readouts['fixed'][-1]} bits" == numbers["fixed"]
    assert frames.readouts["plain"][-1] == numbers["plain"]
    decoded = re.sub("[^a-z ]", "", START.lower())
    assert numbers["decoded"] == decoded
    shown = frames.readouts["decoded"][-1].strip()
    assert decoded.endswith(shown.lstrip("…"))


def test_the_counts_are_those_of_the_text():
    numbers = fields.message("abba  ABBA, 1!", "de")
    q, letters = letter_distribution("de"), "abba abba"
    assert number(numbers["letters"]) == 9
    assert number(numbers["bits"]) == len(encode(letters, huffman_code(q)))
    assert number(numbers["ideal"]) == pytest.approx(
        -sum(math.log2(q[c]) for c in letters), abs=0.05
    )
    assert number(numbers["fixed"]) == 5 * 9
    assert number(numbers["plain"]) == 8 * 9
    assert numbers["words"].replace(" ", "") == encode(letters, huffman_code(q))


def test_letters_appear_when_their_last_bit_is_read():
    code = huffman_code(letter_distribution("en"))
    length = len(code["h"])
    readouts = at(huffman.decoding("hi", "en"), 0, length - 1, length).readouts
    assert [text.strip() for text in readouts["decoded"]] == ["", "", "h"]
    assert readouts["word"][0].strip() == "…"
    assert readouts["word"][1].strip() == code["h"][:-1] + "…"
    assert readouts["word"][2].strip() == f"{code['h']} = h"
    assert readouts["fixed"] == ["0", "0", "5"]


def test_the_path_goes_from_the_root_to_the_node_of_the_bits_read():
    code = huffman_code(letter_distribution("en"))
    nodes = {node.prefix: (node.x, node.depth) for node in code_tree(code)}
    figure = huffman.decoding("queue", "en")
    bits = encode("queue", code)
    path = along(figure).traces["path"]
    x, y = np.asarray(path["x"]), np.asarray(path["y"])
    assert (x[:, 0], y[:, 0]) == (pytest.approx(nodes[""][0]), pytest.approx(0))
    for i, bit in enumerate(code["q"], 1):
        assert bits[i - 1] == bit
        assert (x[i, -1], y[i, -1]) == nodes[code["q"][:i]]
    # After the last bit of q the reader is back at the root, one bit into the u.
    after = len(code["q"]) + 1
    assert (x[after, -1], y[after, -1]) == nodes[code["u"][0]]


def test_the_four_counts_move_along_their_lines():
    figure = huffman.decoding(START, "en")
    here = along(figure).traces["here"]
    n, y = np.asarray(here["x"])[:, 0], np.asarray(here["y"])
    code, q = huffman_code(letter_distribution("en")), letter_distribution("en")
    text = re.sub("[^a-z ]", "", START.lower())
    for position in (0, 7, 100, len(n) - 1):
        read = text[: int(n[position])]
        assert y[position] == pytest.approx(
            [
                8 * len(read),
                5 * len(read),
                sum(len(code[c]) for c in read),
                -sum(math.log2(q[c]) for c in read),
            ]
        )


def test_every_line_of_the_counts_has_a_label_and_none_overlap():
    for name, text in TEXTS.items():
        panel = huffman.decoding(text, "en").panels[1]
        assert sorted(labels(panel)) == ["5 bits each", "8 bits each", "Huffman", "ideal"], name
        heights = sorted(a.y for a in panel.figure.layout.annotations)
        top = panel.figure.layout.yaxis.range[1]
        assert min(np.diff(heights)) >= 0.08 * top


def test_a_long_text_is_read_as_far_as_the_slider_goes():
    text = "the quick brown fox " * 200
    figure = huffman.decoding(text, "en")
    assert figure.sliders[0].high <= huffman.MOST_BITS
    said = fields.message(text, "en")["on_slider"]
    assert said == f"the first {len(figure.panels[1].figure.layout.shapes[0].path.split('L')) - 1}"
    assert fields.message("short", "en")["on_slider"] == "all of them"
    assert number(fields.message(text, "en")["letters"]) == 200 * 20 - 1


def test_the_position_survives_its_journey_to_the_browser():
    figure = huffman.decoding(START, "fi")
    book = flipbook(figure, figure.start)["sliders"][0]["book"]
    sent = next(unpack(p) for name, a, p in book["traces"] if (name, a) == ("reader", "x"))
    assert sent == pytest.approx(np.ravel(along(figure).traces["reader"]["x"]), abs=0.01)


# ---- what a student types -----------------------------------------------------------------------


def test_skipped_characters_are_counted_and_named():
    text = "One, two: 3! *é* `x`"
    numbers = fields.message(text, "en")
    skipped = Counter(c for c in text if not c.isalpha() and c != " ")
    assert number(numbers["skipped"]) == skipped.total()
    for character, count in skipped.items():
        span = "`` ` ``" if character == "`" else f"`{character}`"
        assert f"{span} × {count}" in numbers["characters"]


def test_many_kinds_of_skipped_characters_add_up():
    text = "a" + "".join(map(chr, range(0x410, 0x440))) * 2
    numbers = fields.message(text, "en")
    counts = re.findall(r"× (\d+)", numbers["characters"])
    assert sum(map(int, counts)) == number(numbers["skipped"]) == 96
    assert len(counts) == fields.MOST_SKIPPED + 1


def test_an_unprintable_character_is_named_by_its_number():
    assert "`U+202E` × 1" in fields.message("a\u202e", "en")["characters"]


def test_nothing_skipped_is_said_by_an_empty_number():
    assert fields.message("Only letters", "en")["skipped"] == ""


def test_letters_that_are_spelled_out_are_said_to_be():
    numbers = fields.message("Straße", "de")
    assert (numbers["decoded"], numbers["letters"], numbers["skipped"]) == ("strasse", "7", "")
    for section in ("skipped", "skipped_none"):
        assert "letters such as ß and æ spelled out" in words.sections("compression")[section]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This field is empty"),
        (" \n\t", "This field is empty"),
        ("12345 !", "None of these characters"),
        ("Привет", "None of these characters"),
        ("x" * 100_000, "at most 5,000 characters; there are 100,000 here"),
    ],
)
def test_a_text_without_use_is_refused_with_a_reason(text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        huffman.message(text)


@pytest.mark.parametrize("text", ["a", "x" * 5000, "Ünïcödé 🙂 <b>bold</b> [link](x) $x$"])
def test_any_other_text_is_taken_as_it_is(text):
    assert huffman.message(text) == text
    numbers = fields.message(text, "en")
    assert set(numbers["decoded"]) <= set(ALPHABET + "…")
    assert set(numbers["words"]) <= set("01 …")


# ---- whose code is shortest ---------------------------------------------------------------------


def test_the_start_text_is_found_to_be_english():
    numbers = likeliest(START)
    assert numbers["first"] == "English"
    assert likeliest("Vandaag schijnt de zon en gaan wij naar het strand.")["first"] == "Dutch"


def test_bars_start_at_zero_and_add_up_to_the_bits_a_letter():
    (panel,) = whose_code.shortest_code(START).panels
    text = re.sub("[^a-z ]", "", START.lower())
    frequencies = np.array([text.count(letter) for letter in ALPHABET]) / len(text)
    fewest, more = trace(panel, "fewest"), trace(panel, "more")
    names = dict(zip(panel.figure.layout.yaxis.ticktext, range(len(LANGUAGES)), strict=True))
    assert panel.figure.layout.xaxis.range[0] == 0
    totals = np.array(fewest.x) + np.array(more.x)
    assert (np.diff(totals) >= 0).all()
    for code, name in LANGUAGES.items():
        expected = entropy(frequencies, base=2) + entropy(frequencies, table(code), base=2)
        i = names[name]
        assert totals[i] == pytest.approx(expected)
        assert float(fewest.text[i]) == pytest.approx(expected, abs=5.1e-4)
        if i:
            extra = number(more.text[i].removesuffix(" bits"))
            assert extra == pytest.approx(len(text) * (expected - totals[0]), abs=0.051)
    assert more.text[0] == "fewest"


def test_the_margin_is_the_sum_over_the_whole_text():
    numbers = likeliest(START)
    (panel,) = whose_code.shortest_code(START).panels
    second = trace(panel, "more").text[1]
    assert second == f"+{numbers['margin']}"
    assert numbers["second"] == panel.figure.layout.yaxis.ticktext[1]


@pytest.mark.parametrize("text", ["q", "zzz", "e", "the", "Straße"])
def test_two_languages_that_are_nearly_tied_are_said_to_be(text):
    section, said = fields.likeliest(text)
    letters = text.lower().replace("ß", "ss")
    bits = sorted(
        -sum(math.log2(letter_distribution(code)[c]) for c in letters) for code in LANGUAGES
    )
    margin = bits[1] - bits[0]
    assert section == ("tied" if margin < 1 else "likeliest")
    assert number(said["margin"].removesuffix(" bit")) == pytest.approx(margin, rel=0.01, abs=0.06)
    assert number(said["margin"].removesuffix(" bit")) > 0
    if section == "tied":
        assert number(said["times"]) == pytest.approx(2**margin, rel=0.005)
    else:
        assert number(said["power"]) == pytest.approx(margin, abs=0.051)
    words.prose("compression", section, **said)


@pytest.mark.parametrize("text", ["q", "zzz", START])
def test_the_count_of_bits_is_described_as_it_is(text):
    alt = huffman.decoding(text, "en").panels[1].alt
    n = len(fields.message(text, "en")["decoded"])
    assert f"{8 * n} bits at 8 a letter, {5 * n} with words of one length" in alt
    code = huffman_code(letter_distribution("en"))
    assert f"{sum(len(code[c]) for c in fields.message(text, 'en')['decoded'])} with the H" in alt
    assert ("up to 1 letter:" in alt) == (n == 1)
