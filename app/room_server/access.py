"""Lecturer's key: who has it not may write in rooms, and open nothing else of the dashboard."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import HTMLResponse, RedirectResponse

COOKIE, PARAMETER = "kerasdl_key", "key"
DAYS = 30
REFUSAL = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>kerasdl</title><p>This dashboard is its lecturer's: it opens with the key in the address.</p>
<p lang="zh-TW">這個控制台僅供老師使用：網址需附上金鑰。</p>
<p><a href="/c/">To the room of a class · 進入教室</a></p></html>"""

Application = Callable[[Any, Any, Any], Awaitable[None]]


class LecturerOnly:
    """An application that is opened by a key.

    `?key=…` in any address sets a cookie that no script can read, and leads to the address without it.

    Args:
        app: what is opened.
        key: "" where it is open to all.
    """

    def __init__(self, app: Application, key: str) -> None:
        self._app, self._key = app, key

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not self._key or scope["type"] == "lifespan" or self._fits(_cookie(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._answer(scope)(scope, receive, send)

    def _fits(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._key.encode())

    def _answer(self, scope: Any) -> RedirectResponse | HTMLResponse:
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        if not self._fits(dict(query).get(PARAMETER, "")):
            return HTMLResponse(REFUSAL, 403)
        rest = urlencode([(name, value) for name, value in query if name != PARAMETER])
        # A path of two slashes would lead to another host.
        answer = RedirectResponse("/" + scope["path"].lstrip("/") + (f"?{rest}" if rest else ""), 303)
        secure = scope.get("scheme") == "https"
        answer.set_cookie(COOKIE, self._key, max_age=86_400 * DAYS, httponly=True, samesite="lax", secure=secure)
        return answer


def _cookie(scope: Any) -> str:
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
