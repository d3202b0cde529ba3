"""A visitor's own signs in the browser: drawn, learned, read, kept, shared, and opened in Python."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from benchmarks.support.drawing import draw_with_finger, draw_with_mouse
from kerasdl.models.web_network import load_page_network, page_network_card
from tests.support.axe import faults
from tests.support.views import show
from tests.web.test_accessibility import PHONE
from tests.web.test_screens import CUT_OFF, SMALL_TARGETS

OpenPage = Callable[..., Page]
LEARNING_TIMEOUT = 120_000  # ms, for a machine that is busy with other tests
TRIANGLE = [[(140, 60), (70, 210), (215, 210), (140, 60)]]
LINES = [[(70, 80), (210, 80)], [(70, 140), (210, 140)], [(70, 200), (210, 200)]]
CORNER = [[(80, 70), (80, 200), (200, 200)]]
# What the browser keeps is exchanged for something else.
SPOIL = """(content) => new Promise((done) => {
  const opening = indexedDB.open('kerasdl-signs', 1);
  opening.onsuccess = () => {
    const shelf = opening.result.transaction('networks', 'readwrite').objectStore('networks');
    shelf.put(new TextEncoder().encode(content), 'now').onsuccess = () => { opening.result.close(); done(); };
  };
})"""


def open_signs(page: Page) -> None:
    show(page, "best")
    page.locator("#view-best .choice label").nth(1).click()
    expect(page.locator("#signs-new")).to_be_visible()


def name(page: Page, *names: str) -> None:
    for each in names:
        page.locator("#signs-new").fill(each)
        page.locator("#signs-new").press("Enter")


def a_little_otherwise(strokes: list, rng: random.Random) -> list:
    across, down = rng.gauss(0, 8), rng.gauss(0, 8)
    return [[(x + across + rng.gauss(0, 4), y + down + rng.gauss(0, 4)) for x, y in stroke] for stroke in strokes]


def draw_examples(page: Page, signs: list[list], each: int, draw: Callable = draw_with_mouse) -> None:
    rng = random.Random(1)
    for at, strokes in enumerate(signs):
        for _ in range(each):
            page.evaluate("scrollTo(0, 0)")
            draw(page, a_little_otherwise(strokes, rng))
            page.locator(f'[data-add="{at}"]').click()


def learn(page: Page) -> None:
    page.locator("#signs-train").click()
    expect(page.locator("#signs-stop")).to_be_visible()
    expect(page.locator("#signs-train")).to_be_visible(timeout=LEARNING_TIMEOUT)


def test_signs_are_drawn_learned_and_read_and_come_back(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    open_signs(page)
    page.locator("#signs-train").click()
    expect(page.locator("#signs-notice")).to_contain_text("must be there before it can learn")
    name(page, "triangle", "☰")
    page.locator('[data-add="0"]').click()
    expect(page.locator("#signs-notice")).to_contain_text("Draw the sign on the paper first")
    draw_examples(page, [TRIANGLE, LINES], 3)
    page.locator('[data-erase="1-2"]').click()
    expect(page.locator("[data-erase]")).to_have_count(5)
    page.locator("#signs-undo").click()
    expect(page.locator("[data-erase]")).to_have_count(6)
    learn(page)
    expect(page.locator("#signs-checks")).to_have_text("6 of 6 drawings read right.")
    page.get_by_label("Name of sign 1").fill("△")
    page.get_by_label("Name of sign 1").press("Enter")
    page.evaluate("scrollTo(0, 0)")
    draw_with_mouse(page, TRIANGLE)
    expect(page.locator("#answer")).to_have_text("△")
    expect(page.locator("#bars li")).to_have_count(2)
    show(page, "think")
    expect(page.locator("#view-think")).to_contain_text("△")
    page.locator('#reads [value="shipped"]').check()
    expect(page.locator("#bars li")).to_have_count(10)
    show(page, "best")
    with page.expect_download() as download:
        page.locator("#signs-save-network").click()
    download.value.save_as(tmp_path / "signs.kerasdl")
    assert page_network_card(tmp_path / "signs.kerasdl")["labels"] == ["△", "☰"]
    assert load_page_network(tmp_path / "signs.kerasdl").output_shape == (None, 2)
    page.locator("details:has(#signs-code-copy) summary").click()
    expect(page.locator("details:has(#signs-code-copy) pre")).to_contain_text('NAMES = ["△", "☰"]')
    page.locator("#signs-link").click()
    expect(page.locator("#signs-notice")).to_have_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page(f"#{link.partition('#')[2]}")
    expect(other.locator("#signs-notice")).to_have_text("2 signs are here now.")
    other.goto(other.url.partition("#")[0])
    other.reload()
    other.wait_for_selector('html[data-ready="true"]')
    open_signs(other)
    expect(other.locator("[data-erase]")).to_have_count(6)


def test_signs_work_on_a_telephone_by_finger_and_axe_finds_nothing(open_page: OpenPage) -> None:
    page = open_page("#lang=zh", color_scheme="dark", reduced_motion="reduce", **PHONE)
    open_signs(page)
    name(page, "ㄅ", "很長的名字")
    draw_examples(page, [TRIANGLE, CORNER], 2, draw_with_finger)
    expect(page.locator("[data-erase]")).to_have_count(4)
    learn(page)
    draw_with_finger(page, CORNER)
    assert faults(page) == []
    assert page.evaluate(CUT_OFF) + page.evaluate(SMALL_TARGETS) == []


def test_signs_are_drawn_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    show(page, "best")
    page.locator("#view-best .choice input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#signs-new")).to_be_visible()
    page.locator("#signs-new").focus()
    page.keyboard.type("L")
    page.keyboard.press("Enter")
    page.locator("#ink").focus()
    for key in ("Space", *["Shift+ArrowRight"] * 2, *["Shift+ArrowDown"] * 2, "Space", "Escape"):
        page.keyboard.press(key)
    page.locator('[data-add="0"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-erase]")).to_have_count(1)
    assert page.evaluate("document.activeElement.dataset.add") == "0"
    page.locator("[data-erase]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-erase]")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "signs-new"


def photograph(file: Path, strokes: list, ink: str = "#303640") -> Path:
    """A sign on grey paper, as a picture file."""
    picture = Image.new("L", (320, 320), "#c8c8c8")
    for stroke in strokes:
        ImageDraw.Draw(picture).line([(x + 20, y + 20) for x, y in stroke], ink, 14)
    picture.save(file)
    return file


def test_drawings_come_from_pictures_too(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("#lang=zh", color_scheme="dark", reduced_motion="reduce", **PHONE)
    open_signs(page)
    name(page, "△", "☰")
    triangle, lines = photograph(tmp_path / "1.png", TRIANGLE), photograph(tmp_path / "2.jpg", LINES)
    blank = photograph(tmp_path / "blank.png", [])
    with page.expect_file_chooser() as chooser:
        page.locator('[data-pictures="0"]').focus()
        page.keyboard.press("Enter")
    chooser.value.set_files([triangle, blank, triangle])
    notice = page.locator("#signs-notice")
    expect(notice).to_have_text(re.compile("△：2 張，其中 2 張是新的。 圖片上必須有一個符號.*blank.png"))
    assert page.evaluate("document.activeElement.dataset.pictures") == "0"
    page.locator("#file").set_input_files(lines)
    expect(page.locator("#clear")).to_be_enabled()
    page.locator('[data-add="1"]').click()
    expect(page.locator("[data-erase]")).to_have_count(3)
    page.locator('[data-files="1"]').set_input_files(blank)
    expect(notice).to_have_text(re.compile("^圖片上必須有一個符號.*blank.png"))
    page.locator("details:has(#signs-code-copy) summary").click()
    expect(page.locator("details:has(#signs-code-copy) [role=status]")).to_contain_text("至少要有 2 個符號")
    page.locator('[data-files="1"]').set_input_files(lines)
    expect(page.locator("details:has(#signs-code-copy) pre")).to_contain_text("COUNTS = [2, 2]")
    assert faults(page) == []
    assert page.evaluate(CUT_OFF) + page.evaluate(SMALL_TARGETS) == []
    page.reload()
    page.wait_for_selector('html[data-ready="true"]')
    open_signs(page)
    expect(page.locator("[data-erase]")).to_have_count(4)


def test_a_link_leaves_the_signs_that_were_here_and_brings_them_back(open_page: OpenPage) -> None:
    page = open_page()
    open_signs(page)
    name(page, "mine")
    draw_examples(page, [LINES], 1)
    # {"format": "kerasdl-signs", "version": 1, "signs": [{"name": "theirs", "drawings": []}]}, deflated.
    theirs = page.evaluate(
        """async () => {
          const text = JSON.stringify({ format: 'kerasdl-signs', version: 1, signs: [{ name: 'theirs', drawings: [] }] });
          const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
          const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
          return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
        }"""
    )
    page.evaluate("(signs) => { location.hash = `#view=best&signs=${signs}`; }", theirs)
    expect(page.get_by_label("Name of sign 1")).to_have_value("theirs")
    page.locator("#signs-back").click()
    expect(page.get_by_label("Name of sign 1")).to_have_value("mine")
    expect(page.locator("[data-erase]")).to_have_count(1)
    page.evaluate("location.hash = '#view=best&signs=AAAA'")
    expect(page.locator("#signs-notice")).to_contain_text("A link’s signs must be whole")
    expect(page.get_by_label("Name of sign 1")).to_have_value("mine")


@pytest.mark.parametrize("content", ["nonsense", '{"format": "kerasdl-signs", "version": 99, "signs": []}'])
def test_bad_contents_of_the_browser_are_told_and_do_no_harm(open_page: OpenPage, content: str) -> None:
    page = open_page()
    open_signs(page)
    name(page, "mine")
    expect(page.locator("[data-add]")).to_have_count(1)
    page.evaluate(SPOIL, content)
    page.reload()
    page.wait_for_selector('html[data-ready="true"]')
    open_signs(page)
    expect(page.locator("#signs-notice")).to_contain_text(re.compile("Received"))
    name(page, "new")
    expect(page.locator("[data-add]")).to_have_count(1)


def test_drawings_are_saved_and_loaded_as_a_file(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    open_signs(page)
    name(page, "ᚠ")
    draw_examples(page, [CORNER], 2)
    with page.expect_download() as download:
        page.locator("#signs-save").click()
    file = tmp_path / "signs.json"
    download.value.save_as(file)
    page.get_by_label("Delete ᚠ and its drawings").click()
    expect(page.locator("[data-erase]")).to_have_count(0)
    page.locator("#signs-file").set_input_files(file)
    expect(page.locator("#signs-notice")).to_have_text("1 signs are here now.")
    expect(page.locator("[data-erase]")).to_have_count(2)
    file.write_bytes(file.read_bytes()[:-9])
    page.locator("#signs-file").set_input_files(file)
    expect(page.locator("#signs-notice")).to_contain_text("must be one that this page made")
    expect(page.locator("[data-erase]")).to_have_count(2)
