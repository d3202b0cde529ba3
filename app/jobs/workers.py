"""The processes that train, as the pool sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

COMMAND = (sys.executable, "-P", "-m", f"{__package__}.worker")
PATIENCE = 60.0  # seconds for a worker to save what it has


class Worker:
    """A process that trains one run, and ends.

    What it prints and complains of belongs to the server's log. Its standard input is the server's alone: when the server
    ends, however it does, the input ends, and the worker saves what it has.

    Args:
        command: starts it.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=sys.__stderr__, text=True, encoding="utf-8"
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, **command: object) -> None:
        """Send a command; one that has ended just now needs none."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()

    def wait(self) -> int:
        """Wait for its end, and return its status; a negative one is the signal that killed it."""
        status = self._process.wait()
        self._close_input()
        return status

    def end(self) -> None:
        """Have it save what it has and end, and wait for that."""
        self._close_input()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self._close_input()

    def _close_input(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
