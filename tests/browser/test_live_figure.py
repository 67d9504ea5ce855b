"""What a hand feels on a live figure."""

import re
from itertools import pairwise

import pytest

from tests.browser import driver

BUNDLE = "**/plotly-basic*.js"


def slider(page, key=None):
    return page.locator(f"#slider-{key}" if key else ".slider input").first


def loss(page):
    return page.locator(".readout.main output").first.inner_text()


def marks(page):
    return page.evaluate(
        """() => {
          const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".live-figure"));
          const layers = ".scatterlayer path, .barlayer path, canvas.raster";
          const look = (e) => e.toDataURL?.() ?? e.getAttribute("transform") + e.getAttribute("d");
          return [...host.shadowRoot.querySelectorAll(layers)].map(look).join();
        }"""  # noqa: E501
    )


def test_a_drag_is_painted_in_the_browser_and_told_once_and_python_agrees(lesson_in_hand):
    page, sent = lesson_in_hand
    first = page.locator(".slider input").first
    first.scroll_into_view_if_needed()
    before, box, link = marks(page), first.bounding_box(), page.url
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, y)
    page.mouse.down()
    sent.clear()
    seen = {before}
    for step in range(1, 11):
        page.mouse.move(box["x"] + box["width"] * (0.3 + 0.05 * step), y)
        driver.painted(page)
        seen.add(marks(page))
    assert len(seen) >= 10
    assert not sent, "the server heard of a drag before the release"
    page.mouse.up()
    texts = page.locator(".readouts").first.inner_text()
    page.wait_for_function("(before) => location.href !== before", arg=link)
    driver.idle(page)
    assert len(sent) == 1
    page.reload()
    driver.ready(page)
    assert page.locator(".readouts").first.inner_text() == texts


# Every figure at some positions of every slider, beside the same numbers drawn by Plotly anew.
ANEW = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const look = (plot) => [...plot.querySelectorAll(".main-svg path, .main-svg text")].map((e) =>
    [e.getAttribute("transform"), e.getAttribute("d"), e.textContent, e.style.fill,
     e.style.stroke, e.style.opacity, e.style.fontSize].join(" ")).sort();
  const drawnAnew = async (plot) => {
    const copy = document.createElement("div");
    copy.style.cssText = `width:${plot.clientWidth}px;height:${plot.clientHeight}px`;
    plot.parentElement.append(copy);
    const [data, layout] = JSON.parse(JSON.stringify([plot.data, plot.layout]));
    await Plotly.newPlot(copy, data, layout, { displayModeBar: false, responsive: false });
    const looks = look(copy);
    Plotly.purge(copy);
    copy.remove();
    return looks;
  };
  const different = [];
  let compared = 0;
  for (const { shadowRoot } of document.querySelectorAll("*")) {
    for (const input of shadowRoot?.querySelectorAll(".live-figure .slider input") ?? []) {
      for (const share of [0.1, 0.9, 0]) {
        input.value = Math.round(input.max * share);
        input.dispatchEvent(new Event("input"));
        await frame(); await frame(); await frame();
        for (const plot of shadowRoot.querySelectorAll(".js-plotly-plot")) {
          compared += 1;
          const [turned, anew] = [look(plot), await drawnAnew(plot)];
          if (turned.join() !== anew.join()) different.push([input.id, share]);
        }
      }
    }
  }
  return [compared, different];
}
"""


def test_a_turned_page_is_what_plotly_would_draw_anew(lesson_in_hand):
    drawn_anew(lesson_in_hand[0])


def test_a_turned_page_of_several_labels_is_what_plotly_would_draw_anew(visit):
    drawn_anew(visit("bce_vs_cce?mode=multi"))


def drawn_anew(page):
    driver.draw_all(page)
    compared, different = page.evaluate(ANEW)
    assert compared >= 3
    assert not different


# Read at once: Python's answer to the slider before may add a position to this one at any time.
PLACE = "(input) => [+input.value, +input.max]"


def test_every_slider_answers_to_the_keyboard(lesson_in_hand):
    page, _ = lesson_in_hand
    for one in page.locator(".slider input").all():
        one.focus()
        spoken = one.get_attribute("aria-valuetext")
        assert spoken
        one.press("End")
        at, end = one.evaluate(PLACE)
        assert at == end
        one.press("ArrowLeft")
        at, end = one.evaluate(PLACE)
        assert end - 2 <= at < end
        one.press("Home")
        assert one.input_value() == "0"
        one.press("PageUp")
        assert int(one.input_value()) > (1 if end > 10 else 0)
        assert one.get_attribute("aria-valuetext") != spoken or end < 3


def test_quick_arrow_keys_become_one_commit(visit):
    page = visit("loss_curve")
    q = slider(page, "q")
    q.focus()
    # In one go: on a busy machine ten presses take longer than the pause before a commit.
    told = q.evaluate(
        """(input) => {
          for (let i = 0; i < 10; i++) {
            input.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
            input.value = +input.value + 1;
            input.dispatchEvent(new Event("input"));
            input.dispatchEvent(new Event("change"));
          }
          return location.search;
        }"""
    )
    assert told == ""
    assert page.locator(".slider output").first.inner_text() == "0.710"
    page.wait_for_url("**/loss_curve?q=0.71")
    assert q.evaluate("(e) => e.getRootNode().activeElement === e"), "the focus stays"


def test_a_press_on_the_track_jumps_there(visit):
    page = visit("loss_curve")
    box = slider(page, "q").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile(r"q=0\.(49|50|5)"))
    assert 0.68 < float(loss(page).split()[0]) < 0.71


def test_a_finger_drags_the_slider(visit):
    page = visit("loss_curve", **driver.PHONE)
    q, before = slider(page, "q"), loss(page)
    q.scroll_into_view_if_needed()
    driver.swipe(page, q, across=-150, at=0.7)
    assert loss(page) != before
    page.wait_for_function("location.search.includes('q=')")


@pytest.mark.parametrize("lesson", ["loss_curve", "bce_vs_cce"])
def test_a_swipe_that_turns_out_vertical_scrolls_and_gives_the_value_back(visit, lesson):
    page = visit(lesson, **driver.PHONE)
    one, main = slider(page), page.get_by_test_id("stMain")
    one.scroll_into_view_if_needed()
    one.evaluate(
        """(input) => {
          window.passed = new Set();
          input.addEventListener("input", () => passed.add(input.value));
        }"""
    )
    state = """(input) => [...input.closest(".live-figure").querySelectorAll("output")]
      .map((e) => e.textContent).concat(input.value, input.getAttribute("aria-valuetext"))"""
    before, top = one.evaluate(state), main.evaluate("(e) => e.scrollTop")
    driver.swipe(page, one, across=4, down=-160, at=0.2)
    page.wait_for_timeout(600)  # longer than a commit waits
    assert page.evaluate("passed.size"), "the thumb never left its place"
    assert main.evaluate("(e) => e.scrollTop") > top + 50
    assert one.evaluate(state) == before
    assert "?" not in page.url


def test_play_sweeps_to_the_end_and_commits(visit):
    page = visit("loss_curve?q=0.8")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_url("**/loss_curve?q=0.999")
    page.get_by_role("button", name="Play").wait_for()


def test_play_can_be_paused(visit):
    page = visit("loss_curve?q=0.1")
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    page.wait_for_url(re.compile(r"q=0\.\d+"))
    stopped = loss(page)
    driver.idle(page)
    assert loss(page) == stopped


def test_reduced_motion_turns_the_sweep_into_stills(visit):
    def changes(page):
        return page.evaluate(
            """async () => {
              const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".live-figure"));
              const output = host.shadowRoot.querySelector(".readout.main output");
              host.shadowRoot.querySelector(".play").click();
              const seen = new Set();
              for (let i = 0; i < 60; i++) {
                await new Promise(requestAnimationFrame);
                seen.add(output.textContent);
              }
              host.shadowRoot.querySelector(".play").click();
              return seen.size;
            }"""  # noqa: E501
        )

    lively = changes(visit("loss_curve?q=0.01"))
    calm = changes(visit("loss_curve?q=0.01", reduced_motion="reduce"))
    assert calm <= 5 < lively


def test_a_preset_moves_the_slider(visit):
    page = visit("loss_curve")
    page.get_by_role("button", name="q = 0.01", exact=True).click()
    assert loss(page) == "4.6052 nats"
    page.wait_for_url("**/loss_curve?q=0.01")


def test_the_focus_stays_on_what_was_pressed(visit):
    page = visit("loss_curve")
    focused = "(e) => e.getRootNode().activeElement === e"
    presets = page.locator(".preset").all()
    assert len(presets) > 2
    for preset in presets:
        before = page.url
        preset.press("Enter")
        page.wait_for_function("(before) => location.href !== before", arg=before)
        driver.idle(page)
        driver.painted(page)
        assert preset.evaluate(focused), preset.inner_text()
    play = page.locator(".play").first
    slider(page).press("Home")
    for _ in range(2):
        play.press("Enter")
        assert play.evaluate(focused)
    page.wait_for_function("location.search.includes('q=')")
    driver.idle(page)
    assert play.evaluate(focused)


def test_a_preset_of_several_sliders_moves_them_all(visit):
    page = visit("bce_vs_cce?mode=single&classes=4&true=3")
    page.get_by_role("button", name="0, 0, 0, 1", exact=True).click()
    page.wait_for_url(re.compile("z3=1"))
    page.wait_for_function(
        """() => [...document.querySelectorAll("*")].some((e) =>
             e.shadowRoot?.querySelector(".readout.main output")?.textContent === "0.7437 nats")"""
    )


def test_linked_sliders_follow_the_hand(visit):
    page = visit("bce_vs_cce")
    z = slider(page, "z")
    z.focus()
    z.press("ArrowRight")
    outputs = page.locator(".slider output").all_inner_texts()
    assert outputs == ["−0.90", "2", "1.1"]


def test_moving_mass_among_wrong_classes_keeps_the_categorical_loss(visit):
    page = visit("bce_vs_cce?mode=single")
    other = page.locator(".readout[data-key=multi] output")
    kept, before = loss(page), other.inner_text()
    share = slider(page, "share")
    share.focus()
    for _ in range(3):
        share.press("PageDown")
    assert loss(page) == kept
    assert other.inner_text() != before
    page.wait_for_function("location.search.includes('z1')")
    driver.idle(page)
    assert loss(page) == kept


def test_a_click_on_a_bar_chooses_the_true_class(visit):
    page = visit("bce_vs_cce?mode=single")
    assert loss(page) == "0.4170 nats"
    model = page.locator(".barlayer .trace").nth(1)  # the first are the hollow bars of the target
    box = model.locator(".point path").nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".hoverlayer .hovertext").wait_for()
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile("true=1"))


def test_back_and_forward_move_the_slider(visit):
    page = visit("loss_curve")
    for preset in ("q = 0.1", "q = 0.5"):
        page.get_by_role("button", name=preset, exact=True).click()
        page.wait_for_url(re.compile(preset.replace(" ", "") + "$"))
        driver.idle(page)
    page.go_back()
    page.locator("output", has_text="2.3026 nats").wait_for()
    page.go_back()
    page.locator("output", has_text="0.3567 nats").wait_for()
    page.go_forward()
    page.locator("output", has_text="2.3026 nats").wait_for()


def test_leaving_a_page_and_coming_back_loses_nothing_and_leaks_nothing(visit):
    page = visit("loss_curve?q=0.25&y=0")
    page.get_by_label("Before you drag").fill("3")
    page.get_by_label("Before you drag").press("Enter")
    page.get_by_text("You said 3").wait_for()

    def listeners():
        cdp = page.context.new_cdp_session(page)
        cdp.send("Performance.enable")
        cdp.send("HeapProfiler.collectGarbage")
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "JSEventListeners")

    def there_and_back():
        page.get_by_role("link", name="Start").first.click()
        page.get_by_role("heading", name="What does cross-entropy measure?").wait_for()
        driver.ready(page)
        page.get_by_role("link", name="Loss curve").last.click()  # the way on, below the page
        page.get_by_role("heading", name="How wrong is wrong?").wait_for()
        driver.ready(page)

    there_and_back()
    page.wait_for_url(re.compile("q=0.25"))
    assert "y=0" in page.url
    assert loss(page) == "0.2877 nats"
    page.get_by_text("You said 3").wait_for()
    early = listeners()
    for _ in range(4):
        there_and_back()
    assert listeners() <= early + 20


def test_a_theme_change_recolours_the_figure_and_keeps_the_state(visit):
    page = visit("loss_curve?q=0.1")
    read = """() => {
      const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".live-figure"));
      const label = host.shadowRoot.querySelector(".xtick text");
      return getComputedStyle(label).fill;
    }"""  # noqa: E501
    light = page.evaluate(read)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"({read})() !== '{light}'")
    assert loss(page) == "2.3026 nats"
    assert slider(page, "q").input_value() == "99"


def test_the_figure_follows_the_window(visit):
    page = visit("loss_curve")
    for width in (700, 360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            """() => {
              const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".live-figure"));
              const plot = host.shadowRoot.querySelector(".plot");
              return Math.abs(plot.querySelector(".main-svg").clientWidth - plot.clientWidth) < 2;
            }"""  # noqa: E501
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("lesson", ["loss_curve", "relatives"])
def test_without_the_bundle_the_numbers_still_follow(visit, lesson):
    page = visit(driver.path_of(lesson), wait=False, block=BUNDLE)
    page.get_by_text("The drawing library could not be loaded").first.wait_for()
    first = page.locator(".slider input").first
    texts = page.locator(".readouts").first.inner_text()
    first.focus()
    first.press("PageUp")
    first.press("PageUp")
    assert page.locator(".readouts").first.inner_text() != texts
    page.wait_for_function("location.search.length > 1")


def test_pictures_can_be_saved_from_the_keyboard(visit):
    page = visit("loss_curve")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this picture").first.press("Enter")
    assert download.value.suggested_filename == "cross-entropy.png"


# Counts in every frame how many panels of all figures are drawn.
DRAWN = """
window.drawn = [0];
const roots = [], attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) {
  const root = attach.call(this, how);
  roots.push(root);
  return root;
};
const look = () => {
  const seen = roots.map((root) => root.querySelectorAll(".plot:has(.main-svg)").length);
  drawn.push(seen.reduce((a, b) => a + b, 0));
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def test_new_panels_of_all_figures_take_turns_of_one_a_frame(visit):
    size = {"viewport": {"width": 1280, "height": 6000}}  # all are on the screen
    page = visit("gradients", script=DRAWN, **size)
    driver.draw_all(page)
    page.wait_for_function("drawn.at(-1) === drawn.at(-30)")
    drawn = page.evaluate("drawn")
    assert drawn[-1] >= 4
    assert max(b - a for a, b in pairwise(drawn)) == 1


def test_a_lesson_opened_first_on_a_fresh_server_is_complete(browser):
    with driver.serve() as address:
        page = browser.new_page()
        driver.open_page(page, f"{address}/loss_curve?q=0.1")
        assert loss(page) == "2.3026 nats"
        assert page.get_by_role("button", name="Core lessons").is_visible()
        assert page.get_by_text("Page not found").count() == 0
        page.close()
