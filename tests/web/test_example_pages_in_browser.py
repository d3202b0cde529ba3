"""The examples run to their pages, which answer, in both languages and schemes, on a desk and on a telephone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import draw_with_mouse, watch
from kerasdl.webpage.serving import running_page
from tests.support.axe import faults as axe_faults
from tests.support.layout import CUT_OFF

# Each trains a network.
pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TIMEOUT = 60_000  # ms
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
TELEPHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SCREENS = [
    DESK | {"locale": "en", "color_scheme": "light"},
    DESK | {"locale": "zh-TW", "color_scheme": "dark"},
    TELEPHONE | {"locale": "zh-TW", "color_scheme": "light"},
    TELEPHONE | {"locale": "en", "color_scheme": "dark"},
]


def made(name: str, folder: Path) -> str:
    """Run an example to its end; what it says."""
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent), "KERAS_BACKEND": "tensorflow"}
    command = [sys.executable, str(EXAMPLES / f"{name}_page.py")]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def number(said: str, pattern: str) -> float:
    found = re.search(pattern, said)
    assert found, said
    return float(found[1])


def look(browser: Browser, folder: Path, answers: Any) -> None:
    """Open a page on every screen; `answers` has it answer. Nothing may be wrong with it then, and nobody else asked."""
    with running_page(folder) as url:
        for screen in SCREENS:
            page = browser.new_context(**screen).new_page()
            faults = watch(page, url)
            page.goto(url)
            page.wait_for_selector('html[data-state="ready"], html[data-ready="true"]', timeout=TIMEOUT)
            answers(page)
            page.wait_for_timeout(300)
            assert page.evaluate(CUT_OFF) == []
            assert axe_faults(page) == []
            assert [fault for fault in faults if not fault.startswith(f"blob:{url}")] == []
            page.context.close()


def test_letters_are_drawn_and_read(browser, tmp_path):
    assert number(made("letters", tmp_path), r"letters, ([\d.]+) % of unseen drawings read right") > 88

    def answers(page: Page) -> None:
        draw_with_mouse(page, [[(60, 240), (140, 40), (220, 240)], [(95, 160), (185, 160)]])
        expect(page.locator("#answer")).to_have_text("A", timeout=TIMEOUT)

    look(browser, tmp_path / "letters_page", answers)


def test_numbers_are_filled_in(browser, tmp_path):
    assert number(made("numbers", tmp_path), r"R² ([-\d.]+)") > 0.25

    def answers(page: Page) -> None:
        page.get_by_label("body mass index").fill("20")
        low = page.locator(".value").inner_text()
        page.get_by_label("body mass index").fill("40")
        expect(page.locator(".value")).not_to_have_text(low)
        expect(page.locator(".value")).to_contain_text("points")

    look(browser, tmp_path / "diabetes_page", answers)


def test_signals_are_answered_and_drawn(browser, tmp_path):
    assert number(made("signals", tmp_path), r"([\d.]+) % of unseen signals told right") > 97

    def answers(page: Page) -> None:
        page.get_by_role("textbox").fill("\n".join("0" if n < 64 else "0.8" for n in range(128)))
        expect(page.locator(".classes .name").first).to_have_text("a step", timeout=TIMEOUT)

    look(browser, tmp_path / "signals_page", answers)


def test_shapes_are_photographed(browser, tmp_path):
    from PIL import Image, ImageDraw

    assert number(made("shapes", tmp_path), r"([\d.]+) % of unseen pictures told right") > 85
    picture = Image.new("RGB", (400, 300), (240, 240, 230))
    ImageDraw.Draw(picture).ellipse((120, 70, 280, 230), fill=(20, 60, 160))
    picture.save(tmp_path / "circle.png")

    def answers(page: Page) -> None:
        page.locator('input[type="file"]').set_input_files(tmp_path / "circle.png")
        expect(page.locator(".classes .name").first).to_have_text("circle", timeout=TIMEOUT)

    look(browser, tmp_path / "shapes_page", answers)
