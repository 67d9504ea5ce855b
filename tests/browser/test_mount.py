"""The live figure by itself: mounted from data in an empty page, with no server behind it."""

from dataclasses import replace

import numpy as np
import pytest

from lib.figures import ghost, style
from lib.figures.drawing import Figure, bar
from lib.figures.flipbook import Frames, LiveFigure, Panel, Readout, Slider, flipbook
from lib.web.packed import BUNDLE
from tests.browser import driver

ADDRESS = "http://figure.test/"
STAGE = """<!doctype html><meta charset="utf-8">
<style>
  :root { --st-text-color: #222; --st-chart-categorical-colors: #111, #222, #333, #444 }
</style>
<link rel="stylesheet" href="live_figure.css"><div class="live-figure"></div>
<script type="module">
  import { mount } from "./live_figure.js";
  window.commits = [];
  window.figure = mount(document.querySelector(".live-figure"), {
    bundle: new URL("bundle.js", location), onCommit: (c) => commits.push(c), onPick() {},
  });
</script>"""
FILES = {
    "": ("text/html", STAGE),
    "live_figure.js": ("text/javascript", driver.ROOT / "assets" / "live_figure.js"),
    "live_figure.css": ("text/css", driver.ROOT / "assets" / "live_figure.css"),
    "memory.js": ("text/javascript", driver.ROOT / "assets" / "memory.js"),
    "bundle.js": ("text/javascript", driver.ROOT / BUNDLE.removeprefix("app/")),
}


def figure():
    """A point on a line, a bar, and a slider that the first one drags along."""

    def frames(a, b):
        return Frames(
            traces={
                "here": {"x": np.asarray(a)[..., None] + 0 * b, "y": np.asarray(a + b)[:, None]},
                "bar": {"y": np.asarray(a + b)[:, None]},
            },
            readouts={"sum": [f"{v:.2f}" for v in a + b]},
        )

    drawn = style.figure("x", "y", (0, 1), (0, 3))
    drawn.add_traces(
        [
            style.curve([0, 1], [0, 2], "line", style.LOSS),
            bar(x=[0.5], y=[0], name="bar"),
            style.marker("here", style.MODEL),
        ]
    )
    return LiveFigure(
        panels=[Panel(drawn, "a line")],
        sliders=[Slider("a", "A", 0, 1, 0.01, 0.5), Slider("b", "B", 0, 1, 0.01, 0.5)],
        frames=lambda a, b: frames(*np.broadcast_arrays(a, b)),
        readouts=[Readout("sum", "sum", main=True)],
        presets={"low": {"a": 0.0}, "high": {"a": 1.0}},
    )


def data(made=None, guess=None, commits=0, **values):
    book = flipbook(made or figure(), {"a": 0.5, "b": 0.5, **values})
    return {**ghost.haunted(book, guess), "commits": commits}


@pytest.fixture
def stage(browser):
    context = browser.new_context(**driver.DESKTOP)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def serve(route):
        name = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        kind, body = FILES.get(name, ("text/plain", ""))
        route.fulfill(content_type=kind, body=body if isinstance(body, str) else body.read_bytes())

    page.route(f"{ADDRESS}**", serve)
    page.goto(ADDRESS)
    page.wait_for_function("window.figure")
    page.evaluate("(data) => figure.update(data)", data())
    page.locator(".main-svg").first.wait_for()
    yield page
    context.close()
    assert not complaints


def update(page, **options):
    page.evaluate("(data) => figure.update(data)", data(**options))
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def move(page, key, index):
    page.locator(f"#slider-{key}").evaluate(
        "(input, to) => { input.value = to; input.dispatchEvent(new Event('input')); }", index
    )
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def point(page):
    """Where the moving point is, in pixels."""
    box = page.locator(".scatterlayer .point").last.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_figure_needs_no_server(stage):
    assert stage.locator(".readout output").inner_text() == "1.00"
    before = point(stage)
    stage.locator("#slider-a").press("ArrowRight")
    assert stage.locator(".readout output").inner_text() == "1.01"
    stage.wait_for_function("commits.length === 1")
    assert stage.evaluate("commits[0].values") == {"a": 0.51, "b": 0.5}
    assert point(stage)[0] > before[0]


def test_a_ghost_may_come_and_go_under_the_hand(stage):
    guess = ghost.level(2.5, "2.5 nats", 3)
    move(stage, "a", 20)
    alone = point(stage)
    update(stage, guess=guess)
    assert stage.locator(".shapelayer path").count() == 1
    assert stage.get_by_text("your guess: 2.5 nats").is_visible()
    assert point(stage) == pytest.approx(alone, abs=0.5)
    move(stage, "a", 60)
    beside = point(stage)
    assert beside[0] > alone[0] + 50
    update(stage)
    assert stage.locator(".shapelayer path").count() == 0
    assert point(stage) == pytest.approx(beside, abs=0.5)
    assert stage.locator(".barlayer .point").count() == 1


def test_a_trace_that_stands_still_may_come_and_go_too(stage):
    more = figure()
    still = style.curve([0, 1], [3, 0], "another", style.TRUTH)
    drawn = more.panels[0].figure
    drawn = Figure([still, *drawn.data], **drawn.layout)
    update(stage, made=replace(more, panels=[Panel(drawn, "two lines")]))
    assert stage.locator(".scatterlayer .trace").count() == 3
    move(stage, "a", 20)
    left = point(stage)
    move(stage, "a", 80)
    assert point(stage)[0] > left[0] + 50
    assert stage.locator(".readout output").inner_text() == "1.30"


def test_the_focus_survives_a_slider_that_comes_and_one_that_goes(stage):
    focused = "(e) => document.activeElement === e"
    low, both = stage.get_by_role("button", name="low"), figure()
    low.focus()
    b = stage.locator("#slider-b")
    hidden = replace(both, sliders=[replace(both.sliders[0], hidden=True), both.sliders[1]])
    hidden = replace(hidden, presets={"low": {"b": 0.0}, "other": {"b": 1.0}})
    update(stage, made=hidden)
    assert stage.locator(".slider").count() == 1
    assert low.evaluate(focused)
    b.focus()
    update(stage)
    assert stage.locator(".slider label").all_inner_texts() == ["A", "B"]
    assert b.evaluate(focused)
    assert stage.locator(".preset").all_inner_texts() == ["low", "high"]


def test_a_value_that_moves_is_not_taken_back_by_an_older_answer(stage):
    move(stage, "a", 70)
    update(stage, a=0.1)
    assert stage.locator(".readout output").inner_text() == "1.20"
    stage.locator("#slider-a").dispatch_event("change")
    update(stage, a=0.1, commits=1)
    assert stage.locator(".readout output").inner_text() == "0.60"


def test_a_figure_that_is_taken_away_leaves_nothing(stage):
    stage.evaluate("figure.destroy()")
    assert stage.evaluate("document.querySelector('.live-figure').childElementCount") == 0
    stage.set_viewport_size({"width": 500, "height": 500})
    stage.evaluate("dispatchEvent(new Event('beforeprint'))")


IN_STREAMLIT = """async (data) => {
  const { default: run } = await import("./live_figure.js");
  const host = document.body.appendChild(document.createElement("div"));
  const parentElement = host.attachShadow({ mode: "open" });
  parentElement.innerHTML = "<div class='live-figure'></div>";
  const figure = parentElement.firstChild;
  const bytes = new TextEncoder().encode(JSON.stringify({ ...data, bundle: "bundle.js" }));
  const called = { parentElement, data: bytes, setStateValue() {}, setTriggerValue() {} };
  const parts = [];
  const first = run(called);
  const slider = figure.querySelector("input");
  first(); // newer data has come while the older was under way
  parts.push(slider === figure.querySelector("input"));
  const second = run(called);
  parts.push(slider === figure.querySelector("input"));
  host.remove();
  second();
  parts.push(figure.childElementCount);
  first();
  return [...parts, figure.childElementCount];
}"""


def test_a_figure_stays_when_newer_data_overtakes_older_and_goes_with_its_place(stage):
    assert stage.evaluate(IN_STREAMLIT, data()) == [True, True, 0, 0]


IN_TABS = """async () => {
  const tabs = [];
  for (const tab of ["one", "two"]) {
    const { default: run } = await import(`./memory.js?${tab}`);
    tabs.push((...solved) => {
      const data = { solved: JSON.stringify(solved), known: true };
      run({ data, setStateValue() {} });
      kept.push(localStorage.getItem("cross-entropy-felt.solved"));
    });
  }
  const kept = [], [one, two] = tabs;
  one("a");
  two("a");
  one("a", "b");
  two("a", "c");
  one("a"); // a wrong answer takes its mark away
  two("c"); // and this one another
  two(); // forgotten
  one("a");
  return kept.map((each) => each && JSON.parse(each).join(""));
}"""


def test_what_is_solved_in_two_tabs_is_kept_of_both(stage):
    assert stage.evaluate(IN_TABS) == ["a", "a", "ab", "abc", "ac", "c", None, "a"]


def test_a_preset_is_sent_whole_when_the_server_is_back(stage):
    both = figure()
    hidden = replace(both, sliders=[both.sliders[0], replace(both.sliders[1], hidden=True)])
    update(stage, made=replace(hidden, presets={"both": {"a": 0.0, "b": 1.0}}))
    stage.evaluate("dispatchEvent(new Event('server-away'))")
    stage.get_by_role("button", name="both").click()
    assert stage.evaluate("commits") == []
    stage.evaluate("dispatchEvent(new Event('server-back'))")
    assert stage.evaluate("commits") == [{"values": {"a": 0, "b": 1}, "commits": 1}]


ANEW = """async (data) => {
  const { mount } = await import("./live_figure.js");
  figure.destroy();
  window.figure = mount(document.querySelector(".live-figure"), {
    bundle: new URL("bundle.js", location), onCommit: (c) => commits.push(c), onPick() {},
  });
  figure.update(data);
}"""


def test_a_figure_counts_on_from_the_one_that_stood_there(stage):
    stage.evaluate(ANEW, data(commits=7))
    move(stage, "a", 70)
    stage.locator("#slider-a").dispatch_event("change")
    assert stage.evaluate("commits.at(-1).commits") == 8
    update(stage, a=0.1, commits=7)
    assert stage.locator(".readout output").inner_text() == "1.20"
