"""Rooms of this machine: a folder of room files, made, found, listed, deleted."""

from __future__ import annotations

import re
import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path

from kerasdl.errors import RoomError
from kerasdl.handwriting.records import About
from kerasdl.handwriting.room import Room
from kerasdl.models.store import MODELS

HOME = MODELS / ".rooms"
SUFFIX = ".room"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none is taken for another
CODE = re.compile(rf"[{LETTERS}]{{5}}")
MOST_ROOMS = 100


class Rooms:
    """The rooms in a folder. Each is opened once, so that all threads of a server share its connection.

    Args:
        home: the folder; made when the first room is.
    """

    def __init__(self, home: Path = HOME) -> None:
        self.home = home
        self._open: dict[str, Room] = {}
        self._lock = threading.Lock()

    def create(self, *, title: str = "", asked: int = 20, keep_days: int = 14) -> Room:
        """Open a new room; rooms whose time is over are deleted first.

        Raises:
            RoomError: there are too many, or the folder cannot be written.
        """
        self.delete_old()
        if sum(1 for _ in self.home.glob(f"*{SUFFIX}")) >= MOST_ROOMS:
            raise RoomError(f"At most {MOST_ROOMS} rooms may be kept; delete one. Received: one more")
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RoomError(f"The rooms' folder must be writable. Received: {self.home} ({error.strerror})") from None
        code = "".join(secrets.choice(LETTERS) for _ in range(5))
        room = Room.create(self._file(code), title=title, asked=asked, keep_days=keep_days)
        with self._lock:
            self._open[code] = room
        return room

    def find(self, code: str) -> Room | None:
        """The room of a code; None where there is none, or it cannot be read."""
        if not CODE.fullmatch(code):
            return None
        with self._lock:
            file, room = self._file(code), self._open.get(code)
            if not file.is_file():
                if self._open.pop(code, None) is not None and room is not None:
                    room.close_connection()
                return None
            if room is None:
                with suppress(RoomError):
                    room = self._open[code] = Room(file)
            return room

    def get(self, code_or_file: str) -> Room:
        """The room of a code, or of a file anywhere.

        Raises:
            RoomError: there is none.
        """
        if (room := self.find(code_or_file)) is not None:
            return room
        file = Path(code_or_file)
        if file.is_file():
            return Room(file)
        raise RoomError(f"A room must be the code of one in {self.home}, or its file. Received: {code_or_file}")

    def all(self) -> list[Room]:
        """All rooms that can be read, the newest first."""
        found = [self.find(file.stem) for file in self.home.glob(f"*{SUFFIX}")]
        return sorted([room for room in found if room is not None], key=lambda room: -room.about.created)

    def delete(self, code: str) -> None:
        """Remove a room for good, with everything that was drawn in it."""
        with self._lock:
            if (room := self._open.pop(code, None)) is not None:
                room.close_connection()
            for ending in ("", "-wal", "-shm"):
                file = self._file(code)
                file.with_name(file.name + ending).unlink(missing_ok=True)

    def delete_old(self) -> None:
        """Remove the rooms whose days are over."""
        for room in self.all():
            if is_over(room.about):
                self.delete(room.about.code)

    def _file(self, code: str) -> Path:
        return self.home / f"{code}{SUFFIX}"


def is_over(about: About) -> bool:
    """Whether a room has been kept for as long as was said."""
    return time.time() > about.deleted_on
