"""Structure search of one visitor: request, progress and results, as files.

order.json    the request
state.json    the state, and the seconds that it has used of its time
sitting.json  what its process reports, while there is one
found.json, front.png, study.db   kerasdl's: the results
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from kerasdl.errors import ConfigError, KerasdlError
from kerasdl.json_files import from_json, read_json
from kerasdl.search import SearchConfig, SearchResults, read_results
from kerasdl.search.results import RESULTS_FILE

from .folder import JobFolder, write_json
from .queue import JobState

PROGRESS_FILE = "sitting.json"
METHODS = ("evolution", "random")


@dataclass(frozen=True)
class SearchRequest:
    """What a visitor wants searched.

    Attributes:
        visitor: whose search it is.
        config: its settings, the same each time that it is resumed.
        baseline: whether random search runs beside evolution; the same each time, too.
        workers: processes that try candidates.
        minutes: how long this time; None for no limit.
        candidates: how many of each method, with those that were tried before; None for no limit.
        created: seconds since 1970.
    """

    visitor: str
    config: SearchConfig
    baseline: bool = True
    workers: int = 1
    minutes: float | None = 5.0
    candidates: int | None = None
    created: float = 0.0


@dataclass(frozen=True)
class SearchProgress:
    """What the process of a search reports.

    Attributes:
        seconds: since it began.
        running: candidates that are being tried.
        ended: whether it has tried what was asked for.
        error: one line, where it failed.
    """

    seconds: float = 0.0
    running: int = 0
    ended: bool = False
    error: str | None = None


@dataclass(frozen=True)
class SearchStatus:
    """A search at one moment.

    Attributes:
        state: WAITING also while other jobs have its place, PAUSED by the end of the server.
        results: all that it has tried; None before there is any.
        seconds: used of its minutes.
        running: candidates that are being tried.
        error: one line, where it failed.
    """

    state: JobState
    results: SearchResults | None
    seconds: float = 0.0
    running: int = 0
    error: str | None = None

    @property
    def tried(self) -> int:
        """Candidates that are finished."""
        return len(self.results.candidates) if self.results else 0

    @property
    def stopped_early(self) -> int:
        """Those of them that were stopped early, as weak."""
        return sum(candidate.error is None for candidate in self.results.candidates) if self.results else 0

    def tried_by_each(self, request: SearchRequest) -> int:
        """Finished candidates of the method that has fewest."""
        tried = [candidate.method for candidate in self.results.candidates] if self.results else []
        return min(tried.count(method) for method in (METHODS if request.baseline else METHODS[:1]))

    def fraction(self, request: SearchRequest) -> float:
        """Share of what was asked for, 0 to 1."""
        shares = [self.seconds / (60 * request.minutes)] if request.minutes else []
        shares += [self.tried_by_each(request) / request.candidates] if request.candidates else []
        return min(1.0, max(shares, default=0.0))


class StructureSearch(JobFolder):
    """A search. What has been read of `found.json` is kept until that changes.

    Attributes:
        request: a `SearchRequest`.
    """

    gone = "The search's files are gone."
    request: SearchRequest

    def __init__(self, folder: Path, request: SearchRequest) -> None:
        super().__init__(folder, request)
        self._lock = Lock()
        self._read: tuple[float, SearchResults | None] = (0.0, None)

    @classmethod
    def parse(cls, saved: dict[str, Any]) -> SearchRequest:
        return from_json(saved, SearchRequest, "A search's request", "order.json")

    def begin(self, request: SearchRequest) -> None:
        """Write down what is wanted now; the time that it has used before counts no more."""
        self.request = request
        self.write_request()
        (self.folder / PROGRESS_FILE).unlink(missing_ok=True)
        self.set_state(JobState.WAITING, seconds=0.0)

    def set_state(self, state: JobState, error: str | None = None, **more: object) -> None:
        super().set_state(state, error, **{"seconds": self.seconds, **more})

    @property
    def seconds(self) -> float:
        """What earlier processes have used of its time."""
        return float(self.saved_state().get("seconds", 0.0))

    def write_progress(self, progress: SearchProgress) -> None:
        """Write a report; for the process."""
        write_json(self.folder / PROGRESS_FILE, asdict(progress))

    def progress(self) -> SearchProgress:
        """The last report of the process."""
        with suppress(KerasdlError):
            saved = read_json(self.folder / PROGRESS_FILE, dict[str, Any], "A search's progress")
            return from_json(saved, SearchProgress, "A search's progress", PROGRESS_FILE)
        return SearchProgress()

    def end_progress(self) -> SearchProgress:
        """Add up the time of a process that has ended, and return its last report."""
        progress, state = self.progress(), self.state
        (self.folder / PROGRESS_FILE).unlink(missing_ok=True)
        self.set_state(state, seconds=self.seconds + progress.seconds)
        return progress

    def status(self) -> SearchStatus:
        """State, progress and results."""
        saved, progress = self.saved_state(), self.progress()
        seconds = float(saved.get("seconds", 0.0)) + progress.seconds
        return SearchStatus(saved["state"], self.results(), seconds, progress.running, saved["error"])

    def results(self) -> SearchResults | None:
        """All that it has tried; None before there is any."""
        with self._lock:
            with suppress(OSError, ConfigError):  # on Windows, while it is replaced: the next call reads it
                changed = (self.folder / RESULTS_FILE).stat().st_mtime
                if changed != self._read[0]:
                    self._read = (changed, read_results(self.folder))
            return self._read[1]
