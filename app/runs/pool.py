"""Whose turn it is: a bounded queue of runs, and as many worker processes as the machine's cores allow."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kerasdl.config import TrainConfig
from kerasdl.errors import ConfigError, KerasdlError
from kerasdl.store import find_model, whole_folder
from runs.run import CHECKPOINT_FILE, Order, Run, State

WORKER = (sys.executable, str(Path(__file__).with_name("worker.py")))
# One small network keeps about four cores busy; more trainings than that only slow each other down.
CORES_A_TRAINING = 4
MOST_WAITING = 60
MOST_OF_A_VISITOR = 12  # waiting or running at once: a grid of structures, and some more
MOST_KEPT_FOR_A_VISITOR = 30  # older finished runs go
DAYS = 86_400.0
FORGOTTEN_AFTER = 14 * DAYS
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


class Pool:
    """The runs of all visitors of a server.

    Args:
        home: the folder of the runs' folders.
        models: the folder where networks are kept under names.
        at_once: how many train at once; None for what the machine's cores allow.
        worker: the command that starts a worker.
    """

    def __init__(self, home: Path, models: Path, *, at_once: int | None = None, worker: Sequence[str] = WORKER) -> None:
        self.home, self.models = home, models
        self._at_once = at_once or max(1, (os.cpu_count() or 1) // CORES_A_TRAINING)
        self._command = list(worker)
        self._lock = threading.RLock()
        self._runs: dict[str, Run] = {}
        self._waiting: list[Run] = []
        self._workers: dict[str, subprocess.Popen[str]] = {}
        self._spare: subprocess.Popen[str] | None = None
        self._served: dict[str, float] = {}  # when each visitor's turn was last
        self._to_stop: set[str] = set()  # taken up only to be finished
        self._find_old_runs()

    def _find_old_runs(self) -> None:
        """Take up what an earlier server left: what it was training is paused now."""
        for folder in sorted(self.home.glob("*/")):
            try:
                run = Run(folder, Order.read(folder))
            except (OSError, ValueError, TypeError, KerasdlError):
                continue
            if run.age > FORGOTTEN_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            if run.state()[0].active:
                run.set_state(State.PAUSED)
            self._runs[run.id] = run

    def runs_of(self, visitor: str) -> list[Run]:
        """A visitor's runs, oldest first."""
        with self._lock:
            return sorted((r for r in self._runs.values() if r.order.visitor == visitor), key=lambda r: r.order.created)

    def find(self, run_id: str) -> Run | None:
        """The run of an id."""
        with self._lock:
            return self._runs.get(run_id)

    def submit(self, visitor: str, config: TrainConfig, digits: int = 55_000, group: str = "") -> Run:
        """Train something as soon as its turn comes.

        Raises:
            ConfigError: the queue is full, or the visitor's part of it.
        """
        with self._lock:
            self._check_room(visitor)
            created = max(time.time(), 1e-6 + max((r.order.created for r in self._runs.values()), default=0.0))
            order = Order(visitor, config, digits, group, created)
            folder = self.home / uuid.uuid4().hex
            folder.mkdir(parents=True)
            order.write(folder)
            run = self._runs[folder.name] = Run(folder, order)
            self._forget_oldest(visitor)
            self._queue(run)
        return run

    def _check_room(self, visitor: str) -> None:
        mine = sum(run.state()[0].active for run in self.runs_of(visitor))
        if mine >= MOST_OF_A_VISITOR:
            raise ConfigError(
                f"At most {MOST_OF_A_VISITOR} trainings may wait or run for one visitor. Received: one more"
            )
        if len(self._waiting) >= MOST_WAITING:
            raise ConfigError(f"At most {MOST_WAITING} trainings may wait; try again in a while. Received: one more")

    def _forget_oldest(self, visitor: str) -> None:
        mine = self.runs_of(visitor)
        for run in mine[: max(0, len(mine) - MOST_KEPT_FOR_A_VISITOR)]:
            if not run.state()[0].active:
                self.forget(run)

    def go_on(self, run: Run) -> None:
        """Take up a run that was paused, or whose worker died, from its last checkpoint.

        Raises:
            ConfigError: the queue is full.
        """
        with self._lock:
            if run.state()[0] in (State.PAUSED, State.FAILED):
                self._check_room(run.order.visitor)
                if not (run.folder / CHECKPOINT_FILE).exists():
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
                run.set_state(State.PAUSED)
            else:
                self._tell(run, pause=True)

    def stop(self, run: Run) -> None:
        """End a run with what it has. One that rests is taken up for a moment, to be finished."""
        with self._lock:
            state = run.state()[0]
            if state is State.RUNNING:
                self._tell(run, stop=True)
            elif (run.folder / CHECKPOINT_FILE).exists():
                self._to_stop.add(run.id)
                if state is not State.WAITING:
                    self._queue(run)
            elif run in self._waiting or state is State.PAUSED:
                with suppress(ValueError):
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
        worker = self._workers.get(run.id)
        if worker is not None and worker.stdin is not None:
            with suppress(OSError):  # it ended just now
                worker.stdin.write(json.dumps(command) + "\n")
                worker.stdin.flush()

    def ahead_of(self, run: Run) -> int:
        """How many trainings run, or come earlier; 0 for a run that does not wait."""
        with self._lock:
            return len(self._workers) + self._in_turn().index(run) if run in self._waiting else 0

    def _in_turn(self) -> list[Run]:
        """Those that wait, by whose turn it is: a visitor with many runs does not keep the others from their first."""
        served = dict(self._served)
        left, order = list(self._waiting), []
        while left:
            following = min(left, key=lambda run: (served.get(run.order.visitor, 0.0), run.order.created))
            served[following.order.visitor] = max([time.time(), *served.values()]) + 1
            order.append(following)
            left.remove(following)
        return order

    def _fill(self) -> None:
        while self._waiting and len(self._workers) < self._at_once:
            run = self._in_turn()[0]
            self._waiting.remove(run)
            self._served[run.order.visitor] = time.time()
            worker = self._workers[run.id] = self._take_worker()
            run.set_state(State.RUNNING)
            with suppress(OSError):  # a worker that died already is met in _wait
                assert worker.stdin is not None
                worker.stdin.write(f"{run.folder}\n")
                worker.stdin.flush()
            if run.id in self._to_stop:
                self._to_stop.remove(run.id)
                self._tell(run, stop=True)
            threading.Thread(target=self._wait, args=(run, worker), name=f"run {run.id[:6]}", daemon=True).start()

    def warm_up(self) -> None:
        """Have a worker ready, so that the next training begins at once."""
        with self._lock:
            if self._spare is None or self._spare.poll() is not None:
                self._spare = self._start_worker()

    def _take_worker(self) -> subprocess.Popen[str]:
        spare, self._spare = self._spare, None
        return spare if spare is not None and spare.poll() is None else self._start_worker()

    def _start_worker(self) -> subprocess.Popen[str]:
        # What a worker prints and complains of belongs to the server's log. It shares the server's standard input with
        # nobody: when the server ends, however it does, the worker's input ends.
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=sys.__stderr__, text=True)

    def _wait(self, run: Run, worker: subprocess.Popen[str]) -> None:
        status = worker.wait()
        with self._lock:
            self._workers.pop(run.id, None)
            if worker.stdin is not None:
                with suppress(OSError):
                    worker.stdin.close()
            if run.state()[0] is State.RUNNING:
                how = f"signal {-status}" if status < 0 else f"status {status}"
                run.set_state(State.FAILED, f"The process that trained this ended by itself ({how}).")
            self._fill()

    def keep(self, run: Run, name: str) -> Path:
        """Keep a finished network under a name, where the command finds it too.

        Raises:
            ConfigError: the name is none, or taken; or the run is not finished.
        """
        if not NAME.fullmatch(name):
            raise ConfigError(
                "A name must be 1 to 40 letters, digits, dots, hyphens and underscores, a letter or digit first. "
                f"Received: {name[:60]!r}"
            )
        finished = run.finished
        if finished is None:
            raise ConfigError("Only a finished training can be kept. Received: one that is not")
        folder = self.models / name
        with self._lock:
            taken = folder.exists()
            with suppress(KerasdlError):
                taken = taken or find_model(name).is_dir()
            if taken:
                raise ConfigError(f"A name must be one that no network has yet. Received: {name}")
            with whole_folder(folder) as part:
                shutil.copytree(finished, part, dirs_exist_ok=True)
        return folder

    def forget(self, run: Run) -> None:
        """Remove a run that is not under way."""
        with self._lock:
            if not run.state()[0].active and self._runs.pop(run.id, None) is not None:
                shutil.rmtree(run.folder, ignore_errors=True)

    def close(self) -> None:
        """Pause what is training, and end the workers."""
        with self._lock:
            self._waiting.clear()
            workers, spare = list(self._workers.values()), self._spare
            self._spare = None
        if spare is not None:
            spare.kill()  # it has nothing to lose
            spare.wait()
        for worker in workers:
            if worker.stdin is not None:
                with suppress(OSError):
                    worker.stdin.close()
        for worker in workers:
            worker.wait(60)
