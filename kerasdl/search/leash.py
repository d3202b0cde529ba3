"""How a process that searches is told to stop: its standard input ends. No Keras here."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress


def on_leash() -> threading.Event:
    """Set when standard input ends: whoever started this process says that it shall stop, or is gone.

    Not a signal: an exception that arrives anywhere can be lost in one of JAX's callbacks, or end a transaction.
    """
    stop = threading.Event()

    def wait() -> None:
        with suppress(OSError, ValueError):
            sys.stdin.read()
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    return stop
