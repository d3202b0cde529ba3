"""The dashboard in tests: its pages without a browser, its jobs, and its server.

What cannot differ between tests (MNIST, loaded networks, what is computed from them) stays in Streamlit's caches; jobs,
folders and visitors are each test's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from app.jobs import ServerJobs
from app.state import functions, server
from tests.support.dashboard import Server, open_page, running_dashboard
from tests.support.jobs import FAKE_SEARCH, FAKE_TRAINING


@pytest.fixture(scope="session", autouse=True)
def packages_are_scanned_once() -> Iterator[None]:
    """AppTest looks for components in all installed packages each time that it opens an app: most of what opening takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Runs and saved networks of a test lie in a folder of its own, and its processes end with it."""
    monkeypatch.chdir(tmp_path)
    server.folder.clear()
    functions.saved_names.clear()
    models = tmp_path / "saved_models"
    jobs = ServerJobs(
        models / ".runs",
        models / ".searches",
        models,
        places={"trainings": 1, "tasks": 1},
        programs={"searches": FAKE_SEARCH},
    )
    monkeypatch.setattr(server, "jobs", lambda: jobs)
    yield tmp_path
    jobs.close()


@pytest.fixture
def fake_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that are started on a page learn nothing."""
    monkeypatch.setattr(server.jobs().trainings, "program", FAKE_TRAINING)


@pytest.fixture
def make_jobs(tmp_path: Path) -> Iterator[Callable[..., ServerJobs]]:
    """Makes the jobs of a server whose processes learn nothing; a second one is that server started again."""
    made: list[ServerJobs] = []

    def make(places: int = 1) -> ServerJobs:
        models = tmp_path / "models"
        programs = {"trainings": FAKE_TRAINING, "searches": FAKE_SEARCH}
        made.append(
            ServerJobs(models / ".runs", models / ".searches", models, places={"trainings": places}, programs=programs)
        )
        return made[-1]

    yield make
    for jobs in made:
        jobs.close()


@pytest.fixture
def jobs(make_jobs: Callable[..., ServerJobs]) -> ServerJobs:
    """Those of a server with a single place for trainings."""
    return make_jobs()


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Opens the dashboard on one of its pages, each time as another visitor; `query` is what its link carries."""
    return open_page


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard as it is served."""
    with running_dashboard(tmp_path_factory.mktemp("home")) as running:
        yield running
