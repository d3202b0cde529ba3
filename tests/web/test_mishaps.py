"""Where something is missing or broken: storage, WebGL, the network's own files."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from tests.support.command import ROOT
from tests.support.views import TRAINING_TIMEOUT, VIEWS, show, there

# What goes wrong rarely.
pytestmark = pytest.mark.slow

OpenPage = Callable[..., Page]

WEIGHTS = (ROOT / "web" / "model" / "group1-shard1of1.bin").stat().st_size

NO_STORAGE = {
    "missing": """
      for (const name of ['indexedDB', 'localStorage', 'caches']) Object.defineProperty(window, name, { value: undefined });
    """,
    "refused": """
      for (const name of ['indexedDB', 'localStorage', 'caches']) {
        Object.defineProperty(window, name, { get() { throw new DOMException('It is insecure.', 'SecurityError'); } });
      }
    """,
}
NO_WEBGL = """
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (type, ...rest) {
  return /webgl|webgpu/.test(type) ? null : getContext.call(this, type, ...rest);
};
"""


@pytest.mark.parametrize("how", NO_STORAGE)
def test_without_storage_everything_works_but_keeping_which_says_so(open_page: OpenPage, how: str) -> None:
    page = open_page("#view=best", script=NO_STORAGE[how])
    there(page, "best")
    page.locator("#best-train").click()
    expect(page.locator("#view-best .status")).to_contain_text("Epoch", timeout=TRAINING_TIMEOUT)
    page.locator("#best-stop").click()
    page.locator("#shelf-keep").click()
    notice = page.locator("#shelf-notice")
    expect(notice).not_to_be_empty()
    assert not re.search("undefined|null|TypeError|is kept", notice.inner_text())
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    show(page, "read")
    draw_with_mouse(page, DIGITS[3])
    expect(page.locator("#answer")).to_have_text("3")


def test_without_webgl_the_network_is_drawn_flat(open_page: OpenPage) -> None:
    page = open_page("#view=think", script=NO_WEBGL)
    there(page, "think")
    draw_with_mouse(page, DIGITS[3])
    page.get_by_role("button", name="3-D").click()
    expect(page.locator("#view-think")).to_contain_text("no WebGL")
    expect(page.locator("#view-think canvas:visible").first).to_be_visible()
    page.locator("#view-think canvas:visible").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#view-think")).to_contain_text("Neuron")


def answer_with(body: bytes | None, status: int = 200) -> Callable[[Route], None]:
    return lambda route: route.abort() if body is None else route.fulfill(status=status, body=body)


def shortened(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=response.body()[:-1000])


@pytest.mark.parametrize(
    ("files", "answer", "says"),
    [
        ("**/model/model.json", answer_with(b"", 404), "404"),
        ("**/model/model.json", answer_with(None), "could not be fetched"),
        ("**/model/model.json", answer_with(b"<!doctype html>"), "must be JSON"),
        ("**/model/model.json", answer_with(b'{"modelTopology": {}}'), "must be a TF.js graph model"),
        ("**/model/model.json", answer_with(b'{"modelTopology": {"node": []}, "weightsManifest": []}'), "must"),
        ("**/model/*.bin", answer_with(b"", 404), "404"),
        ("**/model/*.bin", answer_with(None), "could not be fetched"),
        ("**/model/*.bin", shortened, f"must have {WEIGHTS} bytes. Received: {WEIGHTS - 1000}"),
    ],
    ids=["no model", "offline", "no JSON", "no graph", "empty graph", "no weights", "weights offline", "cut weights"],
)
def test_a_damaged_model_is_named_in_one_clear_line(
    browser: Browser, page_url: str, files: str, answer: Callable[[Route], None], says: str
) -> None:
    page = browser.new_context(locale="en-US").new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route(files, answer)
    page.goto(page_url)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The network could not be loaded.")
    reason = page.locator("#reason").inner_text()
    assert says in reason.replace(",", "")
    assert not re.search(r"undefined|\bnull\b|is not a|Cannot read|\n", reason)
    page.locator("#language").click()
    expect(page.locator("#reason")).to_have_text(re.compile(r"[\u4e00-\u9fff]"))
    for view in VIEWS:
        page.locator(f'nav [data-view="{view}"]').click()
        expect(page.locator("html")).to_have_attribute("data-view", view)
    assert errors == []
    page.context.close()
