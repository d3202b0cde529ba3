"""Quiz on hard digits: the class reads what a network has read, each drawing by everybody but its writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kerasdl.config import IMAGE_SIDE
from kerasdl.errors import RoomError
from kerasdl.handwriting.room import Room

UNSURE = 10  # a vote: "I cannot tell"
MOST_QUESTIONS = 20


@dataclass(frozen=True)
class Question:
    """A drawing to read.

    Attributes:
        digit: the drawing's number in the room.
        image: uint8, (28, 28).
        label: what was asked for.
        answer: the network's.
        votes: how many people answered what: 0 to 9, or `UNSURE`.
    """

    digit: int
    image: np.ndarray
    label: int
    answer: int
    votes: Counter[int]

    @property
    def class_answer(self) -> int | None:
        """What most say; None where nobody, or most cannot tell, or two answers have as many votes."""
        most = self.votes.most_common(2)
        if not most or most[0][0] == UNSURE or (len(most) == 2 and most[0][1] == most[1][1]):
            return None
        return most[0][0]


def start(room: Room, digits: Sequence[int], answers: Sequence[int]) -> None:
    """Ask the class, in the place of an earlier quiz.

    Args:
        room: whose drawings they are.
        digits: their numbers, at most 20.
        answers: what the network reads in each.
    """
    rows = [(int(d), int(a), place) for place, (d, a) in enumerate(zip(digits, answers, strict=True))]
    with room.writing() as connection:
        connection.execute("DELETE FROM vote")
        connection.execute("DELETE FROM question")
        connection.executemany("INSERT INTO question VALUES (?, ?, ?)", rows[:MOST_QUESTIONS])


def end(room: Room) -> None:
    """Ask nothing more, and forget the votes."""
    start(room, [], [])


def open_questions(room: Room, writer: int) -> list[tuple[int, np.ndarray]]:
    """The drawings that a writer has still to read: numbers and pictures, nobody's own."""
    found = room.rows(
        "SELECT d.id, d.image FROM question q JOIN digit d ON d.id = q.digit WHERE d.writer != ? AND d.rejected = 0 "
        "AND NOT EXISTS (SELECT 1 FROM vote v WHERE v.digit = d.id AND v.writer = ?) ORDER BY q.place",
        writer,
        writer,
    )
    return [(number, _image(image)) for number, image in found]


def vote(room: Room, writer: int, digit: int, answer: int) -> None:
    """Keep a writer's answer; the first one counts.

    Raises:
        RoomError: the drawing is not asked about, or is the writer's own; or the answer is none.
    """
    if answer not in range(UNSURE + 1):
        raise RoomError(f"An answer must be 0 to {UNSURE}. Received: {answer}")
    with room.writing() as connection:
        asked = "SELECT 1 FROM question q JOIN digit d ON d.id = q.digit WHERE d.id = ? AND d.writer != ?"
        if connection.execute(asked, (digit, writer)).fetchone() is None:
            raise RoomError(f"An answer must be to a question that is open. Received: one for drawing {digit}")
        connection.execute("INSERT OR IGNORE INTO vote VALUES (?, ?, ?)", (digit, writer, answer))


def result_of(room: Room, writer: int) -> tuple[int, int, int] | None:
    """How many of a writer's questions the writer and the network have read right, and how many there were.

    Returns:
        None where a question is still open, or none was asked.
    """
    if open_questions(room, writer):
        return None
    right, network, count = room.rows(
        "SELECT SUM(v.answer = d.label), SUM(q.answer = d.label), COUNT(*) FROM vote v "
        "JOIN question q ON q.digit = v.digit JOIN digit d ON d.id = v.digit WHERE v.writer = ? AND d.rejected = 0",
        writer,
    )[0]
    return (int(right), int(network), int(count)) if count else None


def questions(room: Room) -> list[Question]:
    """All questions with the votes so far, in their order."""
    rows = room.rows(
        "SELECT d.id, d.image, d.label, q.answer FROM question q JOIN digit d ON d.id = q.digit "
        "WHERE d.rejected = 0 ORDER BY q.place"
    )
    votes: dict[int, Counter[int]] = {}
    for digit, answer, count in room.rows("SELECT digit, answer, COUNT(*) FROM vote GROUP BY digit, answer"):
        votes.setdefault(digit, Counter())[answer] = count
    return [Question(number, _image(i), label, a, votes.get(number, Counter())) for number, i, label, a in rows]


def _image(blob: bytes) -> np.ndarray:
    return np.frombuffer(blob, np.uint8).reshape(IMAGE_SIDE, IMAGE_SIDE)
