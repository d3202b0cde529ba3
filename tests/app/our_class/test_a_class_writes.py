"""A lecture: eight students write 200 digits on telephones; a network learns six hands and is judged on two."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from benchmarks.class_load import by_label
from kerasdl.handwriting.load import load_digits
from tests.support.command import run_process
from tests.support.dashboard import Server
from tests.support.phone import Phone

STUDENTS, EACH = 8, 25
PATIENCE = 300_000  # milliseconds, on a machine with other work


def show(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()


def open_room(page: Page, url: str) -> str:
    """The lecturer opens a room for 25 digits each; its code."""
    page.goto(f"{url}our-class?lang=en")
    page.get_by_label("Title", exact=True).fill("Signals 101")
    page.keyboard.press("Enter")
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("stSliderThumbValue").get_by_text(str(EACH), exact=True).wait_for()
    page.wait_for_timeout(1_500)  # a slider tells the server what it shows when it has rested for a moment
    page.get_by_role("button", name="Open the room").click()
    page.get_by_role("tab", name="How it is read").wait_for()
    page.wait_for_url(re.compile("room=[a-z0-9]{5}"))
    return page.url.split("room=")[1][:5]


def write_all(phones: list[Phone], drawings: dict[int, list], rng: np.random.Generator) -> None:
    """Everybody writes in turn; the third student leaves in the middle of a digit, and comes back at the end."""

    def write(phone: Phone, left: int) -> None:
        some = drawings[phone.asked()]
        phone.write(some[rng.integers(len(some))])
        phone.send()
        phone.page.get_by_text(re.compile(rf"^(還剩 )?{left} ")).wait_for()

    for left in range(EACH - 1, 0, -1):
        for number, phone in enumerate(phones):
            if (number, left) == (2, EACH // 2):
                phone.write(drawings[phone.asked()][0])
                phone.leave()
            if number != 2 or left > EACH // 2:
                write(phone, left)
    phones[2].open()
    phones[2].page.get_by_text(f"{EACH // 2 + 1} of {EACH} left").wait_for()
    for left in range(EACH // 2, 0, -1):
        write(phones[2], left)
    phones[0].page.tap("#back")
    phones[0].page.get_by_text(f"2 of {EACH} left").wait_for()
    write(phones[0], 1)
    for phone in phones:
        phone.write(drawings[phone.asked()][1])
        phone.send()
        phone.page.locator("#done").wait_for()


@pytest.mark.slow
def test_eight_students_write_and_a_network_learns_six_hands_and_is_judged_on_two(
    browser: Browser, dashboard: Server, tmp_path: Path
) -> None:
    drawings, rng = by_label(0), np.random.default_rng(0)
    lecturer = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="en-US")
    lecturer.set_default_timeout(PATIENCE)
    page = lecturer.new_page()
    code = open_room(page, dashboard.url)
    kinds = [("en-US", "light"), ("zh-TW", "dark"), ("en-US", "dark"), ("zh-TW", "light")]
    phones = [Phone(browser, f"{dashboard.url}c/{code}", *kinds[n % 4]) for n in range(STUDENTS)]
    for number, phone in enumerate(phones):
        phone.page.fill("#nickname", f"student {number}")
        phone.page.tap("#begin")
        phone.page.locator("#draw").wait_for()
        phone.page.screenshot(path=tmp_path / f"telephone_{number}.png")
    write_all(phones, drawings, rng)
    assert [phone.faults for phone in phones] == [[]] * STUDENTS

    value = page.get_by_test_id("stMetricValue")
    value.get_by_text("200", exact=True).wait_for()
    value.get_by_text("8", exact=True).wait_for()
    page.locator(".mosaic button").nth(199).wait_for()
    value.get_by_text(re.compile(r"\d %$")).wait_for()
    phones[0].page.locator("#reading").get_by_text(re.compile("The network reads \\d+ of your 25 digits")).wait_for()
    page.screenshot(path=tmp_path / "hall.png")
    others_cannot_open_it(browser, page.url)

    show(page, "Learn from it")
    page.get_by_text(
        re.compile("Learned: 6 people's hands, 1\\d\\d digits. Held out to judge: 2 people's, 50 digits")
    ).wait_for()
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("Learned our class").wait_for()
    page.get_by_text(re.compile("^Now read right")).wait_for()
    page.screenshot(path=tmp_path / "learned.png")
    (card,) = dashboard.home.glob("saved_models/.runs/*/model/card.json")
    writers = json.loads(card.read_text())["data"][0]["writers"]
    assert len(writers["learned"]) == 6 and len(writers["held_out"]) == 2

    show(page, "Keep")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="NPZ, like MNIST's").click()
    waiting.value.save_as(tmp_path / "class.npz")
    assert len(load_digits(tmp_path / "class.npz").test) == 50
    trained = run_process(
        *("train", "--also", "class.npz", "--epochs", "1", "--out", "with_class", "--json"), cwd=tmp_path
    )
    assert trained.returncode == 0, trained.stderr
    result = json.loads(trained.stdout.splitlines()[-1])
    assert result["also"]["count"] == 50 and result["also"]["accuracy"] > 0.7 and result["test_accuracy"] > 0.94
    for context in (lecturer, *(phone.context for phone in phones)):
        context.close()


def others_cannot_open_it(browser: Browser, board: str) -> None:
    """A student who has the board's address, which has no key in it, is shown the door to the room."""
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(board)
    page.get_by_text("This room is its lecturer's").wait_for(timeout=PATIENCE)
    assert "key" not in board and page.locator(".mosaic").count() == 0
    context.close()


def test_a_room_is_opened_left_and_deleted_by_its_lecturer_alone(open_app: Callable) -> None:
    app = open_app("our_class")
    app.button(key="room_open").click().run()
    code = app.query_params["room"][0] if isinstance(app.query_params["room"], list) else app.query_params["room"]
    assert not app.exception and "room_key" not in app.query_params
    stranger = open_app("our_class", room=code)
    assert "lecturer's" in stranger.warning[0].value and not stranger.tabs
    from app.room_server import rooms

    key = rooms().get(code).about.key
    assert open_app("our_class", room=code, room_key="wrong").warning
    colleague = open_app("our_class", room=code, room_key=key)
    assert colleague.tabs and "room_key" not in colleague.query_params
    app.button(key="room_leave").click().run()
    assert app.button(key=f"room_{code}") and "room" not in app.query_params
