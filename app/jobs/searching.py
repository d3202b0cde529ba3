"""The process that searches for structures for one visitor: `python -m app.jobs.searching`.

Its standard input says in one line, a JSON object, which search takes part in what: {"search": its folder, "minutes": …,
"candidates": …}. When the input ends, it puts back what its workers are trying, and ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from kerasdl.errors import KerasdlError
from kerasdl.search.leash import on_leash
from kerasdl.search.run import Standing, search

from .lock import held
from .one_search import LOCK_FILE, OneSearch, Sitting

POLITE = 10  # the pages of other visitors come first, and their trainings
PATIENCE = 60.0  # seconds for the process that had the search before to end


def take_part(one: OneSearch, minutes: float | None, candidates: int | None, should_stop: threading.Event) -> Sitting:
    """Search until there is enough, or it is told to stop; what was found lies in the folder, once a second anew."""
    standing = Sitting()

    def note(now: Standing) -> None:
        nonlocal standing
        standing = Sitting(now.seconds, now.running)
        now.found.write(one.folder)
        one.note(standing)

    order = one.order
    search(
        one.folder,
        order.config,
        minutes=minutes,
        trials=candidates,
        workers=order.workers,
        baseline=order.baseline,
        on_standing=note,
        should_stop=should_stop.is_set,
    )
    return Sitting(standing.seconds, ended=not should_stop.is_set())


def main() -> None:
    """Read what is wanted, and do it."""
    # Ctrl-C in a terminal is told to all of its processes: the server ends by it, and this one with the end of its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(POLITE)
    wanted: dict[str, Any] = json.loads(sys.stdin.readline())
    one = OneSearch.read(Path(wanted["search"]))
    ended = on_leash()
    with held(one.folder / LOCK_FILE, PATIENCE) as mine:
        try:
            if not mine:
                raise KerasdlError("Another process is still at work on this search.")
            sitting = take_part(one, wanted["minutes"], wanted["candidates"], ended)
        except KerasdlError as error:
            sitting = Sitting(one.sitting().seconds, error=str(error))
        one.note(sitting)


if __name__ == "__main__":
    main()
