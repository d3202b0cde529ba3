"""Whose turn it is: a bounded queue of runs, and as many worker processes as the machine's cores allow."""

from __future__ import annotations

import os
import shutil
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, KerasdlError

from .keeping import keep
from .lock import is_held
from .run import LOCK_FILE, Order, Run, State
from .workers import COMMAND, Worker

# One small network keeps about four cores busy; more trainings than that only slow each other down.
CORES_A_TRAINING = 4
MOST_WAITING = 60
MOST_OF_A_VISITOR = 12  # waiting or running at once: a grid of structures, and some more
MOST_KEPT_FOR_A_VISITOR = 30  # older finished runs go
FORGOTTEN_AFTER = 14 * 86_400.0  # seconds


class Pool:
    """The runs of all visitors of a server.

    Args:
        home: the folder of the runs' folders.
        models: the folder where networks are kept under names.
        at_once: how many train at once; None for what the machine's cores allow.
        worker: the command that starts a worker.
    """

    def __init__(
        self, home: Path, models: Path, *, at_once: int | None = None, worker: Sequence[str] = COMMAND
    ) -> None:
        self.home, self.models = home, models
        self._at_once = at_once or max(1, (os.cpu_count() or 1) // CORES_A_TRAINING)
        self._command = worker
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}
        self._of: dict[str, list[Run]] = {}  # each visitor's, oldest first
        self._waiting: list[Run] = []
        self._workers: dict[str, Worker] = {}
        self._spare: Worker | None = None
        self._served: dict[str, float] = {}  # when each visitor's turn was last
        self._to_stop: set[str] = set()  # taken up only to be finished
        self._asked: dict[str, str] = {}  # "pause" or "stop", until the worker has done it
        self._lent = 0  # places that other work has for a while
        self._closed = False
        self._find_old_runs()

    def _find_old_runs(self) -> None:
        """Take up what an earlier server left: what it was training is paused now."""
        found = []
        for folder in self.home.glob("*/"):
            try:
                found.append(Run(folder, Order.read(folder)))
            except (OSError, ValueError, TypeError, AttributeError, KeyError, KerasdlError):
                continue  # no run, or one of another version
        for run in sorted(found, key=lambda run: run.order.created):
            self._add(run)
            # A worker at work is another server's, or about to save what it has, and says so itself.
            if run.state()[0].active and not is_held(run.folder / LOCK_FILE):
                run.set_state(State.PAUSED)
        self._forget_old()

    def _add(self, run: Run) -> None:
        self._runs[run.id] = run
        self._of.setdefault(run.order.visitor, []).append(run)

    def runs_of(self, visitor: str) -> list[Run]:
        """A visitor's runs, oldest first."""
        with self._lock:
            return list(self._of.get(visitor, ()))

    def active_of(self, visitor: str) -> list[Run]:
        """Those of a visitor's runs that wait or are being trained, oldest first; reads no file."""
        with self._lock:
            return [run for run in self._of.get(visitor, ()) if run.id in self._workers or run in self._waiting]

    def find(self, run_id: str) -> Run | None:
        """The run of an id."""
        with self._lock:
            return self._runs.get(run_id)

    def submit(self, visitor: str, config: TrainConfig, digits: int = 55_000, group: str = "") -> Run:
        """Train something as soon as its turn comes.

        Raises:
            ConfigError: the queue is full, or the visitor's part of it.
            OSError: the run's folder cannot be written.
        """
        with self._lock:
            self._check_room(visitor)
            self._forget_old(visitor)
            created = max(
                time.time(), 1e-6 + max((run.order.created for run in self._of.get(visitor, ())), default=0.0)
            )
            order = Order(visitor, config, digits, group, created)
            folder = self.home / uuid.uuid4().hex
            folder.mkdir(parents=True)
            order.write(folder)
            run = Run(folder, order)
            self._add(run)
            self._queue(run)
        return run

    def _check_room(self, visitor: str) -> None:
        if len(self.active_of(visitor)) >= MOST_OF_A_VISITOR:
            raise ConfigError(
                f"At most {MOST_OF_A_VISITOR} trainings may wait or run for one visitor. Received: one more"
            )
        if len(self._waiting) >= MOST_WAITING:
            raise ConfigError(f"At most {MOST_WAITING} trainings may wait; try again in a while. Received: one more")

    def _forget_old(self, visitor: str | None = None) -> None:
        """Make room on the disk: runs of long ago, and a visitor's oldest where another one is about to come."""
        mine = self.runs_of(visitor) if visitor is not None else []
        spent = mine[: max(0, len(mine) + 1 - MOST_KEPT_FOR_A_VISITOR)]
        for run in [*spent, *(run for run in self._runs.values() if run.age > FORGOTTEN_AFTER)]:
            self.forget(run)

    def go_on(self, run: Run) -> None:
        """Take up a run that was paused, or whose worker died, from its last checkpoint.

        Raises:
            ConfigError: the queue is full.
        """
        with self._lock:
            if run.state()[0] in (State.PAUSED, State.FAILED):
                self._check_room(run.order.visitor)
                if not run.resumable:
                    run.clear()  # it begins anew
                self._queue(run)

    def _queue(self, run: Run) -> None:
        run.set_state(State.WAITING)
        self._waiting.append(run)
        self._fill()

    def pause(self, run: Run) -> None:
        """Let a run rest where it is; another one takes its place."""
        with self._lock:
            if run in self._waiting:
                self._waiting.remove(run)
                self._to_stop.discard(run.id)
                run.set_state(State.PAUSED)
            else:
                self._ask(run, "pause")

    def stop(self, run: Run) -> None:
        """End a run with what it has. One that rests is taken up for a moment, to be finished."""
        with self._lock:
            state = run.state()[0]
            if state is State.RUNNING:
                self._ask(run, "stop")
            elif state in (State.WAITING, State.PAUSED, State.FAILED) and run.resumable:
                self._to_stop.add(run.id)
                if run not in self._waiting:
                    self._queue(run)
            elif state in (State.WAITING, State.PAUSED):
                if run in self._waiting:
                    self._waiting.remove(run)
                run.set_state(State.STOPPED)

    def set_learning_rate(self, run: Run, learning_rate: float) -> None:
        """Go on with another learning rate, now or when the run goes on.

        Raises:
            ConfigError: it is not greater than 0.
        """
        replace(run.order.config, learning_rate=learning_rate)  # which checks it
        with self._lock:
            run.set_learning_rate(learning_rate)
            self._tell(run, learning_rate=learning_rate)

    def _tell(self, run: Run, **command: object) -> None:
        if run.id in self._workers:
            self._workers[run.id].tell(**command)

    def _ask(self, run: Run, what: str) -> None:
        if run.id in self._workers:
            self._asked[run.id] = what
            self._tell(run, **{what: True})

    def asked_of(self, run: Run) -> str | None:
        """What a run's worker was asked and has yet to do: "pause" or "stop"."""
        with self._lock:
            return self._asked.get(run.id)

    def ahead_of(self, run: Run) -> int:
        """How many trainings run, or come earlier; 0 for a run that does not wait."""
        with self._lock:
            return len(self._workers) + self._in_turn().index(run) if run in self._waiting else 0

    def _in_turn(self) -> list[Run]:
        """Those that wait, by whose turn it is: a visitor with many runs does not keep the others from their first."""
        served = dict(self._served)
        left, order = list(self._waiting), []
        last = max([time.time(), *served.values()])
        while left:
            following = min(left, key=lambda run: (served.get(run.order.visitor, 0.0), run.order.created))
            last = served[following.order.visitor] = last + 1
            order.append(following)
            left.remove(following)
        return order

    def borrow(self) -> bool:
        """Take a place for work that is no training, where one is free; whoever has it gives it back when it is `wanted`."""
        with self._lock:
            free = len(self._workers) + self._lent < self._at_once and not self._waiting and not self._closed
            self._lent += free
            return free

    @property
    def wanted(self) -> bool:
        """Whether a training waits for a place that was lent."""
        with self._lock:
            return self._closed or bool(self._waiting)

    def give_back(self) -> None:
        """Give back a place that was lent, to the training whose turn it is."""
        with self._lock:
            self._lent -= 1
            self._fill()

    def _fill(self) -> None:
        """Give the free places to those whose turn it is."""
        while len(self._workers) + self._lent < self._at_once and not self._closed:
            # One that was paused and goes on at once waits for its old worker to have saved everything.
            run = next((run for run in self._in_turn() if run.id not in self._workers), None)
            if run is None:
                return
            self._waiting.remove(run)
            self._served[run.order.visitor] = time.time()
            try:
                worker = self._workers[run.id] = self._take_worker()
            except OSError as error:  # no memory for another process
                run.set_state(State.FAILED, f"No process could be started to train this ({error.strerror}).")
                continue
            run.set_state(State.RUNNING)
            worker.tell(run=str(run.folder.resolve()))
            if run.id in self._to_stop:
                self._to_stop.remove(run.id)
                self._ask(run, "stop")
            threading.Thread(target=self._wait, args=(run, worker), name=f"run {run.id[:6]}", daemon=True).start()

    def warm_up(self) -> None:
        """Have a worker ready, so that the next training begins at once."""
        with self._lock:
            if not self._closed and (self._spare is None or not self._spare.alive):
                self._spare = Worker(self._command)

    def _take_worker(self) -> Worker:
        spare, self._spare = self._spare, None
        return spare if spare is not None and spare.alive else Worker(self._command)

    def _wait(self, run: Run, worker: Worker) -> None:
        """See a worker's end, on a thread of its own, and give its place to the next."""
        status = worker.wait()
        with self._lock:
            self._workers.pop(run.id, None)
            self._asked.pop(run.id, None)
            if run.state()[0] is State.RUNNING:
                how = f"signal {-status}" if status < 0 else f"status {status}"
                run.set_state(State.FAILED, f"The process that trained this ended by itself ({how}).")
            self._fill()

    def keep(self, run: Run, name: str) -> Path:
        """Keep a finished network under a name; see `keeping.keep`."""
        with self._lock:
            return keep(run, self.models, name)

    def forget(self, run: Run) -> None:
        """Remove a run that is not under way."""
        with self._lock:
            if run.id not in self._workers and run not in self._waiting and self._runs.pop(run.id, None) is not None:
                self._of[run.order.visitor].remove(run)
                shutil.rmtree(run.folder, ignore_errors=True)

    def close(self) -> None:
        """Pause what is training, and end the workers."""
        with self._lock:
            self._closed = True
            for run in self._waiting:
                run.set_state(State.PAUSED)
            self._waiting.clear()
            workers, spare = list(self._workers.values()), self._spare
            self._spare = None
        if spare is not None:
            spare.kill()  # it has nothing to lose
        for worker in workers:
            worker.end()
