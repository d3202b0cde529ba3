"""Export of a room: `.npz` in the form of MNIST's, pictures sorted by label, a CSV of all drawings."""

from __future__ import annotations

import csv
import time
from pathlib import Path

from kerasdl.errors import ConfigError, RoomError
from kerasdl.files import atomic_file, atomic_folder, fault
from kerasdl.handwriting import FORMATS
from kerasdl.handwriting.archive import write_archive
from kerasdl.handwriting.pictures import write_pictures
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.split import split_digits

COLUMNS = ("number", "writer", "nickname", "label", "time", "rejected", "strokes")


def export_room(room: Room, folder: Path, formats: tuple[str, ...] = FORMATS) -> list[Path]:
    """Write a room's digits; those that are rejected only into the CSV, which says so.

    Args:
        room: the room.
        folder: made if it is missing.
        formats: of `FORMATS`: `<code>.npz`, the folder `<code>`, `<code>.csv`.

    Returns:
        What was written.

    Raises:
        ConfigError: a format is unknown, or its place cannot be written.
        RoomError: the room has too few digits for an `.npz`.
    """
    if unknown := [name for name in formats if name not in FORMATS]:
        raise ConfigError(f"`formats` must be some of {', '.join(FORMATS)}. Received: {', '.join(unknown)}")
    code, found = room.about.code, room.digits()
    places = {"npz": folder / f"{code}.npz", "png": folder / code, "csv": folder / f"{code}.csv"}
    if not len(found.kept):
        raise RoomError(f"A room must have digits to be exported. Received: {code}, which has none")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if "npz" in formats:
            write_archive(split_digits(found.kept.digits, f"room {code}"), places["npz"])
        if "png" in formats:
            with atomic_folder(places["png"]) as part:
                write_pictures(found.kept.digits, part)
        if "csv" in formats:
            _write_csv(room, places["csv"])
    except OSError as error:
        raise ConfigError(f"`out` must be a folder that can be written. Received: {folder} ({fault(error)})") from None
    return [places[name] for name in formats]


def _write_csv(room: Room, file: Path) -> None:
    rows = room.rows(
        "SELECT d.id, d.writer, w.nickname, d.label, d.created, d.rejected, d.strokes FROM digit d "
        "JOIN writer w ON w.id = d.writer ORDER BY d.id"
    )
    with atomic_file(file) as part, part.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for number, by, nickname, label, created, rejected, strokes in rows:
            when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(created))
            writer.writerow([number, by, _cell(nickname or ""), label, when, rejected, strokes])


def _cell(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
