"""A browser that comes back is the same visitor; what it sends is not trusted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.state import visitor
from tests.support.dashboard import APP, PAGES

NAME = "0123456789abcdef" * 2


def named(cookies: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies=cookies))
    return visitor.name()


def test_a_visitor_with_a_cookie_keeps_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named({visitor.COOKIE: NAME}, monkeypatch) == NAME


@pytest.mark.parametrize("cookie", ["", "../../etc", NAME.upper(), NAME + "0", f"{NAME}\n"])
def test_a_cookie_that_is_none_of_ours_gets_a_new_name(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = named({visitor.COOKIE: cookie}, monkeypatch)
    assert visitor.NAME.fullmatch(name)
    assert name != cookie


def test_two_visitors_have_two_names(open_app: Callable[..., AppTest]) -> None:
    first, second = (open_app().session_state["visitor"] for _ in range(2))
    assert first != second


def test_no_page_loads_tensorflow() -> None:
    code = f"""
import sys
from streamlit.testing.v1 import AppTest
from tests.support.dashboard import switch
app = AppTest.from_file({str(APP / "main.py")!r}, default_timeout=120).run()
for page in {PAGES[1:]!r}:
    switch(app, page)
    assert not app.exception, (page, app.exception)
print("tensorflow" if sys.modules.get("tensorflow") else "none")
from app.state import functions
server.jobs().trainings.close()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["none"], done.stderr
