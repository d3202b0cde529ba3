"""Every state of the telephones' page, one after another."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from benchmarks.support.drawing import DIGITS
from kerasdl.handwriting import quiz
from kerasdl.handwriting.room import Room
from tests.support.phone import Phone


def states(phone: Phone, room: Room) -> Iterator[str]:
    """Bring a telephone that shows a room's page into each state, and name it.

    Args:
        phone: has just opened the page.
        room: asks for two digits; another writer has drawn one.
    """
    page = phone.page
    expect(page.locator("#start")).to_be_visible()
    yield "nickname"
    page.fill("#nickname", "Ada")
    page.tap("#begin")
    expect(page.locator("#draw")).to_be_visible()
    yield "asked"
    yield from _drawing(phone)
    yield from _quiz(phone, room)
    room.set_closed(True)
    expect(page.locator("#back")).to_be_hidden(timeout=10_000)
    yield "closed"
    yield from _refused(phone, room)


def _drawing(phone: Phone) -> Iterator[str]:
    page = phone.page
    phone.write(DIGITS[phone.asked()])
    yield "drawing"
    phone.send()
    expect(page.locator("#back")).to_be_visible()
    page.tap("#back")
    expect(page.locator("#back")).to_be_hidden()
    yield "taken back"
    phone.context.set_offline(True)
    phone.write(DIGITS[phone.asked()])
    phone.send()
    expect(page.locator("#sending")).not_to_be_empty()
    yield "waiting to be sent"
    phone.context.set_offline(False)
    expect(page.locator("#sending")).to_be_empty(timeout=10_000)
    phone.write(DIGITS[phone.asked()])
    phone.send()
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("#sending")).to_be_empty()
    yield "all done"


def _quiz(phone: Phone, room: Room) -> Iterator[str]:
    page, writers = phone.page, room.writers()
    room.publish({writer.id: (1, 2) for writer in writers}, {writers[-1].id: "worst"})
    expect(page.locator("#reading")).to_contain_text("2", timeout=10_000)
    yield "own reading"
    quiz.start(room, [1], [7])
    expect(page.locator("#quiz")).to_be_visible(timeout=10_000)
    yield "quiz question"
    page.locator("#answers button").nth(7).tap()
    expect(page.locator("#reading p")).to_have_count(3)
    yield "quiz answered"


def _refused(phone: Phone, room: Room) -> Iterator[str]:
    page = phone.page
    room.set_closed(False)
    with room.writing() as connection:
        connection.execute("DELETE FROM writer")
    expect(page.locator("#start")).to_be_visible(timeout=10_000)
    expect(page.locator("#error")).to_be_visible()
    yield "forgotten"
    room.set_closed(True)
    page.reload()
    expect(page.locator("#done")).to_be_visible()
    yield "closed before one came"
    page.goto(phone.address.replace(room.about.code, "aaaaa"))
    expect(page.locator("#error")).to_be_visible()
    yield "unknown room"
    page.goto(phone.address.removesuffix(room.about.code))
    yield "a code is asked for"
    page.fill("#code", "zzz")
    page.locator("#entrance button").tap()
    expect(page.locator("#error")).to_be_visible()
    yield "a code that is none"
