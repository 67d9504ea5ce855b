"""Side by side: two letter models, two texts, and the logs of two real models on the same bytes."""

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

from lib.figures.flipbook import flipbook
from lib.lessons.language import OTHER, START, beside, fields, real, rivals
from lib.lessons.language.reading import Reading, declared
from lib.maths.ngrams import surprisals
from lib.web import own
from tests.app import open_page, said, without_books

ENGLISH, FRENCH = declared("en"), declared("fr")


def bits(reading, text, order):
    return surprisals(reading.model, text)[order] / math.log(2)


# ---- two letter models --------------------------------------------------------------------------


def test_the_read_outs_of_two_models_are_the_bits_of_each_on_the_same_text():
    figure = beside.models(ENGLISH, FRENCH, START)
    for moving in ("one", "two"):
        at = {"one": 2, "two": 1, "place": 7, moving: np.arange(6)}
        seen = figure.frames(**at)
        for k in range(6):
            one = bits(ENGLISH, START, k if moving == "one" else 2)
            two = bits(FRENCH, START, k if moving == "two" else 1)
            gap = seen.readouts["more"][k].replace("−", "-").replace(",", "")
            assert float(gap) == pytest.approx(two.sum() - one.sum(), abs=0.101)
            assert float(seen.readouts["first"][k]) == pytest.approx(one.mean(), abs=5e-4)
            assert float(seen.readouts["second"][k]) == pytest.approx(two.mean(), abs=5e-4)
            assert f"{one[6]:.2f} and {two[6]:.2f}" in seen.readouts["here"][k]


def test_the_lines_are_the_differences_and_the_curves_the_running_means():
    figure = beside.models(ENGLISH, FRENCH, START)
    seen = figure.frames(one=np.array([3]), two=1, place=9).traces
    one, two = bits(ENGLISH, START, 3), bits(FRENCH, START, 1)
    assert seen["first"]["y"][0] == pytest.approx(one.cumsum() / np.arange(1, len(one) + 1))
    stems = seen["apart"]["y"].reshape(-1, 3)
    reach = figure.panels[1].figure.layout.yaxis.range[1] * 1.2 / 1.05
    assert stems[:, 1] == pytest.approx(np.clip(two - one, -reach, reach))
    assert "apart" not in figure.frames(one=3, two=1, place=np.arange(1, 9)).traces
    assert seen["here"]["y"][0, 1] == pytest.approx(two[8] - one[8])


def test_a_model_beside_itself_differs_nowhere():
    told = fields.two_models(ENGLISH, ENGLISH, START, 3, 3)
    assert [name for name, _ in told] == ["two_models", "models_same"]
    assert told[0][1]["margin"] == "0.0 bits"


def test_the_model_with_fewer_bits_expected_the_text_more():
    (_, found), (section, _) = fields.two_models(FRENCH, ENGLISH, START, 2, 2)
    assert section == "models_apart"
    assert found["which"] == "second"
    margin = bits(FRENCH, START, 2).sum() - bits(ENGLISH, START, 2).sum()
    assert float(found["margin"].split()[0]) == pytest.approx(margin, abs=0.11)
    named = found["apart"].split(" at place ")[1].split(" ")[0]
    gap = np.abs(bits(FRENCH, START, 2) - bits(ENGLISH, START, 2))
    assert int(named) == gap.argmax() + 1


def test_two_texts_are_told_by_character_and_by_byte():
    greek = "Όλοι οι άνθρωποι"
    (_, found), (section, _) = fields.two_texts(ENGLISH, START, greek, 2)
    assert section == "texts_apart"
    assert found["which"] == "second"
    total = bits(ENGLISH, greek, 2).sum()
    assert found["second_bytes"] == str(len(greek.encode()))
    assert float(found["second_byte"]) == pytest.approx(total / len(greek.encode()), abs=5e-4)
    figure = beside.texts(ENGLISH, START, greek)
    seen = figure.frames(one=np.array([2])).readouts
    assert seen["second_byte"][0] == found["second_byte"]
    assert fields.two_texts(ENGLISH, START, START, 2)[1][0] == "texts_tied"


@pytest.mark.parametrize("pair", [("q", "海"), ("x" * 10_000, "x"), ("العدل", OTHER)])
def test_the_figures_of_any_two_texts_are_sound(pair):
    for figure in (beside.texts(ENGLISH, *pair), beside.models(ENGLISH, FRENCH, pair[0])):
        for slider in flipbook(figure, figure.start)["sliders"]:
            assert "nan" not in str(slider["book"]["readouts"])


def test_both_curves_end_on_the_axis_whatever_a_character_costs():
    for text in ("q", START, "海" * 20):
        figure = beside.models(ENGLISH, FRENCH, text)
        top = figure.panels[0].figure.layout.yaxis.range[1]
        for order in range(6):
            seen = figure.frames(one=np.array([order]), two=order, place=1).traces
            assert seen["first"]["y"][0, -1] < top
        assert beside.texts(ENGLISH, text, "a").panels[0].figure.layout.yaxis.range[1] <= top


def test_a_private_reading_is_in_no_shared_figure():
    known = Reading.of("one", "another", "abab" * 20, "aabb", private=True)
    assert beside.models(known, FRENCH, "ab").private
    assert beside.texts(known, "ab", "ba").private


def test_both_texts_are_shown_in_the_shades_of_their_own_model():
    now = SimpleNamespace(
        beside="models", second="fr", reading=ENGLISH, message="The end", other="unused"
    )
    _, (one, two) = fields.sides(now, {"one": 2, "two": 2, "place": 1})
    assert "".join(seen for seen, *_ in one) == "".join(seen for seen, *_ in two) == "The end"
    assert one[1][2] != two[1][2]
    now.beside, now.other = "texts", "And so on"
    _, (_, two) = fields.sides(now, {"one": 2})
    assert "".join(seen for seen, *_ in two) == "And so on"


# ---- logs of two real models --------------------------------------------------------------------


def log(*tokens):
    rows = [{"token": text, "logprob": nats} for text, nats in tokens]
    return real.found(json.dumps(rows), "e")


ONE = log(("The", -2.0), (" c", -3.0), ("at", -0.5), (" sät", -1.5))
TWO = log((" The", -1.0), (" cat", -2.5), (" s", -1.0), ("ät", -2.0))


def test_logs_are_compared_on_the_bytes_that_both_have():
    found = rivals.fields(rivals.compared(ONE, TWO))
    # “ The” reaches over the beginning of the first text, so what is left is “ cat sät”.
    bits_of_both = 5.0 / math.log(2), 5.5 / math.log(2)
    assert (found["bytes"], found["characters"]) == ("9 bytes", "8 characters")
    assert (found["first_tokens"], found["second_tokens"]) == ("3", "3")
    assert float(found["first_byte"]) == pytest.approx(bits_of_both[0] / 9, abs=5e-4)
    assert float(found["second_character"]) == pytest.approx(bits_of_both[1] / 8, abs=5e-4)
    assert float(found["second_token"]) == pytest.approx(bits_of_both[1] / 3, abs=5e-4)
    assert found["which"] == "first"
    assert float(found["margin"].split()[0]) == pytest.approx(0.5 / math.log(2), abs=0.11)
    assert found["table"].splitlines()[2] == "| 9 | `␣sät` | 2.16 | 4.33 |"


def test_a_swap_swaps_the_numbers():
    here, there = rivals.fields(rivals.compared(ONE, TWO)), rivals.fields(rivals.compared(TWO, ONE))
    for name in ("tokens", "bits", "token", "character", "byte"):
        assert here[f"first_{name}"] == there[f"second_{name}"]
        assert here[f"second_{name}"] == there[f"first_{name}"]
    assert (here["which"], there["which"]) == ("first", "second")


def test_a_piece_of_which_a_token_has_no_number_counts_for_neither():
    holed = log(("The", -1.0), (" cat", -9999.0), (" sät", -1.0))
    of = rivals.compared(ONE, holed)
    assert "logs_part" in rivals.section(of)
    found = rivals.fields(of)
    assert found["bytes"] == "8 bytes"
    assert float(found["first_bits"]) == pytest.approx(3.5 / math.log(2), abs=0.06)
    assert "cat" not in found["table"]


def test_a_token_without_text_says_nothing_of_the_bytes():
    ended = log(("The", -2.0), (" cat sät", -5.0), ("", -7.0))
    of = rivals.compared(ONE, ended)
    found = rivals.fields(of)
    assert found["textless"] == "1 token"
    assert "logs_textless" in rivals.section(of)
    assert "logs_textless" not in rivals.section(rivals.compared(ONE, TWO))
    assert float(found["second_bits"]) == pytest.approx(7 / math.log(2), abs=0.06)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (real.found("[-1, -2]", "e"), "no text with the numbers of the second"),
        (
            log(("The dog", -1.0)),
            "up to byte 4 they are the same, then the first has `The␣cat␣sät`",
        ),
        (log(("`<b>*x*", -1.0)), "two texts: at the beginning the first has `The␣cat␣sät`"),
        (log(("The cat sÄttäääää", -1.0)), "`The␣cat␣sät` and the second `The␣cat␣sÄttääää`"),
        (log(("The cat sät", -9999.0), ("!", -1.0)), "no run of bytes that both cut out"),
        (log(("", -1.0)), "The tokens of the second have no text"),
    ],
)
def test_what_does_not_compare_says_why(other, why):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        rivals.compared(ONE, other)
    assert why in str(refused.value)
    told, figures = rivals.shown(ONE, other)
    assert [name for name, _ in told] == ["logs_not"]
    assert not figures


def test_logs_that_hardly_differ_are_tied():
    near = log(("The cat", -5.6), (" sät", -1.4))
    assert rivals.section(rivals.compared(ONE, near))[1] == "logs_tied"


def test_a_margin_that_is_written_as_one_bit_is_not_said_to_be_less():
    bit = math.log(2)
    for apart, section in ((0.96, "logs_apart"), (0.9, "logs_tied")):
        pair = log(("a", -1.0)), log(("a", -1.0 - apart * bit))
        assert rivals.section(rivals.compared(*pair))[1] == section


def test_where_two_logs_do_not_differ_no_piece_is_named():
    of = rivals.compared(ONE, ONE)
    assert rivals.section(of)[-1] == "logs_alike"
    of = rivals.compared(ONE, log(("The", -2.0), (" c", -3.0), ("at", -0.5), (" sät", -9.0)))
    assert rivals.section(of)[-1] == "logs_table"
    assert len(rivals.fields(of)["table"].splitlines()) == 3, "one piece, below its head"


def test_bits_a_token_compare_only_where_the_tokens_are_the_same():
    assert rivals.section(rivals.compared(ONE, TWO))[2] == "logs_other_tokens"
    assert rivals.section(rivals.compared(ONE, ONE))[2] == "logs_same_tokens"
    began = log(("The", -2.0), (" c", -3.0))
    assert rivals.section(rivals.compared(ONE, began))[2] == "logs_same_tokens"


def test_a_text_that_comes_more_than_once_is_not_laid_at_a_venture():
    many = log(("b", -1.0), ("a", -1.0), ("n", -1.0), ("a", -1.0), ("n", -1.0))
    one = log(("a", -1.0))
    for pair, which in (((one, many), "first"), ((many, one), "second")):
        with pytest.raises(ValueError, match=f"What the {which} has comes in the other more"):
            rivals.compared(*pair)
    at_the_end = rivals.compared(log(("n", -2.0)), many)
    assert rivals.fields(at_the_end)["table"].splitlines()[2].startswith("| 5 | `n`")


def test_the_curves_of_logs_end_at_what_both_paid():
    many = log(*[("ab", -1.0)] * 3_000)
    other = log(*[("abab", -1.5)] * 1_500)
    figure = rivals.logs(rivals.compared(many, other))
    assert figure.private
    first, second = figure.panels[0].figure.data
    assert len(first.x) <= rivals.DRAWN
    assert (first.x[-1], second.x[-1]) == (6_000, 6_000)
    assert first.y[-1] == pytest.approx(3_000 / math.log(2), rel=1e-6)
    assert second.y[-1] == pytest.approx(2_250 / math.log(2), rel=1e-6)


def test_the_example_shows_that_bits_a_token_do_not_compare():
    pair = (real.found(text, "e") for text in (real.START, rivals.START))
    found = rivals.fields(rivals.compared(*pair))
    assert float(found["second_token"]) < float(found["first_token"])
    assert float(found["second_byte"]) > float(found["first_byte"])


# ---- on the page --------------------------------------------------------------------------------


def test_a_second_log_is_compared_and_another_text_is_refused_with_both_kept():
    with without_books():
        at = open_page("language", rival="log")
        assert any("two on the same bytes" in line for line in said(at))
        at.text_area(key="language.rival_answer").set_value("The dog\t-3\n barks\t-2").run()
    assert not at.exception
    assert any("These are two texts" in line for line in said(at))
    assert at.text_area(key="language.rival_answer").value == "The dog\t-3\n barks\t-2"


def test_a_file_counts_before_what_is_pasted_and_is_in_no_link():
    with without_books():
        at = open_page("language")
        at.file_uploader(key="language.answer.file").upload(
            "log.json", b"[-1, -2, -3, null]", "application/json"
        ).run()
        assert not at.exception
        assert any("3 tokens out of 4" in line for line in said(at))
        assert "answer" not in dict(at.query_params)
        at.file_uploader(key="language.answer.file").upload(
            "log.txt", b"\xff\xfe", "text/plain"
        ).run()
        assert "not text in UTF" in at.error[0].value
        assert any("lines of tokens" in line for line in said(at)), "the field counts again"


def test_a_file_of_50_mb_is_refused_before_it_is_decoded():
    def touched():
        raise AssertionError("it was read")

    large = SimpleNamespace(size=50 * 2**20, getvalue=touched)
    with pytest.raises(ValueError, match=r"This file has 50\.0 MB; at most 10 MB are taken"):
        own._log(large, "e", real.found)


def test_a_second_text_is_compared_on_the_page():
    with without_books():
        at = open_page("language", beside="texts", other="Hallo Welt")
        assert any("Both under the model" in line for line in said(at))
        at.text_area(key="language.other").set_value("   ").run()
    assert not at.exception
    assert "This field is empty" in at.error[0].value
