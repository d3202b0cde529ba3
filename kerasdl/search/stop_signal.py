"""Stop signal of a worker process: the end of its standard input."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress


def stop_when_stdin_closes() -> threading.Event:
    """An event that is set when standard input ends: the parent process asks for a stop, or is gone.

    Not a signal: an exception that arrives anywhere can be lost in one of JAX's callbacks, or end a transaction.
    """
    stop = threading.Event()

    def wait() -> None:
        with suppress(OSError, ValueError):
            sys.stdin.read()
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    return stop
