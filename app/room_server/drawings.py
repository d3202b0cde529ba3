"""Drawing of a telephone: from the request's body to the room."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kerasdl.errors import RoomError
from kerasdl.handwriting.room import Room
from kerasdl.handwriting.strokes import check_strokes, draw_strokes
from kerasdl.json_files import parse_json

from ..state import functions

MOST_BYTES = 100_000  # of a request's body
DRAWING_NAME = re.compile(r"[A-Za-z0-9_-]{8,40}")


def body_of(content: bytes) -> dict[str, Any]:
    """A request's JSON object.

    Raises:
        RoomError: it is none.
    """
    return parse_json(content, dict[str, Any], "A request", "a body", error=RoomError)


def name_of(body: dict[str, Any]) -> str:
    """The telephone's name for a drawing.

    Raises:
        RoomError: it is none.
    """
    name = body.get("drawing")
    if isinstance(name, str) and DRAWING_NAME.fullmatch(name):
        return name
    raise RoomError("`drawing` must be 8 to 40 letters, digits, hyphens and underscores. Received: another")


def number_of(body: dict[str, Any], name: str, most: int) -> int:
    """A whole number in a request.

    Raises:
        RoomError: it is none, or not 0 to `most`.
    """
    value = body.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    raise RoomError(f"`{name}` must be an integer of 0 to {most}. Received: {value!r:.40}")


def keep(room: Room, writer: int, body: dict[str, Any]) -> None:
    """Check a drawing, centre it as every reader does, and keep it; it is on the disk when this returns.

    Raises:
        RoomError: it is broken, or the room does not take it.
        PictureError: its strokes are broken.
    """
    name, label = name_of(body), number_of(body, "label", 9)
    strokes = check_strokes(body.get("strokes"))
    seen = functions.center_images(draw_strokes(strokes))
    room.add(writer, name, label, strokes, np.rint(255 * seen).astype(np.uint8))
