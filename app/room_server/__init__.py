"""Pages and requests of the telephones that write in a room, served beside the dashboard under `/c/`.

gate         what goes to the telephones' page        application  routes, and what each answers
access       the dashboard's own key                  drawings     a drawing from a request to the room
phone*       the page, bundled to phone.bundle.js     limits       how often one device may ask
"""

from __future__ import annotations

from functools import cache

from kerasdl.handwriting.rooms import Rooms

PREFIX = "/c"


@cache
def rooms() -> Rooms:
    """The rooms of this server, shared by telephones and dashboard."""
    return Rooms()
