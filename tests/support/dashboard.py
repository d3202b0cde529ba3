"""The dashboard in tests: its pages by Streamlit's AppTest, and its server."""

from __future__ import annotations

import socket
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = Path(__file__).resolve().parents[2] / "app"
PAGES = ("start", "step_1", "step_2", "step_3", "read", "structures", "export")
PATIENCE = 120  # seconds until a page that never ends counts as hung


def switch(app: AppTest, page: str) -> AppTest:
    """Go to a page as a click in the navigation does. AppTest's own `switch_page` knows pages that are files alone."""
    app._page_hash = calc_hash(page.replace("_", "-"))
    return app.run()


def text_of(app: AppTest) -> str:
    """All that a page says: markdown, HTML, notes."""
    parts = [
        *app.markdown,
        *app.caption,
        *app.info,
        *app.success,
        *app.warning,
        *app.error,
        *app.subheader,
        *app.header,
    ]
    return "\n".join([*(str(part.value) for part in parts), *(html.proto.body for html in app.get("html"))])


@dataclass(frozen=True)
class Server:
    """A running dashboard: where it is, what it has written so far, and the folder that it works in."""

    url: str
    log: Path
    home: Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}_stcore/health", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False
