"""Chromium for the tests: found, or else installed. `python -m benchmarks.support.browser` makes sure that there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from kerasdl.webpage.browsers.find import CHROMIUM, find

# Without these a browser looks for updates, and needs rights and devices that a test machine may lack.
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


def installed() -> str | None:
    """The system's Chromium or Chrome; None where there is none (Playwright's own may still be there)."""
    return find(CHROMIUM)


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A headless Chromium: the system's, or else Playwright's own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed(), args=list(FLAGS))
        yield chromium
        chromium.close()


def works() -> bool:
    try:
        with running_chromium():
            return True
    except PlaywrightError:
        return False


def main() -> int:
    if works():
        return 0
    print("installing Chromium for the tests", file=sys.stderr)
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], stdout=subprocess.DEVNULL, check=False)
    if not works():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if works():
        return 0
    print("The tests need a Chromium that starts; install chromium or google-chrome.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
