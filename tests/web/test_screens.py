"""Every view on every screen size: nothing is cut off, and reduced motion is respected."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from tests.support.layout import CUT_OFF, SMALL_TARGETS
from tests.support.marks import rest_slow
from tests.support.views import VIEWS, ink_pixels, settle, show

OpenPage = Callable[..., Page]

MOVING = """() => [...document.querySelectorAll('*')].filter((element) => {
  const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
  const long = (durations) => durations.split(',').some((duration) => parseFloat(duration) > 0.01);
  return long(transitionDuration) || (animationName !== 'none' && long(animationDuration));
}).map((element) => `${element.tagName} ${element.id} ${element.className}`)"""


@pytest.mark.parametrize(
    ("width", "height", "language"),
    rest_slow(
        [
            (320, 568, "en"),
            (320, 568, "zh"),
            (390, 844, "en"),
            (844, 390, "en"),
            (768, 1024, "en"),
            (1280, 720, "en"),
            (1280, 720, "zh"),
            (1920, 1080, "en"),
            (3840, 2160, "en"),
        ]
    ),
)
def test_nothing_is_cut_off_on_any_screen(open_page: OpenPage, width: int, height: int, language: str) -> None:
    touch = {"has_touch": True, "is_mobile": True} if width < 900 else {}
    page = open_page(f"#lang={language}", viewport={"width": width, "height": height}, **touch)
    draw_with_mouse(page, DIGITS[5])
    found = {}
    for view in VIEWS:
        show(page, view)
        found[view] = page.evaluate(CUT_OFF) + (page.evaluate(SMALL_TARGETS) if touch else [])
    assert "\n".join(f"{view}: {fault}" for view, faults in found.items() for fault in faults) == ""


def test_nothing_moves_where_reduced_motion_is_preferred(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce")
    page.locator("#example").click()
    page.locator("#examples button").nth(3).click()
    settle(page)
    settle(page)
    assert re.fullmatch(r"\d", page.locator("#answer").inner_text())  # drawn at once
    drawn = ink_pixels(page)
    page.wait_for_timeout(300)
    assert ink_pixels(page) == drawn
    for view in VIEWS:
        show(page, view)
        assert "\n".join(page.evaluate(MOVING)) == ""
