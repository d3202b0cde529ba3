"""Training in the background: a job a session, and a pool that lets only so many train at a time."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kerasdl.errors import KerasdlError

if TYPE_CHECKING:
    from kerasdl.training import Progress, Trained

# A browser slows the timers of a hidden tab to one a minute: a job is given up only after several of those.
PATIENCE = 240.0
# One small network keeps about four cores busy; more trainings than that only slow each other down.
CORES_A_TRAINING = 4

logger = logging.getLogger(__name__)


class Work(Protocol):
    """What a job does: `kerasdl.train` with its settings given."""

    def __call__(self, *, on_progress: Callable[[Progress], None], should_stop: Callable[[], bool]) -> Trained: ...


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Look:
    """A job at one moment.

    Attributes:
        state: where it stands.
        points: its progress so far, oldest first.
        trained: the network, once there is one; a stopped training keeps what it has.
        error: one line, where it failed.
    """

    state: State
    points: tuple[Progress, ...]
    trained: Trained | None
    error: str | None

    @property
    def active(self) -> bool:
        return self.state in (State.QUEUED, State.RUNNING)

    @property
    def fraction(self) -> float:
        """Share of the steps that are taken, 0 to 1."""
        if not self.points:
            return 0.0
        last = self.points[-1]
        return min(1.0, (last.epoch - 1 + last.step / last.steps) / last.epochs)

    @property
    def seconds_left(self) -> float | None:
        """What is left at the pace so far; None before the first progress."""
        return self.points[-1].seconds * (1 / self.fraction - 1) if self.fraction > 0 else None


class TrainingJob:
    """One training, which runs on a thread of the pool and is looked at from the pages.

    Looking is also its sign of life: a job that nobody has looked at for `patience` seconds is stopped.

    Args:
        work: the training.
        patience: seconds.
        clock: seconds from any start.
    """

    def __init__(self, work: Work, *, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic) -> None:
        self.id = uuid.uuid4().hex
        self.finished = threading.Event()
        self._work, self._patience, self._clock = work, patience, clock
        self._lock = threading.Lock()
        self._state, self._seen = State.QUEUED, clock()
        self._stopping = False
        self._points: list[Progress] = []
        self._trained: Trained | None = None
        self._error: str | None = None

    def look(self) -> Look:
        """See where the job stands, and keep it alive."""
        with self._lock:
            self._seen = self._clock()
            return Look(self._state, tuple(self._points), self._trained, self._error)

    def stop(self) -> None:
        """Ask the job to end with what it has; one that still waits ends at once."""
        with self._lock:
            self._stopping = True
            waiting = self._state is State.QUEUED
        if waiting:
            self._finish(State.STOPPED)

    def run(self) -> None:
        """Train, on the calling thread; for the pool."""
        with self._lock:
            if self._state is not State.QUEUED:
                return
            self._state = State.RUNNING
        if self._should_stop():
            self._finish(State.STOPPED)
            return
        try:
            trained = self._work(on_progress=self._note, should_stop=self._should_stop)
        except KerasdlError as error:
            self._finish(State.FAILED, error=str(error))
        # Nobody else sees what this thread meets: the page shows it in one line, the log in full.
        except Exception as error:
            logger.exception("A training failed")
            reason = str(error).strip().splitlines() or [type(error).__name__]
            self._finish(State.FAILED, error=f"Training failed: {reason[0]}")
        else:
            self._finish(State.STOPPED if trained.stopped else State.DONE, trained=trained)

    def _note(self, progress: Progress) -> None:
        with self._lock:
            self._points.append(progress)

    def _should_stop(self) -> bool:
        with self._lock:
            return self._stopping or self._clock() - self._seen > self._patience

    def _finish(self, state: State, *, trained: Trained | None = None, error: str | None = None) -> None:
        with self._lock:
            if not self.finished.is_set():
                self._state, self._trained, self._error = state, trained, error
                self.finished.set()


class TrainingPool:
    """Runs jobs in the order in which they come, at most `at_once` at a time.

    Args:
        at_once: None for what the machine's cores allow.
    """

    def __init__(self, at_once: int | None = None) -> None:
        self._at_once = at_once or max(1, (os.cpu_count() or 1) // CORES_A_TRAINING)
        self._lock = threading.Lock()
        self._waiting: deque[TrainingJob] = deque()
        self._running: list[TrainingJob] = []

    def submit(self, job: TrainingJob) -> None:
        """Run a job as soon as its turn comes."""
        with self._lock:
            self._waiting.append(job)
            self._fill()

    def ahead_of(self, job: TrainingJob) -> int:
        """How many trainings run or wait before a job that waits; 0 for any other."""
        with self._lock:
            if job not in self._waiting:
                return 0
            before = list(self._waiting)[: self._waiting.index(job)]
            return sum(not other.finished.is_set() for other in [*self._running, *before])

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self._at_once:
            job = self._waiting.popleft()
            self._running.append(job)
            # A daemon: Ctrl-C on the server ends a training too.
            threading.Thread(target=self._run, args=(job,), name=f"training {job.id[:6]}", daemon=True).start()

    def _run(self, job: TrainingJob) -> None:
        try:
            job.run()
        finally:
            with self._lock:
                self._running.remove(job)
                self._fill()
