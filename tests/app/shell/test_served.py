"""The dashboard as an ASGI application: headers of its responses, and what a visitor sees of an error."""

from __future__ import annotations

import asyncio
import http.client
import shutil
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from app.shell.security_headers import SecurityHeaders, content_security_policy
from benchmarks.support.streamlit_client import Visitor
from tests.support.dashboard import APP, Server, running_dashboard

SECRET = "/home/somebody/models"
POLICY = """
window.violations = [];
addEventListener('securitypolicyviolation', (event) => violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


def apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: in this one a browser of other tests may have its loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def headers_of(url: str, path: str, method: str = "GET") -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request(method, path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, {name.lower(): value for name, value in response.getheaders()}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small dashboard whose page fails when it is told to, served as the real one is."""
    home = tmp_path_factory.mktemp("failing")
    shutil.copy(APP / "asgi.py", home)
    (home / "main.py").write_text(
        "import streamlit as st\n"
        "layers = st.number_input('layers', 1, 5, key='layers')\n"
        "st.fragment(lambda: st.write(1 / st.number_input('divide by', 0, 1, 1, key='divisor')))()\n"
        f"if layers > 1: open({SECRET!r})\n"
    )
    with running_dashboard(home, home / "asgi.py") as running:
        yield running


@pytest.mark.parametrize(
    "path",
    ["/", "/step-1", "/_stcore/health", "/_stcore/host-config", "/media/none.png", "/..%2f", "//a", "/_stcore/agent/x"],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_every_response_carries_the_security_headers(failing: Server, path: str, method: str) -> None:
    _, sent = headers_of(failing.url, path, method)
    assert sent["content-security-policy"] == content_security_policy()
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["x-frame-options"] == "SAMEORIGIN"
    assert sent["referrer-policy"] == "same-origin"


def _is_plain(seen: list[str]) -> bool:
    return (
        len(seen) == 1
        and seen[0].startswith("This page failed at 20")
        and SECRET not in seen[0]
        and "\n" not in seen[0]
    )


@pytest.mark.parametrize(
    ("label", "value", "logged"),
    [("layers", 2.0, SECRET), ("layers", float("nan"), "NaN"), ("divide by", 0.0, "ZeroDivisionError")],
)
def test_a_visitor_sees_one_line_and_the_log_has_the_traceback(
    failing: Server, label: str, value: float, logged: str
) -> None:
    async def visit() -> list[str]:
        async with Visitor(failing.url) as visitor:
            await visitor.open()
            widget = next(e.number_input.id for e in visitor.elements if e.number_input.label == label)
            return (await visitor._set(WidgetState(id=widget, double_value=value))).errors

    assert _is_plain(apart(visit()))
    assert logged in failing.log.read_text()


@pytest.mark.parametrize(("lang", "begin"), [("en", "This page failed at "), ("zh", "此頁面在 ")])
def test_the_line_is_in_the_visitors_language(lang: str, begin: str) -> None:
    def script() -> None:
        from app.shell import errors

        errors.show(ValueError("/home/somebody/models"))

    app = AppTest.from_function(script)
    app.session_state["language"] = lang
    shown = app.run().error
    assert len(shown) == 1 and shown[0].value.startswith(begin) and "somebody" not in shown[0].value


def _start(app: Callable[..., Any], **start: Any) -> list[tuple[bytes, bytes]]:
    """The headers of a response that an application starts."""
    sent: list[Any] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, **start})

    async def keep(message: Any) -> None:
        sent.append(message)

    async def nothing() -> Any:
        return {}

    apart(app(answer)({"type": "http"}, nothing, keep))
    return list(sent[0]["headers"])


def test_a_response_keeps_the_headers_that_it_has() -> None:
    own = [(b"X-Frame-Options", b"DENY"), (b"a", b"1"), (b"a", b"2")]
    sent = _start(SecurityHeaders, headers=own)
    assert sent[:3] == own and b"x-frame-options" not in dict(sent[3:])
    assert b"content-security-policy" in dict(_start(SecurityHeaders))


@pytest.mark.slow
def test_no_page_asks_for_what_the_policy_forbids(browser: Browser, dashboard: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.add_init_script(POLICY)
    page = context.new_page()
    for name in ("", "step-1", "step-2", "step-3", "read", "structures", "export"):
        page.goto(dashboard.url + name)
        page.wait_for_selector("h2", timeout=90_000)
        page.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=90_000)
        assert page.evaluate("violations") == [], name
    context.close()
