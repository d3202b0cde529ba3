"""Search run: one machine's part in a search, from start to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, SearchError
from kerasdl.files import fault, locked_folder, writable_folder
from kerasdl.search.report import save_front
from kerasdl.search.results import PICTURE_FILE, SearchResults, collect_results
from kerasdl.search.space import BATCH_SIZES, MAX_LAYERS, WIDTHS, SearchConfig
from kerasdl.search.storage import local_url, open_storage
from kerasdl.search.study import Search, join_search, start_search
from kerasdl.search.worker_job import Job
from kerasdl.search.workers import Workers
from kerasdl.training.demand import available_cores, check_demand, estimate, free_memory

POLL_SECONDS = 1.0  # between two looks at the database
SAVE_SECONDS = 15.0  # between two writings of the results, at least
SAVE_SHARE = 0.05  # of the time, that writing takes at most: all is written anew, and it becomes ever more
NAME = "structures"
YEAR = 366 * 24 * 60.0  # minutes
MAX_TRIALS, MAX_WORKERS, MAX_NAME = 1_000_000, 1_024, 200


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
    insist: bool = False,
) -> SearchResults:
    """Search for structures that are accurate and cheap, with the processes of this machine.

    What is found lies in a database and is never lost: a search that ended, was stopped by Ctrl-C or was killed resumes when
    it is called again, on one machine or on many.

    Args:
        folder: for `found.json`, `front.png`, and the database where `storage` is None.
        config: what the search is for; None for the settings that the search has, or for the default ones.
        minutes: how long this machine takes part; a candidate that is being tried then is finished.
        trials: until each method has so many finished candidates, over all sessions and machines.
        workers: processes; None for one a core, as far as memory reaches.
        storage: the database's URL; None for a file in `folder`.
        name: of the search in the database.
        join: take part in a search that was begun elsewhere; its settings hold.
        baseline: beside evolution, random search with as much time.
        on_status: called about once a second.
        should_stop: asked as often; what is being tried then is put back in line.
        storage_settings: of `storage.PatientStorage`.
        insist: search even where its workers take more memory than is free, or a candidate more than a week.

    Returns:
        What was found.

    Raises:
        ConfigError: a setting breaks its rule, the folder cannot be written, or the database cannot be reached.
        SearchError: every worker ended badly, the results cannot be written, or another search writes to the folder.
    """
    workers = default_workers() if workers is None else workers
    _check(minutes, trials, workers, name)
    writable_folder(folder)
    with ExitStack() as held:
        if not join:  # one that joins writes what the others write, from one database
            held.enter_context(locked_folder(folder, error=SearchError))
            config = config or SearchConfig()
        if config is not None and not insist:
            check_demand(_largest_candidate(config), config.digits, processes=workers)
        url, settings = storage or local_url(folder), storage_settings or {}
        opened = open_storage(url, **settings)
        under_way = (
            join_search(opened, name)
            if config is None or join
            else start_search(opened, name, config, baseline=baseline)
        )
        until = None if minutes is None else time.time() + 60 * minutes
        job = Job(url, name, until, trials, str((folder / "weights").resolve()), settings)
        return _run(job, workers, _Monitor(under_way, folder, minutes, trials, on_status), should_stop)


def _run(job: Job, workers: int, monitor: _Monitor, should_stop: Callable[[], bool]) -> SearchResults:
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


def default_workers() -> int:
    """One a core, as far as the memory that is free reaches."""
    each = estimate(_largest_candidate(SearchConfig())).memory
    return max(1, min(available_cores(), free_memory() // each, MAX_WORKERS))


def _largest_candidate(config: SearchConfig) -> TrainConfig:
    widest = (WIDTHS[-1],) * MAX_LAYERS
    return TrainConfig(hidden_units=widest, epochs=config.epochs, batch_size=BATCH_SIZES[-1])


def _check(minutes: float | None, trials: int | None, workers: int, name: str) -> None:
    for given, rule, holds in (
        (f"minutes={minutes}", "`minutes` must be greater than 0 and at most a year's", _lasts(minutes)),
        (
            f"trials={trials}",
            f"`trials` must be a positive integer of at most {MAX_TRIALS:,}",
            trials is None or 1 <= trials <= MAX_TRIALS,
        ),
        (
            f"workers={workers}",
            f"`workers` must be a positive integer of at most {MAX_WORKERS:,}",
            1 <= workers <= MAX_WORKERS,
        ),
        (f"name={name}", f"`name` must have 1 to {MAX_NAME} characters", 1 <= len(name) <= MAX_NAME),
        ("neither", "A search must end: it needs `minutes` or `trials`", minutes is not None or trials is not None),
    ):
        if not holds:
            raise ConfigError(f"{rule}. Received: {given}")


def _lasts(minutes: float | None) -> bool:
    return minutes is None or 0 < minutes <= YEAR


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
        self.pause = SAVE_SECONDS  # until the results are written next

    def poll(self, workers: int) -> None:
        """Report the status; save the results now and then."""
        now = time.monotonic()
        if self.on_status is not None:
            self.on_status(self._status(now - self.started, workers))
        if now - self.saved >= self.pause:
            self.save()

    def save(self) -> SearchResults:
        """Write the results and their plot.

        Raises:
            SearchError: they cannot be written; the database has them all.
        """
        begun = time.monotonic()
        found = collect_results(self.search)
        try:
            found.write(self.folder)
            if any(c.error is not None for c in found.candidates):
                save_front(found, self.folder / PICTURE_FILE)
        except OSError as error:
            raise SearchError(
                "A search's results must be written; its database has them, and the same command resumes. "
                f"Received: {self.folder} ({fault(error)})"
            ) from None
        self.saved = time.monotonic()
        self.pause = max(SAVE_SECONDS, (self.saved - begun) / SAVE_SHARE)
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
