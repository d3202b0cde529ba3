"""SQLite file of a room: its tables, opened and checked."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kerasdl.data.mnist import Digits
from kerasdl.errors import DataError, RoomError
from kerasdl.handwriting.records import About, class_digits_of

APPLICATION = 0x6B64_726D  # "kdrm": SQLite's application_id of a room
VERSION = 1
BUSY = 10.0  # seconds that a reader or writer waits for another process
# Pages are overwritten when a row is deleted, and what another person put into a schema is not run.
SETTINGS = ("synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF")

SCHEMA = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE about (
  code TEXT, key TEXT, title TEXT, asked INTEGER, keep_days INTEGER, created REAL, closed INTEGER DEFAULT 0
);
CREATE TABLE owner (visitor TEXT PRIMARY KEY);
CREATE TABLE writer (
  id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT UNIQUE, nickname TEXT, created REAL,
  right INTEGER, judged INTEGER, rank TEXT
);
CREATE TABLE digit (
  id INTEGER PRIMARY KEY AUTOINCREMENT, writer INTEGER REFERENCES writer, drawing TEXT, label INTEGER, strokes TEXT,
  image BLOB, created REAL, rejected INTEGER DEFAULT 0, UNIQUE (writer, drawing)
);
CREATE TABLE question (digit INTEGER PRIMARY KEY, answer INTEGER, place INTEGER);
CREATE TABLE vote (digit INTEGER, writer INTEGER, answer INTEGER, PRIMARY KEY (digit, writer));
"""
DIGITS = "SELECT id, image, label, writer, rejected, created FROM digit ORDER BY id"


def is_room(start: bytes) -> bool:
    """Whether a file that starts so is a room's."""
    return start.startswith(b"SQLite format 3\0") and start[68:72] == APPLICATION.to_bytes(4)


def read_room_digits(file: Path) -> Digits:
    """The digits of a room's file that are not rejected.

    Raises:
        DataError: it is no room, or damaged.
    """
    try:
        connection = connect(file)
        try:
            read_about(connection, file)
            return class_digits_of(connection.execute(DIGITS).fetchall()).kept.digits
        finally:
            connection.close()
    except RoomError as error:
        raise DataError(str(error)) from None
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise DataError(f"A room's file must be whole. Received: {file} ({error})") from None


def connect(file: Path) -> sqlite3.Connection:
    """Open a room's file.

    Raises:
        RoomError: it cannot be opened.
    """
    try:
        if not file.is_file():
            raise FileNotFoundError("no such file")
        connection = sqlite3.connect(file, timeout=BUSY, isolation_level=None, check_same_thread=False)
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        return connection
    except (OSError, sqlite3.Error) as error:
        raise RoomError(f"A room must be a file that can be opened. Received: {file} ({error})") from None


def read_about(connection: sqlite3.Connection, file: Path) -> About:
    """What a room's file says of the room.

    Raises:
        RoomError: it is no room's, or damaged.
    """
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application == APPLICATION and version == VERSION:
            row = connection.execute("SELECT code, key, title, asked, keep_days, created, closed FROM about").fetchone()
            code, key, title, asked, keep_days, created, closed = row
            return About(code, key, title, asked, keep_days, created, bool(closed))
    except (sqlite3.Error, TypeError) as error:
        raise RoomError(f"A room's file must be whole. Received: {file} ({error})") from None
    raise RoomError(
        f"A room must be a file that kerasdl made. Received: {file}, which is another, or of another version"
    )
