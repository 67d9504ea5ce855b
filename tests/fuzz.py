"""Random visitors in a real browser: `python -m tests.fuzz SEED MINUTES [FROM]`, or `make fuzz`.

Each visitor opens some page by some link and does what comes to hand, by pointer, by touch or by
the keyboard alone: drags, presses, types hostile texts, opens hostile links, changes theme and
size, goes back and forth. After each deed the page must be whole: no error in the console, no
exception, no unfilled field, nothing wider than a phone; and repeating the same deeds must not make
it grow for ever. What a visitor does depends on the seed and on the visitor's number alone, never
on the time, so a seed replays; `FROM` begins with a later visitor.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from playwright.sync_api import Browser, BrowserType, ElementHandle, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from lib.lessons.registry import lessons
from tests.app import random_state
from tests.browser import driver

DEEDS = 12  # of a visitor
LAPS = 16  # repetitions within which a page must reach the size that it keeps
STAYS = 30_000  # bytes more after one of them are none
# Code that the browser compiles because it is used often lies in the heap too, and is no leak.
UNCOMPILED = "--js-flags=--no-opt,--no-maglev,--no-sparkplug"
SIZES = ((1280, 800), (360, 740), (1920, 1080), (844, 390), (390, 844))
TEXTS = (
    "",
    "0",
    "-0",
    "nan",
    "1e999",
    "0.1, 0.2, 0.7",
    "1/0",
    "½ ٣ Ⅷ",
    "<img src=x onerror=alert(1)>",
    "**a** [b](javascript:alert(1)) ![c](x) `d` $\\frac{1}{0}$ :red[e] {f} %s %",
    "\u202eabc\u202c a\u0301\u200d\u0000",
    "👩‍👩‍👧💥" * 40,
    "1" * 10_000,
    "0.5 " * 2_000,
    "The quick brown fox jumps over the lazy dog.\n" * 30,
)
VALUES = (
    "",
    "nan",
    "-inf",
    "1e999",
    "0x10",
    "99999999",
    "<b>",
    "%00",
    "../..",
    "💥",
    "1" * 3_000,
    "own",
)
# What a hand can reach, the figures' controls too, from top to bottom; kept in `reachable`.
REACH = """
() => {
  const wanted = "button, a[href], input, textarea, summary, [role=radio], [role=option]," +
    "[role=menuitem], [role=tab]";
  const streamlits = "[data-testid=stMainMenu], [data-testid=stAppDeployButton]";
  const found = [];
  const walk = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.matches(wanted)) found.push(e);
      if (e.shadowRoot) walk(e.shadowRoot);
    }
  };
  walk(document);
  window.reachable = found.filter((e) =>
    e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.disabled &&
    !e.closest(streamlits) && e.getBoundingClientRect().width > 0 &&
    (!e.href || e.href.startsWith(location.origin)));
  const kind = (e) => e.type === "range" ? "slider" :
    e.matches("textarea, input[type=text]:not([role=combobox]), input[type=number]") ? "text" :
    e.type === "file" ? "file" : "press";
  return reachable.map((e) => [kind(e),
    (e.id || e.ariaLabel || e.innerText || e.type || "").trim().slice(0, 30)]);
}
"""
FOCUSED = """
() => {
  let e = document.activeElement;
  while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e?.matches("textarea, input[type=text], input[type=number]") ?? false;
}
"""
# All that is read on a page, without what stands in fields, and how far it reaches to the right.
SEEN = """
() => {
  const main = document.querySelector("[data-testid=stMain]");
  const text = (root) => [...root.querySelectorAll("*")].map((e) =>
    e.shadowRoot ? text(e.shadowRoot) : e.matches("style, script, code, input, textarea") ? "" :
    [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("")).join("\\n");
  return {
    text: text(document.body),
    wide: Math.max(main?.scrollWidth ?? 0, document.documentElement.scrollWidth) - innerWidth,
    exceptions: [...document.querySelectorAll("[data-testid=stException]")]
      .map((e) => e.innerText.slice(0, 500)),
  };
}
"""


class DefectError(AssertionError):
    """What a visitor must not meet."""


class Visitor:
    """One visitor: a page, dice, a hand (`pointer`, `touch` or `keys`), and what was done."""

    def __init__(self, page: Page, address: str, dice: random.Random, hand: str) -> None:
        self.page, self.address, self.dice, self.hand = page, address, dice, hand
        self.done, self.complaints = [], []
        page.on("pageerror", lambda error: self.complaints.append(error.stack or str(error)))
        page.on("console", self._note)
        page.on("dialog", self._dismiss)

    def _note(self, message: object) -> None:
        url = message.location.get("url", "")
        if message.type == "error":
            self.complaints.append(f"{message.text} {url}")

    def _dismiss(self, dialog: object) -> None:
        self.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def act(self) -> None:
        """Do one thing, and look at the page."""
        away = (self.by_link, self.go_back, self.go_forward, self.reload)
        around = (self.other_theme, self.other_size)
        by_hand = self.by_keys if self.hand == "keys" else self.reach
        deeds: list[Callable[[], str]] = [by_hand] * 14 + [*away, *around, self.other_size]
        self.done.append("")
        self.done[-1] = self.dice.choice(deeds)()
        self.look()

    def look(self) -> None:
        """Wait until the page is at rest and hold it to what is true of every page."""
        page = self.page
        page.wait_for_timeout(150)  # until Streamlit has heard of it
        # Not by its role, which all but the list has lost while a list of options is open.
        page.locator("h1, h2").first.wait_for()
        driver.idle(page)
        driver.painted(page)
        seen = page.evaluate(SEEN)
        found = [*self.complaints, *seen["exceptions"], *re.findall(r"\[\[\w+\]\]", seen["text"])]
        if seen["wide"] > 0 and page.viewport_size["width"] < 500:
            found.append(f"{seen['wide']} pixels wider than the screen")
        if found:
            raise DefectError("; ".join(found))

    # ---- away ------------------------------------------------------------------------------------

    def by_link(self) -> str:
        """Open a page by a link: plain, to any state, or a hostile one."""
        lesson = lessons()[self.dice.choice(list(lessons()))]
        kind = self.dice.choice(("plain", "state", "hostile"))
        query = {}
        if kind == "state":
            query = random_state(lesson, self.dice)
        elif kind == "hostile":
            names = [*lesson.names, "stranger", "page"]
            for name in self.dice.sample(names, min(len(names), self.dice.randint(1, 4))):
                query[name] = self.dice.choice(VALUES)
        path = f"{driver.path_of(lesson.name)}?{urlencode(query, quote_via=quote)}".rstrip("?")
        self.page.goto(f"{self.address}/{path}")
        return f"opens {path[:200]}"

    def go_back(self) -> str:
        """Back, unless this is where the visitor came in."""
        if self.page.evaluate("navigation.canGoBack"):
            self.page.go_back(wait_until="commit")
        return "goes back"

    def go_forward(self) -> str:
        """Forward, if there is anywhere to go."""
        if self.page.evaluate("navigation.canGoForward"):
            self.page.go_forward(wait_until="commit")
        return "goes forward"

    def reload(self) -> str:
        """The same page again."""
        self.page.reload()
        return "reloads"

    # ---- around ----------------------------------------------------------------------------------

    def other_theme(self) -> str:
        """Light or dark."""
        scheme = self.dice.choice(("light", "dark"))
        self.page.emulate_media(color_scheme=scheme)
        return scheme

    def other_size(self) -> str:
        """Another screen, or the same turned."""
        width, height = self.dice.choice(SIZES)
        self.page.set_viewport_size({"width": width, "height": height})
        return f"{width} by {height}"

    # ---- by hand ---------------------------------------------------------------------------------

    def reach(self) -> str:
        """Press, drag or fill something that is on the page."""
        things = self.page.evaluate(REACH)
        if not things:
            return "finds nothing to press"
        # Every kind as likely as any other: there are more links than sliders.
        kind = self.dice.choice(sorted({kind for kind, _ in things} - {"file"}))
        at = self.dice.choice([i for i, (each, _) in enumerate(things) if each == kind])
        thing = self.page.evaluate_handle("(i) => reachable[i]", at).as_element()
        thing.evaluate("(e) => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
        box = thing.bounding_box()
        if box is None:
            return f"misses {things[at][1]!r}"
        if kind == "slider":
            return f"{self.drag(thing, box)} {things[at][1]}"
        self.press(box)
        if kind != "text":
            return f"presses {things[at][1]!r}"
        return f"types {self.write()} into {things[at][1]!r}"

    def press(self, box: dict) -> None:
        """Press the middle of a place, whatever is on top of it."""
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if self.hand == "touch":
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.click(x, y)

    def drag(self, thing: ElementHandle, box: dict) -> str:
        """Move a slider from one place to another."""
        begin, end = self.dice.random(), self.dice.random()
        if self.hand == "touch":
            across = (end - begin) * box["width"]
            driver.swipe(self.page, thing, across, self.dice.choice((0, 0, 60)), at=begin)
        else:
            y = box["y"] + box["height"] / 2
            self.page.mouse.move(box["x"] + begin * box["width"], y)
            self.page.mouse.down()
            self.page.mouse.move(box["x"] + end * box["width"], y, steps=8)
            self.page.mouse.up()
        return f"drags from {begin:.2f} to {end:.2f}"

    def write(self) -> str:
        """Put a hostile text into the field that has the focus."""
        text = self.dice.choice(TEXTS)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press(self.dice.choice(("Enter", "ControlOrMeta+Enter", "Tab")))
        return repr(text[:30])

    def by_keys(self) -> str:
        """Walk on with Tab, and use what the focus is on."""
        keys, steps = self.page.keyboard, self.dice.randint(1, 30)
        step = self.dice.choice(("Tab", "Tab", "Shift+Tab"))
        for _ in range(steps):
            keys.press(step)
        if self.page.evaluate(FOCUSED):
            return f"{step} {steps} times, types {self.write()}"
        moves = ("Enter", "Space", "ArrowRight", "ArrowDown", "Home", "End", "PageUp", "Escape")
        pressed = [self.dice.choice(moves) for _ in range(self.dice.randint(1, 3))]
        for key in pressed:
            keys.press(key)
        return f"{step} {steps} times, {' '.join(pressed)}"

    # ---- growth ----------------------------------------------------------------------------------

    def repeat(self) -> None:
        """Do the same again and again: what it leaves behind must come to an end."""
        self.done.append("does the same again and again")
        sizes = []
        for _ in range(LAPS):
            for slider in self.page.locator(".slider input:visible").all()[:3]:
                for key in ("End", "Home", "PageUp"):
                    slider.press(key)
            for scheme, (width, height) in (("dark", SIZES[1]), ("light", SIZES[0])):
                self.page.emulate_media(color_scheme=scheme)
                self.page.set_viewport_size({"width": width, "height": height})
                self.look()
            sizes.append(self.heap())
            if len(sizes) > 1 and sizes[-1] - sizes[-2] < STAYS:
                return
        raise DefectError(f"the heap grows with each of {LAPS} laps: {sizes}")

    def heap(self) -> int:
        """Bytes that the page's objects take when all that can go has gone."""
        cdp = self.page.context.new_cdp_session(self.page)
        cdp.send("HeapProfiler.enable")
        for _ in range(2):
            cdp.send("HeapProfiler.collectGarbage")
        used = cdp.send("Runtime.getHeapUsage")["usedSize"]
        cdp.detach()
        return int(used)


def launch(chromium: BrowserType) -> Browser:
    """A browser whose heap holds what pages leave there, and nothing else that grows."""
    return driver.launch(chromium, UNCOMPILED)


@contextmanager
def arrived(browser: Browser, address: str, seed: int, number: int) -> Iterator[Visitor]:
    """A visitor with a device and a browser that knows nothing yet."""
    dice = random.Random(f"{seed} {number}")
    hand = ("pointer", "touch", "keys")[number % 3]
    context = browser.new_context(**(driver.PHONE if hand == "touch" else driver.DESKTOP))
    try:
        yield Visitor(context.new_page(), address, dice, hand)
    finally:
        context.close()


def visit(browser: Browser, address: str, seed: int, number: int) -> list[str]:
    """Let one visitor come and go; what was done. A `DefectError` says what was met, and how."""
    with arrived(browser, address, seed, number) as visitor:
        try:
            visitor.done.append(visitor.by_link())
            visitor.look()
            for _ in range(DEEDS):
                visitor.act()
            visitor.repeat()
        except (DefectError, BrowserError) as error:
            story = "\n  ".join([f"by {visitor.hand}", *visitor.done])
            where = visitor.page.url[:300]
            raise DefectError(
                f"visitor {number} of seed {seed}, {story}\nat {where}\n{error}"
            ) from error
        return [f"by {visitor.hand}", *visitor.done]


def main(seed: int, minutes: float, number: int = 0) -> None:
    """Let visitors come one after the other until the time is over."""
    defects = 0
    with driver.serve() as address, sync_playwright() as playwright:
        browser, end = launch(playwright.chromium), time.monotonic() + 60 * minutes
        while time.monotonic() < end:
            try:
                print(f"{number}: {'; '.join(visit(browser, address, seed, number))}", flush=True)
            except DefectError as defect:
                defects += 1
                print(f"{defect}\nagain: make fuzz SEED={seed} FROM={number}\n", flush=True)
            number += 1
        browser.close()
    print(f"{defects} visitors met a defect")
    sys.exit(bool(defects))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:]))
