"""axe-core finds nothing wrong: every view, light and dark, on a phone and a desktop, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from tests.support.axe import faults
from tests.support.marks import rest_slow
from tests.support.views import VIEWS, show

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
OpenPage = Callable[..., Page]


def listed(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{where}: {fault}" for where, all_faults in found.items() for fault in all_faults)


@pytest.mark.parametrize("language", rest_slow(["en", "zh"]))
@pytest.mark.parametrize("theme", rest_slow(["light", "dark"]))
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_view_has_a_fault(open_page: OpenPage, device: dict[str, object], theme: str, language: str) -> None:
    page = open_page(f"#lang={language}", color_scheme=theme, reduced_motion="reduce", **device)
    found = {"read, empty": faults(page)}
    draw_with_mouse(page, DIGITS[3])
    for view in VIEWS:
        show(page, view)
        found[view] = faults(page)
    assert listed(found) == ""


@pytest.mark.parametrize("theme", rest_slow(["light", "dark"]))
def test_what_opens_over_the_page_has_no_fault(open_page: OpenPage, theme: str) -> None:
    page = open_page(color_scheme=theme, reduced_motion="reduce", **DESKTOP)
    found = {}
    for button in ("#example", "#share"):
        page.locator(button).click()
        expect(page.locator(":popover-open")).to_be_visible()
        found[button] = faults(page)
        page.keyboard.press("Escape")
    page.locator("#guide").click()
    expect(page.locator("#tour")).to_be_visible()
    found["tour"] = faults(page)
    assert listed(found) == ""


@pytest.mark.parametrize("theme", rest_slow(["light", "dark"]))
def test_a_page_without_its_network_has_no_fault(browser: Browser, page_url: str, theme: str) -> None:
    page = browser.new_context(color_scheme=theme, reduced_motion="reduce", **DESKTOP).new_page()
    page.route("**/model/*", lambda route: route.abort())
    page.goto(page_url)
    expect(page.get_by_role("alert")).to_be_visible()
    assert listed({"failed": faults(page)}) == ""
    page.context.close()
