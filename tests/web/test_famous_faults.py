"""Faults that well-known digit demos have, each by its name: this page must have none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import CDPSession, Page, expect

from benchmarks.support.drawing import DIGITS, Point, Stroke, draw_with_finger, draw_with_mouse, on_screen, touch
from tests.support.marks import rest_slow
from tests.support.views import VIEWS, confidences, ink_pixels, settle, show

OpenPage = Callable[..., Page]

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}
SHORT_PHONE = PHONE | {"viewport": {"width": 390, "height": 500}}  # higher than the screen, so the page scrolls
CORNERS = {"upper left": (0, 0), "upper right": (1, 0), "lower left": (0, 1), "lower right": (1, 1)}
EDGE = 14  # from the ink's edge to a stroke's middle, of 280
STANDS = "[scrollX, scrollY, visualViewport.scale, visualViewport.offsetTop]"


def moved(strokes: Sequence[Stroke], x: float, y: float, scale: float = 1) -> list[Stroke]:
    """Strokes scaled about the middle of the ink, then moved."""
    return [[(140 + scale * (px - 140) + x, 140 + scale * (py - 140) + y) for px, py in stroke] for stroke in strokes]


def in_corner(strokes: Sequence[Stroke], corner: str, scale: float) -> list[Stroke]:
    """Strokes scaled, and moved until they touch both edges of a corner."""
    small = moved(strokes, 0, 0, scale)
    shifts = []
    for axis, far in enumerate(CORNERS[corner]):
        values = [point[axis] for stroke in small for point in stroke]
        shifts.append(280 - EDGE - max(values) if far else EDGE - min(values))
    return moved(small, *shifts)


def draw(page: Page, strokes: Sequence[Stroke]) -> str:
    """What a drawing is read as."""
    draw_with_mouse(page, strokes)
    settle(page)
    return page.locator("#answer").inner_text()


def ink_under(page: Page, point: Point) -> bool:
    """Whether there is ink on the screen at a point of the window."""
    return page.evaluate(
        """([x, y]) => {
          const ink = document.querySelector('#ink');
          const { left, top, width } = ink.getBoundingClientRect();
          const scale = ink.width / width;
          const copy = new OffscreenCanvas(ink.width, ink.height).getContext('2d');
          copy.drawImage(ink, 0, 0);
          return copy.getImageData((x - left) * scale, (y - top) * scale, 1, 1).data[3] > 200;
        }""",
        list(point),
    )


def drag(session: CDPSession, start: Point, end: Point, steps: int = 12) -> None:
    """One finger that goes from one point to another."""
    touch(session, "touchStart", start)
    for step in range(1, steps + 1):
        share = step / steps
        touch(session, "touchMove", (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    touch(session, "touchEnd")


def test_a_7_drawn_high_is_read(empty_page: OpenPage) -> None:
    assert draw(empty_page(), moved(DIGITS[7], 0, -52)) == "7"


def test_a_9_off_centre_is_read(empty_page: OpenPage) -> None:
    for x, y in ((76, 0), (-76, 20), (60, 40), (-60, -42)):
        assert draw(empty_page(), moved(DIGITS[9], x, y)) == "9", (x, y)


@pytest.mark.parametrize("corner", rest_slow(CORNERS))
def test_a_small_digit_in_a_corner_is_read(empty_page: OpenPage, corner: str) -> None:
    read = [draw(empty_page(), in_corner(strokes, corner, 0.45)) for strokes in DIGITS.values()]
    assert read == list("0123456789")


def test_an_empty_canvas_is_no_digit_at_first_and_after_clearing(empty_page: OpenPage) -> None:
    page = empty_page()
    for strokes in (None, DIGITS[8], [[(140, 140)]]):
        if strokes:
            draw(page, strokes)
            page.locator("#clear").click()
        expect(page.locator("#answer")).to_have_text("?")
        assert page.locator("#sure").inner_text() == "Anything from 0 to 9"
        assert set(confidences(page)) == {"0"} and ink_pixels(page) == 0


def test_a_tiny_dot_is_no_digit(empty_page: OpenPage) -> None:
    page = empty_page()
    assert draw(page, [[(140, 140)]]) == "?"
    assert ink_pixels(page) > 0


def test_a_line_drawn_across_the_edge_ends_where_the_pen_is_lifted_outside(empty_page: OpenPage) -> None:
    page = empty_page()
    inside, outside, back = on_screen(page, [(140, 140), (340, 150), (60, 240)])
    page.mouse.move(*inside)
    page.mouse.down()
    page.mouse.move(*outside, steps=6)
    page.mouse.up()
    settle(page)
    drawn = ink_pixels(page)
    page.mouse.move(*back, steps=6)
    settle(page)
    assert 0 < drawn == ink_pixels(page) and not ink_under(page, back)


def test_a_pen_lifted_outside_of_the_window_draws_no_more_when_it_is_back(empty_page: OpenPage) -> None:
    page = empty_page()
    inside, back = on_screen(page, [(140, 60), (60, 240)])
    page.mouse.move(*inside)
    page.mouse.down()
    page.mouse.move(inside[0], inside[1] + 40, steps=4)
    page.evaluate(  # the button is let go where no browser sees it: the next move comes without a button
        """([x, y]) => document.querySelector('#ink').dispatchEvent(new PointerEvent('pointermove', {
          pointerId: 1, pointerType: 'mouse', buttons: 0, clientX: x, clientY: y, bubbles: true }))""",
        list(back),
    )
    page.mouse.move(*back, steps=4)
    settle(page)
    assert not ink_under(page, back)
    page.mouse.up()


def test_dragging_out_of_the_canvas_selects_no_text(empty_page: OpenPage) -> None:
    page = empty_page()
    draw(page, [[(140, 140), (320, 60), (420, 200), (560, 240)]])
    assert page.evaluate("getSelection().toString()") == ""


def test_the_page_stays_under_a_finger_that_draws_and_scrolls_under_one_elsewhere(open_page: OpenPage) -> None:
    page = open_page(**SHORT_PHONE)
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight + 40")
    session = page.context.new_cdp_session(page)
    low, high = on_screen(page, [(140, 200), (140, 20)])
    drag(session, low, high)
    assert page.evaluate(STANDS) == [0, 0, 1, 0]
    assert page.evaluate("document.querySelector('#undo').disabled") is False
    drag(session, (200, 120), (200, 20))  # on the answer
    page.wait_for_function("scrollY > 20")
    page.locator("#undo").click()
    assert ink_pixels(page) == 0  # that drew nothing


def test_a_finger_that_draws_down_from_the_top_does_not_pull_the_page_to_refresh(open_page: OpenPage) -> None:
    page = open_page(**SHORT_PHONE)
    page.evaluate(
        """() => {
          window.events = [];
          for (const type of ['touchstart', 'pointercancel']) {
            document.addEventListener(type, (event) => { events.push([type, event.defaultPrevented]); });
          }
        }"""
    )
    session = page.context.new_cdp_session(page)
    drag(session, *on_screen(page, [(140, 10), (140, 190)]))
    # The browser was told at once that the touch is not its own, and so it did not take it away.
    assert page.evaluate("events") == [["touchstart", True]]
    assert page.evaluate(STANDS) == [0, 0, 1, 0]
    assert page.evaluate("getComputedStyle(document.querySelector('#ink')).touchAction") == "none"


def test_two_quick_taps_draw_two_dots_and_do_not_zoom(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    session = page.context.new_cdp_session(page)
    for point in on_screen(page, [(100, 140), (102, 142)]):
        touch(session, "touchStart", point)
        touch(session, "touchEnd")
    settle(page)
    assert page.evaluate(STANDS) == [0, 0, 1, 0]
    page.locator("#undo").click()
    assert ink_pixels(page) > 0
    page.locator("#undo").click()
    assert ink_pixels(page) == 0


def test_two_quick_taps_on_what_is_tapped_do_not_zoom_in_any_view(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    for view in VIEWS:
        show(page, view)
        zooming = page.evaluate(
            """[...document.querySelectorAll('a, button, label, input, select, summary')]
              .filter((element) => element.checkVisibility() && getComputedStyle(element).touchAction === 'auto')
              .map((element) => element.outerHTML.slice(0, 80))"""
        )
        assert zooming == [], view


def test_a_window_that_is_resized_or_turned_while_a_digit_is_drawn_keeps_it(open_page: OpenPage) -> None:
    page = open_page()
    first, *rest = DIGITS[3][0]
    half = len(rest) // 2
    page.mouse.move(*on_screen(page, [first])[0])
    page.mouse.down()
    for point in rest[:half]:
        page.mouse.move(*on_screen(page, [point])[0], steps=2)
    page.set_viewport_size({"width": 600, "height": 1000})
    settle(page)
    for point in rest[half:]:
        page.mouse.move(*on_screen(page, [point])[0], steps=2)
    page.mouse.up()
    expect(page.locator("#answer")).to_have_text("3")
    assert all(ink_under(page, point) for point in on_screen(page, [first, rest[half], rest[-1]]))
    page.set_viewport_size({"width": 1000, "height": 600})  # turned
    settle(page)
    expect(page.locator("#answer")).to_have_text("3")
    assert all(ink_under(page, point) for point in on_screen(page, [first, rest[half], rest[-1]]))


@pytest.mark.parametrize("density", [1, 3])
def test_ink_is_sharp_and_under_the_pen_on_every_screen(open_page: OpenPage, density: int) -> None:
    page = open_page(device_scale_factor=density)
    ink = page.locator("#ink")
    width, height, shown = ink.evaluate("({ width, height, clientWidth }) => [width, height, clientWidth]")
    assert width == height == round(shown * density)
    assert draw(page, DIGITS[4]) == "4"
    assert all(ink_under(page, point) for stroke in DIGITS[4] for point in on_screen(page, [stroke[0], stroke[-1]]))


def test_ink_is_under_the_finger_on_a_page_that_is_scrolled(open_page: OpenPage) -> None:
    page = open_page(**SHORT_PHONE)
    page.evaluate("scrollTo(0, 60)")
    settle(page)
    assert page.evaluate("scrollY") > 20
    draw_with_finger(page, DIGITS[7])
    expect(page.locator("#answer")).to_have_text("7")
    assert all(ink_under(page, point) for point in on_screen(page, [DIGITS[7][0][0], DIGITS[7][0][-1]]))
