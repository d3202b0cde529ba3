"""Firefox and WebKit, started for a test and ended after it; each has a profile of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.remote.websocket_connection import WebSocketConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from benchmarks.support import other_browsers
from kerasdl.webpage.browsers.find import write_firefox_profile
from tests.support.driven_page import WAIT, DrivenPage, FirefoxPage, WebKitPage

SCREEN = (1280, 900)


@contextmanager
def running_firefox() -> Iterator[DrivenPage]:
    """A page of a headless Firefox."""
    program = other_browsers.firefox()
    assert program is not None, "Firefox is needed: python -m benchmarks.support.other_browsers"
    with tempfile.TemporaryDirectory(prefix="kerasdl-firefox-", ignore_cleanup_errors=True) as profile:
        write_firefox_profile(Path(profile))
        command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        with _process(command, os.environ | {"HOME": profile}) as process:
            connection = WebSocketConnection(_address(Path(profile), process), WAIT, 0.02)
            session = connection.send_cmd("session.new", {"capabilities": {}})
            assert session.get("type") == "success", session
            yield FirefoxPage(connection, *SCREEN)
            connection.close()


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    """The WebSocket that a Firefox listens at, as it writes it into its profile."""
    file, end = profile / "WebDriverBiDiServer.json", time.monotonic() + WAIT
    while not (file.exists() and file.read_text().endswith("}")):
        assert process.poll() is None and time.monotonic() < end, "Firefox does not start"
        time.sleep(0.1)
    told = json.loads(file.read_text())
    return f"ws://{told['ws_host']}:{told['ws_port']}/session"


@contextmanager
def running_webkit() -> Iterator[DrivenPage]:
    """A page of WebKitGTK's MiniBrowser, on a screen of its own."""
    program, server = other_browsers.mini_browser(), shutil.which("WebKitWebDriver")
    assert program and server, "WebKitGTK's driver is needed: python -m benchmarks.support.other_browsers"
    options = Options()
    options.binary_location = program
    options.add_argument("--automation")
    with (
        tempfile.TemporaryDirectory(prefix="kerasdl-webkit-", ignore_cleanup_errors=True) as home,
        _screen() as display,
    ):
        environment = os.environ | {"DISPLAY": display, "HOME": home, "XDG_DATA_HOME": home, "GDK_BACKEND": "x11"}
        driver = webdriver.WebKitGTK(options=options, service=Service(server, env=environment))
        try:
            yield WebKitPage(driver, *SCREEN)
        finally:
            driver.quit()


@contextmanager
def _screen() -> Iterator[str]:
    """An X server that shows nothing to anyone: its name, such as `:1`."""
    read, write = os.pipe()
    size = f"{SCREEN[0]}x{SCREEN[1]}x24"
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"]
    with _process(command, os.environ, write), os.fdopen(read) as told:
        os.close(write)
        yield f":{told.readline().strip()}"


@contextmanager
def _process(command: list[str], environment: Any, *files: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has ended after the block, however it ends."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, pass_fds=files)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


RUNNING = {"Firefox": running_firefox, "WebKit": running_webkit}
