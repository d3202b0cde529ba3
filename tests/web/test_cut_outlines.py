"""No outline of what has the focus or is chosen is cut off: every view, one digit and several, three sizes of screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from tests.support.marks import rest_slow
from tests.support.views import VIEWS, settle, show
from tests.web.test_row import draw, number

OpenPage = Callable[..., Page]

CUT_OUTLINES = (Path(__file__).resolve().parents[1] / "support/cut_outlines.js").read_text(encoding="utf-8")
SIZES = [(390, 844), (1280, 720), (390, 640), (844, 390), (820, 1180)]


def cut_outlines(page: Page) -> list[str]:
    page.keyboard.press("Shift")  # from now on what has the focus shows it
    settle(page)
    return page.evaluate(CUT_OUTLINES)


def opened(open_page: OpenPage, size: tuple[int, int]) -> Page:
    width, height = size
    return open_page("#lang=en", viewport={"width": width, "height": height}, reduced_motion="reduce")


def test_an_outline_that_is_cut_is_found(open_page: OpenPage) -> None:
    page = opened(open_page, (1280, 720))
    assert cut_outlines(page) == []
    page.evaluate("document.querySelector('.tools').style.overflow = 'hidden'")
    assert [fault for fault in cut_outlines(page) if fault.startswith("focused example")]


@pytest.mark.parametrize(("width", "height"), rest_slow(SIZES))
def test_no_outline_is_cut_in_any_view(open_page: OpenPage, width: int, height: int) -> None:
    page = opened(open_page, (width, height))
    draw_with_mouse(page, DIGITS[3])
    expect(page.locator("#answer")).to_have_text("3")
    found = {}
    for view in VIEWS:
        show(page, view)
        found[view] = cut_outlines(page)
    assert {view: faults for view, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("width", "height"), rest_slow(SIZES))
def test_no_outline_of_several_digits_is_cut(open_page: OpenPage, width: int, height: int) -> None:
    page = opened(open_page, (width, height))
    draw(page, number("10"))
    expect(page.locator(".digit")).to_have_count(2)
    page.locator(".digit").last.click()
    found = {}
    for view in ("read", "think"):
        show(page, view)
        found[view] = cut_outlines(page)
    assert {view: faults for view, faults in found.items() if faults} == {}


@pytest.mark.parametrize("locale", ["en", "zh-TW"])
def test_no_name_of_a_tool_is_wider_than_its_button(open_page: OpenPage, locale: str) -> None:
    page = open_page(locale=locale)
    cut = {}
    for width in (320, 390, 540, 600, 720, 800, 900, 1024, 1280, 1366, 1700):
        for height in (640, 900):
            page.set_viewport_size({"width": width, "height": height})
            cut[width, height] = page.locator(".tools span").evaluate_all(
                "all => all.filter((name) => name.scrollWidth > name.parentNode.clientWidth).map((name) => name.innerText)"
            )
    assert {size: names for size, names in cut.items() if names} == {}
