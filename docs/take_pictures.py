"""Takes the pictures that README shows: `python docs/take_pictures.py`, from the checkout's root."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent

from playwright.sync_api import Browser, Page  # noqa: E402

from benchmarks.support.browser import running_chromium  # noqa: E402
from benchmarks.support.drawing import DIGITS, draw_with_mouse  # noqa: E402
from kerasdl.cli.demo import start_dashboard  # noqa: E402
from kerasdl.webpage.serving import running_page  # noqa: E402

SIZE = {"width": 1280, "height": 720}
PORT = 8599


def page(browser: Browser) -> None:
    """A 3 drawn on the page as a picture to read, and the page that shows how it is read."""
    with running_page(ROOT / "web") as url:
        shown: Page = browser.new_page(viewport=SIZE)
        shown.goto(url)
        shown.wait_for_selector('html[data-ready="true"]')
        draw_with_mouse(shown, DIGITS[3])
        shown.wait_for_timeout(600)
        box = shown.locator("#ink").bounding_box()
        assert box is not None
        # Without the paper's rim: a frame around a digit would be taken for ink.
        clip = {"x": box["x"] + 16, "y": box["y"] + 16, "width": box["width"] - 32, "height": box["height"] - 32}
        shown.screenshot(path=DOCS / "three.png", clip=clip)
        shown.locator('nav [data-view="think"]').click()
        shown.wait_for_selector(".think-2d")
        shown.wait_for_timeout(600)
        shown.screenshot(path=DOCS / "page.png")
        shown.close()


def dashboard(browser: Browser) -> None:
    """Step 3, while it trains."""
    server = start_dashboard(PORT)
    try:
        for _ in range(60):
            try:
                urllib.request.urlopen(f"http://localhost:{PORT}/_stcore/health").close()
                break
            except OSError:
                time.sleep(1)
        shown = browser.new_page(viewport=SIZE)
        shown.goto(f"http://localhost:{PORT}/step-3")
        shown.get_by_role("tab", name="(c)").click(timeout=60_000)
        shown.get_by_role("button", name="Start training").click(timeout=60_000)
        shown.get_by_text("Epoch 4 of 5").first.wait_for(timeout=120_000)
        shown.wait_for_timeout(1_500)
        shown.screenshot(path=DOCS / "dashboard.png")
        shown.close()
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    with running_chromium() as browser:
        page(browser)
        dashboard(browser)
    subprocess.run(["ls", "-la", str(DOCS)], check=True)


if __name__ == "__main__":
    main()
