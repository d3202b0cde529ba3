"""The page as it is served, and opened in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import watch
from kerasdl.webpage.serving import running_page
from tests.support.views import show

# What the page's policy forbids, told by the policy itself, whatever the console says of it.
POLICY = """
window.violations = [];
addEventListener('securitypolicyviolation', (event) => violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""
LOADING_TIMEOUT = 90_000  # ms, for a machine that is busy with other tests
WEB = Path(__file__).resolve().parents[2] / "web"


@pytest.fixture(scope="session")
def page_url() -> Iterator[str]:
    """The page with its own model, served as `kerasdl web` serves it."""
    with running_page(WEB) as url:
        yield url


OpenPage = Callable[..., Page]


def _open(browser: Browser, url: str, fragment: str = "", script: str = "", **context: Any) -> tuple[Page, list[str]]:
    """The page, ready to read, in a context of its own, and the list of its faults."""
    made = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, "locale": "en-US", **context})
    made.add_init_script(POLICY + script)
    page = made.new_page()
    faults = watch(page, url)
    page.goto(url + fragment)
    page.wait_for_selector('html[data-ready="true"]', timeout=LOADING_TIMEOUT)
    return page, faults


@pytest.fixture
def open_page(browser: Browser, page_url: str) -> Iterator[OpenPage]:
    """Opens the page, ready to read, in a context of its own; at the end each must have been without fault.

    `fragment` is the URL's, `script` runs before the page's own; all else is the context's.
    """
    opened: list[tuple[Page, list[str]]] = []

    def open_one(fragment: str = "", script: str = "", **context: Any) -> Page:
        opened.append(_open(browser, page_url, fragment, script, **context))
        return opened[-1][0]

    yield open_one
    for page, faults in opened:
        violations = page.evaluate("violations")
        page.context.close()
        # A picture from a file is decoded from a URL of the page's own.
        assert ([fault for fault in faults if not fault.startswith(f"blob:{page_url}")], violations) == ([], [])


@pytest.fixture(scope="module")
def _pages(browser: Browser, page_url: str) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    """Opens the page once for each kind of context, and closes all of them after the module's tests."""
    pages: dict[str, tuple[Page, list[str]]] = {}

    def page_in(**context: Any) -> tuple[Page, list[str]]:
        kind = repr(sorted(context.items()))
        if kind not in pages:
            pages[kind] = _open(browser, page_url, **context)
        return pages[kind]

    yield page_in
    for page, _ in pages.values():
        page.context.close()


@pytest.fixture
def empty_page(_pages: Callable[..., tuple[Page, list[str]]]) -> Iterator[OpenPage]:
    """The view to draw in with nothing drawn, on a page that the tests of a module share; it must stay without fault."""
    used: list[tuple[Page, list[str]]] = []

    def empty(**context: Any) -> Page:
        used.append(_pages(**context))
        page = used[-1][0]
        if page.locator("html").get_attribute("data-view") != "read":
            show(page, "read")
        if page.locator("#clear").is_enabled():
            page.locator("#clear").click()
        expect(page.locator("#answer")).to_have_text("?")
        return page

    yield empty
    for page, faults in used:
        found, violations = [*faults], page.evaluate("violations.splice(0)")
        faults.clear()
        assert (found, violations) == ([], [])
