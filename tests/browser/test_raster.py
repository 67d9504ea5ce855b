"""A picture that moves under a figure's marks: what is painted, and what the pointer reads."""

import re

import numpy as np
import pytest
from PIL import Image

from lib.figures import raster
from lib.figures.flipbook import flipbook
from lib.lessons.playground import LESSON
from lib.lessons.playground.training import KEPT
from tests.browser import driver

PIXELS = """
(canvas) => {
  const { width, height } = canvas;
  return [...canvas.getContext("2d").getImageData(0, 0, width, height).data];
}
"""
ENDS = {
    "light": ((0xC2, 0x41, 0x0C), (0x1F, 0x6F, 0xB5)),
    "dark": ((0xFF, 0x8F, 0x5A), (0x6D, 0xB3, 0xF2)),
}


def to(page, epoch):
    slider = page.locator("#slider-epoch")
    slider.evaluate(
        "(input, at) => { input.value = at; input.dispatchEvent(new Event('input')); }",
        KEPT.index(epoch),
    )
    driver.painted(page)


@pytest.mark.parametrize("scheme", ENDS)
def test_every_cell_has_the_colour_of_its_number_in_both_themes(visit, scheme):
    page = visit("playground", color_scheme=scheme)
    book = flipbook(LESSON.figures(LESSON.values({}))["maps"], {"epoch": 20})
    packed = book["sliders"][0]["book"]["rasters"]
    for epoch in (0, 20, 300):
        to(page, epoch)
        for i, side in enumerate(("left", "right")):
            seen = np.reshape(page.locator("canvas.raster").nth(i).evaluate(PIXELS), (36, 48, 4))
            q = raster.unpack(packed[side])[KEPT.index(epoch)][::-1]  # the highest row comes first
            for value, color in zip((0, 1), ENDS[scheme], strict=True):
                assert (q == value).any() or epoch == 0
                assert np.abs(seen[q == value][:, :3] - color).max(initial=0) <= 2
            # Blue over orange grows with q: the order of the colours is that of the numbers.
            balance = (seen[..., 2] - seen[..., 0]).ravel()[np.argsort(q.ravel(), kind="stable")]
            assert (np.diff(balance) >= -3).all()


def test_the_pointer_reads_the_number_under_it(visit):
    page = visit("playground")
    to(page, 300)
    box = page.locator("canvas.raster").first.bounding_box()
    read = []
    for across, up in ((0.02, 0.02), (0.7, 0.7)):
        page.mouse.move(box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"])
        read.append(page.locator(".raster-value").first.inner_text())
    assert read == ["q ≈ 0.00", "q ≈ 1.00"]
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 60)
    assert page.locator(".raster-value").first.is_hidden()


def test_a_saved_picture_has_the_map_under_its_points(visit):
    page = visit("playground")
    page.locator(".panel").first.hover()
    with page.expect_download() as saved:
        page.get_by_role("button", name=re.compile("Save this picture")).first.click()
    image = np.asarray(Image.open(saved.value.path()).convert("RGB")).reshape(-1, 3).astype(int)
    colourful = (image.max(axis=1) - image.min(axis=1)) > 60
    assert colourful.mean() > 0.5
