"""The telephones' page in a browser: in each of its states nothing is cut off, too small to touch, or inaccessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kerasdl.data.mnist import Mnist
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.rooms import Rooms
from tests.support.axe import faults
from tests.support.layout import CUT_OFF, SMALL_TARGETS
from tests.support.marks import rest_slow
from tests.support.phone import Phone
from tests.support.phone_states import states
from tests.support.room_server import running_room_server

EXPECTED = ("ERR_INTERNET_DISCONNECTED", "status of 404", "status of 403")  # a state's own


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    return Rooms(tmp_path / "rooms")


@pytest.fixture
def room(rooms: Rooms, mnist: Mnist) -> Room:
    made = rooms.create(title="Signals and systems 101, autumn", asked=2)
    writer = made.join()[1].id
    made.add(writer, "drawing-0", made.asked_of(writer)[0], [[[0.0, 0.0], [99.0, 99.0]]], mnist.test.images[8])
    return made


@pytest.fixture
def server(rooms: Rooms) -> Iterator[str]:
    with running_room_server(rooms) as url:
        yield url


@pytest.mark.parametrize(
    ("locale", "scheme"), rest_slow([("en-US", "light"), ("zh-TW", "dark"), ("en-US", "dark"), ("zh-TW", "light")])
)
def test_no_state_of_the_page_has_a_fault(browser: Browser, server: str, room: Room, locale: str, scheme: str) -> None:
    phone = Phone(browser, f"{server}c/{room.about.code}", locale, scheme)
    found = []
    for state in states(phone, room):
        all_faults = [*phone.page.evaluate(CUT_OFF), *phone.page.evaluate(SMALL_TARGETS), *faults(phone.page)]
        found += [f"{state}: {fault}" for fault in all_faults]
    phone.context.close()
    assert found == []
    assert [fault for fault in phone.faults if not any(part in fault for part in EXPECTED)] == []


def test_a_room_that_is_closed_says_so_before_one_joins(browser: Browser, server: str, room: Room) -> None:
    room.set_closed(True)
    phone = Phone(browser, f"{server}c/{room.about.code}")
    expect(phone.page.get_by_text("The room is closed. Your lecturer can open it again")).to_be_visible()
    expect(phone.page.locator("#begin")).to_be_hidden()
    phone.page.tap("#language")
    expect(phone.page.get_by_text("教室已關閉")).to_be_visible()
    phone.context.close()


def test_who_comes_back_is_not_asked_to_begin_while_the_server_is_out_of_reach(
    browser: Browser, server: str, room: Room
) -> None:
    phone = Phone(browser, f"{server}c/{room.about.code}")
    phone.page.tap("#begin")
    expect(phone.page.locator("#draw")).to_be_visible()
    phone.context.route("**/me", lambda route: route.abort())
    phone.page.reload()
    expect(phone.page.locator("#connecting")).to_be_visible()
    expect(phone.page.locator("#start")).to_be_hidden()
    phone.context.unroute("**/me")
    expect(phone.page.locator("#draw")).to_be_visible(timeout=10_000)
    phone.context.close()
