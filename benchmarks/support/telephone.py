"""Telephone that writes in a room of the dashboard, without a browser: one HTTP connection that is kept open."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Self
from urllib.parse import urlsplit


class Telephone:
    """One telephone; an asynchronous context.

    Args:
        url: the server's.
        code: the room's.
    """

    def __init__(self, url: str, code: str) -> None:
        self._where, self.code = urlsplit(url), code
        self.token = ""
        self.left: list[int] = []

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._where.hostname, self._where.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(self, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        """Send one request; `body` as JSON, or bytes as they are. The status, and what was answered."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        head = (
            f"{'GET' if body is None else 'POST'} /c/{self.code}/{path} HTTP/1.1\r\nHost: {self._where.netloc}\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        self._writer.write(head.encode() + content)
        await self._writer.drain()
        header = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(header.split("content-length:")[1].split("\r\n")[0])
        return int(header.split()[1]), json.loads(await self._reader.readexactly(length))

    async def join(self, nickname: str = "") -> int:
        """Come in; the status."""
        status, found = await self.ask("join", {"nickname": nickname})
        if status == 200:
            self.token, self.left = found["token"], found["left"]
        return status

    async def draw(self, drawing: str, label: int, strokes: Any) -> int:
        """Send a drawing; the status."""
        status, found = await self.ask("digits", {"drawing": drawing, "label": label, "strokes": strokes})
        if status == 200:
            self.left = found["left"]
        return status
