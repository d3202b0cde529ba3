"""The tabs of a room that has digits, in each language."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.our_class import class_answers
from app.room_server import rooms
from app.state.language import Texts
from kerasdl.data.mnist import Mnist
from kerasdl.handwriting.room import Room
from tests.support.dashboard import text_of

TABS = ("room", "reading", "goodness", "training", "quiz", "keeping")


@pytest.fixture
def room(empty_home: object, mnist: Mnist) -> Room:
    """Four writers of ten digits each; one is rejected, one is a 3 where a 5 was asked for."""
    made = rooms().create(title="Signals 101", asked=10)
    for writer in range(4):
        number = made.join()[1].id
        for n, label in enumerate(made.asked_of(number)):
            shown = 3 if (writer, label) == (1, 5) else label
            image = mnist.test.images[np.flatnonzero(mnist.test.labels == shown)[writer]]
            made.add(number, f"drawing-{n}", label, [[[0.0, 0.0], [99.0, 99.0]]], image)
    made.reject(1)
    return made


def open_tab(open_app: Callable[..., AppTest], room: Room, tab: str, lang: str) -> AppTest:
    app = open_app("our_class", room=room.about.code, room_key=room.about.key, lang=lang)
    app.session_state["our_class_tab"] = Texts("our_class", lang)(f"tab_{tab}")
    return app.run()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("tab", TABS)
def test_a_tab_is_drawn_without_a_fault(open_app: Callable[..., AppTest], room: Room, tab: str, lang: str) -> None:
    app = open_tab(open_app, room, tab, lang)
    assert not app.exception and not app.error


def test_each_writer_is_told_as_soon_as_the_board_has_been_drawn(open_app: Callable[..., AppTest], room: Room) -> None:
    app = open_tab(open_app, room, "room", "en")
    assert [metric.value for metric in app.metric][:2] == ["4", "39"]
    told = room.writers()
    assert [writer.judged for writer in told] == [9, 10, 10, 10] and told[1].right == 9 and told[1].rank == "worst"


def test_what_no_network_reads_is_shown(open_app: Callable[..., AppTest], room: Room) -> None:
    assert "**1** digits are read right by none of the 1 networks" in text_of(open_tab(open_app, room, "reading", "en"))


def test_digits_that_arrive_while_a_page_is_drawn_belong_to_the_next_moment(room: Room) -> None:
    now = class_answers.snapshot(room)
    writer = room.join()[1].id
    room.add(
        writer, "drawing-0", room.asked_of(writer)[0], [[[0.0, 0.0], [99.0, 99.0]]], np.full((28, 28), 9, np.uint8)
    )
    later = class_answers.snapshot(room)
    assert len(now.kept) == 39 and len(later.kept) == 40 and now.name != later.name
