"""The page as one file, opened from the disk: no server, no network, nothing missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from kerasdl.models.store import find_model
from kerasdl.webpage.single_file import write_single_file

VIEWS = ("think", "functions", "goodness", "best", "read")
HOSTILE = """</script><script>document.title = "stolen"</script>"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with the shipped network, whose first class has a name that would do harm, and a title that would, too."""
    model = tmp_path_factory.mktemp("model")
    shutil.copytree(find_model("web") / "tfjs", model / "tfjs")
    graph = json.loads((model / "tfjs/model.json").read_text())
    graph["userDefinedMetadata"]["labels"] = [HOSTILE[:40], *"123456789"]
    (model / "tfjs/model.json").write_text(json.dumps(graph))
    out = tmp_path_factory.mktemp("page") / "my digits.html"
    write_single_file(model, out, title=f"數字 & {HOSTILE}")
    return out


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """The file, opened and ready; at the end it must have asked for nothing and complained of nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en")
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if fetches(request.url, file) else None)
    page.goto(file.as_uri())
    page.wait_for_selector('html[data-ready="true"]', timeout=30_000)
    yield page
    context.close()
    assert faults == []


def fetches(url: str, file: Path) -> bool:
    return not url.startswith(("blob:", "data:", file.as_uri()))


def test_it_reads_a_digit(page: Page) -> None:
    draw_with_mouse(page, DIGITS[3])
    expect(page.locator("#answer")).to_have_text("3")


def test_every_view_opens(page: Page) -> None:
    draw_with_mouse(page, DIGITS[4])
    for view in VIEWS:
        page.locator(f'nav a[data-view="{view}"]').click()
        expect(page.locator("html")).to_have_attribute("data-view", view)
        if view != "read":
            expect(page.locator(f"#view-{view} > *").first).to_be_visible()


def test_a_network_is_trained_in_its_worker(page: Page) -> None:
    page.locator('nav a[data-view="best"]').click()
    page.locator("#best-train").click()
    page.locator("#best-pause").click(timeout=30_000)
    page.locator("#best-stop, #best-resume").first.wait_for()
    page.wait_for_function("() => /[1-9]/.test(document.querySelector('#view-best .status').textContent)")
    expect(page.locator("#view-best .fault")).to_be_hidden()


def test_a_hostile_label_or_title_is_text(page: Page) -> None:
    expect(page.locator("#bars")).to_contain_text(HOSTILE[:40])
    assert page.evaluate("document.documentElement.dataset.title") == f"數字 & {HOSTILE}"
    assert page.title() != "stolen"


def test_its_policy_lets_nothing_else_run_and_nothing_out(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(file.as_uri())
    outcome = page.evaluate(
        """async () => {
          const script = document.createElement('script');
          script.textContent = 'window.intruded = true';
          document.head.append(script);
          const sent = await fetch('https://example.org/', { mode: 'no-cors' }).then(() => 'sent', () => 'refused');
          const picture = await new Promise((resolve) => {
            const image = new Image();
            image.onload = () => resolve('sent');
            image.onerror = () => resolve('refused');
            image.src = 'https://example.org/a.png';
          });
          return [window.intruded ?? 'blocked', sent, picture];
        }"""
    )
    assert outcome == ["blocked", "refused", "refused"]
    page.close()
