"""Dashboard in tests: its pages by Streamlit's AppTest, and its server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = Path(__file__).resolve().parents[2] / "app"
PAGES = ("start", "step_1", "step_2", "step_3", "read", "our_class", "structures", "export")
PATIENCE = 120  # seconds until a page that never ends counts as hung


def open_page(page: str = PAGES[0], **query: str) -> AppTest:
    """Open the dashboard at the address of a page; `query` is what the link carries."""
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=PATIENCE)
    for name, value in query.items():
        app.query_params[name] = value
    return switch(app, page)


def switch(app: AppTest, page: str) -> AppTest:
    """Go to a page as a browser does, by its address. AppTest's own `switch_page` knows only pages that are files."""
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


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}_stcore/health", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@contextmanager
def running_dashboard(home: Path, application: Path = APP / "asgi.py") -> Iterator[Server]:
    """The dashboard, or another application of Streamlit, served from a folder until the block ends."""
    port, log = _free_port(), home / "dashboard.log"
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    options += ["--server.fileWatcherType=none"]  # what is edited while tests run is not loaded into them
    command = [sys.executable, "-m", "streamlit", "run", str(application), *options]
    paths = os.pathsep.join(filter(None, [str(APP.parent), os.environ.get("PYTHONPATH")]))
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env={**os.environ, "PYTHONPATH": paths}, cwd=home)
        url = f"http://127.0.0.1:{port}/"
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end and not _answers(url):
            time.sleep(0.2)
        assert _answers(url), log.read_text()
        yield Server(url, log, home)
        process.terminate()
        process.wait(20)
