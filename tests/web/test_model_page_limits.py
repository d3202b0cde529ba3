"""The page of a model that its device is too small or too slow for: what it says, and that it goes on working."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import expect

from kerasdl.webpage import publish
from kerasdl.webpage.model_page import write
from kerasdl.webpage.serving import running_page
from tests.support.axe import faults as axe_faults
from tests.support.model_answers import TIMEOUT, expect_answer, softmax
from tests.support.small_graphs import write_graph

READY = 'html[data-state="ready"]'
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}


def test_a_model_too_large_for_the_device_is_loaded_only_when_asked(browser, tmp_path):
    write_graph(tmp_path / "model", (3,), 4)
    publish(tmp_path / "model", page=tmp_path / "page", title="A model")
    with running_page(tmp_path / "page") as url:
        page = browser.new_context(locale="en").new_page()
        page.add_init_script("Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 1e-7 })")
        page.goto(url)
        expect(page.get_by_role("status")).to_contain_text("It may fail or be slow.")
        page.get_by_role("button", name="Load it anyway").click()
        page.wait_for_selector(READY, timeout=TIMEOUT)
        page.context.close()


def test_a_model_that_hangs_is_stopped_and_loaded_again_while_the_page_works_on(browser, tmp_path):
    kernel, bias = write_graph(tmp_path / "model", (3,), 4)
    publish(tmp_path / "model", page=tmp_path / "page", title="A model")
    worker = tmp_path / "page/worker.js"
    script = worker.read_text(encoding="utf-8")
    worker.write_text(f"while (true);\n{script}", encoding="utf-8")
    with running_page(tmp_path / "page") as url:
        page = browser.new_context(**{**PHONE, "locale": "en"}).new_page()
        page.goto(url)
        expect(page.get_by_role("status")).to_contain_text("Working for", timeout=TIMEOUT)
        expect(page.get_by_role("button", name="Stop")).to_be_in_viewport()
        stop = page.get_by_role("button", name="Stop").element_handle()
        page.get_by_label("x1").fill("2")
        expect(page.get_by_role("status")).to_contain_text(re.compile("Working for [3-9]"), timeout=TIMEOUT)
        assert stop.is_visible()  # the same one, for who is about to press it
        page.get_by_role("button", name="中文").click()
        expect(page.get_by_role("status")).to_contain_text("已計算", timeout=TIMEOUT)
        page.get_by_role("button", name="停止").click()
        expect(page.get_by_role("status")).to_contain_text("已停止。可以重新載入模型。")
        worker.write_text(script, encoding="utf-8")
        page.get_by_role("button", name="重新載入").click()
        page.wait_for_selector(READY, timeout=TIMEOUT)
        expect_answer(page, softmax(np.array([2, 0, 0]) @ kernel + bias), lambda n: f"類別 {n}")
        assert axe_faults(page) == []
        page.context.close()


def test_too_little_memory_is_said_and_no_answer_is_given(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(write, "WORTH_WASM", 0)
    # More than the 16 MB that WebAssembly has from the start.
    write_graph(tmp_path / "model", (2000,), 2100)
    publish(tmp_path / "model", page=tmp_path / "page", title="A model")
    worker = tmp_path / "page/worker.js"
    none_left = "WebAssembly.Memory.prototype.grow = () => { throw new RangeError('no'); };"
    worker.write_text(f"{none_left}\n{worker.read_text(encoding='utf-8')}", encoding="utf-8")
    with running_page(tmp_path / "page") as url:
        page = browser.new_context(locale="en").new_page()
        page.goto(url)
        said = page.get_by_role("alert")
        expect(said).to_have_text("There is not enough memory for the model on this device.", timeout=TIMEOUT)
        page.get_by_role("button", name="中文").click()
        expect(said).to_have_text("這台裝置的記憶體不足以執行這個模型。")
        expect(page.locator("#outputs")).to_have_class("empty")
        page.context.close()
