"""The page's main flows in Firefox and in WebKit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.support.drawing import ABROAD, DIGITS
from benchmarks.support.other_browsers import HAS_WEBKIT
from kerasdl.models.store import find_model
from kerasdl.webpage import publish
from kerasdl.webpage.model_page import write
from kerasdl.webpage.serving import running_page
from kerasdl.webpage.single_file import write_single_file
from tests.support.driven_browsers import RUNNING
from tests.support.driven_page import DrivenPage
from tests.support.small_graphs import write_graph
from tests.support.views import VIEWS

# Browsers that `make test` does not set up.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ONLY_ON_LINUX = pytest.mark.skipif(not HAS_WEBKIT, reason="WebKitGTK runs on Linux alone")
BROWSERS = ["Firefox", pytest.param("WebKit", marks=ONLY_ON_LINUX)]
Opened = Callable[..., DrivenPage]


@pytest.fixture(scope="module", params=BROWSERS)
def browser(request: pytest.FixtureRequest) -> Iterator[DrivenPage]:
    """A page of a browser, which this module's tests share."""
    with RUNNING[request.param]() as page:
        yield page


@pytest.fixture
def open_page(browser: DrivenPage, page_url: str) -> Iterator[Opened]:
    """Opens a page, ready to read, English and empty; at the end nothing must have gone wrong in it."""

    def open_one(url: str = page_url) -> DrivenPage:
        browser.open("about:blank")  # else another fragment alone would load nothing
        browser.open(f"{url}#lang=en")
        browser.wait_until_ready()
        return browser

    yield open_one
    assert browser.evaluate("globalThis.faults ?? []") == []


def reads(page: DrivenPage, answer: str, seconds: float = 20) -> None:
    """Wait until the page answers so."""
    page.wait_for(f"document.querySelector('#answer').innerText === '{answer}'", seconds)


def show(page: DrivenPage, view: str) -> None:
    page.click(f'nav [data-view="{view}"]')
    page.wait_for(f"document.documentElement.dataset.view === '{view}'")
    if view != "read":
        page.wait_for(f"document.querySelector('#view-{view} :is(h2, h3)')")


def clear(page: DrivenPage) -> None:
    page.click("#clear")
    reads(page, "?")


def colours(page: DrivenPage, selector: str) -> int:
    """How many colours an element shows on the screen."""
    place = f"document.querySelector('{selector}').getBoundingClientRect()"
    box = page.evaluate(f"(({{ left, top, right, bottom }}) => [left, top, right, bottom])({place})")
    with Image.open(BytesIO(page.screenshot())) as picture:
        return len(picture.convert("RGB").crop(tuple(map(round, box))).getcolors(1 << 24) or [])


def train(page: DrivenPage) -> None:
    """Trains the visitor's own network in Step 3, until the page offers to use it."""
    show(page, "best")
    page.click("#best-train")
    page.wait_for("document.querySelector('#best-use')?.checkVisibility()")


def test_every_digit_is_drawn_read_and_cleared(open_page: Opened) -> None:
    page = open_page()
    for digit, strokes in [*DIGITS.items(), *ABROAD.items()]:
        page.draw(strokes)
        reads(page, str(digit))
        shares = page.evaluate("[...document.querySelectorAll('[data-digit]')].map((bar) => Number(bar.ariaValueNow))")
        assert len(shares) == 10 and shares.index(max(shares)) == digit
        clear(page)
        assert page.evaluate("document.querySelector('#clear').disabled")


def test_a_picture_is_opened_and_read(open_page: Opened) -> None:
    page = open_page()
    page.choose_file("#file", ROOT / "docs/three.png")
    reads(page, "3")


def test_what_is_no_picture_is_refused_in_one_line(open_page: Opened, tmp_path: Path) -> None:
    page = open_page()
    file = tmp_path / "notes.png"
    file.write_text("no picture")
    page.choose_file("#file", file)
    page.wait_for("document.querySelector('#notice').checkVisibility()")
    told = page.text("#notice")
    assert told and "\n" not in told and not re.search("undefined|Error|null", told)


def test_the_language_is_switched_and_switched_back(open_page: Opened) -> None:
    page = open_page()
    for view in VIEWS:
        show(page, view)
        page.click("#language")
        page.wait_for("document.documentElement.lang === 'zh-Hant'")
        assert re.search("[\u4e00-\u9fff]", page.text(f'nav [data-view="{view}"]'))
        page.click("#language")
        page.wait_for("document.documentElement.lang === 'en'")


def test_no_two_texts_overlap_in_any_view(open_page: Opened) -> None:
    page = open_page()
    page.draw(DIGITS[3])
    reads(page, "3")
    overlaps = (ROOT / "tests/support/text_overlaps.js").read_text(encoding="utf-8")
    found = {}
    for language in ("zh", "en"):
        page.click("#language")
        for view in VIEWS:
            show(page, view)
            found[language, view] = page.evaluate(overlaps)
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_see_it_think_shows_what_it_computes_flat_and_in_3d(open_page: Opened) -> None:
    page = open_page()
    page.draw(DIGITS[3])
    reads(page, "3")
    show(page, "think")
    page.wait_for("document.querySelector('.think-neuron h2').innerText === 'The output for “3”'")
    assert colours(page, ".think-2d") > 100
    page.click(".think-switch button:last-child")
    if page.evaluate("document.createElement('canvas').getContext('webgl2') !== null"):
        page.wait_for("document.querySelector('.think-3d').checkVisibility()")
        page.evaluate("new Promise((done) => setTimeout(done, 1000))")  # until what lights up is lit
        assert colours(page, ".think-3d") > 100
    else:
        page.wait_for("document.querySelector('.think-note').innerText.includes('no WebGL')")
    page.click(".think-switch button:first-child")
    page.wait_for("document.querySelector('.think-2d').checkVisibility()")


def test_a_network_trained_in_the_page_reads_and_is_kept_over_a_reload(open_page: Opened) -> None:
    page = open_page()
    train(page)
    page.click("#best-use")
    page.wait_for("document.documentElement.dataset.view === 'read'")
    page.draw(DIGITS[0])
    reads(page, "0")
    show(page, "best")
    page.click("#shelf-keep")
    page.wait_for("document.querySelector('#view-best .shelf li')")
    name = page.text("#view-best .shelf li span")

    page.reload()
    page.wait_until_ready()
    reads(page, "0")  # the link has the drawing
    page.wait_for("document.querySelector('#view-best .shelf li')")
    page.click("#view-best .shelf li button")
    page.wait_for(f"document.querySelector('#view-best').innerText.includes('“{name}” is your network now.')")
    page.click("#best-use")
    clear(page)
    page.draw(DIGITS[0])
    reads(page, "0")
    show(page, "best")
    page.click("#view-best .shelf li button:last-child")
    page.wait_for("!document.querySelector('#view-best .shelf li')")


def test_the_second_visit_needs_no_server(open_page: Opened) -> None:
    with running_page(ROOT / "web") as url:
        page = open_page(url)
        page.wait_for("navigator.serviceWorker.controller")
    page.reload()
    page.wait_until_ready()
    page.draw(DIGITS[7])
    reads(page, "7")
    for view in VIEWS:
        show(page, view)


def test_the_page_as_one_file_reads_and_trains_from_the_disk(open_page: Opened, tmp_path: Path) -> None:
    file = tmp_path / "my digits.html"
    write_single_file(find_model("web"), file)
    page = open_page(file.as_uri())
    page.draw(DIGITS[4])
    reads(page, "4")
    for view in VIEWS:
        show(page, view)
    train(page)
    assert page.evaluate("document.querySelector('#view-best .fault').hidden")


def test_a_large_models_page_runs_in_threads_where_memory_is_shared(
    browser: DrivenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "WORTH_WASM", 0)
    monkeypatch.setattr(write, "WORTH_THREADS", 0)
    write_graph(tmp_path / "model", (3,), 4)
    publish(tmp_path / "model", page=tmp_path / "page", title="A model")
    with running_page(tmp_path / "page") as url:
        browser.open(f"{url}#lang=en&threads=2&try=threads")
        browser.wait_for("document.documentElement.dataset.state === 'ready'")
        assert browser.evaluate("crossOriginIsolated")
        shared = browser.evaluate("typeof SharedArrayBuffer !== 'undefined'")
        assert ("WebAssembly on 2 threads; " if shared else "WebAssembly; ") in browser.text("#engine")
        browser.wait_for("document.querySelector('.classes .share')?.textContent.includes('%')")
        assert browser.evaluate("globalThis.faults ?? []") == []
