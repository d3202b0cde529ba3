"""Commands of kerasdl as a kind of job: a claim of the lecture's history, an export, its verification.

    commands.submit("history 1969", ("history", "1969", "--out", "…"))
    commands.status("history 1969")

A task is one command, or several in a row. Its key says what it does: all visitors who ask for the same share the task.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .process import WorkerProcess
from .queue import Ask, JobKind, JobQueue, JobState, Outcome, Turn

# The `kerasdl` command, polite: the pages come first.
PROGRAM = (sys.executable, "-c", "import os; getattr(os, 'nice', abs)(5); from kerasdl.cli.main import main; main()")
MOST_KEPT = 64  # older finished ones are forgotten

Command = tuple[str, ...]


@dataclass(frozen=True)
class TaskStatus:
    """A task at one moment.

    Attributes:
        state: its state.
        results: what its commands printed, as many as have ended well.
        ahead: how many run, or come earlier, while it waits.
        error: one line, where it failed.
        seconds: since it began to run.
    """

    state: JobState
    results: tuple[dict[str, Any], ...] = ()
    ahead: int = 0
    error: str | None = None
    seconds: float = field(default=0.0, compare=False)

    def expected_fraction(self, seconds: float) -> float:
        """The share that is likely done of what usually takes so many seconds, 0 to 1: ever slower, and never all."""
        return 1 - math.exp(-self.seconds / (0.6 * seconds))


@dataclass(eq=False)
class Task:
    """A task in the queue; it ends with the server."""

    id: str
    commands: tuple[Command, ...]
    state: JobState = JobState.WAITING
    results: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    began: float = 0.0
    created: float = field(default_factory=time.time)
    visitor: str = ""  # it is everybody's

    def set_state(self, state: JobState, error: str | None = None) -> None:
        self.state, self.error = state, error
        if state is JobState.RUNNING:
            self.began = time.monotonic()


class Commands(JobKind[Task]):
    """The tasks of all visitors of a server.

    Args:
        queue: the server's.
    """

    name = places = "tasks"
    cores = 2  # trainings want the others
    most_waiting = 12
    when_closed = JobState.WAITING
    program: Sequence[str] = PROGRAM

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue
        self._tasks: dict[str, Task] = {}

    def submit(self, key: str, *commands: Command) -> None:
        """Do something as soon as its turn comes; what waits or runs already is not done twice.

        Args:
            key: names the task.
            commands: arguments of `kerasdl`, without --json; each starts when the one before has ended well.

        Raises:
            ConfigError: too many wait.
        """
        with self._queue.lock:
            before = self._tasks.get(key)
            if before is not None and before.state.active:
                return
            self._queue.check_room(self, "")
            self._tasks.pop(key, None)
            task = self._tasks[key] = Task(key, commands)  # the latest one stands last
            self._queue.add(self, task)
            finished = [name for name, other in self._tasks.items() if not other.state.active]
            for name in finished[: max(0, len(self._tasks) - MOST_KEPT)]:
                del self._tasks[name]

    def status(self, key: str) -> TaskStatus | None:
        """Status of a task; None for one that was never asked for, or is forgotten."""
        with self._queue.lock:
            task = self._tasks.get(key)
            if task is None:
                return None
            seconds = time.monotonic() - task.began if task.state is JobState.RUNNING else 0.0
            return TaskStatus(task.state, tuple(task.results), self._queue.ahead_of(task), task.error, seconds)

    def ask(self, process: WorkerProcess, what: Ask) -> None:
        process.kill()

    def work(self, job: Task, turn: Turn) -> Outcome:
        for command in job.commands:
            result, error = self._call(turn, command)
            if result is None:
                return JobState.FAILED, error
            with self._queue.lock:
                job.results.append(result)
        return JobState.DONE, None

    def _call(self, turn: Turn, command: Command) -> tuple[dict[str, Any] | None, str | None]:
        """Run one command: what it printed last, or its one line of error."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": errors}
            process = WorkerProcess([*self.program, *command, "--json"], **streams)
            turn.attach(process)
            printed = process.output()
            # A verdict of "differs" is a result too, though the command's exit status is 1.
            with suppress(ValueError, IndexError):
                result = json.loads(printed[-1])
                if isinstance(result, dict):
                    return result, None
            errors.seek(0)
            lines = [line.strip() for line in errors if line.strip()]
            return None, lines[-1].removeprefix("kerasdl: ") if lines else f"It ended with {process.wait()}."
