"""The dashboard: its modules on the path, as Streamlit puts them there, its pages without a browser, and its server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.jobs import Pool, searches
from app.state import functions
from tests.support.dashboard import APP, PAGES, PATIENCE, Server, answers, free_port, switch
from tests.support.pools import FAKE, FAKE_SEARCH


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Runs and kept networks of a test lie in a folder of its own, and its workers end with it."""
    import streamlit as st

    monkeypatch.chdir(tmp_path)
    st.cache_resource.clear()
    st.cache_data.clear()
    pool = Pool(tmp_path / "saved_models" / ".runs", tmp_path / "saved_models", at_once=1)
    monkeypatch.setattr(functions, "pool", lambda: pool)
    line = searches.Searches(tmp_path / "saved_models" / ".searches", pool, FAKE_SEARCH)
    monkeypatch.setattr(searches, "of_server", lambda: line)
    yield tmp_path
    line.close()
    pool.close()


@pytest.fixture
def make_pool(tmp_path: Path) -> Iterator[Callable[..., Pool]]:
    """Makes pools whose worker learns nothing."""
    pools: list[Pool] = []

    def make(at_once: int = 1) -> Pool:
        pools.append(Pool(tmp_path / "models" / ".runs", tmp_path / "models", at_once=at_once, worker=FAKE))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture
def pool(make_pool: Callable[..., Pool]) -> Pool:
    """One of them, with a single place."""
    return make_pool()


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Opens the dashboard on one of its pages, each time as another visitor; `query` is what its link carries."""

    def open_page(page: str = PAGES[0], **query: str) -> AppTest:
        app = AppTest.from_file(str(APP / "main.py"), default_timeout=PATIENCE)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        return app if page == PAGES[0] else switch(app, page)

    return open_page


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard as it is served."""
    port = free_port()
    log = tmp_path_factory.mktemp("dashboard") / "log"
    options = ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    options += ["--server.fileWatcherType=none"]  # what is edited while tests run is not loaded into them
    command = [sys.executable, "-m", "streamlit", "run", str(APP / "main.py"), *options]
    home = tmp_path_factory.mktemp("home")
    paths = os.pathsep.join(filter(None, [str(APP.parent), os.environ.get("PYTHONPATH")]))
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env={**os.environ, "PYTHONPATH": paths}, cwd=home)
        url = f"http://127.0.0.1:{port}/"
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end and not answers(url):
            time.sleep(0.2)
        assert answers(url), log.read_text()
        yield Server(url, log, home)
        process.terminate()
        process.wait(20)
