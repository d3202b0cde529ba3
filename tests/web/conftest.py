"""The page as it is served, and opened in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.support.drawing import watch
from kerasdl.webpage.serving import running_page

# What the page's policy forbids, told by the policy itself, whatever the console says of it.
POLICY = """
window.violations = [];
addEventListener('securitypolicyviolation', (event) => violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""
WEB = Path(__file__).resolve().parents[2] / "web"


@pytest.fixture(scope="session")
def page_url() -> Iterator[str]:
    """The page with its own model, served as `kerasdl web` serves it."""
    with running_page(WEB) as url:
        yield url


@pytest.fixture
def open_page(browser: Browser, page_url: str) -> Iterator[Callable[..., Page]]:
    """Opens the page, ready to read, in a context of its own; at the end each must have been without fault.

    `fragment` is the URL's, `script` runs before the page's own; all else is the context's.
    """
    opened: list[tuple[Page, list[str]]] = []

    def open_one(fragment: str = "", script: str = "", **context: Any) -> Page:
        made = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, "locale": "en-US", **context})
        made.add_init_script(POLICY + script)
        page = made.new_page()
        opened.append((page, watch(page, page_url)))
        page.goto(page_url + fragment)
        page.wait_for_selector('html[data-ready="true"]', timeout=20_000)
        return page

    yield open_one
    for page, faults in opened:
        violations = page.evaluate("violations")
        page.context.close()
        assert (faults, violations) == ([], [])
