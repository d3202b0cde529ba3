"""Process of a structure search: `python -m app.jobs.search_worker`.

The first line of its standard input, a JSON object, names the search: {"search": its folder, "minutes": …, "candidates": …}.
When the input ends, it puts back what its workers are trying, and ends.
"""

from __future__ import annotations

import threading
from pathlib import Path

from kerasdl.errors import KerasdlError
from kerasdl.search.run import SearchStatus, search

from .structure_search import SearchProgress, StructureSearch
from .worker import be_polite, listen, locked, read_command

NICENESS = 10  # the pages of other visitors come first, and their trainings
PATIENCE = 60.0  # seconds for the process that had the search before to end


def run_search(
    job: StructureSearch, minutes: float | None, candidates: int | None, should_stop: threading.Event
) -> SearchProgress:
    """Search until there is enough, or it is to stop; about once a second the results are written to the folder."""
    progress = SearchProgress()

    def write(now: SearchStatus) -> None:
        nonlocal progress
        progress = SearchProgress(now.seconds, now.running)
        now.found.write(job.folder)
        job.write_progress(progress)

    search(
        job.folder,
        job.request.config,
        minutes=minutes,
        trials=candidates,
        workers=job.request.workers,
        baseline=job.request.baseline,
        on_status=write,
        should_stop=should_stop.is_set,
    )
    return SearchProgress(progress.seconds, ended=not should_stop.is_set())


def main() -> None:
    """Read what is wanted, and do it."""
    be_polite(NICENESS)
    if command := read_command():
        job, ended = StructureSearch.read(Path(command["search"])), threading.Event()
        listen(lambda _: None, ended.set)
        try:
            with locked(job.folder, PATIENCE, "search"):
                progress = run_search(job, command["minutes"], command["candidates"], ended)
        except KerasdlError as error:
            progress = SearchProgress(job.progress().seconds, error=str(error))
        job.write_progress(progress)


if __name__ == "__main__":
    main()
