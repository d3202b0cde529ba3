"""Worker process, as the server sees it: commands on its standard input, and an end when that closes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

PATIENCE = 60.0  # seconds for a process to save what it has


def module_program(name: str) -> tuple[str, ...]:
    """What runs a module of this package; -P: nothing is imported from the working directory."""
    return (sys.executable, "-P", "-m", f"{__package__}.{name}")


class WorkerProcess:
    """A process that works on one job, and ends.

    What it prints belongs to the server's log. Its standard input is the server's alone: when the server ends, in whatever
    way, the input ends, and the process saves what it has.

    Args:
        program: starts it.
        streams: of `subprocess.Popen`, for a process that reads no commands.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, program: Sequence[str], **streams: Any) -> None:
        streams = {"stdin": subprocess.PIPE, "stdout": sys.__stderr__, **streams}
        self._process = subprocess.Popen(list(program), **streams, text=True, encoding="utf-8", errors="replace")
        self._killer = threading.Timer(PATIENCE, self._process.kill)
        self._killer.daemon = True

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, **command: object) -> None:
        """Send a command; a process that has just ended needs none."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()

    def wait(self) -> str:
        """Wait for its end, and return how it ended: "status 3", "signal 9"."""
        status = self._process.wait()
        self._killer.cancel()
        self._close_input()
        return f"signal {-status}" if status < 0 else f"status {status}"

    def output(self) -> list[str]:
        """Wait for its end, and return the lines that it printed, where its `stdout` is a pipe."""
        return (self._process.communicate()[0] or "").splitlines()

    def end(self) -> None:
        """Have it save what it has and end; it is killed where that takes too long."""
        self._close_input()
        with suppress(RuntimeError):  # it was asked before
            self._killer.start()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def _close_input(self) -> None:
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
