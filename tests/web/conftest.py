"""A browser, and the page as it is served."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from drawing import watch
from playwright.sync_api import Browser, Page, sync_playwright

from kerasdl.serving import running_page

WEB = Path(__file__).resolve().parents[2] / "web"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these a browser looks for updates, and needs rights and devices that a test machine may lack.
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one that is installed, or else Playwright's own."""
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def page_url() -> Iterator[str]:
    """The page with its own model, served as `kerasdl web` serves it."""
    with running_page(WEB) as url:
        yield url


@pytest.fixture
def open_page(browser: Browser, page_url: str) -> Iterator[Callable[..., Page]]:
    """Opens the page, ready to read, in a context of its own; at the end each must have been without fault."""
    opened: list[tuple[Page, list[str]]] = []

    def open_one(**context: object) -> Page:
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **context}).new_page()
        opened.append((page, watch(page, page_url)))
        page.goto(page_url)
        page.wait_for_selector('html[data-ready="true"]', timeout=20_000)
        return page

    yield open_one
    for page, faults in opened:
        page.context.close()
        assert faults == []
