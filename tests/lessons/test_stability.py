"""Stability: where the naive loss breaks, the log-sum-exp trick, two softmaxes."""

import json

import mpmath
import numpy as np
import pytest

from lib.figures.flipbook import flipbook, unpack
from lib.figures.numbers import said, tex
from lib.lessons.stability import LESSON, double_softmax, fields, ghost_of, log_sum_exp
from lib.lessons.stability import curve as stability
from lib.maths.stability import NAIVE, TYPES

EVERY_VIEW = pytest.mark.parametrize(("naive", "y"), [(n, y) for n in NAIVE for y in (0, 1)])
FIGURES = {
    **{f"{n} {y}": stability.breaking(n, y) for n in NAIVE for y in (0, 1)},
    "log-sum-exp": log_sum_exp.log_sum_exp(),
    **{f"{K} classes": double_softmax.double_softmax(K) for K in (2, 3, 10)},
}
EVERY_FIGURE = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)


def frames_at(figure, *positions):
    """Frames of a figure with one slider."""
    (slider,) = figure.sliders
    return figure.frames(**{slider.key: np.array(positions, dtype=float)})


def breaking_at(naive, y, *z):
    return frames_at(stability.breaking(naive, y), *z)


# ---- every figure -------------------------------------------------------------------------------


@EVERY_FIGURE
def test_a_figure_fits_its_budget_and_its_moving_traces_are_drawn(figure):
    book = flipbook(figure, figure.start)
    assert len(json.dumps(book["sliders"])) <= 150_000
    drawn = {trace.name for panel in figure.panels for trace in panel.figure.data}
    places = {readout.key for readout in figure.readouts}
    for slider in book["sliders"]:
        assert {name for name, *_ in slider["book"]["traces"]} <= drawn
        assert set(slider["book"]["readouts"]) == places
        assert len(slider["values"]) >= 200


@EVERY_FIGURE
def test_one_number_is_the_one_that_matters(figure):
    assert sum(readout.main for readout in figure.readouts) == 1


@EVERY_FIGURE
def test_only_what_has_not_broken_yet_is_a_gap_and_all_else_is_on_its_chart(figure):
    panels = {t.name: p.figure.layout for p in figure.panels for t in p.figure.data}
    for slider in flipbook(figure, figure.start)["sliders"]:
        for name, attribute, packed in slider["book"]["traces"]:
            numbers = unpack(packed)
            if name not in ("broken", "breaks"):
                assert np.isfinite(numbers).all(), name
            axis = panels[name].xaxis if attribute == "x" else panels[name].yaxis
            low, high = axis.range
            room = 2e-3 * (high - low)  # the flipbook rounds
            inside = numbers[np.isfinite(numbers)]
            assert inside.min() >= low - room, name
            assert inside.max() <= high + room, name


# ---- the main figure ----------------------------------------------------------------------------


def test_every_position_is_the_same_number_in_all_three_types():
    z = np.array(stability.positions())
    assert (z.astype(np.float16).astype(float) == z).all()
    assert (z[0], z[-1]) == (0.5, 1000)
    assert stability.START in z


@pytest.mark.parametrize("place", [11.09, 16.636, 36.737, 88.72, 103.97, 709.78, 745.13])
def test_a_hand_can_stop_just_before_and_after_a_telling_place(place):
    z = np.array(stability.positions())
    spacing = float(np.spacing(np.float16(place)))
    assert (z[z <= place].max(), z[z > place].min()) == pytest.approx(
        (place, place), abs=2 * spacing
    )


@pytest.mark.parametrize(
    ("naive", "y", "wanted"),
    [
        ("sigmoid", 0, ["∞ 7.625", "∞ 16.64", "∞ 36.74"]),
        ("sigmoid", 1, ["0 7.625", "0 16.64", "0 36.74"]),
        ("softmax", 0, ["∞ 11.09", "∞ 88.72", "∞ 709.8"]),
        ("softmax", 1, ["0 ≈8.32", "NaN 11.09", "0 ≈17.3", "NaN 88.72", "0 ≈37.4", "NaN 709.8"]),
        ("log-sum-exp", 0, ["∞ 11.09", "∞ 88.72", "∞ 709.8"]),
        ("clipped", 0, ["∞ 7.625", "stuck 16.64", "stuck 16.12"]),
    ],
)
def test_the_first_places_are_those_of_the_types(naive, y, wanted):
    # By hand: p ln 2 with 11, 24 and 53 binary digits, the logarithms of the largest numbers, and
    # ln(1e7) for the clip; float16 has no number between 7.617 and 7.625. Beside exp(z) a 1 is lost
    # for good where it is at most half of any last digit, from (p + 1) ln 2 on.
    assert [f"{m.becomes} {m.shown}" for m in stability.breaks(naive, y)] == wanted


@pytest.mark.parametrize("kind", TYPES)
def test_where_a_softmax_stops_to_show_small_losses_is_found_to_the_last_one(kind):
    digits = np.finfo(TYPES[kind]).nmant + 1
    mark = next(m for m in stability.breaks("softmax", 1) if (m.kind, m.becomes) == (kind, "0"))
    assert mark.place == pytest.approx((digits + 1) * np.log(2), abs=4e-3)


@EVERY_VIEW
def test_from_its_mark_on_the_loss_is_what_the_mark_says_wherever_a_hand_can_stop(naive, y):
    z = np.array(stability.positions())
    is_so = {
        "0": lambda loss: loss == 0,
        "∞": np.isinf,
        "NaN": np.isnan,
        "stuck": lambda loss: loss == loss[-1],
    }
    for name, kind in TYPES.items():
        marks = sorted(
            (m for m in stability.breaks(naive, y) if m.kind == name), key=lambda m: m.place
        )
        ends = [m.place for m in marks[1:]] + [np.inf]
        for mark, end in zip(marks, ends, strict=True):
            there = z[(z >= mark.place) & (z < end)].astype(kind)
            assert is_so[mark.becomes](NAIVE[naive](there, y)).all(), mark


@EVERY_VIEW
def test_a_mark_appears_when_the_hand_passes_it_and_stays(naive, y):
    marks = stability.breaks(naive, y)
    z = np.array(stability.positions())
    shown = np.isfinite(breaking_at(naive, y, *z).traces["breaks"]["x"])
    assert (shown == (z[:, None] >= [m.place for m in marks])).all()
    assert shown[-1].all()
    assert not shown[0].any()


@EVERY_VIEW
def test_a_preset_stands_where_something_has_just_happened(naive, y):
    figure = stability.breaking(naive, y)
    for mark in stability.breaks(naive, y):
        stop = figure.presets[f"{mark.kind}: {mark.becomes}"]["z"]
        assert mark.place <= stop <= mark.place * 1.002


def test_the_mark_of_a_type_leaves_the_line_when_its_loss_is_no_number():
    y_of = breaking_at("sigmoid", 0, 5, 10, 20, 40).traces["naive here"]["y"]
    row = dict(zip(TYPES, stability.SCALES[0].rows, strict=True))
    assert y_of[0] == pytest.approx(np.log10([4.984, 5.0067, 5.0067]), abs=1e-3)
    assert y_of[1, 0] == row["float16"]
    assert y_of[2].tolist()[:2] == [row["float16"], row["float32"]]
    assert y_of[2, 2] == pytest.approx(np.log10(20), abs=1e-6)
    assert y_of[3].tolist() == list(row.values())


@pytest.mark.parametrize("y", [0, 1])
def test_the_rows_of_the_broken_are_apart_from_the_losses(y):
    scale = stability.SCALES[y]
    height = breaking_at("sigmoid", y, *stability.positions()).traces["truth here"]["y"]
    above = [row > scale.edge for row in scale.rows]
    assert len(set(above)) == 1
    assert all((height < scale.edge).ravel() if above[0] else (height > scale.edge).ravel())


@pytest.mark.parametrize("y", [0, 1])
def test_the_true_loss_is_nearly_a_straight_line_where_z_is_large(y):
    z = np.array([20.0, 200.0, 1000.0])
    true = breaking_at("sigmoid", y, *z).traces["truth here"]
    slopes = np.diff(true["y"].ravel()) / np.diff(true["x"].ravel())
    assert slopes == pytest.approx([1, 1] if y == 0 else [-1, -1], abs=1e-3)


def test_broken_numbers_are_said_in_words():
    wrong = breaking_at("softmax", 1, 5, 40, 1000).readouts
    assert wrong["naive"][1:] == ["zero", "NaN"]
    assert wrong["naive64"][1:] == ["zero", "NaN"]
    assert wrong["lib64"][1] == wrong["lib32"][1] == wrong["true"][1] == "4.2e−18"
    assert (wrong["lib16"][1], wrong["true"][2]) == ("zero", "5.1e−435")
    gone = breaking_at("sigmoid", 0, 20, 1000).readouts
    assert gone["naive"] == ["infinite", "infinite"]
    assert gone["slope"] == ["NaN", "NaN"]
    assert gone["lib16"] == gone["lib32"] == gone["lib64"] == ["20.00", "1000"]
    assert gone["true"] == ["20.0000", "1000.0000"]


def test_a_clipped_loss_is_stuck_and_has_no_gradient():
    stuck = breaking_at("clipped", 0, 20, 1000).readouts
    assert stuck["naive"] == ["15.94", "15.94"]  # 23 ln 2
    assert stuck["naive64"] == ["16.12", "16.12"]  # ln(1e7)
    assert stuck["slope"] == ["zero", "zero"]


@EVERY_VIEW
def test_the_digits_agree_with_another_arithmetic(naive, y):
    z = [0.5, 5.0, 20.0, 64.0, 500.0]
    traces = breaking_at(naive, y, *z).traces
    values = stability.losses(np.array(z), naive, y)
    for method in stability.METHODS:
        shown = traces[f"{method} digits"]["x"]
        for j, (name, kind) in enumerate(TYPES.items()):
            half = float(np.finfo(kind).eps) / 2
            for i, logit in enumerate(np.array(z, kind).tolist()):
                with mpmath.workdps(500):
                    true = mpmath.log1p(mpmath.exp(logit)) - y * mpmath.mpf(logit)
                    value = mpmath.mpf(float(values[method][name][i]))
                    error = float(abs(value / true - 1)) if mpmath.isfinite(value) else 1.0
                wanted = -np.log10(min(max(error, half), 1.0))
                assert shown[i, j] == pytest.approx(wanted, abs=1e-6)


def test_digits_drain_before_anything_breaks():
    digits = breaking_at("sigmoid", 0, 2, 10, 20, 30, 37).traces["naive digits"]["x"][:, 2]
    assert (np.diff(digits) < -2).all()
    assert digits[-1] == 0


@pytest.mark.parametrize("naive", NAIVE)
def test_lib_keeps_nearly_all_digits_of_a_large_loss_up_to_1000(naive):
    digits = breaking_at(naive, 0, *stability.positions()).traces["lib digits"]["x"]
    most = [-np.log10(float(np.finfo(kind).eps) / 2) for kind in TYPES.values()]
    assert (digits >= np.array(most) - 0.7).all()  # 4 units in the last place


@pytest.mark.parametrize("place", [37.0, 40.0, 100.0])
def test_log_softmax_has_no_digit_of_a_small_loss_and_lib_has(place):
    traces = breaking_at("sigmoid", 1, place).traces
    assert traces["log-softmax digits"]["x"].tolist() == [[0, 0, 0]]
    assert (traces["lib digits"]["x"][0, 1:] > [0.5, 14]).all()


# ---- log-sum-exp --------------------------------------------------------------------------------


def lse_at(*logits):
    figure = log_sum_exp.log_sum_exp()
    return figure.frames(**log_sum_exp.by_slider(logits))


@pytest.mark.parametrize(
    ("logits", "naive", "shifted"),
    [
        ((1, 0, -1), "1.407606", "1.407606"),
        ((100, 99, 98), "infinite", "100.4076"),
        ((1000, 999, 998), "infinite", "1000.408"),
        ((-1000, -999, -998), "−infinite", "−997.5924"),
    ],
)
def test_the_naive_sum_breaks_and_the_shifted_one_does_not(logits, naive, shifted):
    # ln(1 + 1/e + 1/e^2) = 0.4076060 above the largest, whatever the largest is.
    readouts = lse_at(*logits).readouts
    assert (readouts["naive"], readouts["shifted"]) == ([naive], [shifted])


def test_the_largest_shifted_exponential_is_one_and_the_others_are_less():
    x = lse_at(-300, 250, 10).traces["shifted"]["x"]
    assert x[0, 1] == 0
    assert (x[0, [0, 2]] < 0).all()


def test_an_exponential_crosses_the_line_of_a_type_where_it_overflows():
    figure = log_sum_exp.log_sum_exp()
    largest = max(s.x0 for s in figure.panels[0].figure.layout.shapes if s.line.dash == "dash")
    (before,), (after,) = ([lse_at(z, 0, 0).traces["naive"]["x"][0, 0]] for z in (88.72, 88.73))
    assert before < largest < after


def test_the_derivation_computes_in_float32():
    words = fields.trick(log_sum_exp.by_slider((100, 99, 98)))
    assert [words[k] for k in ("e1", "naive_total", "naive_result")] == [r"\infty"] * 3
    assert [words[k] for k in ("d1", "d2", "d3", "m")] == ["0", "-1", "-2", "100"]
    assert float(words["s2"]) == pytest.approx(np.exp(-1), abs=2e-7)
    assert (words["result"], words["loss"], words["last"]) == ("100.4076", "0.4076", "0.4076")


def written(tex):
    """The number that a line shows."""
    mantissa, _, power = tex.replace(r"\infty", "inf").partition(r" \times 10^{")
    return float(f"{mantissa}e{power.rstrip('}')}" if power else mantissa)


@pytest.mark.parametrize("logits", [(30, 29, 10), (87, 87, 87), (-20, -21, 3), (1, 0, -1)])
def test_the_naive_line_adds_up_as_it_stands(logits):
    words = fields.trick(log_sum_exp.by_slider(logits))
    parts, total = [written(words[f"e{k}"]) for k in (1, 2, 3)], written(words["naive_total"])
    assert sum(parts) == pytest.approx(total, rel=6e-6)


def test_exponentials_that_float32_holds_have_a_sum_that_it_does_not():
    words = fields.trick(log_sum_exp.by_slider((88, 88, 87)))
    assert words["e1"] == r"1.65164 \times 10^{38}"
    assert [words["naive_total"], words["naive_result"]] == [r"\infty"] * 2


@pytest.mark.parametrize(
    "logits",
    [(100, 99, 98), (1000, 999, 998), (-1000, -999, -998), (1, 0, -1), (0, 0, -10), (0, -3, 0)],
)
def test_the_lines_of_the_derivation_hold_for_the_digits_that_they_show(logits):
    words = fields.trick(log_sum_exp.by_slider(logits))
    shown = {name: float(words[name]) for name in ("m", "total", "log_total", "result")}
    if all("times" not in words[f"s{k}"] for k in (1, 2, 3)):
        parts = [float(words[f"s{k}"]) for k in (1, 2, 3)]
        assert sum(parts) == pytest.approx(shown["total"], abs=1e-9)
    last = 10.0 ** -len(words["log_total"].partition(".")[2])
    assert np.log(shown["total"]) == pytest.approx(shown["log_total"], abs=0.51 * last)
    assert shown["m"] + shown["log_total"] == pytest.approx(shown["result"], abs=1e-9)


def test_the_last_line_of_the_derivation_keeps_what_the_shift_loses():
    words = fields.trick(log_sum_exp.by_slider((40, 0, 0)))
    assert (float(words["difference"]), float(words["log_total"])) == (0, 0)
    assert words["loss"] == words["last"] == r"8.5 \times 10^{-18}"


# ---- softmax twice ------------------------------------------------------------------------------


@pytest.mark.parametrize("K", [2, 10])
def test_one_softmax_climbs_and_two_stay_in_their_band(K):
    low, high = {2: (0.3133, 1.3133), 10: (1.4612, 2.4612)}[K]
    t = np.linspace(-6, 6, 25)
    readouts = frames_at(double_softmax.double_softmax(K), *t).readouts
    twice = np.array(readouts["twice"], float)
    assert (twice >= low).all()
    assert (twice <= high).all()
    once = [np.log(np.exp(v) + np.exp(-v) + K - 2) - v for v in t]
    assert np.array(readouts["once"], float) == pytest.approx(once, abs=5e-5)


def test_two_softmaxes_pull_least_where_the_model_is_most_wrong():
    # Two classes: q = sigmoid(2t); the chain rule by hand gives -(1 - sigmoid(2q - 1)) 2 q (1 - q).
    t = np.array([-6.0, -3.0, 0.0])
    q = 1 / (1 + np.exp(-2 * t))
    wanted = -(1 - 1 / (1 + np.exp(-(2 * q - 1)))) * 2 * q * (1 - q)
    pulls = frames_at(double_softmax.double_softmax(2), *t).traces["pulls here"]["y"]
    assert pulls[:, 1] == pytest.approx(wanted, rel=1e-9)
    assert pulls[:, 0] == pytest.approx(q - 1, rel=1e-9)
    assert abs(pulls[0, 1]) < 1e-5 < 0.99 < abs(pulls[0, 0])


# ---- words --------------------------------------------------------------------------------------


def test_a_guess_is_drawn_only_on_the_formula_that_it_is_about():
    state = LESSON.values({})
    assert ghost_of(state, None) is None
    (line,) = ghost_of(state, 10.0).shapes
    assert line["x0"] == line["x1"] == pytest.approx(1)  # the axis shows log10 z
    assert ghost_of(state, 1e6).shapes[0]["x0"] == pytest.approx(3)
    assert ghost_of(LESSON.values({"y": "1"}), 10.0) is None
    assert ghost_of(LESSON.values({"naive": "softmax"}), 10.0) is None


def test_the_formulas_of_the_check_give_what_their_explanations_say():
    words = fields.known()
    z = float(words["asked"])
    assert float(words["asked_right"]) == z
    assert words["asked_naive"] == words["asked_over"] == "infinite"
    assert float(words["asked_clipped"]) == pytest.approx(23 * np.log(2), abs=5e-3)


def test_the_guess_is_compared_with_where_float32_breaks():
    words = fields.gap(16.6)
    assert (words["truth"], words["loss"]) == ("16.64", "16.64")
    assert words["comparison"].startswith("Well judged")
    assert (words["half"], words["double"]) == ("7.625", "36.74")


def test_the_table_of_limits_has_the_numbers_of_the_lesson():
    words = fields.limits()
    assert [words[f"overflows_{n}"] for n in (16, 32, 64)] == ["11.09", "88.72", "709.78"]
    assert [words[f"rounds_{n}"] for n in (16, 32, 64)] == ["7.62", "16.64", "36.74"]
    assert [words[f"underflows_{n}"] for n in (32, 64)] == ["103.97", "745.13"]
    assert words["largest_16"] == "65504"


def test_the_corrected_beliefs_have_their_numbers():
    words = fields.known()
    assert (words["far_true"], words["far_clipped"], words["far_clipped_64"]) == (
        "1000",
        "15.94",
        "16.12",
    )
    assert (words["far_slope"], words["clipped_16"], words["kept_16"]) == ("zero", "infinite", "1")
    assert (words["small"], words["small_usual"]) == (r"4.2 \times 10^{-18}", "zero")
    assert [words[f"usual_{n}"] for n in (32, 64)] == ["16.64", "36.74"]
    bands = [words[k] for k in ("low_two", "high_two", "low_ten", "high_ten")]
    assert bands == ["0.3133", "1.3133", "1.4612", "2.4612"]


def test_numbers_are_written_with_true_minus_signs_and_short_powers():
    assert [said(x) for x in (-0.5, 1e-7, 999.96, 15.9424)] == [
        "−0.5000",
        "1.0e−7",
        "1000",
        "15.94",
    ]
    assert [tex(x) for x in (float("nan"), -float("inf"), 3.4e38, 0.25, 0)] == [
        r"\text{NaN}",
        r"-\infty",
        r"3.4 \times 10^{38}",
        "0.25",
        "0",
    ]
