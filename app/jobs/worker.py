"""Start of a worker process: its priority, its commands, and the lock on its job's folder."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kerasdl.errors import KerasdlError

from .folder import LOCK_FILE


def be_polite(niceness: int) -> None:
    """Let the pages come first, and leave Ctrl-C, which reaches all processes of a terminal, to the server."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(niceness)
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


def read_command() -> dict[str, Any]:
    """The next line of standard input, a JSON object; empty where the server ended."""
    return dict(json.loads(sys.stdin.readline() or "{}"))


def listen(on_command: Callable[[dict[str, Any]], None], on_end: Callable[[], None]) -> None:
    """Pass on commands, from another thread, until the input ends."""

    def read() -> None:
        while command := read_command():
            on_command(command)
        on_end()

    threading.Thread(target=read, daemon=True).start()


@contextmanager
def locked(folder: Path, patience: float, job: str) -> Iterator[None]:
    """Hold the lock of a job's folder.

    Raises:
        KerasdlError: another process holds it for longer than `patience` seconds.
    """
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        raise KerasdlError(f"Another process is still at work on this {job}.") from None
    try:
        yield
    finally:
        lock.release()
