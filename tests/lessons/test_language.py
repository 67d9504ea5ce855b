"""Language: what the figures and the words say of a text, against independent computations."""

import gc
import lzma
import math
import weakref
import zlib
from types import SimpleNamespace

import numpy as np
import pytest

from lib.figures import flipbook as books
from lib.figures.flipbook import flipbook, unpack
from lib.lessons.language import OWN, START, fields, figures
from lib.lessons.language.curves import sizes
from lib.lessons.language.following import following
from lib.lessons.language.languages import ranking
from lib.lessons.language.marks import LEGEND, marks
from lib.lessons.language.reading import Reading, declared, message, own, reading, shown
from lib.lessons.language.surprise import bits_of, surprise
from lib.maths.ngrams import surprisals, train
from lib.maths.texts import DECLARATIONS, declaration, halves
from lib.words import text as words
from lib.words.state import LONGEST_IN_LINK
from tests.app import open_page, said

ENGLISH = declared("en")
RIGHT_TO_LEFT = "كل الناس احرار"
ALIKE = {"beside": "models", "second": "same"}
MIXED = "né́e 海 👩‍👩‍👧 of \u202eright\u202c"


def read_out(figure, key, **values):
    moving = next(name for name, value in values.items() if np.ndim(value))
    assert moving
    return figure.frames(**{**figure.start, **values}).readouts[key]


# ---- the leading figure -------------------------------------------------------------------------


def test_the_largest_number_is_the_mean_surprise_of_the_whole_text_at_every_order():
    long = START * 4  # more than the axis has room for
    figure = surprise(ENGLISH, long)
    shown_means = read_out(figure, "mean", order=np.arange(6))
    nats = surprisals(train(halves(declaration("en"))[0]), long)
    assert [float(each) for each in shown_means] == pytest.approx(
        nats.mean(-1) / math.log(2), abs=5e-4
    )


def test_the_mean_at_the_last_place_is_the_mean_of_all():
    figure = surprise(ENGLISH, START)
    at = np.array([1, len(START)])
    for order in range(6):
        running = figure.frames(order=order, at=at).readouts["running"]
        mean = figure.frames(order=np.array([order]), at=1).readouts["mean"]
        assert running[-1] == mean[0]
        cost = figure.frames(order=order, at=at).readouts["cost"]
        assert float(running[0]) == pytest.approx(float(cost[0]), abs=0.006)


def test_the_bars_of_every_place_sum_to_1_and_the_diamond_has_the_probability_of_what_came():
    figure = surprise(ENGLISH, "Everyone has 海")
    frames = figure.frames(order=3, at=np.arange(1, 15))
    assert frames.traces["expected"]["y"].sum(-1) == pytest.approx(np.ones(14))
    bits = bits_of(ENGLISH, "Everyone has 海")[3]
    assert frames.traces["came"]["y"][:, 0] == pytest.approx(2.0**-bits)
    assert frames.traces["came"]["x"][-1, 0] == 20, "a character without a bar is another one"


def test_a_stem_is_as_high_as_the_surprise_and_ends_where_the_axis_does():
    figure = surprise(ENGLISH, "the 海")
    stems = unpack(
        next(
            packed
            for name, _, packed in flipbook(figure, figure.start)["sliders"][1]["book"]["traces"]
            if name == "surprise"
        )
    ).reshape(6, 5, 3)
    bits = bits_of(ENGLISH, "the 海")
    top = figure.panels[0].figure.layout.yaxis.range[1]
    assert stems[..., 1] == pytest.approx(np.minimum(bits, 1.2 * top), abs=0.01)
    assert np.isnan(stems[..., 2]).all(), "a gap after each"


# ---- what comes next, over the order ------------------------------------------------------------


def test_cold_is_surer_than_hot_and_the_bars_sum_to_1():
    figure = following(ENGLISH, "Everyone has the righ")
    frames = figure.frames(temperature=np.array([0.1, 1.0, 3.0]), back=4)
    assert frames.traces["next"]["y"].sum(-1) == pytest.approx(np.ones(3))
    entropy = [float(each) for each in frames.readouts["entropy"]]
    assert entropy == sorted(entropy)
    assert frames.readouts["first"][0].startswith("“\u2068t\u2069”")


@pytest.mark.parametrize("smoothing", ["mixed", "alone"])
def test_the_curves_are_those_of_a_model_trained_on_so_much(smoothing):
    figure = figures(SimpleNamespace(reading=ENGLISH, message="x", smoothing=smoothing, **ALIKE))[
        "orders"
    ]
    text, held_out = halves(declaration("en"))
    for size in (sizes(ENGLISH)[1], 777, len(text)):
        frames = figure.frames(size=np.array([float(size)]))
        model = train(text[:size])
        for name, part in (("training", text[:size]), ("held out", held_out)):
            wanted = surprisals(model, part, smoothing == "mixed").mean(-1) / math.log(2)
            assert frames.traces[name]["y"][0] == pytest.approx(wanted)


def test_without_mixing_what_is_new_costs_infinitely_much_and_the_picture_has_a_gap():
    known = Reading.of("one", "another", "abab" * 20, "aabb", private=True)
    figure = figures(SimpleNamespace(reading=known, message="x", smoothing="alone", **ALIKE))[
        "orders"
    ]
    frames = figure.frames(size=np.array([80.0]))
    assert frames.readouts["held_out"] == frames.readouts["gap"] == ["∞"]
    assert np.isfinite(frames.traces["held out"]["y"][0, 0])
    assert np.isinf(frames.traces["held out"]["y"][0, 5])


def test_every_declaration_is_best_known_to_its_own_model():
    for language in DECLARATIONS:
        unread = halves(declaration(language))[1][:300]
        assert ranking(unread)[0][0] == language


# ---- words --------------------------------------------------------------------------------------


def test_the_table_of_codes_has_the_sizes_that_zlib_and_lzma_give():
    row = fields.packed(ENGLISH, START, 3)
    n, data = len(START), START.encode()
    known = ENGLISH.text.encode()
    packer = zlib.compressobj(9, zdict=known)
    assert float(row["zlib_typed"]) == pytest.approx(8 * len(zlib.compress(data, 9)) / n, abs=0.005)
    knowing = len(packer.compress(data) + packer.flush())
    assert float(row["knowing_typed"]) == pytest.approx(8 * knowing / n, abs=0.005)
    unread = ENGLISH.held_out
    packed = len(lzma.compress(unread.encode(), format=lzma.FORMAT_ALONE))
    assert float(row["lzma_unread"]) == pytest.approx(8 * packed / len(unread), abs=0.005)


def test_a_code_for_what_was_read_is_not_said_to_write_what_was_not():
    assert "cannot write it" in fields.typed(ENGLISH, "海", 0)["one_length"]
    assert fields.packed(ENGLISH, "海", 0)["uniform_typed"] == "–"
    assert float(fields.packed(ENGLISH, "all", 0)["uniform_typed"]) > 5


def test_the_first_sentence_was_never_read_and_the_prediction_is_of_it():
    known = reading("gospels", "en", OWN)
    assert START not in known.text.replace("\n", " ")
    assert START in known.held_out.replace("\n", " ")
    truth = surprisals(known.model, START)[5].mean() / math.log(2)
    assert float(fields.gap(3.0)["truth"]) == pytest.approx(truth, abs=5e-4)


def test_the_probability_of_the_derivation_is_the_one_that_is_charged():
    for order in range(6):
        for at in (1, 2, 9, len(MIXED)):
            row = fields.standing(ENGLISH, MIXED, order, at)
            q = (int(row["c"]) + int(row["T"]) * float(row["shorter"])) / (
                int(row["N"]) + int(row["T"])
            )
            bits = surprisals(ENGLISH.model, MIXED)[order, at - 1] / math.log(2)
            assert -math.log2(q) == pytest.approx(bits, abs=0.01)
            assert float(row["cost"]) == pytest.approx(bits, abs=0.005)


# ---- shades -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [START, RIGHT_TO_LEFT, MIXED, "\n\t \u200b", "<b>&amp;</b>"])
def test_the_pieces_of_a_text_are_the_text_and_their_bits_add_up(text):
    pieces = marks(ENGLISH, text, 2)
    assert "".join(seen for seen, _, _ in pieces) == text
    total = sum(float(says.rpartition(": ")[2].split(" bits")[0]) for *_, says in pieces)
    assert total == pytest.approx(bits_of(ENGLISH, text)[2].sum(), abs=0.006 * len(pieces))
    assert {shade for _, shade, _ in pieces} <= set(range(len(LEGEND)))


def test_an_accent_that_stands_by_itself_belongs_to_the_letter_before():
    assert [seen for seen, *_ in marks(ENGLISH, "e\u0301\u0323x", 1)] == ["e\u0301\u0323", "x"]
    assert [seen for seen, *_ in marks(ENGLISH, "\u0301x", 1)] == ["\u0301", "x"]


def test_a_shade_begins_where_its_name_says():
    bits = bits_of(ENGLISH, START)[2]
    shades = [shade for _, shade, _ in marks(ENGLISH, START, 2)]
    assert shades == [sum(each >= step for step in (1, 2, 4, 8)) for each in bits]


def test_every_character_can_be_seen():
    for point in (0, 9, 10, 32, 0x7F, 0xA0, 0x300, 0x200B, 0x202E, 0xE000, 0x10FFFF):
        seen = shown(chr(point))
        assert seen.strip()
        assert all(c.isprintable() for c in seen)


# ---- what is typed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parse", "text", "why"),
    [
        (message, "  \n", "This field is empty"),
        (message, "x" * 10_001, "at most 10,000 characters; there are 10,001 here"),
        (message, "ab\udc00", "At place 3 there is no character"),
        (message, "a\ufffdb", "At place 2 there is no character"),
        (own, "too short", "From 9 characters hardly anything"),
        (own, "x" * 1_000_001, "at most 1,000,000 characters"),
        (own, "x" * 60 + "\ud800", "At place 61 there is no character"),
    ],
)
def test_what_cannot_be_scored_or_learnt_is_refused_in_a_sentence(parse, text, why):
    with pytest.raises(ValueError, match=why) as refused:
        parse(text)
    assert len(str(refused.value)) < 300


def test_a_text_is_composed_as_those_that_were_read_are():
    assert message("e\u0301") == "é"
    assert own("e\u0301" * 50) == "é" * 50


@pytest.mark.parametrize("text", [RIGHT_TO_LEFT, MIXED, "海" * 10_000, "q", "\u0301"])
def test_any_text_is_scored_by_any_model_and_every_number_is_finite(text):
    for source in (ENGLISH, declared("ar"), declared("ja")):
        figure = surprise(source, text)
        book = flipbook(figure, figure.start)
        assert len(book["sliders"]) == 2
        for order in range(6):
            assert np.isfinite(float(fields.typed(source, text, order)["mean"]))


# ---- a text of one's own ------------------------------------------------------------------------


def kept():
    """How much the caches of flipbooks have been given, and how often they were asked."""
    return [cache.cache_info() for cache in (books._leaf, books._panels_text)]


def test_what_is_learnt_from_a_text_of_ones_own_is_kept_in_no_cache_that_others_share():
    before = kept()
    source = reading("own", "en", OWN)
    assert source.private
    state = SimpleNamespace(reading=source, message=START, smoothing="mixed", **ALIKE)
    built = figures(state)
    for key in ("surprise", "following", "orders"):
        assert built[key].private
        flipbook(built[key], built[key].start)
    model, text = weakref.ref(source.model), weakref.ref(source)
    fields.packed(source, START, 2)
    fields.sampled(source, START, 1, 1.0, 2)
    assert kept() == before
    del source, state, built
    gc.collect()
    assert (model(), text()) == (None, None), "nothing holds it when its session is gone"


def test_a_page_with_a_text_of_ones_own_keeps_no_book_of_it():
    at = open_page("language", read="own")
    at.text_area(key="language.own").set_value("the cat sat on the mat. " * 20).run()
    assert not at.exception
    before = [info.currsize for info in kept()]
    at.text_area(key="language.own").set_value("the dog dug in the bog. " * 20).run()
    assert not at.exception
    assert [info.currsize for info in kept()] == before
    assert any("first four fifths of your own text" in line for line in said(at))


def test_a_long_text_of_ones_own_stays_out_of_the_link():
    at = open_page("language", read="own")
    at.text_area(key="language.own").set_value("secret " * 200).run()
    assert not at.exception
    assert not any("secret" in str(value) for value in at.query_params.values())
    assert len("secret " * 200) > LONGEST_IN_LINK


def test_a_text_is_learnt_once_a_session_and_again_when_it_changes(monkeypatch):
    learnt = []
    original = Reading.of.__func__
    monkeypatch.setattr(
        Reading, "of", classmethod(lambda cls, *a, **k: learnt.append(a) or original(cls, *a, **k))
    )
    at = open_page("language", read="own")
    assert len([a for a in learnt if a[0] == "your own text"]) == 1
    at.text_area(key="language.message").set_value("something else").run()
    assert len([a for a in learnt if a[0] == "your own text"]) == 1
    at.text_area(key="language.own").set_value(OWN + OWN).run()
    assert len([a for a in learnt if a[0] == "your own text"]) == 2


def test_the_numbers_in_the_words_of_the_beliefs_are_those_of_the_gospels():
    known = reading("gospels", "en", OWN)
    held_out = surprisals(known.model, known.held_out).mean(-1) / math.log(2)
    row = fields.beliefs()
    assert int(row["best"]) == held_out.argmin()
    assert float(row["least"]) == pytest.approx(held_out.min(), abs=5e-4)
    assert float(row["perplexity"]) == pytest.approx(2 ** held_out.min(), abs=0.005)
    assert "five characters before" in words.questions("language")["predict"]["prompt"]
