"""Security headers of the dashboard's responses, as ASGI middleware."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from streamlit.file_util import get_static_dir

from kerasdl.webpage.files import sha256_base64

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def content_security_policy() -> str:
    """What Streamlit's page may load: all from this server, and nothing from another.

    Its components come as `blob:` modules, its styles are made by scripts, its messages are decoded with WebAssembly, and
    its inline script is named by its hash.
    """
    page = (Path(get_static_dir()) / "index.html").read_bytes()
    inline = " ".join(f"'sha256-{sha256_base64(script)}'" for script in INLINE_SCRIPT.findall(page))
    return (
        f"default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval' {inline}; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self'; img-src 'self' blob: data:; font-src 'self' data:; media-src 'self' blob: data:; "
        "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


class SecurityHeaders:
    """An application whose every HTTP response carries the headers, unless it sets its own.

    Args:
        app: the application that answers.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        headers = {
            "Content-Security-Policy": content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "SAMEORIGIN",
            "Referrer-Policy": "same-origin",
        }
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [*message.get("headers", ())]
                names = {bytes(name).lower() for name, _ in given}
                message["headers"] = given + [header for header in self._headers if header[0] not in names]
            await send(message)

        await self._app(scope, receive, send_with_headers)
