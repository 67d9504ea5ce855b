"""A page in the browser whose server goes away and comes back, and in other people's frames."""

import os
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from lib.web.headers import EMBED_ORIGINS
from tests.browser import driver


class Course(BaseHTTPRequestHandler):
    """A page of a course that shows a lesson in a frame."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.server.frame.encode())

    def log_message(self, *_):
        """Say nothing."""


class Served:
    """The app as `make serve` serves it, for the course at an address; it can stop and start."""

    def __init__(self, course):
        self.port, self.course, self.process = driver.free_port(), course, None
        self.address = f"http://localhost:{self.port}"

    def start(self):
        if self.process and self.process.poll() is None:
            return
        command = [sys.executable, "-m", "lib.web.serve", "--quiet", "--port", str(self.port)]
        settings = {**os.environ, EMBED_ORIGINS: self.course}
        self.process = subprocess.Popen(command, cwd=driver.ROOT, env=settings)
        driver._await_health(f"{self.address}/_stcore/health")

    def stop(self):
        self.process.terminate()
        assert self.process.wait(30) == 0


@pytest.fixture(scope="module")
def course():
    with ThreadingHTTPServer(("localhost", 0), Course) as course:
        Thread(target=course.serve_forever, daemon=True).start()
        yield course
        course.shutdown()


@pytest.fixture(scope="module")
def served(course):
    served = Served(f"http://localhost:{course.server_port}")
    served.start()
    yield served
    served.process.terminate()
    served.process.wait(30)


@pytest.fixture
def page(browser):
    context = browser.new_context(**{**driver.DESKTOP, "bypass_csp": False})
    yield context.new_page()
    context.close()


def test_a_course_in_the_setting_may_embed_a_lesson_and_another_may_not(served, course, page):
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    lesson = f"{served.address}/loss_curve?embed=true"
    course.frame = f'<iframe src="{lesson}" width=900 height=700></iframe>'
    figure = page.frame_locator("iframe").locator(".live-figure .main-svg").first
    page.goto(served.course)
    figure.wait_for()
    assert not [text for text in complaints if "Content Security Policy" in text]
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.goto(served.course.replace("localhost", "127.0.0.1"))
    assert figure.count() == 0


def test_the_code_that_share_gives_shows_the_lesson_in_the_course(served, course, page):
    served.start()
    driver.open_page(page, f"{served.address}/loss_curve?q=0.25&hide=code&task=Where?")
    page.get_by_role("button", name="Share").click()
    page.get_by_text(f"Pages of {served.course} may show it.").wait_for()
    course.frame = page.locator(".share .frame").input_value()
    page.goto(served.course)
    lesson = page.frame_locator("iframe")
    lesson.locator(".live-figure .main-svg").first.wait_for()
    lesson.locator(".slider output", has_text="0.250").wait_for()
    lesson.get_by_text("Where?", exact=True).wait_for()
    assert not lesson.get_by_text("The code behind it").count()
    # There, too, it can be shared and projected.
    lesson.get_by_role("button", name="Share").click()
    link = lesson.locator(".share .link")
    expect(link).to_have_value(f"{served.address}/loss_curve?q=0.25&hide=code&task=Where%3F")
    lesson.get_by_role("button", name="Project this page").click()
    lesson.locator(".projected").wait_for()


def test_a_page_outlives_its_server_and_keeps_what_is_dragged_meanwhile(served, page):
    slider, lost = page.locator("#slider-q"), page.get_by_text("The server does not answer")
    served.start()  # unless a first try has left it stopped
    driver.open_page(page, f"{served.address}/loss_curve?y=0&q=0.3")
    before, meanwhile_open = "The price of a surprise", "Because the loss is a logarithm"
    page.get_by_text("Derivation, step by step").click()
    page.get_by_text(before).wait_for()
    served.stop()
    lost.wait_for()
    page.get_by_text("Compare your explanation").click()
    slider.press("End")
    slider.press("ArrowLeft")
    meanwhile = slider.get_attribute("aria-valuetext")
    # Streamlit's own dialog, which asks a student to start a server, does not stay.
    page.wait_for_timeout(3000)
    assert page.get_by_role("dialog").count() == 0
    served.start()
    lost.wait_for(state="detached", timeout=60_000)
    page.wait_for_url("**/loss_curve?y=0&q=0.9*")
    driver.idle(page)
    assert slider.get_attribute("aria-valuetext") == meanwhile
    for text in (before, meanwhile_open):
        page.get_by_text(text).wait_for()
    # It is the whole page that is back: another control and the slider answer.
    page.get_by_role("radio", name="1 (yes)").click()
    page.wait_for_url("**/loss_curve?q=0.9*")
    slider.press("Home")
    page.wait_for_url(lambda url: "q=0.9" not in url)
    assert lost.count() == 0


# The first request for a run that the page makes itself gets lost.
DEAF = """
  window.sockets = [];
  const Usual = WebSocket;
  window.WebSocket = class extends Usual {
    constructor(...how) {
      super(...how);
      sockets.push(this);
    }
  };
  addEventListener("popstate", (event) => {
    if (window.lost) return;
    window.lost = true;
    event.stopImmediatePropagation();
  });
"""


def test_a_page_asks_again_where_its_request_after_a_lost_connection_is_lost(served, page):
    served.start()
    page.add_init_script(DEAF)
    driver.open_page(page, f"{served.address}/loss_curve")
    page.evaluate("sockets.at(-1).close()")
    page.get_by_text("The server does not answer").wait_for()
    page.get_by_text("The server does not answer").wait_for(state="detached")
    assert page.evaluate("lost")
    page.get_by_role("radio", name="0 (no)").click()
    page.wait_for_url("**/loss_curve?y=0")


@contextmanager
def scripts_held(page):
    """Streamlit's scripts come half a second later than what is done meanwhile."""
    page.route("**/static/js/*.js", lambda _: None)
    yield
    page.wait_for_timeout(500)
    page.unroute("**/static/js/*.js")  # what waits goes on


def test_the_connection_is_opened_beside_streamlits_scripts_and_only_once(served, page):
    served.start()
    connections = []
    page.on("websocket", lambda socket: connections.append(socket))
    with scripts_held(page), page.expect_websocket():
        page.goto(f"{served.address}/loss_curve", wait_until="commit")
    driver.ready(page)
    assert len(connections) == 1


# The first connection ends before Streamlit's scripts have run.
CUT = """
  const Usual = WebSocket;
  let cut = false;
  window.WebSocket = class extends Usual {
    constructor(...how) {
      super(...how);
      if (!cut) this.addEventListener("open", () => this.close());
      cut = true;
    }
  };
"""


def test_an_early_connection_that_is_lost_is_opened_anew(served, page):
    served.start()
    page.add_init_script(CUT)
    with scripts_held(page):
        with page.expect_websocket() as early:
            page.goto(f"{served.address}/loss_curve", wait_until="commit")
        if not early.value.is_closed():
            early.value.wait_for_event("close")
    driver.ready(page)


def test_no_page_asks_for_what_the_policy_forbids(served, page):
    complaints = []
    page.on("console", lambda said: complaints.append(said.text))
    for lesson in ("", "compression", "applications", "glossary", "loss_curve"):
        driver.open_page(page, f"{served.address}/{lesson}")
        driver.draw_all(page)
    with page.expect_download():
        page.locator(".live-figure button.save").first.click(force=True)
    assert not [text for text in complaints if "Content Security Policy" in text]
