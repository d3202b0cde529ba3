"""The page as it is served, and opened in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from drawing import watch
from playwright.sync_api import Browser, Page

from kerasdl.serving import running_page

WEB = Path(__file__).resolve().parents[2] / "web"


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
