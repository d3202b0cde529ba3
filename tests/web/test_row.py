"""Several digits in one drawing: read as a number, each with its confidence, and the one that is pointed at looked into."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.rows import Writer, draw_row
from benchmarks.support.drawing import ABROAD, DIGITS, Stroke, draw_with_finger, draw_with_mouse
from tests.support.marks import rest_slow
from tests.support.views import settle, show
from tests.web.test_accessibility import faults

OpenPage = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
ROW_TIMEOUT = 30_000  # ms until what parts several digits is loaded, on a busy machine


def number(text: str, scale: float = 0.85) -> list[list[Stroke]]:
    """The strokes of each digit of a number; its lines, parted by spaces, one below the other."""
    lines = text.split()
    high = 280 / len(lines)
    found = []
    for row, line in enumerate(lines):
        wide = 280 / len(line)
        size = scale * min(wide / 150, high / 190)
        for column, digit in enumerate(line):
            x, y = wide * (column + 0.5) - 140 * size, high * (row + 0.5) - 140 * size
            found.append([[(x + size * a, y + size * b) for a, b in stroke] for stroke in DIGITS[int(digit)]])
    return found


def draw(page: Page, digits: Sequence[Sequence[Stroke]], hand: Callable[..., None] = draw_with_mouse) -> None:
    for strokes in digits:
        hand(page, strokes)


def confidences(page: Page) -> list[int]:
    return [int(page.locator(f'[data-digit="{digit}"]').get_attribute("aria-valuenow") or -1) for digit in range(10)]


def expect_answer(page: Page, text: str) -> None:
    expect(page.locator("#answer")).to_have_text(text, timeout=ROW_TIMEOUT)


@pytest.mark.parametrize("text", ["10", "2024", *rest_slow(["37", "1984", "665"])])
def test_digits_side_by_side_are_read_as_a_number(open_page: OpenPage, text: str) -> None:
    page = open_page()
    draw(page, number(text))
    expect_answer(page, text)
    expect(page.locator("#answer button")).to_have_count(len(text))
    # The one drawn last is pointed at.
    expect(page.locator("#answer button").last).to_have_attribute("aria-pressed", "true")
    assert max(range(10), key=confidences(page).__getitem__) == int(text[-1])
    expect(page.locator("#spoken")).to_have_text(re.compile(text), timeout=5000)


def test_a_telephone_number_is_written_on_a_telephone(open_page: OpenPage) -> None:
    page = open_page("#lang=zh", color_scheme="dark", **PHONE)
    page.locator("#fine").tap()
    expect(page.locator("#fine")).to_have_attribute("aria-pressed", "true")
    before = page.locator("#ink").bounding_box()
    draw(page, number("0912 345 678"), draw_with_finger)
    expect_answer(page, "0912 345 678")
    # The paper does not move under the finger, and nothing is wider than the screen.
    assert page.locator("#ink").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#sure")).to_contain_text("第 10 個（共 10 個）")
    assert faults(page) == []


def test_pointing_at_a_digit_shows_it(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, number("274"))
    expect_answer(page, "274")
    # By a press on it in the answer, by a tap on it on the paper, and by the keyboard.
    page.locator("#answer button").first.click()
    expect(page.locator("#sure")).to_contain_text("Digit 1 of 3")
    assert confidences(page)[2] > 50
    strokes = page.evaluate("location.hash")
    box = page.locator("#ink").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#sure")).to_contain_text("Digit 2 of 3")
    assert confidences(page)[7] > 50
    assert page.evaluate("location.hash") == strokes  # the tap drew nothing
    page.locator("#answer button").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sure")).to_contain_text("Digit 3 of 3")
    expect(page.locator("#answer button").last).to_be_focused()
    expect(page.locator("#answer button").last).to_have_accessible_name(re.compile("^4, digit 3 of 3, .*sure"))
    show(page, "think")
    expect(page.locator("#view-think")).to_contain_text("The output for “4”")
    page.locator("#answer button").first.click()
    expect(page.locator("#view-think")).to_contain_text("The output for “2”")
    page.locator("#language").click()
    expect(page.locator("#view-think")).to_contain_text("「2」", timeout=15_000)
    expect_answer(page, "274")
    expect(page.locator("#sure")).to_contain_text("第 1 個（共 3 個）")


def test_one_digit_is_answered_as_ever(open_page: OpenPage) -> None:
    page = open_page()
    # Read as several before, so that what parts them is there.
    draw(page, number("10"))
    expect_answer(page, "10")
    page.locator("#clear").click()
    expect_answer(page, "?")
    cap_apart = [DIGITS[5][0], [(x + 6, y - 14) for x, y in DIGITS[5][1]]]
    for digit, strokes in [*DIGITS.items(), (4, ABROAD[4]), (7, ABROAD[7]), (5, cap_apart)]:
        draw_with_mouse(page, strokes)
        settle(page)
        assert page.locator("#answer").inner_html() == str(digit)
        assert page.locator("#sure").inner_text().startswith(("over", *map(str, range(10))))
        assert page.locator(".frames span").count() == 0
        page.locator("#clear").click()


def test_undo_and_clear_give_the_place_back_to_one_digit(open_page: OpenPage) -> None:
    page = open_page()
    draw(page, number("10"))
    expect_answer(page, "10")
    page.locator("#undo").click()
    expect_answer(page, "1")
    expect(page.locator("#answer button")).to_have_count(0)
    page.locator("#redo").click()
    expect_answer(page, "10")
    page.locator("#clear").click()
    expect_answer(page, "?")
    expect(page.locator(".frames span")).to_have_count(0)


def test_a_picture_of_five_digits_is_read_as_a_number(open_page: OpenPage) -> None:
    page = open_page()
    row = next(
        r for r in (draw_row("apart", seed, Writer()) for seed in range(100)) if len(r.text) == 5 and r.text.isdigit()
    )
    written = io.BytesIO()
    Image.fromarray(np.pad(row.grey, 20, constant_values=255)).save(written, "PNG")
    page.locator("#file").set_input_files({"name": "row.png", "mimeType": "image/png", "buffer": written.getvalue()})
    expect(page.locator("#answer button")).to_have_count(5, timeout=ROW_TIMEOUT)
    expect(page.locator("#answer")).to_have_text(row.text)
    expect(page.locator("#answer button").first).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("theme", rest_slow(["light", "dark"]))
def test_a_number_has_no_fault_of_accessibility(open_page: OpenPage, theme: str) -> None:
    page = open_page(color_scheme=theme, reduced_motion="reduce")
    draw(page, number("2024"))
    expect_answer(page, "2024")
    assert faults(page) == []
    show(page, "think")
    assert faults(page) == []


def test_ten_digits_keep_the_frame(open_page: OpenPage) -> None:
    clock = """
      window.frames_ms = [];
      const request = requestAnimationFrame;
      window.requestAnimationFrame = (work) => request((time) => {
        const start = performance.now();
        work(time);
        frames_ms.push(performance.now() - start);
      });
    """
    page = open_page(script=clock)
    page.locator("#fine").click()
    digits = number("09123 45678")
    draw(page, digits[:-1])
    expect_answer(page, "09123 4567")
    page.evaluate("frames_ms.length = 0")
    draw(page, digits[-1:])
    expect_answer(page, "09123 45678")
    # The quicker half of the frames: other programs of a busy machine take the time of the rest.
    assert np.quantile(page.evaluate("frames_ms"), 0.25) < 50


def test_a_row_in_a_picture_is_read_at_the_pictures_own_resolution(open_page: OpenPage) -> None:
    page = open_page()
    writer = Writer()
    row = next(r for r in (draw_row("photograph", seed, writer) for seed in range(5000, 5100)) if len(r.text) == 10)
    large = Image.fromarray(row.grey)
    large = large.resize((2400, 2400 * large.height // large.width))
    written = io.BytesIO()
    large.save(written, "PNG")
    page.locator("#file").set_input_files({"name": "row.png", "mimeType": "image/png", "buffer": written.getvalue()})
    expect(page.locator("#answer button")).to_have_count(10, timeout=ROW_TIMEOUT)
    expect(page.locator("#answer")).to_have_text(row.text)
    # Frames and taps are in the paper's units.
    boxes = [frame.bounding_box() or {} for frame in page.locator(".frames span").all()]
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)
    fifth = boxes[4]
    page.mouse.click(fifth["x"] + fifth["width"] / 2, fifth["y"] + fifth["height"] / 2)
    expect(page.locator("#sure")).to_contain_text("Digit 5 of 10")
