"""A student's own table in a real browser: sent, scored, refused, taken along, and not kept."""

import csv

from playwright.sync_api import expect

from lib.web.limits import LARGEST_UPLOAD
from lib.web.own import LARGEST_LOG

TABLE = b"came,p,place\n" + b"".join(
    b"1,0.%d,north\n0,0.%d,south\n" % (9 - i, i) for i in range(1, 9)
)
WAIT = 30_000


def opened(visit):
    page = visit("score?data=upload", wait=False)
    page.locator("input[type=file]").wait_for(state="attached", timeout=WAIT)
    return page


def test_a_file_is_scored_and_what_is_taken_along_has_its_rows(visit, tmp_path):
    page = opened(visit)
    file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE}
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_text("16 rows", exact=True)).to_be_visible(timeout=WAIT)
    assert page.url.endswith("score?data=upload"), "nothing of it is in the link"
    with page.expect_download() as download:
        page.get_by_role("button", name="Rows (CSV)").click()
    download.value.save_as(tmp_path / "rows.csv")
    rows = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len([*csv.reader(rows)]) == 17
    with page.expect_download() as download:
        page.get_by_role("button", name="Report (HTML)").click()
    download.value.save_as(tmp_path / "report.html")
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "16 rows" in report
    assert "<script" not in report


def test_a_file_that_is_no_table_says_why_and_the_next_one_is_taken(visit):
    page = opened(visit)
    file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"PK\x03\x04 and so on"}
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_text("This looks like a zip archive")).to_be_visible(timeout=WAIT)
    page.set_input_files("input[type=file]", {**file, "buffer": TABLE})
    expect(page.get_by_text("16 rows", exact=True)).to_be_visible(timeout=WAIT)


def test_too_large_a_file_is_refused_in_the_browser_with_the_limit(visit, tmp_path):
    page = opened(visit)
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate((LARGEST_UPLOAD + 1) * 2**20)
    page.set_input_files("input[type=file]", large)
    expect(page.get_by_text(f"{LARGEST_UPLOAD}.0MB or smaller")).to_be_visible(timeout=WAIT)
    assert "PUT" not in sent


def test_a_text_that_the_connection_does_not_take_is_refused_beside_its_field(visit):
    page = visit("score?data=paste", wait=False)
    closed = []
    page.on("console", lambda message: closed.append(message.text))
    field = page.get_by_label("Your table", exact=True)
    field.click(timeout=WAIT)
    before = field.input_value()
    for size, fits in ((2_000_000, False), (900_000, True)):
        field.select_text()
        page.keyboard.insert_text("1" * size)
        said = field.evaluate("(field) => field.validationMessage")
        assert ("at most 1 MB of text" in said) != fits
        assert field.input_value() == (size * "1" if fits else before)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("stAlert").first).to_be_visible(timeout=WAIT)
    assert not any("WebSocket" in each for each in closed)


def test_half_a_surrogate_pair_is_refused_and_what_is_typed_next_is_read(visit):
    page = visit("language")
    field = page.get_by_label("Your own text", exact=True)
    field.evaluate(
        """(field) => {
          const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
          set.call(field, "so\\ud800");
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    field.press("Control+Enter")
    expect(page.get_by_text("At place 3 there is no character")).to_be_visible(timeout=WAIT)
    field.fill("so it is")
    field.press("Control+Enter")
    expect(page.get_by_text("At place 3 there is no character")).to_be_hidden(timeout=WAIT)


def test_a_log_of_50_mb_is_refused_in_the_browser_and_a_small_one_is_read(visit, tmp_path):
    page = visit("language", wait=False)
    page.locator("input[type=file]").wait_for(state="attached", timeout=WAIT)
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(50 * 2**20)
    page.set_input_files("input[type=file]", large)
    expect(page.get_by_text(f"{LARGEST_LOG}.0MB or smaller")).to_be_visible(timeout=WAIT)
    assert "PUT" not in sent
    small = {"name": "a.json", "mimeType": "application/json", "buffer": b"[-1, -2, -3, null]"}
    page.set_input_files("input[type=file]", small)
    expect(page.get_by_text("3 tokens out of 4")).to_be_visible(timeout=WAIT)
    assert page.url.endswith("/language"), "nothing of it is in the link"
