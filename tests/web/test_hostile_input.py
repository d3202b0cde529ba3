"""What strangers send to the page in a browser: it is refused in one line in both languages, and the page goes on."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from kerasdl.models.web_network import MAX_BYTES
from tests.support.views import there

OpenPage = Callable[..., Page]
KEEP = """(values) => new Promise((resolve, reject) => {
  const opening = indexedDB.open('kerasdl', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('networks');
  opening.onsuccess = () => {
    const shelf = opening.result.transaction('networks', 'readwrite').objectStore('networks');
    values.forEach(([name, value]) => shelf.put(value, name));
    shelf.transaction.oncomplete = () => { opening.result.close(); resolve(); };
    shelf.transaction.onerror = reject;
  };
})"""


def with_labels(labels: list[str]) -> bytes:
    """A file of version 1 whose header says so."""
    layer = {"inputs": 784, "units": len(labels), "activation": "softmax"}
    header = json.dumps({"version": 1, "side": 28, "labels": labels, "layers": [layer], "checksum": 1}).encode()
    return b"KDLN" + struct.pack("<I", len(header)) + header + bytes(4 * (785 * len(labels)))


def check_reading(page: Page) -> None:
    page.locator('nav [data-view="read"]').click()
    draw_with_mouse(page, DIGITS[3])
    expect(page.locator("#answer")).to_have_text("3")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_network_files_that_break_a_rule_are_refused_in_the_visitors_language(
    open_page: OpenPage, tmp_path: Path, language: str
) -> None:
    page = open_page(f"#view=best&lang={language}")
    there(page, "best")
    for name, content, said in (
        ("large", bytes(32_000_000), f"{MAX_BYTES:,}.*32,000,000"),
        ("labels", with_labels(["x" * 9_000, *"123456789"]), "256.*40.*x{20}"),
        ("text", b"<!doctype html>", "kerasdl"),
    ):
        (tmp_path / f"{name}.kerasdl").write_bytes(content)
        page.locator("#view-best input[type=file]").set_input_files(tmp_path / f"{name}.kerasdl")
        notice = page.locator("#view-best [role=status]").filter(has_text=re.compile(said))
        expect(notice).to_have_count(1, timeout=5_000)
        assert re.fullmatch(r".{10,400}", notice.inner_text())
    check_reading(page)


def test_what_the_browser_keeps_may_be_damaged_and_nothing_of_it_is_lost(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(KEEP, [["text", "not a network"], ["cut", {"0": 75}], ["a\u202eb", None], ["x" * 5_000, 3]])
    page.locator('nav [data-view="best"]').click()
    there(page, "best")
    kept = page.locator("#view-best .shelf li")
    expect(kept).to_have_count(4)
    for n in range(4):
        kept.nth(n).get_by_role("button").first.click()
        expect(page.locator("#view-best .card [role=status]").filter(has_text="Received")).to_have_count(1)
    expect(kept).to_have_count(4)
    check_reading(page)


@pytest.mark.parametrize(
    ("ink", "said"),
    [
        ("!!", "must be whole"),
        ("A" * 62_000, "at most 60,000 characters"),
        ("A" * 900_000, "at most 64,000 characters"),
    ],
    ids=["no drawing", "long drawing", "long link"],
)
def test_a_link_that_breaks_a_rule_opens_the_page_and_says_so(open_page: OpenPage, ink: str, said: str) -> None:
    page = open_page(f"#view=read&ink={ink}")
    expect(page.locator("#notice")).to_contain_text(said)
    page.evaluate("ink => { location.hash = `#lang=zh&ink=${ink}`; }", ink)
    check_reading(page)
    expect(page.locator("#notice")).to_be_hidden()


def test_the_largest_network_and_drawing_keep_no_one_waiting(open_page: OpenPage) -> None:
    """No task takes long: some 60 ms where nothing else runs; the bound is for machines that are busy with other tests."""
    page = open_page()
    for view in ("think", "functions", "goodness", "best"):
        page.locator(f'nav [data-view="{view}"]').click()
        there(page, view)
    longest = page.evaluate(
        """async () => {
          const tasks = [];
          new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
            .observe({ type: 'longtask' });
          const at = (path) => import(new URL(path, document.baseURI));
          const { encodeNetwork } = await at('storage/network_file.js');
          const { initialNetwork } = await at('training/gradient_descent.js');
          const network = initialNetwork({ side: 28, units: [512, 128], activation: 'relu', seed: 1 });
          const files = new DataTransfer();
          files.items.add(new File([encodeNetwork(network)], 'largest.kerasdl'));
          const input = document.querySelector('#view-best input[type=file]');
          await new Promise((resolve) => { setTimeout(resolve, 300); });
          tasks.length = 0;
          input.files = files.files;
          input.dispatchEvent(new Event('change'));
          await new Promise((resolve) => { setTimeout(resolve, 1500); });
          return tasks;
        }"""
    )
    expect(page.locator("#view-best")).to_contain_text("“largest” is your network now.")
    assert max(longest, default=0) < 1000
