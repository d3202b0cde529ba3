"""Work that is not a training, in processes of its own: a claim that is tried, an export, its verification.

    queue().submit("history 1969", ("history", "1969", "--out", "…"))
    queue().look("history 1969")

A task is one command of kerasdl, or several in a row. Its key says what it does: whoever asks for the same, in whatever tab,
gets the same task.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import streamlit as st

from kerasdl.errors import ConfigError
from kerasdl.models.store import MODELS

# The `kerasdl` command, polite: the pages come first.
COMMAND = (sys.executable, "-c", "import os; getattr(os, 'nice', abs)(5); from kerasdl.cli.main import main; main()")
CORES_A_TASK = 2  # trainings want the others
MOST_WAITING = 12
MOST_KEPT = 64  # older finished ones are forgotten

Command = tuple[str, ...]


class State(StrEnum):
    """Where a task stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def active(self) -> bool:
        return self in (State.WAITING, State.RUNNING)


@dataclass(frozen=True)
class Look:
    """A task at one moment.

    Attributes:
        state: where it stands.
        results: what its commands printed, as many as have ended well.
        ahead: how many run, or come earlier, while it waits.
        error: one line, where it failed.
        seconds: since it began to run.
    """

    state: State
    results: tuple[dict[str, Any], ...] = ()
    ahead: int = 0
    error: str | None = None
    seconds: float = field(default=0.0, compare=False)

    def share_of(self, seconds: float) -> float:
        """The share that is likely done of what mostly takes so long, 0 to 1: ever slower, and never all."""
        return 1 - math.exp(-self.seconds / (0.6 * seconds))


@dataclass
class _Task:
    commands: tuple[Command, ...]
    state: State = State.WAITING
    results: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    began: float = 0.0


class Tasks:
    """The tasks of all visitors of a server.

    Args:
        at_once: how many run at once; None for what the machine's cores allow.
        most_waiting: how many may wait.
        command: what runs a task's commands.
    """

    def __init__(
        self, *, at_once: int | None = None, most_waiting: int = MOST_WAITING, command: Sequence[str] = COMMAND
    ) -> None:
        self._at_once = at_once or max(1, (os.cpu_count() or 1) // CORES_A_TASK)
        self._most_waiting, self._command = most_waiting, tuple(command)
        self._lock = threading.Lock()
        self._tasks: dict[str, _Task] = {}
        self._waiting: list[str] = []
        self._running: dict[str, subprocess.Popen[str] | None] = {}

    def submit(self, key: str, *commands: Command) -> None:
        """Do something as soon as its turn comes; what waits or runs already is not done twice.

        Args:
            key: names the task.
            commands: arguments of `kerasdl`, without --json; each starts when the one before has ended well.

        Raises:
            ConfigError: too many wait.
        """
        with self._lock:
            before = self._tasks.get(key)
            if before is not None and before.state.active:
                return
            if len(self._waiting) >= self._most_waiting:
                raise ConfigError(
                    f"At most {self._most_waiting} tasks may wait; try again in a while. Received: one more"
                )
            self._tasks.pop(key, None)
            self._tasks[key] = _Task(commands)  # the latest one stands last
            self._waiting.append(key)
            self._forget_oldest()
            self._fill()

    def look(self, key: str) -> Look | None:
        """How a task stands; None for one that was never asked for, or is forgotten."""
        with self._lock:
            task = self._tasks.get(key)
            if task is None:
                return None
            ahead = len(self._running) + self._waiting.index(key) if key in self._waiting else 0
            seconds = time.monotonic() - task.began if task.state is State.RUNNING else 0.0
            return Look(task.state, tuple(task.results), ahead, task.error, seconds)

    def close(self) -> None:
        """End what runs, and start nothing more."""
        with self._lock:
            self._waiting.clear()
            for process in self._running.values():
                if process is not None:
                    process.kill()

    def _forget_oldest(self) -> None:
        finished = [key for key, task in self._tasks.items() if not task.state.active]
        for key in finished[: max(0, len(self._tasks) - MOST_KEPT)]:
            del self._tasks[key]

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self._at_once:
            key = self._waiting.pop(0)
            self._tasks[key].state, self._tasks[key].began = State.RUNNING, time.monotonic()
            self._running[key] = None
            threading.Thread(target=self._work, args=(key, self._tasks[key]), name=f"task {key}", daemon=True).start()

    def _work(self, key: str, task: _Task) -> None:
        error = None
        for command in task.commands:
            result, error = self._call(key, command)
            if result is None:
                break
            with self._lock:
                task.results.append(result)
        with self._lock:
            task.error = error
            task.state = State.FAILED if error else State.DONE
            del self._running[key]
            self._fill()

    def _call(self, key: str, command: Command) -> tuple[dict[str, Any] | None, str | None]:
        """Run one command: what it printed last, or its one line of error."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
            try:
                process = subprocess.Popen(
                    [*self._command, *command, "--json"],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                    text=True,
                )
            except OSError as error:
                return None, str(error)
            with self._lock:
                self._running[key] = process
            said = process.communicate()[0].splitlines()
            # A verdict of "differs" is a result too, though the command's exit status is 1.
            with suppress(ValueError, IndexError):
                result = json.loads(said[-1])
                if isinstance(result, dict):
                    return result, None
            complaints.seek(0)
            lines = [line.strip() for line in complaints if line.strip()]
            return None, lines[-1].removeprefix("kerasdl: ") if lines else f"It ended with status {process.returncode}."


@st.cache_resource(show_spinner=False)
def queue() -> Tasks:
    """The one queue of this server."""
    return Tasks()


@st.cache_resource(show_spinner=False, max_entries=8)
def home(name: str) -> Path:
    """A folder for the results of tasks; where the working directory cannot be written to, one that goes with the server.

    Args:
        name: of the folder in the models' folder; it begins with a dot, out of the way of the models' names.
    """
    folder = MODELS / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix=f"kerasdl{name.replace('.', '-')}-"))
    return folder
