"""What a hand feels on a live figure."""

import re

import pytest

from tests.browser import driver
from tests.pages.test_pages import FIGURED, LESSONS, name

BUNDLE = "**/plotly-basic*.js"


def slider(page, key=None):
    return page.locator(f"#slider-{key}" if key else ".slider input").first


def loss(page):
    return page.locator(".readout.main output").first.inner_text()


def marks(page):
    return page.evaluate(
        """() => {
          const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".live-figure"));
          const marks = host.shadowRoot.querySelectorAll(".scatterlayer path, .barlayer path");
          return [...marks].map((e) => e.getAttribute("transform") + e.getAttribute("d")).join();
        }"""  # noqa: E501
    )


def path_of(lesson):
    return "" if name(lesson) == "home" else name(lesson)


@pytest.mark.parametrize("lesson", FIGURED, ids=name)
def test_a_drag_is_painted_in_the_browser_and_told_to_python_once(visit, lesson):
    sent = []
    page = visit(path_of(lesson), wait=False)
    page.on("websocket", lambda ws: ws.on("framesent", lambda _: sent.append(ws)))
    page.reload()
    driver.ready(page)
    first = page.locator(".slider input").first
    first.scroll_into_view_if_needed()
    before, box = marks(page), first.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.3, y)
    page.mouse.down()
    sent.clear()
    seen = {before}
    for step in range(1, 11):
        page.mouse.move(box["x"] + box["width"] * (0.3 + 0.05 * step), y)
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        seen.add(marks(page))
    assert len(seen) >= 10
    assert not sent, "the server heard of a drag before the release"
    page.mouse.up()
    page.wait_for_function("location.search.length > 1")
    driver.idle(page)
    assert len(sent) == 1


@pytest.mark.parametrize("lesson", [*FIGURED, "bce_vs_cce?mode=multi-label"], ids=name)
def test_nothing_drawn_is_lost_while_dragging(visit, lesson):
    page = visit(lesson if "?" in lesson else path_of(lesson))
    count = """() => [...document.querySelectorAll("*")].flatMap((e) =>
      [...(e.shadowRoot?.querySelectorAll(".plot .trace, .plot .shapelayer path") ?? [])]).length"""
    for figure in page.locator(".live-figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".main-svg").first.wait_for()
    drawn = page.evaluate(count)
    for one in page.locator(".slider input").all():
        one.press("PageUp")
        one.press("PageUp")
        one.press("PageDown")
    assert page.evaluate(count) == drawn


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


@pytest.mark.parametrize("lesson", [*FIGURED, "bce_vs_cce?mode=multi-label"], ids=name)
def test_a_turned_page_is_what_plotly_would_draw_anew(visit, lesson):
    page = visit(lesson if "?" in lesson else path_of(lesson))
    for figure in page.locator(".live-figure").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".main-svg").first.wait_for()
    compared, different = page.evaluate(ANEW)
    assert compared >= 3
    assert not different


@pytest.mark.parametrize("lesson", FIGURED, ids=name)
def test_python_agrees_with_the_read_out_after_the_release(visit, lesson):
    page = visit(path_of(lesson))
    first = page.locator(".slider input").first
    first.focus()
    for key in ("ArrowLeft", "ArrowLeft", "PageUp"):
        first.press(key)
    texts = page.locator(".readouts").first.inner_text()
    page.wait_for_function("location.search.length > 1")
    driver.idle(page)
    page.reload()
    driver.ready(page)
    assert page.locator(".readouts").first.inner_text() == texts


# Read at once: Python's answer to the slider before may add a position to this one at any time.
PLACE = "(input) => [+input.value, +input.max]"


@pytest.mark.parametrize("lesson", FIGURED, ids=name)
def test_every_slider_answers_to_the_keyboard(visit, lesson):
    page = visit(path_of(lesson))
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
        assert int(one.input_value()) > 1
        assert one.get_attribute("aria-valuetext") != spoken or end < 3


def test_quick_arrow_keys_become_one_commit(visit):
    page = visit("loss_curve")
    q = slider(page, "q")
    q.focus()
    for _ in range(10):
        q.press("ArrowRight")
    assert "?" not in page.url
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
    page = visit(
        "loss_curve", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    q = slider(page, "q")
    q.scroll_into_view_if_needed()
    box, before = q.bounding_box(), loss(page)
    cdp = page.context.new_cdp_session(page)
    y = box["y"] + box["height"] / 2

    def touch(kind, share):
        points = [{"x": box["x"] + box["width"] * share, "y": y}] if kind != "touchEnd" else []
        cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.7)
    for share in (0.6, 0.5, 0.4, 0.3):
        touch("touchMove", share)
    moved = loss(page)
    touch("touchEnd", 0)
    assert moved != before
    page.wait_for_function("location.search.includes('q=')")


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


def test_a_preset_of_several_sliders_moves_them_all(visit):
    page = visit("bce_vs_cce?mode=single+label&classes=4")
    page.get_by_role("button", name="0, 0, 0, 1", exact=True).click()
    page.wait_for_url(re.compile("z3=1"))
    page.get_by_role("radio", name="3", exact=True).click()
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
    page = visit("bce_vs_cce?mode=single+label")
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
    page = visit("bce_vs_cce?mode=single+label")
    assert loss(page) == "0.4170 nats"
    model = page.locator(".barlayer .trace").nth(1)  # the first are the hollow bars of the target
    box = model.locator(".point path").nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.locator(".hoverlayer .hovertext").wait_for()
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile("class=1"))


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
    page = visit("loss_curve?q=0.25&truth=0")
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
    assert "truth=0" in page.url
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


@pytest.mark.parametrize("lesson", FIGURED, ids=name)
def test_without_the_bundle_the_numbers_still_follow(visit, lesson):
    page = visit(path_of(lesson), wait=False, block=BUNDLE)
    page.get_by_text("The drawing library could not be loaded").first.wait_for()
    first = page.locator(".slider input").first
    texts = page.locator(".readouts").first.inner_text()
    first.focus()
    first.press("PageUp")
    first.press("PageUp")
    assert page.locator(".readouts").first.inner_text() != texts
    page.wait_for_function("location.search.length > 1")


@pytest.mark.parametrize("lesson", LESSONS, ids=name)
def test_pictures_can_be_saved_from_the_keyboard(visit, lesson):
    page = visit(path_of(lesson))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this picture").first.press("Enter")
    assert download.value.suggested_filename == "cross-entropy.png"


def test_a_lesson_opened_first_on_a_fresh_server_is_complete(browser):
    with driver.serve() as address:
        page = browser.new_page()
        driver.open_page(page, f"{address}/loss_curve?q=0.1")
        assert loss(page) == "2.3026 nats"
        assert page.get_by_role("button", name="Core lessons").is_visible()
        assert page.get_by_text("Page not found").count() == 0
        page.close()
