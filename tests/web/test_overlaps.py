"""No text lies across another, or across what it should not: every view, both languages, three widths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from kerasdl.config import PRESETS
from tests.support.marks import rest_slow
from tests.support.views import TRAINING_TIMEOUT, VIEWS, settle, show

OpenPage = Callable[..., Page]

SUPPORT = Path(__file__).resolve().parents[1] / "support"
TEXT_OVERLAPS = (SUPPORT / "text_overlaps.js").read_text(encoding="utf-8")
PICTURE_OVERLAPS = (SUPPORT / "picture_overlaps.js").read_text(encoding="utf-8")
SIZES = {390: (390, 844), 820: (820, 1180), 1280: (1280, 720)}
CONTEXTS = [(width, language) for width in SIZES for language in ("zh", "en")]


def opened(open_page: OpenPage, width: int, language: str, view: str = "read", **context: Any) -> Page:
    """The page with a 3 drawn."""
    touch = {"has_touch": True} if width < 900 else {}
    size = dict(zip(("width", "height"), SIZES[width], strict=True))
    page = open_page(f"#lang={language}", viewport=size, **touch, **context)
    draw_with_mouse(page, DIGITS[3])
    expect(page.locator("#answer")).to_have_text("3")
    if view != "read":
        show(page, view)
    return page


def overlaps(page: Page) -> list[str]:
    settle(page)
    return page.evaluate(TEXT_OVERLAPS)


def test_a_text_that_lies_across_another_or_a_button_is_found(open_page: OpenPage) -> None:
    page = opened(open_page, 1280, "en")
    assert overlaps(page) == []
    page.evaluate("document.querySelector('#sure').style.translate = '0 -60px'")
    assert [fault for fault in overlaps(page) if "sure" in fault and '"3"' in fault]
    page.evaluate("document.querySelector('figcaption').style.translate = '0 -60px'")
    assert [fault for fault in overlaps(page) if "What the network sees" in fault and "canvas" in fault]


@pytest.mark.parametrize(("width", "language"), rest_slow(CONTEXTS))
def test_no_two_texts_overlap_in_any_view(open_page: OpenPage, width: int, language: str) -> None:
    page = opened(open_page, width, language)
    found = {}
    for view in VIEWS:
        show(page, view)
        found[view] = overlaps(page)
    assert {view: faults for view, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("width", "language"), rest_slow(CONTEXTS))
def test_no_two_texts_overlap_in_what_opens_over_the_page(open_page: OpenPage, width: int, language: str) -> None:
    page = opened(open_page, width, language)
    found = {}
    for button in ("#share", "#example"):
        page.locator(button).click()
        found[button] = overlaps(page)
        page.keyboard.press("Escape")
    page.locator("#guide").click()
    expect(page.locator("#tour")).to_be_visible()
    stop = 0
    while page.locator("#tour").is_visible():
        found[f"tour {stop}"] = overlaps(page)
        page.locator('#tour [data-tour="next"]').click()
        settle(page)
        stop += 1
    assert stop > 5
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.slow
@pytest.mark.parametrize(("width", "language"), CONTEXTS)
def test_no_two_texts_overlap_around_a_trained_network(open_page: OpenPage, width: int, language: str) -> None:
    page = opened(open_page, width, language, "best")
    page.locator("#best-train").click()
    expect(page.locator("#best-stop")).to_be_visible(timeout=TRAINING_TIMEOUT)
    found = {"training": overlaps(page)}
    expect(page.locator("#best-use")).to_be_visible(timeout=TRAINING_TIMEOUT)
    page.locator("#shelf-keep").click()
    expect(page.locator(".shelf li")).to_be_visible()
    found["trained"] = overlaps(page)
    page.locator("#best-use").click()
    for view in VIEWS:
        show(page, view)
        found[view] = overlaps(page)
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("width", "language"), rest_slow(CONTEXTS))
@pytest.mark.parametrize("solid", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["flat", "3-D"])
def test_no_text_lies_across_another_or_across_neurons_in_the_networks_picture(
    open_page: OpenPage, width: int, language: str, solid: bool
) -> None:
    page = opened(open_page, width, language, "think")
    if solid:
        page.locator(".think-switch button").last.click()
        settle(page)
    shown = page.evaluate(PICTURE_OVERLAPS, solid)
    if shown is None:
        pytest.skip("This browser has no WebGL 2 here.")
    assert shown["found"] == []
    said = " ".join(shown["texts"])
    for part in ("784", str(PRESETS["web"].hidden_units[0]), "256", "10", "100 %", *"0123456789"):
        assert part in said
