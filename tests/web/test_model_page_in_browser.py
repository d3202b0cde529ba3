"""The page of any model in the browser: it answers as the model does, in both languages, and refuses what does not fit."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import watch
from benchmarks.support.fake_camera import chromium_with_camera, row, scene, write_video
from kerasdl.webpage import publish
from kerasdl.webpage.model_page import write
from kerasdl.webpage.model_page.options import PageOptions
from kerasdl.webpage.serving import running_page
from tests.support.axe import faults as axe_faults
from tests.support.layout import CUT_OFF, SMALL_TARGETS
from tests.support.model_answers import TIMEOUT, expect_answer, softmax
from tests.support.small_graphs import write_graph

READY = 'html[data-state="ready"]'
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}
Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Publishes a graph written by hand and opens its page; at the end no page must have complained of anything."""
    opened: list[tuple[Page, list[str]]] = []
    served: list[Any] = []

    def one(
        options: PageOptions | None = None, fragment: str = "", chromium: Browser | None = None, **context: Any
    ) -> Page:
        folder = tmp_path / f"page-{len(opened)}"
        publish(tmp_path / "model", page=folder, title="A model", options=options or PageOptions())
        served.append(running_page(folder))
        url = served[-1].__enter__()
        page = (chromium or browser).new_context(**{"locale": "en", **context}).new_page()
        opened.append((page, watch(page, url)))
        page.goto(url + fragment)
        page.wait_for_selector(READY, timeout=TIMEOUT)
        return page

    yield one
    for page, faults in opened:
        page.context.close()
        # A picture's file has an address in the page itself.
        assert [fault for fault in faults if not fault.startswith("blob:http://127.0.0.1:")] == []
    for each in served:
        each.__exit__(None, None, None)


def picture(pixels: np.ndarray, name: str = "picture.png") -> dict[str, Any]:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def test_a_form_answers_as_it_is_filled_in(show, tmp_path):
    kernel, bias = write_graph(tmp_path / "model", (3,), 4)
    fields = tmp_path / "fields.csv"
    fields.write_text("length [cm],width,weight\n1,2,3\n3,0.5,1\n")
    page = show(PageOptions(fields=fields, labels=None))
    expect_answer(page, softmax(np.array([1, 2, 3]) @ kernel + bias))
    page.get_by_role("button", name="2", exact=True).click()
    page.get_by_label("width").fill("1.25")
    expect_answer(page, softmax(np.array([3, 1.25, 1]) @ kernel + bias))
    page.get_by_label("width").fill("")
    expect(page.get_by_role("alert")).to_have_text("width must be a number. Received: –")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("alert")).to_have_text("width 必須是數字。收到：–")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.get_by_label("length").fill("")
    page.get_by_label("width").fill("0")
    expect(page.get_by_role("alert")).to_have_text("length 必須是數字。收到：–")
    page.get_by_label("length").fill("2")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert axe_faults(page) == []


def test_a_picture_is_read_as_the_model_takes_it(show, tmp_path, rng):
    kernel, bias = write_graph(tmp_path / "model", (16, 16, 3), 4)
    page = show(PageOptions(range="-1,1"))
    expect(page.locator("#outputs")).to_have_class("empty")
    pixels = rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)
    page.locator('input[type="file"]').set_input_files(picture(pixels))
    expect_answer(page, softmax((pixels.reshape(-1) / 127.5 - 1) @ kernel + bias))
    page.locator('input[type="file"]').set_input_files(
        {"name": "no picture.png", "mimeType": "image/png", "buffer": b"no"}
    )
    expect(page.get_by_role("alert")).to_contain_text("A picture must be a PNG, JPEG, WebP or the like that is whole")
    assert axe_faults(page) == []


def test_a_picture_can_be_dropped_on_a_telephone_page_in_the_dark(show, tmp_path, rng):
    kernel, bias = write_graph(tmp_path / "model", (3, 8, 8), 2, activation="Sigmoid")
    page = show(fragment="#lang=zh", **PHONE)
    pixels = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    page.evaluate(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], 'p.png', { type: 'image/png' }));
          const place = document.querySelector('.picture-input');
          for (const type of ['dragover', 'drop']) {
            place.dispatchEvent(new DragEvent(type, { dataTransfer: data, cancelable: true }));
          }
        }""",
        list(picture(pixels)["buffer"]),
    )
    found = 1 / (1 + np.exp(-((pixels.transpose(2, 0, 1).reshape(-1) / 255) @ kernel + bias)))
    expect_answer(page, found, lambda n: f"類別 {n}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_faults(page) == []


def test_a_camera_is_read_live_and_stops(show, tmp_path, browser):
    write_graph(tmp_path / "model", (16, 16, 1), 3)
    video = write_video(tmp_path / "scene.y4m", [scene(row([1, 2]))])
    with chromium_with_camera(browser.browser_type, video) as chromium:
        page = show(chromium=chromium, permissions=["camera"])
        page.get_by_role("button", name="Use the camera").click()
        expect(page.locator(".classes .share").first).to_contain_text("%", timeout=TIMEOUT)
        page.get_by_role("button", name="Stop the camera").click()
        expect(page.get_by_role("button", name="Use the camera")).to_be_visible()


def test_a_camera_that_is_refused_is_said_and_a_picture_is_read_all_the_same(show, tmp_path, browser, rng):
    write_graph(tmp_path / "model", (16, 16, 1), 3)
    with chromium_with_camera(browser.browser_type, None, allow=False) as chromium:
        page = show(chromium=chromium)
        page.get_by_role("button", name="Use the camera").click()
        expect(page.get_by_role("alert")).to_contain_text("camera", timeout=TIMEOUT)
        said = page.get_by_role("alert").inner_text()
        assert "\n" not in said and not re.search("undefined|Error|null", said)
        pixels = rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)
        page.locator('input[type="file"]').set_input_files(picture(pixels))
        expect(page.get_by_role("alert")).to_be_hidden(timeout=TIMEOUT)


def test_without_a_camera_the_reason_is_said(show, tmp_path):
    write_graph(tmp_path / "model", (16, 16, 1), 3)
    page = show(permissions=["camera"])
    page.get_by_role("button", name="Use the camera").click()
    expect(page.get_by_role("alert")).to_have_text("No camera was found. Connect one, or read a photograph.")


def test_a_series_is_pasted_or_drawn(show, tmp_path):
    kernel, bias = write_graph(tmp_path / "model", (70,), 3)
    page = show()
    numbers = np.round(np.sin(np.arange(70) / 5), 3)
    page.get_by_role("textbox").fill("value\n" + "\n".join(map(str, numbers)))
    expect_answer(page, softmax(numbers @ kernel + bias))
    before = page.locator(".classes").inner_text()
    page.get_by_role("textbox").fill("1\n2\n")
    expect(page.get_by_role("alert")).to_have_text("The model takes 70 lines. Received: 2")
    page.get_by_role("textbox").fill("\n".join(["1"] * 69 + ["x"]))
    expect(page.get_by_role("alert")).to_have_text("A table must hold numbers alone. Received: x in line 70")
    box = page.locator(".curve").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + 15, steps=12)
    page.mouse.up()
    expect(page.locator(".classes")).not_to_have_text(before)
    assert axe_faults(page) == []


def test_a_table_of_other_columns_is_refused_and_the_answer_stays(show, tmp_path):
    kernel, bias = write_graph(tmp_path / "model", (6, 3), 2)
    page = show()
    page.get_by_role("textbox").fill("a,b,c\n" + "1,2,3\n" * 6)
    expect_answer(page, softmax(np.array([1, 2, 3] * 6) @ kernel + bias))
    before = page.locator(".classes").inner_text()
    for text, told in {
        "1,2\n" * 6: "Each line must have 3 numbers. Received: 2 in line 1",
        "1,2,3\n" * 5 + "1,2\n": "Each line must have 3 numbers. Received: 2 in line 6",
        "1,2,x\n" * 6: "A table must hold numbers alone. Received: x in line 1",
    }.items():
        file = {"name": "table.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator('input[type="file"]').set_input_files(file)
        expect(page.get_by_role("alert")).to_have_text(told)
    assert page.locator(".classes").inner_text() == before


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("shape", [(12,), (16, 16, 3), (70,)])
def test_on_a_telephone_nothing_is_cut_off_and_every_target_is_large_enough(show, tmp_path, shape, width):
    write_graph(tmp_path / "model", shape, 5)
    options = PageOptions()
    if shape == (12,):
        names = ",".join(f"a measure with a long name, number {n} [kg/m²]".replace(",", "") for n in range(12))
        (tmp_path / "fields.csv").write_text(f"{names}\n{','.join('1' * 12)}\n{','.join('2' * 12)}\n")
        options = PageOptions(fields=tmp_path / "fields.csv")
    page = show(options, **{**PHONE, "viewport": {"width": width, "height": 700}})
    page.wait_for_timeout(300)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(SMALL_TARGETS) == []


def test_a_text_is_numbered_by_the_vocabulary(show, tmp_path):
    inputs = [{"name": "x", "shape": [None, 5], "dtype": "int32", "below": 5, "whole": True}]
    kernel, bias = write_graph(tmp_path / "model", (5,), 2, dtype="DT_INT32", card={"inputs": inputs})
    (tmp_path / "model/vocabulary-text.txt").write_text("\n[UNK]\ngood\nbad\nfilm\n", encoding="utf-8")
    page = show()
    page.get_by_role("textbox").fill("A GOOD, good film!")
    expect_answer(page, softmax(np.array([1, 2, 2, 4, 0]) @ kernel + bias))
    expect(page.locator(".hint").first).to_have_text(
        "3 words that the model knows, 1 that it does not; 5 are looked at."
    )


@pytest.mark.parametrize(
    ("activation", "out", "shown"), [("Sigmoid", (4, 8, 8), None), ("Softmax", (8, 8, 2), ".legend li")]
)
def test_an_answer_of_two_sides_is_a_picture(show, tmp_path, activation, out, shown):
    out = (8, 8, out[-1]) if shown else (8, 8, 1)
    write_graph(tmp_path / "model", (2,), int(np.prod(out)), activation=activation, output_shape=out)
    page = show()
    expect(page.locator(".output canvas")).to_have_attribute("width", "8")
    if shown:
        expect(page.locator(shown).first).to_contain_text("Class")


def test_a_number_has_its_unit(show, tmp_path):
    kernel, bias = write_graph(tmp_path / "model", (2,), 1, activation="")
    page = show(PageOptions(unit="k€"))
    page.get_by_label("x1").fill("2")
    expect(page.locator(".output .value")).to_have_text(f"{float(f'{2 * kernel[0, 0] + bias[0]:.5g}'):g} k€")
    assert axe_faults(page) == []


@pytest.mark.parametrize("backend", ["wasm", "cpu", "webgl"])
def test_each_engine_answers_the_same(show, tmp_path, monkeypatch, backend):
    monkeypatch.setattr(write, "WORTH_WASM", 0)
    kernel, bias = write_graph(tmp_path / "model", (12,), 4)
    page = show(fragment=f"#backend={backend}")
    names = {"wasm": "WebAssembly", "cpu": "JavaScript", "webgl": "graphics processor"}
    expect(page.locator("#engine")).to_contain_text(names[backend], timeout=TIMEOUT)
    page.get_by_label("x3").fill("2.5")
    given = np.zeros(12)
    given[2] = 2.5
    expect_answer(page, softmax(given @ kernel + bias))


def test_one_file_answers_from_the_disk(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(write, "WORTH_WASM", 0)
    kernel, bias = write_graph(tmp_path / "model", (3,), 4)
    publish(tmp_path / "model", single_file=tmp_path / "model.html", title="One <file>")
    page = browser.new_context(locale="en").new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / "model.html").as_uri())
    page.wait_for_selector(READY, timeout=TIMEOUT)
    expect(page.locator("h1")).to_have_text("One <file>")
    expect(page.locator("#engine")).to_contain_text("WebAssembly")
    page.get_by_label("x1").fill("1")
    expect_answer(page, softmax(kernel[0] + bias))
    page.context.close()
    assert faults == []
