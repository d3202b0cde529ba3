"""Search run: one machine's part in a search, from start to end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdl.errors import ConfigError, SearchError
from kerasdl.files import make_writable_folder
from kerasdl.search.report import save_front
from kerasdl.search.results import PICTURE_FILE, SearchResults, collect_results
from kerasdl.search.space import SearchConfig
from kerasdl.search.storage import local_url, open_storage
from kerasdl.search.study import Search, join_search, start_search
from kerasdl.search.worker_job import Job
from kerasdl.search.workers import Workers

POLL_SECONDS = 1.0  # between two looks at the database
SAVE_SECONDS = 15.0  # between two writings of the results
NAME = "structures"


@dataclass(frozen=True)
class SearchStatus:
    """Status of a search.

    Attributes:
        found: all that it has tried, on every machine.
        share: of what was asked for, 0 to 1.
        seconds: since this machine takes part.
        running: candidates that are being tried, on every machine.
        workers: processes of this machine that are at work.
    """

    found: SearchResults
    share: float
    seconds: float
    running: int
    workers: int


def search(
    folder: Path,
    config: SearchConfig | None = None,
    *,
    minutes: float | None = None,
    trials: int | None = None,
    workers: int | None = None,
    storage: str | None = None,
    name: str = NAME,
    join: bool = False,
    baseline: bool = False,
    on_status: Callable[[SearchStatus], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    storage_settings: dict[str, Any] | None = None,
) -> SearchResults:
    """Search for structures that are accurate and cheap, with the processes of this machine.

    What is found lies in a database and is never lost: a search that ended, was stopped by Ctrl-C or was killed resumes when
    it is called again, on one machine or on many.

    Args:
        folder: for `found.json`, `front.png`, and the database where `storage` is None.
        config: what the search is for; None for the settings that the search has, or for the default ones.
        minutes: how long this machine takes part; a candidate that is being tried then is finished.
        trials: until each method has so many finished candidates, over all sessions and machines.
        workers: processes; None for one a core.
        storage: the database's URL; None for a file in `folder`.
        name: of the search in the database.
        join: take part in a search that was begun elsewhere; its settings hold.
        baseline: beside evolution, random search with as much time.
        on_status: called about once a second.
        should_stop: asked as often; what is being tried then is put back in line.
        storage_settings: of `storage.PatientStorage`.

    Returns:
        What was found.

    Raises:
        ConfigError: a setting breaks its rule, or the database cannot be reached.
        SearchError: every worker ended badly.
    """
    workers = _cores() if workers is None else workers
    _check(minutes, trials, workers)
    make_writable_folder(folder)
    url, settings = storage or local_url(folder), storage_settings or {}
    opened = open_storage(url, **settings)
    under_way = (
        join_search(opened, name) if join else start_search(opened, name, config or SearchConfig(), baseline=baseline)
    )
    until = None if minutes is None else time.time() + 60 * minutes
    job = Job(url, name, until, trials, str((folder / "weights").resolve()), settings)
    monitor = _Monitor(under_way, folder, minutes, trials, on_status)
    try:
        with Workers(job, workers) as team:
            while team.running and not should_stop():
                monitor.poll(team.running)
                time.sleep(POLL_SECONDS)
            failures = team.failures()
    finally:
        found = monitor.save()
    if len(failures) == workers:
        raise SearchError(f"A worker must be able to work. Received: {failures[0]}")
    return found


def _check(minutes: float | None, trials: int | None, workers: int) -> None:
    for given, rule, holds in (
        (f"minutes={minutes}", "`minutes` must be greater than 0", minutes is None or minutes > 0),
        (f"trials={trials}", "`trials` must be a positive integer", trials is None or trials >= 1),
        (f"workers={workers}", "`workers` must be a positive integer", workers >= 1),
        ("neither", "A search must end: it needs `minutes` or `trials`", minutes is not None or trials is not None),
    ):
        if not holds:
            raise ConfigError(f"{rule}. Received: {given}")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Monitor:
    """Polls the database, reports the status, and saves the results."""

    def __init__(
        self,
        search: Search,
        folder: Path,
        minutes: float | None,
        trials: int | None,
        on_status: Callable[[SearchStatus], None] | None,
    ) -> None:
        self.search, self.folder, self.minutes, self.trials = search, folder, minutes, trials
        self.on_status = on_status
        self.started = self.saved = time.monotonic()

    def poll(self, workers: int) -> None:
        """Report the status; save the results every `SAVE_SECONDS`."""
        now = time.monotonic()
        if self.on_status is not None:
            self.on_status(self._status(now - self.started, workers))
        if now - self.saved >= SAVE_SECONDS:
            self.save()

    def save(self) -> SearchResults:
        """Write the results and their plot."""
        self.saved = time.monotonic()
        found = collect_results(self.search)
        found.write(self.folder)
        if any(c.error is not None for c in found.candidates):
            save_front(found, self.folder / PICTURE_FILE)
        return found

    def _status(self, seconds: float, workers: int) -> SearchStatus:
        from optuna.trial import TrialState

        found = collect_results(self.search)
        shares = [] if self.minutes is None else [seconds / (60 * self.minutes)]
        if self.trials is not None:
            least = min(self.search.finished(method) for method in self.search.studies)
            shares.append(least / self.trials)
        running = sum(
            trial.state == TrialState.RUNNING for method in self.search.studies for trial in self.search.trials(method)
        )
        return SearchStatus(found, min(1.0, max(shares)), seconds, running, workers)
