"""Structure searches as a kind of job: one for each visitor, one at a time, in a place that trainings do not want.

A search works while no training waits; then it puts back what it was trying, and is resumed when there is room again.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace

from .folder import FolderKind
from .process import WorkerProcess, module_program
from .queue import JobState, Outcome, Turn
from .structure_search import SearchRequest, StructureSearch
from .trainings import Trainings

LEAST_MINUTES = 0.2 / 60  # for a search that gave way when its time was nearly over


class Searches(FolderKind[StructureSearch]):
    """The searches of all visitors of a server."""

    name = "searches"
    places, cores = Trainings.places, Trainings.cores
    most_waiting = 8
    most_of_a_visitor = 1
    visitor_rule = "A visitor has one search at a time"
    gives_way = True
    os_error = "The search could not go on ({error.strerror})."
    program: Sequence[str] = module_program("search_worker")
    folder_type = StructureSearch

    def of_visitor(self, visitor: str) -> StructureSearch | None:
        """A visitor's search."""
        return next(iter(self.of(visitor)[-1:]), None)

    def start(self, request: SearchRequest) -> StructureSearch:
        """Search as soon as its turn comes; an earlier search of the visitor is removed.

        Raises:
            ConfigError: too many wait, or the visitor's own is active.
            OSError: the folder cannot be written.
        """
        with self.queue.lock:
            self.queue.check_room(self, request.visitor)
            for earlier in self.of(request.visitor):
                self.delete(earlier)
            search = StructureSearch(self.home / uuid.uuid4().hex, request)
            self._begin(search, request)
        return search

    def resume(self, search: StructureSearch, *, minutes: float | None, candidates: int | None, workers: int) -> None:
        """Search for so many minutes or candidates more.

        Raises:
            ConfigError: too many wait, or it is active.
        """
        with self.queue.lock:
            self.queue.check_room(self, search.visitor)
            total = None if candidates is None else search.status().tried_by_each(search.request) + candidates
            self._begin(search, replace(search.request, minutes=minutes, candidates=total, workers=workers))

    def _begin(self, search: StructureSearch, request: SearchRequest) -> None:
        search.begin(replace(request, created=time.time()))  # it joins the queue at its end
        self._jobs[search.id] = search
        self.queue.add(self, search)

    def work(self, job: StructureSearch, turn: Turn) -> Outcome:
        minutes = job.request.minutes
        left = None if minutes is None else max(minutes - job.seconds / 60, LEAST_MINUTES)
        process = WorkerProcess(self.program)
        process.send(search=str(job.folder.resolve()), minutes=left, candidates=job.request.candidates)
        turn.attach(process)
        reason, progress = process.wait(), job.end_progress()
        if progress.error is not None:
            return JobState.FAILED, progress.error
        if progress.ended:
            return JobState.DONE, None
        if turn.asked is None:
            return JobState.FAILED, f"The process that searched ended by itself ({reason})."
        return {"stop": JobState.STOPPED, "close": JobState.PAUSED}.get(turn.asked, JobState.WAITING), None


def worker_counts() -> tuple[int, ...]:
    """How many workers a search may have: each computes on one core, and together they take a training's place."""
    return tuple(count for count in (1, 2, 4) if count <= min(Trainings.cores, os.cpu_count() or 1))
