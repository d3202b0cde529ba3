"""Search process that trains nothing: it speaks the protocol of `app/jobs/search_worker.py`.

It finds a candidate of each method every few hundredths of a second. The seed of its settings says what else it does:
3 dies at once, 4 fails with a line.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from app.jobs.structure_search import SearchProgress, StructureSearch
from app.jobs.worker import listen
from kerasdl.config import TrainConfig
from kerasdl.networks.cost import count_multiply_adds, count_parameters
from kerasdl.search import Candidate, SearchResults, read_results
from kerasdl.search.results import RESULTS_FILE

WIDTHS = (8, 16, 32, 64, 128)


def main() -> None:
    wanted = json.loads(sys.stdin.readline())
    search = StructureSearch.read(Path(wanted["search"]))
    ended = threading.Event()
    listen(lambda _: None, ended.set)
    seed = search.request.config.seed
    if seed == 3:
        sys.exit(3)
    if seed == 4:
        search.write_progress(SearchProgress(1.0, error="A worker must be able to work. Received: none"))
        return
    methods = ("evolution", "random") if search.request.baseline else ("evolution",)
    candidates = read_results(search.folder).candidates if (search.folder / RESULTS_FILE).exists() else []
    seconds = 0.0
    while not ended.is_set():
        number = sum(candidate.method == "evolution" for candidate in candidates)
        if wanted["candidates"] is not None and number >= wanted["candidates"]:
            search.write_progress(SearchProgress(seconds, ended=True))
            return
        candidates += [candidate(method, number) for method in methods]
        SearchResults(search.request.config.goal, {}, candidates).write(search.folder)
        seconds += 6.0
        search.write_progress(SearchProgress(seconds, running=1))
        if wanted["minutes"] is not None and seconds >= 60 * wanted["minutes"]:
            search.write_progress(SearchProgress(seconds, ended=True))
            return
        time.sleep(0.03)


def candidate(method: str, number: int) -> Candidate:
    """The wider, the better; every fourth one is ended early, and random search's are worse."""
    width = WIDTHS[number % len(WIDTHS)]
    config = TrainConfig(hidden_units=(width, width), skips=True, batch_normalization=method == "evolution", epochs=2)
    error = None if number % 4 == 3 else 0.5 / width + (0.05 if method == "random" else 0.0)
    name = f"random-{number}" if method == "random" else f"{number}"
    return Candidate(name, method, config, error, count_multiply_adds(config), 1, count_parameters(config), 1.0)


if __name__ == "__main__":
    main()
