"""Threads and the graphics processor on a model's page: fetched where they may be used, and right wherever they are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from benchmarks.support.drawing import watch
from kerasdl.webpage import publish
from kerasdl.webpage.model_page import write
from kerasdl.webpage.serving import running_page
from tests.support.model_answers import TIMEOUT
from tests.support.small_graphs import write_graph

READY = 'html[data-state="ready"]'
GIVEN = np.array([0.5, 0, 2.5], np.float32)
Wanted = Callable[[Page], None]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def plain_host(folder: Path) -> Iterator[str]:
    """A host that sends no headers, under a name that a service worker takes for any host's, and Chromium for a safe one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://models.localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Wanted]:
    """The page of a model that counts as large, and a check of its answer."""
    monkeypatch.setattr(write, "WORTH_WASM", 0)
    monkeypatch.setattr(write, "WORTH_THREADS", 0)
    kernel, bias = write_graph(tmp_path / "model", (3,), 1, activation="")
    publish(tmp_path / "model", page=tmp_path / "page", single_file=tmp_path / "page.html", title="A model")

    def answers(page: Page) -> None:
        for n, value in enumerate(GIVEN):
            page.get_by_label(f"x{n + 1}").fill(str(value))
        wanted = f"{float(f'{(GIVEN @ kernel + bias)[0]:.5g}'):g}"
        expect(page.locator(".output .value")).to_have_text(wanted, timeout=TIMEOUT)

    return tmp_path / "page", answers


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en")
    yield context
    context.close()


def visit(page: Page, url: str) -> list[str]:
    """Opens a page, and gives the names of the engine's files that it asks for from then on."""
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2]) if "/engine/" in request.url else None
    )
    page.goto(url)
    page.wait_for_selector(READY, timeout=TIMEOUT)
    return asked


TWO_PROCESSORS = "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 2 })"
KEPT = """async () => {
  const cache = await caches.open((await caches.keys())[0]);
  return (await cache.keys()).map(({ url }) => url);
}"""
THREADS = {"threads.js", "thread.js", "tfjs-backend-wasm-threaded-simd.wasm"}


def test_threads_answer_the_same_on_our_own_server(context: BrowserContext, large: tuple[Path, Wanted]) -> None:
    folder, answers = large
    with running_page(folder) as url:
        page = context.new_page()
        faults = watch(page, url)
        assert set(visit(page, f"{url}#threads=2")) >= THREADS
        assert page.evaluate("crossOriginIsolated")
        expect(page.locator("#engine")).to_contain_text("WebAssembly on 2 threads")
        answers(page)
        page.get_by_role("button", name="中文").click()
        expect(page.locator("#engine")).to_contain_text("WebAssembly（2 個執行緒）")
        assert faults == []


def test_threads_are_fetched_only_where_they_are_tried(context: BrowserContext, large: tuple[Path, Wanted]) -> None:
    folder, answers = large
    with running_page(folder) as url:
        quick, tried = context.new_page(), context.new_page()
        faults = watch(tried, url)
        assert THREADS.isdisjoint(visit(quick, url))
        expect(quick.locator("#engine")).to_contain_text("WebAssembly; ")
        tried.add_init_script(TWO_PROCESSORS)
        assert set(visit(tried, f"{url}#try=threads")) >= THREADS
        answers(tried)
        end = time.monotonic() + TIMEOUT / 1000
        while len(workers := [worker for worker in tried.workers if worker.url.endswith("/worker.js")]) > 1:
            assert time.monotonic() < end, workers  # whichever was kept, the other one ends
            tried.wait_for_timeout(100)
        assert faults == []


# Threads that are quick when they are tried, and slow afterwards.
SLOWED = """{
  const post = self.postMessage.bind(self);
  let threads = 1;
  self.postMessage = (message, moved) => {
    const { result } = message;
    threads = result.threads ?? threads;
    result.milliseconds = threads === 1 ? 100 : result.outputs ? 400 : 10;
    post(message, moved);
  };
}"""


def test_threads_that_become_slow_are_given_up(context: BrowserContext, large: tuple[Path, Wanted]) -> None:
    folder, answers = large
    script = folder / "worker.js"
    script.write_text(f"{SLOWED}\n{script.read_text(encoding='utf-8')}", encoding="utf-8")
    with running_page(folder) as url:
        page = context.new_page()
        faults = watch(page, url)
        page.add_init_script(TWO_PROCESSORS)
        visit(page, f"{url}#try=threads")
        expect(page.locator("#engine")).to_contain_text("WebAssembly on 2 threads")
        for _ in range(3):  # three numbers each
            answers(page)
            page.get_by_label("x1").fill("0")
        expect(page.locator("#engine")).to_contain_text("100 ms an answer, WebAssembly; ", timeout=TIMEOUT)
        answers(page)
        assert faults == []


def test_the_service_worker_sets_the_page_apart_from_the_second_visit_on(
    context: BrowserContext, large: tuple[Path, Wanted]
) -> None:
    folder, answers = large
    page = context.new_page()
    visits: list[str] = []
    page.on("framenavigated", lambda frame: visits.append(frame.url))
    with plain_host(folder) as url:
        faults = watch(page, url)
        assert THREADS.isdisjoint(visit(page, f"{url}#try=threads"))
        assert not page.evaluate("crossOriginIsolated")
        answers(page)
        page.wait_for_function("navigator.serviceWorker.controller", timeout=TIMEOUT)
        assert not [name for name in page.evaluate(KEPT) if name.endswith((*THREADS, "webgl.js"))]
        assert len(visits) == 1  # nothing loads it again but the visitor
        page.goto(f"{url}#threads=2")
        page.reload()
        page.wait_for_selector(READY, timeout=TIMEOUT)
        assert page.evaluate("crossOriginIsolated")
        expect(page.locator("#engine")).to_contain_text("WebAssembly on 2 threads")
        answers(page)
        assert {name.rpartition("/")[2] for name in page.evaluate(KEPT)} >= THREADS
    page.reload()  # the host is gone
    page.wait_for_selector(READY, timeout=TIMEOUT)
    expect(page.locator("#engine")).to_contain_text("WebAssembly on 2 threads")
    answers(page)
    assert faults == []


def test_without_a_service_worker_there_is_one_thread(browser: Browser, large: tuple[Path, Wanted]) -> None:
    folder, answers = large
    context = browser.new_context(locale="en", service_workers="block")
    page = context.new_page()
    with plain_host(folder) as url:
        for _ in range(2):
            assert THREADS.isdisjoint(visit(page, f"{url}#try=threads"))
            page.reload()
            page.wait_for_selector(READY, timeout=TIMEOUT)
            expect(page.locator("#engine")).to_contain_text("WebAssembly; ")
            answers(page)
    context.close()


def test_one_file_stays_on_one_thread(context: BrowserContext, large: tuple[Path, Wanted]) -> None:
    folder, answers = large
    page = context.new_page()
    page.goto(f"{folder.with_suffix('.html').as_uri()}#try=threads&threads=2")
    page.wait_for_selector(READY, timeout=TIMEOUT)
    expect(page.locator("#engine")).to_contain_text("WebAssembly; ")
    answers(page)
    inside = page.evaluate("Object.keys(JSON.parse(document.getElementById('kerasdl-files').textContent))")
    assert "engine/tfjs-backend-wasm-simd.wasm" in inside and not [name for name in inside if "thread" in name]


def test_a_graphics_processor_that_is_a_program_is_not_asked_for(
    context: BrowserContext, large: tuple[Path, Wanted]
) -> None:
    folder, answers = large
    with running_page(folder) as url:
        page, tried = context.new_page(), context.new_page()
        assert "webgl.js" not in visit(page, url)
        faults = watch(tried, url)
        assert "webgl.js" in visit(tried, f"{url}#try=webgl")
        answers(tried)
        assert faults == []


# In these the graphics processor, which is a program here, seems to take no time.
QUICK = "performance.now = () => 0;"
HALF = "self.tfjsRequire('@tensorflow/tfjs-core').env().set('WEBGL_FORCE_F16_TEXTURES', true);"
WRONG = """{
  const { registerKernel, unregisterKernel } = self.tfjsRequire('@tensorflow/tfjs-core');
  unregisterKernel('Add', 'webgl');
  registerKernel({ kernelName: 'Add', backendName: 'webgl', kernelFunc: ({ inputs: { a }, backend }) => {
    backend.incRef(a.dataId);
    return a;
  } });
}"""


@pytest.mark.parametrize(
    ("more", "engine"),
    [("", "graphics processor; "), (HALF, "WebAssembly; "), (WRONG, "WebAssembly; "), ("throw 0;", "WebAssembly; ")],
    ids=["right", "half precision", "wrong", "failing"],
)
def test_a_graphics_processor_is_kept_that_is_quicker_exact_and_right(
    context: BrowserContext, large: tuple[Path, Wanted], more: str, engine: str
) -> None:
    folder, answers = large
    with (folder / "engine/webgl.js").open("a", encoding="utf-8") as script:
        script.write(f"\n{QUICK}\n{more}")
    with running_page(folder) as url:
        page = context.new_page()
        assert "webgl.js" in visit(page, f"{url}#try=webgl")
        expect(page.locator("#engine")).to_contain_text(engine)
        answers(page)


def test_a_small_models_page_is_not_set_apart(context: BrowserContext, tmp_path: Path) -> None:
    write_graph(tmp_path / "model", (3,), 4)
    publish(tmp_path / "model", page=tmp_path / "page", title="A model")
    with running_page(tmp_path / "page") as url:
        page = context.new_page()
        visit(page, f"{url}#try=threads")
        assert not page.evaluate("crossOriginIsolated")
        expect(page.locator("#engine")).to_contain_text("JavaScript; ")


def test_a_page_that_did_not_change_keeps_its_policy(large: tuple[Path, Wanted]) -> None:
    folder, _ = large
    with running_page(folder) as url:
        port = int(url.rstrip("/").rpartition(":")[2])
        asked: dict[str, str] = {}
        for status in (200, 304):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/", headers=asked)
            response = connection.getresponse()
            assert response.status == status
            assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert response.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
            policy = response.headers["Content-Security-Policy"]
            assert "script-src 'self' 'wasm-unsafe-eval';" in policy and "worker-src 'self';" in policy
            asked = {"If-None-Match": response.headers["ETag"]}
            connection.close()
        with urlopen(f"{url}files.json") as served:
            assert served.read() == (folder / "files.json").read_bytes()
