"""The page in a real browser, drawn on by real pointer events."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import (
    ABROAD,
    DIGITS,
    SCRIBBLE,
    draw_with_finger,
    draw_with_mouse,
    on_screen,
    touch,
    watch,
)
from kerasdl.webpage.serving import CONTENT_SECURITY_POLICY, running_page

WEB = Path(__file__).resolve().parents[2] / "web"
OpenPage = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}
PHONE_ON_ITS_SIDE = PHONE | {"viewport": {"width": 844, "height": 390}}


def answer(page: Page) -> str:
    """The answer once the frame that shows it has come."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator("#answer").inner_text()


def confidences(page: Page) -> list[int]:
    """The ten confidences, in percent."""
    return [int(page.locator(f'[data-digit="{digit}"]').get_attribute("aria-valuenow") or -1) for digit in range(10)]


def ink_pixels(page: Page) -> int:
    """How many of the drawing's pixels have ink, on the screen."""
    return page.evaluate(
        """() => {
          const ink = document.querySelector('#ink');
          const copy = new OffscreenCanvas(ink.width, ink.height).getContext('2d');
          copy.drawImage(ink, 0, 0);
          const { data } = copy.getImageData(0, 0, ink.width, ink.height);
          return data.filter((value, i) => i % 4 === 3 && value > 0).length;
        }"""
    )


@pytest.mark.parametrize("digit", DIGITS)
def test_a_digit_drawn_with_the_mouse_is_read(empty_page: OpenPage, digit: int) -> None:
    page = empty_page()
    draw_with_mouse(page, DIGITS[digit])
    assert answer(page) == str(digit)
    assert max(range(10), key=confidences(page).__getitem__) == digit


@pytest.mark.parametrize("digit", ABROAD)
def test_a_digit_is_read_in_the_styles_of_other_countries(empty_page: OpenPage, digit: int) -> None:
    page = empty_page()
    draw_with_mouse(page, ABROAD[digit])
    assert answer(page) == str(digit)


def test_the_page_says_when_it_is_not_sure(empty_page: OpenPage) -> None:
    page = empty_page()
    draw_with_mouse(page, SCRIBBLE)
    assert answer(page) == "?"
    expect(page.locator("#sure")).to_contain_text("Not sure.")
    assert max(confidences(page)) < 60
    page.locator("#clear").click()
    draw_with_mouse(page, DIGITS[3])
    assert answer(page) == "3"


@pytest.mark.parametrize("digit", [0, 1, 3, 7])
def test_a_digit_drawn_with_a_finger_on_a_phone_is_read(empty_page: OpenPage, digit: int) -> None:
    page = empty_page(**PHONE)
    draw_with_finger(page, DIGITS[digit])
    assert answer(page) == str(digit)


@pytest.mark.slow
def test_a_drawing_reads_the_same_on_every_screen_and_in_every_theme(empty_page: OpenPage) -> None:
    readings = []
    for context in ({}, {"color_scheme": "dark"}, {"device_scale_factor": 2.5}):
        page = empty_page(**context)
        draw_with_mouse(page, DIGITS[3])
        answer(page)
        readings.append(confidences(page))
    assert readings[0] == readings[1] == readings[2]


def test_the_confidences_are_ten_meters_that_sum_to_a_hundred(empty_page: OpenPage) -> None:
    page = empty_page()
    draw_with_mouse(page, DIGITS[5])
    answer(page)
    meters = page.get_by_role("meter")
    expect(meters).to_have_count(10)
    assert {(meter.get_attribute("aria-valuemin"), meter.get_attribute("aria-valuemax")) for meter in meters.all()} == {
        ("0", "100")
    }
    assert sum(confidences(page)) == pytest.approx(100, abs=5)


def test_an_empty_canvas_invites_instead_of_answering(open_page: OpenPage) -> None:
    page = open_page()
    assert answer(page) == "?"
    assert confidences(page) == [0] * 10
    expect(page.get_by_text("Draw here")).to_be_visible()
    expect(page.locator("#clear")).to_be_disabled()


def test_the_answer_changes_while_the_digit_is_being_drawn(empty_page: OpenPage) -> None:
    page = empty_page()
    first, *rest = on_screen(page, DIGITS[3][0])
    page.mouse.move(*first)
    page.mouse.down()
    readings = []
    for part in (rest[:6], rest[6:16], rest[16:]):
        for point in part:
            page.mouse.move(*point)
        assert re.fullmatch("[0-9?]", answer(page))
        readings.append(tuple(confidences(page)))
    page.mouse.up()
    assert len(set(readings)) == 3


def test_a_dot_is_ink_but_no_digit(empty_page: OpenPage) -> None:
    page = empty_page()
    draw_with_mouse(page, [[(140, 140)]])
    assert answer(page) == "?"
    expect(page.locator("#sure")).to_contain_text("Not sure.")
    assert ink_pixels(page) > 100


def test_clear_empties_the_canvas_and_undo_brings_the_drawing_back(empty_page: OpenPage) -> None:
    page = empty_page()
    draw_with_mouse(page, DIGITS[4])
    answer(page)
    before = confidences(page)
    page.locator("#clear").click()
    assert answer(page) == "?"
    assert ink_pixels(page) == 0
    page.locator("#undo").click()
    answer(page)
    assert confidences(page) == before


def test_undo_takes_the_last_stroke_alone(empty_page: OpenPage) -> None:
    page = empty_page()
    draw_with_mouse(page, DIGITS[4][:1])
    one_stroke = ink_pixels(page)
    draw_with_mouse(page, DIGITS[4][1:])
    assert ink_pixels(page) > one_stroke
    page.locator("#undo").click()
    assert ink_pixels(page) == one_stroke


def test_the_keyboard_undoes_and_clears(empty_page: OpenPage) -> None:
    page = empty_page()
    draw_with_mouse(page, DIGITS[4])
    both_strokes = ink_pixels(page)
    page.keyboard.press("Control+z")
    assert 0 < ink_pixels(page) < both_strokes
    page.keyboard.press("Escape")
    assert ink_pixels(page) == 0


def test_the_right_mouse_button_does_not_draw(empty_page: OpenPage) -> None:
    page = empty_page()
    page.locator("#ink").click(button="right")
    assert answer(page) == "?"


def test_a_stroke_continues_outside_the_canvas(open_page: OpenPage) -> None:
    page = open_page()
    draw_with_mouse(page, [[(250, 140), (320, 140), (320, 200), (250, 200)]])
    expect(page.locator("#undo")).to_be_enabled()
    page.locator("#undo").click()
    assert ink_pixels(page) == 0  # one stroke, though the pointer left and came back


def test_a_second_finger_does_not_disturb_the_first(empty_page: OpenPage) -> None:
    page = empty_page(**PHONE)
    session = page.context.new_cdp_session(page)
    start, end, elsewhere = on_screen(page, [(60, 140), (220, 140), (60, 250)])
    touch(session, "touchStart", start)
    touch(session, "touchStart", start, elsewhere)
    touch(session, "touchMove", end, elsewhere)
    touch(session, "touchEnd")
    with_two = ink_pixels(page)
    page.locator("#clear").click()
    draw_with_finger(page, [[(60, 140), (220, 140)]])
    # How wide the ink is depends on the hand's speed; a stroke of the second finger would be half as much again.
    assert ink_pixels(page) == pytest.approx(with_two, rel=0.25)


def test_the_page_does_not_move_under_a_drawing_finger(open_page: OpenPage) -> None:
    page = open_page(**PHONE | {"viewport": {"width": 390, "height": 500}})
    scrollable = page.evaluate("document.documentElement.scrollHeight > innerHeight")
    draw_with_finger(page, [[(140, 250), (140, 150), (140, 30)]])
    assert answer(page).isdigit()
    assert scrollable and page.evaluate("[scrollX, scrollY, visualViewport.scale]") == [0, 0, 1]


@pytest.mark.parametrize("context", [{}, PHONE, PHONE_ON_ITS_SIDE], ids=["desktop", "phone", "phone on its side"])
def test_all_that_matters_fits_on_the_screen(open_page: OpenPage, context: dict[str, object]) -> None:
    page = open_page(**context)
    draw_with_mouse(page, DIGITS[8])
    for what in ("#ink", "#answer", "#sure", "#seen", "#undo", "#clear", '[data-digit="0"]', '[data-digit="9"]'):
        expect(page.locator(what)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44


def test_a_screen_reader_hears_the_answer_once_the_stroke_has_ended(empty_page: OpenPage) -> None:
    page = empty_page()
    first, *rest = on_screen(page, DIGITS[1][0])
    page.mouse.move(*first)
    page.mouse.down()
    for point in rest:
        page.mouse.move(*point)
    expect(page.locator("#answer")).to_have_text(re.compile(r"\d"))
    page.wait_for_timeout(1000)
    assert page.locator("#spoken").text_content() == ""
    page.mouse.up()
    expect(page.locator("#spoken")).to_have_text(f"It reads {answer(page)}, {page.locator('#sure').inner_text()}.")


def test_what_the_network_sees_is_shown(empty_page: OpenPage) -> None:
    page = empty_page()
    draw_with_mouse(page, DIGITS[1])
    answer(page)
    greys = page.evaluate(
        "() => [...document.querySelector('#seen').getContext('2d').getImageData(0, 0, 28, 28).data]"
        ".filter((value, i) => i % 4 === 0)"
    )
    rows = [sum(greys[28 * y : 28 * y + 28]) for y in range(28)]
    assert max(greys) > 200
    assert all(rows[8:20])  # a 1 is twenty pixels high, in the middle
    assert rows[0] == rows[27] == 0


def test_the_policy_in_the_page_is_the_servers_and_blocks_inline_scripts(browser: Browser, page_url: str) -> None:
    page = browser.new_page()
    response = page.goto(page_url)
    assert response is not None
    assert response.headers["content-security-policy"].startswith(CONTENT_SECURITY_POLICY)
    meta = page.locator('meta[http-equiv="Content-Security-Policy"]')
    assert meta.get_attribute("content") == CONTENT_SECURITY_POLICY
    blocked = page.evaluate(
        """() => new Promise((resolve) => {
          addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
          const script = document.createElement('script');
          script.textContent = 'window.intruded = true';
          document.head.append(script);
          setTimeout(() => resolve('nothing'), 2000);
        })"""
    )
    assert (blocked, page.evaluate("window.intruded")) == ("script-src-elem", None)
    page.close()


def test_the_page_cannot_send_anything_to_another_origin(browser: Browser, page_url: str) -> None:
    page = browser.new_page()
    page.goto(page_url)
    with running_page(WEB) as elsewhere:
        outcome = page.evaluate("url => fetch(url, {mode: 'no-cors'}).then(() => 'sent', () => 'refused')", elsewhere)
    assert outcome == "refused"
    page.close()


@pytest.mark.parametrize("model_json", [None, "{}", "<!doctype html>"], ids=["missing", "empty", "no JSON"])
def test_a_model_that_cannot_be_read_is_named_with_what_to_do(
    browser: Browser, tmp_path: Path, model_json: str | None
) -> None:
    shutil.copytree(WEB, tmp_path / "web", ignore=shutil.ignore_patterns("model", "build"))
    if model_json is not None:
        (tmp_path / "web/model").mkdir()
        (tmp_path / "web/model/model.json").write_text(model_json)
    with running_page(tmp_path / "web") as url:
        page = browser.new_page()
        page.goto(url)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("The network could not be loaded.")
        expect(alert).to_contain_text("kerasdl web")
        expect(alert.locator("#reason")).not_to_be_empty()
        assert page.evaluate("document.documentElement.dataset.ready") is None
        page.close()


def test_the_page_works_in_a_folder_below_the_root(browser: Browser, tmp_path: Path) -> None:
    shutil.copytree(WEB, tmp_path / "site/digits", ignore=shutil.ignore_patterns("build"))
    (tmp_path / "site/index.html").write_text("")
    with running_page(tmp_path / "site") as url:
        page = browser.new_page()
        faults = watch(page, f"{url}digits/")
        page.goto(f"{url}digits/")
        page.wait_for_selector('html[data-ready="true"]')
        assert faults == []
        page.close()
