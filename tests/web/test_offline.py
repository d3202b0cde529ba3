"""The page without a network: kept at the first visit, whole, in one version, and never with another's model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from kerasdl.models.store import find_model
from kerasdl.webpage.folder import write_page
from kerasdl.webpage.serving import running_page

WEB = Path(__file__).resolve().parents[2] / "web"
READY = 'html[data-ready="true"]'
# To the service worker this is a host like any other, and to Chromium a safe one.
ELSEWHERE = "digits.localhost"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a folder, below the root of a site."""
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("")
    write_page(find_model("web"), site / "course/digits")
    return site


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en")
    yield context
    context.close()


def visit(context: BrowserContext, url: str) -> Page:
    """Opens the page and waits until the browser keeps it."""
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(READY, timeout=30_000)
    page.wait_for_function("() => navigator.serviceWorker.controller", timeout=30_000)
    return page


def at(url: str, host: str) -> str:
    return f"http://{host}:{urlsplit(url).port}/"


@pytest.mark.parametrize("host", [ELSEWHERE, "127.0.0.1"])
def test_the_second_visit_needs_no_server_below_any_path(context: BrowserContext, written: Path, host: str) -> None:
    with running_page(written) as url:
        page = visit(context, f"{at(url, host)}course/digits/")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{at(url, host)}course/digits/#view=read")
    page.reload()
    page.wait_for_selector(READY, timeout=30_000)
    draw_with_mouse(page, DIGITS[3])
    expect(page.locator("#answer")).to_have_text("3")
    for view in ("think", "functions", "goodness", "best"):
        page.locator(f'nav a[data-view="{view}"]').click()
        expect(page.locator(f"#view-{view} > *").first).to_be_visible()
    assert faults == []


def test_a_new_version_is_told_and_shown_when_it_is_asked_for(
    context: BrowserContext, written: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(written / "course/digits", tmp_path / "site"))
    with running_page(site) as url:
        page = visit(context, at(url, ELSEWHERE))
        assert not page.locator("#update").is_visible()
        write_page(find_model("web"), site, title="The second version")
        page.reload()
        page.wait_for_selector(READY, timeout=30_000)
        assert page.locator("html").get_attribute("data-title") is None  # what was kept is shown at once
        expect(page.locator("#update")).to_be_visible(timeout=30_000)
        page.locator("#update button").click()
        expect(page.locator("html")).to_have_attribute("data-title", "The second version", timeout=30_000)
        page.wait_for_selector(READY, timeout=30_000)
        expect(page.locator("#update")).to_be_hidden()
        kept = page.evaluate("caches.keys()")
        assert len(kept) == 1 and kept[0].endswith(json.loads((site / "files.json").read_text())["version"])


def test_a_page_that_is_not_what_its_list_says_is_not_kept(
    context: BrowserContext, written: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(written / "course/digits", tmp_path / "site"))
    with ExitStack() as stack:
        url = stack.enter_context(running_page(site))
        page = context.new_page()
        # As when files are being exchanged: the list is still the old one.
        page.context.route("**/style.css", lambda route: route.fulfill(body="p{}", content_type="text/css"))
        page.goto(at(url, ELSEWHERE))
        page.wait_for_selector(READY, timeout=30_000)
        state = page.evaluate(
            """async () => {
              const registration = await navigator.serviceWorker.getRegistration();
              const worker = registration?.installing;
              if (worker) await new Promise((resolve) => { worker.onstatechange = resolve; });
              return [worker?.state ?? 'redundant', await caches.keys()];
            }"""
        )
    assert state == ["redundant", []]


def test_another_model_at_the_same_address_is_shown_at_once(context: BrowserContext, tmp_path: Path) -> None:
    shutil.copytree(find_model("web") / "tfjs", tmp_path / "tfjs")
    graph = json.loads((tmp_path / "tfjs/model.json").read_text())
    graph["userDefinedMetadata"]["labels"] = list("abcdefghij")
    (tmp_path / "tfjs/model.json").write_text(json.dumps(graph))
    with running_page(WEB) as url:
        visit(context, url).close()
    port = urlsplit(url).port
    with running_page(WEB, port=port or 0, model=tmp_path):
        page = visit(context, url)
        expect(page.locator("#bars")).to_contain_text("j")
        page.evaluate(
            """async () => {
              const { version } = await (await fetch('files.json')).json();
              const replaced = async () => (await caches.keys()).every((name) => name.endsWith(version));
              while (!(await replaced())) await new Promise((resolve) => { setTimeout(resolve, 100); });
            }"""
        )
        assert page.locator("#update").is_hidden()
    page.reload()  # and without the server, the model that it had last
    page.wait_for_selector(READY, timeout=30_000)
    expect(page.locator("#bars")).to_contain_text("j")
