"""Training runs as a kind of job: submit, resume, stop, save, delete."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kerasdl.config import TrainConfig
from kerasdl.data.mnist import Mnist
from kerasdl.handwriting.archive import write_archive
from kerasdl.training.demand import check_demand

from . import save_model
from .folder import FolderKind
from .process import WorkerProcess, module_program
from .queue import Ask, JobQueue, JobState, Outcome, Turn
from .training_run import ROOM_FILE, TrainingRequest, TrainingRun

MOST_KEPT_FOR_A_VISITOR = 30  # older finished runs are removed


class Trainings(FolderKind[TrainingRun]):
    """The training runs of all visitors of a server.

    Args:
        queue: the server's.
        home: the folder of the runs' folders.
        models: the folder where networks are saved under names.
    """

    name = places = "trainings"
    cores = 4  # one small network keeps them busy; more trainings than that only slow each other down
    most_waiting = 60
    most_of_a_visitor: int = 12  # a grid of structures, and some more
    visitor_rule = "At most {most} trainings may wait or run for one visitor"
    os_error = "No process could be started to train this ({error.strerror})."
    program: Sequence[str] = module_program("training_worker")
    folder_type = TrainingRun

    def __init__(self, queue: JobQueue, home: Path, models: Path) -> None:
        super().__init__(queue, home)
        self.models = models
        self._spare: WorkerProcess | None = None
        self._spare_lock = threading.Lock()

    def active_of(self, visitor: str) -> list[TrainingRun]:
        """Those of a visitor's runs that wait or are being trained, oldest first; reads no file."""
        return self.queue.active_of(self, visitor)

    def submit(
        self,
        visitor: str,
        config: TrainConfig,
        digits: int = 55_000,
        group: str = "",
        *,
        own: Mnist | None = None,
        **more: Any,
    ) -> TrainingRun:
        """Train something as soon as its turn comes.

        Args:
            visitor, config, digits, group: see `TrainingRequest`.
            own: the digits of a class, to learn in the place of MNIST's or beside them.
            more: `room`, `beside`, `begin` of the request.

        Raises:
            ConfigError: the queue is full, or the visitor's part of it; or the training would take too much.
            OSError: the run's folder cannot be written.
        """
        check_demand(config, digits)
        with self.queue.lock:
            self.queue.check_room(self, visitor)
            self.delete_old()
            before = self.of(visitor)
            for run in before[: max(0, len(before) + 1 - MOST_KEPT_FOR_A_VISITOR)]:
                self.delete(run)
            created = max([time.time(), *(run.created + 1e-6 for run in before[-1:])])
            request = TrainingRequest(visitor, config, digits, group, created, **more)
            run = TrainingRun(self.home / uuid.uuid4().hex, request)
            run.write_request()
            if own is not None:
                write_archive(own, run.folder / ROOM_FILE)
            self._jobs[run.id] = run
            self.queue.add(self, run)
        return run

    def resume(self, run: TrainingRun) -> None:
        """Resume a run that was paused, or whose process died, from its last checkpoint.

        Raises:
            ConfigError: the queue is full.
        """
        with self.queue.lock:
            if run.state in (JobState.PAUSED, JobState.FAILED):
                self.queue.check_room(self, run.visitor)
                if not run.resumable:
                    run.reset()  # it begins anew
                self.queue.add(self, run)

    def stop(self, run: TrainingRun) -> None:
        """End a run with what it has. One that rests is resumed for a moment, to be finished."""
        with self.queue.lock:
            state = run.state
            if state in (JobState.WAITING, JobState.PAUSED, JobState.FAILED) and run.resumable:
                self.queue.add(self, run, ask="stop")
            elif state is JobState.PAUSED:
                run.set_state(JobState.STOPPED)
            else:
                self.queue.stop(run)

    def set_learning_rate(self, run: TrainingRun, learning_rate: float) -> None:
        """Train with another learning rate from now on, or when the run is resumed.

        Raises:
            ConfigError: it is not greater than 0.
        """
        replace(run.request.config, learning_rate=learning_rate)  # which checks it
        with self.queue.lock:
            run.write_learning_rate(learning_rate)
            turn = self.queue.at_work(run)
            if turn is not None and turn.process is not None:
                turn.process.send(learning_rate=learning_rate)

    def save_as(self, run: TrainingRun, name: str) -> Path:
        """Save a finished network under a name; see `save_model.save_model`."""
        with self.queue.lock:
            return save_model.save_model(run, self.models, name)

    def warm_up(self) -> None:
        """Have a process ready, so that the next training begins at once."""
        with self._spare_lock:
            if not self.queue.closed and (self._spare is None or not self._spare.alive):
                self._spare = WorkerProcess(self.program)

    def _take_spare(self) -> WorkerProcess | None:
        with self._spare_lock:
            spare, self._spare = self._spare, None
            return spare if spare is not None and spare.alive else None

    def close(self) -> None:
        """End the process that is ready: it has nothing to lose."""
        if (spare := self._take_spare()) is not None:
            spare.kill()
            spare.wait()

    def ask(self, process: WorkerProcess, what: Ask) -> None:
        if what in ("pause", "stop"):
            process.send(**{what: True})
        else:
            process.end()

    def work(self, job: TrainingRun, turn: Turn) -> Outcome | None:
        process = self._take_spare() or WorkerProcess(self.program)
        process.send(run=str(job.folder.resolve()))
        turn.attach(process)
        reason = process.wait()
        if job.state is JobState.RUNNING:
            return JobState.FAILED, f"The process that trained this ended by itself ({reason})."
        return None
