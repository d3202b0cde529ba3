"""Browsers of this machine, started without a screen and without a profile of anyone's."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM, FIREFOX = "Chromium", "Firefox"
PROGRAMS = {
    CHROMIUM: (
        *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ),
    FIREFOX: (
        *("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"),
        "C:/Program Files/Mozilla Firefox/firefox.exe",
    ),
}
# Nothing is asked of other hosts. WebGL is there without a graphics processor, too, computed by the processor.
CHROMIUM_FLAGS = (
    *("--headless=new", "--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-extensions", "--enable-unsafe-swiftshader"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
FIREFOX_PREFERENCES: dict[str, Any] = {
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "intl.accept_languages": "en-US",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
PATIENCE = 15.0  # seconds for a browser to end


@dataclass(frozen=True)
class Browser:
    """A browser: its name, and the path of its program."""

    name: str
    program: str

    @property
    def version(self) -> str:
        """As the browser tells it; empty where it does not."""
        with suppress(OSError, subprocess.SubprocessError):
            told = subprocess.run([self.program, "--version"], capture_output=True, text=True, timeout=60, check=False)
            if found := re.search(r"\d+(?:\.\d+)+", told.stdout):
                return found[0]
        return ""

    def command(self, profile: Path) -> list[str]:
        """What starts it with an empty profile."""
        if self.name == FIREFOX:
            return [self.program, "--headless", "--no-remote", "--profile", str(profile)]
        # Its sandbox needs another user than root.
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        return [self.program, *CHROMIUM_FLAGS, *sandbox, f"--user-data-dir={profile}"]


def find(name: str) -> str | None:
    """The path of a browser's program; None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS[name])), None)


def browsers_here() -> list[Browser]:
    """The browsers of this machine: Chromium or Chrome, and Firefox."""
    return [Browser(name, program) for name in PROGRAMS if (program := find(name))]


def write_firefox_profile(profile: Path) -> None:
    """Write the preferences of a Firefox that asks nothing of other hosts."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in FIREFOX_PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")


@contextmanager
def opened(browser: Browser, url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A browser that shows a page while the `with` block runs; all of its processes have ended after it."""
    with tempfile.TemporaryDirectory(prefix="kerasdl-browser-", ignore_cleanup_errors=True) as profile:
        if browser.name == FIREFOX:
            write_firefox_profile(Path(profile))
        quiet, home = subprocess.DEVNULL, {**os.environ, "HOME": profile}
        command = [*browser.command(Path(profile)), url]
        process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=quiet, env=home, start_new_session=os.name == "posix"
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a browser and what it started."""
    for mild in (True, False):
        with suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGTERM if mild else signal.SIGKILL)
            else:
                process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
