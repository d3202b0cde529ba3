"""A lock on a file that the system itself opens again when its holder ends, however it ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def held(file: Path, patience: float = 0.0) -> Iterator[bool]:
    """Hold the lock while the block runs, and say whether it could be had within so many seconds."""
    with file.open("a+b") as opened:
        end = time.monotonic() + patience
        mine = _try(opened)
        while not mine and time.monotonic() < end:
            time.sleep(0.05)
            mine = _try(opened)
        try:
            yield mine
        finally:
            if mine:
                _open_again(opened)


def is_held(file: Path) -> bool:
    """Whether some process holds it."""
    with held(file) as free:
        return not free


try:
    import fcntl

    def _try(file: IO[bytes]) -> bool:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _open_again(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)

except ImportError:  # Windows
    import msvcrt

    def _try(file: IO[bytes]) -> bool:
        file.seek(0)
        with suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            return True
        return False

    def _open_again(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
