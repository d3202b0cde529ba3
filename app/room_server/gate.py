"""Gate between telephones and dashboard, as ASGI middleware."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any

from kerasdl.backend.selection import choose_backend
from kerasdl.handwriting.rooms import Rooms

from . import PREFIX
from .limits import Limits

Application = Callable[[Any, Any, Any], Awaitable[None]]


class RoomServer:
    """An application that answers the telephones itself, and leaves all else to another.

    Args:
        app: the other.
        rooms: the rooms of this server.
        limits: what counts their requests.
    """

    def __init__(self, app: Application, rooms: Rooms, limits: Limits | None = None) -> None:
        self._app, self._rooms, self._limits = app, rooms, limits or Limits()

    @cached_property
    def _phones(self) -> Application:
        # Loaded with the first request: Streamlit's caches, which it uses, want a server that runs.
        choose_backend()
        from .application import Phones

        return Phones(self._rooms, self._limits).application()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        ours = scope["type"] == "http" and (path == PREFIX or path.startswith(f"{PREFIX}/"))
        await (self._phones if ours else self._app)(scope, receive, send)
