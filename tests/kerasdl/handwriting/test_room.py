"""A room: what it asks, takes, refuses and forgets; nothing that it acknowledged is lost when its process is killed."""

from __future__ import annotations

import csv
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from kerasdl.errors import PictureError, RoomError
from kerasdl.handwriting import quiz
from kerasdl.handwriting.export import export_room
from kerasdl.handwriting.judging import best_and_worst, hardest, read_by_none, right_by_writer
from kerasdl.handwriting.load import load_digits
from kerasdl.handwriting.room import MOST_WRITERS, Room
from kerasdl.handwriting.rooms import CODE, Rooms
from kerasdl.handwriting.strokes import check_strokes, draw_strokes

STROKES = [[[100.0, 40.0], [120.0, 200.0], [180.0, 210.0, 20.0]]]
IMAGE = np.full((28, 28), 7, np.uint8)


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    return Rooms(tmp_path / "rooms")


@pytest.fixture
def room(rooms: Rooms) -> Room:
    return rooms.create(title="Signals", asked=20)


def draw_all(room: Room, image: np.ndarray = IMAGE) -> int:
    """A new writer, who draws all that is asked for."""
    writer = room.join()[1].id
    for n, label in enumerate(room.asked_of(writer)):
        room.add(writer, f"drawing-{n}", label, STROKES, image)
    return writer


def test_each_digit_is_asked_before_any_comes_again_in_an_order_of_each_writers_own(room: Room) -> None:
    orders = [room.asked_of(room.join()[1].id) for _ in range(4)]
    for order in orders:
        assert sorted(order[:10]) == sorted(order[10:]) == list(range(10))
    assert len({tuple(order) for order in orders}) == 4


def test_a_drawing_is_kept_once_however_often_it_is_sent_and_can_be_taken_back(room: Room) -> None:
    token, writer = room.join("  Ada\u202e \n Lovelace ")
    assert writer.nickname == "Ada Lovelace" and room.writer_of(token) == writer and room.writer_of("") is None
    first = room.asked_of(writer.id)[0]
    numbers = {room.add(writer.id, "drawing-1", first, STROKES, IMAGE) for _ in range(3)}
    assert len(numbers) == 1 and room.counts() == (1, 1) and len(room.asked_of(writer.id)) == 19
    other = room.join()[1].id
    room.take_back(other, "drawing-1")
    assert room.counts() == (1, 1)
    room.take_back(writer.id, "drawing-1")
    assert room.counts() == (0, 0) and sorted(room.asked_of(writer.id)) == sorted([*range(10), *range(10)])


def test_more_of_a_digit_than_was_asked_for_is_refused(room: Room) -> None:
    writer = draw_all(room)
    assert room.asked_of(writer) == []
    with pytest.raises(RoomError, match="still asked for. Received: one more 3"):
        room.add(writer, "drawing-x", 3, STROKES, IMAGE)


def test_a_closed_room_takes_nothing_and_opens_again(room: Room) -> None:
    writer = room.join()[1].id
    room.set_closed(True)
    for refused in (room.join, lambda: room.add(writer, "drawing-1", 1, STROKES, IMAGE)):
        with pytest.raises(RoomError, match="closed"):
            refused()
    assert Room(room.file).about.closed
    room.set_closed(False)
    room.add(writer, "drawing-1", 1, STROKES, IMAGE)


def test_a_full_room_says_so_and_those_who_drew_nothing_make_room(room: Room) -> None:
    for _ in range(MOST_WRITERS):
        room.join()
    with pytest.raises(RoomError, match="at most 300 writers"):
        room.join()
    with room.writing() as connection:
        connection.execute("UPDATE writer SET created = ?", (time.time() - 1_000,))
    room.join()


def test_a_rejected_digit_counts_nowhere_until_it_is_taken_in_again(room: Room) -> None:
    draw_all(room)
    before = room.version()
    room.reject(3)
    assert room.counts() == (1, 19) and len(room.digits().kept) == 19 and room.version() != before
    room.reject(3, False)
    assert room.counts() == (1, 20) and room.version() == before


def test_rooms_are_kept_apart_found_by_code_and_deleted_for_good(rooms: Rooms, room: Room) -> None:
    other = rooms.create(title="Another")
    draw_all(room)
    assert other.counts() == (0, 0) and CODE.fullmatch(room.about.code)
    assert [each.about.code for each in rooms.all()] == [other.about.code, room.about.code]
    assert rooms.find(room.about.code) is room and rooms.find("../x") is None and rooms.find("abcde") is None
    if os.name == "posix":
        assert stat.S_IMODE(room.file.stat().st_mode) == 0o600
    rooms.delete(room.about.code)
    assert list(rooms.home.glob(f"{room.about.code}*")) == [] and rooms.find(room.about.code) is None
    with pytest.raises(RoomError):
        room.join()


def test_a_room_whose_days_are_over_is_deleted_before_another_is_opened(rooms: Rooms, room: Room) -> None:
    with room.writing() as connection:
        connection.execute("UPDATE about SET created = created - 15 * 86400")
    again = Rooms(rooms.home)
    again.create()
    assert not room.file.exists()


def test_threads_that_draw_at_once_lose_nothing(room: Room) -> None:
    threads = [threading.Thread(target=draw_all, args=(room,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert room.counts() == (8, 160)


WRITER = """
import sys, numpy as np
from pathlib import Path
from kerasdl.handwriting.room import Room
room = Room(Path(sys.argv[1]))
while True:
    writer = room.join()[1].id
    for n, label in enumerate(room.asked_of(writer)):
        print(room.add(writer, f"drawing-{n}", label, [[[0, 0], [99, 99]]], np.full((28, 28), 7, np.uint8)), flush=True)
"""


@pytest.mark.parametrize("seconds", [0.05, 0.31])
def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged(room: Room, seconds: float) -> None:
    command = [sys.executable, "-c", WRITER, str(room.file)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline())]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    acknowledged += [int(line) for line in process.stdout.read().split("\n")[:-1]]
    process.wait(20)
    room.close_connection()
    found = Room(room.file).digits()
    assert set(acknowledged) <= set(found.ids.tolist()) and (found.digits.images == 7).all()


def test_each_writer_alone_is_told_how_the_own_hand_is_read(room: Room) -> None:
    tokens = [room.join()[0] for _ in range(3)]
    right = {1: (9, 10), 2: (10, 10), 3: (2, 10)}
    room.publish(right, best_and_worst(right))
    found = [room.writer_of(token) for token in tokens]
    assert [each and (each.right, each.judged, each.rank) for each in found] == [
        (9, 10, ""),
        (10, 10, "best"),
        (2, 10, "worst"),
    ]


def test_hands_are_compared_only_where_they_differ_and_have_enough_digits() -> None:
    assert best_and_worst({1: (5, 5), 2: (7, 7)}) == {}
    assert best_and_worst({1: (0, 2), 2: (5, 6), 3: (6, 6)}) == {3: "best", 2: "worst"}


def test_what_no_network_reads_and_what_is_hardest() -> None:
    labels, writers = np.array([0, 1, 2]), np.array([4, 4, 9])
    first, second = np.full((3, 10), 0.01), np.full((3, 10), 0.01)
    first[[0, 1, 2], [0, 7, 5]], second[[0, 1, 2], [1, 1, 5]] = 0.9, 0.9
    first[2, 2] = 0.05
    assert right_by_writer(first, labels, writers) == {4: (1, 2), 9: (0, 1)}
    assert read_by_none([first, second], labels).tolist() == [2]
    assert hardest([first], labels, 2).tolist() == [1, 2]


def test_a_quiz_asks_everybody_but_the_writer_and_counts_the_first_answer(room: Room) -> None:
    author, other = draw_all(room), room.join()[1].id
    third = room.join()[1].id
    labels = room.digits().digits.labels
    quiz.start(room, [2, 1], [5, int(labels[0])])
    assert quiz.open_questions(room, author) == [] and [n for n, _ in quiz.open_questions(room, other)] == [2, 1]
    quiz.vote(room, other, 2, 3)
    quiz.vote(room, other, 2, 4)
    quiz.vote(room, third, 2, quiz.UNSURE)
    for digit, writer, answer in ((9, other, 1), (2, author, 1), (2, other, 11)):
        with pytest.raises(RoomError):
            quiz.vote(room, writer, digit, answer)
    asked = quiz.questions(room)
    assert asked[0].votes == {3: 1, quiz.UNSURE: 1} and asked[0].class_answer is None
    quiz.vote(room, room.join()[1].id, 2, 3)
    assert quiz.questions(room)[0].class_answer == 3 and len(quiz.open_questions(room, other)) == 1
    quiz.end(room)
    assert quiz.questions(room) == [] and quiz.open_questions(room, third) == []


def test_an_export_leaves_out_what_is_rejected_and_says_so_in_the_csv(room: Room, tmp_path: Path) -> None:
    room.join("=cmd()")
    for n, label in enumerate(room.asked_of(1)):
        room.add(1, f"drawing-{n}", label, STROKES, IMAGE)
    draw_all(room)
    room.reject(5)
    archive, folder, table = export_room(room, tmp_path / "out")
    assert sum(len(part) for part in vars(load_digits(archive)).values()) == 39
    assert len(list(folder.rglob("*.png"))) == 39
    with table.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 40 and [row["number"] for row in rows if row["rejected"] == "1"] == ["5"]
    assert rows[0]["nickname"] == "'=cmd()" and rows[0]["strokes"].startswith("[[[100.0, 40.0]")


def test_an_empty_room_has_nothing_to_export(room: Room, tmp_path: Path) -> None:
    with pytest.raises(RoomError, match="which has none"):
        export_room(room, tmp_path)


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        [[]],
        [[[1, 2], [3]]],
        [[["a", 2]]],
        [[[float("nan"), 2]]],
        [[[1e9, 2]]],
        [[[10, 10, 500]]],
        [[[True, 2]]],
        [[[10, 10], [12, 12]]],
        [[[0, 0], [100, 100]]] * 61,
        [[[0, 0], [100, 100]] * 2_001],
        [[[-100, 0], [-20, 0]]],
    ],
)
def test_a_drawing_that_is_broken_giant_or_a_dot_is_one_line(given: object) -> None:
    with pytest.raises(PictureError) as raised:
        check_strokes(given)
    assert "\n" not in str(raised.value) and "Received" in str(raised.value)


def test_ink_is_as_wide_as_its_points_say_and_stays_on_the_paper() -> None:
    ink = draw_strokes(check_strokes([[[140, 20, 30], [140, 140, 30], [140, 260, 30]]]))
    assert ink.shape == (280, 280) and ink.dtype == np.uint8
    assert np.count_nonzero(ink[140] > 127) == 30 and np.isclose(ink[140].nonzero()[0].mean(), 139.5, atol=0.6)
    assert 240 + 28 <= np.count_nonzero(ink[:, 140] > 127) <= 240 + 32
