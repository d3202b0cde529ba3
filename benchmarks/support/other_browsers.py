"""Firefox and WebKit for the slow tests, found or installed: `python -m benchmarks.support.other_browsers` makes sure of it.

Firefox is any that the system has. WebKit is WebKitGTK's MiniBrowser with its WebDriver, which exists on Linux alone and
draws on a screen of its own (Xvfb).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from kerasdl.webpage.browsers.find import FIREFOX, find

MINI_BROWSERS = ("/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser")
PACKAGES = ("firefox-esr", "webkit2gtk-driver", "xvfb")  # as Debian calls them
HAS_WEBKIT = sys.platform == "linux"


def firefox() -> str | None:
    """The path of the system's Firefox; None where there is none."""
    return find(FIREFOX)


def mini_browser() -> str | None:
    """The path of the newest MiniBrowser, which comes with WebKitGTK's driver; None where there is none."""
    found = [str(path) for pattern in MINI_BROWSERS for path in sorted(Path("/").glob(pattern[1:]))]
    return found[-1] if found else None


def missing() -> list[str]:
    """What the tests need and the system lacks, by Debian's names of the packages."""
    firefox_esr, webkit, xvfb = PACKAGES
    needed = {firefox_esr: firefox()}
    if HAS_WEBKIT:
        needed |= {webkit: mini_browser() and shutil.which("WebKitWebDriver"), xvfb: shutil.which("Xvfb")}
    return [name for name, found in needed.items() if not found]


def main() -> int:
    wanted = missing()
    if not wanted:
        return 0
    print(f"installing {', '.join(wanted)} for the slow tests", file=sys.stderr)
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL, check=False)
        for package in wanted:
            subprocess.run(["apt-get", "install", "-y", "-qq", package], stdout=subprocess.DEVNULL, check=False)
    if not missing():
        return 0
    print(f"The slow tests need Firefox and WebKitGTK's driver; install {', '.join(missing())}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
