"""Room: the digits that a class writes, with their strokes and writers, in one SQLite file.

Each change is on the disk before the call returns (write-ahead log, `synchronous=FULL`), so a process that is killed at any
moment loses nothing that was acknowledged. One thread at a time uses a room's connection; other processes may read the file.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from kerasdl.errors import RoomError
from kerasdl.handwriting.records import About, ClassDigits, Writer, class_digits_of, writer_of
from kerasdl.handwriting.room_file import DIGITS, SCHEMA, connect, read_about
from kerasdl.handwriting.strokes import Strokes

MOST_WRITERS = 300
IDLE = 120.0  # seconds after which a writer who has drawn nothing may make room for another
MOST_NICKNAME = 24  # characters
WRITERS = "SELECT id, nickname, right, judged, rank FROM writer"


class Room:
    """An open room. Threads may share it.

    Args:
        file: of a room that is there.

    Raises:
        RoomError: it cannot be opened, or is no room.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.RLock()
        self._connection = connect(file)
        self._about = read_about(self._connection, file)

    @classmethod
    def create(cls, file: Path, *, title: str = "", asked: int = 20, keep_days: int = 14) -> Self:
        """Make a room's file, which only its user may read.

        Args:
            file: must not be there yet; its name is the room's code.
            title, asked, keep_days: see `About`.

        Raises:
            RoomError: it is there, or cannot be written.
        """
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            connection = sqlite3.connect(file)
            try:
                connection.executescript("PRAGMA journal_mode = WAL;" + SCHEMA)
                values = (file.stem, secrets.token_urlsafe(16), title[:80], asked, keep_days, time.time())
                connection.execute("INSERT INTO about VALUES (?, ?, ?, ?, ?, ?, 0)", values)
                connection.commit()
            finally:
                connection.close()
        except (OSError, sqlite3.Error) as error:
            raise RoomError(f"A room's file must be new and writable. Received: {file} ({error})") from None
        return cls(file)

    @property
    def about(self) -> About:
        return self._about

    def close_connection(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def set_closed(self, closed: bool) -> None:
        """Take no more drawings, or take them again."""
        with self.writing() as connection:
            connection.execute("UPDATE about SET closed = ?", (int(closed),))
        self._about = replace(self._about, closed=closed)

    def grant(self, visitor: str) -> None:
        """Make a visitor one of the room's lecturers."""
        with self.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO owner VALUES (?)", (visitor,))

    def is_owner(self, visitor: str) -> bool:
        """Whether a visitor is one of its lecturers."""
        return bool(self.rows("SELECT 1 FROM owner WHERE visitor = ?", visitor))

    def join(self, nickname: str = "") -> tuple[str, Writer]:
        """Take in a new writer.

        Args:
            nickname: at most 24 characters; what is not printable in it is left out.

        Returns:
            A token that the writer's drawings come with, and the writer.

        Raises:
            RoomError: the room is closed or full.
        """
        name = "".join(c for c in " ".join(nickname.split()) if c.isprintable())[:MOST_NICKNAME]
        token = secrets.token_urlsafe(12)
        with self.writing() as connection:
            self._check_open()
            if _count_writers(connection) >= MOST_WRITERS:  # who came and drew nothing makes room
                empty = "created < ? AND id NOT IN (SELECT writer FROM digit)"
                connection.execute(f"DELETE FROM writer WHERE {empty}", (time.time() - IDLE,))
            if _count_writers(connection) >= MOST_WRITERS:
                raise RoomError(f"A room must have at most {MOST_WRITERS} writers. Received: one more")
            values = (token, name, time.time())
            added = connection.execute("INSERT INTO writer (token, nickname, created) VALUES (?, ?, ?)", values)
        return token, Writer(int(added.lastrowid or 0), name)

    def writer_of(self, token: str) -> Writer | None:
        """The writer who has a token."""
        found = self.rows(f"{WRITERS} WHERE token = ?", token)
        return writer_of(found[0]) if found else None

    def writers(self) -> list[Writer]:
        """All writers, in the order of coming."""
        return [writer_of(row) for row in self.rows(f"{WRITERS} ORDER BY id")]

    def asked_of(self, writer: int) -> list[int]:
        """The labels that a writer is still asked for, in the writer's own random order."""
        return self._left(writer, [row[0] for row in self.rows("SELECT label FROM digit WHERE writer = ?", writer)])

    def _left(self, writer: int, drawn: Sequence[int]) -> list[int]:
        """What is left of a writer's order when some labels are drawn: each of the ten before any comes again."""
        rng = np.random.default_rng([writer, *self._about.code.encode()])
        blocks = [rng.permutation(10) for _ in range(-(-self._about.asked // 10))]
        order: list[int] = np.concatenate(blocks)[: self._about.asked].tolist()
        for label in drawn:
            with suppress(ValueError):
                order.remove(label)
        return order

    def add(self, writer: int, drawing: str, label: int, strokes: Strokes, image: np.ndarray) -> int:
        """Keep a drawing; the same one again is the same.

        Args:
            writer: a writer's number.
            drawing: the writer's own name for the drawing.
            label: the digit that was asked for.
            strokes: see `strokes.check_strokes`.
            image: uint8, (28, 28), the drawing as a network sees it.

        Returns:
            The drawing's number in the room.

        Raises:
            RoomError: the room is closed, or the writer was not asked for this digit any more.
        """
        with self.writing() as connection:
            same = "SELECT id FROM digit WHERE writer = ? AND drawing = ?"
            if found := connection.execute(same, (writer, drawing)).fetchone():
                return int(found[0])
            self._check_open()
            drawn = [row[0] for row in connection.execute("SELECT label FROM digit WHERE writer = ?", (writer,))]
            if label not in self._left(writer, drawn):
                raise RoomError(f"A drawing must be of a digit that is still asked for. Received: one more {label}")
            values = (writer, drawing, label, json.dumps(strokes), image.tobytes(), time.time())
            added = connection.execute(
                "INSERT INTO digit (writer, drawing, label, strokes, image, created) VALUES (?, ?, ?, ?, ?, ?)", values
            )
        return int(added.lastrowid or 0)

    def take_back(self, writer: int, drawing: str) -> None:
        """Remove a writer's own drawing; one that is not there is removed already."""
        with self.writing() as connection:
            self._check_open()
            number = "(SELECT id FROM digit WHERE writer = ? AND drawing = ?)"
            for table in ("question", "vote"):
                connection.execute(f"DELETE FROM {table} WHERE digit = {number}", (writer, drawing))
            connection.execute("DELETE FROM digit WHERE writer = ? AND drawing = ?", (writer, drawing))

    def reject(self, digit: int, rejected: bool = True) -> None:
        """Leave a drawing out of everything, or take it in again."""
        with self.writing() as connection:
            connection.execute("UPDATE digit SET rejected = ? WHERE id = ?", (int(rejected), digit))

    def counts(self) -> tuple[int, int]:
        """How many people have drawn, and how many digits there are that are not rejected."""
        row = self.rows("SELECT COUNT(DISTINCT writer), COUNT(*) FROM digit WHERE rejected = 0")[0]
        return int(row[0]), int(row[1])

    def version(self) -> str:
        """A text that changes whenever the digits do."""
        row = self.rows("SELECT COUNT(*), MAX(id), SUM(rejected), SUM(id * rejected) FROM digit")[0]
        return "-".join(str(value or 0) for value in row)

    def digits(self) -> ClassDigits:
        """All of its digits, rejected ones too, oldest first.

        Raises:
            RoomError: the file is damaged.
        """
        try:
            return class_digits_of(self.rows(DIGITS))
        except ValueError as error:
            raise RoomError(f"A room's file must be whole. Received: {self.file} ({error})") from None

    def publish(self, right: dict[int, tuple[int, int]], ranks: dict[int, str]) -> None:
        """Have each writer know how a network reads their hand, and nobody else.

        Args:
            right: for each writer's number, how many of how many digits are read right.
            ranks: "best" and "worst", by the writers' numbers.
        """
        rows = [(good, of, ranks.get(writer, ""), writer) for writer, (good, of) in right.items()]
        with self.writing() as connection:
            connection.execute("UPDATE writer SET right = NULL, judged = NULL, rank = NULL")
            connection.executemany("UPDATE writer SET right = ?, judged = ?, rank = ? WHERE id = ?", rows)

    def _check_open(self) -> None:
        if self._about.closed:
            raise RoomError("A room must be open for drawings. Received: one for a room that is closed")

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self._using() as connection:
            return connection.execute(query, values).fetchall()

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise RoomError(f"A room's file must be whole and writable. Received: {self.file} ({error})") from None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: on the disk when the block has ended well, undone where it has not."""
        with self._using() as connection:
            if not self.file.exists():  # SQLite would write on, to a file that nobody can open any more
                raise RoomError(f"A room must still be there. Received: {self.file.stem}, which was deleted")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _count_writers(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT COUNT(*) FROM writer").fetchone()[0])
